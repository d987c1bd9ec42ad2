"""What is due in a case: the ten kinds, one row for one fact, each with a day, who has to act and the record behind it.

A due review that is missing from this list cannot be forgiven; where records leave a choice, the earlier day counts.
出典: 第3章3（モニタリングの時期・全てのプランを4つのタイミングで）・第3章1（つなぎ）・records.md（due, the ten kinds）
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.record import Event
from seki_cli.model.standing import DueRow
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.due_list import EVERYTHING, DueFilter, last_day, sort_rows
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.plans import PlanState
from seki_cli.rules.promises import Promise, follow_ups, next_steps, open_todos, posted_at
from seki_cli.rules.tabled import meetings_of_cases
from seki_cli.rules.waiting import waitings

_NEXT_STEPS: Final = ("モニタリング", "回答待ち", "宿題", "次回予定", "フォローアップ")
_CONTACT_EXPECTED: Final = ("支援中", "つなぎ中", "プラン準備中", "同意前")


def due_items(world: World, day: date, *, within: int = 0, wanted: DueFilter = EVERYTHING) -> tuple[DueRow, ...]:
    """Return what is due on the day or overdue, and what comes within so many days, of every case of a settled world.

    Sorted by due_on, case, kind.
    """
    meetings = meetings_of_cases(world)
    rows = (row for case in world.cases for row in due_rows(case, meetings[case.id], world.office, day))
    return sort_rows(row for row in rows if wanted.fits(row) and row.due_on <= last_day(day, within))


def due_rows(case: CaseFile, meetings: tuple[Meeting, ...], office: Office, day: date) -> tuple[DueRow, ...]:
    """Return all that is due in a settled case as known on a day, however far ahead it lies; sorted like `due_items`.

    `meetings` may hold those of other cases too.
    """
    return due_rows_of(build_case_day(case, meetings, office, day))


def due_rows_of(now: CaseDay) -> tuple[DueRow, ...]:
    """Return the same for a case whose day is built already."""
    rows = [*_reviews(now), *_periods(now), *_waits(now), *_replies(now), *_promises(now), *_consents(now)]
    rows += _silence(now)
    if not now.closed and not now.tabled and not any(row.kind in _NEXT_STEPS for row in rows):
        rows += _nothing_planned(now)
    return sort_rows(rows)


def _row(now: CaseDay, kind: str, promise: Promise, what: str, plan: str = "") -> DueRow:
    """Return a row; where no agency is named that has to act, it is the lead (主担当): a row must reach somebody."""
    head = now.case.head
    nobody = not promise.agency and not promise.staff
    return DueRow(
        kind=kind,
        due_on=promise.due_on,
        case=now.case.id,
        what=what,
        record=promise.record,
        plan=plan,
        agency=promise.agency or head.lead_agency,
        staff=head.lead_staff if nobody else promise.staff,
        lead=head.lead_agency,
        uncertain=bool(now.case.unread),
    )


def _reviews(now: CaseDay) -> Iterator[DueRow]:
    """モニタリング: as the plan's schedule and its last review say; the plan's own agency and staff have to act."""
    for plan in now.plans:
        review = plan.review
        if plan.running and review and review.due_on:
            schedule = plan.running.monitoring
            moved = review.last is not None and review.due_on == review.last.next_date
            promise = Promise(
                due_on=review.due_on,
                record=review.last.id if moved and review.last else plan.id,
                agency=schedule.agency or posted_at(now.office, schedule.staff, review.due_on),
                staff=schedule.staff,
            )
            yield _row(now, "モニタリング", promise, f"{_name(plan)} のモニタリング", plan.id)


def _periods(now: CaseDay) -> Iterator[DueRow]:
    """プラン期限: the end of the period, while the plan runs; reviews go on beside it."""
    for plan in now.plans:
        if plan.running and plan.running.period.until:
            promise = Promise(due_on=plan.running.period.until, record=plan.id)
            yield _row(now, "プラン期限", promise, f"{_name(plan)} の期間の終わり", plan.id)


def _waits(now: CaseDay) -> Iterator[DueRow]:
    """会議待ち: the lead sees to it that the case gets on a meeting and that its decision is recorded."""
    for waiting in waitings(now):
        promise = Promise(due_on=waiting.due_on(now.office.settings.intervals.wait_days), record=waiting.record)
        yield _row(now, "会議待ち", promise, waiting.what, waiting.plan)


def _replies(now: CaseDay) -> Iterator[DueRow]:
    """回答待ち: a referral that nobody has answered; 保留 and 期限変更 move the day, any other step is an answer."""
    for state in now.referrals:
        if not state.answered:
            promise = Promise(due_on=state.reply_by, record=state.referral.id, agency=state.referral.to_agency)
            yield _row(now, "回答待ち", promise, "つなぎの回答")


def _promises(now: CaseDay) -> Iterator[DueRow]:
    """宿題, 次回予定 and フォローアップ: until done; follow-ups are the lead's, in closed cases too."""
    for todo in open_todos(now.case, now.office, now.day):
        often = f"（延期 {todo.moved_times} 回）" if todo.moved_times else ""
        yield _row(now, "宿題", todo, f"宿題 {todo.part}{often}", todo.plan)
    for step in next_steps(now.case, now.office, now.day):
        yield _row(now, "次回予定", step, "記録にある次回の予定")
    for promise in follow_ups(now.case, now.day):
        what = "中断の後の再確認" if promise.part == "look_again" else "終結・中断の後のフォローアップ"
        yield _row(now, "フォローアップ", promise, what, promise.plan)


def _consents(now: CaseDay) -> Iterator[DueRow]:
    """同意期限: the term of each person's act in force, in open cases; it stays, overdue, until another act replaces it."""
    if now.closed:
        return
    for person in sorted({consent.person for consent in now.case.consents}):
        acts = acts_in_force(now.case, person, now.day)
        terms = [(act.until, act.id) for act in acts if act.until and act.act in ("同意", "一部同意")]
        if terms:
            until, record = min(terms)
            yield _row(now, "同意期限", Promise(due_on=until, record=record), f"{person} の同意の期限")


def _silence(now: CaseDay) -> Iterator[DueRow]:
    """連絡なし: so many days after the last note or review, while contact is expected.

    Where nobody has written any yet, the last intake is the last contact: a case that was never taken up is silent too.
    """
    if now.status not in _CONTACT_EXPECTED:
        return
    written: list[Event] = [*now.case.notes, *now.case.monitorings]
    known = [act for act in written if act.day <= now.day]
    last = max(known or [i for i in now.case.intakes if i.day <= now.day], key=lambda act: act.order, default=None)
    if last:
        days = now.office.settings.intervals.no_contact_days
        promise = Promise(due_on=last.day + timedelta(days=days), record=last.id)
        yield _row(now, "連絡なし", promise, f"最後の支援記録から {days} 日")


def _nothing_planned(now: CaseDay) -> Iterator[DueRow]:
    """次の予定なし: since the last record of the case, whatever it is; a case of which nothing can be read, since today."""
    case = now.case
    days = [(event.day, event.id) for event in case.events()]
    days += [(assessment.date, assessment.id) for assessment in case.assessments]
    days += [(plan.made_on, plan.id) for plan in case.plans]
    last = max((found for found in days if found[0] <= now.day), default=None)
    if last is None and case.unread and not days:
        last = (now.day, case.id)
    if last:
        yield _row(now, "次の予定なし", Promise(due_on=last[0], record=last[1]), "次の予定が決まっていないケース")


def _name(plan: PlanState) -> str:
    version = plan.running or plan.newest
    return f"{plan.kind}プラン v{version.version}"
