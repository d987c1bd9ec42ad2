"""Whether a plan is fit to be put to its meeting: what the checks would say of a yes, and what only the meeting's day shows.

The checks of the house are asked about the plan as it stands, and again in a world in which the meeting has said yes.
出典: 第3章3 ①（プラン内容、各関係機関の役割分担の確認、モニタリングの時期の検討等）・社会福祉法第106条の4第2項第6号
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import MeetingKind, in_span
from seki_cli.model.plan import Decision, Plan, Timing
from seki_cli.model.verdict import Finding, Severity, Verdict
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_checks import find_case_findings
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.check_meetings import item_with_an_older_version
from seki_cli.rules.check_ready import ReadyFacts, plan_not_fit_for_its_meeting
from seki_cli.rules.findings import Fault
from seki_cli.rules.meetings import may_add
from seki_cli.rules.places import current_places
from seki_cli.rules.plan_turns import may_be_put, may_say_yes
from seki_cli.rules.plans import PlanState
from seki_cli.rules.settle import settle_world
from seki_cli.rules.tabled import plan_items
from seki_cli.rules.waiting import waitings

_JST: Final = timezone(timedelta(hours=9))
_ENDS: Final = ("終結", "中断")
_OF_A_YES: Final = frozenset({"SEKI059", "SEKI060", "SEKI063", "SEKI064", "SEKI067", "SEKI073"})
"""The checks that a yes may bring to light in the plan itself; consent and the meeting's powers are asked before a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a plan would come before a meeting: which version, at which timing, at which meeting, and whether it stands there.

    `meeting` is the one it is on, else the next of a kind that decides the timing, else one supposed for the day itself.
    """

    plan: Plan
    timing: Timing | None
    meeting: Meeting
    kind: MeetingKind | None
    item: Item | None = None

    @property
    def known(self) -> bool:
        """Say whether there is such a meeting, or it is only supposed."""
        return bool(self.meeting.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What was found, errors first; `ready` where there is something to put and no error."""

    turn: Turn
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Say whether the plan may be put as it stands."""
        return self.turn.timing is not None and not any(finding.severity == "error" for finding in self.findings)


def judge_readiness(world: World, case_id: str, plan_id: str, day: date) -> Readiness | None:
    """Return whether a plan is fit for its meeting, from the world as it was read; None where no version is there by the day."""
    settled = settle_world(world)
    case = settled.case(case_id)
    if case is None:
        return None
    now = build_case_day(case, world.meetings, world.office, day)
    state = next((state for state in now.plans if state.id == plan_id), None)
    if state is None:
        return None
    turn = _find_turn(settled, now, state)
    found = [*_of_the_turn(case, state, turn)]
    found += [f for f in find_case_findings(_raw(world, case_id), world, day) if f.path == turn.plan.path]
    if turn.timing is not None:
        found += _of_a_yes(world, case_id, turn)
        if turn.timing not in _ENDS:
            found += plan_not_fit_for_its_meeting(_ready_facts(settled, turn))
    return Readiness(turn=turn, findings=_sorted(found))


def _raw(world: World, case_id: str) -> CaseFile:
    return next(case for case in world.cases if case.id == case_id)


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    ranks = ("error", "warning", "hint")
    once = {(f.code, f.path, f.key, f.message): f for f in found}
    return tuple(sorted(once.values(), key=lambda f: (ranks.index(f.severity), f.code, [str(step) for step in f.key])))


def _find_turn(world: World, now: CaseDay, state: PlanState) -> Turn:
    tabled = plan_items(now.tabled, state.id)
    if tabled:
        meeting, item = tabled[0].meeting, tabled[0].item
        versions = [plan for plan in now.case.plans if plan.id == state.id and plan.version == item.version]
        kind = now.office.meeting_kind(meeting.kind, meeting.date)
        return Turn(plan=versions[0] if versions else state.newest, timing=item.timing, meeting=meeting, kind=kind, item=item)
    timing = _waited_for(now, state)
    kind = next((k for k in now.office.meetings if in_span(k, now.day) and k.takes_cases and timing in k.decides), None)
    over = {decision.meeting for decision in now.case.decisions}
    coming = [m for m in world.meetings if kind and m.kind == kind.id and m.date >= now.day and not m.called_off]
    coming = [m for m in coming if m.id not in over]
    supposed = Meeting(schema="meeting/1", kind=kind.id if kind else "", date=now.day)
    meeting = min(coming, key=lambda m: (m.date, m.starts, m.id), default=supposed)
    return Turn(plan=state.waiting or state.running or state.newest, timing=timing, meeting=meeting, kind=kind)


def _waited_for(now: CaseDay, state: PlanState) -> Timing | None:
    """Return the timing at which a plan waits for a meeting; one of the four for plans, or 方針 before consent."""
    timings = [timing for waiting in waitings(now) if waiting.plan == state.id for timing in waiting.timings]
    known: tuple[Timing, ...] = ("策定", "変更", "終結", "中断", "方針")
    return next((timing for timing in known if timing in timings), None)


def _of_the_turn(case: CaseFile, state: PlanState, turn: Turn) -> Iterator[Finding]:
    """Yield what stands against the turn itself: nothing to put, no meeting that may decide it, no consent on its day."""
    remedy = "内容を変えるときは seki plan revise で次の版を作ってください"
    if turn.timing is None:
        over = may_be_put(state, "終結")
        reason = over.reason or "待っている版も、会議待ちの見直しもありません"
        yield _refused(turn, reason, remedy=over.remedy or remedy, severity="hint")
        return
    if turn.kind is None:
        yield _refused(
            turn, f"「{turn.timing}」を決められる種類の会議がありません", remedy="profile/meetings.yaml を確かめてください"
        )
        return
    item = turn.item
    if item is not None and item.version is not None and state.waiting and item.version < state.waiting.version:
        yield item_with_an_older_version.found(
            Fault(path=turn.meeting.path, key=("items", turn.meeting.items.index(item), "version"))
        )
    stated = bool(item and item.why.strip() and item.basis.strip())
    verdicts = (may_be_put(state, turn.timing), may_add(turn.meeting, turn.kind, case, turn.timing, turn.plan, stated=stated))
    for verdict in verdicts:
        if not verdict:
            yield _refused(turn, verdict.reason, remedy=verdict.remedy, verdict=verdict)
    answer = may_say_yes(state, turn.plan.version, turn.timing)
    if not answer:
        yield _refused(turn, f"{answer.reason}。会議はこの版に「適切」と言えません", remedy=answer.remedy, severity="warning")


def _refused(turn: Turn, reason: str, *, remedy: str, verdict: Verdict | None = None, severity: Severity = "error") -> Finding:
    path = (verdict.because if verdict else "") or turn.plan.path
    key = verdict.key if verdict and verdict.because else ()
    fault = Fault(path=path, case=turn.plan.case, key=key, message=reason, remedy=remedy, severity=severity)
    return plan_not_fit_for_its_meeting.found(fault)


def _of_a_yes(world: World, case_id: str, turn: Turn) -> list[Finding]:
    """Return what the checks would say of the plan if the meeting said yes on its day, and do not say already."""
    raw, day = _raw(world, case_id), turn.meeting.date
    before = {(f.code, f.path, f.key) for f in find_case_findings(raw, world, day)}
    yes = _supposed_yes(turn)
    after = replace(raw, decisions=tuple(sorted((*raw.decisions, yes), key=lambda d: d.order)))
    meetings = (*(m for m in world.meetings if m.id != yes.meeting), replace(turn.meeting, id=yes.meeting))
    found = find_case_findings(after, replace(world, meetings=meetings).with_case(after), day)
    return [f for f in found if f.code in _OF_A_YES and (f.code, f.path, f.key) not in before]


def _supposed_yes(turn: Turn) -> Decision:
    return Decision(
        schema="decision/1",
        id="supposed",
        case=turn.plan.case,
        path=turn.plan.path,
        recorded=datetime.combine(turn.meeting.date, time(23, 59), _JST),
        recorded_by=turn.plan.made_by,
        at="23:59",
        date=turn.meeting.date,
        timing=turn.timing or "策定",
        result="適切",
        meeting=turn.meeting.id or "supposed",
        plan=turn.plan.id,
        version=turn.plan.version,
    )


def _ready_facts(world: World, turn: Turn) -> ReadyFacts:
    named = {match.resource for match in turn.plan.matches}
    taken = {
        resource: sum(place.plan != turn.plan.id for place in current_places(world, resource, turn.meeting.date))
        for resource in named
    }
    return ReadyFacts(
        plan=turn.plan,
        day=turn.meeting.date,
        timing=turn.timing or "",
        office=world.office,
        resources={resource.id: resource for resource in world.resources},
        taken=taken,
    )
