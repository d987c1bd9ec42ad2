"""The voice: says an answer to a person or a program. Nobody else writes to stdout or stderr."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, Final, TextIO

from seki_cli.errors import Misuse, SekiError
from seki_cli.model.answer import Answer, Cell, Column, Lines, Paper, Table, View
from seki_cli.model.dialogue import Asker
from seki_cli.model.plain import visible
from seki_cli.model.verdict import Finding
from seki_cli.model.width import shortened, width_of, wrapped
from seki_cli.patience import showing, showing_bar
from seki_cli.streams import say

_SEVERITY: Final = {"error": "誤り", "warning": "注意", "hint": "参考"}
_NEVER_BROKEN: Final = 15  # ids and days stay in one piece, or nobody can copy them
_LEAST: Final = 12
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Voice:
    """Speaks one answer, in the form that was asked for. `day` is set once main knows it."""

    def __init__(self, *, as_json: bool, words: tuple[str, ...], format: str = "", quiet: bool = False) -> None:
        """Take the form of the answer and the command words for the envelope."""
        self.as_json = as_json
        self.words = words
        self.format = format
        self.quiet = quiet
        self.day: date | None = None

    def speak(self, answer: Answer) -> int:
        """Say an answer whole and return its exit code."""
        if self.as_json:
            self._envelope(answer.data, answer.findings, answer.exit_code, None)
            return answer.exit_code
        for view in self._wanted(answer.views):
            self._show(view)
        out = sys.stdout if answer.findings_are_answer else sys.stderr
        for finding in answer.findings:
            _tell(out, finding_lines(finding))
        _tell(sys.stderr, answer.warnings)
        if not self.quiet:
            _tell(sys.stderr, answer.notes)
        sys.stdout.flush()
        return answer.exit_code

    def refuse(self, error: SekiError) -> int:
        """Say why this call cannot go on and return its exit code."""
        if self.as_json:
            told = {"kind": error.kind, "message": error.message, "where": error.where, "remedy": error.remedy}
            self._envelope({}, (), error.code, told)
            return error.code
        lines = [*getattr(error, "__notes__", ()), error.message, *([f"  場所: {error.where}"] if error.where else [])]
        lines += f"  次に: {error.remedy}".split("\n") if error.remedy else []
        _tell(sys.stderr, lines)
        return error.code

    def interrupted(self, code: int) -> int:
        """Say that the person stopped the call."""
        if self.as_json:
            self._envelope({}, (), code, {"kind": "interrupted", "message": "中断しました", "where": "", "remedy": ""})
        else:
            _print(sys.stderr, ["", "中断しました。保存していないものは書き込まれていません。"])
        return code

    def asker(self) -> Asker | None:
        """Return someone who can ask the person, or None where stdin or stderr is no terminal."""
        if self.as_json or not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
            return None
        from seki_cli.prompt import TerminalAsker

        return TerminalAsker()

    def working(self, what: str) -> AbstractContextManager[None]:
        """Say on a terminal what takes so long, after a second of silence, and take the line away when it is done."""
        return showing(what) if self._is_watched() else nullcontext()

    def counting(self, what: str, many: int) -> AbstractContextManager[Callable[[int], None]]:
        """Show on a terminal how far a long work is: what is given is to be called with how many more are done."""
        return showing_bar(what, many) if self._is_watched() else nullcontext(lambda _more: None)

    def _is_watched(self) -> bool:
        return not self.as_json and not self.quiet and sys.stderr.isatty()

    def _envelope(
        self, data: Mapping[str, Any], findings: Iterable[Finding], exit_code: int, error: Mapping[str, str] | None
    ) -> None:
        import json

        told = {
            "seki_result": 1,
            "command": list(self.words),
            "as_of": self.day.isoformat() if self.day else None,
            "exit_code": exit_code,
            "data": data,
            "findings": [finding_data(finding) for finding in findings],
            "error": error,
        }
        text = json.dumps(told, ensure_ascii=False, indent=2, default=_json_value) + "\n"
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()

    def _wanted(self, views: tuple[View, ...]) -> tuple[View, ...]:
        """Return what stands on stdout: for a sheet the table alone, since a heading above it would be a row of its own."""
        tables = tuple(view for view in views if isinstance(view, Table)) if self.format in ("csv", "tsv") else ()
        if len(tables) > 1:
            raise Misuse(
                "表がいくつもあるので、この --format では出せません", remedy="--format を外すか、--json で出してください"
            )
        return tables or views

    def _show(self, view: View) -> None:
        if isinstance(view, Paper):
            say(sys.stdout, view.text if view.text.endswith("\n") else view.text + "\n")
        elif isinstance(view, Lines):
            lines = ([view.title] if view.title else []) + list(view.lines)
            _tell(sys.stdout, lines, view.most)
        elif self.format in ("csv", "tsv"):
            _print_separated(view, self.format)
        elif self.format not in ("", "table"):
            raise Misuse("この一覧に使えない --format です", remedy="table・json・csv・tsv のどれかを指定してください")
        else:
            _print_table(view)


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as the envelope holds it."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.place,
        "line": finding.line,
        "column": finding.column,
        "case": finding.case,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def finding_lines(finding: Finding) -> list[str]:
    """Return a finding as people read it: place, kind, code and sentence; then what to do now."""
    place = f"{finding.place}:{finding.line}:{finding.column}: " if finding.path and finding.line else ""
    place = place or (f"{finding.place}: " if finding.place else "")
    lines = [f"{place}{_SEVERITY[finding.severity]} {finding.code} {finding.message}"]
    return [*lines, f"  次に: {finding.remedy}"] if finding.remedy and finding.severity != "hint" else lines


def _broken(lines: Iterable[str], most: int = 0) -> Iterator[str]:
    """Yield lines broken at the terminal's width, each into so many parts at most (0: any)."""
    width = shutil.get_terminal_size().columns
    return (part for line in lines for part in (shortened(line, width, most) if most else wrapped(line, width)))


