"""The figures of `stats` against a second count (recount.py), which reads the files and knows nothing of seki.

On the sample through the command, month by month and year by year; and on worlds told by dice through the rules.
"""

import os
import random
import sys
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import due_oracle
from recount import EVERYTHING, read_workspace, recount
from worlds_strategy import random_world_on_a_day, retell

from seki_cli.files.resources import sample_folder
from seki_cli.files.sample import commit_sample, read_diary
from seki_cli.model.periods import STEPS, Period, period_of
from seki_cli.model.world import World
from seki_cli.rules.measures import MEASURES
from seki_cli.rules.settle import settle
from seki_cli.rules.stats import Figures, steps_within, tabulate
from seki_cli.rules.stats_dimensions import dimensions_of
from seki_cli.rules.stats_facts import build_ground
from speaking import say

EXAMPLES = int(os.environ.get("SEKI_EXAMPLES", "150"))
STOCKS = {name for name, measure in MEASURES.items() if measure.way == "時点"}
LATER = "2027-06-30"
"""A day on which all that the sample holds has happened."""


def test_the_second_count_knows_every_measure_but_those_of_a_day() -> None:
    assert set(EVERYTHING) == set(MEASURES) - STOCKS


# ---- the sample, through the command


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    diary = read_diary(sample_folder())
    root = tmp_path_factory.mktemp("recount") / "daicho"
    commit_sample(root, diary, {"schema/note.json": b"{}\n"})
    return root, diary.demo_day.isoformat()


def told(root: Path, day: str, *words: str) -> dict[str, tuple[int | None, int]]:
    said = say("-C", str(root), "--as-of", day, "stats", *words, "--json")
    assert said.code == 0, said.err
    return {row["cell"]: (row["value"], row["missing"]) for row in said.items if row["blank"] != "これから"}


def years_of(root: Path) -> list[int]:
    days = [date.fromisoformat(str(r["received_on"])) for r in read_workspace(root).values() if r.get("schema") == "intake/1"]
    return sorted({day.year - (day.month < 4) for day in days})


def differing(shown: dict, counted: dict, token: str) -> dict:
    """Return the cells of one period that differ: what is counted is shown, and what is shown beyond it is 0."""
    found = {}
    for cell, value in counted.items():
        if shown.get(f"{cell}/{token}", "not shown") != value:
            found[cell] = (shown.get(f"{cell}/{token}", "not shown"), value)
    return found


BY = (
    "agency",
    "programme",
    "method",
    "route",
    "flag",
    "area",
    "age",
    "result",
    "kind",
    "timing",
    "ask",
    "to_agency",
    "reason",
    "on_time",
)
WITHIN = {
    "agency": ("intakes.new", "intakes.contacts", "notes", "notes.cases", "notes.minutes", "referrals"),
    "programme": ("intakes.new", "notes", "notes.minutes", "activities"),
    "method": ("intakes.new", "intakes.contacts", "notes", "outreach"),
    "result": ("intakes.new", "screenings", "consents", "reviews", "placements", "evaluations", "plans.judged"),
    "kind": ("plans.made", "plans.revised", "plans.judged", "plans.decided", "reviews", "meetings"),
    "timing": ("plans.decided", "plans.judged", "meetings.items", "meetings.cases"),
    "reason": ("referrals", "referrals.declined"),
    "on_time": ("referrals",),
}


@pytest.mark.parametrize("later", [False, True], ids=["on its day", "when all has happened"])
def test_the_sample_year_by_year(sample: tuple[Path, str], later: bool) -> None:
    """What is counted is shown, and a value that seki lists and the second count does not know counts 0."""
    root, day = sample
    today = LATER if later else day
    files = read_workspace(root)
    years = years_of(root)
    assert years
    for year in years:
        period = period_of("fy", date(year, 4, 1))
        counted = recount(files, period.first, period.last, date.fromisoformat(today))
        totals = told(root, today, "--fy", str(year))
        assert differing(totals, {k: v for k, v in counted.items() if "=" not in k}, period.token) == {}
        for name in {**dict.fromkeys(BY), **dict.fromkeys(WITHIN)}:
            cells = {k: v for k, v in counted.items() if k.split("/")[-1].startswith(f"{name}=")}
            shown = told(root, today, "--fy", str(year), "--by", name)
            assert differing(shown, cells, period.token) == {}, name
            measures = WITHIN.get(name, ())
            own = {cell: v for cell, v in shown.items() if cell.split("/")[0] in measures}
            beyond = {cell: v for cell, v in own.items() if cell.removesuffix(f"/{period.token}") not in counted}
            assert {cell: value for cell, value in beyond.items() if value[0]} == {}, name


def test_the_sample_month_by_month(sample: tuple[Path, str]) -> None:
    root, day = sample
    files = read_workspace(root)
    for year in years_of(root):
        shown = told(root, day, "--fy", str(year), "--by", "month")
        first = date(year, 4, 1)
        for _ in range(12):
            month = period_of("month", first)
            if month.first <= date.fromisoformat(day):
                counted = recount(files, month.first, month.last, date.fromisoformat(day))
                assert differing(shown, {k: v for k, v in counted.items() if "=" not in k}, month.token) == {}, month.token
            else:
                assert not any(cell.endswith(month.token) for cell in shown)
            first = month.last + timedelta(days=1)


# ---- worlds told by dice, through the rules


