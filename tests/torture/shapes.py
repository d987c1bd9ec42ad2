"""The structure of an answer, whatever words stand in it: told for each form by a reader that is not ours."""

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class _Tags(HTMLParser):
    """The elements with their attributes, and the words between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Any] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.tags.append("unknown")

    def handle_pi(self, data: str) -> None:
        self.tags.append("instruction")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def html(text: str) -> tuple[Any, str]:
    """Return the elements of a page and its words."""
    reader = _Tags()
    reader.feed(text)
    reader.close()
    return reader.tags, "".join(reader.words)


_LINE_ENDS = {"softbreak", "hardbreak"}


def markdown(text: str) -> tuple[Any, str]:
    """Return the blocks and spans of a Markdown paper and its words; where a line ends within a paragraph is no structure."""
    shape: list[Any] = []
    words: list[str] = []
    for block in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        shape.append((block.type, block.tag, block.level))
        for span in block.children or ():
            if span.type in ("text", "text_special"):
                words.append(span.content)
            elif span.type not in _LINE_ENDS:
                shape.append((span.type, span.tag, tuple(sorted(span.attrs))))
        if block.type in ("fence", "code_block", "html_block"):
            words.append(block.content)
    return shape, "".join(words)


def separated(text: str, delimiter: str) -> tuple[Any, str]:
    """Return how many cells stand in each row of a sheet, and the cells' words without the mark that keeps a formula quiet."""
    rows = list(
        csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, **({"quoting": csv.QUOTE_NONE} if delimiter == "\t" else {})
        )
    )
    return [len(row) for row in rows], "\n".join(cell.removeprefix("'") for row in rows for cell in row)


def paper(text: str) -> tuple[Any, str]:
    """Return the lines of a text paper that stand where only its own titles may, by their first letters, and all its words."""
    own = [line[:3].strip() or line[:1] for line in text.split("\n") if line and not line.startswith("    ")]
    return own, text


def lines(text: str) -> tuple[Any, str]:
    """Return how many lines an answer has, and its words."""
    return text.count("\n"), text


def seen(text: str) -> tuple[Any, str]:
    """Return the colours that an answer at a terminal has, and its words."""
    return sorted(set(COLOURS.findall(text))), COLOURS.sub("", text)
