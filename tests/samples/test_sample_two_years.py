"""The sample as an office's work: two years of meetings, resources, 地域課題 and 地域づくり, and everybody in it invented."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from seki_cli.files.sample import Diary
from seki_cli.files.shelf import read_shelf
from seki_cli.main import main
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import in_span
from seki_cli.model.world import World
from seki_cli.rules.referrals import referral_states

NAMES = frozenset(
    """
    サントス パウロ/サントス ミゲル/サントス ルシア/三枝 拓也/亀山 律子/亀山 拓/広見 彩香/広見 朔/広見 拓真/加賀 みなみ/
    加賀 湊/加賀 陽菜/各務 奈緒/各務 良枝/大矢 とし江/大野 八重子/奥田 昭二/
    富永 和夫/村瀬 沙織/村瀬 結衣/村瀬 陸/村瀬 隆之/桑原 ひより/桑原 颯太/
    桑原 麻衣/梶野 和代/梶野 庄平/沢木 涼/沢木 雅美/田端 千里/田端 栄子/
    田端 紬/真野 紀子/篠原 トミ/篠原 由里/篠原 航/粟野 ふみ子/粟野 浩一/
    藤沢 幸子/長沼 みどり/鷲津 守
    """.replace("\n    ", "").split("/")
)
"""Everybody whose name stands in a household, made up one by one. Whoever adds a person makes up a name and writes it here."""


def names_of(world: World) -> set[str]:
    return {person.name for case in world.cases for person in case.household.people if person.name}


def fiscal_year(day: date) -> int:
    return day.year - (day.month < 4)


def recorded(world: World, kind: str) -> list[Meeting]:
    minuted = {decision.meeting for case in world.cases for decision in case.decisions}
    return [meeting for meeting in world.meetings if meeting.kind == kind and meeting.id in minuted]


def test_every_person_is_on_the_list_of_invented_names(world: World) -> None:
    assert names_of(world) == NAMES


def test_staff_and_households_share_no_name(world: World) -> None:
    assert not names_of(world) & {row.name for row in world.office.staff}


def test_two_fiscal_years_of_life(world: World, diary: Diary) -> None:
    acts = Counter(fiscal_year(act.author_date.date()) for act in diary.acts)
    assert acts[2023] >= 30
    assert acts[2024] >= 250
    assert acts[2025] >= 250
    written = {(n.date.year, n.date.month) for case in world.cases for n in (*case.notes, *case.monitorings)}
    months = {(2024 + (3 + n) // 12, (3 + n) % 12 + 1) for n in range(17)}
    assert months <= written


def test_the_days_of_the_diary_run_on(diary: Diary) -> None:
    days = [act.author_date.date() for act in diary.acts]
    assert days[0] == date(2023, 10, 2)
    assert max(later - earlier for earlier, later in pairwise(days)) <= timedelta(days=28)


def test_staff_who_changed_agency_stand_in_two_rows(world: World) -> None:
    rows: dict[str, list[str]] = {}
    for row in world.office.staff:
        rows.setdefault(row.id, []).append(row.agency)
    moved = {staff for staff, agencies in rows.items() if len(set(agencies)) == 2}
    assert moved >= {"kani", "nagai", "sakurai", "mizuno"}
    for case in world.cases:
        for note in case.notes:
            assert world.office.posting(note.staff, note.date), note.path


def test_meetings_of_both_kinds_are_recorded_in_both_years(world: World, diary: Diary) -> None:
    for kind, wanted in (("shien", 5), ("juso", 9)):
        held = recorded(world, kind)
        assert len(held) >= wanted
        assert {fiscal_year(meeting.date) for meeting in held} >= {2024, 2025}
        assert any(m.kind == kind and m.date > diary.demo_day and m.items for m in world.meetings)
    assert any(meeting.called_off for meeting in world.meetings)
    assert any(meeting.id[2:10] != f"{meeting.date:%Y%m%d}" for meeting in world.meetings)


def test_each_item_of_a_recorded_meeting_has_its_decision_and_its_ledger(world: World) -> None:
    for meeting in (*recorded(world, "shien"), *recorded(world, "juso")):
        decided = [d for case in world.cases for d in case.decisions if d.meeting == meeting.id]
        assert {(d.case, d.timing) for d in decided} == {(i.case, i.timing) for i in meeting.items if i.case}
        given = {d.case for case in world.cases for d in case.disclosures if d.ground and d.ground.meeting == meeting.id}
        assert given == {item.case for item in meeting.items if item.case}
        assert meeting.confirmed is not None


def test_every_result_and_every_timing_was_met(world: World) -> None:
    decisions = [decision for case in world.cases for decision in case.decisions]
    assert {d.result for d in decisions} == {"適切", "修正のうえ適切", "承認", "差戻し", "継続審議", "その他"}
    timings = {item.timing for meeting in world.meetings for item in meeting.items} | {d.timing for d in decisions}
    assert timings == {"策定", "変更", "終結", "中断", "情報共有", "方針", "緊急", "社会資源", "支援決定"}
    items = [item for meeting in world.meetings for item in meeting.items]
    assert any(item.members for item in items)
    assert any("要保護児童対策地域協議会" in item.with_other for item in items)
    assert {moved.act for d in decisions for moved in d.moved} == {"完了", "延期", "取消", "担当変更"}
    assert any(d.paper for case in world.cases for d in case.disclosures)


def test_notes_know_every_method_and_every_source(world: World) -> None:
    notes = [note for case in world.cases for note in case.notes]
    methods = {row.label for row in world.office.codes["methods"].rows}
    assert {note.method for note in notes} | {i.method for case in world.cases for i in case.intakes} == methods
    sources = {note.source.partition(":")[0] for note in notes}
    assert sources >= {"本人", "家族", "機関", "民生委員", "近隣", "税務", "匿名", "その他"}
    assert all(note.minutes_spent for note in notes)


def test_every_answer_to_a_referral_was_given(world: World, diary: Diary) -> None:
    given = {step.step for case in world.cases for step in case.referral_steps}
    assert given == {"受理", "保留", "辞退", "対応中", "完了", "取下げ", "期限変更"}
    states = {state.status for case in world.cases for state in referral_states(case, diary.demo_day)}
    assert states >= {"未回答", "受理", "対応中", "完了", "辞退", "取下げ"}


def test_every_result_of_screening_and_every_step_of_participation(world: World) -> None:
    results = {screening.result for case in world.cases for screening in case.screenings}
    assert results == {row.label for row in world.office.codes["screening"].rows}
    steps = {placement.step for case in world.cases for placement in case.placements}
    assert steps == {"見学", "体験", "開始", "定着確認", "中止", "終了"}
    closings = {closing.act for case in world.cases for closing in case.closings}
    assert closings == {"終結", "再開", "プラン取下げ"}
    assert sum(bool(case.assessments) for case in world.cases) >= 8


def test_resources_of_many_kinds_one_ended_and_one_not_looked_at_for_a_year(world: World, diary: Diary) -> None:
    assert len(world.resources) >= 8
    assert len({resource.kind for resource in world.resources}) >= 6
    assert any(resource.until and resource.until < diary.demo_day for resource in world.resources)
    long_ago = diary.demo_day - timedelta(days=365)
    assert any(r.verified and r.verified.date < long_ago and not r.until for r in world.resources)
    known = {resource.id for resource in world.resources}
    assert {placement.resource for case in world.cases for placement in case.placements} < known


def test_gaps_in_every_status(world: World) -> None:
    assert {gap.steps[-1].status if gap.steps else "気づき" for gap in world.gaps} == {
        *("気づき", "検討中", "取組中", "解決", "見送り"),
    }
    discussed = {item.gap for meeting in world.meetings for item in meeting.items if item.gap}
    assert len(discussed) >= 3
    first = next(gap for gap in world.gaps if gap.noticed and gap.noticed.decision.startswith("R07-HPS06VC/"))
    assert [step.status for step in first.steps] == ["気づき", "検討中"]


@pytest.mark.parametrize("programme", ["3-i", "3-ro", "3-ha", "3-ni", "3-ho"])
def test_each_base_of_the_third_item_has_months_of_both_years(programme: str, world: World, diary: Diary) -> None:
    (row,) = [row for row in world.office.programmes if row.id == programme]
    bases = {base.agency for base in row.bases if in_span(base, diary.demo_day)}
    for base in bases:
        months = {a.month for a in world.activities if a.programme == programme and a.base == base and a.month}
        assert len({month for month in months if "2024-04" <= month <= "2025-03"}) >= 4, base
        assert any(month >= "2025-04" for month in months), base


def test_zero_and_not_entered_are_two_things(world: World) -> None:
    assert any(a.held == 0 and a.participants == 0 for a in world.activities)
    assert any(a.held and a.participants is None for a in world.activities)
    assert any(a.date for a in world.activities)


@pytest.mark.parametrize("day", ["2024-01-31", "2024-03-31", "2024-09-10", "2025-06-24"])
def test_on_quiet_days_of_the_past_not_even_a_warning_stands(workspace: Path, day: str) -> None:
    assert main(["-C", str(workspace), "--as-of", day, "check", "--strict"]) == 0


def test_one_who_reads_in_the_past_sees_what_was_known_then(workspace: Path) -> None:
    then = read_shelf(workspace, day=date(2024, 10, 1)).world
    assert {case.id for case in then.cases} >= {"R05-FJSKCYC", "R06-8ABC3NN"}
    assert not any(case.id.startswith("R07") for case in then.cases)
    assert all(meeting.date < date(2024, 10, 16) for meeting in then.meetings)
    prison = then.case("R06-8ABC3NN")
    assert prison is not None
    assert [plan.version for plan in prison.plans if plan.kind == "多機関協働"] == [1, 2]
    person = prison.household.person("P1")
    assert person is not None
    assert person.address.endswith("101")
    family = then.case("R05-FJSKCYC")
    assert family is not None
    assert [closing.act for closing in family.closings] == []
