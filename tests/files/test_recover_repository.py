"""What a power cut leaves of git's own small files, where plain git wrote them: mended from what stands beside, nothing lost."""

import hashlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from seki_cli.errors import Blocked
from seki_cli.files.journal import find_journal
from seki_cli.files.mend import mend
from seki_cli.files.objects import find_torn_objects
from seki_cli.files.repository import find_torn
from seki_cli.files.save import save
from tests.files.ledgers import CASE, Ledger, act, edit, in_child, new, note, start_child

TORN = {"empty": b"", "zeros": b"\0" * 41, "half": b"3f2a9c"}
HOUSEHOLD = f"{CASE}/household.yaml"


def rescued(ledger: Ledger) -> dict[str, bytes]:
    """Return what was put aside, by the place that its note names."""
    found = {}
    for text in (ledger.root / ".git" / "seki" / "rescued").glob("*.txt"):
        place = text.read_text().split("元の場所: ")[1].strip()
        found[place] = text.with_suffix("").read_bytes() if text.with_suffix("").is_file() else b""
    return found


def works(ledger: Ledger, letters: str = "7KQ2") -> tuple[str, ...]:
    """Save one more record and return what the mending before it told."""
    told = save(ledger.root, act("note add", new(note(letters)))).told
    assert ledger.saved(note(letters)) is not None
    ledger.fsck()
    assert ledger.litter() == []
    return told


@pytest.mark.parametrize("damage", sorted(TORN))
@pytest.mark.parametrize("place", ["HEAD", "refs/heads/main"])
def test_a_torn_head_or_branch_comes_back_from_the_reflog(ledger: Ledger, place: str, damage: str) -> None:
    save(ledger.root, act("note add", new(note("AAAA"))))
    head = ledger.head()
    ledger.write(f".git/{place}", TORN[damage])
    told = works(ledger)
    assert len(told) == 1
    assert ledger.git("rev-parse", "HEAD~1").strip() == head
    assert rescued(ledger) == {f".git/{place}": TORN[damage]}
    assert ledger.status() == ""


def test_a_branch_that_is_gone_is_never_begun_anew(ledger: Ledger) -> None:
    """Git takes the history for empty; a save would start another one beside it."""
    save(ledger.root, act("note add", new(note("AAAA"))))
    head, count = ledger.head(), ledger.commits()
    (ledger.root / ".git" / "refs" / "heads" / "main").unlink()
    works(ledger)
    assert (ledger.git("rev-parse", "HEAD~1").strip(), ledger.commits()) == (head, count + 1)


def test_a_branch_without_reflog_comes_back_from_the_journal(ledger: Ledger) -> None:
    save(ledger.root, act("note add", new(note("AAAA"))))
    head = ledger.head()
    in_child(lambda: save(ledger.root, act("note add", new(note("BBBB")))), failpoint="ref-moved")
    commit = ledger.head()
    assert find_journal(ledger.root) is not None
    for log in ("logs/HEAD", "logs/refs/heads/main"):
        (ledger.root / ".git" / log).unlink()
    ledger.write(".git/refs/heads/main", b"")
    works(ledger)
    assert ledger.git("rev-parse", "HEAD~1", "HEAD~2").split() == [commit, head]
    assert ledger.status() == ""


def test_a_branch_of_which_nothing_is_noted_is_left_to_a_person(ledger: Ledger) -> None:
    for log in ("logs/HEAD", "logs/refs/heads/main"):
        (ledger.root / ".git" / log).unlink(missing_ok=True)
    ledger.write(".git/refs/heads/main", b"")
    with pytest.raises(Blocked) as caught:
        save(ledger.root, act("note add", new(note("7KQ2"))))
    assert "git clone" in caught.value.remedy
    assert any("git clone" in said for said in mend(ledger.root).refused)
    assert ledger.read(".git/refs/heads/main") == b""


def test_several_branches_and_a_torn_head(ledger: Ledger) -> None:
    """The one that stands where HEAD was last noted is it; where two do, a person says which."""
    ledger.git("branch", "aside")
    ledger.write(".git/HEAD", b"")
    with pytest.raises(Blocked, match="どの枝"):
        save(ledger.root, act("note add", new(note("7KQ2"))))
    ledger.write(".git/HEAD", b"ref: refs/heads/main\n")
    save(ledger.root, act("note add", new(note("AAAA"))))
    ledger.write(".git/HEAD", b"")
    works(ledger)
    assert ledger.read(".git/HEAD") == b"ref: refs/heads/main\n"


