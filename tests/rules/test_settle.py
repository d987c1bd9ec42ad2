"""Corrections: what counts once every mistake is put right, and how references still find it."""

from datetime import date

import pytest

from seki_cli.rules.due import due_rows
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.settle import settle
from tests.rules.worlds import (
    PLAN,
    case_file,
    closing,
    consent,
    correction,
    decision,
    intake,
    item,
    meeting,
    note,
    office,
    plan,
    referral,
    review,
    rid,
    screening,
    settled,
    step,
    todo,
)

A = note("2025-06-01", id="20250601-A")


def corrected(of, id, void=False, **changes):
    return correction(of, id=id, void=void, **changes)


B = corrected(A, "20250602-B", fact="（訂正後）")
C = corrected(A, "20250603-C", fact="（別の訂正）", date="2025-06-05")
B2 = corrected(B, "20250604-B2", fact="（訂正の訂正）")
VA = corrected(A, "20250605-VA", void=True)
VB = corrected(B, "20250605-VB", void=True)
VC = corrected(C, "20250605-VC", void=True)
VVA = corrected(VA, "20250606-VVA", void=True)
RVA = corrected(VA, "20250606-RVA", fact="（取消しの訂正）")
NOWHERE = corrected(note("2025-01-01", id="20250101-X"), "20250607-NW")
VOID_NOWHERE = corrected(note("2025-01-01", id="20250101-X"), "20250607-VN", void=True)


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ([A], ["20250601-A"]),
        ([A, B], ["20250602-B"]),  # replaced
        ([A, B, B2], ["20250604-B2"]),  # a chain counts by its end
        ([A, VA], []),  # void: it belonged elsewhere
        ([A, B, VB], []),  # the last of a chain voided: a family's words do not come back
        ([A, VA, VVA], ["20250601-A"]),  # the voiding itself voided
        ([A, VA, RVA], ["20250606-RVA"]),  # the voiding corrected into a record again
        ([A, C, VC], []),
        ([A, B, C, VC], ["20250602-B"]),  # two contended, one was voided: settled
        ([A, B, C, VB], ["20250603-C"]),
        ([NOWHERE], ["20250607-NW"]),  # points nowhere: an act of its own
        ([VOID_NOWHERE], []),  # a voiding is never an act
        ([A, NOWHERE], ["20250601-A", "20250607-NW"]),
    ],
)
def test_what_counts(written, counts):
    case = settled(*written)
    assert sorted(record.id for record in case.notes) == counts
    assert case.contested == ()


def test_a_correction_of_another_kind_corrects_nothing():
    visit = note("2025-06-01", id="20250601-A")
    wrong = correction(review("2025-06-01", id=visit.id), id="20250602-M")  # a review that says it corrects a note
    case = settled(visit, wrong)
    assert [record.id for record in case.notes] == ["20250601-A"]
    assert [record.id for record in case.monitorings] == ["20250602-M"]


def test_corrections_in_a_circle_correct_nothing():
    first = corrected(note("2025-06-02", id="20250602-Y"), "20250601-X")
    second = corrected(first, "20250602-Y")
    alone = corrected(note("2025-06-03", id="20250603-Z"), "20250603-Z")
    follower = corrected(first, "20250604-W")
    case = settled(first, second, alone)
    assert sorted(record.id for record in case.notes) == ["20250601-X", "20250602-Y", "20250603-Z"]
    assert sorted(r.id for r in settled(first, second, follower).notes) == ["20250602-Y", "20250604-W"]


def test_order_of_acts_is_day_time_recording_id():
    acts = [
        note("2025-06-02", id="20250602-A"),
        note("2025-06-01", id="20250601-D", at="14:00"),
        note("2025-06-01", id="20250601-C", at="09:30"),
        note("2025-06-01", id="20250601-B", recorded="2025-06-01T18:00:00+09:00"),
        note("2025-06-01", id="20250601-Z", recorded="2025-06-01T11:00:00+09:00"),
        note("2025-06-01", id="20250601-A", recorded="2025-06-01T18:00:00+09:00"),
    ]
    order = ["20250601-Z", "20250601-A", "20250601-B", "20250601-C", "20250601-D", "20250602-A"]
    assert [record.id for record in settled(*acts).notes] == order


