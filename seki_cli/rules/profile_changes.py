"""What an office has made of the profile it was given: rows added, changed, taken away; told by list and id, never by value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

ADDED, CHANGED, MISSING = "加えた", "変えた", "ない"
LISTS: Final[Mapping[str, tuple[str, str]]] = {
    "programmes": ("programmes", "id"),
    "agencies": ("agencies", "id"),
    "staff": ("staff", "id"),
    "meetings": ("kinds", "id"),
    "indicators": ("indicators", "id"),
    "extra": ("fields", "name"),
    "codes": ("rows", "code"),
}
"""By kind of file: the key its rows stand under, and the one by which a row is known (with since, as rows merge)."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """One difference. `list`: the file's own name (agencies, codes/flags); `id` and `since` of the row, empty for a flat file."""

    list: str
    path: str
    change: str
    id: str = ""
    since: str = ""
    fields: tuple[str, ...] = ()


def profile_changes(ours: Mapping[str, Row], shipped: Mapping[str, Row]) -> tuple[ProfileChange, ...]:
    """Return where the files of a workspace's profile differ from the shipped ones, by path, row by row.

    Rows are the same where id and since are; where a since was written in, the row that is left over of that id. The order of
    rows says nothing, and what a file leaves out or has left empty is one.
    """
    found: list[ProfileChange] = []
    for path in sorted({*ours, *shipped}):
        name = path.removeprefix("profile/").removesuffix(".yaml")
        key, known_by = LISTS.get(name.partition("/")[0], ("", ""))
        mine, theirs = ours.get(path), shipped.get(path)
        if mine is None or theirs is None:
            found.append(ProfileChange(list=name, path=path, change=ADDED if theirs is None else MISSING))
            continue
        left_out = {"schema", key}
        if fields := changed_fields(flat_part(mine, left_out), flat_part(theirs, left_out)):
            found.append(ProfileChange(list=name, path=path, change=CHANGED, fields=fields))
        if key:
            found += _of_rows(name, path, known_by, (mine.get(key) or (), theirs.get(key) or ()))
    return tuple(found)


def flat_part(value: Row, left_out: set[str]) -> Row:
    """Return what a file holds beside its rows."""
    return {key: inner for key, inner in value.items() if key not in left_out}


def changed_fields(mine: Row, theirs: Row) -> tuple[str, ...]:
    """Return the keys whose values differ; an absent key and an empty one are the same."""
    return tuple(key for key in dict.fromkeys((*theirs, *mine)) if said_value(mine.get(key)) != said_value(theirs.get(key)))


def said_value(value: Any) -> Any:
    """Return a value, an empty one as nothing; a false and a 0 are said."""
    return None if value in ("", [], {}, ()) else value


def _of_rows(name: str, path: str, known_by: str, both: tuple[Sequence[Row], Sequence[Row]]) -> Iterator[ProfileChange]:
    mine, theirs = ([(str(row.get(known_by, "")), str(row.get("since", "")), row) for row in rows] for rows in both)
    for pair in pair_rows(mine, theirs):
        ours, shipped = pair
        row_id, since, _ = ours or shipped or ("", "", {})
        fields = changed_fields(ours[2], shipped[2]) if ours and shipped else ()
        change = MISSING if ours is None else ADDED if shipped is None else CHANGED
        if fields or change != CHANGED:
            yield ProfileChange(list=name, path=path, change=change, id=row_id, since=since, fields=fields)


Known = tuple[str, str, Row]


def pair_rows(mine: list[Known], theirs: list[Known]) -> Iterator[tuple[Known | None, Known | None]]:
    """Yield the rows in pairs: first those of one id and since, then those left over of one id, then the lonely ones."""
    left_mine, left_theirs = list(mine), list(theirs)
    for alike in (2, 1):
        for row in list(left_mine):
            partner = next((other for other in left_theirs if other[:alike] == row[:alike]), None)
            if partner is not None:
                left_mine.remove(row)
                left_theirs.remove(partner)
                yield row, partner
    yield from ((row, None) for row in left_mine)
    yield from ((None, row) for row in left_theirs)
