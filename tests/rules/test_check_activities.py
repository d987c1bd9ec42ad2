"""What the bases of 地域づくり report can be counted: SEKI120 to SEKI122."""

from dataclasses import replace

import pytest

from seki_cli.model.meeting import Activity
from seki_cli.model.office import Base, Office, Programme
from seki_cli.model.periods import periods_within
from seki_cli.model.world import World
from seki_cli.rules.activities import base_months, is_community_work, may_report
from tests.rules.check_worlds import RUNNING, Pair, around, check_pair, full_office
from tests.rules.worlds import day


def office() -> Office:
    """Return an office in which chuo1 runs a programme of 第3号 since the middle of April, and another one runs 第5号."""
    base = full_office()
    third = Programme(id="3-i", item="第3号イ", name="地域の会", bases=(Base(agency="chuo1", since=day("2025-04-15")),))
    return replace(base, programmes=(*base.programmes, third))


def report(*, programme: str = "3-i", base: str = "chuo1", month: str = "2025-07", on: str = "", number: int = 1) -> Activity:
    when = {"date": day(on)} if on else {"month": month}
    path = f"activities/R07/A-AAAAAA{number}.yaml"
    return Activity(schema="activity/1", id=f"A-AAAAAA{number}", path=path, programme=programme, base=base, held=1, **when)


def reported(*reports: Activity) -> World:
    return around(*RUNNING, in_office=office(), activities=reports)


TABLE = (
    Pair(
        code="SEKI120",
        name="one month twice",
        wrong=lambda: reported(report(), report(number=2)),
        right=lambda: reported(report(), report(month="2025-08", number=2)),
        severity="error",
    ),
    Pair(
        code="SEKI120",
        name="a month and an event in it",
        wrong=lambda: reported(report(), report(on="2025-07-09", number=2)),
        right=lambda: reported(report(on="2025-07-09"), report(on="2025-07-09", number=2)),
        severity="hint",
    ),
    Pair(
        code="SEKI121",
        name="of no base of the programme",
        wrong=lambda: reported(report(base="takikan")),
        right=lambda: reported(report()),
        severity="warning",
    ),
    Pair(
        code="SEKI121",
        name="of a base before it began",
        wrong=lambda: reported(report(month="2025-03")),
        right=lambda: reported(report(month="2025-04")),
    ),
    Pair(
        code="SEKI121",
        name="an event before the base began",
        wrong=lambda: reported(report(on="2025-04-14")),
        right=lambda: reported(report(on="2025-04-15")),
    ),
    Pair(
        code="SEKI121",
        name="of another programme",
        wrong=lambda: reported(report(programme="5", base="takikan")),
        right=lambda: reported(report()),
    ),
    Pair(
        code="SEKI122",
        name="of a month to come",
        wrong=lambda: reported(report(month="2025-10")),
        right=lambda: reported(report(month="2025-09")),
        severity="error",
    ),
)


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_pair(pair: Pair) -> None:
    check_pair(pair)


@pytest.mark.parametrize(
    ("item", "is_one"),
    [
        ("第3号イ", True),
        ("第３号ホ", True),
        ("第三号", True),
        ("第3号のニ", True),
        ("第2号", False),
        ("第13号", False),
        ("", False),
    ],
)
def test_what_the_law_calls_the_third_is_community_work_whatever_its_name(item: str, is_one: bool) -> None:
    assert is_community_work(Programme(id="x", item=item, name="地域づくり事業", function="地域づくり")) is is_one


@pytest.mark.parametrize(
    ("given", "may"),
    [
        (report(number=2), True),
        (report(month="2025-06", number=2), False),
        (report(on="2025-06-09", number=2), True),
        (report(month="2025-09", number=2), True),
        (report(month="2025-10", number=2), False),
        (report(on="2025-09-02", number=2), False),
        (report(base="takikan", number=2), False),
        (report(programme="5", number=2), False),
        (report(programme="no", number=2), False),
        (report(month="2025-03", number=2), False),
    ],
)
def test_what_may_be_reported(given: Activity, may: bool) -> None:
    assert bool(may_report(reported(report(month="2025-06")), given, day("2025-09-01"))) is may


def test_a_month_is_due_when_it_is_over_and_nothing_that_was_written_vanishes() -> None:
    world = reported(report(month="2025-05"), report(base="dareka", month="2025-06", number=2), report(on="2025-07-20", number=3))
    months = periods_within("month", day("2025-03-01"), day("2025-07-31"))

    def rows(as_of: str) -> list[tuple[str, str, int]]:
        return [(row.month, row.base, len(row.reports)) for row in base_months(world, months, day(as_of))]

    until_june = [("2025-04", "chuo1", 0), ("2025-05", "chuo1", 1), ("2025-06", "chuo1", 0), ("2025-06", "dareka", 1)]
    assert rows("2025-07-01") == until_june
    assert rows("2025-07-20") == [*until_june, ("2025-07", "chuo1", 1)]
    assert rows("2025-06-30") == [until_june[0], until_june[1], until_june[3]]
