"""What an interrupted save had begun, written down before it begins: the one thing that recovery may finish or undo."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from seki_cli.files.durable import digest, flush_folder, write_over
from seki_cli.files.git import seki_folder

_FORMAT: Final = 1
_NAME: Final = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One file of an act. `old` and `new` are SHA-256 of its bytes before and after ("": not there), `blob` git's id of the new.

    `temp` holds the new bytes until they are placed, `kept` the old file until the act is over; both lie beside the file.
    A file without either stands in the work tree already: a hand edit that its owner saves.
    """

    path: str
    old: str
    new: str
    blob: str
    temp: str = ""
    kept: str = ""

    @property
    def standing(self) -> bool:
        """Say whether seki leaves the file in the work tree as it is."""
        return not self.temp and not self.kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """One act on its way. `commit` is the commit that is made and not yet shown ("" with --no-commit), `head` the one before it.

    `folders` are those that the act makes, outermost first.
    """

    message: str
    author_date: str
    head: str
    commit: str
    moves: tuple[Move, ...]
    folders: tuple[str, ...] = ()


class JournalTorn(Exception):
    """The journal cannot be read, or another version of seki wrote it."""


def write_journal(root: Path, journal: Journal) -> None:
    """Write down an act before its first file is touched, with a checksum, flushed. Raises OSError."""
    text = json.dumps({"format": _FORMAT, **asdict(journal)}, ensure_ascii=False, indent=1).encode()
    write_over(seki_folder(root), _NAME, f"{digest(text)}\n".encode() + text)


def find_journal(root: Path) -> Journal | None:
    """Return the act that a save has begun and not ended, or None. Raises JournalTorn where the file makes no sense."""
    try:
        data = journal_path(root).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    seal, _, text = data.partition(b"\n")
    if seal.decode("ascii", "replace") != digest(text):
        raise JournalTorn
    try:
        value: dict[str, Any] = json.loads(text)
        if value.pop("format", None) != _FORMAT:
            raise JournalTorn
        moves = tuple(Move(**move) for move in value.pop("moves"))
        return Journal(**value | {"moves": moves, "folders": tuple(value["folders"])})
    except (ValueError, TypeError, LookupError, AttributeError):  # its seal is right: something else than seki wrote it
        raise JournalTorn from None


def remove_journal(root: Path, journal: Journal) -> None:
    """End an act: nothing is left to finish or undo. Raises OSError.

    The journal of a commit may come back after a power cut: its commit stands, and it is ended again, harmlessly. That of
    --no-commit must not: it would be undone.
    """
    journal_path(root).unlink(missing_ok=True)
    if not journal.commit:
        flush_folder(journal_path(root).parent)


def journal_path(root: Path) -> Path:
    """Return the journal's place, for those who put a torn one aside."""
    return root / ".git" / "seki" / _NAME


def journalled_paths(root: Path) -> frozenset[str]:
    """Return the files that a save is just placing, for readers, who take no lock: read these at HEAD, not in the work tree.

    Ask in this order and no half of an act is ever seen: the status of the work tree, then this, then HEAD. Whatever the
    status saw of an unfinished act is then either named here or in HEAD already. A torn journal names nothing: it is whole
    on the disk before the first file is touched.
    """
    try:
        journal = find_journal(root)
    except (JournalTorn, OSError):
        return frozenset()
    return frozenset() if journal is None else frozenset(_placed(journal.moves))


def _placed(moves: Iterable[Move]) -> Iterable[str]:
    return (move.path for move in moves if not move.standing)
