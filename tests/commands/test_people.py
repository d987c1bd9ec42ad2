"""Who joins a household later, and what was understood of it: person add, assess."""

import subprocess
from pathlib import Path

import pytest

from carried import CALL, Household, carried
from speaking import Desk

CHILD = """\
role: 世帯員
name: 武芸 光
kana: むげ ひかる
relation: 子
sex: 女性
born: H24.4.2
living: 同居
relations:
  - kind: 親子
    a: P1
    closeness: 良好
"""
SHEET = """\
summary: 介護と仕事の両方で疲れている
direction: 介護の負担を分ける
people:
  - person: P1
    issues:
      - "35"
    strengths: 近所の人に好かれている
parts:
  - category: 経済
    text: 年金だけで暮らしている
    source: 本人
    about:
      - P1
  - category: 住まい
    text: 階段が急
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def people(home: Household) -> str:
    return (home.folder / "household.yaml").read_text()


def test_somebody_joins_the_household(home: Household) -> None:
    path = home.folder / "household.yaml"
    path.write_text(path.read_text().replace("relation: 母", "relation: 母  # 旧姓は別紙"))
    home.desk.do("save")
    done = home.desk.do("person", "add", home.case, given=CHILD)
    assert len(done["person"]) == 4
    assert done["person"][0] == "P"
    text = people(home)
    assert (
        f"  - id: {done['person']}\n    role: 世帯員\n    name: 武芸 光\n    kana: むげ ひかる\n    sex: 女性\n    born: 2012-04-02\n"
        in text
    )
    assert f"relations:\n  - kind: 親子\n    a: P1\n    b: {done['person']}\n    closeness: 良好\n" in text
    assert "# 旧姓は別紙" in text
    log = subprocess.check_output(["git", "-C", home.desk.root, "log", "-1", "--format=%B"], text=True)
    assert log.strip() == f"seki: person add {home.case}"
    home.desk.do("note", "add", home.case, given=f"method: 訪問\nfact: 話した\nabout:\n  - {done['person']}\n")


def test_several_at_once_and_a_parent(home: Household) -> None:
    given = "- role: 親族\n  kana: むげ いち\n- role: 知人\n  kana: さと に\n  relations:\n    - kind: その他\n      b: P2\n"
    first, second = home.desk.do("person", "add", home.case, given=given)["person"]
    text = people(home)
    assert first != second
    assert text.index(first) < text.index(second)
    assert f"  - kind: その他\n    a: {second}\n    b: P2\n" in text


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        ("name: 武芸 光\n", 2, "標準入力:1"),
        ("role: 本人\n", 4, "標準入力"),
        ("role: いとこ\n", 2, "標準入力:1:1"),
        ("role: 親族\nborn: きのうごろ\n", 2, "標準入力:2:1"),
        ("role: 親族\nnickname: ひかる\n", 2, "標準入力:2:1"),
        ("role: 親族\nrelations:\n  - kind: 友達\n    a: P1\n", 2, "標準入力:3"),
        ("role: 親族\nrelations:\n  - kind: 親子\n    a: P7\n", 4, ""),
        ("role: 親族\nrelations: 親子\n", 2, "標準入力:2:1"),
        ("id: P7\nrole: 親族\n", 2, "標準入力:1:1"),
    ],
)
def test_what_does_not_fit_is_shown_by_its_line(home: Household, given: str, code: int, where: str) -> None:
    before = people(home)
    assert where in home.desk.refused(code, "person", "add", home.case, given=given)["where"]
    assert people(home) == before


def test_the_days_of_a_relation_are_taken_as_they_are_spoken(home: Household) -> None:
    given = "role: 親族\nrelations:\n  - kind: 婚姻\n    a: P1\n    since: 平成20年5月3日\n    until: R3.3.31\n"
    home.desk.do("person", "add", home.case, given=given)
    text = (home.folder / "household.yaml").read_text(encoding="utf-8")
    assert "since: 2008-05-03" in text
    assert "until: 2021-03-31" in text
    error = home.desk.refused(2, "person", "add", home.case, given=given.replace("R3.3.31", "R3.2.31"))
    assert error["where"] == "標準入力:6:5"


def test_without_a_file_and_a_terminal_nothing_is_asked(home: Household) -> None:
    assert "--from" in home.desk.refused(2, "person", "add", home.case)["remedy"]


def test_somebody_who_is_there_already_is_told(home: Household) -> None:
    said = home.desk.try_(
        "person",
        "add",
        home.case,
        "--from",
        "-",
        stdin="role: 親族\nkana: ムゲ トミ\nborn: S21.10.20\n",
    )
    assert said.code == 0
    assert "SEKI114" in said.err
    assert "トミ" not in said.err
    other = home.desk.do("case", "new", given="intake:\n  method: 電話\n  complaint:\n    by_person: x\n")["case"]
    said = home.desk.try_("person", "add", other, "--from", "-", stdin="role: 世帯員\nkana: むげ とみ\nborn: 1946-10-20\n")
    assert "SEKI110" in said.err
    assert home.case in said.err


def test_a_sheet_is_a_new_file_each_time(home: Household) -> None:
    desk = home.desk
    first = desk.do("assess", home.case, given=SHEET)
    text = (desk.root / first["path"]).read_text()
    assert first["path"] == f"cases/{home.case[:3]}/{home.case}/assessments/{first['assessment']}.yaml"
    assert "date: 2025-07-16\nstaff: goto\n" in text
    assert "      - 介護負担\n" in text
    assert "recorded" not in text
    said = desk.on("2025-08-01").try_("assess", home.case, "--by", "mori", "--from", "-", stdin=SHEET)
    assert first["assessment"] in said.out
    assert "about" in said.out
    assert len(list((home.folder / "assessments").iterdir())) == 2
    assert (desk.root / first["path"]).read_text() == text


@pytest.mark.parametrize("without", ["summary", "direction"])
def test_a_sheet_has_a_view_and_a_direction(home: Household, without: str) -> None:
    given = "".join(line for line in SHEET.splitlines(keepends=True) if not line.startswith(without))
    home.desk.refused(2, "assess", home.case, given=given)
    assert not (home.folder / "assessments").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [(("category: 住まい", "category: 間取り"), 2), (("person: P1", "person: P8"), 4), (("source: 本人", "source: うわさ"), 2)],
)
def test_a_sheet_that_does_not_fit(home: Household, change: tuple[str, str], code: int) -> None:
    error = home.desk.refused(code, "assess", home.case, given=SHEET.replace(*change))
    assert error["where"].startswith("標準入力:")


def test_what_the_category_of_a_part_is_for_is_explained(desk: Desk) -> None:
    assert "同意" in desk.try_("assess", "--help").out
    assert CALL
