"""The other rules against second opinions of their own: what is due on a day, and what is counted."""

from collections.abc import Iterator
from typing import Final

from torture.row import Row
from torture.suites import run_suite

TORTURE: Final = 2_000
_ROUNDS: Final = 8
_ENOUGH, _LESS = 150, 4
"""Counting a world again takes so much longer than looking what is due in it."""


def run(many: int, seed: int) -> Iterator[Row]:  # noqa: ARG001 - the worlds are drawn anew each time and told when one fails
    """Judge the worlds that are drawn and those that are told by dice."""
    due = ("tests/oracles/test_due_against_oracle.py", "tests/oracles/test_due_oracle_tables.py")
    yield run_suite("期限", "期限を別に書いた判定と", *due, many=many * (1 + _ROUNDS), SEKI_EXAMPLES=str(many))
    counted = max(_ENOUGH, many // _LESS)
    yield run_suite("集計", "数を別に書いた数え方と", "tests/oracles/test_recount.py", many=counted, SEKI_EXAMPLES=str(counted))