@pytest.mark.parametrize("tail", [b"", b"\0" * 30, b"4b825dc642cb6e"])
def test_torn_packed_refs_keep_their_whole_lines(ledger: Ledger, tail: bytes) -> None:
    save(ledger.root, act("note add", new(note("AAAA"))))
    ledger.git("tag", "kept")
    ledger.git("pack-refs", "--all")
    whole = ledger.read(".git/packed-refs")
    cut = whole[: whole.rindex(b"refs/tags")] if not tail else whole + tail
    ledger.write(".git/packed-refs", cut)
    told = works(ledger)
    assert len(told) == 1
    assert (ledger.git("tag").strip() == "kept") == bool(tail)
    assert rescued(ledger) == {".git/packed-refs": cut}


def test_packed_refs_full_of_zeros_and_the_branch_in_them(ledger: Ledger) -> None:
    save(ledger.root, act("note add", new(note("AAAA"))))
    head = ledger.head()
    ledger.git("pack-refs", "--all")
    ledger.write(".git/packed-refs", b"\0" * 200)
    assert len(works(ledger)) == 2
    assert ledger.git("rev-parse", "HEAD~1").strip() == head


@pytest.mark.parametrize("text", [b"", b"\0" * 300, b"[core]\n\trepositoryform", b"[core"])
def test_a_torn_config_is_made_anew_and_the_person_told_what_to_set(ledger: Ledger, text: bytes) -> None:
    ledger.write(".git/config", text)
    (told,) = works(ledger)
    assert "seki registry me" in told
    assert ledger.git("config", "--local", "core.fsync").strip() == "all"
    assert rescued(ledger) == {".git/config": text}


def test_a_config_without_a_last_newline_is_no_torn_one(ledger: Ledger) -> None:
    ledger.write(".git/config", ledger.read(".git/config").rstrip(b"\n"))
    assert find_torn(ledger.root) == ()


def test_nothing_is_torn_in_a_new_workspace_or_a_detached_one(ledger: Ledger) -> None:
    assert find_torn(ledger.root) == ()
    ledger.git("checkout", "-q", "--detach")
    assert find_torn(ledger.root) == ()


def test_a_branch_whose_last_saves_cannot_be_read_goes_back_only_when_asked_to(ledger: Ledger) -> None:
    save(ledger.root, act("note add", new(note("AAAA"))))
    readable = ledger.head()
    save(ledger.root, act("note add", new(note("BBBB"), "schema: note/1\nfact: 電話\n")))
    tear(ledger, ledger.git("rev-parse", f"HEAD:{note('BBBB')}").strip())
    ledger.write(".git/refs/heads/main", b"")
    with pytest.raises(Blocked) as caught:
        save(ledger.root, act("note add", new(note("7KQ2"))))
    assert "seki doctor --fix" in caught.value.remedy
    (ledger.root / note("BBBB")).unlink()
    mended = mend(ledger.root)
    assert any("1 回の保存" in said for said in mended.done)
    assert ledger.head() == readable


def tear(ledger: Ledger, oid: str, data: bytes = b"") -> Path:
    """Leave of an object what a power cut leaves of a file that was never flushed."""
    file = ledger.root / ".git" / "objects" / oid[:2] / oid[2:]
    file.parent.mkdir(exist_ok=True)
    if file.exists():
        file.chmod(0o600)
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("data", [b"", b"\0" * 60, b"x\x01half"])
def test_a_torn_object_in_the_way_is_put_aside_before_anything_is_called_saved(ledger: Ledger, data: bytes) -> None:
    """Git takes an empty object for written: the commit would hold a record that nobody can read."""
    text = "schema: note/1\nfact: 来所\n"
    oid = _blob_id(text.encode())
    tear(ledger, oid, data)
    works(ledger)
    assert ledger.saved(note("7KQ2")) == text.encode()
    assert rescued(ledger) == {f".git/objects/{oid[:2]}/{oid[2:]}": data}


