"""地域課題: written down, taken to meetings, moved on until something comes of it."""

from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def noticed(desk: Desk, *words: str, text: str = "夜に相談できる窓口がない") -> str:
    said = desk.try_("gap", "new", "--from", "-", "--json", *words, stdin=f"text: {text}\n")
    assert said.code == 0, said.out + said.err
    return str(said.data["gap"])


def test_a_gap_is_written_down_today_and_begins_as_noticed(home: Household) -> None:
    gap = noticed(home.desk, "--field", "障害", "--area", "中央第1")
    text = (home.desk.root / f"gaps/{gap}.yaml").read_text()
    assert text == (
        f"schema: gap/1\nid: {gap}\nnoticed:\n  date: 2025-07-16\ntext: 夜に相談できる窓口がない\nfield: 障害\narea: 中央第1\n"
    )
    assert home.desk.ask("gap", "list").items[0]["status"] == "気づき"


def test_the_decision_it_came_from_is_named_with_its_case_and_day(home: Household) -> None:
    gap = noticed(home.desk, "--decision", f"{home.case}/{home.decision}")
    text = (home.desk.root / f"gaps/{gap}.yaml").read_text()
    assert f"noticed:\n  date: 2025-07-15\n  decision: {home.case}/{home.decision}\n" in text
    (origin,) = home.desk.ask("gap", "show", gap).data["decisions"]
    assert (origin["case"], origin["meeting"]) == (home.case, home.meeting)


@pytest.mark.parametrize(
    ("words", "given", "code"),
    [
        (("--decision", "{decision}"), "text: a\n", 2),
        (("--decision", "{case}/20250101-0000"), "text: a\n", 3),
        (("--decision", "R07-0000000/20250101-0000"), "text: a\n", 3),
        (("--decision", "{case}/{decision}"), "text: a\nnoticed:\n  date: 2025-07-01\n", 2),
        ((), "field: 障害\n", 2),
        ((), "text: a\nnoticed:\n  date: 2025-07-17\n", 4),
        (("--field", "介護"), "text: a\nfield: 障害\n", 2),
    ],
)
def test_what_does_not_fit_is_refused(home: Household, words: tuple[str, ...], given: str, code: int) -> None:
    spoken = [word.format(case=home.case, decision=home.decision) for word in words]
    assert home.desk.try_("gap", "new", "--from", "-", *spoken, stdin=given).code == code
    assert not (home.desk.root / "gaps").exists()


def test_it_moves_step_by_step_and_every_step_stays(home: Household) -> None:
    desk = home.desk
    gap = noticed(desk)
    resource = desk.do("resource", "new", given="name: 夜の窓口\n")["resource"]
    desk.on("2025-07-22").do("gap", "move", gap, "--status", "検討中", "--meeting", home.meeting, "--date", "2025-07-20")
    desk.on("2025-08-01").do("gap", "move", gap, "--status", "取組中", given="text: 事業者に声をかけた\n")
    desk.on("2025-09-01").do("gap", "move", gap, "--status", "解決", "--resource", resource)
    shown = desk.on("2025-09-02").ask("gap", "show", gap).data
    assert [(s["date"], s["status"]) for s in shown["steps"]] == [
        ("2025-07-20", "検討中"),
        ("2025-08-01", "取組中"),
        ("2025-09-01", "解決"),
    ]
    assert shown["steps"][0]["meeting"] == home.meeting
    assert shown["resources"] == [{"id": resource, "name": "夜の窓口"}]
    assert (shown["status"], shown["since"]) == ("解決", "2025-09-01")
    assert desk.on("2025-09-02").ask("resource", "show", resource).data["gaps"] == [gap]
    assert [row["status"] for row in desk.on("2025-08-15").ask("gap", "list").items] == ["取組中"]
    assert desk.ask("gap", "list", "--status", "解決").items == []


def test_the_day_of_a_step_is_that_of_its_meeting(home: Household) -> None:
    gap = noticed(home.desk, "--decision", f"{home.case}/{home.decision}")
    home.desk.do("gap", "move", gap, "--status", "検討中", "--meeting", home.meeting)
    assert "- date: 2025-07-15\n    status: 検討中\n" in (home.desk.root / f"gaps/{gap}.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--status", "完了"), 2),
        (("--status", "気づき"), 2),
        (("--status", "検討中", "--date", "2025-07-15"), 4),
        (("--status", "検討中", "--date", "2025-07-17"), 4),
        (("--status", "検討中", "--meeting", "M-20250101-0000"), 3),
        (("--status", "解決", "--resource", "S-0000000"), 3),
        (("--status", "検討中", "--date", "いつか"), 2),
    ],
)
def test_a_step_that_cannot_be_is_refused(home: Household, words: tuple[str, ...], code: int) -> None:
    gap = noticed(home.desk)
    before = (home.desk.root / f"gaps/{gap}.yaml").read_bytes()
    assert home.desk.try_("gap", "move", gap, *words).code == code
    assert (home.desk.root / f"gaps/{gap}.yaml").read_bytes() == before


def test_nothing_was_discussed_at_a_meeting_that_was_called_off(home: Household) -> None:
    gap = noticed(home.desk)
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"]
    home.desk.do("meeting", "cancel", meeting)
    error = home.desk.on("2025-08-01").refused(4, "gap", "move", gap, "--status", "検討中", "--meeting", meeting)
    assert "取りやめた会議" in error["message"]


def test_no_step_goes_behind_the_last_one(home: Household) -> None:
    gap = noticed(home.desk)
    later = home.desk.on("2025-08-01")
    later.do("gap", "move", gap, "--status", "取組中")
    error = later.refused(4, "gap", "move", gap, "--status", "検討中", "--date", "2025-07-20")
    assert "前の経過" in error["message"]
    later.do("gap", "move", gap, "--status", "検討中")


def test_the_meetings_it_stands_on_are_told(home: Household) -> None:
    gap = noticed(home.desk)
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-08-05")["meeting"]
    home.desk.do("meeting", "add", meeting, gap)
    shown = home.desk.ask("gap", "show", gap).data
    assert [(m["id"], m["num"]) for m in shown["meetings"]] == [(meeting, 1)]
    assert home.desk.ask("gap", "list").items[0]["meetings"] == 1


def test_the_list_is_narrowed(home: Household) -> None:
    first = noticed(home.desk, "--field", "障害", "--area", "西")
    noticed(home.desk, "--field", "介護", "--area", "東")
    assert [row["id"] for row in home.desk.ask("gap", "list", "--field", "障害").items] == [first]
    assert [row["id"] for row in home.desk.ask("gap", "list", "--area", "西").items] == [first]
    assert home.desk.try_("gap", "list", "--status", "そのうち").code == 2


def test_a_reference_that_leads_nowhere_is_found(home: Household) -> None:
    gap = noticed(home.desk)
    path = home.desk.root / f"gaps/{gap}.yaml"
    path.write_text(path.read_text() + "steps:\n  - date: 2025-07-16\n    status: 解決\n    resources:\n      - S-0000000\n")
    said = home.desk.try_("check", "--json")
    assert [(f["code"], f["line"]) for f in said.envelope["findings"] if f["path"].startswith("gaps/")] == [("SEKI105", 10)]
