"""When a running plan is to be reviewed next. Missing a review is the failure this tool exists to prevent.

出典: 第3章3（主な検討事項①「モニタリングの時期の検討等」）: the plan sets its own dates, no law sets an interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product
from typing import Final

from seki_cli.model.days import add_months
from seki_cli.model.office import Intervals
from seki_cli.model.plan import Decision, Monitoring, Plan, Schedule
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile
from seki_cli.rules.settle import readings

LEADS_TO: Final = {"変更が必要": "変更", "終結を検討": "終結", "中断を検討": "中断"}
"""The results of a review that lead to a meeting, and the timing at which it takes the plan up."""

_MOST_READINGS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a running plan's reviews ask for: a day (`due_on`), or a meeting since a day (`waits_since`), or neither.

    `last` is the review that says so (None before the first); `none_left`: the plan runs and its schedule has run out.
    """

    due_on: date | None = None
    waits_since: date | None = None
    last: Monitoring | None = None
    none_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a plan's next review is worked out from: the version that runs, the yes that made it run, what came after.

    `answers`: decisions of meetings on this plan, and withdrawals of what waited, on or before the day. `tabled_on`: the
    day of the next meeting that has the plan on an item.
    """

    plan: Plan
    decided: Decision
    answers: Sequence[Event]
    tabled_on: date | None = None


def first_slot(schedule: Schedule, decided_on: date, after: date, intervals: Intervals) -> date | None:
    """Return the first day of a plan's own schedule that lies after a day (and after the decision); None if none is left.

    The listed days; or first_date and every so many months from it; without a first day, first_review_months after the
    decision and on from there. Months are counted from the anchor, so that a month's end stays one. Days up to the
    decision are passed over: a schedule carried over from the version before is not overdue at once.
    出典: records.md（Slots）・間隔の既定は seki.yaml（未確認: 法令に定めなし）
    """
    threshold = max(decided_on, after)
    if schedule.dates:
        return min((slot for slot in schedule.dates if slot > threshold), default=None)
    every = max(1, schedule.every_months or intervals.review_months)
    anchor, offset = (schedule.first_date, 0) if schedule.first_date else (decided_on, max(0, intervals.first_review_months))
    passed = (threshold.year - anchor.year) * 12 + threshold.month - anchor.month - offset
    start = max(0, passed // every)
    try:
        slots = (add_months(anchor, offset + (start + step) * every) for step in range(3))
        return next((slot for slot in slots if slot > threshold), None)
    except ValueError:
        return None


def review_days(schedule: Schedule, decided_on: date, until: date, intervals: Intervals) -> tuple[date, ...]:
    """Return every day of the schedule after the decision up to a day, for papers that list the review dates."""
    found: list[date] = []
    slot = first_slot(schedule, decided_on, decided_on, intervals)
    while slot is not None and slot <= until:
        found.append(slot)
        slot = first_slot(schedule, decided_on, slot, intervals)
    return tuple(found)


def next_review(case: CaseFile, course: Course, day: date, intervals: Intervals) -> Review:
    """Return what the reviews of a running plan ask for on a day.

    Where corrections of a review contend, every reading is tried and the earliest day counts, until somebody says which
    correction is right: the day on which `due` would show the review, or its wait for a meeting. Each correction is taken
    whole, with its own day; in the reading of one that is dated after the day asked about, the review has not been held.
    出典: records.md（Next review of plan P・二つの訂正は早い日・会議待ちの日）
    """
    parts = readings(case.monitorings, case.contested, Monitoring)
    answers = [
        _asked([m for part in choice for m in part], course, day, intervals) for choice in islice(product(*parts), _MOST_READINGS)
    ]
    return min(answers, key=lambda review: _urgency(review, course.tabled_on, intervals))


def _urgency(review: Review, tabled_on: date | None, intervals: Intervals) -> tuple[date, bool, date]:
    """Return the day of the row that a reading leads to; of one day the review before the wait, which nobody may miss."""
    if review.waits_since:
        return tabled_on or review.waits_since + timedelta(days=intervals.wait_days), True, review.waits_since
    day = review.due_on or date.max
    return day, False, day


def _asked(monitorings: Sequence[Monitoring], course: Course, day: date, intervals: Intervals) -> Review:
    """Work out the next review from the last one since the version that runs was decided.

    No review yet: the first day of the schedule. A review that names its next day moves it there; one that does not leaves
    it to the schedule. One that leads to a meeting waits for that; when the meeting has spoken and the plan runs on
    unchanged, the first day of the schedule after it.
    """
    schedule, decided_on = course.plan.monitoring, course.decided.date
    since = [m for m in monitorings if m.plan == course.plan.id and decided_on <= m.date <= day]
    last = max(since, key=lambda m: m.order, default=None)
    after = decided_on
    if last is not None:
        after = last.date
        if last.result in LEADS_TO:
            answer = min((a for a in course.answers if a.order > last.order), key=lambda a: a.order, default=None)
            if answer is None:
                return Review(waits_since=last.date, last=last)
            after = answer.day
        elif last.next_date and last.next_date > last.date:
            return Review(due_on=last.next_date, last=last)
    slot = first_slot(schedule, decided_on, after, intervals)
    return Review(due_on=slot, last=last, none_left=slot is None)
