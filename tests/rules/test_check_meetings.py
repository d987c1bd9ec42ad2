"""A meeting takes up what it may; the lists fit together: SEKI097 to SEKI107."""

from dataclasses import replace

import pytest

from seki_cli.model.meeting import GapStep, Noticed
from seki_cli.model.office import Agency, Base, CodeRow, Posting
from seki_cli.rules.checks import find_all, find_world_findings
from tests.rules.check_worlds import (
    AS_OF,
    GAP,
    JUSO,
    MEETING,
    PLANNED,
    RUNNING,
    START,
    YES,
    Pair,
    around,
    check_pair,
    codes,
    full_office,
    gap,
    seat,
)
from tests.rules.worlds import (
    CASE,
    OTHER_CASE,
    PLAN,
    case_file,
    consent,
    day,
    decision,
    intake,
    item,
    meeting,
    person,
)

OFFICE = full_office()
SILENT = (intake("2025-04-01", variant="同意なし"),)
AHEAD = meeting("2025-10-01", item(plan=PLAN, version=1))
OTHER = case_file(intake("2025-04-01", variant="同意なし"), replace(PLANNED[2], case=OTHER_CASE), id=OTHER_CASE)
FAR = f"{CASE}/{YES.id}"


def held(*items, **fields):
    """Return a world with a drafted plan and a meeting to come that has these items."""
    return around(*PLANNED, meetings=(replace(AHEAD, items=items, **fields),), gaps=(gap(),))


def kinds(**changes):
    """Return an office whose 重層的支援会議 is different in this."""
    first, *rest = OFFICE.meetings
    return replace(OFFICE, meetings=(replace(first, **changes), *rest))


def staffed(*postings: Posting):
    return replace(OFFICE, staff=(*OFFICE.staff, *postings))


def noticed(decision: str):
    return gap(noticed=Noticed(date=day("2025-05-20"), decision=decision))


NEW = Posting(id="shinjin", agency="chuo1", since=day("2025-04-01"))

