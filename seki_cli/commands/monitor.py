"""モニタリング: the review that this tool exists not to forget."""

from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, FromOpt, PlanArg
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_plan
from seki_cli.errors import Misuse, Refused
from seki_cli.model.answer import Answer
from seki_cli.model.wareki import parse_day, show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.plans import plan_states
from seki_cli.rules.settle import settle
from seki_cli.rules.steps import may_move


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
    desk = fetch(call)
    found, versions = pick_plan(call, desk.world, plan, writes=True)
    plan_id = versions[0].id
    running = _running_version(call, desk, found, plan_id)
    staff = who_i_am(call, desk.office, by)
    filled = {"plan": plan_id, "result": result, "next_date": next_date}
    values = record_events(
        call, desk, found, "monitoring", source=from_, by=by, filled=filled, defaults={"version": running, "staff": staff}
    )
    for value in values:
        _ask_reason(call, desk, found, value)
    answer = save_events(call, desk, found, "monitoring", values)
    return _with_next(call, desk, answer, found, plan_id)


def _running_version(call: Call, desk: Desk, case: CaseFile, plan_id: str) -> int:
    state = next(s for s in plan_states(case, desk.world.meetings, desk.office, call.day) if s.id == plan_id)
    if state.running is None:
        raise Refused(
            f"このプランは{state.status}なので、モニタリングは記録できません",
            where=state.newest.path,
            remedy="実施中のプランを指定してください（seki plan list）。経過だけなら seki note add で記録できます",
        )
    return state.running.version


def _ask_reason(call: Call, desk: Desk, case: CaseFile, value: dict[str, Any]) -> None:
    """Demand a reason where the next review is put off beyond the day that the plan has set: dates never move quietly."""
    if not value.get("next_date") or value.get("reason_if_moved"):
        return
    on, until = parse_day(str(value["date"]), call.day), parse_day(str(value["next_date"]), call.day)
    verdict = may_move(case, desk.office, str(value["plan"]), on, until)
    if verdict:
        return
    if call.asker is None:
        raise Misuse(verdict.reason, where="reason_if_moved", remedy=verdict.remedy)
    call.asker.say(verdict.reason)
    value["reason_if_moved"] = call.asker.text("遅らせる理由")


def _with_next(call: Call, desk: Desk, answer: Answer, case: CaseFile, plan_id: str) -> Answer:
    """Tell the day of the next review, read back from what now stands on the shelf."""
    from dataclasses import replace

    from seki_cli.model.answer import Lines

    if call.dry_run:
        return answer
    after = fetch(call)
    now = next(c for c in after.world.cases if c.id == case.id)
    state = next((s for s in plan_states(settle(now), after.world.meetings, desk.office, call.day) if s.id == plan_id), None)
    review = state.review if state else None
    if review and review.due_on:
        line = f"次のモニタリング: {show_day(review.due_on)}"
    elif review and review.waits_since:
        line = "次は会議です（seki meeting propose で確かめられます）"
    else:
        return answer
    return replace(answer, views=(*answer.views, Lines(lines=(line,))))
