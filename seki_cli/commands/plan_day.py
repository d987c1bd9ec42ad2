"""プランの日: how a plan stood on the day that an act bears, which need not be today."""

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Unreadable
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.plan_turns import may_be_written
from seki_cli.rules.plans import PlanState, plan_states


def find_state_on(call: Call, desk: Desk, case: CaseFile, plan_id: str, day: str) -> PlanState | None:
    """Return how a plan stood on a day as it was typed or settled; None where no version of it was made by then."""
    states = plan_states(case, desk.world.meetings, desk.office, parse_day(day, call.day))
    return next((state for state in states if state.id == plan_id), None)


def refuse_shut(call: Call, desk: Desk, case: CaseFile) -> None:
    """Raise Refused (4) where no plan may be written on, as the case is shut."""
    refuse_unless(desk, may_be_written(build_case_day(case, desk.world.meetings, desk.office, call.day)))


def refuse_unread_course(case: CaseFile, plan_id: str) -> None:
    """Raise Unreadable (5) where a decision, a closing or a version that cannot be read may say otherwise of the plan.

    With the yes of a meeting unread, a plan that runs looks like a draft: it would be withdrawn, or its decided text rewritten.
    """
    course = ("decisions/", "closings/", f"plans/{plan_id}/")
    unread = next((path for path in case.unread if any(f"/{case.id}/{folder}" in path for folder in course)), "")
    if unread:
        raise Unreadable(
            "読めない記録があるので、このプランがいまどうなっているかが分かりません。何も書いていません",
            where=unread,
            remedy="エディターでファイルを直し、seki check で確かめてください",
        )
