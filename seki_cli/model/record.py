"""What every record of a case has in common, whoever reads it."""

from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One YAML file of the workspace, as rules and papers see it.

    `path` is the file's place in the workspace (POSIX, relative); it is not written in the file.
    """

    schema: str
    id: str = ""
    case: str = ""
    path: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def record_kind(self) -> str:
        """Return the kind without its version: `note` for `note/1`."""
        return self.schema.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Why an event takes the place of an earlier one. `void`: the earlier one belonged elsewhere and is not replaced."""

    record: str
    why: str
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """An act, written once; a mistake is corrected by a later event with `corrects`."""

    recorded: datetime
    recorded_by: str
    corrects: Correction | None = None
    at: str = ""

    @property
    def day(self) -> Day:
        """Return the day of the act."""
        raise NotImplementedError

    @property
    def order(self) -> tuple[Day, str, datetime, str]:
        """Return the sort key of acts: day, time of day (unknown first), time of recording, id."""
        return (self.day, self.at, self.recorded, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEvent(Event):
    """An event whose day stands under `date`: all but the intake."""

    date: Day

    @property
    def day(self) -> Day:
        """Return the day of the act."""
        return self.date
