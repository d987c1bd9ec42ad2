"""The table of pieces: about whom each is, which category a consent must cover, whose word it is. One row a clause."""

from datetime import date

import pytest

from seki_cli.model.case import (
    AssessedPerson,
    Assessment,
    AssessmentPart,
    Caller,
    Complaint,
    Person,
    Relation,
    Screening,
    Tie,
)
from seki_cli.model.contact import NextStep, Referral, ReferralStep
from seki_cli.model.meeting import Gap, GapStep, Item, Resource
from seki_cli.model.plan import Evaluation, FollowUp, GoalProgress, Match, Placement, Proposal
from seki_cli.rules import pieces, plan_pieces
from seki_cli.rules.needs import needed_on
from seki_cli.rules.promises import open_todos
from tests.rules.gate_worlds import (
    CASE,
    MEET,
    OFFICE,
    P1,
    P2,
    PLAN,
    case,
    decision,
    event,
    household,
    intake,
    monitoring,
    note,
    plan,
    point,
    rid,
    todo,
    with_fields,
)

ALL = "すべて"
BASIC = ("基本情報",)
WORDS = plan_pieces.Words(office=OFFICE, resources=(Resource(schema="resource/1", id="S-AAAAAAA", name="川の畑"),))
SON = Person(
    id="P2", role="世帯員", name="関野 健太郎", kana="セキノ ケンタロウ", alias="けん", sex="男性", born=date(2010, 1, 1), relation="長男", living="同居",
    school_or_work="川の中学校", health="ぜんそく", care_level="要支援1", certificates=("療育",), issues=("不登校",), address="町1", phone="0",
)  # fmt: skip


def rows(found):
    return {(piece.persons, piece.key[-1]): piece for piece in found}


@pytest.mark.parametrize(("field", "need"), [
    ("role", BASIC), ("name", BASIC), ("kana", BASIC), ("alias", BASIC), ("sex", BASIC), ("born", BASIC), ("living", BASIC),
    ("address", BASIC), ("phone", BASIC),
    ("health", ("健康・医療",)), ("care_level", ("介護",)), ("certificates", ("障害",)), ("issues", ALL),
])  # fmt: skip
def test_a_persons_fields(field, need):
    piece = rows(pieces.household_pieces(case(household=household(P1, SON)), MEET))[("P2",), field]
    assert needed_on(piece, MEET) == need
    assert piece.record == "household"


@pytest.mark.parametrize(("fields", "need"), [
    ({"born": date(2010, 1, 1)}, ("子ども・教育",)),
    ({"born": date(2007, 7, 16)}, ("就労",)),                 # 18 at the end of 15 July, the meeting's day
    ({"born": date(2007, 7, 17)}, ("子ども・教育",)),
    ({"born": None}, ("子ども・教育", "就労")),
])  # fmt: skip
def test_school_or_work_by_age(fields, need):
    the_case = case(household=household(P1, with_fields(SON, **fields)))
    assert needed_on(rows(pieces.household_pieces(the_case, MEET))[("P2",), "school_or_work"], MEET) == need


def test_a_relation_is_about_both_and_the_household():
    piece = rows(pieces.household_pieces(case(household=household(P1, SON)), MEET))[("P2", "P1"), "relation"]
    assert piece.need == ("世帯",)
    found = pieces.relation_pieces(
        case(
            household=household(
                P1,
                SON,
                relations=(Relation(kind="親子", a="P1", b="P2", closeness="葛藤"),),
                ties=(Tie(person="P2", label="道場"),),
            )
        ),
        MEET,
    )
    assert [(p.persons, p.need, p.text) for p in found] == [
        (("P1", "P2"), ("世帯",), "P1とP2: 親子（葛藤）"),
        (("P2",), ("世帯",), "P2: 道場"),
    ]
    ended = (
        Relation(kind="婚姻", a="P1", b="P2", until=date(2025, 7, 14)),
        Relation(kind="婚姻", a="P1", b="P2", since=date(2025, 7, 16)),
    )
    assert pieces.relation_pieces(case(household=household(P1, SON, relations=ended)), MEET) == ()


