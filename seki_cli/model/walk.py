"""Walking a record by the keys of its file, whether it is the parsed mapping or the frozen dataclass made of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

Key = tuple[str | int, ...]
Path = tuple[str, ...]

EACH: Final = "*"
"""Stands in a path for every item of a list."""

_PLAIN: Final = (int, float, date)
_ATTRIBUTES: Final = {"except": "excluded"}
_NOT_PROSE: Final = frozenset({"schema", "id", "case", "path", "recorded_by", "content_hash", "plan_hash", "sha256", "household"})


def find_values(node: Any, path: Path) -> Iterator[tuple[Key, Any]]:
    """Yield every value that stands at a path like ("people", "*", "issues", "*"), with the key that leads to it.

    What is missing, None or an empty text yields nothing, and so does a word where a list may stand (`すべて`): no path is a
    fault here, the schemas have the say on shapes.
    """
    for at, step in enumerate(path):
        if step == EACH:
            if isinstance(node, (list, tuple)):
                for place, item in enumerate(node):
                    for key, value in find_values(item, path[at + 1 :]):
                        yield (*path[:at], place, *key), value
            return
        node = node.get(step) if isinstance(node, dict) else getattr(node, _ATTRIBUTES.get(step, step), None)
        if node is None:
            return
    if node not in (None, ""):
        yield path, node


def find_texts(node: Any) -> Iterator[tuple[Key, str]]:
    """Yield every text that a record holds anywhere, `extra` included, but for ids, fingerprints and places.

    For rules that must not miss a field somebody added yesterday.
    """
    if isinstance(node, str):
        yield (), node
        return
    for step, child in _children(node):
        if isinstance(child, str):
            yield (step,), child
        elif child and not isinstance(child, _PLAIN):
            for key, text in find_texts(child):
                yield (step, *key), text


def each_text(record: Any) -> Iterator[str]:
    """Yield the texts that `find_texts` yields, in no order and without their keys: a third of the time, where few are wanted."""
    waiting = [record]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif node and not isinstance(node, _PLAIN):
            if isinstance(node, (list, tuple)):
                waiting += node
            elif isinstance(node, dict):
                waiting += node.values()
            elif is_dataclass(node) and not isinstance(node, type):
                waiting += _prose_of(type(node))(node)


def _children(node: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(node, dict):
        return ((str(name), value) for name, value in node.items())
    if isinstance(node, (list, tuple)):
        return enumerate(node)
    if is_dataclass(node) and not isinstance(node, type):
        return ((name, value) for name in _prose_names(type(node)) if (value := getattr(node, name)))
    return ()


@lru_cache(maxsize=128)
def _prose_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of a dataclass in which prose may stand."""
    names = _prose_names(kind)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda node: tuple(getattr(node, name) for name in names)


@lru_cache(maxsize=128)
def _prose_names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.name not in _NOT_PROSE)
