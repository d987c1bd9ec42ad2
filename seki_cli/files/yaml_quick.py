"""The quick builder: a good record in one pass over the parser's events, and no answer at all wherever there is any doubt.

It finds nothing wrong and tells no place. What makes a text doubtful is looked for in the whole text at once, before the
events, so that none of it has to be asked of each value; the careful builder judges whatever is left to it.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from seki_cli.files.yaml_events import MAX_DEPTH, MAX_KEY, MAX_NODES, NOTHING, Kinds, broken_grammar, open_scanner, read_kinds

# Anchors, aliases, tags, merge keys, explicit keys, escapes, and block signs in full width: rare enough to look at them all.
_SIGNS: Final = ("&", "*", "!", "<<", "?", "\\", "｜", "＞")
# What begins or ends a document, and directives, stand at the beginning of a line.
_BEGINNINGS: Final = ("---", "...", "%")
_TIGHT_HEADER: Final = re.compile("[|>][-+0-9]*#")
# Every line in which `find_slip` of the careful one could see a slip, wherever in it a value begins, and some more;
_SLIP: Final = re.compile("\n[ -]*(?:\u3000|[A-Za-z_][A-Za-z0-9_]{0,39}(?:：|:\u3000)|[a-z_][a-z0-9_]{0,39}:[^ /\n])")
# and the signs without which there is none: a colon with something close behind it that belongs to no time of the day,
_CLOSE_COLON: Final = re.compile(":[^ /\n](?<![T+:][0-9]{2}:[0-9])")
# and what is full-width behind the letters of a key or where one could begin.
_WIDE: Final = re.compile("[：\u3000](?<=[A-Za-z0-9_ \n:-].)")
_MOST: Final = 40

_Next = Callable[[], Any]
# The kinds of event inside a document: a scalar, the beginning and the end of a mapping, and those of a list.
_Five = tuple[Any, Any, Any, Any, Any]


class _DoubtError(Exception):
    """Something that the careful builder has to look at."""


def build_quickly(text: str) -> dict[str, Any] | list[Any] | None:
    """Return the mapping or list of a text whose characters are looked at, or None where the careful builder has to see it."""
    # each value takes a letter at least: a text of so few cannot hold too many
    if len(text) > MAX_NODES or _has_rare_signs(text):
        return None
    get = open_scanner(text)
    if get is None:
        return None
    try:
        kinds = read_kinds()
        if rows := _rows_of_slips(text):
            get = _watching(get, kinds.scalar, rows)
        return _document(get, kinds)
    except (_DoubtError, broken_grammar()):
        return None


def _has_rare_signs(text: str) -> bool:
    for sign in _SIGNS:  # `any` takes half as long again, and this is asked of every record
        if sign in text:
            return True
    return (
        text.startswith(_BEGINNINGS)
        or "\n---" in text
        or "\n..." in text
        or "\n%" in text
        or ("#" in text and _TIGHT_HEADER.search(text) is not None)
    )


def _rows_of_slips(text: str) -> list[int]:
    """Return the lines (0-based) that look like a slip of the keyboard, were they not part of a block or of a quoted text."""
    padded = f"\n{text}"
    signs = [found.start() for found in _CLOSE_COLON.finditer(padded)]
    if "：" in text or "\u3000" in text:
        signs += [found.start() for found in _WIDE.finditer(padded)]
    if len(signs) > _MOST:
        raise _DoubtError
    begins = {padded.rfind("\n", 0, sign) for sign in signs}
    return [padded.count("\n", 0, begin) for begin in begins if _SLIP.match(padded, begin)]


def _watching(get: _Next, scalar: Any, rows: list[int]) -> _Next:
    """Return what gives the events as before and doubts at a plain value that stands in one of the lines."""

    def watched() -> Any:
        event = get()
        if event.__class__ is scalar and not event.style:
            first, last = event.start_mark.line, event.end_mark.line
            if any(first <= row <= last for row in rows):
                raise _DoubtError
        return event

    return watched


def _document(get: _Next, kinds: Kinds) -> dict[str, Any] | list[Any]:
    if get().__class__ is not kinds.stream_start or get().__class__ is not kinds.document_start:
        raise _DoubtError
    first = get().__class__
    root: dict[str, Any] | list[Any]
    if first is kinds.mapping_start:
        root = _mapping(get, kinds[:5], MAX_DEPTH - 1)
    elif first is kinds.sequence_start:
        root = _sequence(get, kinds[:5], MAX_DEPTH - 1)
    else:
        raise _DoubtError
    if get().__class__ is not kinds.document_end or get().__class__ is not kinds.stream_end:
        raise _DoubtError
    return root


def _mapping(get: _Next, kinds: _Five, deeper: int) -> dict[str, Any]:
    """Return the mapping that has just begun; so many levels may still begin inside it."""
    scalar, mapping_start, mapping_end, sequence_start, _ = kinds
    found: dict[str, Any] = {}
    while True:
        event = get()
        if event.__class__ is not scalar:
            if event.__class__ is mapping_end:
                return found
            raise _DoubtError
        key = event.value
        if key in found or key in NOTHING or len(key) > MAX_KEY or "\n" in key:
            raise _DoubtError
        event = get()
        kind = event.__class__
        if kind is scalar:
            value = event.value
            found[key] = None if value in NOTHING and not event.style else value
        elif not deeper:
            raise _DoubtError
        elif kind is mapping_start:
            found[key] = _mapping(get, kinds, deeper - 1)
        elif kind is sequence_start:
            found[key] = _sequence(get, kinds, deeper - 1)
        else:
            raise _DoubtError


def _sequence(get: _Next, kinds: _Five, deeper: int) -> list[Any]:
    """Return the list that has just begun; so many levels may still begin inside it."""
    scalar, mapping_start, _, sequence_start, sequence_end = kinds
    found: list[Any] = []
    while True:
        event = get()
        kind = event.__class__
        if kind is scalar:
            value = event.value
            found.append(None if value in NOTHING and not event.style else value)
        elif kind is sequence_end:
            return found
        elif not deeper:
            raise _DoubtError
        elif kind is mapping_start:
            found.append(_mapping(get, kinds, deeper - 1))
        elif kind is sequence_start:
            found.append(_sequence(get, kinds, deeper - 1))
        else:
            raise _DoubtError
