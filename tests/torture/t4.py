"""T4: the disk is full, at every number of free pages and of free names, or fails, at every named place of a save.

A workspace lies on a small file system in memory. It is filled until k pages (or k names) are free, then something is saved:
it is saved whole, or refused in one line with nothing torn; once there is space, the next save works unaided.
"""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from files.ledgers import CASE, HEAD, Ledger, act, in_child, new
from seki_cli.errors import Blocked, SekiError
from seki_cli.files.act import Change
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.durable import digest
from seki_cli.files.failpoints import FAILPOINTS
from seki_cli.files.founding import create_workspace
from seki_cli.files.git_state import read_unsaved
from seki_cli.files.merge import build_merge
from seki_cli.files.merge_landing import land_commit, write_merge
from seki_cli.files.save import begin_writing, save
from seki_cli.files.sources import read_sources
from torture.apart import rows_of
from torture.row import Row

PAGES, NAMES = 20, 40
"""More than any of the deeds needs (measured: the last refusal is at 15 free pages and at 33 free names)."""

FAULTS: Final = ("enospc", "eio", "erofs", "eacces")
HOUSEHOLD: Final = f"{CASE}/household.yaml"
_DAY: Final = datetime.fromisoformat("2025-06-11T09:30:00+09:00")
_PLACES: Final = tuple(place for place in FAILPOINTS if not place.startswith("undo"))
_NAMES: Final = 4096
_FILL: Final = 1 << 16


TORTURE: Final = 10_000
"""The long form: all trials there are."""


def run(many: int, seed: int) -> Iterator[Row]:
    """Run as many trials, drawn from all there are; with enough asked for, all of them."""
    yield from rows_of("t4", many, seed)


