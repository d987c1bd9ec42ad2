"""Tables that hold the oracle itself: worked out by hand from records.md, each line a fact with its answer."""

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import due_oracle as oracle
from worlds_strategy import OFFICE

from seki_cli.model.case import Case, Complaint, Household, Intake, Person, Screening
from seki_cli.model.contact import Consent, NextStep, Note, Referral, ReferralStep
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import Closing, Decision, FollowUp, Monitoring, Moved, Plan, Schedule, Span, Todo
from seki_cli.model.record import Correction
from seki_cli.model.world import CaseFile

JST = timezone(timedelta(hours=9))
C, P = "R06-7K3F9QX", "P-7K3F9QA"


def d(text):
    return date.fromisoformat(text) if len(text) > 5 else date.fromisoformat(f"2025-{text}")


def event(schema, rid, day, hour=9):
    made = d(day)
    return {
        "schema": schema,
        "id": rid,
        "case": C,
        "recorded": datetime(made.year, made.month, made.day, hour, tzinfo=JST),
        "recorded_by": "s1",
    }


def plan(version=1, made_on="01-20", schedule=None, after="", kind="多機関協働", until="2025-12-31"):
    return Plan(
        schema="plan/1", id=P, case=C, kind=kind, version=version, made_on=d(made_on), made_by="s1", persons=("P1",), wish="",
        issues=(), goals=(), supports=(), cautions="なし", period=Span(until=d(until)),
        monitoring=schedule or Schedule(agency="takikan", staff="s4"), after=after,
    )  # fmt: skip


def decide(day, timing="策定", result="適切", version=1, rid="", plan_id=P, meeting="", hour=14, **more):
    return Decision(
        **event("decision/1", rid or f"D-{day}-{timing}", day, hour), date=d(day), timing=timing, result=result, plan=plan_id,
        version=version if plan_id else None, meeting=meeting, **more,
    )  # fmt: skip


def review(day, to="", result="継続", rid="", hour=10, done=()):
    return Monitoring(
        **event("monitoring/1", rid or f"R-{day}", day, hour), date=d(day), staff="s4", plan=P, version=1, result=result,
        next_date=d(to) if to else None, done=done,
    )  # fmt: skip


def consent(day, act="同意", until="", person="P1", hour=9, rid=""):
    return Consent(
        **event("consent/1", rid or f"A-{day}-{act}{'' if person == 'P1' else person}", day, hour), date=d(day), act=act, person=person, categories="すべて",
        until=d(until) if until else None,
    )  # fmt: skip


def note(day, after="", staff="s1", by="s1", rid="", done=()):
    step = NextStep(date=d(after), staff=staff) if after else None
    return Note(
        **event("note/1", rid or f"N-{day}-{by}", day), date=d(day), staff=by, method="電話", fact="…", next=step, done=done
    )


def refer(day, reply_by, ask="協力", rid="T1"):
    return Referral(
        **event("referral/1", rid, day), date=d(day), from_agency="chuo1", to_agency="takikan", ask=ask, reasons=("他",),
        reply_by=d(reply_by),
    )  # fmt: skip


def step(day, what, reply_by="", of="T1"):
    return ReferralStep(
        **event("referral_step/1", f"S-{day}-{what}", day),
        date=d(day),
        referral=of,
        step=what,
        reply_by=d(reply_by) if reply_by else None,
    )


def close(day, act, plan_id="", rid="", **more):
    return Closing(**event("closing/1", rid or f"X-{day}-{act}", day, 16), date=d(day), act=act, plan=plan_id, **more)


def screen(day, result):
    return Screening(**event("screening/1", f"E-{day}", day), date=d(day), result=result)


def intake(day="01-15", variant=None):
    return Intake(
        **event("intake/1", f"I-{day}", day),
        received_on=d(day),
        agency="chuo1",
        method="来所",
        complaint=Complaint(),
        variant=variant,
    )


