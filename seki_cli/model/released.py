"""What the gate let through, and what it held back."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Generic[T_co]):
    """Something that everybody of one audience may see. Only rules/consent.py makes one; papers take nothing else."""

    value: T_co


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Something that stays off the paper: what (never its text), by which rule of the gate, and what would change it.

    `path` is the record that is withheld, `because` the record that decided, `key` the place in it. Lines are 1-based and
    looked up afterwards; 0 means not looked up. Told to the coordinator on the cover sheet, never on the paper.
    """

    item: int
    piece: str
    rule: int
    reason: str
    remedy: str = ""
    case: str = ""
    path: str = ""
    because: str = ""
    key: tuple[str | int, ...] = ()
    line: int = 0

    def placed(self, line: int) -> "Withheld":
        """Return the same with the line of `because`."""
        return replace(self, line=line)
