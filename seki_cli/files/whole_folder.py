"""A new folder that is there whole or not at all: filled beside its place, flushed, and only then given its name."""

import fcntl
import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from seki_cli.errors import Misuse
from seki_cli.files.durable import disk_faults, flush_file, flush_folder

_MANY: Final = 2000
_LAST: Final = ("seki.yaml", "HEAD")
"""What makes a folder a workspace, or a repository: where an empty folder is filled, it comes last."""


@contextmanager
def filled_whole(root: Path) -> Iterator[Path]:
    """Yield a scratch folder beside `root`, nobody else's to read; what it holds at the end becomes `root`, flushed.

    A crash leaves nothing that looks like the folder: a scratch folder without a name, which the next try takes away. Raises Misuse (2) where `root` is in use or lies in a workspace,
    Blocked (6) for the disk.
    """
    root = root.resolve()  # of `.` the folder beside it is meant
    _check_target(root)
    scratch = root.parent / f"{_name_of_scratch(root)}{os.urandom(4).hex()}"
    old = os.umask(0o077)
    try:
        with disk_faults():
            _clear_left(root)
            scratch.mkdir(mode=0o700, parents=True)
            with _held(scratch):
                yield scratch
                _flush_all(scratch)
                _move_in(scratch, root)
    finally:
        os.umask(old)
        shutil.rmtree(scratch, ignore_errors=True)


def _name_of_scratch(root: Path) -> str:
    return f".{root.name}.seki-init-"


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a folder while it is filled, so that another try knows that somebody is at work in it; yield whether it was free."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield _is_free(fd)
    finally:
        os.close(fd)


def _is_free(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held, or a file system without such locks: then nothing is taken away
        return False
    return True


def _clear_left(root: Path) -> None:
    """Take away what killed tries for this folder left beside it. Nobody has written there: only what ships with seki lies in it."""
    for left in root.parent.glob(glob.escape(_name_of_scratch(root)) + "?" * 8):
        with suppress(OSError), _held(left) as free:
            if free:
                shutil.rmtree(left, ignore_errors=True)


def _check_target(root: Path) -> None:
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Misuse(
            "そのフォルダにはもう中身があります。", where=str(root), remedy="新しい名前か、空のフォルダを指定してください。"
        )
    for folder in root.parents:
        if (folder / "seki.yaml").exists():
            raise Misuse("台帳の中に別の台帳は作れません。", where=str(folder), remedy="台帳の外の場所を指定してください。")


def _flush_all(scratch: Path) -> None:
    """Flush every file and folder; of a great many the system flushes all it has at once, in a hundredth of the time."""
    places = [(Path(folder), names) for folder, _, names in os.walk(scratch)]
    if sum(len(names) for _, names in places) > _MANY:
        os.sync()
        return
    for folder, names in places:
        for name in names:
            flush_file(folder / name)
        flush_folder(folder)


def _move_in(scratch: Path, root: Path) -> None:
    """Give the finished folder its name. An empty folder that is there already (`seki init .`) is filled."""
    if root.is_dir():
        root.chmod(0o700)
        for entry in sorted(scratch.iterdir(), key=lambda entry: (entry.name in _LAST, entry.name)):
            entry.rename(root / entry.name)
    else:
        scratch.rename(root)
    flush_folder(root)
    flush_folder(root.parent)
