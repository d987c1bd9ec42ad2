"""Killing a command: the workspace before it, the command once undisturbed, and then again and again with an end that it did not choose."""

import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from canaries.household import DAY, Fixture
from seki_cli.files.failpoints import failpoint
from speaking import Said, say
from torture.deeds import DEEDS, Deed
from torture.forks import Ended, Fork, Job, after, copy_afresh, run_seki, start, warm
from torture.judging import Before, Goes, Whole, before, commit_text, commits_since, find_faults, git, seen_text
from torture.naive import run_naively, say_naively, told_of

UNDONE: Final = "files-placed"
"""What is killed here is undone by the next act."""
_BY_HAND: Final = "# 手直しの途中\n"
_NOTE: Final = "method: 電話\nfact: 後片付けのあとの記録\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Who saves: a call as a process that may be killed, and as one that is spoken in this process."""

    run: Callable[..., Job]
    speak: Callable[..., Said]


SEKI: Final = Store(run=run_seki, speak=say)
NAIVE: Final = Store(run=run_naively, speak=say_naively)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One way to die: at the first of these named places, the next acts at the others; without any, after a part of its time."""

    places: tuple[str, ...] = ()
    part: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A command ready to be killed: the workspace before it, what it leaves undisturbed, how long it takes, what it passes."""

    deed: Deed
    mould: Path
    was: Before
    whole: Whole
    papers: dict[str, str]
    seconds: float
    passed: tuple[str, ...]


