"""The project's own side of the comparison with the gate's oracle: files are read, cut into pieces, judged and printed.

Nothing of the oracle is known here. Worlds come as plain files; they are written as YAML and read by the project's reader, so
that a slip in reading shows as a difference too.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from seki_cli.commands.agenda import agenda_data
from seki_cli.files.case_records import build_cases, read_record
from seki_cli.files.records import build_profile, build_record, read_value
from seki_cli.files.schemas import shape
from seki_cli.files.shelf import Shelf
from seki_cli.files.sources import Sources
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.agenda import Piece
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.office import MeetingKind, Office
from seki_cli.model.record import Event
from seki_cli.model.released import Released
from seki_cli.model.world import CaseFile, World
from seki_cli.papers.agenda import render_agenda
from seki_cli.rules.agenda import compose_agenda
from seki_cli.rules.agenda_head import gap_head_pieces, head_pieces
from seki_cli.rules.consent import Gate, release
from seki_cli.rules.gates import far_names, open_gap_gate, open_gate
from seki_cli.rules.masks import MASK
from seki_cli.rules.pieces import (
    assessment_pieces,
    complaint_pieces,
    gap_pieces,
    household_pieces,
    intake_pieces,
    note_pieces,
    referral_piece,
    referral_step_piece,
    relation_pieces,
    screening_piece,
    why_piece,
)
from seki_cli.rules.plan_pieces import (
    Words,
    decision_pieces,
    evaluation_pieces,
    find_version,
    monitoring_pieces,
    placement_piece,
    plan_pieces,
    todo_piece,
)
from seki_cli.rules.promises import Promise
from seki_cli.rules.rooms import build_room
from seki_cli.rules.settle import settle_world

ROOT = Path(__file__).parents[2]
TEMPLATES = {
    form: (ROOT / "templates" / "papers" / f"agenda.{ending}.j2").read_text("utf-8")
    for form, ending in (("text", "txt"), ("md", "md"), ("html", "html"))
}
BROKEN = (b"\xff\xfe", b"schema: [\n", b"- no mapping\n", b"schema: note/1\nid: x\n")
"""Texts that nobody can read as a record, one for each way of being unreadable."""


class Dumper(yaml.CSafeDumper):
    """Writes a list that stands in two places twice: the reader knows no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_block(value: Mapping[str, Any]) -> bytes:
    """Write a record as people find it in a workspace: block style, one key a line."""
    return yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False).encode()


def write_flow(value: Mapping[str, Any]) -> bytes:
    """Write a record in one line, which is YAML too: many times faster, for the long run."""
    return json.dumps(value, ensure_ascii=False).encode()


def read_world(files: Mapping[str, Mapping[str, Any]], unread: frozenset[str], day: date) -> World:
    """Return the world as the shelf reads it on a day, corrections applied. Nothing may be unreadable but what is meant to be."""
    texts = {path: write_block(value) for path, value in files.items()} | broken(unread)
    empty = Shelf(root=ROOT, day=day, world=World(office=Office()), unread=(), sources=Sources(files={}))
    shelf = empty.with_files(texts)
    read_value.cache_clear()
    read_record.cache_clear()
    unmeant = [finding for finding in shelf.unread if finding.path not in unread]
    assert not unmeant, unmeant[:3]
    return settle_world(shelf.world)


def read_quickly(files: Mapping[str, Mapping[str, Any]], unread: frozenset[str], day: date) -> World:
    """Return the same world, read by the same functions, without asking the schemas again what they said of the others."""
    values = {}
    for path, value in files.items():
        tree = read_tree(write_flow(value))
        values[path] = shape(tree, str(tree["schema"]).partition("/")[0])
    findings = [finding for path, data in broken(unread).items() for finding in read_value(path, data)[1]]
    profile = {path: value for path, value in values.items() if path.startswith("profile/") or path == "seki.yaml"}
    records = [build_record(path, values[path]) for path in sorted(values.keys() - profile.keys())]
    known = [record for record in records if not (isinstance(record, Event) and record.recorded.date() > day)]
    world = World(
        office=replace(build_profile({path: profile[path] for path in sorted(profile)}), as_of=day),
        cases=build_cases(known, findings, past=False),
        meetings=tuple(sorted((r for r in known if isinstance(r, Meeting)), key=lambda m: (m.date, m.starts, m.id))),
        resources=tuple(record for record in known if isinstance(record, Resource)),
        gaps=tuple(record for record in known if isinstance(record, Gap)),
        activities=tuple(record for record in known if isinstance(record, Activity)),
        unread=tuple(finding.path for finding in findings if not finding.case),
    )
    return settle_world(world)


