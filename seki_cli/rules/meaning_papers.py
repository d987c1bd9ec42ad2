"""Papers that one person printed while another wrote what would have kept something off them."""

from collections.abc import Iterator

from seki_cli.model.meeting import Meeting
from seki_cli.model.verdict import Finding
from seki_cli.model.world import World
from seki_cli.rules.check_papers import paper_that_no_longer_fits
from seki_cli.rules.findings import at
from seki_cli.rules.settle import settle_world
from seki_cli.rules.stale import find_stale, stale_notices
from seki_cli.rules.two_sides import MergeFacts


def find_papers_gone_stale(facts: MergeFacts) -> Iterator[Finding]:
    """Yield SEKI135 for papers printed on one side that do not fit what the other side wrote, even where it wrote first.

    Afterwards no record tells that who printed did not know: an act recorded before the printing counts as known. Only the
    two worlds themselves do, and they are there in a merge alone. 出典: 第3章3 守秘義務（会議の出席者）・本人同意を得た事例
    """
    wanted = [(one, nums, side) for side in (facts.ours, facts.theirs) for one, nums in _newly_printed(facts, side)]
    merged = settle_world(facts.merged) if wanted else facts.merged
    for meeting, nums, side in wanted:
        knew = settle_world(side)
        found = find_stale(merged, meeting, facts.as_of, then=dict.fromkeys(nums, knew))
        for notice in stale_notices(found, meeting, facts.merged.office):
            place = next((n for n, item in enumerate(meeting.items) if item.num == notice.item), 0)
            remedy = notice.remedy.replace(meeting.id, "会議")
            yield paper_that_no_longer_fits.found(at(meeting, notice.reason, key=("items", place), remedy=remedy))


def _newly_printed(facts: MergeFacts, side: World) -> Iterator[tuple[Meeting, tuple[int, ...]]]:
    """Yield the meetings to come, as merged, of which a side printed papers since the two parted, with the printings' numbers."""
    before = {meeting.id: {one.sha256 for one in meeting.printed} for meeting in facts.base.meetings if meeting.printed}
    ours = {meeting.id: {one.sha256 for one in meeting.printed} for meeting in side.meetings if meeting.printed}
    for meeting in facts.merged.meetings:
        new = ours.get(meeting.id, set()) - before.get(meeting.id, set())
        if new and meeting.date >= facts.as_of and not meeting.called_off:
            yield meeting, tuple(one.num for one in meeting.printed if one.sha256 in new)
