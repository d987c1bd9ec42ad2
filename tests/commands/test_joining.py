"""Who is in the room for an item: members of its own, another meeting that it counts as, and what each of them is given."""

from pathlib import Path
from typing import Any

import pytest

from carried import PLAN, Household, carried

JOINED = """\
why: 子どもの世話と介護が重なっている
basis: 社会福祉法第106条の6
with_other:
  - 要保護児童対策地域協議会
members:
  - chuo1
  - fukushi
presenter: hori
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def called(home: Household, kind: str, day: str = "2025-07-22") -> str:
    meeting = home.desk.do("meeting", "new", kind, "--date", day)["meeting"]
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")
    return str(meeting)


def items(home: Household, meeting: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = home.desk.ask("agenda", meeting, *words).data["items"]
    return found


def test_another_meeting_joins_for_one_item_and_the_paper_says_so(home: Household) -> None:
    meeting = called(home, "shien")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "情報共有", given=JOINED)
    shown = home.desk.try_("meeting", "show", meeting).out
    assert "要保護児童対策地域協議会を兼ねる" in shown
    (item,) = items(home, meeting)
    assert "兼ねる会議: 要保護児童対策地域協議会" in item["head"]
    assert item["members"] == ["chuo1", "fukushi"]
    assert home.desk.ask("check").data["errors"] == 0


@pytest.mark.parametrize(
    ("kind", "other", "word"),
    [
        ("shien", "町内会", "兼ねられる会議: 要保護児童対策地域協議会・生活困窮者自立支援調整会議・地域ケア会議"),
        ("juso", "要保護児童対策地域協議会", "ほかの会議を兼ねません"),
    ],
)
def test_only_what_the_kind_may_join_can_be_named(home: Household, kind: str, other: str, word: str) -> None:
    meeting = called(home, kind)
    timing = "情報共有" if kind == "shien" else "終結"
    given = f"with_other:\n  - {other}\n"
    error = home.desk.refused(4, "meeting", "add", meeting, home.case, "--timing", timing, given=given)
    assert "SEKI119" in error["message"]
    assert word in error["remedy"]
    assert error["where"] == "標準入力:2:5"


def test_what_joins_is_not_told_once_consent_has_ended(home: Household) -> None:
    """The paper then holds number, kind of plan, timing, points and the legal ground, and nothing else."""
    path = home.desk.root / "profile" / "meetings.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    name: 重層的支援会議\n", "    name: 重層的支援会議\n    may_join:\n      - 地域ケア会議\n"),
        encoding="utf-8",
    )
    assert home.desk.try_("save").code == 0
    meeting = called(home, "juso")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "終結", given="with_other:\n  - 地域ケア会議\n")
    assert any("地域ケア会議" in line for line in items(home, meeting)[0]["head"])
    home.desk.do("consent", "withdraw", home.case, given="person: P1\nhow: 口頭\n")
    (item,) = items(home, meeting)
    assert not any("地域ケア会議" in line for line in item["head"])
    assert any(line.startswith("根拠") for line in item["head"])


def test_each_item_has_its_own_room_on_the_paper_and_in_the_ledger(home: Household) -> None:
    other = home.desk.do("plan", "new", home.case, "--kind", "参加支援", given=PLAN)["plan"]
    home.desk.do("plan", "revise", home.plan, given="cautions: 訪問は水曜\nchange_reason: 希望による\n")
    meeting = called(home, "juso")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "変更", "--plan", home.plan, "--members", "takikan,chuo1")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "策定", "--plan", other)
    rooms = {item["num"]: item["members"] for item in items(home, meeting)}
    assert rooms == {1: ["takikan", "chuo1"], 2: ["takikan", "chuo1", "marugoto", "fukushi"]}
    assert [item["num"] for item in items(home, meeting, "--for", "marugoto")] == [2]
    minutes = "came:\n  - agency: takikan\n  - agency: marugoto\n  - agency: nishi\nitems:\n  - num: 1\n    result: 適切\n"
    desk = home.desk.on("2025-07-22")
    made = desk.do("meeting", "record", meeting, given=minutes)
    ledger = desk.ask("case", "show", home.case, "--disclosures").items
    assert ledger[-1]["to"] == ["takikan"]
    decisions = (home.folder / "decisions" / f"{made['decision']}.yaml").read_text(encoding="utf-8")
    assert "present:\n  - takikan\n" in decisions
    assert "marugoto" not in decisions.partition("present:")[2].partition("recorded:")[0]
    desk.do("meeting", "record", meeting, given="items:\n  - num: 2\n    result: 適切\n")
    ledger = desk.ask("case", "show", home.case, "--disclosures").items
    assert ledger[-1]["to"] == ["takikan", "marugoto", "nishi"]


def test_the_chair_stands_on_the_paper_with_the_post(home: Household) -> None:
    meeting = called(home, "shien")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "方針")
    home.desk.do("meeting", "move", meeting, "--date", "2025-07-22", given="chair: sato\n")
    assert "社会福祉士 佐藤 花" in home.desk.try_("agenda", meeting).out


def test_whoever_cannot_come_is_taken_off_and_the_person_may_sit_in(home: Household) -> None:
    meeting = called(home, "shien")
    home.desk.do("meeting", "attend", meeting, "takikan:sato", f"{home.case}#p1")
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "marugoto", "--off")
    rows = home.desk.ask("meeting", "show", meeting).data["attendees"]
    assert [tuple(row.values()) for row in rows] == [
        ("chuo1", "sato"),
        ("fukushi", "hori"),
        ("takikan", "sato"),
        (home.case, "P1"),
    ]
    assert home.desk.refused(3, "meeting", "attend", meeting, "marugoto", "--off")["kind"] == "not_there"
    assert home.desk.refused(3, "meeting", "attend", meeting, f"{home.case}#P9")["kind"] == "not_there"
    refused = home.desk.refused(4, "meeting", "attend", home.meeting, "takikan", "--off")
    assert "出欠を記録した後" in refused["message"]


def test_with_the_person_in_the_room_nothing_told_by_others_lies_there(home: Household) -> None:
    home.desk.do("note", "add", home.case, given="method: 訪問\nfact: 玄関が散らかる\nview: 認知の低下か\ncategory: 基本情報\n")
    meeting = called(home, "shien")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "情報共有")
    assert "認知の低下か" in home.desk.try_("agenda", meeting).out
    home.desk.do("meeting", "attend", meeting, f"{home.case}#P1")
    assert "認知の低下か" not in home.desk.try_("agenda", meeting).out


@pytest.mark.parametrize(("kind", "word"), [("shien", "どの議題も"), ("juso", "ほかのケースの議題は")])
def test_who_puts_the_person_on_the_list_is_told_what_is_left_of_the_paper(home: Household, kind: str, word: str) -> None:
    meeting = called(home, kind)
    said = home.desk.try_("meeting", "attend", meeting, f"{home.case}#P1")
    assert word in said.out
    assert "会議を分けて" in said.out
    assert "会議を分けて" not in home.desk.try_("meeting", "attend", meeting, "nishi").out