def broken(unread: frozenset[str]) -> dict[str, bytes]:
    """Return texts for the files that nobody can read."""
    return {path: BROKEN[len(path) % len(BROKEN)] for path in sorted(unread)}


def judged_pieces(world: World, meeting_id: str, day: date, agency: str) -> Iterator[tuple[int, Piece, str, int]]:
    """Yield every piece of every item, printed anywhere or not, with what the gate says of it, and by which rule."""
    meeting = world.meeting(meeting_id)
    kind = world.office.meeting_kind(meeting.kind, meeting.date) if meeting else None
    far = far_names(world)
    for item in meeting.items if meeting else ():
        case = world.case(item.case) if item.case else None
        plan = find_version(case, item.plan, item.version) if case and item.plan else None
        room = build_room(meeting, item, kind or MeetingKind(id=meeting.kind, name=""), world, day, agency=agency)
        if item.case:
            gate = open_gate(room, world, case, plan, far)
            pieces = list(case_pieces(world, case, meeting.date)) if case else []
            pieces += [*head_pieces(item, room, case, plan)] if case else []
        else:
            gap = next((gap for gap in world.gaps if gap.id == item.gap), None)
            gate = open_gap_gate(room, world, gap, far)
            pieces = [*(gap_pieces(gap) if gap else ()), *gap_head_pieces(item, room)]
        pieces += [why_piece(item, meeting.path)] if item.why else []
        for piece in pieces:
            yield item.num, piece, *(outcome(gate, piece) if kind else ("withheld", 6))


def outcome(gate: Gate, piece: Piece) -> tuple[str, int]:
    """Return what becomes of a piece, and the rule that withholds or masks it."""
    released = release(gate, piece)
    if not isinstance(released, Released):
        return "withheld", released.rule
    return ("masked", 4) if released.value.text == MASK else ("shown", 0)


def case_pieces(world: World, case: CaseFile, day: date) -> Iterator[Piece]:
    """Yield all that the builders make of a case."""
    office = world.office
    words = Words(office=office, resources=world.resources)
    yield from household_pieces(case, day)
    yield from relation_pieces(case, day)
    for intake in case.intakes:
        yield from complaint_pieces(case, intake)
        yield from intake_pieces(intake, office)
    for sheet in case.assessments:
        yield from assessment_pieces(sheet, office)
    for note in case.notes:
        yield from note_pieces(note, office)
    yield from (screening_piece(act, office) for act in case.screenings)
    yield from (referral_piece(act, office) for act in case.referrals)
    yield from (referral_step_piece(act, office) for act in case.referral_steps)
    for plan in case.plans:
        for part in plan_pieces(plan, words).values():
            yield from part
    for review in case.monitorings:
        yield from monitoring_pieces(case, review, office)
    for evaluation in case.evaluations:
        yield from evaluation_pieces(case, evaluation, words)
    yield from (placement_piece(case, act, words) for act in case.placements)
    for decision in case.decisions:
        yield from decision_pieces(case, decision, office)
        for todo in decision.todos:
            promise = Promise(due_on=decision.date, record=decision.id, part=str(todo.num), agency=todo.agency)
            yield todo_piece(case, decision, promise, words)


def print_papers(world: World, meeting_id: str, day: date, agency: str) -> dict[str, str]:
    """Return the paper of a meeting in every form in which it leaves the house."""
    meeting = world.meeting(meeting_id)
    composed = compose_agenda(world, meeting, day, agency=agency)
    papers = {form: render_agenda(composed.paper, template, form, draft=False) for form, template in TEMPLATES.items()}
    data = agenda_data(composed.paper, composed.cover)
    data.pop("withheld")
    return papers | {"json": json.dumps(data, ensure_ascii=False, default=str)}
