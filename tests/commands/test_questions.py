"""Asking never changes: what git tracks, git's own state and out/ are the same before and after every question."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from carried import QUESTIONS, Household, carried

BROKEN = "schema: note/1\nid: 20250716-ABCD\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """A workspace with an unsaved edit, an unreadable record, a stray file and a paper in out/."""
    home = carried(tmp_path_factory.mktemp("questions"))
    (home.folder / "household.yaml").write_text((home.folder / "household.yaml").read_text() + "# 手直し\n")
    (home.folder / "notes" / "20250716-ABCD.yaml").write_text(BROKEN)
    (home.desk.root / "memo.txt").write_text("x")
    (home.desk.root / "out" / "shiryo.txt").write_text("x")
    return home


def state(root: Path) -> tuple[str, str, str]:
    """Return a fingerprint of every file outside .seki/ (and git's cache), git's status, and HEAD."""
    told = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and inside.parts[0] != ".seki" and inside.as_posix() != ".git/index":
            told.update(f"{inside}\0{path.stat().st_mode}\0".encode() + path.read_bytes())
    run = lambda *words: subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=True).stdout  # noqa: E731
    return told.hexdigest(), run("status", "--porcelain"), run("rev-parse", "HEAD")


@pytest.fixture(scope="module")
def before(home: Household) -> tuple[str, str, str]:
    return state(home.desk.root)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_asking_changes_nothing(home: Household, before: tuple[str, str, str], words: tuple[str, ...]) -> None:
    for more in ((), ("--json", "--as-of", "2025-07-10", "--head")):
        home.desk.try_(*home.spoken(words), *more)
    assert state(home.desk.root) == before


def test_drafts_of_acts_with_dry_run_change_nothing(home: Household, before: tuple[str, str, str]) -> None:
    desk, given = home.desk, "method: 訪問\nfact: 話した\n"
    said = [
        desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", "--dry-run", stdin=given),
        desk.try_("case", "new", "--by", "sato", "--from", "-", "--dry-run", stdin="intake:\n  method: 電話\n  complaint:\n    by_person: x\n"),
        desk.try_("meeting", "new", "juso", "--date", "2025-08-01", "--dry-run"),
        desk.try_("refer", home.case, "--to-agency", "nishi", "--ask", "協力", "--reason", "その他", "--by", "sato", "--dry-run"),
        desk.try_("referral", "accept", f"{home.case}/{home.referral}", "--by", "goto", "--dry-run"),
        desk.try_("monitor", home.plan, "--result", "継続", "--by", "mori", "--dry-run"),
        desk.try_("consent", "withdraw", home.case, "--by", "sato", "--dry-run"),
        desk.try_("case", "edit", home.case, "case", "--by", "sato", "--from", "-", "--dry-run", stdin="urgency: 当日\n"),
        desk.try_("registry", "agencies", "add", "--from", "-", "--dry-run", stdin="id: shinki\nname: 新規\nkind: その他\n"),
        desk.try_("registry", "me", "sato", "--dry-run"),
        desk.try_("plan", "revise", home.plan, "--by", "goto", "--from", "-", "--dry-run", stdin="cautions: なし\nchange_reason: 希望\n"),
        desk.try_("meeting", "attend", home.meeting, "nishi", "--dry-run"),
    ]  # fmt: skip
    assert [s.code for s in said] == [0] * len(said), [s.err for s in said if s.code]
    assert all("書き込んでいません" in s.out or "設定していません" in s.out for s in said)
    assert state(home.desk.root) == before


def test_a_program_is_shown_what_would_be_written(home: Household) -> None:
    words = ("note", "add", home.case, "--by", "sato", "--from", "-", "--dry-run", "--json")
    data = home.desk.try_(*words, stdin="method: 訪問\nfact: 話した\n").data
    assert list(data["files"]) == [data["path"]]
    assert "fact: 話した\n" in data["files"][data["path"]]


def test_init_with_dry_run_makes_nothing(tmp_path: Path, home: Household) -> None:
    said = home.desk.try_("init", str(tmp_path / "neu"), "--dry-run")
    assert said.code == 0
    assert "profile/agencies.yaml" in said.out
    assert list(tmp_path.iterdir()) == []