def as_file(node):
    """Return a record as its file would hold it: text, lists and mappings, nothing that is not said."""
    if is_dataclass(node):
        named = {"excluded": "except"}
        pairs = (
            (named.get(f.name, f.name), getattr(node, f.name)) for f in fields(node) if f.name not in ("path", "content_hash")
        )
        return {name: as_file(value) for name, value in pairs if value not in (None, "", (), {}) and value is not False}
    if isinstance(node, tuple):
        return [as_file(one) for one in node]
    if isinstance(node, dict):
        return {key: as_file(value) for key, value in node.items()}
    if isinstance(node, (date, datetime)):
        return node.isoformat()
    return "true" if node is True else str(node)


def as_workspace(case, office, meetings) -> dict[str, dict]:
    files = {f"cases/{case.id[:3]}/{case.id}/{num}.yaml": as_file(record) for num, record in enumerate(case.records())}
    files |= {f"meetings/{meeting.id}.yaml": as_file(meeting) for meeting in meetings}
    files["profile/staff.yaml"] = {"staff": as_file(office.staff)}
    files["profile/programmes.yaml"] = {"programmes": as_file(office.programmes)}
    return files | {f"profile/codes/{name}.yaml": as_file(listed) for name, listed in office.codes.items()}


def spans(day: date) -> tuple[Period, ...]:
    return tuple(
        period_of(step, day - timedelta(days=back)) for step, back in (("fy", 0), ("quarter", 0), ("month", 0), ("month", 45))
    )


def test_worlds_told_by_dice() -> None:
    start = random.randrange(10**9) if "SEKI_EXAMPLES" in os.environ else 0
    compared = 0
    for seed in range(start, start + EXAMPLES):
        case, office, meetings, day = random_world_on_a_day(seed)
        settled = settle(case)
        if settled.contested:
            continue
        compared += 1
        figures = Figures(ground=build_ground(World(office=office, cases=(settled,), meetings=meetings), day))
        files = as_workspace(case, office, meetings)
        for period in spans(day):
            counted = recount(files, period.first, period.last, day)
            for name in EVERYTHING:
                one = tabulate(figures, MEASURES[name], (), (period,))[0]
                assert (one.value, one.missing) == counted[name], (
                    f"seed {seed} {name} {period.token}\n{retell(case, meetings, day)}"
                )
    assert compared > EXAMPLES // 2


def test_what_adds_up_adds_up_and_nothing_is_lost() -> None:
    """Months of 延 make the year, those of 実 never less; every fact lies under some value of every dimension."""
    for seed in range(EXAMPLES // 3):
        case, office, meetings, day = random_world_on_a_day(seed)
        figures = Figures(ground=build_ground(World(office=office, cases=(settle(case),), meetings=meetings), day))
        year = period_of("fy", day)
        for measure in MEASURES.values():
            whole = tabulate(figures, measure, (), (year,))[0]
            months = [one.value or 0 for one in tabulate(figures, measure, (), steps_within(figures, "month", year))]
            if measure.way in ("延", "合計"):
                assert sum(months) == (whole.value or 0), f"seed {seed} {measure.id}"
            if measure.way == "実":
                assert max(months) <= (whole.value or 0) <= sum(months), f"seed {seed} {measure.id}"
            for one in dimensions_of(measure):
                if one.id not in STEPS:
                    under = {fact for part in tabulate(figures, measure, (one.id,), (year,)) for fact in map(id, part.facts)}
                    assert len(under) == len(whole.facts), f"seed {seed} {measure.id} {one.id}"


def test_what_stands_on_a_day_is_what_the_oracle_of_due_says() -> None:
    for seed in range(EXAMPLES):
        case, office, meetings, day = random_world_on_a_day(seed)
        figures = Figures(ground=build_ground(World(office=office, cases=(settle(case),), meetings=meetings), day))
        status = due_oracle.oracle_case_status(case, meetings, office, day)
        running = [
            plan
            for plan in due_oracle.plan_ids(case)
            if due_oracle.oracle_plan_status(case, plan, meetings, office, day) in ("実施中", "見直し", "同意前")
        ]
        values = {
            name: tabulate(figures, MEASURES[name], (), (period_of("fy", day),))[0].value
            for name in ("cases.open", "plans.running")
        }
        opened = min(intake.received_on for intake in settle(case).intakes) <= day
        still = opened and status not in ("統合", "終結", "中断", "対応終了")
        assert values == {"cases.open": int(still), "plans.running": len(running)}, f"seed {seed}\n{retell(case, meetings, day)}"


def test_a_review_is_in_time_as_the_oracle_saw_its_day_on_the_eve() -> None:
    seen = Counter()
    for seed in range(EXAMPLES):
        case, office, meetings, day = random_world_on_a_day(seed)
        settled = settle(case)
        if settled.contested:
            continue
        figures = Figures(ground=build_ground(World(office=office, cases=(settled,), meetings=meetings), day))
        expected = Counter()
        for review in settled.monitorings:
            if review.date <= day:
                asked = due_oracle.oracle_next_review(case, review.plan, meetings, office, review.date - timedelta(days=1))
                due_on = asked[1] if asked and asked[0] == "モニタリング" else None
                word = "期日の定めなし" if due_on is None else "期日までに実施" if review.date <= due_on else "期日の後に実施"
                expected[word] += 1
        years = {period_of("fy", review.date) for review in settled.monitorings if review.date <= day}
        told = Counter()
        for year in years:
            for one in tabulate(figures, MEASURES["reviews"], ("on_time",), (year,)):
                told[one.labels[0]] += one.value or 0
        assert told == expected, f"seed {seed}\n{retell(case, meetings, day)}"
        seen += told
    assert min(seen[word] for word in ("期日の定めなし", "期日までに実施", "期日の後に実施")) > 5
