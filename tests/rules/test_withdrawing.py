"""What an act of consent ends: whom to tell, which papers come back, which つなぎ stand open."""

from dataclasses import replace

import pytest

from seki_cli.model.contact import Ground, Paper, ShareWith
from seki_cli.rules.withdrawing import find_ending
from tests.rules.worlds import (
    PLAN,
    consent,
    day,
    disclosure,
    item,
    meeting,
    person,
    plan,
    referral,
    settled,
    step,
    world,
)

DAY = day("2025-09-01")
FULL = consent("2025-04-01")
SENT = referral("2025-06-01", reply_by="2025-06-15", ground=Ground(consent=FULL.id))
HELD = meeting("2025-06-10", item(), id="M-20250610-HHHH")
SEEN = disclosure("2025-06-10", to=("chuo1", "shakyo"), records=(PLAN,), ground=Ground(meeting=HELD.id))
NEXT = meeting("2025-09-10", item(plan=PLAN, version=1), id="M-20250910-NNNN", agencies=("chuo1", "shakyo"))
TALK = meeting("2025-09-11", item(timing="情報共有"), kind="shien", id="M-20250911-TTTT")
FAMILY = (person(), person("P2", "世帯員"))
BASE = (FULL, plan(), SENT, SEEN)
GONE = consent("2025-09-01", "撤回", share_with=None, categories=())


def narrower(*agencies, **fields):
    fields = {"share_with": ShareWith(agencies="すべて", excluded=agencies), **fields}
    return consent("2025-09-01", "一部同意", **fields)


def ending(act, *, base=BASE, who="P1", meetings=(HELD, NEXT, TALK), extra=()):
    before = settled(*base, *extra, people=FAMILY)
    after = settled(*base, *extra, act, people=FAMILY)
    return find_ending(before, after, who, world(meetings=meetings), DAY)


def agencies(found):
    return [one.agency for one in found.tell]


@pytest.mark.parametrize("word", ["撤回", "拒否", "保留"])
def test_an_act_that_allows_nothing_puts_everybody_outside(word):
    found = ending(replace(GONE, act=word))
    assert (found.act, found.live, agencies(found)) == (word, False, ["takikan", "chuo1", "shakyo"])
    assert [state.referral.id for state in found.referrals] == [SENT.id]


def test_a_narrower_act_only_those_now_outside():
    found = ending(narrower("shakyo"))
    assert (found.live, agencies(found), found.referrals, found.only) == (True, ["shakyo"], (), ())
    found = ending(narrower("takikan"))
    assert [state.referral.id for state in found.referrals] == [SENT.id]


def test_who_was_outside_before_is_not_told_again():
    base = (replace(FULL, share_with=ShareWith(agencies="すべて", excluded=("shakyo",))), plan(), SENT, SEEN)
    assert ending(narrower("shakyo"), base=base, meetings=(HELD,)) is None


def test_a_first_consent_names_who_was_told_before_it_and_is_not_among_it():
    base = (plan(), replace(SENT, ground=None))
    assert agencies(ending(narrower("takikan"), base=base)) == ["takikan"]
    assert ending(narrower("nishi"), base=base, meetings=()) is None


def test_a_wider_act_ends_nothing():
    base = (narrower("shakyo", id="20250401-C009"), plan(), SENT)
    base = (replace(base[0], date=day("2025-04-01")), *base[1:])
    assert ending(consent("2025-09-01"), base=base) is None


def test_what_is_recorded_late_may_be_over_already():
    again = consent("2025-08-01")
    assert ending(consent("2025-07-01", "撤回"), extra=(again,)) is None


def test_categories_and_tax_that_are_no_more():
    assert ending(narrower(categories=("基本情報", "介護")), meetings=()).only == ("基本情報", "介護")
    base = (replace(FULL, tax=True), *BASE[1:])
    assert ending(narrower(), base=base, meetings=()).tax_ends
    assert ending(narrower(), meetings=()) is None
    was = (replace(FULL, categories=("基本情報",)), *BASE[1:])
    assert ending(narrower(categories=("基本情報", "介護")), base=was, meetings=()) is None


def test_of_meetings_to_come_the_paper_keeps_its_head_and_those_without_consent_stay():
    found = ending(GONE)
    assert [(one.meeting.id, one.item.num, one.effect) for one in found.items] == [(NEXT.id, 1, "head"), (TALK.id, 1, "none")]
    family = consent("2025-09-01", "撤回", "P2")
    found = ending(family, who="P2", extra=(consent("2025-04-01", person="P2", id="20250401-C002"),))
    assert [(one.meeting.id, one.effect) for one in found.items] == [(NEXT.id, "person"), (TALK.id, "none")]


def test_a_member_that_falls_outside_takes_the_person_off_the_rooms_paper():
    (one,) = ending(narrower("shakyo")).items
    assert (one.meeting.id, one.effect, one.outside) == (NEXT.id, "person", ("shakyo",))
    assert ending(narrower("nishi")) is None


def test_an_act_that_ends_before_the_meeting_leaves_its_head():
    (one, talk) = ending(narrower(until="2025-09-09")).items
    assert (one.effect, talk.effect) == ("head", "none")
    assert ending(narrower(until="2025-09-11")) is None


def test_papers_that_went_out_come_back_from_whom_may_not_have_them():
    sheet = Paper(sha256="a" * 64)
    room = disclosure("2025-08-30", to=("chuo1", "shakyo"), records=(PLAN,), ground=Ground(meeting=NEXT.id), paper=sheet)
    single = disclosure("2025-08-31", to=("chuo1",), records=("household",), ground=Ground(meeting=NEXT.id), paper=sheet)
    other = disclosure("2025-08-29", to=("chuo1",), records=("household#P2",), ground=Ground(meeting=NEXT.id), paper=sheet)
    (one, _) = ending(GONE, extra=(room, single, other)).items
    assert [share.record for share in one.printed] == [room.id, single.id]
    (one,) = ending(narrower("shakyo"), extra=(room, single)).items
    assert [share.record for share in one.printed] == [room.id]


def test_a_referral_on_a_law_or_finished_is_not_stopped():
    on_law = replace(SENT, ground=Ground(law="社会福祉法第106条の6"))
    found = ending(GONE, base=(FULL, plan(), on_law))
    assert (found.referrals, found.tell, found.otherwise) == ((), (), ("takikan",))
    done = step("2025-07-01", "完了", of=SENT.id)
    assert ending(GONE, extra=(done,)).referrals == ()


def test_a_relatives_act_stops_no_referral_but_names_who_has_the_household():
    found = ending(consent("2025-09-01", "拒否", "P2"), who="P2")
    assert (agencies(found), found.referrals) == (["takikan"], ())
