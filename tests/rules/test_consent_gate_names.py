"""Rule 7: names of people who may not be shown are found in texts; and ordinary words are not."""

import pytest

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Caller, Related
from seki_cli.model.meeting import Item
from seki_cli.model.released import Released
from seki_cli.rules.consent import release
from seki_cli.rules.names import build_keys, searchable
from tests.rules.gate_worlds import (
    CASE,
    OFFICE,
    OTHER,
    P1,
    P2,
    PLAN,
    Person,
    case,
    consent,
    gate,
    household,
    intake,
    meeting,
    other_case,
    plan,
    with_fields,
    world,
)


def named(text, name="関野 健太郎", *, kana="", alias="", surnames=()):
    keys = build_keys(Person(id="P2", role="世帯員", name=name, kana=kana, alias=alias), surnames)
    return keys.found_in(searchable(text))


@pytest.mark.parametrize(("text", "name", "expected"), [
    ("関野健太郎が来た", "関野 健太郎", True),
    ("関野 健太郎が来た", "関野 健太郎", True),
    ("関野　健太郎", "関野 健太郎", True),                    # a full-width space, in the text or in the name
    ("関野健太郎", "関野　健太郎", True),
    ("関野\n健太郎", "関野 健太郎", True),                    # over a line end
    ("健太郎は元気", "関野 健太郎", True),                    # the given name alone
    ("健太は元気", "関野 健太郎", False),
    ("関野さんは元気", "関野 健太郎", False),                 # the surname belongs to the whole family
    ("関野健太郎", "関野健太郎", True),                       # no space: the whole
    ("髙野 恵子", "高野 恵子", True),                         # old and new forms
    ("ｹﾝﾀ", "関野 ケンタ", True),                             # half-width kana (NFKC)
    ("ＫＥＮ Ｔanaka", "Tanaka Ken", True),
    ("恵さんに会う", "関野 恵", True),                        # one letter: only where somebody is addressed
    ("恵 さん", "関野 恵", True),
    ("恵君", "関野 恵", True),
    ("恵ちゃん", "関野 恵", True),
    ("恵氏", "関野 恵", True),
    ("恵様", "関野 恵", True),
    ("知恵を借りる", "関野 恵", False),
    ("自然の恵み", "関野 恵", False),
    ("関野恵", "関野 恵", True),
    ("美咲が", "関野 美咲", True),                            # two letters: anywhere
    ("グエンヴァンアン", "グエン・ヴァン・アン", True),
    ("ヴァンアンさん", "グエン・ヴァン・アン", True),
    ("何もない", "", False),
    ("何もない", "　", False),
])  # fmt: skip
def test_whole_and_given_names(text, name, expected):
    assert named(text, name) is expected


@pytest.mark.parametrize(("text", "kana", "expected"), [
    ("セキノケンタロウ", "セキノ ケンタロウ", True),
    ("せきの けんたろう", "セキノ ケンタロウ", True),          # in either kana
    ("ｾｷﾉ ｹﾝﾀﾛｳ", "せきの けんたろう", True),
    ("けんたろうは", "セキノ ケンタロウ", True),
    ("アイさん", "セキノ アイ", True),
    ("あいちゃん", "せきの あい", True),
    ("アイは来ない", "セキノ アイ", True),                     # two katakana as they are written
    ("つきあいが減った", "セキノ アイ", False),                # … but not every あい
    ("つきあいが減った", "せきの あい", False),
    ("昨日あいが来た", "せきの あい", True),                   # … where a word in kana begins
    ("昨日アイが来た", "せきの あい", True),                   # … in either kana
    ("昨日あいが来た", "セキノ アイ", True),
    ("せきのあい", "セキノ アイ", True),
    ("", "セキノ ケンタロウ", False),
])  # fmt: skip
def test_kana(text, kana, expected):
    assert named(text, "", kana=kana) is expected


