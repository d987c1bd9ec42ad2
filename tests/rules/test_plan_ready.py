"""Is a plan fit for its meeting: what is asked on which day, of which version, at which timing; and what stands in its way."""

from dataclasses import replace

import pytest

from seki_cli.model.meeting import Verified
from seki_cli.model.plan import Goal, Issue, Match, Schedule, Span, Support
from seki_cli.rules.plan_ready import Readiness, judge_readiness
from tests.rules.check_worlds import PLANNED, RESOURCE, RUNNING, START, around, full_office, resource
from tests.rules.worlds import (
    CASE,
    OTHER_PLAN,
    PLAN,
    closing,
    consent,
    day,
    decision,
    evaluation,
    intake,
    item,
    meeting,
    outreach,
    placement,
    plan,
    review,
)

TODAY = "2025-05-10"
DRAFT = PLANNED[2]
MAY = meeting("2025-05-20", item(plan=PLAN, version=1))
V2 = replace(DRAFT, version=2, path="v2", made_on=day("2025-05-25"))
OPEN = resource(verified=Verified(date=day("2025-05-01")))
SANKA = replace(DRAFT, kind="参加支援", matches=(Match(resource=RESOURCE),), why_not_existing="合う場がない")
SILENT = (intake("2025-04-01", variant="同意なし"),)


def judged(*records, on: str = TODAY, plan_id: str = PLAN, meetings=(MAY,), **around_it) -> Readiness:
    found = judge_readiness(around(*records, meetings=meetings, **around_it), CASE, plan_id, day(on))
    assert found is not None
    return found


def closing_office():
    """Return an office whose first agency closes between the day the plan was made and the day of the meeting."""
    base = full_office()
    return replace(base, agencies=tuple(replace(a, until=day("2025-05-19")) if a.id == "chuo1" else a for a in base.agencies))


def codes(said: Readiness) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in said.findings]


def drafted(**changes) -> Readiness:
    return judged(*START, replace(DRAFT, **changes))


def test_a_sound_plan_is_ready() -> None:
    said = judged(*PLANNED)
    assert (said.ready, said.findings) == (True, ())
    assert (said.turn.timing, said.turn.meeting, said.turn.item) == ("策定", MAY, MAY.items[0])


@pytest.mark.parametrize(
    ("records", "meetings", "on", "turn"),
    [
        # on no agenda: the next meeting of a kind that decides it, or today
        (PLANNED, (), TODAY, (1, "策定", "", "2025-05-10")),
        (PLANNED, (replace(MAY, items=()),), TODAY, (1, "策定", MAY.id, "2025-05-20")),
        (PLANNED, (replace(MAY, items=(), called_off=True),), TODAY, (1, "策定", "", "2025-05-10")),
        (PLANNED, (replace(MAY, items=()),), "2025-05-21", (1, "策定", "", "2025-05-21")),
        (PLANNED, (replace(MAY, items=(), kind="shien"),), TODAY, (1, "策定", "", "2025-05-10")),
        # a newer version waits
        ((*RUNNING, V2), (MAY,), "2025-06-01", (2, "変更", "", "2025-06-01")),
        # a review asks for an end, the consent has ended
        ((*RUNNING, review("2025-06-01", "終結を検討")), (MAY,), "2025-06-02", (1, "終結", "", "2025-06-02")),
        ((*RUNNING, consent("2025-06-01", "撤回")), (MAY,), "2025-06-02", (1, "終結", "", "2025-06-02")),
        # nothing to put
        (RUNNING, (MAY,), "2025-06-01", (1, None, "", "2025-06-01")),
    ],
)
def test_its_turn(records: tuple, meetings: tuple, on: str, turn: tuple[int, str, str, str]) -> None:
    said = judged(*records, meetings=meetings, on=on).turn
    assert (said.plan.version, said.timing, said.meeting.id, str(said.meeting.date)) == turn
    assert said.known == bool(turn[2])


def test_an_outreach_plan_goes_to_a_meeting_that_needs_no_consent_until_consent_comes() -> None:
    visit = outreach(made_on="2025-04-10", every=1, wish="未確認", wish_why="会えていない")
    said = judged(*SILENT, visit, meetings=())
    assert (said.ready, said.turn.timing, said.turn.kind.id) == (True, "方針", "shien")
    assert said.findings == ()
    said = judged(*SILENT, visit, consent("2025-05-01"), meetings=())
    assert (said.ready, said.turn.timing, said.turn.kind.id) == (True, "策定", "juso")
    assert [(finding.severity, finding.key) for finding in said.findings] == [("warning", ("wish",))]


