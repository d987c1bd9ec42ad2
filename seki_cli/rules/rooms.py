"""Who gets the paper of an item, on which days it must be allowed, and whether consent is asked."""

from dataclasses import dataclass
from datetime import date

from seki_cli.model.meeting import Attendee, Item, Meeting
from seki_cli.model.office import MeetingKind, Office
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.masks import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpledged:
    """An agency in the room of which no acknowledged secrecy is known; `staff` where somebody is named."""

    agency: str
    staff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The audience of one item's paper. `days`: the day of printing and the day of the meeting, both must allow.

    `members` are those who get the paper; `agencies` is the A of the gate: the members, and the agency at which one of the
    members' people is posted by then. `family`: people of the item's case, or of a case linked to it, who sit in the room.
    """

    item: Item
    kind: MeetingKind
    office: Office
    members: tuple[str, ...]
    agencies: tuple[str, ...]
    days: tuple[date, ...]
    needs_consent: bool
    family: tuple[Ref, ...] = ()
    unpledged: tuple[Unpledged, ...] = ()
    meeting_path: str = ""


def needs_consent(kind: MeetingKind, item: Item) -> bool:
    """Say whether an item of this kind of meeting may be discussed only with consent.

    A kind that decides case by case needs it unless the item states both why it is taken up without consent and on which
    legal basis: a free text alone must not open the gate. 出典: 第3章3・社会福祉法第106条の6
    """
    if kind.consent == "per_case":
        return not (item.why.strip() and item.basis.strip())
    return kind.consent != "not_required"


def build_room(meeting: Meeting, item: Item, kind: MeetingKind, world: World, day: date, *, agency: str = "") -> Room:
    """Return the room of an item: its members, or the one agency that the paper is for.

    An agency that is not among the item's members gets nothing of it, whatever a consent would allow: the members are chosen
    item by item. Whoever is known not to have come is no member. A called-off meeting has no audience.
    """
    members = () if meeting.called_off else meeting.audience(item)
    chosen = tuple(a for a in members if (not agency or a == agency) and not _stayed_away(a, meeting))
    rows = tuple(a for a in meeting.attendees if a.agency in chosen and a.came is not False)
    days = tuple(dict.fromkeys((day, meeting.date)))
    return Room(
        item=item,
        kind=kind,
        office=world.office,
        members=chosen,
        agencies=tuple(dict.fromkeys((*chosen, *_agencies_that_day(rows, world.office, days)))),
        days=days,
        needs_consent=needs_consent(kind, item),
        family=_family(meeting, world.case(item.case), world),
        unpledged=_unpledged(chosen, rows, world.office, days),
        meeting_path=meeting.path,
    )


def _stayed_away(agency: str, meeting: Meeting) -> bool:
    came = [row.came for row in meeting.attendees if row.agency == agency]
    return bool(came) and all(answer is False for answer in came)


def _agencies_that_day(rows: tuple[Attendee, ...], office: Office, days: tuple[date, ...]) -> tuple[str, ...]:
    """Where somebody has been transferred, the agency on the date sits in the room, whatever the invitation says."""
    postings = [office.posting(row.staff, day) for row in rows if row.staff for day in days]
    return tuple(posting.agency for posting in postings if posting is not None and posting.agency)


def _unpledged(
    agencies: tuple[str, ...], rows: tuple[Attendee, ...], office: Office, days: tuple[date, ...]
) -> tuple[Unpledged, ...]:
    """Each attendee's secrecy is acknowledged on or before the day; an agency without a named person has one on the roll.

    Only agencies are asked: the person and the family are bound by nothing, rule 5 guards against them. 出典: 第3章3 守秘義務
    """
    found = []
    for agency in agencies:
        named = [row.staff for row in rows if row.agency == agency and row.staff]
        found += [Unpledged(agency=agency, staff=staff) for staff in named if not _has_pledged(staff, office, days)]
        if not named and not all(_one_has_pledged(agency, office, day) for day in days):
            found.append(Unpledged(agency=agency))
    return tuple(dict.fromkeys(found))


def _has_pledged(staff: str, office: Office, days: tuple[date, ...]) -> bool:
    postings = [(office.posting(staff, day), day) for day in days]
    return all(p is not None and p.pledged_on is not None and p.pledged_on <= day for p, day in postings)


def _one_has_pledged(agency: str, office: Office, day: date) -> bool:
    return any(row.pledged_on is not None and row.pledged_on <= day for row in office.postings(agency, day))


def _family(meeting: Meeting, case: CaseFile | None, world: World) -> tuple[Ref, ...]:
    if case is None:
        return ()
    near = {case.id, *(linked.id for linked in linked_cases(case, world))}
    return tuple((a.case, a.person) for a in meeting.attendees if a.person and a.case in near and a.came is not False)


def linked_cases(case: CaseFile, world: World) -> tuple[CaseFile, ...]:
    """Return the cases that belong with a case: related or continued, by their word or by ours, or kept apart from it."""
    ours = _links_of(case)
    return tuple(other for other in world.cases if other.id != case.id and (other.id in ours or case.id in _links_of(other)))


def _links_of(case: CaseFile) -> frozenset[str]:
    apart = (entry.partition("#")[0] for row in case.household.never_together for entry in row if "#" in entry)
    return frozenset({*(row.case for row in case.head.related), case.head.continued_from, *apart} - {""})
