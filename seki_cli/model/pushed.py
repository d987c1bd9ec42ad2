"""What somebody hands to the server: references to be moved, and the commits behind them with every file they touch."""

from dataclasses import dataclass
from typing import Literal

Nature = Literal["event", "document", "plan", "settings", "profile", "standing", "foreign"]
"""What a path is for.

Written once · edited in place · a plan's version, edited until it is decided · seki.yaml · the office's lists · schemas and
editors · nothing of ours.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefUpdate:
    """One line that git hands to the hook: the reference, the commit it names now and the one it is to name ("": none)."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One file in which a commit differs from one of its parents at least.

    `new` is the id of its blob, "" where it is gone, and `mode` what it is (100644: a plain file). `olds` has one id for each
    parent, `bases` one for each common ancestor of a merge; "" where the file is not there. A first commit has one old, "".
    """

    path: str
    nature: Nature
    mode: str
    new: str
    olds: tuple[str, ...]
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedCommit:
    """One commit that the server has not had yet; `message` is what git log shows of it."""

    id: str
    parents: tuple[str, ...]
    touches: tuple[Touch, ...]
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why a push is not taken: the commit, the path, the rule that it breaks and what to do. Never a value of a record."""

    commit: str = ""
    path: str = ""
    message: str
    remedy: str