def case(*records):
    lists = {
        Intake: "intakes", Screening: "screenings", Consent: "consents", Note: "notes", Referral: "referrals",
        ReferralStep: "referral_steps", Plan: "plans", Decision: "decisions", Monitoring: "monitorings", Closing: "closings",
    }  # fmt: skip
    found = {name: [] for name in lists.values()}
    for record in records:
        found[lists[type(record)]].append(record)
    if not found["intakes"]:
        found["intakes"].append(intake())
    return CaseFile(
        id=C, head=Case(schema="case/1", id=C, case=C, lead_agency="chuo1", lead_staff="s1"),
        household=Household(schema="household/1", case=C, people=(Person(id="P1", role="本人"),)),
        **{name: tuple(value) for name, value in found.items()},
    )  # fmt: skip


def meeting(day, *items, kind="juso", mid="", off=False):
    return Meeting(schema="meeting/1", id=mid or f"M-{day}", kind=kind, date=d(day), items=items, called_off=off)


def item(timing, version=1, plan_id=P):
    return Item(num=1, case=C, plan=plan_id, version=version if plan_id else None, timing=timing)


def rows(day, *records, kind=None, meetings=()):
    found = oracle.oracle_due(case(*records), meetings, OFFICE, d(day))
    return sorted((r.kind, r.due_on.isoformat()[5:], r.record) for r in found if kind is None or r.kind == kind)


MONTHS = [
    ("2025-01-31", 1, "2025-02-28"),
    ("2025-01-31", 2, "2025-03-31"),
    ("2025-01-31", 3, "2025-04-30"),
    ("2024-01-31", 1, "2024-02-29"),
    ("2025-11-30", 3, "2026-02-28"),
    ("2025-12-31", 12, "2026-12-31"),
    ("2025-02-28", 1, "2025-03-28"),
]


@pytest.mark.parametrize(("anchor", "count", "expected"), MONTHS)
def test_months_after(anchor, count, expected):
    assert oracle.months_after(d(anchor), count) == d(expected)


def every(months=None, first=None, dates=()):
    return Schedule(
        every_months=months, first_date=d(first) if first else None, agency="takikan", dates=tuple(d(day) for day in dates)
    )


REVIEWS = [
    # schedule, decided, reviews, day, next review
    (every(), "01-31", [], "01-31", ("モニタリング", "02-28")),  # first_review_months 1, clamped month end
    (every(), "01-31", [], "08-31", ("モニタリング", "02-28")),  # it stays due however late it gets
    (every(), "01-31", [("01-31", "")], "01-31", ("モニタリング", "02-28")),  # a review on the very day of the decision
    (every(), "01-31", [("02-10", "03-31")], "03-31", ("モニタリング", "03-31")),  # an early review moves the next one
    (every(), "01-31", [("03-05", "04-05")], "03-31", ("モニタリング", "04-05")),  # a late one leaves no ghost of the missed slot
    (every(), "01-31", [("02-27", "")], "03-31", ("モニタリング", "02-28")),  # early, nothing agreed: the slot itself still comes
    (every(), "01-31", [("02-28", "")], "03-31", ("モニタリング", "05-31")),  # on the slot: the next, counted from the anchor
    (every(), "01-31", [("03-05", "")], "03-31", ("モニタリング", "05-31")),  # review_months 3 after the first
    (every(), "01-31", [("03-05", "03-05")], "03-31", ("モニタリング", "05-31")),  # a next date that is not later is none
    (every(), "01-31", [("03-05", "02-01")], "03-31", ("モニタリング", "05-31")),
    (every(), "01-31", [("03-05", "04-05"), ("03-20", "")], "03-31", ("モニタリング", "05-31")),  # the latest review counts alone
    (every(), "01-31", [("01-30", "06-01")], "03-31", ("モニタリング", "02-28")),  # a review before the decision is none of V's
    (every(1), "01-31", [("03-31", "")], "04-01", ("モニタリング", "04-30")),
    (every(1), "01-31", [("04-30", "")], "04-30", ("モニタリング", "05-31")),  # no creeping to the 28th
    (every(1, first="01-31"), "01-20", [("02-28", "")], "03-01", ("モニタリング", "03-31")),
    (
        every(3, first="01-31"),
        "01-31",
        [],
        "02-01",
        ("モニタリング", "04-30"),
    ),  # a slot on the day of the decision does not count
    (
        every(2, first="2024-10-31"),
        "03-01",
        [],
        "03-01",
        ("モニタリング", "04-30"),
    ),  # a carried-over schedule is not overdue at once
    (every(None, first="02-15"), "01-31", [("02-15", "")], "03-01", ("モニタリング", "05-15")),  # every: review_months
    (every(dates=("02-10", "01-31", "04-10")), "01-31", [], "02-01", ("モニタリング", "02-10")),
    (every(dates=("02-10", "04-10")), "01-31", [("02-10", "")], "03-01", ("モニタリング", "04-10")),
    (every(dates=("02-10", "04-10")), "01-31", [("04-10", "")], "05-01", None),  # none left: a finding
    (every(dates=("02-10",)), "01-31", [("02-10", "06-10")], "05-01", ("モニタリング", "06-10")),
    (every(dates=("01-10",)), "01-31", [], "05-01", None),
    (every(), "01-31", [], "01-30", None),  # not decided yet on that day
]


