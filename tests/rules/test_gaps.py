"""How a 地域課題 stands on a day: rules/gaps.py."""

import pytest

from seki_cli.model.meeting import GapStep, Noticed
from seki_cli.model.world import World
from seki_cli.rules.gaps import decisions_of, gap_since, gap_status, may_move_gap, meetings_of, resources_of
from seki_cli.rules.settle import settle
from tests.rules.check_worlds import GAP, gap
from tests.rules.worlds import CASE, case_file, correction, day, decision, item, meeting, office, rid


def walked(*steps: tuple[str, str], noticed: str = "2025-06-01", **fields):
    rows = tuple(GapStep(date=day(on), status=status) for on, status in steps)
    return gap(steps=rows, noticed=Noticed(date=day(noticed)), **fields)


@pytest.mark.parametrize(
    ("steps", "as_of", "status", "since"),
    [
        ((), "2025-09-01", "気づき", "2025-06-01"),
        ((("2025-07-01", "検討中"),), "2025-06-30", "気づき", "2025-06-01"),
        ((("2025-07-01", "検討中"),), "2025-07-01", "検討中", "2025-07-01"),
        ((("2025-07-01", "検討中"), ("2025-08-01", "検討中")), "2025-09-01", "検討中", "2025-07-01"),
        ((("2025-08-01", "解決"), ("2025-07-01", "検討中")), "2025-09-01", "解決", "2025-08-01"),  # written out of order
        ((("2025-07-01", "検討中"), ("2025-07-01", "取組中")), "2025-07-01", "取組中", "2025-07-01"),  # one day: as written
        ((("2025-07-01", "解決"), ("2025-08-01", "検討中")), "2025-09-01", "検討中", "2025-08-01"),  # taken up again
    ],
)
def test_the_latest_step_says_how_it_stands(steps, as_of: str, status: str, since: str) -> None:
    known = walked(*steps)
    assert (gap_status(known, day(as_of)), gap_since(known, day(as_of))) == (status, day(since))


@pytest.mark.parametrize(
    ("on", "may"), [("2025-05-31", False), ("2025-06-30", False), ("2025-07-01", True), ("2025-07-02", True)]
)
def test_a_step_stands_behind_the_others(on: str, may: bool) -> None:
    assert bool(may_move_gap(walked(("2025-07-01", "検討中")), day(on))) is may
    assert bool(may_move_gap(walked(), day("2025-05-31"))) is False


def test_meetings_decisions_and_resources_are_found_from_both_ends() -> None:
    made = decision("2025-05-20", id=rid("D", "2025-05-20"))
    mended = correction(made, id="20250521-D999")
    also = decision("2025-06-20", "情報共有", plan="", gaps=(GAP,))
    world = World(
        office=office(),
        cases=(settle(case_file(made, mended, also)),),
        meetings=(
            meeting("2025-07-01", item("", gap=GAP, timing="社会資源")),
            meeting("2025-07-08", item("", gap="G-BBBBBBB", timing="社会資源")),
            meeting("2025-07-15", item("", gap=GAP, timing="社会資源"), called_off=True),
        ),
    )
    known = gap(
        noticed=Noticed(date=day("2025-05-20"), decision=f"{CASE}/{made.id}"),
        steps=(
            GapStep(date=day("2025-07-01"), status="取組中", resources=("S-1",)),
            GapStep(date=day("2025-08-01"), status="解決", resources=("S-2", "S-1")),
        ),
    )
    assert [found.date for found, _ in meetings_of(world, known)] == [day("2025-07-01")]
    assert [found.id for _, found in decisions_of(world, known)] == [mended.id, also.id]
    assert resources_of(known) == ("S-1", "S-2")
