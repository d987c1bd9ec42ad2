"""How a command asks a person at a terminal, without knowing what a terminal is."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose by number: what is stored, what is shown, how it may be searched."""

    value: str
    label: str
    search: tuple[str, ...] = ()


class Asker(Protocol):
    """The one who asks. main lends it to a call whose stdin is a terminal; else the call has none."""

    def text(self, question: str, *, about: str = "", default: str = "", long: bool = False) -> str:
        """Ask for a text (`long`: several lines, ended by an empty one). `about` is told when the person types `?`."""
        ...

    def choose(self, question: str, options: tuple[Option, ...], *, about: str = "", default: str = "") -> str:
        """Ask for one of the options by number or word; return its value."""
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
