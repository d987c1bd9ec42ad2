"""Fetching how all cases stand, for a list: worked out from every record, as the workspace is known on the call's day."""

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import fetch
from seki_cli.commands.newer import newer_findings
from seki_cli.commands.standings import Standings
from seki_cli.rules.standings import build_standing
from seki_cli.rules.tabled import meetings_of_cases


def fetch_standings(call: Call) -> Standings:
    """Return how all cases stand as the call sees them."""
    desk = fetch(call)
    around = meetings_of_cases(desk.world)
    return Standings(
        cases=tuple(build_standing(case, around[case.id], desk.office, call.day) for case in desk.world.cases),
        office=desk.office,
        faults=desk.shelf.unread,
        unsaved=len(desk.shelf.sources.unsaved),
        newest=desk.shelf.sources.newest,
        doubts=newer_findings(desk.shelf),
    )
