"""Saving: all of an act or nothing of it, nobody else's work in it, and only then 保存しました."""

import json
import os
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from seki_cli.errors import Blocked, Misuse
from seki_cli.files.act import Act, Change
from seki_cli.files.durable import digest
from seki_cli.files.failpoints import FAILPOINTS
from seki_cli.files.git import check_git_version
from seki_cli.files.journal import journalled_paths
from seki_cli.files.save import begin_writing, save
from tests.files.ledgers import CASE, Ledger, act, edit, in_child, new, note, start_child

HOUSEHOLD = f"{CASE}/household.yaml"


def test_an_act_is_one_commit_with_its_files_its_day_and_its_author(ledger: Ledger) -> None:
    before = ledger.commits()
    saved = save(ledger.root, act("refer R07-7K3F9QX", new(note("7KQ2")), edit(ledger, f"{CASE}/case.yaml", "schema: case/1\n")))
    assert saved.commit == ledger.head()
    assert saved.paths == (note("7KQ2"), f"{CASE}/case.yaml")
    assert ledger.commits() == before + 1
    assert ledger.git("log", "-1", "--format=%an <%ae>|%aI|%B").strip() == (
        "試験 太郎 <taro@example.jp>|2025-06-11T09:30:00+09:00|seki: refer R07-7K3F9QX"
    )
    assert ledger.git("-c", "core.quotepath=false", "show", "--format=", "--name-status", "HEAD").split("\n")[:2] == [
        f"M\t{CASE}/case.yaml",
        f"A\t{note('7KQ2')}",
    ]
    assert ledger.saved(note("7KQ2")) == ledger.read(note("7KQ2")) == b"schema: note/1\nfact: \xe6\x9d\xa5\xe6\x89\x80\n"
    assert ledger.status() == ""
    assert ledger.litter() == []
    ledger.fsck()


