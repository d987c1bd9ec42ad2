"""Where in a file a field stands that a merge speaks of: rows are named there by what identifies them, here by their number."""

from pathlib import Path

from seki_cli.files.durable import read_path
from seki_cli.files.faults import TextFault
from seki_cli.files.merge_result import Key
from seki_cli.files.merge_rows import name_rows
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
        return find_place(data, _numbered(read_tree(data), place.kinds[0], key))
    except TextFault:
        return 0, 0


def _numbered(tree: object, kind: str, key: Key) -> tuple[str | int, ...]:
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
    return tuple(found)
