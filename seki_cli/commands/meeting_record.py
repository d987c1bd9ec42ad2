"""会議の記録: one decision per item, the attendance, the leads that move, and the 提供台帳, all in one act."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.copies import read_returned, rows_returned, told_of_copies
from seki_cli.commands.disclosing import build_disclosures
from seki_cli.commands.entry import Entry, read_entry
from seki_cli.commands.fetch import fetch
from seki_cli.commands.me import who_i_am
from seki_cli.commands.meeting_file import read_meeting, refuse_called_off, write_meeting
from seki_cli.commands.minutes_book import draft_of_minutes
from seki_cli.commands.minutes_came import build_attendance, came_besides
from seki_cli.commands.minutes_item import Outcome, Table, record_item
from seki_cli.commands.minutes_rows import fit_rows, read_confirmation, refuse_recorded
from seki_cli.commands.pick import pick_meeting
from seki_cli.commands.printed import read_then
from seki_cli.commands.record_form import ask_minutes
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Refused
from seki_cli.model.answer import Answer
from seki_cli.model.meeting import Attendee, Meeting
from seki_cli.model.wareki import show_day
from seki_cli.rules.aftermath import tell_decision
from seki_cli.rules.agenda import lines_lost
from seki_cli.rules.copies import current_printings, papers_returned
from seki_cli.rules.meeting_turns import may_go_by_number
from seki_cli.rules.settle import settle_world
from seki_cli.rules.stale import judge_held, tell_held


def record_meeting(call: Call, typed: str, *, source: str, by: str) -> Answer:
    """Record a meeting, or the items of it that the minutes hold, whole or not at all."""
    desk = fetch(call)
    meeting = pick_meeting(call, desk.world, typed, writes=True)
    given = read_entry(call, source) if source else None
    if given is None or set(given.fields) != {"papers"}:
        _refuse_not_held(call, meeting)
        refuse_unless(desk, may_go_by_number(meeting))
    staff = who_i_am(call, desk.office, by)
    entry = given or ask_minutes(call, desk, meeting)
    rows = fit_rows(entry, meeting)
    refuse_recorded(desk, meeting, rows)
    attendees = build_attendance(call, desk, entry, meeting)
    came = tuple(a["agency"] for a in attendees if a.get("agency") and a.get("came") is not False)
    besides = came_besides(meeting, attendees)
    table = Table(call=call, desk=desk, meeting=meeting, staff=staff, came=came, besides=besides)
    outcomes: list[Outcome] = []
    for number, item in enumerate(rows):
        taken = tuple(outcome.decision for outcome in outcomes if outcome.decision)
        outcomes.append(record_item(table, item, entry.sub("items", number), taken))
    minutes = {
        **read_meeting(desk, meeting),
        **rows_returned(meeting, read_returned(entry, meeting)),
        **read_confirmation(call, desk, entry, meeting, staff),
    }
    if attendees:
        minutes["attendees"] = attendees
    return _save(table, entry, minutes, outcomes, asked=not source)


def _refuse_not_held(call: Call, meeting: Meeting) -> None:
    """Refuse (4) minutes of a meeting that was called off or is still to come; copies that came back are told of any."""
    refuse_called_off(meeting)
    if meeting.date > call.day:
        raise Refused(
            "まだ開かれていない会議は記録できません",
            where=meeting.path,
            remedy=f"{show_day(meeting.date)} 以後に記録してください。日が変わったときは seki meeting move です",
        )


def _save(table: Table, entry: Entry, minutes: Mapping[str, Any], outcomes: list[Outcome], *, asked: bool) -> Answer:
    call, desk, meeting = table.call, table.desk, table.meeting
    decisions = [outcome.decision for outcome in outcomes if outcome.decision]
    facts = {
        "came": table.came,
        "besides": table.besides,
        "taken": {outcome.case: decisions for outcome in outcomes},
        "nums": tuple(outcome.item.num for outcome in outcomes),
    }
    ledger = build_disclosures(call, desk, meeting, table.staff, facts)
    items = tuple(w for outcome in outcomes for w in outcome.written)
    written = _once((*items, write_meeting(desk, meeting, minutes), *(write_new("disclosure", value) for value in ledger)))
    deed = Deed(
        verb="meeting record",
        subject=meeting.id,
        written=written,
        nouns={"meeting": meeting.id, "decision": decisions[0] if len(decisions) == 1 else decisions},
        told=(
            *_told(table, written, outcomes),
            *_told_of_the_room(table, minutes, outcomes),
            *told_of_copies(meeting.id, papers_returned(meeting.papers, read_returned(entry, meeting))),
        ),
        notes=entry.notes,
        draft=draft_of_minutes(meeting) if asked else "",
    )
    try:
        return carry_out(call, desk, deed)
    except Refused as refusal:
        raise _with_item(refusal, outcomes) from None


def _once(written: tuple[Written, ...]) -> tuple[Written, ...]:
    """Return one text for each path: where two items move the same head, the later one stands."""
    return tuple({w.path: w for w in written}.values())


def _with_item(refusal: Refused, outcomes: list[Outcome]) -> Refused:
    """Return a refusal that names the item of the minutes it comes from, where it lies in another file than they."""
    nums = [str(o.item.num) for o in outcomes if o.case and f"/{o.case}/" in refusal.where]
    if not nums:
        return refusal
    return Refused(f"議題 {'・'.join(nums)}: {refusal.message}", where=refusal.where, remedy=refusal.remedy)


def _told(table: Table, written: tuple[Written, ...], outcomes: list[Outcome]) -> tuple[str, ...]:
    """Return what each item came to, in the order of the agenda, as it stands once this is saved."""
    after = settle_world(table.desk.shelf.with_files({w.path: w.text.encode() for w in written}).world)
    lines: list[str] = []
    for outcome in outcomes:
        about = outcome.case or outcome.item.gap
        lines.append(f"議題 {outcome.item.num} {outcome.item.timing} {about}: {outcome.result}")
        case = after.case(outcome.case) if outcome.case else None
        made = next((d for d in case.decisions if d.id == outcome.decision), None) if case else None
        lines += [
            f"  {line}" for line in (*outcome.told, *(tell_decision(after, case, made, table.call.day) if case and made else ()))
        ]
    return tuple(lines)


def _told_of_the_room(table: Table, minutes: Mapping[str, Any], outcomes: list[Outcome]) -> tuple[str, ...]:
    """Return a line for each item whose paper was not one for those who came: as it was printed, or as it was prepared."""
    rows = minutes.get("attendees") or ()
    seats = [{key: str(row.get(key) or "") for key in ("agency", "staff", "case", "person")} for row in rows]
    came = tuple(Attendee(**seat, came=row.get("came")) for seat, row in zip(seats, rows, strict=True))
    nums = {outcome.item.num for outcome in outcomes}
    printed = {num for num in nums if current_printings(table.meeting, num)}
    then = read_then(table.call, table.desk, table.meeting) if printed else {}
    found = judge_held(table.desk.world, replace(table.meeting, attendees=came), printed, then=then)
    return (*tell_held(found, table.desk.office), *_told_of_uninvited(table, came, nums - printed))


def _told_of_uninvited(table: Table, came: tuple[Attendee, ...], nums: set[int]) -> tuple[str, ...]:
    """Return a line for each item that was never printed by seki and on whose paper those who came uninvited may not see all."""
    there = {(row.agency, row.case, row.person) for row in table.meeting.attendees}
    new = tuple(replace(row, staff="", came=True) for row in came if (row.agency, row.case, row.person) not in there)
    if not new or not nums:
        return ()
    held = replace(table.meeting, attendees=(*table.meeting.attendees, *new))
    return tuple(
        f"議題 {num}: 招いていなかった人が出席しました。その人のいる場には出せない内容が、資料に"
        f" {lost} か所あります。資料を渡していたら回収し、支援経過に記録してください"
        for num, lost in lines_lost(table.desk.world, table.meeting, held)
        if num in nums
    )
