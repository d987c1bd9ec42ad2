"""Sitting at a terminal of one's own: a call of seki is opened, asked questions are answered, its end is awaited."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect

from speaking import Desk

PACKAGE = Path(__file__).parents[1]
RUN = "from seki_cli.main import run; run()"
Spawn = Callable[..., "pexpect.spawn[str]"]


def environment(day: str, columns: int = 160, **env: str) -> dict[str, str]:
    """Return what a terminal gives to seki; its width is its own, whatever the runner of the tests has."""
    inherited = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "NO_COLOR")}
    own = {"PYTHONPATH": str(PACKAGE), "SEKI_TODAY": day, "LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": str(columns)}
    return {**inherited, **own, **env}


def open_terminal(
    root: Path, *words: str, day: str, columns: int = 160, encoding: str = "utf-8", **env: str
) -> "pexpect.spawn[str]":
    """Open a call of seki on a day."""
    return pexpect.spawn(
        sys.executable,
        ["-c", RUN, "-C", str(root), *words],
        env=environment(day, columns, **env),
        encoding=encoding,
        codec_errors="replace",
        timeout=30,
        dimensions=(50, columns),
    )


def answers(child: "pexpect.spawn[str]", *pairs: tuple[str, str]) -> None:
    """Answer each question when it is asked."""
    for question, said in pairs:
        child.expect(question)
        child.sendline(said)


def ended(child: "pexpect.spawn[str]") -> int:
    """Wait for the end and return the exit code; a signal counts from 128."""
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus if child.exitstatus is not None else 128 + child.signalstatus)


def interrupt(child: "pexpect.spawn[str]", *until: str, tries: int = 10) -> None:
    """Press Ctrl-C until seki answers it, as a person does.

    A press that falls between the drawing of a question and the waiting for its answer is only noticed with the next key:
    that is how Python hears signals while it reads a line.
    """
    wanted = [*until, pexpect.EOF] if until else [pexpect.EOF]
    for _ in range(tries):
        child.sendintr()
        met = child.expect([*wanted, pexpect.TIMEOUT], timeout=3)
        if met < max(len(until), 1):
            return
        assert met == len(wanted), f"it ended without saying {until}"
    raise AssertionError(f"no answer to {tries} presses of Ctrl-C")


def drafts(desk: Desk) -> list[str]:
    """Return the names of the drafts that are kept."""
    folder = desk.root / ".git" / "seki" / "drafts"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
