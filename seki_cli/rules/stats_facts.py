"""What is counted: facts, each a record (or a part of one) with its day, and the measures that say what becomes of them.

A measure is data: a name, a sentence that defines it, and a function from the world to its facts. Every figure is a fold
over facts, so every figure can show the records behind it.
出典: 第3章4（成果指標と活動指標により進捗状況を確認）・数え方は国の様式が手元になく未確認
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from seki_cli.model.meeting import Meeting
from seki_cli.model.record import Record
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.tabled import meetings_of_cases

Way = Literal["延", "実", "継続", "合計", "時点"]
WAYS: Final[Mapping[Way, str]] = {
    "延": "延べ。当てはまるものを1件ずつ、同じケースでも重ねて数える",
    "実": "実。期間の中で同じケース（または人）は1回だけ数える。月の数を足しても年度の数にはならない",
    "継続": "実。期間の初日より前に開いたケースだけを、期間の中で1回数える。月の数を足しても年度の数にはならない",
    "合計": "合計。記録に書かれた数を足す。書かれていないものは 0 とせず、未入力として別に数える",
    "時点": "時点。期間の最後の日（まだ来ていなければ、きょう）の様子を数える",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that counts: on which day, from which record, of which case, and what that record says of it.

    `one`: what a distinct count counts once (the case, a person of it, a meeting). `amount`: what a sum adds; None = 未入力,
    with `what` saying what is missing. `said`: the record's own words by dimension, empty where it says nothing. `extra`: the
    office's own fields.
    """

    day: date
    path: str = ""
    record: str = ""
    case: str = ""
    one: str = ""
    amount: int | None = 1
    what: str = ""
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    file: CaseFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What facts are drawn from: a settled world on a day. `around` holds for each case the meetings that concern it."""

    world: World
    day: date
    around: Mapping[str, tuple[Meeting, ...]]
    _known: dict[tuple[str, date], CaseDay] = field(default_factory=dict, repr=False)

    def on(self, day: date) -> "Ground":
        """Return the same world as it stood on another day, by what is known now."""
        return self if day == self.day else Ground(world=self.world, day=day, around=self.around, _known=self._known)

    def now(self, case: CaseFile, day: date | None = None) -> CaseDay:
        """Return a case as it stands on the day, or another one; worked out once however many measures ask."""
        key = (case.id, day or self.day)
        if key not in self._known:
            self._known[key] = build_case_day(case, self.around.get(case.id, ()), self.world.office, key[1])
        return self._known[key]

    def agency_of(self, staff: str, day: date) -> str:
        """Return the agency at which a member of staff was posted on a day; empty where the roll does not say."""
        posting = self.world.office.posting(staff, day) if staff else None
        return posting.agency if posting else ""


def build_ground(world: World, day: date) -> Ground:
    """Return the ground for the figures of a settled world on a day."""
    return Ground(world=world, day=day, around=meetings_of_cases(world))


Facts = Callable[[Ground], Iterable[Fact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that is counted: `id` is part of every address and never changes, `means` is the definition people read.

    `by`: the dimensions of its own that it can be told apart by; measures of cases have those of the case too (`of_case`).
    `words`: how the words of a dimension are read, where that differs from measure to measure. `split`: the dimension that
    a list of everything shows below the total. `reads`: the kinds of records it is drawn from: where one cannot be read,
    the figure is uncertain.
    """

    id: str
    name: str
    unit: str
    way: Way
    means: str
    facts: Facts
    reads: tuple[str, ...]
    by: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    of_case: bool = True
    source: str = "未確認"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A group of measures under one heading."""

    title: str
    measures: tuple[Measure, ...]


def said(**words: str | Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return a record's words by dimension: nothing said is an empty tuple, which counts as 未入力."""
    return {
        name: ((word,) if word else ()) if isinstance(word, str) else tuple(dict.fromkeys(filter(None, word)))
        for name, word in words.items()
    }


def case_fact(case: CaseFile, record: Record, day: date, *, one: str = "", amount: int | None = 1, **words: Any) -> Fact:
    """Return the fact that a record of a case is; `words` are its own words by dimension."""
    return Fact(
        day=day,
        path=record.path,
        record=record.id or record.record_kind,
        case=case.id,
        one=one or case.id,
        amount=amount,
        said=said(**words),
        extra={**case.head.extra, **record.extra},
        file=case,
    )
