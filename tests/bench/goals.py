"""The goals of speed, each a ratio of two things measured in one run, and whether it is met."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from bench.measuring import Measured

MET, NOT_MET, NO_GOAL, NOT_MEASURED = "達成", "未達", "目標なし", "測っていません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured at one size. `checked`: check-jsonschema and the number of its records; None where it was not measured.

    `files` is how many records the workspace holds; `own` the peaks in MiB of seki's own processes, by the name of the job.
    """

    size: int
    files: int
    starts: Mapping[str, Measured]
    questions: Mapping[str, Measured]
    cold: Mapping[str, Measured]
    dirty: Mapping[str, Measured]
    saved: Mapping[str, Measured]
    saves: Mapping[str, Measured]
    own: Mapping[str, float]
    checked: tuple[Measured, int] | None = None
    cold_disk: Mapping[str, Measured] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure of one goal at one size: the ratio of the medians, that of the fewest seconds, that of the processors' seconds.

    The medians are judged: on a busy machine a short command finds a quiet moment more easily than a long one. `beyond`: one of the two was ended before it was done, so that the true
    figure is `more` or `less` than this one. `why`: nothing was measured, and why.
    """

    value: float = 0.0
    best: float | None = None
    cpu: float | None = None
    beyond: Literal["", "more", "less"] = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal: what is divided by what, the bound, and for which sizes it holds (`at`; without it for `bound` at all sizes)."""

    key: str
    what: str
    measure: Callable[[Figures], Cell]
    bound: float | None = None
    at: Mapping[int, float] = field(default_factory=dict)
    at_least: bool = False
    unit: str = "倍"

    def wanted(self, size: int) -> float | None:
        """Return the bound at a size; None where no goal is set there."""
        return self.at.get(size) if self.at else self.bound

    @property
    def told(self) -> str:
        """Return the goal in words."""
        sign = "以上" if self.at_least else "以下"
        if not self.at:
            return f"{self.bound:g} {self.unit}{sign}"
        return "、".join(f"{size:,} 件で {bound:g} {self.unit}{sign}" for size, bound in self.at.items())

    def judge(self, cell: Cell, size: int) -> str:
        """Say whether a goal is met. What is only known to be more or less than a figure may leave that open."""
        if cell.why:
            return NOT_MEASURED
        wanted = self.wanted(size)
        if wanted is None:
            return NO_GOAL
        met = cell.value >= wanted if self.at_least else cell.value <= wanted
        if cell.beyond and (cell.beyond == "more") != (self.at_least == met):
            return NOT_MEASURED
        return MET if met else NOT_MET


def ratio(one: Measured | None, other: Measured | None, why: str = "") -> Cell:
    """Return how many times as long one took as the other; not measured where either is missing."""
    if one is None or other is None:
        return Cell(why=why or "入っていません")
    if one.failed or other.failed:
        return Cell(why=one.failed or other.failed)
    if one.capped and other.capped:
        return Cell(why="時間がかかりすぎました")
    if one.capped or other.capped:
        return Cell(value=one.wall / other.wall, beyond="more" if one.capped else "less")
    return Cell(value=one.wall / other.wall, best=one.best / other.best, cpu=one.cpu / max(other.cpu, 1e-4))


def _saved(figures: Figures, name: str) -> Cell:
    """Return how many times a bare commit a save takes, beyond a start."""
    save, start, git = (figures.saves[word] for word in (name, "hello", "git"))
    if save.failed or git.failed:
        return Cell(why=save.failed or git.failed)
    if save.capped:
        return Cell(value=(save.capped - start.wall) / git.wall, beyond="more")
    return Cell(
        value=(save.wall - start.wall) / git.wall,
        best=(save.best - start.best) / git.best,
        cpu=(save.cpu - start.cpu) / git.cpu,
    )


def _checked(figures: Figures) -> Cell:
    """Return how many times as long check-jsonschema takes for a record as seki, which also applies every rule."""
    if figures.checked is None:
        return Cell(why="check-jsonschema を入れられませんでした")
    other, files = figures.checked
    own, share = figures.cold["check cold"], figures.files / files
    one = ratio(other, own)
    more = {"best": one.best * share, "cpu": one.cpu * share} if one.best is not None and one.cpu is not None else {}
    return one if one.why else replace(one, value=one.value * share, **more)


