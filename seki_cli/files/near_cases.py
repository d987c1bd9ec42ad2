"""The cases of a workspace, each built of its texts when somebody asks for it, and what cannot be read of them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, overload

from seki_cli.files.case_records import build_cases, read_records
from seki_cli.files.near_files import NearFiles
from seki_cli.files.records import read_value
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile, Look, Noun

_HEADS: Final = ("case.yaml", "household.yaml")
_PLACES: Final[Mapping[Noun, str]] = {"plan": "plans/{}", "referral": "referrals/{}.yaml"}
# What a quick look reads: a key of one of these names with a plain value behind it. Where a household has anything by which one
# could stand otherwise (quotes, braces, escapes, a space before the colon, another line break), it is read as a whole.
_LINE: Final = re.compile("([ -]*)(kana|name|born|address|phone):(?: +([^#]*))?")
_ODD: Final = re.compile("[\"'{}\\[\\]\\\\&*!?|>\r\t\x85\u2028\u2029\ufeff]| :")


class NearCases:
    """The cases of a workspace as a stock: a folder is read and built when somebody asks for it, and remembered."""

    def __init__(self, files: NearFiles, day: date) -> None:
        """Take the texts; no case is built yet."""
        self._files, self._day = files, day
        self._built: dict[str, tuple[CaseFile | None, tuple[Finding, ...], tuple[Finding, ...]]] = {}

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all cases, in order. A folder without a head is looked into: there may be nothing in it."""
        return tuple(name for name in self._files.names() if self._has_head(name) or self.find(name))

    def find(self, case_id: str) -> CaseFile | None:
        """Return the case with this id, or None."""
        return self._build(case_id)[0]

    def every(self) -> tuple[CaseFile, ...]:
        """Return all cases, in the order of their ids."""
        self._files.read_all()
        return tuple(case for name in self._files.names() if (case := self.find(name)))

    def naming(self, words: frozenset[str]) -> Iterable[str]:
        """Return the ids of the cases in whose head or household one of these words may stand: as it is, or by an escape."""
        sought = (*(word.encode() for word in words), b"\\")
        return {name for head in _HEADS for name, data in self._files.each(head) if any(word in data for word in sought)}

    def holding(self, noun: Noun, record_id: str) -> Iterable[str]:
        """Return the ids of the cases that have a folder for a plan, or a file for a referral, of this id."""
        place = _PLACES[noun].format(record_id)
        return [name for name in self._files.names() if self._files.has(f"cases/{name[:3]}/{name}/{place}")]

    def meant(self, look: Look) -> Iterable[str]:
        """Return the ids of the cases at whose household a quick look says that it is worth a close one."""
        return [name for name, data in self._files.each("household.yaml") if (told := read_told(data)) is None or look(told)]

    def unread_in(self, case_id: str) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """Return what cannot be read in a case folder, and what is missing there."""
        return self._build(case_id)[1:]

    def every_unread(self) -> Iterator[str]:
        """Yield the names of all case folders, read in one go."""
        self._files.read_all()
        yield from self._files.names()

    def strays(self) -> tuple[Finding, ...]:
        """Return the findings on what lies under cases/ in no case folder."""
        unread: list[Finding] = []
        read_records(self._files.strays(), self._day, unread)
        return tuple(unread)

    def _has_head(self, name: str) -> bool:
        return self._files.has(f"cases/{name[:3]}/{name}/case.yaml")

    def _build(self, case_id: str) -> tuple[CaseFile | None, tuple[Finding, ...], tuple[Finding, ...]]:
        if case_id not in self._built:
            unread: list[Finding] = []
            records = read_records(self._files.of_case(case_id), self._day, unread)
            count = len(unread)
            found = build_cases(records, unread, past=False)
            self._built[case_id] = found[0] if found else None, tuple(unread[:count]), tuple(unread[count:])
        return self._built[case_id]


class NearUnread(Sequence[Finding]):
    """What cannot be read: outside the case folders, and in those of the cases that somebody asks about."""

    def __init__(self, outside: tuple[Finding, ...], cases: NearCases) -> None:
        """Take what cannot be read outside the case folders."""
        self._outside, self._cases = outside, cases

    def __len__(self) -> int:
        """Return how much cannot be read in all."""
        return len(self.of(tuple(self._cases.every_unread())))

    def __iter__(self) -> Iterator[Finding]:
        """Go through all that cannot be read: every case is read for it."""
        return iter(self.of(tuple(self._cases.every_unread())))

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        """Return what cannot be read at a place of the list."""
        return tuple(self)[place]

    def beside(self, cases: NearCases) -> "NearUnread":
        """Return the same outside the case folders, beside other cases."""
        return NearUnread(self._outside, cases)

    def of(self, cases: Collection[str]) -> tuple[Finding, ...]:
        """Return what cannot be read outside the case folders and in those of some cases: by path, then what is missing."""
        found = [self._cases.unread_in(case_id) for case_id in sorted(cases)]
        broken = (*self._outside, *self._cases.strays(), *(one for broken, _ in found for one in broken))
        return (*sorted(broken, key=lambda one: one.path), *(one for _, missing in found for one in missing))


class Values(Mapping[str, Mapping[str, Any]]):
    """The shaped values of the files that can be read, by path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the texts; each is read when it is asked for."""
        self._files = files

    def __getitem__(self, path: str) -> Mapping[str, Any]:
        """Return the value of a file; KeyError where it cannot be read."""
        value = read_value(path, self._files[path])[0]
        if value is None:
            raise KeyError(path)
        return value

    def __iter__(self) -> Iterator[str]:
        """Go through the paths of all files that can be read, in order."""
        return (path for path in sorted(self._files) if read_value(path, self._files[path])[0] is not None)

    def __len__(self) -> int:
        """Return how many files can be read."""
        return sum(1 for _ in self)


def read_told(data: bytes) -> Mapping[str, Sequence[str]] | None:
    """Return what a household says of its people as it is written, by key; None where it has to be read as a whole."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if _ODD.search(text):
        return None
    told: dict[str, list[str]] = {}
    column = len(text)
    for line in filter(None, text.split("\n")):
        if len(line) - len(line.lstrip(" ")) > column:  # the value before goes on
            return None
        column = len(text)
        if key := _LINE.match(line):
            if key.end() != len(line):
                return None
            told.setdefault(key[2], []).append((key[3] or "").rstrip(" "))
            column = len(key[1])
    return told
