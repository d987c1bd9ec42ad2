"""Git's index: a cache of HEAD and the work tree, brought up to date after a commit and made anew where it is broken."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from seki_cli.files.durable import digest, read_path
from seki_cli.files.git import GitFailed, git_folder, run_git
from seki_cli.files.git_state import read_head
from seki_cli.files.journal import Move

_PATIENCE: Final = 1.0
_AS_PLACED: Final = ("--add", "--remove", "--stdin")
_AS_SAVED: Final = ("--index-info",)
_AS_GONE: Final = ("--force-remove", "--stdin")


def refresh_index(root: Path, moves: Iterable[Move], lock_fd: int) -> None:
    """Let the index say of these files what HEAD says, so that git shows them as saved. All other entries stay as they are.

    Waits some seconds for another git to let go of the index. Raises GitFailed, which harms no record: the next write tries
    again, as long as the journal stands.
    """
    as_placed, as_saved, as_gone = list[bytes](), list[bytes](), list[bytes]()
    for move in moves:
        data = read_path(root, tuple(move.path.split("/")))
        if (digest(data) if data is not None else "") == move.new:
            as_placed.append(os.fsencode(move.path) + b"\0")
        elif move.blob:
            as_saved.append(b"100644 %s\t%s\0" % (move.blob.encode(), os.fsencode(move.path)))
        else:
            as_gone.append(os.fsencode(move.path) + b"\0")
    for words, rows in ((_AS_PLACED, as_placed), (_AS_SAVED, as_saved), (_AS_GONE, as_gone)):
        if rows:
            _update(root, words, b"".join(rows), lock_fd)


def _update(root: Path, words: tuple[str, ...], rows: bytes, lock_fd: int) -> None:
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            run_git(root, "update-index", "-z", *words, stdin=rows, lock_fd=lock_fd)
        except GitFailed as failed:
            if ".lock': File exists" not in failed.stderr or time.monotonic() >= give_up:
                raise
            time.sleep(0.05)
        else:
            return


def index_is_sound(root: Path) -> bool:
    """Say whether the index looks like one: a power cut leaves it empty or full of zeros, and git then refuses every command.

    An index that is not there at all is sound only while nothing has been saved: git would take every file for removed.
    """
    index = git_folder(root) / "index"
    try:
        with index.open("rb") as file:
            return file.read(4) == b"DIRC" and os.fstat(file.fileno()).st_size >= 32
    except FileNotFoundError:
        return not read_head(root)


def index_refused(failed: GitFailed) -> bool:
    """Say whether git failed on the index itself: damage within, which its first bytes do not show."""
    return failed.command == "update-index" and ".lock': File exists" not in failed.stderr


def rebuild_index(root: Path, lock_fd: int) -> None:
    """Make the index anew from HEAD. What was staged by hand stays in the work tree as a hand edit. Raises GitFailed."""
    run_git(root, "read-tree", "HEAD" if read_head(root) else "--empty", lock_fd=lock_fd)
    try:
        run_git(root, "update-index", "-q", "--refresh", lock_fd=lock_fd)
    except GitFailed as failed:
        if failed.returncode != 1:
            raise