@pytest.mark.parametrize(
    ("said", "code", "severity"),
    [
        (lambda: drafted(wish=""), "SEKI061", "error"),
        (lambda: drafted(period=Span(since=day("2025-05-01"), until=day("2025-05-19"))), "SEKI116", "error"),
        (lambda: drafted(goals=(Goal(num=1, text="あ", due=day("2025-05-20")),)), "SEKI059", "error"),
        (lambda: drafted(goals=(Goal(num=1, text="あ", due=day("2026-04-01")),)), "SEKI116", "warning"),
        (lambda: drafted(monitoring=Schedule(first_date=day("2026-04-01"))), "SEKI116", "warning"),
        (lambda: drafted(issues=(Issue(num=1, text="あ"), Issue(num=2, text="い"))), "SEKI116", "warning"),
        (lambda: drafted(supports=(Support(what="訪問", agency="chuo1"), *DRAFT.supports)), "SEKI116", "warning"),
        (lambda: judged(*PLANNED, in_office=closing_office()), "SEKI116", "error"),
        (lambda: drafted(supports=(replace(DRAFT.supports[0], agency="nowhere"),)), "SEKI090", "error"),
        (lambda: drafted(supports=(replace(DRAFT.supports[0], staff="sato"),)), "SEKI116", "warning"),
        (lambda: drafted(supports=(replace(DRAFT.supports[0], staff="nobody"),)), "SEKI091", "error"),
        (lambda: drafted(kind="参加支援", why_not_existing="ない"), "SEKI116", "warning"),
        (lambda: judged(*START, replace(SANKA, why_not_existing=""), resources=(OPEN,)), "SEKI116", "warning"),
        (lambda: judged(*START, SANKA, resources=(replace(OPEN, until=day("2025-05-19")),)), "SEKI116", "error"),
        (lambda: judged(*START, SANKA, resources=(replace(OPEN, verified=None),)), "SEKI116", "warning"),
        (lambda: judged(*START, SANKA, resources=(replace(OPEN, capacity=0),)), "SEKI116", "warning"),
        (lambda: judged(intake("2025-04-01"), DRAFT), "SEKI116", "error"),
        (lambda: judged(*PLANNED, consent("2025-05-15", "撤回"), on="2025-05-15"), "SEKI116", "error"),
        (lambda: judged(intake("2025-04-01"), consent("2025-04-02", until="2025-05-19"), DRAFT), "SEKI116", "error"),
        (lambda: judged(*PLANNED, closing("2025-05-05", "プラン取下げ", plan=PLAN)), "SEKI116", "error"),
        (lambda: judged(*PLANNED, in_office=full_office(meetings=())), "SEKI116", "error"),
    ],
)
def test_what_stands_in_its_way_is_one_line_with_what_to_do(said, code: str, severity: str) -> None:
    answer = said()
    assert codes(answer) == [(code, severity)]
    assert answer.ready == (severity != "error")
    (finding,) = answer.findings
    assert finding.message
    assert finding.remedy
    assert finding.path


def test_an_item_on_an_older_version_is_said() -> None:
    later = meeting("2025-06-10", item(plan=PLAN, version=1, timing="変更"))
    said = judged(*RUNNING, V2, meetings=(MAY, later), on="2025-06-01")
    assert ("SEKI109", "warning") in codes(said)
    newer = replace(later, items=(item(plan=PLAN, version=2, timing="変更"),))
    assert judged(*RUNNING, V2, meetings=(MAY, newer), on="2025-06-01").findings == ()


def test_a_schedule_that_has_passed_by_then_leaves_no_review() -> None:
    said = drafted(monitoring=Schedule(dates=(day("2025-05-19"),)))
    assert codes(said) == [("SEKI059", "error"), ("SEKI064", "error")]


def test_another_plan_of_its_kind_that_runs_is_in_its_way() -> None:
    second = plan(made_on="2025-06-01", every=3, id=OTHER_PLAN)
    assert codes(judged(*RUNNING, second, plan_id=OTHER_PLAN, on="2025-06-02")) == [("SEKI063", "error")]
    other = replace(SANKA, id=OTHER_PLAN, path="other", made_on=day("2025-06-01"))
    assert judged(*RUNNING, other, plan_id=OTHER_PLAN, on="2025-06-02", resources=(OPEN,)).ready


def test_an_end_asks_for_the_evaluation_and_not_for_the_plan_to_go_on() -> None:
    ending = meeting("2025-08-20", item(plan=PLAN, version=1, timing="終結"))
    over = replace(DRAFT, period=Span(since=day("2025-04-10"), until=day("2025-08-01")))
    records = (*START, over, decision("2025-05-20", meeting=MAY.id))
    assert codes(judged(*records, meetings=(MAY, ending), on="2025-08-10")) == [("SEKI073", "error")]
    assert judged(*records, evaluation("2025-08-09", "終結"), meetings=(MAY, ending), on="2025-08-10").findings == ()


def test_its_own_place_is_not_counted_against_it() -> None:
    one = replace(OPEN, capacity=1)
    began = (*START, SANKA, decision("2025-05-20", meeting=MAY.id), placement("2025-05-21", "開始", resource=RESOURCE))
    again = replace(SANKA, version=2, path="v2", made_on=day("2025-05-25"))
    assert judged(*began, again, resources=(one,), on="2025-06-01").findings == ()
    other = replace(SANKA, id=OTHER_PLAN, path="other", made_on=day("2025-06-01"))
    said = judged(*began, other, resources=(one,), on="2025-06-02", plan_id=OTHER_PLAN)
    assert "参加先の定員がいっぱいです" in [finding.message for finding in said.findings]


def test_what_another_plan_lacks_is_not_said_here() -> None:
    other = replace(DRAFT, id=OTHER_PLAN, path="other", wish="")
    assert judged(*PLANNED, other).findings == ()


def test_a_plan_that_is_not_there_yet() -> None:
    assert judge_readiness(around(*PLANNED), CASE, PLAN, day("2025-04-09")) is None
    assert judge_readiness(around(*PLANNED), CASE, OTHER_PLAN, day(TODAY)) is None
