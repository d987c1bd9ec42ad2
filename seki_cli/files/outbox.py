"""Papers for people: written privately and whole, outside what git tracks."""

import os
import tempfile
from pathlib import Path

from seki_cli.errors import Blocked


def start_paper(target: Path, data: bytes) -> Path:
    """Write a paper whole into a private file beside its target and return that file. Blocked (6) where it cannot be."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".seki-paper-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise Blocked(
            "資料のファイルを書けません", where=target.name, remedy="フォルダーの権限と空きを確かめてください"
        ) from None
    return Path(name)


def finish_paper(draft: Path, target: Path, *, force: bool) -> None:
    """Give a finished paper its name: over an older one only with `force`. Raises OSError."""
    if force:
        draft.replace(target)
        return
    try:
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)
