"""Which items of meetings still to come a case is on (付議)."""

from dataclasses import dataclass
from datetime import date

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import Decision
from seki_cli.model.world import CaseFile, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """An item of a meeting still to come, on which this case waits for its turn."""

    meeting: Meeting
    item: Item

    @property
    def day(self) -> date:
        """Return the day of the meeting."""
        return self.meeting.date


def tabled_items(case: CaseFile, meetings: tuple[Meeting, ...], day: date) -> tuple[Tabled, ...]:
    """Return the items of this case on meetings still to come, the earliest meeting first.

    Still to come: held on the day or later, not called off, and no decision of that meeting on that item is recorded yet;
    so an item of today's meeting counts until its decision is written down, and an item of a meeting that went by without
    a decision does not count any more: its plan goes back to the list of what waits.
    出典: records.md（付議中 = これから開かれる会議の議題にある）
    """
    found = [
        Tabled(meeting=meeting, item=item)
        for meeting in meetings
        if meeting.date >= day and not meeting.called_off
        for item in meeting.items
        if item.case == case.id and not any(_decides(decision, meeting, item, day) for decision in case.decisions)
    ]
    return tuple(sorted(found, key=lambda tabled: (tabled.day, tabled.meeting.starts, tabled.meeting.id, tabled.item.num)))


def plan_items(tabled: tuple[Tabled, ...], plan: str) -> tuple[Tabled, ...]:
    """Return those of the items that are about one plan."""
    return tuple(one for one in tabled if one.item.plan == plan)


def meetings_of_cases(world: World) -> dict[str, tuple[Meeting, ...]]:
    """Return for each case the meetings that concern it: those with an item of it, and those its decisions name.

    Rules about one case may be given all meetings of the world, or these: the answer is the same, sooner.
    """
    by_id = {meeting.id: meeting for meeting in world.meetings}
    concerned: dict[str, dict[str, Meeting]] = {case.id: {} for case in world.cases}
    for case in world.cases:
        concerned[case.id].update((d.meeting, by_id[d.meeting]) for d in case.decisions if d.meeting in by_id)
    for meeting in world.meetings:
        for item in meeting.items:
            if item.case in concerned:
                concerned[item.case][meeting.id] = meeting
    return {case_id: tuple(found.values()) for case_id, found in concerned.items()}


def _decides(decision: Decision, meeting: Meeting, item: Item, day: date) -> bool:
    """Say whether a decision is this meeting's word on this item: a case may stand on one agenda more than once."""
    said = (decision.meeting, decision.plan, decision.timing)
    return said == (meeting.id, item.plan, item.timing) and decision.date <= day
