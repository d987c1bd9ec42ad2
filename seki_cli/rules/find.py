"""Finding a case by what people say of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.fold import fold
from seki_cli.model.ids import fold_id
from seki_cli.model.standing import Marks
from seki_cli.model.wareki import parse_day

_FEWEST: Final = 4
"""How many digits it takes to look for them within a number."""


def may_stand_on_command_line(word: str) -> bool:
    """Say whether a word is an id, a date or a code: the only ones that may stand in a shell's history.

    Each of them has a digit in it; letters alone may be a name in Roman letters.
    """
    shaped = re.fullmatch("[A-Za-z0-9][A-Za-z0-9/#.:_-]*", fold_id(word)) is not None
    return (shaped and any(map(str.isdecimal, word))) or _is_day(word)


def _is_day(word: str) -> bool:
    try:
        return bool(parse_day(word, date(2000, 1, 1)))
    except ValueError:
        return False


def find_cases(marked: Iterable[tuple[str, tuple[Marks, ...]]], words: str, day: date) -> tuple[tuple[str, str, str], ...]:
    """Return (case, person, where) for each in which every word fits one person or the head, by case id; no word gives nothing.

    `marked`: the marks of every case by id, folded. A word fits a part of name, kana, alias or address, the digits of a phone,
    a birth date in any spelling, or a part of a number.
    """
    sought = tuple(_Sought.of(word, day) for word in words.split())
    whole = fold(words)
    hits = []
    for case_id, people in marked if sought else ():
        for one in people:
            fits = [[name for name, text in one.texts if word.fits(text)] for word in sought]
            if not all(fits) and len(sought) > 1:
                fits = [[name for name, text in one.texts if whole and whole in text]]
            if all(fits):
                where = "・".join(dict.fromkeys(name for names in fits for name in names))
                hits.append((case_id, one.person, where))
    return tuple(hits)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """A word that is sought: folded, its digits where it has enough of them, and the day that it may be."""

    folded: str
    digits: str
    day: str

    @classmethod
    def of(cls, word: str, today: date) -> "_Sought":
        folded = fold(word)
        digits = re.sub("[^0-9]", "", folded)
        try:
            day = fold(parse_day(word, today).isoformat())
        except ValueError:
            day = ""
        return cls(folded=folded, digits=digits if len(digits) >= _FEWEST else "", day=day)

    def fits(self, text: str) -> bool:
        return bool(
            (self.folded and self.folded in text)
            or (self.digits and text.isdecimal() and self.digits in text)
            or (self.day and self.day == text)
        )
