"""Papers for people: written privately and whole, outside what git tracks."""

import errno
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked

_PREFIX: Final = ".seki-paper-"
_OPEN_FILES: Final = "/proc/self/fd"
_NO_NAMELESS: Final = (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOSYS)
"""What systems answer whose files cannot do without a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A paper that is whole on the disk and not handed over yet: an open file, without a name where the system can do that.

    So a crash leaves no paper lying about that nobody knows of.
    """

    fd: int
    name: str

    def finish(self, target: Path, *, force: bool) -> None:
        """Give the paper its name: over an older one only with `force`. Raises OSError."""
        try:
            if force:
                name = self.name or str(target.parent / f"{_PREFIX}{secrets.token_hex(8)}")
                if not self.name:
                    self._link(name)
                Path(name).replace(target)
            else:
                self._link(str(target))
        finally:
            self.drop()

    def drop(self) -> None:
        """Let the draft go; a paper that has its name stays."""
        os.close(self.fd)
        if self.name:
            Path(self.name).unlink(missing_ok=True)

    def _link(self, target: str) -> None:
        if self.name:
            os.link(self.name, target)
        else:
            # a folder's number has Python follow the link to the open file, which plain link(2) does not
            os.link(f"{_OPEN_FILES}/{self.fd}", target, src_dir_fd=self.fd, follow_symlinks=True)


def start_paper(target: Path, data: bytes) -> Draft:
    """Write a paper whole into a private file beside its target and return it. Raises Blocked (6) where it cannot be."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = _open_private(target.parent)
        try:
            with os.fdopen(draft.fd, "wb", closefd=False) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            draft.drop()
            raise
    except OSError:
        raise Blocked(
            "資料のファイルを書けません", where=target.name, remedy="フォルダーの権限と空きを確かめてください"
        ) from None
    return draft


def _open_private(folder: Path) -> Draft:
    nameless = getattr(os, "O_TMPFILE", 0)
    if nameless and Path(_OPEN_FILES).is_dir():
        try:
            return Draft(fd=os.open(folder, nameless | os.O_WRONLY | os.O_CLOEXEC, 0o600), name="")
        except OSError as error:
            if error.errno not in _NO_NAMELESS:
                raise
    fd, name = tempfile.mkstemp(prefix=_PREFIX, dir=folder)
    return Draft(fd=fd, name=name)
