"""Rule 6 of the gate, file by file: what an unreadable file leaves undecided is withheld, and nothing else is."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Related
from seki_cli.model.meeting import Item
from seki_cli.model.plan import Evaluation
from seki_cli.model.released import Released
from seki_cli.rules.consent import release
from seki_cli.rules.plan_pieces import Words, decision_pieces, evaluation_pieces, find_version
from tests.rules.gate_worlds import (
    CASE,
    OFFICE,
    OTHER,
    P1,
    PLAN,
    Person,
    case,
    compose,
    consent,
    decision,
    event,
    gate,
    household,
    meeting,
    other_case,
    plan,
    point,
    shown_text,
    with_fields,
    world,
)

FOLDER = f"cases/R07/{CASE}"
STRANGER = Person(id="P1", role="本人", name="別川 花世")


def outcome(the_world, piece, kind="asks", **more):
    result = release(gate(the_world, meeting(kind, **more)), piece)
    return "shown" if isinstance(result, Released) else result.rule


@pytest.mark.parametrize(("piece", "unread", "expected"), [
    ("notes/a", "notes/b", 6),                       # an event may correct any other of its folder
    ("decisions/a", "decisions/b", 6),
    ("notes/a", "decisions/b", "shown"),
    ("assessments/a", "assessments/b", "shown"),     # a document corrects nothing
    ("assessments/a", "assessments/a", 6),
    (f"plans/{PLAN}/v1", f"plans/{PLAN}/v2", "shown"),
    (f"plans/{PLAN}/v1", f"plans/{PLAN}/v1", 6),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["free", "asks"])
def test_which_files_may_change_a_record(piece, unread, expected, kind):
    the_world = world(case(consents=(consent(),), unread=(f"{FOLDER}/{unread}.yaml",)))
    text = Piece(label="何か", text="ことば", need=("就労",), path=f"{FOLDER}/{piece}.yaml")
    assert outcome(the_world, text, kind) == expected


@pytest.mark.parametrize(("version", "unread", "row"), [
    (1, (), "shown"),
    (None, (), "shown"),
    (1, (f"{FOLDER}/plans/{PLAN}/v2.yaml",), "shown"),      # the version that the item names can be read
    (None, (f"{FOLDER}/plans/{PLAN}/v2.yaml",), 6),         # which is the newest, nobody knows
    (None, (f"{FOLDER}/plans/P-ZZZZZZZ/v1.yaml",), "shown"),
])  # fmt: skip
def test_an_item_on_a_plan_of_which_a_version_cannot_be_read(version, unread, row):
    """Where consent is asked nobody knows whose; where none is asked, a note is judged by itself."""
    the_world = world(case(consents=(consent(),), plans=(plan(),), unread=unread))
    item = Item(num=1, case=CASE, plan=PLAN, version=version, timing="策定")
    text = Piece(label="何か", text="ことば", need=("就労",), path=f"{FOLDER}/notes/a.yaml")
    assert outcome(the_world, text, items=(item,)) == row
    assert outcome(the_world, text, "free", items=(item,)) == "shown"
    assert outcome(the_world, Piece(label="時機", text="", row="head"), items=(item,)) == "shown"


def test_an_evaluation_of_a_plan_of_which_a_version_cannot_be_read():
    sheet = Evaluation(
        **event("evaluation", "evaluations", date=date(2025, 7, 1), staff="s-chuo", plan=PLAN, occasion="定期", judgement="継続")
    )
    words = Words(office=OFFICE)
    read = case(plans=(plan(),))
    assert not evaluation_pieces(read, sheet, words)[0].undecided
    broken = replace(read, unread=(f"{FOLDER}/plans/{PLAN}/v2.yaml",))
    assert all(piece.undecided for piece in evaluation_pieces(broken, sheet, words))
    assert find_version(broken, PLAN, 1) == read.plans[0]


def test_without_a_list_of_agencies_nobody_knows_whether_tax_staff_said_it():
    said = decision(points=(point(said="滞納がある"), point(said="眠れない", source="本人")))
    blind = replace(OFFICE, agencies=())
    doubtful, sure = decision_pieces(case(), said, blind)[1:]
    assert doubtful.undecided
    assert not sure.undecided
    assert not any(piece.undecided for piece in decision_pieces(case(), said, OFFICE))
    the_world = world(case(consents=(consent(tax=True),), decisions=(said,)), office=blind)
    assert outcome(the_world, doubtful) == 6


@pytest.mark.parametrize("kind", ["free", "asks"])
def test_somebody_of_a_pair_whose_household_cannot_be_read(kind):
    """By which names they go nobody knows, so no text can be searched for them."""
    the_case = case(household=household(P1, never_together=(("P1", f"{OTHER}#P1"),)), consents=(consent(),))
    text = Piece(label="何か", text="ことば", need=("就労",), path=f"{FOLDER}/notes/a.yaml")
    other = other_case(OTHER, STRANGER)
    assert outcome(world(the_case, other), text, kind) == "shown"
    broken = replace(other, unread=(other.household.path,))
    assert outcome(world(the_case, broken), text, kind) == 6


def test_a_related_household_that_cannot_be_read():
    """By which names those who belong with the family go nobody knows; of strangers only whole names are looked for at all."""
    related = other_case(OTHER, STRANGER, related=(Related(case=CASE, how="親族"),))
    text = Piece(label="何か", text="ことば", need=("就労",), path=f"{FOLDER}/notes/a.yaml")
    ours = case(consents=(consent(),))
    assert outcome(world(ours, related), text) == "shown"
    assert outcome(world(ours, with_fields(related, unread=(related.household.path,))), text) == 6
    stranger = other_case(OTHER, STRANGER)
    assert outcome(world(ours, with_fields(stranger, unread=(stranger.household.path,))), text) == "shown"


def test_the_coordinator_is_told_that_an_items_plan_is_not_there():
    item = Item(num=1, case=CASE, plan=PLAN, version=2, timing="方針")
    composed = compose(world(case(plans=(plan(),))), meeting("free", items=(item,)))
    assert any("プラン（版）" in notice.reason for notice in composed.cover.notices)
    found = compose(world(case(plans=(plan(),))), meeting("free", items=(with_fields(item, version=1),)))
    assert not found.cover.notices


@pytest.mark.parametrize("kind", ["asks", "free"])
def test_without_the_roll_nobody_knows_who_sits_there(kind):
    the_case = case(consents=(consent("P1"),))
    known = compose(world(the_case), meeting(kind))
    lost = compose(world(the_case, unread=("profile/staff.yaml",)), meeting(kind))
    assert "眠れない" in shown_text(known)
    assert "眠れない" not in shown_text(lost)
    assert [(line.rule, line.because) for line in lost.cover.withheld] == [(6, "profile/staff.yaml")]
