"""No field is forgotten: every leaf of every schema is either marked in the fixture or said to be something else."""

from pathlib import Path

import pytest

from canaries.fields import MARKED, OF_THE_OFFICE, SCHEMAS, fields, table
from canaries.household import Fixture


def test_every_field_of_every_schema_is_told_and_no_other() -> None:
    assert set(fields()) - set(table()) == set(), "add a line to tests/canaries/fields.txt, and a marker to the fixture"
    assert set(table()) - set(fields()) == set(), "these are in no schema any more"


def test_what_may_be_written_freely_is_marked_or_said_to_be_a_word_of_a_list() -> None:
    free = {"text", "filled", "long", "long_filled", "line", "word"}
    told = {said for field, said in table().items() if fields()[field] in free}
    assert told == {MARKED, "選択肢", "会議の種類", "圏域", "分野", "拠点の番号か名前"}


def test_the_marked_fields_all_have_a_marker(canaries: Fixture) -> None:
    marked = {field for field, said in table().items() if said == MARKED}
    assert canaries.marks.fields - {("typed", "")} == marked
    assert len(marked) > 100


def test_every_marker_stands_in_a_record(canaries: Fixture) -> None:
    written = [path for path in canaries.root.rglob("*.yaml") if ".git" not in path.parts]
    found = canaries.marks.found_in(path.read_text(encoding="utf-8") for path in written)
    assert found == canaries.marks.fields - {("typed", "")}


def test_only_the_offices_own_lists_are_left_out() -> None:
    kinds = {path.stem for path in SCHEMAS.glob("*.json")} - {"defs"}
    assert {kind for kind, _ in fields()} == kinds - set(OF_THE_OFFICE)


@pytest.mark.parametrize(
    "text",
    [
        "秘語い001号",
        "秘語い００１号",
        "秘\n  語 い 0\n01号",
        "\\u3044001\\u53f7",
        "\x1b[1mい001\x1b[0m号",
        "\\343\\201\\204001\\345\\217\\267",
        "%E3%81%84001%E5%8F%B7",
    ],
)
def test_a_marker_is_found_however_it_is_written(canaries: Fixture, text: str) -> None:
    assert canaries.marks.found(text) == {canaries.marks.by_num[1]}


def test_a_day_is_found_in_its_spellings_and_not_in_a_number(canaries: Fixture) -> None:
    born = {("household", "people[].born")}
    assert all(canaries.marks.found(text) == born for text in ("1971-03-17", "昭和46年3月17日生", "S46.3.17"))
    assert canaries.marks.found("11971-03-17 S46.3.170") == set()


def test_the_fixture_is_a_workspace_without_a_fault(canaries: Fixture, tmp_path: Path) -> None:
    from speaking import Desk

    said = Desk(canaries.root, day="2025-09-01").try_("check", "--strict")
    assert said.code == 0, said.out
