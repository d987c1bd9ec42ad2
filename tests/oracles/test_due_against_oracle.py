"""The rules of `due` against a second opinion that was written from records.md alone.

Every day the same worlds: some that Hypothesis draws and shrinks, and more that are told by dice, where rare turns meet.
SEKI_EXAMPLES=5000 looks further, at worlds that nobody has seen yet.
"""

import os
import random
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings

sys.path.insert(0, str(Path(__file__).parent))

import due_oracle as oracle
from worlds_strategy import random_world_on_a_day, retell, worlds_on_a_day

from seki_cli.rules.case_state import case_status
from seki_cli.rules.due import due_rows
from seki_cli.rules.plans import plan_states
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.settle import settle

EXAMPLES = int(os.environ.get("SEKI_EXAMPLES", "300"))
EXPLORE = "SEKI_EXAMPLES" in os.environ
EACH = EXAMPLES if EXPLORE else 100
ROUNDS = 8
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


def review_of(state):
    """The next review of a plan as the oracle writes it."""
    if state.review is None or state.review.none_left:
        return None
    if state.review.waits_since is not None:
        return ("会議待ち", state.review.waits_since)
    return ("モニタリング", state.review.due_on)


def answers_of_rules(world):
    """What the rules say of a world: rows, states, reviews."""
    case, office, meetings, day = world
    settled, names = settle(case), oracle.first_ids(case)
    plans = plan_states(settled, meetings, office, day)
    return {
        "due": Counter(comparable(row, names) for row in due_rows(settled, meetings, office, day)),
        "case": case_status(settled, meetings, office, day),
        "plans": {state.id: state.status for state in plans},
        "reviews": {state.id: review_of(state) for state in plans},
        "referrals": {names[state.referral.id]: state.status for state in referral_states(settled, day)},
    }


def answers_of_oracle(world):
    """What the oracle says of the same world."""
    case, office, meetings, day = world
    names, plans = oracle.first_ids(case), oracle.plan_ids(case)
    referrals = {names[referral.id]: oracle.oracle_referral_status(case, referral.id, day) for referral in case.referrals}
    return {
        "due": Counter(comparable(row, names) for row in oracle.oracle_due(case, meetings, office, day)),
        "case": oracle.oracle_case_status(case, meetings, office, day),
        "plans": {plan: oracle.oracle_plan_status(case, plan, meetings, office, day) for plan in plans},
        "reviews": {plan: oracle.oracle_next_review(case, plan, meetings, office, day) for plan in plans},
        "referrals": {name: status for name, status in referrals.items() if status is not None},
    }


@given(worlds_on_a_day())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=not EXPLORE,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_drawn_worlds(world):
    case, _, meetings, day = world
    note(retell(case, meetings, day))
    assert answers_of_rules(world) == answers_of_oracle(world)


@pytest.mark.parametrize("part", range(ROUNDS))
def test_worlds_told_by_dice(part):
    first = random.randrange(10**9) if EXPLORE else part * EACH
    for seed in range(first, first + EACH):
        world = random_world_on_a_day(seed)
        case, _, meetings, day = world
        assert answers_of_rules(world) == answers_of_oracle(world), f"seed {seed}\n{retell(case, meetings, day)}"
