"""What readers learn from git: HEAD, blobs, unsaved files, the history and the documents of a day."""

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from seki_cli.errors import Blocked
from seki_cli.files.act import Change
from seki_cli.files.git import GitFailed, ask_git, git_environment, read_config, run_git, write_config
from seki_cli.files.git_history import read_document_versions, read_history, read_newest_author_day
from seki_cli.files.git_state import read_blobs, read_files_of, read_head, read_head_tree, read_unsaved
from seki_cli.files.history_audit import read_events_past
from seki_cli.files.save import save
from tests.files.ledgers import CASE, HEAD, Ledger, act, edit, new, note

HOUSEHOLD = f"{CASE}/household.yaml"


def test_head_its_tree_and_its_files(ledger: Ledger) -> None:
    assert read_head(ledger.root) == ledger.head()
    tree = read_head_tree(ledger.root)
    files = read_files_of(ledger.root, tree)
    assert {HOUSEHOLD, "seki.yaml", "profile/staff.yaml", ".gitattributes"} <= files.keys()
    assert dict(read_blobs(ledger.root, [files[path] for path in HEAD])) == {files[path]: data for path, data in HEAD.items()}
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert read_head_tree(ledger.root) != tree


def test_an_empty_repository_has_nothing(alone: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path / "empty"], check=True)
    root = tmp_path / "empty"
    assert (read_head(root), read_head_tree(root), list(read_history(root))) == ("", "", [])
    assert (read_document_versions(root, date(2026, 1, 1)), read_newest_author_day(root)) == ({}, None)


def test_a_missing_object_stops_no_other(ledger: Ledger) -> None:
    files = read_files_of(ledger.root, "HEAD")
    wanted = [files[HOUSEHOLD], "0" * 40, files["seki.yaml"]]
    assert [data is None for _, data in read_blobs(ledger.root, wanted)] == [False, True, False]


def test_many_blobs_come_through_one_git_in_order(ledger: Ledger) -> None:
    blob = read_files_of(ledger.root, "HEAD")[HOUSEHOLD]
    answers = list(read_blobs(ledger.root, [blob] * 30_000))
    assert len(answers) == 30_000
    assert {data for _, data in answers} == {HEAD[HOUSEHOLD]}
    first = next(iter(read_blobs(ledger.root, [blob] * 30_000)))  # left early: nothing hangs
    assert first == (blob, HEAD[HOUSEHOLD])


def test_links_are_no_records(ledger: Ledger) -> None:
    (ledger.root / "gaps").mkdir()
    (ledger.root / "gaps" / "G-7K3F9QX.yaml").symlink_to("../seki.yaml")
    ledger.git("add", "-A")
    ledger.git("commit", "-q", "--no-verify", "-m", "link")
    assert "gaps/G-7K3F9QX.yaml" not in read_files_of(ledger.root, "HEAD")


def test_unsaved_files_of_every_kind(ledger: Ledger) -> None:
    ledger.write("seki.yaml", b"changed: 1\n")
    ledger.write(f"{CASE}/case.yaml", b"staged: 1\n")
    ledger.git("add", f"{CASE}/case.yaml")
    (ledger.root / HOUSEHOLD).unlink()
    ledger.write("cases/R07/R07-XXXXXXX/case.yaml", b"new: 1\n")
    ledger.write("cases/R07/R07-XXXXXXX/notes/20250611-7KQ2.yaml", b"new: 1\n")
    ledger.write("profile/職員 名簿.yaml", b"new: 1\n")
    ledger.write(f"{CASE}/.seki-0123456789abcdef.tmp", b"half")
    ledger.write("out/paper.md", b"paper")
    ledger.write(".seki/index.sqlite", b"cache")
    index = (ledger.root / ".git" / "index").stat().st_mtime_ns
    unsaved = read_unsaved(ledger.root)
    assert unsaved.changed == (
        f"{CASE}/case.yaml",
        "cases/R07/R07-XXXXXXX/case.yaml",
        "cases/R07/R07-XXXXXXX/notes/20250611-7KQ2.yaml",
        "profile/職員 名簿.yaml",
        "seki.yaml",
    )
    assert (unsaved.gone, unsaved.unmerged) == ((HOUSEHOLD,), ())
    assert (ledger.root / ".git" / "index").stat().st_mtime_ns == index


def test_unmerged_files_are_named(ledger: Ledger) -> None:
    make_side_commit(ledger, HOUSEHOLD, "people: theirs\n", "2025-07-01")
    save(ledger.root, act("case edit", edit(ledger, HOUSEHOLD, "people: ours\n")))
    with pytest.raises(subprocess.CalledProcessError):
        ledger.git("merge", "side")
    assert read_unsaved(ledger.root).unmerged == (HOUSEHOLD,)


