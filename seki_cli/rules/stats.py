"""Figures: a cell is a measure, what it is told apart by, and a period; its value is a fold over the facts that lie in it.

No cell is ever made from other cells: a case counted in April and in May is one case of the year, so months do not add up
to it. 0 says that there is nothing to count; None says that it was not recorded (未入力), or that the period is still to come.
出典: records.md（0 と未入力は別）・domain の数え方は未確認
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from seki_cli.model.periods import STEPS, Period, find_period, period_of, periods_within
from seki_cli.rules.case_state import opened_on
from seki_cli.rules.measures import MEASURES
from seki_cli.rules.stats_dimensions import (
    Mark,
    dimensions_of,
    find_key,
    has_dimension,
    in_order,
    known_marks,
    label_of,
    marks_of,
    may_be_key,
)
from seki_cli.rules.stats_facts import Fact, Ground, Measure

_CASE_DOCUMENTS: Final = ("case.yaml", "household.yaml")
_FOLDERS: Final = {"referral_step": "referrals"}
_SHOWS_ONLY: Final = "profile/indicators.yaml"
"""What sets figures beside targets and changes none of them."""
_ALWAYS: Final = Period(step="fy", first=date.min, last=date.max, token="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a figure stands: `plans.decided/kind=参加支援/2025-06`. `period` may be None while nobody has said which."""

    measure: Measure
    at: tuple[tuple[str, str], ...] = ()
    period: Period | None = None

    @property
    def text(self) -> str:
        """Return the address as people type it."""
        return "/".join([*self.parts, *([self.period.token] if self.period else [])])

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the address without its period, part by part."""
        return (self.measure.id, *(f"{name}={key}" for name, key in self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One figure. `value` None: 未入力, or still to come (`ahead`). `missing`: how many 未入力 lie in it. `facts`: what it is made of.

    `labels`: the values of its dimensions for people, in the order of the address. `uncertain`: a record it may depend on
    cannot be read.
    """

    address: Address
    period: Period
    labels: tuple[str, ...] = ()
    value: int | None
    missing: int = 0
    facts: tuple[Fact, ...] = ()
    uncertain: bool = False
    ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The world that figures are drawn from, with the paths of what could not be read; facts are drawn once."""

    ground: Ground
    unread: tuple[str, ...] = ()
    _drawn: dict[tuple[str, date], tuple[Fact, ...]] = field(default_factory=dict, repr=False)

    def facts(self, measure: Measure, period: Period) -> tuple[Fact, ...]:
        """Return the facts of a measure in a period: the acts whose day lies in it, or how things stood on its last day."""
        day = min(period.last, self.ground.day)
        if period.first > self.ground.day:
            return ()
        stock = measure.way == "時点"
        key = (measure.id, day if stock else self.ground.day)
        if key not in self._drawn:
            self._drawn[key] = tuple(measure.facts(self.ground.on(key[1])))
        facts = self._drawn[key] if stock else tuple(fact for fact in self._drawn[key] if period.first <= fact.day <= day)
        return tuple(fact for fact in facts if _went_on(fact, period)) if measure.way == "継続" else facts

    def is_uncertain(self, measure: Measure) -> bool:
        """Say whether something that a measure is drawn from cannot be read."""
        return any(_concerns(path, measure) for path in self.unread)


def _went_on(fact: Fact, period: Period) -> bool:
    opened = opened_on(fact.file) if fact.file else None
    return opened is not None and opened < period.first


def _concerns(path: str, measure: Measure) -> bool:
    parts = path.split("/")
    if parts[0] == "cases" and len(parts) > 3:
        folders = {_FOLDERS.get(kind, f"{kind}s") for kind in measure.reads}
        return parts[3] in folders or (measure.of_case and parts[3] in _CASE_DOCUMENTS)
    if parts[0] in ("meetings", "resources", "gaps", "activities"):
        return {"activities": "activity"}.get(parts[0], parts[0].removesuffix("s")) in measure.reads
    return parts[0] in ("profile", "seki.yaml") and path != _SHOWS_ONLY


def count(figures: Figures, address: Address) -> Count:
    """Return the figure at an address; an address without a period asks for the 年度 of the day."""
    period = address.period or period_of("fy", figures.ground.day)
    facts = [fact for fact in figures.facts(address.measure, period) if _lies_at(figures, address, fact)]
    labels = tuple(label_of(address.measure, name, key, figures.ground.world.office) for name, key in address.at)
    return _counted(figures, Address(measure=address.measure, at=address.at, period=period), facts, labels)


def _lies_at(figures: Figures, address: Address, fact: Fact) -> bool:
    office = figures.ground.world.office
    return all(key in [mark.key for mark in marks_of(fact, name, address.measure, office)] for name, key in address.at)


def _counted(figures: Figures, address: Address, facts: Sequence[Fact], labels: tuple[str, ...] = ()) -> Count:
    measure, period = address.measure, address.period
    assert period is not None
    ahead = period.first > figures.ground.day
    known = [fact.amount for fact in facts if fact.amount is not None]
    distinct = len({fact.one for fact in facts if fact.amount is not None})
    value: int | None = distinct if measure.way in ("実", "継続") else sum(known)
    if ahead or (not known and (facts or (measure.way == "合計" and not measure.of_case))):
        value = None
    return Count(
        address=address,
        period=period,
        labels=labels,
        value=value,
        missing=len(facts) - len(known),
        facts=tuple(sorted(facts, key=lambda fact: (fact.day, fact.case, fact.record, fact.what))),
        uncertain=figures.is_uncertain(measure),
        ahead=ahead,
    )


def tabulate(figures: Figures, measure: Measure, by: Sequence[str], periods: Sequence[Period]) -> tuple[Count, ...]:
    """Return a measure's figures for every value of the dimensions `by` and every period, value by value.

    Listed are the values that occur in any of the periods and those that a list of the office knows; 未入力 comes last.
    """
    office = figures.ground.world.office
    rows: dict[tuple[str, ...], tuple[str, ...]] = {}
    if len(by) == 1:
        rows = {
            (mark.key,): (mark.label,) for mark in known_marks(measure, by[0], office, min(periods[-1].last, figures.ground.day))
        }
    sorted_out: dict[Period, dict[tuple[str, ...], list[Fact]]] = {}
    for period in periods:
        cells = sorted_out[period] = {}
        for fact in figures.facts(measure, period):
            for marks in _combined([marks_of(fact, name, measure, office) for name in by]):
                keys = tuple(mark.key for mark in marks)
                rows.setdefault(keys, tuple(mark.label for mark in marks))
                cells.setdefault(keys, []).append(fact)
    if not by:
        rows = {(): ()}
    ordered = sorted(rows, key=lambda keys: [in_order(measure, *pair, office) for pair in zip(by, keys, strict=True)])
    return tuple(
        _counted(figures, _address(measure, by, keys, period), sorted_out[period].get(keys, []), rows[keys])
        for keys in ordered
        for period in periods
    )


def _address(measure: Measure, by: Sequence[str], keys: Sequence[str], period: Period) -> Address:
    return Address(measure=measure, at=tuple(zip(by, keys, strict=True)), period=period)


def _combined(lists: Sequence[tuple[Mark, ...]]) -> list[tuple[Mark, ...]]:
    found: list[tuple[Mark, ...]] = [()]
    for marks in lists:
        found = [(*before, mark) for before in found for mark in marks]
    return found


def steps_within(figures: Figures, step: str, span: Period | None) -> tuple[Period, ...]:
    """Return the periods of a step within a span; 年度 without a span are all of which there are records."""
    day = figures.ground.day
    kind = next(known for known in STEPS if known == step)
    if span is None and kind == "fy":
        days = [fact.day for measure in MEASURES.values() if measure.way == "延" for fact in figures.facts(measure, _ALWAYS)]
        return periods_within("fy", min(days, default=day), day)
    whole = span or period_of("fy", day)
    return periods_within(kind, whole.first, whole.last)


def read_address(text: str, figures: Figures) -> Address:
    """Return the address that a person typed. Raises ValueError with a sentence that says which part is not known."""
    first, *rest = text.strip().split("/")
    measure = MEASURES.get(unicodedata.normalize("NFKC", first).strip().lower())
    if measure is None:
        raise ValueError("この項目はありません。seki stats の「欄」にある名前で書いてください")
    at: dict[str, str] = {}
    period: Period | None = None
    for part in rest:
        name, equals, key = part.partition("=")
        if not equals:
            if period is not None:
                raise ValueError("期間が二つあります。一つにしてください")
            period = find_period(part)
            if period is None:
                raise ValueError("期間として読めません。2025-06、R07-Q1、R07 のどれかの形で書いてください")
        elif name in at:
            raise ValueError("同じ分け方が二度書かれています。一つにしてください")
        else:
            at[name] = _read_key(measure, name, key, figures)
    return Address(measure=measure, at=tuple(at.items()), period=period)


def _read_key(measure: Measure, name: str, typed: str, figures: Figures) -> str:
    """Return the key of a part of an address. Raises ValueError where nothing can stand there: a slip must not look like 0."""
    office = figures.ground.world.office
    if name in STEPS:
        raise ValueError("期間は month= と書かず、2025-06、R07-Q1、R07 のどれかの形で書いてください")
    if not has_dimension(measure, name):
        known = "・".join(one.id for one in dimensions_of(measure) if one.id not in STEPS)
        raise ValueError(f"この項目（{measure.id}）は、その分け方では数えません。使える分け方: {known}")
    key = find_key(measure, name, typed, office)
    if not may_be_key(measure, name, key, office):
        facts = figures.facts(measure, _ALWAYS)
        if not any(mark.key == key for fact in facts for mark in marks_of(fact, name, measure, office)):
            raise ValueError(f"分け方 {name} に、その言葉はありません。台帳の一覧（seki registry）で確かめてください")
    return key


def by_measure(counts: Sequence[Count]) -> Mapping[tuple[str, ...], tuple[Count, ...]]:
    """Return counts of several periods row by row: what stands in one line of a table that has a column for each period."""
    rows: dict[tuple[str, ...], list[Count]] = {}
    for one in counts:
        rows.setdefault(one.address.parts, []).append(one)
    return {parts: tuple(row) for parts, row in rows.items()}
