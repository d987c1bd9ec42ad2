"""Setting changed values into an old text, line by line: what did not change is not written again, so it cannot change.

A round trip through a YAML library writes every line anew and hangs comments on the value before them, so that a row
taken out takes along the heading of the next. Here the lines of the old text themselves are kept.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from seki_cli.files.yaml_spots import KeyPath, Spot

Write = Callable[[Any], list[str]]
"""Return the lines of one `{key: value}` or one `[row]`."""

Plan = list[tuple[Any, Any]]
"""For each entry of the new collection: the key or index of the old entry it is (or None), and its own."""

# What identifies a row of a list, by the first key it has (records.md, lists in documents).
_NAMES: Final = (
    ("id", "since"),
    ("code", "since"),
    ("num",),
    ("of",),
    ("a", "b", "kind"),
    ("case", "plan", "gap", "person"),
    ("gap",),
    ("agency", "staff", "person"),
    ("person", "resource", "label"),
    ("resource", "since"),
    ("category",),
    ("date",),
)
_MOST_PAIRS: Final = 1_000_000
_AFTER_HEADER: Final = re.compile("[^#]*?( +#[^\n]*)")
_AFTER_COLON: Final = re.compile(".*?[:-]( +#.*)")


def splice(text: str, spots: Mapping[KeyPath, Spot], trees: tuple[dict[str, Any], dict[str, Any]], write: Write) -> str | None:
    """Return the text with the values of the second tree where they differ from the first; None where lines cannot do it."""
    before, after = trees
    root = spots[()]
    if root.style != "block" or not after:
        return None
    splicer = _Splicer(text=text, lines=text.split("\n"), spots=spots, write=write)
    middle = splicer.collection((), (before, after), [])
    return "\n".join([*splicer.lines[: root.row], *middle, *splicer.lines[root.bottom + 1 :]])


def match_rows(before: list[Any], after: list[Any]) -> list[int | None]:
    """Return for each new row the index of the old row it is: an equal one, else one of the same name, else one much like it."""
    found: list[int | None] = [None] * len(after)
    if len(before) * len(after) > _MOST_PAIRS:
        return found
    free = dict(enumerate(before))
    for same in (_equal, _same_name, _alike):
        for place, row in enumerate(after):
            if found[place] is None:
                index = next((index for index, old in free.items() if same(old, row)), None)
                if index is not None:
                    found[place] = index
                    del free[index]
    return found


def _equal(old: Any, new: Any) -> bool:
    return bool(old == new)


def _same_name(old: Any, new: Any) -> bool:
    name = _name(old)
    return name is not None and name == _name(new)


def _alike(old: Any, new: Any) -> bool:
    """Say whether half of a row is the same, or both are rows without a name: then it is the old row with a change."""
    if isinstance(old, dict) and isinstance(new, dict):
        same = sum(key in new and new[key] == value for key, value in old.items())
        return same * 2 >= max(len(old), len(new)) or _name(old) is None is _name(new)
    return isinstance(old, list) and isinstance(new, list)


def _name(row: Any) -> tuple[Any, ...] | None:
    if not isinstance(row, dict):
        return None
    keys = next((keys for keys in _NAMES if row.get(keys[0]) is not None), None)
    return None if keys is None else (keys, [row.get(key) for key in keys])


def _plan_mapping(before: dict[str, Any], after: dict[str, Any]) -> Plan:
    """Keep the old order; a new key follows the one it follows in `after`."""
    order = [key for key in before if key in after]
    previous: str | None = None
    for key in after:
        if key not in before:
            order.insert(0 if previous is None else order.index(previous) + 1, key)
        previous = key
    return [(key if key in before else None, key) for key in order]


def _plan_list(before: list[Any], after: list[Any]) -> Plan:
    return [(old, new) for new, old in enumerate(match_rows(before, after))]


@dataclass(slots=True, kw_only=True)
class _Splicer:
    """Holds the old text while its collections are put together anew."""

    text: str
    lines: list[str]
    spots: Mapping[KeyPath, Spot]
    write: Write

    def collection(self, path: KeyPath, values: tuple[Any, Any], above: list[str]) -> list[str]:
        """Return the lines of a mapping or list in block style; before its first value stand only blanks, no outer dash.

        `above` are the comments between its own key and its first entry, to which they belong.
        """
        spot = self.spots[path]
        before, after = values
        plan = _plan_mapping(before, after) if isinstance(before, dict) else _plan_list(before, after)
        leads, tail = self._leads(path, before, {old for old, _ in plan}, above)
        out: list[str] = []
        for old, new in plan:
            fresh = {new: after[new]} if isinstance(after, dict) else [after[new]]
            if old is None:
                out += self._fresh(fresh, spot.left)
                continue
            top = self._top(path, old)
            lines = self._entry((*path, old), (before[old], after[new]), top) or self._replaced((*path, old), fresh, top)
            if top == spot.row:
                lines[0] = " " * spot.left + lines[0][spot.left :]
            out += [*leads[old], *lines]
        return out + tail

    def _entry(self, path: KeyPath, values: tuple[Any, Any], top: int) -> list[str]:
        """Return the lines of an old key or row whose value is equal or may be entered; none where it has to be replaced."""
        spot = self.spots[path]
        old, new = values
        if old == new:
            return self.lines[top : spot.bottom + 1]
        if not new or spot.style != "block" or not isinstance(new, type(old)):
            return []
        if spot.row > top:
            return [self.lines[top], *self.collection(path, values, self.lines[top + 1 : spot.row])]
        inner = self.collection(path, values, [])
        while not inner[0].strip():
            del inner[0]
        inner[0] = self.lines[top][: spot.left] + inner[0].lstrip(" ")
        return inner

    def _replaced(self, path: KeyPath, value: Any, top: int) -> list[str]:
        """Return the lines of an old key or row written anew, with the comment that stood on its line."""
        lines = self._fresh(value, self.spots[path[:-1]].left)
        lines[0] += self._comment(self.spots[path], top)
        return lines

    def _fresh(self, value: Any, left: int) -> list[str]:
        return [" " * left + line if line else line for line in self.write(value)]

    def _top(self, path: KeyPath, key: str | int) -> int:
        """Return the row on which a key stands, or the dash of a row."""
        spot, outer = self.spots[(*path, key)], self.spots[path]
        if isinstance(key, str):
            return spot.line - 1
        row, left = spot.row, outer.left
        while row > outer.row and (self.lines[row][:left].strip() or self.lines[row][left : left + 1] != "-"):
            row -= 1
        return row

    def _leads(self, path: KeyPath, before: Any, kept: set[Any], above: list[str]) -> tuple[dict[Any, list[str]], list[str]]:
        """Return the comments and blank lines above each key or row that stays, and those that are left at the end.

        Of an entry that goes, only the comment right above it goes along: after a blank line it speaks of more than that.
        """
        left = self.spots[path].left
        leads: dict[Any, list[str]] = {}
        carried: list[str] = []
        bottom: int | None = None
        for key in before if isinstance(before, dict) else range(len(before)):
            gap = list(above) if bottom is None else self.lines[bottom + 1 : self._top(path, key)]
            if key in kept:
                leads[key] = carried + gap
                carried = []
            else:
                while gap and gap[-1].strip() and not gap[-1].startswith(" " * (left + 1)):
                    gap.pop()
                carried += gap
            bottom = self.spots[(*path, key)].bottom
        return leads, carried

    def _comment(self, spot: Spot, top: int) -> str:
        """Return the comment that stands on the line of a value, with the blanks before it."""
        if spot.style == "block":
            found = _AFTER_COLON.fullmatch(self.lines[top]) if spot.row > top else None
            return found.group(1) if found else ""
        if spot.style in {"|", ">"}:
            found = _AFTER_HEADER.match(self.text, spot.start, self.text.find("\n", spot.start) % (len(self.text) + 1))
            return found.group(1) if found else ""
        rest = self.text[spot.end :].split("\n", 1)[0]
        return rest if rest.lstrip(" ").startswith("#") else ""
