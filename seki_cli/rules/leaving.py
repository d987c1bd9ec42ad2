"""What is still open in a case when somebody wants to close it, and what may become of each of these things.

A closed case must leave nobody waiting: no referral without an answer, no to-do that nobody will do, no item on an agenda.
出典: 第3章3③（本人に関わる支援者の状況等の確認）・第3章1（関係機関等と連携しながら支援する）・手順の細部は未確認
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.contact import Note
from seki_cli.model.plan import Closing, Decision
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.rules.case_state import CaseDay
from seki_cli.rules.plans import PlanState
from seki_cli.rules.promises import next_steps, open_todos, posted_at
from seki_cli.rules.referrals import ReferralState
from seki_cli.rules.steps import may_step

DONE: Final = "完了"
GIVEN_UP: Final = "取消"
TAKEN_BACK: Final = "取下げ"
_READY: Final = ("案", "付議中")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One thing that is still open: what it is, how it is named, who has to act, by when, and what may become of it.

    `reference` is the id a person copies: the rid of a つなぎ or of a note with a next step, rid#num of a to-do, a plan's id, M-…#num of
    an item. `path` and `key` lead to the line that opened it, `since` is its day, before which it cannot end.
    """

    kind: str
    reference: str
    path: str
    key: tuple[str | int, ...] = ()
    agency: str = ""
    due_on: date | None = None
    since: date | None = None
    acts: tuple[str, ...] = ()

    @property
    def plan(self) -> str:
        """Return the id of the plan where this is a draft of one."""
        return self.reference if self.kind == "プランの案" else ""


def leftovers(now: CaseDay) -> tuple[Leftover, ...]:
    """Return what a case would leave open if it were closed on this day, in the order in which it is best dealt with.

    An item about a plan that is not running yet stands with the plan: to take the plan back takes it off the agenda.
    """
    return (*_referrals(now), *_todos(now), *_next_steps(now), *_drafts(now), *_items(now))


def may_leave(now: CaseDay, act: str) -> Verdict:
    """Say whether a case may be closed (終結) or suspended (中断) by itself: not while a plan runs, nor twice.

    A running plan is ended by a meeting, with an evaluation before a 終結; one that runs before consent is taken back.
    出典: 第3章3（③支援終結を判断する時 ④支援中断を決定する時、全てのプランを対象とする）
    """
    if now.status == "統合":
        into = next((c.into for c in reversed(now.case.closings) if c.act == "統合"), "")
        return no("統合したケースです", because=now.case.head.path, remedy=f"統合先のケースに記録してください: {into}")
    if now.status == act or (now.status == "終結" and act == "中断"):
        return no(
            f"もう{now.status}しています", because=_last_act(now), remedy=f"もう一度始めるときは seki case reopen {now.case.id}"
        )
    if not (verdict := _comes_last(now)):
        return verdict
    running = next((state for state in now.plans if state.running_now), None)
    if running:
        return no(
            f"{running.status}のプランがあるので、{act}できません",
            because=(running.running or running.newest).path,
            remedy=_way_out(running, act),
        )
    if act == "中断" and not _was_tried(now):
        remedy = f"訪問や電話をしたことを seki note add {now.case.id} で記録してから、中断してください"
        return no("連絡を試みた経過が、まだ 1 件も記録されていません", because=now.case.head.path, remedy=remedy)
    return YES


def find_last_end(now: CaseDay, act: str) -> Decision | None:
    """Return the last yes of a meeting at 終結 or 中断 since the case was last opened: what it said need not be said again."""
    reopened = _last_reopening(now)
    ends = [d for d in now.case.decisions if d.yes and d.timing == act and d.date <= now.day]
    return next((d for d in reversed(ends) if reopened is None or d.order > reopened.order), None)


def may_reopen(now: CaseDay) -> Verdict:
    """Say whether a case may be reopened: only what is closed, and never what was merged into another case."""
    if now.status == "統合":
        return may_leave(now, "終結")
    if not now.closed:
        return no(
            f"閉じていないケースです（{now.status}）",
            because=now.case.head.path,
            remedy=f"そのまま記録できます: seki note add {now.case.id}",
        )
    return _comes_last(now)


def _comes_last(now: CaseDay) -> Verdict:
    """Say whether nothing has closed or reopened the case after this day: an act before it would change nothing today."""
    acts: list[Closing | Decision] = [c for c in now.case.closings if c.act != "プラン取下げ"]
    acts += [d for d in now.case.decisions if d.yes and d.close_case]
    later = next((act for act in acts if act.date > now.day), None)
    if later is None:
        return YES
    remedy = "その日か、それより後の日を date に書いてください（書かなければ今日です）"
    return no("この日より後に、終結・中断・再開の記録があります", because=later.path, key=("date",), remedy=remedy)


