"""古くなった資料: whether a paper that people have in their hands is still one for those who will be in the room.

A paper is made for the room of the day on which it is printed. Whoever joins an item later has none, and may be one before
whom what it says must not lie; and what was allowed then may not be allowed any more (withdrawn, expired, kept apart). What
only became more since is no reason to print again: the paper stays safe.
出典: records.md の門（印刷の日と会議の日の両方で許されること）・第3章3 守秘義務
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from seki_cli.model.agenda import AgendaItem, Notice, Piece
from seki_cli.model.meeting import Attendee, Item, Meeting, PrintedItem, Printing
from seki_cli.model.office import Office
from seki_cli.model.released import Released
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.agenda import compose_agenda, gate_of, sit
from seki_cli.rules.consent import Gate, release
from seki_cli.rules.copies import current_printings, room_of, tell_seats
from seki_cli.rules.meeting_turns import find_minutes
from seki_cli.rules.reread import is_reread
from seki_cli.rules.settle import EVENT_LISTS, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """An item whose printed paper no longer fits. `printing`: which one, by its number in the meeting's list.

    `added` and `gone`: seats that came into the room or left it since. `lost`: how many of the printed lines may not be shown
    to the room as it is now. `moved`: the paper bears another day of meeting. `unprinted`: the item was put on later.
    `dropped`: it was taken off since.
    """

    item: int
    printing: int = 0
    printed_on: date | None = None
    agency: str = ""
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    lost: int = 0
    moved: bool = False
    unprinted: bool = False
    dropped: bool = False


def find_stale(world: World, meeting: Meeting, day: date, *, then: Mapping[int, World] | None = None) -> tuple[Stale, ...]:
    """Return the items of a meeting whose printed papers do not fit any more on a day, in the order of the agenda.

    `world` is settled. `then`: by the number of a printing, the settled world as it was known when it was printed; where that
    cannot be had, the documents of now and the acts recorded by then stand for it. Items that are recorded are not asked.
    """
    if meeting.called_off or not meeting.printed:
        return ()
    day = min(day, meeting.date)
    open_items = tuple(item for item in meeting.items if not find_minutes(world, meeting, item))
    found = tuple(stale for item in open_items for stale in judge_item(world, meeting, item, day, then=then or {}))
    return (*found, *(Stale(item=num, dropped=True) for num in _dropped(meeting)))


def _dropped(meeting: Meeting) -> tuple[int, ...]:
    """Return the items on papers that people have which are no longer on the agenda: of no room, so that nobody asks of them."""
    for_room = [place for place, one in enumerate(meeting.printed) if not one.agency]
    printed = {item.num for one in meeting.printed[for_room[-1] if for_room else 0 :] for item in one.items}
    return tuple(sorted(printed - {item.num for item in meeting.items}))


def judge_item(world: World, meeting: Meeting, item: Item, day: date, *, then: Mapping[int, World]) -> tuple[Stale, ...]:
    """Return what is wrong with the papers of one item that people have: one row for each printing, none where they fit."""
    printings = current_printings(meeting, item.num)
    if not printings:
        for_room = any(not one.agency for one in meeting.printed)
        return (Stale(item=item.num, unprinted=True),) if for_room and not gate_of(sit(world, meeting, day), item).shut else ()
    found = (_judge(world, meeting, item, day, one, then.get(one.num)) for one in printings)
    return tuple(stale for stale in found if stale.added or stale.gone or stale.lost or stale.moved)


def judge_held(world: World, held: Meeting, nums: Collection[int], *, then: Mapping[int, World]) -> tuple[Stale, ...]:
    """Return what was wrong with the printed papers of some items as the meeting was held, `came` being known.

    Whoever stayed away has left no room. An item without a printing is not among them: nobody knows what lay on the table.
    """
    printed = (item for item in held.items if item.num in nums and current_printings(held, item.num))
    found = (replace(one, gone=()) for item in printed for one in judge_item(world, held, item, held.date, then=then))
    return tuple(one for one in found if one.added or one.lost)


def _judge(world: World, meeting: Meeting, item: Item, day: date, printing: Printing, then: World | None) -> Stale:
    before = next(one for one in printing.items if one.num == item.num).room
    gate = gate_of(sit(world, meeting, day, agency=printing.agency), item)
    now = room_of(meeting, gate.room.members, gate.room.people)
    since = {seat for one in current_printings(meeting, item.num) if one.num > printing.num for seat in _room(one, item)}
    return Stale(
        item=item.num,
        printing=printing.num,
        printed_on=printing.date,
        agency=printing.agency,
        added=tuple(seat for seat in joined(before, now) if seat not in since),
        gone=tuple(seat for seat in before if _has_left(seat, before, now)),
        lost=_count_lost(world, meeting, item, printing, gate, then),
        moved=printing.meeting_date not in (None, meeting.date),
    )


def _room(printing: Printing, item: Item) -> tuple[str, ...]:
    return next((one.room for one in printing.items if one.num == item.num), ())


def joined(before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    """Return who is in a room now and was not before. Who takes the seat of an agency invited without a name is no new one."""
    free = [seat for seat in before if seat not in now and ":" not in seat and "#" not in seat]
    found = []
    for seat in now:
        agency = seat.partition(":")[0]
        if seat in before:
            continue
        if agency in free:
            free.remove(agency)
        else:
            found.append(seat)
    return tuple(found)


def _has_left(seat: str, before: tuple[str, ...], now: tuple[str, ...]) -> bool:
    """Say whether somebody with a copy has left a room; a person of a case has none, and a seat may have got a name."""
    if seat in now or "#" in seat:
        return False
    agency = seat.partition(":")[0]
    named_now = [one for one in now if one.startswith(f"{agency}:") and one not in before]
    return ":" in seat or not named_now


def _count_lost(world: World, meeting: Meeting, item: Item, printing: Printing, gate: Gate, then: World | None) -> int:
    """Return how many lines of the paper, as it was printed, the gate would not let through now as they stand there.

    A line whose record was corrected since, or taken out (it belonged elsewhere), counts where the record as it reads now is
    not on the paper of now: what was corrected may be whose word it is, about whom, or of which category.
    """
    known = then or _known_by_then(world, meeting, printing)
    paper = compose_agenda(known, _as_printed(meeting, printing), printing.date, agency=printing.agency).paper.value
    printed = next((one for one in paper.items if one.num == item.num), None)
    lines = tuple(_lines(printed)) if printed else ()
    refused = sum(not _may_still_be_shown(gate, line) for line in lines)
    before, now = known.case(item.case), world.case(item.case)
    doubtful = [line for line in lines if before and now and _may_still_be_shown(gate, line) and is_reread(line, before, now)]
    if not doubtful or now is None:
        return refused
    again = compose_agenda(world, meeting, gate.room.days[0], agency=printing.agency).paper.value
    shown = {(line.record, line.key) for one in again.items if one.num == item.num for line in _lines(one)}
    return refused + sum((now.effective(line.record), line.key) not in shown for line in doubtful)


def _lines(item: AgendaItem) -> Iterator[Piece]:
    for line in (*item.head, *item.points, *(line for section in item.sections for line in section.lines)):
        yield line.value


def _may_still_be_shown(gate: Gate, piece: Piece) -> bool:
    outcome = release(gate, piece)
    return isinstance(outcome, Released) and outcome.value.text == piece.text


def _as_printed(meeting: Meeting, printing: Printing) -> Meeting:
    """Return a meeting with the day and the rooms for which it was printed."""
    rooms = {one.num: one for one in printing.items}
    items = tuple(replace(item, members=_members(item, rooms[item.num], printing)) for item in meeting.items if item.num in rooms)
    seats = printing.room or dict.fromkeys(seat for one in printing.items for seat in one.room)
    day = printing.meeting_date or meeting.date
    return replace(meeting, date=day, items=items, attendees=tuple(map(_attendee, seats)), called_off=False)


def _members(item: Item, printed: PrintedItem, printing: Printing) -> tuple[str, ...]:
    """Return the members that an item had: none of its own where they were all who were on the meeting's list."""
    if printing.agency:
        return tuple(dict.fromkeys((*item.members, printing.agency))) if item.members else ()
    agencies = _agencies(printed.room)
    return () if agencies == _agencies(printing.room) else agencies


