"""The head of a paper and of each of its items: the office's own words, and what the gate lets any meeting see."""

from seki_cli.model.agenda import AgendaHeader, Piece
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import MeetingKind, Office
from seki_cli.model.plan import Plan
from seki_cli.model.world import CaseFile
from seki_cli.rules.rooms import Room


def header_of(meeting: Meeting, kind: MeetingKind, office: Office) -> AgendaHeader:
    """Return what stands above the items: all of it from the profile and the meeting's own record.

    People of a case who attend are not named: that they are there is theirs to show.
    """
    return AgendaHeader(
        meeting=meeting.id,
        kind=kind.name,
        day=meeting.date,
        starts=meeting.starts,
        ends=meeting.ends,
        place=meeting.place,
        convenor=office.agency_name(meeting.convenor or kind.convenor, meeting.date),
        chair=_chair(meeting, kind, office),
        members=_members(meeting, office),
        bases=kind.bases,
        marks=kind.marks,
        secrecy=kind.secrecy,
        publicity=kind.publicity,
        office="　".join(filter(None, (office.municipality.name, office.municipality.public_name))),
    )


def _members(meeting: Meeting, office: Office) -> tuple[str, ...]:
    rows = (row for row in meeting.attendees if row.agency and row.came is not False)
    day = meeting.date
    named = ((office.agency_name(row.agency, day), office.staff_name(row.staff, day) if row.staff else "") for row in rows)
    return tuple(dict.fromkeys(f"{agency}　{staff}".rstrip("　") for agency, staff in named))


def _named(word: str, office: Office) -> str:
    """Return the name for a word that may be an agency's id, a member of staff's id, or simply a word."""
    return office.agency_name(word) if office.agency(word) else office.staff_name(word)


def _chair(meeting: Meeting, kind: MeetingKind, office: Office) -> str:
    """Return who takes the chair: a member of staff with the post of the day, else the agency or the post by its name."""
    word = meeting.chair or kind.chair
    posting = office.posting(word, meeting.date)
    return " ".join(filter(None, (posting.post, posting.name or word))) if posting else _named(word, office)


def head_pieces(item: Item, room: Room, case: CaseFile, plan: Plan | None) -> tuple[Piece, ...]:
    """Return the head of an item about a case: number, kind of plan, timing, ground; agencies and lead while consent lives."""
    office = room.office
    lead = office.agency_name(case.head.lead_agency) if case.head.lead_agency else ""
    team = "・".join(dict.fromkeys(office.agency_name(row.agency) for row in case.head.team))
    known = office.agency(item.presenter) or office.knows_staff(item.presenter)
    joined = Piece(
        row="lead",
        label="兼ねる会議",
        text="・".join(item.with_other),
        caption="兼ねる会議",
        path=room.meeting_path,
        key=("items",),
    )
    return _filled(
        Piece(row="head", label="ケース番号", text="", caption="ケース番号", aside=item.case),
        Piece(row="head", label="プランの種類", text="", caption="プランの種類", aside=plan.kind if plan else ""),
        *_timing(item, room),
        joined,
        Piece(row="lead", label="主担当", text="", caption="主担当", aside=lead, path=case.head.path, key=("lead_agency",)),
        Piece(row="lead", label="関わる機関", text="", caption="関わる機関", aside=team, path=case.head.path, key=("team",)),
        Piece(row="lead", label="説明者", text="", caption="説明者", aside=_named(item.presenter, office) if known else ""),
    )


def gap_head_pieces(item: Item, room: Room) -> tuple[Piece, ...]:
    """Return the head of an item about a 地域課題."""
    return _filled(Piece(row="head", label="番号", text="", caption="地域課題", aside=item.gap), *_timing(item, room))


def _timing(item: Item, room: Room) -> tuple[Piece, ...]:
    bases = "・".join(room.kind.bases)
    basis = Piece(row="head", label="根拠", text=item.basis, caption="根拠", path=room.meeting_path, key=("items",))
    return (
        Piece(row="head", label="検討の時機", text="", caption="検討の時機", aside=item.timing),
        basis if item.basis else Piece(row="head", label="根拠", text="", caption="根拠", aside=bases),
    )


def _filled(*pieces: Piece) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text or piece.aside)


def point_pieces(item: Item, kind: MeetingKind) -> tuple[Piece, ...]:
    """Return the 検討事項 of an item's timing as the profile has them.

    Where a point is not the plan's own text the profile says so (`sources`): that is for who keeps the profile (`seki profile
    check`), not for those in the room.
    """
    return tuple(Piece(row="head", label="検討事項", text="", caption=point) for point in kind.points.get(item.timing, ()))
