"""Who was there: those who were invited, those who came besides, and the people of a case who sat in the room."""

from collections.abc import Mapping
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.me import known_staff
from seki_cli.commands.meeting_file import read_meeting
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.errors import Misuse, NotThere
from seki_cli.model.meeting import Meeting


def build_attendance(call: Call, desk: Desk, entry: Entry, meeting: Meeting) -> list[dict[str, Any]]:
    """Return the attendees with who came; whoever came without being invited is added to them.

    Where the minutes do not say who came, the list stays as it is. A meeting is recorded in parts: who came by an earlier part
    has come, whatever a later one names. An agency that was invited without a name is there by whichever of its staff came.
    """
    rows = [_as_read(row) for row in read_meeting(desk, meeting).get("attendees") or []]
    came = entry.fields.get("came")
    if came is None:
        return rows
    if not isinstance(came, list):
        raise Misuse("came: は出席者の一覧です", where=entry.where(("came",)), remedy="- agency: 機関の符号 の形で書いてください")
    there: list[dict[str, str]] = []
    for number in range(len(came)):
        one = _seated(call, desk, entry, meeting, number)
        there += [] if one in there else [one]
    for row in rows:
        fitting = [one for one in there if _is_same(one, row)]
        row["came"] = bool(fitting) or row.get("came") is True
        there = [one for one in there if one not in fitting]
    for row in rows:
        named = next((one for one in there if _stands_for(row, one)), None)
        if named:
            row |= {**named, "came": True}
            there.remove(named)
    return rows + [{**one, "came": True} for one in there]


def _as_read(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the meeting's file with its `came` as a boolean: a file holds words only."""
    came = row.get("came")
    return {**row, **({} if came is None else {"came": str(came).strip().lower() == "true"})}


def _stands_for(row: Mapping[str, Any], one: Mapping[str, str]) -> bool:
    """Say whether one who came takes the seat of an agency that was invited without a name."""
    return bool(one.get("agency")) and one.get("agency") == row.get("agency") and not row.get("staff")


def came_besides(meeting: Meeting, attendees: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the agencies that came without having been invited, to the meeting or to any item of it."""
    invited = {row.agency for row in meeting.attendees} | {agency for item in meeting.items for agency in item.members}
    came = (str(row["agency"]) for row in attendees if row.get("agency") and row.get("came") is True)
    return tuple(dict.fromkeys(agency for agency in came if agency not in invited))


def _seated(call: Call, desk: Desk, entry: Entry, meeting: Meeting, number: int) -> dict[str, str]:
    """Return one row of `came` with its ids settled: an agency (with staff), or a person of a case."""
    row = entry.fields["came"][number]
    where = entry.where(("came", number))
    remedy = "- agency: 機関の符号 か、- person: P1 と case: ケース番号 の形で書いてください"
    if not isinstance(row, Mapping) or not (row.get("agency") or row.get("person")):
        raise Misuse("came: の行に、機関（agency）も本人・家族（person）もありません", where=where, remedy=remedy)
    for key in row:
        if key not in ("agency", "staff", "case", "person", "role"):
            raise Misuse("came: の行に書けない項目名です", where=entry.where(("came", number, str(key))), remedy=remedy)
    role = {"role": str(row["role"])} if row.get("role") else {}
    if row.get("person"):
        return {**_person(call, desk, meeting, row, where), **role}
    try:
        agency = pick_agency(desk.office, str(row["agency"]), meeting.date).id
        staff = {"staff": known_staff(desk.office, str(row["staff"]))} if row.get("staff") else {}
    except NotThere as error:
        raise NotThere(error.message, where=where, remedy=error.remedy) from None
    return {"agency": agency, **staff, **role}


def _person(call: Call, desk: Desk, meeting: Meeting, row: Mapping[str, Any], where: str) -> dict[str, str]:
    cases = list(dict.fromkeys(item.case for item in meeting.items if item.case))
    if not row.get("case") and len(cases) != 1:
        raise Misuse("どのケースの人かが決まりません", where=where, remedy="case: にケース番号を書いてください")
    case = pick_case(call, desk.world, str(row.get("case") or cases[0]))
    person = str(row["person"]).strip().upper()
    if case.household.person(person) is None:
        remedy = "seki case show で世帯の人の番号を確かめてください"
        raise NotThere("同席した人が、そのケースの世帯にいません", where=where, remedy=remedy)
    return {"case": case.id, "person": person}


def _is_same(one: Mapping[str, str], row: Mapping[str, Any]) -> bool:
    if one.get("person"):
        return (one["case"], one["person"]) == (row.get("case"), row.get("person"))
    return one["agency"] == row.get("agency") and one.get("staff") in (None, "", row.get("staff"))
