"""Traps of an ordinary morning: old numbers, files named by hand, papers with 税情報, a second つなぎ, whom one may not find."""

import subprocess
from pathlib import Path

import pytest

from carried import CONSENT, Household, carried
from speaking import Desk

ASKED = ("--ask", "協力", "--reason", "その他")
TAXED = CONSENT.replace("until:", "tax: true\nuntil:")
TAX_NOTE = "method: 来所\nfact: 課税の記録を聞いた\ncategory: 経済\nsource: 税務\n"
PLAIN_NOTE = "method: 来所\nfact: 家計簿を見せてもらった\ncategory: 経済\n"
NARROW = CONSENT.replace("act: 同意", "act: 一部同意").replace("categories: すべて", "categories:\n  - 基本情報")
NAMED = "撤回_山田花子"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def sato(home: Household) -> Desk:
    return home.desk.as_("sato")


def corrected(home: Household, sato: Desk, **fields: str) -> str:
    text = "".join(f"{key}: {value}\n" for key, value in fields.items()) + "corrects:\n  why: 書き足し\n"
    return str(sato.do("case", "edit", home.case, home.referral, given=text)["referral"])


def printed(home: Household, sato: Desk, kind: str, timing: str, folder: Path, *plan: str) -> str:
    meeting = str(sato.do("meeting", "new", kind, "--date", "2025-07-30")["meeting"])
    sato.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")
    sato.do("meeting", "add", meeting, home.case, "--timing", timing, *plan)
    said = sato.try_("agenda", meeting, "-o", str(folder / f"{meeting}.txt"), "--by", "sato")
    assert said.code == 0, said.err
    return meeting


def stray(home: Household, room: str, name: str = NAMED) -> Path:
    path = home.folder / room / f"{name}.yaml"
    path.write_text("schema: consent/1\n", encoding="utf-8")
    return path


# a つなぎ that was corrected


def test_the_old_number_of_a_corrected_referral_is_still_answered(home: Household, sato: Desk) -> None:
    new = corrected(home, sato, request="経過を教えてください")
    sato.do("referral", "accept", f"{home.case}/{home.referral}", "--next", "2025-07-20")
    (row,) = [row for row in sato.ask("referral", "list").items if row["referral"].endswith(new)]
    assert row["status"] == "受理"
    sato.do("referral", "finish", home.referral)


def test_the_ledger_names_a_corrected_referral_by_the_number_that_counts(home: Household, sato: Desk) -> None:
    sent = sato.do("refer", home.case, "--to-agency", "nishi", *ASKED)["referral"]
    text = "request: 経過を教えてください\ncorrects:\n  why: 書き足し\n"
    new = sato.do("case", "edit", home.case, sent, given=text)["referral"]
    shown = sato.try_("case", "show", home.case, "--disclosures").out
    assert f"つなぎ {new}" in shown
    assert f"つなぎ {sent}" not in shown


def test_a_referral_that_was_taken_back_says_so(home: Household, sato: Desk) -> None:
    sato.do("case", "edit", home.case, home.referral, given="corrects:\n  why: 別の世帯のもの\n  void: true\n")
    error = sato.refused(3, "referral", "accept", f"{home.case}/{home.referral}")
    assert "取り消されています" in error["message"]


def test_who_goes_on_with_a_referral_after_a_withdrawal_is_told(home: Household, sato: Desk) -> None:
    words = (f"{home.case}/{home.referral}", "--next", "2025-07-20", "--by", "goto")
    assert "同意がありません" not in home.desk.try_("referral", "work", *words).out
    sato.do("consent", "withdraw", home.case)
    said = home.desk.try_("referral", "accept", *words)
    assert said.code == 0, said.err
    assert f"seki consent show {home.case} --for takikan" in said.out


# what who refers should mind


def test_a_second_open_referral_to_the_same_agency_is_told(home: Household, sato: Desk) -> None:
    first = sato.try_("refer", home.case, "--to-agency", "nishi", *ASKED, "--by", "sato", "--json")
    again = sato.try_("refer", home.case, "--to-agency", "nishi", *ASKED, "--by", "sato")
    assert again.code == 0
    assert f"{home.case}/{first.data['referral']}" in again.out
    other = sato.try_("refer", home.case, "--to-agency", "kikan", *ASKED, "--by", "sato")
    assert "開いているつなぎ" not in other.out


def test_whom_nobody_may_find_is_told_at_every_referral(home: Household, sato: Desk) -> None:
    path = home.folder / "household.yaml"
    hidden = "    protected:\n      since: 2025-07-01\n      ground: 支援措置\n    role: 本人\n"
    path.write_text(path.read_text(encoding="utf-8").replace("    role: 本人\n", hidden, 1), encoding="utf-8")
    assert sato.try_("save").code == 0
    for given in ("", "ground:\n  law: 児童虐待の防止等に関する法律第13条の4\n"):
        words = ("refer", home.case, "--to-agency", "nishi", *ASKED, "--by", "sato", *(("--from", "-") if given else ()))
        said = sato.try_(*words, stdin=given)
        assert said.code == 0, said.err
        assert "（P1 には支援措置があります。" in said.out


def test_a_refusal_shows_how_a_law_is_stated(home: Household, sato: Desk) -> None:
    sato.do("consent", "withdraw", home.case)
    error = sato.refused(4, "refer", home.case, "--to-agency", "nishi", *ASKED)
    assert all(word in error["remedy"] for word in ("法令", "--from", "ground:", "law:", "meeting:"))
    sato.do("refer", home.case, "--to-agency", "nishi", *ASKED, given="ground:\n  law: 児童虐待の防止等に関する法律第13条の4\n")