def test_a_correction_takes_the_place_of_its_own_day():
    moved = corrected(A, "20250610-M", date="2025-05-01")
    other = note("2025-05-15")
    assert [record.id for record in settled(A, other, moved).notes] == ["20250610-M", other.id]


def test_references_to_any_id_of_a_chain_lead_to_what_counts():
    case = settled(A, B, B2)
    for known in (A.id, B.id, B2.id):
        assert case.effective(known) == B2.id
        assert case.effective(f"{known}#1") == f"{B2.id}#1"
        assert case.effective(f"{known}#followup1") == f"{B2.id}#followup1"
    assert case.effective("20990101-NONE#2") == "20990101-NONE#2"


def test_settling_twice_changes_nothing():
    once = settled(A, B, C, intake("2025-04-01"), screening("2025-04-02"))
    assert settle(once) == once
    assert settle(once).contested


# Two corrections of one record: until somebody settles it, the stricter, or what keeps more on the list of dues, counts.

FULL = consent("2025-06-01", id="20250601-C0")


@pytest.mark.parametrize(
    ("acts", "in_force"),
    [
        ([("20250602-C1", {"act": "一部同意"}), ("20250603-C2", {"act": "同意"})], ["一部同意"]),
        ([("20250602-C1", {"act": "撤回"}), ("20250603-C2", {"act": "同意"})], ["撤回"]),
        ([("20250602-C1", {"act": "保留"}), ("20250603-C2", {"act": "拒否"})], ["拒否"]),
        ([("20250602-C1", {"act": "同意"}), ("20250603-C2", {"void": True})], []),  # nothing at all is narrower
        ([("20250602-C1", {"act": "撤回"}), ("20250603-C2", {"void": True})], ["撤回"]),
        ([("20250602-C1", {"until": "2025-09-30"}), ("20250603-C2", {})], ["同意", "同意"]),  # equally narrow: both stand
    ],
)
def test_of_two_corrections_the_narrower_consent_counts(acts, in_force):
    case = settled(FULL, *(correction(FULL, id=key, **changes) for key, changes in acts))
    assert [act.act for act in acts_in_force(case, "P1", date(2025, 7, 1))] == in_force
    assert [{event.id for event in group} for group in case.contested] == [{key for key, _ in acts}]


def test_of_two_corrections_the_earlier_day_counts():
    asked = referral("2025-06-01", reply_by="2025-06-15", id="20250601-R0")
    later = corrected(asked, "20250602-R1", reply_by="2025-06-30")
    earlier = corrected(asked, "20250603-R2", reply_by="2025-06-20")
    assert [r.id for r in settled(asked, later, earlier).referrals] == ["20250603-R2"]
    note_without = corrected(A, "20250602-B", next=None)
    note_with = corrected(A, "20250603-C", next=note("2025-06-01", next="2025-07-01").next)
    assert [r.id for r in settled(A, note_without, note_with).notes] == ["20250603-C"]


@pytest.mark.parametrize(
    ("record", "list_name", "kept"),
    [
        (intake("2025-06-01"), "intakes", True),
        (referral("2025-06-01", reply_by="2025-06-15"), "referrals", True),  # an open question stays open
        (step("2025-06-10", "受理", of="20250601-R001"), "referral_steps", False),  # an answer in doubt is none
        (closing("2025-06-10", "終結"), "closings", False),  # a closing in doubt closes nothing
        (decision("2025-06-10"), "decisions", True),  # the plan runs, its reviews are due
        (decision("2025-06-10", "終結"), "decisions", False),
        (decision("2025-06-10", "終結", "差戻し"), "decisions", True),
        (review("2025-06-10"), "monitorings", False),  # a review in doubt is still to be done
        (note("2025-06-10"), "notes", False),
    ],
)
def test_a_voiding_that_contends_with_a_correction(record, list_name, kept):
    again = correction(record, id="20250611-AGN")
    voided = correction(record, id="20250611-VOID", void=True)
    found = getattr(settled(record, again, voided), list_name)
    assert [event.id for event in found] == (["20250611-AGN"] if kept else [])


