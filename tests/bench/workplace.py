"""One generated workspace, and the comparisons that are made in it: the questions, the cold check, changes, saves."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.generate import AS_OF, SEED, VERSION, Truth, environment, generate, read_truth, write_truth
from bench.measuring import Budget, Job, Measured, progress, race
from bench.peers import build_grep_job, build_task_job

CHANGED: Final = 100
_LONGEST: Final = 1800
"""Seconds after which even a first question is given up."""
_HERE: Final = Path(__file__).parent
_SEKI: Final = str(Path(sys.executable).with_name("seki"))
_FORGET_DISK: Final = Path("/proc/sys/vm/drop_caches")
_NEW_CASE: Final = """intake:
  received_on: {day}
  agency: chuo1
  method: 来所
  variant: 同意なし
  complaint:
    by_person: {number} 番めに来た人の、はじめての相談。
"""
_NEW_NOTE: Final = """date: {day}
method: 電話
fact: {number} 回めに電話で話した。変わりはない。
"""

Timings = dict[str, Measured]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """A workspace that is measured, what is true of it, and the folder beside it for what the peers need."""

    root: Path
    truth: Truth
    beside: Path
    base: str

    @property
    def size(self) -> int:
        """Return how many cases there are."""
        return len(self.truth.cases)

    def seki(self, name: str, *words: str) -> Job:
        """Return a call of seki in this workspace on its day."""
        return Job(name=name, words=(_SEKI, "-C", str(self.root), "--as-of", str(AS_OF), *words))

    def status(self) -> Job:
        """Return a plain `git status`."""
        return Job(name="status", words=("git", "-C", str(self.root), "status", "--porcelain"))

    def forget(self, _round: int = 0) -> None:
        """Take away what seki has noted of this workspace: the next answer is worked out from the records."""
        shutil.rmtree(self.root / ".seki", ignore_errors=True)

    def git(self, *words: str) -> str:
        """Call git here, its commits dated on the workspace's day."""
        whole = ["git", "-C", str(self.root), "-c", "core.hooksPath=/dev/null", *words]
        return subprocess.run(
            whole, env={**environment(), **_at_noon()}, stdout=subprocess.PIPE, check=True, text=True
        ).stdout.strip()

    def unlock(self) -> None:
        """Take away the lock of a git that was ended: nothing else works in this workspace."""
        (self.root / ".git/index.lock").unlink(missing_ok=True)

    def restore(self) -> None:
        """Put everything back as it was generated, after a call that was ended too."""
        self.unlock()
        self.git("reset", "-q", "--hard", self.base)
        self.git("clean", "-qfd")


def open_workplace(folder: Path, cases: int, *, keep: bool) -> Workplace:
    """Return a workspace of so many cases, generated, or kept from an earlier run of the same generator."""
    home = folder / f"v{VERSION}-{SEED}-{cases}"
    kept = home / "truth.json"
    if not (keep and kept.exists()):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        progress(f"{cases:,} 件のケースの台帳を作っています")
        write_truth(generate(home / "daicho", cases), kept)
    root = home / "daicho"
    base = subprocess.run(["git", "-C", str(root), "rev-parse", "HEAD"], stdout=subprocess.PIPE, check=True, text=True).stdout
    place = Workplace(root=root, truth=read_truth(kept), beside=home, base=base.strip())
    place.restore()
    return place


def hello() -> Job:
    """Return the smallest program on the same Typer."""
    return Job(name="hello", words=(sys.executable, str(_HERE / "hello.py")))


def race_starts(budget: Budget) -> Timings:
    """Measure what every start costs: bare Python, hello-world, `--version`, `--help`, and a TAB at an option of what writes."""
    bare = Job(name="python", words=(sys.executable, "-c", "pass"))
    told = [Job(name=word, words=(_SEKI, f"--{word}")) for word in ("version", "help")]
    typed = {"_SEKI_COMPLETE": "complete_bash", "COMP_WORDS": "seki\nnote\nadd\n--", "COMP_CWORD": "3"}
    tab = Job(name="tab", words=(_SEKI,), extra=typed)
    return race([bare, hello(), *told, tab], budget, "起動")


def warm_up(place: Workplace) -> None:
    """Ask once what keeps its answer, however long that takes: a question about what did not change is not the first one."""
    jobs = [
        place.seki("due", "due"),
        place.seki("due --head", "due", "--head"),
        replace(place.seki("check", "check"), codes=(0, 1)),
    ]
    race(jobs, Budget(rounds=1, seconds=1, cap=_LONGEST))