def _task(figures: Figures) -> Cell:
    return ratio(figures.questions.get("task"), figures.questions["due --head"], "Taskwarrior が入っていません")


def _grep(figures: Figures, name: str) -> Cell:
    rg = figures.questions.get("rg")
    return ratio(figures.questions[name], rg or figures.questions["grep"])


def _own(figures: Figures, *names: str) -> Cell:
    """Return the highest peak of some commands beyond that of bare Python."""
    if not all(name in figures.own for name in names):
        return Cell(why="終わりませんでした")
    return Cell(value=max(figures.own[name] for name in names) - figures.starts["python"].peak)


GOALS: Final = (
    Goal(key="G1", what="`--version` ÷ hello-world", bound=1.3, measure=lambda f: ratio(f.starts["version"], f.starts["hello"])),
    Goal(key="G1", what="`--help` ÷ hello-world", bound=1.3, measure=lambda f: ratio(f.starts["help"], f.starts["hello"])),
    Goal(
        key="G1",
        what="TAB で補うオプション ÷ `--version`",
        bound=1.0,
        measure=lambda f: ratio(f.starts["tab"], f.starts["version"]),
    ),
    Goal(
        key="G2",
        what="`due --head` ÷ hello-world",
        bound=2.0,
        measure=lambda f: ratio(f.questions["due --head"], f.questions["hello"]),
    ),
    Goal(
        key="G2",
        what="`due --head` ÷ `git status`",
        at={10_000: 0.35},
        measure=lambda f: ratio(f.questions["due --head"], f.questions["status"]),
    ),
    Goal(
        key="G3",
        what="`due` ÷ `git status`",
        at={10_000: 1.5, 50_000: 1.25},
        measure=lambda f: ratio(f.questions["due"], f.questions["status"]),
    ),
    Goal(
        key="G4",
        what="手直しが 100 件のときの `due` ÷ `git status`",
        bound=1.6,
        measure=lambda f: ratio(f.dirty["due"], f.dirty["status"]),
    ),
    Goal(
        key="G4",
        what="新しい保存に 100 件あるときの `due --head` ÷ `git status`",
        bound=1.0,
        measure=lambda f: ratio(f.saved["due --head"], f.saved["status"]),
    ),
    Goal(key="G5", what="check-jsonschema ÷ はじめからの `check`（記録 1 件あたり）", bound=30, at_least=True, measure=_checked),
    Goal(
        key="G5",
        what="はじめからの `check` ÷ 全部のバイトを読むだけ",
        bound=15,
        measure=lambda f: ratio(f.cold["check cold"], f.cold["read"]),
    ),
    Goal(
        key="G6",
        what="変わりのないときの `check` ÷ `git status`",
        bound=1.6,
        measure=lambda f: ratio(f.questions["check"], f.questions["status"]),
    ),
    Goal(key="G7", what="`case list` ÷ 見出しを探す `rg -l`", at={10_000: 0.7}, measure=lambda f: _grep(f, "list")),
    Goal(key="G7", what="`case find` ÷ 見出しを探す `rg -l`", at={10_000: 0.7}, measure=lambda f: _grep(f, "find")),
    Goal(key="G8", what="（`case new` − hello-world）÷ `git add && git commit`", bound=3, measure=lambda f: _saved(f, "new")),
    Goal(key="G8", what="（`note add` − hello-world）÷ `git add && git commit`", bound=3, measure=lambda f: _saved(f, "note")),
    Goal(key="G9", what="Taskwarrior の一覧 ÷ `due --head`", at={10_000: 1.5, 50_000: 5}, at_least=True, measure=_task),
    Goal(
        key="G10",
        what="`due`・`due --head` のメモリー（git と Python を除く）",
        at={10_000: 60},
        unit="MiB ",
        measure=lambda f: _own(f, "due", "due --head"),
    ),
    Goal(
        key="G10",
        what="はじめからの `check` の 1 プロセスのメモリー（git と Python を除く）",
        bound=60,
        unit="MiB ",
        measure=lambda f: _own(f, "check cold"),
    ),
)

GROWTH: Final = 2.0
"""G2: how many times as long `due --head` may take at the largest size as at the smallest."""


def growth(small: Figures, large: Figures) -> Cell:
    """Return how many times as long `due --head` takes at the largest size as at the smallest."""
    return ratio(large.questions["due --head"], small.questions["due --head"])
