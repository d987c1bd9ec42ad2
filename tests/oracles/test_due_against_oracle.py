"""The rules of `due` against a second opinion that was written from records.md alone. SEKI_EXAMPLES raises the number."""

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings

sys.path.insert(0, str(Path(__file__).parent))

import due_oracle as oracle
from worlds_strategy import retell, worlds_on_a_day

from seki_cli.rules.case_state import case_status
from seki_cli.rules.plans import plan_states
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.settle import settle

EXAMPLES = int(os.environ.get("SEKI_EXAMPLES", "300"))
a_few = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="SEKI_EXAMPLES" not in os.environ,  # the daily run asks the same each time, a raised number looks further
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
BY_RECORD = ("回答待ち", "宿題", "次回予定", "同意期限", "フォローアップ")
"""The kinds whose row is one record's own fact; of the others several records may stand for the row."""


def comparable(row, names):
    """A row as both sides must agree on it. A corrected record goes by its first id, and #num is left out."""
    record = row.record.partition("#")[0]
    return (
        row.kind,
        row.due_on.isoformat(),
        row.case,
        row.plan,
        row.agency,
        row.staff,
        names.get(record, record) if row.kind in BY_RECORD else "",
    )


@given(worlds_on_a_day())
@a_few
def test_due_rows(world):
    due_rows = pytest.importorskip("seki_cli.rules.due").due_rows
    case, office, meetings, day = world
    note(retell(case, meetings, day))
    names = oracle.first_ids(case)
    found = Counter(comparable(row, names) for row in due_rows(settle(case), meetings, office, day))
    expected = Counter(comparable(row, names) for row in oracle.oracle_due(case, meetings, office, day))
    assert found == expected


@given(worlds_on_a_day())
@a_few
def test_states(world):
    case, office, meetings, day = world
    note(retell(case, meetings, day))
    settled = settle(case)
    plans = {state.id: state.status for state in plan_states(settled, meetings, office, day)}
    assert plans == {
        plan_id: oracle.oracle_plan_status(case, plan_id, meetings, office, day) for plan_id in oracle.plan_ids(case)
    }
    assert case_status(settled, meetings, office, day) == oracle.oracle_case_status(case, meetings, office, day)


@given(worlds_on_a_day())
@a_few
def test_next_reviews(world):
    case, office, meetings, day = world
    note(retell(case, meetings, day))
    for state in plan_states(settle(case), meetings, office, day):
        expected = oracle.oracle_next_review(case, state.id, meetings, office, day)
        review = state.review
        if review is None or review.none_left:
            found = None
        elif review.waits_since is not None:
            found = ("会議待ち", review.waits_since)
        else:
            found = ("モニタリング", review.due_on)
        assert found == expected


@given(worlds_on_a_day())
@a_few
def test_referrals(world):
    case, _, meetings, day = world
    note(retell(case, meetings, day))
    names = oracle.first_ids(case)
    found = {names[state.referral.id]: state.status for state in referral_states(settle(case), day)}
    expected = {names[r.id]: oracle.oracle_referral_status(case, r.id, day) for r in case.referrals}
    assert found == {name: status for name, status in expected.items() if status is not None}
