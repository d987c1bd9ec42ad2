"""Events that somebody rewrote or took away by hand: the one thing that a check learns from what is not saved."""

from collections.abc import Iterable
from pathlib import Path

from seki_cli.files.git_state import read_blob_ids
from seki_cli.files.paths import is_event, locate
from seki_cli.model.verdict import Finding
from seki_cli.rules.check_text import changed_event


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
