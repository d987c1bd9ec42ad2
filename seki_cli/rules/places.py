"""参加支援: which places people have taken up at a resource, and which step there may follow which.

A placement is one plan at one resource; its steps are events, and how it stands is derived from them each time it is asked.
出典: 第3章2(2) 参加支援（地域の社会資源などを活用し、社会とのつながりづくりに向けた支援を行う）・段階の順は未確認
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from seki_cli.model.meeting import Resource
from seki_cli.model.office import in_span
from seki_cli.model.plan import Placement
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.plans import PlanState

KIND: Final = "参加支援"
STARTED: Final = "開始"
_LEAVES: Final = ("中止", "終了")
_BEFORE: Final = ("見学", "体験")
_FINDS_OUT: Final = (*_BEFORE, STARTED)
_MAY_FOLLOW: Final[dict[str, tuple[str, ...]]] = {
    "": _FINDS_OUT,
    "before": (*_FINDS_OUT, "中止"),
    "there": ("定着確認", *_LEAVES),
    "gone": _FINDS_OUT,
}
_WHY_NOT: Final[dict[str, tuple[str, str]]] = {
    "": ("この受け入れ先では、まだ何も始まっていません", "見学・体験・開始のどれかから記録してください"),
    "before": ("この受け入れ先では、まだ始まっていません", "先に --step 開始 を記録してください（始まる前にやめたなら --step 中止）"),
    "there": ("この受け入れ先では、もう始まっています", "続いている様子は --step 定着確認 か seki note add で、終わりは --step 終了 で記録してください"),
    "gone": ("この受け入れ先での参加は終わっています", "もう一度始めるときは --step 開始 を、その後の様子は seki note add を使ってください"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that a plan's people have taken up at a resource: since when, and the last step there."""

    case: str
    plan: str
    resource: str
    since: date
    last: Placement


def current_places(world: World, resource_id: str, day: date) -> tuple[Place, ...]:
    """Return the places taken at a resource on a day, the longest-standing first. The cases must be settled.

    Taken from 開始 until 中止 or 終了, whatever became of the plan: 参加支援 ends when the person goes on without it, and the
    seat is theirs still. 出典: 第3章2(2)（社会とのつながりづくり）・数え方は未確認
    """
    found = [place for case in world.cases for place in places_of(case, day) if place.resource == resource_id]
    return tuple(sorted(found, key=lambda place: (place.since, place.case, place.plan)))


def places_taken(world: World, resource_id: str, day: date) -> int:
    """Return how many places are taken at a resource on a day, to be held against its capacity."""
    return len(current_places(world, resource_id, day))


def places_of(case: CaseFile, day: date) -> tuple[Place, ...]:
    """Return the places that a settled case's plans have taken up on a day, at whatever resource."""
    known = sorted((p for p in case.placements if p.date <= day), key=lambda p: (p.plan, p.resource, p.order))
    found = []
    for (plan, resource), group in groupby(known, key=lambda p: (p.plan, p.resource)):
        steps = tuple(group)
        if _stand([one.step for one in steps]) == "there":
            since = next(step.date for step in reversed(steps) if step.step == STARTED)
            found.append(Place(case=case.id, plan=plan, resource=resource, since=since, last=steps[-1]))
    return tuple(found)


def may_follow(before: Sequence[Placement], step: str) -> Verdict:
    """Say whether a step may follow those taken at one resource so far: 開始 once, 定着確認 and 終了 only after it.

    見学 and 体験 may come in any order and as often as it takes; 中止 also ends what has not begun. After 中止 or 終了 a person
    may come again. 出典: 未確認（段階の順は計画にない）
    """
    stand = _stand([one.step for one in before])
    if step in _MAY_FOLLOW[stand]:
        return YES
    reason, remedy = _WHY_NOT[stand]
    return no(f"{reason}。「{step}」は記録できません", because=before[-1].path if before else "", key=("step",), remedy=remedy)


def places_people(state: PlanState) -> Verdict:
    """Say whether a plan is one that places people at resources: 参加支援 only."""
    if state.kind == KIND:
        return YES
    remedy = "参加支援のプランを指定してください（なければ seki plan new で作れます）"
    return no("参加支援のプランではありません", because=state.newest.path, key=("kind",), remedy=remedy)


def may_place(case: CaseFile, state: PlanState, resource: Resource, step: str, day: date) -> Verdict:
    """Say whether a step at a resource may be recorded on a plan on a day.

    Only a plan of 参加支援 places people; it has to run by then for 開始, not for a look beforehand. A resource that is closed
    on the day takes nobody in, but whoever was there may leave. 出典: 第3章2(2) 参加支援（利用者のニーズや課題を把握し、支援メニューを作る）
    """
    if not (verdict := places_people(state)):
        return verdict
    if step not in _LEAVES and not in_span(resource, day):
        remedy = "開いている受け入れ先を探すか、期間（since・until）を確かめてください（seki resource show）"
        return no("この社会資源は、その日には開いていません", because=resource.path, remedy=remedy)
    verdict = _in_order(case, state.id, resource.id, step, day)
    if not verdict:
        return verdict
    if step == STARTED and not state.running_now:
        remedy = "会議で策定の決定を受けてから記録してください（それまでは --step 見学・体験）"
        return no(f"{state.status}のプランなので、「開始」は記録できません", because=state.newest.path, remedy=remedy)
    if step in _BEFORE and state.status in ("中断", "終結", "取下げ"):
        remedy = "支援を続けるときは、新しいプランを作ってください（seki plan new）"
        return no(f"このプランは{state.status}です", because=state.newest.path, remedy=remedy)
    return YES


def _in_order(case: CaseFile, plan: str, resource: str, step: str, day: date) -> Verdict:
    """Say whether a step of a day fits those up to that day, and leaves the next later one in its place."""
    known = tuple(p for p in case.placements if (p.plan, p.resource) == (plan, resource))
    before, after = tuple(p for p in known if p.date <= day), tuple(p for p in known if p.date > day)
    verdict = may_follow(before, step)
    if not verdict or not after or after[0].step in _MAY_FOLLOW[_stand([*(p.step for p in before), step])]:
        return verdict
    remedy = "日付（date）を確かめてください。後の記録が違うときは seki case edit で訂正の記録を作ります"
    return no(f"後の日の記録（{after[0].step}）と順が合いません", because=after[0].path, key=("step",), remedy=remedy)


def _stand(steps: Sequence[str]) -> str:
    """Return how a placement stands after its steps: nothing yet, before its start, there, or gone."""
    stand = ""
    for step in steps:
        if step == STARTED:
            stand = "there"
        elif step in _LEAVES:
            stand = "gone"
        elif step in _BEFORE and stand != "there":
            stand = "before"
    return stand
