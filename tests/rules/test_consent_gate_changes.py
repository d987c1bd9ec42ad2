"""Rule 8 over time: what changed since the last meeting is told only where the thing itself may be seen, now and then.

Two worlds that differ only in a change that the room may not see give byte-identical papers. Each change is made twice: once
in rooms that may not see it, once in a room that may.
"""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seki_cli.model.case import Person, Protected, Relation, TeamMember
from seki_cli.model.meeting import Item
from seki_cli.model.plan import Goal
from seki_cli.model.released import Released
from seki_cli.papers.agenda import render_agenda
from seki_cli.rules.consent import release
from seki_cli.rules.pieces import household_pieces
from tests.rules.gate_worlds import (
    CASE,
    P1,
    P2,
    PLAN,
    case,
    compose,
    consent,
    decision,
    gate,
    household,
    meeting,
    plan,
    shown_text,
    with_fields,
    world,
)

TEMPLATE = (Path(__file__).parents[2] / "templates/papers/agenda.txt.j2").read_text("utf-8")
BEFORE = meeting(id="M-20250620-AAAA", date=date(2025, 6, 20), items=(Item(num=1, case=CASE, timing="策定"),))
NOW = meeting(agencies=("chuo",), items=(Item(num=1, case=CASE, timing="策定"),))
FRIEND = Person(id="PABC", role="世帯員", name="別川 花世", living="同居")
SAFE = Protected(since=date(2025, 5, 1))


def of(person, *categories):
    return consent(person, "一部同意", categories=categories)


def paper(now, then, acts):
    """The paper of a household as it is now, when at the last meeting it was as it was then."""
    cases = [
        case(household=one, consents=tuple(acts), decisions=(decision(meeting=BEFORE.id, date=BEFORE.date),))
        for one in (now, then)
    ]
    composed = compose(world(cases[0], meetings=(BEFORE, NOW)), NOW, past={CASE: cases[1]})
    return render_agenda(composed.paper, TEMPLATE, "text", draft=True)


def people(*fields):
    """P1 and P2, each with other fields."""
    return household(*(with_fields(person, **more) for person, more in zip((P1, P2), fields, strict=True)))


