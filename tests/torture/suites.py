"""Rows that are suites of their own: run as pytest runs them, counted by what it says at the end."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from torture.row import Row

ROOT: Final = Path(__file__).parents[2]
_COUNT: Final = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")


def run_suite(test: str, what: str, *paths: str, many: int = 0, **env: str) -> Row:
    """Run these tests on all cores and return their row; `many` is what they go through, where that is not the tests themselves."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "auto", "--tb=short", "-p", "no:cacheprovider", *paths],
        cwd=ROOT,
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
    )
    counts = {word.rstrip("s") if word.startswith("error") else word: int(number) for number, word in _last_counts(done.stdout)}
    failed = counts.get("failed", 0) + counts.get("error", 0)
    passed = counts.get("passed", 0)
    if failed or not passed:
        sys.stderr.write(done.stdout[-8_000:] + done.stderr[-2_000:])
    note = f"試験 {passed} 個" + (f"、実行していないもの {counts['skipped']} 個" if counts.get("skipped") else "")
    lost = failed or int(done.returncode != 0)
    return Row(test=test, what=what, many=many or passed + failed, lost=lost, seconds=time.monotonic() - begun, note=note)


def _last_counts(said: str) -> list[tuple[str, str]]:
    lines = [line for line in said.splitlines() if _COUNT.search(line)]
    return _COUNT.findall(lines[-1]) if lines else []
