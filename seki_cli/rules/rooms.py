"""Who gets the paper of an item, on which days it must be allowed, and whether consent is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.meeting import Attendee, Item, Meeting
from seki_cli.model.office import MeetingKind, Office
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.masks import Ref

_APART: Final = "ほかの議題を詳しく扱うときは、会議を分けてください"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpledged:
    """An agency in the room of which no acknowledged secrecy is known; `staff` where somebody is named."""

    agency: str
    staff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The audience of one item's paper. `days`: the day of printing and the day of the meeting, both must allow.

    `members` are those who get the paper; `audiences` is the A of the gate on each of the days: the members, and the agency
    at which one of the members' people is posted on that day. `family`: people of the item's case, or of a case linked to it,
    who sit in the room; `strangers`: people of any other case. `unpledged` asks every attendee, whoever gets the item.
    """

    item: Item
    kind: MeetingKind
    office: Office
    members: tuple[str, ...]
    audiences: tuple[tuple[str, ...], ...]
    days: tuple[date, ...]
    needs_consent: bool
    family: tuple[Ref, ...] = ()
    strangers: tuple[Ref, ...] = ()
    unpledged: tuple[Unpledged, ...] = ()
    meeting_path: str = ""

    @property
    def people(self) -> tuple[Ref, ...]:
        """Return everybody in the room who is there as a person of a case, not for an agency."""
        return (*self.family, *self.strangers)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Return the audience of all days together; nobody where there is none on one of them."""
        return tuple(dict.fromkeys(agency for one in self.audiences for agency in one)) if all(self.audiences) else ()

    @property
    def askings(self) -> tuple[tuple[date, tuple[str, ...]], ...]:
        """Return each day with its audience: on every one of them all of it must be allowed."""
        return tuple(zip(self.days, self.audiences, strict=True))


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
    here = tuple(row for row in meeting.attendees if row.came is not False and not meeting.called_off)
    named = () if meeting.called_off else tuple(a for a in item.members if not _stayed_away(a, meeting))
    days = tuple(dict.fromkeys((day, meeting.date)))
    audiences = tuple(_audience(here, item, named, world.office, one) for one in days)
    if agency:
        audiences = tuple((agency,) if agency in audience else () for audience in audiences)
    family, strangers = _people_in(here, world.case(item.case), world)
    return Room(
        item=item,
        kind=kind,
        office=world.office,
        members=_members(here, item, audiences, agency),
        audiences=audiences,
        days=days,
        needs_consent=needs_consent(kind, item),
        family=family,
        strangers=strangers,
        unpledged=_unpledged(named, here, world.office, days),
        meeting_path=meeting.path,
    )


def _members(here: tuple[Attendee, ...], item: Item, audiences: tuple[tuple[str, ...], ...], agency: str) -> tuple[str, ...]:
    """Return who gets the paper: of those invited for the item, or of the one it is for, whoever is in the room on each day."""
    invited = (agency,) if agency else item.members or tuple(row.agency for row in here)
    return tuple(dict.fromkeys(one for one in invited if one and all(one in audience for audience in audiences)))


def _stayed_away(agency: str, meeting: Meeting) -> bool:
    came = [row.came for row in meeting.attendees if row.agency == agency]
    return bool(came) and all(answer is False for answer in came)


def _audience(here: tuple[Attendee, ...], item: Item, sure: tuple[str, ...], office: Office, day: date) -> tuple[str, ...]:
    """Return who is in the room of an item on a day: the members that are not known to be away, and whoever stands for one.

    Where somebody has been transferred, the agency on the date sits there too, whatever the invitation says; and who is posted
    at a member of the item that day belongs to it, whichever agency they were invited for.
    """
    named, found = item.members, list(sure)
    for row in here:
        agencies = _agencies_of(row, office, day)
        if not item.members or set(agencies) & set(named):
            found += agencies
    return tuple(dict.fromkeys(found))


def _agencies_of(row: Attendee, office: Office, day: date) -> tuple[str, ...]:
    posting = office.posting(row.staff, day) if row.agency and row.staff else None
    return tuple(filter(None, (row.agency, posting.agency if posting else "")))


def _unpledged(
    named: tuple[str, ...], here: tuple[Attendee, ...], office: Office, days: tuple[date, ...]
) -> tuple[Unpledged, ...]:
    """Each attendee's secrecy is acknowledged on or before the day; an agency without a named person has one on the roll.

    Every attendee of the meeting is asked, and every member of the item that is not among them. 出典: 第3章3 守秘義務
    """
    rows = [(row.agency, row.staff) for row in here if row.agency]
    rows += [(agency, "") for agency in named if agency not in {there for there, _ in rows}]
    found = []
    for agency, staff in rows:
        pledged = _has_pledged(staff, office, days) if staff else all(_one_has_pledged(agency, office, day) for day in days)
        if not pledged:
            found.append(Unpledged(agency=agency, staff=staff))
    return tuple(dict.fromkeys(found))


def _has_pledged(staff: str, office: Office, days: tuple[date, ...]) -> bool:
    postings = [(office.posting(staff, day), day) for day in days]
    return all(p is not None and p.pledged_on is not None and p.pledged_on <= day for p, day in postings)


def _one_has_pledged(agency: str, office: Office, day: date) -> bool:
    return any(row.pledged_on is not None and row.pledged_on <= day for row in office.postings(agency, day))


def told_of_people(kind: MeetingKind) -> str:
    """Return what it means for the paper that the person or the family sits in a meeting, for whoever puts them on its list."""
    others = "ほかのケースの議題は、番号・時機・検討事項だけになります。"
    if kind.consent == "not_required":
        return f"本人・家族は守秘義務を負わないため、この会議の資料は、どの議題も番号・時機・検討事項だけになります。{_APART}"
    closed = "同意なしに扱う議題と、" if kind.consent == "per_case" else ""
    return f"本人・家族のケースの議題には、見立てと、機関・匿名の人から聞いたことが載りません。{closed}{others}{_APART}"


def _people_in(here: tuple[Attendee, ...], case: CaseFile | None, world: World) -> tuple[tuple[Ref, ...], tuple[Ref, ...]]:
    """Return the people in the room: those of the item's case or of one linked with it, and those of any other."""
    near = {case.id, *(linked.id for linked in linked_cases(case, world))} if case else set()
    people = [(row.case, row.person) for row in here if row.person]
    return tuple(ref for ref in people if ref[0] in near), tuple(ref for ref in people if ref[0] not in near)


def linked_cases(case: CaseFile, world: World) -> tuple[CaseFile, ...]:
    """Return the cases that belong with a case: related or continued, by their word or by ours, or kept apart from it."""
    ours = _links_of(case)
    near = world.folders.some({*ours, *world.folders.naming(frozenset({case.id}))})
    return tuple(other for other in near if other.id != case.id and (other.id in ours or case.id in _links_of(other)))


def _links_of(case: CaseFile) -> frozenset[str]:
    apart = (entry.partition("#")[0] for row in case.household.never_together for entry in row if "#" in entry)
    return frozenset({*(row.case for row in case.head.related), case.head.continued_from, *apart} - {""})