@pytest.mark.parametrize(("text", "alias", "expected"), [
    ("けんちゃんが", "けんちゃん", True),
    ("ケンチャンが", "けんちゃん", True),
    ("健坊が", "健坊", True),
    ("健さんが", "健", False),
    ("健が", "健", False),                     # an alias of one letter is looked for nowhere
    ("タマが", "健坊、タマ", True),            # several aliases in one field
    ("健坊が", "健坊、タマ", True),
])  # fmt: skip
def test_aliases(text, alias, expected):
    assert named(text, "", alias=alias) is expected


def test_a_surname_of_the_household_splits_a_name_without_a_space():
    assert named("健太郎が来た", "関野健太郎") is False
    assert named("健太郎が来た", "関野健太郎", surnames=("関野",)) is True


# ------------------------------------------------------------------------------------------------ in the gate: who is hidden

TEXT = Piece(label="事実", text="健太郎が手伝った", path=f"cases/R07/{CASE}/notes/x.yaml")


def outcome(the_world, piece=TEXT, kind="asks", **more):
    result = release(gate(the_world, meeting(kind, **more)), piece)
    return "shown" if isinstance(result, Released) else result.rule


@pytest.mark.parametrize(("acts", "kind", "expected"), [
    ([consent("P1")], "asks", 7),                                       # P2 may not be shown
    ([consent("P1"), consent("P2")], "asks", "shown"),
    ([consent("P1"), consent("P2", categories=("介護",))], "asks", 7),  # a name is 基本情報
    ([consent("P1"), consent("P2", categories=("基本情報",))], "asks", "shown"),
    ([consent("P1"), consent("P2", agencies=("chuo",))], "asks", 7),
    ([], "free", "shown"),
])  # fmt: skip
def test_names_of_those_who_may_not_be_shown_block_a_text(acts, kind, expected):
    assert outcome(world(case(consents=tuple(acts))), kind=kind) == expected


def test_ones_own_name_does_not_block_ones_own_text():
    the_world = world(case(consents=(consent("P1"),)))
    assert outcome(the_world, with_fields(TEXT, text="一子が自分で話した")) == "shown"


def test_the_offices_own_words_are_not_searched():
    """A centre that is called like somebody's given name stays on the paper; a record's words do not."""
    the_world = world(case(consents=(consent("P1"),)))
    assert outcome(the_world, with_fields(TEXT, text="", aside="健太郎相談センター", caption="健太郎")) == "shown"


def test_head_pieces_that_hold_a_records_words_are_searched():
    the_world = world(case(consents=(consent("P1"),)))
    assert outcome(the_world, with_fields(TEXT, row="head")) == 7


def test_the_caller_is_never_named():
    caller = Caller(name="近山 隣子", relation="近隣")
    the_world = world(case(consents=(consent(), consent("P2")), intakes=(intake(caller=caller),)))
    assert outcome(the_world, with_fields(TEXT, text="近山隣子から電話")) == 7
    assert outcome(the_world, with_fields(TEXT, text="隣子さんから電話")) == 7
    assert outcome(the_world, with_fields(TEXT, text="近山さんから電話")) == "shown"
    assert outcome(the_world, with_fields(TEXT, text="近所から電話")) == "shown"


@pytest.mark.parametrize("name", ["匿名", "母", "関野 一子", "関野", ""])
def test_a_caller_who_has_no_name_of_their_own_blocks_nothing(name):
    the_world = world(case(consents=(consent(), consent("P2")), intakes=(intake(caller=Caller(name=name)),)))
    assert outcome(the_world, with_fields(TEXT, text="匿名の母、関野一子の話")) == "shown"


