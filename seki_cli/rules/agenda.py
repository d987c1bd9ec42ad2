"""The paper of a meeting, composed from released pieces only, and the coordinator's sheet of what is withheld.

出典: 第3章3（会議の主な検討事項・会議内容）
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from seki_cli.model.agenda import AgendaItem, AgendaPaper, Cover, Notice, Piece, Section
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import MeetingKind
from seki_cli.model.released import Released, Withheld
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.agenda_case import Draft, ItemFacts, case_sections, notices_of_item
from seki_cli.rules.agenda_head import gap_head_pieces, head_pieces, header_of, point_pieces
from seki_cli.rules.consent import Gate, barred, release, seal, withhold
from seki_cli.rules.copies import plan_copies, room_of
from seki_cli.rules.gates import far_names, open_gap_gate, open_gate
from seki_cli.rules.head_words import guard_head
from seki_cli.rules.minutes import left_over
from seki_cli.rules.names import FarNames
from seki_cli.rules.pieces import gap_pieces
from seki_cli.rules.plan_pieces import find_version
from seki_cli.rules.rooms import build_room

_ENDS: frozenset[str] = frozenset({"終結", "中断"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What came of composing: the paper, for the room (or one agency), and the cover sheet, for the coordinator alone."""

    paper: Released[AgendaPaper]
    cover: Cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The meeting a paper is composed for, on the day of printing, for the room or for one agency. Made by `sit`."""

    world: World
    meeting: Meeting
    kind: MeetingKind
    day: date
    agency: str
    far: FarNames
    past: Mapping[str, CaseFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What became of one item."""

    gate: Gate
    item: AgendaItem | None = None
    withheld: tuple[Withheld, ...] = ()
    notices: tuple[Notice, ...] = ()


def compose_agenda(
    world: World, meeting: Meeting, day: date, *, agency: str = "", past: Mapping[str, CaseFile] | None = None
) -> Composed:
    """Return the paper of a meeting as printed on a day, for its room or for one agency, and the cover sheet beside it.

    `world` holds settled cases, all of them: the names of the people of any other case must not appear either. Items of
    which nothing may be shown are not on the paper at all; only the cover sheet tells of them. `past`: the cases as they
    were on the day of the last meeting on them (`rules/since.py` says which day that is), to tell what changed in documents.
    """
    office = world.office
    sitting = sit(world, meeting, day, agency=agency, past=past)
    kind, known = sitting.kind, office.meeting_kind(meeting.kind, meeting.date)
    drafts = tuple(_draft_item(sitting, item) for item in meeting.items if known)
    gates = tuple(draft.gate for draft in drafts)
    header, head_notices = guard_head(header_of(meeting, kind, office), meeting, world, gates, sitting.far)
    audience = office.agency_name(agency) if agency else ""
    items = tuple(_seated(meeting, draft.item, draft.gate) for draft in drafts if draft.item is not None)
    copies = plan_copies(meeting, items, office)
    paper = AgendaPaper(header=header, items=items, printed_on=day, audience=audience, agency=agency, copies=copies)
    notices = (*_notices_of_meeting(sitting), *head_notices, *(notice for draft in drafts for notice in draft.notices))
    cover = Cover(
        meeting=meeting.id,
        kind=kind.name,
        day=meeting.date,
        printed_on=day,
        audience=audience,
        withheld=_merged(line for draft in drafts for line in draft.withheld),
        notices=tuple(dict.fromkeys(notices)),
    )
    return Composed(paper=seal(paper), cover=cover)


def sit(world: World, meeting: Meeting, day: date, *, agency: str = "", past: Mapping[str, CaseFile] | None = None) -> Sitting:
    """Return what the items of a meeting's paper are composed from; names of all people are gathered once."""
    kind = world.office.meeting_kind(meeting.kind, meeting.date) or MeetingKind(id=meeting.kind, name=meeting.kind)
    return Sitting(world=world, meeting=meeting, kind=kind, day=day, agency=agency, far=far_names(world), past=past or {})


def gate_of(sitting: Sitting, item: Item) -> Gate:
    """Return the gate of one item as it stands for this sitting's audience."""
    room = build_room(sitting.meeting, item, sitting.kind, sitting.world, sitting.day, agency=sitting.agency)
    if not item.case:
        gap = next((gap for gap in sitting.world.gaps if gap.id == item.gap), None)
        return open_gap_gate(room, sitting.world, gap, sitting.far)
    case = sitting.world.case(item.case)
    plan = find_version(case, item.plan, item.version) if case and item.plan else None
    return open_gate(room, sitting.world, case, plan, sitting.far)


def lines_lost(world: World, meeting: Meeting, held: Meeting) -> tuple[tuple[int, int], ...]:
    """Return for each item how many lines its paper would have had less, had the room been what it was in the end.

    `meeting` is as it was when the paper was made, `held` with those who came. Items that lose nothing are left out.
    """
    planned, real = (compose_agenda(world, one, meeting.date).paper.value for one in (meeting, held))
    left = {item.num: _count(item) for item in real.items}
    counts = ((item.num, _count(item) - left.get(item.num, 0)) for item in planned.items if item.case)
    return tuple((num, count) for num, count in counts if count > 0)


def _seated(meeting: Meeting, item: AgendaItem, gate: Gate) -> AgendaItem:
    return replace(item, room=room_of(meeting, gate.room.members, gate.room.people))


def _count(item: AgendaItem) -> int:
    return sum(len(section.lines) for section in item.sections)


