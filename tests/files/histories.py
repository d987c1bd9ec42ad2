"""Two histories of one workspace for the tests of the merge: real commits, made by one git in one go."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Files = Mapping[str, str | bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """A repository with the commits `base`, `ours` and `theirs`, as branches."""

    root: Path

    def git(self, *args: str, stdin: bytes = b"") -> str:
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, check=True, input=stdin)
        return done.stdout.decode()

    def commit(self, branch: str, *parents: str, files: Files) -> str:
        """Make a commit on a branch: the first parent's files with these over them."""
        rows = [f"commit refs/heads/{branch}\ncommitter x <x@example.jp> 1750000000 +0900\ndata 1\nm\n".encode()]
        rows += [f"{'merge' if place else 'from'} refs/heads/{parent}\n".encode() for place, parent in enumerate(parents)]
        for path, text in files.items():
            if text is None:
                rows.append(f"D {path}\n".encode())
                continue
            data = text.encode() if isinstance(text, str) else text
            mode = "120000" if data.startswith(b"-> ") else "100644"
            rows.append(f"M {mode} inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        self.git("fast-import", "--quiet", "--force", stdin=b"".join(rows))
        return self.git("rev-parse", branch).strip()

    def part(self, base: Files, ours: Files, theirs: Files) -> None:
        self.commit("base", files=base)
        self.commit("ours", "base", files=ours)
        self.commit("theirs", "base", files=theirs)


def found(root: Path, *how: str) -> Histories:
    root.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "ours", *how, "."], cwd=root, check=True)
    return Histories(root=root)
