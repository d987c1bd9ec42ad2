"""After a crash: the old state or the whole new one, nothing lost, nothing twice, and the next write works unaided."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from seki_cli.errors import Blocked
from seki_cli.files.act import Act, Change
from seki_cli.files.failpoints import FAILPOINTS
from seki_cli.files.journal import find_journal, journalled_paths
from seki_cli.files.save import begin_writing, save
from tests.files.ledgers import CASE, Ledger, act, edit, in_child, new, note, start_child

HOUSEHOLD = f"{CASE}/household.yaml"
CLOSING = f"{CASE}/closings/20250611-7KQ2.yaml"
IN_A_SAVE = FAILPOINTS[: FAILPOINTS.index("undo-begun")]


def closing_act(ledger: Ledger) -> Act:
    gone = Change(path="profile/staff.yaml", data=None, before=edit(ledger, "profile/staff.yaml", "").before)
    return act("case close R07-7K3F9QX", new(CLOSING), edit(ledger, HOUSEHOLD, "schema: household/1\n# new\n"), gone)


def shape(ledger: Ledger) -> tuple[bool, bool, bool]:
    return (
        ledger.saved(CLOSING) is not None,
        b"# new" in (ledger.saved(HOUSEHOLD) or b""),
        ledger.saved("profile/staff.yaml") is None,
    )


@pytest.mark.parametrize("place", IN_A_SAVE)
def test_killed_at_every_step_of_a_save(ledger: Ledger, place: str) -> None:
    before = ledger.commits()
    assert in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint=place) == -signal.SIGKILL
    told = save(ledger.root, act("note add", new(note("7KQ2")))).told
    stands = IN_A_SAVE.index(place) >= IN_A_SAVE.index("ref-moved")
    begun = IN_A_SAVE.index("journal-written") <= IN_A_SAVE.index(place) < IN_A_SAVE.index("journal-removed")
    assert shape(ledger) == (stands, stands, stands)
    assert ledger.commits() == before + 1 + stands
    assert bool(told) == begun
    assert (ledger.status(), ledger.litter()) == ("", [])
    assert (ledger.root / CASE / "closings").exists() == stands
    ledger.fsck()
    if not stands:
        save(ledger.root, closing_act(ledger))
        assert shape(ledger) == (True, True, True)


@pytest.mark.parametrize(
    "place",
    [
        place
        for place in IN_A_SAVE
        if place not in {"trees-written", "commit-written", "ref-moved", "ref-flushed", "index-refreshed"}
    ],
)
def test_killed_while_leaving_hand_edits(ledger: Ledger, place: str) -> None:
    assert in_child(lambda: save(ledger.root, closing_act(ledger), commit=False), failpoint=place) == -signal.SIGKILL
    save(ledger.root, act("note add", new(note("7KQ2"))))
    whole = f" M {HOUSEHOLD}\n D profile/staff.yaml\n?? {CLOSING}\n"
    assert ledger.status() == (whole if place == "journal-removed" else "")
    assert ledger.litter() == []


@pytest.mark.parametrize("place", IN_A_SAVE[IN_A_SAVE.index("journal-written") :])
def test_killed_while_saving_hand_edits_keeps_them(ledger: Ledger, place: str) -> None:
    ledger.write(HOUSEHOLD, b"schema: household/1\n# by hand\n")
    standing = Change(path=HOUSEHOLD, data=ledger.read(HOUSEHOLD), standing=True)
    code = in_child(lambda: save(ledger.root, act("save", standing)), failpoint=place)
    assert code in (0, -signal.SIGKILL)  # nothing is placed, so some steps are not passed
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert ledger.read(HOUSEHOLD) == b"schema: household/1\n# by hand\n"
    stands = code == 0 or IN_A_SAVE.index(place) >= IN_A_SAVE.index("ref-moved")
    assert ledger.status() == ("" if stands else f" M {HOUSEHOLD}\n")


def test_killed_while_mending(ledger: Ledger) -> None:
    assert in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint="files-placed") == -signal.SIGKILL
    for place in ("undo-begun", "undo-done"):
        assert in_child(lambda: save(ledger.root, act("note add", new(note("7KQ2")))), failpoint=place) == -signal.SIGKILL
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert shape(ledger) == (False, False, False)
    assert (ledger.status(), ledger.litter()) == ("", [])


def test_killed_at_random_moments(ledger: Ledger) -> None:
    """What was said to be saved is there once; what was not is there once or not at all."""
    dice, before = random.Random(20260101), ledger.commits()
    said = ledger.root.parent / "said"
    for turn in range(10):

        def job(turn: int = turn) -> None:
            for step in range(20):
                path = f"{CASE}/notes/202506{turn + 10}-A{step:02d}Z.yaml"
                save(ledger.root, act(f"note add T{turn}-{step}", new(path), edit(ledger, HOUSEHOLD, f"n: {turn} {step}\n")))
                with said.open("a") as file:
                    file.write(f"T{turn}-{step}\n")

        child = start_child(lambda: (os.setpgid(0, 0), job()))
        time.sleep(0.03 + dice.random() * 0.2)
        (os.killpg if turn % 2 else os.kill)(child, signal.SIGKILL)  # with its gits, or leaving them behind
        os.waitpid(child, 0)
        save(ledger.root, act(f"note add R{turn}", new(f"{CASE}/notes/202506{turn + 10}-NEXT.yaml".replace("NEXT", "NEXW"))))
        assert (ledger.status(), ledger.litter()) == ("", [])
    subjects = ledger.git("log", "--format=%s").split("\n")
    for line in said.read_text().split():
        assert subjects.count(f"seki: note add {line}") == 1
    assert ledger.commits() == before + len({s for s in subjects if s.startswith("seki: note add")})
    ledger.fsck()


def test_readers_are_told_which_files_are_on_their_way(ledger: Ledger) -> None:
    in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint="file-placed")
    assert journalled_paths(ledger.root) == {CLOSING, HOUSEHOLD, "profile/staff.yaml"}
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert journalled_paths(ledger.root) == frozenset()


def test_a_hand_edit_made_after_the_crash_is_left_alone(ledger: Ledger) -> None:
    in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint="files-placed")
    ledger.write(HOUSEHOLD, b"schema: household/1\n# by hand, later\n")
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert ledger.read(HOUSEHOLD) == b"schema: household/1\n# by hand, later\n"
    assert ledger.status() == f" M {HOUSEHOLD}\n"
    assert ledger.litter() == []


def test_what_plain_git_saved_after_the_crash_is_left_alone(ledger: Ledger) -> None:
    in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint="files-placed")
    ledger.git("add", "-A")
    ledger.git("commit", "-q", "--no-verify", "-m", "by hand")
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert shape(ledger) == (True, True, True)
    assert ledger.status() == ""
    assert ledger.litter() == []


def test_the_old_text_comes_back_from_git_where_its_second_name_is_lost(ledger: Ledger) -> None:
    old = ledger.read(HOUSEHOLD)
    in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint="files-placed")
    journal = find_journal(ledger.root)
    assert journal is not None
    for move in journal.moves:
        if move.kept:
            (ledger.root / move.path).with_name(move.kept).unlink()
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert ledger.read(HOUSEHOLD) == old
    assert (ledger.status(), ledger.litter()) == ("", [])


@pytest.mark.parametrize("text", [b"", b"{", b"0" * 64 + b"\n{}", b"\x00" * 300, "架空".encode("cp932")])
def test_a_torn_journal_is_put_aside_and_kept(ledger: Ledger, text: bytes) -> None:
    ledger.write(".git/seki/journal", text)
    assert journalled_paths(ledger.root) == frozenset()
    told = save(ledger.root, act("note add", new(note("7KQ2")))).told
    assert len(told) == 1
    assert text in rescued(ledger)
    assert ledger.litter() == []


def rescued(ledger: Ledger) -> list[bytes]:
    folder = ledger.root / ".git" / "seki" / "rescued"
    notes = list(folder.glob("*.txt"))
    assert len(notes) * 2 == len(list(folder.iterdir()))
    assert all(path.stat().st_mode & 0o077 == 0 for path in notes)
    return [path.with_suffix("").read_bytes() for path in notes]


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock", "packed-refs.lock"])
def test_a_stale_lock_of_git_is_put_aside(ledger: Ledger, lock: str) -> None:
    ledger.write(f".git/{lock}", b"half")
    an_hour_ago = time.time() - 3600
    os.utime(ledger.root / ".git" / lock, (an_hour_ago, an_hour_ago))
    saved = save(ledger.root, act("note add", new(note("7KQ2"))))
    assert len(saved.told) == 1
    assert rescued(ledger) == [b"half"]
    assert ledger.status() == ""


@pytest.mark.parametrize("lock", ["index.lock", "refs/heads/main.lock"])
def test_a_lock_that_our_own_crash_left_is_put_aside_at_once(ledger: Ledger, lock: str) -> None:
    in_child(lambda: save(ledger.root, closing_act(ledger)), failpoint="folders-flushed")
    ledger.write(f".git/{lock}", b"half")
    save(ledger.root, act("note add", new(note("7KQ2"))))
    assert rescued(ledger) == [b"half"]
    assert (ledger.status(), shape(ledger)) == ("", (False, False, False))


def test_a_lock_that_somebody_is_just_using_is_respected(ledger: Ledger) -> None:
    ledger.write(".git/refs/heads/main.lock", b"")
    head = ledger.head()
    with pytest.raises(Blocked, match="ほかの git"):
        save(ledger.root, act("note add", new(note("7KQ2"))))
    assert (ledger.head(), ledger.status()) == (head, "")
    (ledger.root / ".git/refs/heads/main.lock").unlink()
    save(ledger.root, act("note add", new(note("7KQ2"))))


def test_an_index_that_stays_locked_delays_nothing_but_itself(ledger: Ledger) -> None:
    """The record is saved; the index follows with the next write."""
    ledger.write(".git/index.lock", b"")
    saved = save(ledger.root, act("note add", new(note("7KQ2"))))
    assert saved.commit == ledger.head()
    (ledger.root / ".git" / "index.lock").unlink()
    save(ledger.root, act("note add", new(note("AAAA"))))
    assert (ledger.status(), ledger.litter()) == ("", [])


@pytest.mark.parametrize("damage", ["empty", "zeros", "garbage", "missing", "middle"])
def test_a_broken_index_is_made_anew(ledger: Ledger, damage: str) -> None:
    index = ledger.root / ".git" / "index"
    ledger.write("seki.yaml", b"schema: seki/1\n# by hand\n")
    text = {"empty": b"", "zeros": b"\0" * 500, "garbage": b"x" * 500, "middle": index.read_bytes()[:20] + b"\xff" * 500}
    index.unlink()
    if damage in text:
        index.write_bytes(text[damage])
    told = save(ledger.root, act("note add", new(note("7KQ2")))).told
    told += save(ledger.root, act("note add", new(note("AAAA")))).told
    assert ledger.status() == " M seki.yaml\n"
    assert ledger.litter() == []
    assert len([said for said in told if "index" in said]) == 1
    if damage in text:
        assert rescued(ledger) == [text[damage]]


def test_a_half_done_merge_is_told_with_the_way_out(ledger: Ledger) -> None:
    ledger.write(".git/MERGE_HEAD", f"{ledger.head()}\n".encode())
    with pytest.raises(Blocked) as caught:
        save(ledger.root, act("note add", new(note("7KQ2"))))
    assert "git merge --abort" in caught.value.remedy


def test_nothing_is_told_where_nothing_was_amiss(ledger: Ledger) -> None:
    with begin_writing(ledger.root, "doctor") as writing:
        assert writing.told == ()


def test_failpoints_need_a_test_build(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKI_FAILPOINT", "journal-written:enospc")
    assert save(ledger.root, act("note add", new(note("7KQ2")))).commit == ledger.head()


def test_every_named_failpoint_stands_in_the_code() -> None:
    sources = "".join(path.read_text() for path in (Path(__file__).parents[2] / "seki_cli" / "files").glob("*.py"))
    assert [name for name in FAILPOINTS if sources.count(f'failpoint("{name}")') == 0] == []
