"""Files that are whole or not there, for those who write: flushed to the disk, opened folder by folder, links never followed."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_TO_PLATTER: Final[int | None] = getattr(fcntl, "F_FULLFSYNC", None)
TEMP_GLOB: Final = ".seki-*.tmp"


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes as hexadecimal text: how a save says which bytes it expects to replace."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def temp_name() -> str:
    """Return a fresh name that no reader takes for a record and that git is told to ignore (TEMP_GLOB)."""
    return f".seki-{os.urandom(8).hex()}.tmp"


def flush(fd: int) -> None:
    """Wait until an open file or folder is on the disk itself (on macOS fsync alone stops at the drive's own memory)."""
    try:
        if _TO_PLATTER is not None:
            fcntl.fcntl(fd, _TO_PLATTER)
        else:
            os.fsync(fd)
    except OSError as error:
        # some file systems keep the names of a folder without being asked, and know no way of asking
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; a folder that is gone has nothing to flush."""
    _flush_path(folder, _FOLDER)


def flush_file(file: Path) -> None:
    """Wait until the bytes of a file are on the disk; one that is gone has nothing to flush."""
    _flush_path(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _flush_path(path: Path, how: int) -> None:
    with suppress(FileNotFoundError):
        fd = os.open(path, how)
        try:
            flush(fd)
        finally:
            os.close(fd)


@contextmanager
def opened_folder(root: Path, parts: tuple[str, ...], *, create: bool = False) -> Iterator[int]:
    """Open a folder under a workspace part by part, so that no link on the way is followed, and close it again.

    With `create`, folders that are missing are made with mode 0700 and their parents flushed. Raises FileNotFoundError where
    one is missing, Blocked where one is a link or no folder.
    """
    fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for place, part in enumerate(parts):
            if create:
                _make_folder(fd, part)
            try:
                below = os.open(part, _FOLDER, dir_fd=fd)
            except OSError as error:
                if error.errno in (errno.ELOOP, errno.ENOTDIR):
                    raise link_met("/".join(parts[: place + 1])) from error
                raise
            os.close(fd)
            fd = below
        yield fd
    finally:
        os.close(fd)


def _make_folder(fd: int, name: str) -> None:
    try:
        os.mkdir(name, 0o700, dir_fd=fd)
    except FileExistsError:
        return
    flush(fd)


def read_bytes(folder: int, name: str) -> bytes | None:
    """Return the bytes of a regular file in an open folder, or None where there is none. Raises Blocked for a link or worse."""
    try:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise link_met(name) from error
        raise
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise link_met(name)
        return file.read()


def read_path(root: Path, parts: tuple[str, ...]) -> bytes | None:
    """Return the bytes of a file of the workspace, or None where it, or a folder above it, is not there."""
    try:
        with opened_folder(root, parts[:-1]) as folder:
            return read_bytes(folder, parts[-1])
    except FileNotFoundError:
        return None


def write_new(folder: int, name: str, data: bytes) -> None:
    """Write a file that must not exist yet, mode 0600, and wait until its bytes are on the disk. The folder is not flushed."""
    fd = os.open(name, _NEW, 0o600, dir_fd=folder)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        flush(fd)


def write_over(folder: Path, name: str, data: bytes) -> None:
    """Put a file in the place of an older one, whole or not at all, and flush both. For seki's own files in .git/seki."""
    temp = f"{name}.tmp"
    fd = os.open(folder, _FOLDER)
    try:
        with suppress(FileNotFoundError):
            os.unlink(temp, dir_fd=fd)
        write_new(fd, temp, data)
        os.replace(temp, name, src_dir_fd=fd, dst_dir_fd=fd)
        flush(fd)
    except OSError:
        with suppress(OSError):
            os.unlink(temp, dir_fd=fd)
        raise
    finally:
        os.close(fd)


def link_met(where: str) -> Blocked:
    """Return the refusal for a link, a pipe or a file where a folder is expected: what it leads to is not this workspace."""
    return Blocked(
        "ふつうのファイル・フォルダではないもの（リンクなど）があるため、何も書きませんでした。",
        where=where,
        remedy="それを外してから、もう一度実行してください。",
    )


@contextmanager
def disk_faults() -> Iterator[None]:
    """Turn what the operating system says of the disk into one calm refusal."""
    try:
        yield
    except OSError as error:
        raise disk_refusal(error) from error


def disk_refusal(error: OSError) -> Blocked:
    """Return the refusal for a full, read-only, failing or closed disk; the file's name is told, nothing of its contents."""
    where = error.filename if isinstance(error.filename, str) else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Blocked(
            "保存できませんでした。ディスクに空きがありません。",
            where=where,
            remedy="空きを作ってから、もう一度実行してください。",
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Blocked(
            "保存できませんでした。書き込みが許されていません。", where=where, remedy="台帳のフォルダの権限を確かめてください。"
        )
    return Blocked(
        "保存できませんでした。ディスクの読み書きに失敗しました。",
        where=where,
        remedy="ディスクの状態を確かめてから、もう一度実行してください。",
    )
