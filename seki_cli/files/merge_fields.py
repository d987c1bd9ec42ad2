"""Merging three versions of one value: what only one side changed is taken over, what both changed alike stands.

What both changed differently is nobody's to decide here: both values are kept for a person to choose from. Merging X into Y
and Y into X gives the same value.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from seki_cli.files.merge_result import Key
from seki_cli.files.merge_rows import both_stand, merge_order, name_rows


class Gone(Enum):
    """The value of a field that is not there; an empty one is not there either."""

    GONE = None


GONE: Final = Gone.GONE


class Torn:
    """A value of a virtual ancestor on which two real ones disagree: equal to nothing, so that either side counts as changed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is known beforehand: `chosen` says whose value stands at a key; at a key of `asked` the person is asked.

    `virtual`: the result is an ancestor, nobody is asked, and what is open becomes `Torn`.
    """

    chosen: Mapping[Key, str] = field(default_factory=dict)
    asked: frozenset[Key] = frozenset()
    virtual: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedFields:
    """A merged document; `open` are keys with both values, ours standing in their place, `settled` what was chosen."""

    value: dict[str, Any] = field(repr=False)
    open: tuple[tuple[Key, object, object], ...] = field(default=(), repr=False)
    settled: tuple[tuple[Key, str], ...] = ()


def merge_fields(three: tuple[Any, dict[str, Any], dict[str, Any]], kind: str, wishes: Wishes) -> MergedFields:
    """Return the merge of a document of a kind, for `merge_texts`, from what it was (maybe torn), ours and theirs."""
    run = _Run(wishes=wishes)
    value = run.mappings(three, (), (kind,))
    return MergedFields(value=value, open=tuple(run.open), settled=tuple(run.settled))


@dataclass(slots=True, kw_only=True)
class _Run:
    """Collects what is asked and what was settled while one document is merged."""

    wishes: Wishes
    open: list[tuple[Key, object, object]] = field(default_factory=list)
    settled: list[tuple[Key, str]] = field(default_factory=list)

    def _merge(self, three: tuple[Any, Any, Any], key: Key, way: Key) -> Any:
        """Return the merged value of one field. `way` is the key as the schema sees it: * for a row."""
        base, ours, theirs = three
        if ours == theirs:
            return ours
        if key in self.wishes.chosen:
            side = self.wishes.chosen[key]
            self.settled.append((key, side))
            return ours if side == "ours" else theirs
        if key not in self.wishes.asked:
            if base in (ours, theirs):
                return theirs if base == ours else ours
            if isinstance(ours, dict) and isinstance(theirs, dict):
                return self.mappings(three, key, way)
            if isinstance(ours, list) and isinstance(theirs, list):
                return self._lists(three, key, way)
        return self._ask(three, key)

    def _ask(self, three: tuple[Any, Any, Any], key: Key) -> Any:
        _, ours, theirs = three
        if self.wishes.virtual:
            return Torn()
        self.open.append((key, _told(ours), _told(theirs)))
        return ours

    def mappings(self, three: tuple[Any, Any, Any], key: Key, way: Key) -> dict[str, Any]:
        """Return the merged fields of a mapping."""
        base, ours, theirs = three
        known = [name for name in base if _get(base, name) is not GONE] if isinstance(base, dict) else []
        merged = {}
        for name in merge_order(known, list(ours), list(theirs)):
            value = self._merge((_get(base, name), _get(ours, name), _get(theirs, name)), (*key, name), (*way, name))
            if value is not GONE:
                merged[name] = value
            elif name in ours and ours[name] is None:
                merged[name] = None
        return merged

    def _lists(self, three: tuple[Any, list[Any], list[Any]], key: Key, way: Key) -> Any:
        base, ours, theirs = three
        if isinstance(base, Torn):
            rows: list[Any] = []
        else:
            rows = base if isinstance(base, list) else []
        named = name_rows(way, (rows, ours, theirs))
        if named is not None:
            tables = tuple(dict(zip(names, side, strict=True)) for names, side in zip(named, (rows, ours, theirs), strict=True))
            return self._rows((base if isinstance(base, Torn) else tables[0], *tables[1:]), key, way)
        whole = None if isinstance(base, Torn) else _merge_whole(rows, ours, theirs)
        return self._ask(three, key) if whole is None else whole

    def _rows(self, tables: tuple[Any, ...], key: Key, way: Key) -> list[Any]:
        base, ours, theirs = tables
        merged = []
        for name in merge_order(() if isinstance(base, Torn) else tuple(base), tuple(ours), tuple(theirs)):
            three = _get(base, name), _get(ours, name), _get(theirs, name)
            if three[0] is GONE and GONE not in three[1:]:
                merged += self._new_on_both(three, (*key, name), way)
                continue
            row = self._merge(three, (*key, name), (*way, "*"))
            if row is not GONE:
                merged.append(row)
        return merged

    def _new_on_both(self, three: tuple[Any, Any, Any], key: Key, way: Key) -> list[Any]:
        """Return the rows for one that both sides added under one name: never a mixture, it may be two people.

        Running numbers are left as they are: the papers of each side are out under theirs, and the check names what stands twice.
        """
        _, ours, theirs = three
        if both_stand(way) and ours != theirs:
            return sorted((ours, theirs), key=_spelled)
        known = key in self.wishes.chosen or ours == theirs
        row = self._merge(three, key, way) if known else self._ask(three, key)
        return [] if row is GONE else [row]


def _get(table: Any, name: str) -> Any:
    """Return a field; `GONE` where it is missing or empty; of a torn value every field is torn."""
    if isinstance(table, Torn):
        return table
    value = table.get(name) if isinstance(table, dict) else None
    return GONE if value is None else value


def _told(value: Any) -> object:
    return None if value is GONE else value


def _spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=repr)


def _merge_whole(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any] | None:
    """Return a list whose rows have no names; None where only a person can say what it is to be.

    Different single words are taken as a set in an order. Other rows (steps, texts) may only have been added on both sides:
    a changed row looks like one that went and one that came.
    """
    spelled = [[_spelled(row) for row in rows] for rows in (base, ours, theirs)]
    if any(len(set(names)) != len(names) for names in spelled):
        return None
    words = all(isinstance(row, str) for row in (*base, *ours, *theirs))
    if not words and not (set(spelled[0]) <= set(spelled[1]) & set(spelled[2])):
        return None
    rows = dict(zip((name for names in spelled for name in names), (*base, *ours, *theirs), strict=True))
    gone = {name for name in spelled[0] if name not in spelled[1] or name not in spelled[2]}
    return [rows[name] for name in merge_order(*spelled) if name not in gone]