def _agencies(seats: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seat.partition(":")[0] for seat in seats if "#" not in seat))


def _attendee(seat: str) -> Attendee:
    if "#" in seat:
        case, _, person = seat.partition("#")
        return Attendee(case=case, person=person)
    agency, _, staff = seat.partition(":")
    return Attendee(agency=agency, staff=staff)


def worlds_by_then(world: World, raw: World, meeting: Meeting) -> dict[int, World]:
    """Return the settled world as it was at each printing of a meeting, by number: the acts recorded by then, documents of now.

    `raw`: the same world with no correction applied yet; what was corrected since must read as it did.
    """
    wanted = {one.num: one for item in meeting.items for one in current_printings(meeting, item.num)}
    cases = {item.case: found for item in meeting.items if item.case and (found := raw.case(item.case))}
    return {
        num: _with_cases(world, {name: settle(_cut(case, one)) for name, case in cases.items()}) for num, one in wanted.items()
    }


def _known_by_then(world: World, meeting: Meeting, printing: Printing) -> World:
    """Return the world without the acts that were recorded after a printing: the 提供台帳 says when that was, by its hash."""
    cases = {item.case: found for item in meeting.items if item.case and (found := world.case(item.case))}
    return _with_cases(world, {name: _cut(case, printing) for name, case in cases.items()})


