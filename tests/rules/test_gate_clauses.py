"""Clauses of the gate that no other test held: each was found by a slip of the hand that went unnoticed (`make mutants`)."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Assessment, AssessmentPart, Caller, Person, Protected, Screening
from seki_cli.model.contact import Referral, ReferralStep, ShareWith
from seki_cli.model.meeting import Attendee, Item
from seki_cli.model.office import Posting
from seki_cli.model.record import Correction
from seki_cli.model.released import Released
from seki_cli.rules.consent import release
from seki_cli.rules.names import build_keys, searchable
from seki_cli.rules.pieces import assessment_pieces, referral_piece, referral_step_piece, screening_piece
from seki_cli.rules.plan_pieces import monitoring_pieces
from tests.rules.gate_worlds import (
    CASE,
    MEET,
    OFFICE,
    OTHER,
    P1,
    P2,
    case,
    compose,
    consent,
    event,
    gate,
    household,
    intake,
    meeting,
    monitoring,
    note,
    other_case,
    plan,
    rid,
    with_fields,
    world,
)

FACT = Piece(label="事実", text="ことば", need=("就労",), path=f"cases/R07/{CASE}/notes/x.yaml")
PLEDGED = date(2025, 4, 1)


def outcome(the_world, the_meeting, piece=FACT, **more):
    result = release(gate(the_world, the_meeting, **more), piece)
    return "shown" if isinstance(result, Released) else result.rule


def correcting(record, **fields):
    return with_fields(record, id=rid(), corrects=Correction(record=record.id, why="書き間違い"), **fields)


# ------------------------------------------------------------------------------------------------- the audience and secrecy


@pytest.mark.parametrize(("came", "expected"), [
    ((False, True), 1),                # one of two came: the agency sits in the room
    ((True, False), 1),
    ((False, None), 1),                # of the other nobody knows
    ((False, False), "shown"),         # nobody of it did
])  # fmt: skip
def test_an_agency_is_in_the_room_as_long_as_one_of_its_people_is(came, expected):
    seats = tuple(Attendee(agency="shakyo", staff=staff, came=word) for staff, word in zip(("s-a", "s-b"), came, strict=True))
    item = Item(num=1, case=CASE, timing="策定", members=("chuo", "shakyo"))
    the_meeting = meeting(attendees=(Attendee(agency="chuo"), *seats), items=(item,))
    assert outcome(world(case(consents=(consent(agencies=("chuo",)),))), the_meeting) == expected


@pytest.mark.parametrize("kind", ["asks", "free"])
@pytest.mark.parametrize("members", [(), ("chuo",)])
def test_a_meeting_that_was_called_off_has_no_audience_even_where_the_item_names_its_members(members, kind):
    the_world = world(case(consents=(consent(), consent("P2"))))
    item = Item(num=1, case=CASE, timing="策定", members=members)
    for agency in ("", "chuo"):
        assert outcome(the_world, meeting(kind, items=(item,), called_off=True), agency=agency) == 0
        assert outcome(the_world, meeting(kind, items=(item,)), agency=agency) == "shown"


@pytest.mark.parametrize(("first", "second", "expected"), [
    (PLEDGED, PLEDGED, "shown"),
    (PLEDGED, None, 2),                # each of them, not the first alone
    (None, PLEDGED, 2),
])  # fmt: skip
def test_everybody_who_is_named_for_an_agency_has_acknowledged_secrecy(first, second, expected):
    roll = (Posting(id="s-a", agency="iryo", pledged_on=first), Posting(id="s-b", agency="iryo", pledged_on=second))
    office = replace(OFFICE, staff=(*(row for row in OFFICE.staff if row.agency == "chuo"), *roll))
    seats = (Attendee(agency="iryo", staff="s-a"), Attendee(agency="iryo", staff="s-b"))
    assert outcome(world(case(), office=office), meeting("free", attendees=(Attendee(agency="chuo"), *seats))) == expected


def test_where_somebody_is_named_nobody_else_of_the_agency_is_asked():
    """Whoever speaks for the hospital is posted elsewhere and has acknowledged secrecy; of the hospital's own nobody has."""
    office = replace(OFFICE, staff=(*(row for row in OFFICE.staff if row.agency == "chuo"), Posting(id="s-y", agency="iryo")))
    seats = (Attendee(agency="chuo"), Attendee(agency="iryo", staff="s-chuo"))
    assert outcome(world(case(), office=office), meeting("free", attendees=seats)) == "shown"


