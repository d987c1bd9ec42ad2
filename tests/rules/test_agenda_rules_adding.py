"""What may be put on a meeting, what a つなぎ rests on, and what `consent show` tells."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.contact import ShareWith
from seki_cli.model.record import Correction
from seki_cli.rules.consent_view import view_consents
from seki_cli.rules.meetings import find_referral_ground, may_add
from tests.rules.gate_worlds import CASE, MEET, OFFICE, P1, P2, case, consent, household, meeting, plan, rid, with_fields, world

DAY = date(2025, 7, 1)


def verdict(kind, timing, *acts, the_plan=None, stated=False, **more):
    the_case = world(case(consents=acts, plans=(the_plan,) if the_plan else (), **more)).cases[0]
    return may_add(meeting(kind), OFFICE.meeting_kind(kind), the_case, timing, the_plan, stated=stated)


LIVE, GONE, NEVER = [consent()], [consent(), consent(act="撤回", day=date(2025, 6, 2))], []
OVER = [consent(until=date(2025, 7, 14))]


@pytest.mark.parametrize(("kind", "timing", "acts", "with_plan", "expected"), [
    ("asks", "策定", LIVE, True, True),
    ("asks", "変更", LIVE, True, True),
    ("asks", "終結", LIVE, True, True),
    ("asks", "策定", NEVER, True, False),
    ("asks", "策定", [consent(act="拒否")], True, False),
    ("asks", "策定", GONE, True, False),
    ("asks", "変更", GONE, True, False),
    ("asks", "終結", GONE, True, True),            # somebody has to end a plan whose consent has ended
    ("asks", "中断", GONE, True, True),
    ("asks", "終結", OVER, True, True),
    ("asks", "策定", OVER, True, False),           # over by the meeting's day, though live today
    ("asks", "策定", [consent(until=MEET)], True, True),
    ("asks", "策定", [consent(day=date(2025, 7, 20))], True, False),     # given after the meeting
    ("asks", "終結", NEVER, True, False),          # nothing has ended
    ("asks", "終結", GONE, False, False),          # a plan, not a case
    ("asks", "策定", LIVE, False, True),           # whether a plan is missing is asked after consent
    ("asks", "情報共有", LIVE, False, True),       # it has points to discuss for it
    ("asks", "支援決定", LIVE, True, False),       # not a timing of this kind
    ("free", "情報共有", NEVER, False, True),
    ("free", "方針", GONE, True, True),
    ("free", "策定", LIVE, True, False),           # this kind does not decide it
    ("mixed", "方針", NEVER, False, False),
    ("mixed", "方針", LIVE, False, True),
    ("council", "情報共有", LIVE, False, False),   # takes no cases
])  # fmt: skip
def test_may_add(kind, timing, acts, with_plan, expected):
    found = verdict(kind, timing, *acts, the_plan=plan() if with_plan else None)
    assert found.ok is expected
    assert found.ok or (found.reason and found.remedy)


def test_every_person_of_the_plan_is_asked():
    two = plan(persons=("P1", "P2"))
    assert not verdict("asks", "策定", consent("P1"), the_plan=two)
    assert verdict("asks", "策定", consent("P1"), consent("P2"), the_plan=two)
    assert verdict("asks", "策定", consent("P2"), the_plan=plan(persons=("P2",)))
    gone = (consent("P1"), consent("P2"), consent("P2", "撤回", day=date(2025, 6, 3)))
    assert verdict("asks", "終結", *gone, the_plan=two)
    assert not verdict("asks", "終結", consent("P1"), the_plan=two)  # P2 never agreed


def test_the_refusal_names_the_record_and_what_to_do():
    withdrawn = consent(act="撤回", day=date(2025, 6, 2))
    found = verdict("asks", "策定", consent(), withdrawn, the_plan=plan())
    assert (found.because, found.key) == (withdrawn.path, ("act",))
    assert "seki consent add" in found.remedy
    assert "終結か中断" in found.remedy


def test_a_kind_that_decides_case_by_case_wants_reason_and_basis():
    assert not verdict("mixed", "方針")
    assert "why" in verdict("mixed", "方針").remedy
    assert verdict("mixed", "方針", stated=True)
    assert not verdict("asks", "策定", stated=True)


def test_an_unreadable_consent_refuses():
    path = f"cases/R07/{CASE}/consents/x.yaml"
    found = verdict("asks", "策定", consent(), unread=(path,), the_plan=plan())
    assert (found.ok, found.because) == (False, path)
    assert verdict("free", "情報共有", unread=(path,))


def test_two_corrections_of_a_consent_refuse():
    first = consent()
    rivals = [with_fields(first, id=rid(), corrects=Correction(record=first.id, why="x"), evidence=text) for text in "ab"]
    assert not verdict("asks", "策定", first, *rivals, the_plan=plan())
    assert not verdict("asks", "終結", first, *rivals, the_plan=plan())


# ------------------------------------------------------------------------------------------------------------------- refer


@pytest.mark.parametrize(("acts", "expected"), [
    ([consent(id="20250601-0001")], "20250601-0001"),
    ([consent(id="20250601-0001", agencies=("shakyo",))], "20250601-0001"),
    ([consent(agencies=("chuo",))], ""),
    ([consent(excluded=("shakyo",))], ""),
    ([consent(until=date(2025, 6, 30))], ""),
    ([consent(act="拒否")], ""),
    ([consent("P2")], ""),
    ([consent(), consent()], ""),                # two side by side: a person says which
    ([], ""),
])  # fmt: skip
def test_the_consent_a_referral_rests_on(acts, expected):
    assert find_referral_ground(world(case(consents=tuple(acts))).cases[0], "shakyo", DAY) == expected


def test_without_one_principal_there_is_no_ground():
    the_case = world(case(consents=(consent(),), household=household(P1, with_fields(P2, role="本人")))).cases[0]
    assert find_referral_ground(the_case, "shakyo", DAY) == ""


# ------------------------------------------------------------------------------------------------------------ consent show


def view(*acts, agency=None, day=DAY, **more):
    return view_consents(world(case(consents=acts, **more)).cases[0], OFFICE, agency, day)


def test_a_row_for_everybody_also_for_who_was_never_asked():
    rows = view(consent(categories=("就労",), agencies=("chuo",), until=date(2026, 3, 31)))
    assert [(row.person, row.act, row.shown) for row in rows] == [("P1", "同意", True), ("P2", "なし", False)]
    assert (rows[0].categories, rows[0].agencies, rows[0].tax, rows[0].until) == (("就労",), ("chuo",), False, date(2026, 3, 31))
    assert "令和8年3月31日" in rows[0].remedy
    assert "seki consent add" in rows[1].remedy


@pytest.mark.parametrize(("act", "agency", "day", "shown", "word"), [
    (consent(), "chuo", DAY, True, "有効"),
    (consent(agencies=("chuo",)), "shakyo", DAY, False, "社協"),
    (consent(excluded=("shakyo",)), "shakyo", DAY, False, "社協"),
    (consent(excluded=("shakyo",)), "chuo", DAY, True, "除く機関: 社協"),
    (consent(until=date(2025, 6, 30)), "chuo", DAY, False, "期限"),
    (consent(until=date(2025, 6, 30)), "chuo", date(2025, 6, 30), True, "有効"),
    (consent(act="撤回"), None, DAY, False, "撤回"),
    (consent(tax=True), "zei", DAY, True, "有効"),
])  # fmt: skip
def test_who_may_see_and_why(act, agency, day, shown, word):
    row = view(act, agency=agency, day=day)[0]
    assert (row.shown, row.because) == (shown, act.path)
    assert word in row.reason
    assert row.remedy


def test_two_acts_side_by_side_are_both_told():
    rows = view(consent(categories=("就労",)), consent(categories=("介護",)))
    assert [row.categories for row in rows if row.person == "P1"] == [("就労",), ("介護",)]


def test_a_consent_without_a_circle_of_agencies_covers_none():
    act = replace(consent(), share_with=ShareWith())
    assert [row.shown for row in view(act, agency="chuo")] == [False, False]
