"""地域づくり: reported by month or by day, once; 0 is 0 and nothing is 未入力."""

from pathlib import Path

import pytest

from carried import carried
from speaking import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return carried(tmp_path).desk.on("2025-08-10")


def add(desk: Desk, *words: str, given: str = "") -> dict[str, object]:
    """Report; an activity has no author of its own, so nobody is named."""
    said = desk.try_("activity", "add", *words, *(("--from", "-") if given else ()), "--json", stdin=given)
    assert said.code == 0, said.out + said.err
    return said.data


MONTH = ("--programme", "3-ni", "--base", "mugegawa", "--month", "R7.7")


def test_a_month_is_reported_and_zero_is_not_nothing(desk: Desk) -> None:
    done = add(desk, *MONTH, "--held", "0", "--participants", "12")
    text = (desk.root / str(done["path"])).read_text()
    assert str(done["path"]) == f"activities/R07/{done['activity']}.yaml"
    assert text.endswith("programme: 3-ni\nbase: mugegawa\nmonth: 2025-07\nheld: 0\nparticipants: 12\n")
    (row,) = desk.ask("activity", "list", "--month", "7", "--base", "mugegawa").items
    assert (row["held"], row["participants"], row["agencies_present"], row["new_resources"]) == (0, 12, None, None)
    shown = desk.try_("activity", "list", "--month", "7", "--base", "mugegawa").out.splitlines()[2]
    assert shown.split()[:7] == ["R7.7", "3-ni", "むげがわ子育て支援センター", "0", "12", "未入力", "未入力"]


def test_an_event_is_reported_by_its_day(desk: Desk) -> None:
    done = add(
        desk, "--programme", "第3号ロ", "--base", "関市社会福祉協議会", "--date", "R7.8.2", given="held: 1\nnote: 座談会\n"
    )
    text = (desk.root / str(done["path"])).read_text()
    assert "programme: 3-ro\nbase: shakyo\ndate: 2025-08-02\nheld: 1\nnote: 座談会\n" in text
    add(desk, "--programme", "3-ro", "--base", "shakyo", "--date", "R7.8.2", "--held", "1")  # two on one day are two


@pytest.mark.parametrize(
    ("words", "base"),
    [
        (("--programme", "3-i"), ("3-i", "korei")),  # its only base
        (("--base", "hahakogusa"), ("3-ni", "hahakogusa")),  # its only programme of 第3号
        (("--base", "ははこぐさ"), ("3-ni", "hahakogusa")),
        (("--base", "かざぐるま"), ("3-ha", "kazaguruma")),
        (("--base", "shakyo"), None),  # two programmes
        (("--programme", "3-ro"), None),  # two bases
    ],
)
def test_base_and_programme_follow_from_each_other(desk: Desk, words: tuple[str, ...], base: tuple[str, str] | None) -> None:
    said = desk.try_("activity", "add", *words, "--month", "2025-07", "--held", "1", "--json")
    assert (said.code == 0) is (base is not None)
    if base:
        assert (said.data["programme"], said.data["base"]) == base


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--programme", "5", "--base", "takikan", "--month", "7", "--held", "1"), 4, "3-i 3-ro 3-ha 3-ni 3-ho"),
        (("--programme", "3-ni", "--base", "kikan", "--month", "7", "--held", "1"), 4, "hahakogusa mugegawa"),
        (("--programme", "3-ni", "--base", "mugegawa", "--month", "R7.9", "--held", "1"), 4, "まだ来ていない"),
        (("--programme", "3-ni", "--base", "mugegawa", "--date", "2025-08-11", "--held", "1"), 4, "まだ来ていない"),
        (("--programme", "3-ni", "--base", "mugegawa", "--month", "2022-03", "--held", "1"), 4, "拠点ではありません"),
        (("--programme", "3-ro", "--month", "7", "--held", "1"), 2, "3-ro（korei）、3-ro（shakyo）"),
        (("--month", "7", "--held", "1"), 2, "3-i（korei）"),
        (("--programme", "3-i", "--held", "1"), 2, "--month"),
        (("--programme", "3-i", "--month", "7"), 2, "一つも書かれていません"),
        (("--programme", "3-i", "--month", "13月", "--held", "1"), 2, "年月が読めません"),
        (("--programme", "3-i", "--month", "7", "--held", "-1"), 2, "held"),
        (("--programme", "3-i", "--month", "7", "--date", "2025-07-01", "--held", "1"), 2, "date"),
        (("--programme", "なし", "--month", "7", "--held", "1"), 3, "seki registry programmes"),
    ],
)
def test_what_cannot_be_counted_is_refused(desk: Desk, words: tuple[str, ...], code: int, told: str) -> None:
    said = desk.try_("activity", "add", *words)
    assert said.code == code, said.err
    assert told in said.err
    assert not (desk.root / "activities").exists()