def test_the_sample_s_authors_are_theirs_and_ask_nothing_of_git(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    save(ledger.root, act("note add R07-7K3F9QX", new(note("7KQ2")), author=("見本 一郎", "ichiro@example.jp")))
    assert (
        ledger.git("log", "-1", "--format=%an %ae %cn %ce").strip() == "見本 一郎 ichiro@example.jp 見本 一郎 ichiro@example.jp"
    )


def test_files_and_folders_are_closed_to_others_whatever_the_umask(ledger: Ledger) -> None:
    old = os.umask(0)
    try:
        save(ledger.root, act("plan new P-7K3F9QX", new(f"{CASE}/plans/P-7K3F9QX/v1.yaml"), edit(ledger, HOUSEHOLD, "a: b\n")))
    finally:
        os.umask(old)
    for path in ("", CASE, f"{CASE}/plans", f"{CASE}/plans/P-7K3F9QX", ".git/seki"):
        assert stat.S_IMODE((ledger.root / path).stat().st_mode) == 0o700, path
    for path in (f"{CASE}/plans/P-7K3F9QX/v1.yaml", HOUSEHOLD, ".git/seki/lock"):
        assert stat.S_IMODE((ledger.root / path).stat().st_mode) == 0o600, path
    objects = [path for path in (ledger.root / ".git" / "objects").rglob("*") if path.is_file()]
    assert not [path for path in objects if path.stat().st_mode & 0o077]


def make_hand_edits(ledger: Ledger) -> str:
    """Leave one of every kind of unsaved work of somebody else, and return what git says of it."""
    ledger.write("profile/staff.yaml", b"schema: staff/1\nstaff: [] # staged\n")
    ledger.git("add", "profile/staff.yaml")
    ledger.write("seki.yaml", b"schema: seki/1\nprofile: blank\n")
    ledger.write(note("HAND"), b"schema: note/1\nfact: by hand\n")
    ledger.write(f"{CASE}/notes/20250611-STGD.yaml", b"schema: note/1\nfact: staged\n")
    ledger.git("add", f"{CASE}/notes/20250611-STGD.yaml")
    return ledger.status()


def takes_nobody_else_s_work(ledger: Ledger, writer: Callable[[Ledger], None]) -> bool:
    said, others = make_hand_edits(ledger), [ledger.read(path) for path in ("seki.yaml", "profile/staff.yaml", note("HAND"))]
    writer(ledger)
    names = ledger.git("show", "--format=", "--name-only", "HEAD").split()
    now = [ledger.read(path) for path in ("seki.yaml", "profile/staff.yaml", note("HAND"))]
    return names == [note("7KQ2")] and ledger.status() == said and now == others


def naive_writer(ledger: Ledger) -> None:
    ledger.write(note("7KQ2"), b"fact: x\n")
    ledger.git("add", note("7KQ2"))
    ledger.git("commit", "-q", "-m", "naive")


def test_hand_edits_of_others_stay_as_they_are(ledger: Ledger) -> None:
    assert takes_nobody_else_s_work(ledger, lambda _: save(ledger.root, act("note add", new(note("7KQ2")))))


def test_a_naive_writer_would_take_them_along(ledger: Ledger) -> None:
    (ledger.root / ".git" / "hooks" / "pre-commit").unlink()
    assert not takes_nobody_else_s_work(ledger, naive_writer)


def nothing_happened(ledger: Ledger, job: Callable[[], object], kind: type[Exception] = Blocked) -> str:
    """Run a job that must refuse; hold that the workspace is as it was; return what it said."""
    seen = (ledger.head(), ledger.status(), snapshot(ledger))
    with pytest.raises(kind) as caught:
        job()
    assert (ledger.head(), ledger.status(), snapshot(ledger)) == seen
    assert ledger.litter() == []
    return f"{caught.value} {getattr(caught.value, 'where', '')} {getattr(caught.value, 'remedy', '')}"


def snapshot(ledger: Ledger) -> dict[str, bytes]:
    files = (path for path in ledger.root.rglob("*") if ".git" not in path.parts and path.is_file())
    return {path.relative_to(ledger.root).as_posix(): path.read_bytes() for path in files}


def test_a_document_changed_since_it_was_read_is_not_replaced(ledger: Ledger) -> None:
    change = edit(ledger, HOUSEHOLD, "schema: household/1\npeople: []\n")
    save(ledger.root, act("case edit R07-7K3F9QX", edit(ledger, HOUSEHOLD, "schema: household/1\n# first\n")))
    said = nothing_happened(ledger, lambda: save(ledger.root, act("case edit R07-7K3F9QX", new(note("7KQ2")), change)))
    assert HOUSEHOLD in said
    assert "架空" not in said


def test_an_event_never_covers_a_file_up(ledger: Ledger) -> None:
    save(ledger.root, act("note add", new(note("7KQ2"))))
    nothing_happened(ledger, lambda: save(ledger.root, act("note add", new(note("7KQ2"), "other: text\n"))))
    ledger.write(note("HAND"), b"by hand\n")
    nothing_happened(ledger, lambda: save(ledger.root, act("note add", new(note("HAND"), "other: text\n"))))


@pytest.mark.parametrize("state", ["changed", "staged", "gone"])
def test_a_hand_edit_is_never_written_over(ledger: Ledger, state: str) -> None:
    if state == "gone":
        (ledger.root / HOUSEHOLD).unlink()
        change = new(HOUSEHOLD, "schema: household/1\n")
    else:
        ledger.write(HOUSEHOLD, b"schema: household/1\n# by hand\n")
        change = edit(ledger, HOUSEHOLD, "schema: household/1\n")
    if state == "staged":
        ledger.git("add", HOUSEHOLD)
    assert "seki save" in nothing_happened(ledger, lambda: save(ledger.root, act("case edit", change)))


def test_hand_edits_are_saved_as_they_stand_when_their_owner_asks(ledger: Ledger) -> None:
    ledger.write(HOUSEHOLD, b"schema: household/1\n# by hand\n")
    ledger.write(note("HAND"), b"fact: by hand\n")
    (ledger.root / "profile" / "staff.yaml").unlink()
    ledger.write("seki.yaml", b"schema: seki/1\n# not asked for\n")
    (ledger.root / note("HAND")).chmod(0o755)
    changes = tuple(Change(path=path, data=ledger.read(path), standing=True) for path in (HOUSEHOLD, note("HAND")))
    save(ledger.root, act("save", *changes, Change(path="profile/staff.yaml", data=None, standing=True)))
    assert ledger.saved(HOUSEHOLD) == b"schema: household/1\n# by hand\n"
    assert ledger.saved("profile/staff.yaml") is None
    assert stat.S_IMODE((ledger.root / note("HAND")).stat().st_mode) == 0o600
    assert ledger.status() == " M seki.yaml\n"


def test_a_hand_edit_that_changed_since_it_was_checked_is_not_saved(ledger: Ledger) -> None:
    ledger.write(HOUSEHOLD, b"second thoughts\n")
    standing = Change(path=HOUSEHOLD, data=b"first thoughts\n", standing=True)
    nothing_happened(ledger, lambda: save(ledger.root, act("save", standing)))


def test_no_commit_leaves_hand_edits(ledger: Ledger) -> None:
    head = ledger.head()
    saved = save(ledger.root, act("case edit", new(note("7KQ2")), edit(ledger, HOUSEHOLD, "schema: household/1\n")), commit=False)
    assert (saved.commit, ledger.head()) == ("", head)
    assert ledger.status() == f" M {HOUSEHOLD}\n?? {note('7KQ2')}\n"
    assert ledger.litter() == []


def test_what_is_saved_already_makes_no_commit(ledger: Ledger) -> None:
    head = ledger.head()
    saved = save(ledger.root, act("case edit", edit(ledger, HOUSEHOLD, ledger.read(HOUSEHOLD).decode())))
    assert (saved.commit, saved.paths, ledger.head()) == (head, (), head)


def test_a_file_may_go(ledger: Ledger) -> None:
    gone = Change(path="profile/staff.yaml", data=None, before=digest(ledger.read("profile/staff.yaml")))
    save(ledger.root, act("profile take staff", gone))
    assert not (ledger.root / "profile" / "staff.yaml").exists()
    assert ledger.saved("profile/staff.yaml") is None
    assert ledger.status() == ""
    assert ledger.litter() == []


DISK_FAULTS = [(place, "enospc") for place in FAILPOINTS[: FAILPOINTS.index("ref-moved")]] + [
    ("temp-written", "eio"),
    ("file-placed", "erofs"),
    ("folders-flushed", "eacces"),
]


@pytest.mark.parametrize(("place", "fault"), DISK_FAULTS)
def test_a_failing_disk_leaves_the_old_state(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, place: str, fault: str) -> None:
    changes = (new(f"{CASE}/closings/20250611-7KQ2.yaml"), edit(ledger, HOUSEHOLD, "schema: household/1\n"))
    with monkeypatch.context() as broken:
        broken.setenv("SEKI_TEST_BUILD", "1")
        broken.setenv("SEKI_FAILPOINT", f"{place}:{fault}")
        said = nothing_happened(ledger, lambda: save(ledger.root, act("case close R07-7K3F9QX", *changes)))
    assert said.startswith("保存できませんでした。")
    assert not (ledger.root / CASE / "closings").exists()
    save(ledger.root, act("case close R07-7K3F9QX", *changes))
    assert ledger.status() == ""


@pytest.mark.parametrize("place", FAILPOINTS[FAILPOINTS.index("ref-flushed") + 1 : FAILPOINTS.index("undo-begun")])
def test_a_disk_that_fails_after_the_commit_takes_nothing_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setenv("SEKI_TEST_BUILD", "1")
        broken.setenv("SEKI_FAILPOINT", f"{place}:enospc")
        saved = save(ledger.root, act("case edit", new(note("7KQ2")), edit(ledger, HOUSEHOLD, "schema: household/1\n")))
    assert saved.commit == ledger.head()
    save(ledger.root, act("note add", new(note("AAAA"))))
    assert ledger.status() == ""
    assert ledger.litter() == []


def test_a_disk_that_fails_on_the_last_flush_is_told_as_it_is(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setenv("SEKI_TEST_BUILD", "1")
        broken.setenv("SEKI_FAILPOINT", "ref-moved:eio")
        with pytest.raises(Blocked, match="記録は台帳に入りましたが"):
            save(ledger.root, act("note add", new(note("7KQ2"))))
    assert ledger.saved(note("7KQ2")) is not None
    assert (ledger.status(), ledger.litter()) == ("", [])


def test_a_fault_while_undoing_is_left_to_the_next_write(ledger: Ledger) -> None:
    seen = snapshot(ledger)

    def job() -> None:
        os.environ |= {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": "undo-begun:eio"}
        late = edit(ledger, HOUSEHOLD, "schema: household/1\n")
        (ledger.root / ".git" / "refs" / "heads" / "main.lock").touch()
        with pytest.raises(Blocked):
            save(ledger.root, act("case edit", new(note("7KQ2")), late))

    assert in_child(job) == 0
    assert (ledger.root / ".git" / "seki" / "journal").exists()
    (ledger.root / ".git" / "refs" / "heads" / "main.lock").unlink()
    assert save(ledger.root, act("note add", new(note("AAAA")))).told
    assert snapshot(ledger) == {**seen, note("AAAA"): ledger.read(note("AAAA"))}


def test_links_are_not_followed(ledger: Ledger, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "household.yaml").write_bytes(ledger.read(HOUSEHOLD))
    (ledger.root / CASE / "notes").symlink_to(outside)
    nothing_happened(ledger, lambda: save(ledger.root, act("note add", new(note("7KQ2")))))
    assert [path.name for path in outside.iterdir()] == ["household.yaml"]
    (ledger.root / HOUSEHOLD).unlink()
    (ledger.root / HOUSEHOLD).symlink_to(outside / "household.yaml")
    change = Change(path=HOUSEHOLD, data=b"x: y\n", before=digest((outside / "household.yaml").read_bytes()))
    nothing_happened(ledger, lambda: save(ledger.root, act("case edit", change)))


@pytest.mark.parametrize(
    "path",
    [
        "../out.yaml",
        "/etc/x.yaml",
        ".git/config",
        "cases/../../x",
        ".GIT/config",
        "out/paper.md",
        ".seki/x",
        "a//b",
        "a/./b",
        "a\nb",
        "",
        "cases/.git/x",
    ],
)
def test_nothing_is_written_outside_the_records(ledger: Ledger, path: str) -> None:
    nothing_happened(ledger, lambda: save(ledger.root, act("note add", new(path))), Misuse)


def test_the_caller_s_git_variables_lead_nowhere(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", other], check=True)
    with monkeypatch.context() as hooked:
        hooked.setenv("GIT_DIR", str(other / ".git"))
        hooked.setenv("GIT_WORK_TREE", str(other))
        hooked.setenv("GIT_INDEX_FILE", str(other / "index"))
        hooked.setenv("GIT_OBJECT_DIRECTORY", str(other / "objects"))
        hooked.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
        hooked.setenv("GIT_CONFIG_PARAMETERS", "'user.name=Wrong'")
        saved = save(ledger.root, act("note add", new(note("7KQ2"))))
    assert saved.commit == ledger.head()
    assert "試験 太郎 2025-06-11" in ledger.git("log", "-1", "--format=%an %as")
    assert ledger.status() == ""
    assert not (other / "index").exists()


def test_a_workspace_without_git_does_not_use_the_repository_around_it(tmp_path: Path, alone: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    inner = Ledger(root=tmp_path / "inner")
    inner.write("seki.yaml", b"schema: seki/1\n")
    with pytest.raises(Blocked) as caught:
        save(inner.root, act("note add", new(note("7KQ2"))))
    assert "seki init" in caught.value.remedy
    assert not (tmp_path / ".git" / "seki").exists()


def test_no_hook_runs(ledger: Ledger, tmp_path: Path) -> None:
    for name in ("pre-commit", "reference-transaction", "post-index-change", "post-commit", "commit-msg"):
        hook = ledger.root / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\nexit 1\n")
        hook.chmod(0o700)
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert not (tmp_path / "ran").exists()


def test_without_an_author_nothing_is_written_and_the_command_is_named(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    said = nothing_happened(ledger, lambda: save(ledger.root, act("note add", new(note("7KQ2")))))
    assert "git config --global user.name" in said


def test_an_author_by_environment_is_enough(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "環境 次郎")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "jiro@example.jp")
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert ledger.git("log", "-1", "--format=%an").strip() == "環境 次郎"


def test_no_branch_no_save(ledger: Ledger) -> None:
    ledger.git("checkout", "-q", "--detach")
    assert "git switch" in nothing_happened(ledger, lambda: save(ledger.root, act("note add", new(note("7KQ2")))))


@pytest.mark.parametrize("git", ["missing", "old"])
def test_git_is_missing_or_too_old(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    if git == "old":
        (tools / "git").write_text("#!/bin/sh\necho git version 2.37.9\n")
        (tools / "git").chmod(0o755)
    check_git_version.cache_clear()
    with monkeypatch.context() as bare:
        bare.setenv("PATH", str(tools))
        with pytest.raises(Blocked) as caught:
            save(ledger.root, act("note add", new(note("7KQ2"))))
    check_git_version.cache_clear()
    assert "2.38" in caught.value.remedy
    assert ledger.litter() == []


def test_somebody_moves_head_in_between(ledger: Ledger) -> None:
    """A plain commit between the build and the swap is never covered up; the act is undone and can be done again."""
    change = edit(ledger, HOUSEHOLD, "schema: household/1\n")
    child = start_child(lambda: save(ledger.root, act("case edit", new(note("7KQ2")), change)), failpoint="folders-flushed:stop")
    os.waitpid(child, os.WUNTRACED)
    assert journalled_paths(ledger.root) == {note("7KQ2"), HOUSEHOLD}
    assert ledger.read(HOUSEHOLD) == b"schema: household/1\n"
    ledger.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "by hand")
    head = ledger.head()
    os.kill(child, signal.SIGCONT)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert (ledger.head(), ledger.status(), ledger.litter()) == (head, "", [])
    assert journalled_paths(ledger.root) == frozenset()
    save(ledger.root, act("case edit", new(note("7KQ2")), change))
    assert ledger.status() == ""


def test_a_command_may_read_and_save_under_one_lock(ledger: Ledger) -> None:
    with begin_writing(ledger.root, "case close") as writing:
        change = edit(ledger, HOUSEHOLD, "schema: household/1\n")
        save(ledger.root, act("case close R07-7K3F9QX", change), writing=writing)
        save(ledger.root, act("note add R07-7K3F9QX", new(note("7KQ2"))), writing=writing)
    assert ledger.status() == ""


def test_writers_at_the_same_time(ledger: Ledger) -> None:
    """Four processes, eight acts each: every act one commit, its own file in it and its own author on it."""

    def job(writer: int) -> None:
        for turn in range(8):
            change = new(note(f"{writer}0{turn}W"), f"fact: {writer} {turn}\n")
            save(ledger.root, act(f"note add W{writer}-{turn}", change, author=(f"記録者{writer}", f"{writer}@example.jp")))

    before = ledger.commits()
    children = [start_child(lambda writer=writer: job(writer)) for writer in range(4)]  # type: ignore[misc]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0, 0, 0, 0]
    assert ledger.commits() == before + 32
    rows = ledger.git("-c", "core.quotepath=false", "log", "-32", "--format=@%an %s", "--name-only").split("@")[1:]
    for row in rows:
        head, _, files = row.partition("\n")
        writer, turn = head.rpartition("W")[2].split("-")
        assert head.startswith(f"記録者{writer} ")
        assert files.split() == [note(f"{writer}0{turn}W")]
    assert len({row.partition(chr(10))[0] for row in rows}) == 32
    assert ledger.status() == ""
    assert ledger.litter() == []
    ledger.fsck()


def test_all_that_a_save_needs_is_flushed(ledger: Ledger, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clone's own settings say: new objects, the branch, the record and the names of all of them."""
    trace, ours, really = tmp_path / "trace.json", set[str](), os.fsync

    def watched(fd: int) -> None:
        ours.add(Path(f"/proc/self/fd/{fd}").readlink().as_posix() if Path("/proc/self/fd").exists() else "")
        really(fd)

    with (alone / "gitconfig").open("a") as file:
        file.write(f"[trace2]\n\teventTarget = {trace}\n")
    ledger.git("config", "core.fsync", "none")
    objects = ledger.root / ".git" / "objects"
    before = set(objects.rglob("*"))
    monkeypatch.setattr(os, "fsync", watched)
    save(ledger.root, act("note add", new(note("7KQ2"))))
    if "" in ours:
        pytest.skip("not run: this system does not say which file is open")
    made = {path.as_posix() for path in set(objects.rglob("*")) - before}
    assert len([path for path in made if Path(path).is_file()]) == 7  # the record, five folders, the commit
    assert made - ours == set()
    case = ledger.root / CASE
    assert {
        str(objects),
        str(ledger.root / ".git/refs/heads"),
        str(ledger.root / ".git/seki"),
        str(case),
        str(case / "notes"),
    } <= ours
    assert any(path.startswith(f"{case}/notes/.seki-") for path in ours)
    assert "update-ref" in _flushing_gits(trace)


def _flushing_gits(trace: Path) -> set[str]:
    """Return the gits that flushed something, from git's own trace."""
    events = [json.loads(line) for line in trace.read_text().splitlines()]
    names = {event["sid"]: event["name"] for event in events if event["event"] == "cmd_name"}
    return {names[event["sid"]] for event in events if event["event"] == "data" and event["key"] == "fsync/hardware-flush"}


def test_the_office_s_filters_and_signatures_are_not_gone_round(ledger: Ledger, tmp_path: Path) -> None:
    """A clone whose files are encrypted by a clean filter must not get plain text into its history."""
    ledger.git("config", "filter.hide.clean", "tr a-z n-za-m")
    ledger.git("config", "filter.hide.smudge", "tr n-za-m a-z")
    (ledger.root / ".git" / "info").mkdir(exist_ok=True)
    (ledger.root / ".git" / "info" / "attributes").write_text("notes/** filter=hide\ncases/** filter=hide\n")
    save(ledger.root, act("note add", new(note("7KQ2"), "fact: secret\n")))
    assert ledger.saved(note("7KQ2")) == b"snpg: frperg\n"
    assert note("7KQ2") not in ledger.status()
    signer = tmp_path / "signer"
    signer.write_text("#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n")
    signer.chmod(0o700)
    ledger.git("config", "gpg.program", str(signer))
    ledger.git("config", "commit.gpgsign", "true")
    save(ledger.root, act("note add", new(note("AAAA"))))
    assert "BEGIN PGP SIGNATURE" in ledger.git("cat-file", "commit", "HEAD")


@pytest.mark.parametrize("message", ["seki: note add 架空 花子", "note add", "seki: a\nb", "seki: "])
def test_a_message_holds_verb_and_ids_only(message: str) -> None:
    good = act("note add R07-7K3F9QX")
    with pytest.raises(ValueError):
        Act(message=message, changes=(), author_date=good.author_date)


def test_what_a_record_says_is_not_in_what_python_shows_of_it() -> None:
    assert "来所" not in repr(act("note add", new(note("7KQ2"))))


def test_the_first_save_of_all(alone: Path, tmp_path: Path) -> None:
    root = tmp_path / "bare"
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    save(root, act("init", new("seki.yaml", "schema: seki/1\n")))
    assert (Ledger(root=root).commits(), Ledger(root=root).status()) == (1, "")
