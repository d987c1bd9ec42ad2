"""Which 社会資源 fits a plan, and why: rules/fitting.py."""

from dataclasses import replace

import pytest

from seki_cli.model.case import AssessedPerson
from seki_cli.model.meeting import Resource, Verified
from seki_cli.model.office import CodeList, CodeRow
from seki_cli.model.plan import Goal, Issue, Match, Plan, Use
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.fitting import FITS, NOT, OPEN, Fit, fitting, is_stale
from seki_cli.rules.settle import settle
from tests.rules.worlds import (
    OTHER_PLAN,
    assessment,
    case_file,
    closing,
    day,
    decision,
    intake,
    office,
    person,
    placement,
    plan,
    screening,
)

AS_OF = "2025-09-01"
FLAGS = CodeList(
    list="flags",
    rows=(
        CodeRow(code="04", label="ひきこもり", also=("引きこもり",), until=day("2025-03-31")),
        CodeRow(code="04", label="社会的孤立", since=day("2025-04-01")),
    ),
)
WISH = plan(
    kind="参加支援",
    wish="静かなところで、手先の作業ならやってみたい",
    issues=(Issue(num=1, text="昼夜が逆転している"),),
    goals=(Goal(num=1, text="週に一度出かける", due=day("2025-12-31")),),
)


def resource(number: int = 1, **fields) -> Resource:
    sure = Verified(date=day("2025-08-01"))
    return Resource(**{"schema": "resource/1", "id": f"S-AAAAAA{number}", "name": "（架空）", "verified": sure, **fields})


def held(*resources: Resource, wish: Plan = WISH, records=(), people=None, area="中央", **world) -> tuple[Fit, ...]:
    case = case_file(intake("2025-04-01"), wish, *records, people=people, area=area)
    in_office = replace(office(), codes={"flags": FLAGS})
    return fitting(around(case, resources, in_office=in_office, **world), settle(case), wish, day(AS_OF))


def around(case: CaseFile, resources, *, others=(), in_office=None) -> World:
    return World(office=in_office or office(), cases=(settle(case), *map(settle, others)), resources=tuple(resources))


def one(fits=(), **fields) -> Fit:
    keep = {name: fields.pop(name) for name in ("wish", "records", "people", "area", "others") if name in fields}
    (fit,) = held(resource(fits=tuple(fits), **fields.pop("resource", {}), **fields), **keep)
    return fit


# ---- words


@pytest.mark.parametrize(
    ("word", "grade", "why"),
    [
        ("手先の作業", FITS, "「手先の作業」に当たる（本人の意向）"),
        ("手先の細かい作業が好きな人", FITS, "「手先の細かい作業が好きな人」に通じる（本人の意向に「手先」）"),
        ("昼夜", FITS, "「昼夜」に当たる（課題1）"),
        ("デカケル", FITS, "「デカケル」に当たる（目標1）"),
        ("静かな所", OPEN, ""),
        ("人の多い場所が苦手な人", OPEN, ""),  # 場所 and 苦手 say nothing
        ("", OPEN, ""),
    ],
)
def test_words_meet_the_texts_of_the_plan(word: str, grade: str, why: str) -> None:
    fit = one([word], wish=replace(WISH, goals=(Goal(num=1, text="週に一度でかける", due=day("2025-12-31")),)))
    assert (fit.grade, fit.because[:1]) == (grade, (why,) if why else ())


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"people": [person(issues=("社会的孤立",))]}, "課題と特性"),
        ({"records": [assessment("2025-05-01", people=(AssessedPerson(person="P1", issues=("社会的孤立",)),))]}, "課題と特性"),
        ({"records": [screening("2025-05-01", flags=("社会的孤立",))]}, "特徴"),
        ({"records": [screening("2025-05-01", fields=("社会的孤立",))]}, "分野"),
        ({"wish": replace(WISH, categories=("社会的孤立",))}, "情報の種別"),
        ({"wish": replace(WISH, use=Use(others=("社会的孤立",)))}, "あわせて使う制度"),
    ],
)
def test_words_meet_the_marks_of_the_plans_people_under_every_label_of_the_code(given: dict, where: str) -> None:
    for word in ("社会的孤立", "ひきこもり", "引きこもり"):
        assert one([word], **given).because == (f"「{word}」に当たる（{where}）",)


@pytest.mark.parametrize(
    ("word", "run"),
    [
        ("はじめて人のいる場に出る人", "人のいる場に出る"),
        ("ひとのいる場に出るときに支える人がいる", "いる場に出る"),
        ("人のいる場が好きな人", ""),  # 人のいる場: one letter of it tells something beside 人
        ("困っている人が来るところ", ""),
        ("人のイる場に出た人", "人のイる場に出"),  # kana of either kind
    ],
)
def test_a_run_of_letters_stands_in_for_a_key_word(word: str, run: str) -> None:
    wish = replace(WISH, issues=(Issue(num=2, text="人のいる場に出ることに不安があり、困っている人がいる"),))
    assert one([word], wish=wish).because == ((f"「{word}」に通じる（課題2に「{run}」）",) if run else ())


