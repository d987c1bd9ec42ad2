"""A new folder that is there whole or not at all: filled beside its place, flushed, and only then given its name."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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

    A crash leaves nothing that looks like the folder. Raises Misuse (2) where `root` is in use or lies in a workspace,
    Blocked (6) for the disk.
    """
    _check_target(root)
    scratch = root.parent / f".{root.name}.seki-init-{os.urandom(4).hex()}"
    old = os.umask(0o077)
    try:
        with disk_faults():
            scratch.mkdir(mode=0o700, parents=True)
            yield scratch
            _flush_all(scratch)
            _move_in(scratch, root)
    finally:
        os.umask(old)
        shutil.rmtree(scratch, ignore_errors=True)


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