@pytest.mark.parametrize(("person", "age"), [
    (P1, "55歳"),
    (with_fields(P1, born=date(1970, 7, 16)), "55歳"),                           # reached the evening before the birthday
    (with_fields(P1, born=date(1970, 7, 17)), "54歳"),
    (with_fields(P1, born=None, born_year=1970, estimated=True), "およそ55歳"),
    (with_fields(P1, born=None), None),
])  # fmt: skip
def test_the_age_is_that_of_the_meetings_day(person, age):
    found = rows(pieces.household_pieces(case(household=household(person)), MEET))
    assert (found[("P1",), "born"].text if (("P1",), "born") in found else None) == age


def test_the_complaint_in_three_voices():
    relative = Person(id="P4", role="別居家族", name="関野 四子")
    first = intake(complaint=Complaint(by_person="眠れない", by_family="怒鳴る", by_agency="心配"))
    found = rows(pieces.complaint_pieces(case(household=household(P1, P2, relative)), first))
    assert {key: (p.need, p.source) for key, p in found.items()} == {
        ((), "by_person"): (BASIC, "本人"),
        (("P1", "P2"), "by_family"): (BASIC, "家族"),  # 本人 and every 世帯員, nobody else
        ((), "by_agency"): (BASIC, "機関:chuo"),
    }


def test_the_other_fields_of_an_intake_are_only_under_everything():
    caller = Caller(name="近山 隣子", relation="近隣", phone="0575-99-9999")
    first = intake(route="民生委員", worries=("家計",), main_worry="家計", wishes="筆談", hard_because=("狭間",), fields=("困窮",),
                   flags=("8050問題",), no_consent_reason="未接触", caller=caller)  # fmt: skip
    found = pieces.intake_pieces(first, OFFICE)
    assert {(p.persons, p.need) for p in found} == {((), ALL)}
    assert {p.key[-1] if p.key else "" for p in found} == {
        "", "route", "worries", "main_worry", "wishes", "hard_because", "fields", "flags", "no_consent_reason",
    }  # fmt: skip
    words = "".join(p.text + p.aside + p.caption + p.label for p in found)
    assert not any(secret in words for secret in ("近山", "隣子", "0575-99"))  # the caller: never on a paper


def test_screening_referral_and_why_are_only_under_everything():
    found = (
        pieces.screening_piece(Screening(**event("screening", "screenings", date=MEET, result="継続")), OFFICE),
        pieces.referral_piece(
            Referral(**event("referral", "referrals", date=MEET, from_agency="zei", to_agency="shakyo", ask="協力", reasons=("狭間",), reply_by=MEET)), OFFICE
        ),
        pieces.referral_step_piece(ReferralStep(**event("referral_step", "referrals", date=MEET, referral="x", step="辞退", reason="空きなし")), OFFICE),
        pieces.why_piece(Item(num=1, case=CASE, timing="情報共有", why="安否"), "m"),
    )  # fmt: skip
    assert {(p.persons, p.need) for p in found} == {((), ALL)}
    assert [p.source for p in found] == ["", "機関:zei", "機関", ""]


@pytest.mark.parametrize(("fields", "persons", "need", "source"), [
    ({}, (), ALL, ""),                                                        # about nobody named: the 本人; no category: すべて
    ({"category": "就労"}, (), ("就労",), ""),
    ({"about": ("P2",), "category": "介護"}, ("P2",), ("介護",), ""),
    ({"source": "匿名"}, (), ALL, "匿名"),
    ({"source": "本人", "staff": "s-zei"}, (), ALL, "本人"),
    ({"staff": "s-zei"}, (), ALL, "税務"),                                    # tax staff wrote it and named no other source
])  # fmt: skip
def test_notes(fields, persons, need, source):
    found = pieces.note_pieces(
        note("事実", action="対応", view="見立て", next=NextStep(date=MEET, what="再訪"), **fields), OFFICE
    )
    assert {(p.persons, p.need, p.source) for p in found} == {(persons, need, source)}
    assert [(p.key[-1], p.is_view) for p in found] == [("fact", False), ("action", False), ("view", True), ("next", False)]


