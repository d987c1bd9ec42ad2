"""Text that is safe to show: what a terminal or a reader could be misled by is made visible."""

import unicodedata
from typing import Final

_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters that are printable by name and show nothing."""


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") or letter in _BLANK


def visible(text: str) -> str:
    """Return a text with control, bidi and invisible letters written as ‹U+001B›; line ends become spaces.

    A record that came by hand or by another program may hold them; a terminal would obey them.
    """
    if text.isprintable() and _BLANK.isdisjoint(text):
        return text
    return "".join(" " if c == "\n" else f"‹U+{ord(c):04X}›" if _is_hidden(c) else c for c in text)


def visible_lines(text: str) -> str:
    """Return the same for a text of several lines, whose line ends stay."""
    return "\n".join(visible(line) for line in text.split("\n"))
