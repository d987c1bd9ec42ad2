"""参加支援: the steps of a plan's people at a resource, from a first look to the end."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, FromOpt, PlanArg, ResourceArg
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.pick import pick_plan_state, pick_resource
from seki_cli.commands.plan_day import find_state_on
from seki_cli.commands.refuse import refuse_unless
from seki_cli.files.fields import choices_of
from seki_cli.model.answer import Answer
from seki_cli.model.meeting import Resource
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.places import may_place, places_people, places_taken
from seki_cli.rules.plans import PlanState

_FORM: Final = ("step", "date", "times", "by_resource", "next")


def place(
    call: Call,
    plan: PlanArg,
    resource: ResourceArg,
    step: Annotated[str, typer.Option("--step", metavar="S", help="見学・体験・開始・定着確認・中止・終了")] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """参加支援で、受け入れ先との間で進んだことを記録します。

    見学・体験は会議の前でも記録できます。開始は、プランが実施中になってからです。次の予定日（next）は記録に残るだけで、
    期限一覧には出ません。期限一覧に出したい予定は seki note add の next に書きます。

    例: seki place P-7K3F9QX S-4H2MPX7 --step 見学
    """
    desk = fetch_near(call)
    case, state = pick_plan_state(call, desk.world, plan, writes=True)
    refuse_unless(desk, places_people(state))
    found = pick_resource(call, desk.world, resource, writes=True)

    def must_fit(fields: Mapping[str, Any]) -> None:
        on = str(fields["date"])
        if fields.get("step") in choices_of("placement", "step"):
            then = find_state_on(call, desk, case, state.id, on) or state
            refuse_unless(desk, may_place(case, then, found, str(fields["step"]), parse_day(on, call.day)))

    filled = {"plan": state.id, "resource": found.id, "step": step}
    values = record_events(
        call, desk, case, "placement", source=from_, by=by, filled=filled, rule=must_fit, several=False, form=_FORM
    )
    return save_events(call, desk, case, "placement", values, told=_told(call, desk, case, state, found, values[0]))


def _told(call: Call, desk: Desk, case: CaseFile, state: PlanState, resource: Resource, value: dict[str, Any]) -> tuple[str, ...]:
    """Return what the person should know besides: a full place, a place that the plan does not name, a day that nobody reminds of."""
    lines = []
    if value["step"] == "開始" and resource.capacity is not None:
        taken = places_taken(desk.world, resource.id, call.day) + 1
        over = "（定員を超えています。受け入れ先と確かめてください）" if taken > resource.capacity else ""
        lines.append(f"受け入れ: {taken}人目、定員 {resource.capacity}人{over}")
    if resource.id not in {match.resource for match in (state.running or state.newest).matches}:
        lines.append(
            f"プランの参加先（matches）にない受け入れ先です。続けるなら seki plan revise {state.id} で加えて「変更」で諮ってください。"
        )
    if value.get("next"):
        lines.append(f"次の予定日は期限一覧に出ません。出すときは seki note add {case.id} の next に書いてください。")
    return tuple(lines)