@pytest.mark.parametrize(
    ("timing", "told"), [("終結", False), ("中断", False), ("策定", True), ("変更", True), ("情報共有", True)]
)
def test_without_a_live_consent_only_ends_may_be_put_on_the_agenda(timing, told):
    the_meeting = meeting(items=(Item(num=1, case=CASE, timing=timing),))
    notices = compose(world(case(consents=(consent(act="撤回"),))), the_meeting).cover.notices
    assert [notice.rule for notice in notices] == ([1] if told else [])


def test_which_meeting_it_is_held_with_is_not_told_once_consent_has_ended():
    item = Item(num=1, case=CASE, timing="終結", with_other=("別の協議の場",), presenter="s-chuo")
    for act, there in (("撤回", False), ("同意", True)):
        (shown,) = compose(world(case(consents=(consent(act=act),))), meeting(items=(item,))).paper.value.items
        assert any("別の協議の場" in piece.value.line for piece in shown.head) is there


# --------------------------------------------------------------------------------------------------------- two corrections


def rivals_of(first):
    """A consent with two corrections that both allow: they agree, and still nobody can say which of them holds."""
    return (first, correcting(first, evidence="棚1"), correcting(first, evidence="棚2"))


@pytest.mark.parametrize("kind", ["asks", "free"])
def test_two_corrections_of_somebodys_consent_are_undecidable_and_not_a_no(kind):
    piece = with_fields(FACT, persons=("P2",), source="税務")
    acts = (consent(tax=True), *rivals_of(consent("P2", tax=True)))
    assert outcome(world(case(consents=acts)), meeting(kind), piece) == 6
    assert outcome(world(case(consents=acts[:2])), meeting(kind), piece) == "shown"


@pytest.mark.parametrize(("day", "expected"), [
    (date(2025, 6, 1), 6),             # of the same day: no later act
    (date(2025, 6, 2), "shown"),
    (date(2025, 5, 31), 6),
])  # fmt: skip
def test_only_a_later_act_settles_two_corrections(day, expected):
    acts = (consent(), consent("P2", day=day), *rivals_of(consent("P2")))
    assert outcome(world(case(consents=acts)), meeting(), with_fields(FACT, persons=("P2",))) == expected


@pytest.mark.parametrize("days", [(date(2025, 6, 20), date(2025, 6, 18)), (date(2025, 6, 18), date(2025, 6, 20))])
def test_two_corrections_of_a_record_withhold_it_whichever_counts_for_now(days):
    first = note(category="就労")
    acts = (first, *(correcting(first, date=day) for day in days))
    the_world = world(case(consents=(consent(),), notes=acts))
    (kept,) = the_world.cases[0].notes
    assert outcome(the_world, meeting(), replace(FACT, record=kept.id, path=kept.path)) == 6
    assert outcome(the_world, meeting(), replace(FACT, record=rid())) == "shown"


def test_an_act_that_is_silent_about_agencies_and_two_of_its_corrections_share_with_nobody():
    acts = (consent(), *rivals_of(with_fields(consent("P2"), share_with=ShareWith())))
    assert outcome(world(case(consents=acts)), meeting(), with_fields(FACT, persons=("P2",))) == 6


# --------------------------------------------------------------------------------------------------------------- whereabouts


@pytest.mark.parametrize("text", ["若草通三丁目", "若草通3番地の12へ行った", "若草通3-12へ", "若草通３丁目１２", "若草通3番12号"])
def test_a_house_number_is_found_in_every_way_of_writing_it(text):
    person = with_fields(P1, protected=Protected(), address="関市若草通3番地の12", phone="", school_or_work="")
    the_world = world(case(household=household(person, P2), consents=(consent(), consent("P2"))))
    expected = "shown" if text == "若草通三丁目" else 4
    assert outcome(the_world, meeting(), with_fields(FACT, text=text)) == expected


