"""What a command hands back: facts for programs, a view for people, findings, and how the call ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from seki_cli.model.verdict import Finding

Cell = str | int | bool | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list: the key programs use, the title people read. A `spare` one is left out of a narrow terminal."""

    key: str
    title: str
    spare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list: rows by column key. `empty` is said to people where there is no row (nothing at all where it is blank)."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    title: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Plain lines for people, under a title where there is one. `most`: how many lines of a terminal each may take (0: any)."""

    lines: tuple[str, ...]
    title: str = ""
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A text that is shown exactly as it stands: a rendered paper, a record, a schema."""

    text: str


View = Table | Lines | Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command found out or did.

    `data` is the envelope's data; `views` what people see on stdout, from top to bottom; `findings` go to stderr in text
    and into the envelope; `notes` are lines for stderr that --quiet leaves out, `warnings` lines that it does not.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    findings: tuple[Finding, ...] = ()
    findings_are_answer: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    exit_code: int = 0
