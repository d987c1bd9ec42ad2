"""会議資料 from the command line: asking writes nothing, handing out writes the paper and its entry, both or neither."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from carried import Household, carried


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Household, str]:
    """A household and a meeting to come, for all that only asks."""
    home = carried(tmp_path_factory.mktemp("agenda"))
    return home, coming(home)


def coming(home: Household) -> str:
    """Return a meeting to come with the plan on it."""
    meeting = home.desk.do("meeting", "new", "juso", "--date", "2025-07-22")["meeting"]
    home.desk.do("meeting", "attend", meeting, "takikan:goto", "chuo1:sato", "marugoto:mori")
    home.desk.do("meeting", "add", meeting, home.case, "--timing", "終結")
    return str(meeting)


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("M-20250715-ZZZZ",), 3, "見つかりません"),
        (("{meeting}", "--for", "nirgends"), 3, "登録されていません"),
        (("{meeting}", "--format", "csv"), 2, "md"),
        (("{meeting}", "-o", "x.txt"), 2, "記録者"),
        (("{meeting}", "--cover", "-o", "x.txt", "--by", "goto"), 2, "--cover"),
        (("{short}", "-o", "x.txt", "--by", "goto"), 2, "全部"),
        (("{meeting}", "-o", "{root}/cases/x.txt", "--by", "goto"), 2, "out/"),
        (("{meeting}", "-o", "{root}/.git/x.txt", "--by", "goto"), 2, "out/"),
        (("{meeting}", "-o", "{root}/../nirgends/x.txt", "--by", "goto"), 2, "フォルダーがありません"),
        (("{meeting}", "-o", "{root}", "--by", "goto", "--force"), 2, "フォルダー"),
    ],
)
def test_what_gives_no_paper(shown: tuple[Household, str], words: tuple[str, ...], code: int, word: str) -> None:
    home = shown[0]
    spoken = [w.format(meeting=home.meeting, short=home.meeting[:12], root=home.desk.root) for w in words]
    before = len(list((home.folder / "disclosures").iterdir()))
    said = home.desk.try_("agenda", *spoken)
    assert said.code == code, said.err
    assert word in said.err
    assert len(list((home.folder / "disclosures").iterdir())) == before


@pytest.mark.parametrize(("form", "mark"), [("text", "画面確認用"), ("md", "**画面確認用**"), ("html", "画面確認用")])
def test_on_the_screen_it_says_that_it_is_for_the_screen(shown: tuple[Household, str], form: str, mark: str) -> None:
    home, meeting = shown
    said = home.desk.try_("agenda", meeting, "--format", form)
    assert said.code == 0
    assert mark in said.out
    assert "週に一度、居場所に通う" in said.out
    assert "SEKI111" in said.err


def test_the_json_holds_what_the_paper_shows_and_the_cover_what_not(shown: tuple[Household, str]) -> None:
    home, meeting = shown
    assert "P2" in home.desk.try_("agenda", meeting, "--cover").out
    data = home.desk.ask("agenda", meeting).data
    (item,) = data["items"]
    assert item["case"] == home.case
    assert any("週に一度、居場所に通う" in line for section in item["sections"] for line in section["lines"])
    assert all(item["head"])
    assert data["withheld"] == 1


def test_handing_out_writes_the_paper_privately_and_enters_it_in_the_ledger(home: Household, tmp_path: Path) -> None:
    meeting, paper = coming(home), tmp_path / "shiryo.html"
    said = home.desk.try_("agenda", meeting, "--format", "html", "-o", str(paper), "--by", "goto", "--json")
    assert said.code == 0, said.out
    assert "画面確認用" not in paper.read_text(encoding="utf-8")
    assert paper.stat().st_mode & 0o077 == 0
    entry = (home.desk.root / said.data["path"]).read_text(encoding="utf-8")
    assert f"sha256: {hashlib.sha256(paper.read_bytes()).hexdigest()}" in entry
    assert f"ground:\n  meeting: {meeting}\n" in entry
    again = home.desk.try_("agenda", meeting, "--format", "html", "-o", str(paper), "--by", "goto")
    assert again.code == 2
    assert home.desk.try_("agenda", meeting, "-o", str(paper), "--by", "goto", "--force").code == 0
    log = subprocess.run(["git", "-C", home.desk.root, "log", "-2", "--format=%s"], capture_output=True, text=True, check=True)
    assert log.stdout == f"seki: agenda {meeting}\n" * 2


def test_a_copy_for_one_agency_names_only_it(home: Household, tmp_path: Path) -> None:
    meeting = coming(home)
    said = home.desk.try_("agenda", meeting, "--for", "takikan", "-o", str(tmp_path / "x.txt"), "--by", "goto", "--json")
    assert "to:\n  - takikan\nrecords:" in (home.desk.root / said.data["path"]).read_text(encoding="utf-8")
    nobody = home.desk.try_("agenda", meeting, "--for", "nishi")
    assert "居場所" not in nobody.out


def test_no_entry_without_its_paper(home: Household, tmp_path: Path) -> None:
    before = len(list((home.folder / "disclosures").iterdir()))
    said = home.desk.try_("agenda", coming(home), "-o", str(tmp_path / "x.txt"), "--by", "goto", "--dry-run")
    assert said.code == 0
    assert not (tmp_path / "x.txt").exists()
    (tmp_path / "file").write_text("x")
    said = home.desk.try_("agenda", home.meeting, "-o", str(tmp_path / "file" / "x.txt"), "--by", "goto")
    assert said.code == 2
    assert len(list((home.folder / "disclosures").iterdir())) == before
    assert not list(tmp_path.glob(".seki-paper*"))
