"""What the checks are told: a case as written, as corrected and as it stands on a day, with the world around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from seki_cli.model.case import Assessment
from seki_cli.model.meeting import Activity, Item, Meeting
from seki_cli.model.office import Agency, MeetingKind, Office, Posting, Programme
from seki_cli.model.plan import Decision, Plan
from seki_cli.model.record import Event, Record
from seki_cli.model.world import CaseFile, Cases, World
from seki_cli.rules.case_gists import CaseGist, build_gist, named_decisions
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.settle import settle

_SHUT: Final = ("統合", "終結", "中断")
_Row = TypeVar("_Row", Agency, Posting, Programme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What lies around the cases, laid out so that looking something up costs the same with ten cases and with ten thousand.

    `agendas` and `seats`: the meetings with an item of a case, and those with somebody of it in the room, by the case's id.
    """

    office: Office
    agencies: Mapping[str, tuple[Agency, ...]]
    staff: Mapping[str, tuple[Posting, ...]]
    programmes: Mapping[str, tuple[Programme, ...]]
    cases: Cases
    meetings: Mapping[str, Meeting]
    agendas: Mapping[str, tuple[Meeting, ...]]
    seats: Mapping[str, tuple[Meeting, ...]]
    things: frozenset[str]

    def kind_of(self, meeting: Meeting) -> MeetingKind | None:
        """Return the kind of a meeting as the office had it on that day; None where the list does not know it."""
        return self.office.meeting_kind(meeting.kind, meeting.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """One case on a day. `raw` holds every record as it was written, `case` what counts once corrections are applied.

    `now` is how the case stands on the day; `written` the acts and assessments as they were written, by id; `counting` the
    ids of the acts that nothing has replaced.
    """

    raw: CaseFile
    case: CaseFile
    now: CaseDay
    around: Surroundings
    as_of: date
    written: Mapping[str, Record]
    counting: frozenset[str]

    @property
    def office(self) -> Office:
        """Return the office of the profile."""
        return self.around.office

    @property
    def shut(self) -> bool:
        """Say whether the case is closed, suspended or merged into another."""
        return self.now.status in _SHUT

    def plan(self, plan_id: str, version: int | None) -> Plan | None:
        """Return a version of a plan, the newest where no version is asked for; None if it is not there."""
        return next((p for p in reversed(self.case.plans) if p.id == plan_id and version in (None, p.version)), None)

    def meeting_of(self, decision: Decision) -> Meeting | None:
        """Return the meeting that made a decision; None where it names none, or one that is not there."""
        return self.around.meetings.get(decision.meeting)

    def item_of(self, decision: Decision) -> Item | None:
        """Return the item of the agenda that a decision answers, the one on its plan before any other of the case."""
        meeting = self.meeting_of(decision)
        items = [item for item in meeting.items if item.case == self.case.id] if meeting else []
        return max(items, key=lambda item: (item.plan == decision.plan, item.timing == decision.timing), default=None)

    def is_unread(self, name: str) -> bool:
        """Say whether a record may stand in a file that could not be read: what cannot be read is not missing."""
        return any(name in path.removesuffix(".yaml").split("/")[3:] for path in self.raw.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldFacts:
    """The world on a day. `settled`: the cases, corrected. `gists`: of every case, in the order of their ids.

    A check of the world asks `gists` for what it has to know of all cases and `around.cases` for the few that it looks into:
    where the workspace is large, `world.cases` is empty and those few are read when they are asked for.
    """

    world: World
    around: Surroundings
    as_of: date
    settled: Cases
    gists: tuple[CaseGist, ...] = ()

    @property
    def office(self) -> Office:
        """Return the office of the profile."""
        return self.around.office


def build_surroundings(world: World) -> Surroundings:
    """Return what lies around the cases of a world."""
    agendas: dict[str, dict[str, Meeting]] = {}
    seats: dict[str, dict[str, Meeting]] = {}
    for meeting in world.meetings:
        for item in meeting.items:
            if item.case:
                agendas.setdefault(item.case, {})[meeting.id] = meeting
        for attendee in meeting.attendees:
            if attendee.case:
                seats.setdefault(attendee.case, {})[meeting.id] = meeting
    return Surroundings(
        office=world.office,
        agencies=_by_id(world.office.agencies),
        staff=_by_id(world.office.staff),
        programmes=_by_id(world.office.programmes),
        cases=world.folders,
        meetings={meeting.id: meeting for meeting in world.meetings},
        agendas={case_id: tuple(meetings.values()) for case_id, meetings in agendas.items()},
        seats={case_id: tuple(meetings.values()) for case_id, meetings in seats.items()},
        things=frozenset(one.id for one in (*world.meetings, *world.resources, *world.gaps)),
    )


def _by_id(rows: Sequence[_Row]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return {row_id: tuple(same) for row_id, same in found.items()}


def build_case_facts(raw: CaseFile, around: Surroundings, as_of: date) -> CaseFacts:
    """Return what the checks of one case are told, from the case as it was read."""
    case = settle(raw)
    return CaseFacts(
        raw=raw,
        case=case,
        now=build_case_day(case, _meetings_of(case, around), around.office, as_of),
        around=around,
        as_of=as_of,
        written={record.id: record for record in (*raw.assessments, *raw.events())},
        counting=frozenset(event.id for event in case.events()),
    )


def build_world_facts(world: World, around: Surroundings, as_of: date) -> WorldFacts:
    """Return what the checks beyond the cases are told."""
    wanted = named_decisions(world.gaps)
    gists = tuple(build_gist(case, wanted) for case in world.cases)
    return WorldFacts(world=world, around=around, as_of=as_of, settled=around.cases.turned(settle), gists=gists)


def _meetings_of(case: CaseFile, around: Surroundings) -> tuple[Meeting, ...]:
    """Return the meetings that have a say on a case: those with an item of it, and those its decisions name."""
    named = (around.meetings.get(decision.meeting) for decision in case.decisions)
    found = {meeting.id: meeting for meeting in (*around.agendas.get(case.id, ()), *named) if meeting}
    return tuple(found.values())


def own_day(record: Record) -> date | None:
    """Return the day that a record is about: of the act, the making, the meeting; None for a document without one."""
    if isinstance(record, Event):
        return record.day
    if isinstance(record, (Assessment, Meeting, Activity)):
        return record.date
    return record.made_on if isinstance(record, Plan) else None
