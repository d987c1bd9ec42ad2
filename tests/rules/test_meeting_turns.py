"""Who takes the chair on a day, what may still be moved, and what waits again when a meeting is called off."""

from dataclasses import replace

import pytest

from seki_cli.model.meeting import GapStep
from seki_cli.model.office import MeetingKind, Posting
from seki_cli.rules.agenda import compose_agenda
from seki_cli.rules.meeting_turns import find_chair, find_minutes, may_be_held_on, may_still_change, returned_items
from seki_cli.rules.minutes import item_results, left_over
from tests.rules.check_worlds import GAP, JUSO, PLANNED, RUNNING, YES, around, full_office, gap
from tests.rules.worlds import CASE, PLAN, day, decision, item, meeting, moved, todo

KIND = MeetingKind(id="juso", name="会議", convenor="takikan", chair="課長", deputies=("補佐", "kakaricho"))
TASKED = replace(YES, todos=(todo(1), todo(2, due="2025-06-30")))
AHEAD = meeting("2025-10-01", item(plan=PLAN, version=1, timing="変更"), previous=JUSO.id)


def posting(key: str, post: str = "", agency: str = "takikan", **fields) -> Posting:
    spans = {name: day(value) for name, value in fields.items()}
    return Posting(id=key, post=post, agency=agency, **spans)


@pytest.mark.parametrize(
    ("staff", "chair"),
    [
        ((), "課長"),
        ((posting("a", "課長"),), "a"),
        ((posting("a", "課長", until="2025-09-30"), posting("b", "補佐")), "b"),
        ((posting("a", "課長", since="2025-10-02"), posting("kakaricho")), "kakaricho"),
        ((posting("a", "課長", until="2025-09-30"),), "課長"),
        ((posting("a", "課長"), posting("b", "課長")), "課長"),
        ((posting("a", "課長", "fukushi"), posting("b", "課長")), "b"),
        ((posting("a", "課長", "fukushi"),), "a"),
    ],
)
def test_the_chair_is_whoever_holds_the_post_that_day(staff: tuple[Posting, ...], chair: str) -> None:
    assert find_chair(KIND, replace(full_office(), staff=staff), day("2025-10-01")) == chair


def test_a_meeting_may_be_moved_until_anything_of_it_is_recorded() -> None:
    assert may_still_change(around(*PLANNED), JUSO)
    assert may_still_change(around(*RUNNING), JUSO).because == YES.path
    step = gap(steps=(GapStep(date=day("2025-05-20"), status="検討中", meeting=JUSO.id),))
    with_gap = replace(JUSO, items=(item("", gap=GAP),))
    assert may_still_change(around(*PLANNED, gaps=(step,)), with_gap).because == step.path
    assert find_minutes(around(gaps=(step,)), with_gap, with_gap.items[0]) == step.path
    assert not may_still_change(around(*PLANNED), replace(JUSO, called_off=True))
    came = replace(JUSO, attendees=tuple(replace(row, came=True) for row in JUSO.attendees))
    assert "出欠を記録した" in may_still_change(around(*PLANNED), came).reason


@pytest.mark.parametrize(
    ("until", "to", "ok"), [("2025-10-31", "2025-10-31", True), ("2025-10-31", "2025-11-01", False), ("", "2030-01-01", True)]
)
def test_consent_is_asked_for_the_new_day(until: str, to: str, ok: bool) -> None:
    records = tuple(replace(r, until=day(until)) if r.record_kind == "consent" and until else r for r in PLANNED)
    world = around(*records, YES, meetings=(JUSO, AHEAD))
    verdict = may_be_held_on(world, AHEAD, day(to))
    assert (bool(verdict), "議題 1" in verdict.reason) == (ok, not ok)


def test_what_comes_off_an_agenda_waits_again_or_stands_on_another() -> None:
    rest = replace(AHEAD, id="M-20251001-BBBB", path="m2")
    world = around(*PLANNED, meetings=(rest,))
    (row,) = returned_items(world, (item(plan=PLAN, version=1),), day("2025-09-01"))
    assert row.waiting is not None
    assert row.waiting.meeting == rest
    (row,) = returned_items(around(*PLANNED, meetings=()), (item(plan=PLAN, version=1),), day("2025-09-01"))
    assert row.waiting is not None
    assert (row.waiting.meeting, row.waiting.began) == (None, day("2025-04-10"))
    (row,) = returned_items(around(*RUNNING), (item(),), day("2025-09-01"))
    assert row.waiting is None


def test_results_tell_what_is_left_and_how_often_it_was_put_off() -> None:
    later = meeting("2025-06-20", item(timing="方針"))
    again = decision("2025-06-20", "方針", plan="", meeting=later.id, moved=(moved(f"{TASKED.id}#1", "延期", due="2025-12-01"),))
    world = around(*PLANNED, TASKED, again, meetings=(JUSO, later, AHEAD))
    (result,) = item_results(world, JUSO, day("2025-09-01"))
    assert [(one.part, one.moved_times) for one in result.open_todos] == [("1", 1), ("2", 0)]
    assert [one.moved_times for one in item_results(world, JUSO, day("2025-06-19"))[0].open_todos] == [0, 0]
    assert left_over(world, JUSO, day("2025-09-01")) == ((CASE, 2),)


@pytest.mark.parametrize(("items", "told"), [(AHEAD.items, 0), ((item("", gap=GAP),), 1)])
def test_the_cover_tells_of_to_dos_whose_case_is_not_on_the_agenda(items, told: int) -> None:
    ahead = replace(AHEAD, items=items)
    world = around(*PLANNED, TASKED, meetings=(JUSO, ahead), gaps=(gap(),))
    cover = compose_agenda(world, ahead, day("2025-09-20")).cover
    reasons = [notice.reason for notice in cover.notices if "議題にありません" in notice.reason]
    assert len(reasons) == told
    assert all(f"2 件残っている {CASE}" in reason for reason in reasons)
