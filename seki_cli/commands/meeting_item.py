"""議題: what one item of a meeting says, from a case or a 地域課題, options and what came in."""

from dataclasses import replace
from typing import Any, Final, get_args

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, fill, settle_words, without_own
from seki_cli.commands.fetch import Desk
from seki_cli.commands.pick import pick_agency, pick_case, pick_gap, pick_kind, pick_plan
from seki_cli.errors import Misuse, Refused
from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import PLAN_TIMINGS, Plan, Timing
from seki_cli.model.world import CaseFile
from seki_cli.rules.meetings import may_add
from seki_cli.rules.plan_turns import may_be_put
from seki_cli.rules.plans import plan_states

_TIMINGS: Final = get_args(Timing)


def build_item(call: Call, desk: Desk, meeting: Meeting, subject: str, came: Entry) -> Entry:
    """Return one item of a meeting, ready to stand in its list; consent is asked before anything else that may be missing."""
    entry = _settled(call, desk, replace(came, within=2))
    timing = str(entry.fields.get("timing") or "")
    if timing and timing not in _TIMINGS:
        raise Misuse("この時機は決められた言葉ではありません", where=entry.where(("items", 0, "timing")), remedy=_known_timings())
    if subject.strip().upper().startswith(("G-", "Ｇ")):
        about: dict[str, Any] = {"gap": pick_gap(call, desk.world, subject, writes=True).id, "timing": timing or "社会資源"}
    else:
        about = _about_case(call, desk, meeting, subject, entry)
    _refuse_twice(desk, meeting, about)
    entry = fill(without_own(entry, {"num": _next_num(meeting)}), about)
    fields = {"num": _next_num(meeting), **entry.fields}
    if fields.get("members"):
        fields["members"] = [pick_agency(desk.office, str(m), meeting.date).id for m in fields["members"]]
    return replace(entry, fields=fields)


def _settled(call: Call, desk: Desk, entry: Entry) -> Entry:
    """Return the item with its codes as labels: they are known by their place in the whole meeting."""
    whole = settle_words(call, desk.office, replace(entry, fields={"items": [entry.fields]}), "meeting")
    return replace(entry, fields=whole.fields["items"][0])


def _known_timings() -> str:
    return "--timing " + "・".join(word for word in _TIMINGS if word != "支援決定") + " から選んでください"


def _next_num(meeting: Meeting) -> int:
    return max((item.num for item in meeting.items), default=0) + 1


def _refuse_twice(desk: Desk, meeting: Meeting, about: dict[str, Any]) -> None:
    """Refuse (4) a second item on one case and plan: lists merge by these keys, and one item gets one decision."""
    for number, item in enumerate(meeting.items):
        if (item.case, item.plan, item.gap) == (about.get("case", ""), about.get("plan", ""), about.get("gap", "")):
            raise Refused(
                "この会議の議題にもう入っています",
                where=desk.shelf.line_of(meeting.path, ("items", number)),
                remedy="時機や構成員を変えるときは、会議のファイルを直して seki save で保存してください",
            )


def _about_case(call: Call, desk: Desk, meeting: Meeting, subject: str, entry: Entry) -> dict[str, Any]:
    case = pick_case(call, desk.world, subject, writes=True)
    timing = str(entry.fields.get("timing") or "")
    plan = _plan(call, desk, case, str(entry.fields.get("plan") or ""), timing)
    _ask_consent(desk, meeting, case, entry, plan)
    if not timing:
        raise Misuse("どの時機の議題かが決まっていません", where="--timing", remedy=_known_timings())
    if timing in PLAN_TIMINGS and plan is None:
        known = " ".join(dict.fromkeys(p.id for p in case.plans)) or "（まだありません。seki plan new で作れます）"
        raise Misuse("どのプランの議題かが決まっていません", where="--plan", remedy=f"このケースのプラン: {known}")
    if plan:
        _ask_turn(call, desk, case, plan, timing)
    return {"timing": timing, "case": case.id} | ({"plan": plan.id, "version": plan.version} if plan else {})


def _ask_turn(call: Call, desk: Desk, case: CaseFile, plan: Plan, timing: str) -> None:
    state = next(s for s in plan_states(case, desk.world.meetings, desk.office, call.day) if s.id == plan.id)
    verdict = may_be_put(state, timing)
    if not verdict:
        raise Refused(verdict.reason, where=desk.shelf.line_of(verdict.because), remedy=verdict.remedy)


def _plan(call: Call, desk: Desk, case: CaseFile, typed: str, timing: str) -> Plan | None:
    if typed:
        owner, versions = pick_plan(call, desk.world, typed, writes=True)
        if owner.id != case.id:
            raise Refused(
                "このプランは別のケースのものです", where=versions[-1].path, remedy="ケース番号とプラン番号の組を確かめてください"
            )
        return versions[-1]
    newest = {p.id: p for p in case.plans}
    return next(iter(newest.values())) if timing in PLAN_TIMINGS and len(newest) == 1 else None


def _ask_consent(desk: Desk, meeting: Meeting, case: CaseFile, entry: Entry, plan: Plan | None) -> None:
    row = pick_kind(desk.office, meeting.kind, meeting.date)
    timing = str(entry.fields.get("timing") or "") or (row.decides[0] if row.decides and row.consent == "required" else "")
    stated = bool(entry.fields.get("why") and entry.fields.get("basis"))
    verdict = may_add(meeting, row, case, timing, plan, stated=stated) if timing else None
    if verdict is not None and not verdict:
        where = desk.shelf.line_of(verdict.because, verdict.key) if verdict.because else ""
        raise Refused(verdict.reason, where=where, remedy=verdict.remedy)