OPENS = of("P1", "就労")
"""What lets the item be discussed at all, and shows nothing of the household."""
RELATED = Relation(kind="親子", a="P1", b="P2")
BOTH = (consent("P1"), consent("P2"), consent("PABC"))
CHANGES = {
    # name                     then                                  now                                    the narrowest consents that show it, and a word of it
    "P1 in hospital":          (people({"living": "同居"}, {}),        people({"living": "入院"}, {}),          [of("P1", "基本情報")], "P1 が入院しました: 前は同居"),
    "P1's health":             (people({"health": "糖尿病"}, {}),      people({"health": "心臓"}, {}),          [of("P1", "健康・医療")], "P1 の健康の変化: 糖尿病 → 心臓"),
    "P1 got a care level":     (people({}, {}),                      people({"care_level": "要介護1"}, {}),   [of("P1", "介護")], "記載なし → 要介護1"),
    "P2 moved out":            (people({}, {"living": "同居"}),        people({}, {"living": "別居"}),          [OPENS, of("P2", "基本情報")], "P2 が別居になりました"),
    "P2 is no more of it":     (people({}, {}),                      people({}, {"role": "別居家族"}),        [OPENS, of("P2", "基本情報")], "世帯員 → 別居家族"),
    "P2's certificate":        (people({}, {}),                      people({}, {"certificates": ("療育",)}), [OPENS, of("P2", "障害")], "記載なし → 療育"),
    "P2's work":               (people({}, {"school_or_work": "工場"}), people({}, {"school_or_work": "農園"}), [OPENS, of("P2", "就労", "子ども・教育")], "工場 → 農園"),
    "P2 became a spouse":      (people({}, {}),                      people({}, {"relation": "妻"}),          [of("P1", "世帯"), of("P2", "世帯")], "長男 → 妻"),
    "P1 and P2 got related":   (household(P1, P2),                   household(P1, P2, relations=(RELATED,)), [of("P1", "世帯"), of("P2", "世帯")], "P1とP2の「親子」が記録されました"),
    "somebody joined":         (household(P1, P2),                   household(P1, P2, FRIEND),              [OPENS, of("PABC", "基本情報")], "PABC が世帯に加わりました"),
    "P2 has another name":     (people({}, {"name": "関 健"}),         people({}, {}),                        [OPENS, of("P2", "基本情報")], "P2 の氏名の記載が変わりました"),
}  # fmt: skip
NEVER = {
    "an address": (people({}, {}), people({"address": "別の町1番地"}, {"address": "海1"})),
    "a telephone": (people({}, {}), people({"phone": "090"}, {})),
    "issues": (people({}, {}), people({"issues": ("借金",)}, {})),
    "who has gone": (household(P1, P2, FRIEND), household(P1, P2)),
    "protection set": (people({"school_or_work": "工場", "living": "同居"}, {}), people({"school_or_work": "農園", "living": "施設", "protected": SAFE}, {})),
    "protection lifted": (people({"school_or_work": "工場", "protected": SAFE}, {}), people({"school_or_work": "工場"}, {})),
    "a relation of somebody gone": (household(P1, P2, relations=(RELATED, Relation(kind="婚姻", a="P1", b="PABC"))), household(P1, P2, relations=(RELATED,))),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_under_the_narrowest_consent_that_covers_it(name):
    then, now, acts, word = CHANGES[name]
    assert word in paper(now, then, acts)
    assert word in paper(now, then, BOTH)
    assert word not in paper(now, now, BOTH)


@pytest.mark.parametrize("name", CHANGES)
def test_one_category_less_leaves_no_trace(name):
    then, now, acts, _ = CHANGES[name]
    for at, act in enumerate(acts):
        for left in act.categories if act is not OPENS else ():
            fewer = tuple(word for word in act.categories if word != left) or ("司法",)
            less = [with_fields(one, categories=fewer) if n == at else one for n, one in enumerate(acts)]
            assert paper(now, then, less) == paper(now, now, less), (name, act.person, left)


def changed(text):
    """The section of what changed, if there is one."""
    return text.partition("から変わったこと")[2].partition("■")[0]


@pytest.mark.parametrize("name", CHANGES)
def test_what_it_was_before_leaves_no_trace_where_it_may_not_be_seen(name):
    then, now, _, _ = CHANGES[name]
    for acts in ([of("P1", "司法")], [of("P1", "司法"), of("P2", "司法"), of("PABC", "司法")]):
        assert paper(now, then, acts) == paper(now, now, acts)


@pytest.mark.parametrize("name", NEVER)
def test_what_is_never_told_to_anybody(name):
    then, now = NEVER[name]
    assert changed(paper(now, then, BOTH)) == changed(paper(now, now, BOTH)) == ""


FIELDS = {"role": ("世帯員", "別居家族"), "living": ("同居", "入院", None), "health": ("胃", "心臓", ""), "care_level": ("要支援1", "要介護2"),
          "certificates": ((), ("療育",)), "school_or_work": ("工場", "農園"), "relation": ("長男", "弟"), "address": ("山1番地", "海2番地")}  # fmt: skip
CATEGORIES = ("基本情報", "世帯", "健康・医療", "介護", "障害", "就労", "子ども・教育")
values = st.fixed_dictionaries({name: st.sampled_from(options) for name, options in FIELDS.items()})
some = st.just("すべて") | st.lists(st.sampled_from(CATEGORIES), min_size=1, unique=True).map(tuple)


@settings(max_examples=60, deadline=None)
@given(st.tuples(values, values), st.tuples(values, values), st.tuples(values, values), some, st.none() | some)
def test_two_pasts_that_differ_only_in_what_is_hidden_give_one_paper(now, one, other, mine, theirs):
    acts = [consent("P1", "一部同意", categories=mine), *([consent("P2", "一部同意", categories=theirs)] if theirs else [])]
    standing = gate(world(case(household=people(*now), consents=tuple(acts))), NOW)
    pieces = household_pieces(case(household=people(*now)), NOW.date)
    seen = {(p.persons[0], p.key[-1]) for p in pieces if isinstance(release(standing, p), Released)}
    differing = {(who, name) for at, who in enumerate(("P1", "P2")) for name in FIELDS if one[at][name] != other[at][name]}
    empty = {(who, name) for (at, who), name in product(enumerate(("P1", "P2")), FIELDS) if not now[at][name]}
    if not differing & (seen | empty):
        assert paper(people(*now), people(*one), acts) == paper(people(*now), people(*other), acts)


@pytest.mark.parametrize(
    "fields", [({"health": "健太郎さんの看病"}, {"health": "胃"}), ({"health": "胃"}, {"health": "健太郎さんの看病"})]
)
def test_a_name_that_may_not_be_shown_blocks_what_was_and_what_is(fields):
    before, after = fields
    text = paper(people(after, {}), people(before, {}), [of("P1", "基本情報", "健康・医療")])
    assert "健太郎" not in text
    assert changed(text) == ""
    assert "看病" in changed(paper(people(after, {}), people(before, {}), BOTH))


# ------------------------------------------------------------------------------------------------------ the team, the plan


def test_the_team_is_told_by_agency_and_never_by_what_it_does():
    head = replace(case().head, team=(TeamMember(agency="shakyo", role="長男の飲酒のこと"),))
    now, then = case(head=head, consents=BOTH), case(head=replace(head, team=(TeamMember(agency="iryo", role="うつ"),)))
    text = shown_text(compose(world(now, meetings=(BEFORE, NOW)), NOW, past={CASE: then}))
    assert "社協がチームに加わりました。" in text
    assert "みなと病院がチームから外れました。" in text
    assert not any(word in text for word in ("飲酒", "うつ"))
    ended = case(head=head, consents=(consent("P1", "撤回"),))
    assert "チーム" not in shown_text(compose(world(ended, meetings=(BEFORE, NOW)), NOW, past={CASE: then}))


def test_how_often_a_goals_day_moved_counts_only_the_versions_that_may_be_seen():
    days = (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 31))
    versions = tuple(
        plan(num, categories=category, goals=(Goal(num=1, text="三食とる", due=day),))
        for num, category, day in zip((1, 2, 3), (("就労",), ("介護",), ("就労",)), days, strict=True)
    )
    last, item = with_fields(SAT, items=(ITEM,)), with_fields(ITEM, version=3)
    now = with_fields(NOW, items=(item,))

    def told(acts, plans):
        return shown_text(compose(world(case(consents=acts, plans=plans), meetings=(last, now)), now))

    moved = "目標1の達成時期が令和7年12月31日から令和8年3月31日に変わりました"
    assert f"{moved}（2回目）。" in told((consent("P1"),), versions)
    assert f"{moved}。" in told((OPENS,), versions)
    assert told((OPENS,), versions) == told((OPENS,), (versions[0], versions[2]))


