"""What counts and what does not: 実 and 延, 新規 and 継続, 0 and 未入力, codes and their labels, corrections, addresses."""

from dataclasses import replace
from datetime import date

import pytest

from seki_cli.model.meeting import Activity, Attendee, Confirmed, Gap, GapStep, Noticed, Resource
from seki_cli.model.office import Base, CodeList, CodeRow, Programme
from seki_cli.model.periods import find_period, parse_month, period_of, periods_within
from seki_cli.rules.indicators import Indicator, judge_indicator
from seki_cli.rules.measures import CHAPTERS, MEASURES, find_measures
from seki_cli.rules.stats import Figures, count, read_address, steps_within, tabulate
from seki_cli.rules.stats_dimensions import BY_ID
from seki_cli.rules.stats_facts import build_ground
from tests.rules.worlds import (
    CASE,
    OTHER_CASE,
    PLAN,
    case_file,
    closing,
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
    office,
    outreach,
    person,
    placement,
    plan,
    referral,
    review,
    rid,
    screening,
    step,
    world,
)

TODAY = "2025-09-01"


def figures(*cases, on=TODAY, unread=(), in_office=None, meetings=(), **beside) -> Figures:
    made = replace(world(*cases, meetings=meetings, in_office=in_office), **beside)
    return Figures(ground=build_ground(made, day(on)), unread=tuple(unread))


def value(drawn: Figures, cell: str) -> int | None:
    return count(drawn, read_address(cell, drawn)).value


def both(drawn: Figures, cell: str) -> tuple[int | None, int]:
    found = count(drawn, read_address(cell, drawn))
    return found.value, found.missing


def values(drawn: Figures, name: str, by: str, period: str = "R07") -> dict[str, int | None]:
    return {
        one.address.at[0][1]: one.value for one in tabulate(drawn, MEASURES[name], (by,), (find_period(period),)) if one.value
    }


def other(*records, **fields):
    return replace(case_file(*records, **fields), id=OTHER_CASE)


# ---- 実 and 延, 新規 and 継続


def test_a_case_is_new_once_and_its_contacts_are_all_counted() -> None:
    drawn = figures(
        case_file(intake("2025-05-10"), note("2025-05-11"), note("2025-06-01"), note("2025-06-02", id="20250602-N009"))
    )
    assert value(drawn, "intakes.new/R07") == 1
    assert value(drawn, "intakes.contacts/R07") == 4
    assert value(drawn, "notes.cases/R07") == 1
    assert value(drawn, "notes/R07") == 3


def test_months_of_a_distinct_count_do_not_add_up() -> None:
    drawn = figures(case_file(intake("2025-04-10"), note("2025-04-11"), note("2025-05-11")))
    months = tabulate(drawn, MEASURES["notes.cases"], (), steps_within(drawn, "month", find_period("R07")))
    assert [one.value for one in months[:3]] == [1, 1, 0]
    assert value(drawn, "notes.cases/R07") == 1
    assert value(drawn, "notes.cases/R07-Q1") == 1


@pytest.mark.parametrize(
    ("opened", "acts", "period", "new", "continued"),
    [
        ("2025-05-10", ["2025-05-11"], "R07", 1, 0),  # opened within: new, never both
        ("2025-05-10", ["2025-06-11"], "2025-06", 0, 1),  # opened in May, worked on in June
        ("2025-05-10", [], "2025-06", 0, 0),  # nothing done in June
        ("2025-03-31", ["2025-04-01"], "R07", 0, 1),  # the day before the year began
        ("2025-04-01", ["2025-04-01"], "R07", 1, 0),  # its first day
    ],
)
def test_new_and_continued(opened: str, acts: list[str], period: str, new: int, continued: int) -> None:
    drawn = figures(case_file(intake(opened), *map(note, acts)))
    assert (value(drawn, f"intakes.new/{period}"), value(drawn, f"intakes.continued/{period}")) == (new, continued)


def test_a_second_intake_is_no_new_case() -> None:
    drawn = figures(case_file(intake("2024-05-10"), intake("2025-05-10", id="20250510-A002")))
    assert (value(drawn, "intakes.new/R07"), value(drawn, "intakes.again/R07"), value(drawn, "intakes.new/R06")) == (0, 1, 1)