def test_assessments():
    sheet = Assessment(
        schema="assessment/1", id=rid(), case=CASE, path="a", date=MEET, staff="s-chuo", summary="まとめ", direction="方向", risk="危険",
        people=(AssessedPerson(person="P2", strengths="力", wishes="望み"),),
        parts=(AssessmentPart(category="経済", text="家計", about=("P1", "P2"), source="税務"), AssessmentPart(category="介護", text="介護")),
    )  # fmt: skip
    found = [(p.persons, p.need, p.source, p.text) for p in pieces.assessment_pieces(sheet, OFFICE)]
    assert found == [
        (("P2",), BASIC, "", "力"), (("P2",), BASIC, "", "望み"),
        (("P1", "P2"), ("経済",), "税務", "家計"), ((), ("介護",), "", "介護"),
        ((), ALL, "", "まとめ"), ((), ALL, "", "危険"), ((), ALL, "", "方向"),
    ]  # fmt: skip


def test_what_tax_staff_wrote_is_tax_information_whatever_the_kind_of_record():
    """Unless the record names another source: what tax staff know comes from their office."""
    sheet = Assessment(
        schema="assessment/1", id=rid(), case=CASE, path="a", date=MEET, staff="s-zei", summary="まとめ", direction="方向",
        people=(AssessedPerson(person="P2", strengths="力"),),
        parts=(AssessmentPart(category="経済", text="家計"), AssessmentPart(category="介護", text="介護", source="本人")),
    )  # fmt: skip
    assert [(p.text, p.source) for p in pieces.assessment_pieces(sheet, OFFICE)] == [
        ("力", "税務"), ("家計", "税務"), ("介護", "本人"), ("まとめ", "税務"), ("方向", "税務"),
    ]  # fmt: skip
    asked = {"date": MEET, "to_agency": "shakyo", "ask": "協力", "reasons": ("狭間",), "reply_by": MEET}
    evaluated = {"date": MEET, "plan": PLAN, "occasion": "定期", "judgement": "継続"}
    placed = {"date": MEET, "plan": PLAN, "resource": "S-AAAAAAA", "step": "見学"}

    def sources(staff):
        return [
            pieces.screening_piece(Screening(**event("screening", "screenings", date=MEET, result="継続", staff=staff)), OFFICE),
            pieces.referral_piece(Referral(**event("referral", "referrals", from_agency="chuo", staff=staff, **asked)), OFFICE),
            pieces.referral_step_piece(
                ReferralStep(**event("referral_step", "referrals", date=MEET, referral="x", step="辞退", staff=staff)), OFFICE
            ),
            *plan_pieces.evaluation_pieces(
                HELD, Evaluation(**event("evaluation", "evaluations", staff=staff, **evaluated)), WORDS
            ),
            plan_pieces.placement_piece(HELD, Placement(**event("placement", "placements", staff=staff, **placed)), WORDS),
        ]

    assert {piece.source for piece in sources("s-zei")} == {"税務"}
    assert [piece.source for piece in sources("s-chuo")] == ["", "機関:chuo", "機関", "", ""]


def test_gaps_concern_nobody():
    gap = Gap(
        schema="gap/1",
        id="G-AAAAAAA",
        path="g",
        text="送迎がない",
        field="介護",
        area="東",
        steps=(GapStep(date=MEET, status="検討中", text="調べた"),),
    )
    assert {p.row for p in pieces.gap_pieces(gap)} == {"common"}


# -------------------------------------------------------------------------------------------------- plans and what is on them

