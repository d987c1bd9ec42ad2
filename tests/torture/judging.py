"""Judging a workspace after a crash, whichever store wrote in it: what was said to be saved stands, once, and nothing is torn."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_ID: Final = re.compile(r"\b(?:[A-Z]-)?(?:R\d\d-)?(?:\d{8}-)?[0-9A-Z]{4,7}\b")
_CLOCK: Final = re.compile(r"\d\d:\d\d:\d\d")
_LITTER: Final = re.compile(r"\.seki-|\.tmp$|\.lock$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A workspace as it was before an act: its commit, every word of it that looks like a number, and its hand edits.

    `taken_up`: the hand edits are what the act saves.
    """

    head: str
    known: frozenset[str] = field(repr=False)
    hand: tuple[tuple[str, bytes], ...] = ()
    taken_up: bool = False

    def plain(self, text: str) -> str:
        """Return a text without what differs from one run to the next: numbers that are drawn and the time of day."""
        return _ID.sub(lambda found: found[0] if found[0] in self.known else "＃", _CLOCK.sub("時刻", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Goes:
    """How one goes on after a crash. `read` returns what a reader saw, "" where it failed; `write` saves one more record and
    returns its file, "" where it could not.
    """

    read: Callable[[], str]
    write: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What an act leaves when nothing disturbs it: its one commit, and what a reader sees before and after it."""

    commit: str
    seen: frozenset[str]


def git(root: Path, *words: str, index: Path | None = None) -> str:
    """Return what git says, "" where it fails."""
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", **({"GIT_INDEX_FILE": str(index)} if index else {})}
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False, env=env)
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def before(root: Path, hand: tuple[str, ...] = (), *, taken_up: bool = False) -> Before:
    """Take down how a workspace stands; `hand` names the files that somebody edited and did not save."""
    words: set[str] = set()
    for path in root.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            words |= set(_ID.findall(path.read_text(encoding="utf-8", errors="replace"))) | set(_ID.findall(str(path)))
    return Before(
        head=git(root, "rev-parse", "HEAD").strip(),
        known=frozenset(words),
        hand=tuple((path, (root / path).read_bytes()) for path in hand),
        taken_up=taken_up,
    )


def commit_text(was: Before, root: Path, commit: str) -> str:
    """Return a commit as one text: author, message and every file it changes with all its lines, in a steady order."""
    shown = git(root, "show", "--format=%an <%ae>%n%B", "--no-renames", "-U100000", "--no-color", commit)
    head, *files = re.split(r"^diff --git .*\n", shown, flags=re.MULTILINE)
    plain = (re.sub(r"^(index|@@) .*\n", "", file, flags=re.MULTILINE) for file in files)
    return "\n".join([was.plain(head), *sorted(was.plain(file) for file in plain)])


def seen_text(was: Before, shown: str) -> str:
    """Return what a reader saw as one text; rows with new numbers may stand in another order each time."""
    return "\n".join(sorted(was.plain(shown).splitlines()))


def commits_since(was: Before, root: Path) -> list[str]:
    """Return the commits after that state, oldest first."""
    return git(root, "rev-list", "--reverse", f"{was.head}..HEAD").split()


def find_faults(was: Before, root: Path, whole: Whole, goes: Goes, *, said: bool) -> list[str]:
    """Return what is wrong after a crash, [] where nothing is. `said`: the act was acknowledged before it was killed."""
    return list(_faults(was, root, whole, goes, said=said))


def _faults(was: Before, root: Path, whole: Whole, goes: Goes, *, said: bool) -> Iterator[str]:
    if seen_text(was, goes.read()) not in whole.seen:
        yield "a reader saw half, or nothing"
    path = goes.write()
    commits = commits_since(was, root)
    if not path:
        yield "the next act did not work"
    elif git(root, "show", "--format=", "--name-only", "HEAD").split() != [path]:
        yield "the next act took something along that is not its own"
    acts = commits[:-1] if path else commits
    if len(acts) > 1:
        yield f"{len(commits)} commits"
    if said and not acts:
        yield "acknowledged and lost"
    yield from ("the commit is not the whole act" for act in acts if commit_text(was, root, act) != whole.commit)
    yield from _torn(was, root, set() if was.taken_up and acts else {path for path, _ in was.hand})


def _torn(was: Before, root: Path, by_hand: set[str]) -> Iterator[str]:
    """Yield what a crash may leave lying about, by git's own index and by one made anew, which no stale time can deceive."""
    if any((root / path).read_bytes() != data for path, data in was.hand):
        yield "a hand edit is not as it was"
    fresh = root / ".git" / "index-of-the-test"
    git(root, "read-tree", "HEAD", index=fresh)
    for index in (None, fresh):
        unsaved = {line[3:] for line in git(root, "status", "--porcelain", "-uall", index=index).splitlines()}
        if unsaved != by_hand:
            yield f"the work tree is not HEAD: {sorted(unsaved)}"
    fresh.unlink(missing_ok=True)
    litter = [name for place, _, names in os.walk(root) for name in names if _LITTER.search(name) and "rescued" not in place]
    if litter or (root / ".git" / "seki" / "journal").exists():
        yield f"left behind: {litter or 'journal'}"
    if subprocess.run(["git", "-C", str(root), "fsck", "--strict", "--no-dangling"], capture_output=True, check=False).returncode:
        yield "git fsck"