@pytest.mark.parametrize(("schedule", "decided", "reviews", "day", "expected"), REVIEWS)
def test_next_review(schedule, decided, reviews, day, expected):
    told = case(plan(schedule=schedule), decide(decided), *(review(on, to) for on, to in reviews))
    found = oracle.oracle_next_review(told, P, (), OFFICE, d(day))
    assert found == (None if expected is None else (expected[0], d(expected[1])))


LED = [
    # what happened besides (策定 on 1/31, reviews due 2/28 5/31 8/31), day, next review, status
    ([review("02-28", result="変更が必要")], "03-10", ("会議待ち", "02-28"), "見直し"),
    ([review("02-28", "04-01", result="変更が必要")], "03-10", ("会議待ち", "02-28"), "見直し"),  # instead of its next date
    ([review("02-28", result="終結を検討"), decide("03-20", "終結", "差戻し")], "03-21", ("モニタリング", "05-31"), "実施中"),
    ([review("02-28", result="終結を検討"), decide("06-20", "終結", "差戻し")], "06-21", ("モニタリング", "08-31"), "実施中"),
    ([review("02-28", result="中断を検討"), decide("05-31", "中断", "その他")], "06-21", ("モニタリング", "08-31"), "実施中"),
    ([review("02-28", result="終結を検討"), decide("03-20", "終結", "適切")], "03-21", None, "終結"),
    ([review("02-28", result="中断を検討"), decide("03-20", "中断", "承認")], "03-21", None, "中断"),
    ([review("02-28", result="変更が必要"), review("03-10")], "03-21", ("モニタリング", "05-31"), "実施中"),  # the last counts
    ([review("02-28", result="変更が必要"), plan(2, "03-10", every(first="04-15"))], "03-21", ("会議待ち", "02-28"), "見直し"),
    (
        [review("02-28", result="変更が必要"), plan(2, "03-10", every(first="04-15")), decide("03-20", "変更", version=2)],
        "03-21",
        ("モニタリング", "04-15"),
        "実施中",
    ),
    (
        [review("02-28", result="変更が必要"), plan(2, "03-10", every()), decide("03-20", "変更", "差戻し", version=2)],
        "03-21",
        ("モニタリング", "05-31"),
        "実施中",
    ),
    ([plan(2, "03-10", every())], "03-21", ("モニタリング", "02-28"), "見直し"),  # a newer version waits
    # プラン取下げ takes back what waits; a plan that runs is ended by a meeting only
    ([close("03-10", "プラン取下げ", P)], "03-21", ("モニタリング", "02-28"), "実施中"),
    ([plan(2, "03-05"), close("03-10", "プラン取下げ", P)], "03-21", ("モニタリング", "02-28"), "実施中"),
    ([review("02-28", result="変更が必要"), close("03-10", "プラン取下げ", P)], "03-21", ("モニタリング", "05-31"), "実施中"),
    # decided on the same day as the review that led there
    ([review("02-28", result="終結を検討"), decide("02-28", "終結", "差戻し")], "03-01", ("モニタリング", "05-31"), "実施中"),
    ([decide("02-28", "終結", "差戻し", hour=8), review("02-28", result="終結を検討")], "03-01", ("会議待ち", "02-28"), "見直し"),
]


