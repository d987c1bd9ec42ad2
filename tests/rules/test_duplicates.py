"""Likely duplicates: what is folded, what counts as a slip, who is never one person, and the labelled pairs as a whole."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.labelled_pairs import household, read_pairs, score
from bench.town import build_new_cases, build_town
from seki_cli.rules.duplicates import MOST, alike_findings, find_alike
from seki_cli.rules.likeness import compare_people, near_days
from seki_cli.rules.person_marks import build_marks, kana_words, phone_numbers, read_house

HANA = {
    "id": "P1",
    "role": "本人",
    "name": "架空 花子",
    "kana": "かくう はなこ",
    "born": date(1950, 4, 9),
    "phone": "0575-00-1234",
}


def alike(new: dict[str, Any], old: dict[str, Any]) -> tuple[str, ...]:
    """Return what agrees between two persons where they may be one, else nothing."""
    found = compare_people(build_marks(new), build_marks(old))
    return found.reasons if found.one_person else ()


def test_the_set_is_a_hundred_labelled_pairs() -> None:
    pairs = read_pairs()
    assert len(pairs) == 100
    assert sum(pair.one for pair in pairs) == 50
    assert len({pair.why for pair in pairs}) == 100
    assert not any(pair.one and pair.home for pair in pairs)


def test_one_person_is_found_and_nobody_is_taken_for_another() -> None:
    found = score("person", read_pairs())
    assert found.recall >= 0.94, found.missed
    assert found.precision >= 0.97, found.false


def test_one_household_is_told_apart_from_one_person() -> None:
    found = score("household", read_pairs())
    assert found.recall >= 0.93, found.missed
    assert found.precision >= 0.85, found.false


def test_whoever_may_be_one_person_is_never_passed_over_in_silence() -> None:
    assert [pair.why for pair in read_pairs() if pair.one and not find_alike(pair.new, (pair.old,))] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("おおの", "おうの"), ("おーの", "ｵｵﾉ"), ("ゆうこ", "ユーコ"), ("けいこ", "けえこ"), ("きよう", "きょう"), ("しゆん", "しゅん"),
        ("かく・あん", "かく　あん"), ("ゔぃとる", "ビトル"), ("みずき", "みづき"), ("さとお", "さとう"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_sound(one: str, other: str) -> None:
    assert kana_words(one) == kana_words(other)


@pytest.mark.parametrize(("one", "other"), [("おの", "おおの"), ("いだ", "いいだ"), ("こた", "こうた"), ("はる", "はな")])
def test_two_sounds_stay_two(one: str, other: str) -> None:
    assert kana_words(one) != kana_words(other)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0575-00-1234", {"0575001234"}), ("０５７５（００）１２３４", {"0575001234"}), ("+81-575-00-1234", {"0575001234"}),
        ("+81(0)575-00-1234", {"0575001234"}), ("22-1234 / 090-0000-1111", {"221234", "09000001111"}),
        ("なし", set()), ("", set()), ("000-0000-0000", set()), ("内線123", set()),
    ],
)  # fmt: skip
def test_telephone_numbers_as_digits(text: str, numbers: set[str]) -> None:
    assert phone_numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "架空町3丁目4番地の5",
        "架空町三丁目４番５号",
        "架空町３－４－５",
        "大字架空町3-4-5",
        "架空町 3 丁目 4 － 5",
        "架空町3ー4ー5",
    ],
)
def test_one_address_in_many_spellings(text: str) -> None:
    assert read_house(text) == read_house("架空町3-4-5")


@pytest.mark.parametrize(
    ("text", "number"), [("架空町十丁目", "10"), ("架空町十二丁目", "12"), ("架空町二十三番", "23"), ("架空町一〇番", "10")]
)
def test_numbers_in_kanji(text: str, number: str) -> None:
    house = read_house(text)
    assert house
    assert house.numbers == (number,)


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        ("1950-04-09", "生年月日が同じ"), ("1951-04-09", "生年月日が 1 字ちがい"), ("1950-04-08", "生年月日が 1 字ちがい"),
        ("1950-09-04", "生年月日の数字が入れかわり"), ("1905-04-09", "生年月日の数字が入れかわり"), ("1950-04-19", "生年月日が 1 字ちがい"),
        ("2013-04-09", "生年月日の元号ちがい"), ("1936-04-09", "生年月日の元号ちがい"), ("1950-01-01", ""), ("1964-11-30", ""),
    ],
)  # fmt: skip
def test_a_birth_date_and_its_slips(born: str, reason: str) -> None:
    reasons = alike(HANA, {**HANA, "born": born, "phone": ""})
    assert [r for r in reasons if r.startswith("生年月日")] == ([reason] if reason else [])


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_slip_is_one_from_both_sides(one: date, other: date) -> None:
    assert one in near_days(one)
    assert (one in near_days(other)) == (other in near_days(one))


@given(st.sampled_from(read_pairs()))
def test_likeness_does_not_depend_on_who_came_first(pair: Any) -> None:
    for new in map(build_marks, pair.new):
        for old in map(build_marks, pair.old.household.people):
            there, back = compare_people(new, old), compare_people(old, new)
            assert (there.weight, set(there.reasons), there.one_household) == (back.weight, set(back.reasons), back.one_household)


@given(st.sampled_from(read_pairs()))
def test_the_quick_look_passes_over_nobody_whom_the_close_one_would_find(pair: Any) -> None:
    close = [compare_people(build_marks(n), build_marks(o)) for n in pair.new for o in pair.old.household.people]
    assert bool(find_alike(pair.new, (pair.old,))) == any(one.one_person or one.one_household for one in close)


def test_the_same_person_may_have_another_number() -> None:
    mother = {"id": "P1", "role": "本人", "kana": "かくう とめ", "born": date(1925, 1, 2)}
    (found,) = find_alike([mother, {**HANA, "id": "P2"}], (household("R07-AAAAAAA", (HANA,)),))
    assert [(pair.new, pair.old) for pair in found.pairs] == [("P2", "P1")]


def test_twins_meet_themselves_and_not_each_other() -> None:
    sora = {"id": "P1", "role": "本人", "kana": "かくう そら", "born": date(2012, 3, 4), "phone": "0575-00-1111"}
    umi = {**sora, "id": "P2", "role": "世帯員", "kana": "かくう うみ"}
    swapped = ({**umi, "id": "P1"}, {**sora, "id": "P2"})
    (found,) = find_alike([sora, umi], (household("R07-AAAAAAA", swapped),))
    assert sorted((pair.new, pair.old) for pair in found.pairs) == [("P1", "P2"), ("P2", "P1")]
    (apart,) = find_alike([sora], (household("R07-AAAAAAA", (umi,)),))
    assert not apart.one_person
    assert "同じ世帯かもしれない" in apart.told
    assert "同じ人" not in apart.told


@pytest.mark.parametrize("side", ["new", "old"])
def test_where_a_protected_person_lives_is_not_told_by_what_agrees(side: str) -> None:
    hidden = {"id": "P1", "role": "本人", "phone": "0575-00-1234", "address": "架空町1-2-3", "protected": {"since": "2025-01-01"}}
    plain = {key: value for key, value in hidden.items() if key != "protected"}
    new, old = (hidden, plain) if side == "new" else (plain, hidden)
    assert find_alike([plain], (household("R07-AAAAAAA", (plain,)),))
    assert find_alike([new], (household("R07-AAAAAAA", (old,)),)) == ()
    named = {"kana": "かくう はなこ", "born": date(1950, 4, 9)}
    (found,) = find_alike([{**new, **named}], (household("R07-AAAAAAA", ({**old, **named},)),))
    assert found.pairs[0].reasons == ("ふりがなが同じ", "生年月日が同じ")


def test_the_likeliest_comes_first_and_five_are_enough() -> None:
    near = {**HANA, "born": date(1950, 4, 8), "phone": ""}
    home = {"id": "P1", "role": "本人", "phone": "0575-00-1234"}
    town = [household(f"R07-AAAAAA{n}", (row,)) for n, row in enumerate((home, near, HANA, home, home, home, home))]
    found = find_alike([HANA], town)
    assert [one.case.id for one in found][:3] == ["R07-AAAAAA2", "R07-AAAAAA1", "R07-AAAAAA0"]
    told = alike_findings(found, path="x", case="R07-BBBBBBB")
    assert len(told) == MOST < len(found)


def test_no_hint_holds_a_value() -> None:
    for pair in read_pairs():
        told = " ".join(one.told for one in find_alike(pair.new, (pair.old,)))
        values = [str(v) for row in pair.new for k, v in row.items() if k not in ("id", "role", "sex", "estimated")]
        assert [value for value in values if value in told] == []


def test_first_calls_in_a_town_of_namesakes_are_left_in_peace() -> None:
    town = build_town(1_500)
    told = [find_alike(people, town) for people in build_new_cases(town, 20)]
    assert sum(map(len, told)) <= 3
