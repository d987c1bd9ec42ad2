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
from seki_cli.rules.referrals import referral_states


def status(world: World, case: CaseFile, day: date) -> str:
    return case_status(case, world.meetings, world.office, day)


def flags(case: CaseFile) -> set[str]:
    return {flag for intake in case.intakes for flag in intake.flags}


def plan_status(world: World, case: CaseFile, day: date) -> dict[str, str]:
    return {state.kind: state.status for state in plan_states(case, world.meetings, world.office, day)}


def is_8050(world: World, case: CaseFile, day: date) -> bool:
    return {"8050問題", "ひきこもり"} <= flags(case) and plan_status(world, case, day) == {"多機関協働": "見直し"}


def is_young_carer(world: World, case: CaseFile, day: date) -> bool:
    child = next(p for p in case.household.people if p.role == "本人")
    given = {c.given_by for c in case.consents if c.person == child.id}
    return {"ヤングケアラー", "ダブルケア"} <= flags(case) and child.born is not None and given == {"親権者"}


def is_outreach_without_consent(world: World, case: CaseFile, day: date) -> bool:
    return not case.consents and plan_status(world, case, day) == {"アウトリーチ等": "同意前"}


def is_anonymous(world: World, case: CaseFile, day: date) -> bool:
    nobody = not any(person.name for person in case.household.people)
    return nobody and "匿名" in {note.source for note in case.notes} and status(world, case, day) == "つなぎ中"


def is_work_by_participation(world: World, case: CaseFile, day: date) -> bool:
    steps = {placement.step for placement in case.placements}
    return {"見学", "体験", "開始", "定着確認"} <= steps and [e.judgement for e in case.evaluations] == ["終結"]


def is_protected(world: World, case: CaseFile, day: date) -> bool:
    hidden = {person.id for person in case.household.people if person.protected}
    return len(hidden) == 3 and len(case.household.never_together) == 3


def is_unanswered(world: World, case: CaseFile, day: date) -> bool:
    return any(s.status == "未回答" and s.reply_by < day for s in referral_states(case, day))


def is_closed_with_a_follow_up(world: World, case: CaseFile, day: date) -> bool:
    declined = any(s.status == "辞退" for s in referral_states(case, day))
    return declined and status(world, case, day) == "終結" and any(c.followup for c in case.closings)


def is_advice_only(world: World, case: CaseFile, day: date) -> bool:
    return status(world, case, day) == "対応終了"


TRAITS: dict[str, Callable[[World, CaseFile, date], bool]] = {
    "R07-HPS06VC": is_8050,
    "R07-46W5724": is_young_carer,
    "R07-ABABW37": is_outreach_without_consent,
    "R07-5KMV88Q": is_anonymous,
    "R07-8HZ63FN": is_work_by_participation,
    "R07-H48KT37": is_protected,
    "R07-BTRSY2M": is_unanswered,
    "R07-XEKZA0R": is_closed_with_a_follow_up,
    "R07-QX1RV4G": is_advice_only,
}


@pytest.mark.parametrize("case_id", TRAITS)
def test_each_household_shows_what_it_is_there_for(case_id: str, world: World, diary: Diary) -> None:
    fitting = [case.id for case in world.cases if TRAITS[case_id](world, case, diary.demo_day)]
    assert fitting == [case_id]


def test_check_is_clean_on_the_demo_s_day(workspace: Path, diary: Diary, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["-C", str(workspace), "--as-of", diary.demo_day.isoformat(), "check", "--json"]) == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert told["data"]["errors"] == 0
    assert [f["code"] for f in told["findings"]] == ["SEKI086"]


@pytest.mark.parametrize("day", ["2025-04-30", "2025-06-09", "2025-06-24", "2025-07-31", "2025-08-22"])
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


