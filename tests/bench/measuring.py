"""Measuring commands against each other: in turns, so that whatever else the machine does falls on all of them alike."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from bench.generate import environment

_LAUNCH: Final = Path(__file__).with_name("launch.py")
_MIB: Final = 1024
_LONG: Final = 20.0
_SHORT: Final = 0.5
_OFTEN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A command to be measured: its words, what it reads, the exit codes that are right, and what is made ready before each run."""

    name: str
    words: tuple[str, ...]
    codes: tuple[int, ...] = (0,)
    stdin: str = os.devnull
    extra: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run took: seconds of the clock and of the processors, and the peak of its largest process in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(slots=True, kw_only=True)
class Measured:
    """All runs of a job. `capped`: it was ended after so many seconds, so that nothing but "longer than" is known.

    `failed`: it ended otherwise than it should, so that its time means nothing.
    """

    runs: list[Run] = field(default_factory=list)
    capped: float = 0.0
    failed: str = ""

    @property
    def wall(self) -> float:
        """Return the median of the seconds; of a job that was ended, the seconds after which it was."""
        return self.capped or median(run.wall for run in self.runs)

    @property
    def best(self) -> float:
        """Return the fewest seconds."""
        return self.capped or min(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Return the median of the seconds of the processors."""
        return self.capped or median(run.cpu for run in self.runs)

    @property
    def peak(self) -> float:
        """Return the highest peak of any run in MiB."""
        return max(run.peak for run in self.runs) if self.runs else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long is measured: so many rounds, fewer once so many seconds have passed, and no run longer than `cap`."""

    rounds: int
    seconds: float
    cap: float


def race(jobs: Sequence[Job], budget: Budget, told: str = "") -> dict[str, Measured]:
    """Run all jobs in turns (A B C, C B A …) and return what each took. The first run warms up: of three and more it is dropped.

    What is ended, or fails, is not run again.
    """
    found = {job.name: Measured() for job in jobs}
    began = time.monotonic()
    for number in range(budget.rounds):
        if number and time.monotonic() - began > budget.seconds:
            break
        round_began = time.monotonic()
        for job in jobs if number % 2 == 0 else tuple(reversed(jobs)):
            _some(job, number, found[job.name], budget.cap)
        if told and time.monotonic() - round_began > _LONG:
            progress(f"{told}: {number + 1} 周め、{time.monotonic() - began:.0f} 秒")
    if told:
        progress(f"{told}: 終わりました（{time.monotonic() - began:.0f} 秒）")
    for one in found.values():
        if len(one.runs) >= 3:
            del one.runs[0]
    return found


def _some(job: Job, number: int, found: Measured, cap: float) -> None:
    """Run a job once in a round; one that is over in no time a few times, or a breath of the machine would be all that is seen."""
    for _ in range(_OFTEN):
        if not (found.capped or found.failed):
            _once(job, number, found, cap)
        if job.before or not found.runs or found.runs[-1].wall > _SHORT:
            break


def _once(job: Job, number: int, found: Measured, cap: float) -> None:
    if job.before:
        job.before(number)
    words = (shutil.which(job.words[0]) or job.words[0], *job.words[1:])
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(_LAUNCH), str(cap), job.stdin, *words],
        env={**environment(), **job.extra},
        stdout=subprocess.PIPE,
        check=True,
    )
    row = json.loads(done.stdout)
    if row["code"] is None:
        found.capped = cap
    elif row["code"] not in job.codes:
        found.failed = f"終了コード {row['code']}"
        progress(f"{job.name}: {found.failed}（{' '.join(job.words[:8])} …）")
    else:
        found.runs.append(Run(wall=row["wall"], cpu=row["cpu"], peak=row["peak"] / _MIB))


def progress(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(f"… {text}", file=sys.stderr, flush=True)
