"""Texts of records on paper: shown as they are, never obeyed as markup, never able to pass for a part of the paper."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from seki_cli.model.plain import visible, visible_lines

WIDTH: Final = 80
"""Columns of a text paper; a full-width letter takes two."""

_MARKDOWN: Final = re.compile(r"[\\`*_{}\[\]<>#|~&$!^@]")
_AT_LINE_START: Final = re.compile(r"^(?P<mark>[-+=:]|[0-9]{1,9}[.)])")
_AUTOLINK: Final = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)")
_TOKENS: Final = re.compile(r"[!-~]+|[\s\S]")
_NOT_FIRST: Final = frozenset("、。，．,.：；:;！？!?）」』】〕〉》)]}ー々ゝゞ・…‥％%ぁぃぅぇぉっゃゅょァィゥェォッャュョ歳")
_NARROWEST: Final = 20
_NOT_LAST: Final = frozenset("（「『【〔〈《([{")


class Laid(str):
    """Text that has been escaped and laid out for its form, and is put on the paper as it is."""

    __slots__ = ()


def plain_line(value: object) -> str:
    """Return any value as one line for a text paper: control, bidi and invisible letters made visible, line ends as spaces."""
    return value if isinstance(value, Laid) else Laid(visible(str(value)))


def markdown_line(value: object) -> str:
    """Return any value as one line of Markdown in which nothing is markup: no heading, list, link, table or HTML."""
    return value if isinstance(value, Laid) else Laid(_escape_markdown(visible(str(value)).lstrip(" ")))


def html_text(value: object) -> object:
    """Return any value with what is invisible made visible; the template's autoescape does the rest."""
    return visible_lines(value) if type(value) is str else value


def markdown_block(text: str, indent: int = 2) -> str:
    """Return a text of several lines as one paragraph of Markdown: each line end a hard break, following lines indented."""
    lines = [_escape_markdown(line.strip()) for line in visible_lines(text).split("\n")]
    return Laid(("\\\n" + " " * indent).join(line for line in lines if line))


def _escape_markdown(line: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\g<0>", line)
    escaped = _AUTOLINK.sub(r"\g<0>\\", escaped)
    return _AT_LINE_START.sub(lambda found: found["mark"][:-1] + "\\" + found["mark"][-1], escaped)


def columns(text: str) -> int:
    """Return how many columns a text takes. What is ambiguous counts as wide: a line may then be short, never too long."""
    return sum(_columns_of(letter) for letter in text)


def _columns_of(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WFA" else 1


def laid_out(text: str, first: str = "", indent: int = 4, width: int = WIDTH) -> str:
    """Return a text wrapped at the paper's width. `first` (the template's own words) opens the first line.

    Every following line is indented, so that no line of a record can stand where the paper's own titles stand.
    """
    lines: list[str] = []
    start = visible(first)
    if columns(start) > width - _NARROWEST:
        opening = list(_wrapped(start.rstrip(), width - indent, width))
        lines, start = [opening[0], *(" " * indent + rest for rest in opening[1:])], " " * indent
    for paragraph in visible_lines(text).split("\n"):
        for line in _wrapped(paragraph.strip(), width - indent, width - columns(start)):
            lines.append((start + line).rstrip())
            start = " " * indent
    return Laid("\n".join(lines))


def _wrapped(text: str, width: int, first_width: int) -> Iterator[str]:
    room, line, used = first_width - 2, "", 0
    for token in _tokens(text, width - 2):
        wide = columns(token)
        if used + wide > room and line and not (token[0] in _NOT_FIRST and wide <= 2 and used <= room):
            kept = line.rstrip("".join(_NOT_LAST)) or line
            yield kept
            line = line[len(kept) :]
            used, room = columns(line), width - 2
            if token.isspace():
                continue
        line += token
        used += wide
    yield line


def _tokens(text: str, longest: int) -> Iterator[str]:
    for found in _TOKENS.finditer(text):
        token = found[0]
        yield from (token[at : at + longest] for at in range(0, len(token), longest))


def filled(letter: str, width: int = WIDTH) -> str:
    """Return a line of one letter across the paper."""
    return Laid(visible(letter) * (width // max(1, columns(letter))))
