"""How a clone is: the facts that are read of it, and what is said of each to the person who looks after it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

GOOD: Final = "良い"
HEED: Final = "注意"
ACT: Final = "要対応"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of `seki doctor`: what was looked at, how it is, what to do now, and whether --fix does it.

    `blocks`: as long as it is so, nothing can be saved here.
    """

    id: str
    title: str
    state: str
    message: str
    remedy: str = ""
    fixable: bool = False
    blocks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a line is about; a rule says of it how it stands."""

    id: str
    title: str

    def good(self, message: str, remedy: str = "") -> Item:
        """Return the line of something that is well."""
        return self.told(GOOD, message, remedy)

    def told(self, state: str, message: str, remedy: str, *, fixable: bool = False, blocks: bool = False) -> Item:
        """Return the line of something that wants a look or an act."""
        return Item(id=self.id, title=self.title, state=state, message=message, remedy=remedy, fixable=fixable, blocks=blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Something that lies in .git/seki for a person: a draft by its name, or a rescued file by its number and its note."""

    name: str
    since: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingFacts:
    """What other clones have not yet. `remote`: there is somewhere to share to; `synced`: when something last came or went."""

    remote: bool
    count: int
    since: date | None
    synced: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFacts:
    """What stands unsaved: `paths` are places of records (ids only), `foreign` the other files, which are counted only.

    `known` False: git could not be asked.
    """

    paths: tuple[str, ...]
    foreign: int
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GitFacts:
    """The repository itself: what HEAD is on, what hinders a write, what differs from a clone as seki makes it."""

    head: str
    torn: tuple[str, ...]
    half: tuple[tuple[str, str], ...]
    journal: str
    stale_locks: int
    index_sound: bool
    other_heads: int
    settings: tuple[str, ...]
    untracked_cache: bool
    hook: str
    identity: bool
    staff: str
    signs: bool
    oddities: tuple[str, ...]
    locked_crypt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFacts:
    """What git's object store holds: bytes on the disk, loose ones, left-over temporary files, and what fsck found missing.

    `checked` False: git could not look.
    """

    size: int
    loose: int
    garbage: int
    broken: int
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFacts:
    """Whether whoever asks may open the repository: how much of .git is closed to them, and whether git calls it another's."""

    closed: int
    another_s: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Where the clone lies: who may read it, on what disk, what has been left beside the records."""

    open_folders: tuple[str, ...]
    open_files: int
    network: str
    cloud: str
    free: int
    temps: int
    old_papers: int
    papers_days: int
    drafts: tuple[Kept, ...]
    rescued: tuple[Kept, ...]
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFacts:
    """What is installed, and what wrote the workspace: versions, the completion of the shell, the clock against the history."""

    seki: str
    python: str
    git: tuple[int, int]
    oldest_git: tuple[int, int]
    format: int | None
    requires: str
    completion: bool
    newest: datetime | None
    now: datetime
