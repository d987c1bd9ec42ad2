"""対応結果 and cases that belong together, through the commands."""

import subprocess
from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk

CALL = "intake:\n  method: 電話\n  variant: 同意なし\n  fields:\n    - 困窮\n  complaint:\n    by_person: 家賃のこと\n"
OTHER = "intake:\n  method: 来所\n  complaint:\n    by_person: 介護のこと\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def opened(desk: Desk) -> str:
    return str(desk.do("case", "new", given=CALL)["case"])


def status(desk: Desk, case: str) -> str:
    return next(row["status"] for row in desk.ask("case", "list").items if row["id"] == case)


def subject(desk: Desk) -> str:
    return subprocess.check_output(["git", "-C", desk.root, "log", "-1", "--format=%s"], text=True).strip()


def test_a_result_that_ends_the_handling(desk: Desk, opened: str) -> None:
    done = desk.do("case", "screen", opened, "--result", "02", "--to-agency", "相談支援事業所 かざぐるま")
    assert status(desk, opened) == "対応終了"
    text = (desk.root / done["path"]).read_text()
    assert "result: 他機関へつないで終了\nstaff: sato\nto_agency: kazaguruma\n" in text
    assert subject(desk) == f"seki: case screen {opened}"
    assert (done["case"], done["records"]) == (opened, [done["screening"]])


def test_what_follows_is_told(desk: Desk, opened: str) -> None:
    said = desk.try_("case", "screen", opened, "--result", "01", "--by", "sato")
    assert "「対応終了」になりました" in said.out
    again = desk.try_("case", "screen", opened, "--result", "06", "--by", "sato")
    assert "会議待ち" in again.out
    assert "seki meeting propose shien" in again.out
    assert [row["case"] for row in desk.ask("meeting", "propose", "shien").items] == [opened]
    assert ("会議待ち", "2025-06-25", "予定") in desk.due("--within", "30")
    goes_on = desk.try_("case", "screen", opened, "--result", "04", "--by", "sato")
    assert "ケースの状態は「同意前」です" in goes_on.out


def test_a_referral_that_waits_keeps_the_case_open(desk: Desk, opened: str) -> None:
    sent = desk.do("refer", opened, "--to-agency", "hibiki", "--ask", "一緒に対応", "--reason", "制度の狭間")["referral"]
    said = desk.try_("case", "screen", opened, "--result", "02", "--to-agency", "hibiki", "--by", "sato")
    assert "「つなぎ中」のままです" in said.out
    assert f"seki refer {opened}" not in said.out
    desk.do("referral", "cancel", f"{opened}/{sent}", "--reason", "本人が希望しない")
    assert status(desk, opened) == "対応終了"


def test_a_result_from_a_file(desk: Desk, opened: str) -> None:
    desk.do("case", "screen", opened, given="date: 2025-06-11\nresult: 継続支援し、プランを策定する\nflags:\n  - ひきこもり\n")
    (row,) = desk.ask("case", "list", "--flag", "ひきこもり").items
    assert row["id"] == opened


def test_nothing_is_recorded_where_a_rule_says_no(home: Household) -> None:
    desk = home.desk
    error = desk.refused(4, "case", "screen", home.case, "--result", "01")
    assert home.plan in error["where"]
    desk.do("case", "screen", home.case, "--result", "03")
    error = desk.refused(4, "case", "screen", home.case, "--result", "03", "--to-agency", "hibiki")
    assert "seki refer" in error["remedy"]


def test_a_shut_case_is_refused_before_anything_is_missing(desk: Desk, opened: str) -> None:
    desk.do("case", "close", opened, given="next_lead: なし\nnext_lead_why: 転居\nfollowup_needed: false\n")
    assert "seki case reopen" in desk.refused(4, "case", "screen", opened)["remedy"]
    assert "seki case reopen" in desk.refused(4, "assess", opened)["remedy"]


def test_what_is_missing_is_not_said_to_be_missing_at_the_command_s_own_name(desk: Desk, opened: str) -> None:
    error = desk.refused(4, "case", "close", opened, "--reason", "その他")
    assert "followup_needed" in error["message"]
    assert error["where"] == ""


def test_words_that_are_not_there_are_named(desk: Desk, opened: str) -> None:
    assert "01 情報提供・相談対応のみで終了" in desk.refused(2, "case", "screen", opened)["remedy"]
    assert "情報提供・相談対応のみで終了" in desk.refused(2, "case", "screen", opened, "--result", "99")["remedy"]
    desk.refused(3, "case", "screen", opened, "--result", "02", "--to-agency", "nirgends")
    desk.refused(3, "case", "screen", "R07-ZZZZZZZ", "--result", "01")
    assert list((desk.root / "cases" / "R07" / opened).glob("screenings/*")) == []


def test_two_cases_are_linked_in_one_act_and_unlinked(home: Household) -> None:
    desk = home.desk
    other = desk.do("case", "new", given=OTHER)["case"]
    done = desk.do("case", "link", home.case, other, "--how", "04")
    assert done["case"] == [home.case, other]
    assert subject(desk) == f"seki: case link {home.case} {other}"
    for one, two in ((home.case, other), (other, home.case)):
        assert f"related:\n  - case: {two}\n    how: 親族\n" in (desk.root / f"cases/R07/{one}/case.yaml").read_text()
    assert desk.ask("check").data["warnings"] == 0
    shown = desk.try_("case", "show", other).out
    assert home.case in shown
    assert desk.ask("case", "show", other).data["related"] == [{"case": home.case, "how": "親族"}]
    desk.do("case", "unlink", other, home.case)
    assert "related" not in (home.folder / "case.yaml").read_text()
    assert "related" not in (desk.root / f"cases/R07/{other}/case.yaml").read_text()


