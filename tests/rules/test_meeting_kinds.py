"""Kinds of meetings by what they may do: a gate before a case, an interval to be kept, one meeting above another."""

from dataclasses import replace

import pytest

from seki_cli.model.office import MeetingKind, Office
from seki_cli.model.world import World
from seki_cli.rules.check_kinds import (
    item_that_has_not_passed_the_gate,
    kind_at_odds_with_others,
    meeting_not_held_in_time,
)
from seki_cli.rules.checks import find_world_findings
from seki_cli.rules.meeting_rhythm import calendar_of, find_rhythm, rhythms
from seki_cli.rules.meetings import has_passed_gate, may_add, may_take_cases
from tests.rules.check_worlds import full_office
from tests.rules.worlds import CASE, case_file, consent, day, intake, item, meeting, person, referral, settled, step

GATED = MeetingKind(
    id="shita",
    name="地区の会議",
    convenor="takikan",
    consent="not_required",
    decides=("策定", "情報共有", "終結", "中断"),
    gate="受理",
)
OPEN = intake("2025-04-01")
SENT = referral("2025-04-10", reply_by="2025-04-24")
HELD = meeting("2025-06-01", item(timing="情報共有"), kind="shita")


def answered(*steps: tuple[str, str], to: str = "takikan"):
    sent = replace(SENT, to_agency=to)
    return settled(OPEN, sent, *(step(on, what, of=sent.id) for on, what in steps), people=(person(),))


@pytest.mark.parametrize(
    ("steps", "passed"),
    [
        ((), False),
        ((("2025-04-12", "保留"),), False),
        ((("2025-04-12", "辞退"),), False),
        ((("2025-04-12", "期限変更"),), False),
        ((("2025-04-12", "受理"),), True),
        ((("2025-04-12", "受理"), ("2025-04-13", "対応中")), True),
        ((("2025-04-12", "受理"), ("2025-05-13", "完了")), True),  # what was taken up and done with may come back to the meeting
        ((("2025-04-12", "受理"), ("2025-05-13", "期限変更")), True),
        ((("2025-04-12", "受理"), ("2025-05-13", "取下げ")), False),
        ((("2025-06-01", "受理"),), True),  # on the day itself
        ((("2025-06-02", "受理"),), False),  # the meeting is over by then
    ],
)
def test_the_gate_is_an_accepted_request(steps: tuple[tuple[str, str], ...], passed: bool) -> None:
    verdict = has_passed_gate(HELD, GATED, answered(*steps))
    assert bool(verdict) is passed
    if not passed:
        assert "受理" in verdict.reason
        assert verdict.because
        assert verdict.remedy.startswith(("受ける機関が", "`seki refer"))


def test_the_request_must_have_gone_to_whoever_convenes() -> None:
    elsewhere = answered(("2025-04-12", "受理"), to="marugoto")
    assert not has_passed_gate(HELD, GATED, elsewhere)
    assert has_passed_gate(replace(HELD, convenor="marugoto"), GATED, elsewhere)  # the meeting itself may say who convenes
    assert has_passed_gate(HELD, replace(GATED, gate=""), elsewhere)


@pytest.mark.parametrize(("timing", "asked"), [("情報共有", True), ("策定", True), ("終結", False), ("中断", False)])
def test_whoever_ends_a_plan_is_not_asked_at_the_gate(timing: str, asked: bool) -> None:
    assert bool(may_add(HELD, GATED, answered(), timing, None)) is not asked


def test_consent_is_asked_before_the_gate() -> None:
    needing = replace(GATED, consent="required")
    assert "同意" in may_add(HELD, needing, answered(), "策定", None).reason
    agreed = settled(OPEN, SENT, consent("2025-04-05"), people=(person(),))
    assert "受理" in may_add(HELD, needing, agreed, "策定", None).reason
    per_case = replace(GATED, consent="per_case")
    assert "受理" in may_add(HELD, per_case, answered(), "策定", None, stated=True).reason


def test_a_kind_without_cases_takes_none_whatever_it_decides() -> None:
    none = replace(GATED, takes_cases=False)
    assert not may_take_cases(none)
    assert "扱いません" in may_add(HELD, none, answered(("2025-04-12", "受理")), "情報共有", None).reason