def _blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def test_torn_objects_of_the_history_are_made_anew_from_the_files(ledger: Ledger) -> None:
    save(ledger.root, act("note add", new(note("AAAA"))))
    for name in (f"HEAD:{note('AAAA')}", f"HEAD:{CASE}/notes"):
        tear(ledger, ledger.git("rev-parse", name).strip())
    assert len(find_torn_objects(ledger.root)) == 2
    mended = mend(ledger.root)
    assert len(mended.done) >= 2, mended
    again = mend(ledger.root)
    assert again.done == (), again
    ledger.fsck()
    assert ledger.status() == ""


def test_a_torn_journal_over_half_placed_files_leaves_the_files_to_their_owner(ledger: Ledger) -> None:
    old = ledger.read(HOUSEHOLD)
    change = edit(ledger, HOUSEHOLD, "schema: household/1\n# new\n")
    in_child(lambda: save(ledger.root, act("x", new(note("AAAA")), change)), failpoint="file-placed")
    ledger.write(".git/seki/journal", b"\0" * 200)
    told = save(ledger.root, act("note add", new(note("7KQ2")))).told
    assert len(told) == 2
    assert ledger.litter() == []
    assert f"?? {note('AAAA')}\n" in ledger.status()
    assert ledger.saved(HOUSEHOLD) == old
    assert any(path.startswith(CASE) for path in rescued(ledger))


def test_temporary_files_that_no_journal_names_wait_a_minute_and_are_kept(ledger: Ledger) -> None:
    for name, old in ((".seki-0123456789abcdef.tmp", True), (".seki-fedcba9876543210.tmp", False)):
        ledger.write(f"{CASE}/{name}", b"half")
        if old:
            os.utime(ledger.root / CASE / name, (time.time() - 100, time.time() - 100))
    assert mend(ledger.root).done == ("止まったコマンドの一時ファイル 1 件を、わきに置きました。",)
    assert list(rescued(ledger).values()) == [b"half"]
    assert (ledger.root / CASE / ".seki-fedcba9876543210.tmp").exists()


@pytest.mark.parametrize("known", [False, True])
def test_records_that_would_go_in_unencrypted_are_not_saved(ledger: Ledger, *, known: bool) -> None:
    ledger.write(".gitattributes", b"*.yaml filter=git-crypt\n")
    if known:
        ledger.git("config", "filter.git-crypt.clean", "cat")
        save(ledger.root, act("note add", new(note("7KQ2"))))
        return
    with pytest.raises(Blocked, match="そのままの文字"):
        save(ledger.root, act("note add", new(note("7KQ2"))))


def test_what_a_power_cut_has_torn_is_put_aside_once_the_disk_is_mounted_again(ledger: Ledger) -> None:
    """Nobody refers to it, so nothing is lost; but git fsck would frighten whoever runs it."""
    works(ledger, "AAAA")
    tear(ledger, "ab" * 20)
    assert save(ledger.root, act("note add", new(note("BBBB")))).told == ()
    ledger.write(".git/seki/mounted", b"another start of the machine\n")
    assert len(works(ledger)) == 1
    assert rescued(ledger) == {f".git/objects/ab/{'ab' * 19}": b""}


def test_killed_while_mending_the_repository(ledger: Ledger) -> None:
    """Whenever it is killed, the next time it ends what was begun, and all that was torn is kept."""
    dice = random.Random(20260101)
    save(ledger.root, act("note add", new(note("AAAA"))))
    ledger.git("tag", "kept")
    ledger.git("pack-refs", "--all")
    head, whole = ledger.head(), ledger.read(".git/packed-refs")
    for _ in range(15):
        ledger.write(".git/packed-refs", whole + b"\0" * 30)
        for place in ("HEAD", "index", "config"):
            ledger.write(f".git/{place}", b"")
        child = start_child(lambda: mend(ledger.root))
        time.sleep(dice.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert mend(ledger.root).refused == ()
        assert (ledger.head(), ledger.git("rev-parse", "kept").strip()) == (head, head)
        assert (ledger.status(), ledger.litter()) == ("", [])
    assert mend(ledger.root).done == ()
    ledger.fsck()
