"""What a check of the records says: one plain value, however it was worked out, and the places that were asked about."""

from collections.abc import Iterable
from dataclasses import dataclass

from seki_cli.model.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many files were looked at, how many of them nobody can read, what was found, and how many changes are not saved."""

    files: int
    unread: int
    findings: tuple[Finding, ...]
    unsaved: int


def is_within(path: str, wanted: tuple[str, ...]) -> bool:
    """Say whether a path lies in one of the places that were asked about; everything does where none was."""
    return not wanted or any(place in (".", path) or path.startswith(place + "/") for place in wanted)


def ordered(findings: Iterable[Finding], wanted: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return the findings that were asked about, in the order of the files and their lines."""
    within = (found for found in findings if is_within(found.path, wanted))
    return tuple(sorted(within, key=lambda f: (f.path, f.line, f.column, f.code)))
