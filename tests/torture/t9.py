"""T9: canaries. Every command, as it works and as it fails, piped and at a terminal that ends in every way.

出典: safety.md の T9
"""

from torture.row import Row
from torture.suites import run_suite


def run(many: int, seed: int) -> Row:  # noqa: ARG001 - all commands there are
    """Play all of them."""
    return run_suite("T9", "目印: すべてのコマンド・終わり方", "tests/canaries", SEKI_CANARIES="all")
