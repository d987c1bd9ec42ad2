"""`check --strict`: whatever somebody changed behind seki's back is found, whatever seki itself does is not."""

import os
import re
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from carried import SECRETS, Household, carried
from seki_cli.files.records import content_hash, read_value

NOTE = "method: 訪問\nfact: 話した\n"
STRICT = ("check", "--strict", "--json")


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def git(home: Household, *words: str, date: str = "2025-07-20T12:00:00+09:00") -> str:
    argv = ["git", "-C", str(home.desk.root), *words]
    env = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    return subprocess.run(argv, capture_output=True, text=True, check=True, env={**os.environ, **env}).stdout


def found(home: Household, day: str = "2025-09-01") -> list[tuple[str, str, str]]:
    """Return (code, severity, path) of what only --strict finds, and what is no news."""
    known = {(f["code"], f["path"]) for f in home.desk.on(day).try_("check", "--json").envelope["findings"]}
    strict = home.desk.on(day).try_(*STRICT).envelope["findings"]
    return [(f["code"], f["severity"], f["path"]) for f in strict if (f["code"], f["path"]) not in known]


def one(home: Household, folder: str = "notes") -> Path:
    return min((home.folder / folder).glob("*.yaml"))


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def commit(home: Household, message: str = "edit", **more: str) -> None:
    git(home, "add", "-A", "cases", "meetings", "profile")
    git(home, "commit", "-qm", message, "--no-verify", **more)


def within(home: Household, path: Path) -> str:
    return path.relative_to(home.desk.root).as_posix()


def test_what_seki_does_is_never_an_alarm(home: Household) -> None:
    desk = home.desk.on("2025-08-20")
    note = desk.do("note", "add", home.case, given=NOTE)["note"]
    desk.on("2025-08-22").do("case", "edit", home.case, note, given="method: 電話\ncorrects:\n  why: 電話だった\n")
    desk.on("2025-08-10").do("note", "add", home.case, given=NOTE)
    desk.on("2025-08-23").do(
        "case", "edit", home.case, "household", given="people:\n  - id: P1\n    role: 本人\n    name: 武芸 昌平\n"
    )
    desk.on("2025-08-24").as_("mori").do("monitor", home.plan, "--result", "継続", given="method: 訪問\n")
    desk.on("2025-08-25").do("consent", "withdraw", home.case, given="person: P1\nhow: 口頭\n")
    said = desk.on("2025-08-27").try_("note", "add", home.case, "--from", "-", "--by", "sato", "--no-commit", stdin=NOTE)
    assert said.code == 0
    assert desk.on("2025-08-29").try_("save").code == 0
    git(home, "gc", "-q")
    assert found(home) == []
    assert home.desk.on("2025-08-12").try_(*STRICT).envelope["error"] is None
    assert found(home, "2025-08-12") == []


def _changed(home: Household, path: Path) -> None:
    rewrite(path, "訪問", "電話")
    commit(home)


def _deleted(home: Household, path: Path) -> None:
    path.unlink()
    commit(home)


def _moved(home: Household, path: Path) -> None:
    path.rename(path.with_name("20250601-AAAA.yaml"))
    commit(home)


def _linked(home: Household, path: Path) -> None:
    path.unlink()
    path.symlink_to("../case.yaml")
    commit(home)


def _added_anew(home: Household, path: Path) -> None:
    text = path.read_text("utf-8")
    _deleted(home, path)
    path.write_text(text.replace("訪問", "電話"), "utf-8")
    commit(home)


def _changed_by_a_merge(home: Household, path: Path) -> None:
    git(home, "checkout", "-q", "-b", "side")
    rewrite(home.folder / "case.yaml", "lead_agency", "area: 中央第1\nlead_agency")
    commit(home)
    git(home, "checkout", "-q", "-")
    git(home, "merge", "-q", "--no-ff", "--no-commit", "side")
    rewrite(path, "訪問", "電話")
    commit(home, "merge")


@pytest.mark.parametrize("act", [_changed, _deleted, _moved, _linked, _added_anew, _changed_by_a_merge])
def test_an_event_that_was_touched_after_its_save(home: Household, act: Callable[[Household, Path], None]) -> None:
    path = one(home)
    act(home, path)
    assert ("SEKI089", "error", within(home, path)) in found(home)
    assert home.desk.on("2025-09-01").try_("check", "--strict").code in (1, 5)


def test_one_that_was_put_back_is_told_and_asks_for_nothing(home: Household) -> None:
    path = one(home)
    text = path.read_text("utf-8")
    _changed(home, path)
    path.write_text(text, "utf-8")
    commit(home)
    assert found(home) == [("SEKI089", "hint", within(home, path))]
    path.unlink()
    commit(home)
    git(home, "revert", "--no-edit", "HEAD")
    assert found(home) == [("SEKI089", "hint", within(home, path))]


