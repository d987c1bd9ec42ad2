"""The folder of a clone walked once for `seki doctor`: who may read what, and what was left lying."""

import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from shutil import disk_usage
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.durable import TEMP_GLOB
from seki_cli.files.git import ANOTHER_S, GitFailed, run_git
from seki_cli.files.git_history import JST
from seki_cli.model.health import AccessFacts, Kept, PlaceFacts

OTHERS: Final = 0o077
STALE_TEMP: Final = 60.0
"""Seconds after which a temporary file that no journal names is nobody's: a save takes a fraction of one."""

PAPERS_DAYS: Final = 30
_DAY: Final = 86400
_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "fuse.sshfs", "9p", "drvfs", "afpfs", "webdav", "davfs"}
)
_CLOUD: Final = re.compile(
    r"dropbox|onedrive|icloud ?drive|mobile documents|cloudstorage|google ?drive|nextcloud|box sync", re.IGNORECASE
)
_ON_LINUX: Final = re.compile(r"\S+ (?P<place>\S+) (?P<kind>\S+) ")
_ON_MACOS: Final = re.compile(r" on (?P<place>/.*) \((?P<kind>\w+)[,)]")
_DRAFT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RESCUED: Final = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")


def read_place_facts(root: Path) -> PlaceFacts:
    """Return what the folder of the clone shows; nothing in it is opened but the notes of rescued files."""
    folders, files = find_open(root)
    kept = root / ".git" / "seki"
    return PlaceFacts(
        open_folders=tuple(name for name in folders if name in (".", ".git", ".git/seki", "out", ".git/seki/drafts")),
        open_files=len(files) + len(folders),
        network=find_network(root, read_mounts()),
        cloud=next((part for part in root.parts if _CLOUD.search(part)), "") and "同期ソフトのフォルダー",
        free=disk_usage(root).free,
        temps=len(find_temps(root)),
        old_papers=_old_papers(root / "out"),
        papers_days=PAPERS_DAYS,
        drafts=tuple(_drafts(kept / "drafts")),
        rescued=tuple(_rescued(kept / "rescued")),
        reports=len(_names(kept / "reports")),
    )


def read_access_facts(root: Path) -> AccessFacts:
    """Return whether whoever asks may open the repository. A .git that is not there is not closed: git is to say that."""
    closed, said = 0, ""
    with suppress(FileNotFoundError):
        closed = sum(not _may_open(root / ".git" / path, about) for path, about in _walk(root / ".git"))
    try:
        run_git(root, "rev-parse", "--git-dir")
    except Blocked as failed:
        said = failed.stderr if isinstance(failed, GitFailed) else ""
    return AccessFacts(closed=closed, another_s=ANOTHER_S in said)


def _may_open(path: Path, about: os.stat_result) -> bool:
    wanted = os.R_OK | (os.X_OK if stat.S_ISDIR(about.st_mode) else 0)
    return stat.S_ISLNK(about.st_mode) or os.access(path, wanted, effective_ids=os.access in os.supports_effective_ids)


def find_open(root: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the folders and the files of a clone that others than their owner may open, .git included; links are not looked at."""
    folders, files = list[str](), list[str]()
    for path, about in _walk(root):
        if not stat.S_ISLNK(about.st_mode) and about.st_mode & OTHERS:
            (folders if stat.S_ISDIR(about.st_mode) else files).append(path)
    return tuple(folders), tuple(files)


def _walk(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    yield ".", root.lstat()
    waiting = [(root, "")]
    while waiting:
        folder, within = waiting.pop()
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                path = f"{within}{entry.name}"
                with suppress(OSError):
                    yield path, entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((folder / entry.name, f"{path}/"))


def find_temps(root: Path, *, older_than: float = STALE_TEMP) -> tuple[Path, ...]:
    """Return seki's temporary files that no save is using any more, wherever they lie; none while a journal may name them."""
    if (root / ".git" / "seki" / "journal").exists():
        return ()
    found = list[Path]()
    for folder, folders, names in os.walk(root):
        if folder == str(root / ".git"):
            folders[:] = ["seki"]
        folders[:] = [name for name in folders if name != "rescued"]
        found += [file for name in names if fnmatchcase(name, TEMP_GLOB) and age(file := Path(folder, name)) >= older_than]
    return tuple(found)


def age(path: Path) -> float:
    """Return the seconds since a file was last written; 0 where it is gone."""
    try:
        return time.time() - path.lstat().st_mtime
    except OSError:
        return 0.0


def count_bytes(folder: Path) -> int:
    """Return how many bytes the files below a folder take."""
    return sum(about.st_size for _, about in _walk(folder) if stat.S_ISREG(about.st_mode))


def find_network(root: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """Return the kind of network file system that a folder lies on, "" for a disk of this machine or where nobody can say."""
    best = ("", "")
    for place, kind in mounts:
        if root.is_relative_to(place) and len(place) >= len(best[0]):
            best = (place, kind)
    return best[1] if best[1] in _NETWORK else ""


def read_mounts() -> tuple[tuple[str, str], ...]:
    """Return what is mounted where on this machine, (place, kind), as the system tells it."""
    with suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "darwin":
            return build_mounts(subprocess.run(["/sbin/mount"], capture_output=True, check=True, text=True, timeout=10).stdout)
        return build_mounts(Path("/proc/mounts").read_text(encoding="utf-8", errors="replace"))
    return ()


def build_mounts(text: str) -> tuple[tuple[str, str], ...]:
    """Return the places and kinds that /proc/mounts, or the mount of macOS, lists."""
    found = (match for line in text.splitlines() if (match := _ON_MACOS.search(line) or _ON_LINUX.match(line)))
    return tuple((match["place"].replace("\\040", " "), match["kind"]) for match in found)


def _names(folder: Path) -> tuple[Path, ...]:
    with suppress(OSError):
        return tuple(sorted(folder.iterdir()))
    return ()


def _old_papers(out: Path) -> int:
    return sum(age(Path(folder, name)) > PAPERS_DAYS * _DAY for folder, _, names in os.walk(out) for name in names)


def _drafts(folder: Path) -> Iterator[Kept]:
    for file in _names(folder):
        if file.suffix == ".yaml":
            yield Kept(name=file.stem if _DRAFT.fullmatch(file.stem) else "", since=_written(file))


def _rescued(folder: Path) -> Iterator[Kept]:
    """Yield what was put aside by its number and its note; the rest of the name may be a person's (a branch, a file)."""
    for file in _names(folder):
        number = _RESCUED.match(file.name)
        if number and file.suffix == ".txt":
            with suppress(OSError):
                note = file.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
                yield Kept(name=number[0], since=_written(file), note=note)


def _written(file: Path) -> datetime:
    return datetime.fromtimestamp(time.time() - age(file), JST)
