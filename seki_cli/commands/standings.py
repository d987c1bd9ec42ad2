"""How all cases stand, as a list asks for it: what the index says, with what is newer than it on top; and the list's answer."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seki_cli.commands.call import Call, uncounted
from seki_cli.commands.list_notes import clock_doubt, count_notes
from seki_cli.files.git_state import Saved
from seki_cli.files.index import Index
from seki_cli.model.answer import Answer, View
from seki_cli.model.standing import CaseRow, DueRow, Marks, MeetingRow, Proposal, Standing
from seki_cli.model.verdict import Finding

if TYPE_CHECKING:
    from seki_cli.files.index_parts import Outside
    from seki_cli.model.office import Office
    from seki_cli.model.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How all cases stand on the call's day, and which meetings there are.

    `fresh` replaces what the index says of these cases (None: gone), with the cases as they are `packed`; `outside` what it
    says of records outside their folders. `world`: all records, not settled, where all were read.
    `faults`: what cannot be read, of all files. `unsaved`: how many record files are changed and not saved. `newest`: the
    latest day that a commit is for. `profile`: the office's lists as parsed values by path. `doubts`: what concerns the whole.
    """

    fresh: Mapping[str, Standing | None]
    packed: Mapping[str, bytes] = field(default_factory=dict)
    outside: "Mapping[str, Outside | None]" = field(default_factory=dict)
    index: Index | None = None
    world: "World | None" = None
    faults: tuple[Finding, ...] = ()
    unsaved: int = 0
    newest: date | None = None
    profile: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    doubts: tuple[Finding, ...] = ()

    def due(self, last: date) -> Iterator[DueRow]:
        """Yield what is due up to a day, in no order."""
        kept = self.index.due(last) if self.index else ()
        yield from (row for row in kept if row.case not in self.fresh)
        for standing in self._standing():
            yield from (row for row in standing.due if row.due_on <= last)

    def rows(self) -> Iterator[tuple[CaseRow, tuple[str, ...], tuple[str, ...]]]:
        """Yield every case's row, the cases it marks as the same, and the names of the 本人, by id."""
        kept = [found for found in self.index.rows() if found[0].id not in self.fresh] if self.index else []
        fresh = [(one.row, one.same, one.names) for one in self._standing()]
        yield from sorted((*kept, *fresh), key=lambda found: found[0].id) if fresh else kept

    def marks(self) -> Iterator[tuple[str, tuple[Marks, ...]]]:
        """Yield every case's marks by id."""
        kept = [found for found in self.index.marks() if found[0] not in self.fresh] if self.index else []
        fresh = [(one.row.id, one.marks) for one in self._standing()]
        yield from sorted((*kept, *fresh), key=lambda found: found[0]) if fresh else kept

    def proposals(self, kind: str) -> Iterator[Proposal]:
        """Yield what waits for a kind of meeting, in no order."""
        kept = self.index.proposals(kind) if self.index else ()
        yield from (one for one in kept if one.case not in self.fresh)
        for standing in self._standing():
            yield from (one for one in standing.proposals if one.kind == kind)

    def meetings(self) -> tuple[MeetingRow, ...]:
        """Return every meeting, the earliest first."""
        kept = [one for one in self.index.meetings() if one.path not in self.outside] if self.index else []
        newer = (one.meeting for one in self.outside.values() if one and one.meeting)
        return tuple(sorted((*kept, *newer), key=lambda one: one.order))

    def is_named(self, meeting: str) -> bool:
        """Say whether a decision or a step of a 地域課題 names a meeting."""
        stepped = any(meeting in one.named for one in self.outside.values() if one)
        if stepped or any(meeting in one.decided for one in self._standing()):
            return True
        if self.index is None:
            return False
        kept = {*self.index.cases_deciding(meeting)} - {*self.fresh}, {*self.index.gaps_naming(meeting)} - {*self.outside}
        return any(kept)

    def _standing(self) -> Iterator[Standing]:
        return (one for one in self.fresh.values() if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list asks for: the day, what HEAD shows, and the record files that stand otherwise in the work tree.

    `known`: the print of the latter, by which they are known again, where there is one. `keep`: what is worked out is worth keeping, since lists will be asked for on this day again. `working`, `counting`: for who
    waits, as a call has them.
    """

    root: Path
    day: date
    saved: Saved
    dirty: frozenset[str] = frozenset()
    known: str = ""
    unsaved: int = 0
    head: bool = False
    keep: bool = True
    working: Callable[[], AbstractContextManager[None]] = nullcontext
    counting: Callable[[str, int], AbstractContextManager[Callable[[int], None]]] = uncounted


def office_of(call: Call, found: Standings) -> "Office":
    """Return the office of the profile, for who narrows a list by a name."""
    from seki_cli.files.records import build_profile

    return replace(build_profile(found.profile), as_of=call.day)


def answer_list(call: Call, found: Standings, data: Mapping[str, Any], views: tuple[View, ...]) -> Answer:
    """Return the answer of a list: with what could not be read (5), and lines on the day, unsaved files and unshared saves."""
    return Answer(
        data=data,
        views=views,
        findings=(*found.doubts, *clock_doubt(call, found.newest), *sorted(found.faults, key=_place)),
        notes=count_notes(call, found.unsaved),
        exit_code=5 if found.faults else 0,
    )


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.line, finding.column, finding.code
