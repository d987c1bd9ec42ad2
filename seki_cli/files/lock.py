"""One writer at a time in one clone: a flock that no crash can leave behind, and that names who holds it."""

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.durable import disk_faults
from seki_cli.files.failpoints import failpoint
from seki_cli.files.git import seki_folder

PATIENCE: Final = 10.0
"""Seconds that a writer waits for one other writer; while the lock goes from hand to hand the queue moves, and it waits on."""

_TURNS: Final = 6
"""So many times its patience a writer waits at the most, however many others come before it."""

_SELDOM: Final = 0.025
_OFTEN: Final = 0.001
"""Seconds between two looks at the lock, at the beginning of the waiting and at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The workspace is ours while this stands. `fd` is handed to those gits that must not outlive the lock."""

    root: Path
    fd: int


@contextmanager
def hold_lock(root: Path, verb: str, *, patience: float = PATIENCE, name: str = "lock") -> Iterator[Lock]:
    """Hold the workspace for one writing command; `verb` (`note add`) is told to those who wait, so it holds no name.

    The lock belongs to the open file, not to the file's contents: it goes when the process ends, however it ends. Another
    `name` is another lock: that of a sync keeps out other syncs and lets people save meanwhile.
    Raises Blocked (exit 6) when one other holds it for longer than `patience` seconds, or the queue for six times as long.
    """
    with disk_faults():
        path = seki_folder(root) / name
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _wait(fd, path, patience)
        with disk_faults():
            failpoint("locked")
            _tell(fd, verb)
        yield Lock(root=root, fd=fd)
    finally:
        os.close(fd)


def _wait(fd: int, path: Path, patience: float) -> None:
    begun = since = time.monotonic()
    holder = _read_holder(path)
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR):
                raise Blocked(
                    "台帳の鍵をかけられませんでした。",
                    where=".git/seki/lock",
                    remedy="ネットワークドライブではない場所に台帳を置いてください。",
                ) from error
            now = time.monotonic()
            if (found := _read_holder(path)) != holder:
                holder, since = found, now
            waited = now - begun
            if now - since >= patience or waited >= patience * _TURNS:
                raise _held(path) from error
            # who has waited longer asks more often: among many, nobody is passed over until their patience ends
            time.sleep(max(_SELDOM - waited / 100, _OFTEN))
        else:
            return


def _tell(fd: int, verb: str) -> None:
    """Write who holds the lock. Not flushed: after a power cut nobody holds it."""
    holder = {"pid": os.getpid(), "since": time.strftime("%Y-%m-%d %H:%M:%S"), "verb": verb}
    os.ftruncate(fd, 0)
    os.pwrite(fd, json.dumps(holder).encode(), 0)


def _read_holder(path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    return b""


def _held(path: Path) -> Blocked:
    holder: dict[str, object] = {}
    with suppress(ValueError):
        holder = json.loads(_read_holder(path))
    who = f"（{holder['verb']}、{holder['since']} から、pid {holder['pid']}）" if len(holder) == 3 else ""
    return Blocked(
        f"ほかの seki が書き込んでいるため、待ちましたが始められませんでした{who}。",
        where=f".git/seki/{path.name}",
        remedy="それが終わってから、もう一度実行してください。",
    )