def test_every_kind_of_act_makes_a_case_one_that_went_on() -> None:
    acts = [
        screening("2025-05-01"), consent("2025-05-01"), note("2025-05-01"), referral("2025-05-01", reply_by="2025-05-20"),
        decision("2025-05-01"), review("2025-05-01"), placement("2025-05-01"), evaluation("2025-05-01"), closing("2025-05-01"),
        plan(made_on="2025-05-01"),
    ]  # fmt: skip
    for act in acts:
        assert value(figures(case_file(intake("2024-05-01"), act)), "intakes.continued/2025-05") == 1, act


def test_handing_out_papers_is_no_work_on_the_case() -> None:
    drawn = figures(case_file(intake("2024-05-01"), disclosure("2025-05-01", to=("takikan", "nishi"))))
    assert (value(drawn, "intakes.continued/2025-05"), value(drawn, "disclosures/2025-05")) == (0, 1)
    assert values(drawn, "disclosures", "to_agency") == {"takikan": 1, "nishi": 1}
    assert values(drawn, "disclosures", "kind") == {"同意": 1}


# ---- corrections, and what has not happened yet


def test_a_corrected_act_counts_once_on_its_right_day() -> None:
    wrong = note("2025-05-10", minutes_spent=30)
    right = correction(wrong, id="20250510-N002", date="2025-06-10", minutes_spent=45)
    drawn = figures(case_file(intake("2025-04-01"), wrong, right))
    assert (value(drawn, "notes/2025-05"), value(drawn, "notes/2025-06"), value(drawn, "notes.minutes/R07")) == (0, 1, 45)


def test_a_voided_act_does_not_count() -> None:
    wrong = note("2025-05-10")
    drawn = figures(case_file(intake("2025-04-01"), wrong, correction(wrong, id="20250510-N002", void=True)))
    assert value(drawn, "notes/R07") == 0


def test_what_lies_ahead_is_blank_and_never_counts() -> None:
    drawn = figures(case_file(intake("2025-04-01"), note("2025-09-01"), note("2025-09-02", id="20250902-N009")))
    assert value(drawn, "notes/2025-09") == 1
    ahead = count(drawn, read_address("notes/2025-10", drawn))
    assert (ahead.value, ahead.ahead) == (None, True)
    past = count(drawn, read_address("notes/2025-08", drawn))
    assert (past.value, past.ahead) == (0, False)


# ---- 0 and 未入力


def test_minutes_that_nobody_wrote_are_not_nought() -> None:
    drawn = figures(case_file(intake("2025-04-01"), note("2025-05-01", minutes_spent=0), note("2025-05-02"), note("2025-06-01")))
    assert both(drawn, "notes.minutes/2025-05") == (0, 1)
    assert both(drawn, "notes.minutes/2025-06") == (None, 1)
    assert both(drawn, "notes.minutes/2025-07") == (0, 0)


def activity(in_month: str, num: int = 1, **fields) -> Activity:
    head = {"schema": "activity/1", "id": f"A-{in_month}-{num}", "path": f"activities/R07/A-{in_month}-{num}.yaml"}
    fields = {"programme": "3-i", "base": "korei", "month": in_month, **fields}
    return Activity(**head, **fields)


REGION = replace(
    office(),
    programmes=(
        Programme(
            id="3-i",
            item="第3号イ",
            name="（地域介護予防）",
            bases=(Base(agency="korei"), Base(agency="shakyo", since=date(2025, 6, 1))),
        ),
        Programme(id="1-i", item="第1号イ", name="（相談）", bases=(Base(agency="chuo1"),)),
    ),
)


