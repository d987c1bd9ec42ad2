"""Promises that were kept or taken back: which record ended them, and on which day; and whether a review was held in time.

出典: 第3章3（各関係機関の役割分担の確認・モニタリングの時期・フォローアップの必要性やその方法の確認）
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from seki_cli.model.contact import Note
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision, Monitoring, Moved
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile
from seki_cli.rules.plans import plan_states
from seki_cli.rules.promises import Promise, posted_at, takes_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A promise that is no longer open. `by` is the record that ended it; `cancelled`: it was taken back, not kept.

    `agreed`: its day was said by somebody; one that only the office's usual interval gives is never late.
    """

    what: Literal["宿題", "次回予定", "フォローアップ"]
    promise: Promise
    by: Event
    cancelled: bool = False
    why: str = ""
    agreed: bool = True

    @property
    def days_late(self) -> int:
        """Return by how many days it was kept too late; 0 where in time."""
        return max(0, (self.by.day - self.promise.due_on).days) if self.agreed else 0


def ended_promises(case: CaseFile, office: Office, day: date, dues: dict[str, date]) -> Iterator[Ended]:
    """Yield every promise of a settled case that some record up to a day has ended, kind by kind.

    `dues`: the days to which to-dos were moved, by reference; one that was never moved has its own.
    """
    acts: list[Note | Monitoring] = [*case.notes, *case.monitorings]
    written = sorted((act for act in acts if act.date <= day), key=lambda act: act.order)
    done: dict[str, Note | Monitoring] = {}
    for act in written:
        for reference in act.done:
            done.setdefault(case.effective(reference), act)
    for ended in _todos(case, day, done, dues):
        usual = ended.promise.due_on + timedelta(days=office.settings.intervals.todo_days)
        yield ended if ended.agreed else replace(ended, promise=replace(ended.promise, due_on=usual))
    yield from _steps(case, office, written, done)
    yield from _follow_ups(case, done)


def _todos(case: CaseFile, day: date, done: dict[str, Note | Monitoring], dues: dict[str, date]) -> Iterator[Ended]:
    ends: dict[str, tuple[Decision, Moved]] = {}
    for act in (act for act in case.decisions if act.date <= day):
        for moved in act.moved:
            if moved.act in ("完了", "取消"):
                ends.setdefault(case.effective(moved.of), (act, moved))
    for act in case.decisions:
        for todo in act.todos:
            reference = f"{act.id}#{todo.num}"
            said = dues.get(reference) or todo.due
            promise = Promise(
                due_on=said or act.date, record=act.id, part=str(todo.num), plan=act.plan, agency=todo.agency, staff=todo.staff
            )
            if reference in done:
                yield Ended(what="宿題", promise=promise, by=done[reference], agreed=said is not None)
            elif reference in ends:
                by, moved = ends[reference]
                yield Ended(
                    what="宿題", promise=promise, by=by, cancelled=moved.act == "取消", why=moved.why, agreed=said is not None
                )


def _steps(
    case: CaseFile, office: Office, written: list[Note | Monitoring], done: dict[str, Note | Monitoring]
) -> Iterator[Ended]:
    for note in case.notes:
        if note.next is None:
            continue
        staff = note.next.staff or note.staff
        promise = Promise(due_on=note.next.date, record=note.id, agency=posted_at(office, staff, note.next.date), staff=staff)
        by = done.get(note.id) or next((act for act in written if act.id != note.id and takes_step(act, promise, office)), None)
        if by is not None:
            yield Ended(what="次回予定", promise=promise, by=by)


def _follow_ups(case: CaseFile, done: dict[str, Note | Monitoring]) -> Iterator[Ended]:
    acts: tuple[Decision | Closing, ...] = (*case.decisions, *case.closings)
    for act in acts:
        days = [(f"followup{num}", row.date) for num, row in enumerate(act.followup, start=1)]
        days += [("look_again", act.look_again)] if act.look_again else []
        for part, due_on in days:
            promise = Promise(due_on=due_on, record=act.id, part=part, plan=act.plan)
            if promise.reference in done:
                yield Ended(what="フォローアップ", promise=promise, by=done[promise.reference])


def review_day_before(case: CaseFile, act: Monitoring, meetings: tuple[Meeting, ...], office: Office) -> date | None:
    """Return the day for which a review had been due when it was held; None where none was due, or a meeting was awaited."""
    before = replace(case, monitorings=tuple(other for other in case.monitorings if other.order < act.order), contested=())
    state = next((state for state in plan_states(before, meetings, office, act.date) if state.id == act.plan), None)
    return state.review.due_on if state and state.review else None
