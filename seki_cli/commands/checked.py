"""What a check of the records says: one plain value, however it was worked out, and the places that were asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seki_cli.files.git_state import read_blob_ids
from seki_cli.files.paths import is_event, locate
from seki_cli.model.verdict import Finding
from seki_cli.rules.check_text import changed_event


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


def rewritten_by_hand(root: Path, unsaved: Iterable[str], unread: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the events that were saved once and stand changed, or not at all, in the work tree; what is unreadable is said so."""
    changed = [path for path in unsaved if is_event(kind_of(path))]
    saved = read_blob_ids(root, changed)
    beyond = {found.path for found in unread} if saved else set()
    return tuple(changed_event(path, kind_of(path)) for path in changed if path in saved and path not in beyond)


def kind_of(path: str) -> str:
    """Return which kind of record may stand at a path, "" where none may."""
    place = locate(path)
    return place.kinds[0] if place else ""
