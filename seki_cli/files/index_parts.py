"""What an index is made of, part by part: cases as lists and figures need them, and what lies outside their folders."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seki_cli.model.standing import MeetingRow, Standing
from seki_cli.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of one case: how it stands from one day until another (ordinals; None: no end).

    `packed`: the case itself, its corrections not applied, as `pack` has it: what figures are drawn from. `whole`: all of its
    records were known on that day already, so that a later day adds none.
    """

    standing: Standing
    packed: bytes = b""
    whole: bool = False
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What is kept of a record outside the case folders: itself (`packed`) and what lists need of it.

    `meeting` with the cases on its agenda (`tabled`); `named`: the meetings that the steps of a 地域課題 name.
    """

    packed: bytes
    meeting: MeetingRow | None = None
    tabled: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of what an index holds: cases by id (None: gone), and what rests on files.

    `faults`: what cannot be read, by the case in whose folder it lies or by its own path elsewhere; an empty row takes the
    older one away. `outside`: the records outside the case folders, by path (None: gone, or not to be read).
    """

    cases: Mapping[str, Kept | None] = field(default_factory=dict)
    faults: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    outside: Mapping[str, Outside | None] = field(default_factory=dict)
