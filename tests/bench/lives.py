"""The courses that cases of a large workspace take: ended at once, closed, running, in preparation, referred, just opened.

Each is built backwards from the day the workspace is looked at, so that what is due on that day is known without asking seki.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Final

from bench.one_case import Case, decide, fill, note, open_case, plan, promise, refer, review, screen, step
from seki_cli.model.days import add_months

Meet = Callable[[date, Case, str], tuple[str, date]]
"""Put the plan of a case on the meeting of a day, at a timing; the meeting's id and its day come back."""

_FEWEST, _USUAL, _MOST = 8, 12, 15
_GOES_ON: Final = "継続支援し、プランを策定する"


def running(case: Case, meet: Meet) -> None:
    """A plan runs and is reviewed every three months; six in a hundred reviews are due on the day or overdue."""
    dice, day = case.dice, case.as_of
    done = dice.randrange(4)
    first = add_months(_due_day(dice, day, 20, 84), -3 * done)
    slots = [add_months(first, 3 * number) for number in range(done + 1)]
    decided = meeting_day(min(first - _days(dice, 14, 45), day - _days(dice, 2, 20)))
    _open(case, decided - _days(dice, 25, 55))
    screen(case, _GOES_ON)
    if dice.random() < 0.6:
        refer(case, case.opened + timedelta(days=9), answered=True)
    fingerprint = plan(case, decided - timedelta(days=7), decided, first)
    meeting = meet(decided, case, "策定")
    todo_day = decided + timedelta(days=30)
    todo = {"num": 1, "agency": case.desk, "staff": case.staff, "what": "家計の一覧を一緒に作る", "due": str(todo_day)}
    decision = decide(case, "策定", meeting, fingerprint, todos=[todo])
    for slot in slots[:-1]:
        review(case, slot, "継続")
    if todo_day <= day and dice.random() < 0.95:
        note(case, todo_day, done=[f"{decision}#1"])
    else:
        case.due.append(("宿題", todo_day))
    last = max(day - _days(dice, 1, 40), decided + timedelta(days=1), *slots[:-1])
    if todo_day <= day:
        last = max(last, todo_day)
    _go_on(case, last)
    case.due += [("モニタリング", slots[-1]), ("プラン期限", add_months(decided, 12))]


def closed(case: Case, meet: Meet) -> None:
    """A plan ran, was reviewed twice and evaluated, and a meeting ended it and closed the case."""
    dice = case.dice
    end = meeting_day(case.as_of - _days(dice, 3, 275))
    decided = meeting_day(end - _days(dice, 135, 160))
    _open(case, decided - _days(dice, 25, 45))
    screen(case, _GOES_ON)
    referral = refer(case, case.opened + timedelta(days=9), answered=True) if dice.random() < 0.5 else ""
    first = decided + timedelta(days=30)
    fingerprint = plan(case, decided - timedelta(days=7), decided, first)
    decide(case, "策定", meet(decided, case, "策定"), fingerprint)
    review(case, first, "継続")
    review(case, add_months(first, 3), "終結を検討")
    judged = {"date": str(end - timedelta(days=5)), "staff": "takikan-1", "plan": case.plan, "occasion": "期間満了"}
    judged |= {
        "person_view": "もう自分でやってみる。",
        "remaining": "なし",
        "judgement": "終結",
        "category": "課題解決・目標達成",
    }
    goals = [{"num": num, "progress": "達成"} for num in (1, 2)]
    case.event("evaluation", "evaluations", end - timedelta(days=5), "takikan-1", **judged, goals=goals)
    if referral:
        step(case, referral, "完了", end - timedelta(days=2))
    leaving = {"next_lead": case.desk, "followup_needed": False, "close_case": True}
    decide(case, "終結", meet(end, case, "終結"), fingerprint, **leaving)
    fill(case, end - timedelta(days=6), dice.randint(len(case.files) + 1, _MOST))
    case.due.clear()


def ended_at_once(case: Case, _meet: Meet) -> None:
    """Information was what was needed: the 対応結果 ended the handling."""
    dice = case.dice
    _open(case, date(case.as_of.year - 1, 4, 1) + _days(dice, 0, 470))
    screen(case, dice.choice(("情報提供・相談対応のみで終了", "他機関へつないで終了")))
    fill(case, case.opened + timedelta(days=40), dice.randint(_FEWEST, _USUAL))
    case.due.clear()


def in_preparation(case: Case, meet: Meet) -> None:
    """A plan is written and waits for a meeting: half of them are on the agenda of one to come."""
    dice, day = case.dice, case.as_of
    made_on = day - (_days(dice, 15, 25) if dice.random() < 0.04 else _days(dice, 1, 13))
    _open(case, made_on - _days(dice, 15, 55))
    screen(case, _GOES_ON)
    since = meeting_day(day + timedelta(days=30))
    plan(case, made_on, since, since + timedelta(days=30))
    if dice.random() < 0.5:
        _, waits_until = meet(meeting_day(day + _days(dice, 8, 21)), case, "策定")
    else:
        waits_until = made_on + timedelta(days=14)
    case.due.append(("会議待ち", waits_until))
    _go_on(case, day - timedelta(days=1))


def referred(case: Case, _meet: Meet) -> None:
    """Another agency has been asked and has not answered yet; a few are late."""
    dice, day = case.dice, case.as_of
    asked = day - (_days(dice, 14, 25) if dice.random() < 0.06 else _days(dice, 1, 13))
    _open(case, asked - _days(dice, 12, 50))
    screen(case, _GOES_ON)
    refer(case, asked, answered=False)
    _go_on(case, day - timedelta(days=1))


def just_opened(case: Case, _meet: Meet) -> None:
    """A consultation that is being listened to."""
    _open(case, case.as_of - _days(case.dice, 12, 40))
    screen(case, _GOES_ON)
    _go_on(case, case.as_of - timedelta(days=1), silence=False)


COURSES: Final = ((running, 45), (closed, 15), (ended_at_once, 15), (in_preparation, 8), (referred, 12), (just_opened, 5))
"""The courses, and how many cases of a hundred take each."""


def live(case: Case, meet: Meet) -> None:
    """Write one case along a course that dice choose."""
    (course,) = case.dice.choices([course for course, _ in COURSES], [many for _, many in COURSES])
    course(case, meet)


def meeting_day(day: date) -> date:
    """Return the last day up to a day on which meetings are held: Tuesdays and Thursdays."""
    while day.weekday() not in (1, 3):
        day -= timedelta(days=1)
    return day


def _open(case: Case, day: date) -> None:
    case.open_on(day)
    open_case(case)


def _go_on(case: Case, last: date, *, silence: bool = True) -> None:
    """Fill an open case with notes up to its last, which names the next step: two in a hundred today, four overdue."""
    fill(case, last - timedelta(days=1), case.dice.randint(_FEWEST - 1, _USUAL - 1))
    on = _due_day(case.dice, case.as_of, max(0, (case.as_of - last).days - 1), 30)
    promise(case, last, max(on, last + timedelta(days=1)), silence=silence)


def _due_day(dice: Random, day: date, most_overdue: int, furthest: int) -> date:
    drawn = dice.random()
    if drawn < 0.02:
        return day
    return day - _days(dice, 1, most_overdue) if drawn < 0.06 and most_overdue else day + _days(dice, 1, furthest)


def _days(dice: Random, fewest: int, most: int) -> timedelta:
    return timedelta(days=dice.randint(fewest, most))
