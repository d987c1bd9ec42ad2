"""A watched day answers as a plain one, and says truly on which other days all of its answers would be the same."""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model.days import add_months, age_on, fiscal_year, last_workday
from seki_cli.model.watched_day import WatchedDay
from seki_cli.model.watched_span import Watch

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))
NEAR = st.integers(min_value=-60, max_value=60)
COMPARED = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


def watched(day: date) -> tuple[WatchedDay, Watch]:
    watch = Watch(day)
    return WatchedDay(day, watch), watch


def holds(watch: Watch, day: date, question: Callable[[date], Any]) -> None:
    """Check that every plain day within the span gets the answer of the watched one, up to its very ends."""
    answer = question(day)
    first = max(watch.since or 0, day.toordinal() - 90)
    last = min(watch.until or day.toordinal() + 90, day.toordinal() + 90)
    assert first <= day.toordinal() < last
    assert [d for d in map(date.fromordinal, range(first, last)) if question(d) != answer] == []


QUESTIONS = st.one_of(
    st.tuples(st.sampled_from(COMPARED), DAYS, NEAR).map(lambda t: lambda d: t[0](d + timedelta(days=t[2]), t[1])),
    st.tuples(st.sampled_from(COMPARED), DAYS, NEAR).map(lambda t: lambda d: t[0](t[1], d - timedelta(days=t[2]))),
    st.tuples(st.sampled_from(COMPARED), DAYS, st.integers(-40, 400)).map(
        lambda t: lambda d: t[0](d - t[1], timedelta(days=t[2]))
    ),
    st.tuples(st.sampled_from(COMPARED), DAYS, st.integers(-900, 900)).map(
        lambda t: lambda d: t[0](d - t[1], timedelta(hours=t[2]))
    ),
    DAYS.map(lambda o: lambda d: max(d, o) > o),
    DAYS.map(lambda o: lambda d: sorted([o, d, o + timedelta(days=3)]).index(o)),
    DAYS.map(lambda o: lambda d: (o, 1) < (d, 0)),
    DAYS.map(lambda o: lambda d: d in (o, o + timedelta(days=9))),
    DAYS.map(lambda o: lambda d: d in {o, o + timedelta(days=9)}),
    DAYS.map(lambda o: lambda d: (d - o).days),
    DAYS.map(lambda o: lambda d: (o - d).days),
    DAYS.map(lambda o: lambda d: d + timedelta(days=2) > d > d - (date(2025, 1, 2) - date(2025, 1, 1))),
    DAYS.map(lambda o: lambda d: age_on(o.replace(year=1990, day=1), d)),
    st.just(fiscal_year),
    st.just(lambda d: (d.year, d.month)),
    st.just(lambda d: d.isoformat()),
    st.just(lambda d: f"{d} {d:%Y-%m} {d!r}"),
    st.just(lambda d: add_months(d, 3)),
    st.just(lambda d: d.weekday()),
    st.just(lambda d: last_workday(d, frozenset({date(2025, 5, 5), date(2025, 5, 4)}).__contains__)),
    st.just(lambda d: d.replace(day=1)),
    st.just(lambda d: 7),
)


@given(DAYS, st.lists(QUESTIONS, max_size=5))
def test_an_answer_holds_as_long_as_the_watch_says(day: date, questions: list[Callable[[date], Any]]) -> None:
    stands_in, watch = watched(day)
    for question in questions:
        assert question(stands_in) == question(day)
    for question in questions:
        holds(watch, day, question)


@given(DAYS, DAYS)
def test_a_comparison_costs_no_more_than_its_own_turn(day: date, other: date) -> None:
    stands_in, watch = watched(day)
    assert (stands_in < other) == (day < other)
    turn = other.toordinal()
    assert (watch.since, watch.until) == ((None, turn) if turn > day.toordinal() else (turn, None))


def test_nothing_asked_holds_for_ever() -> None:
    stands_in, watch = watched(date(2025, 7, 1))
    assert stands_in - stands_in == timedelta()
    assert stands_in + timedelta(days=1) > stands_in
    assert (watch.since, watch.until) == (None, None)
    assert type(stands_in.plain()) is date


def test_what_is_shown_counts_for_one_day() -> None:
    stands_in, watch = watched(date(2025, 7, 1))
    assert str(stands_in) == "2025-07-01"
    assert (watch.since, watch.until) == (date(2025, 7, 1).toordinal(), date(2025, 7, 2).toordinal())
