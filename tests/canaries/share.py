"""How much of the canaries is played each day: each command some of the ways, all commands together all of them.

SEKI_CANARIES=all plays every way of every command; `make torture` does.
"""

import os
from collections.abc import Sequence
from typing import Final, TypeVar

from canaries.calls import CALLS

ALL: Final = os.environ.get("SEKI_CANARIES") == "all"
Way = TypeVar("Way")


def share(ways: Sequence[Way], command: str, many: int) -> tuple[Way, ...]:
    """Return so many of the ways, other ones for the next command."""
    if ALL or many >= len(ways):
        return tuple(ways)
    first = list(CALLS).index(command) * many
    return tuple(ways[(first + n) % len(ways)] for n in range(many))
