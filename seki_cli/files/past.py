"""Documents as they stood on an earlier day, without reading the whole shelf again; and what a save did to each file."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from seki_cli.files.git_history import Commit, read_document_versions, read_history
from seki_cli.files.git_state import read_blobs
from seki_cli.files.records import build_record, read_value
from seki_cli.files.sources import LARGEST
from seki_cli.model.record import Record


def read_past_documents(root: Path, paths: tuple[str, ...], day: date) -> dict[str, Record | None]:
    """Return path → document as saved on or before a day, of some files or folders; None where that version cannot be read.

    A path that is absent did not exist then. Only what was saved counts: hand edits of today have no day.
    """
    versions = read_document_versions(root, day, paths=paths) if paths else {}
    texts = dict(read_blobs(root, dict.fromkeys(versions.values())))
    return {path: _build(path, texts.get(blob)) for path, blob in versions.items()}


def read_last_days(root: Path, folder: str) -> dict[str, date]:
    """Return path → day of the newest save of each file of a folder."""
    days: dict[str, date] = {}
    for commit in read_history(root, paths=(folder,)):
        for touch in commit.touches:
            days.setdefault(touch.path, commit.day)
    return days


def read_touched(root: Path, commits: Iterable[Commit]) -> Mapping[tuple[str, str], Record | None]:
    """Return (path, blob id) → record for every file before and after the saves; None where it is none or cannot be read."""
    touches = [touch for commit in commits for touch in commit.touches]
    wanted = [(touch.path, blob) for touch in touches for blob in (touch.old, touch.new) if blob.strip("0")]
    texts = dict(read_blobs(root, dict.fromkeys(blob for _, blob in wanted)))
    return {(path, blob): _build(path, texts.get(blob)) for path, blob in dict.fromkeys(wanted)}


def _build(path: str, data: bytes | None) -> Record | None:
    value = read_value(path, data)[0] if data is not None and len(data) <= LARGEST else None
    if value is None or path.startswith("profile/") or path == "seki.yaml":
        return None
    return build_record(path, value)
