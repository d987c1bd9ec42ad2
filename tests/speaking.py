"""Speaking to seki as a shell would: words in, exit code, stdout and stderr out; through main, in this process."""

import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seki_cli.main import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one call said."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def data(self) -> dict[str, Any]:
        return self.envelope["data"]

    @property
    def items(self) -> list[dict[str, Any]]:
        return self.data["items"]


def say(*words: str, stdin: str | bytes = "", cwd: Path | None = None) -> Said:
    """Run one call of seki with these words; stdin is no terminal."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    kept = (sys.stdin, sys.stdout, sys.stderr, Path.cwd())
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", write_through=True)
    try:
        if cwd:
            os.chdir(cwd)
        code = main(list(words))
        sys.stdout.flush()
        sys.stderr.flush()
        return Said(code=code, out=out.getvalue().decode(), err=err.getvalue().decode())
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept[:3]
        os.chdir(kept[3])


class Desk:
    """A workspace and someone at it: every call goes to this folder, as a member of staff, on a day."""

    def __init__(self, root: Path, *, by: str = "", day: str = "") -> None:
        self.root, self.by, self.day = root, by, day

    def on(self, day: str) -> "Desk":
        return Desk(self.root, by=self.by, day=day)

    def as_(self, by: str) -> "Desk":
        return Desk(self.root, by=by, day=self.day)

    def try_(self, *words: str, stdin: str | bytes = "") -> Said:
        """Run a call, whatever comes of it."""
        day = ("--as-of", self.day) if self.day else ()
        return say("-C", str(self.root), *day, *words, stdin=stdin)

    def ask(self, *words: str) -> Said:
        """Run a question that must answer with 0, as JSON."""
        said = self.try_(*words, "--json")
        assert said.code == 0, said.out + said.err
        return said

    def do(self, *words: str, given: str = "") -> dict[str, Any]:
        """Run an act that must be saved, with its fields on stdin; return the envelope's data."""
        words = (*words, *(("--from", "-") if given else ()), *(("--by", self.by) if self.by and _takes_by(words) else ()))
        said = self.try_(*words, "--json", stdin=given)
        assert said.code == 0, said.out + said.err
        return said.data

    def refused(self, code: int, *words: str, given: str = "") -> dict[str, str]:
        """Run an act that must be refused with this exit code; return the error."""
        words = (*words, *(("--from", "-") if given else ()), *(("--by", self.by) if self.by and _takes_by(words) else ()))
        said = self.try_(*words, "--json", stdin=given)
        assert said.code == code, said.out + said.err
        return said.envelope["error"]

    def due(self, *words: str) -> list[tuple[str, str, str]]:
        """Return what is due as (kind, due_on, state)."""
        return [(row["kind"], row["due_on"], row["state"]) for row in self.ask("due", *words).items]


def _takes_by(words: tuple[str, ...]) -> bool:
    return words[:2] not in {
        ("meeting", "new"),
        ("meeting", "add"),
        ("meeting", "attend"),
        ("meeting", "move"),
        ("meeting", "cancel"),
        ("gap", "new"),
        ("gap", "move"),
        ("resource", "new"),
        ("activity", "add"),
        ("person", "add"),
        ("case", "link"),
        ("case", "unlink"),
    } and words[0] not in {
        "registry",
        "profile",
        "save",
        "init",
    }
