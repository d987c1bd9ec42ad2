"""The one reader of YAML: bytes to dict, list, text and None, or a TextFault. Nothing else comes out, whatever goes in.

Parser events only, never a loader: loaders follow aliases, guess types and recurse. What is left is a subset in which
YAML 1.1 and 1.2 say the same, so that every program reads in a record what seki reads.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_faults import text_fault
from seki_cli.files.yaml_spots import KeyPath, Spot, Spots
from seki_cli.files.yaml_text import BOM, explain_syntax, find_bad_character, find_slip, read_text, slip_fault, wide_block_fault
from seki_cli.files.yaml_widths import build_half_width

MAX_DEPTH: Final = 16
MAX_NODES: Final = 50_000
# Longer keys are written with `?` by every YAML writer, and that form is not read here.
MAX_KEY: Final = 100

# Where the parser stops far behind what is wrong, the place where it began is the one to tell.
_BEGAN_EARLIER: Final = ("expected ':'", "quoted scalar")
_WIDE_SIGNS: Final = "\u3000：｜＞"
_BLOCKS: Final = frozenset("|>")
_TIGHT_HEADER: Final = re.compile("[|>][-+0-9]*#")
_NOTHING: Final = frozenset({"", "~", "null"})


def read_tree(data: bytes) -> dict[str, Any]:
    """Return the mapping in a record's bytes: dict, list, text and None only. Raises TextFault (SEKI001–019).

    Every plain value is text; an empty one, `~` and `null` are None; a quoted one is always text.
    """
    tree = read_any(data)
    if not isinstance(tree, dict):
        raise text_fault("SEKI016")
    return tree


def read_any(data: bytes) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the mapping, or the list of mappings, of a file given by --from. Raises TextFault (SEKI001–019)."""
    return _Builder(text=read_text(data)).build()


def read_spots(data: bytes) -> tuple[dict[str, Any] | list[dict[str, Any]], dict[KeyPath, Spot]]:
    """Return what `read_any` returns, and where each value stands, for edits. Raises TextFault."""
    text = read_text(data)
    spots = Spots(text)
    return _Builder(text=text, spots=spots).build(), spots.found


def find_place(data: bytes, key: KeyPath) -> tuple[int, int]:
    """Return line and column (1-based) of a key or list item, or of the nearest one around it; (1, 1) where nothing is readable."""
    spots = _spots_of(data)
    for length in range(len(key), 0, -1):
        spot = spots.get(key[:length])
        if spot is not None:
            return spot.line, spot.column
    return 1, 1


@lru_cache(maxsize=8)
def _spots_of(data: bytes) -> Mapping[KeyPath, Spot]:
    """Return where each value stands; a text with a hundred faults is read once for all of them."""
    try:
        return read_spots(data)[1]
    except TextFault:
        return {}


