"""Where in a file a field stands that a merge speaks of, and who put it there: its rows are named by what identifies them."""

from pathlib import Path
from typing import Final

from seki_cli.files.durable import read_path
from seki_cli.files.faults import TextFault
from seki_cli.files.git_history import Commit, read_history
from seki_cli.files.merge_result import Choice, Key
from seki_cli.files.merge_rows import name_rows
from seki_cli.files.merge_trees import read_texts
from seki_cli.files.paths import locate
from seki_cli.files.yaml_reader import find_place, read_tree


def find_line(root: Path, path: str, key: Key) -> tuple[int, int]:
    """Return line and column of a field in the work tree's file, those of its nearest part that is there; (0, 0) for none.

    What cannot be read has no lines to name: somebody may be in the middle of editing it.
    """
    place = locate(path)
    try:
        data = read_path(root, tuple(path.split("/"))) if place else None
        if place is None or data is None:
            return 0, 0
        return find_place(data, _walk(read_tree(data), place.kinds[0], key)[0])
    except TextFault:
        return 0, 0


def find_last_change(root: Path, revisions: str, choice: Choice, value: object) -> Commit | None:
    """Return the newest commit of a range that gave a field the value it has there; None where it cannot be told.

    Who saved the file last may have changed something else in it.
    """
    place = locate(choice.path)
    for commit in read_history(root, revisions=revisions, paths=(choice.path,)):
        if not commit.touches:  # it only joined what others wrote
            continue
        if not choice.key or place is None:
            return commit
        old, new = (_read_value(root, choice.path, blob, choice.key) for blob in (commit.touches[0].old, commit.touches[0].new))
        if old != new and new == value and _UNREAD not in (old, new):
            return commit
    return None


_UNREAD: Final = object()


def _read_value(root: Path, path: str, blob: str, key: Key) -> object:
    """Return the value of a field in one version of a file, None where it is not there."""
    place = locate(path)
    if place is None or not blob.strip("0"):
        return None
    try:
        numbers, value = _walk(read_tree(read_texts(root, {path: blob})[path]), place.kinds[0], key)
    except TextFault:
        return _UNREAD
    return value if len(numbers) == len(key) else None


def _walk(tree: object, kind: str, key: Key) -> tuple[tuple[str | int, ...], object]:
    """Return the way to a field, or to its nearest part that is there, with rows by their numbers; and what stands there."""
    found: list[str | int] = []
    way: tuple[str, ...] = (kind,)
    for part in key:
        if isinstance(tree, list):
            named = name_rows(way, (tree,))
            if not named or part not in named[0]:
                break
            number = named[0].index(part)
            found.append(number)
            tree, way = tree[number], (*way, "*")
        elif isinstance(tree, dict) and part in tree:
            found.append(part)
            tree, way = tree[part], (*way, part)
        else:
            break
    return tuple(found), tree
