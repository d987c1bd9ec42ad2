"""Ids: how they look, how one is made, and how a slip of the hand is noticed.

No counter and no clock: two clones that cannot see each other must not give one number to two families.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

from seki_cli.model.days import fiscal_folder

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_LETTERS: Final = "[0-9A-HJKMNP-TV-Z]"
_YEAR: Final = "R[0-9]{2}"

CASE_ID: Final = re.compile(f"{_YEAR}-{_LETTERS}{{7}}")
PLAN_ID: Final = re.compile(f"P-{_LETTERS}{{7}}")
GAP_ID: Final = re.compile(f"G-{_LETTERS}{{7}}")
RESOURCE_ID: Final = re.compile(f"S-{_LETTERS}{{7}}")
ACTIVITY_ID: Final = re.compile(f"A-{_LETTERS}{{7}}")
MEETING_ID: Final = re.compile(f"M-[0-9]{{8}}-{_LETTERS}{{4}}")
RECORD_ID: Final = re.compile(f"[0-9]{{8}}-{_LETTERS}{{4}}")
PERSON_ID: Final = re.compile(f"P(?:[1-9]|{_LETTERS}{{3}})")
SLUG: Final = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
_DASHES: Final = re.compile("[‐‑‒–—―−─ー]")
_MENDED: Final = str.maketrans("OIL", "011")

Draw = Callable[[int], int]
"""Return a random whole number from 0 up to, not including, the argument (`secrets.randbelow`)."""


def _double(value: int) -> int:
    """Multiply by the generator of GF(32), x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def check_letter(text: str) -> str:
    """Return the check letter over the letters and digits of `text` (dashes are passed over).

    The sum of value times a power of the generator: different weights at every place, so every one-letter slip and every
    swap of two neighbours changes it, the year's letters included.
    """
    total = 0
    for letter in text:
        if letter != "-":
            total = _double(total ^ _VALUE[letter])
    return ALPHABET[total]


def check_fits(full_id: str) -> bool:
    """Say whether the last letter of a case's or plan's id is the check letter of what stands before it.

    False for anything that holds a letter outside the alphabet: a slip may lead anywhere.
    """
    letters = full_id.replace("-", "")
    return bool(letters) and all(letter in _VALUE for letter in letters) and check_letter(full_id[:-1]) == full_id[-1]


def _letters(count: int, draw: Draw) -> str:
    return "".join(ALPHABET[draw(32)] for _ in range(count))


def build_case_id(day: date, draw: Draw) -> str:
    """Return a new case id for the fiscal year of a day."""
    body = f"{fiscal_folder(day)}-{_letters(6, draw)}"
    return body + check_letter(body)


def build_lettered_id(letter: str, draw: Draw) -> str:
    """Return a new id of a plan (P), gap (G), resource (S) or activity (A)."""
    body = f"{letter}-{_letters(6, draw)}"
    return body + check_letter(body)


def build_meeting_id(day: date, draw: Draw) -> str:
    """Return a new meeting id for the day it is held on."""
    return f"M-{day:%Y%m%d}-{_letters(4, draw)}"


def build_record_id(day: date, draw: Draw) -> str:
    """Return a new record id for the day it is made on."""
    return f"{day:%Y%m%d}-{_letters(4, draw)}"


def build_person_id(draw: Draw) -> str:
    """Return a new id for a person who is added to a household later."""
    return f"P{_letters(3, draw)}"


def fold_id(typed: str) -> str:
    """Return an id as typed by a person in the form that files use: half width, upper case, 0 for O, 1 for I and L.

    Crockford's letters leave out I, L and O so that these slips can be mended. Meant for the ids above and parts of them;
    slugs are folded by `fold_slug`.
    """
    return _fold(typed).upper().translate(_MENDED)


def fold_slug(typed: str) -> str:
    """Return a slug (an agency, a programme, a member of staff) as typed by a person: half width, lower case."""
    return _fold(typed).lower()


def _fold(typed: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", typed).strip())


def one_slip_away(wrong: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the known ids that differ from a typed one by one letter or one swap of neighbours."""
    return tuple(candidate for candidate in known if _one_slip(wrong, candidate))


def _one_slip(a: str, b: str) -> bool:
    if len(a) != len(b):
        return False
    places = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) == 1:
        return True
    return len(places) == 2 and places[1] - places[0] == 1 and (a[places[0]], a[places[1]]) == (b[places[1]], b[places[0]])
