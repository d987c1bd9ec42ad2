"""The memory that seki itself takes: the peak of the largest of its own processes, without the git that it asks.

Beside a large workspace git needs more memory than seki, and what a parent is told of its ended children is the larger of the
two. So the command runs once more, and is looked at often while it does: its time means nothing then.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from bench.generate import environment
from bench.measuring import Job, progress
from bench.workplace import Workplace

_PROC: Final = Path("/proc")
_PEAK: Final = "VmHWM:"
_OFTEN: Final = 0.002
_SELDOM: Final = 0.05


def measure_own(place: Workplace, cap: float) -> dict[str, float]:
    """Return the peaks in MiB of what lists and a check from nothing take, by the name of the job; what failed is left out."""
    cold = replace(place.seki("check cold", "check"), codes=(0, 1), before=place.forget)
    due = place.seki("due", "due")
    own_peak(due, cap)  # what was saved and put back before is known again after the first answer
    jobs = (due, place.seki("due --head", "due", "--head"), cold)
    found = {job.name: peak for job in jobs if (peak := own_peak(job, cap)) is not None}
    progress(f"{place.size:,} メモリー: 終わりました")
    return found


def own_peak(job: Job, cap: float) -> float | None:
    """Return the peak in MiB of the largest process of a job that is this Python; None where the job failed or took too long."""
    if job.before:
        job.before(0)
    began, highest = time.monotonic(), 0
    with subprocess.Popen(
        job.words,
        env={**environment(), **job.extra},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as started:
        while started.poll() is None:
            highest = max([highest, *_peaks(started.pid)])
            spent = time.monotonic() - began
            if spent > cap:
                os.killpg(started.pid, signal.SIGKILL)
                return None
            time.sleep(_OFTEN if spent < 1 else _SELDOM)
    return highest / 1024 if started.returncode in job.codes and highest else None


def _peaks(session: int) -> Iterator[int]:
    """Yield the peak in KiB of every process of a session that is this Python."""
    python = Path(sys.executable).resolve()
    for place in _PROC.iterdir():
        with suppress(OSError, ValueError):
            if place.name.isdecimal() and os.getsid(int(place.name)) == session and (place / "exe").readlink() == python:
                lines = (place / "status").read_text("ascii", "replace").splitlines()
                yield from (int(line.split()[1]) for line in lines if line.startswith(_PEAK))
