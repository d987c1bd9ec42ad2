"""Numbered copies: who gets one, which items it holds, numbers that stay with their addressee, copies that came back."""

from dataclasses import replace
from datetime import date

from seki_cli.model.meeting import Attendee, Item, NumberedPaper, PrintedItem, Printing
from seki_cli.rules.copies import (
    current_printings,
    joined_numbers,
    name_of_seat,
    outstanding,
    outstanding_of_item,
    papers_after,
    papers_returned,
    seats_of,
)
from tests.rules.gate_worlds import CASE, OFFICE, case, compose, consent, meeting, world

ALONE = {"consents": (consent(), consent("P2"))}


def copies(now, **more):
    return [(one.num, one.to, one.items) for one in compose(world(case(**ALONE)), now, **more).paper.value.copies]


def test_each_seat_with_an_agency_gets_a_copy_and_the_family_none():
    now = meeting(
        attendees=(
            Attendee(agency="shakyo", staff="s-shakyo"),
            Attendee(agency="chuo", staff="s-chuo"),
            Attendee(agency="chuo"),
            Attendee(case=CASE, person="P2"),
        )
    )
    assert copies(now) == [(1, "shakyo:s-shakyo", (1,)), (2, "chuo:s-chuo", (1,)), (3, "chuo", (1,))]


def test_a_copy_holds_the_items_of_whose_room_its_addressee_is_one():
    items = (
        Item(num=1, case=CASE, timing="策定", members=("chuo", "iryo")),
        Item(num=2, case=CASE, timing="社会資源"),
    )
    assert copies(meeting(items=items)) == [(1, "chuo", (1, 2)), (2, "shakyo", (2,)), (3, "iryo", (1,))]


def test_whoever_sits_in_no_item_gets_none():
    items = (Item(num=1, case=CASE, timing="策定", members=("chuo",)),)
    assert copies(meeting(items=items)) == [(1, "chuo", (1,))]
    assert copies(meeting(called_off=True)) == []
    assert copies(meeting(agencies=())) == []


def test_who_stayed_away_gets_none():
    now = meeting(attendees=(Attendee(agency="chuo", came=True), Attendee(agency="shakyo", came=False)))
    assert copies(now) == [(1, "chuo", (1,))]


def test_one_agency_gets_its_own_number_or_the_next_that_is_free():
    held = (NumberedPaper(num=1, to="chuo"), NumberedPaper(num=4, to="iryo"))
    assert copies(meeting(papers=held), agency="chuo") == [(1, "chuo", (1,))]
    assert copies(meeting(papers=held), agency="shakyo") == [(5, "shakyo", (1,))]
    assert copies(meeting(papers=held), agency="zei") == []  # not invited


def test_an_addressee_keeps_the_number_and_new_ones_follow():
    held = (NumberedPaper(num=2, to="shakyo", returned=True), NumberedPaper(num=7, to="gone"))
    made = compose(world(case(**ALONE)), meeting(papers=held, agencies=("chuo", "shakyo", "iryo"))).paper.value.copies
    assert [(one.num, one.to) for one in made] == [(2, "shakyo"), (8, "chuo"), (9, "iryo")]
    after = papers_after(held, made)
    assert [(one.num, one.to, one.returned) for one in after] == [
        (2, "shakyo", False),  # printed again: out again
        (7, "gone", False),
        (8, "chuo", False),
        (9, "iryo", False),
    ]


def test_what_came_back_and_what_did_not():
    held = tuple(NumberedPaper(num=num) for num in (1, 2, 3))
    back = papers_returned(held, {1: True, 3: True})
    assert outstanding(back) == (2,)
    assert outstanding(papers_returned(back, {1: False})) == (1, 2)
    assert outstanding(()) == ()


def test_a_seat_as_people_read_it():
    assert name_of_seat("chuo", OFFICE) == "中央包括"
    assert name_of_seat("chuo:s-chuo", OFFICE) == "中央包括　chuoの職員"
    assert name_of_seat(f"{CASE}#P1", OFFICE) == "同席する人 P1"


def test_the_seats_of_agencies():
    now = meeting(attendees=(Attendee(agency="chuo", staff="a"), Attendee(agency="chuo", staff="b", came=False)))
    assert seats_of(now, ("chuo", "shakyo")) == ("chuo:a", "shakyo")


def test_the_printings_that_people_still_have():
    from seki_cli.model.meeting import PrintedItem

    one = (PrintedItem(num=1),)
    printed = (
        Printing(num=1, date=meeting().date, agency="chuo", items=one),
        Printing(num=2, date=meeting().date, items=one),
        Printing(num=3, date=meeting().date, agency="chuo", items=one),
        Printing(num=4, date=meeting().date, agency="chuo", items=one),
        Printing(num=5, date=meeting().date, items=(PrintedItem(num=2),)),
    )
    now = replace(meeting(), printed=printed)
    assert [one.num for one in current_printings(now, 1)] == [2, 4]
    assert [one.num for one in current_printings(now, 2)] == [5]
    assert current_printings(now, 3) == ()


def test_numbers_are_told_as_spans():
    assert joined_numbers((1, 2, 3, 5, 8, 9)) == "1〜3・5・8・9"
    assert joined_numbers((4,)) == "4"


def test_only_the_copies_that_hold_an_item_are_to_come_back_for_it():
    papers = tuple(NumberedPaper(num=num, to=to, returned=num == 2) for num, to in ((1, "chuo"), (2, "shakyo"), (3, "iryo")))
    rooms = (PrintedItem(num=1, room=("chuo", "shakyo", f"{CASE}#P1")), PrintedItem(num=2, room=("iryo",)))
    printed = (Printing(num=1, date=date(2025, 7, 10), items=rooms),)
    now = meeting(papers=papers, printed=printed)
    assert (outstanding_of_item(now, 1), outstanding_of_item(now, 2)) == ((1,), (3,))
    assert outstanding_of_item(meeting(papers=papers), 1) == (1, 3)
