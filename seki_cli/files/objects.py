"""Single objects of git's store that a power cut has torn: a name that is there, with nothing or half of it behind.

git takes an object for written as soon as its name exists. So a torn one, left by a cut in an earlier save, would be taken
into the next commit that needs the same bytes, and be missing from it. 実測: 空のファイルがあるとき git hash-object -w は成功と答え、
書き直さない（git 2.39）。
"""

import hashlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from seki_cli.files.git import git_folder

_HOUR: Final = 3600
_FOLDER: Final = re.compile("[0-9a-f]{2}")
_REST: Final = re.compile("[0-9a-f]{38}(?:[0-9a-f]{24})?")


def find_torn_among(root: Path, ids: Iterable[str]) -> tuple[Path, ...]:
    """Return the files of those loose objects whose bytes are not what their name says. Packed ones are git's to check."""
    objects = git_folder(root) / "objects"
    return tuple(file for oid in ids if oid and not _is_whole(file := objects / oid[:2] / oid[2:], oid))


def find_torn_objects(root: Path) -> tuple[Path, ...]:
    """Return the files of all torn loose objects of a clone; every one is read."""
    return find_torn_among(root, sorted(_loose(git_folder(root) / "objects")))


def find_torn_lately(root: Path) -> tuple[Path, ...]:
    """Return the torn ones among the objects that a power cut can have met: the empty ones, and those of the last hour of work."""
    objects = git_folder(root) / "objects"
    about = dict[str, os.stat_result]()
    for oid in _loose(objects):
        with suppress(FileNotFoundError):  # a git that packs takes it away meanwhile
            about[oid] = (objects / oid[:2] / oid[2:]).stat()
    last = max((one.st_mtime for one in about.values()), default=0.0) - _HOUR
    return find_torn_among(root, sorted(oid for oid, one in about.items() if not one.st_size or one.st_mtime >= last))


def _loose(objects: Path) -> Iterator[str]:
    for folder in os.scandir(objects):
        if _FOLDER.fullmatch(folder.name) and folder.is_dir(follow_symlinks=False):
            yield from (folder.name + entry.name for entry in os.scandir(folder) if _REST.fullmatch(entry.name))


def _is_whole(file: Path, oid: str) -> bool:
    """Say whether a loose object is as its name promises; one that is not there is in a pack, or missing: not torn."""
    try:
        data = zlib.decompress(file.read_bytes())
    except FileNotFoundError:
        return True
    except zlib.error:
        return False
    return hashlib.new("sha1" if len(oid) == 40 else "sha256", data, usedforsecurity=False).hexdigest() == oid


def id_of(file: Path) -> str:
    """Return the id that the file of a loose object stands for."""
    return file.parent.name + file.name
