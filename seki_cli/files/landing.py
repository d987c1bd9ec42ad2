"""The files of one act on their way into the work tree, and back out again where the act cannot be ended.

The journal says what was begun. While HEAD has not moved, undoing brings the old state back; once HEAD shows the commit,
ending means to bring the index up to date. So a crash at any point leaves the old state or the whole new one.
"""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.durable import digest, flush, opened_folder, read_bytes, read_path, temp_name, write_new
from seki_cli.files.failpoints import failpoint
from seki_cli.files.git import run_git
from seki_cli.files.git_index import refresh_index
from seki_cli.files.git_state import contains, read_blob_ids
from seki_cli.files.journal import Journal, Move, remove_journal
from seki_cli.files.paths import split_path

_NO_SECOND_NAME: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What systems answer whose files can have one name only, or where the file is another owner's."""


def changed_under_us(path: str) -> Blocked:
    """Return the refusal where a file is not what it was when the command read it."""
    return Blocked(
        "読んだあとに、ほかの人か別の画面がこのファイルを変えました。何も書いていません。",
        where=path,
        remedy="もう一度実行してください。新しい内容が読み込まれます。",
    )


def already_there(path: str) -> Blocked:
    """Return the refusal where a new record would cover up a file of the same name."""
    return Blocked("同じ名前のファイルがもうあります。何も書いていません。", where=path, remedy="もう一度実行してください。")


def place_files(root: Path, journal: Journal, data: Mapping[str, bytes | None]) -> None:
    """Bring the new files of a journalled act into the work tree: written, flushed, then renamed into place, then flushed.

    An event is linked into place, which fails where a file of that name exists; a document is replaced only if its bytes
    are still the expected ones. Raises Blocked or OSError, after which `undo` brings the old state back.
    """
    moves = tuple(move for move in journal.moves if not move.standing)
    for move in journal.moves:
        if move.standing and move.new:
            _close_to_others(root, move.path)
    for move in moves:
        content = data[move.path]
        if content is not None:
            parts = split_path(move.path)
            with opened_folder(root, parts[:-1], create=True) as folder:
                failpoint("folder-made")
                write_new(folder, move.temp, content)
            failpoint("temp-written")
    failpoint("temps-written")
    for move in moves:
        _place(root, move)
        failpoint("file-placed")
    failpoint("files-placed")
    _flush_folders_of(root, moves)
    failpoint("folders-flushed")


def _close_to_others(root: Path, path: str) -> None:
    """Take away what an editor left open (0644, an x bit, which git would see as a change): the bytes stay as they are."""
    *folders, name = split_path(path)
    with opened_folder(root, tuple(folders)) as folder:
        os.chmod(name, 0o600, dir_fd=folder)


def _place(root: Path, move: Move) -> None:
    *folders, name = split_path(move.path)
    with opened_folder(root, tuple(folders)) as folder:
        if not move.old:
            _link_new(folder, move.temp, name, move.path)
            return
        current = read_bytes(folder, name)
        if current is None or digest(current) != move.old:
            raise changed_under_us(move.path)
        _keep(folder, name, move.kept, current)
        failpoint("old-kept")
        if move.new:
            os.rename(move.temp, name, src_dir_fd=folder, dst_dir_fd=folder)
        else:
            os.unlink(name, dir_fd=folder)


