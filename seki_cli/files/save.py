"""Saving: one act, all its files or none, one commit, and only then 保存しました.

lock → recover → look whether the files are still what was read → build the commit in the object store → journal → write,
flush, rename, flush → HEAD moves → index → journal away. 出典: safety.md の「Save」。順序の違いは一つだけ：コミットは先に
組み立てておき、最後に HEAD を動かすだけにする（途中で止まっても、見えないオブジェクトが残るだけ）。
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from seki_cli.errors import Blocked, told_if_stopped
from seki_cli.files.act import Act, Change, SavedAct
from seki_cli.files.durable import digest, disk_faults
from seki_cli.files.failpoints import failpoint
from seki_cli.files.git import check_git_version
from seki_cli.files.git_commit import (
    Built,
    TornObjects,
    build_commit,
    check_branch,
    find_blob_id,
    flush_branch,
    is_blob,
    move_head,
    write_blob,
)
from seki_cli.files.git_index import refresh_index
from seki_cli.files.git_state import read_head
from seki_cli.files.git_trees import TreeStore, opened_store
from seki_cli.files.journal import Journal, write_journal
from seki_cli.files.landing import (
    already_there,
    changed_under_us,
    finish,
    missing_folders,
    move_of,
    place_files,
    read_current,
    settle,
)
from seki_cli.files.lock import Lock, hold_lock
from seki_cli.files.recover import recover
from seki_cli.files.rescue import TORN_OBJECT, put_aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The workspace while one command writes in it: locked, and mended of what an interrupted one left behind (`told`)."""

    lock: Lock
    told: tuple[str, ...]


@contextmanager
def begin_writing(root: Path, verb: str) -> Iterator[Writing]:
    """Lock the workspace and mend it, for a command that must read, decide and save as one step.

    What is read within cannot change before the save, so a rule over several records (no referral on a closed case) holds
    for two people at once too. Nothing may be asked of a person meanwhile. Raises Blocked (exit 6).
    """
    check_git_version()
    with hold_lock(root, verb) as lock:
        with disk_faults():
            told = recover(root, lock.fd)
            failpoint("recovered")
        with told_if_stopped(told):
            yield Writing(lock=lock, told=told)


def save(root: Path, act: Act, *, commit: bool = True, writing: Writing | None = None) -> SavedAct:
    """Save an act and return when it is on the disk, whole. Without `commit` its files are left as hand edits, whole as well.

    `writing` is the lock of a command that holds it already. `commit` in the answer is "" with --no-commit, and HEAD's own
    where HEAD has all the files already. Raises Blocked (exit 6) with nothing written: locked, changed under us, a hand edit
    in the way, no author, disk full, git refused.
    """
    if writing is not None:
        return _save(writing, act, commit=commit)
    with begin_writing(root, act.verb) as own:
        return _save(own, act, commit=commit)


def _save(writing: Writing, act: Act, *, commit: bool) -> SavedAct:
    root, lock_fd = writing.lock.root, writing.lock.fd
    with disk_faults():
        check_branch(root)
        for change in act.changes:
            _check_bytes(root, change)
        blobs, built = _build(root, act, commit=commit)
        if built is None:
            _show_as_saved(root, act, blobs, lock_fd)
            return SavedAct(commit=read_head(root), paths=(), told=writing.told)
        journal = _journal(root, act, built, blobs)
        land(root, journal, {change.path: change.data for change in act.changes}, lock_fd)
    return SavedAct(commit=built.commit, paths=tuple(change.path for change in act.changes), told=writing.told)


def _show_as_saved(root: Path, act: Act, blobs: dict[str, str], lock_fd: int) -> None:
    """Let git see hand edits whose bytes HEAD has already as saved: an x bit is taken away, what was staged set right."""
    journal = _journal(root, act, Built(commit="", head=""), blobs)
    if standing := tuple(move for move in journal.moves if move.standing):
        place_files(root, replace(journal, moves=standing), {})
        refresh_index(root, standing, lock_fd)


