"""The bytes of the records as they stand on a day: work tree, HEAD, or the past, one text for each path."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from seki_cli.files.faults import NO_PLAIN_FILE
from seki_cli.files.git_history import read_document_versions, read_newest_author_day
from seki_cli.files.git_state import read_blobs, read_files_of, read_head, read_head_tree, read_unsaved
from seki_cli.files.journal import journalled_paths
from seki_cli.files.paths import ROOMS, is_document, is_record, locate

LARGEST: Final = 256 * 1024
_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The text of every record file by its path, and the commit they were read at.

    `ask_unsaved` tells which are changed but not saved. `newest` is the latest day that a commit is for; `past`: the day lies before it, so that what is not here may have come later.
    """

    files: Mapping[str, bytes]
    ask_unsaved: Callable[[], tuple[str, ...]] = tuple
    head: str = ""
    past: bool = False
    newest: date | None = None

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Return the paths that are changed but not saved."""
        return self.ask_unsaved()


def read_sources(root: Path, *, day: date, head: bool = False) -> Sources:
    """Return the texts as they are known on a day.

    `head`: what is saved, nothing else. Otherwise HEAD with the work tree's unsaved files over it; on a day before the newest
    commit, documents stand as they stood then, while the profile is always today's (its rows carry their own dates).
    Files that an interrupted save names are taken from HEAD. Where somebody saves meanwhile it is read again, so that
    nobody sees half of an act.
    """
    found = Sources(files={})
    for _ in range(_TRIES):
        before = read_state(root)
        found = _read_saved(root, day) if head else _read_now(root, day)
        if read_state(root) == before:
            break
    return replace(found, head=before[0])


def read_sources_of(root: Path, commit: str) -> Sources:
    """Return the texts of every record file of one commit, whatever HEAD and the work tree hold. Raises GitFailed."""
    tree = read_files_of(root, commit)
    return Sources(files=read_versions(root, {path: blob for path, blob in tree.items() if is_record(path)}), head=commit)


def read_part(root: Path, blobs: Mapping[str, str], dirty: Iterable[str] = ()) -> Sources:
    """Return the texts of some files of a tree, by path and blob, with what the work tree shows of those that are `dirty` over them."""
    files = read_versions(root, blobs)
    for path in dirty:
        _put(files, path, _read_file(root, path))
    return Sources(files=files)


def read_state(root: Path) -> tuple[str, frozenset[str]]:
    """Return what changes with every act: the commit that HEAD shows, and the files that a save is just placing."""
    return read_head(root), journalled_paths(root)


def _read_saved(root: Path, day: date) -> Sources:
    tree = read_saved_ids(root)
    files = read_versions(root, {p: blob for p, blob in tree.items() if is_record(p)})
    newest = _turn_back(root, day, files, frozenset())
    return Sources(files=files, past=newest is not None and newest > day, newest=newest)


def _read_now(root: Path, day: date) -> Sources:
    changed = read_unsaved_records(root)
    files = read_texts(root, walk_records(root))
    for path, data in _half_written(root).items():
        _put(files, path, data)
    newest = _turn_back(root, day, files, changed)
    past = newest is not None and newest > day
    return Sources(files=files, ask_unsaved=lambda: tuple(sorted(changed)), past=past, newest=newest)


def read_unsaved_records(root: Path) -> frozenset[str]:
    """Return the paths of the records that are changed but not saved, those that were taken away among them."""
    unsaved = read_unsaved(root)
    return frozenset(path for path in (*unsaved.changed, *unsaved.gone) if is_record(path))


def _turn_back(root: Path, day: date, files: dict[str, bytes], changed: frozenset[str]) -> date | None:
    """Put the documents of a day before the newest commit in place of the later ones; return the day of the newest commit."""
    newest = read_newest_author_day(root)
    if newest is None or newest <= day:
        return newest
    for path, data in _as_of(root, day, files, changed).items():
        _put(files, path, data)
    return newest


def read_saved_ids(root: Path) -> dict[str, str]:
    """Return path → blob id of everything that is saved; empty where nothing has been saved yet."""
    tree = read_head_tree(root)
    return read_files_of(root, tree) if tree else {}


def _put(files: dict[str, bytes], path: str, data: bytes | None) -> None:
    if data is None:
        files.pop(path, None)
    else:
        files[path] = data


def walk_records(root: Path) -> Iterator[str]:
    """Yield the paths of the work tree where a record may stand, whatever git knows of them."""
    yield "seki.yaml"
    for room in ROOMS:
        yield from walk_folder(root, room)


def walk_folder(root: Path, within: str) -> Iterator[str]:
    """Yield the paths under one folder of the work tree where a record may stand."""
    for folder, folders, names in os.walk(root / within):
        folders.sort()
        relative = Path(folder).relative_to(root).as_posix()
        yield from (f"{relative}/{name}" for name in sorted((*names, *folders)) if name.endswith(".yaml"))


def read_texts(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of files of the work tree by path, without those that are not there."""
    return {path: data for path in paths if (data := _read_file(root, path)) is not None}


def _read_file(root: Path, path: str) -> bytes | None:
    """Return a file's bytes, cut just above the cap; None where it vanished meanwhile. A link is not followed.

    A link, a folder, a pipe (which would be waited for), or a file that may not be read gives what no record can hold, so
    that it is named among the unreadable ones.
    """
    try:
        handle = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError:
        return NO_PLAIN_FILE
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return NO_PLAIN_FILE
        data = os.read(handle, LARGEST + 1)
        while len(data) <= LARGEST and (more := os.read(handle, LARGEST + 1 - len(data))):
            data += more
        return data  # noqa: TRY300 -- what goes wrong while it is read is met below
    except OSError:
        return NO_PLAIN_FILE
    finally:
        os.close(handle)


def _half_written(root: Path) -> dict[str, bytes | None]:
    named = frozenset(path for path in journalled_paths(root) if is_record(path))
    if not named:
        return {}
    tree = read_saved_ids(root)
    saved = read_versions(root, {path: tree[path] for path in named if path in tree})
    return {path: saved.get(path) for path in named}


def _as_of(root: Path, day: date, files: Mapping[str, bytes], changed: frozenset[str]) -> dict[str, bytes | None]:
    """Return the documents as they stood on a day; None for those that did not exist yet."""
    versions = {path: blob for path, blob in read_document_versions(root, day).items() if _is_document_path(path)}
    then = read_versions(root, {path: blob for path, blob in versions.items() if path not in changed})
    now = (path for path in files if path not in changed and _is_document_path(path))
    return {**{path: None for path in now if path not in then}, **then}


def _is_document_path(path: str) -> bool:
    place = locate(path)
    return place is not None and all(is_document(kind) for kind in place.kinds)


def read_versions(root: Path, blobs: Mapping[str, str]) -> dict[str, bytes]:
    """Return the texts of blobs by path; one that git cannot give is an empty text, so that it is named as unreadable."""
    texts = dict(read_blobs(root, dict.fromkeys(blobs.values())))
    return {path: (texts.get(blob) or b"")[: LARGEST + 1] for path, blob in blobs.items()}