def test_a_base_that_says_nothing_is_not_recorded_and_one_that_says_nought_is() -> None:
    drawn = figures(
        on="2025-07-15",
        in_office=REGION,
        activities=(activity("2025-04", held=0), activity("2025-05", held=3), activity("2025-06", participants=8)),
    )
    assert both(drawn, "activities.held/2025-04") == (0, 0)
    assert both(drawn, "activities.held/2025-05") == (3, 0)
    assert both(drawn, "activities.held/2025-06") == (None, 2)  # korei wrote no number, shakyo (from June) wrote nothing
    assert both(drawn, "activities.held/2025-07") == (None, 0)  # not over: nobody is late
    assert both(drawn, "activities.held/R07") == (3, 2)
    assert both(drawn, "activities.held/agency=shakyo/R07") == (None, 1)
    assert value(drawn, "activities.held/agency=chuo1/R07") is None


def test_a_month_is_missed_on_the_day_after_its_last() -> None:
    told = (activity("2025-04", held=1), activity("2025-05", held=1))
    silent = [
        both(figures(on=on, in_office=REGION, activities=told), "activities.held/2025-06") for on in ("2025-06-30", "2025-07-01")
    ]
    assert silent == [(None, 0), (None, 2)]


def test_silence_is_counted_from_the_year_in_which_records_begin() -> None:
    drawn = figures(on="2025-07-15", in_office=REGION, activities=(activity("2025-05", held=3),))
    assert both(drawn, "activities.held/R06") == (None, 0)
    assert both(figures(on="2025-07-15", in_office=REGION), "activities.held/R07") == (None, 0)


def test_events_and_months_of_one_base_add_up() -> None:
    told = (activity("2025-05", held=3), activity("2025-05", 2, month="", date=date(2025, 5, 20), held=1, participants=27))
    drawn = figures(on="2025-06-01", in_office=REGION, activities=told)
    assert both(drawn, "activities.held/2025-05") == (4, 0)
    assert both(drawn, "activities.participants/2025-05") == (27, 1)


def test_a_meeting_of_which_nothing_is_known_neither_met_nor_did_not() -> None:
    silent, off = meeting("2025-06-10", id="M-20250610-AAAA"), meeting("2025-06-11", called_off=True, id="M-20250611-AAAA")
    sure = meeting("2025-06-12", id="M-20250612-AAAA", confirmed=Confirmed(date=date(2025, 6, 13)))
    came = meeting("2025-06-13", id="M-20250613-AAAA", attendees=(Attendee(agency="chuo1", came=True),))
    assert both(figures(meetings=(silent,)), "meetings/R07") == (None, 1)
    assert both(figures(meetings=(silent, off, sure, came)), "meetings/R07") == (2, 1)
    assert value(figures(meetings=(off,)), "meetings.cancelled/R07") == 1
    assert both(figures(meetings=(off,)), "meetings/R07") == (0, 0)
    assert both(figures(meetings=(silent,), on="2025-06-10"), "meetings/R07") == (0, 0)


# ---- meetings: 回 and 件


def two_meetings(*, second=True) -> Figures:
    first, then = meeting("2025-06-10", item(plan=PLAN), item(OTHER_CASE, num=2), id="M-20250610-AAAA"), "M-20250710-AAAA"
    later = meeting("2025-07-10", item(plan=PLAN, timing="変更"), id=then)
    here = case_file(
        intake("2025-04-01"), plan(), decision("2025-06-10", meeting="M-20250610-AAAA"),
        *([decision("2025-07-10", timing="変更", meeting=then)] if second else []),
    )  # fmt: skip
    there = other(intake("2025-04-01"), decision("2025-06-10", timing="情報共有", plan="", meeting="M-20250610-AAAA"))
    return figures(here, there, meetings=(first, later))


def test_one_meeting_with_two_cases_is_once_and_two() -> None:
    drawn = two_meetings()
    assert value(drawn, "meetings/2025-06") == 1
    assert value(drawn, "meetings.items/2025-06") == 2
    assert value(drawn, "meetings/R07") == 2
    assert (value(drawn, "meetings.items/R07"), value(drawn, "meetings.cases/R07")) == (3, 2)
    assert values(drawn, "meetings.items", "turn") == {"新規": 2, "継続": 1}
    assert values(drawn, "meetings.items", "timing") == {"策定": 1, "変更": 1, "情報共有": 1}


def test_an_item_without_its_decision_is_not_recorded() -> None:
    assert both(two_meetings(second=False), "meetings.items/2025-07") == (None, 1)


