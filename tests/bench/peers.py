"""Programs that do a part of the same work, each with the data in its own form: what is not installed is not measured."""

import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from bench.generate import AS_OF, Truth
from bench.measuring import Budget, Job, Measured, Run, progress, race

CHECKED_CASES: Final = 1_000
"""check-jsonschema is slow: it is given so many cases at most, and the time for a record is what is compared."""

_GROUPS: Final = {
    "case": "case.yaml",
    "household": "household.yaml",
    **{kind: f"{kind}s/*.yaml" for kind in ("intake", "screening", "consent", "note", "decision", "monitoring", "evaluation")},
    "referrals": "referrals/*.yaml",
    "plan": "plans/*/*.yaml",
}


def find_schema_checker(folder: Path) -> Path | None:
    """Return check-jsonschema in an environment of its own in a folder, made where it is not there; None where it cannot be had."""
    home = folder / "check-jsonschema"
    program = home / "bin/check-jsonschema"
    if program.exists():
        return program
    progress("check-jsonschema を入れています")
    steps = (
        [sys.executable, "-m", "venv", str(home)],
        [str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "check-jsonschema"],
    )
    for words in steps:
        if subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            return None
    return program if program.exists() else None


def race_schema_checker(program: Path, workspace: Path, truth: Truth, cap: float) -> tuple[Measured, int] | None:
    """Return what check-jsonschema takes for the records of some cases, and how many those are; None where it fails or takes too long.

    It takes one schema a call, so that it starts once for every kind of record: all starts but one are taken off again.
    """
    (start,) = race([Job(name="start", words=(str(program), "--version"))], Budget(rounds=3, seconds=60, cap=60)).values()
    whole, files = [], 0
    for kind, pattern in _GROUPS.items():
        paths = [str(path) for case in truth.cases[:CHECKED_CASES] for path in _home(workspace, case).glob(pattern)]
        if not paths:
            continue
        files += len(paths)
        words = (str(program), "--schemafile", str(workspace / f"schema/{kind}.json"), *paths)
        (took,) = race([Job(name=kind, words=words)], Budget(rounds=1, seconds=cap, cap=cap)).values()
        if took.capped or took.failed:
            return None
        whole.append(took)
        progress(f"check-jsonschema {kind}: {took.wall:.1f} 秒")
    again = len(whole) - 1
    run = Run(
        wall=sum(one.wall for one in whole) - again * start.wall,
        cpu=sum(one.cpu for one in whole) - again * start.cpu,
        peak=max(one.peak for one in whole),
    )
    return Measured(runs=[run]), files


def _home(workspace: Path, case: str) -> Path:
    return workspace / "cases" / case[:3] / case


def build_task_job(folder: Path, truth: Truth) -> Job | None:
    """Return a list of what is due among as many tasks as there are cases, as many of them due as in seki; None without Taskwarrior."""
    if shutil.which("task") is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "taskrc").write_text(f"data.location={folder}\nconfirmation=no\nverbose=nothing\n", encoding="utf-8")
    dice = Random(len(truth.cases))
    rows = [(day, f"{kind} {case}") for kind, case, day in truth.due_by(AS_OF)][: len(truth.cases)]
    while len(rows) < len(truth.cases):
        rows.append((str(AS_OF + timedelta(days=dice.randint(1, 90))), f"次回予定 {dice.choice(truth.cases)}"))
    dice.shuffle(rows)
    lines = (_task(date.fromisoformat(day), what, dice) for day, what in rows)
    (folder / "pending.data").write_text("".join(lines), encoding="utf-8")
    extra: Mapping[str, str] = {"TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder)}
    return Job(name="task", words=("task", "rc.gc=off", "due.before:tomorrow", "list"), extra=extra)


def _task(day: date, what: str, dice: Random) -> str:
    """Return a row of pending.data. Taskwarrior knows the clock's day only: the days lie around that."""
    noon = datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)
    due = int(time.time()) + int(noon.total_seconds()) - (60 if day <= AS_OF else 0)
    name = uuid.UUID(int=dice.getrandbits(128), version=4)
    return f'[description:"{what}" due:"{due}" entry:"{due - 90 * 86400}" status:"pending" uuid:"{name}"]\n'


def build_grep_job(workspace: Path) -> Job:
    """Return a search through the heads of all cases, by ripgrep where it is installed, else by grep."""
    there, word = str(workspace / "cases"), "lead_agency: chuo1"
    if shutil.which("rg"):
        return Job(name="rg", words=("rg", "-l", "-g", "case.yaml", word, there))
    return Job(name="grep", words=("grep", "-rl", "--include=case.yaml", word, there))
