"""Two people at once: what one saves between the other's look and the other's save is heard, or the act is asked anew."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from carried import Household, carried

SEKI = (sys.executable, "-c", "from seki_cli.main import run; run()")
PACKAGE = str(Path(__file__).parents[2])


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def halted(home: Household, *words: str, given: str = "") -> "subprocess.Popen[str]":
    """Start a writing command and return it where it has judged what it read and just holds the lock."""
    env = {
        **os.environ,
        "PYTHONPATH": PACKAGE,
        "SEKI_TODAY": "2025-07-16",
        "SEKI_TEST_BUILD": "1",
        "SEKI_FAILPOINT": "locked:stop",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    child = subprocess.Popen([*SEKI, "-C", str(home.desk.root), *words], env=env, text=True, encoding="utf-8", **pipes)
    child.stdin.write(given)
    child.stdin.close()
    child.stdin = None
    _, status = os.waitpid(child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), child.stderr.read()
    return child


def goes_on(child: "subprocess.Popen[str]") -> tuple[int, str]:
    os.kill(child.pid, signal.SIGCONT)
    _, err = child.communicate(timeout=60)
    return child.returncode, err


def saved_meanwhile(home: Household, tmp_path: Path, *words: str, given: str = "") -> None:
    """Do an act in a copy and bring it here as plain git would: the lock is the halted command's."""
    copy = tmp_path / "copy"
    shutil.copytree(home.desk.root, copy, symlinks=True)
    other = type(home.desk)(copy, by="goto", day="2025-07-16")
    other.do(*words, given=given)
    git = ["git", "-C", str(home.desk.root)]
    subprocess.run([*git, "pull", "-q", "--ff-only", str(copy), "main"], check=True, env={**os.environ, "LC_ALL": "C"})


def test_a_consent_withdrawn_in_the_next_room_stops_what_was_judged_before(home: Household, tmp_path: Path) -> None:
    child = halted(
        home, "refer", home.case, "--to-agency", "nishi", "--ask", "一緒に対応", "--reason", "複数分野にまたがる", "--by", "goto"
    )
    saved_meanwhile(home, tmp_path, "consent", "withdraw", home.case, given="given_by: 本人\nhow: 口頭\n")
    before = sorted((home.folder / "referrals").iterdir())
    code, err = goes_on(child)
    assert (code, "もう一度実行" in err) == (6, True), err
    assert sorted((home.folder / "referrals").iterdir()) == before


def test_what_was_typed_is_kept_when_the_case_has_moved_on(home: Household, tmp_path: Path) -> None:
    child = halted(home, "monitor", home.plan, "--by", "mori", "--from", "-", given="result: 継続\nnext_date: 2025-08-15\n")
    saved_meanwhile(home, tmp_path, "consent", "withdraw", home.case, given="given_by: 本人\nhow: 口頭\n")
    code, err = goes_on(child)
    assert (code, "下書き" in err) == (6, True), err
    (draft,) = (home.desk.root / ".git/seki/drafts").iterdir()
    assert "result: 継続" in draft.read_text(encoding="utf-8")


def test_two_notes_wait_for_nobody(home: Household, tmp_path: Path) -> None:
    child = halted(home, "note", "add", home.case, "--by", "mori", "--from", "-", given="method: 電話\nfact: 出られなかった\n")
    saved_meanwhile(home, tmp_path, "note", "add", home.case, given="method: 訪問\nfact: 会えた\n")
    code, err = goes_on(child)
    assert code == 0, err
    assert len(list((home.folder / "notes").iterdir())) == 3


def test_a_note_does_not_hold_up_an_act_on_the_case(home: Household, tmp_path: Path) -> None:
    child = halted(
        home, "refer", home.case, "--to-agency", "nishi", "--ask", "一緒に対応", "--reason", "複数分野にまたがる", "--by", "goto"
    )
    saved_meanwhile(home, tmp_path, "note", "add", home.case, given="method: 訪問\nfact: 会えた\n")
    code, err = goes_on(child)
    assert code == 0, err