def make_side_commit(ledger: Ledger, path: str, text: str, day: str) -> None:
    ledger.git("switch", "-q", "-c", "side")
    save(ledger.root, act("case edit side", edit(ledger, path, text), day=day))
    ledger.git("switch", "-q", "main")


def texts_on(ledger: Ledger, day: str) -> dict[str, bytes | None]:
    versions = read_document_versions(ledger.root, date.fromisoformat(day))
    texts = dict(read_blobs(ledger.root, versions.values()))
    return {path: texts[blob] for path, blob in versions.items()}


def test_the_documents_of_a_day(ledger: Ledger) -> None:
    """The table: what was saved in this order, and what a reader of a day sees of it."""
    plan, meeting = f"{CASE}/plans/P-7K3F9QX/v1.yaml", "meetings/R07/M-20250715-7KQ2/meeting.yaml"
    save(ledger.root, act("a", edit(ledger, HOUSEHOLD, "v: may\n"), new(note("7KQ2")), day="2025-05-01"))
    save(ledger.root, act("b", new(plan, "v: 1\n"), new(meeting, "m: 1\n"), day="2025-06-01"))
    save(ledger.root, act("c", edit(ledger, HOUSEHOLD, "v: july\n"), edit(ledger, "seki.yaml", "v: 2\n"), day="2025-07-01"))
    save(ledger.root, act("d", edit(ledger, HOUSEHOLD, "v: entered late for june\n"), day="2025-06-15"))
    gone = Change(path=meeting, data=None, before=edit(ledger, meeting, "").before)
    save(ledger.root, act("e", gone, day="2025-08-01"))

    case = {f"{CASE}/case.yaml": HEAD[f"{CASE}/case.yaml"]}
    assert texts_on(ledger, "2025-03-31") == {}
    assert texts_on(ledger, "2025-04-01") == HEAD
    assert texts_on(ledger, "2025-05-31") == {**case, HOUSEHOLD: b"v: may\n"}
    assert texts_on(ledger, "2025-06-01") == {**case, HOUSEHOLD: b"v: may\n", plan: b"v: 1\n", meeting: b"m: 1\n"}
    late = {**case, HOUSEHOLD: b"v: entered late for june\n", plan: b"v: 1\n", meeting: b"m: 1\n"}
    assert texts_on(ledger, "2025-06-30") == late
    assert texts_on(ledger, "2025-07-31") == late  # the newest commit that may be seen, not the newest day
    assert texts_on(ledger, "2025-08-01") == {path: text for path, text in late.items() if path != meeting}
    assert read_newest_author_day(ledger.root) == date(2025, 8, 1)


def test_a_day_is_a_day_in_japan(ledger: Ledger) -> None:
    ledger.write(HOUSEHOLD, b"v: 2\n")
    at = "2025-06-10T15:30:00+00:00"  # half past midnight of the 11th in Japan
    ledger.git("commit", "-q", "-a", "--no-verify", "-m", "x", env={"GIT_AUTHOR_DATE": at, "TZ": "America/New_York"})
    assert texts_on(ledger, "2025-06-10")[HOUSEHOLD] == HEAD[HOUSEHOLD]
    assert texts_on(ledger, "2025-06-11")[HOUSEHOLD] == b"v: 2\n"
    assert read_newest_author_day(ledger.root) == date(2025, 6, 11)


@pytest.mark.parametrize("keep", ["ours", "theirs", "both"])
def test_a_merge_says_what_holds_from_its_day_on(ledger: Ledger, keep: str) -> None:
    make_side_commit(ledger, HOUSEHOLD, "v: side\n", "2025-06-02")
    save(ledger.root, act("case edit", edit(ledger, HOUSEHOLD, "v: main\n"), day="2025-06-01"))
    ledger.git("merge", "-q", "--no-commit", "-s", "ours", "side")
    text = {"ours": b"v: main\n", "theirs": b"v: side\n", "both": b"v: both\n"}[keep]
    ledger.write(HOUSEHOLD, text)
    ledger.git("commit", "-q", "-a", "--no-verify", "-m", "merge", env={"GIT_AUTHOR_DATE": "2025-06-05T09:00:00+0900"})
    assert texts_on(ledger, "2025-06-05")[HOUSEHOLD] == text
    assert texts_on(ledger, "2025-06-01")[HOUSEHOLD] == b"v: main\n"


def test_the_newest_day_after_a_known_commit(ledger: Ledger) -> None:
    save(ledger.root, act("a", new(note("7KQ2")), day="2027-01-01"))
    known = ledger.head()
    assert read_newest_author_day(ledger.root, after=known) is None
    save(ledger.root, act("b", new(note("AAAA")), day="2025-01-01"))
    assert read_newest_author_day(ledger.root, after=known) == date(2025, 1, 1)
    assert read_newest_author_day(ledger.root, after="0" * 40) == date(2027, 1, 1)


