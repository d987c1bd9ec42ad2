"""The row of lists in short, and that it sees what a careless cache loses."""

from torture import lists


def test_lists_from_the_index_and_from_the_records() -> None:
    row = lists.run(12, 20260401)
    assert (row.lost, row.note) == (0, "")
    assert row.many == 24


def test_a_cache_that_knows_only_the_commit_is_seen_through() -> None:
    assert lists.run_naive(25, 7).lost > 0
