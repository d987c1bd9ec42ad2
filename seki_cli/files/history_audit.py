"""What the history and the work tree hold against what stands in the records, for whoever asks whether they can be trusted.

Author and date of a commit prove nothing by themselves; a record that does not fit its own commit was written by another hand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from seki_cli.files.git import GitFailed, run_git, start_git
from seki_cli.files.git_commit import is_blob
from seki_cli.files.git_history import Commit, Touch, read_history
from seki_cli.files.git_state import read_blobs, read_files_of, read_head_tree, read_unsaved
from seki_cli.files.paths import is_event, is_record, locate
from seki_cli.files.records import content_hash, read_value
from seki_cli.files.sources import walk_records

_ID: Final = re.compile("[0-9a-f]{40,64}")
_MISSING: Final = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPast:
    """How an event came and what became of it: the commit that first brought it, and whether a later one touched it.

    `by_merge`: no save brought it, a merge did. `changed`: another text stood there, or none, after it had been saved;
    `restored`: the newest commit has the first text again. `gone`: the newest commit has none.
    """

    commit: str
    day: date
    subject: str
    by_merge: bool
    changed: bool = False
    restored: bool = False
    gone: bool = False


@dataclass(slots=True, kw_only=True)
class _Track:
    """One event while the history is read from its newest commit back."""

    last: str
    commit: Commit
    first: str = ""
    changed: bool = False
    saved: bool = False


def read_events_past(root: Path) -> dict[str, EventPast]:
    """Return path → past of every event that was ever saved, by one walk over the history, merges included."""
    tracks: dict[str, _Track] = {}
    for commit in read_history(root, merges=True):
        for touch in commit.touches:
            if (track := tracks.get(touch.path)) is not None or _is_event_path(touch.path):
                _follow(tracks, track, touch, commit)
    return {path: _past(track) for path, track in tracks.items() if track.first}


def _follow(tracks: dict[str, _Track], track: _Track | None, touch: Touch, commit: Commit) -> None:
    if track is None:
        track = tracks[touch.path] = _Track(last=touch.new, commit=commit)
    merge = len(commit.parents) > 1
    if touch.state == "A":
        track.changed = track.changed or bool(track.first and track.first != touch.new)
        track.first = touch.new
        if not merge or not track.saved:
            track.commit, track.saved = commit, not merge
    elif touch.old != touch.new or touch.state == "T":
        track.changed = True


def _past(track: _Track) -> EventPast:
    gone = not track.last.strip(_MISSING)
    return EventPast(
        commit=track.commit.id,
        day=track.commit.day,
        subject=track.commit.subject,
        by_merge=not track.saved,
        changed=track.changed,
        restored=track.changed and track.last == track.first,
        gone=gone,
    )


def _is_event_path(path: str) -> bool:
    place = locate(path)
    return place is not None and is_event(place.kinds[0])


def read_hidden_files(root: Path) -> tuple[str, ...]:
    """Return the record files whose bytes are not those of HEAD, or that HEAD has not, though git says that nothing is unsaved.

    An index that was tampered with (assume-unchanged, skip-worktree), or a rule that lets git overlook a file, hides them.
    Where any is found it is looked at again: somebody may be saving meanwhile.
    """
    found = _find_hidden(root)
    again = _find_hidden(root) if found else frozenset()
    return tuple(sorted(found & again))


def _find_hidden(root: Path) -> frozenset[str]:
    unsaved = read_unsaved(root)
    known = {*unsaved.changed, *unsaved.gone, *unsaved.unmerged}
    tree = read_head_tree(root)
    saved = {path: blob for path, blob in read_files_of(root, tree).items() if is_record(path)} if tree else {}
    found = {path for path, blob in saved.items() if path not in known and not _is_as_saved(root, path, blob)}
    beside = (path for path in walk_records(root) if path not in saved and path not in known)
    return frozenset(found | {path for path in beside if (root / path).is_file()})


def _is_as_saved(root: Path, path: str, blob: str) -> bool:
    try:
        data = (root / path).read_bytes()
    except OSError:
        return False
    return is_blob(root, path, data, blob)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What git itself finds wrong with its objects: the saved files that are hit, whether anything is, whether the past is cut off."""

    paths: tuple[str, ...] = ()
    any: bool = False
    cut: bool = False


def read_broken_objects(root: Path) -> Broken:
    """Ask git to hash every object again, and say which saved files are not what their name says."""
    cut = any((root / ".git" / name).exists() for name in ("shallow", "info/grafts"))
    with start_git(root, "fsck", "--full", "--no-dangling", "--no-progress", "--no-reflogs") as process:
        out, err = process.communicate()
    if process.returncode == 0:
        return Broken(cut=cut)
    named = set(_ID.findall((out + err).decode("utf-8", "replace")))
    tree = read_head_tree(root)
    try:
        paths = tuple(sorted(path for path, blob in read_files_of(root, tree).items() if blob in named)) if tree else ()
    except GitFailed:
        paths = ()
    return Broken(paths=paths, any=True, cut=cut)


def read_texts_at(root: Path, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return (commit, path) → fingerprint of a document's text as that commit has it; what it has not, or nobody can read, is left out."""
    asked = tuple(dict.fromkeys(wanted))
    if not asked:
        return {}
    lines = "".join(f"{commit}:{path}\n" for commit, path in asked).encode()
    told = run_git(root, "cat-file", "--batch-check=%(objectname)", stdin=lines).decode().splitlines()
    blobs = {place: blob for place, blob in zip(asked, told, strict=True) if _ID.fullmatch(blob)}
    texts = dict(read_blobs(root, dict.fromkeys(blobs.values())))
    values = {place: read_value(place[1], data)[0] for place, blob in blobs.items() if (data := texts.get(blob)) is not None}
    return {place: content_hash(value) for place, value in values.items() if value is not None}
