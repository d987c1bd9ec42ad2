"""What follows from a decision for its plan, told to the one who recorded it: what runs, what waits, what is due next."""

from datetime import date

from seki_cli.model.plan import PLAN_TIMINGS, Decision
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.plans import PlanState
from seki_cli.rules.promises import open_todos
from seki_cli.rules.revision import next_after
from seki_cli.rules.waiting import waitings


def tell_decision(world: World, case: CaseFile, decision: Decision, day: date) -> tuple[str, ...]:
    """Return in plain sentences what a decision has made of its plan, and how many to-dos the case has now.

    修正のうえ適切 asks for one thing more: the corrected text must be written as the next version; until then the version that
    was before the meeting runs, with its own reviews. `world` is as it is after the decision.
    出典: 第3章3（合議のもとで適切性を判断する）・records.md（修正のうえ適切）
    """
    now = build_case_day(case, world.meetings, world.office, day)
    state = next((state for state in now.plans if state.id == decision.plan), None)
    lines = [*_course(state)] if state and decision.timing in (*PLAN_TIMINGS, "方針") else []
    wait = next((row for row in waitings(now) if row.plan == decision.plan and row.meeting is None), None)
    if wait and not decision.yes:
        due = show_day(wait.due_on(world.office.settings.intervals.wait_days))
        lines.append(f"{decision.result}: 会議待ちに戻りました（期限 {due}）")
    if state and state.running and state.newest.version == decision.version and next_after(case, state.newest) == decision.id:
        lines.append(f"直した版を seki plan revise {state.id} で作ってください。会議にかけ直さずに効きます")
        lines.append(
            f"それまでは第{state.running.version}版のまま動き、モニタリングも第{state.running.version}版の予定どおりです"
        )
    todos = open_todos(case, world.office, day)
    carried = [todo for todo in todos if todo.record != decision.id]
    if todos:
        often = sum(todo.moved_times for todo in carried)
        kept = f"・持ち越し {len(carried)}{f'（延期 のべ {often} 回）' if often else ''}" if carried else ""
        lines.append(f"宿題 新しく {len(todos) - len(carried)}{kept}")
    return tuple(lines)


def _course(state: PlanState) -> list[str]:
    if state.running is None or state.review is None:
        return [f"プラン {state.id} は{state.status}です"]
    due = state.review.due_on
    following = f"。次のモニタリング {show_day(due)}" if due else ""
    return [f"プラン {state.id} は{state.status}（第{state.running.version}版）です{following}"]
