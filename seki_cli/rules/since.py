"""Which meeting was the last one on a case, as far as the room of the next one may know of it."""

from dataclasses import dataclass
from datetime import date

from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Plan
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The last meeting on a case, and what is known up to the day of printing.

    `then`: the case as it was on the last meeting's day, where that could be read; `visible`: what the gate admits of it now,
    with the `meetings` that its decisions name.
    """

    meeting: Meeting
    day: date
    plan: Plan | None = None
    then: CaseFile | None = None
    visible: CaseFile | None = None
    meetings: tuple[Meeting, ...] = ()

    def known(self, case: CaseFile) -> CaseFile:
        """Return the case as far as this room may know of it: whatever is counted or derived is worked out from that."""
        return self.visible or case

    def holds(self, day: date) -> bool:
        """Say whether something of that day is new: on the last meeting's day it may have come after the paper."""
        return self.meeting.date <= day <= self.day

    def new(self, act: Event) -> bool:
        """Say whether an act is new since the last meeting: by its day, or by the day on which it was recorded."""
        return self.holds(act.day) or self.late(act) != ""

    def late(self, act: Event) -> str:
        """Return how to say that an act of before the last meeting was recorded, or corrected, only after it; else nothing.

        Nobody in that room could know of it, and the days since then do not hold it: without this it would be told at none.
        """
        if act.day >= self.meeting.date or not self.meeting.date < act.recorded.date() <= self.day:
            return ""
        return "後から訂正" if act.corrects else "後から記録"


def find_last_meeting(meeting: Meeting, case_id: str, meetings: tuple[Meeting, ...]) -> Meeting | None:
    """Return the last meeting before this one that had the case on its agenda, as far as this room may know of it.

    Of the same kind, or the one that the meeting names as its `previous`: that another kind of meeting spoke of a family is
    itself something that not everybody may know. 出典: 第3章3（本人の同意がなくても開ける会議がある）
    """
    order = (meeting.date, meeting.starts, meeting.id)
    earlier = [
        other
        for other in meetings
        if (other.date, other.starts, other.id) < order
        and not other.called_off
        and (other.kind == meeting.kind or other.id == meeting.previous)
        and any(item.case == case_id for item in other.items)
    ]
    return max(earlier, key=lambda other: (other.date, other.starts, other.id), default=None)


def past_wanted(meeting: Meeting, meetings: tuple[Meeting, ...]) -> dict[str, date]:
    """Return which cases of a meeting have to be seen as they were on an earlier day: case id → day of its last meeting."""
    found = {item.case: find_last_meeting(meeting, item.case, meetings) for item in meeting.items if item.case}
    return {case_id: last.date for case_id, last in found.items() if last is not None}
