"""What plain git joins without a word: every pair that cannot stand together is told, and no ordinary work is."""

import re
from datetime import date

import pytest

from merges.ground import DAY, Merged, Pair, clones, git, merge, merge_by_fields
from merges.harmful import BY_FIELDS as HARMFUL_BY_FIELDS
from merges.harmful import HARMFUL
from merges.harmless import BY_FIELDS as HARMLESS_BY_FIELDS
from merges.harmless import HARMLESS
from seki_cli.files.shelf import read_shelf, read_shelf_of
from seki_cli.rules.checks import CHECKS, EXPLAINED, find_all
from seki_cli.rules.meaning import find_meaning

SCOPES = {check.code: check.scope for check in CHECKS}
VALUES = re.compile("架空|9-9|かくう|佐藤|後藤|R07-|P-[0-9A-Z]{7}|20250|家賃|居場所")


def codes(merged: Merged) -> set[str]:
    return {finding.code for finding in merged.brought}


def test_there_are_enough_pairs_and_every_rule_of_a_merge_is_met() -> None:
    assert len(HARMFUL) >= 24
    assert len(HARMLESS) >= 24
    met = {code for pair in (*HARMFUL, *HARMFUL_BY_FIELDS) for code in pair.codes}
    assert {code for code in SCOPES if "SEKI140" <= code <= "SEKI159"} <= met
    names = [pair.name for pair in (*HARMFUL, *HARMFUL_BY_FIELDS, *HARMLESS, *HARMLESS_BY_FIELDS)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("pair", HARMFUL, ids=str)
def test_what_cannot_stand_together_is_told(pair: Pair) -> None:
    merged = merge(pair)
    assert codes(merged) == pair.codes
    check_told(merged)


@pytest.mark.parametrize("pair", HARMFUL_BY_FIELDS, ids=str)
def test_what_the_merge_of_fields_joins_is_told_too(pair: Pair) -> None:
    merged = merge_by_fields(pair)
    assert codes(merged) == pair.codes
    check_told(merged)


@pytest.mark.parametrize("pair", HARMLESS, ids=str)
def test_ordinary_work_is_joined_without_a_word(pair: Pair) -> None:
    assert merge(pair).brought == ()


@pytest.mark.parametrize("pair", HARMLESS_BY_FIELDS, ids=str)
def test_ordinary_work_on_one_document_is_joined_without_a_word(pair: Pair) -> None:
    assert merge_by_fields(pair).brought == ()


@pytest.mark.parametrize("pair", [HARMFUL[0], HARMFUL[1], HARMLESS[0]], ids=str)
def test_a_fast_forward_brings_nothing(pair: Pair) -> None:
    merged = merge(pair)
    day, base = merged.base.day, merged.base.world
    for later in (merged.ours.world, merged.theirs.world, merged.merged.world):
        assert find_meaning(base, base, later, later, day) == ()
        assert find_meaning(base, later, base, later, day) == ()
    assert find_meaning(base, base, base, base, day) == ()


def test_a_commit_is_read_as_the_workspace_is_that_shows_it() -> None:
    clone, _, base = clones()
    git(clone.desk.root, "reset", "-q", "--hard", base)
    day = date.fromisoformat(DAY)
    read, shown = read_shelf_of(clone.desk.root, base, day=day), read_shelf(clone.desk.root, day=day, head=True)
    assert read.world == shown.world
    assert read.sources.files == shown.sources.files
    path = f"cases/{clone.n.quiet[:3]}/{clone.n.quiet}/consents/{clone.n.quiet_consent}.yaml"
    without = read.with_files({path: None, "profile/notes.txt": b"x"})
    quiet = without.world.case(clone.n.quiet)
    assert quiet is not None
    assert quiet.consents == ()
    assert set(read.sources.files) - set(without.sources.files) == {path}
    assert without.unread == read.unread == ()


def check_told(merged: Merged) -> None:
    """Fail unless all that is told has its place, its remedy and no value; unless the other way round it is the same; and
    unless a rule that can be seen from the records alone is told by `seki check` too, to whoever merged without seki."""
    for finding in merged.brought:
        assert finding.code in EXPLAINED
        assert finding.path in merged.merged.sources.files
        assert merged.merged.placed(finding).line >= 1
        assert not VALUES.search(finding.message)
        assert not VALUES.search(finding.remedy.replace(DAY, ""))
    worlds = merged.base.world, merged.theirs.world, merged.ours.world, merged.merged.world
    assert {finding.code for finding in find_meaning(*worlds, merged.base.day)} == codes(merged)
    whole = merged.merged.world
    assert find_meaning(merged.base.world, whole, whole, whole, merged.base.day) == (), "what both know already is not told again"
    later = {finding.code for finding in find_all(merged.merged.world, merged.base.day)}
    assert {code for code in codes(merged) if SCOPES[code] not in ("meaning", "git")} - {"SEKI135"} <= later
