"""Who the audience is, rule 2 (secrecy) and rule 5 (the person or the family in the room)."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Related
from seki_cli.model.meeting import Attendee, Item
from seki_cli.model.office import Posting
from seki_cli.model.released import Released
from seki_cli.rules.consent import release
from seki_cli.rules.rooms import told_of_people
from tests.rules.gate_worlds import (
    CASE,
    MEET,
    OFFICE,
    OTHER,
    P1,
    PRINT,
    Person,
    case,
    compose,
    consent,
    gate,
    household,
    meeting,
    other_case,
    with_fields,
    world,
)

FACT = Piece(label="事実", text="ことば", need=("就労",), path=f"cases/R07/{CASE}/notes/x.yaml")
COMMON = Piece(label="地域課題", text="足りない", row="common", need=())
HEAD = Piece(label="時機", text="", row="head", need=())
LEAD = Piece(label="主担当", text="", row="lead", need=())


def outcome(the_world, the_meeting, piece=FACT, **more):
    result = release(gate(the_world, the_meeting, **more), piece)
    return "shown" if isinstance(result, Released) else result.rule


# ------------------------------------------------------------------------------------------------------------- the audience


@pytest.mark.parametrize(("item", "agency", "expected"), [
    ({}, "", ("chuo", "shakyo", "iryo")),                         # the members of the meeting
    ({"members": ("chuo", "shakyo")}, "", ("chuo", "shakyo")),    # or of the item
    ({}, "iryo", ("iryo",)),                                      # or one agency
    ({"members": ("chuo", "shakyo")}, "iryo", ()),                # which is not a member of this item: nothing
    ({}, "zei", ()),                                              # nor of the meeting
])  # fmt: skip
def test_the_audience(item, agency, expected):
    the_meeting = meeting("free", agencies=("chuo", "shakyo", "iryo"), items=(Item(num=1, case=CASE, timing="情報共有", **item),))
    the_gate = gate(world(case()), the_meeting, agency=agency)
    assert the_gate.room.agencies == expected
    assert (the_gate.shut is None) == bool(expected)


@pytest.mark.parametrize(("agencies", "agency", "expected"), [
    (("chuo", "shakyo"), "", 1),           # one paper for the room: shown only if every member may see it
    (("chuo", "shakyo"), "chuo", "shown"),
    (("chuo", "shakyo"), "shakyo", 1),
    (("chuo",), "", "shown"),
    ((), "", 0),                           # no audience: nothing
    ((), "chuo", 0),
])  # fmt: skip
def test_the_room_and_one_agency(agencies, agency, expected):
    the_world = world(case(consents=(consent(agencies=("chuo",)),)))
    assert outcome(the_world, meeting(agencies=agencies), agency=agency) == expected
    if expected == 0:
        assert outcome(the_world, meeting(agencies=agencies), HEAD, agency=agency) == 0


def test_a_called_off_meeting_has_no_audience():
    the_world = world(case(consents=(consent(),)))
    assert outcome(the_world, meeting(called_off=True)) == 0
    assert compose(the_world, meeting(called_off=True)).paper.value.items == ()


@pytest.mark.parametrize(("came", "expected"), [(None, 1), (True, 1), (False, "shown")])
def test_whoever_did_not_come_is_not_in_the_room(came, expected):
    the_world = world(case(consents=(consent(agencies=("chuo",)),)))
    attendees = (Attendee(agency="chuo"), Attendee(agency="shakyo", came=came))
    assert outcome(the_world, meeting(attendees=attendees)) == expected
    named = (Item(num=1, case=CASE, timing="策定", members=("chuo", "shakyo")),)
    assert outcome(the_world, meeting(attendees=attendees, items=named)) == expected


def test_the_agency_on_the_date_counts():
    """Somebody invited as the hospital's has been transferred to the tax department by then: it sits in the room too."""
    moved = (
        Posting(id="s-mover", agency="iryo", pledged_on=date(2025, 4, 1), until=date(2025, 7, 12)),
        Posting(id="s-mover", agency="zei", pledged_on=date(2025, 4, 1), since=date(2025, 7, 13)),
    )
    office = replace(OFFICE, staff=(*OFFICE.staff, *moved))
    the_world = world(case(consents=(consent(excluded=("zei",)),)), office=office)
    attendees = (Attendee(agency="chuo"), Attendee(agency="iryo", staff="s-mover"))
    assert outcome(the_world, meeting(attendees=attendees)) == 1
    assert outcome(the_world, meeting(attendees=attendees, date=date(2025, 7, 11))) == "shown"
    assert gate(the_world, meeting(attendees=attendees)).room.audiences == (("chuo", "iryo"), ("chuo", "iryo", "zei"))
    by_item = meeting(attendees=attendees, items=(Item(num=1, case=CASE, timing="策定", members=("chuo", "zei")),))
    assert gate(the_world, by_item).room.audiences == (("chuo", "zei"), ("chuo", "zei", "iryo"))
    only_then = meeting(attendees=attendees, items=(Item(num=1, case=CASE, timing="策定"),))
    assert gate(the_world, only_then, agency="zei").shut  # is not in the room on the day of printing
    assert gate(the_world, only_then, agency="zei", day=MEET).room.audiences == (("zei",),)