def race_questions(place: Workplace, budget: Budget) -> Timings:
    """Measure the questions where nothing has changed since they were last asked, and the peers."""
    warm_up(place)
    words = place.beside / "words.txt"
    words.write_text("佐藤 みのる\n", encoding="utf-8")
    jobs = [
        hello(),
        place.status(),
        place.seki("due --head", "due", "--head"),
        place.seki("due", "due"),
        replace(place.seki("check", "check"), codes=(0, 1)),
        place.seki("list", "case", "list"),
        replace(place.seki("find", "case", "find", "-"), stdin=str(words)),
        build_grep_job(place.root),
        build_task_job(place.beside / "task", place.truth),
    ]
    return race([job for job in jobs if job], budget, f"{place.size:,} 問い")


def race_cold(place: Workplace, budget: Budget) -> Timings:
    """Measure a check of all records from nothing, and reading all their bytes."""
    read = Job(name="read", words=(sys.executable, str(_HERE / "read_all.py"), str(place.root)))
    cold = replace(place.seki("check cold", "check"), codes=(0, 1), before=place.forget)
    return race([read, cold], budget, f"{place.size:,} はじめからの検査")


def race_changes(place: Workplace, budget: Budget) -> tuple[Timings, Timings]:
    """Measure `due` with a hundred files changed and not saved, and then in a new commit; each run meets another change."""
    heads = [f"cases/{case[:3]}/{case}/case.yaml" for case in place.truth.cases[:CHANGED]]
    texts = {path: (place.root / path).read_text("utf-8") for path in heads}
    drawn = iter(range(1_000_000))

    def change(_round: int) -> None:
        number = next(drawn)
        for path, text in texts.items():
            (place.root / path).write_text(f"{text}tags:\n  - 手直し{number}\n", encoding="utf-8")

    def commit(number: int) -> None:
        change(number)
        place.git("commit", "-q", "-a", "-m", "手直し")

    warm_up(place)
    dirty = race([_before(place.seki("due", "due"), change), place.status()], budget, f"{place.size:,} 手直し {CHANGED} 件")
    place.restore()
    saved = race(
        [_before(place.seki("due --head", "due", "--head"), commit), place.status()], budget, f"{place.size:,} 保存 {CHANGED} 件"
    )
    place.restore()
    return dirty, saved


def race_saves(place: Workplace, budget: Budget) -> Timings:
    """Measure durable saves: a new case, a note, and git alone with the same settings, each adding one file (a case: three)."""
    new, written = place.beside / "new.yaml", place.beside / "note.yaml"
    drawn = iter(range(1_000_000))

    def prepare(_round: int) -> None:
        number = next(drawn)
        place.unlock()
        new.write_text(_NEW_CASE.format(day=AS_OF, number=number), encoding="utf-8")
        written.write_text(_NEW_NOTE.format(day=AS_OF, number=number), encoding="utf-8")
        (place.root / "activities").mkdir(exist_ok=True)
        (place.root / "activities/bare.txt").write_text(f"{number}\n", encoding="utf-8")

    line = "git add -- activities/bare.txt && git -c core.hooksPath=/dev/null commit -q -m seki"
    bare = Job(name="git", words=("sh", "-c", f'cd "$1" && {line}', "sh", str(place.root)), extra=_at_noon(), before=prepare)
    by = ("--by", "chuo1-1")
    found = race(
        [
            hello(),
            bare,
            _before(place.seki("new", "case", "new", "--from", str(new), *by), prepare),
            _before(place.seki("note", "note", "add", place.truth.cases[0], "--from", str(written), *by), prepare),
        ],
        budget,
        f"{place.size:,} 保存",
    )
    place.restore()
    return found


def race_cold_disk(place: Workplace, budget: Budget) -> Timings | None:
    """Measure with nothing of the disk in memory, as a nightly job meets it; None where this may not be done."""
    if os.environ.get("BENCH_COLD") != "1" or not os.access(_FORGET_DISK, os.W_OK):
        return None

    def drop(_round: int) -> None:
        os.sync()
        _FORGET_DISK.write_text("3\n", encoding="ascii")

    jobs = [place.status(), place.seki("due --head", "due", "--head"), place.seki("due", "due")]
    return race([_before(job, drop) for job in jobs], budget, f"{place.size:,} 冷えたディスク")


def _before(job: Job, prepare: Callable[[int], None]) -> Job:
    return replace(job, before=prepare)


def _at_noon() -> dict[str, str]:
    return {"GIT_AUTHOR_DATE": f"{AS_OF}T12:00:00+0900", "GIT_COMMITTER_DATE": f"{AS_OF}T12:00:00+0900"}