def test_a_gap_on_the_agenda_counts_by_its_step() -> None:
    held = meeting("2025-06-10", item(case="", gap="G-AAAAAAA", timing="社会資源"), confirmed=Confirmed(date=date(2025, 6, 11)))
    gap = Gap(schema="gap/1", id="G-AAAAAAA", text="（架空）", noticed=Noticed(date=date(2025, 6, 1)), field="介護")
    assert both(figures(meetings=(held,), gaps=(gap,)), "meetings.items/R07") == (None, 1)
    done = replace(gap, steps=(GapStep(date=date(2025, 6, 10), status="検討中", meeting=held.id),))
    drawn = figures(meetings=(held,), gaps=(done,))
    assert both(drawn, "meetings.items/R07") == (1, 0)
    assert values(drawn, "gaps.discussed", "kind") == {"juso": 1}
    assert values(drawn, "gaps.open", "result") == {"検討中": 1}
    assert (value(drawn, "gaps.open/2025-05"), value(drawn, "gaps.noticed/2025-06")) == (0, 1)


def test_who_came_is_counted_by_agency_and_by_head() -> None:
    present = (
        Attendee(agency="chuo1", staff="tanaka", came=True), Attendee(agency="chuo1", staff="ito", came=True),
        Attendee(agency="takikan", came=False), Attendee(agency="nishi"), Attendee(case=CASE, person="P1", came=True),
    )  # fmt: skip
    drawn = figures(meetings=(meeting("2025-06-10", attendees=present),))
    assert both(drawn, "meetings.agencies/R07") == (1, 1)
    assert both(drawn, "meetings.people/R07") == (3, 1)
    assert values(drawn, "meetings.people", "result") == {"機関": 2, "本人・家族": 1}


# ---- つなぎ


SENT = "2025-06-01"


@pytest.mark.parametrize(
    ("steps", "answer", "declined"),
    [
        ([], "期限を過ぎて返事なし", 0),
        ([("2025-06-15", "受理", {})], "期限内に返事", 0),
        ([("2025-06-16", "受理", {})], "期限後に返事", 0),
        ([("2025-06-10", "保留", {"reply_by": "2025-06-30"}), ("2025-06-20", "辞退", {"reason": "対象外"})], "期限内に返事", 1),
        ([("2025-06-10", "期限変更", {"reply_by": "2025-06-12"}), ("2025-06-14", "受理", {})], "期限後に返事", 0),
        ([("2025-06-10", "取下げ", {})], "返事の前に取下げ", 0),
        ([("2025-06-14", "受理", {}), ("2025-08-01", "取下げ", {})], "期限内に返事", 0),
        ([("2025-06-10", "保留", {"reply_by": "2025-09-30"})], "返事待ち", 0),
    ],
)
def test_answers_come_in_time_or_late(steps: list, answer: str, declined: int) -> None:
    sent = referral(SENT, reply_by="2025-06-15")
    drawn = figures(case_file(intake("2025-04-01"), sent, *(step(on, word, of=sent.id, **more) for on, word, more in steps)))
    assert values(drawn, "referrals", "on_time") == {answer: 1}
    assert value(drawn, "referrals.declined/R07") == declined


def test_who_handed_over_and_wrote_nothing_since_is_named() -> None:
    sent, taken = (
        referral(SENT, reply_by="2025-06-15", recorded_by="tanaka"),
        step("2025-06-10", "受理", of=rid("R", SENT), recorded_by="sato"),
    )
    drawn = figures(case_file(intake("2025-04-01"), sent, taken, note("2025-07-10", staff="tanaka")))
    assert [value(drawn, f"referrals.stalled/2025-{month}") for month in ("05", "06", "07")] == [0, 1, 0]
    assert values(drawn, "referrals.stalled", "agency", "2025-06") == {"chuo1": 1}


# ---- 同意