def test_two_meetings_are_recorded_and_one_is_to_come(world: World, diary: Diary) -> None:
    kinds = [(m.kind, m.date < diary.demo_day) for m in world.meetings]
    assert kinds == [("juso", True), ("shien", True), ("juso", False)]
    for meeting in world.meetings[:2]:
        decided = [d for case in world.cases for d in case.decisions if d.meeting == meeting.id]
        assert {(d.case, d.timing) for d in decided} == {(i.case, i.timing) for i in meeting.items}
        assert all(d.todos and d.points for d in decided)
        given = [d for case in world.cases for d in case.disclosures if d.ground and d.ground.meeting == meeting.id]
        assert {d.case for d in given} == {i.case for i in meeting.items}
    assert world.meetings[2].previous == world.meetings[0].id


def test_who_stayed_away_was_given_nothing(world: World) -> None:
    first = world.meetings[0]
    away = {a.agency for a in first.attendees if a.came is False}
    assert away == {"hellowork"}
    assert not any("hellowork" in d.to for case in world.cases for d in case.disclosures)


def test_the_next_paper_withholds_by_several_rules(world: World, diary: Diary) -> None:
    composed = compose_agenda(world, world.meetings[2], diary.demo_day)
    assert [item.num for item in composed.paper.value.items] == [1, 2, 3, 4, 5]
    withheld = {(line.case, line.rule) for line in composed.cover.withheld}
    assert withheld >= {("R07-46W5724", 1), ("R07-46W5724", 7), ("R07-HPS06VC", 1), ("R07-HPS06VC", 3), ("R07-H48KT37", 4)}
    reasons = "\n".join(line.reason for line in composed.cover.withheld)
    for part in (
        "共有先に",
        "「すべて」ではありません",
        "「健康・医療」が入っていません",
        "税情報が入っていません",
        "氏名にあたる文字",
    ):
        assert part in reasons
    shown = [line.value.text for i in composed.paper.value.items for s in i.sections for line in s.lines]
    assert shown.count("（非開示）") == 3
    assert not any("とし江" in text or "固定資産税" in text for text in shown)


def test_what_the_person_said_herself_may_stand_where_tax_staff_s_word_may_not(world: World, diary: Diary) -> None:
    case = world.case("R07-HPS06VC")
    assert case is not None
    told = {note.source: note.category for note in case.notes if note.category == "経済"}
    assert set(told) == {"税務", "本人"}


def test_corrections_stay_visible(world: World) -> None:
    corrected = [e.corrects for case in world.cases for e in case.events() if e.corrects]
    voided = [c for case in world.cases for c in case.aliases]
    assert any(not c.void for c in corrected)
    assert voided


def test_one_note_was_taken_out_of_the_wrong_folder(workspace: Path, diary: Diary) -> None:
    raw = read_shelf(workspace, day=diary.demo_day).world
    void = [e for case in raw.cases for e in case.events() if e.corrects and e.corrects.void]
    assert [e.case for e in void] == ["R07-ABABW37"]


def test_zero_and_not_entered_are_two_things(world: World) -> None:
    assert any(a.held == 0 and a.participants == 0 for a in world.activities)
    assert any(a.held and a.participants is None for a in world.activities)


def test_a_shortage_noticed_in_a_case_became_a_gap(world: World) -> None:
    (gap,) = world.gaps
    assert gap.noticed is not None
    assert gap.noticed.decision.startswith("R07-HPS06VC/")
    assert [step.status for step in gap.steps] == ["気づき", "検討中"]
    assert gap.id in {item.gap for item in world.meetings[2].items}
    used = {p.resource for case in world.cases for p in case.placements}
    assert used < {resource.id for resource in world.resources}


def test_on_the_next_meeting_s_day_consent_still_holds(world: World) -> None:
    meeting = world.meetings[2]
    for item in meeting.items:
        case = world.case(item.case)
        if case:
            plan = next(p for p in case.plans if p.id == item.plan and p.version == item.version)
            assert all(has_live_consent(case, person, meeting.date) for person in plan.persons)
