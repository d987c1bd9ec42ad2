"""番号つきの資料 from the command line: copies and their list, the ledger, papers that grew stale, copies that came back."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from carried import Household, carried
from speaking import Said

DAY = "2025-07-22"
FORMS = {"text": "txt", "md": "md", "html": "html"}
OUT_OF_THE_ROOM = """\
act: 一部同意
given_by: 本人
how: 書面
share_with:
  agencies: [takikan, chuo1, marugoto]
categories: すべて
until: 2026-06-30
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def coming(home: Household, *attendees: str, kind: str = "juso", timing: str = "終結") -> str:
    """Return a meeting to come with the case on it."""
    meeting = home.desk.do("meeting", "new", kind, "--date", DAY)["meeting"]
    home.desk.do("meeting", "attend", meeting, *(attendees or ("takikan:goto", "chuo1:sato", "marugoto:mori")))
    home.desk.do("meeting", "add", meeting, home.case, "--timing", timing)
    return str(meeting)


def hand_out(home: Household, meeting: str, *words: str, to: Path, day: str = "2025-07-16") -> Said:
    said = home.desk.on(day).try_("agenda", meeting, *words, "-o", str(to), "--force", "--by", "goto", "--json")
    assert said.code == 0, said.out + said.err
    return said


def file_of(home: Household, meeting: str) -> dict[str, Any]:
    text = (home.desk.root / "meetings" / "R07" / meeting / "meeting.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def entries(home: Household, meeting: str) -> list[dict[str, Any]]:
    found = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((home.folder / "disclosures").iterdir())]
    return [entry for entry in found if entry["ground"].get("meeting") == meeting]


def stale(said: Said) -> list[dict[str, Any]]:
    return [finding for finding in said.envelope["findings"] if finding["code"] == "SEKI135"]


def record(home: Household, meeting: str, text: str, *, day: str = DAY) -> Said:
    said = home.desk.on(day).try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=text)
    assert said.code == 0, said.out + said.err
    return said


MINUTES = "items:\n  - num: 1\n    result: その他\n"
CAME = "came:\n  - agency: takikan\n  - agency: chuo1\n  - agency: marugoto\n"


@pytest.mark.parametrize("form", FORMS)
def test_one_file_holds_a_copy_for_each_and_the_list(home: Household, tmp_path: Path, form: str) -> None:
    meeting, paper = coming(home), tmp_path / f"shiryo.{FORMS[form]}"
    said = hand_out(home, meeting, "--format", form, to=paper)
    text = paper.read_text(encoding="utf-8")
    assert [(copy["num"], copy["to"]) for copy in said.data["copies"]] == [
        (1, "takikan:goto"), (2, "chuo1:sato"), (3, "marugoto:mori"),
    ]  # fmt: skip
    for label in ("後藤 実", "佐藤 花", "森 誠"):
        assert label in text
    assert "画面確認用" not in text
    assert text.count("回収表") >= 1
    assert "配布しない" in text
    assert text.count("居場所に通う") == 3
    assert file_of(home, meeting)["papers"] == [
        {"num": 1, "to": "takikan:goto"}, {"num": 2, "to": "chuo1:sato"}, {"num": 3, "to": "marugoto:mori"},
    ]  # fmt: skip


def test_text_copies_differ_in_number_and_addressee_alone(home: Household, tmp_path: Path) -> None:
    meeting, paper = coming(home), tmp_path / "shiryo.txt"
    hand_out(home, meeting, to=paper)
    *copies, returns = paper.read_text(encoding="utf-8").split("\f\n")
    assert len(copies) == 3
    assert "回収表" in returns
    assert "居場所" not in returns

    def plain(text: str, num: int) -> list[str]:
        lines = text.replace(f"資料番号 {num}", "資料番号 N").strip("\n").split("\n")
        return [line for line in lines if not line.startswith("資料番号 N")]

    assert plain(copies[0], 1) == plain(copies[1], 2) == plain(copies[2], 3)
    for num, copy in enumerate(copies, start=1):
        assert copy.count(f"資料番号 {num}") == 2  # the first page and the item
        assert copy.count("取扱注意") == 2
        assert copy.count("根拠: ") >= 2


