"""What comes over from a shipped list that is newer than the office's own: told row by row, nothing of the office's is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from seki_cli.rules.profile_changes import (
    ADDED,
    CHANGED,
    LISTS,
    MISSING,
    Known,
    ProfileChange,
    Row,
    changed_fields,
    flat_part,
    pair_rows,
    said_value,
)

NEVER_TAKEN: Final = ("seki.yaml", "profile/staff.yaml")
"""What an office alone can know: its settings and its people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A list as it will stand, what came over, and what was left because the office has it otherwise, by row and field name."""

    value: Mapping[str, Any]
    came: tuple[ProfileChange, ...]
    left: tuple[ProfileChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """One mapping in its three versions: the office's, the shipped one, and the one the office began with, where it is known."""

    ours: Row
    shipped: Row
    began: Row | None


def take_list(path: str, versions: Versions, *, force: bool) -> Taking:
    """Return what comes of taking a shipped list into the office's.

    Rows that the office lacks are added beside their neighbours; a field that the office left as it was given follows the
    shipped list, and so does an `until` that it has not. A row or a field that the office has made, changed or taken away
    stays; where the shipped one has changed as well, it is told as left, and only `force` takes the shipped one.
    """
    name = path.removeprefix("profile/").removesuffix(".yaml")
    key, known_by = LISTS.get(name.partition("/")[0], ("", ""))
    left_out = {"schema", key}
    flat = Versions(
        ours=flat_part(versions.ours, left_out),
        shipped=flat_part(versions.shipped, left_out),
        began=None if versions.began is None else flat_part(versions.began, left_out),
    )
    value, came_fields, left_fields = _merged(flat, force=force)
    came, left = (
        [ProfileChange(list=name, path=path, change=CHANGED, fields=f)] if f else [] for f in (came_fields, left_fields)
    )
    whole: dict[str, Any] = {"schema": versions.ours.get("schema"), **value}
    if key:
        rows = _Rows(name=name, path=path, known_by=known_by, came=came, left=left, force=force)
        began = None if versions.began is None else versions.began.get(key) or ()
        whole[key] = rows.taken(versions.ours.get(key) or (), versions.shipped.get(key) or (), began)
    return Taking(value=whole, came=tuple(came), left=tuple(left))


def _merged(versions: Versions, *, force: bool) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]:
    """Return one mapping as it will stand, with the names of the fields that came and of those that were left."""
    ours, shipped, began = versions.ours, versions.shipped, versions.began
    value, came, left = dict(ours), [], []
    for key in changed_fields(ours, shipped):
        mine, theirs = said_value(ours.get(key)), said_value(shipped.get(key))
        if began is not None and said_value(began.get(key)) == theirs:
            continue  # the office's own change, and nothing newer to take
        untouched = mine is None and key == "until" if began is None else said_value(began.get(key)) == mine
        if not (untouched or force):
            left.append(key)
            continue
        came.append(key)
        if theirs is None:
            value.pop(key)
        else:
            value[key] = shipped[key]
    order = [*(key for key in shipped if key in value), *(key for key in value if key not in shipped)]
    return {key: value[key] for key in (order if came else value)}, tuple(came), tuple(left)


@dataclass(slots=True, kw_only=True)
class _Rows:
    """Takes the rows of one list, and gathers what came and what was left."""

    name: str
    path: str
    known_by: str
    came: list[ProfileChange]
    left: list[ProfileChange]
    force: bool

    def taken(self, ours: Sequence[Row], shipped: Sequence[Row], began: Sequence[Row] | None) -> list[Row]:
        known = [self._known(row) for row in began] if began is not None else None
        result = [dict(row) for row in ours]
        home: dict[int, Row] = {}  # where a shipped row stands in the result, by its place in the shipped list
        places = {id(row): number for number, row in enumerate(shipped)}
        mine = {id(row): number for number, row in enumerate(ours)}
        alone: list[tuple[int, Known]] = []
        for own, given in pair_rows(list(map(self._known, ours)), list(map(self._known, shipped))):
            if own and given:
                row, came, left = _merged(Versions(ours=own[2], shipped=given[2], began=_began(known, given)), force=self.force)
                result[mine[id(own[2])]] = row
                home[places[id(given[2])]] = row
                self._tell(self.came, CHANGED, own, came)
                self._tell(self.left, CHANGED, own, left)
            elif given:
                alone.append((places[id(given[2])], given))
        final: list[Row] = [*result]
        for place, given in sorted(alone, key=lambda found: found[0]):
            if not self.force and known is not None and any(row[:2] == given[:2] for row in known):
                self.left.append(self._change(MISSING, given))
                continue
            row = dict(given[2])
            before = next((home[near] for near in range(place - 1, -1, -1) if near in home), None)
            where = next((number + 1 for number, other in enumerate(final) if other is before), len(final) if place else 0)
            final.insert(where, row)
            home[place] = row
            self.came.append(self._change(ADDED, given))
        return final

    def _known(self, row: Row) -> Known:
        return str(row.get(self.known_by, "")), str(row.get("since", "")), row

    def _change(self, change: str, row: Known, fields: tuple[str, ...] = ()) -> ProfileChange:
        return ProfileChange(list=self.name, path=self.path, change=change, id=row[0], since=row[1], fields=fields)

    def _tell(self, where: list[ProfileChange], change: str, row: Known, fields: tuple[str, ...]) -> None:
        if fields:
            where.append(self._change(change, row, fields))


def _began(known: Sequence[Known] | None, given: Known) -> Row | None:
    """Return the row that the office began with: of this id and since, else the only one of this id."""
    if known is None:
        return None
    exact = next((row for row in known if row[:2] == given[:2]), None)
    alike = [row for row in known if row[0] == given[0]]
    found = exact or (alike[0] if len(alike) == 1 else None)
    return found[2] if found else None
