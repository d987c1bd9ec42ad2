"""`seki stats` at the command line: tables, cells and what they are made of, 0 and 未入力, formats, exit codes, indicators."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from carried import SECRETS, Household, carried
from seki_cli.commands.stats_view import build_list, build_wide_tables
from seki_cli.model.meeting import Activity
from seki_cli.model.office import Office
from seki_cli.model.periods import period_of
from seki_cli.model.world import World
from seki_cli.rules.measures import MEASURES
from seki_cli.rules.stats import Figures, steps_within, tabulate
from seki_cli.rules.stats_facts import build_ground


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """The carried household on the day after its plan began to run; nobody writes here."""
    return carried(tmp_path_factory.mktemp("stats"))


@pytest.fixture
def own(tmp_path: Path) -> Household:
    return carried(tmp_path)


def cells(home: Household, *words: str) -> dict[str, int | None]:
    return {row["cell"]: row["value"] for row in home.desk.ask("stats", *words).items}


def test_this_years_figures_stand_there_without_asking_for_more(home: Household) -> None:
    told = cells(home)
    expected = {
        "intakes.new/R07": 1, "intakes.again/R07": 0, "intakes.contacts/R07": 2, "notes/R07": 1, "consents/result=同意/R07": 1,
        "referrals/on_time=期限を過ぎて返事なし/R07": 1, "plans.made/R07": 1, "plans.decided/timing=策定/R07": 1,
        "plans.running/kind=多機関協働/R07": 1, "reviews/R07": 0, "meetings/kind=juso/R07": 1, "meetings/kind=shien/R07": 0,
        "meetings.cases/R07": 1, "meetings.agencies/R07": 3, "cases.open/result=支援中/R07": 1, "closings.closed/R07": 0,
    }  # fmt: skip
    assert {cell: told.get(cell, "not there") for cell in expected} == {
        **expected,
        "referrals/on_time=期限を過ぎて返事なし/R07": 1,
    }


def test_a_committee_can_read_it(home: Household) -> None:
    said = home.desk.try_("stats")
    assert said.code == 0
    assert said.out.startswith("令和7年度の集計（令和7年4月1日〜令和8年3月31日、令和7年7月16日現在）\n")
    assert "【会議】" in said.out
    assert "seki stats --explain" in said.out.splitlines()[-1]
    row = next(line for line in said.out.splitlines() if "notes.minutes/R07" in line)
    assert row.split() == ["支援にかけた時間", "未入力", "分", "1", "notes.minutes/R07"]
    row = next(line for line in said.out.splitlines() if "intakes.again/R07" in line)
    assert row.split() == ["再び受け付けた相談", "0", "件", "intakes.again/R07"]


def test_nothing_recorded_and_nothing_to_record_are_told_apart(home: Household) -> None:
    rows = {row["cell"]: row for row in home.desk.ask("stats", "--fy", "R7", "--by", "month").items}
    assert (rows["notes/2025-05"]["value"], rows["notes/2025-05"]["blank"]) == (0, None)
    assert (rows["notes.minutes/2025-06"]["value"], rows["notes.minutes/2025-06"]["blank"]) == (None, "未入力")
    assert (rows["notes/2025-08"]["value"], rows["notes/2025-08"]["blank"]) == (None, "これから")
    assert rows["activities.held/2025-04"]["blank"] == "未入力"
    assert rows["activities.held/2025-04"]["missing"] > 1


def test_months_stand_side_by_side(home: Household) -> None:
    said = home.desk.try_("stats", "notes", "--by", "month")
    head, notes, _, minutes = said.out.splitlines()[2:6]
    assert head.split() == ["項目", *(f"{m}月" for m in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)), "R07", "欄"]
    assert notes.split() == ["支援経過の記録", "0", "0", "1", "0", "1", "notes"]
    assert minutes.split() == ["支援にかけた時間", "0", "0", "未", "0", "未", "notes.minutes"]


@pytest.mark.parametrize(
    ("words", "cell", "value"),
    [
        (("--month", "6"), "intakes.new/2025-06", 1),
        (("--month", "2025-07"), "intakes.new/2025-07", 0),
        (("--month", "R7.7"), "intakes.continued/2025-07", 1),
        (("--fy", "R6", "--month", "6"), "intakes.new/2024-06", 0),
        (("--fy", "2025"), "intakes.new/R07", 1),
        (("--fy", "R8"), "intakes.new/R08", None),
        (("--by", "quarter"), "intakes.new/R07-Q1", 1),
        (("--by", "四半期"), "intakes.new/R07-Q2", 0),
        (("--by", "fy"), "intakes.new/R07", 1),
        (("--by", "agency"), "intakes.new/agency=chuo1/R07", 1),
        (("--by", "agency,month"), "intakes.new/agency=chuo1/2025-06", 1),
        (("--by", "age", "--by", "quarter"), "intakes.new/age=40-64/R07-Q1", 1),
        (("--by", "flag"), "intakes.new/flag=未入力/R07", 1),
        (("--by", "flag"), "intakes.new/flag=01/R07", 0),
        (("meetings", "--by", "kind"), "meetings/kind=juso/R07", 1),
        (("プラン",), "plans.made/R07", 1),
    ],
)
def test_periods_and_dimensions(home: Household, words: tuple[str, ...], cell: str, value: int | None) -> None:
    assert cells(home, *words)[cell] == value


def test_rows_carry_their_keys(home: Household) -> None:
    (row,) = [row for row in home.desk.ask("stats", "notes", "--by", "method", "--month", "6").items if row["measure"] == "notes"]
    assert row == {
        "id": "notes/method=訪問/2025-06", "cell": "notes/method=訪問/2025-06", "measure": "notes", "name": "支援経過の記録", "way": "延",
        "method": "訪問", "label": "訪問", "period": "2025-06", "value": 1, "unit": "回", "blank": None, "missing": 0, "records": 1,
        "uncertain": False,
    }  # fmt: skip


def test_a_narrow_screen_gets_the_year_in_halves() -> None:
    world = World(office=Office(), activities=(Activity(schema="activity/1", programme="3-i", month="2025-04", held=1),))
    figures = Figures(ground=build_ground(world, date(2025, 9, 1)))
    year = period_of("fy", date(2025, 9, 1))
    counts = tabulate(figures, MEASURES["activities.held"], (), steps_within(figures, "month", year))
    whole = tabulate(figures, MEASURES["activities.held"], (), (year,))
    tables = build_wide_tables(counts, whole, narrow=True)
    assert [[column.key for column in table.columns] for table in tables] == [
        ["name", "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"],
        ["name", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "all"],
    ]
    assert [str(tables[0].rows[0][month]).strip() for month in ("2025-04", "2025-05")] == ["1", "未"]
    assert str(tables[1].rows[0]["all"]).strip() == "1"
    assert len(build_wide_tables(counts, whole, narrow=False)) == 1
    assert build_list(whole, split=True, narrow=True).rows[-1]["cell"] == "activities.held"


# ---- explained


def test_a_figure_shows_its_definition_and_its_records(home: Household) -> None:
    data = home.desk.ask("stats", "--explain", "plans.decided/timing=策定/2025-07").data
    assert (data["value"], data["unit"], data["way"]) == (1, "件", "延")
    assert "適切" in data["means"]
    assert [(row["id"], row["case"], row["date"]) for row in data["items"]] == [(home.decision, home.case, "2025-07-15")]
    assert (home.desk.root / data["items"][0]["path"]).is_file()
    said = home.desk.try_("stats", "--explain", "plans.decided/timing=策定/2025-07")
    assert said.out.startswith("うち認められた件数・時機 策定: 1 件\n")
    assert data["means"] in said.out
    assert data["items"][0]["path"] in said.out


def test_every_figure_is_as_large_as_what_it_shows(home: Household) -> None:
    for row in home.desk.ask("stats").items:
        data = home.desk.ask("stats", "--explain", row["cell"]).data
        known = [one["value"] for one in data["items"] if one["value"] is not None]
        assert (data["value"], data["missing"]) == (row["value"], row["missing"]), row["cell"]
        assert row["missing"] == len(data["items"]) - len(known)
        if row["value"] and row["way"] in ("延", "合計", "時点"):
            assert sum(known) == row["value"], row["cell"]


def test_what_is_missing_is_named(home: Household) -> None:
    data = home.desk.ask("stats", "--explain", "activities.held/programme=3-ro/2025-04").data
    assert data["value"] is None
    assert {row["path"] for row in data["items"]} == {None}
    assert all("令和7年4月の記録がない" in row["what"] for row in data["items"])


def test_an_address_without_a_period_takes_the_one_that_was_asked_for(home: Household) -> None:
    for words, period in (((), "R07"), (("--fy", "R6"), "R06"), (("--month", "6"), "2025-06")):
        assert home.desk.ask("stats", "--explain", "notes", *words).data["period"] == period


def test_a_code_may_be_asked_for_by_its_label(home: Household) -> None:
    assert home.desk.ask("stats", "--explain", "intakes.new/flag=8050問題").data["cell"] == "intakes.new/flag=01/R07"


def test_an_empty_figure_says_so(home: Household) -> None:
    said = home.desk.try_("stats", "--explain", "closings.closed")
    assert "終結したケース: 0 件" in said.out
    assert "この欄に当てはまる記録はありません。" in said.out


# ---- refused


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nani",), "この項目はありません"),
        (("--by", "iro"), "--by に使えない分け方です"),
        (("--by", "age,flag,area"), "--by が多すぎます"),
        (("--by", "month,quarter"), "--by が多すぎます"),
        (("--by", "extra.rank"), "--by の独自項目がありません"),
        (("resources", "--by", "age"), "この項目は、その分け方では数えません"),
        (("--fy", "ことし"), "--fy が読めません"),
        (("--month", "13"), "--month が読めません"),
        (("--explain", "intake.new"), "--explain の欄が読めません"),
        (("--explain", "intakes.new/2025-13"), "--explain の欄が読めません"),
        (("--explain", "intakes.new/2025-06", "--fy", "R7"), "期間が二つあります"),
        (("--explain", "intakes.new/agency=nowhere"), "その言葉はありません"),
        (("--explain", "intakes.new/2025-05/2025-06"), "期間が二つあります"),
        (("--explain", "intakes.new/month=2025-06"), "2025-06、R07-Q1、R07"),
        (("--fy", "R6", "--month", "2025-06"), "--fy の年度の中にありません"),
        (("--explain", "intakes.new", "--indicators"), "一緒に使えません"),
        (("--explain", "intakes.new", "--by", "month"), "一緒に使えません"),
        (("--indicators", "--month", "6"), "--indicators は年度ごとです"),
    ],
)
def test_what_cannot_be_asked(home: Household, words: tuple[str, ...], message: str) -> None:
    said = home.desk.try_("stats", *words, "--json")
    assert said.code == 2
    assert message in said.envelope["error"]["message"]
    assert "ことし" not in said.out


def test_without_a_workspace_there_is_nothing_to_count(tmp_path: Path) -> None:
    from speaking import say

    assert say("-C", str(tmp_path), "stats").code == 3


# ---- formats


def test_a_spreadsheet_gets_one_long_list_and_a_word_of_caution(home: Household) -> None:
    said = home.desk.try_("stats", "--by", "agency", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff"))))
    assert {"欄", "項目", "機関", "期間", "数", "単位", "未入力"} <= set(rows[0])
    (row,) = [row for row in rows if row["欄"] == "intakes.new/agency=chuo1/R07"]
    assert (row["数"], row["内訳"], row["機関"]) == ("1", "関市中央第1地域包括支援センター", "chuo1")
    assert "個人が分かることがあります" in said.err
    quiet = home.desk.try_("stats", "--by", "agency", "--format", "csv", "--quiet")
    assert (quiet.out, quiet.err) == (said.out, "")


def test_blanks_are_blank_in_a_pipe(home: Household) -> None:
    lines = home.desk.try_("stats", "notes.minutes", "--by", "month", "--format", "tsv").out.splitlines()
    head = lines[0].split("\t")
    rows = {row["cell"]: row for row in (dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:])}
    assert [rows[f"notes.minutes/2025-{m}"]["value"] for m in ("05", "06", "08")] == ["0", "", ""]
    assert [rows[f"notes.minutes/2025-{m}"]["blank"] for m in ("05", "06", "08")] == ["", "未入力", "これから"]


def test_the_records_of_a_cell_are_a_list_too(home: Household) -> None:
    said = home.desk.try_("stats", "--explain", "notes", "--format", "tsv")
    head, row = (line.split("\t") for line in said.out.splitlines())
    assert dict(zip(head, row, strict=True))["case"] == home.case


def test_no_word_of_a_record_is_shown(home: Household) -> None:
    asked = [
        (),
        ("--by", "area"),
        ("--by", "age"),
        ("--indicators",),
        *(("--explain", name) for name in ("intakes.new", "notes", "consents")),
    ]
    said = [home.desk.try_("stats", *words, *more) for words in asked for more in ((), ("--json",), ("--format", "csv"))]
    assert [word for word in SECRETS for one in said if word in one.out + one.err] == []


# ---- what cannot be read


def test_a_broken_file_makes_its_figures_uncertain_and_stops_nothing(own: Household) -> None:
    path = own.folder / "notes" / "20250716-ABCD.yaml"
    path.write_bytes(b"")
    said = own.desk.try_("stats", "--json")
    assert said.code == 5
    rows = {row["cell"]: row for row in said.items}
    assert (rows["notes/R07"]["value"], rows["notes/R07"]["uncertain"]) == (1, True)
    assert rows["intakes.contacts/R07"]["uncertain"]
    assert not rows["consents/R07"]["uncertain"]
    assert said.envelope["findings"][0]["path"].endswith("20250716-ABCD.yaml")
    shown = own.desk.try_("stats", "notes")
    assert shown.code == 5
    assert " 1?" in shown.out
    assert "読めない記録があるため不確かです" in shown.out
    assert "1?" in own.desk.try_("stats", "notes", "--by", "month").out


# ---- as it was known


def test_a_figure_of_an_earlier_day_is_what_was_known_then(home: Household) -> None:
    before = home.desk.on("2025-06-19")
    assert cells(Household(desk=before, case=home.case), "notes")["notes/R07"] == 0
    assert cells(home, "notes")["notes/R07"] == 1


# ---- the office's own fields


def test_the_offices_own_fields_are_dimensions(own: Household) -> None:
    extra = own.desk.root / "profile/extra.yaml"
    extra.write_text(
        "schema: extra/1\nfields:\n  - name: rank\n    label: 進行管理\n    kinds:\n      - case\n    type: 文字\n", "utf-8"
    )
    head = own.folder / "case.yaml"
    head.write_text(head.read_text("utf-8") + "extra:\n  rank: A\n", "utf-8")
    told = cells(own, "--by", "extra.rank")
    assert told["intakes.new/extra.rank=A/R07"] == 1
    assert not any(cell.startswith("resources") for cell in told)


# ---- indicators


TABLE = """\
schema: indicators/1
indicators:
  - id: sodan
    name: 新規の相談件数
    kind: 活動
    unit: 件
    page: "30"
    cell: intakes.new
    targets:
      R07: "40"
  - id: shitte-iru
    name: 相談先を知っている市民の割合
    kind: 成果
    unit: ％
    by_hand: true
    targets:
      R07: "60"
    values:
      R07: "58.5"
  - id: kongo
    name: これから調べるもの
    kind: 成果
    by_hand: true
  - id: machigai
    name: 欄を書き間違えたもの
    kind: 活動
    cell: intake.new
