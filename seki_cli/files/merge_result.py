"""What a merge of two histories comes to: what it writes, what a person has to choose, what nobody can settle by choosing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seki_cli.model.verdict import Finding

Key = tuple[str, ...]
"""The way to a field; rows of lists are named by what identifies them: ("people", "P2", "phone"). () is the whole file."""

PROFILE = "profile"
"""The path of the one choice that is made for the profile/ folder as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One field that both sides changed to different values, which both are kept here; None: taken away on that side."""

    path: str
    key: Key
    ours: object = field(repr=False)
    theirs: object = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One thing that was settled: `side` is 両方 where a file was merged field by field, else the side that was chosen."""

    path: str
    key: Key
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The merge of `theirs` into `ours` (commit ids). `changes` are the new bytes of files against ours (None: it goes).

    `choices` are still open; `comments` are lines of theirs whose comment is not carried over; `clashes` name what no
    choice can settle. `blobs` are git's ids of those changes that are theirs as they stand.
    """

    ours: str
    theirs: str
    bases: tuple[str, ...]
    changes: Mapping[str, bytes | None] = field(repr=False)
    settled: tuple[Settled, ...] = ()
    choices: tuple[Choice, ...] = ()
    comments: tuple[tuple[str, int], ...] = ()
    clashes: tuple[Finding, ...] = ()
    blobs: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def forward(self) -> bool:
        """Say whether ours has nothing of its own: the branch then moves on to theirs without a commit."""
        return self.bases == (self.ours,)

    @property
    def nothing_new(self) -> bool:
        """Say whether ours has all of theirs already."""
        return self.bases == (self.theirs,)


def own_part(mine: Any, other: Any) -> Any:
    """Return what of a value the other one has not so: of a list the rows, of a mapping the fields."""
    if isinstance(mine, dict) and isinstance(other, dict):
        return {name: own_part(value, other.get(name)) for name, value in mine.items() if value != other.get(name)}
    if isinstance(mine, list) and isinstance(other, list):
        return [row for row in mine if row not in other]
    return mine
