"""Rule 8: what the audience may not see leaves no trace. Pairs of worlds that differ in nothing else give the same bytes.

Each change is made twice: in a room that may not see it (the papers must be equal in every form), and in a room that may
(the papers must differ, or the pair would prove nothing).
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from seki_cli.model.case import Assessment, AssessmentPart, Complaint, Screening, TeamMember
from seki_cli.model.contact import NextStep, Referral, ReferralStep
from seki_cli.model.meeting import Item
from seki_cli.model.plan import Evaluation, Goal, Moved, Support
from seki_cli.papers.agenda import render_agenda
from tests.rules.gate_worlds import (
    CASE,
    PLAN,
    case,
    compose,
    consent,
    decision,
    event,
    intake,
    meeting,
    monitoring,
    note,
    plan,
    rid,
    todo,
    with_fields,
    world,
)

TEMPLATES = Path(__file__).parents[2] / "templates" / "papers"
FORMS = {"text": "agenda.txt.j2", "md": "agenda.md.j2", "html": "agenda.html.j2"}
WORK = ("就労",)

BEFORE = meeting(
    id="M-20250620-AAAA", date=date(2025, 6, 20), items=(Item(num=1, case=CASE, plan=PLAN, version=1, timing="策定"),)
)
DECIDED = decision(
    date=date(2025, 6, 20), timing="策定", result="適切", plan=PLAN, version=1, meeting=BEFORE.id, categories=WORK,
    todos=(todo(1, what="求人を探す"), todo(2, what="見学に行く")), id="20250620-AAAA",
)  # fmt: skip
ITEMS = (Item(num=1, case=CASE, plan=PLAN, version=2, timing="変更"), Item(num=2, case=CASE, timing="策定", why="急ぎ"))


def base():
    return case(
        consents=(),
        intakes=(intake(complaint=Complaint(by_person="眠れない"), wishes="筆談"),),
        plans=(
            plan(1, categories=WORK, made_on=date(2025, 6, 5)),
            plan(2, categories=WORK, made_on=date(2025, 7, 1), goals=(Goal(num=1, text="三食とる", due=date(2026, 1, 31)),)),
        ),
        decisions=(DECIDED,),
        notes=(note("面接を受けた", category="就労", date=date(2025, 6, 28), about=("P1",)),),
        monitorings=(monitoring(date=date(2025, 7, 5)),),
        assessments=(
            Assessment(schema="assessment/1", id=rid(), case=CASE, path=f"cases/R07/{CASE}/assessments/a.yaml", date=date(2025, 6, 3),
                       staff="s-chuo", summary="まとめ", direction="見守る"),
        ),
    )  # fmt: skip


def add(field, *records):
    return lambda c: replace(c, **{field: (*getattr(c, field), *records)})


def person(at, **fields):
    def change(c):
        people = list(c.household.people)
        people[at] = with_fields(people[at], **fields)
        return replace(c, household=replace(c.household, people=tuple(people)))

    return change


def referral(**more):
    base = {
        "date": date(2025, 7, 2),
        "from_agency": "chuo",
        "to_agency": "shakyo",
        "ask": "協力",
        "reasons": ("制度の狭間",),
        "reply_by": date(2025, 7, 20),
    }
    return Referral(**event("referral", "referrals", **{**base, **more}))


def step(the_referral, num):
    """A 期限変更: the day by which an answer is due, moved once more."""
    fields = {
        "date": date(2025, 7, num),
        "referral": the_referral.id,
        "step": "期限変更",
        "reply_by": date(2025, 8, num),
        "reason": "会議の都合",
    }
    return ReferralStep(**event("referral_step", "referrals", **fields))


HIDDEN = {
    "a note of another category": add("notes", note("転んだ", category="健康・医療", date=date(2025, 7, 1))),
    "a note without a category": add("notes", note("転んだ", date=date(2025, 7, 1))),
    "a note about somebody else": add("notes", note("怒鳴った", category="就労", about=("P2",), date=date(2025, 7, 1))),
    "a note that does a to-do": add("notes", note("探した", category="経済", date=date(2025, 7, 1), done=(f"{DECIDED.id}#1",))),
    "a next step in a hidden note": add("notes", note("話", date=date(2025, 7, 1), next=NextStep(date=date(2025, 7, 20), what="再訪"))),
    "an earlier note": add("notes", note("転んだ", category="健康・医療", date=date(2025, 6, 1))),
    "another tax note": add("notes", note("所得", category="就労", source="税務", date=date(2025, 7, 1))),
    "a decision of another category": add("decisions", decision(date=date(2025, 7, 3), categories=("介護",), todos=(todo(what="入所"),))),
    "a decision that moves a to-do": add("decisions", decision(date=date(2025, 7, 3), moved=(Moved(of=f"{DECIDED.id}#2", act="延期", due=date(2025, 9, 1)),))),
    "a decision that changes the plan": add("decisions", decision(date=date(2025, 7, 3), timing="変更", result="適切", plan=PLAN, version=2)),
    "a decision that ends the plan": add("decisions", decision(date=date(2025, 7, 3), timing="終結", result="適切", plan=PLAN, version=1)),
    "what tax staff said of the plan": add("monitorings", monitoring(date=date(2025, 7, 6), source="税務", next_date=date(2025, 8, 1))),
    "a review of theirs that puts off the next": add("monitorings", monitoring(date=date(2025, 7, 6), source="税務", next_date=date(2026, 8, 1), reason_if_moved="待つ")),
    "a decision that ends a to-do": add("decisions", decision(date=date(2025, 7, 3), moved=(Moved(of=f"{DECIDED.id}#2", act="取消", why="不要"),))),
    "a screening": add("screenings", Screening(**event("screening", "screenings", date=date(2025, 7, 2), result="会議に諮る"))),
    "a referral": add("referrals", referral()),
    "a day moved for a referral": lambda c: replace(c, referrals=(first := referral(date=date(2025, 6, 5)),), referral_steps=(step(first, 1), step(first, 2))),
    "an evaluation of another plan": add("evaluations", Evaluation(**event("evaluation", "evaluations", date=date(2025, 7, 2), staff="s-chuo", plan="P-ZZZZZZZ", occasion="定期", judgement="終結"))),
    "an assessment": add("assessments", Assessment(schema="assessment/1", id=rid(), case=CASE, path="a", date=date(2025, 7, 1), staff="s-chuo", summary="別", direction="別の方針", parts=(AssessmentPart(category="健康・医療", text="病名"),))),
    "another intake": add("intakes", intake(received_on=date(2025, 7, 1), complaint=Complaint(by_family="困った"))),
    "the intake's other fields": lambda c: replace(c, intakes=(with_fields(c.intakes[0], wishes="手話", route="近隣", flags=("8050問題",)),)),
    "what the person said": lambda c: replace(c, intakes=(with_fields(c.intakes[0], complaint=Complaint(by_person="別の話", by_agency="所見")),)),
    "somebody's health": person(0, health="心臓"),
    "somebody's age": person(1, born=date(2010, 1, 1)),
    "somebody's address": person(0, address="別の町1番地"),
    "somebody's workplace": person(1, school_or_work="工場", care_level="要介護2", certificates=("療育",), issues=("借金",)),
    "what no paper shows": lambda c: replace(c, head=replace(c.head, tags=("秘",), register_no="9", urgency="当日")),
    "somebody's narrower consent": add("consents", consent("P2", "一部同意", categories=("司法",), day=date(2025, 6, 2))),
}  # fmt: skip


def papers(the_case, acts, *, kind="asks", agencies=("chuo",)):
    full = replace(the_case, consents=(*acts, *the_case.consents))
    now = meeting(kind, agencies=agencies, items=ITEMS)
    composed = compose(world(full, meetings=(BEFORE, now)), now)
    return {
        form: render_agenda(composed.paper, (TEMPLATES / name).read_text("utf-8"), form, draft=True)
        for form, name in FORMS.items()
    }


PARTLY = (consent("P1", "一部同意", categories=WORK, id="20250601-ZZZZ"),)
FULLY = (consent("P1", tax=True), consent("P2", tax=True))


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_leaves_no_trace(name):
    assert papers(HIDDEN[name](base()), PARTLY) == papers(base(), PARTLY)


def test_all_that_is_hidden_at_once_leaves_no_trace():
    crowded = base()
    for change in HIDDEN.values():
        crowded = change(crowded)
    assert papers(crowded, PARTLY) == papers(base(), PARTLY)


NEVER_SHOWN = {
    "what no paper shows",
    "somebody's address",
    "somebody's narrower consent",
    "an earlier note",
    "an evaluation of another plan",
}


@pytest.mark.parametrize("name", sorted(HIDDEN.keys() - NEVER_SHOWN))
def test_the_same_change_is_seen_where_it_may_be(name):
    assert papers(HIDDEN[name](base()), FULLY) != papers(base(), FULLY)


def test_the_room_that_may_see_part_does_see_it():
    text = papers(base(), PARTLY)["text"]
    for word in ("三食とる", "面接を受けた", "求人を探す", "見学に行く", "令和8年1月31日"):
        assert word in text
    for word in ("眠れない", "筆談", "急ぎ", "見守る", "糖尿病", "関野", "健太郎"):
        assert word not in text


def test_a_to_do_that_a_hidden_record_closes_stays_on_and_the_coordinator_is_told():
    hidden = HIDDEN["a note that does a to-do"](base())
    assert "求人を探す" in papers(hidden, PARTLY)["text"]
    now = meeting(agencies=("chuo",), items=ITEMS)
    composed = compose(world(replace(hidden, consents=PARTLY), meetings=(BEFORE, now)), now)
    told = [notice for notice in composed.cover.notices if notice.rule == 8]
    assert {notice.item for notice in told} == {1, 2}
    assert all(f"{DECIDED.id}#1" in notice.reason for notice in told)
    full = papers(hidden, FULLY)["text"]
    assert "求人を探す" not in full.partition("済んでいない宿題")[2].partition("■")[0]
    assert "宿題は済みました（令和7年7月1日）" in full


# ------------------------------------------------------------------------------------------------------ other hidden reasons


def ended(the_case):
    acts = (consent("P1"), consent("P1", "撤回", day=date(2025, 6, 30)))
    return papers(the_case, acts)


@pytest.mark.parametrize("change", [
    *(HIDDEN[name] for name in HIDDEN if name != "somebody's narrower consent"),
    lambda c: replace(c, head=replace(c.head, lead_agency="shakyo", team=(TeamMember(agency="iryo"),))),
    lambda c: replace(c, plans=tuple(with_fields(p, wish="別", cautions="別", supports=(Support(what="別", agency="iryo"),)) for p in c.plans)),
])  # fmt: skip
def test_when_consent_has_ended_only_the_head_is_left(change):
    assert ended(change(base())) == ended(base())


def test_what_is_left_when_consent_has_ended():
    acts = (consent("P1"), consent("P1", "撤回", day=date(2025, 6, 30)))
    items = (Item(num=1, case=CASE, plan=PLAN, version=2, timing="終結", presenter="s-chuo"),)
    composed = compose(world(replace(base(), consents=acts)), meeting(items=items))
    (item,) = composed.paper.value.items
    assert [piece.value.line for piece in item.head] == [
        f"ケース番号: {CASE}", "プランの種類: 多機関協働", "検討の時機: 終結", "根拠: 実施要綱",
    ]  # fmt: skip
    assert [piece.value.line for piece in item.points] == ["支援終結の評価"]
    assert (item.sections, item.members, item.held) == ((), (), ())
    assert composed.cover.notices == ()
    (line,) = composed.cover.withheld
    assert (line.rule, line.because) == (1, acts[1].path)


def test_an_item_that_may_no_longer_be_there_is_told_to_the_coordinator():
    composed = compose(world(replace(base(), consents=(consent("P1", "撤回"),))), meeting(items=ITEMS[:1]))
    assert any("終結・中断だけ" in notice.reason for notice in composed.cover.notices)


def test_with_the_family_in_the_room_views_and_agencies_words_leave_no_trace():
    from seki_cli.model.meeting import Attendee

    def paper(*notes):
        sitting = meeting(items=ITEMS[1:], attendees=(Attendee(agency="chuo"), Attendee(case=CASE, person="P1")))
        composed = compose(world(replace(base(), consents=FULLY, notes=(*base().notes, *notes))), sitting)
        return render_agenda(composed.paper, (TEMPLATES / "agenda.txt.j2").read_text("utf-8"), "text", draft=False)

    plain = note("会った", date=date(2025, 7, 1))
    same = [with_fields(plain, view="うつの疑い"), with_fields(plain, view="別の見立て")]
    assert paper(same[0]) == paper(same[1]) == paper(plain)
    assert paper(note("通報", source="匿名"), note("所見", source="機関:iryo")) == paper()
    assert paper(plain) != paper()


def test_another_meeting_of_another_kind_leaves_no_trace():
    """That a meeting without consent spoke of the family is not for every room: it moves no cut-off day."""
    now = meeting(agencies=("chuo",), items=ITEMS)
    secret = meeting("free", id="M-20250703-AAAA", date=date(2025, 7, 3), items=(Item(num=1, case=CASE, timing="情報共有"),))
    full = replace(base(), consents=PARTLY)
    with_it = compose(world(full, meetings=(BEFORE, secret, now)), now)
    without = compose(world(full, meetings=(BEFORE, now)), now)
    assert with_it.paper == without.paper


def test_other_households_leave_no_trace():
    from tests.rules.gate_worlds import OTHER, Person, other_case

    other = other_case(OTHER, Person(id="P1", role="本人", name="別川 花世", address="山の上1番地", health="腎臓"))
    changed = replace(
        other, household=replace(other.household, people=(with_fields(other.household.people[0], address="海1", health="胃"),))
    )
    now = meeting(agencies=("chuo",), items=ITEMS)
    full = replace(base(), consents=PARTLY)
    assert compose(world(full, other), now).paper == compose(world(full, changed), now).paper == compose(world(full), now).paper


@pytest.mark.parametrize("old", [{"categories": ("介護",)}, {"categories": ()}, {"persons": ("P1", "P2")}])
def test_what_changed_between_two_versions_needs_the_consents_of_both(old):
    def paper(**first):
        plans = (
            plan(1, **{"made_on": date(2025, 6, 5), "categories": WORK, **first}),
            plan(2, categories=WORK, made_on=date(2025, 7, 1), cautions="昼に"),
        )
        return papers(replace(base(), plans=plans, decisions=()), PARTLY)

    moved = (Goal(num=1, text="四食とる", due=date(2025, 8, 31)),)
    assert paper(**old) == paper(**old, goals=moved)
    assert "第1版から第2版" not in paper(**old)["text"]
    assert paper() != paper(goals=moved)
    assert "第1版から第2版" in paper()["text"]


def test_a_newer_evaluation_that_is_hidden_does_not_push_out_an_older_one():
    def sheet(day, text):
        return Evaluation(
            **event(
                "evaluation",
                "evaluations",
                date=day,
                staff="s-chuo",
                plan=PLAN,
                occasion="定期",
                judgement="継続",
                remaining=text,
            )
        )

    plans = (plan(1, categories=WORK, made_on=date(2025, 6, 1)), plan(2, categories=("健康・医療",), made_on=date(2025, 6, 25)))
    shown, hidden = sheet(date(2025, 6, 10), "前の評価"), sheet(date(2025, 7, 1), "後の評価")
    one, two = (replace(base(), plans=plans, evaluations=sheets) for sheets in ((shown,), (shown, hidden)))
    assert "前の評価" in papers(two, PARTLY)["text"]
    assert papers(one, PARTLY) == papers(two, PARTLY)
    assert "後の評価" in papers(two, FULLY)["text"]


# -------------------------------------------------------------------------------------------------- the newest that may be seen

ALL_BUT_TAX = (consent("P1"),)
BASIC_ONLY = (consent("P1", "一部同意", categories=("基本情報", "就労")),)


def sheet(day, staff, direction):
    fields = {"schema": "assessment/1", "id": rid(), "case": CASE, "path": f"cases/R07/{CASE}/assessments/{staff}.yaml"}
    return Assessment(**fields, date=day, staff=staff, summary="別", direction=direction)


def judged(day, staff, remaining):
    fields = {"date": day, "staff": staff, "plan": PLAN, "occasion": "定期", "judgement": "継続", "remaining": remaining}
    return Evaluation(**event("evaluation", "evaluations", **fields))


@pytest.mark.parametrize(("acts", "earlier", "later", "word"), [
    (BASIC_ONLY, lambda c: replace(c, intakes=(intake(complaint=Complaint(by_agency="前の所見")),)),
     add("intakes", intake(received_on=date(2025, 7, 2), agency="zei", complaint=Complaint(by_agency="滞納"))), "前の所見"),
    (ALL_BUT_TAX, add("assessments", sheet(date(2025, 6, 28), "s-chuo", "前の方針")),
     add("assessments", sheet(date(2025, 7, 2), "s-zei", "税の方針")), "前の方針"),
    (ALL_BUT_TAX, add("evaluations", judged(date(2025, 6, 28), "s-chuo", "前の課題")),
     add("evaluations", judged(date(2025, 7, 2), "s-zei", "税の課題")), "前の課題"),
])  # fmt: skip
def test_a_later_one_that_may_not_be_seen_does_not_hide_the_one_before(acts, earlier, later, word):
    """Else its absence would tell of it; and the coordinator still learns that there is a later one."""
    before = earlier(base())
    assert papers(later(before), acts) == papers(before, acts)
    assert word in papers(before, acts)["text"]
    now = meeting(agencies=("chuo",), items=ITEMS)
    told = compose(world(replace(later(before), consents=acts), meetings=(BEFORE, now)), now).cover.withheld
    assert any(line.rule == 3 for line in told)
