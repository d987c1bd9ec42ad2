"""What is counted of plans: made, judged, running, reviewed. 出典: 第3章3（4つのタイミング・モニタリング）"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from seki_cli.model.plan import PLAN_TIMINGS, Decision, Monitoring, Plan
from seki_cli.model.world import CaseFile
from seki_cli.rules.plans import PlanState
from seki_cli.rules.stats_facts import Chapter, Fact, Ground, Measure, case_fact

_READS: Final = ("plan", "decision", "monitoring", "closing", "meeting")
_PLAN: Final = ("agency", "kind")


def _plan_fact(ground: Ground, case: CaseFile, plan: Plan, **words: Any) -> Fact:
    agency = ground.agency_of(plan.made_by, plan.made_on)
    return case_fact(case, plan, plan.made_on, one=plan.id, agency=agency, kind=plan.kind, **words)


def _made(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        seen: set[str] = set()
        for plan in case.plans:
            if plan.id not in seen:
                seen.add(plan.id)
                yield _plan_fact(ground, case, plan)


def _revised(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        seen: set[str] = set()
        for plan in case.plans:
            if plan.id in seen:
                yield _plan_fact(ground, case, plan)
            seen.add(plan.id)


def _decision_fact(ground: Ground, case: CaseFile, decision: Decision) -> Fact:
    versions = [plan for plan in case.plans if plan.id == decision.plan]
    plan = next((p for p in versions if p.version == decision.version), versions[-1] if versions else None)
    return case_fact(
        case,
        decision,
        decision.date,
        one=decision.plan or case.id,
        agency=ground.agency_of(plan.made_by, plan.made_on) if plan else "",
        kind=plan.kind if plan else "",
        timing=decision.timing,
        result=decision.result,
    )


def _judged(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for decision in case.decisions:
            if decision.timing in PLAN_TIMINGS:
                yield _decision_fact(ground, case, decision)


def _decided(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for decision in case.decisions:
            if decision.timing in PLAN_TIMINGS and decision.yes:
                yield _decision_fact(ground, case, decision)


def _approved(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for decision in case.decisions:
            if decision.timing == "支援決定" and decision.yes:
                yield _decision_fact(ground, case, decision)


def _dropped(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        kinds = {plan.id: plan.kind for plan in case.plans}
        for act in case.closings:
            if act.act == "プラン取下げ":
                agency = ground.agency_of(act.recorded_by, act.date)
                yield case_fact(case, act, act.date, one=act.plan, agency=agency, kind=kinds.get(act.plan, ""))


def _states(ground: Ground) -> Iterator[tuple[CaseFile, PlanState]]:
    for case in ground.world.cases:
        if case.plans:
            yield from ((case, state) for state in ground.now(case).plans if state.running_now)


def _running(ground: Ground) -> Iterator[Fact]:
    for case, state in _states(ground):
        plan = state.running or state.newest
        agency = ground.agency_of(plan.made_by, plan.made_on)
        words: Any = {"agency": agency, "kind": plan.kind, "result": state.status}
        yield case_fact(case, plan, ground.day, one=plan.id, **words)


def _overdue(ground: Ground) -> Iterator[Fact]:
    for case, state in _states(ground):
        plan = state.running or state.newest
        if state.review and state.review.due_on and state.review.due_on < ground.day:
            yield case_fact(case, plan, ground.day, one=plan.id, agency=plan.monitoring.agency, kind=plan.kind)


def _reviews(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        kinds = {plan.id: plan.kind for plan in case.plans}
        for review in case.monitorings:
            yield case_fact(
                case,
                review,
                review.date,
                one=review.plan,
                programme=review.programme,
                agency=ground.agency_of(review.staff, review.date),
                kind=kinds.get(review.plan, ""),
                method=review.method,
                result=review.result,
                on_time=_punctual(ground, case, review),
            )


def _punctual(ground: Ground, case: CaseFile, review: Monitoring) -> str:
    """Say how a review came against the day that was set for it, as it stood on the eve."""
    if review.date > ground.day:
        return ""
    eve = ground.now(case, review.date - timedelta(days=1))
    state = next((state for state in eve.plans if state.id == review.plan), None)
    due_on = state.review.due_on if state and state.review else None
    if due_on is None:
        return "期日の定めなし"
    return "期日までに実施" if review.date <= due_on else "期日の後に実施"


PLANS: Final = Chapter(
    title="プラン",
    measures=(
        Measure(
            id="plans.made",
            name="プランの新規作成",
            unit="件",
            way="延",
            means="プランの最初の版を、作成日で数える。会議にかける前の案も数える。機関は作成した職員のその日の所属、種類は多機関協働・参加支援・アウトリーチ等。",
            facts=_made,
            reads=("plan",),
            by=_PLAN,
            split="kind",
        ),
        Measure(
            id="plans.revised",
            name="プランの改訂版の作成",
            unit="件",
            way="延",
            means="プランの2番目からの版を、作成日で数える。修正のうえ適切を受けて直した版も、変更の案も数える。",
            facts=_revised,
            reads=("plan",),
            by=_PLAN,
        ),
        Measure(
            id="plans.judged",
            name="会議でプランを判断した件数",
            unit="件",
            way="延",
            means="策定・変更・終結・中断の4つの時機の決定を、会議の日で数える。結果は適切・修正のうえ適切・承認・差戻し・継続審議・その他。"
            "機関はプランを作った職員の所属。",
            facts=_judged,
            reads=("decision", "plan"),
            by=("agency", "kind", "timing", "result"),
            split="result",
            source="第3章3 ①〜④",
        ),
        Measure(
            id="plans.decided",
            name="うち認められた件数",
            unit="件",
            way="延",
            means="会議でプランを判断した件数のうち、結果が適切・修正のうえ適切・承認のもの。策定・変更・終結・中断の別は時機で分ける。",
            facts=_decided,
            reads=("decision", "plan"),
            by=("agency", "kind", "timing", "result"),
            split="timing",
            source="第3章3 ①〜④",
        ),
        Measure(
            id="plans.approved",
            name="自治体の支援決定",
            unit="件",
            way="延",
            means="会議によらない自治体（市区町村）の支援決定のうち、結果が適切・修正のうえ適切・承認のものを、決定の日で数える。",
            facts=_approved,
            reads=("decision", "plan"),
            by=("agency", "kind", "result"),
        ),
        Measure(
            id="plans.dropped",
            name="プランの取下げ",
            unit="件",
            way="延",
            means="プラン取下げの記録を、その日で数える。機関は記録した職員のその日の所属。",
            facts=_dropped,
            reads=("closing", "plan"),
            by=_PLAN,
        ),
        Measure(
            id="plans.running",
            name="実施中のプラン",
            unit="件",
            way="時点",
            means="その日に動いているプラン（実施中・見直し・同意前）を数える。終結・中断・取下げのもの、まだ認められていない案は数えない。結果はその日の状態。",
            facts=_running,
            reads=_READS,
            by=("agency", "kind", "result"),
            split="kind",
        ),
    ),
)
REVIEWS: Final = Chapter(
    title="モニタリング",
    measures=(
        Measure(
            id="reviews",
            name="モニタリング",
            unit="回",
            way="延",
            means="モニタリングの記録を、その日で数える。一つのプランを一度見直せば1回。機関は行った職員のその日の所属。期限は、前の日に決まっていた"
            "期日までに行ったかどうか（会議待ちなどで期日がなければ、期日の定めなし）。",
            facts=_reviews,
            reads=_READS,
            by=("programme", "agency", "kind", "method", "result", "on_time"),
            split="on_time",
            source="第3章3（モニタリングの時期の検討）",
        ),
        Measure(
            id="reviews.plans",
            name="モニタリングをしたプラン",
            unit="件",
            way="実",
            means="期間の中にモニタリングを一度でも行ったプランを数える。",
            facts=_reviews,
            reads=_READS,
            by=("programme", "agency", "kind", "method", "result", "on_time"),
        ),
        Measure(
            id="reviews.overdue",
            name="期日を過ぎたモニタリング",
            unit="件",
            way="時点",
            means="動いているプランのうち、次のモニタリングの期日がその日より前のもの。会議待ちのプランは数えない。機関はモニタリングをする機関。",
            facts=_overdue,
            reads=_READS,
            by=_PLAN,
        ),
    ),
)
