"""What a record points at must be there: SEKI050 to SEKI055."""

from dataclasses import replace

import pytest

from seki_cli.model.contact import Ground
from seki_cli.model.plan import Match
from seki_cli.rules.case_checks import find_case_findings
from seki_cli.rules.checks import find_all
from tests.rules.check_worlds import (
    AS_OF,
    GAP,
    MEETING,
    PLANNED,
    RESOURCE,
    RUNNING,
    START,
    YES,
    Pair,
    around,
    check_pair,
    gap,
    household,
    related,
    resource,
)
from tests.rules.worlds import (
    CASE,
    OTHER_CASE,
    PLAN,
    assessment,
    case_file,
    closing,
    consent,
    correction,
    day,
    decision,
    disclosure,
    evaluation,
    followup,
    intake,
    moved,
    note,
    person,
    placement,
    plan,
    referral,
    review,
    rid,
    step,
    todo,
)

SENT = referral("2025-06-01", reply_by="2025-06-15")
TAKEN = step("2025-06-05", "受理", of=SENT.id)
DOUBTED = consent("2025-05-01")
NOTED = note("2025-06-20", next="2025-09-20")
TASKED = decision("2025-05-20", meeting=MEETING, todos=(todo(1, due="2025-06-30"),))
OTHER = case_file(intake("2025-04-01", variant="同意なし"), id=OTHER_CASE)
LINKED = case_file(intake("2025-04-01", variant="同意なし"), id=OTHER_CASE, related=related(CASE))
LATER = decision("2025-06-01", timing="支援決定", plan="")
FIXED = correction(LATER, id="20250602-D009", todos=(todo(3),))
SHUT = closing("2025-08-01", next_lead="takikan", followup_needed=True, followup=(followup("2025-10-01"),))