def test_who_may_not_decide_names_the_meeting_above() -> None:
    below = replace(GATED, under="ue", decides=("情報共有",))
    assert "上位の会議（ue）" in may_add(HELD, below, answered(), "変更", None).remedy
    assert "上位" not in may_add(HELD, replace(below, under=""), answered(), "変更", None).remedy


# ---- an item that stands on an agenda all the same


def world(*kinds: MeetingKind, meetings=(), cases=()) -> World:
    return World(office=replace(full_office(), meetings=kinds), meetings=meetings, cases=cases)


def codes(of: World, check, on: str = "2025-06-15") -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(f.path, f.key, f.severity) for f in find_world_findings(of, day(on)) if f.code == check.code]


def test_an_item_that_has_not_passed_is_found_where_it_stands() -> None:
    def told(held, *steps: tuple[str, str]) -> list:
        case = case_file(OPEN, SENT, *(step(on, what, of=SENT.id) for on, what in steps), people=(person(),))
        return codes(world(GATED, meetings=(held,), cases=(case,)), item_that_has_not_passed_the_gate)

    assert told(HELD) == [(HELD.path, ("items", 0, "case"), "warning")]
    assert told(HELD, ("2025-04-12", "受理")) == []
    assert told(replace(HELD, called_off=True)) == []
    assert told(replace(HELD, items=(item(timing="終結"),))) == []
    assert told(replace(HELD, items=(item("", gap="G-AAAAAAA", timing="社会資源"),))) == []
    assert CASE in HELD.items[0].case


# ---- how often


EVERY = MeetingKind(id="teirei", name="定例の会議", takes_cases=False, every_months=3, since=day("2025-04-01"))


def on(*days: str, **fields):
    return tuple(meeting(one, kind="teirei", **fields) for one in days)


@pytest.mark.parametrize(
    ("held", "as_of", "state", "due_on", "days"),
    [
        ((), "2025-04-01", "未開催", "2025-07-01", 0),
        ((), "2025-07-01", "未開催", "2025-07-01", 0),  # the day itself is not late
        ((), "2025-07-02", "超過", "2025-07-01", 1),
        (("2025-04-30",), "2025-05-01", "期限内", "2025-07-30", 0),
        (("2025-11-30",), "2026-03-01", "超過", "2026-02-28", 1),  # clamped to the month's end
        (("2025-04-30", "2025-07-01"), "2025-09-30", "期限内", "2025-10-01", 0),
        (("2025-07-15",), "2025-07-10", "超過", "2025-07-01", 9),  # one that is called is not held yet
        (("2025-07-10",), "2025-07-10", "期限内", "2025-10-10", 0),  # one of today is
        (("2024-12-01",), "2025-05-01", "期限内", "2025-07-01", 0),  # before there was an interval: counted from its beginning
    ],
)
def test_when_the_next_one_is_due(held: tuple[str, ...], as_of: str, state: str, due_on: str, days: int) -> None:
    rhythm = find_rhythm(EVERY, calendar_of(world(EVERY, meetings=on(*held))), day(as_of))
    assert rhythm is not None
    assert (rhythm.state, rhythm.due_on, rhythm.days, rhythm.overdue) == (state, day(due_on), days, days > 0)


def test_called_off_meetings_and_those_of_other_kinds_do_not_count() -> None:
    others = (*on("2025-06-01", called_off=True), meeting("2025-06-02", kind="hoka"))
    rhythm = find_rhythm(EVERY, calendar_of(world(EVERY, meetings=others)), day("2025-07-05"))
    assert rhythm is not None
    assert (rhythm.held, rhythm.last, rhythm.overdue, rhythm.planned) == (0, None, True, None)
    assert find_rhythm(replace(EVERY, every_months=None), calendar_of(world(EVERY)), day("2025-07-05")) is None


def test_none_held_and_no_beginning_is_not_late_but_not_in_time_either() -> None:
    endless = replace(EVERY, since=None)
    rhythm = find_rhythm(endless, calendar_of(world(endless)), day("2030-01-01"))
    assert rhythm is not None
    assert (rhythm.state, rhythm.due_on, rhythm.overdue, rhythm.held) == ("未開催", None, False, 0)


