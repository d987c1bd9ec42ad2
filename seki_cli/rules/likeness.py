"""How much speaks for two persons being one: name, birth date, telephone and address weighed, each reason with its words.

The weights follow the way record linkage adds up evidence (Fellegi and Sunter 1969): what seldom agrees by chance counts much, what
a whole family shares counts little, and a name that differs counts against. They are set by hand and held by the pairs of
tests/bench/duplicate_pairs.yaml. 出典: 未確認（窓口の慣行）
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from seki_cli.rules.name_likeness import Evidence, compare_names
from seki_cli.rules.person_marks import House, Marks

ONE_PERSON: Final = 7.5
"""From here on two persons may be one: two strong marks agree, or one strong and one that families share."""

_ERAS: Final = (14, 30, 63)  # 大正・昭和, 平成・令和, 昭和・平成: one number of years, another era
_LOCAL_DIGITS: Final = (6, 8)
_FEWEST_NUMBERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What speaks for two persons being one (`weight`), or of one household, with the reasons that agree (never a value)."""

    new: str
    old: str
    weight: float
    reasons: tuple[str, ...]
    one_person: bool
    one_household: bool


def compare_people(new: Marks, old: Marks) -> Likeness:
    """Return how alike two persons are. Siblings and twins share much and differ in the given name: they are never one person."""
    name, born = compare_names(new, old), compare_births(new, old)
    phone, house = _compare_phones(new.phones, old.phones), _compare_houses(new.house, old.house)
    against = -3.0 if {new.sex, old.sex} == {"男性", "女性"} else 0.0
    weight = name.weight + born.weight + phone.weight + house.weight + against
    at_home = house.weight >= _SAME_HOUSE and (name.family or len(new.house.numbers if new.house else ()) > _FLAT)
    said = (*name.reasons, *born.reasons, *phone.reasons, *house.reasons)
    shared = (*phone.reasons, *house.reasons)
    one_person = weight >= ONE_PERSON
    return Likeness(
        new=new.id,
        old=old.id,
        weight=weight,
        reasons=said if one_person else shared,
        one_person=one_person,
        one_household=bool(phone.reasons) or at_home,
    )


_SAME_HOUSE: Final = 2.5
_FLAT: Final = 3


def compare_births(new: Marks, old: Marks) -> Evidence:
    """Return what two birth dates, or years where no more is known, say: equal, one slip of the pen apart, or another person."""
    if new.born and old.born:
        return _of_days(new.born, old.born)
    if new.born_year is None or old.born_year is None:
        return Evidence()
    apart = abs(new.born_year - old.born_year)
    if new.estimated or old.estimated:
        return Evidence(weight=1.0 if apart <= 3 else 0.0 if apart <= 10 else -3.0)
    if apart == 0:
        return Evidence(weight=2.0, reasons=("生年が同じ",))
    return Evidence(weight=0.0 if apart == 1 else -4.0)


@lru_cache(maxsize=64)
def near_days(day: date) -> frozenset[date]:
    """Return the days that one slip makes of a birth date, itself included: a digit, two that changed places, another era."""
    text = day.strftime("%Y%m%d")
    texts = {text, f"{text[:4]}{text[6:]}{text[4:6]}"}
    texts |= {text[:i] + digit + text[i + 1 :] for i in range(8) for digit in "0123456789"}
    texts |= {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(7)}
    texts |= {f"{day.year + years:04}{text[4:]}" for apart in (1, *_ERAS) for years in (apart, -apart)}
    return frozenset(found for text in texts if (found := _real_day(text)))


def _of_days(new: date, old: date) -> Evidence:
    if new == old:
        return Evidence(weight=5.0, reasons=("生年月日が同じ",))
    if old in near_days(new):
        apart = abs(new.year - old.year)
        if (new.month, new.day) == (old.month, old.day) and apart in _ERAS:
            return Evidence(weight=3.0, reasons=("生年月日の元号ちがい",))
        changed = sorted(new.strftime("%Y%m%d")) == sorted(old.strftime("%Y%m%d"))
        return Evidence(weight=3.0, reasons=("生年月日の数字が入れかわり" if changed else "生年月日が 1 字ちがい",))
    if new.year == old.year and (1, 1) in ((new.month, new.day), (old.month, old.day)):
        return Evidence(weight=1.5, reasons=("生年が同じ",))  # 1 月 1 日 is written where only the year is known
    return Evidence(weight=-5.0)


def _real_day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _compare_phones(new: frozenset[str], old: frozenset[str]) -> Evidence:
    """Return whether a telephone number agrees, one without its area code included. A family shares one, so it counts little."""
    if new & old:
        return Evidence(weight=3.0, reasons=("電話番号が同じ",))
    for one in new:
        for other in old:
            short, long = sorted((one, other), key=len)
            if _LOCAL_DIGITS[0] <= len(short) <= _LOCAL_DIGITS[1] and not short.startswith("0") and long.endswith(short):
                return Evidence(weight=2.0, reasons=("電話番号が市外局番のほか同じ",))
    return Evidence()


def _compare_houses(new: House | None, old: House | None) -> Evidence:
    """Return whether an address agrees: whole, or as far as the shorter one goes. Another flat of one house says nothing."""
    if new is None or old is None or not _one_town(new.town, old.town):
        return Evidence()
    if new.numbers == old.numbers:
        whole = len(new.numbers) > 0
        return Evidence(weight=_SAME_HOUSE if whole else 1.5, reasons=("住所が同じ" if whole else "町名が同じ",))
    short, long = sorted((new.numbers, old.numbers), key=len)
    if len(short) >= _FEWEST_NUMBERS and long[: len(short)] == short:
        return Evidence(weight=2.0, reasons=("住所が番地まで同じ",))
    return Evidence()


def _one_town(one: str, other: str) -> bool:
    """Say whether one of two towns is the other without its city or prefecture."""
    short, long = sorted((one, other), key=len)
    before = long[: len(long) - len(short)]
    return bool(short) and long.endswith(short) and (not before or before[-1] in "市区町村郡県都道府")