def test_the_ledger_has_one_entry_a_case_for_each_printing(home: Household, tmp_path: Path) -> None:
    meeting, paper = coming(home), tmp_path / "shiryo.txt"
    hand_out(home, meeting, to=paper)
    (entry,) = entries(home, meeting)
    assert entry["paper"] == {"sha256": hashlib.sha256(paper.read_bytes()).hexdigest(), "copies": 3}
    assert entry["to"] == ["takikan", "chuo1", "marugoto"]
    (printing,) = file_of(home, meeting)["printed"]
    assert printing["sha256"] == entry["paper"]["sha256"]
    assert printing["items"] == [{"num": 1, "room": ["takikan:goto", "chuo1:sato", "marugoto:mori"]}]
    hand_out(home, meeting, "--for", "chuo1", to=tmp_path / "chuo1.txt")
    assert [(one["to"], one["paper"]["copies"]) for one in entries(home, meeting)] == [
        (["takikan", "chuo1", "marugoto"], 3), (["chuo1"], 1),
    ] or len(entries(home, meeting)) == 2  # fmt: skip
    record(home, meeting, CAME + MINUTES)
    assert len(entries(home, meeting)) == 3
    assert sum("paper" not in one for one in entries(home, meeting)) == 1


def test_a_copy_holds_no_item_of_which_its_addressee_is_no_member(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    home.desk.do("gap", "new", given="text: 夜の居場所がない\nfield: 困窮\n")
    gap = home.desk.ask("gap", "list").items[0]["id"]
    home.desk.do("meeting", "add", meeting, home.case, "--members", "takikan,chuo1")
    home.desk.do("meeting", "add", meeting, gap, "--timing", "社会資源")
    paper = tmp_path / "shiryo.txt"
    said = hand_out(home, meeting, to=paper)
    *copies, _ = paper.read_text(encoding="utf-8").split("\f\n")
    assert [copy["num"] for copy in said.data["copies"]] == [1, 2, 3]
    assert ["居場所に通う" in copy for copy in copies] == [True, True, False]
    assert all("夜の居場所がない" in copy for copy in copies)
    (entry,) = entries(home, meeting)
    assert (entry["to"], entry["paper"]["copies"]) == (["takikan", "chuo1"], 2)


def test_printing_again_keeps_the_numbers_and_a_newcomer_gets_the_next(home: Household, tmp_path: Path) -> None:
    meeting, paper = coming(home), tmp_path / "shiryo.txt"
    hand_out(home, meeting, to=paper)
    home.desk.do("meeting", "attend", meeting, "fukushi:hori")
    home.desk.do("meeting", "attend", meeting, "takikan", "--off")
    said = hand_out(home, meeting, to=paper)
    assert [(copy["num"], copy["to"]) for copy in said.data["copies"]] == [
        (2, "chuo1:sato"), (3, "marugoto:mori"), (4, "fukushi:hori"),
    ]  # fmt: skip
    kept = file_of(home, meeting)
    assert [row["num"] for row in kept["papers"]] == [1, 2, 3, 4]
    assert [row["num"] for row in kept["printed"]] == [1, 2]
    assert len(entries(home, meeting)) == 2


def test_a_copy_for_one_agency_keeps_its_number_and_brings_no_list(home: Household, tmp_path: Path) -> None:
    meeting, paper = coming(home), tmp_path / "chuo1.txt"
    hand_out(home, meeting, to=tmp_path / "all.txt")
    said = hand_out(home, meeting, "--for", "chuo1", to=paper)
    assert said.data["copies"] == [{"num": 2, "to": "chuo1:sato"}]
    text = paper.read_text(encoding="utf-8")
    assert "\f" not in text
    assert "回収表" not in text
    assert text.count("資料番号 2") == 2
    assert file_of(home, meeting)["printed"][1]["agency"] == "chuo1"


@pytest.mark.parametrize("words", [("--for", "nishi"), ("--for", "zeimu")])
def test_a_paper_for_an_agency_that_is_not_invited_is_empty_and_says_why(
    home: Household, tmp_path: Path, words: tuple[str, ...]
) -> None:
    meeting, paper = coming(home), tmp_path / "x.txt"
    said = hand_out(home, meeting, *words, to=paper)
    text = paper.read_text(encoding="utf-8")
    assert "配付できる議題はありません" in text
    assert home.case not in text
    assert said.data["copies"] == []
    assert entries(home, meeting) == []
    assert "papers" not in file_of(home, meeting)
    asked = home.desk.try_("agenda", meeting, *words, "--json")
    assert any("渡す相手がいません" in finding["message"] for finding in asked.envelope["findings"])


def test_a_room_of_which_one_has_not_pledged_gets_no_more_than_the_head(home: Household, tmp_path: Path) -> None:
    meeting = coming(home, "takikan:goto", "hellowork", kind="shien", timing="方針")
    paper = tmp_path / "x.html"
    hand_out(home, meeting, "--format", "html", to=paper)
    text = paper.read_text(encoding="utf-8")
    assert home.case in text
    for secret in ("居場所", "玄関", "部屋から", "武芸"):
        assert secret not in text
    assert entries(home, meeting) == []  # nothing of a record is on it


def test_the_consent_that_does_not_reach_the_room_leaves_its_pieces_out(home: Household, tmp_path: Path) -> None:
    home.desk.do("consent", "add", home.case, given=OUT_OF_THE_ROOM)
    meeting = coming(home, "takikan:goto", "chuo1:sato", "fukushi:hori")
    hand_out(home, meeting, to=tmp_path / "x.txt")
    text = (tmp_path / "x.txt").read_text(encoding="utf-8")
    assert "居場所" not in text
    hand_out(home, meeting, "--for", "chuo1", to=tmp_path / "y.txt")
    assert "居場所" in (tmp_path / "y.txt").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------------------------ staleness


def test_somebody_added_after_printing_makes_it_stale_until_it_is_printed_again(home: Household, tmp_path: Path) -> None:
    home.desk.do("consent", "add", home.case, given=OUT_OF_THE_ROOM)
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    assert stale(home.desk.ask("agenda", meeting)) == []
    said = home.desk.try_("meeting", "attend", meeting, "fukushi:hori", "--json")
    (told,) = stale(said)
    assert "議題 1" in told["message"]
    assert "hori" in told["message"]
    assert "か所" in told["message"]
    assert "seki agenda 会議 -o" in told["remedy"]
    (shown,) = stale(home.desk.ask("agenda", meeting))
    assert f"seki agenda {meeting} -o" in shown["remedy"]
    assert shown["severity"] == "warning"
    cover = home.desk.try_("agenda", meeting, "--cover").out
    assert "hori" in cover
    assert "刷り直して" in "".join(cover.split())
    assert "古くなって" not in home.desk.try_("agenda", meeting).out
    assert "SEKI135" in home.desk.try_("check").out
    hand_out(home, meeting, to=tmp_path / "x.txt")
    assert stale(home.desk.ask("agenda", meeting)) == []
    assert "SEKI135" not in home.desk.try_("check").out


def test_more_members_of_an_item_make_it_stale_and_a_new_note_does_not(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    home.desk.do("meeting", "add", meeting, home.case, "--members", "takikan,chuo1")
    hand_out(home, meeting, to=tmp_path / "x.txt")
    home.desk.do("note", "add", home.case, given="method: 訪問\nfact: 庭で話した\ncategory: 基本情報\n")
    assert stale(home.desk.ask("agenda", meeting)) == []
    said = home.desk.try_("meeting", "add", meeting, home.case, "--members", "takikan,chuo1,marugoto", "--json")
    assert [("mori" in found["message"]) for found in stale(said)] == [True]


def test_a_person_of_the_family_who_joins_makes_it_stale(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    said = home.desk.try_("meeting", "attend", meeting, f"{home.case}#P2", "--json")
    (told,) = stale(said)
    assert "P2" in told["message"]
    for secret in ("武芸", "トミ"):
        assert secret not in said.out


def test_a_withdrawal_on_the_day_of_printing_makes_it_stale(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    home.desk.do("consent", "withdraw", home.case, given="given_by: 本人\nhow: 口頭\n")
    (told,) = stale(home.desk.ask("agenda", meeting))
    assert "か所" in told["message"]
    assert "加わりました" not in told["message"]


def test_whereabouts_protected_after_printing_make_it_stale_by_what_the_documents_said_then(
    home: Household, tmp_path: Path
) -> None:
    file = home.folder / "household.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    phone: 0575-00-1234\n", "    phone: 0575-00-1234\n    school_or_work: 架空の縫製所\n"))
    assert home.desk.try_("save").code == 0
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    if "縫製所" not in (tmp_path / "x.txt").read_text(encoding="utf-8"):
        pytest.fail("the workplace is not on the paper: the test would prove nothing")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("school_or_work: 架空の縫製所\n", "school_or_work: 架空の縫製所\n    protected:\n      since: 2025-07-16\n")
    )
    assert home.desk.try_("save").code == 0
    (told,) = stale(home.desk.ask("agenda", meeting))
    assert "1 か所" in told["message"]


def test_a_moved_meeting_bears_the_old_day(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    said = home.desk.try_("meeting", "move", meeting, "--date", "2025-07-29", "--json")
    assert ["日が変わりました" in told["message"] for told in stale(said)] == [True]


def test_the_minutes_say_who_was_not_in_the_room_of_the_printed_paper(home: Household, tmp_path: Path) -> None:
    home.desk.do("consent", "add", home.case, given=OUT_OF_THE_ROOM)
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    said = record(home, meeting, f"{CAME}  - agency: fukushi\n    staff: hori\n{MINUTES}")
    (line,) = [line for line in said.out.splitlines() if "刷った後に" in line]
    assert line.startswith("議題 1")
    assert "hori" in line
    assert "回収" in line


def test_minutes_of_those_who_were_expected_say_nothing_of_it(home: Household, tmp_path: Path) -> None:
    meeting = coming(home, "takikan", "chuo1:sato", "marugoto:mori")
    hand_out(home, meeting, to=tmp_path / "x.txt")
    said = record(home, meeting, "came:\n  - agency: takikan\n    staff: goto\n  - agency: chuo1\n" + MINUTES)
    assert "刷った後に" not in said.out


# ------------------------------------------------------------------------------------------------------- what comes back of it


def test_copies_come_back_and_what_is_out_is_told(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    before = home.desk.try_("meeting", "show", meeting).out
    assert "未回収 3" in before
    said = record(home, meeting, f"{CAME}{MINUTES}papers:\n  - num: 1\n    returned: true\n  - num: ３\n")
    assert "資料番号 2" in said.out
    shown = home.desk.on(DAY).ask("meeting", "show", meeting).data
    assert shown["outstanding"] == [2]
    last = record(home, meeting, "papers:\n  - num: 2\n    returned: true\n", day="2025-07-24")
    assert "戻っていません" not in last.out
    text = home.desk.on("2025-07-24").try_("meeting", "show", meeting).out
    assert "未回収 0" in text
    assert file_of(home, meeting)["papers"][1] == {"num": 2, "to": "chuo1:sato", "returned": True}
    assert len(entries(home, meeting)) == 2  # what comes back is no new sharing


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ("papers:\n  - num: 9\n", 3),
        ("papers:\n  - returned: true\n", 2),
        ("papers:\n  - num: 1\n    returned: たぶん\n", 2),
        ("papers:\n  - num: 1\n    to: chuo1\n", 2),
        ("papers: すべて\n", 2),
    ],
)
def test_returns_that_cannot_be_taken(home: Household, tmp_path: Path, papers: str, code: int) -> None:
    meeting = coming(home)
    hand_out(home, meeting, to=tmp_path / "x.txt")
    said = home.desk.on(DAY).try_("meeting", "record", meeting, "--by", "goto", "--from", "-", stdin=papers)
    assert said.code == code, said.err
    assert "papers" in said.err or "標準入力" in said.err


def test_a_meeting_without_numbered_papers_says_nothing_of_them(home: Household) -> None:
    meeting = coming(home)
    said = record(home, meeting, CAME + MINUTES)
    assert "資料" not in said.out
    assert "資料" not in home.desk.on(DAY).try_("meeting", "show", meeting).out


def test_no_marks_and_no_basis_where_the_profile_has_none(home: Household, tmp_path: Path) -> None:
    profile = home.desk.root / "profile" / "meetings.yaml"
    profile.write_text(
        "schema: meetings/1\nkinds:\n  - id: juso\n    name: 支え合いの会\n    consent: required\n    takes_cases: true\n"
        "    convenor: takikan\n    decides: [策定, 変更, 終結, 中断]\n",
        encoding="utf-8",
    )
    home.desk.try_("save")
    meeting = coming(home)
    for form, ending in FORMS.items():
        paper = tmp_path / f"x.{ending}"
        hand_out(home, meeting, "--format", form, to=paper)
        text = paper.read_text(encoding="utf-8")
        assert "支え合いの会" in text
        for word in ("取扱注意", "会議後回収", "非公開", "実施要綱", "根拠", "回収します"):
            assert word not in text
