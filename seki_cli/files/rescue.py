"""What cannot be read, or belongs to nobody any more: moved to .git/seki/rescued/ beside a note, never deleted."""

import os
import time
from pathlib import Path
from typing import Final

from seki_cli.files.durable import flush, flush_folder, write_over
from seki_cli.files.git import seki_folder

LEFT: Final = "止まったコマンドの一時ファイルが残っていたため、わきに置きました。"
_MENDED: Final = "mended"
TORN_OBJECT: Final = "git の中の記録（object）が壊れていたため、わきに置きました。"


def put_aside(root: Path, path: Path, sentence: str) -> None:
    """Move a file or folder of the workspace into rescued/ with a note: the sentence, and where it came from. Raises OSError.

    The note is written first and both are flushed: whatever happens, nothing lies there that nobody can name.
    """
    aside = _write_note(root, path, sentence)
    path.rename(aside)
    flush_folder(aside.parent)


def replace_keeping(root: Path, path: Path, data: bytes, sentence: str) -> None:
    """Put new bytes in the place of a file, in one step, and keep the old ones in rescued/ with a note. Raises OSError.

    At no moment is the file not there: git without its HEAD is no git. The new bytes are written in .git/seki, since git
    would take whatever lies beside a branch for another branch.
    """
    if path.exists():
        aside = _write_note(root, path, sentence)
        try:
            os.link(path, aside)
        except OSError:
            write_over(aside.parent, aside.name, path.read_bytes())
        flush_folder(aside.parent)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_over(seki_folder(root), _MENDED, data)
    (seki_folder(root) / _MENDED).replace(path)
    flush_folder(path.parent)


def _write_note(root: Path, path: Path, sentence: str) -> Path:
    """Write the note of something that is put aside and return where the thing itself is to lie."""
    rescued = seki_folder(root) / "rescued"
    rescued.mkdir(mode=0o700, exist_ok=True)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(3).hex()}-{path.name}"
    fd = os.open(rescued / f"{name}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(f"{sentence}\n元の場所: {path.relative_to(root).as_posix()}\n")
        file.flush()
        flush(fd)
    return rescued / name