def test_a_mode_or_a_harmless_merge_is_nothing(home: Household) -> None:
    one(home).chmod(0o700)
    git(home, "config", "core.fileMode", "true")
    commit(home)
    git(home, "checkout", "-q", "-b", "side")
    home.desk.on("2025-08-20").do("note", "add", home.case, given=NOTE)
    git(home, "checkout", "-q", "-")
    home.desk.on("2025-08-21").do("note", "add", home.case, given=NOTE)
    git(home, "merge", "-q", "--no-ff", "-m", "merge", "side")
    assert found(home) == []


def _written(home: Household, *, recorded: str = "2025-07-20", case: str = "", name: str = "20250720-4H2M") -> Path:
    path = home.folder / "notes" / f"{name}.yaml"
    text = re.sub("(?m)^id: .*$", f"id: {name}", one(home).read_text("utf-8"))
    text = re.sub("(?m)^recorded: .*$", f"recorded: {recorded}T10:00:00+09:00", text)
    path.write_text(re.sub("(?m)^date: .*$", "date: 2025-07-20", text), "utf-8")
    return path


@pytest.mark.parametrize(
    ("recorded", "message", "bad"),
    [
        ("2025-07-20", "seki: note add {case}", False),
        ("2025-07-19", "seki: save", False),
        ("2025-07-19", "取り込み", False),
        ("2025-07-20", "seki: meeting record M-20250715-AAAA", False),
        ("2025-07-21", "seki: save", True),
        ("2025-07-19", "seki: note add {case}", True),
        ("2025-07-20", "seki: note add R07-ZZZZZZZ", True),
        ("2025-07-20", "seki: monitor {case}", True),
        ("2025-07-21", "取り込み", True),
    ],
)
def test_a_record_that_does_not_fit_its_save(home: Household, recorded: str, message: str, bad: bool) -> None:
    path = _written(home, recorded=recorded)
    commit(home, message.format(case=home.case))
    assert found(home) == ([("SEKI166", "warning", within(home, path))] if bad else [])


def test_a_record_that_no_save_brought_but_a_merge(home: Household) -> None:
    git(home, "checkout", "-q", "-b", "side")
    home.desk.on("2025-07-20").do("note", "add", home.case, given=NOTE)
    git(home, "checkout", "-q", "-")
    git(home, "merge", "-q", "--no-ff", "--no-commit", "side")
    path = _written(home)
    commit(home, "merge")
    assert found(home) == [("SEKI166", "warning", within(home, path))]


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_change_that_git_was_told_not_to_see(home: Household, flag: str) -> None:
    path = one(home)
    git(home, "update-index", flag, within(home, path))
    rewrite(path, "訪問", "電話")
    assert found(home) == [("SEKI167", "error", within(home, path))]
    assert home.desk.on("2025-09-01").try_(*STRICT, "--head").envelope["findings"] == []


def test_a_record_that_git_was_told_to_overlook(home: Household) -> None:
    path = _written(home)
    (home.desk.root / ".git" / "info" / "exclude").write_text("notes/\n", "utf-8")
    assert found(home) == [("SEKI167", "error", within(home, path))]


def test_an_object_that_is_not_what_its_name_says(home: Household) -> None:
    note = home.desk.on("2025-08-20").do("note", "add", home.case, given=NOTE)["note"]
    path = home.folder / "notes" / f"{note}.yaml"
    blob = git(home, "rev-parse", f"HEAD:{within(home, path)}").strip()
    place = home.desk.root / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o600)
    place.write_bytes(zlib.compress(b"blob 4\x00back"))
    assert ("SEKI168", "error", within(home, path)) in found(home)


def test_a_history_that_is_cut_off(home: Household, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--depth", "3", f"file://{home.desk.root}", tmp_path / "shallow"], check=True)
    findings = type(home.desk)(tmp_path / "shallow", day="2025-09-01").try_(*STRICT).envelope["findings"]
    assert ("SEKI168", "warning") in {(f["code"], f["severity"]) for f in findings}


def test_a_decided_plan_changed_together_with_its_print(home: Household) -> None:
    plan = home.folder / "plans" / home.plan / "v1.yaml"
    rewrite(plan, "電話は午後にかける", "なし")
    commit(home)
    assert [code for code, *_ in found(home)] == []  # SEKI065 tells it already, without the history
    print_ = content_hash(read_value(within(home, plan), plan.read_bytes())[0])
    decision = next(path for path in (home.folder / "decisions").glob("*.yaml") if "plan_hash" in path.read_text("utf-8"))
    decision.write_text(re.sub("(?m)^plan_hash: .*$", f"plan_hash: {print_}", decision.read_text("utf-8")), "utf-8")
    commit(home)
    assert set(found(home)) == {("SEKI089", "error", within(home, decision)), ("SEKI169", "error", within(home, plan))}


def test_nothing_of_a_record_is_told(home: Household) -> None:
    path = one(home)
    git(home, "update-index", "--assume-unchanged", within(home, path))
    rewrite(path, "訪問", "電話")
    _written(home, recorded="2025-08-30")
    commit(home)
    said = home.desk.on("2025-09-01").try_("check", "--strict")
    assert not any(word in said.out + said.err for word in SECRETS)
    for code in ("SEKI165", "SEKI166", "SEKI167", "SEKI168", "SEKI169"):
        assert "出典" in home.desk.try_("check", "--explain", code).out