class Ground:
    """Where commands are killed: a workspace with everything in it, and a folder in memory for its copies."""

    def __init__(self, fixture: Fixture, folder: Path, store: Store = SEKI) -> None:
        self.fixture, self.folder, self.store = fixture, folder, store
        self.desk, self.root, self.noted = folder / "desk", folder / "daicho", folder / "noted"
        warm(fixture.root, DAY)
        gc.freeze()  # what is in memory by now is for the forks to share, not to count

    def prepare(self, deed: Deed) -> Prepared:
        """Make the workspace before an act and see the act once without a crash."""
        mould = copy_afresh(self.fixture.root, self.folder / "mould")
        hand = self._go_before(deed, mould)
        was = before(mould, hand, taken_up=bool(deed.say.hand))
        self._copy(mould)
        seen = {seen_text(was, self._read())}
        begun = time.monotonic()
        ended = self._begin(deed, noting=True).wait()
        seconds = time.monotonic() - begun
        assert (ended.code, deed.said in ended.out) == (0, True), (deed.command, ended)
        commits = commits_since(was, self.root)
        assert len(commits) == 1, (deed.command, commits)
        return Prepared(
            deed=deed,
            mould=mould,
            was=was,
            whole=Whole(commit=commit_text(was, self.root, commits[0]), seen=frozenset({*seen, seen_text(was, self._read())})),
            papers=self._papers(was),
            seconds=seconds,
            passed=self._passed(),
        )

    def kill(self, prepared: Prepared, kill: Kill) -> list[str] | None:
        """Kill a command once and return what is wrong after it; None where it ended without coming to that place."""
        self._copy(prepared.mould)
        ended = self._die(prepared, kill)
        if ended is None:
            return None
        said = prepared.deed.said in ended.out
        faults = find_faults(prepared.was, self.root, prepared.whole, Goes(read=self._read, write=self._write), said=said)
        papers = self._papers(prepared.was)
        if papers != prepared.papers and (said or papers):
            faults.append(f"half a paper: {sorted(papers)}")
        return faults

    def mending(self) -> tuple[str, ...]:
        """Return the places that only an act passes which undoes another one first."""
        prepared = self.prepare(DEEDS["note add"])
        self._copy(prepared.mould)
        assert self._begin(prepared.deed, UNDONE).wait().killed
        assert self._begin(prepared.deed, noting=True).wait().code == 0
        return tuple(place for place in self._passed() if place not in prepared.passed)

    def _die(self, prepared: Prepared, kill: Kill) -> Ended | None:
        if not kill.places:
            fork = self._begin(prepared.deed)
            after(prepared.seconds * kill.part)
            ended = fork.kill()
            assert ended.killed or ended.code == 0, (prepared.deed.command, ended)
            return ended
        ended = self._begin(prepared.deed, kill.places[0]).wait()
        nexts = [self._begin(DEEDS["note add"], place).wait() for place in kill.places[1:]]
        return ended if all(one.killed for one in (ended, *nexts)) else None

    def _begin(self, deed: Deed, place: str = "", *, noting: bool = False) -> Fork:
        spoken = [word.format(**self.fixture.ids) for word in (*deed.command.split(), *deed.say.words.split())]
        door = ["--from", "-"] if deed.say.given else []
        job = self.store.run("-C", str(self.root), "--as-of", deed.say.day, *spoken, *door)
        env = {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": f"{place}:stop"} if place else {}
        noted = _noting(job, self.noted) if noting else job
        return start(noted, self.folder / "log", given=deed.say.given, cwd=self.desk, env=env)

    def _go_before(self, deed: Deed, root: Path) -> tuple[str, ...]:
        """Do what has to be done before an act, and return the file that somebody is changing by hand meanwhile."""
        for words in deed.first:
            _must(say("-C", str(root), "--as-of", DAY, *words.format(**self.fixture.ids).split()))
        if deed.edited:
            path, old, new = deed.edited
            text = (root / path).read_text(encoding="utf-8")
            assert old in text
            (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
            _found_anew(root)
        for path, text in deed.say.hand:
            file = root / path.format(**self.fixture.ids)
            file.write_text(text.format(**self.fixture.ids), encoding="utf-8")
            file.chmod(0o600)
        own = tuple(path.format(**self.fixture.ids) for path, _ in deed.say.hand)
        if own or self.store is NAIVE:  # the twin takes every hand edit for its own: without one it has to fail all the same
            return own
        return (self._edit_by_hand(root),)

    def _edit_by_hand(self, root: Path) -> str:
        """Leave a file as somebody leaves it who is not done yet: nobody else may save it or take it away."""
        file = min((root / "cases/R07" / self.fixture.ids["other"] / "notes").glob("*.yaml"))
        file.write_text(file.read_text(encoding="utf-8") + _BY_HAND, encoding="utf-8")
        return file.relative_to(root).as_posix()

    def _copy(self, mould: Path) -> None:
        copy_afresh(mould, self.root)
        self.noted.unlink(missing_ok=True)
        self.desk.mkdir(exist_ok=True)
        for path in self.desk.iterdir():
            path.unlink()

    def _read(self) -> str:
        """Return what a reader sees: the list of cases, whose columns come of every record; "" where it fails."""
        told = say("-C", str(self.root), "--as-of", DAY, "case", "list", "--json")
        return told.out if told.code == 0 else ""

    def _write(self) -> str:
        """Save one more record as the next person would, and return its file, "" where that does not work."""
        words = ("note", "add", self.fixture.ids["fourth"], "--by", "sato", "--from", "-")
        said = self.store.speak("-C", str(self.root), "--as-of", "2025-09-12", *words, "--json", stdin=_NOTE)
        return str(told_of(said)["path"]) if said.code == 0 else ""

    def _papers(self, was: Before) -> dict[str, str]:
        return {was.plain(path.name): was.plain(path.read_text(encoding="utf-8")) for path in sorted(self.desk.iterdir())}

    def _passed(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.noted.read_text(encoding="ascii").split()))


def _found_anew(root: Path) -> None:
    """Let the workspace have been founded as its files stand now."""
    git(root, "add", "-A")
    tree = git(root, "write-tree").strip()
    git(root, "update-ref", "refs/heads/main", git(root, "commit-tree", tree, "-m", "seki: init").strip())


def _must(said: Said) -> None:
    assert said.code == 0, said.err


def _noting(job: Job, noted: Path) -> Job:
    """Return a job that writes down the named places it passes, in place of dying there."""

    def noting() -> int | None:
        os.environ["SEKI_NOTED"] = str(noted)
        failpoint.__code__ = _note.__code__
        return job()

    return noting


def _note(name: str) -> None:
    with open(os.environ["SEKI_NOTED"], "a") as file:  # noqa: PTH123 - it runs with what the module of failpoints has imported
        file.write(f"{name}\n")
