"""What a tree holds, folder by folder: for who reads all cases of a large workspace and may not hold all of them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from seki_cli.files.git_state import read_blobs
from seki_cli.files.git_trees import parse_tree
from seki_cli.files.paths import case_of_path

_TREE: Final = b"40000"
_FILES: Final = (b"100644", b"100755")


class OddTree(Exception):
    """A tree holds what a work tree shows as no file: a link, another repository, a folder that is named like a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of a tree by path, with the ids of their bytes, and the case folders, which are not looked into, with theirs."""

    files: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)


def list_workspace(root: Path, tree: str) -> Listing:
    """Return all that a tree holds outside the case folders, and which of these there are. OddTree where something is odd."""
    return _list(root, {"": tree}, stop_at_cases=True)


def list_folders(root: Path, folders: Mapping[str, str]) -> dict[str, str]:
    """Return path → blob id for all files in some folders of a tree, named with their ids. OddTree where something is odd."""
    return dict(_list(root, folders, stop_at_cases=False).files)


def _list(root: Path, folders: Mapping[str, str], *, stop_at_cases: bool) -> Listing:
    """Go down level by level, so that one git answers for a whole level."""
    files, cases = dict[str, str](), dict[str, str]()
    level = dict(folders)
    while level:
        texts = dict(read_blobs(root, dict.fromkeys(level.values())))
        below = dict[str, str]()
        for folder, tree in level.items():
            for path, mode, found in _rows(folder, tree, texts.get(tree)):
                if mode == _TREE and stop_at_cases and case_of_path(f"{path}/"):
                    cases[path] = found
                elif mode == _TREE:
                    below[path] = found
                else:
                    files[path] = found
        level = below
    return Listing(files=files, cases=cases)


def _rows(folder: str, tree: str, data: bytes | None) -> Iterable[tuple[str, bytes, str]]:
    if data is None:
        raise OddTree
    for name, (mode, found) in parse_tree(data, len(tree) // 2).items():
        path = f"{folder}/{os.fsdecode(name)}".lstrip("/")
        if mode not in (_TREE, *_FILES) or (mode == _TREE and path.endswith(".yaml")):
            raise OddTree
        yield path, mode, found