@pytest.mark.parametrize(("told", "day", "expected", "status"), LED)
def test_reviews_that_lead_to_a_meeting(told, day, expected, status):
    whole = case(plan(), decide("01-31"), *told)
    found = oracle.oracle_next_review(whole, P, (), OFFICE, d(day))
    assert found == (None if expected is None else (expected[0], d(expected[1])))
    assert oracle.oracle_plan_status(whole, P, (), OFFICE, d(day)) == status


def test_corrected_text_runs_without_another_meeting():
    decision = decide("01-31", result="修正のうえ適切", rid="D1")
    whole = case(plan(), decision, plan(2, "02-05", every(first="02-20"), after="D1"))
    assert oracle.oracle_next_review(whole, P, (), OFFICE, d("02-10")) == ("モニタリング", d("02-20"))
    assert oracle.oracle_plan_status(whole, P, (), OFFICE, d("02-10")) == "実施中"
    assert rows("02-10", plan(), decision, plan(2, "02-05", every(first="02-20"), after="D1"), kind="会議待ち") == []


STATUSES = [
    ([], (), "案"),
    ([], (meeting("02-10", item("策定")),), "付議中"),
    ([], (meeting("02-05", item("策定")),), "付議中"),  # today's meeting is still to come
    ([], (meeting("02-10", item("策定"), off=True),), "案"),
    ([], (meeting("02-04", item("策定")),), "案"),
    ([decide("02-01", result="差戻し")], (), "案"),
    ([decide("02-01", result="修正のうえ適切")], (), "実施中"),
    ([decide("02-01")], (meeting("02-10", item("終結")),), "実施中"),
    ([decide("02-06")], (), "案"),
    ([decide("02-01"), decide("02-03", "中断")], (), "中断"),
]


@pytest.mark.parametrize(("told", "meetings", "expected"), STATUSES)
def test_plan_status(told, meetings, expected):
    assert oracle.oracle_plan_status(case(plan(), *told), P, meetings, OFFICE, d("02-05")) == expected


def test_outreach_before_consent():
    held = meeting("02-01", item("方針"), kind="shien", mid="M1")
    told = (plan(kind="アウトリーチ等"), decide("02-01", "方針", meeting="M1"))
    whole = case(*told)
    assert oracle.oracle_plan_status(whole, P, (held,), OFFICE, d("02-05")) == "同意前"
    assert oracle.oracle_next_review(whole, P, (held,), OFFICE, d("02-05")) == ("モニタリング", d("03-01"))
    assert oracle.oracle_case_status(whole, (held,), OFFICE, d("02-05")) == "支援中"
    assert rows("02-05", *told, kind="会議待ち", meetings=(held,)) == []
    assert rows("03-05", *told, consent("03-01"), kind="会議待ち", meetings=(held,)) == [("会議待ち", "03-15", P)]
    # it goes to 策定: a 変更 that was sent back is not that word
    sent_back = (consent("03-01"), decide("03-03", "変更", "差戻し"))
    assert rows("03-05", *told, *sent_back, kind="会議待ち", meetings=(held,)) == [("会議待ち", "03-15", P)]
    needs = replace(held, kind="juso")
    assert oracle.oracle_plan_status(whole, P, (needs,), OFFICE, d("02-05")) == "案"