TABLE = (
    Pair(
        "SEKI050", "返事の指すつなぎ",
        lambda: around(*START, SENT, step("2025-06-05", "辞退", of=rid("R", "2025-06-02"))),
        lambda: around(*START, SENT, step("2025-06-05", "辞退", of=SENT.id)),
    ),
    Pair(
        "SEKI050", "返事の指す記録がつなぎでない",
        lambda: around(*START, SENT, step("2025-06-05", "辞退", of=rid("C", "2025-04-02"))),
        lambda: around(*START, SENT, step("2025-06-05", "辞退", of=SENT.id)),
    ),
    Pair(
        "SEKI050", "取り消したつなぎへの返事",
        lambda: around(*START, SENT, TAKEN, NOTED, correction(SENT, id="20250602-R009", void=True)),
        lambda: around(*START, SENT, TAKEN, NOTED, correction(SENT, id="20250602-R009", reply_by="2025-06-20")),
    ),
    Pair(
        "SEKI050", "後から取り消した同意も、渡した時の根拠",
        lambda: around(*START, replace(SENT, ground=Ground(consent=rid("N", "2025-06-20"))), NOTED),
        lambda: around(*START, replace(SENT, ground=Ground(consent=DOUBTED.id)), DOUBTED, correction(DOUBTED, id="20250502-C009", void=True)),
    ),
    Pair(
        "SEKI050", "根拠の同意",
        lambda: around(*START, replace(SENT, ground=Ground(consent="20250402-C009"))),
        lambda: around(*START, replace(SENT, ground=Ground(consent="20250402-C001"))),
    ),
    Pair(
        "SEKI050", "訂正後のプランの決定",
        lambda: around(*RUNNING, plan(2, made_on="2025-05-21", every=3, after="20250520-D009")),
        lambda: around(*PLANNED, replace(YES, result="修正のうえ適切"), plan(2, made_on="2025-05-21", every=3, after=YES.id)),
    ),
    Pair(
        "SEKI050", "提供した記録",
        lambda: around(*RUNNING, disclosure("2025-06-01", records=("20250402-C009",), ground=Ground(meeting=MEETING))),
        lambda: around(
            *RUNNING,
            disclosure(
                "2025-06-01",
                records=("20250402-C001", PLAN, f"plans/{PLAN}/v1", "household#P1", MEETING, CASE),
                ground=Ground(meeting=MEETING),
            ),
        ),
    ),
    Pair(
        "SEKI051", "モニタリングのプラン",
        lambda: around(*RUNNING, review("2025-08-20", plan="P-CCCCCCC")),
        lambda: around(*RUNNING, review("2025-08-20")),
    ),
    Pair(
        "SEKI051", "評価のプラン",
        lambda: around(*RUNNING, evaluation("2025-08-20", plan="P-CCCCCCC")),
        lambda: around(*RUNNING, evaluation("2025-08-20")),
    ),
    Pair(
        "SEKI051", "決定の版",
        lambda: around(*START, plan(made_on="2025-04-10", every=3), replace(YES, version=2)),
        lambda: around(*START, plan(made_on="2025-04-10", every=3), plan(2, made_on="2025-04-11", every=3), replace(YES, version=2)),
    ),
    Pair(
        "SEKI052", "支援記録の人",
        lambda: around(*START, note("2025-05-01", about=("P1", "P2"))),
        lambda: around(*START, note("2025-05-01", about=("P1", "P2")), people=(person(), person("P2", "世帯員"))),
    ),
    Pair(
        "SEKI052", "同意の人",
        lambda: around(*START, consent("2025-05-01", person="P2")),
        lambda: around(*START, consent("2025-05-01", person="P1")),
    ),
    Pair(
        "SEKI052", "同席させない相手",
        lambda: household(around(*START), never_together=(("P1", "P9"),)),
        lambda: household(around(*START, people=(person(), person("P9", "親族"))), never_together=(("P1", "P9"),)),
    ),
    Pair(
        "SEKI053", "決定の会議",
        lambda: around(*PLANNED, replace(YES, meeting="M-20250520-ZZZZ")),
        lambda: around(*RUNNING),
    ),
    Pair(
        "SEKI053", "社会資源",
        lambda: around(*START, plan(made_on="2025-04-10", every=3, matches=(Match(resource=RESOURCE),)), placement("2025-06-01")),
        lambda: around(
            *START, plan(made_on="2025-04-10", every=3, matches=(Match(resource=RESOURCE),)), placement("2025-06-01"), resources=(resource(),)
        ),
        count=2,
    ),
    Pair(
        "SEKI053", "地域課題",
        lambda: around(*PLANNED, replace(YES, gaps=(GAP,))),
        lambda: around(*PLANNED, replace(YES, gaps=(GAP,)), gaps=(gap(),)),
    ),
    Pair(
        "SEKI054", "果たした次回予定",
        lambda: around(*START, NOTED, note("2025-07-01", done=("20250620-N009",))),
        lambda: around(*START, NOTED, note("2025-07-01", done=(NOTED.id,))),
    ),
    Pair(
        "SEKI054", "次回予定のない記録",
        lambda: around(*START, note("2025-06-20"), note("2025-07-01", done=("20250620-N001",))),
        lambda: around(*START, NOTED, note("2025-07-01", done=("20250620-N001",))),
    ),
    Pair(
        "SEKI054", "果たした宿題",
        lambda: around(*PLANNED, TASKED, note("2025-07-01", done=(f"{TASKED.id}#2",))),
        lambda: around(*PLANNED, TASKED, note("2025-07-01", done=(f"{TASKED.id}#1",))),
    ),
    Pair(
        "SEKI054", "訂正で足した宿題",
        lambda: around(*PLANNED, TASKED, note("2025-07-01", done=(f"{TASKED.id}#3",))),
        lambda: around(
            *PLANNED, TASKED, correction(TASKED, id="20250520-D002", todos=(todo(3),)), note("2025-07-01", done=(f"{TASKED.id}#3",))
        ),
    ),
    Pair(
        "SEKI054", "別の記録の訂正は数えない",
        lambda: around(*PLANNED, TASKED, LATER, FIXED, note("2025-07-01", done=(f"{TASKED.id}#3",))),
        lambda: around(*PLANNED, TASKED, LATER, FIXED, note("2025-07-01", done=(f"{LATER.id}#3",))),
    ),
    Pair(
        "SEKI054", "動かした宿題",
        lambda: around(*PLANNED, TASKED, replace(LATER, moved=(moved("20250520-D001#9", "完了"),))),
        lambda: around(*PLANNED, TASKED, replace(LATER, moved=(moved("20250520-D001#1", "完了"),))),
    ),
    Pair(
        "SEKI054", "果たしたフォローアップと再確認",
        lambda: around(*START, SHUT, note("2025-08-20", done=(f"{SHUT.id}#followup2", f"{SHUT.id}#look_again"))),
        lambda: around(*START, SHUT, note("2025-08-20", done=(f"{SHUT.id}#followup1",))),
        count=2,
    ),
    Pair(
        "SEKI055", "関連するケース",
        lambda: around(*START, related=related(OTHER_CASE)),
        lambda: around(*START, related=related(OTHER_CASE), others=(LINKED,)),
        severity="warning",
    ),
    Pair(
        "SEKI055", "別のケースの同席させない相手",
        lambda: household(around(*START, others=(OTHER,)), never_together=(("P1", f"{OTHER_CASE}#P2"),)),
        lambda: household(around(*START, others=(OTHER,)), never_together=(("P1", f"{OTHER_CASE}#P1"),)),
    ),
    Pair(
        "SEKI055", "統合先",
        lambda: around(*START, closing("2025-08-01", "統合", into=OTHER_CASE)),
        lambda: around(*START, closing("2025-08-01", "統合", into=OTHER_CASE), others=(OTHER,)),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


@pytest.mark.parametrize(
    ("records", "unread"),
    [
        ((TAKEN, NOTED), f"cases/R07/{CASE}/referrals/{SENT.id}.yaml"),
        ((review("2025-08-20"),), f"cases/R07/{CASE}/plans/{PLAN}/v1.yaml"),
        ((note("2025-05-01", about=("P2",)),), f"cases/R07/{CASE}/household.yaml"),
        ((note("2025-07-01", done=("20250620-N001",)),), f"cases/R07/{CASE}/notes/20250620-N001.yaml"),
    ],
)
def test_what_cannot_be_read_is_not_missing(records, unread) -> None:
    assert find_all(around(*START, *records, unread=(unread,)), day(AS_OF)) == ()


def test_a_finding_knows_its_place_and_holds_no_value() -> None:
    world = around(*START, assessment("2025-05-01"), note("2025-05-01", about=("P1", "P2"), fact="秘密の事実"))
    (found,) = find_case_findings(world.cases[0], world, day(AS_OF))
    assert (found.path, found.key, found.case) == (f"cases/R07/{CASE}/notes/20250501-N001.yaml", ("about", 1), CASE)
    assert "秘密" not in found.message + found.remedy