def _json_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _tell(out: TextIO, lines: Iterable[str], most: int = 0) -> None:
    """Write lines as they are, but on a terminal broken between words at its edge."""
    _print(out, _broken(lines, most) if out.isatty() else lines)


def _print(out: TextIO, lines: Iterable[str]) -> None:
    for line in lines:
        say(out, visible(line) + "\n")


def _for_people(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "はい" if cell else "いいえ"
    if isinstance(cell, date):
        from seki_cli.model.wareki import show_day_short

        return show_day_short(cell)
    if isinstance(cell, tuple):
        return "・".join(cell)
    return "" if cell is None else str(cell)


def _for_programs(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return " ".join(cell)
    return "" if cell is None else str(cell)


def _print_separated(table: Table, format: str) -> None:
    keys = [column.key for column in table.columns]
    rows = [[_for_programs(row.get(key)) for key in keys] for row in table.rows]
    if format == "tsv":
        body = "".join("\t".join(visible(c.replace("\n", " ")) for c in row) + "\n" for row in [keys, *rows])
        sys.stdout.buffer.write(body.encode())
        return
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[column.title for column in table.columns], *map(_formula_safe, rows)])
    sys.stdout.buffer.write(("\ufeff" + out.getvalue()).encode())


def _formula_safe(row: list[str]) -> list[str]:
    """Keep a spreadsheet from taking a text for a formula, full-width signs included (＝ starts one in Japanese Excel)."""
    return ["'" + visible(c) if unicodedata.normalize("NFKC", c.lstrip()).startswith(_FORMULA) else visible(c) for c in row]


def _print_table(table: Table) -> None:
    if not table.rows:
        _tell(sys.stdout, [table.empty] if table.empty else [])
        return
    rows = [[visible(_for_people(row.get(column.key))) for column in table.columns] for row in table.rows]
    if sys.stdout.isatty():
        _print_rich(table.title, table.columns, rows)
        return
    titles = [column.title for column in table.columns]
    widths = [max(map(width_of, texts)) for texts in zip(titles, *rows, strict=True)]
    lines = ["  ".join(t + " " * (w - width_of(t)) for t, w in zip(row, widths, strict=True)).rstrip() for row in [titles, *rows]]
    _print(sys.stdout, ([table.title] if table.title else []) + lines)


def _print_rich(title: str, columns: tuple[Column, ...], rows: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, no_color="NO_COLOR" in os.environ or None)
    longest = [max(width_of(text) for text in texts) for texts in zip((c.title for c in columns), *rows, strict=True)]
    kept, gap = _fitting(columns, longest, console.width)
    if not gap:
        _print_stacked(title, columns, rows)
        return
    table = RichTable(
        box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", pad_edge=False, padding=(0, gap - 1, 0, 0)
    )
    for number in kept:
        table.add_column(Text(columns[number].title), overflow="fold", no_wrap=_stays_whole(columns[number], longest[number]))
    for row in rows:
        table.add_row(*(Text(row[number]) for number in kept))
    console.print(table)


def _print_stacked(title: str, columns: tuple[Column, ...], rows: list[list[str]]) -> None:
    """Show a list below one another where no table fits: an id in two pieces could not be copied."""
    lines = [title] if title else []
    for first, *rest in rows:
        cells = [(column.title, cell) for column, cell in zip(columns[1:], rest, strict=True) if cell]
        lines.append(" ".join((first, *(cell for name, cell in cells if not name))))
        lines += [f"  {name} {cell}" for name, cell in cells if name]
    _print(sys.stdout, _broken(lines))


def _stays_whole(column: Column, longest: int) -> bool:
    return longest <= _NEVER_BROKEN or column.key == "id"


def _fitting(columns: tuple[Column, ...], longest: list[int], width: int) -> tuple[list[int], int]:
    """Return the columns that a terminal has room for, spare ones left out from the right, and the gap between them.

    A gap of 1 stands closer than looks good, 0 says that ids could not stay in one piece.
    """
    kept = list(range(len(columns)))

    def needed(gap: int) -> int:
        return sum((longest[n] if _stays_whole(columns[n], longest[n]) else _LEAST) + gap for n in kept)

    for number in reversed([n for n in kept if columns[n].spare]):
        if needed(2) > width:
            kept.remove(number)
    return kept, 2 if needed(2) <= width else 1 if needed(1) + 1 <= width else 0
