"""Workspaces for the tests of files/: real folders, real git, and children that may be killed."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from seki_cli.files.act import Act, Change
from seki_cli.files.durable import digest

JST = timezone(timedelta(hours=9))
CASE = "cases/R07/R07-7K3F9QX"
HEAD = {
    f"{CASE}/case.yaml": b"schema: case/1\nid: R07-7K3F9QX\nlead_agency: chuo1\n",
    f"{CASE}/household.yaml": "schema: household/1\npeople:\n  - id: P1\n    name: 架空 花子\n".encode(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A workspace, and what a test wants to know of it."""

    root: Path

    def git(self, *args: str, env: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, check=True, env={**os.environ, **(env or {})})
        return done.stdout.decode()

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)

    def status(self) -> str:
        return self.git("status", "--porcelain", "-uall")

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "HEAD"))

    def saved(self, path: str) -> bytes | None:
        done = subprocess.run(["git", "cat-file", "blob", f"HEAD:{path}"], cwd=self.root, check=False, capture_output=True)
        return done.stdout if done.returncode == 0 else None

    def litter(self) -> list[str]:
        """Return what no finished write may leave behind."""
        temps = [path.name for path in self.root.rglob(".seki-*")]
        journal = self.root / ".git" / "seki" / "journal"
        locks = [path.name for path in (self.root / ".git").rglob("*.lock") if "rescued" not in path.parts]
        return temps + locks + ([journal.name] if journal.exists() else [])

    def fsck(self) -> None:
        self.git("fsck", "--strict", "--no-dangling")


def act(words: str, *changes: Change, day: str = "2025-06-11", author: tuple[str, str] | None = None) -> Act:
    when = datetime.fromisoformat(f"{day}T09:30:00+09:00")
    return Act(message=f"seki: {words}", changes=changes, author_date=when, author=author)


def new(path: str, text: str = "schema: note/1\nfact: 来所\n") -> Change:
    return Change(path=path, data=text.encode())


def edit(ledger: Ledger, path: str, text: str) -> Change:
    return Change(path=path, data=text.encode(), before=digest(ledger.read(path)))


def note(letters: str) -> str:
    return f"{CASE}/notes/20250611-{letters}.yaml"


def in_child(job: Callable[[], object], *, failpoint: str = "") -> int:
    """Run a job in a process of its own and return how it ended: 0, 1 for an exception, -9 when it was killed."""
    child = start_child(job, failpoint=failpoint)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def start_child(job: Callable[[], object], *, failpoint: str = "") -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.alarm(60)
        if failpoint:
            os.environ |= {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": failpoint}
        job()
        code = 0
    finally:
        os._exit(code)
