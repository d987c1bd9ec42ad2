"""Ten meetings, one after the other: no to-do vanishes, whatever is done, put off, given up, handed on or not mentioned.

The ledger here is kept by hand, from what the minutes and notes say, and reads nothing of seki's rules.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk

AGENCIES = {
    "takikan": "多機関協働事業者",
    "chuo1": "関市中央第1地域包括支援センター",
    "marugoto": "関市くらし・まるごと支援センター",
}
TODO_DAYS = 14
OPENING = "intake:\n  method: 電話\n  complaint:\n    by_person: 困っている\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A to-do as somebody who sat in the room would have written it down."""

    case: str
    ref: str
    what: str
    agency: str
    due: date
    put_off: int = 0


def wareki(day: date) -> str:
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"


def on_the_paper(owed: Owed) -> str:
    often = f"・延期{owed.put_off}回" if owed.put_off else ""
    return f"{AGENCIES[owed.agency]}: {owed.what}（{wareki(owed.due)}まで{often}）"


def in_due(owed: Owed) -> tuple[str, str, str, str, str]:
    rid, _, num = owed.ref.partition("#")
    often = f"（延期 {owed.put_off} 回）" if owed.put_off else ""
    return (owed.case, rid, owed.due.isoformat(), f"宿題 {num}{often}", owed.agency)


def check_due(desk: Desk, ledger: dict[str, Owed]) -> None:
    rows = desk.ask("due", "--kind", "宿題", "--within", "1000").items
    assert sorted((r["case"], r["record"], r["due_on"], r["what"], r["agency"]) for r in rows) == sorted(
        map(in_due, ledger.values())
    )


def check_agenda(desk: Desk, meeting: str, cases: list[str], ledger: dict[str, Owed]) -> None:
    shown = {item["case"]: item["sections"] for item in desk.ask("agenda", meeting).items}
    assert list(shown) == cases
    for case in cases:
        lines = [line for section in shown[case] if section["title"] == "済んでいない宿題" for line in section["lines"]]
        assert sorted(lines) == sorted(on_the_paper(owed) for owed in ledger.values() if owed.case == case)


class Simulation:
    """A year of meetings on three cases, with chances drawn from a seed."""

    def __init__(self, home: Household, seed: int) -> None:
        self.chance = random.Random(seed)
        self.desk = home.desk
        more = [str(home.desk.do("case", "new", given=OPENING)["case"]) for _ in range(2)]
        self.cases = [home.case, *more]
        self.ledger: dict[str, Owed] = {}
        self.made = self.kept = self.dropped = 0

    def call_meeting(self, day: date, cases: list[str]) -> str:
        staff = "".join(
            f"  - agency: {a}\n    staff: {s}\n" for a, s in (("takikan", "goto"), ("chuo1", "sato"), ("marugoto", "mori"))
        )
        rows = "".join(f"  - num: {n}\n    case: {case}\n    timing: 方針\n" for n, case in enumerate(cases, start=1))
        given = f"attendees:\n{staff}items:\n{rows}"
        before = self.desk.on((day - timedelta(days=5)).isoformat())
        return str(before.do("meeting", "new", "shien", "--date", day.isoformat(), given=given)["meeting"])

    def keep_promises(self, day: date) -> None:
        """Some to-dos are done between the meetings, and a note says so."""
        for owed in list(self.ledger.values()):
            if self.chance.random() < 0.12:
                given = f"method: 訪問\nfact: 果たした\ncategory: 基本情報\nprogramme: 1-i\ndone:\n  - {owed.ref}\n"
                self.desk.on(day.isoformat()).do("note", "add", owed.case, given=given)
                del self.ledger[owed.ref]
                self.kept += 1

    def minutes_of(self, case: str, num: int, day: date) -> tuple[str, list[Owed]]:
        """Return what the minutes say of one item, and the to-dos that it gives (their decision is not yet known)."""
        moved = "".join(self.move(owed, day) for owed in list(self.ledger.values()) if owed.case == case)
        new, todos = [], ""
        for n in range(1, self.chance.choice((0, 1, 1, 2)) + 1):
            self.made += 1
            due = day + timedelta(days=self.chance.randrange(3, 90)) if self.chance.random() < 0.8 else None
            agency = self.chance.choice(list(AGENCIES))
            what = f"約束その{self.made}を果たす"
            todos += f"      - agency: {agency}\n        what: {what}\n" + (f"        due: {due}\n" if due else "")
            new.append(Owed(case=case, ref=str(n), what=what, agency=agency, due=due or day + timedelta(days=TODO_DAYS)))
        text = f"  - num: {num}\n    case: {case}\n    result: その他\n"
        text += f"    moved:\n{moved}" if moved else ""
        return text + (f"    todos:\n{todos}" if todos else ""), new

    def move(self, owed: Owed, day: date) -> str:
        fate = self.chance.choice(("untouched", "untouched", "延期", "延期", "延期", "延期", "担当変更", "取消", "完了"))
        if fate == "untouched":
            return ""
        row = f"      - of: {owed.ref}\n        act: {fate}\n        why: 話し合った\n"
        if fate == "延期":
            due = day + timedelta(days=self.chance.randrange(7, 60))
            self.ledger[owed.ref] = replace(owed, due=due, put_off=owed.put_off + 1)
            return row + f"        due: {due}\n"
        if fate == "担当変更":
            agency = self.chance.choice([a for a in AGENCIES if a != owed.agency])
            self.ledger[owed.ref] = replace(owed, agency=agency)
            return row + f"        agency: {agency}\n"
        del self.ledger[owed.ref]
        self.kept, self.dropped = self.kept + (fate == "完了"), self.dropped + (fate == "取消")
        return row

    def meet(self, day: date) -> None:
        """Hold one meeting: the paper and the list must say what the ledger says, before it and after it."""
        cases = sorted(self.chance.sample(self.cases, self.chance.choice((2, 3))))
        meeting = self.call_meeting(day, cases)
        self.keep_promises(day - timedelta(days=2))
        desk = self.desk.on(day.isoformat())
        check_agenda(desk, meeting, cases, self.ledger)
        rows = [self.minutes_of(case, num, day) for num, case in enumerate(cases, start=1)]
        made = desk.do("meeting", "record", meeting, given="items:\n" + "".join(text for text, _ in rows))["decision"]
        decisions = made if isinstance(made, list) else [made]
        for rid, (_, new) in zip(decisions, rows, strict=True):
            self.ledger |= {f"{rid}#{owed.ref}": replace(owed, ref=f"{rid}#{owed.ref}") for owed in new}
        check_due(desk, self.ledger)


@pytest.mark.parametrize("seed", [106, 7])
def test_no_to_do_vanishes_over_ten_meetings(tmp_path: Path, seed: int) -> None:
    simulation = Simulation(carried(tmp_path), seed)
    for number in range(10):
        simulation.meet(date(2025, 8, 5) + timedelta(days=28 * number))
    assert simulation.made == len(simulation.ledger) + simulation.kept + simulation.dropped
    assert (simulation.kept > 3, simulation.dropped > 1) == (True, True)
    assert max(owed.put_off for owed in simulation.ledger.values()) >= 2