def run_naive(many: int, seed: int) -> Iterator[Row]:
    """Run the naive twin over the free pages."""
    yield from rows_of("t4", many, seed, "naive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One thing to do while the disk is so: `free` pages or names are left (what: pages, names), or a fault at a place."""

    deed: str
    what: str
    free: int = 0
    place: str = ""


def all_trials() -> dict[str, tuple[Trial, ...]]:
    """Return every trial, by the row it belongs to."""
    full = [
        Trial(deed=deed, what=what, free=free)
        for deed in ("save", "hand", "land", "draft", "init")
        for what, most in (("pages", PAGES), ("names", NAMES))
        for free in range(most + 1)
    ]
    faults = [Trial(deed=deed, what=fault, place=place) for deed in ("save", "land") for fault in FAULTS for place in _PLACES]
    return {"空きのないディスク": tuple(full), "失敗するディスク（EIO・EROFS・EACCES・ENOSPC）": tuple(faults)}


def rows_apart(many: int, seed: int, *more: str) -> tuple[Row, ...]:
    """Do the trials on a small file system; the process has mounts of its own."""
    with _a_disk() as disk:
        return tuple(_rows(disk, many, seed, naive="naive" in more))


def _rows(disk: "_Disk", many: int, seed: int, *, naive: bool) -> Iterator[Row]:
    if naive:
        levels = tuple(Trial(deed="save", what="pages", free=n) for n in range(min(many, PAGES + 1)))
        yield _row("空きのないディスク", disk.try_naive, levels)
        return
    dice, trials = random.Random(seed), all_trials()
    shares = {what: max(1, round(many * len(some) / sum(map(len, trials.values())))) for what, some in trials.items()}
    for what, some in trials.items():
        chosen = some if shares[what] >= len(some) else tuple(dice.sample(some, shares[what]))
        yield _row(what, disk.try_one, chosen)


def _row(what: str, try_one: Callable[[Trial], str], trials: tuple[Trial, ...]) -> Row:
    start = time.monotonic()
    wrong = [f"{trial.deed} {trial.what} {trial.place or trial.free}: {found}" for trial in trials if (found := try_one(trial))]
    seconds = time.monotonic() - start
    return Row(test="T4", what=what, many=len(trials), lost=len(wrong), seconds=seconds, note="; ".join(wrong[:6]))


@contextmanager
def _a_disk() -> Iterator["_Disk"]:
    place, home = Path(tempfile.mkdtemp(prefix="seki-full-")), Path(tempfile.mkdtemp(prefix="seki-full-"))
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size=24m,nr_inodes={_NAMES}", "none", place], check=True)
        yield _Disk(place, home)
    finally:
        subprocess.run(["umount", place], check=False)
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


class _Disk:
    """A small file system with a workspace on it, and a second one beside it that it may merge."""

    def __init__(self, place: Path, home: Path) -> None:
        self.place, self.shelter = place, home / "台帳"
        create_workspace(self.shelter, {"seki.yaml": b"schema: seki/1\nformat: 1\n", **HEAD}, act("init", day="2025-04-01"))
        save(self.shelter, act("note add first", new(_note("AAAA"))))

    def try_one(self, trial: Trial) -> str:
        """Return what went wrong, "" where all is as it must be."""
        root = self._fresh()
        ledger = Ledger(root=root)
        deed = _DEEDS[trial.deed](ledger)
        old = _state(ledger)
        if trial.place:
            said = _attempt(deed, failpoint=f"{trial.place}:{trial.what}")
        else:
            self._fill(trial)
            said = _attempt(deed)
        return _judge(ledger, trial, old, said, self._free)

    def try_naive(self, trial: Trial) -> str:
        """Do it as one does without care: write the files, git add, git commit."""
        ledger = Ledger(root=self._fresh())
        self._fill(trial)
        written = {_note("7KQ2"): b"schema: note/1\n" * 300, HOUSEHOLD: b"schema: household/1\n# new\n"}
        with suppress(OSError, subprocess.CalledProcessError):
            for path, data in written.items():
                ledger.write(path, data)
            ledger.git("add", "-A")
            ledger.git("commit", "-q", "--no-verify", "-m", "naive")
        self._free()
        saved = [ledger.saved(path) for path in written]
        whole = all(saved[n] == data for n, data in enumerate(written.values()))
        untouched = not any((ledger.root / path).exists() for path in written if "notes" in path) and not ledger.status()
        return "" if whole or untouched else "half of it"

    def _fresh(self) -> Path:
        self._free()
        root = self.place / "台帳"
        for other in (root, root.with_name("other")):
            shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(self.shelter, root, symlinks=True)
        root.chmod(0o700)
        return root

    def _fill(self, trial: Trial) -> None:
        """Leave so many pages or names free, and not one more."""
        if trial.what == "names":
            for number in range(os.statvfs(self.place).f_favail - trial.free):
                (self.place / f"full-{number}").touch()
            return
        about = os.statvfs(self.place)
        with (self.place / "full").open("wb") as file:
            left = (about.f_bavail - trial.free) * about.f_frsize
            while left > 0:
                left -= file.write(b"\0" * min(_FILL, left))
                file.flush()
        assert os.statvfs(self.place).f_bavail in (trial.free, trial.free - 1)

    def _free(self) -> None:
        for file in self.place.glob("full*"):
            file.unlink()


def _note(letters: str) -> str:
    return f"{CASE}/notes/20250611-{letters}.yaml"


Deed = Callable[[], object]


def _saving(ledger: Ledger) -> Deed:
    """A new record, a changed one, and one that goes: each of them in a folder of its own."""
    household = Change(path=HOUSEHOLD, data=b"schema: household/1\n# new\n", before=digest(ledger.read(HOUSEHOLD)))
    gone = Change(path=_note("AAAA"), data=None, before=digest(ledger.read(_note("AAAA"))))
    whole = act("case close", new(f"{CASE}/closings/20250611-7KQ2.yaml"), household, gone)
    return lambda: save(ledger.root, whole)


def _saving_by_hand(ledger: Ledger) -> Deed:
    ledger.write(HOUSEHOLD, b"schema: household/1\n# by hand\n")
    standing = Change(path=HOUSEHOLD, data=ledger.read(HOUSEHOLD), standing=True)
    return lambda: save(ledger.root, act("save", standing))


def _landing(ledger: Ledger) -> Deed:
    """A merge of two histories, built already, comes into the work tree."""
    save(ledger.root, act("note add", new(_note("BBBB"))))
    ours = ledger.head()
    ledger.git("branch", "-q", "theirs", "HEAD~1")
    theirs = _commit_aside(ledger, "theirs")
    merge = build_merge(ledger.root, ours, theirs)

    def land() -> object:
        with begin_writing(ledger.root, "sync") as writing:
            commit = write_merge(ledger.root, merge, author_date=_DAY, message="seki: sync")
            return land_commit(writing, commit, "seki: sync")

    return land


def _commit_aside(ledger: Ledger, branch: str) -> str:
    """Put a record and a change on a branch that is not checked out."""
    index = {"GIT_INDEX_FILE": str(ledger.root / ".git" / "aside")}
    ledger.git("read-tree", branch, env=index)
    for path, data in ((_note("CCCC"), b"schema: note/1\n"), (f"{CASE}/case.yaml", b"schema: case/1\n# theirs\n")):
        beside = ledger.root / ".git" / "blob"
        beside.write_bytes(data)
        blob = ledger.git("hash-object", "-w", str(beside)).strip()
        ledger.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=index)
        beside.unlink()
    tree = ledger.git("write-tree", env=index).strip()
    commit = ledger.git("commit-tree", "-p", branch, "-m", "theirs", tree).strip()
    (ledger.root / ".git" / "aside").unlink()
    ledger.git("update-ref", f"refs/heads/{branch}", commit)
    return commit


