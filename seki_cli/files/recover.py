"""Mending a workspace before a write: what an interrupted save left is finished or undone, what is broken is put aside.

Only what the journal names is finished or undone. Every other unsaved file is somebody's hand edit and is left alone. What
cannot be read goes to .git/seki/rescued/ with a note and is never deleted.
"""

import os
import time
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.durable import flush_folder
from seki_cli.files.git import GitFailed, git_folder, seki_folder
from seki_cli.files.git_index import index_is_sound, index_refused, rebuild_index
from seki_cli.files.journal import Journal, JournalTorn, find_journal, journal_path
from seki_cli.files.landing import settle

_STALE: Final = 60.0
_GRACE: Final = 0.5
_LOCKS: Final = ("index.lock", "HEAD.lock", "packed-refs.lock", "config.lock")
_HALF_DONE: Final = {
    "MERGE_HEAD": "git merge --abort",
    "CHERRY_PICK_HEAD": "git cherry-pick --abort",
    "REVERT_HEAD": "git revert --abort",
    "rebase-merge": "git rebase --abort",
    "rebase-apply": "git rebase --abort",
}


def recover(root: Path, lock_fd: int) -> tuple[str, ...]:
    """Mend what an interrupted command left, under the lock, and return a sentence for each thing done, for stderr.

    Raises Blocked where a person has to choose: a merge by plain git that is half done.
    """
    told = list[str]()
    journal = _find_journal(root, told)
    _clear_locks(root, told, crashed=journal is not None)
    if not index_is_sound(root):
        _rebuild_index(root, lock_fd, told)
    if journal is not None:
        _settle(root, journal, lock_fd, told)
    _refuse_half_done(root)
    return tuple(told)


def _find_journal(root: Path, told: list[str]) -> Journal | None:
    try:
        return find_journal(root)
    except JournalTorn:
        _rescue(root, journal_path(root), "保存の途中の控え（journal）が読めないため、わきに置きました。", told)
        return None


def _settle(root: Path, journal: Journal, lock_fd: int, told: list[str]) -> None:
    try:
        stands = settle(root, journal, lock_fd)
    except GitFailed as failed:
        if not index_refused(failed):
            raise
        _rebuild_index(root, lock_fd, told)
        stands = settle(root, journal, lock_fd)
    what = journal.message.removeprefix("seki: ")
    if stands:
        told.append(f"前回の保存（{what}）は最後まで届いていました。後片付けを終えました。")
    else:
        told.append(f"前回の保存（{what}）は途中で止まっていたため、元に戻しました。もう一度実行してください。")


def _clear_locks(root: Path, told: list[str], *, crashed: bool) -> None:
    """Put aside the locks of a git that is no longer there: old ones, and after a crash of ours those that do not go away."""
    give_up = time.monotonic() + (_GRACE if crashed else 0)
    for lock in _git_locks(root):
        while (age := _age(lock)) is not None:
            if age >= _STALE or (crashed and time.monotonic() >= give_up):
                _rescue(root, lock, "止まった git の鍵ファイルが残っていたため、わきに置きました。", told)
            elif crashed:
                time.sleep(0.02)
            else:
                break


def _git_locks(root: Path) -> tuple[Path, ...]:
    folder = git_folder(root)
    locks = [folder / name for name in _LOCKS]
    for place, _, names in os.walk(folder / "refs"):
        locks += [Path(place) / name for name in names if name.endswith(".lock")]
    return tuple(locks)


def _age(path: Path) -> float | None:
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return None


def _rebuild_index(root: Path, lock_fd: int, told: list[str]) -> None:
    index = git_folder(root) / "index"
    sentence = "git の索引（index）が壊れていたため、保存済みの内容から作り直しました。"
    if index.exists():
        _rescue(root, index, sentence, told)
    else:
        told.append(sentence)
    rebuild_index(root, lock_fd)


def _rescue(root: Path, path: Path, sentence: str, told: list[str]) -> None:
    """Move a file into rescued/ beside a note that says where it came from; tell the sentence."""
    rescued = seki_folder(root) / "rescued"
    rescued.mkdir(mode=0o700, exist_ok=True)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}-{path.name}"
    note = f"{sentence}\n元の場所: {path.relative_to(root).as_posix()}\n"
    fd = os.open(rescued / f"{name}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(note)
    path.rename(rescued / name)
    flush_folder(rescued)
    told.append(sentence)


def _refuse_half_done(root: Path) -> None:
    for name, command in _HALF_DONE.items():
        if (git_folder(root) / name).exists():
            raise Blocked(
                "git の統合（merge など）が途中のままです。何も書いていません。",
                where=f".git/{name}",
                remedy=f"`git status` で様子を見て、終えるか `{command}` で取りやめてから、もう一度実行してください。",
            )