TWO = plan(persons=("P1", "P2"), categories=("就労", "経済"))
NONE = plan(version=2, persons=("P1",), categories=())


@pytest.mark.parametrize(("the_plan", "persons", "need"), [
    (TWO, ("P1", "P2"), ("就労", "経済")),
    (NONE, ("P1",), ALL),                                           # none given: only under すべて
    (plan(categories=ALL), ("P1",), ALL),
])  # fmt: skip
def test_plans(the_plan, persons, need):
    full = with_fields(
        the_plan,
        wish_why="会えない",
        change_reason="入院",
        matches=(Match(resource="S-AAAAAAA", what="畑"),),
        why_not_existing="遠い",
    )
    found = [piece for part in plan_pieces.plan_pieces(full, WORDS).values() for piece in part]
    assert {(p.persons, p.need, p.record) for p in found} == {(persons, need, PLAN)}
    assert {p.key[0] for p in found if p.key} >= {
        "wish",
        "wish_why",
        "issues",
        "goals",
        "supports",
        "matches",
        "cautions",
        "period",
        "monitoring",
    }
    assert any("川の畑" in p.caption for p in found)


HELD = case(plans=(TWO, NONE))


@pytest.mark.parametrize(("version", "persons", "need"), [(1, ("P1", "P2"), ("就労", "経済")), (2, ("P1",), ALL)])
def test_reviews_go_by_their_version_of_the_plan(version, persons, need):
    act = monitoring(
        version=version,
        goals=(GoalProgress(num=1, progress="達成", note="毎日"),),
        changes=("家計",),
        person_view="よい",
        reason_if_moved="入院",
        source="税務",
    )
    found = plan_pieces.monitoring_pieces(HELD, act, OFFICE)
    assert {(p.persons, p.need, p.source, p.undecided) for p in found} == {(persons, need, "税務", "")}
    assert [p.key[0] for p in found] == ["result", "goals", "changes", "person_view", "reason_if_moved"]


def test_a_review_of_a_version_that_is_not_there_is_undecided():
    found = plan_pieces.monitoring_pieces(HELD, monitoring(version=9), OFFICE)
    assert all(p.undecided for p in found)


def test_evaluations_and_placements_go_by_the_versions_that_there_were_on_their_day():
    """They name no version, so they may be about any of them: all their persons and all their categories are asked for."""
    old = with_fields(TWO, made_on=date(2025, 1, 1))
    new = with_fields(NONE, made_on=date(2025, 7, 1), persons=("P3",))
    held = case(plans=(old, new))
    for day, persons in (
        (date(2025, 6, 30), ("P1", "P2")),
        (date(2025, 7, 1), ("P1", "P2", "P3")),
        (date(2024, 1, 1), ("P1", "P2", "P3")),
    ):
        sheet = Evaluation(**event("evaluation", "evaluations", date=day, staff="s-chuo", plan=PLAN, occasion="定期", judgement="継続", remaining="家計",
                                   proposes=Proposal(followup=(FollowUp(date=MEET),), next_lead="shakyo")))  # fmt: skip
        placed = Placement(
            **event("placement", "placements", date=day, plan=PLAN, resource="S-AAAAAAA", step="見学", by_resource="よく働く")
        )
        found = (*plan_pieces.evaluation_pieces(held, sheet, WORDS), plan_pieces.placement_piece(held, placed, WORDS))
        assert {p.persons for p in found} == {persons}
        assert {p.need for p in found} == {("就労", "経済") if len(persons) == 2 else ALL}
    assert plan_pieces.placement_piece(case(), placed, WORDS).undecided


