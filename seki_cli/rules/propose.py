"""What waits for a kind of meeting, and at which timing: the list from which an agenda is made."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.office import MeetingKind
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.meetings import may_add
from seki_cli.rules.tabled import meetings_of_cases
from seki_cli.rules.waiting import waitings

_ABOUT_THE_CASE: Final[tuple[str, ...]] = ("方針", "情報共有", "緊急")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A case, or a plan of it, that waits for a kind of meeting. `held_up`: why it could not be put on today, if so."""

    case: str
    plan: str
    timing: str
    since: date
    why: str
    lead: str
    held_up: str = ""


def proposals(world: World, kind: MeetingKind, day: date) -> tuple[Proposal, ...]:
    """Return what waits for a kind of meeting and stands on no agenda yet, the longest wait first.

    A kind that decides on plans is offered the plans at their timings. A kind that takes cases without consent is also
    offered the cases themselves: 対応結果 that asks for a meeting, つなぎ with 会議に諮る, 緊急性 当日, 継続審議.
    出典: 第3章3（会議内容②③・4つのタイミング）
    """
    if not kind.takes_cases:
        return ()
    meetings = meetings_of_cases(world)
    found = [p for case in world.cases for p in _of_case(build_case_day(case, meetings[case.id], world.office, day), kind, day)]
    return tuple(sorted(found, key=lambda p: (p.since, p.case, p.plan, p.timing)))


def _of_case(now: CaseDay, kind: MeetingKind, day: date) -> list[Proposal]:
    found = []
    for waiting in waitings(now):
        if waiting.meeting is not None:
            continue
        timings: list[str] = [timing for timing in waiting.timings if timing in kind.decides]
        if not waiting.timings and kind.consent != "required":
            timings = [timing for timing in _ABOUT_THE_CASE if timing in kind.decides][:1]
        found += [_proposal(now, kind, timing, waiting.began, waiting.what, waiting.plan) for timing in timings[:1]]
    if _is_urgent(now, day) and "緊急" in kind.decides and kind.consent != "required" and not now.tabled:
        found.append(_proposal(now, kind, "緊急", now.case.intakes[-1].received_on, "緊急性が当日のケース", ""))
    return found


def _proposal(now: CaseDay, kind: MeetingKind, timing: str, since: date, why: str, plan_id: str) -> Proposal:
    plan = next((state.waiting or state.newest for state in now.plans if state.id == plan_id), None)
    trial = Meeting(schema="meeting/1", kind=kind.id, date=now.day)
    verdict = may_add(trial, kind, now.case, timing, plan)
    held_up = "" if verdict else verdict.reason
    return Proposal(
        case=now.case.id,
        plan=plan_id,
        timing=timing,
        since=since,
        why=f"{why}（{held_up}）" if held_up else why,
        lead=now.case.head.lead_agency,
        held_up=held_up,
    )


def _is_urgent(now: CaseDay, day: date) -> bool:
    """Say whether a case is marked 当日 and no meeting has taken it up since its last intake."""
    case: CaseFile = now.case
    if now.closed or case.head.urgency != "当日" or not case.intakes:
        return False
    since = case.intakes[-1].received_on
    return day - since < timedelta(days=366) and not any(since <= d.date <= day for d in case.decisions)
