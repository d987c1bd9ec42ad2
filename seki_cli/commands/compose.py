"""Composing a meeting's paper from the workspace: its cases as they are known now, and as they were at the last meeting."""

from datetime import date

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk
from seki_cli.files.past import read_past_documents
from seki_cli.model.meeting import Meeting
from seki_cli.model.world import CaseFile
from seki_cli.rules.agenda import Composed, compose_agenda
from seki_cli.rules.past import Moment, build_past
from seki_cli.rules.since import past_wanted


def compose(call: Call, desk: Desk, meeting: Meeting, day: date, *, agency: str = "") -> Composed:
    """Return the paper of a meeting as printed on a day, and the cover sheet, with what changed since the last meeting."""
    return compose_agenda(desk.world, meeting, day, agency=agency, past=_past(call, desk, meeting))


def _past(call: Call, desk: Desk, meeting: Meeting) -> dict[str, CaseFile]:
    """Return the cases on the agenda as they were on the day of the last meeting on them; history is asked once a day."""
    by_day: dict[date, list[CaseFile]] = {}
    for case_id, day in past_wanted(meeting, desk.world.meetings).items():
        raw = desk.shelf.world.case(case_id)
        if raw is not None and day < call.day:
            by_day.setdefault(day, []).append(raw)
    found: dict[str, CaseFile] = {}
    for day, cases in by_day.items():
        with call.working("前回の会議のときの記録を読んでいます"):
            documents = read_past_documents(call.root, tuple(f"cases/{case.id[:3]}/{case.id}" for case in cases), day)
        found |= {case.id: build_past(case, documents, Moment(day=day)) for case in cases}
    return found
