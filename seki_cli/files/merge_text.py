"""Merging three texts of one document: read strictly, merged as values, set into our own text, read back, or left to a person.

Our text keeps its comments, its order and its layout; which comments of theirs are left behind is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from seki_cli.errors import SekiError
from seki_cli.files.faults import TextFault
from seki_cli.files.merge_fields import MergedFields, Torn, Wishes, merge_fields
from seki_cli.files.merge_items import renumber_items
from seki_cli.files.merge_result import Choice, Key, Settled
from seki_cli.files.merge_rows import name_rows
from seki_cli.files.records import read_value
from seki_cli.files.schemas import find_faults, shape
from seki_cli.files.yaml_comments import find_comments
from seki_cli.files.yaml_editor import edit_text
from seki_cli.files.yaml_reader import read_tree

_ROUNDS: Final = 3
_NUMBERED: Final = "meeting"

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One document as ours and theirs have it, and the text or (for a virtual ancestor) the value that both began with."""

    path: str
    base: bytes | Tree | Torn | None = field(repr=False)
    ours: bytes = field(repr=False)
    theirs: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedText:
    """The merged document (None: a person has to choose first), and what the person is to be told or asked."""

    data: bytes | None = field(repr=False)
    choices: tuple[Choice, ...] = ()
    settled: tuple[Settled, ...] = ()
    comments: tuple[tuple[str, int], ...] = ()


def merge_texts(texts: Texts, chosen: Mapping[Key, str]) -> MergedText:
    """Return the merge of one document for `build_merge`.

    What cannot be read is never guessed at, and what comes out is never worse than what went in: if the fields of both
    sides do not go together (a day of birth here, a year of birth there), the person is asked for the row as a whole.
    """
    ours, theirs, base = _readable(texts.path, texts.ours), _readable(texts.path, texts.theirs), _ancestor(texts)
    if ours is None or theirs is None or base is None or ours.get("schema") != theirs.get("schema"):
        return _whole(texts)
    asked = frozenset[Key]()
    kind = _kind(ours)
    for _ in range(_ROUNDS):
        run = merge_fields((base, ours, theirs), kind, Wishes(chosen=chosen, asked=asked))
        value = renumber_items(base, run.value) if kind == _NUMBERED else run.value
        data = None if run.open else _written(texts, value, kind)
        if data is not None:
            return _done(texts, replace(run, value=value), data, (ours, theirs))
        found = _places_of_faults(run.value, kind) - asked
        if run.open and not found:
            return _open(texts, run)
        if not found:
            break
        asked |= found
    return _whole(texts)


def merge_ancestors(texts: Texts) -> Tree | Torn:
    """Return the value of a virtual ancestor: the merge of two real ones, torn where they disagree."""
    ours, theirs, base = _readable(texts.path, texts.ours), _readable(texts.path, texts.theirs), _ancestor(texts)
    if ours is None or theirs is None or base is None:
        return Torn()
    value = merge_fields((base, ours, theirs), _kind(ours), Wishes(virtual=True)).value
    return renumber_items(base, value) if _kind(ours) == _NUMBERED and not isinstance(value, Torn) else value


def tell_text(data: bytes | None) -> object:
    """Return what a person is shown of a whole file: its value where it can be read, else its text; None where it is gone."""
    if data is None:
        return None
    try:
        return read_tree(data)
    except TextFault:
        return data.decode("utf-8", "replace")


def _whole(texts: Texts) -> MergedText:
    choice = Choice(path=texts.path, key=(), ours=tell_text(texts.ours), theirs=tell_text(texts.theirs))
    return MergedText(data=None, choices=(choice,))


def _open(texts: Texts, run: MergedFields) -> MergedText:
    choices = tuple(Choice(path=texts.path, key=key, ours=ours, theirs=theirs) for key, ours, theirs in run.open)
    return MergedText(data=None, choices=choices)


def _done(texts: Texts, run: MergedFields, data: bytes, sides: tuple[Tree, Tree]) -> MergedText:
    both = (Settled(path=texts.path, key=(), side="両方"),) if run.value not in sides else ()
    chosen = tuple(Settled(path=texts.path, key=key, side=side) for key, side in run.settled)
    known = texts.base if isinstance(texts.base, bytes) else b""
    return MergedText(data=data, settled=both + chosen, comments=_left_behind(texts, known, data))


def _readable(path: str, data: bytes) -> Tree | None:
    """Return a document's tree as it stands in the text, or None for what is no record of this seki's."""
    value, _ = read_value(path, data)
    return None if value is None else read_tree(data)


def _ancestor(texts: Texts) -> Tree | Torn | None:
    """Return the value that both sides began with; None where it cannot be read."""
    if isinstance(texts.base, bytes):
        try:
            return read_tree(texts.base)
        except TextFault:
            return None
    return {} if texts.base is None else texts.base


def _kind(tree: Tree) -> str:
    return str(tree["schema"]).partition("/")[0]


def _written(texts: Texts, merged: Tree, kind: str) -> bytes | None:
    """Return our text with the merged value in it, or None where it does not read back as that, or is no record."""
    try:
        data = edit_text(texts.ours.decode("utf-8"), _dressed(merged, shape(merged, kind))).encode("utf-8")
        faithful = read_tree(data) == merged
    except (TextFault, SekiError):
        return None
    return data if faithful and read_value(texts.path, data)[0] is not None else None


def _dressed(tree: Any, shaped: Any) -> Any:
    """Return a tree with numbers, yes and no in the types that they are written in, and its empty keys as they were."""
    if isinstance(tree, dict):
        return {name: None if value is None else _dressed(value, shaped[name]) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_dressed(row, typed) for row, typed in zip(tree, shaped, strict=True)]
    return shaped


def _places_of_faults(merged: Tree, kind: str) -> frozenset[Key]:
    """Return the fields or rows, by their names, in which both sides together make what no schema accepts."""
    return frozenset(key for fault in find_faults(shape(merged, kind), kind) if (key := _named(merged, fault.key, kind)))


def _named(tree: Any, key: tuple[str | int, ...], kind: str) -> Key:
    """Return the way to the row (or first field) that holds a fault."""
    named, way, node = list[str](), [kind], tree
    for step in key[:2]:
        if isinstance(step, int):
            names = name_rows(tuple(way), (node,)) if isinstance(node, list) else None
            if names is None or step >= len(names[0]):
                break
            named.append(names[0][step])
        else:
            named.append(step)
            way.append(step)
            node = node.get(step) if isinstance(node, dict) else None
    return tuple(named)


def _left_behind(texts: Texts, base: bytes, merged: bytes) -> tuple[tuple[str, int], ...]:
    """Return path and line of each comment that theirs brought and that does not stand in the merged text."""
    there = Counter(text for _, text in find_comments(merged)) | Counter(text for _, text in find_comments(base))
    left = []
    for line, text in find_comments(texts.theirs):
        if there[text]:
            there[text] -= 1
        else:
            left.append((texts.path, line))
    return tuple(left)