def test_the_history_of_a_folder(ledger: Ledger) -> None:
    save(ledger.root, act("note add R07-7K3F9QX", new(note("7KQ2")), author=("見本 一郎", "i@example.jp"), day="2025-06-01"))
    save(ledger.root, act("registry staff add", edit(ledger, "profile/staff.yaml", "staff: [x]\n")))
    save(ledger.root, act("case edit R07-7K3F9QX", edit(ledger, HOUSEHOLD, "v: 2\n"), day="2025-06-03"))
    commits = list(read_history(ledger.root, paths=(CASE,)))
    assert [commit.subject for commit in commits] == ["seki: case edit R07-7K3F9QX", "seki: note add R07-7K3F9QX", "seki: init"]
    assert [commit.day for commit in commits] == [date(2025, 6, 3), date(2025, 6, 1), date(2025, 4, 1)]
    assert [(touch.state, touch.path) for touch in commits[1].touches] == [("A", note("7KQ2"))]
    assert (commits[1].author, commits[1].email, commits[0].touches[0].state) == ("見本 一郎", "i@example.jp", "M")
    assert commits[0].parents == (list(read_history(ledger.root))[1].id,)


def test_an_event_rewritten_by_hand_is_found(ledger: Ledger) -> None:
    save(ledger.root, act("a", new(note("7KQ2")), new(note("AAAA"))))
    save(ledger.root, act("b", edit(ledger, HOUSEHOLD, "v: 2\n")))
    assert not any(past.changed or past.gone for past in read_events_past(ledger.root).values())
    ledger.write(note("7KQ2"), b"fact: another\n")
    (ledger.root / note("AAAA")).unlink()
    ledger.git("commit", "-q", "-a", "--no-verify", "-m", "by hand")
    past = read_events_past(ledger.root)
    assert (past[note("7KQ2")].changed, past[note("7KQ2")].gone) == (True, False)
    assert past[note("AAAA")].gone


def test_strange_history_is_read_all_the_same(ledger: Ledger) -> None:
    ledger.write("profile/改行\n名前.yaml", b"x: 1\n")
    ledger.git("add", "-A")
    odd = {"GIT_AUTHOR_NAME": "A :100644 架空", "GIT_AUTHOR_DATE": "@999999999999 +0900"}
    ledger.git("commit", "-q", "--no-verify", "-m", ":100644 100644 a b M\n\nbody \x02 text", env=odd)
    ledger.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "empty")
    ledger.git("config", "color.ui", "always")
    ledger.git("config", "log.showSignature", "true")
    ledger.git("config", "diff.renames", "copies")
    empty, odd_one, _ = read_history(ledger.root)
    assert (empty.subject, empty.touches) == ("empty", ())
    assert (odd_one.author, odd_one.subject) == ("A :100644 架空", ":100644 100644 a b M")
    assert [touch.path for touch in odd_one.touches] == ["profile/改行\n名前.yaml"]
    assert odd_one.day.year > 2500


def test_readers_need_no_home_no_identity_and_no_path(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    assert read_head(ledger.root) != ""
    assert read_unsaved(ledger.root).changed == ()
    assert len(list(read_history(ledger.root))) == 1


def test_no_variable_of_the_caller_s_git_gets_through(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_CONFIG_COUNT", "GIT_TRACE", "LANGUAGE", "GIT_OPTIONAL_LOCKS"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -4")
    env = git_environment(tmp_path)
    assert not {"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_CONFIG_COUNT", "GIT_TRACE", "LANGUAGE"} & env.keys()
    assert (env["GIT_OPTIONAL_LOCKS"], env["GIT_SSH_COMMAND"], env["LC_ALL"]) == ("0", "ssh -4", "C.UTF-8")


def test_what_git_says_is_not_told_on(ledger: Ledger) -> None:
    with pytest.raises(GitFailed) as caught:
        run_git(ledger.root, "cat-file", "blob", "HEAD:架空花子")
    assert caught.value.code == 6
    assert "架空" not in f"{caught.value.message}{caught.value.where}{caught.value.remedy}"
    assert ask_git(ledger.root, "config", "--get", "seki.nothing") is None


def test_a_setting_of_this_clone(ledger: Ledger) -> None:
    assert read_config(ledger.root, "seki.staff") == ""
    assert write_config(ledger.root, "seki.staff", "sato")
    assert read_config(ledger.root, "seki.staff") == "sato"
    ledger.write(".git/config.lock", b"")
    assert not write_config(ledger.root, "seki.staff", "suzuki")


def test_a_worktree_s_pointer_is_no_workspace_of_its_own(ledger: Ledger) -> None:
    ledger.git("worktree", "add", "-q", "-b", "other", str(ledger.root.parent / "linked"))
    with pytest.raises(Blocked):
        save(ledger.root.parent / "linked", act("note add", new(note("7KQ2"))))