def _drafting(ledger: Ledger) -> Deed:
    write_draft(ledger.root, "case-new", "old: 1\n")
    return lambda: write_draft(ledger.root, "case-new", "new: " + "1" * 5000)


def _founding(ledger: Ledger) -> Deed:
    files = {"seki.yaml": b"schema: seki/1\nformat: 1\n", **HEAD}
    return lambda: create_workspace(ledger.root.parent / "other", files, act("init", day="2025-04-01"))


_DEEDS: Final = {"save": _saving, "hand": _saving_by_hand, "land": _landing, "draft": _drafting, "init": _founding}
State = tuple[tuple[str, str], ...]


def _state(ledger: Ledger) -> State:
    """Return what a reader finds: the records, the drafts, and whether there is another workspace."""
    read = read_sources(ledger.root, day=_DAY.date()).files
    other = ledger.root.parent / "other"
    founded = ledger.git("-C", str(other), "rev-parse", "HEAD") if (other / "seki.yaml").exists() else ""
    draft = read_draft(ledger.root, "case-new") or ""
    return (*((path, digest(data)) for path, data in sorted(read.items())), ("draft", draft), ("other", founded))


def _attempt(deed: Deed, *, failpoint: str = "") -> str:
    """Do it in a process of its own; return 保存, the refusal, or what else came of it."""
    back, forth = os.pipe()

    def job() -> None:
        try:
            deed()
            said = "保存"
        except Blocked as no:
            said = f"拒否 {no.message}"
        except SekiError as error:
            said = f"別の拒否 {error.code}"
        except BaseException as error:  # noqa: BLE001
            said = f"例外 {type(error).__name__}"
        os.write(forth, said.encode())

    in_child(job, failpoint=failpoint)
    os.close(forth)
    with os.fdopen(back, "rb") as end:
        return end.read().decode()


def _judge(ledger: Ledger, trial: Trial, old: State, said: str, make_space: Callable[[], None]) -> str:
    if not said.startswith(("保存", "拒否")) or "\n" in said:
        return said
    seen = _state(ledger)
    make_space()
    if said != "保存" and "確かめられません" not in said and seen != old:
        return "refused, and something else is there"
    if said == "保存" and seen == old and trial.deed != "hand":
        return "saved, and not there"
    try:
        save(ledger.root, act("note add next", new(_note("NEXT".replace("N", "M")))))
    except SekiError as error:
        return f"the next save does not work: {error.message}"
    return _judge_after(ledger, trial, old, said)


def _judge_after(ledger: Ledger, trial: Trial, old: State, said: str) -> str:
    now = dict(_state(ledger))
    now.pop(_note("MEXT"), None)
    if said != "保存" and "確かめられません" not in said and tuple(now.items()) != old:
        return "the old state is not there any more"
    by_hand = {f" M {HOUSEHOLD}"} if trial.deed == "hand" and said != "保存" else set[str]()
    if set(ledger.status().splitlines()) != by_hand or read_unsaved(ledger.root).unmerged:
        return "the work tree is not HEAD"
    if ledger.litter() or list(ledger.root.parent.glob(".other*")):
        return f"left behind {ledger.litter()}"
    try:
        ledger.fsck()
    except subprocess.CalledProcessError:
        return "git fsck"
    return ""
