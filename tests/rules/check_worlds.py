"""A sound world for the tests of the checks, and small changes to it. Everybody in it is invented.

A test of a check is a pair: a world in which one thing is wrong, and its near miss in which nothing is. `Pair` says which
code the first gives; the second gives no finding at all, unless `rest` names what stays.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from seki_cli.model.case import Related
from seki_cli.model.meeting import Attendee, Gap, Resource
from seki_cli.model.office import Agency, Base, CodeList, CodeRow, Office, Posting, Programme
from seki_cli.model.plan import Plan
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.checks import find_all
from tests.rules.worlds import PLAN, case_file, consent, day, decision, intake, item, meeting, office, plan

AS_OF = "2025-09-01"
MEETING = "M-20250520-AAAA"
RESOURCE, GAP = "S-AAAAAAA", "G-AAAAAAA"


def codes(name: str, *rows: CodeRow) -> CodeList:
    return CodeList(list=name, rows=rows or (CodeRow(code="1", label="あれ", also=("アレ",)), CodeRow(code="2", label="これ")))


def full_office(**changes) -> Office:
    """Return an office in which all that the records below name is on its list."""
    pledged = day("2025-04-01")
    base = office(
        staff=(
            Posting(id="tanaka", agency="chuo1", pledged_on=pledged),
            Posting(id="sato", agency="takikan", pledged_on=pledged),
            Posting(id="kondo", agency="zeimu", pledged_on=pledged),
        )
    )
    return replace(
        base,
        agencies=(
            Agency(id="chuo1", name="第1包括", kind="包括"),
            Agency(id="takikan", name="多機関", kind="多機関"),
            Agency(id="zeimu", name="税務部門", kind="税務部局"),
            Agency(id="mukashi", name="昔の窓口", kind="包括", until=day("2025-03-31")),
        ),
        programmes=(
            Programme(id="5", item="第5号", name="多機関協働", owners=("takikan",), bases=(Base(agency="takikan"),)),
            Programme(id="old", item="第2号", name="前の事業", until=day("2025-03-31")),
            Programme(id="3", item="第3号", name="居場所づくり", since=day("2025-09-01"), bases=(Base(agency="chuo1"),)),
        ),
        **changes,
    )


def resource(**fields) -> Resource:
    return Resource(**{"schema": "resource/1", "id": RESOURCE, "path": f"resources/{RESOURCE}.yaml", "name": "畑", **fields})


def gap(**fields) -> Gap:
    return Gap(**{"schema": "gap/1", "id": GAP, "path": f"gaps/{GAP}.yaml", "text": "移動手段", **fields})


def seat(agency: str = "chuo1", **fields) -> Attendee:
    return Attendee(agency=agency, **fields)


def related(case: str) -> tuple[Related, ...]:
    return (Related(case=case),)


START = (intake("2025-04-01"), consent("2025-04-02"))
PLANNED = (*START, plan(made_on="2025-04-10", every=3))
YES = decision("2025-05-20", meeting=MEETING)
RUNNING = (*PLANNED, YES)
"""A case with an intake, a consent, a plan and the yes by which it runs."""

JUSO = meeting("2025-05-20", item(plan=PLAN, version=1))
"""The meeting of that yes."""


def around(
    *records, meetings=None, others: tuple[CaseFile, ...] = (), in_office=None, resources=(), gaps=(), activities=(), **head
) -> World:
    """Return the world around one case, read and not yet settled; where it has a plan, the meeting JUSO is there."""
    if meetings is None:
        meetings = (JUSO,) if any(isinstance(record, Plan) for record in records) else ()
    cases = (case_file(*records, **head), *others)
    return World(
        office=in_office or full_office(),
        cases=cases,
        meetings=tuple(meetings),
        resources=tuple(resources),
        gaps=tuple(gaps),
        activities=tuple(activities),
    )


def household(world: World, **changes) -> World:
    """Return the world with something changed in the household of its first case."""
    first, *rest = world.cases
    return replace(world, cases=(replace(first, household=replace(first.household, **changes)), *rest))


@dataclass(frozen=True)
class Pair:
    """What gives a finding, and its near miss. Worlds are made when asked for, so that one mistake spoils one test."""

    code: str
    name: str
    wrong: Callable[[], World]
    right: Callable[[], World]
    count: int = 1
    as_of: str = AS_OF
    severity: str = ""
    rest: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def check_pair(pair: Pair) -> None:
    """Fail unless the wrong world gives this code and nothing else, and the right one nothing."""
    found = find_all(pair.wrong(), day(pair.as_of))
    told = [one for one in found if one.code == pair.code]
    beside = [brief(one) for one in found if one.code not in {pair.code, *pair.rest}]
    assert len(told) == pair.count, f"count: {[brief(one) for one in told]}, beside {beside}"
    assert beside == [], f"one fault, one code: {beside}"
    assert not pair.severity or {one.severity for one in told} == {pair.severity}
    missed = [brief(one) for one in find_all(pair.right(), day(pair.as_of)) if one.code not in pair.rest]
    assert missed == [], f"the near miss gives {missed}"


def brief(one: Finding) -> tuple[str, str, tuple[str | int, ...]]:
    return one.code, one.path, one.key