def test_a_case_that_began_without_consent_is_won_over_once() -> None:
    acts = (consent("2025-05-01", "拒否"), consent("2025-06-01", "一部同意"), consent("2025-07-01"))
    drawn = figures(case_file(intake("2025-04-01", variant="同意なし"), *acts))
    assert values(drawn, "consents", "result") == {"拒否": 1, "一部同意": 1, "同意": 1}
    assert [value(drawn, f"consents.reached/2025-{month}") for month in ("05", "06", "07")] == [0, 1, 0]
    assert value(drawn, "consents.persons/R07") == 1
    assert value(figures(case_file(intake("2025-04-01"), *acts)), "consents.reached/R07") == 0


def test_consent_on_a_day_follows_its_acts() -> None:
    drawn = figures(case_file(intake("2025-04-01"), consent("2025-05-01", until="2025-06-15"), consent("2025-07-01", "撤回")))
    told = {month: values(drawn, "consents.live", "result", f"2025-{month}") for month in ("04", "05", "06", "07")}
    assert told == {"04": {"なし": 1}, "05": {"あり": 1}, "06": {"なし": 1}, "07": {"なし": 1}}


# ---- プラン, モニタリング, 終結


def test_a_plan_is_made_revised_judged_and_runs() -> None:
    drawn = figures(
        case_file(
            intake("2025-04-01"), plan(made_on="2025-04-20"), plan(2, made_on="2025-06-20"),
            decision("2025-05-10", result="差戻し"), decision("2025-05-20"), decision("2025-07-01", timing="変更", version=2),
            decision("2025-08-01", timing="終結", version=2), decision("2025-05-25", timing="支援決定", id="20250525-D009"),
        )
    )  # fmt: skip
    assert (value(drawn, "plans.made/R07"), value(drawn, "plans.revised/R07")) == (1, 1)
    assert values(drawn, "plans.judged", "timing") == {"策定": 2, "変更": 1, "終結": 1}
    assert values(drawn, "plans.decided", "timing") == {"策定": 1, "変更": 1, "終結": 1}
    assert values(drawn, "plans.judged", "result") == {"適切": 3, "差戻し": 1}
    assert value(drawn, "plans.approved/R07") == 1
    assert [value(drawn, f"plans.running/2025-{m}") for m in ("04", "05", "06", "07", "08")] == [0, 1, 1, 1, 0]


def test_before_consent_a_plan_of_outreach_runs() -> None:
    held = meeting("2025-05-10", item(plan=PLAN, timing="方針"), kind="shien", id="M-20250510-AAAA")
    on_policy = decision("2025-05-10", timing="方針", meeting=held.id)
    drawn = figures(case_file(intake("2025-04-01", variant="同意なし"), outreach(), on_policy), meetings=(held,))
    assert values(drawn, "plans.running", "result") == {"同意前": 1}
    assert value(drawn, "plans.decided/R07") == 0


@pytest.mark.parametrize(
    ("reviewed", "said", "overdue"),
    [
        ([], {}, 1),
        (["2025-06-30"], {"期日までに実施": 1}, 0),
        (["2025-07-01"], {"期日の後に実施": 1}, 0),
        (["2025-06-30", "2025-07-15"], {"期日までに実施": 2}, 0),
    ],
)
def test_reviews_come_in_time_or_late(reviewed: list[str], said: dict, overdue: int) -> None:
    running = (plan(dates=("2025-06-30", "2025-12-31")), decision("2025-05-20"))
    drawn = figures(case_file(intake("2025-04-01"), *running, *map(review, reviewed)))
    assert values(drawn, "reviews", "on_time") == said
    assert value(drawn, "reviews.overdue/R07") == overdue
    assert value(drawn, "reviews.plans/R07") == bool(reviewed)


