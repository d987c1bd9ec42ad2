"""The numbers of a meeting's items after two people each put one on its list: both took the next free one.

The number is a help for the eye, and what a paper is read by. So it is given anew as long as no paper names it; once one was
printed, both rows keep it and the check asks a person (SEKI138).
"""

from typing import Any, Final

from seki_cli.files.merge_rows import name_rows

_ITEMS: Final = ("meeting", "items")


def renumber_items(base: Any, merged: dict[str, Any]) -> dict[str, Any]:
    """Return a merged meeting in which no new item has another's number, unless a paper names that number.

    Who had the number before keeps it; of two new ones the one whose case comes first. So it does not depend on which side
    merges. Numbers are texts here, as they stand in the file.
    """
    rows, known = _rows(merged), _rows(base)
    named = name_rows(_ITEMS, (rows, known))
    if named is None:
        return merged
    names, old = named[0], {*named[1]}
    taken = {row.get("num") for name, row in zip(names, rows, strict=True) if name in old} | _printed(merged)
    moved = dict[str, str]()
    for name, row in sorted(zip(names, rows, strict=True), key=lambda pair: pair[0]):
        num = row.get("num")
        if name in old or num in _printed(merged):
            continue
        if num in taken:
            moved[name] = _next_free([*taken, *(other.get("num") for other in rows)])
        taken.add(moved.get(name, num))
    if not moved:
        return merged
    items = [{**row, "num": moved.get(name, row.get("num"))} for name, row in zip(names, rows, strict=True)]
    return {**merged, "items": items}


def _rows(meeting: Any) -> list[Any]:
    rows = meeting.get("items") if isinstance(meeting, dict) else None
    return rows if isinstance(rows, list) else []


def _printed(merged: dict[str, Any]) -> set[Any]:
    printings = [one for one in merged.get("printed") or () if isinstance(one, dict)]
    return {row.get("num") for one in printings for row in one.get("items") or () if isinstance(row, dict)}


def _next_free(taken: list[Any]) -> str:
    return str(max((int(num) for num in taken if isinstance(num, str) and num.isascii() and num.isdigit()), default=0) + 1)
