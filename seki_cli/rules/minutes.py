"""What became of a meeting's items: the result of each, and how many of the to-dos it gave are still open."""

from dataclasses import dataclass
from datetime import date

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import Decision
from seki_cli.model.world import World
from seki_cli.rules.promises import Promise, open_todos


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """What an item came to: a decision on a case, or the status that a 地域課題 was given; nothing while it is not recorded."""

    item: Item
    decision: Decision | None = None
    status: str = ""
    open_todos: tuple[Promise, ...] = ()

    @property
    def result(self) -> str:
        """Return the result in the record's own word: 適切, 差戻し … or a 地域課題's status."""
        return self.decision.result if self.decision else self.status


def item_results(world: World, meeting: Meeting, day: date) -> tuple[ItemResult, ...]:
    """Return what each item of a meeting came to, as known on a day, in the order of the agenda."""
    return tuple(_result(world, meeting, item, day) for item in meeting.items)


def _result(world: World, meeting: Meeting, item: Item, day: date) -> ItemResult:
    if item.gap:
        steps = [s for g in world.gaps if g.id == item.gap for s in g.steps if s.meeting == meeting.id]
        return ItemResult(item=item, status=steps[-1].status if steps else "")
    case = world.case(item.case)
    made = [d for d in (case.decisions if case else ()) if (d.meeting, d.timing, d.plan) == (meeting.id, item.timing, item.plan)]
    if case is None or not made:
        return ItemResult(item=item)
    left = tuple(todo for todo in open_todos(case, world.office, day) if todo.record == made[0].id)
    return ItemResult(item=item, decision=made[0], open_todos=left)


def left_over(world: World, meeting: Meeting, day: date) -> tuple[tuple[str, int], ...]:
    """Return the cases of a meeting that still have open to-dos, of whatever meeting, with how many, in the agenda's order."""
    cases = dict.fromkeys(item.case for item in meeting.items if item.case)
    counts = [(case.id, len(open_todos(case, world.office, day))) for name in cases if (case := world.case(name))]
    return tuple((case, count) for case, count in counts if count)