@pytest.mark.parametrize(("unread", "expected"), [((), "shown"), ((f"cases/R07/{OTHER}/household.yaml",), 6)])
def test_a_pair_with_somebody_whose_household_cannot_be_read_shuts_the_item(unread, expected):
    other = replace(other_case(OTHER, Person(id="P1", role="本人", name="別川 花世")), unread=unread)
    home = household(P1, P2, never_together=(("P1", f"{OTHER}#P1"),))
    the_world = world(case(household=home, consents=(consent(), consent("P2"))), other)
    assert outcome(the_world, meeting(), Piece(label="番号", text="", row="head", need=())) == expected


# --------------------------------------------------------------------------------------------------- names, and the table


@pytest.mark.parametrize(("text", "name", "kana", "expected"), [
    ("きのう沢子が来た", "関野 澤子", "", True),             # old letters in a given name of two letters
    ("きのう澤子が来た", "関野 沢子", "", True),
    ("きのうア イは来ない", "", "セキノ アイ", True),        # a space within two katakana
    ("きのうア\nイは来ない", "", "セキノ アイ", True),
    ("アとイは来ない", "", "セキノ アイ", False),
])  # fmt: skip
def test_short_names_in_other_letters_and_with_spaces(text, name, kana, expected):
    keys = build_keys(Person(id="P2", role="世帯員", name=name, kana=kana))
    assert keys.found_in(searchable(text)) is expected


@pytest.mark.parametrize("name", ["近山 隣子", "遠川 友助"])
def test_the_callers_of_every_opening_are_named_on_no_paper(name):
    calls = tuple(intake(caller=Caller(name=caller)) for caller in ("近山 隣子", "遠川 友助"))
    the_world = world(case(consents=(consent(), consent("P2")), intakes=calls))
    assert outcome(the_world, meeting(), with_fields(FACT, text=f"{name}から電話")) == 7


def test_a_part_of_an_assessment_without_a_category_is_only_under_everything():
    sheet = Assessment(
        schema="assessment/1", id=rid(), case=CASE, path="a", date=date(2025, 7, 1), staff="s-chuo", summary="", direction="",
        parts=(AssessmentPart(category="", text="家のこと"), AssessmentPart(category="経済", text="家計")),
    )  # fmt: skip
    assert [piece.need for piece in assessment_pieces(sheet, OFFICE)] == ["すべて", ("経済",)]


@pytest.mark.parametrize("staff", ["s-zei", "s-chuo"])
def test_whatever_tax_staff_wrote_down_is_tax_information_unless_it_says_whose_word_it_is(staff):
    """Of every kind of record that somebody writes, and not of notes alone."""
    held = case(plans=(plan(),))
    review = monitoring(staff=staff)
    sheet = Assessment(
        schema="assessment/1", id=rid(), case=CASE, path="a", date=MEET, staff=staff, summary="まとめ", direction="方向",
        parts=(AssessmentPart(category="経済", text="家計"),),
    )  # fmt: skip
    screened = Screening(**event("screening", "screenings", date=MEET, staff=staff, result="継続"))
    asked = Referral(
        **event(
            "referral", "referrals", date=MEET, staff=staff, from_agency="chuo", to_agency="shakyo", ask="協力", reasons=("狭間",),
            reply_by=MEET,
        )
    )  # fmt: skip
    answered = ReferralStep(**event("referral_step", "referrals", date=MEET, staff=staff, referral="x", step="受理"))
    found = [
        *monitoring_pieces(held, review, OFFICE),
        *assessment_pieces(sheet, OFFICE),
        screening_piece(screened, OFFICE),
        referral_piece(asked, OFFICE),
        referral_step_piece(answered, OFFICE),
    ]
    assert {piece.source == "税務" for piece in found} == {staff == "s-zei"}
    assert {piece.source for piece in monitoring_pieces(held, monitoring(staff=staff, source="本人"), OFFICE)} == {"本人"}