WAITING = [
    # records, meetings, day, 会議待ち
    ([plan()], (), "02-01", [("02-03", P)]),
    ([plan()], (meeting("02-20", item("策定")),), "02-01", [("02-20", P)]),
    ([plan()], (meeting("02-20", item("策定")), meeting("02-10", item("策定"))), "02-01", [("02-10", P)]),
    ([plan()], (meeting("02-20", item("策定"), off=True),), "02-01", [("02-03", P)]),
    ([plan(), decide("01-31", result="差戻し")], (), "02-01", []),
    ([plan(), decide("01-31", result="継続審議")], (), "02-01", [("02-14", "D-01-31-策定")]),
    ([plan(), decide("01-31", result="継続審議"), decide("02-10")], (), "02-11", []),
    ([plan(), close("01-31", "プラン取下げ", P)], (), "02-01", []),
    ([plan(), decide("01-31"), review("02-28", result="変更が必要")], (), "03-01", [("03-14", "R-02-28")]),
    # one fact, one row: the review and the version that came of it wait for one meeting
    ([plan(), decide("01-31"), review("02-28", result="変更が必要"), plan(2, "03-05")], (), "03-06", [("03-14", "R-02-28")]),
    ([plan(), decide("01-31"), plan(2, "03-05")], (), "03-06", [("03-19", P)]),
    # consent ended
    ([plan(), consent("01-20"), decide("01-31"), consent("03-01", "撤回")], (), "03-02", [("03-15", "A-03-01-撤回")]),
    ([plan(), consent("01-20", until="03-01"), decide("01-31")], (), "03-01", []),
    ([plan(), consent("01-20", until="03-01"), decide("01-31")], (), "03-02", [("03-16", "A-01-20-同意")]),
    ([plan(), consent("01-20", until="03-01"), decide("01-31"), consent("03-10")], (), "03-11", []),
    ([plan(), consent("01-20"), decide("01-31"), consent("03-01", "撤回"), decide("03-10", "中断")], (), "03-11", []),
    ([plan(), decide("01-31")], (), "03-11", []),  # there never was one: a finding, not an end
    # of the case
    ([screen("01-20", "支援会議に諮る")], (), "02-01", [("02-03", "E-01-20")]),
    ([screen("01-20", "支援会議に諮る"), decide("01-31", "方針", plan_id="")], (), "02-01", []),
    ([screen("01-20", "プランを策定する")], (), "02-01", []),
    ([refer("01-20", "02-03", ask="会議に諮る")], (), "02-01", [("02-03", "T1")]),
    ([decide("01-31", "方針", "継続審議", plan_id="")], (), "02-01", [("02-14", "D-01-31-方針")]),
    ([decide("01-31", "方針", "継続審議", plan_id=""), decide("02-03", "方針", "承認", plan_id="")], (), "02-04", []),
]


@pytest.mark.parametrize(("told", "meetings", "day", "expected"), WAITING)
def test_waiting_for_a_meeting(told, meetings, day, expected):
    assert [(on, record) for _, on, record in rows(day, *told, kind="会議待ち", meetings=meetings)] == expected


ANSWERS = [
    ([], "未回答", ["02-03"]),
    ([step("01-25", "期限変更", "02-20")], "未回答", ["02-20"]),
    ([step("01-25", "保留", "02-20")], "保留", ["02-20"]),
    ([step("01-25", "保留")], "保留", ["02-03"]),
    ([step("01-25", "保留", "02-20"), step("01-26", "期限変更", "02-10")], "保留", ["02-10"]),
    ([step("01-25", "受理")], "受理", []),
    ([step("01-25", "保留", "02-20"), step("01-26", "辞退")], "辞退", []),
    ([step("01-25", "受理"), step("01-27", "対応中"), step("01-28", "完了")], "完了", []),
    ([step("01-25", "受理"), step("01-27", "期限変更", "03-01")], "受理", []),
    ([step("02-25", "受理")], "未回答", ["02-03"]),  # later than the day
]


@pytest.mark.parametrize(("steps", "status", "expected"), ANSWERS)
def test_referrals(steps, status, expected):
    told = (refer("01-20", "02-03"), *steps)
    assert oracle.oracle_referral_status(case(*told), "T1", d("02-01")) == status
    assert [on for _, on, _ in rows("02-01", *told, kind="回答待ち")] == expected


TODO = decide(
    "01-31", rid="D1", todos=(Todo(num=1, agency="himawari", what=""), Todo(num=2, agency="takikan", what="", due=d("03-03")))
)


def moved(day, act, of="D1#1", due="", **more):
    return decide(
        day, "情報共有", plan_id="", rid=f"V-{day}", moved=(Moved(of=of, act=act, due=d(due) if due else None, **more),)
    )


TODOS = [
    ([], [("02-14", "D1#1"), ("03-03", "D1#2")]),
    ([note("02-10", done=("D1#1",))], [("03-03", "D1#2")]),
    ([review("02-10", done=("D1#2",))], [("02-14", "D1#1")]),
    ([moved("02-10", "延期", due="04-01")], [("03-03", "D1#2"), ("04-01", "D1#1")]),
    ([moved("02-10", "延期", due="04-01"), moved("02-20", "延期", due="03-01")], [("03-01", "D1#1"), ("03-03", "D1#2")]),
    ([moved("02-10", "完了"), moved("02-11", "取消", of="D1#2")], []),
    ([moved("06-10", "完了")], [("02-14", "D1#1"), ("03-03", "D1#2")]),  # later than the day
]


