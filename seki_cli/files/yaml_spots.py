"""Where each value of a text stands: for the line of a finding, and for edits that leave every other line alone."""

from dataclasses import dataclass
from typing import Any

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """The place of one value in a text.

    `line` and `column` are 1-based and those of the key (in a list: of the item). The rest counts from 0: `start` and `end`
    are indexes into the text, `row` and `left` the line and column of `start`, `bottom` the last line that holds anything of
    the value. `style` is plain, ', ", |, >, block (a mapping or list over lines) or flow (one in brackets).
    """

    line: int
    column: int
    start: int
    end: int
    row: int
    left: int
    bottom: int
    style: str


class Spots:
    """Collects the places while the reader reads, in the order of the text."""

    __slots__ = ("bottom", "found", "text")

    def __init__(self, text: str) -> None:
        """Begin with nothing found; `bottom` is the last line that holds anything so far."""
        self.text = text
        self.found: dict[KeyPath, Spot] = {}
        self.bottom = 0

    def note_scalar(self, path: KeyPath, mark: Any, event: Any) -> None:
        """Note a text or an empty value; `mark` is that of its key or of itself."""
        style = event.style or "plain"
        end = event.end_mark
        bottom = self._last_row_of_block(event) if style in {"|", ">"} else end.line
        self._note(path, mark, event.start_mark, end.index, bottom=bottom, style=style)

    def note_collection(self, path: KeyPath, mark: Any, opened: Any, closed: Any) -> None:
        """Note a mapping or list once it is closed: one in block style ends where the last value in it ends."""
        flow = bool(opened.flow_style)
        bottom = closed.end_mark.line if flow else self.bottom
        self._note(path, mark, opened.start_mark, closed.end_mark.index, bottom=bottom, style="flow" if flow else "block")

    def _note(self, path: KeyPath, mark: Any, start: Any, end: int, *, bottom: int, style: str) -> None:
        self.bottom = max(self.bottom, bottom)
        self.found[path] = Spot(
            line=mark.line + 1,
            column=mark.column + 1,
            start=start.index,
            end=end,
            row=start.line,
            left=start.column,
            bottom=bottom,
            style=style,
        )

    def _last_row_of_block(self, event: Any) -> int:
        """Return the last row of a | or > text: the parser's own mark lies behind the blank lines that follow."""
        rows = self.text[event.start_mark.index : event.end_mark.index].split("\n")
        if not rows[-1].strip(" "):
            rows.pop()
        keeps_blank_rows = "+" in rows[0].split("#")[0] if rows else False
        while not keeps_blank_rows and rows and not rows[-1].strip(" "):
            rows.pop()
        return int(event.start_mark.line) + max(len(rows) - 1, 0)