@pytest.mark.parametrize(
    ("corrections", "due_on"),
    [
        ([("20250801-M1", {"next_date": "2025-09-15"})], date(2025, 9, 15)),
        ([("20250801-M1", {"next_date": "2025-09-15"}), ("20250801-M2", {"next_date": "2025-08-20"})], date(2025, 8, 20)),
        ([("20250801-M1", {"next_date": "2025-08-20"}), ("20250801-M2", {"next_date": "2025-09-15"})], date(2025, 8, 20)),
        # one reading falls back to the schedule (7/1, 8/1, 9/1 …), which is earlier than the day the other one names
        ([("20250801-M1", {"next_date": "2025-09-15"}), ("20250801-M2", {"next_date": None})], date(2025, 8, 1)),
        # if the review never was, the first day of the schedule is still owed
        ([("20250801-M1", {"next_date": "2025-09-15"}), ("20250801-M2", {"void": True})], date(2025, 6, 1)),
        # it belonged to the other plan: then this one had no review
        ([("20250801-M1", {"next_date": "2025-09-15"}), ("20250801-M2", {"plan": "P-BBBBBBB"})], date(2025, 6, 1)),
    ],
)
def test_of_two_corrections_of_a_review_the_earlier_due_day_counts(corrections, due_on):
    first = review("2025-07-10", next="2025-10-01", id="20250710-M0")
    case = settled(
        plan(first="2025-06-01", every=1),
        decision("2025-05-20"),
        first,
        *(correction(first, id=key, **changes) for key, changes in corrections),
    )
    rows = due_rows(case, (), office(), date(2025, 8, 5))
    assert [row.due_on for row in rows if row.kind == "モニタリング"] == [due_on]


def contending_reviews(*corrections):
    """A plan decided on 3/12, its first review day 4/29; a review of 4/26 with these corrections, all written down by then."""
    first = review("2025-04-26", id="20250426-M0")
    again = [correction(first, id=f"20250401-M{num}", **changes) for num, changes in enumerate(corrections, start=1)]
    return [plan(first="2025-04-29", made_on="2025-02-26"), decision("2025-03-12"), first, *again]


def dues(case, on, *kinds, meetings=(), **intervals):
    rows = due_rows(case, tuple(meetings), office(**intervals), date.fromisoformat(on))
    return [(row.kind, str(row.due_on)) for row in rows if row.kind in kinds]


def test_a_correction_dated_ahead_says_that_the_review_is_still_to_be_held():
    """On 4/16: if M2, corrected again, is right, a meeting is awaited since that day, for 14 days, till 4/30.

    If M1 is right, the review of 4/26 has not been held, and the plan's own first day, 4/29, is the earlier one. That M1
    lies ahead is no reason to believe the other: nobody has said yet which is right.
    """
    records = contending_reviews({"next_date": "2025-05-16"}, {"next_date": "2025-05-21"})
    again = correction(records[-1], id="20250402-M3", date="2025-04-16", result="変更が必要")
    case = settled(*records, again)
    assert dues(case, "2025-04-16", "モニタリング", "会議待ち") == [("モニタリング", "2025-04-29")]
    # with a shorter wait the meeting is the earlier day
    assert dues(case, "2025-04-16", "モニタリング", "会議待ち", wait_days=7) == [("会議待ち", "2025-04-23")]
    # as soon as M1 is taken back there is nothing to doubt
    void = correction(records[-2], id="20250403-V", void=True)
    assert dues(settled(*records, again, void), "2025-04-16", "モニタリング", "会議待ち") == [("会議待ち", "2025-04-30")]


def test_a_meeting_far_ahead_does_not_hide_the_earlier_review_of_the_other_correction():
    """One correction sets 6/20 for the next review, the other has it wait for a meeting; that meeting is on 9/30."""
    case = settled(*contending_reviews({"next_date": "2025-06-20"}, {"result": "中断を検討"}))
    on_it = meeting("2025-09-30", item(plan=PLAN, version=1, timing="中断"))
    both = ("モニタリング", "会議待ち")
    assert dues(case, "2025-05-01", *both) == [("会議待ち", "2025-05-10")]
    assert dues(case, "2025-05-01", *both, meetings=[on_it]) == [("モニタリング", "2025-06-20")]
    # of one day the review is named, which nobody may miss
    same_day = meeting("2025-06-20", item(plan=PLAN, version=1, timing="中断"))
    assert dues(case, "2025-05-01", *both, meetings=[same_day]) == [("モニタリング", "2025-06-20")]