def test_a_meeting_that_does_not_take_up_the_case_is_no_ground(home: Household, sato: Desk) -> None:
    sato.do("consent", "withdraw", home.case)
    shien = str(sato.do("meeting", "new", "shien", "--date", "2025-07-30")["meeting"])
    ground = f"ground:\n  meeting: {shien}\n"
    error = sato.refused(4, "refer", home.case, "--to-agency", "nishi", *ASKED, given=ground)
    assert "議題にしていません" in error["message"]
    sato.do("meeting", "add", shien, home.case, "--timing", "情報共有")
    sato.do("refer", home.case, "--to-agency", "nishi", *ASKED, given=ground)
    sato.do("meeting", "cancel", shien)
    sato.refused(4, "refer", home.case, "--to-agency", "kikan", *ASKED, given=ground)


# papers in people's hands


def test_a_withdrawal_collects_the_paper_with_tax_of_a_meeting_that_needs_no_consent(
    home: Household, sato: Desk, tmp_path: Path
) -> None:
    sato.do("consent", "add", home.case, given=TAXED)
    sato.do("note", "add", home.case, given=TAX_NOTE)
    shien = printed(home, sato, "shien", "情報共有", tmp_path)
    said = sato.try_("consent", "withdraw", home.case, "--by", "sato")
    assert f"  {shien}（R7.7.30）議題 1: 税情報" in said.out
    assert "R7.7.16 に出した資料は回収し（まだ戻っていない資料番号 1〜4）" in said.out


def test_a_consent_that_leaves_tax_out_collects_it_too(home: Household, sato: Desk, tmp_path: Path) -> None:
    sato.do("consent", "add", home.case, given=TAXED)
    sato.do("note", "add", home.case, given=TAX_NOTE)
    shien = printed(home, sato, "shien", "情報共有", tmp_path)
    (ends,) = sato.on("2025-07-17").do("consent", "add", home.case, given=CONSENT)["ends"]
    (row,) = ends["meetings"]
    assert (row["meeting"], row["effect"], len(row["printed"])) == (shien, "part", 1)


def test_a_meeting_without_consent_and_without_tax_does_not_change(home: Household, sato: Desk, tmp_path: Path) -> None:
    sato.do("note", "add", home.case, given=PLAIN_NOTE)
    printed(home, sato, "shien", "情報共有", tmp_path)
    (ends,) = sato.do("consent", "withdraw", home.case)["ends"]
    assert [(row["effect"], row["printed"]) for row in ends["meetings"]] == [("none", [])]


def test_a_narrower_consent_collects_what_it_no_longer_covers(home: Household, sato: Desk, tmp_path: Path) -> None:
    juso = printed(home, sato, "juso", "終結", tmp_path, "--plan", home.plan)
    said = sato.on("2025-07-17").try_("consent", "add", home.case, "--by", "sato", "--from", "-", stdin=NARROW)
    assert said.code == 0, said.err
    assert f"  {juso}（R7.7.30）議題 1: 同意の範囲から外れた内容は載らなくなります" in said.out
    assert "R7.7.16 に出した資料は回収し" in said.out


def test_the_cover_sheet_says_the_number_of_an_item_once(home: Household, sato: Desk, tmp_path: Path) -> None:
    juso = printed(home, sato, "juso", "終結", tmp_path, "--plan", home.plan)
    sato.do("consent", "withdraw", home.case)
    shown = sato.try_("agenda", juso, "--cover").out
    assert "議題 1: 刷った資料が古くなっています" in shown
    assert "議題 1: 議題 1" not in shown


def test_the_story_names_papers_that_were_handed_out(home: Household, sato: Desk, tmp_path: Path) -> None:
    printed(home, sato, "juso", "終結", tmp_path, "--plan", home.plan)
    assert sato.ask("history", home.case).items[-1]["what"] == "資料を渡した、提供台帳に記録"


def test_who_came_stands_without_gaps(home: Household, sato: Desk) -> None:
    shown = sato.try_("meeting", "show", home.meeting).out
    assert "  多機関協働事業者　goto　出席" in shown


# files that somebody named by hand


@pytest.mark.parametrize(
    "words", [("check",), ("check", "--json"), ("due",), ("due", "--quiet"), ("case", "list"), ("save",), ("history", "{case}")]
)
def test_a_name_in_a_file_name_is_not_said(home: Household, sato: Desk, words: tuple[str, ...]) -> None:
    stray(home, "notes")
    folder = home.desk.root / "resources" / NAMED
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("x: 1\n", encoding="utf-8")
    said = sato.try_(*home.spoken(words))
    assert said.code == 5
    assert "山田" not in said.out + said.err
    assert "SEKI043" in said.out + said.err or words == ("save",)
    assert f"{home.case}/notes/" in said.out + said.err


@pytest.mark.parametrize("name", [NAMED, "20250716-aaaa のコピー", "tekkai"])
def test_an_act_of_consent_under_a_name_of_its_own_stops_the_next_share(home: Household, sato: Desk, name: str) -> None:
    """What nobody can read may be a withdrawal."""
    path = stray(home, "consents", name)
    error = sato.refused(4, "refer", home.case, "--to-agency", "nishi", *ASKED)
    assert "読めない同意の記録" in error["message"]
    assert "山田" not in str(error)
    path.unlink()
    sato.do("refer", home.case, "--to-agency", "nishi", *ASKED)


def test_a_second_file_named_by_hand_is_not_saved_because_of_the_first(home: Household, sato: Desk) -> None:
    first = stray(home, "notes")
    git = ("git", "-C", str(home.desk.root), "-c", "user.name=seki", "-c", "user.email=seki@example.jp")
    subprocess.run([*git, "add", "--", str(first)], check=True)
    subprocess.run([*git, "commit", "-qm", "by hand"], check=True)
    stray(home, "notes", "山田次郎")
    assert sato.try_("save").code == 5
