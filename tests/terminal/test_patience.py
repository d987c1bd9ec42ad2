"""What a terminal shows while a call takes long: a bar with a count that goes away again, and nothing anywhere else."""

import subprocess
import sys

import pexpect
import pytest

from at_terminal import environment

COUNT = """
from seki_cli import patience
from seki_cli.screen import Voice
patience.SILENCE = {silence}
with Voice(as_json={as_json}, words=(), quiet={quiet}).counting("数えています", 2000) as done:
    for _ in range(4):
        done(500)
        patience._BETWEEN = 0
print("done")
"""


def _shown(silence: float = 0, *, as_json: bool = False, quiet: bool = False) -> str:
    script = COUNT.format(silence=silence, as_json=as_json, quiet=quiet)
    child = pexpect.spawn(sys.executable, ["-c", script], env=environment("2026-01-01"), encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)
    return str(child.before)


def test_a_terminal_sees_a_bar_with_a_count_and_no_trace_of_it_at_the_end() -> None:
    drawn = _shown().split("\r")
    assert "… 数えています [##########..........] 1,000/2,000" in drawn
    assert "… 数えています [####################] 2,000/2,000" in drawn
    assert drawn[-3:] == [" " * (len("… 数えています [####################] 2,000/2,000") + 6), "done", "\n"]


@pytest.mark.parametrize(("silence", "as_json", "quiet"), [(60, False, False), (0, True, False), (0, False, True)])
def test_no_bar_before_a_moment_nor_where_nobody_reads_it(silence: float, as_json: bool, quiet: bool) -> None:
    assert _shown(silence, as_json=as_json, quiet=quiet) == "done\r\n"


def test_no_bar_in_a_pipe() -> None:
    script = COUNT.format(silence=0, as_json=False, quiet=False)
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment("2026-01-01"), capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("done\n", "")
