"""Hand edits: saved when they are sound, refused with their place when not, never a rewritten event, never a foreign file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from carried import Household, carried

GOOD_NOTE = """\
schema: note/1
id: 20250716-ABCD
case: {case}
date: 2025-07-16
staff: sato
method: 訪問
fact: 玄関先で話した
recorded: 2025-07-16T10:00:00+09:00
recorded_by: sato
"""


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def git(home: Household, *words: str) -> str:
    return subprocess.run(["git", "-C", home.desk.root, *words], capture_output=True, text=True, check=True).stdout


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_to_save(home: Household) -> None:
    said = home.desk.try_("save")
    assert (said.code, said.out) == (0, "保存していない変更はありません。\n")


def test_a_sound_edit_is_saved_as_it_stands_and_only_once(home: Household) -> None:
    path = home.folder / "household.yaml"
    edit(path, "relation: 母", "relation: 母 # 確かめた")
    said = home.desk.ask("save")
    assert said.data["path"] == path.relative_to(home.desk.root).as_posix()
    assert git(home, "status", "--porcelain") == ""
    assert git(home, "log", "-1", "--format=%s %ad", "--date=short") == "seki: save 2025-07-16\n"
    assert "# 確かめた" in git(home, "show", f"HEAD:{said.data['path']}")
    assert home.desk.try_("save").out.startswith("保存していない変更はありません")


def test_a_record_written_by_hand_is_saved(home: Household) -> None:
    (home.folder / "notes" / "20250716-ABCD.yaml").write_text(GOOD_NOTE.format(case=home.case), encoding="utf-8")
    assert home.desk.ask("save").data["records"] == ["20250716-ABCD"]


def test_an_edit_of_the_profile_is_saved_and_what_it_breaks_is_told(home: Household) -> None:
    edit(home.desk.root / "profile" / "staff.yaml", "id: mori", "id: moriya")
    said = home.desk.try_("save")
    assert said.code == 0, said.err
    assert "SEKI091" in said.err


@pytest.mark.parametrize("option", ["--dry-run", "--no-commit"])
def test_only_checked(home: Household, option: str) -> None:
    edit(home.folder / "household.yaml", "relation: 母", "relation: 義母")
    said = home.desk.try_("save", option)
    assert said.code == 0
    assert "household.yaml" in said.out
    assert git(home, "status", "--porcelain").startswith(" M cases/")


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "word"),
    [
        ("household.yaml", "role: 世帯員", "role: ねこ", 5, "household.yaml:12:5"),
        ("household.yaml", "people:", "people: [", 5, "household.yaml:"),
        ("case.yaml", "case/1", "case/9", 6, "case.yaml"),
        ("plans/{plan}/v1.yaml", "cautions: 電話は午後にかける", "cautions: なし", 4, "SEKI065"),
        ("notes/{note}.yaml", "玄関で話した", "門で話した", 4, "case edit"),
        ("notes/{note}.yaml", "case: {case}", "case: R07-ZZZZZZZ", 4, "notes/"),
        ("consents/{consent}.yaml", "act: 同意", "act: 拒否", 4, "case edit"),
    ],
)
def test_a_bad_edit_is_refused_and_stays(home: Household, file: str, old: str, new: str, code: int, word: str) -> None:
    names = {kind: next((home.folder / f"{kind}s").iterdir()).stem for kind in ("note", "consent")}
    path = home.folder / file.format(plan=home.plan, **names)
    edit(path, old.format(case=home.case), new)
    kept, before = path.read_bytes(), git(home, "rev-parse", "HEAD")
    said = home.desk.try_("save")
    assert said.code == code, said.err
    assert word in said.err
    assert "玄関" not in said.err
    assert (path.read_bytes(), git(home, "rev-parse", "HEAD")) == (kept, before)


def test_an_event_is_never_taken_away(home: Household) -> None:
    path = next((home.folder / "notes").iterdir())
    path.unlink()
    said = home.desk.try_("save")
    assert said.code == 4
    assert "消されています" in said.err
    assert home.desk.try_("check").code == 1
    git(home, "restore", "--", path.relative_to(home.desk.root).as_posix())
    assert home.desk.try_("check").code == 0


def test_a_document_is_never_taken_away(home: Household) -> None:
    path = home.desk.root / "resources" / "S-4H2MPXW.yaml"
    path.parent.mkdir()
    path.write_text("schema: resource/1\nid: S-4H2MPXW\nname: 川ぞい農園\n", encoding="utf-8")
    assert home.desk.try_("save").code == 0
    path.unlink()
    said = home.desk.try_("save")
    assert (said.code, "消されています" in said.err, "until" in said.err) == (4, True, True)


def test_an_event_written_over_is_seen_by_check_before_and_after_it_is_committed(home: Household) -> None:
    path = next((home.folder / "notes").iterdir())
    edit(path, "玄関で話した", "門で話した")
    said = home.desk.try_("check")
    assert said.code == 1
    assert path.name in said.out
    git(home, "commit", "-qam", "x", "--no-verify")
    assert home.desk.try_("check").code == 0
    said = home.desk.try_("check", "--strict")
    assert said.code == 1
    assert path.name in said.out


def test_foreign_files_are_left_alone_counted_and_never_named(home: Household) -> None:
    (home.desk.root / "武芸さんの写真.jpg").write_bytes(b"x")
    (home.folder / "memo.txt").write_text("x")
    edit(home.folder / "household.yaml", "relation: 母", "relation: 義母")
    said = home.desk.try_("save")
    assert said.code == 0
    assert "2 件" in said.err
    assert "武芸" not in said.err
    assert len(git(home, "status", "--porcelain").splitlines()) == 2
    assert git(home, "show", "--stat", "--format=", "HEAD").count("|") == 1


def test_a_stray_record_file_is_pointed_at(home: Household) -> None:
    (home.desk.root / "cases" / "memo.yaml").write_text("a: b\n")
    said = home.desk.try_("save")
    assert said.code == 5
    assert "cases/memo.yaml" in said.err


def test_a_fault_that_was_there_before_does_not_stop_another_edit(home: Household) -> None:
    (home.folder / "notes" / "20250716-ABCD.yaml").write_text("schema: note/1\n")
    git(home, "add", "-A")
    git(home, "commit", "-qm", "x", "--no-verify")
    edit(home.folder / "household.yaml", "relation: 母", "relation: 義母")
    assert home.desk.try_("save").code == 0


def test_a_plain_git_commit_is_checked_too(home: Household) -> None:
    """The hook of the workspace runs `seki check`, where git finds seki."""
    path = os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin"))
    for old, new, bad in (("people:", "people: [", True), ("relation: 母", "relation: 義母", False)):
        edit(home.folder / "household.yaml", old, new)
        words = ["git", "-C", home.desk.root, "commit", "-qam", "x"]
        done = subprocess.run(words, capture_output=True, env={**os.environ, "PATH": path}, check=False)
        assert (done.returncode != 0) == bad or "seki が見つからない" in done.stderr.decode()
        git(home, "checkout", "-q", "HEAD", "--", "cases")


def test_half_a_case_is_no_case(home: Household) -> None:
    folder = home.desk.root / "cases" / "R07" / "R07-0000000" / "notes"
    folder.mkdir(parents=True)
    (folder / "20250716-ABCD.yaml").write_text(GOOD_NOTE.format(case="R07-0000000"), encoding="utf-8")
    said = home.desk.try_("save")
    assert said.code == 5
    assert "R07-0000000" in said.err


def test_a_file_that_differs_from_the_saved_one_by_its_x_bit_only_is_set_right(home: Household) -> None:
    """Nothing is to be saved then, and git no longer shows an edit that nobody can save."""
    place = home.folder / "household.yaml"
    place.chmod(0o755)
    git(home, "add", "-A")
    before = git(home, "rev-parse", "HEAD")
    assert home.desk.try_("save").code == 0
    assert (git(home, "status", "--porcelain"), git(home, "rev-parse", "HEAD")) == ("", before)
    assert place.stat().st_mode & 0o777 == 0o600
    assert "変更はありません" in home.desk.try_("save").out
