"""出席者: who is to be in the room. Agencies, with a member of staff where named, and people of a case (R07-…#P1)."""

from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.me import known_staff
from seki_cli.commands.meeting_file import read_meeting, refuse_called_off, save_meeting, write_meeting
from seki_cli.commands.pick import pick_agency, pick_case, pick_meeting
from seki_cli.errors import NotThere, Refused
from seki_cli.model.answer import Answer
from seki_cli.model.ids import fold_id
from seki_cli.model.meeting import Meeting
from seki_cli.rules.meetings import told_of_seat
from seki_cli.rules.rooms import told_of_people

_ROOM = ("agency", "staff", "case", "person")


def change_attendance(call: Call, typed: str, names: list[str], *, off: bool) -> Answer:
    """Put people on the list of a meeting, or take them off it: who is on it decides what the paper may show."""
    desk = fetch(call)
    found = pick_meeting(call, desk.world, typed, writes=True)
    refuse_called_off(found)
    value = read_meeting(desk, found)
    rows = [dict(row) for row in value.get("attendees") or []]
    for name in names:
        seat = _seat(call, desk, found, name)
        if off:
            rows = _without(desk, found, rows, seat)
        elif not any(all(row.get(key, "") == seat.get(key, "") for key in _ROOM) for row in rows):
            rows.append(seat)
    value["attendees"] = rows
    if not rows:
        del value["attendees"]
    told = _still_named(desk, found, rows) if off else (*_told_of_people(desk, found, rows), *_elsewhere(desk, found, rows))
    return save_meeting(call, desk, found, write_meeting(desk, found, value), told=told)


def _told_of_people(desk: Desk, meeting: Meeting, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the line on people of a case who have just come onto the list: what their being there leaves of the paper."""
    there = {(row.case, row.person) for row in meeting.attendees if row.person}
    new = {(row.get("case"), row.get("person")) for row in rows if row.get("person")} - there
    kind = desk.office.meeting_kind(meeting.kind, meeting.date)
    return (told_of_people(kind),) if new and kind else ()


def _elsewhere(desk: Desk, meeting: Meeting, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return a line for each who has just been seated for an agency that is not their own on the day."""
    there = {(row.agency, row.staff) for row in meeting.attendees}
    new = [(row.get("agency", ""), row.get("staff", "")) for row in rows]
    told = (told_of_seat(desk.office, *seat, meeting.date) for seat in new if seat not in there)
    return tuple(filter(None, told))


def _still_named(desk: Desk, meeting: Meeting, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return a line for each agency that left the list and is still a member of an item: its paper goes by the item's members."""
    gone = {row.agency for row in meeting.attendees if row.agency} - {row.get("agency") for row in rows}
    lines = []
    for agency in sorted(gone):
        nums = "・".join(str(item.num) for item in meeting.items if agency in item.members)
        if nums:
            name = desk.office.agency_name(agency)
            remedy = f"外すときは seki meeting add {meeting.id} ケース --members で言い直してください"
            lines.append(f"{name} は議題 {nums} の構成員に残っています。{remedy}")
    return tuple(lines)


def _seat(call: Call, desk: Desk, meeting: Meeting, typed: str) -> dict[str, Any]:
    """Return the row of an agency (`hokatsu`, `shokuan:tanaka`) or of a person of a case (`R07-7K3F9QX#P1`)."""
    plain = typed.replace("：", ":").replace("＃", "#")
    if "#" in plain:
        case_id, _, person = plain.partition("#")
        case = pick_case(call, desk.world, case_id, writes=True)
        if case.household.person(fold_id(person)) is None:
            raise NotThere("この人は、そのケースの世帯にいません", remedy="seki case show で世帯の人の番号を確かめてください")
        return {"case": case.id, "person": fold_id(person)}
    name, _, staff = plain.partition(":")
    agency = pick_agency(desk.office, name, meeting.date)
    return {"agency": agency.id, **({"staff": known_staff(desk.office, staff)} if staff else {})}


def _without(desk: Desk, meeting: Meeting, rows: list[dict[str, Any]], seat: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the list without a seat; an agency without a name stands for all of its people. Absent: NotThere (3)."""
    going = [row for row in rows if all(row.get(key) == value for key, value in seat.items())]
    if not going:
        where = desk.shelf.line_of(meeting.path, ("attendees",))
        raise NotThere("この出席者は名簿に入っていません", where=where, remedy="seki meeting show で出席者を確かめてください")
    if any(row.get("came") is not None for row in going):
        remedy = "出欠を直すときは、会議のファイルを直して seki save で保存してください"
        raise Refused("出欠を記録した後は、出席者を外せません", where=meeting.path, remedy=remedy)
    return [row for row in rows if row not in going]
