"""What a result of a meeting may do to a plan, asked by the form and by the record alike."""

from seki_cli.commands.fetch import Desk
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import YES, Plan
from seki_cli.model.verdict import YES as MAY
from seki_cli.model.verdict import Verdict
from seki_cli.model.world import CaseFile
from seki_cli.rules.plan_turns import may_say_yes
from seki_cli.rules.plans import plan_states


def find_plan(case: CaseFile, item: Item) -> Plan | None:
    """Return the version of a plan that an item puts to the meeting; None where it is about the case itself."""
    versions = [p for p in case.plans if p.id == item.plan and (item.version is None or p.version == item.version)]
    return versions[-1] if versions else None


def judge_result(desk: Desk, meeting: Meeting, item: Item, result: str) -> Verdict:
    """Say whether an item may end with a result: a yes must not start the reviews of a running version anew."""
    case = desk.world.case(item.case) if item.case else None
    plan = find_plan(case, item) if case else None
    if case is None or plan is None or result not in YES:
        return MAY
    states = plan_states(case, desk.world.meetings, desk.office, meeting.date)
    state = next((state for state in states if state.id == plan.id), None)
    return may_say_yes(state, plan.version, item.timing) if state else MAY
