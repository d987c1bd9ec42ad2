"""The agreement of judges in short: all examples and the sample, and 2,000 changed values."""

from collections import Counter

from seki_cli.files.schemas import kinds
from torture import two_judges
from torture.respelling import respelt, values

SEED = 20250716


def test_of_the_examples_and_the_sample() -> None:
    row = two_judges.judged_row("", values())
    assert row.lost == 0, row.note
    assert row.many > 1_000
    assert {kind for kind, _ in values()} == set(kinds())


def test_of_changed_values() -> None:
    row = two_judges.judged_row("", respelt(2_000, SEED))
    assert row.lost == 0, row.note


def test_every_kind_is_changed_into_good_ones_and_bad_ones() -> None:
    judged = Counter((kind, two_judges.plain_judge(kind).is_valid(value)) for kind, value in respelt(1_500, SEED))
    assert set(judged) == {(kind, good) for kind in kinds() for good in (True, False)}


def test_the_judge_out_of_its_box_fails() -> None:
    assert two_judges.run_naive(2_000, SEED).lost > 0