def may_assess(now: CaseDay) -> Verdict:
    """Say whether an assessment may be made: not of a case that is shut. 出典: 第3章3 ①（アセスメント結果に基づく支援方針）"""
    if now.status == "統合":
        return may_leave(now, "終結")
    if now.shut:
        remedy = f"もう一度始めるときは、先に再開してください（seki case reopen {now.case.id}）"
        return no(f"{now.status}したケースのアセスメントはできません", because=now.case.head.path, remedy=remedy)
    return YES


def may_continue(now: CaseDay) -> Verdict:
    """Say whether a new case may go on from this one (continued_from): only from one that is closed.

    From a merged one too: the new case then stands beside the one it was merged into.
    出典: 未確認（一つの世帯に、開いたケースは一つ）
    """
    if now.closed:
        return YES
    remedy = f"新しい相談も、そのケースに記録できます（seki note add {now.case.id}）"
    return no(f"続きの元にするケースは、まだ閉じていません（{now.status}）", because=now.case.head.path, remedy=remedy)


def may_take_back(state: ReferralState, act: str) -> Verdict:
    """Say whether a つなぎ may end by 完了 or 取下げ as it stands."""
    return may_step(state, "完了" if act == DONE else "取下げ")


def _way_out(running: PlanState, act: str) -> str:
    if running.status == "同意前":
        return f"同意前のプランは seki plan drop {running.id} で取り下げてから、もう一度実行してください"
    first = f"seki evaluate {running.id} で評価し、" if act == "終結" else "連絡を試みた経過を記録し、"
    return f"{first}会議に「{act}」で諮ってください（seki meeting add 会議 {running.newest.case} --timing {act} --plan {running.id}）"


def _last_act(now: CaseDay) -> str:
    acts: list[Closing | Decision] = [c for c in now.case.closings if c.act != "プラン取下げ"]
    acts += [d for d in now.case.decisions if d.yes and d.close_case]
    last = max((one for one in acts if one.date <= now.day), key=lambda one: one.order, default=None)
    return last.path if last else now.case.head.path


def _was_tried(now: CaseDay) -> bool:
    """Say whether somebody tried to reach the person: a note since the case was last opened, or a 中断 that tells of it."""
    reopened = _last_reopening(now)
    acts: list[Note | Decision] = [n for n in now.case.notes if n.date <= now.day]
    acts += [d for d in now.case.decisions if d.date <= now.day and d.attempts]
    return any(reopened is None or act.order > reopened.order for act in acts)


def _last_reopening(now: CaseDay) -> Closing | None:
    acts = [c for c in now.case.closings if c.act == "再開" and c.date <= now.day]
    return max(acts, key=lambda act: act.order, default=None)


def _referrals(now: CaseDay) -> Iterator[Leftover]:
    for state in now.referrals:
        if state.open:
            acts = tuple(act for act in (DONE, TAKEN_BACK) if may_take_back(state, act))
            referral = state.referral
            due_on = None if state.answered else state.reply_by
            yield Leftover(
                kind=f"{state.status}のつなぎ",
                reference=referral.id,
                path=referral.path,
                agency=referral.to_agency,
                due_on=due_on,
                since=referral.date,
                acts=acts,
            )


def _todos(now: CaseDay) -> Iterator[Leftover]:
    paths = {decision.id: decision for decision in now.case.decisions}
    for todo in open_todos(now.case, now.office, now.day):
        decision = paths[todo.record]
        place = next(n for n, one in enumerate(decision.todos) if str(one.num) == todo.part)
        yield Leftover(
            kind="宿題",
            reference=todo.reference,
            path=decision.path,
            key=("todos", place),
            agency=todo.agency or posted_at(now.office, todo.staff, now.day),
            due_on=todo.due_on,
            acts=(DONE, GIVEN_UP),
        )


def _next_steps(now: CaseDay) -> Iterator[Leftover]:
    paths = {note.id: note.path for note in now.case.notes}
    for step in next_steps(now.case, now.office, now.day):
        yield Leftover(
            kind="次の予定",
            reference=step.record,
            path=paths[step.record],
            key=("next",),
            agency=step.agency,
            due_on=step.due_on,
            acts=(DONE, GIVEN_UP),
        )


def _drafts(now: CaseDay) -> Iterator[Leftover]:
    for state in now.plans:
        if state.status in _READY:
            newest = state.newest
            yield Leftover(kind="プランの案", reference=state.id, path=newest.path, since=newest.made_on, acts=(TAKEN_BACK,))


def _items(now: CaseDay) -> Iterator[Leftover]:
    drafts = {state.id for state in now.plans if state.status in _READY}
    for tabled in now.tabled:
        if tabled.item.plan not in drafts:
            place = tabled.meeting.items.index(tabled.item)
            yield Leftover(
                kind="会議の議題",
                reference=f"{tabled.meeting.id}#{tabled.item.num}",
                path=tabled.meeting.path,
                key=("items", place),
                due_on=tabled.day,
                acts=(TAKEN_BACK,),
            )
