"""Japanese eras: what people type becomes a day, and a day becomes what people read. Files hold ISO text only."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


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
    "来週": 7,
}
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
    """Return the day that a person typed: ISO, 和暦 (R7.6.11, 令和7年6月11日), in any width, or 今日, 明日, 来週.

    A day outside its era (平成31年5月1日) is refused rather than read as the next era's: where era and day disagree, one of
    the two is a slip, and only the writer knows which. A year of fewer than four digits needs an era. A weekday in brackets
    must fit. Raises ValueError with a sentence for the user that never holds what was typed.
    """
    plain = _fold(text)
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
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