def test_links_that_cannot_be(home: Household) -> None:
    desk = home.desk
    other = desk.do("case", "new", given=OTHER)["case"]
    assert "同一" in desk.refused(2, "case", "link", home.case, other)["remedy"]
    assert "同一" in desk.refused(2, "case", "link", home.case, other, "--how", "いとこ")["remedy"]
    assert desk.refused(2, "case", "link", home.case, home.case, "--how", "同一")["message"] == "同じケースどうしは結べません"
    desk.refused(3, "case", "link", home.case, "R07-ZZZZZZZ", "--how", "同一")
    assert desk.refused(4, "case", "unlink", home.case, other)["message"] == "この二つのケースは結ばれていません"
    said = desk.try_("case", "link", home.case, other, "--how", "同一")
    assert "統合はしていません" in said.out
    assert desk.refused(4, "case", "link", other, home.case, "--how", "01")["message"] == "もう「同一」で結んであります"
    error = desk.refused(4, "case", "link", home.case, other, "--how", "分離")
    assert f"seki case unlink {home.case} {other}" in error["remedy"]


def test_a_bond_on_one_side_is_told_and_made_whole(home: Household) -> None:
    desk = home.desk
    other = desk.do("case", "new", given=OTHER)["case"]
    desk.do("case", "edit", home.case, "case", given=f"related:\n  - case: {other}\n    how: 同一\n")
    hints = [f for f in desk.try_("check", "--json").envelope["findings"] if f["code"] == "SEKI113"]
    assert [f["path"].split("/")[2] for f in hints] == [home.case]
    desk.do("case", "link", other, home.case, "--how", "同一")
    assert "SEKI113" not in desk.try_("check", "--json").out


def test_two_that_are_one_are_marked_on_both_and_unmarked_without_a_trace(home: Household) -> None:
    desk = home.desk
    other = desk.do("case", "new", given=OTHER)["case"]
    heads = [desk.root / f"cases/R07/{case}/case.yaml" for case in (home.case, other)]
    heads[0].write_text("# 紙の台帳は緑の棚\n" + heads[0].read_text())
    desk.do("save")
    before = {path: path.read_bytes() for path in desk.root.rglob("*.yaml")}
    desk.do("case", "link", home.case, other, "--how", "同一")
    assert {row["id"]: row["same_as"] for row in desk.ask("case", "list").items} == {home.case: [other], other: [home.case]}
    for case, marked in ((home.case, other), (other, home.case)):
        assert f"関わりのあるケース {marked}（同一）" in desk.try_("case", "show", case).out
    found = desk.try_("case", "find", "-", "--json", stdin="むげ")
    assert {row["case"]: row["same_as"] for row in found.items} == {home.case: [other]}
    for words, stdin in ((("case", "list"), ""), (("case", "find", "-"), "むげ")):
        assert "同一のケース" in desk.try_(*words, stdin=stdin).out
    assert len(desk.ask("case", "list").items) == 2
    desk.do("case", "unlink", other, home.case)
    assert {path: path.read_bytes() for path in desk.root.rglob("*.yaml")} == before
    assert "同一" not in desk.try_("case", "list").out


@pytest.mark.parametrize("how", ["同一", "親族"])
def test_what_is_linked_is_not_told_again(home: Household, how: str) -> None:
    desk = home.desk
    same = "role: 世帯員\nkana: むげ とみ\nborn: 1946-10-20\n"
    other = desk.do("case", "new", given=OTHER)["case"]
    desk.do("case", "link", home.case, other, "--how", how)
    assert "SEKI110" not in desk.try_("person", "add", other, "--from", "-", stdin=same).err
    third = desk.do("case", "new", given=OTHER)["case"]
    told = desk.try_("person", "add", third, "--from", "-", stdin=same).err
    assert f"seki case link {third} {home.case} --how 同一" in told
    assert "トミ" not in told


def test_comments_in_a_head_stay(home: Household) -> None:
    desk = home.desk
    other = desk.do("case", "new", given=OTHER)["case"]
    head = home.folder / "case.yaml"
    head.write_text(head.read_text() + "# 紙の台帳は緑の棚\n")
    desk.do("save")
    desk.do("case", "link", home.case, other, "--how", "02")
    desk.do("case", "unlink", home.case, other)
    assert head.read_text().endswith("# 紙の台帳は緑の棚\n")


def test_who_handed_over_and_fell_silent_is_listed(home: Household) -> None:
    desk = home.desk.on("2025-08-20")
    (row,) = desk.ask("referral", "list", "--stalled").items
    assert (row["id"], row["stalled"], row["last_record"], row["silent_days"]) == (
        f"{home.case}/{home.referral}",
        True,
        "2025-07-01",
        50,
    )
    shown = desk.try_("referral", "list", "--stalled").out
    assert "記録のない日数" in shown
    assert "記録のない日数" not in desk.try_("referral", "list").out
    desk.as_("sato").do("note", "add", home.case, given="method: 電話\nfact: 様子を聞いた\n")
    assert desk.ask("referral", "list", "--stalled").items == []
    assert [row["stalled"] for row in desk.ask("referral", "list").items] == [False]
