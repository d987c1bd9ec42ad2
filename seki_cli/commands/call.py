"""One call of seki: the options every command understands, and the day it is."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from seki_cli.commands.today import JST
from seki_cli.errors import Misuse
from seki_cli.files.workspace import find_workspace
from seki_cli.model.dialogue import Asker

_LARGEST: Final = 1 << 20


def unwatched(_what: str) -> AbstractContextManager[None]:
    """Stand for a call with nobody watching: no progress is shown."""
    return nullcontext()


def uncounted(_what: str, _many: int) -> AbstractContextManager[Callable[[int], None]]:
    """Stand for a call with nobody watching: how far it is is not shown."""
    return nullcontext(lambda _more: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What main heard before and after the command words, handed to the command as its first argument.

    `day` is today for this call (--as-of); `clock` is the real time, only for the time of day in `recorded`.
    `by_clock`: nobody named the day, so that a wrong clock would be believed.
    `working` says what takes long while a block runs; `counting` gives a function that is told how many more are done.
    `asker` is None where stdin is no terminal: then nothing may be asked.
    """

    words: tuple[str, ...]
    folder: Path | None
    day: date
    clock: datetime
    by_clock: bool = False
    as_json: bool = False
    format: str = ""
    head: bool = False
    dry_run: bool = False
    no_commit: bool = False
    quiet: bool = False
    asker: Asker | None = None
    on_terminal: bool = False
    author: tuple[str, str] | None = None
    working: Callable[[str], AbstractContextManager[None]] = unwatched
    counting: Callable[[str, int], AbstractContextManager[Callable[[int], None]]] = uncounted

    @property
    def root(self) -> Path:
        """Return the workspace's folder: -C, else the nearest parent with seki.yaml. NotThere (3) where there is none."""
        return find_workspace(self.folder or Path.cwd())

    @property
    def recorded(self) -> datetime:
        """Return the time at which an event is recorded: this call's day with the clock's time of day, JST."""
        return datetime.combine(self.day, self.clock.timetz()).astimezone(JST)

    @property
    def past(self) -> bool:
        """Say whether this call looks from another day than the clock's."""
        return self.day != self.clock.date()

    def must_ask(self, what: str, remedy: str) -> Asker:
        """Return the asker, or refuse (2) naming what is missing where nobody can be asked."""
        if self.asker is None:
            raise Misuse(what, remedy=remedy)
        return self.asker

    def read_stdin(self) -> bytes:
        """Return what comes by stdin (`--from -`), cut just above the largest input that anybody takes."""
        return sys.stdin.buffer.read(_LARGEST + 1)
