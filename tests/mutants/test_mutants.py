"""The slips of the hand fit the gate as it stands, every clause has one, and a few are made every day: a test must notice."""

from collections import Counter

import pytest

from tests.mutants.clauses import CLAUSES
from tests.mutants.mutants import MUTANTS, Mutant
from tests.mutants.run_mutants import ROOT, edited, gate_tests, run

BY_HAND = "tests/rules/test_consent_gate.py"
DAILY = {
    # clause          what the day's sample breaks                        the file that has to notice it
    "1-until": ("day <= consent.until", BY_HAND),
    "1-except": ("agency not in self.excluded and ", BY_HAND),
    "3-flag": ("if wanted.tax and not act.tax:", BY_HAND),
    "4-one": ("left_out |= both - asked", "tests/rules/test_consent_gate_masks.py"),
    "7-given": ("for name in (_joined(person.name), *_given_names(person.name, surnames)):", "tests/rules/test_consent_gate_names.py"),
    "T-health": ('("健康・医療",)', "tests/rules/test_pieces.py"),
}  # fmt: skip


def test_every_clause_has_a_mutant_and_every_mutant_a_clause() -> None:
    assert {mutant.clause for mutant in MUTANTS} == set(CLAUSES)
    assert all(sentence.endswith(".") for sentence in CLAUSES.values())


def test_no_slip_is_there_twice() -> None:
    twice = [edit for edit, count in Counter((m.file, m.old, m.new) for m in MUTANTS).items() if count > 1]
    assert twice == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.clause)
def test_a_mutant_fits_the_gate_as_it_stands(mutant: Mutant) -> None:
    path = ROOT / "seki_cli" / mutant.file
    after = edited(mutant, path.read_text("utf-8"))
    assert after != path.read_text("utf-8")
    compile(after, mutant.file, "exec")


def test_the_gates_tests_are_there() -> None:
    names = gate_tests()
    assert {BY_HAND, *(file for _, file in DAILY.values())} <= set(names)
    assert all((ROOT / name).exists() for name in names)


@pytest.mark.parametrize("clause", DAILY)
def test_the_days_sample_is_killed(clause: str) -> None:
    old, file = DAILY[clause]
    mutant = next(m for m in MUTANTS if m.clause == clause and m.old == old)
    outcome = run(mutant, (file,))
    assert outcome.word == "killed", outcome
    assert outcome.by.startswith(file.removeprefix("tests/"))


def test_a_copy_without_a_mutant_and_one_that_cannot_be_imported_prove_nothing() -> None:
    assert run(None, (BY_HAND,)).word == "SURVIVED"
    broken = Mutant("1-until", "rules/in_force.py", "from datetime import date", "from datetime import nothing_of_the_kind")
    assert run(broken, (BY_HAND,)).word == "invalid"
    stale = Mutant("1-until", "rules/in_force.py", "no such text", "x")
    assert run(stale, (BY_HAND,)).word == "invalid"
