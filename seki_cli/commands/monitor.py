"""モニタリング: the review that this tool exists not to forget."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.event import Draft, finished_draft, record_events, save_events
from seki_cli.commands.face import ByOpt, FromOpt, PlanArg
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_case, pick_plan_state
from seki_cli.commands.plan_day import find_state_on
from seki_cli.errors import Misuse, Refused
from seki_cli.files.closed_days import is_closed
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.days import last_workday
from seki_cli.model.plan import Plan
from seki_cli.model.wareki import parse_day, show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.plans import OUTREACH, plan_states
from seki_cli.rules.settle import settle
from seki_cli.rules.steps import may_move

_FORM: Final = ("method", "goals", "changes", "person_view", "result", "done")


def monitor(
    call: Call,
    plan: PlanArg,
    result: Annotated[str, typer.Option("--result", metavar="R", help="継続・変更が必要・終結を検討・中断を検討")] = "",
    next_date: Annotated[
        str, typer.Option("--next-date", metavar="D", help="次のモニタリングの日（書かなければプランの予定どおり）")
    ] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """プランのモニタリングを記録します。

    その日に実施中の版に付きます。次の日を予定より遅らせるときは理由（reason_if_moved）が要ります。

    例: seki monitor P-7K3F9QX --result 継続
    """
    desk = fetch_near(call)
    found, state = pick_plan_state(call, desk.world, plan, writes=True)
    staff = who_i_am(call, desk.office, by)
    filled = {"plan": state.id, "result": result, "next_date": next_date}
    defaults = {"version": (state.running or state.newest).version, "staff": staff}

    def must_run(fields: Mapping[str, Any]) -> None:
        _running_on(call, desk, found, state.id, str(fields["date"]))

    values = record_events(
        call,
        desk,
        found,
        "monitoring",
        source=from_,
        by=by,
        filled=filled,
        defaults=defaults,
        rule=must_run,
        form=(*_FORM, "stage") if state.kind == OUTREACH else _FORM,
    )
    whole = tuple(_with_reason(call, desk, found, _on_its_day(call, desk, found, value)) for value in values)
    answer = save_events(call, desk, found, "monitoring", whole)
    return _with_next(call, desk, answer, found, state.id)


def _running_on(call: Call, desk: Desk, case: CaseFile, plan_id: str, day: str) -> Plan:
    """Return the version that ran on the day of a review: what is written late belongs to the plan of that day."""
    state = find_state_on(call, desk, case, plan_id, day)
    if state is None or state.running is None:
        raise Refused(
            f"その日、このプランは{state.status if state else '未作成'}なので、モニタリングは記録できません",
            where=state.newest.path if state else "",
            remedy="実施中のプランを指定してください（seki plan list）。経過だけなら seki note add で記録できます",
        )
    return state.running


def _on_its_day(call: Call, desk: Desk, case: CaseFile, value: Draft) -> Draft:
    """Return a review with the version of its own day, where nobody has said which."""
    running = _running_on(call, desk, case, str(value["plan"]), str(value["date"]))
    if "version" not in value.entry.said or value["version"] == running.version:
        return value
    return finished_draft(value.entry, "monitoring", {**value, "version": running.version})


def _with_reason(call: Call, desk: Desk, case: CaseFile, value: Draft) -> Draft:
    """Demand a reason where the next review is put off beyond the day that the plan has set: dates never move quietly."""
    if not value.get("next_date") or value.get("reason_if_moved"):
        return value
    on, until = parse_day(str(value["date"]), call.day), parse_day(str(value["next_date"]), call.day)
    verdict = may_move(case, desk.office, str(value["plan"]), on, until)
    if verdict:
        return value
    if call.asker is None:
        raise Misuse(verdict.reason, where="reason_if_moved", remedy=verdict.remedy)
    call.asker.say(verdict.reason)
    return finished_draft(value.entry, "monitoring", {**value, "reason_if_moved": call.asker.text("遅らせる理由")})


def _with_next(call: Call, desk: Desk, answer: Answer, case: CaseFile, plan_id: str) -> Answer:
    """Tell the day of the next review, read back from what now stands on the shelf."""
    if call.dry_run:
        return answer
    after = fetch_near(call, case.id)
    now = pick_case(call, after.world, case.id)
    state = next((s for s in plan_states(settle(now), after.world.meetings, desk.office, call.day) if s.id == plan_id), None)
    review = state.review if state else None
    if review and review.due_on:
        line = f"次のモニタリング: {show_day(review.due_on)}{_by_workday(review.due_on)}"
    elif review and review.waits_since:
        line = "次は会議です（seki meeting propose で確かめられます）"
    else:
        return answer
    return replace(answer, views=(*answer.views, Lines(lines=(line,))))


def _by_workday(day: date) -> str:
    """Return by which working day a review is due whose own day is closed: the day itself stays as the plan has it."""
    return f"（休みの日なので、{show_day(last_workday(day, is_closed))} までに）" if is_closed(day) else ""
