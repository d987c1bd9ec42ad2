"""What `seki doctor --fix` does: everything that can be put right without losing anything, told line by line.

Nothing is deleted: what is torn or belongs to nobody goes to rescued/, and packing takes away only what stands in a pack that
is flushed. Whoever reads meanwhile goes on reading.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.clone_settings import HOOK, warm_index, write_clone_settings
from seki_cli.files.durable import disk_faults, flush_file, flush_folder, read_path
from seki_cli.files.git import check_git_version, git_folder, run_git
from seki_cli.files.git_commit import write_blob
from seki_cli.files.git_index import index_is_sound
from seki_cli.files.git_state import read_files_of
from seki_cli.files.health_walk import OTHERS, age, find_open, find_temps
from seki_cli.files.journal import Journal, JournalTorn, find_journal
from seki_cli.files.lock import hold_lock
from seki_cli.files.objects import find_torn_objects, id_of
from seki_cli.files.recover import recover
from seki_cli.files.repository import mend_torn
from seki_cli.files.rescue import LEFT, TORN_OBJECT, put_aside

MANY_LOOSE: Final = 1000
"""So many single objects make git slow; a save makes eight or so, and seki's own commands never let git pack by itself."""

_HOUR: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What was done, and what could not be: sentences for the person."""

    done: tuple[str, ...]
    refused: tuple[str, ...]


def mend(root: Path) -> Mended:
    """Put right, under the lock, what can be without losing anything. Raises Blocked (6): locked, disk full, git too old."""
    check_git_version()
    done, refused = list[str](), list[str]()
    with hold_lock(root, "doctor --fix") as lock:
        steps: tuple[Callable[[], Iterator[str]], ...] = (
            lambda: _mend_repository(root),
            lambda: _mend_objects(root),
            lambda: iter(recover(root, lock.fd)),
            lambda: _mend_settings(root),
            lambda: _close_to_others(root, lock.fd),
            lambda: _put_temps_aside(root),
            lambda: _note_untracked(root),
            lambda: _pack(root),
        )
        for step in steps:
            try:
                with disk_faults():
                    done += step()
            except Blocked as no:
                refused.append(f"{no.message}{no.remedy}")
    return Mended(done=tuple(done), refused=tuple(dict.fromkeys(refused)))


def _mend_repository(root: Path) -> Iterator[str]:
    journal: Journal | None = None
    with suppress(JournalTorn, OSError):
        journal = find_journal(root)
    yield from mend_torn(root, journal, back=True)


def _mend_objects(root: Path) -> Iterator[str]:
    """Put torn objects aside, so that git may write them again, and make those anew whose bytes stand in the work tree."""
    torn = find_torn_objects(root)
    for file in torn:
        put_aside(root, file, TORN_OBJECT)
    if torn:
        flush_folder(git_folder(root) / "objects")
        yield f"git の中の壊れた記録 {len(torn)} 件を、わきに置きました。"
        if again := _write_again(root, {id_of(file) for file in torn}):
            yield f"そのうち {again} 件は、台帳のファイルから作り直しました。"


def _write_again(root: Path, ids: set[str]) -> int:
    with suppress(Blocked):  # folders first: without them nobody knows which file a torn object was
        run_git(root, "write-tree", "--missing-ok")
    with suppress(Blocked):
        for path, oid in read_files_of(root, "HEAD").items():
            data = read_path(root, tuple(path.split("/"))) if oid in ids else None
            if data is not None:
                write_blob(root, path, data)
    objects = git_folder(root) / "objects"
    made = [file for oid in ids if (file := objects / oid[:2] / oid[2:]).exists()]
    for file in made:
        flush_file(file)
        flush_folder(file.parent)
    return len(made)


def _mend_settings(root: Path) -> Iterator[str]:
    hook = git_folder(root) / "hooks" / "pre-commit"
    ours = hook.exists() and hook.read_text(encoding="utf-8", errors="replace") == HOOK
    if ours and not os.access(hook, os.X_OK):
        hook.chmod(0o700)
        yield "commit の前の検査（pre-commit）を、動くようにしました。"
    for name in write_clone_settings(root):
        if name == "pre-commit":
            yield "commit の前の検査（pre-commit）を入れました。"
        elif "." in name:
            yield f"git の設定 {name} を直しました。"
        else:
            yield "台帳のフォルダーを、自分だけが開けるようにしました。"


def _close_to_others(root: Path, lock_fd: int) -> Iterator[str]:
    """Take away what others than the owner may do with the files of this clone; their bytes stay as they are."""
    folders, files = find_open(root)
    for name in (*folders, *files):
        path = root / name
        path.chmod(path.lstat().st_mode & 0o7777 & ~OTHERS)
    if folders or files:
        with suppress(Blocked):  # the times of the files are new, and git would look into every one of them again and again
            run_git(root, "update-index", "-q", "--refresh", lock_fd=lock_fd)
        yield f"ほかの人が開けたファイル・フォルダー {len(folders) + len(files)} 件を、自分だけのものにしました。"


def _put_temps_aside(root: Path) -> Iterator[str]:
    found = (*find_temps(root), *_git_temps(git_folder(root)))
    for file in found:
        put_aside(root, file, LEFT)
    if found:
        yield f"止まったコマンドの一時ファイル {len(found)} 件を、わきに置きました。"


def _git_temps(folder: Path) -> Iterator[Path]:
    """Yield what a killed git left among its objects, and a killed question among seki's files; an hour old, so nobody's."""
    places = (folder / "objects").glob("*/tmp_*"), (folder / "objects").glob("tmp_*"), (folder / "seki").glob("index-*")
    for place in places:
        yield from (file for file in sorted(place) if age(file) >= _HOUR)


def _note_untracked(root: Path) -> Iterator[str]:
    index = git_folder(root) / "index"
    if index_is_sound(root) and index.exists() and b"UNTR" not in index.read_bytes():
        warm_index(root)
        if b"UNTR" in index.read_bytes():
            yield "git の索引に、保存していないファイルの控え（untracked cache）を付けました。"


def _pack(root: Path) -> Iterator[str]:
    """Pack single objects: a new pack is written and flushed, then only what stands in it is taken away singly.

    Whatever nobody refers to stays as it is, and so do the older packs.
    """
    loose = count_loose(root)
    if loose < MANY_LOOSE:
        return
    run_git(root, "repack", "-q", "-l", "-n")
    packs = git_folder(root) / "objects" / "pack"
    for file in packs.iterdir():
        flush_file(file)
    flush_folder(packs)
    run_git(root, "prune-packed", "-q")
    if (rest := count_loose(root)) < loose:
        yield f"git の記録を詰め直しました（ばらのファイル {loose} 件 → {rest} 件）。"


def count_loose(root: Path) -> int:
    """Return how many single objects the store holds."""
    objects = git_folder(root) / "objects"
    return sum(1 for _ in objects.glob("??/*"))
