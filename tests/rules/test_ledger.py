"""Who was told what: the ledger, and what shows that somebody was told without an entry."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.contact import Ground, Paper, ShareWith
from seki_cli.rules.ledger import concerns, find_shares, rests_on, told_about, told_by_agency, told_otherwise, what_was_told
from tests.rules.worlds import (
    CASE,
    PLAN,
    assessment,
    consent,
    correction,
    day,
    decision,
    disclosure,
    evaluation,
    intake,
    item,
    meeting,
    note,
    person,
    plan,
    referral,
    rid,
    settled,
    world,
)

DAY = day("2025-09-01")
GIVEN = consent("2025-04-02")
SENT = referral("2025-06-01", reply_by="2025-06-15", ground=Ground(consent=GIVEN.id))
ENTRY = disclosure("2025-06-01", records=(SENT.id, "household"), ground=Ground(consent=GIVEN.id, referral=SENT.id))
JUSO = meeting("2025-06-10", item(plan=PLAN, version=1))
SHIEN = meeting("2025-05-20", item(timing="情報共有"), kind="shien", id="M-20250520-SSSS")
PAPER = disclosure(
    "2025-06-10", to=("chuo1", "shakyo"), records=(PLAN,), ground=Ground(meeting=JUSO.id), paper=Paper(sha256="a" * 64)
)
FAMILY = (person(), person("P2", "世帯員"), person("P3", "知人"))


def told(case, who="P1", *, meetings=(JUSO, SHIEN)):
    whole = world(meetings=meetings)
    return {one.agency: [str(share.date) for share in one.shares] for one in told_about(case, who, whole, DAY)}


def test_a_referral_counts_once_with_its_entry_and_without():
    (share,) = find_shares(settled(GIVEN, SENT, ENTRY), (), DAY)
    assert (share.record, share.entered, share.to) == (ENTRY.id, True, ("takikan",))
    (share,) = find_shares(settled(GIVEN, SENT), (), DAY)
    assert (share.record, share.entered, share.records) == (SENT.id, False, (SENT.id, "household"))
    assert share.ground == Ground(consent=GIVEN.id, referral=SENT.id)


def test_a_corrected_referral_still_finds_the_entry_of_the_first():
    fixed = correction(SENT, id="20250602-R009", reply_by="2025-06-20")
    assert [share.record for share in find_shares(settled(GIVEN, SENT, fixed, ENTRY), (), DAY)] == [ENTRY.id]
    (share,) = find_shares(settled(GIVEN, SENT, correction(SENT, id="20250602-R009", to_agency="shakyo")), (), DAY)
    assert share.to == ("shakyo",)


def test_what_was_told_stays_told_until_the_entry_itself_is_taken_back():
    gone = correction(SENT, id="20250602-R009", void=True)
    assert [share.record for share in find_shares(settled(GIVEN, SENT, gone, ENTRY), (), DAY)] == [ENTRY.id]
    both = settled(GIVEN, SENT, gone, ENTRY, correction(ENTRY, id="20250602-Y009", void=True))
    assert find_shares(both, (), DAY) == ()


def test_a_meeting_recorded_without_an_entry_told_those_who_came():
    held = replace(JUSO, attendees=(*(replace(a, came=a.agency == "chuo1") for a in JUSO.attendees),))
    yes = decision("2025-06-10", meeting=JUSO.id)
    (share,) = find_shares(settled(GIVEN, plan(), yes), (held,), DAY)
    assert (share.to, share.record, share.entered, share.ground.meeting) == (("chuo1",), yes.id, False, JUSO.id)
    (share,) = find_shares(settled(GIVEN, plan(), yes, PAPER), (held,), DAY)
    assert share.record == PAPER.id


def test_what_lies_ahead_is_not_told_yet():
    assert find_shares(settled(GIVEN, SENT, ENTRY), (), day("2025-05-31")) == ()


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (Ground(consent=GIVEN.id, referral=SENT.id), "consent"),
        (Ground(law="社会福祉法第106条の6", referral=SENT.id), "law"),
        (Ground(consent=GIVEN.id, law="社会福祉法第106条の6"), "consent"),
        (Ground(referral=SENT.id), ""),
        (Ground(meeting=JUSO.id), "consent"),
        (Ground(meeting=SHIEN.id), "meeting"),
        (Ground(meeting="M-20250101-ZZZZ"), "consent"),
        (Ground(meeting="M-20250701-PPPP"), "consent"),
        (Ground(meeting="M-20250702-PPPP"), "meeting"),
        (Ground(meeting="M-20250703-PPPP"), "consent"),
    ],
)
def test_what_a_telling_rests_on(ground, expected):
    per_case = (
        meeting("2025-07-01", item(timing="方針"), kind="ryoho", id="M-20250701-PPPP"),
        meeting("2025-07-02", item(timing="方針", why="（架空）", basis="（架空）"), kind="ryoho", id="M-20250702-PPPP"),
        meeting("2025-07-03", kind="ryoho", id="M-20250703-PPPP"),
    )
    assert rests_on(ground, CASE, world(meetings=(JUSO, SHIEN, *per_case))) == expected


def test_who_is_told_of_a_withdrawal_was_told_about_the_person_on_consent():
    assert told(settled(GIVEN, SENT, ENTRY, plan(), PAPER)) == {
        "takikan": ["2025-06-01"],
        "chuo1": ["2025-06-10"],
        "shakyo": ["2025-06-10"],
    }


def test_a_law_and_a_meeting_without_consent_are_told_apart():
    on_law = replace(SENT, ground=Ground(law="社会福祉法第106条の6"))
    talk = disclosure("2025-05-20", to=("fukushi", "本人"), records=("household",), ground=Ground(meeting=SHIEN.id))
    case = settled(GIVEN, on_law, talk)
    assert told(case) == {}
    assert [one.agency for one in told_otherwise(case, world(meetings=(JUSO, SHIEN)), DAY)] == ["fukushi", "takikan"]


def test_before_any_consent_a_referral_rests_on_nothing_and_is_told():
    assert told(settled(replace(SENT, ground=None))) == {"takikan": ["2025-06-01"]}


def test_of_a_meetings_paper_a_person_is_told_by_their_own_consent_of_that_day():
    paper = replace(PAPER, records=("household",))
    alone = settled(GIVEN, paper, people=FAMILY)
    assert (sorted(told(alone)), told(alone, "P2")) == (["chuo1", "shakyo"], {})
    narrow = consent("2025-04-03", "一部同意", "P2", share_with=ShareWith(agencies="すべて", excluded=("shakyo",)))
    assert sorted(told(settled(GIVEN, narrow, paper, people=FAMILY), "P2")) == ["chuo1"]
    over = replace(narrow, until=day("2025-06-09"))
    assert told(settled(GIVEN, over, paper, people=FAMILY), "P2") == {}


def test_the_household_that_goes_with_a_referral_is_about_everybody_unless_it_names_parts():
    case = settled(GIVEN, SENT, ENTRY, people=FAMILY)
    assert told(case, "P2") == {"takikan": ["2025-06-01"]}
    parts = replace(ENTRY, records=(SENT.id, "household#P1", "household#P3"))
    case = settled(GIVEN, SENT, parts, people=FAMILY)
    assert (told(case, "P2"), told(case, "P3")) == ({}, {"takikan": ["2025-06-01"]})


ABOUT_P2 = note("2025-05-01", about=("P2",))
BARE = note("2025-05-02")
COUPLE = plan(id="P-BBBBBBB", persons=("P1", "P2"))


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("household", {"P1", "P2", "P3"}),
        ("household#P2", {"P2"}),
        (ABOUT_P2.id, {"P2"}),
        (BARE.id, {"P1"}),
        (rid("A", "2025-04-01"), {"P1", "P2"}),
        (rid("B", "2025-04-05"), {"P1"}),
        (PLAN, {"P1"}),
        (COUPLE.id, {"P1", "P2"}),
        (rid("E", "2025-08-01"), {"P1", "P2"}),
        (rid("D", "2025-08-02"), {"P1", "P3"}),
        ("20200101-ZZZZ", {"P1", "P2", "P3"}),
    ],
)
def test_whom_a_record_may_be_about(name, about):
    case = settled(
        intake("2025-04-01"),
        ABOUT_P2,
        BARE,
        assessment("2025-04-05"),
        plan(),
        COUPLE,
        evaluation("2025-08-01", plan=COUPLE.id),
        decision("2025-08-02", about=("P3",)),
        people=FAMILY,
    )
    assert {who.id for who in FAMILY if concerns(case, name, who.id)} == about


def test_what_was_told_is_counted_by_kind_and_says_no_word_of_it():
    case = settled(ABOUT_P2, BARE, plan(), people=FAMILY)
    assert what_was_told(case, ("household", ABOUT_P2.id, BARE.id, PLAN)) == ("世帯の記録", "支援経過 2", "プラン")
    assert what_was_told(case, (SENT.id, "household#P1", "household#P3")) == ("ほかの記録", "世帯の記録（P1・P3）")


def test_by_agency_what_was_handed_to_the_person_is_left_out():
    shares = find_shares(settled(disclosure("2025-06-01", to=("本人", "shakyo"), records=("household",))), (), DAY)
    assert [(one.agency, len(one.shares)) for one in told_by_agency(shares)] == [("shakyo", 1)]
    assert shares[0].date == date(2025, 6, 1)
