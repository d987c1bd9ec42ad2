"""番号つきの資料: who gets a copy of a paper, with which number, and which copies have not come back.

A copy holds the items of whose room its addressee is one, and no other: an item's members are chosen item by item. Of what
they hold, two copies of one printing are the same but for number and addressee. People of a case get no copy.
出典: 第3章3 守秘義務
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from seki_cli.model.agenda import AgendaItem, Copy
from seki_cli.model.meeting import Attendee, Meeting, NumberedPaper, PrintedItem, Printing
from seki_cli.model.office import Office
from seki_cli.rules.masks import Ref

_SEAT: Final = re.compile("[0-9A-Za-z_-]+(?:[:#][0-9A-Za-z_-]+)?")
_FEW: Final = 3
"""So many seats are told one by one; more by their number alone."""


def seats_of(meeting: Meeting, agencies: Iterable[str]) -> tuple[str, ...]:
    """Return the seats of agencies in a meeting's room: each named member of staff, else the agency itself."""
    found: list[str] = []
    for agency in agencies:
        rows = [row for row in meeting.attendees if row.agency == agency and row.came is not False]
        found += [_seat(row) for row in rows] or [agency]
    return tuple(dict.fromkeys(found))


def _seat(row: Attendee) -> str:
    return f"{row.agency}:{row.staff}" if row.staff else row.agency


def room_of(meeting: Meeting, agencies: Iterable[str], people: Iterable[Ref]) -> tuple[str, ...]:
    """Return who sits in the room of an item: the seats of its agencies, then the people of a case (`R07-…#P1`)."""
    return (*seats_of(meeting, agencies), *(f"{case}#{person}" for case, person in people))


def everybody(meeting: Meeting) -> tuple[str, ...]:
    """Return all who are on a meeting's list, whichever items they sit in on."""
    rows = [row for row in meeting.attendees if row.came is not False]
    return tuple(dict.fromkeys(_seat(row) if row.agency else f"{row.case}#{row.person}" for row in rows))


def name_of_seat(seat: str, office: Office) -> str:
    """Return a seat as people read it: the agency by its name, with the member of staff; a person of a case by number only.

    What somebody wrote by hand instead of a seat stays as it is.
    """
    if not _SEAT.fullmatch(seat):
        return seat
    if "#" in seat:
        return f"同席する人 {seat.partition('#')[2]}"
    agency, _, staff = seat.partition(":")
    return "　".join(filter(None, (office.agency_name(agency), office.staff_name(staff) if staff else "")))


def tell_seats(seats: tuple[str, ...], office: Office) -> str:
    """Return whom seats belong to without a name of anybody: few by agency and id, many by agency and number.

    For findings, which go to mail and logs too. What somebody wrote by hand instead of a seat is not repeated.
    """
    if len(seats) <= _FEW:
        return "・".join(_seat_by_id(seat, office) for seat in seats)
    counts = Counter(_group_of(seat, office) for seat in seats)
    return "・".join(f"{name}（{count} 人）" if count > 1 else name for name, count in counts.items())


def _seat_by_id(seat: str, office: Office) -> str:
    if "#" in seat and _SEAT.fullmatch(seat):
        return name_of_seat(seat, office)
    staff = seat.partition(":")[2] if _SEAT.fullmatch(seat) else ""
    return " ".join(filter(None, (_group_of(seat, office), staff)))


def _group_of(seat: str, office: Office) -> str:
    if not _SEAT.fullmatch(seat):
        return "一覧にない出席者"
    return "本人・家族" if "#" in seat else office.agency_name(seat.partition(":")[0])


def plan_copies(meeting: Meeting, items: Iterable[AgendaItem], office: Office) -> tuple[Copy, ...]:
    """Return the copies to make of a paper, by number: an addressee keeps his number, a new one gets the next that is free."""
    holds: dict[str, list[int]] = {}
    for item in items:
        for seat in seats_of(meeting, item.agencies):
            holds.setdefault(seat, []).append(item.num)
    listed = [seat for row in meeting.attendees if (seat := _seat(row)) in holds]
    known = {copy.to: copy.num for copy in reversed(meeting.papers)}
    free = max((copy.num for copy in meeting.papers), default=0) + 1
    copies = []
    for seat in dict.fromkeys((*listed, *holds)):
        num = known.get(seat, free)
        free += num == free
        copies.append(Copy(num=num, to=seat, label=name_of_seat(seat, office), items=tuple(holds[seat])))
    return tuple(sorted(copies, key=lambda copy: copy.num))


def papers_after(papers: tuple[NumberedPaper, ...], copies: tuple[Copy, ...]) -> tuple[NumberedPaper, ...]:
    """Return the list of copies after a printing: what is printed again is out again, whatever had come back of it before."""
    fresh = {copy.num: NumberedPaper(num=copy.num, to=copy.to) for copy in copies}
    kept = tuple(paper for paper in papers if paper.num not in fresh)
    return tuple(sorted((*kept, *fresh.values()), key=lambda paper: paper.num))


def papers_returned(papers: tuple[NumberedPaper, ...], returned: Mapping[int, bool]) -> tuple[NumberedPaper, ...]:
    """Return the list of copies with what is said of their coming back."""
    return tuple(replace(paper, returned=returned.get(paper.num, paper.returned)) for paper in papers)


def outstanding(papers: tuple[NumberedPaper, ...]) -> tuple[int, ...]:
    """Return the numbers of the copies that have not come back."""
    return tuple(dict.fromkeys(paper.num for paper in papers if not paper.returned))


def outstanding_of_item(meeting: Meeting, num: int) -> tuple[int, ...]:
    """Return the numbers of the copies that hold an item and have not come back; of all where no printing says who had it."""
    seats = {seat for one in meeting.printed for item in one.items if item.num == num for seat in item.room}
    return outstanding(tuple(paper for paper in meeting.papers if not seats or paper.to in seats))


def joined_numbers(nums: Iterable[int]) -> str:
    """Return numbers as people read them: three or more in a row as a span."""
    spans: list[list[int]] = []
    for num in sorted(set(nums)):
        if spans and num == spans[-1][-1] + 1:
            spans[-1].append(num)
        else:
            spans.append([num])
    told = (f"{span[0]}〜{span[-1]}" if len(span) > 2 else "・".join(map(str, span)) for span in spans)
    return "・".join(told)


def next_printing(meeting: Meeting, printing: Printing, items: Iterable[AgendaItem]) -> Printing:
    """Return a printing as it is to stand in the meeting's list: its number, and who was in the room of each item then."""
    rooms = tuple(PrintedItem(num=item.num, room=item.room) for item in items)
    num = max((one.num for one in meeting.printed), default=0) + 1
    return replace(printing, num=num, room=everybody(meeting), items=rooms)


def current_printings(meeting: Meeting, num: int) -> tuple[Printing, ...]:
    """Return the printings of an item whose paper people still have: the last for the room, and those for one agency since."""
    mine = [one for one in meeting.printed if any(item.num == num for item in one.items)]
    for_room = [place for place, one in enumerate(mine) if not one.agency]
    since = mine[for_room[-1] :] if for_room else mine
    return tuple({one.agency: one for one in since}.values())