def test_whoever_is_posted_at_a_member_stands_for_it_though_its_own_people_stayed_away():
    moved = Posting(id="s-mover", agency="zei", pledged_on=date(2025, 4, 1))
    office = replace(OFFICE, staff=(*OFFICE.staff, moved))
    attendees = (Attendee(agency="zei", came=False), Attendee(agency="iryo", staff="s-mover"))
    item = Item(num=1, case=CASE, timing="策定", members=("zei",))
    the_meeting = meeting(attendees=attendees, items=(item,))
    assert gate(world(case(), office=office), the_meeting).room.agencies == ("iryo", "zei")
    assert gate(world(case(), office=office), the_meeting).room.members == ("zei",)
    assert gate(world(case()), the_meeting).room.agencies == ()


def test_each_day_asks_for_its_own_audience():
    """What the act of the day of printing does not allow the tax department it need not: it comes into the room only later."""
    moved = (
        Posting(id="s-mover", agency="iryo", pledged_on=date(2025, 4, 1), until=date(2025, 7, 12)),
        Posting(id="s-mover", agency="zei", pledged_on=date(2025, 4, 1), since=date(2025, 7, 13)),
    )
    office = replace(OFFICE, staff=(*OFFICE.staff, *moved))
    attendees = (Attendee(agency="chuo"), Attendee(agency="iryo", staff="s-mover"))
    acts = (consent(excluded=("zei",)), consent(day=date(2025, 7, 12)))
    assert outcome(world(case(consents=acts), office=office), meeting(attendees=attendees)) == "shown"
    assert outcome(world(case(consents=acts[:1]), office=office), meeting(attendees=attendees)) == 1


# ---------------------------------------------------------------------------------------------------------- rule 2: secrecy


def pledged_on(day, *, since=None, until=None, staff="s-x", agency="iryo"):
    return Posting(id=staff, agency=agency, pledged_on=day, since=since, until=until)


@pytest.mark.parametrize(("attendee", "roll", "expected"), [
    (Attendee(agency="iryo", staff="s-x"), [pledged_on(date(2025, 7, 10))], "shown"),      # on the day counts
    (Attendee(agency="iryo", staff="s-x"), [pledged_on(date(2025, 7, 11))], 2),            # not yet when printed
    (Attendee(agency="iryo", staff="s-x"), [pledged_on(None)], 2),
    (Attendee(agency="iryo", staff="s-x"), [], 2),                                         # nobody on the roll knows them
    (Attendee(agency="iryo", staff="s-x"), [pledged_on(date(2025, 4, 1), until=date(2025, 7, 12))], 2),   # gone by the meeting
    (Attendee(agency="iryo", staff="s-x"), [pledged_on(date(2025, 4, 1), since=date(2025, 7, 12))], 2),   # not there when printed
    (Attendee(agency="iryo", staff="s-x"), [pledged_on(None), pledged_on(date(2025, 4, 1), staff="s-y")], 2),
    (Attendee(agency="iryo"), [pledged_on(None), pledged_on(date(2025, 4, 1), staff="s-y")], "shown"),    # one of its staff
    (Attendee(agency="iryo"), [pledged_on(None)], 2),
    (Attendee(agency="iryo"), [], 2),
    (Attendee(agency="iryo"), [pledged_on(date(2025, 7, 12))], 2),
])  # fmt: skip
def test_secrecy_is_acknowledged_where_no_consent_is_needed(attendee, roll, expected):
    office = replace(OFFICE, staff=(*(row for row in OFFICE.staff if row.agency == "chuo"), *roll))
    the_world = world(case(), office=office)
    the_meeting = meeting("free", attendees=(Attendee(agency="chuo"), attendee))
    assert outcome(the_world, the_meeting) == expected
    assert outcome(the_world, the_meeting, COMMON) == expected  # nothing but the first row of the table
    assert outcome(the_world, the_meeting, HEAD) == "shown"
    assert outcome(the_world, the_meeting, LEAD) == "shown"