"""


def test_no_indicators_yet_is_told_with_what_to_do(home: Household) -> None:
    said = home.desk.try_("stats", "--indicators")
    assert (said.code, "profile/indicators.yaml" in said.out) == (0, True)
    (line,) = home.desk.try_("stats", "--indicators", "--format", "csv").out.splitlines()
    assert "," in line


def test_indicators_that_cannot_be_read_are_not_called_none_and_change_no_figure(own: Household) -> None:
    (own.desk.root / "profile" / "indicators.yaml").write_bytes(b"{{{")
    said = own.desk.try_("stats", "--indicators")
    assert (said.code, "読めない" in said.out, "登録されていません" in said.out) == (5, True, False)
    assert not any(row["uncertain"] for row in own.desk.try_("stats", "--json").items)


def test_a_dimension_is_known_in_any_width_and_case(home: Household) -> None:
    (one, other) = (home.desk.try_("stats", "notes", "--by", word).out for word in ("month", "ＭＯＮＴＨ"))
    assert one == other
    assert home.desk.ask("stats", "--indicators").items == []


def test_indicators_stand_beside_their_targets(own: Household) -> None:
    (own.desk.root / "profile/indicators.yaml").write_text(TABLE, "utf-8")
    sodan, shitte, kongo, machigai = own.desk.ask("stats", "--indicators").items
    assert [sodan[key] for key in ("target", "value", "difference", "cell", "records")] == [40, 1, -39, "intakes.new/R07", 1]
    assert [shitte[key] for key in ("target", "value", "difference", "records")] == [60, 58.5, -1.5, None]
    assert [kongo[key] for key in ("target", "value", "difference", "fault")] == [None, None, None, None]
    assert (machigai["value"], "ありません" in machigai["fault"]) == (None, True)
    said = own.desk.try_("stats", "--indicators")
    assert said.code == 0
    assert "令和7年度の指標" in said.out
    row = next(line for line in said.out.splitlines() if line.startswith("sodan"))
    assert row.split() == ["sodan", "活動", "新規の相談件数", "40", "1", "-39", "件", "30", "intakes.new/R07"]
    assert "未入力" in next(line for line in said.out.splitlines() if line.startswith("kongo"))
    assert "指標 machigai" in said.err
    assert own.desk.ask("stats", "--indicators", "--fy", "R8").items[0]["value"] is None