@pytest.mark.parametrize(("told", "expected"), TODOS)
def test_todos(told, expected):
    found = rows("05-01", plan(), TODO, *told, kind="宿題")
    assert sorted((on, record) for _, on, record in found) == expected


def test_todo_that_changes_hands():
    told = case(plan(), TODO, moved("02-10", "担当変更", agency="chuo1", staff="s1"))
    found = {(r.record, r.agency, r.staff) for r in oracle.oracle_due(told, (), OFFICE, d("03-01")) if r.kind == "宿題"}
    assert found == {("D1#1", "chuo1", "s1"), ("D1#2", "takikan", "")}


NEXTS = [
    ([note("02-01", "02-10")], [("02-10", "N-02-01-s1")]),
    ([note("02-01", "02-10"), note("02-09")], [("02-10", "N-02-01-s1")]),  # too early, and not named
    ([note("02-01", "02-10"), note("02-10")], []),  # the same person on the day
    ([note("02-01", "02-10"), note("02-12", by="s2")], []),  # the same agency, later
    ([note("02-01", "02-10"), note("05-02", by="s2")], [("02-10", "N-02-01-s1")]),  # s2 has moved to another agency by then
    ([note("02-01", "02-10"), note("02-12", by="s3")], [("02-10", "N-02-01-s1")]),
    ([note("02-01", "02-10"), note("02-03", by="s3", done=("N-02-01-s1",))], []),
    ([note("02-01", "02-10", staff="s4"), review("02-10")], []),  # a review by s4 counts as well
    ([note("02-01", "02-10"), note("02-10", "03-10")], [("03-10", "N-02-10-s1")]),
]


@pytest.mark.parametrize(("told", "expected"), NEXTS)
def test_announced_contacts(told, expected):
    assert [(on, record) for _, on, record in rows("05-05", *told, kind="次回予定")] == expected


def test_who_is_announced():
    told = case(note("04-01", "05-10", staff="s2"))
    found = [(r.agency, r.staff) for r in oracle.oracle_due(told, (), OFFICE, d("04-02")) if r.kind == "次回予定"]
    assert found == [("himawari", "s2")]  # where s2 will be on that day


CONSENTS = [
    ([consent("01-20", until="03-31")], "02-01", ["03-31"]),
    ([consent("01-20", until="03-31")], "04-30", ["03-31"]),  # overdue until a new act
    ([consent("01-20", until="03-31"), consent("03-20", until="09-30")], "04-30", ["09-30"]),
    ([consent("01-20", until="03-31"), consent("02-20", "撤回")], "03-01", []),
    ([consent("01-20", "撤回", hour=8), consent("01-20", until="03-31")], "03-01", []),  # one day: the narrowest
    ([consent("01-20", until="03-31"), consent("01-20", until="04-30", person="P2")], "03-01", ["03-31", "04-30"]),
    ([consent("01-20", until="03-31"), close("02-01", "終結")], "03-01", []),
    ([consent("01-20", until="03-31"), close("02-01", "終結"), close("02-10", "再開")], "03-01", ["03-31"]),
]


@pytest.mark.parametrize(("told", "day", "expected"), CONSENTS)
def test_consents_that_run_out(told, day, expected):
    assert [on for _, on, _ in rows(day, *told, kind="同意期限")] == expected


