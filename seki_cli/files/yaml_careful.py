"""The careful builder: every check at every event, and the one that tells what is wrong with a text, where, in our words.

It reads what the quick one leaves to it, and whatever needs the places of the values.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_events import MAX_DEPTH, MAX_KEY, MAX_NODES, NOTHING, read_events, read_kinds
from seki_cli.files.yaml_faults import text_fault
from seki_cli.files.yaml_spots import KeyPath, Spots
from seki_cli.files.yaml_text import find_bad_character, find_slip, slip_fault, wide_block_fault

_WIDE_SIGNS: Final = "\u3000：｜＞"
_BLOCKS: Final = frozenset("|>")
_TIGHT_HEADER: Final = re.compile("[|>][-+0-9]*#")


def build_carefully(text: str, spots: Spots | None = None) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the mapping, or the list of mappings, of a text whose characters are looked at; note where each value stands.

    Raises TextFault (SEKI002, 010–019).
    """
    return _Work(text=text, spots=spots).build()


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
class _Work:
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
        kinds, documents = read_kinds(), 0
        for event in read_events(self.text):
            if isinstance(event, kinds.scalar):
                self._scalar(event)
            elif isinstance(event, (kinds.mapping_start, kinds.sequence_start)):
                self._open(event, {} if isinstance(event, kinds.mapping_start) else [])
            elif isinstance(event, (kinds.mapping_end, kinds.sequence_end)):
                frame = self.stack.pop()
                if self.spots is not None:
                    self.spots.note_collection(frame.path, frame.mark, frame.opened, event)
            elif isinstance(event, kinds.alias):
                raise _at("SEKI013", event.start_mark)
            elif isinstance(event, kinds.document_start):
                documents += 1
                self._refuse_directives(event, documents)
            elif isinstance(event, kinds.document_end) and event.explicit:
                self._refuse_more(event.end_mark)
            self.behind = event.end_mark.index

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            raise _at("SEKI014" if event.anchor is None else "SEKI013", event.start_mark)
        value: str | None = event.value
        if event.implicit[0]:
            if value in NOTHING:
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
        if self.asks and self.stack and self.stack[-1].opened.flow_style and self.text.startswith("?", event.start_mark.index):
            raise _at("SEKI018", event.start_mark)  # [? a : b] and [?a]: YAML 1.1 sees a key, YAML 1.2 may see a text
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
