"""What one item of the minutes writes: a decision on a case, with what follows from it, or a step on a 地域課題."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.act import Written, foot_of_event, head_of_event, new_record_id, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, finish, join, without_own
from seki_cli.commands.event import Draft, finished_draft, numbered
from seki_cli.commands.fetch import Desk
from seki_cli.commands.gap_new import build_gap
from seki_cli.commands.lead import move_lead
from seki_cli.commands.minutes_rule import find_plan, judge_result
from seki_cli.commands.pick import pick_agency, pick_gap
from seki_cli.commands.plan_day import refuse_unread_course
from seki_cli.errors import Misuse, Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import YES, Plan
from seki_cli.model.world import CaseFile

_OF_ITEM: Final = ("num", "case", "gap", "status", "gaps")
_OF_GAP: Final = ("num", "gap", "status", "protocol", "resources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the minutes are taken: the meeting, who records, which agencies came, and which of them nobody had invited."""

    call: Call
    desk: Desk
    meeting: Meeting
    staff: str
    came: tuple[str, ...]
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one item of the minutes writes and tells. `result` is its word; `case` and `decision` are empty for a 地域課題."""

    item: Item
    written: tuple[Written, ...] = ()
    case: str = ""
    decision: str = ""
    result: str = ""
    told: tuple[str, ...] = field(default=())


def record_item(table: Table, item: Item, entry: Entry, taken: tuple[str, ...]) -> Outcome:
    """Return what an item writes. `taken` are the ids of decisions made in the same act."""
    entry = replace(entry, fields={key: value for key, value in entry.fields.items() if value not in (None, "", [], {})})
    if item.gap:
        return _move_gap(table, item, entry)
    case = table.desk.world.case(item.case)
    if case is None:
        raise Refused("議題のケースが台帳にありません", where=table.meeting.path, remedy="seki check で確かめてください")
    if item.plan:
        refuse_unread_course(case, item.plan)
    rid = new_record_id(table.call, (*(event.id for event in case.events()), *taken))
    gaps, ids = _gaps(table, case, entry, rid)
    value = _build_decision(table, item, case, entry, {"id": rid, "gaps": ids, "behind": len(taken)})
    verdict = judge_result(table.desk, table.meeting, item, str(value["result"]))
    if not verdict:
        raise Refused(verdict.reason, where=value.entry.where(("result",)), remedy=verdict.remedy)
    ends = item.timing in ("終結", "中断") and value["result"] in YES
    if value.get("close_case") is True and not ends:
        remedy = "close_case を消してください。閉じるのは、終結・中断の議題の結果が 適切・修正のうえ適切・承認 のときです"
        raise Refused("この議題の結果では、ケースを閉じられません", where=value.entry.where(("close_case",)), remedy=remedy)
    lead, told = _after_ending(table, item, case, value) if ends else ((), ())
    return Outcome(
        item=item,
        written=(*gaps, write_new("decision", value, value.entry), *lead),
        case=case.id,
        decision=rid,
        result=str(value["result"]),
        told=(*told, *(f"地域課題 {gap.id} を記録しました。" for gap in gaps)),
    )


def _gaps(table: Table, case: CaseFile, entry: Entry, rid: str) -> tuple[tuple[Written, ...], list[str]]:
    """Return the new 地域課題 that an item noticed, and the numbers of all of them: a number links, fields make a new one.

    出典: 第3章3（個々のニーズに対応する社会資源が不足していることを把握した場合には、地域の課題として）
    """
    rows = entry.fields.get("gaps") or []
    if not isinstance(rows, list):
        remedy = "番号（- G-…）か、- text: 何が足りないか の形で並べてください"
        raise Misuse("gaps: は地域課題の一覧です", where=entry.where(("gaps",)), remedy=remedy)
    made: list[Written] = []
    ids: list[str] = []
    for number, row in enumerate(rows):
        if isinstance(row, Mapping):
            noticed = {"date": table.meeting.date.isoformat(), "decision": f"{case.id}/{rid}"}
            area = {"area": case.head.area} if case.head.area else {}
            made.append(build_gap(table.call, table.desk, default(entry.sub("gaps", number), area), noticed=noticed))
            ids.append(made[-1].id)
        else:
            ids.append(pick_gap(table.call, table.desk.world, str(row), writes=True).id)
    return tuple(made), ids


def _build_decision(table: Table, item: Item, case: CaseFile, entry: Entry, facts: Mapping[str, Any]) -> Draft:
    call, meeting = table.call, table.meeting
    plan = find_plan(case, item)
    about: dict[str, Any] = {"meeting": meeting.id, "timing": item.timing}
    if plan:
        about |= {"plan": plan.id, "version": plan.version, "plan_hash": plan.content_hash}
    foot = foot_of_event(call, table.staff, case, behind=int(facts["behind"]))
    own = {**head_of_event("decision", str(facts["id"]), case.id), **foot}
    came = replace(entry, fields={k: v for k, v in entry.fields.items() if k not in _OF_ITEM})
    ready = without_own(join(call, table.desk.office, came, about, "decision"), own)
    ready = default(ready, {**_left_open(table, item, plan), "gaps": facts["gaps"]})
    if isinstance(ready.fields.get("todos"), list):
        ready = replace(ready, fields={**ready.fields, "todos": numbered(ready.fields["todos"])})
    return finished_draft(ready, "decision", {**own, **ready.fields})


def _left_open(table: Table, item: Item, plan: Plan | None) -> dict[str, Any]:
    """Return what the minutes need not say of an item: its day, who was there, and what it was about."""
    categories = plan.categories if plan else ()
    return {
        "date": table.meeting.date.isoformat(),
        "present": list(_present(table, item)),
        "categories": categories if isinstance(categories, str) else list(categories),
    }


def _present(table: Table, item: Item) -> tuple[str, ...]:
    """Return the agencies that were there for an item: its members, where it names some, else all who came."""
    return tuple(dict.fromkeys(agency for agency in table.came if not item.members or agency in item.members))


def _after_ending(
    table: Table, item: Item, case: CaseFile, decision: Mapping[str, Any]
) -> tuple[tuple[Written, ...], tuple[str, ...]]:
    """Hand the lead on; where the decision says close_case, the case is closed by it (its state is derived from there)."""
    told = (f"{case.id} を{item.timing}にしました。",) if decision.get("close_case") is True else ()
    lead = str(decision.get("next_lead") or "")
    moved = move_lead(table.desk, case, lead, date.fromisoformat(str(decision["date"])))
    if moved:
        pick_agency(table.desk.office, lead, table.call.day)
    name = table.desk.office.agency_name(lead)
    return moved, (*told, *((f"{case.id} の主担当を {name} に移しました。",) if moved else ()))


def _move_gap(table: Table, item: Item, entry: Entry) -> Outcome:
    """Note on a 地域課題 what the meeting made of it: its status and what was said."""
    for key in entry.fields:
        if key not in _OF_GAP:
            remedy = "地域課題の議題には、num と status と protocol を書きます（宿題はケースの議題に書いてください）"
            raise Misuse("地域課題の議題に書けない項目名です", where=entry.where((key,)), remedy=remedy)
    gap = pick_gap(table.call, table.desk.world, item.gap, writes=True)
    value = read_tree(table.desk.shelf.sources.files[gap.path])
    status = str(entry.fields.get("status") or "検討中")
    said = {"status": status, "text": entry.fields.get("protocol"), "resources": entry.fields.get("resources")}
    step = {"date": table.meeting.date.isoformat(), "meeting": table.meeting.id, **said}
    value["steps"] = [*(value.get("steps") or []), {key: one for key, one in step.items() if one}]
    written = write_edited(table.desk.shelf, gap.path, finish(entry, "gap", value))
    return Outcome(item=item, written=(written,), result=status)
