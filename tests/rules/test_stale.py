"""Papers that no longer fit those who will be there: who joined, who left, what may not be shown any more; else silence."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from seki_cli.model.case import Person, Protected
from seki_cli.model.contact import Disclosure, Ground, Paper
from seki_cli.model.meeting import Attendee, Item, Printing
from seki_cli.rules.copies import next_printing
from seki_cli.rules.stale import Stale, find_stale, joined, judge_held, stale_notices, tell_held
from tests.rules.gate_worlds import (
    CASE,
    JST,
    MEET,
    OFFICE,
    OTHER,
    P1,
    P2,
    PLAN,
    PRINT,
    case,
    compose,
    consent,
    decision,
    event,
    household,
    meeting,
    note,
    other_case,
    plan,
    world,
)

ITEM = Item(num=1, case=CASE, plan=PLAN, version=1, timing="策定")
SHA = "a" * 64
LATER = date(2025, 7, 12)


def open_case(**more):
    base = {"consents": (consent(), consent("P2")), "plans": (plan(),), "notes": (note("畑に出た"),)}
    return case(**{**base, **more})


def after(kind, *rows):
    """Records as they are recorded after the printing."""
    return tuple(replace(row, recorded=datetime(2025, 7, 12, 9, tzinfo=JST)) for row in rows)


def printed(now, the_case=None, *, agency="", sha=SHA, day=PRINT):
    """The meeting with a printing of what it was: as `agenda -o` leaves it."""
    paper = compose(world(the_case or open_case()), now, day=day, agency=agency).paper.value
    made = Printing(num=0, date=day, meeting_date=now.date, agency=agency, sha256=sha)
    return replace(now, printed=(*now.printed, next_printing(now, made, paper.items)))


def stale(now, the_case=None, *, day=LATER, office=OFFICE, **more):
    return find_stale(world(the_case or open_case(), office=office), now, day, **more)


BASE = printed(meeting(items=(ITEM,)))


def with_seats(now, *seats):
    return replace(now, attendees=(*now.attendees, *seats))


def test_nothing_changed_nothing_said():
    assert stale(BASE) == ()
    assert stale(BASE, day=PRINT) == ()
    assert stale(BASE, day=MEET) == ()


def test_a_meeting_without_a_printing_is_not_asked():
    assert stale(with_seats(meeting(items=(ITEM,)), Attendee(agency="iryo"))) == ()


@pytest.mark.parametrize(
    "seat",
    [Attendee(agency="iryo"), Attendee(agency="chuo", staff="s-chuo"), Attendee(case=CASE, person="P2")],
    ids=["agency", "staff", "family"],
)
def test_somebody_added_makes_it_stale(seat):
    (found,) = stale(with_seats(BASE, seat))
    told = f"{seat.agency}:{seat.staff}" if seat.staff else seat.agency or f"{CASE}#P2"
    assert (found.item, found.added) == (1, (told,))


def test_an_agency_to_whom_the_consent_does_not_reach_counts_the_places():
    narrow = open_case(consents=(consent(agencies=("chuo", "shakyo")), consent("P2", agencies=("chuo", "shakyo"))))
    now = printed(meeting(items=(ITEM,)), narrow)
    (found,) = stale(with_seats(now, Attendee(agency="iryo")), narrow)
    assert found.added == ("iryo",)
    wide = stale(with_seats(BASE, Attendee(agency="iryo")))[0]
    assert wide.lost == 0
    assert found.lost > 5


def test_a_view_and_the_family_in_the_room():
    told = open_case(notes=(note("畑に出た", view="疲れが見える", category="基本情報"),))
    now = printed(meeting(items=(replace(ITEM, plan="", version=None),)), told)
    (found,) = stale(with_seats(now, Attendee(case=CASE, person="P1")), told)
    assert found.lost == 1


def test_an_item_with_members_of_its_own_is_stale_by_them_alone():
    own = replace(ITEM, members=("chuo",))
    now = printed(meeting(items=(own,)))
    assert stale(with_seats(now, Attendee(agency="iryo"))) == ()
    widened = replace(now, items=(replace(own, members=("chuo", "iryo")),))
    assert [one.added for one in stale(widened)] == [("iryo",)]


def test_somebody_who_left_has_a_copy():
    (found,) = stale(replace(BASE, attendees=BASE.attendees[:1]))
    assert (found.gone, found.added, found.lost) == (("shakyo",), (), 0)


def test_a_withdrawal_after_the_printing():
    acts = (consent(), consent("P2"), *after("consent", consent(act="撤回", day=LATER)))
    (found,) = stale(BASE, open_case(consents=acts))
    assert (found.added, found.gone) == ((), ())
    assert found.lost > 5


def test_a_withdrawal_of_the_day_of_printing_is_seen_by_the_hour():
    stamp = datetime(2025, 7, 10, 10, tzinfo=JST)
    entry = Disclosure(
        **{
            **event(
                "disclosure", "disclosures", date=PRINT, staff="s-chuo", to=("chuo",), records=("x",),
                ground=Ground(meeting=BASE.id), paper=Paper(sha256=SHA, copies=2),
            ),
            "recorded": stamp,
        }
    )  # fmt: skip
    gone = replace(consent(act="撤回", day=PRINT), recorded=stamp + timedelta(seconds=1))
    acts = (consent(), consent("P2"))
    assert stale(BASE, open_case(consents=acts, disclosures=(entry,)), day=PRINT) == ()
    (found,) = stale(BASE, open_case(consents=(*acts, gone), disclosures=(entry,)), day=PRINT)
    assert found.lost > 5


def test_what_is_only_newer_is_no_reason():
    more = open_case(notes=(note("畑に出た"), *after("note", note("散歩に出た"))))
    assert stale(BASE, more) == ()
    wider = open_case(consents=(consent(), consent("P2"), *after("consent", consent("P2", day=LATER))))
    assert stale(BASE, wider) == ()


def test_a_pledge_that_is_gone():
    now = printed(meeting("free", items=(replace(ITEM, timing="方針", plan="", version=None),)))
    assert stale(now) == ()
    (found,) = stale(with_seats(now, Attendee(agency="iryo", staff="s-new")))
    assert found.lost > 3  # not pledged: nothing but the head, and no consent carries the rest


def test_a_workplace_protected_after_the_printing():
    works = replace(P1, school_or_work="架空の縫製所")
    seen, hidden = household(works, P2), household(replace(works, protected=Protected(since=LATER)), P2)
    now = printed(meeting(items=(ITEM,)), open_case(household=seen))
    then = {1: world(open_case(household=seen))}
    (found,) = stale(now, open_case(household=hidden), then=then)
    assert found.lost >= 1
    assert stale(now, open_case(household=seen), then=then) == ()


def test_a_pair_kept_apart_after_the_printing():
    both = plan(persons=("P1", "P2"))
    now = printed(meeting(items=(ITEM,)), open_case(plans=(both,)))
    apart = household(P1, P2, never_together=(("P1", "P2"),))
    then = {1: world(open_case(plans=(both,)))}
    (found,) = stale(now, open_case(plans=(both,), household=apart), then=then)
    assert found.lost > 10  # the whole item


def test_a_name_that_may_not_appear_any_more():
    told = open_case(notes=(note("健太郎さんと歩いた", category="基本情報"),))
    now = printed(meeting(items=(ITEM,)), told)
    acts = (consent(), consent("P2"), *after("consent", consent("P2", act="撤回", day=LATER)))
    (found,) = stale(now, open_case(notes=told.notes, consents=acts))
    assert found.lost >= 1


def test_after_the_day_of_the_meeting_what_expires_changes_nothing():
    ends = open_case(consents=(consent(until=MEET), consent("P2", until=MEET)))
    now = printed(meeting(items=(ITEM,)), ends)
    assert stale(now, ends, day=date(2025, 7, 20)) == ()


def test_another_day_of_the_meeting():
    moved = replace(BASE, date=date(2025, 7, 22))
    (found,) = stale(moved)
    assert found.moved


def test_recorded_items_and_called_off_meetings_are_not_asked():
    later = with_seats(BASE, Attendee(agency="iryo"))
    done = decision(meeting=BASE.id, timing="策定", plan=PLAN, version=1, date=MEET)
    assert find_stale(world(open_case(decisions=(done,)), meetings=(later,)), later, LATER) == ()
    assert stale(replace(later, called_off=True)) == ()


def test_an_item_put_on_after_the_printing():
    more = replace(BASE, items=(ITEM, Item(num=2, case=CASE, timing="社会資源")))
    (found,) = stale(more)
    assert (found.item, found.unprinted) == (2, True)
    nobody = replace(BASE, items=(ITEM, Item(num=2, case="R07-BBBBBBB", timing="社会資源")))
    assert stale(nobody) == ()  # it would not be on a new paper either


def test_printing_again_makes_it_fit():
    later = with_seats(BASE, Attendee(agency="iryo"))
    assert stale(printed(later)) == ()


def test_a_copy_for_the_newcomer_alone_settles_that_he_has_none():
    later = printed(with_seats(BASE, Attendee(agency="iryo")), agency="iryo")
    assert stale(later) == ()
    narrow = open_case(consents=(consent(agencies=("chuo", "shakyo")), consent("P2", agencies=("chuo", "shakyo"))))
    base = printed(meeting(items=(ITEM,)), narrow)
    later = printed(with_seats(base, Attendee(agency="iryo")), narrow, agency="iryo")
    (found,) = stale(later, narrow)
    assert (found.printing, found.added) == (1, ())
    assert found.lost > 5


def test_a_copy_for_one_agency_is_not_touched_by_others():
    now = printed(meeting(items=(ITEM,)), agency="chuo")
    assert stale(with_seats(now, Attendee(agency="iryo"))) == ()
    (found,) = stale(with_seats(now, Attendee(agency="chuo", staff="s-chuo")))
    assert (found.agency, found.added) == ("chuo", ("chuo:s-chuo",))


def test_a_gap_on_the_agenda_fits_and_is_not_asked_for_consent():
    from seki_cli.model.meeting import Gap

    gap = Gap(schema="gap/1", id="G-AAAAAAA", path="gaps/G-AAAAAAA.yaml", text="夜の居場所がない")
    now = meeting("council", items=(Item(num=1, gap=gap.id, timing="社会資源"),))
    the_world = world(gaps=(gap,))
    paper = compose(the_world, now).paper.value
    now = replace(now, printed=(next_printing(now, Printing(num=0, date=PRINT, meeting_date=MEET), paper.items),))
    assert find_stale(the_world, now, LATER) == ()
    assert [one.added for one in find_stale(the_world, with_seats(now, Attendee(agency="iryo")), LATER)] == [("iryo",)]


@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        (("a",), ("a",), ()),
        (("a",), ("a:x",), ()),  # the seat got a name
        (("a",), ("a:x", "a:y"), ("a:y",)),
        (("a",), ("a", "a:x"), ("a:x",)),
        (("a:x",), ("a:y",), ("a:y",)),
        (("a:x",), ("a",), ("a",)),
        (("a",), ("b",), ("b",)),
        ((), (f"{CASE}#P1",), (f"{CASE}#P1",)),
    ],
)
def test_who_is_new_in_a_room(before, now, new):
    assert joined(before, now) == new


def test_the_words_say_which_item_who_how_much_and_what_to_do():
    narrow = open_case(consents=(consent(agencies=("chuo", "shakyo")), consent("P2", agencies=("chuo", "shakyo"))))
    now = with_seats(printed(meeting(items=(ITEM,)), narrow), Attendee(agency="iryo"), Attendee(case=CASE, person="P2"))
    (notice,) = stale_notices(stale(now, narrow), now, OFFICE)
    assert notice.code == "SEKI135"
    for word in ("議題 1", "みなと病院", "同席する人 P2", "か所"):
        assert word in notice.reason
    assert f"seki agenda {now.id} -o" in notice.remedy
    assert "回収" in notice.remedy
    for secret in ("関野", "健太郎", "畑", "糖尿"):
        assert secret not in notice.reason + notice.remedy


def test_the_meeting_as_it_was_held():
    narrow = open_case(consents=(consent(agencies=("chuo", "shakyo")), consent("P2", agencies=("chuo", "shakyo"))))
    now = printed(meeting(items=(ITEM,)), narrow)
    came = tuple(replace(seat, came=True) for seat in now.attendees)
    as_planned = replace(now, attendees=came)
    assert judge_held(world(narrow), as_planned, {1}, then={}) == ()
    fewer = replace(now, attendees=(came[0], replace(came[1], came=False)))
    assert judge_held(world(narrow), fewer, {1}, then={}) == ()  # who stayed away has left no room
    more = replace(now, attendees=(*came, Attendee(agency="iryo", came=True)))
    found = judge_held(world(narrow), more, {1}, then={})
    (line,) = tell_held(found, OFFICE)
    assert "議題 1" in line
    assert "みなと病院" in line
    assert "回収" in line
    assert judge_held(world(narrow), more, {2}, then={}) == ()
    (mild,) = tell_held(judge_held(world(open_case()), more, {1}, then={}), OFFICE)
    assert "回収" not in mild


def test_a_person_of_another_household_in_the_room():
    the_world = world(open_case(), other_case(OTHER, Person(id="P1", role="本人", name="遠野 実")))
    (found,) = find_stale(the_world, with_seats(BASE, Attendee(case=OTHER, person="P1")), LATER)
    assert found.added == (f"{OTHER}#P1",)
    assert found.lost > 5


def test_whoever_sits_in_no_item_may_bar_it_and_had_barred_it_before():
    item = Item(num=1, case=CASE, timing="方針", members=("chuo",))
    now = printed(meeting("free", items=(item,), attendees=(Attendee(agency="chuo"), Attendee(agency="iryo", staff="s-new"))))
    assert stale(now) == ()


@pytest.mark.parametrize(("lost", "word", "remedy"), [(0, "出せない内容はありません", "そのままで"), (3, "3 か所", "回収")])
def test_where_only_the_family_joined_and_nothing_is_lost_the_paper_serves(lost, word, remedy):
    (notice,) = stale_notices((Stale(item=1, printing=1, added=(f"{CASE}#P1",), lost=lost),), BASE, OFFICE)
    assert word in notice.reason
    assert remedy in notice.remedy
