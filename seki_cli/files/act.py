"""What a writing command hands to the save: which files change, in whose name, for which day."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

_MESSAGE: Final = re.compile(r"seki: [A-Za-z0-9 ,./#:_+-]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file of an act: its place, its bytes from now on (None: it goes) and the SHA-256 of the bytes that it has now.

    `before` None: there must be no such file (an event, a new document). `standing`: the bytes stand in the work tree
    already, a hand edit that its owner asks to have saved as it is; `before` is then not asked.
    """

    path: str
    data: bytes | None = field(repr=False)
    before: str | None = None
    standing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: all its files or none of them, one commit. `author_date` is aware and says the day the act is for.

    `author` None means git's own. The message holds the verb and ids only; whatever else is a fault in seki and is refused
    before anything is written: messages are seen by everybody who sees the history. 出典: product.md の「漏らさない」
    """

    message: str
    changes: tuple[Change, ...]
    author_date: datetime
    author: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        """Refuse a message with anything but verb and ids, a date without its zone, a file named twice."""
        if not _MESSAGE.fullmatch(self.message):
            raise ValueError("message")
        if self.author_date.tzinfo is None:
            raise ValueError("author_date")
        if len({change.path for change in self.changes}) != len(self.changes):
            raise ValueError("changes")

    @property
    def git_date(self) -> str:
        """Return the day and time of the act as git writes them: seconds and zone."""
        return f"{int(self.author_date.timestamp())} {self.author_date:%z}"

    @property
    def verb(self) -> str:
        """Return what the act is called while others wait for it: the message without its mark."""
        return self.message.removeprefix("seki: ")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAct:
    """What a save did: the commit ("" with --no-commit), the files, and the sentences of the recovery before it, for stderr."""

    commit: str
    paths: tuple[str, ...]
    told: tuple[str, ...] = ()
