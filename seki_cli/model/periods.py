"""Spans of days that figures are given for: months, quarters of the 年度, 年度; how they are written and read."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from seki_cli.model.days import add_months, fiscal_year
from seki_cli.model.wareki import parse_day, parse_fiscal_year, show_day, show_fiscal_year

Step = Literal["month", "quarter", "fy"]
STEPS: Final[tuple[Step, ...]] = ("month", "quarter", "fy")
_MONTHS: Final = {"month": 1, "quarter": 3, "fy": 12}
_MONTH: Final = re.compile("(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
_QUARTER: Final = re.compile("(?P<year>[RHS]?[0-9]{1,4})-Q(?P<num>[1-4])")
_YEAR: Final = re.compile("[RHS][0-9]{1,2}|[0-9]{4}")
_NOT_A_MONTH: Final = "月として読めません。2025-06、R7.6、令和7年6月、6（その年度の6月）のように入れてください"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month, a quarter of a 年度 (4–6月 is the first) or a 年度; both days belong to it. `token`: 2025-06, R07-Q1, R07."""

    step: Step
    first: date
    last: date
    token: str

    @property
    def title(self) -> str:
        """Return it for people: 令和7年度, 令和7年度 第1四半期, 令和7年6月."""
        year = show_fiscal_year(fiscal_year(self.first))
        if self.step == "fy":
            return year
        if self.step == "quarter":
            return f"{year} 第{_quarter_num(self.first)}四半期"
        return show_day(self.first).removesuffix("1日")

    @property
    def short(self) -> str:
        """Return it for a narrow column: 6月, 1Q, R07."""
        if self.step == "month":
            return f"{self.first.month}月"
        return f"{_quarter_num(self.first)}Q" if self.step == "quarter" else self.token


def period_of(step: Step, day: date) -> Period:
    """Return the month, quarter or 年度 that a day lies in."""
    if step == "month":
        first, token = day.replace(day=1), f"{day:%Y-%m}"
    elif step == "quarter":
        first = date(day.year, day.month - (day.month - 1) % 3, 1)
        token = f"{year_token(fiscal_year(day))}-Q{_quarter_num(day)}"
    else:
        first, token = date(fiscal_year(day), 4, 1), year_token(fiscal_year(day))
    last = add_months(first, _MONTHS[step]) - timedelta(days=1)
    return Period(step=step, first=first, last=last, token=token)


def periods_within(step: Step, first: date, last: date) -> tuple[Period, ...]:
    """Return the months, quarters or 年度 from the one of the first day to the one of the last."""
    found = [period_of(step, first)]
    while found[-1].last < last:
        found.append(period_of(step, found[-1].last + timedelta(days=1)))
    return tuple(found)


def year_token(year: int) -> str:
    """Return a 年度 (a Western year) as folders and addresses write it: R07; before 令和 H30, S63."""
    letter, zero = next((era for era in (("R", 2018), ("H", 1988)) if year > era[1]), ("S", 1925))
    return f"{letter}{year - zero:02d}"


def find_period(token: str) -> Period | None:
    """Return the period that a token of an address names (2025-06, R07-Q1, R7, 2025); None where it is none."""
    plain = unicodedata.normalize("NFKC", token).upper()
    try:
        if found := _MONTH.fullmatch(plain):
            return period_of("month", date(int(found["year"]), int(found["month"]), 1))
        if found := _QUARTER.fullmatch(plain):
            start = date(parse_fiscal_year(found["year"]), 4, 1)
            return period_of("quarter", add_months(start, 3 * int(found["num"]) - 3))
        if _YEAR.fullmatch(plain):
            return period_of("fy", date(parse_fiscal_year(plain), 4, 1))
    except ValueError:
        return None
    return None


def parse_month(text: str, year: int) -> Period:
    """Return the month that a person typed: 2025-06, R7.6, 令和7年6月; 6 or 6月 is that of the 年度 `year`.

    Raises ValueError with a sentence for the user.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removesuffix("月")
    if re.fullmatch("[0-9]{1,2}", plain) and 1 <= int(plain) <= 12:
        return period_of("month", date(year + (int(plain) < 4), int(plain), 1))
    whole, changed = re.subn("[-/.年]([0-9]{1,2})$", r".\1.1", plain)
    if not changed:
        raise ValueError(_NOT_A_MONTH)
    try:
        return period_of("month", parse_day(whole, date(year, 4, 1)))
    except ValueError:
        raise ValueError(_NOT_A_MONTH) from None


def _quarter_num(day: date) -> int:
    return (day.month - 4) % 12 // 3 + 1
