"""A process with mounts of its own: whatever it mounts goes when it ends, however it ends, and nobody else sees it.

    python -m torture.apart t4 64 1      the rows of torture.t4.rows_apart, as JSON

Root takes a mount namespace; others a user namespace as well, in which small file systems in memory can be mounted.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from torture.row import Row

_HERE = Path(__file__).resolve()


def unshared() -> tuple[str, ...] | None:
    """Return the words that begin a process with mounts of its own, or None where this machine allows none."""
    for words in (("unshare", "-m"), ("unshare", "-r", "-m")):
        try:
            done = subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
        except FileNotFoundError:
            return None
        if done.returncode == 0:
            return words
    return None


def rows_of(name: str, many: int, seed: int, *more: str) -> Iterator[Row]:
    """Yield what `rows_apart(many, seed, *more)` of a module finds in a process with mounts of its own."""
    words = unshared()
    if words is None:
        yield Row(test=name.upper(), what="", many=0, lost=0, seconds=0, not_run="ここではファイルシステムを mount できません")
        return
    path = os.pathsep.join((str(_HERE.parents[1]), str(_HERE.parents[2])))
    done = subprocess.run(
        [*words, sys.executable, "-m", "torture.apart", name, str(many), str(seed), *more],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    yield from (Row(**row) for row in json.loads(done.stdout))


def main() -> None:
    """Be the process apart."""
    name, many, seed, *more = sys.argv[1:]
    out = os.dup(1)
    os.dup2(2, 1)
    rows = importlib.import_module(f"torture.{name}").rows_apart(int(many), int(seed), *more)
    os.write(out, json.dumps([asdict(row) for row in rows]).encode())


if __name__ == "__main__":
    main()