def _draft_item(sitting: Sitting, item: Item) -> _Draft:
    gate = gate_of(sitting, item)
    if not item.case:
        gap = next((gap for gap in sitting.world.gaps if gap.id == item.gap), None)
        written: tuple[Draft, ...] = (("地域課題", gap_pieces(gap)),) if gap else ()
        return _through(gate, gap_head_pieces(item, gate.room), written, ())
    case = sitting.world.case(item.case)
    if case is None or gate.shut:
        return _through(gate, (), (), ())
    plan = find_version(case, item.plan, item.version) if item.plan else None
    facts = ItemFacts(
        world=sitting.world,
        meeting=sitting.meeting,
        item=item,
        case=_before(sitting.meeting, case),
        plan=plan,
        gate=gate,
        day=sitting.day,
        past=sitting.past.get(case.id),
    )
    sections = () if barred(gate) else case_sections(facts)
    notices = () if barred(gate) else notices_of_item(facts)
    return _through(gate, head_pieces(item, gate.room, case, plan), sections, notices)


def _before(meeting: Meeting, case: CaseFile) -> CaseFile:
    """Return a case without what this very meeting decided: the paper is what goes into it, also when it is printed again."""
    return replace(case, decisions=tuple(act for act in case.decisions if act.meeting != meeting.id))


def _through(gate: Gate, head: tuple[Piece, ...], sections: tuple[Draft, ...], notices: tuple[Notice, ...]) -> _Draft:
    """Pass an item's pieces through the gate, one by one. What bars the whole item is told once."""
    room = gate.room
    refusal = barred(gate)
    lines: list[Withheld] = []
    if refusal is not None:
        path = gate.case.head.path if gate.case else ""
        part = "議題の全部" if gate.shut else "議題の中身（番号・時機・検討事項・根拠のほか）"
        lines.append(withhold(gate, Piece(label=part, text="", path=path), refusal))
    if gate.shut:
        return _Draft(gate=gate, withheld=tuple(lines), notices=_notices_of_room(gate))
    shown_head = _release(gate, tuple(piece for piece in head if not (gate.ended and piece.row == "lead")), lines)
    points = _release(gate, point_pieces(room.item, room.kind), lines)
    parts = [] if refusal else [Section(title=title, lines=_release(gate, pieces, lines)) for title, pieces in sections]
    item = AgendaItem(
        num=room.item.num,
        case=room.item.case,
        agencies=room.members,
        members=() if gate.ended else tuple(room.office.agency_name(agency) for agency in room.members),
        head=shown_head,
        points=points,
        sections=tuple(part for part in parts if part.lines),
    )
    return _Draft(gate=gate, item=item, withheld=tuple(lines), notices=(*_notices_of_room(gate), *notices))


def _release(gate: Gate, pieces: tuple[Piece, ...], lines: list[Withheld]) -> tuple[Released[Piece], ...]:
    shown = []
    for piece in pieces:
        outcome = release(gate, piece)
        if isinstance(outcome, Withheld):
            lines.append(outcome)
        else:
            shown.append(outcome)
    return tuple(shown)


def _notices_of_meeting(sitting: Sitting) -> tuple[Notice, ...]:
    meeting, found = sitting.meeting, []
    if sitting.world.office.meeting_kind(meeting.kind, meeting.date) is None:
        reason = "この会議の種類が profile/meetings.yaml にないため、何も出せません"
        found.append(Notice(rule=6, reason=reason, remedy="`seki registry meetings` で確かめてください", path=meeting.path))
    if meeting.called_off:
        found.append(Notice(reason="この会議は中止になっています。資料は出せません", path=meeting.path))
    return (*found, *_notices_of_the_last(sitting))


def _notices_of_the_last(sitting: Sitting) -> tuple[Notice, ...]:
    """Return the cases of the last meeting whose to-dos are still open and that nobody has put on this one's agenda.

    On the paper an open to-do stands with its case; one whose case is not there would be nobody's to ask for.
    出典: 第3章3（各関係機関の役割分担の確認）
    """
    meeting, last = sitting.meeting, sitting.world.meeting(sitting.meeting.previous)
    rows = left_over(sitting.world, last, sitting.day) if last and not meeting.called_off else ()
    on_it = {item.case for item in meeting.items}
    return tuple(
        Notice(
            reason=f"前回の会議の宿題が {count} 件残っている {case} が、この会議の議題にありません",
            remedy=f"seki meeting add {meeting.id} {case} で加えるか、支援経過に済んだことを記録してください（done）",
            path=meeting.path,
        )
        for case, count in rows
        if case not in on_it
    )


def _notices_of_room(gate: Gate) -> tuple[Notice, ...]:
    """Return what holds for an item's room: secrecy not pledged where consent carries the paper, an end that came too late."""
    room, num, found = gate.room, gate.room.item.num, []
    if room.needs_consent:
        for lack in room.unpledged:
            who = " ".join(filter(None, (room.office.agency_name(lack.agency), lack.staff)))
            reason = f"守秘義務を確認した記録がありません: {who}"
            remedy = "守秘義務を説明し、確認した日を profile/staff.yaml の pledged_on に記録してください"
            found.append(Notice(item=num, rule=2, reason=reason, remedy=remedy, path="profile/staff.yaml"))
    if gate.ended and room.item.timing not in _ENDS:
        reason = "有効な同意がないため、この時機では諮れません（終結・中断だけを諮れます）"
        remedy = "議題から外すか、同意を得て記録してください"
        found.append(Notice(item=num, rule=1, reason=reason, remedy=remedy, path=room.meeting_path))
    return tuple(found)


def _merged(lines: Iterable[Withheld]) -> tuple[Withheld, ...]:
    """Return one line for all that one reason withholds of one record."""
    groups: dict[tuple[object, ...], list[Withheld]] = {}
    for line in lines:
        groups.setdefault((line.item, line.rule, line.reason, line.path, line.because), []).append(line)
    return tuple(replace(group[0], piece="・".join(dict.fromkeys(line.piece for line in group))) for group in groups.values())
