"""提供台帳 outside meetings: what a つなぎ tells, who was told, what a withdrawal ends, what it stops."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from carried import CONSENT, Household, carried
from seki_cli.files.yaml_reader import read_tree
from speaking import Desk

LAW = "ground:\n  law: 社会福祉法第106条の6\n"
ASKED = ("--ask", "協力", "--reason", "その他")
EXCEPT = CONSENT.replace("  agencies: すべて\n", "  agencies: すべて\n  except:\n    - nishi\n    - takikan\n").replace(
    "act: 同意", "act: 一部同意"
)
NARROW = EXCEPT.replace("categories: すべて", "categories:\n  - 基本情報\n  - 介護")


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture
def sato(home: Household) -> Desk:
    return home.desk.as_("sato")


def entry(home: Household, record: str) -> dict[str, Any]:
    return read_tree((home.folder / "disclosures" / f"{record}.yaml").read_bytes())


def refer(desk: Desk, case: str, agency: str = "nishi", given: str = "") -> dict[str, Any]:
    return desk.do("refer", case, "--to-agency", agency, *ASKED, given=given)


def files_of(desk: Desk) -> list[str]:
    words = ["git", "-C", str(desk.root), "show", "--name-only", "--format=%s", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()


def count(desk: Desk) -> int:
    words = ["git", "-C", str(desk.root), "rev-list", "--count", "HEAD"]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


# what a つなぎ tells


def test_a_referral_enters_what_it_told_in_the_same_commit(home: Household, sato: Desk) -> None:
    before = count(sato)
    sent = refer(sato, home.case)
    (consent,) = (home.folder / "consents").iterdir()
    assert set(sent) == {"case", "referral", "disclosure", "path", "records"}
    assert sent["records"] == [sent["referral"], sent["disclosure"]]
    assert "/referrals/" in sent["path"]
    told = entry(home, sent["disclosure"])
    assert {key: told[key] for key in ("date", "staff", "to", "records", "ground")} == {
        "date": "2025-07-16",
        "staff": "sato",
        "to": ["nishi"],
        "records": [sent["referral"], "household"],
        "ground": {"consent": consent.stem, "referral": sent["referral"]},
    }
    assert "paper" not in told
    assert count(sato) == before + 1
    assert {name.rpartition("/")[0].rpartition("/")[2] for name in files_of(sato) if ".yaml" in name} == {
        "referrals",
        "disclosures",
    }
    assert sato.try_("check", "--strict").code == 0


def test_several_referrals_enter_one_each(home: Household, sato: Desk) -> None:
    rows = "".join(f"- to_agency: {agency}\n  ask: 協力\n  reasons:\n    - その他\n" for agency in ("nishi", "kikan"))
    sent = sato.do("refer", home.case, given=rows)
    assert len(sent["referral"]) == len(sent["disclosure"]) == 2
    told = [entry(home, record) for record in sent["disclosure"]]
    assert [row["to"] for row in told] == [["nishi"], ["kikan"]]
    assert [row["ground"]["referral"] for row in told] == sent["referral"]
    moments = [read_tree((home.folder / "referrals" / f"{record}.yaml").read_bytes())["recorded"] for record in sent["referral"]]
    assert sorted({*moments, *(row["recorded"] for row in told)}) == [*moments, *(row["recorded"] for row in told)]


def test_a_dry_run_shows_the_entry_and_writes_nothing(home: Household, sato: Desk) -> None:
    said = sato.try_("refer", home.case, "--to-agency", "nishi", *ASKED, "--by", "sato", "--dry-run")
    assert said.code == 0
    assert "/referrals/" in said.out
    assert "/disclosures/" in said.out
    assert "  - household\n" in said.out
    assert len(list((home.folder / "referrals").iterdir())) == 1


def test_the_day_and_the_ground_are_those_of_the_referral(home: Household, sato: Desk) -> None:
    sent = refer(sato, home.case, given=f"date: 2025-07-10\nat: '09:30'\nstaff: mori\nfrom_agency: chuo1\n{LAW}")
    told = entry(home, sent["disclosure"])
    assert (told["date"], told["at"], told["staff"], told["recorded_by"]) == ("2025-07-10", "09:30", "mori", "sato")
    assert told["ground"] == {"law": "社会福祉法第106条の6", "referral": sent["referral"]}


def test_an_answer_tells_nothing_new(home: Household) -> None:
    before = len(list((home.folder / "disclosures").iterdir()))
    for words in (("hold", "--reply-by", "2025-07-30"), ("accept", "--next", "2025-07-20"), ("finish",)):
        said = home.desk.do("referral", words[0], f"{home.case}/{home.referral}", *words[1:])
        assert "disclosure" not in said
    assert len(list((home.folder / "disclosures").iterdir())) == before


def test_before_any_consent_it_is_allowed_and_said(desk: Desk) -> None:
    call = "intake:\n  method: 電話\n  complaint:\n    by_agency: （架空）\n"
    case = desk.do("case", "new", given=call)["case"]
    said = desk.try_("refer", case, "--to-agency", "nishi", *ASKED, "--by", "sato")
    assert said.code == 0
    assert "同意は見つかりません" in said.out
    (row,) = desk.ask("case", "show", case, "--disclosures").items
    assert set(row["ground"]) == {"referral"}


def test_who_of_the_family_refused_is_not_told_of(home: Household, sato: Desk) -> None:
    sato.do("consent", "add", home.case, "--person", "P2", given="act: 拒否\n")
    said = sato.try_("refer", home.case, "--to-agency", "nishi", *ASKED, "--by", "sato")
    assert "P2 の同意が及ばない機関です" in said.out
    assert sato.ask("case", "show", home.case, "--disclosures").items[-1]["records"][1:] == ["household#P1"]
    assert sato.try_("check", "--strict").code == 0


def test_of_what_the_person_keeps_back_who_refers_is_told(home: Household, sato: Desk) -> None:
    sato.do("consent", "add", home.case, given=NARROW)
    said = sato.try_("refer", home.case, "--to-agency", "kikan", *ASKED, "--by", "sato")
    assert "同意の範囲は 基本情報・介護 です" in said.out


# what is refused


@pytest.mark.parametrize("act", ["撤回", "拒否", "保留"])
def test_after_a_no_the_next_referral_is_refused_before_anything_that_is_missing(home: Household, sato: Desk, act: str) -> None:
    words = ("withdraw",) if act == "撤回" else ("add",)
    sato.do("consent", *words, home.case, given=f"act: {act}\n")
    for asked in (ASKED, (), ("--ask", "ほげ")):
        error = sato.refused(4, "refer", home.case, "--to-agency", "nishi", *asked)
        assert error["kind"] == "refused"
        assert "/consents/" in error["where"]
        assert "seki consent add" in error["remedy"]
    assert sato.refused(4, "refer", home.case)["where"]


def test_a_law_or_a_meeting_without_consent_stays_possible(home: Household, sato: Desk) -> None:
    sato.do("consent", "withdraw", home.case)
    shien = sato.do("meeting", "new", "shien", "--date", "2025-07-30")["meeting"]
    sato.do("meeting", "add", shien, home.case, "--timing", "情報共有")
    refer(sato, home.case, given=LAW)
    sent = refer(sato, home.case, "kikan", given=f"ground:\n  meeting: {shien}\n")
    assert entry(home, sent["disclosure"])["ground"] == {"meeting": shien, "referral": sent["referral"]}
    sato.refused(4, "refer", home.case, "--to-agency", "kikan", *ASKED, given=f"ground:\n  meeting: {home.meeting}\n")
    assert sato.try_("check", "--strict").code == 0


def test_an_agency_outside_the_consent_is_refused_and_one_inside_is_not(home: Household, sato: Desk) -> None:
    sato.do("consent", "add", home.case, given=EXCEPT)
    assert "入っていません" in sato.refused(4, "refer", home.case, "--to-agency", "nishi", *ASKED)["message"]
    rows = "".join(f"- to_agency: {agency}\n  ask: 協力\n  reasons:\n    - その他\n" for agency in ("kikan", "nishi"))
    before = count(sato)
    sato.refused(4, "refer", home.case, given=rows)
    assert count(sato) == before
    refer(sato, home.case, "kikan")


def test_an_expired_consent_is_refused_and_one_of_the_day_of_the_referral_counts(home: Household, sato: Desk) -> None:
    late = sato.on("2026-07-02")
    assert "期限" in late.refused(4, "refer", home.case, "--to-agency", "nishi", *ASKED)["message"]
    sent = refer(late, home.case, given="date: 2026-06-30\nreply_by: 2026-07-14\n")
    assert "consent" in entry(home, sent["disclosure"])["ground"]


def test_a_plan_is_not_put_on_a_meeting_that_needs_consent_after_a_withdrawal(home: Household, sato: Desk) -> None:
    sato.do("consent", "withdraw", home.case)
    juso = sato.do("meeting", "new", "juso", "--date", "2025-07-30")["meeting"]
    sato.refused(4, "meeting", "add", juso, home.case, "--timing", "変更", "--plan", home.plan)
    assert sato.try_("meeting", "add", juso, home.case, "--timing", "終結", "--plan", home.plan).code == 0


# corrections


def test_a_correction_of_the_receiver_takes_the_entry_along(home: Household, sato: Desk) -> None:
    sent = refer(sato, home.case)
    fixed = sato.do("case", "edit", home.case, sent["referral"], given="to_agency: kikan\ncorrects:\n  why: 宛先の書き誤り\n")
    told = entry(home, fixed["disclosure"])
    assert (told["to"], told["corrects"]["record"]) == (["kikan"], sent["disclosure"])
    assert told["records"] == [fixed["referral"], "household"]
    assert told["ground"]["referral"] == fixed["referral"]
    rows = sato.ask("case", "show", home.case, "--disclosures").items
    assert [row["to"] for row in rows if "referral" in row["ground"]] == [["takikan"], ["kikan"]]
    assert sato.try_("check", "--strict").code == 0
    again = sato.do("case", "edit", home.case, fixed["referral"], given="date: 2025-07-15\ncorrects:\n  why: 日の書き誤り\n")
    assert entry(home, again["disclosure"])["corrects"]["record"] == fixed["disclosure"]
    assert entry(home, again["disclosure"])["date"] == "2025-07-15"


def test_a_correction_of_anything_else_leaves_the_entry(home: Household, sato: Desk) -> None:
    sent = refer(sato, home.case)
    fixed = sato.do("case", "edit", home.case, sent["referral"], given="reply_by: 2025-08-01\ncorrects:\n  why: 期限の書き誤り\n")
    assert "disclosure" not in fixed
    assert sato.ask("case", "show", home.case, "--disclosures").items[-1]["disclosure"] == sent["disclosure"]


def test_a_referral_taken_back_leaves_its_entry_until_that_is_taken_back_too(home: Household, sato: Desk) -> None:
    sent = refer(sato, home.case)
    void = "corrects:\n  why: 別のケースだった\n  void: true\n"
    said = sato.try_("case", "edit", home.case, sent["referral"], "--by", "sato", "--from", "-", stdin=void)
    assert said.code == 0
    assert f"提供台帳 {sent['disclosure']} は残っています" in said.out
    assert sato.ask("case", "show", home.case, "--disclosures").items[-1]["disclosure"] == sent["disclosure"]
    sato.do("case", "edit", home.case, sent["disclosure"], given=void)
    assert {row["to"][0] for row in sato.ask("case", "show", home.case, "--disclosures").items} == {"takikan"}
    assert sato.try_("check", "--strict").code == 0


# case show --disclosures


def test_the_ledger_is_shown_by_agency_and_as_a_list(home: Household, sato: Desk, tmp_path: Path) -> None:
    sent = refer(sato, home.case)
    shown = sato.ask("case", "show", home.case, "--disclosures").data
    assert [row["agency"] for row in shown["agencies"]] == ["takikan", "chuo1", "marugoto", "nishi"]
    assert shown["agencies"][0] == {"agency": "takikan", "times": 2, "first": "2025-07-01", "last": "2025-07-15"}
    assert (shown["items"][-1]["id"], shown["items"][-1]["staff"]) == (sent["disclosure"], "sato")
    text = sato.try_("case", "show", home.case, "--disclosures").out
    assert "■ 多機関協働事業者　2 回" in text
    assert f"  R7.7.16　台帳 {sent['disclosure']}　つなぎ {sent['referral']}・同意 " in text
    assert "    つなぎ・世帯の記録\n" in text
    csv = sato.try_("case", "show", home.case, "--disclosures", "--format", "csv").out
    assert csv.startswith("\ufeff日,渡した先,根拠,渡したもの,部数,資料,記録,台帳\r\n")
    assert len(csv.splitlines()) == 4


def test_an_older_referral_without_an_entry_counts_and_says_so(home: Household, sato: Desk) -> None:
    for path in (home.folder / "disclosures").iterdir():
        if "takikan" in path.read_text() and "referral:" in path.read_text():
            path.unlink()
    (first, _) = sato.ask("case", "show", home.case, "--disclosures").items
    assert (first["disclosure"], first["id"], first["to"]) == (None, home.referral, ["takikan"])
    assert "台帳に記載なし　つなぎ" in sato.try_("case", "show", home.case, "--disclosures").out
    (ends,) = sato.do("consent", "withdraw", home.case)["ends"]
    assert [share["id"] for share in ends["tell"][0]["shares"]][0] == home.referral


def test_a_case_of_which_nobody_was_told(desk: Desk) -> None:
    case = desk.do("case", "new", given="intake:\n  method: 電話\n  complaint:\n    by_agency: （架空）\n")["case"]
    said = desk.try_("case", "show", case, "--disclosures")
    assert (said.code, "情報を渡した記録はありません。" in said.out) == (0, True)
    assert desk.ask("case", "show", case, "--disclosures").data == {"case": case, "items": [], "agencies": []}


# consent withdraw, consent add


def ahead(home: Household, desk: Desk) -> str:
    juso = desk.do("meeting", "new", "juso", "--date", "2025-07-30")["meeting"]
    desk.do("meeting", "attend", juso, "takikan:goto", "chuo1:sato", "marugoto:mori")
    desk.do("meeting", "add", juso, home.case, "--timing", "終結", "--plan", home.plan)
    return juso


def test_a_withdrawal_names_whom_to_tell_and_what_it_stops(home: Household, sato: Desk) -> None:
    juso = ahead(home, sato)
    shien = sato.do("meeting", "new", "shien", "--date", "2025-07-31")["meeting"]
    sato.do("meeting", "add", shien, home.case, "--timing", "情報共有")
    refer(sato, home.case, "kikan", given=LAW)
    later = sato.on("2025-07-20")
    said = later.try_("consent", "withdraw", home.case, "--by", "sato")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[1] == "撤回を伝える先（P1 のことを渡した 3 機関）:"
    assert lines[2].split("　") == ["  多機関協働事業者", "R7.7.1 つなぎ・R7.7.15 会議"]
    assert "同意によらずに渡した機関（会議・法令。撤回では止まりません）: 基幹相談支援センター" in lines
    assert f"  {juso}（R7.7.30）議題 1: 資料は番号・時機・検討事項だけになります" in lines
    assert f"  {shien}（R7.7.31）議題 1: 同意の要らない会議なので、資料は変わりません" in lines
    assert f"  {home.case}/{home.referral}　多機関協働事業者　未回答" in lines
    assert all(secret not in said.out for secret in ("武芸", "昌平", "むげ"))


def test_the_same_for_programs(home: Household, sato: Desk) -> None:
    juso = ahead(home, sato)
    (ends,) = sato.do("consent", "withdraw", home.case)["ends"]
    assert (ends["person"], ends["act"], [row["agency"] for row in ends["tell"]]) == (
        "P1",
        "撤回",
        ["takikan", "chuo1", "marugoto"],
    )
    assert ends["tell"][0]["shares"][0]["date"] == "2025-07-01"
    assert ends["meetings"] == [{"meeting": juso, "date": "2025-07-30", "num": 1, "effect": "head", "outside": [], "printed": []}]
    assert ends["referrals"] == [{"referral": home.referral, "to_agency": "takikan", "status": "未回答"}]


def test_papers_that_went_out_are_to_come_back(home: Household, sato: Desk, tmp_path: Path) -> None:
    juso = ahead(home, sato)
    printed = sato.try_("agenda", juso, "-o", str(tmp_path / "shiryo.txt"), "--by", "sato", "--json")
    assert printed.code == 0, printed.err
    said = sato.try_("consent", "withdraw", home.case, "--by", "sato", "--json")
    (ends,) = said.data["ends"]
    assert ends["meetings"][0]["printed"] == printed.data["disclosure"]
    shown = sato.try_("case", "show", home.case, "--disclosures").out
    assert re.search("　資料 [1-9] 部 [0-9a-f]{8}\n", shown)


def test_a_narrower_act_names_only_those_now_outside(home: Household, sato: Desk) -> None:
    juso = ahead(home, sato)
    said = sato.try_("consent", "add", home.case, "--by", "sato", "--from", "-", stdin=NARROW)
    assert said.code == 0, said.err
    assert "共有先に入らなくなったことを伝える先（P1 のことを渡した 1 機関）:" in said.out
    assert "これからの範囲は 基本情報・介護 だけです。" in said.out
    assert f"  {juso}（R7.7.30）議題 1: P1 のことは載らなくなります（外れた構成員: 多機関協働事業者）" in said.out


def test_a_consent_that_is_corrected_to_less_names_them_too(home: Household, sato: Desk) -> None:
    (consent,) = (home.folder / "consents").iterdir()
    fixed = "share_with:\n  agencies: すべて\n  except:\n    - marugoto\ncorrects:\n  why: 共有先の書き誤り\n"
    said = sato.try_("case", "edit", home.case, consent.stem, "--by", "sato", "--from", "-", stdin=fixed)
    assert said.code == 0, said.err
    assert said.out.splitlines()[1:3] == [
        "共有先に入らなくなったことを伝える先（P1 のことを渡した 1 機関）:",
        "  関市くらし・まるごと支援センター　R7.7.15 会議",
    ]


def test_a_first_withdrawal_of_what_was_never_told(desk: Desk) -> None:
    case = desk.do("case", "new", given="intake:\n  method: 電話\n  complaint:\n    by_agency: （架空）\n")["case"]
    desk.do("consent", "add", case, given=CONSENT)
    said = desk.try_("consent", "withdraw", case, "--by", "sato")
    assert "同意によって情報を渡した記録はありません。" in said.out
    assert desk.try_("consent", "add", case, "--by", "sato", "--from", "-", stdin=CONSENT).out.count("\n") == 1


def test_a_withdrawal_recorded_late_is_written_and_what_came_between_is_found(home: Household, sato: Desk) -> None:
    sent = refer(sato, home.case)
    later = sato.on("2025-07-20")
    said = later.try_("consent", "withdraw", home.case, "--by", "sato", "--from", "-", "--json", stdin="date: 2025-07-10\n")
    assert said.code == 0, said.out
    assert {f["code"] for f in said.envelope["findings"]} == {"SEKI070", "SEKI137"}  # a meeting and a つなぎ lie between
    found = [f for f in later.try_("check", "--json").envelope["findings"] if f["code"] == "SEKI137"]
    assert [(f["severity"], f["path"].rpartition("/")[2]) for f in found] == [("warning", f"{sent['disclosure']}.yaml")]
    assert found[0]["line"] > 1
