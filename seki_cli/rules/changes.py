"""What has changed in a case since the last meeting on it, in plain Japanese; each sentence a piece of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from seki_cli.model.agenda import Piece
from seki_cli.model.plan import Plan
from seki_cli.model.record import DatedEvent
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.changes_people import people_pieces, team_pieces
from seki_cli.rules.changes_promises import (
    joint,
    moved_reply_pieces,
    overdue_pieces,
    promise_pieces,
    review_day_pieces,
)
from seki_cli.rules.pieces import note_pieces, referral_piece, referral_step_piece, screening_piece
from seki_cli.rules.plan_differences import plan_differences
from seki_cli.rules.plan_pieces import (
    Words,
    categories_of,
    decision_pieces,
    find_version,
    monitoring_pieces,
    placement_piece,
    version_on,
)
from seki_cli.rules.since import Since


def change_pieces(case: CaseFile, since: Since, words: Words) -> tuple[Piece, ...]:
    """Return what changed since the last meeting, day by day, the plan's own changes first.

    Every sentence rests on one record, or on two versions of one plan, and asks for the consents of all it rests on.
    """
    dated = sorted((*_dated(case, since, words), *promise_pieces(case, since, words)), key=lambda row: row[0])
    return (
        *_lead(case, since, words),
        *(team_pieces(case, since.then, words) if since.then else ()),
        *(people_pieces(case, since.then) if since.then else ()),
        *_plan_changes(case, since, words),
        *(piece for _, piece in dated),
        *overdue_pieces(case, since, words),
    )


def note_pieces_since(case: CaseFile, since: Since | None, words: Words, day: date) -> tuple[Piece, ...]:
    """Return the notes since the last meeting, or all of them where there has been none."""
    if since is None:
        return tuple(piece for note in case.notes if note.date <= day for piece in note_pieces(note, words.office))
    rows = ((note, note_pieces(note, words.office)) for note in case.notes)
    return tuple(piece for note, pieces in rows for piece in _new(since, note, pieces))


def _new(since: Since, act: DatedEvent, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return an act's pieces where it is new since the last meeting: with a word where its day had passed by then."""
    if since.holds(act.date):
        return pieces
    mark = f"（{late}）" if (late := since.late(act)) else ""
    return tuple(_marked(piece, mark) for piece in pieces) if mark else ()


def _marked(piece: Piece, mark: str) -> Piece:
    if piece.group:
        return replace(piece, group=f"{piece.group}{mark}")
    return replace(piece, caption=f"{piece.caption}{mark}") if piece.caption else replace(piece, aside=f"{piece.aside}{mark}")


def _lead(case: CaseFile, since: Since, words: Words) -> Iterator[Piece]:
    head = case.head
    if head.lead_agency and head.lead_since and since.holds(head.lead_since) and head.lead_since > since.meeting.date:
        sentence = f"{show_day(head.lead_since)}から、主担当は{words.agent(head.lead_agency)}です。"
        yield Piece(row="lead", label="主担当の変更", text="", aside=sentence, path=head.path, key=("lead_since",))


def _dated(case: CaseFile, since: Since, words: Words) -> Iterator[tuple[date, Piece]]:
    for act, pieces in (*_of_the_case(case, since, words), *_of_plans(case, since, words)):
        yield from ((act.date, piece) for piece in _new(since, act, pieces))


def _of_the_case(case: CaseFile, since: Since, words: Words) -> Iterator[tuple[DatedEvent, tuple[Piece, ...]]]:
    office = words.office
    yield from ((act, (screening_piece(act, office),)) for act in case.screenings)
    yield from ((act, (referral_piece(act, office),)) for act in case.referrals)
    yield from (
        (act, (referral_step_piece(act, office), *moved_reply_pieces(case, act, since, words))) for act in case.referral_steps
    )
    yield from ((act, decision_pieces(case, act, office)) for act in case.decisions if act.meeting != since.meeting.id)
    if since.plan:
        yield from ((act, note_pieces(act, office)) for act in case.notes)


def _of_plans(case: CaseFile, since: Since, words: Words) -> Iterator[tuple[DatedEvent, tuple[Piece, ...]]]:
    """On an item about a plan only that plan's reviews and placements count; on any other, those of all plans."""
    meant = {since.plan.id} if since.plan else {plan.id for plan in case.plans}
    for act in case.monitorings:
        if act.plan in meant:
            yield act, (*monitoring_pieces(case, act, words.office), *review_day_pieces(case, act, since, words))
    yield from ((act, (placement_piece(case, act, words),)) for act in case.placements if act.plan in meant)


def _plan_changes(case: CaseFile, since: Since, words: Words) -> Iterator[Piece]:
    """What differs between the version that the last meeting had before it and this one. Both must be for this room."""
    new, old = since.plan, _version_then(case, since)
    if new is None or old is None or old == new:
        return
    sheet = joint(case, _sheet(old), _sheet(new))
    intro = f"プランは第{old.version}版から第{new.version}版になりました。"
    if old.version == new.version:
        intro = f"プランの第{new.version}版が書き改められました。"
    yield replace(sheet, label="プランの版の変更", aside=intro, key=("version",))
    versions = tuple(plan for plan in since.known(case).plans if plan.id == new.id and plan.version <= new.version)
    for row in plan_differences(old, new, words, versions):
        whole = row.topic == "内容"  # the new text stands in a section of its own
        yield replace(
            sheet,
            label=row.label,
            caption="" if whole else row.caption,
            text="" if whole else row.text,
            aside=f"{row.caption}。" if whole else row.aside,
            named=row.named,
            key=row.key,
        )


def _version_then(case: CaseFile, since: Since) -> Plan | None:
    new = since.plan
    if new is None:
        return None
    item = next((item for item in since.meeting.items if item.case == case.id and item.plan == new.id), None)
    if item is None or item.version is None:
        return version_on(case, new.id, since.meeting.date)
    then = find_version(since.then, new.id, item.version) if since.then else None
    return then or find_version(case, new.id, item.version)


def _sheet(plan: Plan) -> Piece:
    need = categories_of(plan.categories)
    return Piece(label="", text="", persons=plan.persons, need=need, record=plan.id, path=plan.path)
