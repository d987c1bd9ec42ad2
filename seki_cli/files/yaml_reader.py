"""The one reader of YAML: bytes to dict, list, text and None, or a TextFault. Nothing else comes out, whatever goes in.

Parser events only, never a loader: loaders follow aliases, guess types and recurse. What is left is a subset in which
YAML 1.1 and 1.2 say the same, so that every program reads in a record what seki reads. Two builders make it of the events:
a quick one that takes what is good beyond doubt, and a careful one for all else. They give the same: a test.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_careful import build_carefully
from seki_cli.files.yaml_faults import text_fault
from seki_cli.files.yaml_quick import build_quickly
from seki_cli.files.yaml_spots import KeyPath, Spot, Spots
from seki_cli.files.yaml_text import BOM, read_text
from seki_cli.files.yaml_widths import build_half_width


def read_tree(data: bytes) -> dict[str, Any]:
    """Return the mapping in a record's bytes: dict, list, text and None only. Raises TextFault (SEKI001–019).

    Every plain value is text; an empty one, `~` and `null` are None; a quoted one is always text.
    """
    tree = read_any(data)
    if not isinstance(tree, dict):
        raise text_fault("SEKI016")
    return tree


def read_any(data: bytes) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the mapping, or the list of mappings, of a file given by --from. Raises TextFault (SEKI001–019)."""
    text = read_text(data)
    tree = build_quickly(text)
    if tree is None or (isinstance(tree, list) and not all(isinstance(item, dict) for item in tree)):
        return build_carefully(text)
    return tree


def read_spots(data: bytes) -> tuple[dict[str, Any] | list[dict[str, Any]], dict[KeyPath, Spot]]:
    """Return what `read_any` returns, and where each value stands, for edits. Raises TextFault."""
    text = read_text(data)
    spots = Spots(text)
    return build_carefully(text, spots), spots.found


def find_place(data: bytes, key: KeyPath) -> tuple[int, int]:
    """Return line and column (1-based) of a key or list item, or of the nearest one around it; (1, 1) where nothing is readable."""
    spots = _spots_of(data)
    for length in range(len(key), 0, -1):
        spot = spots.get(key[:length])
        if spot is not None:
            return spot.line, spot.column
    return 1, 1


@lru_cache(maxsize=8)
def _spots_of(data: bytes) -> Mapping[KeyPath, Spot]:
    """Return where each value stands; a text with a hundred faults is read once for all of them."""
    try:
        return read_spots(data)[1]
    except TextFault:
        return {}


def tidy_input(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Put right what an editor or a Japanese keyboard left in a draft, and say what was changed; never a stored record.

    A BOM goes, CR becomes LF, ids and dates in full width become half width. All other text stays as it was typed, and what
    cannot be read is handed on for `read_tree` to tell why.
    """
    notes: list[str] = []
    if data.startswith(BOM):
        data = data[len(BOM) :]
        notes.append("先頭の見えない印（BOM）を取り除きました")
    if b"\r" in data and b"\0" not in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        notes.append("改行を LF にそろえました")
    try:
        spots = read_spots(data)[1]
    except TextFault:
        return data, tuple(notes)
    text, more = build_half_width(data.decode("utf-8"), spots)
    return text.encode("utf-8"), (*notes, *more)
