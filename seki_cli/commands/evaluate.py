"""評価シート: what a plan achieved, and what should follow."""

from collections.abc import Mapping
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, FromOpt, PlanArg
from seki_cli.commands.fetch import fetch_near
from seki_cli.commands.pick import pick_plan_state
from seki_cli.commands.plan_day import find_state_on
from seki_cli.commands.refuse import refuse_unless
from seki_cli.model.answer import Answer
from seki_cli.rules.plan_turns import may_be_evaluated
from seki_cli.rules.plans import PlanState
from seki_cli.rules.tabled import Tabled, plan_items, tabled_items

_FORM: Final = ("occasion", "goals", "changes", "person_view", "remaining", "judgement", "category", "proposes")


def evaluate(call: Call, plan: PlanArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """プランを評価します（評価シート）。

    端末では、動いている版の目標をひとつずつたずねます。終結の決定には、その前の評価が要ります。

    例: seki evaluate P-7K3F9QX --from 評価.yaml
    """
    desk = fetch_near(call)
    case, state = pick_plan_state(call, desk.world, plan, writes=True)

    def must_be_there(fields: Mapping[str, Any]) -> None:
        then = find_state_on(call, desk, case, state.id, str(fields["date"]))
        refuse_unless(desk, may_be_evaluated(state, then))

    filled = {"plan": state.id}
    values = record_events(
        call, desk, case, "evaluation", source=from_, by=by, filled=filled, rule=must_be_there, several=False, form=_FORM
    )
    tabled = plan_items(tabled_items(case, desk.world.meetings, call.day), state.id)
    told = tuple(line for value in values for line in _told(str(value["judgement"]), case.id, state, tabled))
    return save_events(call, desk, case, "evaluation", values, told=told)


def _told(judgement: str, case: str, state: PlanState, tabled: tuple[Tabled, ...]) -> tuple[str, ...]:
    """Return who decides what the sheet proposes: an evaluation by itself ends nothing."""
    if judgement == "継続" or state.status == "終結":
        return ()
    plan, before_consent = state.id, state.status == "同意前"
    if judgement == "再プラン":
        timing = "方針" if before_consent else "変更" if state.running else "策定"
        return (f"次の版は seki plan revise {plan} で作り、「{timing}」で会議に諮ってください。",)
    on = next((one.meeting.id for one in tabled if one.item.timing == judgement), "")
    if before_consent and not on:
        return (f"同意前のプランは、会議で話し合ってから seki plan drop {plan} で取り下げて終えます。",)
    following = (
        f"{on} の議題にあります。"
        if on
        else f"seki meeting add 会議 {case} --timing {judgement} --plan {plan} で諮ってください。"
    )
    return (f"{judgement}は会議が決めます。{following}",)
