"""The first saved text of a plan's version that no decision keeps a print of, so that a later change of it can be seen."""

from collections.abc import Iterable
from pathlib import Path

from seki_cli.files.git_history import read_history
from seki_cli.files.git_state import read_blobs
from seki_cli.files.records import content_hash, read_value


def read_first_prints(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return path → fingerprint of the oldest saved text of it that says which decision it came `after`.

    From then on it ran, whatever it was before. A path that was never saved so, or whose old texts cannot be read, is left out.
    """
    wanted = tuple(paths)
    blobs: dict[str, list[str]] = {}
    if not wanted:
        return {}
    for commit in read_history(root, paths=wanted, states="AM"):
        for touch in commit.touches:
            blobs.setdefault(touch.path, []).append(touch.new)
    texts = dict(read_blobs(root, dict.fromkeys(blob for ids in blobs.values() for blob in ids)))
    found = {}
    for path, ids in blobs.items():
        values = (read_value(path, data)[0] for blob in reversed(ids) if (data := texts.get(blob)) is not None)
        first = next((value for value in values if value and value.get("after")), None)
        if first is not None:
            found[path] = content_hash(first)
    return found
