"""Japanese eras: what people type becomes a day, and a day becomes what people read. Files hold ISO text only."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from seki_cli.model.days import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class _Era:
    name: str
    letter: str
    first_year: int
    since: date
    until: date


# On the first day of 大正 and of 昭和 the old era was still in force too; 平成 and 令和 began at midnight. 明治 is taken
# from the calendar reform on: before it, month and day are those of the old lunar calendar.
_ERAS: Final = (
    _Era(name="令和", letter="R", first_year=2019, since=date(2019, 5, 1), until=date.max),
    _Era(name="平成", letter="H", first_year=1989, since=date(1989, 1, 8), until=date(2019, 4, 30)),
    _Era(name="昭和", letter="S", first_year=1926, since=date(1926, 12, 25), until=date(1989, 1, 7)),
    _Era(name="大正", letter="T", first_year=1912, since=date(1912, 7, 30), until=date(1926, 12, 25)),
    _Era(name="明治", letter="M", first_year=1868, since=date(1873, 1, 1), until=date(1912, 7, 30)),
)
_EARLIEST: Final = _ERAS[-1].since
_WEEKDAYS: Final = "月火水木金土日"
_WORDS: Final = {
    **dict.fromkeys(("今日", "きょう", "本日"), 0),
    **dict.fromkeys(("明日", "あした", "あす"), 1),
    **dict.fromkeys(("明後日", "あさって"), 2),
    **dict.fromkeys(("昨日", "きのう"), -1),
    **dict.fromkeys(("一昨日", "おととい"), -2),
    "来週": 7,
    "再来週": 14,
}
_NEAR: Final = {"先": -1, "今": 0, "来": 1, "再来": 2}
_MONTHS_AWAY: Final = {"先月": -1, "来月": 1, "半年後": 6}
_WEEKDAY_OF: Final = re.compile("(?P<week>先|今|来|再来)週の?(?P<weekday>[月火水木金土日])(?:曜日?)?")
_IN_MONTH: Final = re.compile("(?P<month>先|今|来|再来)?月(?:の?(?P<day>[0-9]{1,2})日|の?(?P<end>末日?))")
_AWAY: Final = re.compile("(?P<plus>[+])?(?P<count>[0-9]{1,3})(?P<unit>日|週間?|[かヶケカ箇]月|年)?(?P<way>後|前)?")
_ERA: Final = "(?P<era>令和|平成|昭和|大正|明治|[RHSTM])?"
_DAY: Final = re.compile(
    _ERA
    + "(?P<year>元|[0-9]{1,4})(?:年|[-/.])(?P<month>[0-9]{1,2})(?:月|[-/.])(?P<day>[0-9]{1,2})日?(?:[(](?P<weekday>[月火水木金土日])[)])?"
)
_FISCAL: Final = re.compile(_ERA + "(?P<year>元|[0-9]{1,4})(?:年度?)?")
_DASHES: Final = re.compile("[‐‑‒–—―−─ー]")

_NOT_A_DAY: Final = "日付として読めません。2025-06-11、R7.6.11、令和7年6月11日、今日 のように入れてください"
_NO_SUCH_DAY: Final = "暦にない日です。年・月・日を確かめてください"
_NOT_IN_ERA: Final = "その元号にはない日です。元号と年を確かめるか、西暦で入れてください"
_WRONG_WEEKDAY: Final = "日付と曜日が合いません。どちらが正しいか確かめてください"
_NOT_A_YEAR: Final = "年度として読めません。R7、令和7年度、2025 のように入れてください"


def parse_day(text: str, today: date) -> date:
    """Return the day that a person typed: ISO, 和暦 (R7.6.11, 令和7年6月11日), in any width, or as people say it.

    Counted from `today`: 今日, 来週, 来週水曜 (weeks begin on Monday), 来月, 来月10日, 月末, 年度末, 2週間後, 3か月後, 半年後, 5日前, +14 (days).
    A month without that day ends the count at its last one (1/31, 来月 = 2/28); 来月31日 is refused where there is none.

    A day outside its era (平成31年5月1日) is refused rather than read as the next era's: where era and day disagree, one of
    the two is a slip, and only the writer knows which. A year of fewer than four digits needs an era. A weekday in brackets
    must fit. Raises ValueError with a sentence for the user that never holds what was typed.
    """
    plain = _fold(text)
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    if plain == "年度末":
        return _build_day(today.year + (today.month > 3), 3, 31)
    if (near := _find_near(plain, today)) is not None:
        return near
    if re.fullmatch("[0-9]{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    found = _DAY.fullmatch(plain)
    if found is None:
        raise ValueError(_NOT_A_DAY)
    era = _find_era(found["era"])
    day = _build_day(_western_year(found["year"], era, _NOT_A_DAY), int(found["month"]), int(found["day"]))
    if era is not None and not era.since <= day <= era.until:
        raise ValueError(_NOT_IN_ERA)
    if found["weekday"] and found["weekday"] != _WEEKDAYS[day.weekday()]:
        raise ValueError(_WRONG_WEEKDAY)
    return day


def _find_near(plain: str, today: date) -> date | None:
    """Return a day that is told by its distance from today; None where the words tell no distance."""
    if plain in _MONTHS_AWAY:
        return add_months(today, _MONTHS_AWAY[plain])
    if found := _WEEKDAY_OF.fullmatch(plain):
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(weeks=_NEAR[found["week"]], days=_WEEKDAYS.index(found["weekday"]))
    if found := _IN_MONTH.fullmatch(plain):
        first = add_months(today.replace(day=1), _NEAR[found["month"] or "今"])
        return (
            add_months(first, 1) - timedelta(days=1) if found["end"] else _build_day(first.year, first.month, int(found["day"]))
        )
    found = _AWAY.fullmatch(plain)
    if found is None or bool(found["plus"]) == bool(found["way"]) or not (found["plus"] or found["unit"]):
        return None
    count = -int(found["count"]) if found["way"] == "前" else int(found["count"])
    unit = (found["unit"] or "日")[-1]
    if unit in "日間週":
        return today + timedelta(days=count * (1 if unit == "日" else 7))
    return add_months(today, count * (12 if unit == "年" else 1))


def parse_fiscal_year(text: str) -> int:
    """Return the 年度 that a person typed (R7, 令和7年度, 2025) as a Western year.

    平成31年度 and 令和元年度 are both 2019: an era's year counts where the era was in force on some day of the 年度.
    Raises ValueError with a sentence for the user.
    """
    found = _FISCAL.fullmatch(_fold(text))
    if found is None:
        raise ValueError(_NOT_A_YEAR)
    era = _find_era(found["era"])
    year = _western_year(found["year"], era, _NOT_A_YEAR)
    if not _EARLIEST.year <= year < date.max.year:
        raise ValueError(_NOT_A_YEAR)
    if era is not None and not (era.since <= date(year + 1, 3, 31) and date(year, 4, 1) <= era.until):
        raise ValueError(_NOT_IN_ERA)
    return year


def show_day(day: date) -> str:
    """Return a day for people to read: 令和7年6月11日, 令和元年5月1日. Before 明治6年 the Western year stands."""
    era = _era_on(day)
    year = f"{day.year}" if era is None else f"{era.name}{_era_year(day.year, era)}"
    return f"{year}年{day.month}月{day.day}日"


@lru_cache(maxsize=4096)
def show_day_short(day: date) -> str:
    """Return a day for a narrow column: R7.6.11."""
    era = _era_on(day)
    return day.isoformat() if era is None else f"{era.letter}{_number(day.year, era)}.{day.month}.{day.day}"


def show_day_with_weekday(day: date) -> str:
    """Return a day with its weekday, as invitations write it: 令和7年6月11日(水)."""
    return f"{show_day(day)}({_WEEKDAYS[day.weekday()]})"


def show_fiscal_year(year: int) -> str:
    """Return a 年度, given as a Western year, for people to read: 令和7年度.

    The era of 1 May names it, so that 2019 is 令和元年度 (as the government announced) and 2018 平成30年度.
    """
    era = _era_on(date(year, 5, 1))
    return f"{year}年度" if era is None else f"{era.name}{_era_year(year, era)}年度"


def _fold(text: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    return _DASHES.sub("-", plain)


def _find_era(word: str | None) -> _Era | None:
    return next((era for era in _ERAS if word in (era.name, era.letter)), None)


def _era_on(day: date) -> _Era | None:
    return next((era for era in _ERAS if era.since <= day <= era.until), None)


def _number(year: int, era: _Era) -> int:
    return year - era.first_year + 1


def _era_year(year: int, era: _Era) -> str:
    number = _number(year, era)
    return "元" if number == 1 else str(number)


def _western_year(word: str, era: _Era | None, otherwise: str) -> int:
    if era is None:
        if len(word) != 4:
            raise ValueError(otherwise)
        return int(word)
    number = 1 if word == "元" else int(word)
    if not 1 <= number <= 99:
        raise ValueError(_NOT_IN_ERA)
    return era.first_year + number - 1


def _build_day(year: int, month: int, day: int) -> date:
    try:
        built = date(year, month, day)
    except ValueError:
        raise ValueError(_NO_SUCH_DAY) from None
    if built < _EARLIEST:
        raise ValueError(_NO_SUCH_DAY)
    return built
