"""地域課題: how one stands on a day, and what came of it. Derived from its steps each time, never stored."""

from datetime import date
from typing import Final

from seki_cli.model.meeting import Gap, GapStep, Item, Meeting
from seki_cli.model.plan import Decision
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import CaseFile, World

NOTICED: Final = "気づき"
STATUSES: Final = (NOTICED, "検討中", "取組中", "解決", "見送り")
MOVES: Final = STATUSES[1:]


def steps_until(gap: Gap, day: date) -> tuple[GapStep, ...]:
    """Return the steps of a gap on or before a day, in the order of their days; those of one day as they are written."""
    return tuple(sorted((step for step in gap.steps if step.date <= day), key=lambda step: step.date))


def gap_status(gap: Gap, day: date) -> str:
    """Return how a 地域課題 stands on a day: the status of its latest step, 気づき before the first."""
    steps = steps_until(gap, day)
    return steps[-1].status if steps else NOTICED


def gap_since(gap: Gap, day: date) -> date | None:
    """Return the day since which a 地域課題 stands as it does: of the first of its last steps with that status."""
    since = gap.noticed.date if gap.noticed else None
    status = NOTICED
    for step in steps_until(gap, day):
        since, status = (since if step.status == status and since else step.date), step.status
    return since


def may_move_gap(gap: Gap, on: date) -> Verdict:
    """Say whether a 地域課題 may take a step on a day: never before what is already written, for nobody would see it.

    A gap that was 解決 or 見送り may be taken up again. 出典: 第3章3（社会資源の開発等に向けた取組を検討する）
    """
    steps = sorted(gap.steps, key=lambda step: step.date)
    if steps and on < steps[-1].date:
        remedy = "日付を確かめてください（前の経過は seki gap show で見られます）"
        return no("前の経過より早い日付です", because=gap.path, key=("steps",), remedy=remedy)
    if gap.noticed and on < gap.noticed.date:
        remedy = "日付を確かめてください"
        return no("気づいた日より早い日付です", because=gap.path, key=("noticed", "date"), remedy=remedy)
    return YES


def meetings_of(world: World, gap: Gap) -> tuple[tuple[Meeting, Item], ...]:
    """Return the meetings on whose agenda a gap stands or stood, with the item, those that were called off left out."""
    held = (meeting for meeting in world.meetings if not meeting.called_off)
    return tuple((meeting, item) for meeting in held for item in meeting.items if item.gap == gap.id)


def decisions_of(world: World, gap: Gap) -> tuple[tuple[CaseFile, Decision], ...]:
    """Return the decisions that speak of a gap: the one it was noticed in, and those that list it. Cases must be settled."""
    noticed = gap.noticed.decision if gap.noticed else ""
    owner, _, rid = noticed.rpartition("/")
    return tuple(
        (case, decision)
        for case in world.cases
        for decision in case.decisions
        if gap.id in decision.gaps or (rid and case.effective(rid) == decision.id and owner in ("", case.id))
    )


def resources_of(gap: Gap) -> tuple[str, ...]:
    """Return the 社会資源 that came of a gap, each once, in the order of the steps."""
    return tuple(dict.fromkeys(resource for step in gap.steps for resource in step.resources))
