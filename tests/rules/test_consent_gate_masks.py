"""Rule 4: protected whereabouts are masked, and people who must not be together are kept apart."""

from datetime import date

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Protected, Tie
from seki_cli.model.meeting import Attendee, Item
from seki_cli.model.released import Released, Withheld
from seki_cli.rules.consent import release
from seki_cli.rules.masks import MASK
from seki_cli.rules.pieces import household_pieces, relation_pieces
from tests.rules.gate_worlds import (
    CASE,
    MEET,
    OTHER,
    P1,
    P2,
    PLAN,
    Person,
    case,
    compose,
    consent,
    gate,
    household,
    meeting,
    note,
    other_case,
    plan,
    shown_text,
    with_fields,
    world,
)

ORDER = Protected(since=date(2024, 4, 1), until=date(2025, 3, 31))
P3 = Person(id="P3", role="世帯員", name="関野 三郎")
FULL = (consent("P1"), consent("P2"), consent("P3"))


def outcome(the_gate, piece):
    result = release(the_gate, piece)
    return result.value.text if isinstance(result, Released) else result.rule


# ------------------------------------------------------------------------------------------------------------------ protected


@pytest.mark.parametrize("field", ["address", "phone", "school_or_work"])
@pytest.mark.parametrize(("protected", "masked"), [
    (None, False),
    (Protected(), True),
    (Protected(since=date(2025, 6, 1)), True),
    (ORDER, True),                                   # an expired order masks until it is lifted
])  # fmt: skip
def test_whereabouts_of_the_protected_are_masked(field, protected, masked):
    person = with_fields(P1, protected=protected, school_or_work="みなと食堂")
    the_case = case(household=household(person, P2), consents=FULL)
    piece = next(p for p in household_pieces(the_case, MEET) if p.persons == ("P1",) and p.key[-1] == field)
    assert outcome(gate(world(the_case), meeting()), piece) == (MASK if masked else piece.text)


def test_only_whereabouts_and_only_of_the_protected_are_masked():
    person = with_fields(P1, protected=ORDER, school_or_work="みなと食堂")
    the_case = case(household=household(person, with_fields(P2, school_or_work="山の学校")), consents=FULL)
    the_gate = gate(world(the_case), meeting())
    shown = {(p.persons[0], p.key[-1]): outcome(the_gate, p) for p in household_pieces(the_case, MEET)}
    assert shown["P1", "health"] == "糖尿病"
    assert shown["P1", "name"] == "関野 一子"
    assert shown["P2", "school_or_work"] == "山の学校"
    assert shown["P1", "school_or_work"] == MASK


def test_a_mask_gives_nothing_that_consent_does_not():
    person = with_fields(P1, protected=ORDER)
    the_case = case(household=household(person), consents=(consent(categories=("介護",)),))
    piece = next(p for p in household_pieces(the_case, MEET) if p.key[-1] == "address")
    assert outcome(gate(world(the_case), meeting()), piece) == 1


def test_the_ties_of_the_protected_are_masked():
    ties = (Tie(person="P1", label="若草保育園"), Tie(person="P2", label="町の道場"))
    the_case = case(household=household(with_fields(P1, protected=ORDER), P2, ties=ties), consents=FULL)
    the_gate = gate(world(the_case), meeting())
    assert [outcome(the_gate, p) for p in relation_pieces(the_case, MEET)] == [MASK, "P2: 町の道場"]