def _with_cases(world: World, cases: Mapping[str, CaseFile]) -> World:
    return replace(world, cases=world.folders.turned(lambda case: cases.get(case.id, case)))


def _cut(case: CaseFile, printing: Printing) -> CaseFile:
    entries = (act.recorded for act in case.disclosures if act.paper is not None and act.paper.sha256 == printing.sha256)
    moment = max(entries, default=None)
    kept: dict[str, Any] = {
        name: tuple(
            event
            for event in getattr(case, name)
            if (event.recorded <= moment if moment else event.recorded.date() <= printing.date)
        )
        for name in EVENT_LISTS
    }
    return replace(case, **kept)


def stale_notices(found: tuple[Stale, ...], meeting: Meeting, office: Office) -> tuple[Notice, ...]:
    """Return what the coordinator is told of papers that do not fit any more: which item, who, how much, what to do."""
    return tuple(
        Notice(code="SEKI135", item=one.item, reason=_reason(one, office), remedy=_remedy(one, meeting), path=meeting.path)
        for one in found
    )


def tell_held(found: tuple[Stale, ...], office: Office) -> tuple[str, ...]:
    """Return what is said of them when the meeting is recorded: the paper has been on the table by then."""
    lines = []
    for one in found:
        who = f"資料を刷った後に {tell_seats(one.added, office)} が加わりました" if one.added else ""
        what = (
            f"その場に出せない内容が、資料に {one.lost} か所あります。渡した資料を回収し、支援経過に記録してください"
            if one.lost
            else "その人の分の資料は刷っていません（資料に、その場に出せない内容はありません）"
        )
        lines.append(f"議題 {one.item}: {'。'.join(filter(None, (who, what)))}")
    return tuple(lines)


def _reason(stale: Stale, office: Office) -> str:
    if stale.unprinted:
        return f"議題 {stale.item}: 渡すために刷った資料に、この議題が載っていません"
    if stale.dropped:
        return f"議題 {stale.item} は、刷って渡した資料に載っていますが、いまの議題にありません"
    if _still_serves(stale):
        return f"議題 {stale.item}: 資料を刷った後に {tell_seats(stale.added, office)} が加わりました（資料に、その場に出せない内容はありません）"
    whose = f"{office.agency_name(stale.agency)} に渡した" if stale.agency else "刷った"
    told = [f"{tell_seats(stale.added, office)} が加わりました"] if stale.added else []
    told += [f"{tell_seats(stale.gone, office)} が外れました"] if stale.gone else []
    told += ["会議の日が変わりました"] if stale.moved else []
    told += [f"その資料には、いまこの場に出せない内容が {stale.lost} か所あります"] if stale.lost else []
    return f"議題 {stale.item}: {whose}資料が古くなっています。{'。'.join(told)}"


def _still_serves(stale: Stale) -> bool:
    """Say whether a printed paper serves as it is: only people of a case joined, who get no copy, and nothing of it is lost."""
    only_people = bool(stale.added) and all("#" in seat for seat in stale.added)
    return only_people and not (stale.lost or stale.gone or stale.moved or stale.unprinted)


def _remedy(stale: Stale, meeting: Meeting) -> str:
    again = f"seki agenda {meeting.id}{f' --for {stale.agency}' if stale.agency else ''} -o FILE"
    if _still_serves(stale):
        return "本人・家族に渡す分はありません。資料はそのままで使えます"
    if stale.unprinted or (stale.added and not stale.lost and not stale.gone and not stale.moved):
        return f"{again} で刷り直してください（前の人の資料番号は変わりません）"
    return f"渡した資料を回収し、{again} で刷り直してください"
