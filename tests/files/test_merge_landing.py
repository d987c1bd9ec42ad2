"""The landing of a merge: commits joined in the object store, the work tree filled last, and a crash anywhere harms nothing."""

import signal
import stat
import subprocess

import pytest

from seki_cli.errors import Blocked
from seki_cli.files.act import SavedAct
from seki_cli.files.failpoints import FAILPOINTS
from seki_cli.files.merge import build_merge, land_commit, write_merge
from seki_cli.files.save import begin_writing, save
from tests.files.ledgers import CASE, Ledger, act, edit, in_child, new, note

WHEN = act("sync").author_date
HOUSE = f"{CASE}/household.yaml"
STAFF = "profile/staff.yaml"
OURS, THEIRS = note("7KQ2"), note("7KQ3")
DEEP = f"{CASE}/consents/20250611-7KQ3.yaml"
STEPS = (*FAILPOINTS[: FAILPOINTS.index("undo-begun")], "merge-blobs-written", "merge-written", "backup-kept")
NOT_PASSED = {"verified", "blobs-written", "trees-written", "commit-written"}


@pytest.fixture
def met(ledger: Ledger) -> Ledger:
    """Return a workspace with a commit of its own and a branch `other`, on which a note, a consent, a change and a removal stand."""
    start = ledger.head()
    save(ledger.root, act("note add", new(OURS)))
    ledger.git("branch", "-q", "mine")
    ledger.git("switch", "-q", "-c", "other", start)
    gone = edit(ledger, STAFF, "")
    save(ledger.root, act("x", new(THEIRS), new(DEEP), edit(ledger, HOUSE, "schema: household/1\n# theirs\n")))
    save(ledger.root, act("y", type(gone)(path=STAFF, data=None, before=gone.before)))
    ledger.git("switch", "-q", "main")
    return ledger


def commit_of(ledger: Ledger) -> str:
    merge = build_merge(ledger.root, "HEAD", "other")
    return write_merge(ledger.root, merge, author_date=WHEN, message="seki: sync")


def land(ledger: Ledger, commit: str = "") -> SavedAct:
    with begin_writing(ledger.root, "sync") as writing:
        return land_commit(writing, commit or commit_of(ledger), "seki: sync")


def shape(ledger: Ledger) -> tuple[bool, ...]:
    return (
        ledger.saved(THEIRS) is not None,
        ledger.saved(DEEP) is not None,
        b"# theirs" in (ledger.saved(HOUSE) or b""),
        ledger.saved(STAFF) is None,
    )


def backups(ledger: Ledger) -> list[str]:
    return ledger.git("for-each-ref", "--format=%(objectname)", "refs/seki/before-sync").split()


def test_two_clones_stand_both(met: Ledger) -> None:
    ours, theirs = met.head(), met.git("rev-parse", "other").strip()
    commit = commit_of(met)
    assert met.head() == ours
    done = land(met, commit)
    assert (done.commit, sorted(done.paths)) == (commit, sorted([THEIRS, DEEP, HOUSE, STAFF]))
    assert met.head() == commit
    assert met.git("rev-list", "--parents", "-n1", "HEAD").split() == [commit, ours, theirs]
    assert met.git("log", "-1", "--format=%s %at").split() == ["seki:", "sync", str(int(WHEN.timestamp()))]
    assert (shape(met), met.saved(OURS) is not None) == ((True,) * 4, True)
    assert (met.status(), met.litter(), backups(met)) == ("", [], [ours])
    assert stat.S_IMODE((met.root / THEIRS).stat().st_mode) == 0o600
    assert stat.S_IMODE((met.root / DEEP).parent.stat().st_mode) == 0o700
    assert land(met, commit).paths == ()
    met.fsck()


def test_moving_on_to_theirs_makes_no_commit(met: Ledger) -> None:
    met.git("reset", "-q", "--hard", "HEAD~1")
    theirs = met.git("rev-parse", "other").strip()
    assert land(met).commit == met.head() == theirs
    assert (shape(met), met.status()) == ((True,) * 4, "")