def test_a_month_is_reported_once_and_the_way_to_mend_it_is_told(desk: Desk) -> None:
    first = add(desk, *MONTH, "--held", "3")
    said = desk.try_("activity", "add", *MONTH, "--held", "4", "--json")
    assert said.code == 4
    assert said.envelope["error"]["where"] == f"{first['path']}:1"
    assert "seki save" in said.envelope["error"]["remedy"]
    path = desk.root / str(first["path"])
    path.write_text(path.read_text().replace("held: 3", "held: 4"))
    desk.do("save")
    assert desk.ask("activity", "list", "--month", "7", "--base", "mugegawa").items[0]["held"] == 4


def test_a_months_report_beside_its_events_is_told(desk: Desk) -> None:
    event = add(desk, "--programme", "3-ni", "--base", "mugegawa", "--date", "R7.7.5", "--held", "1")["activity"]
    said = desk.try_("activity", "add", *MONTH, "--held", "3")
    assert (said.code, str(event) in said.out) == (0, True)
    hints = [f for f in desk.try_("check", "--json").envelope["findings"] if f["code"] == "SEKI120"]
    assert [f["severity"] for f in hints] == ["hint"]


def test_the_list_says_who_is_silent(desk: Desk) -> None:
    add(desk, *MONTH, "--held", "3")
    rows = desk.ask("activity", "list", "--month", "2025-07").items
    assert {row["base"] for row in rows if row["state"] == "未入力"} == {
        *("korei", "shakyo", "kazaguruma", "hibiki", "suisei", "hahakogusa"),
    }
    assert {row["base"] for row in rows if row["state"] == "報告あり"} == {"mugegawa"}
    assert all(row["held"] is None and row["id"] == "" for row in rows if row["state"] == "未入力")
    whole = desk.ask("activity", "list", "--programme", "3-ni")
    assert [(r["month"], r["base"]) for r in whole.items if r["state"] == "未入力" and r["base"] == "mugegawa"] == [
        ("2025-04", "mugegawa"),
        ("2025-05", "mugegawa"),
        ("2025-06", "mugegawa"),
    ]
    assert (whole.data["since"], whole.data["until"]) == ("2025-04", "2025-08")
    assert "8月" not in desk.try_("activity", "list", "--programme", "3-ni").out  # the month is not over


@pytest.mark.parametrize("words", [("--fy", "いつか"), ("--month", "13月"), ("--programme", "なし")])
def test_a_slip_does_not_answer_with_silence(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.try_("activity", "list", *words).code in (2, 3)


def test_csv_has_one_line_for_each_base_and_report(desk: Desk) -> None:
    add(desk, *MONTH, "--held", "0")
    lines = desk.try_("activity", "list", "--month", "7", "--format", "csv").out.splitlines()
    assert len(lines) == 1 + 9
    assert any(line.endswith(",報告あり,3-ni,mugegawa,2025-07,,0,,,") for line in lines)
    assert any(line.endswith(",未入力,3-i,korei,2025-07,,,,,") for line in lines)


def test_a_base_that_has_moved_is_asked_for_its_own_time_only(desk: Desk) -> None:
    path = desk.root / "profile/programmes.yaml"
    path.write_text(
        path.read_text().replace("      - agency: mugegawa\n", "      - agency: mugegawa\n        until: 2025-05-31\n")
    )
    rows = desk.ask("activity", "list", "--programme", "3-ni").items
    assert {row["month"] for row in rows if row["base"] == "mugegawa"} == {"2025-04", "2025-05"}
    assert desk.try_("activity", "add", *MONTH, "--held", "3").code == 4


def test_what_was_written_by_hand_is_found(desk: Desk) -> None:
    folder = desk.root / "activities/R07"
    folder.mkdir(parents=True)
    rows = {
        "A-1111111": "programme: 3-ni\nbase: mugegawa\nmonth: 2025-07\n",
        "A-2222222": "programme: 3-ni\nbase: mugegawa\nmonth: 2025-07\n",
        "A-3333333": "programme: '5'\nbase: takikan\nmonth: 2025-07\n",
        "A-4444444": "programme: 3-ni\nbase: kikan\nmonth: 2025-07\n",
        "A-5555555": "programme: 3-i\nbase: korei\nmonth: 2025-09\n",
    }
    for name, text in rows.items():
        (folder / f"{name}.yaml").write_text(f"schema: activity/1\nid: {name}\n{text}")
    found = desk.try_("check", "--json").envelope["findings"]
    assert {(f["path"].rpartition("/")[2][:9], f["code"]) for f in found if f["path"].startswith("activities")} == {
        ("A-2222222", "SEKI120"),
        ("A-3333333", "SEKI121"),
        ("A-4444444", "SEKI121"),
        ("A-5555555", "SEKI122"),
    }
    assert "kikan" in desk.try_("activity", "list", "--month", "7", "--json").out  # nothing that was written vanishes


def test_nothing_is_added_to_a_year_of_which_something_cannot_be_read(desk: Desk) -> None:
    """What cannot be read may be the very month, and would be counted twice."""
    done = add(desk, *MONTH, "--held", "3")
    (desk.root / str(done["path"])).write_bytes(b"schema: [\n")
    error = desk.refused(5, "activity", "add", *MONTH, "--held", "9")
    assert error["where"] == done["path"]
    assert len(list((desk.root / "activities" / "R07").iterdir())) == 1