def _build(root: Path, act: Act, *, commit: bool) -> tuple[dict[str, str], Built | None]:
    """Return the blobs of an act and its commit, None where HEAD has it all; torn objects on the way are put aside, once."""
    try:
        return _build_once(root, act, commit=commit)
    except TornObjects as torn:
        for file in torn.files:
            put_aside(root, file, TORN_OBJECT)
        return _build_once(root, act, commit=commit)


def _build_once(root: Path, act: Act, *, commit: bool) -> tuple[dict[str, str], Built | None]:
    with opened_store(root) as store:
        blobs = _collect_blobs(root, store, act, write=commit)
        return blobs, build_commit(root, store, act, blobs) if commit else Built(commit="", head="")


def _check_bytes(root: Path, change: Change) -> None:
    """Compare a file with what the command read: nobody's change may be covered up."""
    current = read_current(root, change.path)
    if change.standing:
        if current != change.data:
            raise changed_under_us(change.path)
    elif change.before is None:
        if current is not None:
            raise already_there(change.path)
    elif current is None or digest(current) != change.before:
        raise changed_under_us(change.path)


def _collect_blobs(root: Path, store: TreeStore, act: Act, *, write: bool) -> dict[str, str]:
    """Return path → blob id of the new files ("" for one that goes), after a look whether a hand edit is in the way."""
    _, tree = store.read_head()
    for change in act.changes:
        if not change.standing:
            _refuse_hand_edit(root, change, store.find_blob(tree, change.path))
    failpoint("verified")
    blob_of = write_blob if write else find_blob_id
    blobs = {change.path: blob_of(root, change.path, change.data) if change.data is not None else "" for change in act.changes}
    failpoint("blobs-written")
    return blobs


def _refuse_hand_edit(root: Path, change: Change, saved: str) -> None:
    """Refuse to replace a file whose present bytes are saved nowhere: its owner saves it first."""
    current = read_current(root, change.path)
    if not (is_blob(root, change.path, current, saved) if current is not None else not saved):
        raise Blocked(
            "保存していない手直しがあるファイルなので、上から書くのをやめました。何も書いていません。",
            where=change.path,
            remedy="`seki save` で手直しを保存するか、元に戻してから、もう一度実行してください。",
        )


def _journal(root: Path, act: Act, built: Built, blobs: dict[str, str]) -> Journal:
    placed = tuple(change.path for change in act.changes if not change.standing)
    return Journal(
        message=act.message,
        author_date=act.author_date.isoformat(),
        head=built.head,
        commit=built.commit,
        moves=tuple(
            move_of(change.path, change.data, change.before, blobs[change.path], standing=change.standing)
            for change in act.changes
        ),
        folders=missing_folders(root, placed),
    )


def land(root: Path, journal: Journal, data: Mapping[str, bytes | None], lock_fd: int) -> None:
    """Bring the files of a journal into the work tree and move HEAD; on any fault before that, bring the old state back."""
    try:
        write_journal(root, journal)
        failpoint("journal-written")
        place_files(root, journal, data)
        if journal.commit:
            move_head(root, Built(commit=journal.commit, head=journal.head), journal.message, lock_fd)
            failpoint("ref-moved")
            flush_branch(root)
            failpoint("ref-flushed")
    except BaseException as error:
        if _settled_as_saved(root, journal, lock_fd):
            raise _not_flushed() from error
        raise
    with suppress(OSError, Blocked) if journal.commit else disk_faults():
        finish(root, journal, lock_fd)


def _settled_as_saved(root: Path, journal: Journal, lock_fd: int) -> bool:
    """Undo the act, or end it where HEAD shows it already. What cannot be done now is left to the journal and the next write."""
    with suppress(OSError, Blocked):
        return settle(root, journal, lock_fd)
    return False


def _not_flushed() -> Blocked:
    return Blocked(
        "記録は台帳に入りましたが、ディスクに届いたことを確かめられませんでした。",
        where=".git",
        remedy="同じ記録をもう一度入れずに、台帳で `git log -1` を見て、保存されたかを確かめてください。",
    )
