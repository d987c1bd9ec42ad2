"""Records as the index keeps them whole, so that figures are drawn without a file being parsed: JSON, pressed together.

What comes back equals what went in, to the time zone of a moment: the classes say what each field is.
"""

import zlib
from typing import Final, TypeVar

from seki_cli.files.records import read_written, write_value
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.record import Record
from seki_cli.model.world import CaseFile

_T = TypeVar("_T")
_QUICK: Final = 1
"""How hard zlib tries: more takes longer and saves little."""

OUTSIDE: Final[dict[str, type[Record]]] = {"meetings": Meeting, "resources": Resource, "gaps": Gap, "activities": Activity}
"""The records outside the case folders, by the folder in which they lie."""


def pack(value: CaseFile | Record) -> bytes:
    """Return a case that is not settled, or a record, as it is kept."""
    return zlib.compress(write_value(value), _QUICK)


def unpack_case(data: bytes) -> CaseFile:
    """Return the case that was packed. Raises ValueError where this is none."""
    return _unpack(data, CaseFile)


def unpack_outside(path: str, data: bytes) -> Record:
    """Return the record that was packed, by where it lies. Raises ValueError or LookupError where this is none."""
    return _unpack(data, OUTSIDE[path.partition("/")[0]])


def _unpack(data: bytes, kind: type[_T]) -> _T:
    try:
        return read_written(zlib.decompress(data), kind)
    except zlib.error as error:
        raise ValueError from error
