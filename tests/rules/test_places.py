"""参加支援: who has a place where, on which day, and which step may follow which."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model.meeting import Resource
from seki_cli.model.plan import Placement
from seki_cli.rules.places import current_places, may_follow, may_place, places_of, places_taken
from seki_cli.rules.plans import plan_states
from tests.rules.worlds import (
    OTHER_CASE,
    OTHER_PLAN,
    PLAN,
    case_file,
    consent,
    correction,
    day,
    decision,
    intake,
    office,
    placement,
    plan,
    settled,
    world,
)

FARM = "S-AAAAAAA"
SHOP = "S-BBBBBBB"
SANKA = plan(kind="参加支援", every=3)
RUNS = (intake("2025-04-01"), consent("2025-04-01"), SANKA, decision("2025-04-10"))
OPEN = Resource(schema="resource/1", id=FARM, path=f"resources/{FARM}.yaml", name="農園")


@pytest.mark.parametrize(
    ("steps", "on", "taken"),
    [
        ((), "2025-06-01", 0),
        ((("2025-05-01", "見学"), ("2025-05-08", "体験")), "2025-06-01", 0),
        ((("2025-05-01", "開始"),), "2025-04-30", 0),
        ((("2025-05-01", "開始"),), "2025-05-01", 1),
        ((("2025-05-01", "開始"), ("2025-05-20", "定着確認")), "2025-06-01", 1),
        ((("2025-05-01", "開始"), ("2025-05-20", "終了")), "2025-05-19", 1),
        ((("2025-05-01", "開始"), ("2025-05-20", "終了")), "2025-05-20", 0),
        ((("2025-05-01", "開始"), ("2025-05-20", "中止")), "2025-06-01", 0),
        ((("2025-05-01", "開始"), ("2025-05-20", "終了"), ("2025-06-01", "開始")), "2025-06-01", 1),
        # two clones that both recorded the start: one person sits on one chair
        ((("2025-05-01", "開始"), ("2025-05-02", "開始")), "2025-06-01", 1),
        ((("2025-05-20", "終了"),), "2025-06-01", 0),
    ],
)
def test_a_place_is_taken_from_the_start_to_the_end(steps: tuple[tuple[str, str], ...], on: str, taken: int) -> None:
    one = world(case_file(*RUNS, *(placement(when, what) for when, what in steps)))
    assert places_taken(one, FARM, day(on)) == taken


def test_every_plan_counts_for_itself_and_every_resource() -> None:
    mine = case_file(*RUNS, placement("2025-05-01", "開始"), placement("2025-05-02", "開始", resource=SHOP))
    theirs = replace(
        case_file(*RUNS, placement("2025-04-20", "開始", plan=OTHER_PLAN), id=OTHER_CASE),
    )
    both = world(mine, theirs)
    assert [(p.case, p.plan, str(p.since)) for p in current_places(both, FARM, day("2025-06-01"))] == [
        (OTHER_CASE, OTHER_PLAN, "2025-04-20"),
        (mine.id, PLAN, "2025-05-01"),
    ]
    assert places_taken(both, SHOP, day("2025-06-01")) == 1


def test_the_place_stays_when_the_plan_has_ended() -> None:
    ended = decision("2025-06-01", "終結", next_lead="なし")
    case = settled(*RUNS, placement("2025-05-01", "開始"), ended)
    (place,) = places_of(case, day("2025-07-01"))
    assert (place.resource, place.since, place.last.step) == (FARM, day("2025-05-01"), "開始")


def test_a_start_that_was_voided_takes_no_place() -> None:
    start = placement("2025-05-01", "開始")
    void = correction(start, id="20250502-P009", void=True)
    assert places_taken(world(case_file(*RUNS, start, void)), FARM, day("2025-06-01")) == 0


def verdict(step: str, on: str, *steps: tuple[str, str], resource: Resource = OPEN, records: tuple = RUNS):
    case = settled(*records, *(placement(when, what) for when, what in steps))
    (state,) = plan_states(case, (), office(), day(on))
    return may_place(case, state, resource, step, day(on))


@pytest.mark.parametrize(
    ("step", "on", "steps", "ok"),
    [
        ("開始", "2025-04-09", (), False),
        ("見学", "2025-04-09", (), True),
        ("開始", "2025-04-10", (), True),
        # a day that was forgotten is written later, as long as what follows still fits
        ("見学", "2025-05-01", (("2025-05-10", "開始"),), True),
        ("開始", "2025-05-01", (("2025-05-10", "開始"),), False),
        ("終了", "2025-05-20", (("2025-05-10", "開始"), ("2025-06-01", "定着確認")), False),
        ("定着確認", "2025-05-20", (("2025-05-10", "開始"), ("2025-06-01", "終了")), True),
        ("中止", "2025-05-20", (("2025-05-10", "開始"), ("2025-06-01", "開始")), True),
    ],
)
def test_a_step_fits_what_comes_before_and_after(step: str, on: str, steps: tuple[tuple[str, str], ...], ok: bool) -> None:
    said = verdict(step, on, *steps)
    assert bool(said) == ok
    assert ok or (said.reason and said.remedy)


def test_a_closed_resource_lets_people_leave_only() -> None:
    closed = replace(OPEN, until=day("2025-05-31"))
    started = ("2025-05-01", "開始")
    assert verdict("定着確認", "2025-05-31", started, resource=closed)
    assert not verdict("定着確認", "2025-06-01", started, resource=closed)
    assert verdict("中止", "2025-06-01", started, resource=closed)
    assert verdict("終了", "2025-06-01", started, resource=closed)
    assert not verdict("見学", "2025-06-01", resource=closed)


def test_after_the_plan_has_ended_nobody_is_shown_around_but_a_seat_is_given_back() -> None:
    ended = (*RUNS, decision("2025-06-01", "終結", next_lead="なし", id="20250601-D002"))
    assert not verdict("見学", "2025-06-02", records=ended)
    assert verdict("終了", "2025-06-02", ("2025-05-01", "開始"), records=ended)
    assert verdict("定着確認", "2025-06-02", ("2025-05-01", "開始"), records=ended)


def test_a_plan_of_another_kind_places_nobody() -> None:
    other = (*RUNS[:2], plan(every=3), RUNS[3])
    said = verdict("見学", "2025-04-20", records=other)
    assert not said
    assert "参加支援" in said.reason


def test_nothing_begun_cannot_go_on() -> None:
    for step in ("定着確認", "中止", "終了"):
        said = may_follow((), step)
        assert not said
        assert said.because == ""


STEPS = ("見学", "体験", "開始", "定着確認", "中止", "終了")


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(STEPS)), max_size=12))
def test_whatever_is_accepted_in_whatever_order_makes_a_history_that_holds(tried: list[tuple[int, str]]) -> None:
    """Days are written down late and out of order; each is judged against both its sides, so that the whole stays sound."""
    first = day("2025-05-01")
    done: list[Placement] = []
    for number, (after, step) in enumerate(tried):
        on = first + timedelta(days=after)
        case = settled(*RUNS, *done)
        (state,) = plan_states(case, (), office(), on)
        if may_place(case, state, OPEN, step, on):
            recorded = f"2025-06-01T{number:02d}:00:00+09:00"
            done.append(placement(on.isoformat(), step, id=f"20250601-P{number:03d}", recorded=recorded))
    history = sorted(done, key=lambda one: one.order)
    assert all(may_follow(history[:place], one.step) for place, one in enumerate(history))
    ends, starts = (sum(one.step in words for one in history) for words in (("中止", "終了"), ("開始",)))
    taken = places_taken(world(case_file(*RUNS, *done)), FARM, day("2025-07-01"))
    assert taken in (0, 1)
    assert starts - ends <= taken <= starts