def test_a_callers_given_name_that_somebody_shown_bears_too_points_to_them():
    calls = (intake(caller=Caller(name="近山 一子")),)
    the_world = world(case(consents=(consent(), consent("P2")), intakes=calls))
    assert outcome(the_world, with_fields(TEXT, text="一子が自分で話した")) == "shown"
    assert outcome(the_world, with_fields(TEXT, text="近山一子から電話")) == 7
    hidden = world(case(consents=(consent("P2"),), intakes=calls), office=OFFICE)
    item = Item(num=1, case=CASE, timing="策定", plan=PLAN, version=1)
    of_p2 = with_fields(hidden, cases=(with_fields(hidden.cases[0], plans=(plan(persons=("P2",)),)),))
    assert outcome(of_p2, with_fields(TEXT, text="一子が自分で話した", persons=("P2",)), items=(item,)) == 7


# ----------------------------------------------------------------------------------------------------- people of other cases

STRANGER = Person(id="P1", role="本人", name="別川 花世", kana="ベツカワ ハナヨ")


@pytest.mark.parametrize(("text", "expected"), [
    ("別川花世さんの隣", 7),          # a name on the wrong paper
    ("べつかわ はなよ", 7),
    ("花世さんの隣", "shown"),        # a given name alone points to nobody among thousands
    ("別川さん", "shown"),
    ("森一さんの隣", 7),              # a whole name of two letters
    ("もりはじめの隣", 7),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["free", "asks"])
def test_whole_names_of_other_cases(kind, text, expected):
    short = Person(id="P2", role="世帯員", name="森 一", kana="もり はじめ")
    the_world = world(case(consents=(consent(), consent("P2"))), other_case(OTHER, STRANGER, short))
    assert outcome(the_world, with_fields(TEXT, text=text), kind) == expected


def test_a_linked_cases_people_are_looked_for_by_every_name():
    linked = other_case(OTHER, STRANGER, related=(Related(case=CASE, how="親族"),))
    assert outcome(world(case(consents=(consent(),)), linked), with_fields(TEXT, text="花世さんの隣")) == 7


def test_a_given_name_of_a_linked_case_that_somebody_shown_bears_too_points_to_them():
    twin = Person(id="P1", role="本人", name="別川 健太郎")
    linked = other_case(OTHER, twin, related=(Related(case=CASE, how="親族"),))
    acts = (consent(), consent("P2"))
    assert outcome(world(case(consents=acts), linked), TEXT) == "shown"
    assert outcome(world(case(consents=acts), linked), with_fields(TEXT, text="別川健太郎の隣")) == 7
    assert outcome(world(case(consents=acts[:1]), linked), TEXT) == 7


def test_the_same_person_in_two_cases_goes_by_this_cases_consent():
    twin = with_fields(P1, id="P3", role="親族")
    linked = other_case(OTHER, twin, related=(Related(case=CASE, how="同じ世帯"),))
    assert outcome(world(case(consents=(consent(),)), linked), with_fields(TEXT, text="関野一子の話")) == "shown"
    assert outcome(world(case(), linked), with_fields(TEXT, text="関野一子の話")) == 1


def test_names_in_a_plan_block_only_the_text_that_holds_them():
    from tests.rules.gate_worlds import compose, shown_text

    the_plan = plan(cautions="健太郎には言わない")
    item = Item(num=1, case=CASE, plan=PLAN, version=1, timing="策定")
    composed = compose(world(case(consents=(consent(),), plans=(the_plan,))), meeting(items=(item,)))
    assert "健太郎" not in shown_text(composed)
    assert "三食とる" in shown_text(composed)
    assert [(line.rule, line.piece) for line in composed.cover.withheld if line.rule == 7] == [(7, "留意事項")]


def test_many_other_cases_cost_little():
    import time

    crowd = tuple(
        other_case(f"R07-C{n:06d}", *(Person(id=f"P{m}", role="世帯員", name=f"甲{n}乙 丙{m}丁") for m in range(1, 4)))
        for n in range(1000)
    )
    the_world = world(case(household=household(P1, P2), consents=(consent(),)), *crowd)
    start = time.perf_counter()
    the_gate = gate(the_world, meeting())
    for _ in range(200):
        release(the_gate, with_fields(TEXT, text="長い文章です。" * 20))
    assert time.perf_counter() - start < 3