def test_a_case_is_closed_once_whoever_closes_it() -> None:
    by_meeting = (
        plan(),
        decision("2025-05-01"),
        evaluation("2025-06-01", "終結", category="目標達成"),
        decision("2025-06-10", timing="終結", close_case=True),
    )
    lists = {"closing": CodeList(list="closing", rows=(CodeRow(code="01", label="目標達成"), CodeRow(code="07", label="申出")))}
    here = replace(office(), codes=lists)
    drawn = figures(case_file(intake("2025-04-01"), *by_meeting, closing("2025-06-12", "終結", reason="申出")), in_office=here)
    assert values(drawn, "closings.closed", "reason") == {"01": 1}
    again = (closing("2025-06-01", reason="申出"), closing("2025-07-01", "再開"), closing("2025-08-01", reason="申出"))
    drawn = figures(case_file(intake("2025-04-01"), *again), in_office=here)
    assert (value(drawn, "closings.closed/R07"), value(drawn, "closings.reopened/R07")) == (2, 1)
    assert [value(drawn, f"cases.open/2025-{month}") for month in ("05", "06", "07", "08")] == [1, 0, 1, 0]


def test_places_count_by_step_and_a_case_that_began_by_itself() -> None:
    resource = Resource(schema="resource/1", id="S-AAAAAAA", name="（架空）", kind="企業", since=date(2025, 6, 1))
    steps = (
        placement("2025-06-01", "見学"),
        placement("2025-06-05", "開始"),
        placement("2025-07-05", "開始", resource="S-BBBBBBB"),
    )
    drawn = figures(case_file(intake("2025-04-01"), *steps), resources=(resource,))
    assert values(drawn, "placements", "result") == {"見学": 1, "開始": 2}
    assert values(drawn, "placements", "kind") == {"企業": 2, "未入力": 1}
    assert value(drawn, "placements.started/R07") == 1
    assert (value(drawn, "resources/2025-05"), value(drawn, "resources/2025-06")) == (0, 1)


# ---- told apart by


ROUTES = CodeList(
    list="route",
    rows=(
        CodeRow(code="05", label="知人から", until=date(2025, 5, 31), report="その他"),
        CodeRow(code="05", label="知人・近隣から", since=date(2025, 6, 1), report="その他"),
        CodeRow(code="06", label="民生委員から", also=("民協から",)),
    ),
)


def two_routes() -> Figures:
    here = replace(office(), codes={"route": ROUTES})
    old = case_file(intake("2025-05-01", route="知人から"), note("2025-07-01"))
    return figures(old, other(intake("2025-06-01", route="知人・近隣から")), in_office=here)


def test_a_renamed_label_goes_on_in_its_row() -> None:
    drawn = two_routes()
    assert values(drawn, "intakes.new", "route") == {"05": 2}
    assert values(drawn, "notes", "route") == {"05": 1}
    rows = tabulate(drawn, MEASURES["intakes.new"], ("route",), (find_period("R07"),))
    assert [(one.labels, one.value) for one in rows] == [(("知人・近隣から",), 2), (("民生委員から",), 0)]
    assert value(drawn, "intakes.new/route=知人・近隣から/R07") == 2


def test_codes_can_be_put_together_as_the_report_wants_them() -> None:
    assert values(two_routes(), "intakes.new", "route.report") == {"その他": 2}


@pytest.mark.parametrize(
    ("who", "band"),
    [
        ({"born": date(2007, 5, 11)}, "0-17"),  # the eve of the eve of the 18th birthday
        ({"born": date(2007, 5, 10)}, "0-17"),  # 18 tomorrow: the year is full at the end of the day before the birthday
        ({"born": date(2007, 5, 2)}, "18-39"),
        ({"born": date(1985, 5, 2)}, "40-64"),
        ({"born": date(1960, 5, 1)}, "65-74"),
        ({"born": date(1950, 5, 1)}, "75-"),
        ({"born_year": 1970}, "40-64"),
        ({"born_year": 1960}, "不明"),
        ({}, "未入力"),
    ],
)
def test_age_bands_on_the_day_of_the_act(who: dict, band: str) -> None:
    drawn = figures(case_file(intake("2025-05-01"), people=(person(**who),)))
    assert values(drawn, "intakes.new", "age") == {band: 1}


def test_a_child_grows_into_the_next_band() -> None:
    drawn = figures(
        case_file(intake("2025-04-01"), note("2025-05-01"), note("2025-05-20"), people=(person(born=date(2007, 5, 10)),))
    )
    assert values(drawn, "notes", "age") == {"0-17": 1, "18-39": 1}


