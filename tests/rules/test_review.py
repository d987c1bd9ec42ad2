"""The next review of a running plan: the table is the specification.

A review is written "day" (goes on), "day → day" (sets the next), "day 変更が必要" (leads to a meeting).
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model.office import Intervals
from seki_cli.model.plan import Schedule
from seki_cli.rules.plans import plan_states
from seki_cli.rules.review import first_slot, review_days
from tests.rules.worlds import PLAN, closing, day, decision, office, plan, review, settled

WAITS = "会議待ち"
NONE_LEFT = "予定なし"


def reviews(texts):
    for num, text in enumerate(texts, start=1):
        on, _, rest = text.partition(" ")
        result = rest if rest and not rest.startswith("→") else "継続"
        yield review(on, result, next=rest[2:] if rest.startswith("→") else None, id=f"{day(on):%Y%m%d}-M{num:03d}")


def asked(case, as_of, **intervals):
    (state,) = plan_states(case, (), office(**intervals), day(as_of))
    if state.review is None:
        return None
    if state.review.waits_since:
        return f"{WAITS} {state.review.waits_since}"
    return NONE_LEFT if state.review.none_left else str(state.review.due_on)


@pytest.mark.parametrize(
    ("schedule", "decided", "written", "as_of", "expected"),
    [
        # no review yet: the first slot after the decision
        ({"first": "2025-05-01", "every": 3}, "2025-04-10", [], "2025-04-10", "2025-05-01"),
        ({"first": "2025-05-01", "every": 3}, "2025-04-10", [], "2025-12-31", "2025-05-01"),  # it stays, overdue
        ({"first": "2025-05-01", "every": 3}, "2025-05-01", [], "2025-05-01", "2025-08-01"),  # the day itself is not after it
        ({"dates": ["2025-07-01", "2025-05-15"]}, "2025-04-10", [], "2025-04-10", "2025-05-15"),  # listed days, any order
        ({"dates": ["2025-05-15"], "first": "2025-04-20", "every": 1}, "2025-04-10", [], "2025-04-10", "2025-05-15"),
        ({"first": "2025-05-01"}, "2025-04-10", ["2025-05-01"], "2025-05-02", "2025-08-01"),  # review_months 3 of the office
        # without a first day: first_review_months after the decision, then on from there, clamped from the anchor
        ({"every": 3}, "2025-01-31", [], "2025-02-28", "2025-02-28"),
        ({"every": 1}, "2025-01-31", ["2025-02-28"], "2025-03-01", "2025-03-31"),
        ({"every": 1}, "2025-01-31", ["2025-03-31"], "2025-04-01", "2025-04-30"),
        ({"every": 3}, "2025-01-31", ["2025-02-28"], "2025-03-01", "2025-05-31"),
        ({}, "2024-01-30", [], "2024-02-01", "2024-02-29"),
        ({"first": "2025-01-31", "every": 1}, "2025-01-10", ["2025-01-31"], "2025-02-01", "2025-02-28"),
        ({"first": "2025-01-31", "every": 1}, "2025-01-10", ["2025-02-28"], "2025-03-01", "2025-03-31"),
        ({"first": "2023-12-31", "every": 2}, "2023-12-01", ["2023-12-31"], "2024-01-01", "2024-02-29"),
        # a carried-over schedule is not overdue at once
        ({"first": "2024-05-01", "every": 3}, "2025-04-10", [], "2025-04-10", "2025-05-01"),
        ({"dates": ["2025-02-01", "2025-03-01", "2025-06-01"]}, "2025-04-10", [], "2025-04-10", "2025-06-01"),
        ({"dates": ["2025-02-01", "2025-04-10"]}, "2025-04-10", [], "2025-04-10", NONE_LEFT),
        # reviews without a next day: the first slot after the review's day
        ({"first": "2025-05-01", "every": 1}, "2025-04-10", ["2025-05-01"], "2025-05-01", "2025-06-01"),
        ({"first": "2025-05-01", "every": 1}, "2025-04-10", ["2025-04-20"], "2025-04-30", "2025-05-01"),  # early: the slot stands
        ({"first": "2025-05-01", "every": 1}, "2025-04-10", ["2025-05-20"], "2025-05-21", "2025-06-01"),  # late
        (
            {"first": "2025-05-01", "every": 1},
            "2025-04-10",
            ["2025-07-15"],
            "2025-07-16",
            "2025-08-01",
        ),  # no ghosts of missed slots
        ({"dates": ["2025-05-01", "2025-08-01"]}, "2025-04-10", ["2025-05-02", "2025-08-20"], "2025-09-01", NONE_LEFT),
        # reviews that set the next day
        ({"every": 3}, "2025-01-31", ["2025-02-10 → 2025-03-31"], "2025-03-31", "2025-03-31"),  # an early review moves the next
        ({"every": 1}, "2025-01-31", ["2025-03-05 → 2025-04-05"], "2025-03-31", "2025-04-05"),  # a late one leaves no ghost
        (
            {"first": "2025-05-01", "every": 1},
            "2025-04-10",
            ["2025-05-01 → 2025-07-10"],
            "2025-07-20",
            "2025-07-10",
        ),  # moved beyond a slot
        (
            {"first": "2025-05-01", "every": 1},
            "2025-04-10",
            ["2025-05-01 → 2025-05-08"],
            "2025-05-20",
            "2025-05-08",
        ),  # sooner than the slot
        (
            {"first": "2025-05-01", "every": 1},
            "2025-04-10",
            ["2025-05-01 → 2025-05-01"],
            "2025-05-02",
            "2025-06-01",
        ),  # not later: no next day
        ({"first": "2025-05-01", "every": 1}, "2025-04-10", ["2025-05-01 → 2025-04-01"], "2025-05-02", "2025-06-01"),
        ({"dates": ["2025-05-01"]}, "2025-04-10", ["2025-05-01 → 2025-06-30"], "2025-05-02", "2025-06-30"),
        ({"dates": ["2025-05-01"]}, "2025-04-10", ["2025-05-01 → 2025-06-30", "2025-06-30"], "2025-07-01", NONE_LEFT),
        # the latest counts; of one day the last recorded, whatever the id
        ({"every": 1}, "2025-01-31", ["2025-02-10 → 2025-06-01", "2025-03-01 → 2025-04-15"], "2025-03-02", "2025-04-15"),
        ({"every": 1}, "2025-01-31", ["2025-03-01 → 2025-06-01", "2025-03-01 → 2025-04-15"], "2025-03-02", "2025-04-15"),
        # only what is known on the day, and only since the version's decision
        ({"every": 1}, "2025-01-31", ["2025-03-01 → 2025-06-01"], "2025-02-28", "2025-02-28"),
        ({"first": "2025-02-15", "every": 3}, "2025-01-31", ["2025-01-30 → 2025-09-01"], "2025-02-01", "2025-02-15"),
        (
            {"first": "2025-02-15", "every": 3},
            "2025-01-31",
            ["2025-01-31 → 2025-09-01"],
            "2025-02-01",
            "2025-09-01",
        ),  # on its day
        # one that leads to a meeting waits for it instead, whatever next day it names
        ({"every": 1}, "2025-01-31", ["2025-03-01 変更が必要"], "2025-12-01", f"{WAITS} 2025-03-01"),
        ({"every": 1}, "2025-01-31", ["2025-03-01 終結を検討"], "2025-03-01", f"{WAITS} 2025-03-01"),
        ({"every": 1}, "2025-01-31", ["2025-03-01 中断を検討"], "2025-03-01", f"{WAITS} 2025-03-01"),
        (
            {"every": 1},
            "2025-01-31",
            ["2025-03-01 変更が必要", "2025-03-20"],
            "2025-03-21",
            "2025-03-31",
        ),  # a later one says go on
        # the period is over: reviews go on
        ({"first": "2025-05-01", "every": 3, "until": "2025-06-30"}, "2025-04-10", ["2025-08-01"], "2025-09-01", "2025-11-01"),
    ],
)
def test_next_review(schedule, decided, written, as_of, expected):
    case = settled(plan(**schedule), decision(decided), *reviews(written))
    assert asked(case, as_of) == expected


@pytest.mark.parametrize(
    ("answers", "as_of", "expected"),
    [
        # the review of 6/10 asks for a change; the schedule is the 1st of each month
        ([], "2025-07-20", f"{WAITS} 2025-06-10"),
        ([("2025-07-05", "変更", "差戻し")], "2025-07-04", f"{WAITS} 2025-06-10"),
        ([("2025-07-05", "変更", "差戻し")], "2025-07-05", "2025-08-01"),  # runs on unchanged: the first slot after the meeting
        ([("2025-07-05", "変更", "継続審議")], "2025-07-20", "2025-08-01"),  # beside it stands 会議待ち of the 継続審議
        ([("2025-07-05", "変更", "その他")], "2025-07-20", "2025-08-01"),
        ([("2025-07-05", "終結", "差戻し")], "2025-07-20", "2025-08-01"),  # taken up at another timing
        ([("2025-07-05", "変更", "適切")], "2025-07-20", "2025-08-01"),  # a yes on the same version
        ([("2025-07-01", "変更", "差戻し")], "2025-07-20", "2025-08-01"),  # its own day is not after it
        (
            [("2025-06-20", "変更", "差戻し"), ("2025-07-05", "変更", "差戻し")],
            "2025-07-20",
            "2025-07-01",
        ),  # what the first left is owed
        ([("2025-07-05", "情報共有", "適切")], "2025-07-20", f"{WAITS} 2025-06-10"),  # told, not decided
        ([("2025-07-05", "支援決定", "承認")], "2025-07-20", f"{WAITS} 2025-06-10"),  # the city's own, no meeting
        ([("2025-06-05", "変更", "差戻し")], "2025-07-20", f"{WAITS} 2025-06-10"),  # a meeting before the review
        ([("2025-07-05", "終結", "適切")], "2025-07-20", None),
        ([("2025-07-05", "中断", "承認")], "2025-07-20", None),
    ],
)
def test_a_review_that_leads_to_a_meeting(answers, as_of, expected):
    case = settled(
        plan(first="2025-06-01", every=1),
        decision("2025-05-20"),
        *reviews(["2025-06-10 変更が必要"]),
        *(decision(on, timing, result) for on, timing, result in answers),
    )
    assert asked(case, as_of) == expected


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [("2025-06-10T10:00:00+09:00", "2025-07-01"), ("2025-06-10T18:00:00+09:00", f"{WAITS} 2025-06-10")],
)
def test_review_and_meeting_on_one_day_follow_the_order_of_acts(recorded, expected):
    case = settled(
        plan(first="2025-06-01", every=1),
        decision("2025-05-20"),
        review("2025-06-10", "変更が必要", recorded=recorded),
        decision("2025-06-10", "変更", "差戻し"),
    )
    assert asked(case, "2025-06-20") == expected


def test_a_withdrawal_of_what_waited_lets_the_reviews_go_on():
    case = settled(
        plan(first="2025-06-01", every=1),
        decision("2025-05-20"),
        review("2025-06-10", "変更が必要"),
        closing("2025-06-25", "プラン取下げ", plan=PLAN),
    )
    assert asked(case, "2025-06-26") == "2025-07-01"


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-06-30", "2025-07-01"),  # v1: the 1st of each month
        ("2025-07-02", "2025-08-01"),
        ("2025-07-19", "2025-08-01"),
        ("2025-07-20", "2025-09-01"),  # v2 of 7/20: three-monthly from 6/1, the review of v1 does not count
        ("2025-09-02", "2025-12-01"),
    ],
)
def test_a_new_version_starts_its_own_reviews(as_of, expected):
    case = settled(
        plan(first="2025-06-01", every=1),
        plan(2, made_on="2025-07-10", first="2025-06-01", every=3),
        decision("2025-05-20"),
        review("2025-06-29"),
        review("2025-07-01"),
        decision("2025-07-20", "変更", version=2),
        review("2025-09-02", version=2),
    )
    assert asked(case, as_of) == expected


def test_reviews_of_another_plan_do_not_count():
    case = settled(plan(first="2025-06-01", every=1), decision("2025-05-20"), review("2025-06-01", plan="P-BBBBBBB"))
    assert asked(case, "2025-06-02") == "2025-06-01"


def test_a_version_that_cannot_be_read_borrows_the_schedule_before_it():
    case = settled(
        plan(first="2025-06-01", every=1),
        decision("2025-05-20"),
        decision("2025-06-20", "変更", version=2),  # v2.yaml is broken
        unread=("cases/R07/R07-AAAAAAA/plans/P-AAAAAAA/v2.yaml",),
    )
    assert asked(case, "2025-07-15") == "2025-07-01"


def test_the_office_sets_the_intervals():
    case = settled(plan(), decision("2025-05-20"))
    assert asked(case, "2025-05-20", first_review_months=2) == "2025-07-20"
    reviewed = settled(plan(), decision("2025-05-20"), review("2025-07-20"))
    assert asked(reviewed, "2025-07-20", first_review_months=2, review_months=6) == "2026-01-20"


@pytest.mark.parametrize("every", [0, -3, 10**9])
def test_a_nonsensical_interval_stops_nothing(every):
    found = first_slot(Schedule(every_months=every), date(2025, 1, 31), date(2025, 1, 31), Intervals())
    assert found == date(2025, 2, 28)
    assert first_slot(Schedule(every_months=10**9), date(2025, 1, 31), date(2025, 3, 1), Intervals()) is None


SOME_DAY = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(first=SOME_DAY, every=st.integers(1, 24), decided=SOME_DAY, after=SOME_DAY)
def test_the_first_slot_is_the_one_counted_by_hand(first, every, decided, after):
    """Slow and plain: walk every slot from the first day on, each counted from the anchor."""
    by_hand = []
    for k in range(400):
        year, month = divmod(first.year * 12 + first.month - 1 + k * every, 12)
        following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        by_hand.append(min(following - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=first.day - 1)))
    expected = next(slot for slot in by_hand if slot > decided and slot > after)
    schedule = Schedule(first_date=first, every_months=every)
    assert first_slot(schedule, decided, after, Intervals()) == expected


def test_review_days_for_a_paper():
    found = review_days(Schedule(every_months=2), date(2025, 1, 31), date(2025, 7, 1), Intervals())
    assert found == (date(2025, 2, 28), date(2025, 4, 30), date(2025, 6, 30))
    assert review_days(Schedule(dates=(date(2025, 3, 1),)), date(2025, 3, 1), date(2026, 1, 1), Intervals()) == ()