def tidy_input(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Put right what an editor or a Japanese keyboard left in a draft, and say what was changed; never a stored record.

    A BOM goes, CR becomes LF, ids and dates in full width become half width. All other text stays as it was typed, and what
    cannot be read is handed on for `read_tree` to tell why.
    """
    notes: list[str] = []
    if data.startswith(BOM):
        data = data[len(BOM) :]
        notes.append("先頭の見えない印（BOM）を取り除きました")
    if b"\r" in data and b"\0" not in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        notes.append("改行を LF にそろえました")
    try:
        spots = read_spots(data)[1]
    except TextFault:
        return data, tuple(notes)
    text, more = build_half_width(data.decode("utf-8"), spots)
    return text.encode("utf-8"), (*notes, *more)


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A mapping or list that is still open, and the key that waits for its value."""

    value: Any
    path: KeyPath
    opened: Any
    mark: Any
    key: str | None = None
    key_mark: Any = None


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Turns the parser's events into plain values, with a stack of its own: no nesting can exhaust Python's."""

    text: str
    spots: Spots | None = None
    stack: list[_Frame] = field(default_factory=list)
    nodes: int = 0
    root: Any = None
    slips: bool = False
    escapes: bool = False
    asks: bool = False
    behind: int = 0

    def build(self) -> dict[str, Any] | list[dict[str, Any]]:
        """Return the value of the text's only document."""
        self.slips = any(sign in self.text for sign in _WIDE_SIGNS)
        self.escapes = "\\" in self.text
        self.asks = "?" in self.text
        self._take_events()
        if self.root is None:
            raise text_fault("SEKI002")
        if isinstance(self.root, list) and not all(isinstance(item, dict) for item in self.root):
            raise text_fault("SEKI016")
        return self.root  # type: ignore[no-any-return]

    def _take_events(self) -> None:
        import yaml

        documents = 0
        for event in self._events():
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            elif isinstance(event, yaml.CollectionEndEvent):
                frame = self.stack.pop()
                if self.spots is not None:
                    self.spots.note_collection(frame.path, frame.mark, frame.opened, event)
            elif isinstance(event, yaml.AliasEvent):
                raise _at("SEKI013", event.start_mark)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._refuse_directives(event, documents)
            elif isinstance(event, yaml.DocumentEndEvent) and event.explicit:
                self._refuse_more(event.end_mark)
            self.behind = event.end_mark.index

    def _events(self) -> Iterator[Any]:
        import yaml

        # Without the C parser the pure one gives the same events, only slower.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            yield from yaml.parse(self.text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            problem = f"{error.context} {error.problem}"
            marks = [error.problem_mark, error.context_mark]
            if any(sign in problem for sign in _BEGAN_EARLIER):
                marks.reverse()
            raise explain_syntax(self.text, [(mark.line, mark.column) for mark in marks if mark is not None], problem) from None
        except yaml.YAMLError:
            raise text_fault("SEKI012") from None

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            raise _at("SEKI014" if event.anchor is None else "SEKI013", event.start_mark)
        value: str | None = event.value
        if event.implicit[0]:
            if value in _NOTHING:
                value = None
            elif self.slips or ":" in event.value:
                self._refuse_slips(event)
            if self.asks and "?" in event.value and self.stack and self.stack[-1].opened.flow_style:
                raise _at("SEKI012", event.start_mark)
        elif self.escapes and event.style == '"':
            self._refuse_escaped(event)
        elif event.style in _BLOCKS and _TIGHT_HEADER.match(self.text, event.start_mark.index):
            raise _at("SEKI012", event.start_mark)
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self._take_key(self.stack[-1], event, value)
        elif self.stack or value is not None:
            self._take_value(event, value)

    def _take_key(self, frame: _Frame, event: Any, value: str | None) -> None:
        mark = event.start_mark
        if value == "<<" and event.implicit[0]:
            raise _at("SEKI013", mark)
        if value is None or "\n" in value or len(value) > MAX_KEY or (self.asks and self._follows_question(mark.index)):
            raise _at("SEKI018", mark)
        if value in frame.value:
            raise _at("SEKI017", mark)
        frame.key, frame.key_mark = value, mark

    def _take_value(self, event: Any, value: Any) -> tuple[KeyPath, Any]:
        """Hang a value where it belongs and return its path and the mark of its key."""
        self.nodes += 1
        mark = event.start_mark
        if self.nodes > MAX_NODES:
            raise _at("SEKI019", mark)
        if not self.stack:
            if isinstance(value, str):
                raise _at("SEKI016", mark)
            self.root = value
            return (), mark
        frame = self.stack[-1]
        place: str | int = len(frame.value)
        if frame.key is None:
            frame.value.append(value)
        else:
            place, mark = frame.key, frame.key_mark
            frame.value[place] = value
            frame.key = None
        path = (*frame.path, place)
        if self.spots is not None and (value is None or isinstance(value, str)):
            self.spots.note_scalar(path, mark, event)
        return path, mark

    def _open(self, event: Any, value: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            raise _at("SEKI014" if event.anchor is None else "SEKI013", event.start_mark)
        if len(self.stack) >= MAX_DEPTH:
            raise _at("SEKI019", event.start_mark)
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            raise _at("SEKI018", event.start_mark)
        path, mark = self._take_value(event, value)
        self.stack.append(_Frame(value=value, path=path, opened=event, mark=mark))

    def _follows_question(self, index: int) -> bool:
        """Say whether a key is written with the explicit sign `?`, which no event tells, after whatever came before it."""
        between = self.text[self.behind : index]
        return "?" in between and any("?" in line.split("#")[0] for line in between.split("\n"))

    def _refuse_slips(self, event: Any) -> None:
        """Refuse a full-width colon or space, or a missing one, that silently made text out of what was meant as a key.

        Only where the source begins a line: inside a sentence all of them are good Japanese.
        """
        mark = event.start_mark
        lines = self.text[mark.index : event.end_mark.index].split("\n")
        if fault := wide_block_fault(lines, mark.line + 1, mark.column + 1):
            raise fault
        for number, line in enumerate(lines):
            begins = number > 0 or (mark.column <= 64 and not self.text[mark.index - mark.column : mark.index].strip(" -"))
            code = find_slip(line) if begins else None
            if code:
                raise slip_fault(code, mark.line + number + 1, mark.column + 1 if number == 0 else 1)

    def _refuse_directives(self, event: Any, documents: int) -> None:
        head = self.text[: event.end_mark.index].split("\n") if documents == 1 else []
        if documents > 1 or any(line.startswith("%") for line in head):
            raise _at("SEKI015", event.start_mark)

    def _refuse_more(self, mark: Any) -> None:
        """Refuse anything but comments behind the sign `...` that ends a document: not every parser sees it."""
        for number, line in enumerate(self.text[mark.index :].split("\n")):
            if line.strip(" ") and not line.lstrip(" ").startswith("#"):
                raise text_fault("SEKI015", mark.line + number + 1)

    def _refuse_escaped(self, event: Any) -> None:
        bad = find_bad_character(event.value)
        if bad is not None:
            raise _at(bad[0], event.start_mark)


def _at(code: str, mark: Any) -> TextFault:
    return text_fault(code, mark.line + 1, mark.column + 1)