TABLE = (
    Pair("SEKI097", "知らない種類", lambda: around(*RUNNING, meetings=(replace(JUSO, kind="nazo"),)), lambda: around(*RUNNING)),
    Pair(
        "SEKI097", "その日にはない種類",
        lambda: around(*RUNNING, in_office=kinds(until=day("2025-05-19"))),
        lambda: around(*RUNNING, in_office=kinds(until=day("2025-05-20"))),
    ),
    Pair("SEKI098", "ケース", lambda: held(item(OTHER_CASE)), lambda: held(item(CASE))),
    Pair("SEKI098", "プラン", lambda: held(item(plan="P-CCCCCCC")), lambda: held(item(plan=PLAN))),
    Pair("SEKI098", "版", lambda: held(item(plan=PLAN, version=2)), lambda: held(item(plan=PLAN, version=1))),
    Pair("SEKI098", "地域課題", lambda: held(item("", gap="G-CCCCCCC")), lambda: held(item("", gap=GAP))),
    Pair(
        "SEKI098", "出席する家族",
        lambda: held(attendees=(seat(), seat("", case=CASE, person="P2"))),
        lambda: held(attendees=(seat(), seat("", case=CASE, person="P1"))),
    ),
    Pair("SEKI098", "前回の会議", lambda: held(previous=MEETING), lambda: held(previous=AHEAD.id)),
    Pair(
        "SEKI099", "決められない時期",
        lambda: around(*PLANNED, meetings=(replace(AHEAD, kind="shien"),)),
        lambda: around(*PLANNED, meetings=(replace(AHEAD, kind="shien", items=(item(timing="方針"),)),)),
    ),
    Pair(
        "SEKI099", "ケースを扱わない会議",
        lambda: around(*PLANNED, meetings=(AHEAD,), in_office=kinds(takes_cases=False)),
        lambda: around(*PLANNED, meetings=(replace(AHEAD, items=(item("", gap=GAP),)),), gaps=(gap(),), in_office=kinds(takes_cases=False)),
    ),
    Pair(
        "SEKI099", "取りやめた会議",
        lambda: around(*PLANNED, meetings=(replace(AHEAD, kind="shien"),)),
        lambda: around(*PLANNED, meetings=(replace(AHEAD, kind="shien", called_off=True),)),
    ),
    Pair(
        "SEKI100", "同意のないケース",
        lambda: around(*SILENT, meetings=(meeting("2025-10-01", item()),)),
        lambda: around(*SILENT, consent("2025-08-01"), meetings=(meeting("2025-10-01", item()),)),
    ),
    Pair(
        "SEKI100", "会議の日には切れる",
        lambda: around(*SILENT, consent("2025-08-01", until="2025-09-30"), meetings=(meeting("2025-10-01", item()),)),
        lambda: around(*SILENT, consent("2025-08-01", until="2025-10-01"), meetings=(meeting("2025-10-01", item()),)),
    ),
    Pair(
        "SEKI100", "同意を要しない会議",
        lambda: around(*SILENT, meetings=(meeting("2025-10-01", item()),)),
        lambda: around(*SILENT, meetings=(meeting("2025-10-01", item(timing="方針"), kind="shien"),)),
    ),
    Pair(
        "SEKI100", "議題ごとに決める会議",
        lambda: around(*SILENT, meetings=(meeting("2025-10-01", item(timing="方針", why="急ぐ"), kind="ryoho"),)),
        lambda: around(*SILENT, meetings=(meeting("2025-10-01", item(timing="方針", why="急ぐ", basis="第106条の6"), kind="ryoho"),)),
    ),
    Pair(
        "SEKI100", "プランの対象の世帯員",
        lambda: around(*START, replace(PLANNED[2], persons=("P1", "P2")), meetings=(AHEAD,), people=(person(), person("P2", "世帯員"))),
        lambda: around(*START, replace(PLANNED[2], persons=("P1",)), meetings=(AHEAD,), people=(person(), person("P2", "世帯員"))),
    ),
    Pair(
        "SEKI100", "撤回の後は終結と中断だけ",
        lambda: around(*RUNNING, consent("2025-06-01", "撤回"), meetings=(JUSO, replace(AHEAD, items=(item(plan=PLAN, timing="変更"),)))),
        lambda: around(*RUNNING, consent("2025-06-01", "撤回"), meetings=(JUSO, replace(AHEAD, items=(item(plan=PLAN, timing="中断"),)))),
    ),
    Pair(
        "SEKI100", "ほかの会議やほかの時期の決定は、議題の誤りを隠さない",
        lambda: around(*START, PLANNED[2], POLICY, STOPPED, meetings=(POLICY_DAY, AHEAD)),
        lambda: around(*START, PLANNED[2], POLICY, meetings=(POLICY_DAY, AHEAD)),
    ),
    Pair(
        "SEKI100", "対象の人は、議題の版のもの",
        lambda: around(*START, PLANNED[2], FOR_TWO, meetings=(replace(AHEAD, items=(item(plan=PLAN, version=2),)),), people=TWO),
        lambda: around(*START, PLANNED[2], FOR_TWO, meetings=(AHEAD,), people=TWO), rest=frozenset({"SEKI109"}),
    ),
    Pair(
        "SEKI109", "新しい版のある議題",
        lambda: around(*START, PLANNED[2], NEWER, meetings=(AHEAD,)),
        lambda: around(*START, PLANNED[2], NEWER, meetings=(replace(AHEAD, items=(item(plan=PLAN, version=2),)),)), severity="warning",
    ),
    Pair(
        "SEKI109", "もう開かれた会議は調べない",
        lambda: around(*START, PLANNED[2], NEWER, meetings=(AHEAD,)),
        lambda: around(*START, PLANNED[2], NEWER, meetings=(replace(AHEAD, date=day("2025-08-20")),)),
    ),
    Pair(
        "SEKI109", "版を書かない議題は、諮るときの新しい版のもの",
        lambda: around(*START, PLANNED[2], NEWER, meetings=(AHEAD,)),
        lambda: around(*START, PLANNED[2], NEWER, meetings=(replace(AHEAD, items=(item(plan=PLAN),)),)),
    ),
    Pair(
        "SEKI101", "確認のない職員",
        lambda: around(*RUNNING, meetings=(replace(JUSO, attendees=(seat(staff="shinjin"),)),), in_office=staffed(NEW)),
        lambda: around(
            *RUNNING, meetings=(replace(JUSO, attendees=(seat(staff="shinjin"),)),), in_office=staffed(replace(NEW, pledged_on=day("2025-05-20")))
        ),
        severity="warning",
    ),
    Pair(
        "SEKI101", "確認が会議の後",
        lambda: around(
            *RUNNING, meetings=(replace(JUSO, attendees=(seat(staff="shinjin"),)),), in_office=staffed(replace(NEW, pledged_on=day("2025-05-21")))
        ),
        lambda: around(*RUNNING, meetings=(replace(JUSO, attendees=(seat(),)),), in_office=staffed(NEW)),
    ),
    Pair(
        "SEKI101", "議題の構成員だけの機関",
        lambda: around(*RUNNING, meetings=(replace(JUSO, items=(replace(JUSO.items[0], members=("chuo1", "shoko")),)),), in_office=WITH_SHOKO),
        lambda: around(*RUNNING, meetings=(replace(JUSO, items=(replace(JUSO.items[0], members=("chuo1",)),)),), in_office=WITH_SHOKO),
    ),
    Pair(
        "SEKI101", "来なかった",
        lambda: around(*RUNNING, meetings=(replace(JUSO, attendees=(seat(staff="shinjin"),)),), in_office=staffed(NEW)),
        lambda: around(*RUNNING, meetings=(replace(JUSO, attendees=(seat(staff="shinjin", came=False),)),), in_office=staffed(NEW)),
    ),
    Pair(
        "SEKI102", "異動した職員",
        lambda: around(*START, in_office=staffed(replace(NEW, until=day("2025-06-01")), replace(NEW, agency="takikan", since=day("2025-06-01")))),
        lambda: around(*START, in_office=staffed(replace(NEW, until=day("2025-05-31")), replace(NEW, agency="takikan", since=day("2025-06-01")))),
    ),
    Pair(
        "SEKI102", "終わりのないコード",
        lambda: around(*START, in_office=replace(OFFICE, codes={"flags": codes("flags", CodeRow(code="1", label="い"), CodeRow(code="1", label="ろ"))})),
        lambda: around(*START, in_office=replace(OFFICE, codes={"flags": codes("flags", CodeRow(code="1", label="い"), CodeRow(code="2", label="ろ"))})),
    ),
    Pair("SEKI103", "職員の所属", lambda: around(*START, in_office=staffed(replace(NEW, agency="nakatta"))), lambda: around(*START, in_office=staffed(NEW))),
    Pair(
        "SEKI103", "所管課と拠点と親",
        lambda: around(
            *START,
            in_office=replace(
                OFFICE,
                programmes=(replace(OFFICE.programmes[0], owners=("a",), bases=(Base(agency="b"), Base(name="集会所"))),),
                agencies=(*OFFICE.agencies, Agency(id="ko", name="子", parent="c")),
            ),
        ),
        lambda: around(*START, in_office=replace(OFFICE, agencies=(*OFFICE.agencies, Agency(id="ko", name="子", parent="chuo1")))),
        count=3,
    ),
    Pair(
        "SEKI103", "招集者は言葉でもよい",
        lambda: around(*START, in_office=kinds(convenor="nakatta")),
        lambda: around(*START, in_office=kinds(convenor="福祉政策課長")),
    ),
    Pair(
        "SEKI104", "逆さの期間",
        lambda: around(*START, in_office=staffed(replace(NEW, until=day("2025-03-31")))),
        lambda: around(*START, in_office=staffed(replace(NEW, until=day("2025-04-01")))),
    ),
    Pair(
        "SEKI104", "拠点の逆さの期間",
        lambda: around(*START, in_office=based(Base(agency="chuo1", since=day("2025-04-01"), until=day("2025-03-31")))),
        lambda: around(*START, in_office=based(Base(agency="chuo1", since=day("2025-04-01"), until=day("2025-04-01")))),
    ),
    Pair(
        "SEKI104", "片側だけの期間",
        lambda: around(*START, in_office=based(Base(agency="chuo1", since=day("2025-04-02"), until=day("2025-04-01")))),
        lambda: around(*START, in_office=replace(based(Base(agency="chuo1", until=day("2025-03-31"))), agencies=STARTED)),
    ),
    Pair("SEKI105", "決定", lambda: around(*RUNNING, gaps=(noticed("20250520-D009"),)), lambda: around(*RUNNING, gaps=(noticed(YES.id),))),
    Pair("SEKI105", "ほかのケースの決定", lambda: around(*RUNNING, gaps=(noticed(f"{OTHER_CASE}/{YES.id}"),)), lambda: around(*RUNNING, gaps=(noticed(FAR),))),
    Pair(
        "SEKI105", "検討した会議",
        lambda: around(*RUNNING, gaps=(gap(steps=(GapStep(date=day("2025-05-20"), status="検討中", meeting="M-20250520-ZZZZ"),)),)),
        lambda: around(*RUNNING, gaps=(gap(steps=(GapStep(date=day("2025-05-20"), status="検討中", meeting=MEETING),)),)),
    ),
    Pair(
        "SEKI106", "写したフォルダー",
        lambda: around(*PLANNED, others=(OTHER,)),
        lambda: around(*PLANNED, others=(replace(OTHER, plans=(replace(OTHER.plans[0], id="P-CCCCCCC"),)),)),
    ),
    Pair(
        "SEKI107", "区分",
        lambda: around(*START, in_office=replace(OFFICE, codes={"agency_kinds": codes("agency_kinds", CodeRow(code="1", label="包括"))})),
        lambda: around(*START, in_office=replace(OFFICE, codes={"agency_kinds": codes("agency_kinds", *KINDS)})),
        count=2,
        severity="warning",
    ),
    Pair(
        "SEKI107", "会議の構成員と根拠",
        lambda: around(*START, in_office=replace(kinds(members=("包括", "何か")), codes={"agency_kinds": codes("agency_kinds", *KINDS)})),
        lambda: around(*START, in_office=replace(kinds(members=("包括",), bases=("表がない",)), codes={"agency_kinds": codes("agency_kinds", *KINDS)})),
    ),
)  # fmt: skip

