"""How much two names speak for one person: the reading before the letters, the given name apart from the family's."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from seki_cli.rules.person_marks import Marks
from seki_cli.rules.spelling import closeness, slips

_CLOSE: Final = 0.9
_LONG_ENOUGH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one mark says: a weight for or against, the words for what agrees, and whether the family's name does (`family`)."""

    weight: float = 0.0
    reasons: tuple[str, ...] = ()
    family: bool = False


_NOT_ONE: Final = Evidence(weight=-6.0)


def compare_names(new: Marks, old: Marks) -> Evidence:
    """Return what the names of two persons say; nothing where one of them has none."""
    if new.kana and old.kana:
        return _by_reading(new, old)
    if new.name and old.name:
        return _by_letters(new, old)
    return Evidence()


def _by_reading(new: Marks, old: Marks) -> Evidence:
    one, other = new.kana, old.kana
    if "".join(one) == "".join(other):
        return Evidence(weight=4.5 if _letters_differ(new, old) else 6.0, reasons=("ふりがなが同じ",), family=True)
    if len(one) > 1 and sorted(one) == sorted(other):
        return Evidence(weight=5.5, reasons=("ふりがなの順がちがうだけ",), family=True)
    if min(len(one), len(other)) > 1 and max(len(one), len(other)) > 2:  # several given names, not all of them written
        short, long = sorted((one, other), key=len)
        return Evidence(weight=4.5, reasons=("ふりがなの一部が同じ",)) if set(short) <= set(long) else _NOT_ONE
    if len(one) == len(other) == 1:
        return _unparted(new, old)
    if min(len(one), len(other)) == 1:
        return _half_parted(new, old)
    return _parted(new, old)


def _parted(new: Marks, old: Marks) -> Evidence:
    """Compare family name with family name and given name with given name: what twins differ in must not be drowned."""
    (family, given), (other_family, other_given) = new.kana[:2], old.kana[:2]
    related = family == other_family or _near(family, other_family)
    same_given = given == other_given
    if same_given and related:
        return Evidence(weight=2.5 if _letters_differ(new, old) else 4.5, reasons=("ふりがなが近い",), family=True)
    if same_given:
        former = {family, *new.name[:1]} & set(old.alias) or {other_family, *old.name[:1]} & set(new.alias)
        if former:
            return Evidence(weight=5.5, reasons=("名のふりがなが同じ", "旧姓・通称が同じ"))
        return Evidence(weight=3.0, reasons=("名のふりがなが同じ",))
    if related and _given_near(given, other_given, new, old):
        return Evidence(weight=4.0, reasons=("ふりがなが近い",), family=True)
    if new.name and new.name == old.name:
        return Evidence(weight=3.0, reasons=("氏名の漢字が同じ",), family=True)
    return Evidence(weight=-6.0 if not related or slips(given, other_given) > 1 else -4.0, family=family == other_family)


def _given_near(one: str, other: str, new: Marks, old: Marks) -> bool:
    """Say whether two given names are one with a slip. はると and はるき may be twins: then their letters have to agree."""
    if _letters_differ(new, old):
        return False
    if _voiceless(one) == _voiceless(other):
        return True
    if slips(one, other) != 1:
        return False
    substituted = len(one) == len(other) and sorted(one) != sorted(other)
    agreed = bool(new.name and old.name and new.name[-1] == old.name[-1])
    return agreed or not substituted or len(one) >= _LONG_ENOUGH


def _unparted(new: Marks, old: Marks) -> Evidence:
    """Compare readings that are written without a space: family and given name cannot be told apart."""
    (one,), (other,) = new.kana, old.kana
    if _letters_differ(new, old):
        return _NOT_ONE
    if slips(one, other) == 1 and closeness(one, other) >= _CLOSE and min(len(one), len(other)) > _LONG_ENOUGH:
        return Evidence(weight=4.0, reasons=("ふりがなが近い",))
    return Evidence(weight=3.0, reasons=("氏名の漢字が同じ",)) if new.name and new.name == old.name else _NOT_ONE


def _half_parted(new: Marks, old: Marks) -> Evidence:
    """Compare a reading of one word with one of several: the family's name alone says nothing of who in it is meant."""
    (alone,), several = sorted((new.kana, old.kana), key=len)
    if alone == several[0]:
        return Evidence(family=True)
    if alone == several[-1]:
        return Evidence(weight=2.0, reasons=("名のふりがなが同じ",))
    whole = "".join(several)
    near = slips(alone, whole) == 1 and closeness(alone, whole) >= _CLOSE and not _letters_differ(new, old)
    return Evidence(weight=4.0, reasons=("ふりがなが近い",)) if near else _NOT_ONE


def _by_letters(new: Marks, old: Marks) -> Evidence:
    """Compare names as they are written, where not both have a reading; old and new forms of a letter are one."""
    one, other = new.name, old.name
    if "".join(one) == "".join(other):
        return Evidence(weight=5.5, reasons=("氏名が同じ",), family=True)
    if len(one) > 1 and sorted(one) == sorted(other):
        return Evidence(weight=5.0, reasons=("氏名の順がちがうだけ",), family=True)
    if min(len(one), len(other)) == 1:
        short, long = sorted((one, other), key=len)
        return Evidence(family=True) if "".join(long).startswith(short[0]) else _NOT_ONE
    if one[-1] == other[-1]:
        former = one[0] in old.alias or other[0] in new.alias
        return Evidence(weight=5.5 if former else 3.0, reasons=("名が同じ", *(("旧姓・通称が同じ",) if former else ())))
    near = one[0] == other[0] and len(one[-1]) == len(other[-1]) > 1 and slips(one[-1], other[-1]) == 1
    return Evidence(weight=0.0 if near else -6.0, family=one[0] == other[0])


def _letters_differ(new: Marks, old: Marks) -> bool:
    """Say whether both names are written, and the given names have not one letter in common."""
    return bool(new.name and old.name) and not set(new.name[-1]) & set(old.name[-1])


def _near(one: str, other: str) -> bool:
    return _voiceless(one) == _voiceless(other) or (slips(one, other) == 1 and min(len(one), len(other)) > 2)


def _voiceless(text: str) -> str:
    """Return a reading without 濁点 and 半濁点: なかじま and なかしま are often taken for each other."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
