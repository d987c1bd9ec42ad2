"""How all cases stand, as a list asks for it, and the list's answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.list_notes import clock_doubt, count_notes
from seki_cli.model.answer import Answer, View
from seki_cli.model.office import Office
from seki_cli.model.standing import CaseRow, DueRow, Marks, Standing
from seki_cli.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How all cases stand on the call's day, by id.

    `faults`: what cannot be read, of all files. `unsaved`: how many record files are changed and not saved. `newest`: the
    latest day that a commit is for. `doubts`: what concerns the whole.
    """

    cases: tuple[Standing, ...]
    office: Office
    faults: tuple[Finding, ...] = ()
    unsaved: int = 0
    newest: date | None = None
    doubts: tuple[Finding, ...] = ()

    def due(self, last: date) -> Iterator[DueRow]:
        """Yield what is due up to a day, case by case."""
        return (row for one in self.cases for row in one.due if row.due_on <= last)

    def rows(self) -> Iterator[tuple[CaseRow, tuple[str, ...], tuple[str, ...]]]:
        """Yield every case's row, the cases it marks as the same, and the names of the 本人, by id."""
        return ((one.row, one.same, one.names) for one in self.cases)

    def marks(self) -> Iterator[tuple[str, tuple[Marks, ...]]]:
        """Yield every case's marks by id."""
        return ((one.row.id, one.marks) for one in self.cases)


def answer_list(call: Call, found: Standings, data: Mapping[str, Any], views: tuple[View, ...]) -> Answer:
    """Return the answer of a list: with what could not be read (5), and lines on the day, unsaved files and unshared saves."""
    return Answer(
        data=data,
        views=views,
        findings=(*found.doubts, *clock_doubt(call, found.newest), *found.faults),
        notes=count_notes(call, found.unsaved),
        exit_code=5 if found.faults else 0,
    )
