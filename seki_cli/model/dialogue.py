"""How a command asks a person at a terminal, without knowing what a terminal is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Back(Exception):
    """The person wants to go back to the question before this one. Raised only where a question was asked with `back`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose by number: what is stored, what is shown, how it may be searched."""

    value: str
    label: str
    search: tuple[str, ...] = ()


class Asker(Protocol):
    """The one who asks. main lends it to a call whose stdin is a terminal; else the call has none.

    `about` is told when the person types `?`. `back`: whether `<` (戻る) leads to the question before, by raising Back.
    """

    def text(self, question: str, *, about: str = "", default: str = "", long: bool = False, back: bool = False) -> str:
        """Ask for a text (`long`: several lines, ended by an empty one); Enter takes the default."""
        ...

    def choose(
        self, question: str, options: tuple[Option, ...], *, about: str = "", default: str = "", back: bool = False
    ) -> str:
        """Ask for one of the options by number, word or kana; return its value."""
        ...

    def choose_several(
        self, question: str, options: tuple[Option, ...], *, about: str = "", default: tuple[str, ...] = (), back: bool = False
    ) -> tuple[str, ...]:
        """Ask for any number of the options, in one line or one after the other; return their values. Enter ends."""
        ...

    def confirm(self, question: str) -> bool:
        """Show what is meant and wait for Enter (True) or n (False)."""
        ...

    def edit(self, text: str) -> str:
        """Open $EDITOR on a text in a private file and return what was left there."""
        ...

    def say(self, line: str) -> None:
        """Say a line while the dialogue goes on."""
        ...

    def show(self, lines: Callable[[int], Sequence[str]]) -> None:
        """Show what may hold names, made for the width it is given, on stdout where that is a terminal; else nothing."""
        ...
