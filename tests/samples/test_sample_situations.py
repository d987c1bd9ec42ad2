"""The sample as cases: what it is there to show, and that the rules find nothing wrong with it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from seki_cli.files.sample import Diary
from seki_cli.files.shelf import read_shelf
from seki_cli.main import main
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.agenda import compose_agenda
from seki_cli.rules.case_state import case_status
from seki_cli.rules.checks import find_all
from seki_cli.rules.due import due_items
from seki_cli.rules.in_force import has_live_consent
from seki_cli.rules.plans import plan_states
from seki_cli.rules.promises import done_references
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.settle import settle_world
from seki_cli.rules.stalled import silence_of_sender

Trait = Callable[[World, CaseFile, date], bool]
FIRST, NEXT = "M-20250610-5VAT", "M-20250909-2TBF"


def status(world: World, case: CaseFile, day: date) -> str:
    return case_status(case, world.meetings, world.office, day)


def flags(case: CaseFile) -> set[str]:
    return {flag for intake in case.intakes for flag in intake.flags}


def issues(case: CaseFile) -> set[str]:
    return {issue for person in case.household.people for issue in person.issues}


def plan_status(world: World, case: CaseFile, day: date) -> dict[str, str]:
    return {state.kind: state.status for state in plan_states(case, world.meetings, world.office, day)}


def results(case: CaseFile, *timings: str) -> list[str]:
    return [decision.result for decision in case.decisions if decision.timing in timings]


def steps(case: CaseFile) -> set[str]:
    return {placement.step for placement in case.placements}


def is_8050(world: World, case: CaseFile, day: date) -> bool:
    return {"8050問題", "ひきこもり"} <= flags(case) and plan_status(world, case, day) == {"多機関協働": "見直し"}


def is_8050_that_ended_with_a_death(world: World, case: CaseFile, day: date) -> bool:
    return "8050問題" in flags(case) and [e.category for e in case.evaluations] == ["死亡"]


def is_taken_over_by_the_one_left_behind(world: World, case: CaseFile, day: date) -> bool:
    before = world.case(case.head.continued_from)
    both = {"ひきこもり", "身寄りなし"} <= flags(case)
    return both and before is not None and status(world, before, day) == "終結" and opened(case) > last_act(before)


def opened(case: CaseFile) -> date:
    return min(intake.received_on for intake in case.intakes)


def last_act(case: CaseFile) -> date:
    return max(decision.date for decision in case.decisions)


def is_young_carer_at_school(world: World, case: CaseFile, day: date) -> bool:
    child = next(p for p in case.household.people if p.role == "本人")
    given = {c.given_by for c in case.consents if c.person == child.id}
    return {"ヤングケアラー", "ダブルケア"} <= flags(case) and child.born is not None and given == {"親権者"}


def is_young_carer_who_speaks_for_herself(world: World, case: CaseFile, day: date) -> bool:
    person = case.household.person("P1")
    assert person is not None
    minor = person.born is not None and person.born.year > day.year - 18
    return "ヤングケアラー" in flags(case) and minor and {c.given_by for c in case.consents} == {"本人"}


def is_home_from_a_psychiatric_ward(world: World, case: CaseFile, day: date) -> bool:
    person = case.household.person("P1")
    assert person is not None
    known = {tie.agency for tie in case.household.ties}
    return "医療機関から" in {i.route for i in case.intakes} and person.living == "同居" and {"yamaboshi", "temari"} <= known


def is_double_care(world: World, case: CaseFile, day: date) -> bool:
    return {"ダブルケア", "介護負担"} <= issues(case) | flags(case) and "退職" in str(case.household.people[0].school_or_work)


def is_foreign_family(world: World, case: CaseFile, day: date) -> bool:
    foreign = [p for p in case.household.people if "外国籍" in p.issues]
    pupil = any("小学校" in person.school_or_work for person in foreign)
    return len(foreign) == 3 and pupil and "konpeito" in {support.agency for plan in case.plans for support in plan.supports}


def is_back_after_closing(world: World, case: CaseFile, day: date) -> bool:
    acts = [closing.act for closing in case.closings]
    closed = [d.date.year for d in case.decisions if d.close_case]
    return acts == ["再開"] and closed == [2024] and len(case.intakes) == 2 and status(world, case, day) == "プラン準備中"


def is_after_prison(world: World, case: CaseFile, day: date) -> bool:
    kinds = {a.kind for s in case.plans for row in s.supports if (a := world.office.agency(row.agency))}
    return "刑余者" in issues(case) and {"保護観察所・保護司", "地域生活定着支援センター"} <= kinds


def is_changed_twice(world: World, case: CaseFile, day: date) -> bool:
    versions = [plan.version for plan in case.plans if plan.id == case.decisions[0].plan] if case.decisions else []
    changes = results(case, "策定", "変更")
    return changes == ["適切", "適切", "修正のうえ適切"] and versions == [1, 2, 3, 4] and bool(case.plans[-1].after or case.plans)


def is_declined_then_taken_by_another(world: World, case: CaseFile, day: date) -> bool:
    states = referral_states(case, day)
    refused = [s for s in states if s.status == "辞退"]
    sides = {row.side for s in refused for step in s.steps if (row := world.office.code("referral_reason", step.reason, day))}
    taken = any(s.referral.order > refused[0].referral.order and s.status == "完了" for s in states) if refused else False
    return taken and bool(sides & {"空きなし", "機関側"})


def is_closed_with_one_call_made_and_one_to_come(world: World, case: CaseFile, day: date) -> bool:
    ends = [d for d in case.decisions if d.timing == "終結" and len(d.followup) == 2]
    done = done_references(case, day)
    made = [f"{d.id}#followup{n}" in done for d in ends for n in (1, 2)]
    return made == [True, False] and ends[0].followup[1].date > day


def is_suspended(world: World, case: CaseFile, day: date) -> bool:
    (end,) = [d for d in case.decisions if d.timing == "中断" and d.yes] or [None]
    tried = results(case, "中断") == ["継続審議", "承認"]
    return end is not None and tried and len(end.attempts) >= 3 and (end.look_again or day) > day and bool(end.resume_when)


def is_outreach_without_consent(world: World, case: CaseFile, day: date) -> bool:
    return not case.consents and plan_status(world, case, day) == {"アウトリーチ等": "同意前"}


def is_outreach_until_consent(world: World, case: CaseFile, day: date) -> bool:
    turns = [(d.timing, d.version) for d in case.decisions if d.plan]
    reached = [n.stage for n in case.notes if n.stage]
    return turns == [("方針", 1), ("策定", 2)] and {"接触試行", "関係性構築中", "同意取得", "プランに基づく支援"} <= set(reached)


def is_anonymous(world: World, case: CaseFile, day: date) -> bool:
    nobody = not any(person.name for person in case.household.people)
    return nobody and "匿名" in {note.source for note in case.notes} and status(world, case, day) == "つなぎ中"


def is_work_by_participation(world: World, case: CaseFile, day: date) -> bool:
    return {"見学", "体験", "開始", "定着確認"} <= steps(case) and [e.judgement for e in case.evaluations] == ["終結"]


def is_second_try_after_a_stop(world: World, case: CaseFile, day: date) -> bool:
    places = {placement.resource for placement in case.placements}
    return {"見学", "体験", "中止", "開始", "定着確認"} <= steps(case) and len(places) == 2


def is_decided_by_the_city(world: World, case: CaseFile, day: date) -> bool:
    return results(case, "支援決定") == ["承認"] and "コミュニケーションが苦手" in issues(case)


def is_poor_single_mother(world: World, case: CaseFile, day: date) -> bool:
    return {"ひとり親", "経済的困窮"} <= issues(case) and "食べるものがない" in {w for i in case.intakes for w in i.worries}


def is_left_to_others(world: World, case: CaseFile, day: date) -> bool:
    long = [silence_of_sender(case, s, world.office, day) for s in referral_states(case, day) if s.status == "受理"]
    return any(silence.stalled and silence.days > 90 for silence in long)


def is_in_debt(world: World, case: CaseFile, day: date) -> bool:
    return {"多重・過重債務", "依存症"} <= issues(case)


def is_many_animals(world: World, case: CaseFile, day: date) -> bool:
    return "多頭飼育" in case.head.tags


def is_alone_in_an_emergency(world: World, case: CaseFile, day: date) -> bool:
    urgent = [d.after_the_fact for d in case.decisions if d.timing == "緊急"]
    return urgent == [True] and "身寄りなし" in flags(case) and {c.given_by for c in case.consents} == {"成年後見人等"}


def is_tax_with_consent(world: World, case: CaseFile, day: date) -> bool:
    return "税務" in {note.source for note in case.notes} and any(consent.tax for consent in case.consents)


def is_protected(world: World, case: CaseFile, day: date) -> bool:
    hidden = {person.id for person in case.household.people if person.protected}
    return len(hidden) == 3 and len(case.household.never_together) == 3


def is_unanswered(world: World, case: CaseFile, day: date) -> bool:
    return any(s.status == "未回答" and s.reply_by < day for s in referral_states(case, day))


def is_overdue_follow_up(world: World, case: CaseFile, day: date) -> bool:
    late = [row.case for row in due_items(world, day) if row.kind == "フォローアップ"]
    return case.id in late and status(world, case, day) == "終結"


def is_over_with(result: str) -> Trait:
    def fits(world: World, case: CaseFile, day: date) -> bool:
        last = [screening.result for screening in case.screenings][-1:]
        return last == [result] and status(world, case, day) == "対応終了"

    return fits


def is_linked(world: World, case: CaseFile, day: date) -> bool:
    other = world.case(case.head.related[0].case) if case.head.related else None
    return other is not None and case.id in {row.case for row in other.head.related}


SITUATIONS: dict[str, tuple[Trait, tuple[str, ...]]] = {
    "8050。母の入院で変更を諮る": (is_8050, ("R07-HPS06VC",)),
    "8050。父が亡くなり終結": (is_8050_that_ended_with_a_death, ("R05-GRAZ13A",)),
    "ひきこもり・身寄りなし。前のケースから引き継ぐ": (is_taken_over_by_the_one_left_behind, ("R06-MYM02Z4",)),
    "ヤングケアラーと母のダブルケア": (is_young_carer_at_school, ("R07-46W5724",)),
    "ヤングケアラー。本人が自分の相談をする": (is_young_carer_who_speaks_for_herself, ("R07-S20GTKA",)),
    "精神科からの退院": (is_home_from_a_psychiatric_ward, ("R06-R12H49G",)),
    "ダブルケアと介護離職": (is_double_care, ("R06-46QQ83E",)),
    "外国籍の家族": (is_foreign_family, ("R05-FJSKCYC",)),
    "終結の後の再開": (is_back_after_closing, ("R05-FJSKCYC",)),
    "刑務所から戻った人": (is_after_prison, ("R06-8ABC3NN",)),
    "プランを二度変える": (is_changed_twice, ("R06-8ABC3NN",)),
    "辞退の後、別の機関が受ける": (is_declined_then_taken_by_another, ("R06-46QQ83E", "R07-XEKZA0R")),
    "終結とフォローアップ。一つ済み、一つこれから": (is_closed_with_one_call_made_and_one_to_come, ("R06-46QQ83E",)),
    "連絡が途絶えて中断": (is_suspended, ("R06-6Y12Q27",)),
    "借金と依存": (is_in_debt, ("R06-6Y12Q27",)),
    "同意前のアウトリーチ": (is_outreach_without_consent, ("R07-ABABW37",)),
    "アウトリーチから同意、策定へ": (is_outreach_until_consent, ("R06-055QXPN",)),
    "多頭飼育": (is_many_animals, ("R06-055QXPN",)),
    "名乗らない人からの電話": (is_anonymous, ("R07-5KMV88Q",)),
    "参加支援から仕事へ": (is_work_by_participation, ("R06-PQ5GCPY", "R07-8HZ63FN")),
    "体験の中止から別の場へ": (is_second_try_after_a_stop, ("R06-MYM02Z4", "R06-PQ5GCPY")),
    "発達障害の若者と市の支援決定": (is_decided_by_the_city, ("R06-PQ5GCPY",)),
    "母子の生活困窮": (is_poor_single_mother, ("R06-6ADRDAE",)),
    "任せきり": (is_left_to_others, ("R06-6ADRDAE",)),
    "身寄りのない人の緊急の対応と事後の承認": (is_alone_in_an_emergency, ("R06-5QR78VH",)),
    "税の情報と、税を含む同意": (is_tax_with_consent, ("R06-MYM02Z4",)),
    "住所を伏せる": (is_protected, ("R07-H48KT37",)),
    "返事のないつなぎ": (is_unanswered, ("R07-BTRSY2M",)),
    "遅れているフォローアップ": (is_overdue_follow_up, ("R07-XEKZA0R",)),
    "説明して終了": (is_over_with("情報提供・相談対応のみで終了"), ("R07-9DN19CV", "R07-QX1RV4G")),
    "他機関へつないで終了": (is_over_with("他機関へつないで終了"), ("R06-18KJZ57",)),
    "判断の前に終了": (is_over_with("判断前に中断・終了"), ("R06-QB66E26",)),
    "結ばれた二つのケース": (is_linked, ("R05-GRAZ13A", "R06-MYM02Z4", "R06-R12H49G", "R07-S20GTKA")),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_situation_is_there_and_nowhere_else(situation: str, world: World, diary: Diary) -> None:
    fits, wanted = SITUATIONS[situation]
    assert tuple(sorted(case.id for case in world.cases if fits(world, case, diary.demo_day))) == wanted


def test_every_household_is_there_for_something(world: World) -> None:
    assert len(world.cases) >= 14
    assert {case.id for case in world.cases} == {case for _, cases in SITUATIONS.values() for case in cases}


def test_every_state_of_a_case_is_there(world: World, diary: Diary) -> None:
    states = {status(world, case, diary.demo_day) for case in world.cases}
    assert states >= {"終結", "中断", "支援中", "プラン準備中", "つなぎ中", "対応終了"}


def test_check_is_clean_on_the_demo_s_day(workspace: Path, diary: Diary, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["-C", str(workspace), "--as-of", diary.demo_day.isoformat(), "check", "--strict", "--json"]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert told["data"]["errors"] == told["data"]["warnings"] == 0
    assert told["findings"] == []


@pytest.mark.parametrize(
    "day",
    [
        "2023-12-31",
        "2024-05-20",
        "2024-09-10",
        "2024-12-10",
        "2025-03-11",
        "2025-04-30",
        "2025-06-09",
        "2025-06-24",
        "2025-08-22",
    ],
)
def test_the_past_was_sound_too(workspace: Path, day: str) -> None:
    """Seen from any day, no rule finds an error: what came later does not leak into an earlier view."""
    shelf = read_shelf(workspace, day=date.fromisoformat(day))
    assert shelf.unread == ()
    errors = [(f.code, f.path) for f in find_all(shelf.world, shelf.day) if f.severity == "error"]
    assert errors == []


def test_an_earlier_day_sees_the_earlier_text(workspace: Path) -> None:
    def seen(day: str) -> CaseFile:
        case = read_shelf(workspace, day=date.fromisoformat(day)).world.case("R07-HPS06VC")
        assert case is not None
        return case

    before, after = seen("2025-08-05"), seen("2025-08-06")
    assert [p.living for p in before.household.people][:1] == ["同居"]
    assert [p.living for p in after.household.people][:1] == ["入院"]
    assert [p.version for p in before.plans] == [1, 2]
    assert [p.version for p in seen("2025-08-27").plans] == [1, 2, 3]


def test_the_due_list_of_the_day_has_something_of_each_sort(world: World, diary: Diary) -> None:
    overdue = {row.kind for row in due_items(world, diary.demo_day) if row.due_on < diary.demo_day}
    assert overdue >= {"モニタリング", "会議待ち", "回答待ち", "フォローアップ", "次回予定", "宿題"}
    coming = {row.kind for row in due_items(world, diary.demo_day, within=30)} - overdue
    assert coming >= {"同意期限"}
    assert any(row.due_on == diary.demo_day for row in due_items(world, diary.demo_day))


def test_every_due_row_names_somebody(world: World, diary: Diary) -> None:
    assert all(row.agency and row.lead for row in due_items(world, diary.demo_day, within=365))


def test_who_stayed_away_was_given_nothing(world: World) -> None:
    first = world.meeting(FIRST)
    assert first is not None
    away = {a.agency for a in first.attendees if a.came is False}
    assert away == {"hellowork"}
    assert not any("hellowork" in d.to for case in world.cases for d in case.disclosures)


def test_the_next_paper_withholds_by_several_rules(world: World, diary: Diary) -> None:
    meeting = world.meeting(NEXT)
    assert meeting is not None
    composed = compose_agenda(world, meeting, diary.demo_day)
    assert [item.num for item in composed.paper.value.items] == [1, 2, 3, 4, 5]
    withheld = {(line.case, line.rule) for line in composed.cover.withheld}
    assert withheld >= {("R07-46W5724", 1), ("R07-46W5724", 7), ("R07-HPS06VC", 1), ("R07-H48KT37", 4)}
    reasons = "\n".join(line.reason for line in composed.cover.withheld)
    for part in (
        "共有先に",
        "「すべて」ではありません",
        "「健康・医療」が入っていません",
        "氏名にあたる文字",
    ):
        assert part in reasons
    shown = [line.value.text for i in composed.paper.value.items for s in i.sections for line in s.lines]
    assert shown.count("（非開示）") == 3
    assert not any("とし江" in text or "固定資産税" in text for text in shown)


def test_what_tax_staff_said_is_withheld_and_then_taken_out(workspace: Path, world: World, diary: Diary) -> None:
    """On the eve of the correction the paper withheld it by rule 3; the correction holds nothing of it, her own word may stand."""
    eve = date(2025, 8, 28)
    before = settle_world(read_shelf(workspace, day=eve).world)
    meeting = before.meeting(NEXT)
    assert meeting is not None
    withheld = compose_agenda(before, meeting, eve).cover.withheld
    assert any((line.case, line.rule) == ("R07-HPS06VC", 3) and "税情報が入っていません" in line.reason for line in withheld)
    for known, sources in ((before, {"税務", "本人"}), (world, {"その他", "本人"})):
        case = known.case("R07-HPS06VC")
        assert case is not None
        assert {note.source for note in case.notes if note.category == "経済"} == sources
        told = {note.source for note in case.notes if "固定資産税" in note.fact}
        assert ("税務" in told) == (known is before)


def test_corrections_stay_visible(world: World) -> None:
    corrected = [e.corrects for case in world.cases for e in case.events() if e.corrects]
    voided = [c for case in world.cases for c in case.aliases]
    assert any(not c.void for c in corrected)
    assert voided


def test_one_note_was_taken_out_of_the_wrong_folder(workspace: Path, diary: Diary) -> None:
    raw = read_shelf(workspace, day=diary.demo_day).world
    void = [e for case in raw.cases for e in case.events() if e.corrects and e.corrects.void]
    assert [e.case for e in void] == ["R07-ABABW37"]


def test_on_the_next_meeting_s_day_consent_still_holds(world: World) -> None:
    meeting = world.meeting(NEXT)
    assert meeting is not None
    for item in meeting.items:
        case = world.case(item.case)
        if case:
            plan = next(p for p in case.plans if p.id == item.plan and p.version == item.version)
            assert all(has_live_consent(case, person, meeting.date) for person in plan.persons)