def test_flags_of_a_case_are_all_that_is_known_of_it() -> None:
    drawn = figures(
        case_file(intake("2025-05-01", flags=("ひきこもり",)), screening("2025-06-01", flags=("ひきこもり", "8050問題")))
    )
    assert values(drawn, "intakes.new", "flag", "2025-05") == {"ひきこもり": 1, "8050問題": 1}


def test_the_agency_is_that_of_the_day() -> None:
    drawn = figures(case_file(intake("2025-04-01"), note("2025-05-01", staff="sato"), note("2025-05-02", staff="nobody")))
    assert values(drawn, "notes", "agency") == {"takikan": 1, "未入力": 1}


def test_the_offices_own_fields_tell_apart_too() -> None:
    ranked = replace(case_file(intake("2025-05-01")))
    ranked = replace(ranked, head=replace(ranked.head, extra={"rank": "A"}))
    drawn = figures(ranked, other(intake("2025-05-01")))
    assert values(drawn, "intakes.new", "extra.rank") == {"A": 1, "未入力": 1}


def test_two_dimensions_cross() -> None:
    drawn = figures(
        case_file(intake("2025-04-01"), note("2025-05-01"), note("2025-05-02", method="電話"), note("2025-06-02", method="電話"))
    )
    rows = tabulate(drawn, MEASURES["notes"], ("method", "agency"), periods_within("month", date(2025, 5, 1), date(2025, 6, 30)))
    assert {one.address.text: one.value for one in rows} == {
        "notes/method=訪問/agency=chuo1/2025-05": 1,
        "notes/method=訪問/agency=chuo1/2025-06": 0,
        "notes/method=電話/agency=chuo1/2025-05": 1,
        "notes/method=電話/agency=chuo1/2025-06": 1,
    }


# ---- addresses


def test_every_cell_of_every_table_can_be_asked_for_again() -> None:
    drawn = two_meetings()
    for measure in MEASURES.values():
        for name in (*measure.by, *(("area", "age", "flag") if measure.of_case else ())):
            for one in tabulate(drawn, measure, (name,), steps_within(drawn, "quarter", None)):
                again = count(drawn, read_address(one.address.text, drawn))
                assert (again.address.text, again.value, again.missing, again.facts) == (
                    one.address.text,
                    one.value,
                    one.missing,
                    one.facts,
                )


def test_a_value_that_a_shell_would_take_apart_is_written_whole() -> None:
    drawn = figures(case_file(intake("2025-04-01"), area="中央 (第1)/西"))
    (cell,) = (one for one in tabulate(drawn, MEASURES["intakes.new"], ("area",), (find_period("R07"),)))
    assert cell.address.text == "intakes.new/area=中央_（第1）／西/R07"
    assert cell.labels == ("中央 (第1)/西",)
    assert value(drawn, cell.address.text) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "intake.new",
        "",
        "intakes.new/2025-13",
        "intakes.new/kind=x",
        "intakes.new/month=2025-06",
        "intakes.new/x",
        "meetings/age=75-",
        "intakes.new/2025-05/2025-06",
        "intakes.new/sex=男性/sex=女性",
        "intakes.new/age=5-9",
    ],
)
def test_an_address_that_leads_nowhere_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="ありません|読めません|数えません|書いてください|してください"):
        read_address(wrong, figures())


@pytest.mark.parametrize("word", ["plans", "plans.made", "プラン", "", "meetings"])
def test_a_word_means_measures(word: str) -> None:
    found = find_measures(word)
    assert found
    assert all(one.id.startswith(word) for one in found) or word == "プラン"
    assert find_measures("plan") == ()


