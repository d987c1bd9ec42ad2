"""T10 in short: one turn of every look at what seki writes, in a third of the questions; the long form goes through all."""

from pathlib import Path

import pytest

from canaries.household import Fixture, keep
from torture import t10
from torture.ends import ENDS, forked, play_at
from torture.payloads import HELD, READ, named

IN_SHORT = (
    *(
        "case show {case}",
        "plan show {plan}",
        "meeting show {first}",
        "check --strict",
        "history {case}",
        "diff {case} --since 2025-07-01",
    ),
    *("stats --by extra.memo", "resource list", "gap show {gap}", "registry staff", "agenda {next}", "agenda {next} --cover"),
)


@pytest.fixture(scope="module")
def fixture(tmp_path_factory: pytest.TempPathFactory) -> Fixture:
    """The fixture of the canaries, made by whoever comes first."""
    base = tmp_path_factory.getbasetemp()
    return keep((base.parent if base.name.startswith("popen-") else base) / "canaries")


def test_what_stands_in_a_record_is_shown_as_its_letters(fixture: Fixture) -> None:
    faults = t10.read_turns(fixture, [5], READ, lambda pair: t10.read_faults(pair, IN_SHORT), fields=(False,))
    assert list(faults) == []


def test_names_and_whereabouts_too(fixture: Fixture) -> None:
    asked = ("case show {case}", "agenda {next}")
    assert list(t10.read_turns(fixture, [8], READ, lambda pair: t10.read_faults(pair, asked), fields=(True,))) == []


def test_what_no_reader_lets_in_is_held_by_the_output_alone(fixture: Fixture) -> None:
    faults = t10.read_turns(fixture, [3], HELD, lambda pair: t10.look_held(pair, IN_SHORT[:1] + IN_SHORT[-3:]), fields=(False,))
    assert list(faults) == []


def test_both_values_of_a_clash_are_shown_as_their_letters(fixture: Fixture) -> None:
    turns = ((READ, False), (READ, True))
    assert [list(t10.read_turns(fixture, [2], texts, t10.look_shared, fields=(private,))) for texts, private in turns] == [[], []]


def test_no_terminal_is_too_narrow(fixture: Fixture) -> None:
    asked = ("case list", "case show {case}", "referral list", "due --within 365")
    assert (
        list(t10.read_turns(fixture, [11], READ, lambda pair: t10.read_sights(pair, (40, 80, 200), asked), fields=(False,))) == []
    )


def test_most_fields_take_a_payload(fixture: Fixture, tmp_path: Path) -> None:
    pair = t10.make_pair(fixture, tmp_path, t10.pick(fixture, READ, 1, private=False))
    taken = sum(calm != wild for calm, wild in pair.words.items())
    assert taken > 0.8 * len(pair.words)


def test_the_naive_twin_fails_in_every_form() -> None:
    found = t10.read_naive()
    assert {form for form, bad in found.items() if not bad} == set()
    assert set(found) == {"terminal", "rich", "csv", "html", "md", "template", "lines"}


def test_a_payload_works_where_it_stands() -> None:
    assert named("=1+1", 7) == "=1+1札7号"
    assert named("---", 7) == "---\n札7号"
    assert named("x\n# y", 7) == "札7号x\n# y"


@pytest.mark.parametrize("end", ENDS)
def test_no_end_of_a_call_breaks_it(fixture: Fixture, end: str) -> None:
    assert [fault for command in ("case list", "note add", "stats") for fault in play_at(fixture, command, end)] == []


@pytest.mark.parametrize("end", ["stdout full", "reader gone", "latin-1"])
def test_nor_does_the_help(fixture: Fixture, end: str, tmp_path: Path) -> None:
    assert forked(["stats", "--help"], "", tmp_path, ENDS[end])[0] == (6 if end == "stdout full" else 0)


def test_a_failing_call_keeps_its_code_when_nobody_listens(fixture: Fixture, tmp_path: Path) -> None:
    for end in ("reader gone", "both readers gone", "stdout closed", "stderr closed"):
        assert forked(["-C", str(fixture.root), "case", "show", "R07-ZZZZZZZ"], "", tmp_path, ENDS[end])[0] == 3


def test_what_a_full_disk_did_not_take_is_told(fixture: Fixture, tmp_path: Path) -> None:
    code, err = forked(["-C", str(fixture.root), "case", "list", "--json"], "", tmp_path, ENDS["stdout full"])
    assert code == 6
    assert "書ききれません" in err
