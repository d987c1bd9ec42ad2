"""What waits for each kind of meeting, and at which timing: the list from which an agenda is made."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.office import MeetingKind, in_span
from seki_cli.model.standing import Proposal
from seki_cli.rules.case_state import CaseDay
from seki_cli.rules.meetings import may_add
from seki_cli.rules.waiting import Waiting, waitings

_ABOUT_THE_CASE: Final[tuple[str, ...]] = ("方針", "情報共有", "緊急")


def find_proposals(now: CaseDay) -> tuple[Proposal, ...]:
    """Return what of a case waits for any kind of meeting that is there on the day, and stands on no agenda yet.

    A kind that decides on plans is offered the plans at their timings. A kind that takes cases without consent is also
    offered the cases themselves: 対応結果 that asks for a meeting, つなぎ with 会議に諮る, 緊急性 当日, 継続審議.
    出典: 第3章3（会議内容②③・4つのタイミング）
    """
    kinds = {kind.id: kind for kind in reversed(now.office.meetings) if in_span(kind, now.day)}
    waiting = tuple(one for one in waitings(now) if one.meeting is None)
    return tuple(found for kind in kinds.values() if kind.takes_cases for found in _for_kind(now, kind, waiting))


def sort_proposals(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return proposals with the longest wait first."""
    return tuple(sorted(proposals, key=lambda p: (p.since, p.case, p.plan, p.timing)))


def _for_kind(now: CaseDay, kind: MeetingKind, waits: tuple[Waiting, ...]) -> list[Proposal]:
    found = []
    for waiting in waits:
        timings: list[str] = [timing for timing in waiting.timings if timing in kind.decides]
        if not waiting.timings and kind.consent != "required":
            timings = [timing for timing in _ABOUT_THE_CASE if timing in kind.decides][:1]
        found += [_proposal(now, kind, timing, waiting) for timing in timings[:1]]
    if "緊急" in kind.decides and kind.consent != "required" and not now.tabled and _is_urgent(now):
        received = now.case.intakes[-1].received_on
        urgent = Waiting(began=received, record="", timings=(), what="緊急性が当日のケース")
        found.append(_proposal(now, kind, "緊急", urgent))
    return found


def _proposal(now: CaseDay, kind: MeetingKind, timing: str, waiting: Waiting) -> Proposal:
    plan = next((state.waiting or state.newest for state in now.plans if state.id == waiting.plan), None)
    trial = Meeting(schema="meeting/1", kind=kind.id, date=now.day)
    verdict = may_add(trial, kind, now.case, timing, plan)
    held_up = "" if verdict else verdict.reason
    return Proposal(
        kind=kind.id,
        case=now.case.id,
        plan=waiting.plan,
        timing=timing,
        since=waiting.began,
        why=f"{waiting.what}（{held_up}）" if held_up else waiting.what,
        lead=now.case.head.lead_agency,
        held_up=held_up,
    )


def _is_urgent(now: CaseDay) -> bool:
    """Say whether a case is marked 当日 and no meeting has taken it up since its last intake."""
    case, day = now.case, now.day
    if now.closed or case.head.urgency != "当日" or not case.intakes:
        return False
    since = case.intakes[-1].received_on
    return day - since < timedelta(days=366) and not any(since <= d.date <= day for d in case.decisions)