@pytest.mark.parametrize("agency", ["", "chuo", "iryo"])
@pytest.mark.parametrize("members", [(), ("chuo",), ("chuo", "iryo")])
def test_the_secrecy_of_every_attendee_is_asked_for_whoever_the_paper_is_for(agency, members):
    office = replace(OFFICE, staff=tuple(row for row in OFFICE.staff if row.agency != "iryo"))
    item = Item(num=1, case=CASE, timing="情報共有", members=members)
    the_meeting = meeting("free", agencies=("chuo", "iryo"), items=(item,))
    expected = 2 if agency != "iryo" or "iryo" in (members or ("iryo",)) else 0
    assert outcome(world(case(), office=office), the_meeting, agency=agency) == expected
    assert outcome(world(case()), the_meeting, agency=agency) == ("shown" if expected else 0)


@pytest.mark.parametrize(("attendees", "expected"), [
    ((Attendee(agency="chuo"),), 2),                                                      # a member that was not invited
    ((Attendee(agency="chuo"), Attendee(agency="iryo", came=False)), "shown"),            # did not come: is not in the room
    ((Attendee(agency="chuo"), Attendee(agency="chuo", staff="s-nobody")), 2),            # each attendee, not each agency
])  # fmt: skip
def test_whose_secrecy_is_asked_for(attendees, expected):
    office = replace(OFFICE, staff=tuple(row for row in OFFICE.staff if row.agency != "iryo"))
    item = Item(num=1, case=CASE, timing="情報共有", members=("chuo", "iryo"))
    the_meeting = meeting("free", attendees=attendees, items=(item,))
    assert outcome(world(case(), office=office), the_meeting) == expected


@pytest.mark.parametrize(("kind", "expected"), [("free", 2), ("asks", "shown")])
@pytest.mark.parametrize("far", [CASE, OTHER])
def test_the_person_or_the_family_can_acknowledge_no_secrecy(kind, expected, far):
    """A meeting that needs no consent rests on the secrecy of everybody in the room: with the family there, the head is all."""
    linked = other_case(OTHER, Person(id="P1", role="本人", name="別川 花世"), related=(Related(case=CASE, how="親"),))
    the_world = world(case(consents=(consent(),)), linked)
    the_meeting = meeting(kind, attendees=(Attendee(agency="chuo"), Attendee(case=far, person="P1")))
    assert outcome(the_world, the_meeting) == expected
    assert outcome(the_world, the_meeting, COMMON) == expected
    assert outcome(the_world, the_meeting, HEAD) == "shown"
    assert outcome(the_world, the_meeting, LEAD) == "shown"


def test_where_consent_is_needed_it_is_a_line_on_the_cover_sheet():
    office = replace(OFFICE, staff=())
    the_world = world(case(consents=(consent(),)), office=office)
    assert outcome(the_world, meeting()) == "shown"
    composed = compose(the_world, meeting())
    assert [notice.rule for notice in composed.cover.notices] == [2, 2]
    assert all("守秘義務" in notice.reason for notice in composed.cover.notices)
    assert composed.paper.value.items[0].sections
    assert compose(world(case(consents=(consent(),))), meeting()).cover.notices == ()