FOLLOW = close("02-01", "終結", rid="X1", followup=(FollowUp(date=d("03-01")), FollowUp(date=d("06-01"))))
TWICE = decide("02-01", "終結", plan_id="", followup=(FollowUp(date=d("03-01")), FollowUp(date=d("03-01"))))
ONCE = decide("02-01", "終結", plan_id="", followup=(FollowUp(date=d("03-01")),))
FOLLOWS = [
    ([FOLLOW], ["03-01", "06-01"]),
    ([FOLLOW, note("03-02", done=("X1#followup1",))], ["06-01"]),
    ([FOLLOW, close("03-02", "再開")], []),
    ([close("02-01", "中断", rid="X2", look_again=d("04-01"))], ["04-01"]),
    ([close("02-01", "中断", rid="X2", look_again=d("04-01")), note("03-02", done=("X2#look_again",))], []),
    ([plan(), decide("01-31"), decide("02-01", "中断", look_again=d("05-01"))], ["05-01"]),
    # the decision and the closing that carries it out: the same two contacts of one day, of which one has been made
    ([TWICE, close("02-01", "終結", rid="X3", followup=TWICE.followup)], ["03-01", "03-01"]),
    ([TWICE, close("02-01", "終結", rid="X3", followup=TWICE.followup), note("03-02", done=("X3#followup1",))], ["03-01"]),
    ([ONCE, close("02-01", "終結", rid="X3", followup=TWICE.followup)], ["03-01", "03-01"]),  # one of them is said once more
    ([ONCE, close("02-01", "終結", rid="X3", followup=(FollowUp(date=d("03-01"), how="訪問"),))], ["03-01", "03-01"]),
]


@pytest.mark.parametrize(("told", "expected"), FOLLOWS)
def test_follow_ups(told, expected):
    assert [on for _, on, _ in rows("05-10", *told, kind="フォローアップ")] == expected


CASES = [
    ([], "受付"),
    ([intake(variant="同意なし")], "同意前"),
    ([intake(variant="同意なし"), consent("01-20")], "受付"),
    ([intake(variant="同意なし"), consent("01-20", until="02-20")], "同意前"),
    ([screen("01-20", "info")], "対応終了"),
    ([screen("01-20", "info"), intake(), intake("02-01")], "受付"),
    ([screen("01-20", "info"), refer("01-20", "02-03")], "つなぎ中"),
    ([screen("01-20", "info"), refer("01-20", "02-03"), step("01-25", "辞退")], "対応終了"),
    ([screen("01-20", "info"), plan()], "プラン準備中"),
    ([plan(), decide("01-31")], "支援中"),
    ([plan(), decide("01-31"), decide("02-03", "終結")], "受付"),
    ([plan(), decide("01-31"), decide("02-03", "終結", close_case=True)], "終結"),
    ([plan(), decide("01-31"), decide("02-03", "中断", close_case=True)], "中断"),
    ([plan(), decide("01-31"), decide("02-03", "終結", "差戻し", close_case=True)], "支援中"),
    ([close("02-03", "終結")], "終結"),
    ([close("02-03", "統合")], "統合"),
    ([close("02-03", "終結"), close("02-10", "再開")], "受付"),
    ([close("04-03", "終結")], "受付"),
]


@pytest.mark.parametrize(("told", "expected"), CASES)
def test_case_status(told, expected):
    assert oracle.oracle_case_status(case(*told), (), OFFICE, d("03-01")) == expected


def test_silence_and_nothing_planned():
    told = (plan(), decide("01-31"), note("02-05"))
    assert rows("02-06", *told, kind="連絡なし") == [("連絡なし", "04-06", "N-02-05-s1")]
    assert rows("02-06", *told, kind="次の予定なし") == []  # a review is coming
    assert rows("02-06", note("02-05"), kind="連絡なし") == []  # 受付 only
    assert rows("02-06", note("02-05"), kind="次の予定なし") == [("次の予定なし", "02-05", "N-02-05-s1")]
    coming = (meeting("02-20", item("情報共有", plan_id=""), kind="shien"),)
    assert rows("02-06", note("02-05"), kind="次の予定なし", meetings=coming) == []
    assert rows("02-06", note("02-05"), screen("02-05", "info"), kind="次の予定なし") == []


def test_period_that_is_over_stands_beside_the_reviews():
    assert rows("07-01", plan(until="06-30"), decide("01-31"), review("06-20")) == [
        ("プラン期限", "06-30", P),
        ("モニタリング", "08-31", P),
        ("連絡なし", "08-19", "R-06-20"),
    ]


def corrects(wrong, day, **changes):
    head = event(wrong.schema, f"K-{day}-{len(changes)}", day)
    void = changes.pop("void", False)
    return replace(wrong, **{**head, **changes, "corrects": Correction(record=wrong.id, why="…", void=void)})


