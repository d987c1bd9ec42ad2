"""A plan runs by a meeting that may decide it, with consent: SEKI069 to SEKI072 and SEKI086."""

from dataclasses import replace

import pytest

from seki_cli.model.case import AssessmentPart
from seki_cli.model.plan import Point
from tests.rules.check_worlds import JUSO, PLANNED, RUNNING, START, YES, Pair, around, check_pair, full_office
from tests.rules.worlds import (
    CASE,
    OTHER_PLAN,
    PLAN,
    assessment,
    consent,
    day,
    decision,
    evaluation,
    followup,
    intake,
    item,
    meeting,
    note,
    person,
    plan,
    review,
)

INTAKE, CONSENT, DRAFT = PLANNED
FAMILY = {"people": (person(), person("P2", "世帯員"))}
WITHDRAWN = consent("2025-06-01", "撤回")
ENDING = meeting("2025-08-20", item(plan=PLAN, version=1, timing="終結"))
END = decision(
    "2025-08-20", "終結", meeting=ENDING.id, next_lead="takikan", followup_needed=True, followup=(followup("2025-11-20"),)
)
EVALUATED = evaluation("2025-08-10", "終結")
PER_CASE = replace(JUSO, kind="ryoho")
REASONED = replace(PER_CASE, items=(item(plan=PLAN, version=1, why="連絡がつかない", basis="社会福祉法第106条の6"),))
WITH_TAX = consent("2025-05-01", tax=True)
REFUSING = replace(full_office(), settings=replace(full_office().settings, tax_notes="refuse"))
POINT = Point(point="収入", said="税の情報", source="税務")


PER_CASE_TALK = meeting("2025-05-20", item(timing="方針"), kind="ryoho")
SPOKEN = replace(YES, timing="方針", plan="", version=None)


CORRECTED = replace(YES, result="修正のうえ適切")


def discussed(*points: Point):
    return (*PLANNED, replace(YES, points=points))


