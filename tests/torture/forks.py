"""Calls that may be killed: forks of this process, which has seki in memory already, each in a process group of its own."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

LONGEST: Final = 900
"""Seconds after which a job that hangs is ended."""
Job = Callable[[], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a call ended: its exit code, -9 where it was killed; and what it had said by then."""

    code: int
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """A call at work; `log` is the beginning of the names of the files that hear it."""

    pid: int
    log: Path

    def kill(self) -> Ended:
        """End it and everything it started with a signal that nobody can catch."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> Ended:
        """Wait for its end, or, where it stopped at a named place, kill the whole group there."""
        _, status = os.waitpid(self.pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            return self.kill()
        return Ended(code=os.waitstatus_to_exitcode(status), out=_read(self.log, "out"), err=_read(self.log, "err"))


def start(job: Job, log: Path, *, given: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Fork:
    """Start a job in a fork of its own; what it says goes into files beside `log`. Its exit code is the job's answer."""
    log.with_suffix(".in").write_text(given, encoding="utf-8")
    for said in (".out", ".err"):  # who dies before it opens them has said nothing, not what another said before it
        log.with_suffix(said).write_bytes(b"")
    pid = os.fork()
    if pid:
        with suppress(OSError):
            os.setpgid(pid, pid)
        return Fork(pid=pid, log=log)
    code = 99
    try:
        os.setpgid(0, 0)
        signal.alarm(LONGEST)
        _redirect(log)
        os.environ |= env or {}
        if cwd:
            os.chdir(cwd)
        code = job() or 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def run_seki(*words: str) -> Job:
    """Return the job that is the `seki` of the shell with these words."""

    def job() -> None:
        from seki_cli.main import run

        sys.argv = ["seki", *words]
        run()

    return job


def warm(root: Path, day: str) -> None:
    """Load what calls load and read a workspace once, so that every fork has it in memory."""
    import jinja2
    import jpholiday
    import rich.table
    import ruamel.yaml

    from speaking import say

    assert all((jinja2, jpholiday, rich.table, ruamel.yaml))
    assert say("-C", str(root), "--as-of", day, "check", "--quiet").code in (0, 1, 4, 5)


@contextmanager
def quick_ground(prefix: str) -> Iterator[Path]:
    """Lend a folder in memory where there is one: each save flushes some twenty times, and a disk makes seconds of that."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix=prefix, dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


def copy_afresh(source: Path, target: Path) -> Path:
    """Put a copy of a folder where an older copy may still stand."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    return target


def after(seconds: float) -> None:
    """Let time pass."""
    time.sleep(max(0.0, seconds))


def _redirect(log: Path) -> None:
    for fd, name in enumerate(("in", "out", "err")):
        flags = os.O_RDONLY if fd == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        os.dup2(os.open(log.with_suffix(f".{name}"), flags, 0o600), fd)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _read(log: Path, name: str) -> str:
    path = log.with_suffix(f".{name}")
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
