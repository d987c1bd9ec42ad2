"""議題: what one item of a meeting says, from a case or a 地域課題, options and what came in."""

from dataclasses import replace
from typing import Any, Final, get_args

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, fill, settle_words, without_own
from seki_cli.commands.fetch import Desk
from seki_cli.commands.meeting_file import read_meeting
from seki_cli.commands.pick import pick_agency, pick_case, pick_gap, pick_kind, pick_plan
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse, Refused
from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import PLAN_TIMINGS, Plan, Timing
from seki_cli.model.world import CaseFile
from seki_cli.rules.meeting_turns import find_minutes
from seki_cli.rules.meetings import may_add, may_discuss_gap, may_take_cases
from seki_cli.rules.plan_turns import find_plan_of_policy, may_be_put
from seki_cli.rules.plans import plan_states
from seki_cli.rules.revision import is_withdrawn

_TIMINGS: Final = get_args(Timing)
_ABOUT: Final = ("case", "plan", "gap")
_TITLES: Final = {
    "version": "プランの版",
    "basis": "根拠",
    "why": "取り上げるわけ",
    "with_other": "兼ねる会議",
    "members": "構成員",
    "presenter": "説明者",
    "minutes_allotted": "持ち時間",
}
"""What of an item on the agenda may be said anew; what it is about and its timing make it another item."""


def build_item(call: Call, desk: Desk, meeting: Meeting, subject: str, came: Entry) -> Entry:
    """Return one item of a meeting, ready to stand in its list; consent is asked before anything else that may be missing.

    An item that is there already comes back with its own number: what was said anew stands in place of what it said.
    """
    entry = _settled(call, desk, replace(came, within=2))
    timing = str(entry.fields.get("timing") or "")
    if timing and timing not in _TIMINGS:
        raise Misuse("この時機は決められた言葉ではありません", where=entry.where(("items", 0, "timing")), remedy=_known_timings())
    if subject.strip().upper().startswith(("G-", "Ｇ")):
        about: dict[str, Any] = {"gap": pick_gap(call, desk.world, subject, writes=True).id, "timing": timing or "社会資源"}
        refusal = may_discuss_gap(meeting, pick_kind(desk.office, meeting.kind, meeting.date), str(about["timing"]))
        if not refusal:
            raise Refused(refusal.reason, where=meeting.path, remedy=refusal.remedy)
    else:
        about = _about_case(call, desk, meeting, subject, entry)
    if entry.fields.get("members"):
        named = [pick_agency(desk.office, str(m), meeting.date).id for m in entry.fields["members"]]
        entry = replace(entry, fields={**entry.fields, "members": named})
    place = _find_standing(meeting, about)
    if place is not None:
        return _said_anew(desk, meeting, place, entry, about)
    entry = fill(without_own(entry, {"num": _next_num(meeting)}), about)
    return replace(entry, fields={"num": _next_num(meeting), **entry.fields})


def also_on(desk: Desk, meeting: Meeting, entry: Entry) -> tuple[str, ...]:
    """Return a line for each other meeting on whose agenda the same case and plan stand and wait to be recorded."""
    about = tuple(str(entry.fields.get(key) or "") for key in _ABOUT)
    found = [
        other.id
        for other in desk.world.meetings
        if other.id != meeting.id and not other.called_off
        for item in other.items
        if (item.case, item.plan, item.gap) == about and not find_minutes(desk.world, other, item)
    ]
    return (f"{' '.join(found)} の議題にもなっています（外すときは seki meeting cancel 会議 --item 番号）。",) if found else ()


