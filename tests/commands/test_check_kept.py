"""A check is answered from the one before only where it would find the same: whatever happened between, it is done again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from speaking import Said, say

DAY = ("--as-of", "2025-09-01")


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mould") / "daicho"
    assert say("init", str(root), "--sample").code == 0
    return root


@pytest.fixture
def root(mould: Path, tmp_path: Path) -> Path:
    shutil.copytree(mould, tmp_path / "daicho", symlinks=True)
    return tmp_path / "daicho"


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=shiken", "-c", "user.email=shiken@example.jp", "-c", "core.hooksPath=/dev/null")
    env = {**os.environ, "GIT_AUTHOR_DATE": "2025-09-01T12:00:00+09:00"}
    subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True, env=env)


def check(root: Path, *words: str, day: tuple[str, ...] = DAY) -> Said:
    return say("-C", str(root), *day, "check", *words)


def same_without(root: Path, *words: str, day: tuple[str, ...] = DAY) -> Said:
    """Check with what is kept, and once more where nothing is kept and nothing can be."""
    warm = check(root, *words, day=day)
    shutil.rmtree(root / ".seki", ignore_errors=True)
    (root / ".seki").write_text("")
    cold = check(root, *words, day=day)
    (root / ".seki").unlink()
    assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err)
    return warm


def spoil(root: Path) -> Path:
    """Make a finding that is saved."""
    path = min(root.glob("cases/*/*/household.yaml"))
    path.write_text("schema: nichts/1\n")
    git(root, "commit", "-qam", "架空")
    return path


def tell_a_lie(root: Path) -> None:
    """Change one number of what is kept, so that an answer from it can be told from one that was worked out."""
    kept = root / ".seki" / "check"
    kept.write_bytes(kept.read_bytes().replace(b'"files":', b'"files":9', 1))


def is_recalled(said: Said) -> bool:
    return '"files": 9' in said.out


def test_a_check_is_recalled_where_nothing_changed(root: Path) -> None:
    spoil(root)
    first = check(root, "--json")
    tell_a_lie(root)
    assert is_recalled(check(root, "--json"))
    assert not is_recalled(first)
    assert not is_recalled(check(root, "--strict", "--json"))
    assert not is_recalled(check(root, "--json", day=("--as-of", "2025-09-02")))


def test_a_recalled_check_says_every_finding_as_before(root: Path) -> None:
    spoil(root)
    first = check(root)
    again = check(root)
    assert "SEKI" in first.out + first.err
    assert (first.code, first.out, first.err) == (again.code, again.out, again.err)
    same_without(root)


def edit(root: Path) -> None:
    path = max(root.glob("cases/*/*/household.yaml"))
    path.write_text(path.read_text() + "# x\n")


def edit_and_save(root: Path) -> None:
    edit(root)
    git(root, "commit", "-qam", "架空")


def empty_commit(root: Path) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "架空")


def new_file(root: Path) -> None:
    (max(root.glob("cases/*/*")) / "notes" / "x.yaml").write_text("x: 1\n")


def new_file_overlooked(root: Path) -> None:
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "exclude").write_text("x.yaml\n")
    new_file(root)


def rules_in_a_folder(root: Path) -> None:
    (root / "cases" / ".gitignore").write_text("x.yaml\n")
    new_file(root)


def take_away(root: Path) -> None:
    max(root.glob("cases/*/*/household.yaml")).unlink()


def break_what_is_kept(root: Path) -> None:
    (root / ".seki" / "check").write_bytes(b'{"sum":1')


def end_one_line_early(root: Path) -> None:
    kept = root / ".seki" / "check"
    kept.write_bytes(kept.read_bytes()[:-40])


@pytest.mark.parametrize(
    "deed",
    [
        *(edit, edit_and_save, empty_commit, new_file, new_file_overlooked, rules_in_a_folder, take_away),
        *(break_what_is_kept, end_one_line_early),
    ],
)
def test_a_check_is_done_again_after(root: Path, deed: Callable[[Path], None]) -> None:
    spoil(root)
    check(root, "--json")
    tell_a_lie(root)
    deed(root)
    assert not is_recalled(check(root, "--json"))
    same_without(root)


def test_saved_rules_in_a_folder_are_remembered(root: Path) -> None:
    (root / "cases" / ".gitignore").write_text("x.yaml\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "架空")
    check(root, "--json")
    tell_a_lie(root)
    assert is_recalled(check(root, "--json"))
    new_file(root)
    assert not is_recalled(check(root, "--json"))


def test_what_is_not_saved_is_not_kept(root: Path) -> None:
    edit(root)
    check(root)
    assert not (root / ".seki" / "check").exists()


def test_another_seki_does_not_believe_it(root: Path, tmp_path: Path) -> None:
    check(root, "--json")
    tell_a_lie(root)
    package = Path(__file__).parents[2] / "seki_cli"
    shutil.copytree(package, tmp_path / "other" / "seki_cli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(package.parent / "schemas", tmp_path / "other" / "schemas")
    (tmp_path / "other" / "seki_cli" / "rules" / "due.py").touch()
    script = "import sys; from seki_cli.main import run; sys.exit(run())"
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "other")}
    words = [sys.executable, "-c", script, "-C", str(root), *DAY, "check", "--json"]
    said = subprocess.run(words, capture_output=True, text=True, check=False, env=env, cwd=tmp_path)
    assert '"files": ' in said.stdout
    assert '"files": 9' not in said.stdout