TABLE = (
    Pair(
        "SEKI069", "会議によらない策定",
        lambda: around(*PLANNED, replace(YES, meeting="")),
        lambda: around(*PLANNED, replace(YES, meeting="", timing="支援決定", plan="", version=None)),
    ),
    Pair(
        "SEKI069", "支援会議では決められない",
        lambda: around(*RUNNING, meetings=(replace(JUSO, kind="shien"),)),
        lambda: around(*RUNNING),
    ),
    Pair(
        "SEKI069", "可でなければ効かない",
        lambda: around(*PLANNED, replace(YES, meeting="")),
        lambda: around(*PLANNED, replace(YES, meeting="", result="継続審議")),
    ),
    Pair(
        "SEKI070", "同意がまだない",
        lambda: around(replace(INTAKE, variant="同意なし"), DRAFT, YES),
        lambda: around(replace(INTAKE, variant="同意なし"), consent("2025-05-20", "一部同意"), DRAFT, YES),
    ),
    Pair(
        "SEKI070", "期限が前の日に切れた",
        lambda: around(INTAKE, consent("2025-04-02", until="2025-05-19"), DRAFT, YES),
        lambda: around(INTAKE, consent("2025-04-02", until="2025-05-20"), DRAFT, YES),
    ),
    Pair(
        "SEKI070", "対象の世帯員の同意がない",
        lambda: around(*START, replace(DRAFT, persons=("P1", "P2")), YES, **FAMILY),
        lambda: around(*START, consent("2025-05-01", person="P2"), replace(DRAFT, persons=("P1", "P2")), YES, **FAMILY),
    ),
    Pair(
        "SEKI070", "同意の日は会議の後",
        lambda: around(INTAKE, consent("2025-05-21"), DRAFT, YES),
        lambda: around(INTAKE, consent("2025-05-20"), DRAFT, YES),
    ),
    Pair(
        "SEKI070", "撤回の後は終結だけ",
        lambda: around(*START, WITHDRAWN, plan(made_on="2025-07-01", every=3), replace(YES, date=day("2025-07-15")), meetings=(
            replace(JUSO, date=day("2025-07-15")),
        )),
        lambda: around(*RUNNING, WITHDRAWN, EVALUATED, END, meetings=(JUSO, ENDING)),
    ),
    Pair(
        "SEKI070", "一度も同意のない終結",
        lambda: around(replace(INTAKE, variant="同意なし"), DRAFT, YES, EVALUATED, END, meetings=(JUSO, ENDING)),
        lambda: around(*RUNNING, EVALUATED, END, meetings=(JUSO, ENDING)),
        count=2,
    ),
    Pair(
        "SEKI070", "議題ごとに決める会議",
        lambda: around(replace(INTAKE, variant="同意なし"), DRAFT, YES, meetings=(PER_CASE,)),
        lambda: around(replace(INTAKE, variant="同意なし"), DRAFT, YES, meetings=(REASONED,)),
    ),
    Pair(
        "SEKI070", "プランのない決定は、決定が言う人、言わなければ本人",
        lambda: around(*START, replace(SPOKEN, about=("P2",)), meetings=(PER_CASE_TALK,), **FAMILY),
        lambda: around(*START, SPOKEN, meetings=(PER_CASE_TALK,), **FAMILY),
    ),
    Pair(
        "SEKI070", "プランのない決定の本人",
        lambda: around(replace(INTAKE, variant="同意なし"), consent("2025-04-02", person="P2"), SPOKEN, meetings=(PER_CASE_TALK,), **FAMILY),
        lambda: around(replace(INTAKE, variant="同意なし"), consent("2025-04-02"), SPOKEN, meetings=(PER_CASE_TALK,), **FAMILY),
    ),
    Pair(
        "SEKI071", "プランを書かない議題でもよい",
        lambda: around(*RUNNING, meetings=(replace(JUSO, items=(item(CASE + "X", plan=PLAN),)),)),
        lambda: around(*RUNNING, meetings=(replace(JUSO, items=(item(),)),)),
        rest=frozenset({"SEKI098"}),
    ),
    Pair(
        "SEKI071", "一つの議題に決定が二つ",
        lambda: around(*PLANNED, YES, replace(YES, id="20250520-D9ZZ", path=YES.path.replace(YES.id, "20250520-D9ZZ"))),
        lambda: around(*PLANNED, YES),
    ),
    Pair(
        "SEKI071", "議題にない",
        lambda: around(*RUNNING, meetings=(replace(JUSO, items=()),)),
        lambda: around(*RUNNING),
        severity="warning",
    ),
    Pair(
        "SEKI071", "日が違う",
        lambda: around(*RUNNING, meetings=(replace(JUSO, date=day("2025-05-27")),)),
        lambda: around(*RUNNING),
    ),
    Pair(
        "SEKI071", "取りやめた会議",
        lambda: around(*RUNNING, meetings=(replace(JUSO, called_off=True),)),
        lambda: around(*RUNNING),
    ),
    Pair(
        "SEKI071", "議題は別のプラン",
        lambda: around(*RUNNING, plan(made_on="2025-04-11", every=3, id=OTHER_PLAN, kind="参加支援"), meetings=(
            replace(JUSO, items=(item(plan=OTHER_PLAN),)),
        )),
        lambda: around(*RUNNING, plan(made_on="2025-04-11", every=3, id=OTHER_PLAN, kind="参加支援")),
    ),
    Pair(
        "SEKI072", "同意ありなのに記録がない",
        lambda: around(intake("2025-04-01")),
        lambda: around(*START),
        severity="hint",
    ),
    Pair(
        "SEKI072", "読めない同意",
        lambda: around(intake("2025-04-01"), unread=(f"cases/R07/{CASE}/notes/20250402-C001.yaml",)),
        lambda: around(intake("2025-04-01"), unread=(f"cases/R07/{CASE}/consents/20250402-C001.yaml",)),
    ),
    Pair(
        "SEKI072", "受付がなければ何も言わない",
        lambda: around(intake("2025-04-01")),
        lambda: around(note("2025-05-01")),
    ),
    Pair(
        "SEKI072", "同意なし",
        lambda: around(intake("2025-04-01")),
        lambda: around(intake("2025-04-01", variant="同意なし")),
    ),
    Pair(
        "SEKI086", "支援記録",
        lambda: around(*START, note("2025-05-01", source="税務")),
        lambda: around(*START, WITH_TAX, note("2025-05-01", source="税務")),
        severity="warning",
    ),
    Pair(
        "SEKI086", "同意が切れると、また出る",
        lambda: around(*START, replace(WITH_TAX, until=day("2025-08-31")), note("2025-05-01", source="税務")),
        lambda: around(*START, replace(WITH_TAX, until=day("2025-09-01")), note("2025-05-01", source="税務")),
    ),
    Pair(
        "SEKI086", "世帯員についての記録は、その人の同意",
        lambda: around(*START, WITH_TAX, note("2025-05-01", source="税務", about=("P2",)), **FAMILY),
        lambda: around(*START, consent("2025-05-01", person="P2", tax=True), note("2025-05-01", source="税務", about=("P2",)), **FAMILY),
    ),
    Pair(
        "SEKI086", "アセスメントと会議の発言",
        lambda: around(*discussed(POINT), assessment("2025-05-02", parts=(AssessmentPart(category="経済", text="滞納", source="税務"),))),
        lambda: around(*discussed(replace(POINT, source="本人")), assessment("2025-05-02", parts=(AssessmentPart(category="経済", text="滞納"),))),
        count=2,
    ),
    Pair(
        "SEKI086", "発言は、言った人より、誰についてか",
        lambda: around(*discussed(replace(POINT, about=("P2",))), WITH_TAX, **FAMILY),
        lambda: around(*discussed(POINT), WITH_TAX, **FAMILY),
    ),
    Pair(
        "SEKI086", "モニタリングと、税務部門の言葉",
        lambda: around(*RUNNING, review("2025-08-20", source="機関:zeimu")),
        lambda: around(*RUNNING, review("2025-08-20", source="機関:takikan")),
    ),
    Pair(
        "SEKI086", "断る設定では誤り",
        lambda: around(*START, note("2025-05-01", source="税務"), in_office=REFUSING),
        lambda: around(*START, note("2025-05-01", source="本人"), in_office=REFUSING),
        severity="error",
    ),
    Pair(
        "SEKI130", "直した文が書かれない",
        lambda: around(*PLANNED, CORRECTED),
        lambda: around(*PLANNED, CORRECTED, plan(2, after=CORRECTED.id, made_on="2025-05-21", every=3)),
        severity="warning",
    ),
    Pair(
        "SEKI130", "後の決定が別の版に替えた",
        lambda: around(*PLANNED, CORRECTED, plan(2, made_on="2025-05-20", every=3)),
        lambda: around(*PLANNED, CORRECTED, plan(2, made_on="2025-05-20", every=3), replace(YES, id="20250520-D002", timing="変更", version=2, at="15:00")),
        rest=frozenset({"SEKI071"}),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)
