"""How wide a text stands in a terminal, where a Japanese letter takes two columns: measuring, cutting, breaking."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

_NEVER_FIRST: Final = "。、，．・）」』】〕！？ー"
_NEVER_LAST: Final = "（「『【〔"
_MORE: Final = "…"
_WHOLE: Final = re.compile("[!-~]+|.", re.DOTALL)


def width_of(text: str) -> int:
    """Return the columns a text takes in a terminal: full-width letters take two, combining ones none."""
    return len(text) if text.isascii() else _wide_width(text)


@lru_cache(maxsize=4096)  # a table of ten thousand rows has the same few words in its columns
def _wide_width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """Return the text on one line, cut so that it takes no more columns than `width`; … says that there is more."""
    line = " ".join(text.split("\n"))
    if width_of(line) <= width:
        return line
    kept = ""
    for letter in line:
        if width_of(kept + letter) > width - width_of(_MORE):
            break
        kept += letter
    return kept + _MORE


def wrapped(line: str, width: int, indent: int | None = None) -> list[str]:
    """Break a line so that no part is wider than `width`, the rest indented (four columns deeper than its beginning).

    Ids, days and other words in Latin letters stay in one piece, and no part begins with a closing mark or ends with an
    opening one (禁則). A width too narrow for that is no reason to fail.
    """
    if width_of(line) <= width:
        return [line]
    deep = len(line) - len(line.lstrip(" ")) + 4 if indent is None else indent
    before = " " * max(0, min(deep, width - 8))
    parts: list[str] = []
    row: list[str] = []
    for piece in _pieces(line, max(2, width - len(before))):
        if width_of("".join((*row, piece))) > width and "".join(row).strip():
            kept, taken = _parted(row, piece)
            if width_of("".join((before, *taken, piece))) > width:
                kept, taken = row, []  # what fills a line alone has no room for a mark before it
            parts.append("".join(kept).rstrip(" \u3000"))
            row = [before, *taken, piece.lstrip(" \u3000")]
        else:
            row.append(piece)
    return [*parts, "".join(row)] if "".join(row).strip() else parts


def _parted(row: list[str], following: str) -> tuple[list[str], list[str]]:
    """Return what stays in a line and what goes with the piece that no longer fits (行頭・行末の禁則)."""
    kept, taken = list(row), list[str]()
    while len("".join(kept[:-1]).strip()) > 0 and (((*taken, following)[0] in _NEVER_FIRST) or kept[-1] in _NEVER_LAST):
        taken.insert(0, kept.pop())
    return kept, taken


def shortened(line: str, width: int, most: int) -> list[str]:
    """Return a broken line that takes no more than `most` lines; … says that there is more."""
    parts = wrapped(line, width)
    if len(parts) <= most:
        return parts
    last = parts[most - 1]
    return [*parts[: most - 1], last + _MORE if width_of(last) < width else cut(last, width - 1).rstrip(_MORE) + _MORE]


def _pieces(line: str, width: int) -> list[str]:
    """Return what a line may be broken between: words in Latin letters whole (cut where one fills a line alone), else letters."""
    found = _WHOLE.findall(line)
    return [piece[start : start + width] for piece in found for start in range(0, len(piece), width)]


def columns(cells: Sequence[str], width: int, *, indent: int = 2, gap: int = 2) -> list[str]:
    """Return short texts set in as many columns as there is room for, to be read downward; a long one stands alone."""
    lines: list[str] = []
    for alone, run in groupby(cells, key=lambda cell: width_of(cell) > (width - indent - gap) // 2):
        if alone:
            lines += [part for cell in run for part in wrapped(" " * indent + cell, width, indent + 3)]
        else:
            lines += _grid(list(run), width - indent, indent, gap)
    return lines


def _grid(cells: list[str], width: int, indent: int, gap: int) -> list[str]:
    wide = max(map(width_of, cells)) + gap
    down = -(-len(cells) // max(1, (width + gap) // wide))
    rows = ["".join(cell + " " * (wide - width_of(cell)) for cell in cells[row::down]) for row in range(down)]
    return [(" " * indent + row).rstrip() for row in rows]
