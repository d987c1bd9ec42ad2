"""What somebody promised and has not yet done: to-dos of meetings (宿題), announced next steps, follow-ups after an end.

A promise ends when a note or a review names it in `done` (rid, rid#num, rid#followup1, rid#look_again), or as its own rule
says. It does not end because the case was closed, unless the closing act says what became of it: a promise that nobody
keeps must stay in sight.
出典: 第3章3（各関係機関の役割分担の確認・フォローアップの必要性やその方法の確認）・records.md（done、moved）
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from seki_cli.model.contact import Note
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision, Monitoring, Moved
from seki_cli.model.world import CaseFile

_ENDS_A_TODO: Final = ("完了", "取消")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something promised for a day, who has to act, the record (and number in it) it comes from, and its plan if any.

    `moved_times` is how often a to-do was put off (延期): a day that moves again and again must be seen to move.
    """

    due_on: date
    record: str
    part: str = ""
    plan: str = ""
    agency: str = ""
    staff: str = ""
    moved_times: int = 0

    @property
    def reference(self) -> str:
        """Return how `done` and `moved` name it: rid, rid#num, rid#followup1, rid#look_again."""
        return f"{self.record}#{self.part}" if self.part else self.record


def done_references(case: CaseFile, day: date) -> frozenset[str]:
    """Return what the notes and reviews up to a day say is done, by the ids that count after corrections."""
    return frozenset(case.effective(reference) for act in _written(case, day) for reference in act.done)


def ended_references(case: CaseFile, day: date) -> frozenset[str]:
    """Return what is done, and with it what a closing act says is done or given up (`moved` of a closing).

    Who closes a case says of every to-do and every announced step whether it was kept; else nobody could ever take it off
    the list. 出典: 第3章3③（支援終結の評価）・閉じる記録に書くことは seki の決まり（未確認）
    """
    settled = (one.of for closing in case.closings if closing.date <= day for one in closing.moved)
    return done_references(case, day) | {case.effective(reference) for reference in settled}


def open_todos(case: CaseFile, office: Office, day: date) -> tuple[Promise, ...]:
    """Return the to-dos of all decisions up to a day that are still open, in the order of the decisions.

    Due on its own day, else todo_days after the decision. A later decision may move it: 延期 sets a new day, 担当変更 hands
    it to another agency or member of staff, 完了 and 取消 end it for good.
    """
    done = ended_references(case, day)
    decisions = [decision for decision in case.decisions if decision.date <= day]
    moves: dict[str, list[Moved]] = {}
    for moved in (moved for decision in decisions for moved in decision.moved):
        moves.setdefault(case.effective(moved.of), []).append(moved)
    todos = []
    for decision in decisions:
        todo_days = timedelta(days=office.settings.intervals.todo_days)
        for todo in decision.todos:
            promise = Promise(
                due_on=todo.due or decision.date + todo_days,
                record=decision.id,
                part=str(todo.num),
                plan=decision.plan,
                agency=todo.agency,
                staff=todo.staff,
            )
            moved_so_far = moves.get(promise.reference, [])
            if promise.reference not in done and not any(moved.act in _ENDS_A_TODO for moved in moved_so_far):
                todos.append(_moved(promise, moved_so_far))
    return tuple(todos)


def next_steps(case: CaseFile, office: Office, day: date) -> tuple[Promise, ...]:
    """Return the next steps that notes announce and nobody has taken yet, in the order of the notes.

    Taken when a note or a review names the note in `done`, or when the same member of staff, or one of the same agency,
    writes one for the case dated on or after the announced day. Where the note names nobody, its own writer has to act.
    """
    done = ended_references(case, day)
    written = _written(case, day)
    found = []
    for note in case.notes:
        if note.date > day or note.next is None or note.id in done:
            continue
        staff = note.next.staff or note.staff
        promise = Promise(due_on=note.next.date, record=note.id, agency=posted_at(office, staff, note.next.date), staff=staff)
        if not any(takes_step(act, promise, office) for act in written if act.id != note.id):
            found.append(promise)
    return tuple(found)


def follow_ups(case: CaseFile, day: date) -> tuple[Promise, ...]:
    """Return the follow-ups and second looks after an end that are still to come or overdue, in the order of acts.

    Until named in `done`, or the case is reopened (再開) after them. What a meeting decided and a closing act repeats, the
    same contact on the same day, is one promise, done when either is named.
    """
    done = done_references(case, day)
    ends: list[Decision | Closing] = [*case.decisions, *case.closings]
    acts = sorted((act for act in ends if act.date <= day), key=lambda act: act.order)
    reopened = max((c.order for c in case.closings if c.act == "再開" and c.date <= day), default=None)
    groups: dict[tuple[date, str, int], list[Promise]] = {}
    for act in acts:
        if reopened is None or act.order > reopened:
            seen: list[tuple[date, str]] = []
            for how, promise in _after_the_end(act):
                again = seen.count((promise.due_on, how))
                seen.append((promise.due_on, how))
                groups.setdefault((promise.due_on, how, again), []).append(promise)
    return tuple(group[0] for group in groups.values() if not any(promise.reference in done for promise in group))


def posted_at(office: Office, staff: str, day: date) -> str:
    """Return the agency at which a member of staff is posted on a day; nothing where the roll does not say."""
    posting = office.posting(staff, day)
    return posting.agency if posting else ""


def _written(case: CaseFile, day: date) -> list[Note | Monitoring]:
    acts: list[Note | Monitoring] = [*case.notes, *case.monitorings]
    return [act for act in acts if act.date <= day]


def _after_the_end(act: Decision | Closing) -> Iterator[tuple[str, Promise]]:
    for num, followup in enumerate(act.followup, start=1):
        yield followup.how, Promise(due_on=followup.date, record=act.id, part=f"followup{num}", plan=act.plan)
    if act.look_again:
        yield "look_again", Promise(due_on=act.look_again, record=act.id, part="look_again", plan=act.plan)


def _moved(promise: Promise, moves: list[Moved]) -> Promise:
    for moved in moves:
        if moved.act == "延期" and moved.due:
            promise = replace(promise, due_on=moved.due, moved_times=promise.moved_times + 1)
        if moved.act == "担当変更" and moved.agency:
            promise = replace(promise, agency=moved.agency, staff=moved.staff)
        elif moved.act == "担当変更" and moved.staff:
            promise = replace(promise, staff=moved.staff)
    return promise


def takes_step(act: Note | Monitoring, promise: Promise, office: Office) -> bool:
    """Say whether a note or review takes an announced step: on its day or later, by the same staff, or one of the same agency."""
    if act.date < promise.due_on:
        return False
    return act.staff == promise.staff or (promise.agency != "" and posted_at(office, act.staff, act.date) == promise.agency)