ITEM = Item(num=1, case=CASE, plan=PLAN, version=1, timing="策定")
SAT = with_fields(BEFORE, items=(ITEM,))
AGAIN = with_fields(NOW, items=(ITEM,))


@pytest.mark.parametrize(("categories", "told"), [(("就労",), True), (("介護",), False), ((), False), ("すべて", False)])
def test_a_draft_that_was_written_anew_under_its_number_needs_the_consents_of_both(categories, told):
    """The version of then may have been about other things: its consents are asked too."""
    goals = (Goal(num=1, text="三食とる", due=date(2026, 1, 31)),)
    now = case(consents=(OPENS,), plans=(plan(categories=("就労",), goals=goals, content_hash="b"),))
    then = case(plans=(plan(categories=categories, content_hash="a"),))
    text = shown_text(compose(world(now, meetings=(SAT, AGAIN)), AGAIN, past={CASE: then}))
    assert ("プランの第1版が書き改められました。" in text) is told
    assert ("目標1の達成時期が令和7年12月31日から令和8年1月31日に変わりました。" in text) is told


def test_a_meeting_that_named_no_version_had_the_newest_of_its_day():
    before = meeting(id="M-20250620-AAAA", date=date(2025, 6, 20), items=(Item(num=1, case=CASE, plan=PLAN, timing="策定"),))
    now = meeting(agencies=("chuo",), items=(Item(num=1, case=CASE, plan=PLAN, version=3, timing="変更"),))
    made = {1: date(2025, 6, 5), 2: before.date, 3: date(2025, 7, 1)}
    versions = tuple(plan(num, made_on=day, categories=("就労",)) for num, day in made.items())
    held = case(
        household=household(P1, P2),
        consents=BOTH,
        plans=versions,
        decisions=(decision(meeting=before.id, date=before.date, plan=PLAN, version=2),),
    )
    composed = compose(world(held, meetings=(before, now)), now, past={CASE: held})
    assert "第2版から第3版になりました" in shown_text(composed)
