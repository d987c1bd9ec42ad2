"""The agreement of readers in short: some files of the sample, all others beside the code, both corpora, 2,000 drawn documents."""

import pytest

from torture import two_readers
from torture.corpora import ABSENT
from torture.documents import documents

SEED = 20250716


def test_of_the_files_beside_the_code() -> None:
    row = two_readers.files_row(step=20)
    assert row.lost == 0, row.note
    assert row.many > 700


def test_of_the_corpora() -> None:
    row = two_readers.corpora_row(step=2)
    if row.not_run:
        pytest.skip(f"二つのコーパスは実行していません: {ABSENT}")
    assert row.lost == 0, row.note
    assert row.many > 600


def test_of_drawn_documents() -> None:
    row = two_readers.compared_row("", documents(2_000, SEED))
    assert row.lost == 0, row.note
    assert list(documents(20, SEED)) == list(documents(20, SEED))


def test_of_spoilt_records() -> None:
    row = two_readers.compared_row("", two_readers.spoilt_records(400, SEED))
    assert row.lost == 0, row.note


def test_the_naive_reader_fails() -> None:
    row = two_readers.run_naive(2_000, SEED)
    assert row.lost > row.many / 10
