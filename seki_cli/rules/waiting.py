"""What waits for a meeting (会議待ち): plans, reviews, consents that came or ended, screenings, referrals, 継続審議."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Decision
from seki_cli.rules.case_state import CaseDay
from seki_cli.rules.consent_days import consent_came, consent_ended
from seki_cli.rules.plans import OUTREACH, PlanState
from seki_cli.rules.review import LEADS_TO
from seki_cli.rules.tabled import Tabled, plan_items

_NO_MEETING: Final = "支援決定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case or a plan that waits for a meeting: since when, by which record, at which timings, and the meeting it is on.

    `what` is a phrase of seki's own. `meeting` is None while it stands on no agenda.
    """

    began: date
    record: str
    timings: tuple[str, ...]
    what: str
    plan: str = ""
    meeting: Meeting | None = None

    def due_on(self, wait_days: int) -> date:
        """Return the day of the meeting it is on; else so many days after it began to wait."""
        return self.meeting.date if self.meeting else self.began + timedelta(days=wait_days)


def waitings(now: CaseDay) -> tuple[Waiting, ...]:
    """Return what waits for a meeting in a case on a day; one row for each plan, since the earliest of its reasons.

    Until a decision (支援決定 is the city's own and ends no wait for a meeting) or プラン取下げ. What is about the case itself
    (対応結果, つなぎ, 継続審議 without a plan) waits no more when the case is closed: nothing could take the row away there.
    出典: 第3章3（全てのプランを4つのタイミングで・②支援方針の決定と共有）・records.md（会議待ち）
    """
    found = [_earliest(reasons, plan_items(now.tabled, plan.id)) for plan in now.plans if (reasons := [*_of_plan(now, plan)])]
    if not now.shut:
        found += [_earliest([reason], now.tabled) for reason in (*_of_screening(now), *_of_referrals(now), *_of_pending(now))]
    return tuple(sorted(found, key=lambda waiting: (waiting.began, waiting.plan, waiting.record)))


def _earliest(reasons: list[Waiting], tabled: tuple[Tabled, ...]) -> Waiting:
    """Return one row for one fact: the earliest reason, with every timing that is asked for."""
    first = min(reasons, key=lambda waiting: waiting.began)
    return Waiting(
        began=first.began,
        record=first.record,
        timings=tuple(dict.fromkeys(timing for waiting in reasons for timing in waiting.timings)),
        what=first.what,
        plan=first.plan,
        meeting=tabled[0].meeting if tabled else None,
    )


def _of_plan(now: CaseDay, plan: PlanState) -> Iterator[Waiting]:
    yield from _of_version(now, plan)
    yield from _of_review(plan)
    yield from _of_consent(now, plan)
    last = plan.pending
    if last:
        what = f"{plan.kind}プランの継続審議"
        yield Waiting(began=last.date, record=last.id, timings=(last.timing,), what=what, plan=plan.id)


def _of_version(now: CaseDay, plan: PlanState) -> Iterator[Waiting]:
    """A version that no meeting has judged: 策定 at first, 変更 later; アウトリーチ等 before consent 方針.

    Written anew before any meeting saw it, it goes on waiting since the first writing: no day is moved quietly.
    """
    version = plan.waiting
    if version is None:
        return
    if plan.kind == OUTREACH and plan.status != "見直し" and not consent_came(now.case, version.persons, now.day):
        timing = "方針"
    else:
        timing = "変更" if plan.status == "見直し" else "策定"
    what = f"{plan.kind}プラン v{version.version} の{timing}"
    yield Waiting(began=plan.waits_since or version.made_on, record=plan.id, timings=(timing,), what=what, plan=plan.id)


def _of_review(plan: PlanState) -> Iterator[Waiting]:
    """A review that leads to a meeting; before consent only one that needs none can take it up, at 方針."""
    review = plan.review
    if review and review.waits_since and review.last:
        timing = "方針" if plan.status == "同意前" else LEADS_TO[review.last.result]
        what = f"モニタリングを受けた{plan.kind}プランの{timing}"
        yield Waiting(began=review.waits_since, record=review.last.id, timings=(timing,), what=what, plan=plan.id)


def _of_consent(now: CaseDay, plan: PlanState) -> Iterator[Waiting]:
    """A plan whose consent came goes to 策定; one whose consent ended, to 終結 or 中断, and to nothing else."""
    if plan.running is None or plan.decided is None:
        return
    persons = plan.running.persons
    timings: tuple[str, ...] = ("策定",) if plan.status == "同意前" else ("終結", "中断")
    if plan.status == "同意前":
        turn = consent_came(now.case, persons, now.day)
        began = max(turn.day, plan.running.made_on) if turn else now.day
        what = f"同意が得られた{plan.kind}プランの策定"
    else:
        turn = consent_ended(now.case, persons, now.day)
        began = turn.day if turn else now.day
        what = f"同意が終わった{plan.kind}プランの終結か中断"
    since = (d for d in _known(now) if d.plan == plan.id and d.order > plan.decided.order and d.date >= began)
    if turn and not any(d.timing in timings for d in since):
        yield Waiting(began=began, record=turn.act.id, timings=timings, what=what, plan=plan.id)


def _of_screening(now: CaseDay) -> Iterator[Waiting]:
    """The last 対応結果 brings the case to a meeting; where several in a row do, it waits since the first of them."""
    first = None
    for screening in reversed([s for s in now.case.screenings if s.date <= now.day]):
        row = now.office.code("screening", screening.result, screening.date)
        if not (row and row.waits) or _answered(now, screening.order):
            break
        first = screening
    if first:
        yield Waiting(began=first.date, record=first.id, timings=(), what="対応結果で会議に諮ることにしたケース")


def _of_referrals(now: CaseDay) -> Iterator[Waiting]:
    for state in now.referrals:
        referral = state.referral
        if referral.ask == "会議に諮る" and state.open and not _answered(now, referral.order):
            yield Waiting(began=referral.date, record=referral.id, timings=(), what="会議に諮るよう頼まれたケース")


def _of_pending(now: CaseDay) -> Iterator[Waiting]:
    """A 継続審議 on the case itself; one on a plan stands with the plan, unless the plan cannot be read."""
    plans = {plan.id for plan in now.plans}
    decisions = [d for d in _known(now) if d.result == "継続審議" and d.plan not in plans]
    for last in decisions[-1:]:
        if not _answered(now, last.order):
            yield Waiting(began=last.date, record=last.id, timings=(last.timing,), what="継続審議のケース")


def _answered(now: CaseDay, order: tuple[object, ...]) -> bool:
    """Say whether a meeting has taken the case up after an act: with or without a plan, at whatever timing."""
    return any(decision.order > order and decision.timing != _NO_MEETING for decision in _known(now))


def _known(now: CaseDay) -> Iterator[Decision]:
    return (decision for decision in now.case.decisions if decision.date <= now.day)
