"""Days that were moved: of to-dos, of reviews, of answers to a つなぎ; from when to when, how often so far, and why.

A day that moves again and again must be seen to move: what is put off three times is a promise that nobody keeps.
出典: 第3章3（モニタリングの時期、各関係機関の役割分担の確認）・records.md（延期、reason_if_moved、期限変更）
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from seki_cli.model.contact import Referral, ReferralStep
from seki_cli.model.office import Office
from seki_cli.model.plan import Decision, Monitoring, Todo
from seki_cli.model.world import CaseFile
from seki_cli.rules.review import first_slot


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDay:
    """One moving of one day. `of` is what moved (rid#num of a to-do, a plan's id, a referral's id); `at` the row in the record."""

    what: Literal["宿題", "モニタリング", "回答"]
    act: Decision | Monitoring | ReferralStep
    of: str
    due: date
    was: date | None = None
    times: int = 1
    why: str = ""
    at: int = 0

    @property
    def later(self) -> bool:
        """Say whether the day was put off; False where it was brought forward."""
        return self.was is None or self.due > self.was


def moved_todos(case: CaseFile, office: Office) -> Iterator[MovedDay]:
    """Yield every 延期 of every to-do of a settled case, in the order of the decisions."""
    todo_days = timedelta(days=office.settings.intervals.todo_days)
    due = {f"{act.id}#{todo.num}": todo.due or act.date + todo_days for act in case.decisions for todo in act.todos}
    times: dict[str, int] = {}
    for act in case.decisions:
        for at, moved in enumerate(act.moved):
            of = case.effective(moved.of)
            if moved.act == "延期" and moved.due:
                times[of] = times.get(of, 0) + 1
                yield MovedDay(what="宿題", act=act, of=of, due=moved.due, was=due.get(of), times=times[of], why=moved.why, at=at)
                due[of] = moved.due


def moved_reviews(case: CaseFile, office: Office) -> Iterator[MovedDay]:
    """Yield every review that put off the next one beyond the plan's own day, in the order of acts."""
    times: dict[str, int] = {}
    for act in case.monitorings:
        if act.next_date and act.reason_if_moved:
            times[act.plan] = times.get(act.plan, 0) + 1
            yield MovedDay(
                what="モニタリング",
                act=act,
                of=act.plan,
                due=act.next_date,
                was=_slot(case, act, office),
                times=times[act.plan],
                why=act.reason_if_moved,
            )


def _slot(case: CaseFile, act: Monitoring, office: Office) -> date | None:
    plan = next((plan for plan in case.plans if (plan.id, plan.version) == (act.plan, act.version)), None)
    yes = [
        d for d in case.decisions if d.plan == act.plan and d.yes and d.timing in ("策定", "変更", "方針") and d.date <= act.date
    ]
    if plan is None or not yes:
        return None
    return first_slot(plan.monitoring, yes[-1].date, act.date, office.settings.intervals)


def moved_replies(case: CaseFile) -> Iterator[MovedDay]:
    """Yield every 保留 and 期限変更 that moved the day by which a つなぎ is to be answered, in the order of acts."""
    due = {referral.id: referral.reply_by for referral in case.referrals}
    times: dict[str, int] = {}
    for act in case.referral_steps:
        of = case.effective(act.referral)
        if act.step in ("保留", "期限変更") and act.reply_by and act.reply_by != due.get(of):
            times[of] = times.get(of, 0) + 1
            yield MovedDay(what="回答", act=act, of=of, due=act.reply_by, was=due.get(of), times=times[of], why=act.reason)
            due[of] = act.reply_by


def find_todo(case: CaseFile, reference: str) -> tuple[Decision, Todo] | None:
    """Return the decision and the to-do that a reference (rid#num) names; None where it is not there."""
    record, _, num = reference.partition("#")
    rows = ((act, todo) for act in case.decisions if act.id == record for todo in act.todos if str(todo.num) == num)
    return next(rows, None)


def find_referral(case: CaseFile, referral_id: str) -> Referral | None:
    """Return a referral by the id that counts; None where it is not there."""
    return next((row for row in case.referrals if row.id == referral_id), None)