def test_a_new_row_of_a_kind_does_not_start_the_interval_anew() -> None:
    renamed = (replace(EVERY, until=day("2025-05-31")), replace(EVERY, name="新しい名前", since=day("2025-06-01")))
    (rhythm,) = rhythms(calendar_of(world(*renamed)), day("2025-07-05"))
    assert (rhythm.kind.name, rhythm.due_on) == ("新しい名前", day("2025-07-01"))
    fresh = (replace(EVERY, every_months=None, until=day("2025-05-31")), renamed[1])
    (rhythm,) = rhythms(calendar_of(world(*fresh)), day("2025-07-05"))
    assert rhythm.due_on == day("2025-09-01")
    assert (
        rhythms(calendar_of(world(replace(EVERY, until=day("2025-06-30")))), day("2025-07-05")) == ()
    )  # a kind that has ended owes nothing


def test_whether_anything_says_that_the_last_one_met() -> None:
    silent = on("2025-06-01")
    came = (replace(silent[0], attendees=tuple(replace(row, came=True) for row in silent[0].attendees)),)
    for meetings, recorded in ((silent, False), (came, True)):
        rhythm = find_rhythm(EVERY, calendar_of(world(EVERY, meetings=meetings)), day("2025-06-15"))
        assert rhythm is not None
        assert rhythm.recorded is recorded


def test_an_overdue_meeting_is_a_warning_and_a_called_one_a_hint() -> None:
    late = meeting_not_held_in_time
    assert codes(world(EVERY), late, "2025-07-01") == []
    assert codes(world(EVERY), late, "2025-07-02") == [("profile/meetings.yaml", ("kinds", 0, "every_months"), "warning")]
    last = on("2025-04-30")
    assert codes(world(EVERY, meetings=last), late, "2025-07-31") == [(last[0].path, ("date",), "warning")]
    called = on("2025-04-30", "2025-08-20")
    assert codes(world(EVERY, meetings=called), late, "2025-07-31") == [(last[0].path, ("date",), "hint")]


# ---- one above another


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((("a", ""), ("b", "a")), []),
        ((("a", ""), ("b", "協議会")), []),
        ((("a", ""), ("b", "c")), [(1, "error")]),
        ((("a", "a"),), [(0, "error")]),
        ((("a", "b"), ("b", "a")), [(0, "error"), (1, "error")]),
        ((("a", "b"), ("b", "c"), ("c", "b")), [(1, "error"), (2, "error")]),  # a hangs below a circle and is in none
    ],
)
def test_what_stands_above_is_another_kind(rows: tuple[tuple[str, str], ...], expected: list) -> None:
    kinds = tuple(MeetingKind(id=name, name=name, under=under) for name, under in rows)
    found = codes(world(*kinds), kind_at_odds_with_others)
    assert [(key[1], severity) for _, key, severity in found] == expected
    assert all(key[2] == "under" for _, key, _ in found)


def test_a_gate_needs_somebody_who_accepts_and_cases_to_accept() -> None:
    def told(kind: MeetingKind) -> list:
        return [key for _, key, _ in codes(world(kind), kind_at_odds_with_others)]

    assert told(GATED) == []
    assert told(replace(GATED, convenor="")) == [("kinds", 0, "gate")]
    assert told(replace(GATED, takes_cases=False)) == [("kinds", 0, "gate")]
    assert told(replace(GATED, takes_cases=False, gate="")) == []


# ---- the name of the day


def test_an_agency_bears_the_name_of_the_day_and_none_that_is_yet_to_come() -> None:
    old = replace(full_office().agencies[0], id="a", name="旧", until=day("2025-09-30"))
    new = replace(old, name="新", since=day("2025-10-01"), until=day("2026-03-31"))
    office = Office(agencies=(old, new))
    assert office.agency_name("a") == "新"
    for on_day, name in (("2025-09-30", "旧"), ("2025-10-01", "新"), ("2027-01-01", "新")):
        assert office.agency_name("a", day(on_day)) == name
        assert replace(office, as_of=day(on_day)).agency_name("a") == name
    assert Office(agencies=(new,)).agency_name("a", day("2025-01-01")) == "新"  # there is no other
    assert office.agency_name("b", day("2025-01-01")) == "b"
