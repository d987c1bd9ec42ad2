"""Which files two histories have changed since they parted, read from git's trees; renames are not guessed at.

A guessed rename takes the new note of one household for the moved note of another: two records of one shape are alike.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Final

from seki_cli.errors import Blocked
from seki_cli.files.git import GitFailed, ask_git, run_git, start_git
from seki_cli.files.git_state import read_object

_REGULAR: Final = ("100644", "100755")
_ALIKE: Final = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-commit-id", "--ignore-submodules=none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file as one tree has it: git's mode and the id of its bytes, both "" where it is not there."""

    mode: str = ""
    blob: str = ""

    @property
    def regular(self) -> bool:
        """Say whether it is a plain file, or none at all: no link and no other repository."""
        return not self.mode or self.mode in _REGULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One file that differs between two trees."""

    old: Entry
    new: Entry


def find_commit(root: Path, name: str) -> str:
    """Return the id of the commit that a name or an id stands for. Raises Blocked where there is none."""
    found = ask_git(root, "rev-parse", "-q", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if not found:
        raise Blocked(
            "合わせる相手の記録が、この台帳の git にありません。",
            where=".git",
            remedy="もう一度取り込んでから、実行してください。",
        )
    return found


def find_bases(root: Path, ours: str, theirs: str) -> tuple[str, ...]:
    """Return the newest commits that both histories have, in the order of their ids; none for histories that never met."""
    return tuple(sorted((ask_git(root, "merge-base", "--all", ours, theirs) or "").split()))


def read_differences(root: Path, old: str, new: str) -> dict[str, Difference]:
    """Return path → what differs between two commits or trees. A file that became a folder is one that went."""
    parts = run_git(root, *_ALIKE, old, new, "--").split(b"\0")
    found = {}
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old_blob, new_blob, _ = head.decode("ascii").lstrip(":").split(" ")
        found[os.fsdecode(path)] = Difference(old=_entry(old_mode, old_blob), new=_entry(new_mode, new_blob))
    return found


def _entry(mode: str, blob: str) -> Entry:
    return Entry() if mode == "000000" else Entry(mode=mode, blob=blob)


def read_texts(root: Path, blobs: Mapping[str, str]) -> dict[str, bytes]:
    """Return path → the bytes that a checkout would write for these blobs. Raises Blocked where git lacks one.

    The office's own filters (encryption) are applied, by the path, as they are by a checkout.
    """
    texts: dict[str, bytes] = {}
    for path, data in _read(root, tuple(blobs.items())):
        if data is None:
            raise Blocked(
                "git の中の記録が欠けています。",
                where=".git/objects",
                remedy="台帳で `git fsck` を実行し、結果を確かめてください。",
            )
        texts[path] = data
    return texts


def _read(root: Path, wanted: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, bytes | None]]:
    if not wanted:
        return
    with start_git(root, "cat-file", "--batch", "--buffer", "--filters", quiet=True) as process:
        if process.stdin is None or process.stdout is None:
            return
        feeder = Thread(target=_feed, args=(process.stdin, wanted), daemon=True)
        feeder.start()
        for path, _ in wanted:
            found = read_object(process.stdout)
            yield path, None if found is None else found[1]
        feeder.join()
    if process.returncode != 0:
        raise GitFailed("cat-file", process.returncode, "")


def _feed(stdin: IO[bytes], wanted: tuple[tuple[str, str], ...]) -> None:
    with suppress(OSError):
        for path, blob in wanted:
            stdin.write(b"%s %s\n" % (blob.encode("ascii"), os.fsencode(path)))
        stdin.close()