def test_the_marks_of_others_and_of_the_days_to_come_do_not_count() -> None:
    others = [person(), person("P2", role="世帯員", issues=("社会的孤立",))]
    assert one(["社会的孤立"], people=others).grade == OPEN
    assert one(["社会的孤立"], records=[screening("2025-09-02", flags=("社会的孤立",))]).grade == OPEN
    later = assessment("2025-09-02", people=(AssessedPerson(person="P1", issues=("社会的孤立",)),))
    assert one(["社会的孤立"], records=[later]).grade == OPEN


def test_whom_it_is_not_for_is_out_and_a_key_word_only_asks() -> None:
    barred = one(["昼夜"], not_for=("手先の作業",))
    assert (barred.grade, barred.against) == (NOT, ("向かない人「手先の作業」に当たります（本人の意向）",))
    doubt = one(["昼夜"], not_for=("手先を使いたくない人",))
    assert (doubt.grade, doubt.against) == (FITS, ("向かない人「手先を使いたくない人」でないか確かめる（本人の意向に「手先」）",))


# ---- places, spans, area, age of what is known


def there(on: str, step: str = "開始", **fields):
    return placement(on, step, resource="S-AAAAAA1", **fields)


@pytest.mark.parametrize(
    ("capacity", "steps", "grade", "free"),
    [
        (None, ("開始",), FITS, None),
        (1, (), FITS, 1),
        (1, ("見学",), FITS, 1),
        (1, ("開始",), NOT, 0),
        (1, ("開始", "終了"), FITS, 1),
        (2, ("開始",), FITS, 1),
        (0, (), NOT, 0),
    ],
)
def test_a_full_place_is_out(capacity, steps, grade: str, free) -> None:
    taken = [there(f"2025-06-{n + 1:02}", step, plan=OTHER_PLAN) for n, step in enumerate(steps)]
    other = case_file(intake("2025-04-01"), *taken, id="R07-BBBBBBB")
    fit = one(["昼夜"], capacity=capacity, others=(other,))
    assert (fit.grade, fit.free) == (grade, free)


def test_whoever_is_there_already_is_not_kept_out_by_being_there() -> None:
    running = (decision("2025-05-20"), there("2025-06-01"))
    fit = one([], capacity=1, records=running)
    assert (fit.grade, fit.because) == (OPEN, ("いまここに参加しています",))


def test_a_place_outlives_the_plan_that_found_it() -> None:
    done = case_file(intake("2025-04-01"), there("2025-06-01", plan=OTHER_PLAN), closing("2025-08-01"), id="R07-BBBBBBB")
    assert one(["昼夜"], capacity=1, others=(done,)).grade == NOT


@pytest.mark.parametrize(
    ("since", "until", "grade"),
    [
        (None, None, FITS),
        ("2025-09-01", "2025-09-01", FITS),
        ("2025-09-02", None, NOT),
        (None, "2025-08-31", NOT),
    ],
)
def test_what_is_closed_on_the_day_is_out(since, until, grade: str) -> None:
    fit = one(["昼夜"], since=day(since), until=day(until), capacity=3)
    assert fit.grade == grade
    assert ("空き 3（定員 3）" in fit.because) is (grade == FITS)


@pytest.mark.parametrize(
    ("verified", "stale"),
    [(None, True), ("2024-08-31", True), ("2024-09-01", False), ("2025-09-01", False)],
)
def test_what_nobody_has_made_sure_of_for_a_year_is_marked(verified, stale: bool) -> None:
    known = resource(verified=Verified(date=day(verified)) if verified else None)
    assert is_stale(known, day(AS_OF)) is stale


def test_another_area_stands_behind_but_is_not_out() -> None:
    near, anywhere, far = resource(1, area="中央"), resource(2), resource(3, area="西")
    rows = held(far, anywhere, near)
    assert [fit.resource.id for fit in rows] == [near.id, anywhere.id, far.id]
    assert [fit.grade for fit in rows] == [OPEN] * 3
    assert rows[2].against == ("圏域が違う（西）",)
    assert held(far, area="")[0].against == ()


def test_the_best_stands_first() -> None:
    strong, weak = resource(1, area="西", fits=("昼夜",)), resource(2, area="中央", fits=("手先の器用な人",))
    full, plain = resource(3, area="中央", fits=("昼夜",), capacity=0), resource(4, area="中央")
    listed = resource(5)
    wish = replace(WISH, matches=(Match(resource=listed.id),))
    rows = held(plain, full, weak, listed, strong, wish=wish)
    assert [fit.resource.id for fit in rows] == [strong.id, weak.id, listed.id, plain.id, full.id]


def test_the_answer_holds_no_text_of_the_case() -> None:
    rows = held(resource(1, fits=("手先の細かい作業が好きな人", "昼夜"), not_for=("手先を使いたくない人",)))
    told = " ".join(str(value) for fit in rows for value in fit.data().values())
    assert "やってみたい" not in told
    assert "逆転" not in told
