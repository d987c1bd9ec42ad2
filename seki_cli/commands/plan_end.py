"""プラン: withdrawn before it ran, and decided by the city: what becomes of a plan without a meeting."""

from collections.abc import Mapping
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.event import Draft, finished_draft, record_events, save_events
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.form import ask_field
from seki_cli.commands.me import my_agency
from seki_cli.commands.pick import pick_plan_state
from seki_cli.commands.plan_day import refuse_unread_course
from seki_cli.commands.plan_item import take_back, take_off
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse, NotThere
from seki_cli.files.fields import schema_fields
from seki_cli.model.answer import Answer
from seki_cli.model.plan import Plan
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.plan_turns import is_of_the_city, items_of_a_drop, may_be_decided_by_the_city, may_drop, may_drop_on
from seki_cli.rules.plans import PlanState
from seki_cli.rules.tabled import Tabled, plan_items, tabled_items

_OF_A_MEETING: Final = ("meeting", "close_case", "next_lead", "followup", "attempts", "look_again", "after_the_fact")


def drop_plan(call: Call, plan: str, said: Mapping[str, Any], *, source: str, by: str, off_agenda: bool) -> Answer:
    """Withdraw a plan that does not run, or the version that waits, whole or not at all."""
    desk = fetch_near(call)
    case, state = pick_plan_state(call, desk.world, plan, writes=True)
    refuse_unread_course(case, state.id)
    items = plan_items(tabled_items(case, desk.world.meetings, call.day), state.id)
    tabled = items_of_a_drop(state, items)
    refuse_unless(desk, may_drop(state, None if off_agenda or not tabled else tabled[0]))
    asked = _ask_reason(call, desk) if not said.get("reason") and not source else {}
    filled = {"act": "プラン取下げ", "plan": state.id, "version": state.newest.version, **said}

    def must_come_last(fields: Mapping[str, Any]) -> None:
        refuse_unless(desk, may_drop_on(case, state, parse_day(str(fields["date"]), call.day)))

    values = record_events(
        call, desk, case, "closing", source=source, by=by, filled=filled, defaults=asked, rule=must_come_last, several=False
    )
    for value in values:
        if not value.get("reason"):
            raise Misuse(
                "取り下げる理由がありません",
                where="--reason",
                remedy="seki registry codes closing（か suspension）の言葉から選んでください",
            )
    kept = tuple(one for one in items if one not in tabled)
    running = state.running.version if state.running else 0
    also = take_back(desk, tabled, kept, running) if kept else take_off(desk, tabled)
    back = tuple(one.meeting.id for one in kept if one.item.version not in (None, running))
    told = (*_told(state, tabled), *(f"終わりを諮る議題は v{running} に戻しました: {meeting}" for meeting in back))
    return save_events(call, desk, case, "closing", values, also=also, told=told)


def _ask_reason(call: Call, desk: Desk) -> dict[str, Any]:
    if call.asker is None:
        return {}
    field = next(field for field in schema_fields("closing") if field.key == "reason")
    return {"reason": ask_field(call, call.asker, desk.office, field)}


def _told(state: PlanState, tabled: tuple[Tabled, ...]) -> tuple[str, ...]:
    """Return what has become of the plan and of what waited with it: nothing that was due goes without a word."""
    lines = [f"議題から外しました: {one.meeting.id}" for one in tabled]
    if not (state.running and state.waiting and state.status in ("実施中", "見直し")):
        return (f"プラン {state.id} は取下げになりました。", *lines)
    if state.review and state.review.waits_since:
        lines.append("モニタリングを受けた会議待ちも終わります。次のモニタリングは、実施中の版の予定どおりです。")
    return (f"v{state.waiting.version} の案を取り下げました。実施中の v{state.running.version} は続きます。", *lines)


def decide_plan(call: Call, plan: str, said: Mapping[str, Any], *, source: str, by: str) -> Answer:
    """Record the city's 支援決定 on the running version, on the newest where none runs, or on the one that the file names."""
    desk = fetch_near(call)
    case, state = pick_plan_state(call, desk.world, plan, writes=True)
    refuse_unread_course(case, state.id)
    refuse_unless(desk, may_be_decided_by_the_city(case, state, state.running or state.newest))
    filled = {"timing": "支援決定", "plan": state.id, **said}
    defaults = {"version": (state.running or state.newest).version}
    values = record_events(
        call,
        desk,
        case,
        "decision",
        source=source,
        by=by,
        filled=filled,
        defaults=defaults,
        rule=_must_be_the_citys,
        several=False,
        form=("result", "protocol", "todos"),
    )
    whole = tuple(_with_print(desk, case, state, value) for value in values)
    word = desk.office.municipality.word
    told = [f"{state.id} v{whole[0]['version']} の{word}の支援決定です。会議の決定とは別なので、会議待ちは変わりません。"]
    if not is_of_the_city(desk.office, my_agency(call, desk.office, str(whole[0]["recorded_by"])), call.day):
        told.append(f"（記録者は所管課の職員ではありません。{word}が決定したことを、決裁などで確かめてください）")
    return save_events(call, desk, case, "decision", whole, told=tuple(told))


def _must_be_the_citys(fields: Mapping[str, Any]) -> None:
    """Refuse (2) what only a meeting may say: here it would be written down and move nothing."""
    for key in _OF_A_MEETING:
        if fields.get(key):
            remedy = "この項目を消してください。会議で決めたことは seki meeting record で記録します"
            raise Misuse(f"支援決定は会議によらない決定なので、{key} は書けません", where=key, remedy=remedy)


def _with_print(desk: Desk, case: CaseFile, state: PlanState, value: Draft) -> Draft:
    """Return the decision with the fingerprint of the version that it is about, and that version's categories."""
    plan = _version(case, state, int(value["version"]))
    refuse_unless(desk, may_be_decided_by_the_city(case, state, plan))
    categories = plan.categories if isinstance(plan.categories, str) else list(plan.categories)
    about = {"plan_hash": plan.content_hash} | ({"categories": categories} if categories and not value.get("categories") else {})
    return finished_draft(value.entry, "decision", {**value, **about})


def _version(case: CaseFile, state: PlanState, version: int) -> Plan:
    found = next((p for p in case.plans if p.id == state.id and p.version == version), None)
    if found is None:
        raise NotThere("この版のプランはありません", where="version", remedy=f"seki plan show {state.id} で版を確かめてください")
    return found
