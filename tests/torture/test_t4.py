"""T4, the short form: 64 trials on a full or failing disk; `make torture` does 256, and the naive twin."""

import pytest

from torture.t4 import run, run_naive


def test_a_full_or_failing_disk_leaves_the_old_state_or_the_whole_new_one() -> None:
    rows = tuple(run(64, 20260101))
    for row in rows:
        if row.not_run:
            pytest.skip(f"T4 空きのないディスクは実行していません: {row.not_run}")
    assert [(row.what, row.note) for row in rows if row.lost] == []
    assert sum(row.many for row in rows) >= 60


def test_the_naive_twin_leaves_half_of_it() -> None:
    for row in run_naive(6, 20260101):
        if row.not_run:
            pytest.skip(f"T4 空きのないディスク（素朴な双子）は実行していません: {row.not_run}")
        assert row.lost > 0
