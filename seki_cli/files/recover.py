"""Mending a workspace before a write: what an interrupted save left is finished or undone, what is broken is put aside.

Only what the journal names is finished or undone. Every other unsaved file is somebody's hand edit and is left alone. What
cannot be read goes to .git/seki/rescued/ with a note and is never deleted.
"""

import os
import time
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.git import GitFailed, git_folder
from seki_cli.files.git_index import index_is_sound, index_refused, rebuild_index
from seki_cli.files.health_walk import find_temps
from seki_cli.files.journal import Journal, JournalTorn, find_journal, journal_path
from seki_cli.files.landing import settle
from seki_cli.files.mounting import mounted_anew, note_mounted
from seki_cli.files.objects import find_torn_lately
from seki_cli.files.repository import find_missing_filter, mend_torn
from seki_cli.files.rescue import LEFT, TORN_OBJECT, put_aside

_STALE: Final = 60.0
_GRACE: Final = 0.5
_LOCKS: Final = ("index.lock", "HEAD.lock", "packed-refs.lock", "config.lock")
HALF_DONE: Final = {
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
    told += mend_torn(root, journal)
    if anew := mounted_anew(root):
        _rescue_torn(root, told)
    if not index_is_sound(root):
        _rebuild_index(root, lock_fd, told)
    if journal is not None:
        _settle(root, journal, lock_fd, told)
    if anew:
        note_mounted(root)
    _refuse_half_done(root)
    _refuse_locked(root)
    return tuple(told)


def _rescue_torn(root: Path, told: list[str]) -> None:
    """Put aside the objects that a power cut has torn while they were written: nothing that was called saved is among them."""
    torn = find_torn_lately(root)
    for file in torn:
        put_aside(root, file, TORN_OBJECT)
    if torn:
        told.append(f"電源が切れたときに書きかけだった git の記録 {len(torn)} 件を、わきに置きました。")


def _find_journal(root: Path, told: list[str]) -> Journal | None:
    try:
        return find_journal(root)
    except JournalTorn:
        _rescue(root, journal_path(root), "保存の途中の控え（journal）が読めないため、わきに置きました。", told)
        _rescue_temps(root, told)
        return None


def _rescue_temps(root: Path, told: list[str]) -> None:
    """Put aside what a save without a readable journal left beside the records: old texts among it. Nobody else writes now."""
    temps = find_temps(root, older_than=0)
    for file in temps:
        put_aside(root, file, LEFT)
    if temps:
        told.append(LEFT)


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


def find_stale_locks(root: Path) -> tuple[Path, ...]:
    """Return the lock files of a git that is no longer there: no git holds one for a minute."""
    return tuple(lock for lock in _git_locks(root) if (_age(lock) or 0) >= _STALE)


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
    put_aside(root, path, sentence)
    told.append(sentence)


def _refuse_half_done(root: Path) -> None:
    for name, command in HALF_DONE.items():
        if (git_folder(root) / name).exists():
            raise Blocked(
                "git の統合（merge など）が途中のままです。何も書いていません。",
                where=f".git/{name}",
                remedy=f"`git status` で様子を見て、終えるか `{command}` で取りやめてから、もう一度実行してください。",
            )


def _refuse_locked(root: Path) -> None:
    if name := find_missing_filter(root):
        raise Blocked(
            "暗号化などの仕組み（filter）がこの複製で動いていないため、記録がそのままの文字で残ってしまいます。何も書いていません。",
            where=f".gitattributes filter={name}",
            remedy="git-crypt なら `git-crypt unlock` で開けてから、もう一度実行してください。",
        )