def _link_new(folder: int, temp: str, name: str, path: str) -> None:
    try:
        os.link(temp, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError as error:
        raise already_there(path) from error
    except OSError as error:
        if error.errno not in _NO_SECOND_NAME:
            raise
        if read_bytes(folder, name) is not None:
            raise already_there(path) from error
        os.rename(temp, name, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        os.unlink(temp, dir_fd=folder)


def _keep(folder: int, name: str, kept: str, current: bytes) -> None:
    """Give the old file a second name, so that bringing it back needs no space on a full disk."""
    try:
        os.link(name, kept, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_SECOND_NAME:
            raise
        write_new(folder, kept, current)


def _flush_folders_of(root: Path, moves: tuple[Move, ...]) -> None:
    for parts in sorted({split_path(move.path)[:-1] for move in moves}):
        with suppress(FileNotFoundError), opened_folder(root, parts) as folder:
            flush(folder)


def missing_folders(root: Path, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that an act will have to make, outermost first."""
    above = {"/".join(parts[:depth]) for parts in map(split_path, paths) for depth in range(1, len(parts))}
    return tuple(folder for folder in sorted(above) if not (root / folder).exists())


def move_of(path: str, data: bytes | None, before: str | None, blob: str, *, standing: bool) -> Move:
    """Return the journal's line of one file, with fresh names for its temporary files."""
    return Move(
        path=path,
        old=before or "",
        new="" if data is None else digest(data),
        blob=blob,
        temp="" if standing or data is None else temp_name(),
        kept="" if standing or before is None else temp_name(),
    )


def settle(root: Path, journal: Journal, lock_fd: int) -> bool:
    """End the act of a journal: True where its commit is in HEAD, so that it stands whole; False where it was undone.

    Used after a fault within a save and by the recovery after a crash: the same question, the same answer. Asking again
    changes nothing.
    """
    stands = bool(journal.commit) and contains(root, journal.commit)
    if stands:
        _remove_kept(root, journal.moves)
        refresh_index(root, journal.moves, lock_fd)
    else:
        failpoint("undo-begun")
        _undo(root, journal)
    remove_journal(root, journal)
    if not stands:
        failpoint("undo-done")
    return stands


def finish(root: Path, journal: Journal, lock_fd: int) -> None:
    """End an act whose commit has just become HEAD, or that makes none: only traces of the work are left to clear away.

    The act stands whatever happens here; what fails is left to the journal and to the next write.
    """
    _remove_kept(root, journal.moves)
    failpoint("kept-removed")
    if journal.commit:
        refresh_index(root, journal.moves, lock_fd)
        failpoint("index-refreshed")
    remove_journal(root, journal)
    failpoint("journal-removed")


def _remove_kept(root: Path, moves: tuple[Move, ...]) -> None:
    for move in moves:
        with suppress(FileNotFoundError), opened_folder(root, split_path(move.path)[:-1]) as folder:
            for name in (move.temp, move.kept):
                if name:
                    _unlink(folder, name)


def _unlink(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _undo(root: Path, journal: Journal) -> None:
    """Bring the old files back. A file that somebody changed or saved since is theirs and stays."""
    moves = tuple(move for move in journal.moves if not move.standing)
    saved = read_blob_ids(root, (move.path for move in moves))
    for move in reversed(moves):
        *folders, name = split_path(move.path)
        with suppress(FileNotFoundError), opened_folder(root, tuple(folders)) as folder:
            if saved.get(move.path, "") != move.blob:
                _bring_back(root, folder, name, move)
            for trace in (move.temp, move.kept):
                if trace:
                    _unlink(folder, trace)
            flush(folder)
    for path in reversed(journal.folders):
        with suppress(OSError):
            (root / path).rmdir()


def _bring_back(root: Path, folder: int, name: str, move: Move) -> None:
    current = read_bytes(folder, name)
    if (digest(current) if current is not None else "") != move.new or move.new == move.old:
        return
    if not move.old:
        _unlink(folder, name)
        return
    kept = read_bytes(folder, move.kept)
    if kept is not None and digest(kept) == move.old:
        os.rename(move.kept, name, src_dir_fd=folder, dst_dir_fd=folder)
        return
    # the second name did not survive a power cut: HEAD still has the bytes
    _unlink(folder, move.temp)
    write_new(folder, move.temp or move.kept, run_git(root, "cat-file", "--filters", f"HEAD:{move.path}"))
    os.rename(move.temp or move.kept, name, src_dir_fd=folder, dst_dir_fd=folder)


def read_current(root: Path, path: str) -> bytes | None:
    """Return the bytes of a file that an act is about to replace, or None. Raises Blocked for a link, Misuse for a closed place."""
    return read_path(root, split_path(path))
