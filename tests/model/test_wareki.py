"""Eras: every day there and back, the edges of the eras, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seki_cli.model.wareki import (
    parse_day,
    parse_fiscal_year,
    show_day,
    show_day_short,
    show_day_with_weekday,
    show_fiscal_year,
)

TODAY = date(2025, 6, 11)
DAYS = st.dates(date(1873, 1, 1), date(2100, 12, 31))
SENTENCES = {
    "日付として読めません。2025-06-11、R7.6.11、令和7年6月11日、今日 のように入れてください",
    "暦にない日です。年・月・日を確かめてください",
    "その元号にはない日です。元号と年を確かめるか、西暦で入れてください",
    "日付と曜日が合いません。どちらが正しいか確かめてください",
}
WIDE = str.maketrans("0123456789RHSTM./-", "０１２３４５６７８９ＲＨＳＴＭ．／－")


@given(DAYS)
def test_what_is_shown_can_be_typed(day: date) -> None:
    for shown in (show_day(day), show_day_short(day), show_day_with_weekday(day), day.isoformat()):
        assert parse_day(shown, TODAY) == day
        assert parse_day(shown.translate(WIDE), TODAY) == day
        assert parse_day(f" {shown.lower()}　", TODAY) == day


def test_every_day_of_the_era_of_the_records_there_and_back() -> None:
    day = date(2019, 4, 1)
    while day <= date(2040, 3, 31):
        assert parse_day(show_day(day), TODAY) == day
        assert parse_day(show_day_short(day), TODAY) == day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "typed",
    [
        "2025-06-11", "2025/6/11", "2025.6.11", "2025年6月11日", "20250611", "２０２５－０６－１１", "2025ー06ー11",
        "R7.6.11", "R07/6/11", "r7-6-11", "Ｒ７．６．１１", "令和7年6月11日", "令和７年６月１１日", "令和 7年 6月 11日",
        "令和07年06月11日", "㋿7年6月11日", "令和7.6.11", "令和7年6月11日(水)", "令和7年6月11日（水）", "今日", " 本日 ", "きょう",
    ],
)  # fmt: skip
def test_ways_to_write_one_day(typed: str) -> None:
    assert parse_day(typed, TODAY) == TODAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("来週水曜", "2025-06-18"), ("来週の水曜日", "2025-06-18"), ("今週月曜", "2025-06-09"), ("今週日", "2025-06-15"),
        ("先週金曜", "2025-06-06"), ("再来週の火曜", "2025-06-24"), ("再来週", "2025-06-25"), ("おととい", "2025-06-09"),
        ("来月", "2025-07-11"), ("先月", "2025-05-11"), ("来月10日", "2025-07-10"), ("今月の1日", "2025-06-01"), ("月末", "2025-06-30"),
        ("来月末", "2025-07-31"), ("＋１４", "2025-06-25"), ("+14", "2025-06-25"), ("+2週", "2025-06-25"), ("+3か月", "2025-09-11"),
        ("2週間後", "2025-06-25"), ("２週後", "2025-06-25"), ("3ヶ月後", "2025-09-11"), ("3カ月後", "2025-09-11"), ("1年後", "2026-06-11"),
        ("5日前", "2025-06-06"), ("1週間前", "2025-06-04"), ("+0", "2025-06-11"), ("半年後", "2025-12-11"), ("年度末", "2026-03-31"),
    ],
)  # fmt: skip
def test_days_as_people_say_them(typed: str, day: str) -> None:
    assert parse_day(typed, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed", ["14", "14日", "+14後", "+", "2か月", "10月後", "6月20日", "20日", "来週の", "来月31日後", "末", "-3"]
)
def test_what_could_mean_two_days_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="日付として読めません"):
        parse_day(typed, TODAY)


def test_the_end_of_a_month_is_no_trap() -> None:
    assert parse_day("来月", date(2025, 1, 31)) == date(2025, 2, 28)
    assert parse_day("来月末", date(2025, 1, 31)) == date(2025, 2, 28)
    assert parse_day("3か月後", date(2025, 11, 30)) == date(2026, 2, 28)
    with pytest.raises(ValueError, match="暦にない日"):
        parse_day("来月30日", date(2025, 1, 31))


@pytest.mark.parametrize(
    ("typed", "days"),
    [("明日", 1), ("あす", 1), ("昨日", -1), ("きのう", -1), ("あさって", 2), ("明後日", 2), ("来週", 7)],
)
def test_words_count_from_today(typed: str, days: int) -> None:
    assert parse_day(typed, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("R元.5.1", "2019-05-01"),
        ("R1.5.1", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("昭和元年12月25日", "1926-12-25"),
        ("大正15年12月25日", "1926-12-25"),
        ("大正15年12月24日", "1926-12-24"),
        ("大正元年7月30日", "1912-07-30"),
        ("明治45年7月30日", "1912-07-30"),
        ("明治6年1月1日", "1873-01-01"),
        ("S20.8.15", "1945-08-15"),
        ("H16.2.29", "2004-02-29"),
        ("R10.3.31", "2028-03-31"),
    ],
)
def test_edges_of_the_eras(typed: str, expected: str) -> None:
    assert parse_day(typed, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "平成31年5月1日", "令和元年4月30日", "昭和64年1月8日", "平成元年1月7日", "昭和元年12月24日", "大正15年12月26日", "大正元年7月29日",
        "明治45年7月31日", "明治5年12月3日", "昭和65年4月1日", "平成32年1月1日", "令和0年5月1日", "令和2025年6月11日",
    ],
)  # fmt: skip
def test_a_day_outside_its_era_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="元号|暦にない"):
        parse_day(typed, TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "6/11", "6月11日", "7.6.11", "25-06-11", "2025-06", "2025-6-31", "2025-02-29", "2025-13-01", "2025-00-10", "2025-06-11\n2",
        "20250632", "2025061", "R7.6", "X7.6.11", "令和年6月11日", "令和7年6月11日(木)", "0225-06-11", "12025-06-11", "2025-06-11T10:00",
        "山田さんの日", "<b>2025-06-11</b>", "2025-06-11;", "٢٠٢٥-٠٦-١١", "元年5月1日",
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_day(typed, TODAY)
    assert str(refused.value) in SENTENCES


@given(st.text(max_size=40))
def test_no_text_gets_anything_but_a_day_or_a_sentence(typed: str) -> None:
    try:
        assert isinstance(parse_day(typed, TODAY), date)
    except ValueError as refused:
        assert str(refused) in SENTENCES  # noqa: PT017 - a day or a sentence, both are right


@pytest.mark.parametrize(
    ("day", "long", "short", "with_weekday"),
    [
        ("2025-06-11", "令和7年6月11日", "R7.6.11", "令和7年6月11日(水)"),
        ("2019-05-01", "令和元年5月1日", "R1.5.1", "令和元年5月1日(水)"),
        ("2019-04-30", "平成31年4月30日", "H31.4.30", "平成31年4月30日(火)"),
        ("1989-01-08", "平成元年1月8日", "H1.1.8", "平成元年1月8日(日)"),
        ("1989-01-07", "昭和64年1月7日", "S64.1.7", "昭和64年1月7日(土)"),
        ("1926-12-25", "昭和元年12月25日", "S1.12.25", "昭和元年12月25日(土)"),
        ("1912-07-30", "大正元年7月30日", "T1.7.30", "大正元年7月30日(火)"),
        ("1872-12-31", "1872年12月31日", "1872-12-31", "1872年12月31日(火)"),
    ],
)
def test_how_days_are_shown(day: str, long: str, short: str, with_weekday: str) -> None:
    shown = date.fromisoformat(day)
    assert (show_day(shown), show_day_short(shown), show_day_with_weekday(shown)) == (long, short, with_weekday)


@pytest.mark.parametrize(
    ("year", "shown"),
    [
        (2025, "令和7年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (2028, "令和10年度"),
    ],
)
def test_how_fiscal_years_are_shown_and_read(year: int, shown: str) -> None:
    assert show_fiscal_year(year) == shown
    assert parse_fiscal_year(shown) == year


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("R7", 2025), ("r07", 2025), ("Ｒ７", 2025), ("令和7", 2025), ("令和７年度", 2025), ("令和7年", 2025), ("2025", 2025), ("2025年度", 2025),
        ("R元", 2019), ("R1", 2019), ("平成31年度", 2019), ("H30", 2018), ("昭和63年度", 1988),
    ],
)  # fmt: skip
def test_ways_to_write_a_fiscal_year(typed: str, year: int) -> None:
    assert parse_fiscal_year(typed) == year


@pytest.mark.parametrize(
    "typed", ["", "7", "25", "R", "R0", "平成32年度", "昭和64年度", "令和7年度4月", "20255", "0000", "9999", "今年度", "元年度"]
)
def test_other_fiscal_years_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="ください"):
        parse_fiscal_year(typed)


@given(st.integers(1873, 2100))
def test_fiscal_years_there_and_back(year: int) -> None:
    assert parse_fiscal_year(show_fiscal_year(year)) == year