def put_item(call: Call, value: dict[str, Any], entry: Entry) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a meeting's fields with an item in its list, and what is told of it.

    A new item goes to the end. One that is there already is replaced in its place: at a terminal only after Enter.
    """
    rows = [dict(row) for row in value.get("items") or []]
    num = str(entry.fields["num"])
    about = [str(entry.fields.get(key) or "") for key in _ABOUT]  # two clones may each have given the number to an item
    same = (n for n, row in enumerate(rows) if str(row.get("num")) == num and about == [str(row.get(k) or "") for k in _ABOUT])
    place = next(same, None)
    if place is None:
        return {**value, "items": [*rows, entry.fields]}, ()
    changed = [key for key in entry.fields if _plain(rows[place].get(key)) != _plain(entry.fields[key])]
    what = "・".join(_TITLES[key] for key in changed)
    if call.asker is not None and not call.asker.confirm(f"議題 {num} はもう入っています。{what}を改めます"):
        raise KeyboardInterrupt
    rows[place] = entry.fields
    return {**value, "items": rows}, (f"議題 {num} の{what}を改めました。",)


def _plain(value: Any) -> Any:
    return [str(inner) for inner in value] if isinstance(value, list | tuple) else str(value) if value is not None else None


def _said_anew(desk: Desk, meeting: Meeting, place: int, entry: Entry, about: dict[str, Any]) -> Entry:
    """Return an item that is on the agenda already with what was said anew; refuse (4) where it is another item, or nothing new.

    The list merges by case, plan and gap, and one item gets one decision: it cannot stand there twice.
    """
    item = meeting.items[place]
    minutes = find_minutes(desk.world, meeting, item)
    where = minutes or desk.shelf.line_of(meeting.path, ("items", place))
    if minutes:
        remedy = "続きは次の会議の議題にしてください"
        raise Refused(f"議題 {item.num} はもう記録されています", where=where, remedy=remedy)
    if about["timing"] != item.timing:
        remedy = f"時機を変えるときは、seki meeting cancel {meeting.id} --item {item.num} で外してから加えてください"
        raise Refused("この会議の議題に、別の時機で入っています", where=where, remedy=remedy)
    old = read_meeting(desk, meeting)["items"][place]
    fields = {**old, **{key: value for key, value in entry.fields.items() if key in _TITLES and key not in about}}
    fields |= {"version": about["version"]} if about.get("version") else {}
    if all(_plain(old.get(key)) == _plain(value) for key, value in fields.items()):
        remedy = "構成員（--members）や説明者・わけ（--from）を書くと、改められます"
        raise Refused("この会議の議題にもう入っています", where=where, remedy=remedy)
    return replace(entry, fields=fields)


def _settled(call: Call, desk: Desk, entry: Entry) -> Entry:
    """Return the item with its codes as labels: they are known by their place in the whole meeting."""
    whole = settle_words(call, desk.office, replace(entry, fields={"items": [entry.fields]}), "meeting")
    return replace(entry, fields=whole.fields["items"][0])


def _known_timings() -> str:
    return "--timing " + "・".join(word for word in _TIMINGS if word != "支援決定") + " から選んでください"


def _next_num(meeting: Meeting) -> int:
    """Return a number that no item has or had on a paper: who holds one must not read another family under its number."""
    printed = (item.num for printing in meeting.printed for item in printing.items)
    return max((*(item.num for item in meeting.items), *printed), default=0) + 1


def _find_standing(meeting: Meeting, about: dict[str, Any]) -> int | None:
    """Return the place of the item on the same case and plan, or the same 地域課題, where there is one."""
    same = (about.get("case", ""), about.get("plan", ""), about.get("gap", ""))
    return next((n for n, item in enumerate(meeting.items) if (item.case, item.plan, item.gap) == same), None)


def _about_case(call: Call, desk: Desk, meeting: Meeting, subject: str, entry: Entry) -> dict[str, Any]:
    refuse_unless(desk, may_take_cases(pick_kind(desk.office, meeting.kind, meeting.date)))
    case = pick_case(call, desk.world, subject, writes=True)
    said = str(entry.fields.get("plan") or "")
    timing = str(entry.fields.get("timing") or "")
    standing = [item for item in meeting.items if item.case == case.id and said in ("", item.plan)]
    if not timing and len(standing) == 1:
        timing, said = standing[0].timing, standing[0].plan
    plan = _plan(call, desk, case, said, timing)
    _ask_consent(desk, meeting, case, replace(entry, fields={**entry.fields, "timing": timing}), plan)
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
    refuse_unless(desk, may_be_put(state, timing))


def _plan(call: Call, desk: Desk, case: CaseFile, typed: str, timing: str) -> Plan | None:
    if typed:
        owner, versions = pick_plan(call, desk.world, typed, writes=True)
        if owner.id != case.id:
            raise Refused(
                "このプランは別のケースのものです", where=versions[-1].path, remedy="ケース番号とプラン番号の組を確かめてください"
            )
        return next((plan for plan in reversed(versions) if not is_withdrawn(case, plan)), versions[-1])
    if meant := find_plan_of_policy(plan_states(case, desk.world.meetings, desk.office, call.day), timing):
        return meant
    newest = {p.id: p for p in case.plans if not is_withdrawn(case, p)}
    return next(iter(newest.values())) if timing in PLAN_TIMINGS and len(newest) == 1 else None


def _ask_consent(desk: Desk, meeting: Meeting, case: CaseFile, entry: Entry, plan: Plan | None) -> None:
    row = pick_kind(desk.office, meeting.kind, meeting.date)
    timing = str(entry.fields.get("timing") or "") or (row.decides[0] if row.decides and row.consent == "required" else "")
    stated = bool(entry.fields.get("why") and entry.fields.get("basis"))
    if timing:
        refuse_unless(desk, may_add(meeting, row, case, timing, plan, stated=stated))