def test_an_unpledged_room_gets_the_head_and_the_cover_says_why():
    office = replace(OFFICE, staff=())
    composed = compose(world(case(), office=office), meeting("free"))
    (item,) = composed.paper.value.items
    assert item.sections == ()
    assert [piece.value.label for piece in item.head] == ["ケース番号", "検討の時機", "根拠", "主担当"]
    assert [line.rule for line in composed.cover.withheld] == [2]


# ------------------------------------------------------------------------------------------------- rule 5: family in the room

VIEW = with_fields(FACT, is_view=True)


@pytest.mark.parametrize(("attendee", "piece", "expected"), [
    (Attendee(case=CASE, person="P1"), FACT, "shown"),
    (Attendee(case=CASE, person="P1"), VIEW, 5),
    (Attendee(case=CASE, person="P2"), VIEW, 5),                                       # the family too
    (Attendee(case=CASE, person="P1"), with_fields(FACT, source="機関:shakyo"), 5),
    (Attendee(case=CASE, person="P1"), with_fields(FACT, source="匿名"), 5),
    (Attendee(case=CASE, person="P1"), with_fields(FACT, source="本人"), "shown"),
    (Attendee(case=CASE, person="P1"), with_fields(FACT, source="家族"), "shown"),
    (Attendee(case=CASE, person="P1"), with_fields(FACT, source="民生委員"), "shown"),
    (Attendee(case=CASE, person="P1", came=False), VIEW, "shown"),
    (Attendee(case=OTHER, person="P1"), FACT, 5),                                      # another family: nothing of this one
    (Attendee(case=OTHER, person="P1"), HEAD, "shown"),
    (Attendee(case=OTHER, person="P1"), LEAD, "shown"),
    (Attendee(case=OTHER, person="P1", came=False), FACT, "shown"),
    (Attendee(agency="iryo"), VIEW, "shown"),
])  # fmt: skip
def test_the_person_or_the_family_in_the_room(attendee, piece, expected):
    the_world = world(case(consents=(consent(),)), other_case(OTHER, Person(id="P1", role="本人", name="別川 花世")))
    the_meeting = meeting(attendees=(Attendee(agency="chuo"), attendee))
    assert outcome(the_world, the_meeting, piece) == expected
    assert outcome(the_world, the_meeting, piece, agency="chuo") == expected  # one agency's copy lies on the same table


def test_somebody_of_a_linked_case_counts_as_family():
    linked = other_case(OTHER, Person(id="P1", role="本人", name="別川 花世"), related=(Related(case=CASE, how="親"),))
    the_meeting = meeting(attendees=(Attendee(agency="chuo"), Attendee(case=OTHER, person="P1")))
    the_world = world(case(consents=(consent(),)), linked)
    assert outcome(the_world, the_meeting, VIEW) == 5
    assert outcome(the_world, the_meeting) == "shown"


def test_the_family_in_the_room_is_no_agency():
    """Consents name agencies; that the person sits there asks nothing more of them."""
    the_world = world(case(household=household(P1), consents=(consent(agencies=("chuo",)),)))
    the_meeting = meeting(attendees=(Attendee(agency="chuo"), Attendee(case=CASE, person="P1")))
    assert outcome(the_world, the_meeting) == "shown"
    assert gate(the_world, the_meeting).room.days == (PRINT, MEET)


@pytest.mark.parametrize(
    ("kind", "all_closed", "own_shown"), [("free", True, False), ("mixed", False, True), ("asks", False, True)]
)
def test_what_a_person_on_the_list_leaves_of_the_paper_is_told_as_it_is(kind, all_closed, own_shown):
    """The line for whoever puts them on the list, against what the gate then does with their own case."""
    told = told_of_people(next(row for row in OFFICE.meetings if row.id == kind))
    room = meeting(kind, attendees=(Attendee(agency="chuo"), Attendee(case=CASE, person="P1")))
    shown = outcome(world(case(household=household(P1), consents=(consent("P1"),))), room)
    assert (("どの議題も" in told), (shown == "shown")) == (all_closed, own_shown)
