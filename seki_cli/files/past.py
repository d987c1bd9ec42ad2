"""Documents as they stood on an earlier day, without reading the whole shelf again; and what a save did to each file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seki_cli.files.git_history import Commit, read_document_versions, read_history
from seki_cli.files.git_state import read_blobs, read_files_of
from seki_cli.files.paths import locate
from seki_cli.files.records import build_profile, build_record, read_value
from seki_cli.files.sources import LARGEST
from seki_cli.model.office import Office
from seki_cli.model.record import Record


def read_past_documents(root: Path, paths: tuple[str, ...], day: date) -> dict[str, Record | None]:
    """Return path → document as saved on or before a day, of some files or folders; None where that version cannot be read.

    A path that is absent did not exist then. Only what was saved counts: hand edits of today have no day.
    """
    versions = read_document_versions(root, day, paths=paths) if paths else {}
    texts = dict(read_blobs(root, dict.fromkeys(versions.values())))
    return {path: _build(path, texts.get(blob)) for path, blob in versions.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What lay in some folders in one save: the records by path (None: cannot be read).

    `office`: the profile as that save holds it, the roll of staff above all; None where some of it cannot be read.
    """

    records: Mapping[str, Record | None]
    office: Office | None = None


def find_first_saves(root: Path, path: str, words: tuple[str, ...]) -> dict[str, str]:
    """Return word → id of the first save in which a file holds it. What no save holds is left out."""
    saves = [(commit.id, touch.new) for commit in read_history(root, paths=(path,)) for touch in commit.touches]
    texts = dict(read_blobs(root, dict.fromkeys(blob for _, blob in saves if blob.strip("0")))) if words else {}
    found: dict[str, str] = {}
    for commit, blob in saves:  # the newest first: the first save of a word is the last that is met
        found |= {word: commit for word in words if word.encode() in (texts.get(blob) or b"")}
    return found


def read_snapshot(root: Path, commit: str, folders: tuple[str, ...]) -> Snapshot:
    """Return what lay in some folders in one save, and the profile of that save."""
    every = read_files_of(root, commit)
    blobs = {path: blob for path, blob in every.items() if path.startswith(folders)}
    records = {path: blob for path, blob in blobs.items() if locate(path)}
    profile = {path: blob for path, blob in every.items() if path == "seki.yaml" or path.startswith("profile/")}
    texts = dict(read_blobs(root, dict.fromkeys((*records.values(), *profile.values()))))
    return Snapshot(
        records={path: _build(path, texts.get(blob)) for path, blob in records.items()},
        office=_build_office({path: texts.get(blob) for path, blob in profile.items()}),
    )


def _build_office(texts: Mapping[str, bytes | None]) -> Office | None:
    values = {path: read_value(path, data)[0] for path, data in texts.items() if data is not None and path.endswith(".yaml")}
    whole = {path: value for path, value in values.items() if value is not None}
    return build_profile(whole) if whole and len(whole) == len(values) else None


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