def test_a_slip_in_the_records_makes_the_figures_of_that_kind_uncertain() -> None:
    note_gone, head_gone = (f"cases/R07/{CASE}/notes/20250501-N001.yaml",), (f"cases/R07/{CASE}/case.yaml",)
    told = {
        name: count(figures(unread=note_gone), read_address(name, figures())).uncertain
        for name in ("notes", "consents", "meetings", "resources")
    }
    assert told == {"notes": True, "consents": False, "meetings": False, "resources": False}
    told = {
        name: count(figures(unread=head_gone), read_address(name, figures())).uncertain
        for name in ("notes", "consents", "meetings")
    }
    assert told == {"notes": True, "consents": True, "meetings": False}
    steps_gone = (f"cases/R07/{CASE}/referrals/{rid('T', SENT)}.yaml", "activities/R07/A-1.yaml", "memo.yaml")
    told = {
        name: count(figures(unread=steps_gone), read_address(name, figures())).uncertain
        for name in ("referrals", "activities.held", "plans.made")
    }
    assert told == {"referrals": True, "activities.held": True, "plans.made": False}


# ---- the catalogue


def test_the_catalogue_is_sound() -> None:
    told = [measure for chapter in CHAPTERS for measure in chapter.measures]
    assert len({measure.id for measure in told}) == len(told) == len(MEASURES)
    for measure in told:
        assert measure.id.replace(".", "").replace("_", "").isalpha()
        assert measure.id.isascii()
        assert measure.means.endswith(("。", "。）"))
        assert set(measure.by) <= set(BY_ID)
        assert not measure.split or measure.split in measure.by
        assert set(measure.words) <= set(measure.by)
        assert measure.reads


# ---- months and years


@pytest.mark.parametrize(
    ("typed", "token"),
    [
        ("2025-06", "2025-06"),
        ("6", "2025-06"),
        ("3", "2026-03"),
        ("３月", "2026-03"),
        ("R7.6", "2025-06"),
        ("令和7年12月", "2025-12"),
        ("2024/6", "2024-06"),
    ],
)
def test_months_as_people_type_them(typed: str, token: str) -> None:
    assert parse_month(typed, 2025).token == token


@pytest.mark.parametrize("typed", ["13", "0", "今日", "2025-06-11", "R7", ""])
def test_what_is_no_month(typed: str) -> None:
    with pytest.raises(ValueError, match="月として読めません"):
        parse_month(typed, 2025)


@pytest.mark.parametrize(
    ("token", "first", "last"),
    [
        ("R07", "2025-04-01", "2026-03-31"),
        ("R7-Q4", "2026-01-01", "2026-03-31"),
        ("2025-Q1", "2025-04-01", "2025-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_tokens_name_days(token: str, first: str, last: str) -> None:
    found = find_period(token)
    assert (found.first, found.last) == (day(first), day(last))
    assert find_period(found.token) == found


def test_all_years_of_which_there_are_records() -> None:
    drawn = figures(case_file(intake("2023-05-01")))
    assert [period.token for period in steps_within(drawn, "fy", None)] == ["R05", "R06", "R07"]
    assert period_of("fy", date(2019, 3, 31)).token == "H30"


# ---- indicators


def test_an_indicator_is_counted_at_its_cell_or_written_by_hand() -> None:
    drawn = figures(case_file(intake("2025-05-01")))
    row = Indicator(id="a", name="新規", kind="活動", cell="intakes.new", targets={"R07": "40", "R08": "0.5"})
    found = judge_indicator(row, drawn, find_period("R07"))
    assert (found.target, found.value, found.difference, found.fault) == (40, 1, -39, "")
    assert [fact.case for fact in found.counted.facts] == [CASE]
    ahead = judge_indicator(row, drawn, find_period("R08"))
    assert (str(ahead.target), ahead.value, ahead.difference) == ("0.5", None, None)
    hand = Indicator(id="b", name="知る人", kind="成果", by_hand=True, values={"R06": "0"})
    assert judge_indicator(hand, drawn, find_period("R06")).value == 0
    assert judge_indicator(hand, drawn, find_period("R07")).value is None


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("plan.made", "ありません"),
        ("plans.made/2025-06", "期間は書きません"),
        ("", "cell か values"),
        ("plans.made/x=1", "数えません"),
    ],
)
def test_an_indicator_whose_cell_leads_nowhere_says_so(cell: str, word: str) -> None:
    found = judge_indicator(
        Indicator(id="a", name="x", kind="活動", cell=cell, values={"R07": "3"}), figures(), find_period("R07")
    )
    assert word in found.fault
    assert found.value == (3 if not cell else None)
