"""Ids and dates typed in full width, put into half width in a draft: `２０２５－０６－１１` is the day it looks like."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from seki_cli.files.yaml_spots import KeyPath, Spot

_DAY: Final = "[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?"
_CLOCK: Final = "[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_WHEN: Final = re.compile(f"{_DAY}(?:T{_CLOCK}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?|{_CLOCK}|[0-9]{{4}}")
_NAMED: Final = re.compile("[A-Za-z0-9]+(?:[-_#/][A-Za-z0-9]+){0,5}")
_DASHES: Final = str.maketrans(dict.fromkeys("ー‐‑‒–—―−ｰ", "-"))

# Only keys whose value can be nothing but an id, a day or a time: what somebody said is never touched.
_WHEN_KEYS: Final = frozenset(
    [
        "date",
        "received_on",
        "recorded",
        "made_on",
        "reply_by",
        "since",
        "until",
        "starts",
        "ends",
        "at",
        "due",
        "first_date",
        "dates",
        "next_date",
        "look_again",
        "month",
        "meeting_date",
        "next",
        "lead_since",
        "born",
        "born_year",
        "pledged_on",
    ]
)
_ID_KEYS: Final = frozenset(
    [
        "id",
        "case",
        "record",
        "plan",
        "referral",
        "decision",
        "meeting",
        "previous",
        "into",
        "of",
        "after",
        "records",
        "continued_from",
        "gap",
        "gaps",
        "resource",
        "resources",
        "consent",
        "person",
        "persons",
        "about",
        "a",
        "b",
        "never_together",
        "agency",
        "agencies",
        "owners",
        "parent",
        "programme",
        "except",
        "staff",
        "to",
        "to_agency",
        "from_agency",
        "lead_agency",
        "lead_staff",
        "next_lead",
        "made_by",
        "recorded_by",
        "received_by",
        "explained_by",
        "convenor",
        "chair",
        "presenter",
        "members",
    ]
)


def build_half_width(text: str, spots: Mapping[KeyPath, Spot]) -> tuple[str, tuple[str, ...]]:
    """Return a draft's text with its ids and dates in half width, and one Japanese line for each change."""
    notes: list[str] = []
    pieces: list[str] = []
    done = 0
    for path, spot in sorted(spots.items(), key=lambda item: item[1].start):
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        if spot.style not in {"plain", "'", '"'} or key not in _WHEN_KEYS | _ID_KEYS:
            continue
        source = text[spot.start : spot.end]
        narrow = unicodedata.normalize("NFKC", source.translate(_DASHES))
        shape = _WHEN if key in _WHEN_KEYS else _NAMED
        if narrow == source or not shape.fullmatch(narrow.strip("'\"")):
            continue
        pieces += [text[done : spot.start], narrow]
        done = spot.end
        notes.append(f"{spot.line}行目の {key} の全角文字を半角に直しました")
    return "".join([*pieces, text[done:]]), tuple(notes)