POLICY_DAY = meeting("2025-05-10", item(plan=PLAN, version=1, timing="方針"), kind="shien")
POLICY = decision("2025-05-10", "方針", meeting=POLICY_DAY.id)
STOPPED = consent("2025-06-01", "撤回")
TWO = (person(), person("P2", "世帯員"))
NEWER = replace(PLANNED[2], version=2, path="v2", made_on=day("2025-08-01"))
FOR_TWO = replace(PLANNED[2], version=2, path="v2", persons=("P1", "P2"))
STARTED = tuple(replace(row, since=day("2020-04-01")) for row in OFFICE.agencies)
WITH_SHOKO = replace(OFFICE, agencies=(*OFFICE.agencies, Agency(id="shoko", name="商工", kind="商工")))
KINDS = tuple(CodeRow(code=str(n), label=label) for n, label in enumerate(("包括", "多機関", "税務部局")))


def based(base: Base):
    return replace(OFFICE, programmes=(replace(OFFICE.programmes[0], bases=(base,)),))


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


def test_a_decision_that_went_wrong_is_told_where_the_decision_is_and_not_twice() -> None:
    world = around(*SILENT, PLANNED[2], YES)
    assert [one.code for one in find_all(world, day(AS_OF))] == ["SEKI070"]
    assert find_world_findings(world, day(AS_OF)) == ()


def test_a_plan_that_cannot_be_read_is_not_missing_from_an_agenda() -> None:
    world = around(*START, unread=(f"cases/R07/{CASE}/plans/{PLAN}/v1.yaml",), meetings=(AHEAD,))
    assert find_world_findings(world, day(AS_OF)) == ()


def test_a_finding_in_a_list_of_the_profile_leads_to_its_row() -> None:
    world = around(*START, in_office=staffed(replace(NEW, agency="nakatta")))
    (found,) = find_world_findings(world, day(AS_OF))
    assert (found.path, found.key) == ("profile/staff.yaml", ("staff", 3, "agency"))
