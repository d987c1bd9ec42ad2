"""What the last check found, kept beside the index: where nothing has changed since, it need not be found once more."""

import json
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from seki_cli.files.durable import write_over
from seki_cli.files.index_rows import plain, read_finding, text_of
from seki_cli.files.index_sheets import FOLDER, is_ours
from seki_cli.files.index_write import make_folder
from seki_cli.model.verdict import Finding

_FILE: Final = "check"


def read_check(root: Path, about: Mapping[str, Any]) -> tuple[int, int, tuple[Finding, ...], bool] | None:
    """Return the files, the unreadable ones and the findings of a check about exactly this; None in any doubt.

    The last value: whether a folder of records had rules of its own about what git does not see.
    """
    try:
        if not is_ours(root / FOLDER):
            return None
        head, _, text = (root / FOLDER / _FILE).read_bytes().partition(b"\n")
        told = json.loads(head)
        if told.pop("sum") != zlib.crc32(text) or told.pop("about") != text_of(about):
            return None
        found = tuple(read_finding(line) for line in text.decode().splitlines())
        return int(told["files"]), int(told["unread"]), found, bool(told["ignoring"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def keep_check(
    root: Path, about: Mapping[str, Any], counts: tuple[int, int], findings: Iterable[Finding], *, ignoring: bool
) -> None:
    """Keep what a check found, in place of the one before; where that cannot be written, nothing is kept."""
    with suppress(OSError, ValueError):
        make_folder(root / FOLDER)
        text = "\n".join(text_of(plain(found)) for found in findings).encode()
        head = {"files": counts[0], "unread": counts[1], "ignoring": ignoring, "sum": zlib.crc32(text), "about": text_of(about)}
        write_over(root / FOLDER, _FILE, text_of(head).encode() + b"\n" + text)
