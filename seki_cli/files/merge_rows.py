"""What names a row of a list, whichever side wrote it, and in which order the rows of two sides stand together."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from seki_cli.model.ids import SLUG

Names = tuple[str, ...]

_NAMING: Final[Mapping[tuple[str, ...], Names]] = {
    ("household", "people"): ("id",),
    ("household", "relations"): ("kind", "a", "b"),
    ("household", "ties"): ("person", "agency", "resource", "label"),
    ("case", "team"): ("agency", "staff"),
    ("case", "related"): ("case",),
    ("meeting", "items"): ("case", "plan", "gap"),
    ("meeting", "attendees"): ("agency", "staff", "case", "person"),
    ("meeting", "papers"): ("num",),
    ("meeting", "printed"): ("num",),
    ("plan", "issues"): ("num",),
    ("plan", "goals"): ("num",),
    ("plan", "supports"): ("issue", "agency", "staff"),
    ("plan", "matches"): ("resource",),
    ("assessment", "people"): ("person",),
    ("assessment", "parts"): ("category",),
    ("gap", "steps"): ("date", "status"),
    ("programmes", "programmes"): ("id", "since"),
    ("programmes", "programmes", "*", "bases"): ("agency", "name", "since"),
    ("agencies", "agencies"): ("id", "since"),
    ("staff", "staff"): ("id", "since"),
    ("meetings", "kinds"): ("id", "since"),
    ("codes", "rows"): ("code", "since"),
    ("indicators", "indicators"): ("id", "since"),
    ("extra", "fields"): ("name", "since"),
}
"""By the kind of record and the way to the list (* for a row): the fields that say which row it is. 出典: records.md"""

_SECOND: Final[Mapping[tuple[str, ...], str]] = {
    ("household", "relations"): "since",
    ("household", "ties"): "since",
    ("meeting", "items"): "timing",
    ("meeting", "attendees"): "role",
    ("plan", "supports"): "what",
    ("plan", "matches"): "since",
    ("assessment", "parts"): "source",
    ("gap", "steps"): "meeting",
}
"""What tells two rows of one name apart: the same two may marry twice."""

_FREE_TEXT: Final = frozenset({"label", "name", "what", "source", "role"})
_BOTH_STAND: Final = frozenset(
    {
        ("meeting", "papers"),
        ("meeting", "printed"),
        ("plan", "issues"),
        ("plan", "goals"),
        ("plan", "supports"),
        ("plan", "matches"),
        ("assessment", "parts"),
        ("gap", "steps"),
    }
)


def both_stand(way: tuple[str, ...]) -> bool:
    """Say whether two rows that both sides added under one name are two rows: running numbers, steps, texts on one subject."""
    return way in _BOTH_STAND


def name_rows(way: tuple[str, ...], lists: Iterable[list[Any]]) -> tuple[list[str], ...] | None:
    """Return the names of the rows of each list; None where the rows have none, or two rows of one list the same."""
    lists = tuple(lists)
    fields = _NAMING.get(way)
    if fields is None:
        return None
    second = _SECOND.get(way)
    for tried in (fields, (*fields, second) if second else ()):
        named = tuple([_name(row, tried) for row in rows] for rows in lists) if tried else ()
        if named and all(all(names) and len(set(names)) == len(names) for names in named):
            return named
    return None


def _name(row: Any, fields: Names) -> str:
    if not isinstance(row, Mapping):
        return ""
    return "+".join(_part(field, row.get(field)) for field in fields).rstrip("+")


def _part(field: str, value: Any) -> str:
    """Return one part of a row's name. Names are told in messages, so words that somebody wrote do not stand in them."""
    if not isinstance(value, str):
        return ""
    words = field in _FREE_TEXT and not (field == "name" and SLUG.fullmatch(value))
    return f"{field}-{hashlib.sha256(value.encode()).hexdigest()[:6]}" if words else value


def merge_order(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return all names that ours or theirs has, in one order that does not depend on which side is called ours.

    What base has keeps its order, or takes that of the one side that changed it; what a side added follows what it follows
    there. No name stands twice in any of the three.
    """
    present = {*ours, *theirs}
    spine = [name for name in _spine(base, ours, theirs) if name in present]
    after_ours, after_theirs = _added(spine, ours), _added(spine, theirs)
    order = list[str]()
    for anchor in ("", *spine):
        order += [anchor] if anchor else []
        groups = sorted((after_ours.get(anchor, []), after_theirs.get(anchor, [])))
        order += [*groups[0], *groups[1]]
    return list(dict.fromkeys(order))


def _spine(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    moved = [side for side in (ours, theirs) if _moved(base, side)]
    if not moved or (len(moved) == 2 and [n for n in ours if n in base] != [n for n in theirs if n in base]):
        return list(base)
    order = [name for name in moved[0] if name in base]
    for place, name in enumerate(base):
        if name not in order:
            before = next((known for known in reversed(base[:place]) if known in order), None)
            order.insert(0 if before is None else order.index(before) + 1, name)
    return order


def _moved(base: Sequence[str], side: Sequence[str]) -> bool:
    return [name for name in side if name in base] != [name for name in base if name in side]


def _added(spine: Sequence[str], side: Sequence[str]) -> dict[str, list[str]]:
    """Return what a side added, by the name of the row that it follows ("" for the beginning)."""
    added: dict[str, list[str]] = {}
    anchor = ""
    for name in side:
        if name in spine:
            anchor = name
        else:
            added.setdefault(anchor, []).append(name)
    return added
