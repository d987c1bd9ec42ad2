"""Reads the documents as their readers do: block by block, each command typed, each shown answer expected.

Before a block a hidden comment may say how it is to be taken:

    <!-- test: exit=4 -->            one of its commands ends with 4, the others with 0
    <!-- test: file=受付.yaml -->    the block is the text of a file, laid in the folder where the reader stands
    <!-- test: run=sed … -->         a command in the reader's place: what the text asks to be done by hand
    <!-- test: terminal -->          the block is a dialogue at a terminal; what stands after `: ` is typed
    <!-- test: skip=わけ -->         the block is not run

In a `console` block the lines after a command are what it says (stdout, then stderr). `…` stands for any text, a line of its own for
any lines; columns of a table may be wider or narrower. An id that the sample does not hold is invented anew in each run: it is learned where the answer shows it, and put in
place of the printed one from there on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]*)\s*$")
HINT = re.compile(r"^\s*<!-- test: (?P<words>.*?) -->\s*$")
ID = re.compile(
    r"\b(?:R\d\d-[0-9A-HJKMNP-TV-Z]{7}|[PGSA]-[0-9A-HJKMNP-TV-Z]{7}|M-\d{8}-[0-9A-HJKMNP-TV-Z]{4}|\d{8}-[0-9A-HJKMNP-TV-Z]{4})\b"
)
RUN = ("console", "sh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block: its language, its text, the line on which it begins, and the hint before it."""

    language: str
    text: str
    line: int
    hint: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """Return the code with which one of the commands ends."""
        return int(self.hint.get("exit", "0"))

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """Return the commands with what is shown after each; a `sh` block is one command that shows nothing."""
        if self.language == "sh":
            return ((self.text, ""),)
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)
        assert not parts[0].strip(), f"{self.line} 行目: $ のない行から始まっています"
        return tuple(_split_step(part) for part in parts[1:])


def _split_step(part: str) -> tuple[str, str]:
    """Part a command (with the lines that a backslash or a here-document carries on) from what it says."""
    lines = part.split("\n")
    end = 1
    while lines[end - 1].endswith("\\"):
        end += 1
    here = re.search(r"<<-?\s*'?(\w+)'?", lines[0])
    if here:
        end = lines.index(here[1]) + 1
    return "\n".join(lines[:end]), "\n".join(lines[end:]).strip("\n")


def read_blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a document in their order."""
    hint: dict[str, str] = {}
    inside: list[str] | None = None
    language, start, indent = "", 0, 0
    for number, line in enumerate(page.read_text(encoding="utf-8").split("\n"), start=1):
        fence = FENCE.match(line)
        if inside is not None and fence:
            yield Block(language=language, text="\n".join(inside), line=start, hint=hint)
            inside, hint = None, {}
        elif inside is not None:
            inside.append(line[indent:])
        elif fence:
            inside, language, start, indent = [], fence["language"], number, len(fence["indent"])
        elif said := HINT.match(line):
            name, _, value = said["words"].partition("=")
            if name == "run":
                yield Block(language="sh", text=value, line=number)
            else:
                hint |= {name: value}
        elif line.strip():
            hint = {}
    assert inside is None, f"{page.name}: 閉じていない囲みがあります"


class Learned:
    """What the ids printed in a document are called in this run."""

    def __init__(self, fixed: frozenset[str]) -> None:
        """Take the ids that the sample holds: they mean themselves."""
        self.known: dict[str, str] = {word: word for word in fixed}

    def put(self, text: str) -> str:
        """Return a text of the document with the ids of this run."""
        return ID.sub(lambda found: self.known.get(found[0], found[0]), text)

    def compare(self, shown: str, said: str) -> bool:
        """Say whether what was said is what the document shows; learn the ids that are new."""
        pattern, names = self._pattern(shown)
        found = re.fullmatch(pattern, said + "\n")
        if found:
            self.known |= {word: found[group] for word, group in names.items()}
        return bool(found)

    def _pattern(self, shown: str) -> tuple[str, dict[str, str]]:
        names: dict[str, str] = {}
        lines = []
        for line in shown.split("\n"):
            lines.append(r"(?:.*\n)*?" if line.strip() == "…" else self._line(line, names) + r"\n")
        return "".join(lines), names

    def line_pattern(self, line: str) -> tuple[str, dict[str, str]]:
        """Return a pattern for one line, and the groups of the ids that are new in it."""
        names: dict[str, str] = {}
        return self._line(line, names), names

    def _line(self, line: str, names: dict[str, str]) -> str:
        pattern, last = "", 0
        for found in ID.finditer(line):
            pattern += _loose(line[last : found.start()]) + self._id(found[0], names)
            last = found.end()
        return pattern + _loose(line[last:])

    def _id(self, word: str, names: dict[str, str]) -> str:
        if word in self.known:
            return re.escape(self.known[word])
        if word in names:
            return f"(?P={names[word]})"
        names[word] = f"id{len(names)}"
        return f"(?P<{names[word]}>{_shape(word)})"


def _shape(word: str) -> str:
    """Return a pattern for ids of this form; the days in them stay as they are."""
    head, dash, tail = word.rpartition("-")
    return re.escape(head) + dash + f"[0-9A-HJKMNP-TV-Z]{{{len(tail)}}}"


def _loose(text: str) -> str:
    """Return a pattern for what stands between ids: `…` is any text, and columns may be as wide as they are."""
    pieces = re.split(r"(…| {2,})", text)
    return "".join(
        {"…": ".*?"}.get(piece, " {2,}" if piece.isspace() and len(piece) > 1 else re.escape(piece)) for piece in pieces
    )
