"""Somebody with plain git at a clone: makes whatever commit can be made, and pushes it. No work tree, so that it is quick."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_NOTHING = "0" * 40
MARK = "秘語ぬ900号"
"""Stands in every text that is pushed by hand: no refusal may repeat it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A file that is no plain one: its mode for git, and its bytes, or the id of a commit for a submodule."""

    mode: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What came of a push: whether it was taken, and what the server said."""

    taken: bool
    said: str

    @property
    def lines(self) -> list[str]:
        return [line.removeprefix("remote: ").rstrip() for line in self.said.splitlines() if line.startswith("remote: ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A clone without a work tree."""

    root: Path

    def git(self, *words: str, stdin: bytes = b"") -> bytes:
        return subprocess.run(["git", *words], cwd=self.root, input=stdin, capture_output=True, check=True).stdout

    def id(self, name: str = "main") -> str:
        return self.git("rev-parse", "--verify", name).decode().strip()

    def text(self, path: str, at: str = "main") -> str:
        return self.git("cat-file", "blob", f"{at}:{path}").decode()

    def files(self, under: str, at: str = "main") -> list[str]:
        return self.git("ls-tree", "-r", "--name-only", "-z", at, "--", under).decode().rstrip("\0").split("\0")

    def commit(
        self, changes: Mapping[str, str | bytes | Odd | None], *, on: tuple[str, ...] = ("main",), says: str = "seki: x\n"
    ) -> str:
        """Return a commit with these changes against the first of its parents; None takes a file away."""
        parents = [self.id(name) for name in on]
        who = b"\xe8\xa9\xa6\xe9\xa8\x93 <shiken@example.jp> 1760000000 +0900"
        said = says.encode()
        rows = [b"commit refs/made/new\n", b"author %s\ncommitter %s\ndata %d\n%s" % (who, who, len(said), said)]
        rows += [b"%s %s\n" % (b"merge" if place else b"from", parent.encode()) for place, parent in enumerate(parents)]
        for path, what in changes.items():
            rows.append(_row(path, what))
        self.git("fast-import", "--quiet", "--force", stdin=b"".join(rows) + b"\n")
        return self.id("refs/made/new")

    def merge(self, other: str, changes: Mapping[str, str | bytes | Odd | None], *, onto: str = "main") -> str:
        """Return a merge commit that holds what the first parent holds and these changes."""
        return self.commit(changes, on=(onto, other))

    def push(self, server: Path, *words: str, env: Mapping[str, str] | None = None) -> Pushed:
        """Push by git itself: what to where, and options among it."""
        options = [word for word in words if word.startswith("--")]
        what = [word for word in words if word not in options]
        surroundings = {**os.environ, **(env or {})}
        line = ["git", "push", *options, str(server), *what]
        done = subprocess.run(line, cwd=self.root, capture_output=True, check=False, env=surroundings)
        return Pushed(taken=done.returncode == 0, said=done.stderr.decode("utf-8", "replace"))

    def lines_for_hook(self, server: Path, *words: str) -> str:
        """Return what git would hand to the hook of the server for the same push."""
        lines = []
        for word in words:
            if not word.startswith("--"):
                source, _, place = word.partition(":")
                new = self.id(source) if source else _NOTHING
                ref = f"refs/heads/{place}" if place == "main" else place or source
                known = dict(reversed(line.split()) for line in references(server).splitlines())
                old = next((commit for commit, name in known.items() if name == ref), _NOTHING)
                lines.append(f"{old} {new} {ref}\n")
        return "".join(lines)


def _row(path: str, what: str | bytes | Odd | None) -> bytes:
    name = b'"%s"' % os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if what is None:
        return b"D %s\n" % name
    mode, data = (
        (what.mode, what.data) if isinstance(what, Odd) else ("100644", what if isinstance(what, bytes) else what.encode())
    )
    if mode == "160000":
        return b"M 160000 %s %s\n" % (data, name)
    return b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), name, len(data), data)


def references(server: Path) -> str:
    """Return all that a repository names, for comparing before with after."""
    words = ["git", "for-each-ref", "--format=%(refname) %(objectname)"]
    return subprocess.run(words, cwd=server, capture_output=True, check=True, text=True).stdout