def test_corrections():
    wrong = review("03-05", "04-05")
    base = (plan(), decide("01-31"), wrong)
    assert rows("03-31", *base, kind="モニタリング")[0][1] == "04-05"
    assert rows("03-31", *base, corrects(wrong, "03-06", next_date=d("04-20")), kind="モニタリング")[0][1] == "04-20"
    assert rows("03-31", *base, corrects(wrong, "03-06", void=True), kind="モニタリング")[0][1] == "02-28"
    two = (corrects(wrong, "03-06", next_date=d("04-20")), corrects(wrong, "03-07", next_date=d("04-10")))
    assert rows("03-31", *base, *two, kind="モニタリング")[0][1] == "04-10"  # until settled the earlier date


def told_twice(*corrections):
    """A review of 4/26 (plan decided on 3/12, first slot 4/29) and corrections of it."""
    wrong = review("04-26")
    whole = [plan(schedule=every(first="04-29"), made_on="02-26"), decide("03-12"), wrong]
    return [*whole, *(replace(corrects(wrong, "04-01", **what), id=f"K{num}") for num, what in enumerate(corrections))]


def test_a_correction_dated_ahead_leaves_the_review_to_be_held():
    told = told_twice({"next_date": d("05-16")}, {"next_date": d("05-21")})
    again = replace(corrects(told[-1], "04-02", date=d("04-16"), result="変更が必要"), id="K9")
    # K0 is right: not held yet, 4/29. K9 is right: it waits since 4/16, until 4/30.
    found = rows("04-16", *told, again)
    assert [row[:2] for row in found if row[0] in ("モニタリング", "会議待ち")] == [("モニタリング", "04-29")]
    # of contending reviews the earlier date counts for what was last recorded
    assert ("連絡なし", "06-15", "R-04-26") in found


def test_a_meeting_far_ahead_does_not_come_before_the_review_of_the_other_correction():
    told = told_twice({"next_date": d("06-20")}, {"result": "中断を検討"})
    both = ("モニタリング", "会議待ち")
    assert [row[:2] for row in rows("05-01", *told) if row[0] in both] == [("会議待ち", "05-10")]
    far = (meeting("09-30", item("中断")),)
    assert [row[:2] for row in rows("05-01", *told, meetings=far) if row[0] in both] == [("モニタリング", "06-20")]


def consents_twice(one, other):
    wrong = consent("05-08", "撤回")
    return case(wrong, *(replace(corrects(wrong, "04-01", **what), id=f"K{num}") for num, what in enumerate((one, other))))


CONTENDING = [
    # two corrections of a consent (a 撤回 of 5/8), day, act in force
    ({"date": d("04-18")}, {"date": d("04-28")}, "04-17", None),
    ({"date": d("04-18")}, {"date": d("04-28")}, "04-18", ("撤回", None)),  # the stricter: it has ended by then
    ({"date": d("04-18"), "act": "同意"}, {"date": d("04-28")}, "04-18", None),  # the narrower counts, on every day
    ({"date": d("04-18"), "act": "同意", "until": d("09-30")}, {"date": d("04-28"), "act": "同意"}, "05-01", ("同意", "09-30")),
    ({"date": d("04-18"), "act": "同意"}, {"date": d("04-28"), "act": "同意", "until": d("09-30")}, "05-01", ("同意", "09-30")),
]


@pytest.mark.parametrize(("one", "other", "day", "expected"), CONTENDING)
def test_consents_that_contend(one, other, day, expected):
    for pair in ((one, other), (other, one)):
        act = oracle.act_in_force(oracle.standing(consents_twice(*pair), d(day)), "P1", d(day))
        assert (act and (act.act, act.until and act.until.isoformat()[5:])) == expected


def test_references_follow_a_correction():
    wrong = refer("01-20", "02-03")
    told = (wrong, step("01-25", "受理"), corrects(wrong, "01-26", reply_by=d("02-20")))
    assert rows("02-01", *told, kind="回答待ち") == []
    announced = note("02-01", "02-10")
    again = corrects(announced, "02-03", next=NextStep(date=d("02-20"), staff="s1"))
    assert rows("02-21", announced, again, kind="次回予定") == [("次回予定", "02-20", announced.id)]
    assert rows("02-21", announced, again, note("02-04", by="s3", done=(announced.id,)), kind="次回予定") == []