def test_hand_edits_elsewhere_are_left_and_those_in_the_way_are_named(met: Ledger) -> None:
    met.write(OURS, b"by hand\n")
    met.write("memo.txt", b"by hand\n")
    before = met.head()
    met.write(HOUSE, b"by hand\n")
    met.write(THEIRS, b"by hand\n")
    with pytest.raises(Blocked) as refusal:
        land(met)
    assert refusal.value.where == "、".join(sorted([HOUSE, THEIRS]))
    assert (met.head(), met.read(HOUSE), backups(met), met.litter()) == (before, b"by hand\n", [], [])
    met.git("checkout", "-q", "--", HOUSE)
    (met.root / THEIRS).unlink()
    land(met)
    assert shape(met) == (True,) * 4
    assert (met.read(OURS), met.read("memo.txt")) == (b"by hand\n", b"by hand\n")
    assert met.status() == f" M {OURS}\n?? memo.txt\n"


def test_what_somebody_copied_over_by_hand_is_no_hand_edit(met: Ledger) -> None:
    met.write(HOUSE, b"schema: household/1\n# theirs\n")
    met.write(THEIRS, new(THEIRS).data or b"")
    (met.root / STAFF).unlink()
    land(met)
    assert (shape(met), met.status(), met.litter()) == ((True,) * 4, "", [])


def test_a_save_that_came_in_between_is_never_covered_up(met: Ledger) -> None:
    commit = commit_of(met)
    save(met.root, act("note add", new(note("7KQ4"))))
    with pytest.raises(Blocked):
        land(met, commit)
    assert met.saved(note("7KQ4")) is not None
    assert (shape(met), met.status(), backups(met)) == ((False,) * 4, "", [])


def test_a_link_in_the_way_is_not_followed(met: Ledger) -> None:
    outside = met.root.parent / "outside"
    outside.mkdir()
    (met.root / CASE / "consents").symlink_to(outside)
    with pytest.raises(Blocked):
        land(met)
    assert (shape(met), list(outside.iterdir())) == ((False,) * 4, [])


@pytest.mark.parametrize("place", STEPS)
def test_killed_at_every_step(met: Ledger, place: str) -> None:
    ours = met.head()
    code = in_child(lambda: land(met), failpoint=place)
    assert code == (0 if place in NOT_PASSED else -signal.SIGKILL)
    save(met.root, act("note add", new(note("7KQ9"))))
    stands = place in NOT_PASSED or STEPS.index("ref-moved") <= STEPS.index(place) < STEPS.index("merge-blobs-written")
    assert shape(met) == (stands,) * 4
    assert (met.status(), met.litter()) == ("", [])
    assert (met.root / DEEP).parent.exists() == stands
    assert set(backups(met)) <= {ours}
    met.fsck()
    if not stands:
        land(met)
        assert (shape(met), met.status()) == ((True,) * 4, "")


@pytest.mark.parametrize("fault", ["enospc", "eio", "erofs", "eacces"])
@pytest.mark.parametrize(
    "place", ["merge-written", "backup-kept", "journal-written", "temp-written", "old-kept", "folders-flushed"]
)
def test_a_disk_that_fails_is_one_refusal_and_the_old_state(
    met: Ledger, fault: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = met.head()
    monkeypatch.setenv("SEKI_TEST_BUILD", "1")
    monkeypatch.setenv("SEKI_FAILPOINT", f"{place}:{fault}")
    with pytest.raises(Blocked):
        land(met)
    monkeypatch.delenv("SEKI_FAILPOINT")
    assert (met.head(), met.status(), met.litter()) == (ours, "", [])
    land(met)
    assert shape(met) == (True,) * 4


def test_many_files_come_back_out_after_a_crash(met: Ledger) -> None:
    """More files than one command line of git takes: the undoing asks for all of them."""
    paths = [f"{CASE}/notes/2025061{n // 1000}-{n % 1000:03d}Z.yaml" for n in range(1500)]
    rows = [f"M 100644 inline {path}\ndata 2\nx\n\n" for path in paths]
    stream = "commit refs/heads/many\ncommitter x <x@example.jp> 1750000000 +0900\ndata 1\nm\nfrom refs/heads/main\n" + "".join(
        rows
    )
    (met.root / "stream").write_text(stream)
    with (met.root / "stream").open("rb") as stdin:
        subprocess.run(["git", "fast-import", "--quiet"], cwd=met.root, stdin=stdin, check=True)
    (met.root / "stream").unlink()
    assert in_child(lambda: land(met, "many"), failpoint="files-placed") == -signal.SIGKILL
    save(met.root, act("note add", new(note("7KQ9"))))
    assert (met.status(), met.litter(), (met.root / paths[0]).exists()) == ("", [], False)
