"""Where the texts of the cases lie, for whoever reads them folder by folder: the work tree, or a commit.

Whatever is read late is as it was at the beginning: where somebody has saved since, it is taken from the commit of the
beginning, so that nobody sees half of an act.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol

from seki_cli.files.git import run_git
from seki_cli.files.git_state import read_files_of
from seki_cli.files.paths import case_folder, case_of_path, is_record
from seki_cli.files.sources import read_state, read_texts, read_versions, walk_folder

CASES: Final = "cases"


class Folders(Protocol):
    """Where the texts of the cases lie: the work tree, or a commit."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the case folders, in order. One may hold nothing."""

    def has(self, path: str) -> bool:
        """Say whether something stands at a path of a case."""

    def strays(self) -> dict[str, bytes]:
        """Return the texts under cases/ that lie in no case folder, by path."""

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the texts of some files of cases, by path, without those that are not there."""

    def read_folders(self, case_ids: Iterable[str]) -> dict[str, bytes]:
        """Return the texts of some case folders, by path."""


class StandingFolders:
    """The case folders of the work tree, as they were when HEAD showed the commit `head` and no save was under way."""

    def __init__(self, root: Path, head: str) -> None:
        """Look at nothing yet."""
        self._root, self._head = root, head
        self._surveyed: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def names(self) -> tuple[str, ...]:
        """Return the names of the case folders, in order. One may hold nothing."""
        return self._survey()[0]

    def has(self, path: str) -> bool:
        """Say whether something stands at a path of a case."""
        return os.path.lexists(self._root / path)

    def strays(self) -> dict[str, bytes]:
        """Return the texts under cases/ that lie in no case folder, by path."""
        return self.read(self._survey()[1])

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the texts of some files of cases, by path, without those that are not there."""
        wanted = frozenset(paths)
        return self._as_begun(read_texts(self._root, wanted), wanted.__contains__)

    def read_folders(self, case_ids: Iterable[str]) -> dict[str, bytes]:
        """Return the texts of some case folders, by path."""
        wanted = frozenset(case_ids)
        found = read_texts(self._root, (path for name in wanted for path in walk_folder(self._root, case_folder(name))))
        return self._as_begun(found, lambda path: case_of_path(path) in wanted)

    def _as_begun(self, files: dict[str, bytes], among: Callable[[str], bool]) -> dict[str, bytes]:
        """Put what was saved since the beginning back to what it was then."""
        head, journalled = read_state(self._root)
        if head == self._head and not journalled:
            return files
        moved = {path for path in (*self._saved_since(head), *journalled) if is_record(path) and among(path)}
        tree = read_files_of(self._root, self._head) if self._head and moved else {}
        then = read_versions(self._root, {path: tree[path] for path in moved if path in tree})
        return {path: data for path, data in files.items() if path not in moved} | then

    def _saved_since(self, head: str) -> list[str]:
        if head == self._head:
            return []
        if not self._head or not head:
            return [*read_files_of(self._root, head or self._head)]
        out = run_git(self._root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", self._head, head)
        return [os.fsdecode(path) for path in out.split(b"\0") if path]

    def _survey(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of the case folders and the paths beside them, from the two levels of cases/ alone."""
        if self._surveyed is None:
            names: list[str] = []
            strays: list[str] = []
            for year in _entries(self._root / CASES):
                strays += [f"{CASES}/{year.name}"] if year.name.endswith(".yaml") else []
                for one in _entries(self._root / CASES / year.name) if year.is_dir(follow_symlinks=False) else ():
                    path, is_folder = f"{CASES}/{year.name}/{one.name}", one.is_dir(follow_symlinks=False)
                    if is_folder and case_of_path(f"{path}/"):
                        names.append(one.name)
                        continue
                    strays += [path] if one.name.endswith(".yaml") else []
                    strays += walk_folder(self._root, path) if is_folder else ()
            self._surveyed = tuple(sorted(names)), tuple(strays)
        return self._surveyed


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


class SavedFolders:
    """The case folders of one commit."""

    def __init__(self, root: Path, tree: Mapping[str, str]) -> None:
        """Take the paths and blob ids of the commit's records."""
        self._root = root
        self._folders: dict[str, dict[str, str]] = {}
        for path, blob in tree.items():
            if path.startswith(f"{CASES}/"):
                self._folders.setdefault(case_of_path(path), {})[path] = blob

    def names(self) -> tuple[str, ...]:
        """Return the names of the case folders, in order. None is empty."""
        return tuple(sorted(name for name in self._folders if name))

    def has(self, path: str) -> bool:
        """Say whether something stands at a path of a case."""
        return path in self._folders.get(case_of_path(path), {})

    def strays(self) -> dict[str, bytes]:
        """Return the texts under cases/ that lie in no case folder, by path."""
        return self.read_folders([""])

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the texts of some files of cases, by path, without those that are not there."""
        blobs = ((path, self._folders.get(case_of_path(path), {}).get(path)) for path in paths)
        return read_versions(self._root, {path: blob for path, blob in blobs if blob})

    def read_folders(self, case_ids: Iterable[str]) -> dict[str, bytes]:
        """Return the texts of some case folders, by path."""
        return read_versions(self._root, {p: b for name in case_ids for p, b in self._folders.get(name, {}).items()})