@pytest.mark.parametrize(("fields", "the_point", "persons", "need"), [
    ({"plan": PLAN, "version": 1}, {}, ("P1", "P2"), ALL),                                      # none given: only under すべて
    ({"plan": PLAN, "version": 1, "categories": ("介護",)}, {}, ("P1", "P2"), ("介護",)),
    ({"plan": PLAN, "version": 1, "categories": ("介護",)}, {"category": "就労"}, ("P1", "P2"), ("就労",)),
    ({"plan": PLAN, "version": 2}, {"about": ("P2",)}, ("P1", "P2"), ALL),                      # and who is named beside them
    ({}, {"about": ("P2",)}, ("P2",), ALL),
    ({}, {}, (), ALL),                                                                           # the 本人
    ({"about": ("P2",)}, {}, ("P2",), ALL),
])  # fmt: skip
def test_points_of_a_decision(fields, the_point, persons, need):
    found = plan_pieces.decision_pieces(
        HELD, decision(points=(point(said="話", **the_point),), protocol="経過の全文", **fields), OFFICE
    )
    (piece,) = [p for p in found if p.key[0] == "points"]
    assert (piece.persons, piece.need) == (persons, need)
    assert not any("経過の全文" in p.text + p.aside for p in found)


@pytest.mark.parametrize(("the_point", "source"), [
    ({"said": "市税の部屋から、滞納あり"}, "税務"),             # a point said by a tax agency has that source …
    ({"said": "滞納あり（税務課）"}, "税務"),
    ({"said": "zei: 滞納あり"}, "税務"),
    ({"point": "税務課の話", "said": ""}, "税務"),
    ({"said": "税務課の話", "source": "本人"}, "本人"),          # … unless said otherwise
    ({"said": "所見", "source": "機関:zei"}, "機関:zei"),
    ({"said": "家計の話"}, ""),
])  # fmt: skip
def test_the_word_of_a_tax_department(the_point, source):
    found = plan_pieces.decision_pieces(HELD, decision(points=(point(**the_point),)), OFFICE)
    assert found[-1].source == source


def test_what_is_said_of_one_person_alone_in_a_decision_on_no_plan():
    said = decision(about=("P1",), points=(point(said="話", about=("P2",)), point(said="話")))
    result, own, common = plan_pieces.decision_pieces(HELD, said, OFFICE)
    assert (result.persons, own.persons, common.persons) == (("P1",), ("P2",), ("P1",))


@pytest.mark.parametrize(("needs", "joined"), [
    ((), ()),
    ((("就労",),), ("就労",)),
    ((("就労", "経済"), ("経済", "介護")), ("就労", "経済", "介護")),
    ((("就労",), ALL), ALL),
    ((ALL, ("就労",)), ALL),
])  # fmt: skip
def test_what_rests_on_several_records_asks_for_what_each_of_them_asks(needs, joined):
    assert plan_pieces.join_needs(*needs) == joined


def test_to_dos():
    made = decision(plan=PLAN, version=1, categories=("就労",), todos=(todo(2, what="面接", due=MEET),))
    held = case(plans=(TWO,), decisions=(made,))
    (promise,) = open_todos(held, OFFICE, MEET)
    piece = plan_pieces.todo_piece(held, made, promise, WORDS)
    assert (piece.persons, piece.need, piece.text, piece.caption) == (("P1", "P2"), ("就労",), "面接", "社協")
    assert piece.aside == "令和7年7月15日まで"


def test_a_decision_on_a_version_that_is_not_there_is_undecided():
    assert plan_pieces.decision_sheet(HELD, decision(plan=PLAN, version=9)).undecided
    assert not plan_pieces.decision_sheet(HELD, decision()).undecided


LABELS = [
    *pieces.household_pieces(case(household=household(P1, SON)), MEET),
    *pieces.note_pieces(note("秘密", view="秘密", about=("P2",)), OFFICE),
    *[piece for part in plan_pieces.plan_pieces(TWO, WORDS).values() for piece in part],
]


@pytest.mark.parametrize("piece", LABELS, ids=lambda piece: piece.label)
def test_a_label_never_holds_a_value(piece):
    assert piece.label
    assert not piece.text or len(piece.text) < 3 or piece.text not in piece.label
