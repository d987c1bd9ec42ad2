"""The hand-made mutants of the consent gate: each has to be noticed, or T8 proves less than it says."""

import re
import subprocess
import sys
import time
from typing import Final

from torture.row import Row
from torture.suites import ROOT

_TOLD: Final = re.compile(r"(\d+) mutants: (\d+) killed")


def run(many: int, seed: int) -> Row:  # noqa: ARG001 - all mutants there are
    """Run all of them; one that survives or cannot be judged counts as a loss."""
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "tests/mutants/run_mutants.py"], cwd=ROOT, check=False, capture_output=True, text=True)
    told = _TOLD.search(done.stdout)
    if done.returncode or not told:
        sys.stderr.write(done.stdout[-8_000:] + done.stderr[-2_000:])
    every, killed = (int(told[1]), int(told[2])) if told else (0, -1)
    lost = max(every - killed, done.returncode)
    return Row(test="T8", what="同意の門の変異: 見のがした数", many=every, lost=lost, seconds=time.monotonic() - begun)
