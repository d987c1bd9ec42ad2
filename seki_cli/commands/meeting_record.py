"""会議の記録: one decision per item, the attendance, the leads that move, and the 提供台帳, all in one act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, foot_of_event, head_of_event, new_record_id, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.disclosing import build_disclosures
from seki_cli.commands.entry import Entry, default, finish, join, read_entry, without_own
from seki_cli.commands.event import Draft, finished_draft
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_agency, pick_meeting
from seki_cli.commands.record_form import ask_minutes, draft_of_minutes
from seki_cli.errors import Misuse, Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import YES, Plan
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.plan_turns import may_say_yes
from seki_cli.rules.plans import plan_states

_OF_ITEM = ("num", "case", "gap", "status")
_OF_GAP = ("num", "gap", "status", "protocol")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Where the minutes are taken: the meeting, who records, who came."""

    call: Call
    desk: Desk
    meeting: Meeting
    staff: str
    came: tuple[str, ...]
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What one item of the minutes writes and tells."""

    written: tuple[Written, ...] = ()
    case: str = ""
    decision: str = ""
    told: tuple[str, ...] = ()


def record_meeting(call: Call, typed: str, *, source: str, by: str) -> Answer:
    """Record a meeting whole or not at all."""
    desk = fetch(call)
    meeting = pick_meeting(call, desk.world, typed, writes=True)
    if meeting.date > call.day:
        raise Refused(
            "まだ開かれていない会議は記録できません",
            where=meeting.path,
            remedy=f"{show_day(meeting.date)} 以後に記録してください",
        )
    staff = who_i_am(call, desk.office, by)
    entry = read_entry(call, source) if source else ask_minutes(call, desk.office, meeting)
    rows = _item_rows(entry, meeting)
    _refuse_recorded(desk, meeting, rows)
    attendees = _attendance(desk, entry, meeting)
    came = tuple(a["agency"] for a in attendees if a.get("agency") and a.get("came") is not False)
    table = _Table(call=call, desk=desk, meeting=meeting, staff=staff, came=came, asked=not source)
    outcomes: list[_Outcome] = []
    for number, item in enumerate(rows):
        taken = tuple(outcome.decision for outcome in outcomes)
        outcomes.append(_record_item(table, item, entry.sub("items", number), taken))
    return _save(table, entry, attendees, outcomes, tuple(item.num for item in rows))


def _save(
    table: _Table, entry: Entry, attendees: list[dict[str, Any]], outcomes: list[_Outcome], nums: tuple[int, ...]
) -> Answer:
    call, desk, meeting = table.call, table.desk, table.meeting
    value = {**read_tree(desk.shelf.sources.files[meeting.path]), "attendees": attendees}
    minutes = write_edited(desk.shelf, meeting.path, finish(entry, "meeting", value))
    decisions = [outcome.decision for outcome in outcomes if outcome.decision]
    taken = {outcome.case: decisions for outcome in outcomes}
    facts = {"came": table.came, "taken": taken, "nums": nums}
    ledger = build_disclosures(call, desk, meeting, table.staff, facts)
    written = (
        *(w for outcome in outcomes for w in outcome.written),
        minutes,
        *(write_new("disclosure", value) for value in ledger),
    )
    nouns = {"meeting": meeting.id, "decision": decisions[0] if len(decisions) == 1 else decisions}
    told = tuple(line for outcome in outcomes for line in outcome.told)
    deed = Deed(
        verb="meeting record",
        subject=meeting.id,
        written=_once(written),
        nouns=nouns,
        told=told,
        notes=entry.notes,
        draft=draft_of_minutes(meeting) if table.asked else "",
    )
    return carry_out(call, desk, deed)


def _once(written: tuple[Written, ...]) -> tuple[Written, ...]:
    """Return one text for each path: where two items move the same head, the later one stands."""
    return tuple({w.path: w for w in written}.values())


def _item_rows(entry: Entry, meeting: Meeting) -> list[Item]:
    """Return the item that each row of the minutes belongs to; number and case must agree (4)."""
    for key in entry.fields:
        if key not in ("came", "items"):
            raise Misuse(
                "会議の記録に書けない項目名です", where=entry.where((key,)), remedy="came: と items: の下に書いてください"
            )
    rows = entry.fields.get("items") or []
    if not rows and not entry.fields.get("came"):
        raise Misuse("会議の記録の内容がありません", where=entry.where(()), remedy="came: と items: の下に書いてください")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Misuse("items: は議題の一覧です", where=entry.where(("items",)), remedy="- num: 1 の形で議題ごとに書いてください")
    found = []
    for number, row in enumerate(rows):
        fitting = [
            item
            for item in meeting.items
            if str(row.get("num") or item.num) == str(item.num) and str(row.get("case") or item.case) == item.case
        ]
        named = [item for item in meeting.items if str(row.get("num") or "") == str(item.num)]
        if named and not fitting:
            raise Refused(
                "議題の番号とケース番号が合いません",
                where=entry.where(("items", number)),
                remedy="seki meeting show で議題を確かめてください",
            )
        if len(fitting) != 1 or fitting[0] in found:
            raise Misuse(
                "どの議題の記録かが決まりません",
                where=entry.where(("items", number)),
                remedy="num: に議題の番号を、議題ごとに 1 回ずつ書いてください",
            )
        found.append(fitting[0])
    return found


def _refuse_recorded(desk: Desk, meeting: Meeting, rows: list[Item]) -> None:
    """Refuse (4) a second decision on one item: the first stands, and is corrected where it is wrong."""
    for item in rows:
        case = desk.world.case(item.case) if item.case else None
        for made in case.decisions if case else ():
            if (made.meeting, made.timing, made.plan) == (meeting.id, item.timing, item.plan):
                raise Refused(
                    f"議題 {item.num} はもう記録されています",
                    where=made.path,
                    remedy=f"直すときは seki case edit {item.case} {made.id} で訂正の記録を作ってください",
                )


def _attendance(desk: Desk, entry: Entry, meeting: Meeting) -> list[dict[str, Any]]:
    """Return the attendees with who came; whoever came without being invited is added."""
    rows: list[dict[str, Any]] = [dict(row) for row in read_tree(desk.shelf.sources.files[meeting.path]).get("attendees") or []]
    came = entry.fields.get("came")
    if came is None:
        return rows
    there = []
    for number, row in enumerate(came if isinstance(came, list) else []):
        if not isinstance(row, Mapping) or not row.get("agency"):
            raise Misuse(
                "came: の行に agency がありません",
                where=entry.where(("came", number)),
                remedy="- agency: chuo1 の形で書いてください",
            )
        there.append({**row, "agency": pick_agency(desk.office, str(row["agency"]), meeting.date).id})
    for row in rows:
        fitting = [t for t in there if t["agency"] == row.get("agency") and t.get("staff") in (None, "", row.get("staff"))]
        if row.get("agency"):
            row["came"] = bool(fitting)
        there = [t for t in there if t not in fitting]
    return rows + [{"agency": t["agency"], **({"staff": t["staff"]} if t.get("staff") else {}), "came": True} for t in there]


def _record_item(table: _Table, item: Item, entry: Entry, taken: tuple[str, ...]) -> _Outcome:
    if item.gap:
        return _move_gap(table, item, entry)
    case = table.desk.world.case(item.case)
    if case is None:
        raise Refused("議題のケースが台帳にありません", where=table.meeting.path, remedy="seki check で確かめてください")
    value = _build_decision(table, item, case, entry, (*(event.id for event in case.events()), *taken))
    if value["result"] in YES:
        _ask_turn(table, item, case, value)
    ending = item.timing in ("終結", "中断") and value["result"] in YES
    also = _after_ending(table, item, case, value) if ending else _Outcome()
    written = (write_new("decision", value, value.entry), *also.written)
    return _Outcome(written=written, case=case.id, decision=str(value["id"]), told=also.told)


def _ask_turn(table: _Table, item: Item, case: CaseFile, decision: Draft) -> None:
    """Refuse (4) a yes that would start the reviews of a running version anew."""
    states = plan_states(case, table.desk.world.meetings, table.desk.office, table.meeting.date)
    state = next((s for s in states if s.id == item.plan), None)
    verdict = may_say_yes(state, int(decision.get("version", 0)), item.timing) if state else None
    if verdict is not None and not verdict:
        raise Refused(verdict.reason, where=decision.entry.where(("result",)), remedy=verdict.remedy)


def _build_decision(table: _Table, item: Item, case: CaseFile, entry: Entry, taken: tuple[str, ...]) -> Draft:
    call, meeting = table.call, table.meeting
    plan = _plan_of(case, item)
    about: dict[str, Any] = {"meeting": meeting.id, "timing": item.timing}
    if plan:
        about |= {"plan": plan.id, "version": plan.version, "plan_hash": plan.content_hash}
    own = {**head_of_event("decision", new_record_id(call, taken), case.id), **foot_of_event(call, table.staff, case)}
    came = replace(entry, fields={k: v for k, v in entry.fields.items() if k not in _OF_ITEM})
    ready = without_own(join(call, table.desk.office, came, about, "decision"), own)
    ready = default(ready, _left_open(table, item, plan))
    if isinstance(ready.fields.get("todos"), list):
        ready = replace(ready, fields={**ready.fields, "todos": _numbered(ready.fields["todos"])})
    return finished_draft(ready, "decision", {**own, **ready.fields})


def _left_open(table: _Table, item: Item, plan: Plan | None) -> dict[str, Any]:
    """Return what the minutes need not say of an item: its day, who was there, and what it was about."""
    categories = plan.categories if plan else ()
    return {
        "date": table.meeting.date.isoformat(),
        "present": list(_present(table, item)),
        "categories": categories if isinstance(categories, str) else list(categories),
    }


def _numbered(todos: list[Any]) -> list[Any]:
    return [{**row, "num": row.get("num") or n} if isinstance(row, dict) else row for n, row in enumerate(todos, start=1)]


def _plan_of(case: CaseFile, item: Item) -> Plan | None:
    versions = [p for p in case.plans if p.id == item.plan and (item.version is None or p.version == item.version)]
    return versions[-1] if versions else None


def _present(table: _Table, item: Item) -> tuple[str, ...]:
    """Return the agencies that were there for an item: its members, where it names some, else all who came."""
    return tuple(dict.fromkeys(agency for agency in table.came if not item.members or agency in item.members))


def _after_ending(table: _Table, item: Item, case: CaseFile, decision: Mapping[str, Any]) -> _Outcome:
    """Hand the lead on; where the decision says close_case, the case is closed by it (its state is derived from there)."""
    told = [f"{case.id} を{item.timing}にしました。"] if decision.get("close_case") is True else []
    lead = str(decision.get("next_lead") or "")
    if lead in ("", "なし", case.head.lead_agency):
        return _Outcome(told=tuple(told))
    office = table.desk.office
    pick_agency(office, lead, table.call.day)
    head = read_tree(table.desk.shelf.sources.files[case.head.path])
    head.pop("lead_staff", None)
    moved = write_edited(table.desk.shelf, case.head.path, {**head, "lead_agency": lead, "lead_since": str(decision["date"])})
    told.append(f"{case.id} の主担当を {office.agency_name(lead)} に移しました。")
    return _Outcome(written=(moved,), told=tuple(told))


def _move_gap(table: _Table, item: Item, entry: Entry) -> _Outcome:
    """Note on a 地域課題 what the meeting made of it: its status and what was said."""
    for key in entry.fields:
        if key not in _OF_GAP:
            remedy = "地域課題の議題には、num と status と protocol を書きます"
            raise Misuse("地域課題の議題に書けない項目名です", where=entry.where((key,)), remedy=remedy)
    gap = next((g for g in table.desk.world.gaps if g.id == item.gap), None)
    if gap is None:
        raise Refused("議題の地域課題が台帳にありません", where=table.meeting.path, remedy="seki check で確かめてください")
    value = read_tree(table.desk.shelf.sources.files[gap.path])
    said = {"status": str(entry.fields.get("status") or "検討中"), "text": entry.fields.get("protocol")}
    step = {"date": table.meeting.date.isoformat(), "meeting": table.meeting.id, **said}
    value["steps"] = [*(value.get("steps") or []), {k: v for k, v in step.items() if v}]
    return _Outcome(written=(write_edited(table.desk.shelf, gap.path, finish(entry, "gap", value)),))
