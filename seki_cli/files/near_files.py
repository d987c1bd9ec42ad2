"""The texts of a workspace read by the case: what lies outside the case folders at once, each case when somebody asks for it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from seki_cli.files.case_folders import CASES, Folders, SavedFolders, StandingFolders
from seki_cli.files.git_history import read_newest_author_day
from seki_cli.files.git_state import read_files_of
from seki_cli.files.paths import ROOMS, case_folder, case_of_path, is_record
from seki_cli.files.sources import (
    Sources,
    read_state,
    read_texts,
    read_unsaved_records,
    read_versions,
    walk_folder,
)
from seki_cli.model.ids import CASE_ID

_TRIES: Final = 5
_OUTSIDE: Final = tuple(room for room in ROOMS if room != CASES)


class NearFiles(Mapping[str, bytes]):
    """The texts of all records by path. Whoever asks for one has its folder read, whoever goes through all has all read.

    `over` holds texts that stand in place of those that were read (None: taken away): to judge before writing.
    """

    def __init__(self, outside: Mapping[str, bytes], folders: Folders, over: Mapping[str, bytes | None] | None = None) -> None:
        """Take what lies outside the case folders."""
        self._folders, self._base, self._over = folders, outside, dict(over or {})
        self._read: dict[str, dict[str, bytes]] = {}
        self._strays: Mapping[str, bytes] | None = None
        self.outside: Mapping[str, bytes] = self._with_over(dict(outside), "")

    def __getitem__(self, path: str) -> bytes:
        """Return the text at a path."""
        case_id = case_of_path(path)
        if not case_id and path.startswith(f"{CASES}/"):
            return self.strays()[path]
        return self.of_case(case_id)[path] if case_id else self.outside[path]

    def __iter__(self) -> Iterator[str]:
        """Go through the paths of all records."""
        self.read_all()
        yield from self.outside
        yield from self.strays()
        for name in self.names():
            yield from self._read[name]

    def __len__(self) -> int:
        """Return how many records there are."""
        return sum(1 for _ in self)

    def with_texts(self, texts: Mapping[str, bytes | None]) -> "NearFiles":
        """Return the same with other texts in place of what stands there; what was read already is not read again."""
        ours = {path: data for path, data in texts.items() if is_record(path)}
        made = NearFiles(self._base, self._folders, {**self._over, **ours})
        made._strays = self._strays
        touched = {case_of_path(path) for path in ours}
        for name, files in self._read.items():
            made._read[name] = made._with_over(dict(files), name) if name in touched else files
        return made

    def names(self) -> tuple[str, ...]:
        """Return the names of the case folders, in order. One may hold nothing."""
        return tuple(sorted({*self._folders.names(), *(name for path in self._over if (name := case_of_path(path)))}))

    def has(self, path: str) -> bool:
        """Say whether something stands at a path of a case."""
        if case_of_path(path) in self._read:
            return any(one == path or one.startswith(f"{path}/") for one in self._read[case_of_path(path)])
        return self._over[path] is not None if path in self._over else self._folders.has(path)

    def strays(self) -> Mapping[str, bytes]:
        """Return the texts under cases/ that lie in no case folder, by path."""
        if self._strays is None:
            self._strays = self._folders.strays()
        return self._strays

    def of_case(self, case_id: str) -> Mapping[str, bytes]:
        """Return the texts of one case by path; none where there is no such case."""
        if not CASE_ID.fullmatch(case_id):
            return {}
        self.read_cases([case_id])
        return self._read[case_id]

    @property
    def cases_read(self) -> frozenset[str]:
        """Return the ids of the cases that have been read."""
        return frozenset(self._read)

    def read_all(self) -> None:
        """Read what is not read yet, in one go."""
        self.read_cases(self.names())

    def each(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Yield the file of this name of every case that has it, with the case's id, and nothing else of the case."""
        paths = {f"{case_folder(case_id)}/{name}": case_id for case_id in self.names()}
        unread = [path for path, case_id in paths.items() if case_id not in self._read and path not in self._over]
        found = self._folders.read(unread)
        for path, case_id in paths.items():
            data = self._read[case_id].get(path) if case_id in self._read else self._over.get(path, found.get(path))
            if data is not None:
                yield case_id, data

    def read_cases(self, case_ids: Iterable[str]) -> None:
        """Read those of some cases that are not read yet, in one go."""
        wanted = [case_id for case_id in case_ids if case_id not in self._read and CASE_ID.fullmatch(case_id)]
        if not wanted:
            return
        by_case: dict[str, dict[str, bytes]] = {name: {} for name in wanted}
        for path, data in self._folders.read_folders(wanted).items():
            by_case[case_of_path(path)][path] = data
        for name, files in by_case.items():
            self._read[name] = self._with_over(files, name)

    def _with_over(self, files: dict[str, bytes], case_id: str) -> dict[str, bytes]:
        for path, data in self._over.items():
            if case_of_path(path) == case_id and (case_id or not path.startswith(f"{CASES}/")):
                files.pop(path, None)
                files |= {path: data} if data is not None else {}
        return files


def read_near(root: Path, *, day: date, head: bool, near: Collection[str]) -> tuple[NearFiles, Sources] | None:
    """Return the texts as they are known on a day, by the case, and what else is known of them, without the texts.

    `near` are ids of cases that will be looked at: they are read at once, with what lies outside the case folders. None where the
    day lies before the newest commit, a save is under way, or people save so fast that nothing holds still: read all then.
    """
    for _ in range(_TRIES):
        commit, journalled = before = read_state(root)
        newest = read_newest_author_day(root)
        if journalled or (newest is not None and newest > day):
            return None
        found = _read_saved(root, commit) if head else _read_standing(root, commit, near)
        if read_state(root) == before:
            ask = tuple[str, ...] if head else cache(lambda: tuple(sorted(read_unsaved_records(root))))
            return found, Sources(files={}, head=commit, newest=newest, ask_unsaved=ask)
    return None


def _read_standing(root: Path, commit: str, near: Collection[str]) -> NearFiles:
    paths = (path for room in _OUTSIDE for path in walk_folder(root, room))
    files = NearFiles(read_texts(root, ("seki.yaml", *paths)), StandingFolders(root, commit))
    files.read_cases(near)
    return files


def _read_saved(root: Path, commit: str) -> NearFiles:
    tree = {path: blob for path, blob in (read_files_of(root, commit) if commit else {}).items() if is_record(path)}
    outside = {path: blob for path, blob in tree.items() if not path.startswith(f"{CASES}/")}
    return NearFiles(read_versions(root, outside), SavedFolders(root, tree))