@pytest.mark.parametrize(("text", "shown"), [
    ("関市若草通3丁目1番地へ行った", False),
    ("若草通３丁目１番地へ行った", False),                  # without the municipality, in full width
    ("若草通3-1へ行った", False),
    ("若草通3丁目1番地の5へ行った", False),
    ("電話は0575-00-1234", False),
    ("電話は０５７５ー００ー１２３４", False),
    ("みなと食堂で働く", False),
    ("岐阜の方へ行った", True),
    ("若草の季節", True),
    ("食堂で話した", True),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["free", "asks"])
def test_a_text_that_gives_the_place_away_is_withheld(kind, text, shown):
    person = with_fields(P1, protected=ORDER, school_or_work="みなと食堂")
    the_world = world(case(household=household(person, P2), consents=FULL))
    result = release(gate(the_world, meeting(kind)), Piece(label="事実", text=text, path="x"))
    assert isinstance(result, Released) is shown
    assert shown or result.rule == 4
    unprotected = world(case(household=household(with_fields(person, protected=None), P2), consents=FULL))
    assert isinstance(release(gate(unprotected, meeting(kind)), Piece(label="事実", text=text, path="x")), Released)


@pytest.mark.parametrize(("place", "text", "shown"), [
    ("みなと食堂 調理のこと", "みなと食堂で会った", False),       # the place by itself
    ("みなと食堂（パート）", "みなと食堂で会った", False),
    ("パート（みなと食堂）", "みなと食堂で会った", False),
    ("株式会社 みなと食堂", "みなと食堂で会った", False),
    ("みなと食堂 調理のこと", "調理のことを話した", True),        # … and not what is done there
    ("みなと食堂（パート）", "パートの話をした", True),           # … nor what it is called everywhere
    ("パート（みなと食堂）", "パートの話をした", True),
    ("株式会社 みなと食堂", "株式会社の人", True),
])  # fmt: skip
def test_which_part_of_a_workplace_gives_it_away(place, text, shown):
    person = with_fields(P1, protected=ORDER, school_or_work=place)
    the_world = world(case(household=household(person, P2), consents=FULL))
    assert isinstance(release(gate(the_world, meeting()), Piece(label="事実", text=text, path="x")), Released) is shown


def test_somebody_elses_address_that_is_the_protected_ones_is_withheld():
    same = with_fields(P2, address=P1.address)
    the_case = case(household=household(with_fields(P1, protected=ORDER), same), consents=FULL)
    piece = next(p for p in household_pieces(the_case, MEET) if p.persons == ("P2",) and p.key[-1] == "address")
    assert outcome(gate(world(the_case), meeting()), piece) == 4


def test_the_place_of_the_meeting_is_left_blank_where_it_is_the_protected_ones_home():
    the_case = case(household=household(with_fields(P1, protected=ORDER)), consents=FULL)
    composed = compose(world(the_case), meeting(place="若草通3丁目1番地"))
    assert composed.paper.value.header.place == ""
    assert any("場所" in notice.reason for notice in composed.cover.notices)
    assert compose(world(the_case), meeting(place="市役所")).paper.value.header.place == "市役所"


@pytest.mark.parametrize("field", ["place", "chair", "convenor"])
@pytest.mark.parametrize("more", [{}, {"called_off": True}])
def test_no_word_of_the_head_names_somebody_who_may_not_be_shown(field, more):
    """Nor where the item itself is not on the paper at all: the head stands there all the same."""
    the_world = world(case(consents=FULL[:1]))
    assert getattr(compose(the_world, meeting(**{field: "健太郎"}, **more)).paper.value.header, field) == ""
    assert getattr(compose(the_world, meeting(**{field: "市役所"}, **more)).paper.value.header, field) == "市役所"


# ------------------------------------------------------------------------------------------------------------- never together


def about(person):
    return Piece(label="何か", text="ことば", persons=(person,), need=("基本情報",), path="x")


def apart(*pairs, persons=("P1",), attendees=None, kind="asks", others=()):
    the_case = case(
        household=household(P1, P2, P3, never_together=pairs),
        consents=FULL,
        plans=(plan(persons=persons),) if persons else (),
    )
    item = Item(num=1, case=CASE, timing="策定", plan=PLAN if persons else "", version=1 if persons else None)
    more = {"attendees": attendees} if attendees else {}
    return gate(world(the_case, *others), meeting(kind, items=(item,), **more))


@pytest.mark.parametrize(("pair", "persons", "left_out"), [
    (("P1", "P3"), ("P1",), {"P3"}),                   # the one who is not in the plan's persons is left out
    (("P1", "P3"), ("P3",), {"P1"}),                   # be it the 本人
    (("P3", "P1"), ("P1", "P2"), {"P3"}),
    (("P2", "P3"), ("P1",), {"P2", "P3"}),             # neither is: neither stands beside the other
    (("P1", "P3"), (), {"P3"}),                        # without a plan the item is about the 本人
    ((f"{CASE}#P1", "P3"), ("P1",), {"P3"}),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["free", "asks"])
def test_the_one_who_is_not_in_the_plan_is_left_out(kind, pair, persons, left_out):
    the_gate = apart(pair, persons=persons, kind=kind)
    outcomes = {person: outcome(the_gate, about(person)) for person in ("P1", "P2", "P3")}
    assert outcomes == {person: 4 if person in left_out else "ことば" for person in outcomes}


def test_what_is_about_two_is_left_out_with_one_of_them():
    piece = with_fields(about("P1"), persons=("P1", "P3"))
    assert outcome(apart(("P1", "P3")), piece) == 4


def test_the_name_of_the_one_left_out_must_not_appear():
    assert outcome(apart(("P1", "P3"), kind="free"), with_fields(about("P1"), text="三郎が来た")) == 7
    assert outcome(apart(kind="free"), with_fields(about("P1"), text="三郎が来た")) == "三郎が来た"


@pytest.mark.parametrize("kind", ["free", "asks"])
def test_both_in_the_plan_withholds_the_item(kind):
    the_gate = apart(("P1", "P3"), persons=("P1", "P2", "P3"), kind=kind)
    assert outcome(the_gate, about("P2")) == 4
    assert outcome(the_gate, Piece(label="番号", text="", row="head")) == 4


@pytest.mark.parametrize(("present", "expected"), [
    ("P3", 4),             # sits there and would read about P1
    ("P1", "ことば"),      # P3 is left out of what P1 reads
    ("P2", "ことば"),
])  # fmt: skip
def test_somebody_in_the_room_does_not_read_about_the_other(present, expected):
    attendees = (Attendee(agency="chuo"), Attendee(case=CASE, person=present))
    assert outcome(apart(("P1", "P3"), attendees=attendees), about("P1")) == expected


FAR = Person(id="P1", role="本人", name="別川 花世")


@pytest.mark.parametrize(("pair", "others"), [
    (("P1", f"{OTHER}#P1"), [other_case(OTHER, FAR)]),
    (None, [other_case(OTHER, FAR, never_together=(("P1", f"{CASE}#P1"),))]),      # written down only over there
])  # fmt: skip
def test_a_pair_across_two_cases(pair, others):
    the_gate = apart(*([pair] if pair else []), others=others)
    assert outcome(the_gate, about("P1")) == "ことば"
    assert outcome(the_gate, with_fields(about("P1"), text="花世さんから隠れている")) == 7
    assert the_gate.apart.left_out == {(OTHER, "P1")}
    sitting = (Attendee(agency="chuo"), Attendee(case=OTHER, person="P1"))
    assert outcome(apart(*([pair] if pair else []), others=others, attendees=sitting), about("P1")) == 4


def test_somebody_of_a_pair_is_looked_for_even_by_a_name_that_the_household_knows():
    same_name = with_fields(FAR, name=P2.name, kana=P2.kana)
    the_gate = apart(("P1", f"{OTHER}#P1"), others=[other_case(OTHER, same_name)], kind="free")
    assert outcome(the_gate, with_fields(about("P1"), text="健太郎が来た")) == 7


def test_the_whereabouts_of_the_other_of_a_pair_are_kept_too():
    hidden = with_fields(FAR, protected=ORDER, address="関市川辺町9番地", school_or_work="")
    the_gate = apart(("P1", f"{OTHER}#P1"), others=[other_case(OTHER, hidden)])
    assert outcome(the_gate, with_fields(about("P1"), text="川辺町9番地に越したらしい")) == 4


@pytest.mark.parametrize("pair", [("P1", f"{OTHER}#P1"), ("P1", "P9")])
def test_somebody_unknown_in_a_pair_cannot_be_decided(pair):
    result = release(apart(pair), about("P2"))
    assert isinstance(result, Withheld)
    assert result.rule == 6


def test_a_withheld_item_leaves_no_trace_on_the_paper():
    the_case = case(
        household=household(P1, P2, P3, never_together=(("P1", "P3"),)),
        consents=FULL,
        plans=(plan(persons=("P1", "P3")),),
        notes=(note(),),
    )
    items = (Item(num=1, case=CASE, timing="策定", plan=PLAN, version=1), Item(num=2, case=CASE, timing="策定"))
    composed = compose(world(the_case), meeting(items=items))
    assert [item.num for item in composed.paper.value.items] == [2]
    assert "三郎" not in shown_text(composed)
    assert [(line.item, line.rule, line.piece) for line in composed.cover.withheld][0] == (1, 4, "議題の全部")
