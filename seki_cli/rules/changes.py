"""What has changed in a case since the last meeting on it, in plain Japanese; each sentence a piece of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from seki_cli.model.agenda import Need, Piece
from seki_cli.model.contact import ALL
from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Plan
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.pieces import note_pieces, referral_piece, referral_step_piece, screening_piece
from seki_cli.rules.plan_pieces import (
    Words,
    categories_of,
    decision_pieces,
    find_version,
    monitoring_pieces,
    placement_piece,
    version_on,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The last meeting on a case, and what is known up to the day of printing."""

    meeting: Meeting
    day: date
    plan: Plan | None = None

    def holds(self, day: date) -> bool:
        """Say whether something of that day is new: on the last meeting's day it may have come after the paper."""
        return self.meeting.date <= day <= self.day


def find_last_meeting(meeting: Meeting, case_id: str, meetings: tuple[Meeting, ...]) -> Meeting | None:
    """Return the last meeting before this one that had the case on its agenda, as far as this room may know of it.

    Of the same kind, or the one that the meeting names as its `previous`: that another kind of meeting spoke of a family is
    itself something that not everybody may know. 出典: 第3章3（支援会議は本人の同意がなくても開ける）
    """
    order = (meeting.date, meeting.starts, meeting.id)
    earlier = [
        other
        for other in meetings
        if (other.date, other.starts, other.id) < order
        and not other.called_off
        and (other.kind == meeting.kind or other.id == meeting.previous)
        and any(item.case == case_id for item in other.items)
    ]
    return max(earlier, key=lambda other: (other.date, other.starts, other.id), default=None)


def change_pieces(case: CaseFile, since: Since, words: Words) -> tuple[Piece, ...]:
    """Return what changed since the last meeting, day by day, the plan's own changes first.

    Every sentence rests on one record, or on two versions of one plan, and asks for the consents of all it rests on.
    """
    dated = sorted(_dated(case, since, words), key=lambda row: row[0])
    return (*_lead(case, since, words), *_plan_changes(case, since, words), *(piece for _, piece in dated))


def note_pieces_since(case: CaseFile, since: Since | None, words: Words, day: date) -> tuple[Piece, ...]:
    """Return the notes since the last meeting, or all of them where there has been none."""
    notes = [note for note in case.notes if (since.holds(note.date) if since else note.date <= day)]
    return tuple(piece for note in notes for piece in note_pieces(note, words.office))


def _lead(case: CaseFile, since: Since, words: Words) -> Iterator[Piece]:
    head = case.head
    if head.lead_agency and head.lead_since and since.holds(head.lead_since) and head.lead_since > since.meeting.date:
        sentence = f"{show_day(head.lead_since)}から、主担当は{words.agent(head.lead_agency)}です。"
        yield Piece(row="lead", label="主担当の変更", text="", aside=sentence, path=head.path, key=("lead_since",))


def _dated(case: CaseFile, since: Since, words: Words) -> Iterator[tuple[date, Piece]]:
    for day, pieces in (*_of_the_case(case, since, words), *_of_plans(case, since, words)):
        if since.holds(day):
            yield from ((day, piece) for piece in pieces)


def _of_the_case(case: CaseFile, since: Since, words: Words) -> Iterator[tuple[date, tuple[Piece, ...]]]:
    office = words.office
    yield from ((act.date, (screening_piece(act, office),)) for act in case.screenings)
    yield from ((act.date, (referral_piece(act, office),)) for act in case.referrals)
    yield from ((act.date, (referral_step_piece(act),)) for act in case.referral_steps)
    decisions = (act for act in case.decisions if act.meeting != since.meeting.id)
    yield from ((act.date, decision_pieces(case, act, office)) for act in decisions)
    if since.plan:
        yield from ((act.date, note_pieces(act, office)) for act in case.notes)


def _of_plans(case: CaseFile, since: Since, words: Words) -> Iterator[tuple[date, tuple[Piece, ...]]]:
    """On an item about a plan only that plan's reviews and placements count; on any other, those of all plans."""
    meant = {since.plan.id} if since.plan else {plan.id for plan in case.plans}
    reviews = (act for act in case.monitorings if act.plan in meant)
    yield from ((act.date, monitoring_pieces(case, act, words.office)) for act in reviews)
    placements = (act for act in case.placements if act.plan in meant)
    yield from ((act.date, (placement_piece(case, act, words),)) for act in placements)


def _plan_changes(case: CaseFile, since: Since, words: Words) -> Iterator[Piece]:
    new = since.plan
    if new is None:
        return
    old = _version_then(case, since, new)
    if old is None or old.version == new.version:
        return
    sheet = Piece(
        label="",
        text="",
        persons=tuple(dict.fromkeys((*old.persons, *new.persons))),
        need=_both(categories_of(old.categories), categories_of(new.categories)),
        record=new.id,
        path=new.path,
    )
    intro = f"プランは第{old.version}版から第{new.version}版になりました。"
    yield replace(sheet, label="プランの版の変更", aside=intro, key=("version",))
    yield from _goal_changes(sheet, old, new)
    yield from _support_changes(sheet, old, new, words)


def _version_then(case: CaseFile, since: Since, new: Plan) -> Plan | None:
    item = next((item for item in since.meeting.items if item.case == case.id and item.plan == new.id), None)
    if item is None or item.version is None:
        return version_on(case, new.id, since.meeting.date)
    return find_version(case, new.id, item.version)


def _both(one: Need, other: Need) -> Need:
    if isinstance(one, str) or isinstance(other, str):
        return ALL
    return tuple(dict.fromkeys((*one, *other)))


def _goal_changes(sheet: Piece, old: Plan, new: Plan) -> Iterator[Piece]:
    before = {goal.num: goal for goal in old.goals}
    for at, goal in enumerate(new.goals):
        was, key = before.get(goal.num), ("goals", at)
        label, place = f"目標{goal.num}の変更", replace(sheet, key=key)
        if was is None:
            sentence = f"目標{goal.num}が加わりました（{show_day(goal.due)}まで）"
            yield replace(place, label=label, text=goal.text, caption=sentence)
            continue
        if was.text != goal.text:
            yield replace(place, label=label, text=goal.text, caption=f"目標{goal.num}が書き改められました")
        if was.due != goal.due:
            moved = f"目標{goal.num}の達成時期が{show_day(was.due)}から{show_day(goal.due)}に変わりました。"
            yield replace(place, label=label, aside=moved)
    for num in sorted(before.keys() - {goal.num for goal in new.goals}):
        yield replace(
            sheet, label=f"目標{num}の変更", text=before[num].text, caption=f"目標{num}がなくなりました", key=("goals",)
        )


def _support_changes(sheet: Piece, old: Plan, new: Plan, words: Words) -> Iterator[Piece]:
    before = {(row.agency, row.what) for row in old.supports}
    after = {(row.agency, row.what) for row in new.supports}
    for sentence, rows in (("が加わりました", after - before), ("がなくなりました", before - after)):
        for agency, what in sorted(rows):
            caption = f"{words.agent(agency)}の役割{sentence}"
            yield replace(sheet, label="役割分担の変更", text=what, caption=caption, key=("supports",))
