"""The tables of `make bench`: the goals with their ratios, and the seconds and MiB behind them."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from bench.goals import GOALS, GROWTH, MET, NOT_MEASURED, NOT_MET, Cell, Figures, Goal, growth
from bench.measuring import Measured

BEGIN, END = "<!-- make bench -->", "<!-- /make bench -->"
_NAMES: Final = {
    "python": "Python だけ",
    "hello": "hello-world（同じ Typer）",
    "version": "`seki --version`",
    "help": "`seki --help`",
    "tab": "TAB（`seki note add --`）",
    "status": "`git status`",
    "due --head": "`seki due --head`",
    "due": "`seki due`",
    "check": "`seki check`（変わりなし）",
    "check cold": "`seki check`（はじめから）",
    "read": "全部のバイトを読むだけ",
    "list": "`seki case list`",
    "find": "`seki case find`",
    "rg": "`rg -l`（見出し）",
    "grep": "`grep -rl`（見出し）",
    "task": "Taskwarrior の一覧",
    "git": "`git add && git commit`",
    "new": "`seki case new`",
    "note": "`seki note add`",
}


def build_report(every: Sequence[Figures], folder: Path) -> str:
    """Return the whole report in Markdown: where it ran, the goals, the figures behind them."""
    parts = [_machine(folder), "\n".join(_goal_rows(every)), _notes(every), "\n".join(_figure_rows(every))]
    return "\n\n".join(parts) + "\n"


def write_into(page: Path, report: str) -> None:
    """Put the report into a page between its two marks, in place of the one before. Raises ValueError where they are missing."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name}: {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n\n{report}\n{END}{after}", encoding="utf-8")


def count_marks(every: Sequence[Figures]) -> Mapping[str, int]:
    """Return how many figures meet their goal, do not, and were not measured."""
    marks = [goal.judge(goal.measure(figures), figures.size) for figures in every for goal in GOALS]
    if len(every) > 1:
        marks.append(_growth_goal().judge(growth(every[0], every[-1]), every[-1].size))
    return {mark: marks.count(mark) for mark in (MET, NOT_MET, NOT_MEASURED)}


def _growth_goal() -> Goal:
    return Goal(key="G2", what="", bound=GROWTH, measure=lambda _: Cell())


def _goal_rows(every: Sequence[Figures]) -> Iterator[str]:
    yield "| | 比べたもの | 目標 | " + " | ".join(f"{one.size:,} 件" for one in every) + " |"
    yield "|---|---|---|" + "---|" * len(every)
    for goal in GOALS:
        cells = [_shown(goal, goal.measure(figures), figures.size) for figures in every]
        yield f"| {goal.key} | {goal.what} | {goal.told} | " + " | ".join(cells) + " |"
        if goal.key == "G2" and goal.at:
            yield _growth_row(every)
    yield "| G11 | 答えが索引なしの計算と同じ | 1 バイトも違わない | " + " | ".join(["`make test`"] * len(every)) + " |"


def _growth_row(every: Sequence[Figures]) -> str:
    small, large = every[0], every[-1]
    goal = _growth_goal()
    one = growth(small, large) if large is not small else Cell(why="大きさが一つです")
    what = (
        f"`due --head` の {large.size:,} 件 ÷ {small.size:,} 件"
        if large is not small
        else "`due --head` の大きい台帳 ÷ 小さい台帳"
    )
    return f"| G2 | {what} | {goal.told} | " + " | ".join([*["　"] * (len(every) - 1), _shown(goal, one, large.size)]) + " |"


def _shown(goal: Goal, cell: Cell, size: int) -> str:
    mark = goal.judge(cell, size)
    if cell.why:
        return f"{mark}（{cell.why}）"
    bound = {"more": " より多い", "less": " より少ない"}.get(cell.beyond, "")
    more = f"（{_figure(cell.best)}・{_figure(cell.cpu)}）" if cell.best is not None and cell.cpu is not None else ""
    return f"{_figure(cell.value)}{bound}{more} {mark}"


def _figure(value: float | None) -> str:
    return (
        ""
        if value is None
        else f"{value:,.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 0.1
        else f"{value:.2g}"
    )


def _notes(every: Sequence[Figures]) -> str:
    lines = ["数字は、時計の秒の中央値の比です。かっこの中は、いちばん速かった回どうしの比と、CPU の秒の比です。"]
    for one in every:
        if one.checked and one.checked[1] < one.files * 0.9:
            lines.append(
                f"check-jsonschema は、{one.size:,} 件の台帳でも {one.checked[1]:,} 件の記録だけを渡し、1 件あたりで比べました。"
            )
    if all("rg" not in one.questions for one in every):
        lines.append("`rg` が入っていないので、代わりに `grep -rl` と比べました。")
    if all(one.cold_disk is None for one in every):
        lines.append("冷えたディスク（読んだことのないファイル）では測っていません（root で BENCH_COLD=1 のときだけ測ります）。")
    return "\n".join(lines)


def _figure_rows(every: Sequence[Figures]) -> Iterator[str]:
    yield "| 中央値の秒（CPU の秒・最大のプロセスの MiB） | " + " | ".join(f"{one.size:,} 件" for one in every) + " |"
    yield "|---|" + "---|" * len(every)
    for title, rows in _groups(every):
        for name in dict.fromkeys(name for row in rows for name in row):
            yield f"| {_NAMES[name]}{title} | " + " | ".join(_took(row.get(name)) for row in rows) + " |"
    if any(one.checked for one in every):
        cells = [
            _took(one.checked[0] if one.checked else None, f"、記録 {one.checked[1]:,} 件" if one.checked else "")
            for one in every
        ]
        yield "| check-jsonschema | " + " | ".join(cells) + " |"
    yield "| 台帳のファイル | " + " | ".join(f"{one.files:,}" for one in every) + " |"


def _groups(every: Sequence[Figures]) -> Iterator[tuple[str, list[Mapping[str, Measured]]]]:
    yield "", [{**one.starts, **one.questions, **one.cold} for one in every]
    yield "（手直し 100 件）", [one.dirty for one in every]
    yield "（新しい保存に 100 件）", [one.saved for one in every]
    yield "", [{name: took for name, took in one.saves.items() if name != "hello"} for one in every]
    yield "（冷えたディスク）", [one.cold_disk or {} for one in every]


def _took(measured: Measured | None, more: str = "") -> str:
    if measured is None:
        return "—"
    if measured.failed:
        return measured.failed
    if measured.capped:
        return f"{measured.capped:.0f} 秒で打ち切り"
    return f"{_seconds(measured.wall)}（{_seconds(measured.cpu)}・{measured.peak:.0f}{more}）"


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _machine(folder: Path) -> str:
    """Return where this was measured, without any name of a machine or a place."""
    git = re.search(r"\d+\.\d+", _told("git", "--version"))
    disk = _told("stat", "-f", "-c", "%T", str(folder)).replace("ext2/ext3", "ext4")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = f"、測り終えたときの負荷（loadavg）{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{date.today()} に測りました。CPU {os.cpu_count()} 個、メモリー {memory:.0f} GiB、{platform.system()}、"
        f"Python {platform.python_version()}、git {git[0] if git else '?'}、{disk or '?'}{busy}。"
    )


def _told(*words: str) -> str:
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, text=True).stdout.strip()
