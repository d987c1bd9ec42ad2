"""社会資源: registered, held against a plan, looked at, made sure of once a year."""

from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk

FARM = """\
name: つむぎ農園
kind: 農業・農福連携
area: 中央第1
fits:
  - 昼夜が逆転
  - 畑仕事に関心のある人
not_for:
  - 介護
capacity: 2
"""
PLAN = """\
kind: 参加支援
wish: 畑仕事ならやってみたい
persons:
  - P1
issues:
  - num: 1
    text: 昼夜が逆転している
goals:
  - num: 1
    text: 月に二度、外で過ごす
    due: 2025-12-31
supports:
  - issue: 1
    what: 見学の同行
    agency: marugoto
cautions: なし
period:
  since: 2025-07-20
  until: 2026-01-19
monitoring:
  every_months: 1
  agency: marugoto
matches:
  - resource: {resource}
    what: 草取り
why_not_existing: 就労準備支援は週5日からのため
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def desk(home: Household) -> Desk:
    return home.desk


def made(desk: Desk, text: str = FARM, *words: str) -> str:
    said = desk.try_("resource", "new", "--from", "-", "--json", *words, stdin=text)
    assert said.code == 0, said.out + said.err
    return str(said.data["resource"])


def test_a_resource_is_registered_with_what_is_known_of_it(desk: Desk) -> None:
    resource = made(desk, "name: ひるまの縁側\n", "--kind", "01", "--area", "西")
    text = (desk.root / f"resources/{resource}.yaml").read_text()
    assert text == f"schema: resource/1\nid: {resource}\nname: ひるまの縁側\nkind: 居場所・サロン\narea: 西\n"


@pytest.mark.parametrize(
    ("given", "words", "code"),
    [
        ("area: 西\n", (), 2),
        ("name: a\n", ("--kind", "そんな区分"), 2),
        ("name: a\nkind: 居場所・サロン\n", ("--kind", "農業・農福連携"), 2),
        ("name: a\nsince: 2025-07-01\nuntil: 2025-06-30\n", (), 4),
        ("name: a\nverified:\n  date: 2025-07-17\n", (), 4),
        ("name: a\ncapacity: -1\n", (), 2),
        ("name: a\nid: S-0000000\n", (), 2),
    ],
)
def test_what_is_wrong_is_not_written(desk: Desk, given: str, words: tuple[str, ...], code: int) -> None:
    assert desk.try_("resource", "new", "--from", "-", *words, stdin=given).code == code
    assert desk.ask("resource", "list", "--all").items == []


def test_it_is_made_sure_of_and_is_old_after_a_year(desk: Desk) -> None:
    resource = made(desk)
    assert desk.ask("resource", "list").items[0]["state"] == "未確認"
    desk.do("resource", "verify", resource, "--date", "R7.7.10")
    assert "date: 2025-07-10\n  staff: goto" in (desk.root / f"resources/{resource}.yaml").read_text()
    assert [row["state"] for row in desk.on("2026-07-10").ask("resource", "list").items] == [""]
    assert [row["state"] for row in desk.on("2026-07-11").ask("resource", "list").items] == ["確認が古い"]
    assert len(desk.on("2026-07-11").ask("resource", "list", "--stale").items) == 1
    assert "確認が古い" in desk.on("2026-07-11").try_("resource", "show", resource).out
    assert desk.try_("resource", "list", "--stale").out == "当てはまる社会資源はありません。\n"


def test_making_sure_mends_what_has_changed_and_keeps_the_rest(desk: Desk) -> None:
    resource = made(desk)
    path = desk.root / f"resources/{resource}.yaml"
    path.write_text(path.read_text().replace("capacity: 2\n", "capacity: 2  # 夏は1\n"))
    desk.do("save")
    desk.do("resource", "verify", resource, given="area: 中央第2\n")
    text = path.read_text()
    assert "area: 中央第2\n" in text
    assert "capacity: 2  # 夏は1\n" in text


def test_making_sure_never_goes_back_in_time(desk: Desk) -> None:
    resource = made(desk)
    desk.do("resource", "verify", resource)
    assert desk.refused(4, "resource", "verify", resource, "--date", "2025-07-01")["remedy"]
    assert desk.refused(4, "resource", "verify", resource, "--date", "2025-07-17")["where"]
    assert desk.refused(3, "resource", "verify", "S-0000000")["message"]


def test_the_list_for_a_plan_says_why_and_shows_nothing_of_the_case(home: Household) -> None:
    farm = made(home.desk)
    full = made(home.desk, "name: まんいん工房\nfits:\n  - 畑仕事\ncapacity: 0\n")
    other = made(home.desk, "name: べつの会\narea: 西\n")
    plan = home.desk.do("plan", "new", home.case, given=PLAN.format(resource=farm))["plan"]
    said = home.desk.ask("resource", "list", "--for", plan)
    rows = {row["id"]: row for row in said.items}
    assert [row["id"] for row in said.items] == [farm, other, full]
    assert {row["id"]: row["fit"] for row in said.items} == {farm: "合いそう", other: "決め手なし", full: "合わない"}
    assert rows[farm]["because"] == [
        "「昼夜が逆転」に当たる（課題1）",
        "「畑仕事に関心のある人」に通じる（本人の意向に「畑仕事」）",
        "プランの参加先に入っています",
        "圏域が同じ",
        "空き 2（定員 2）",
    ]
    assert rows[full]["against"][0] == "空きがありません（定員 0）"
    text = home.desk.try_("resource", "list", "--for", plan).out
    for word in ("やってみたい", "している", "月に二度", "草取り", "武芸", "昌平"):
        assert word not in text + said.out


def test_who_is_placed_is_told_by_number(home: Household) -> None:
    farm = made(home.desk)
    folder = home.folder / "placements"
    folder.mkdir()
    for number, step in enumerate(("見学", "開始"), start=1):
        (folder / f"2025071{number}-AAAA.yaml").write_text(
            f"schema: placement/1\nid: 2025071{number}-AAAA\ncase: {home.case}\ndate: 2025-07-1{number}\nplan: {home.plan}\n"
            f"resource: {farm}\nstep: {step}\nrecorded: 2025-07-1{number}T12:00:00+09:00\nrecorded_by: goto\n"
        )
    shown = home.desk.ask("resource", "show", farm).data
    assert [(p["id"], p["plan"], p["since"], p["step"]) for p in shown["places"]] == [
        (home.case, home.plan, "2025-07-12", "開始")
    ]
    assert (shown["taken"], shown["free"]) == (1, 1)
    said = home.desk.try_("resource", "show", farm)
    assert home.case in said.out
    assert "昌平" not in said.out


def test_what_is_over_is_left_out_of_the_list(desk: Desk) -> None:
    over = made(desk, "name: 終わった会\nuntil: 2025-07-15\n")
    later = made(desk, "name: これからの会\nsince: 2025-08-01\n")
    assert desk.ask("resource", "list").items == []
    assert {row["id"]: row["state"] for row in desk.ask("resource", "list", "--all").items} == {over: "終了", later: "開始前"}


def test_the_list_is_narrowed_by_kind_and_area(desk: Desk) -> None:
    farm, cafe = made(desk), made(desk, "name: カフェ\nkind: 居場所・サロン\narea: 西\n")
    assert [row["id"] for row in desk.ask("resource", "list", "--kind", "09").items] == [farm]
    assert [row["id"] for row in desk.ask("resource", "list", "--area", "西").items] == [cafe]
    assert desk.try_("resource", "list", "--kind", "ない区分").code == 2


def test_it_looks_the_same_on_every_day_it_was_known(desk: Desk) -> None:
    made(desk)
    assert desk.on("2025-07-15").ask("resource", "list").items == []