WITHDRAWN = consent("2025-05-08", "撤回", id="20250401-C0")
LATER = correction(WITHDRAWN, id="20250402-C1", date="2025-04-28")
SOONER = correction(WITHDRAWN, id="20250402-C2", date="2025-04-18")


def test_of_two_withdrawals_that_contend_the_earlier_stands_from_its_own_day():
    """On 4/18: withdrawn on 4/18 or only on 4/28. The stricter counts: nothing may be shared from 4/18 on."""
    before = consent("2025-04-01", id="20250401-C9")
    sooner = correction(SOONER, id="20250403-C3", act="撤回")  # itself corrected, and contended by a milder one
    milder = correction(SOONER, id="20250403-C4", act="一部同意")
    case = settled(before, WITHDRAWN, LATER, SOONER, sooner, milder)
    assert [act.id for act in acts_in_force(case, "P1", date(2025, 4, 17))] == [before.id]
    assert [act.id for act in acts_in_force(case, "P1", date(2025, 4, 18))] == [sooner.id]
    assert dues(settled(intake("2025-03-29"), WITHDRAWN, LATER, SOONER), "2025-04-18", "次の予定なし") == [
        ("次の予定なし", "2025-04-18")
    ]


def test_a_consent_given_between_two_withdrawals_that_contend_opens_nothing_for_good():
    """If the later withdrawal is right, it came after that consent; if the earlier, the consent stands. The stricter counts."""
    between = consent("2025-04-22", id="20250422-C8")
    case = settled(WITHDRAWN, LATER, SOONER, between)
    assert [act.act for act in acts_in_force(case, "P1", date(2025, 4, 22))] == ["同意"]
    assert [act.act for act in acts_in_force(case, "P1", date(2025, 5, 8))] == ["撤回"]


def test_of_two_consents_that_contend_the_one_begun_later_does_not_hide_the_term_of_the_other():
    """Both 同意: from 4/18 until 9/30, or from 4/28 without a term. The day by which to ask again must not be missed."""
    first = consent("2025-04-10", id="20250410-C0")
    term = correction(first, id="20250411-C1", date="2025-04-18", until="2025-09-30")
    without = correction(first, id="20250411-C2", date="2025-04-28")
    old = consent("2025-01-10", "撤回", id="20250110-C9")
    case = settled(old, first, term, without)
    assert [act.act for act in acts_in_force(case, "P1", date(2025, 4, 18))] == ["撤回"]  # if C2 is right, it holds still
    assert {act.id for act in acts_in_force(case, "P1", date(2025, 4, 28))} == {term.id, without.id}
    assert dues(case, "2025-05-01", "同意期限") == [("同意期限", "2025-09-30")]
    # an act that nobody contests, of the days after both, settles it
    new = consent("2025-04-29", until="2026-03-31", id="20250429-C5")
    assert dues(settled(old, first, term, without, new), "2025-05-01", "同意期限") == [("同意期限", "2026-03-31")]


def test_a_corrected_decision_keeps_its_todos_and_what_names_them():
    first = decision("2025-05-20", todos=(todo(1), todo(2)))
    again = correction(first, id="20250521-D9")
    done = note("2025-06-01", done=[f"{first.id}#1"])
    case = settled(plan(), first, again, done)
    assert case.effective(f"{first.id}#1") == "20250521-D9#1"
    assert [record.id for record in case.decisions] == ["20250521-D9"]


def test_what_was_not_corrected_stays_as_it_is():
    case = case_file(intake("2025-04-01"), A, review("2025-06-03"), referral("2025-06-01", reply_by="2025-06-15"))
    assert settle(case) == case
    assert rid("N", "2025-06-01") == "20250601-N001"
