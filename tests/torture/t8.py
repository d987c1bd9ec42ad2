"""T8: the consent gate against an oracle that shares no code with it, and pairs of worlds that differ in what is withheld.

出典: safety.md の T8
"""

from torture.row import Row
from torture.suites import run_suite


def run(many: int, seed: int) -> Row:  # noqa: ARG001 - the oracle's worlds are drawn anew each time and told when one fails
    """Judge `many` worlds, and a quarter as many pairs."""
    what = f"同意の門: 別に書いた判定と、世界の対 {many // 4:,}"
    return run_suite("T8", what, "tests/oracles/test_gate_against_oracle.py", many=many + many // 4, SEKI_EXAMPLES=str(many))
