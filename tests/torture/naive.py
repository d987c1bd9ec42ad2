"""The naive twin: seki's own commands over the store that a script would have. No lock, no journal, no flush; it must fail.

It judges the tests: one that finds nothing here sees nothing at all.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from seki_cli.files.failpoints import failpoint
from speaking import Said, say
from torture.forks import Job

PLACES: Final = ("half-written", "written", "staged")
"""Where the twin can be made to die, as seki at its own named places."""


class NaiveStore:
    """Open, write, `git add -A`, `git commit`: what every script does."""

    def save(self, root: Path, files: Mapping[str, str], message: str) -> bool:
        """Write the files and commit whatever lies about; say whether git was content."""
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("w", encoding="utf-8") as file:
                file.write(text[: len(text) // 2])
                file.flush()
                failpoint(PLACES[0])
                file.write(text[len(text) // 2 :])
            failpoint(PLACES[1])
        if subprocess.run(["git", "-C", root, "add", "-A"], capture_output=True, check=False).returncode:
            return False
        failpoint(PLACES[2])
        return (
            subprocess.run(["git", "-C", root, "commit", "-q", "-m", message], capture_output=True, check=False).returncode == 0
        )


def say_naively(*words: str, stdin: str = "") -> Said:
    """Speak to seki; what it would write, the naive store writes."""
    said = say(*words, "--dry-run", "--json", stdin=stdin)
    if said.code:
        return said
    files = said.data.get("files", {})
    if not NaiveStore().save(Path(words[words.index("-C") + 1]), files, "seki: naive"):
        return replace(said, code=6)
    return replace(said, out=f"{said.out}保存しました\n")


def run_naively(*words: str) -> Job:
    """Return the job that speaks these words so, as a process that may be killed."""

    def job() -> int:
        said = say_naively(*words, stdin=sys.stdin.read())
        sys.stdout.write(said.out)
        sys.stderr.write(said.err)
        return said.code

    return job


def told_of(said: Said) -> dict[str, object]:
    """Return the data of an answer, behind which the twin may have said more."""
    return json.JSONDecoder().raw_decode(said.out)[0]["data"] if said.out else {}
