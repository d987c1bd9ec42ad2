"""What must not stand in any text, and a changed event: SEKI087 to SEKI089."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model.case import Protected
from seki_cli.rules.check_text import changed_event, holds_individual_number
from seki_cli.rules.checks import find_all
from tests.rules.check_worlds import AS_OF, START, Pair, around, check_pair, gap
from tests.rules.worlds import correction, day, note, person

NUMBER = "123456789018"  # the twelfth digit fits; nobody's
WRONG = "123456789012"
HIDDEN = person(
    address="岐阜県関市若草通3丁目1番地",
    phone="0575-22-1234",
    school_or_work="架空商事 本店",
    protected=Protected(since=day("2025-04-01")),
)
OPEN = replace(HIDDEN, protected=None)


def said(fact: str, *people):
    return around(*START, note("2025-05-01", fact=fact), people=people or (person(),))


TABLE = (
    Pair("SEKI087", "続けた12桁", lambda: said(f"番号は{NUMBER}です"), lambda: said(f"番号は{WRONG}です")),
    Pair("SEKI087", "全角と区切り", lambda: said("１２３４－５６７８－９０１８"), lambda: said("１２３４－５６７８－９０１２")),
    Pair("SEKI087", "空白の区切り", lambda: said("1234 5678 9018"), lambda: said("12345 678 9018")),
    Pair("SEKI087", "13桁の一部", lambda: said(NUMBER), lambda: said("1" + NUMBER)),
    Pair("SEKI087", "国際電話の形", lambda: said(NUMBER), lambda: said("+" + NUMBER)),
    Pair(
        "SEKI087", "独自項目",
        lambda: around(replace(START[0], extra={"memo": [NUMBER]}), START[1]),
        lambda: around(replace(START[0], extra={"memo": [WRONG], "count": 3}), START[1]),
    ),
    Pair("SEKI087", "地域課題", lambda: around(*START, gaps=(gap(text=NUMBER),)), lambda: around(*START, gaps=(gap(text=WRONG),))),
    Pair("SEKI088", "住所", lambda: said("関市若草通３－１で会った", HIDDEN), lambda: said("関市若草通３－１で会った", OPEN)),
    Pair("SEKI088", "電話", lambda: said("(0575)22-1234 へ電話", HIDDEN), lambda: said("(0575)22-1235 へ電話", HIDDEN)),
    Pair("SEKI088", "勤務先", lambda: said("架空商事本店に勤める", HIDDEN), lambda: said("架空の会社に勤める", HIDDEN)),
    Pair(
        "SEKI088", "期限が過ぎていても",
        lambda: said("若草通3-1", replace(HIDDEN, protected=Protected(until=day("2025-05-31")))),
        lambda: said("若草通3-1", OPEN),
    ),
    Pair(
        "SEKI088", "場所でない言葉",
        lambda: said("会社員として働く", replace(HIDDEN, school_or_work="架空商事"), person("P2", "世帯員", health="架空商事で倒れた")),
        lambda: said("会社員として働く", replace(HIDDEN, school_or_work="会社員")),
    ),
)  # fmt: skip


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_the_wrong_gives_it_and_the_near_miss_does_not(pair: Pair) -> None:
    check_pair(pair)


@pytest.mark.parametrize(("code", "fact", "people"), [("SEKI087", NUMBER, (person(),)), ("SEKI088", "若草通3-1", (HIDDEN,))])
def test_what_a_correction_replaced_is_a_warning_only(code, fact, people) -> None:
    written = note("2025-05-01", fact=fact)
    world = around(*START, written, correction(written, id="20250502-N009", fact="（消した）"), people=people)
    (found,) = find_all(world, day(AS_OF))
    assert (found.code, found.severity, found.path) == (code, "warning", written.path)


def by_the_ordinance(eleven: list[int]) -> int:
    """The check digit as the ordinance writes it, once more and from the other end: weights 6 5 4 3 2 7 6 5 4 3 2."""
    rest = sum(p * q for p, q in zip(eleven, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return {0: 0, 1: 0}.get(rest, 11 - rest)


@given(st.lists(st.integers(0, 9), min_size=11, max_size=11))
def test_just_one_last_digit_of_ten_makes_an_individual_number(eleven: list[int]) -> None:
    stem = "".join(map(str, eleven))
    assert [n for n in range(10) if holds_individual_number(f"x{stem}{n}")] == [by_the_ordinance(eleven)]


def test_fingerprints_and_ids_are_not_searched() -> None:
    assert find_all(around(replace(START[0], path=f"x/{NUMBER}"), START[1]), day(AS_OF)) == ()


def test_a_changed_event_names_its_case_and_kind_and_nothing_else() -> None:
    found = changed_event("cases/R07/R07-AAAAAAA/notes/20250501-N001.yaml", "note")
    assert (found.code, found.severity, found.case) == ("SEKI089", "error", "R07-AAAAAAA")
    assert found.message.startswith("支援経過記録が")
    assert changed_event("meetings/R07/M-20250520-AAAA/meeting.yaml").case == ""
