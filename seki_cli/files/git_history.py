"""Who saved what and when, from git's own history, and which version of a document held on a day."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Final

from seki_cli.files.git import GitFailed, run_git, start_git
from seki_cli.files.git_state import read_head
from seki_cli.files.paths import is_document, locate

JST: Final = timezone(timedelta(hours=9), "JST")
_FORMAT: Final = "--format=%x02%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%s"
_CHUNK: Final = 1 << 20
_LAST_SECOND: Final = 253_370_732_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One file in one commit: A made, M changed, D taken away, T another type; the ids of its blobs before and after."""

    path: str
    state: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One act in the history. `authored` is the day the act was for, `committed` the clock's time; both in JST.

    Author and date prove nothing by themselves: whoever writes a commit chooses them.
    """

    id: str
    parents: tuple[str, ...]
    author: str
    email: str
    authored: datetime
    committed: datetime
    subject: str
    touches: tuple[Touch, ...]

    @property
    def day(self) -> date:
        """Return the day of the act."""
        return self.authored.date()


def read_history(
    root: Path, *, revisions: str = "HEAD", paths: tuple[str, ...] = (), states: str = "", merges: bool = False
) -> Iterator[Commit]:
    """Yield commits with the files they touch, the newest first, children always before their parents.

    `revisions` may be a range (`abc..HEAD`); `paths` are files or folders; `states` (`MD`) leaves only such touches. With
    `merges` a merge shows every file in which it differs from any parent, else none. Raises GitFailed.
    """
    if revisions == "HEAD" and not read_head(root):
        return
    words = ["log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-color", "--no-show-signature", "--topo-order", _FORMAT]
    words.append("--diff-merges=separate" if merges else "--diff-merges=off")
    words += ["--full-history"] if paths else []
    words += [f"--diff-filter={states}"] if states else []
    with start_git(root, *words, "--end-of-options", revisions, "--", *paths, quiet=True) as process:
        if process.stdin is None or process.stdout is None:
            return
        process.stdin.close()
        finished = False
        try:
            yield from _joined(_parsed(_tokens(process.stdout)))
            finished = True
        finally:
            if not finished:
                process.kill()
    if process.returncode != 0:
        raise GitFailed("log", process.returncode, "")


def _tokens(stdout: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stdout.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _parsed(tokens: Iterator[bytes]) -> Iterator[Commit]:
    """Yield a commit for every header; between headers stand pairs of `:modes ids state` and path."""
    token = next(tokens, None)
    while token is not None:
        head = [token.lstrip(b"\n")[1:], *(next(tokens, b"") for _ in range(6))]
        touches = []
        token = next(tokens, None)
        while token is not None and token.lstrip(b"\n").startswith(b":"):
            _, _, old, new, state = token.decode("ascii").split(" ")
            touches.append(Touch(path=os.fsdecode(next(tokens, b"")), state=state[:1], old=old, new=new))
            token = next(tokens, None)
        if token == b"":
            token = next(tokens, None)
        commit, parents, author, email, authored, committed, subject = (part.decode("utf-8", "replace") for part in head)
        yield Commit(
            id=commit,
            parents=tuple(parents.split()),
            author=author,
            email=email,
            authored=_when(authored),
            committed=_when(committed),
            subject=subject,
            touches=tuple(touches),
        )


def _when(seconds: str | int) -> datetime:
    """Return a moment in JST. A commit may claim any moment; what no calendar holds becomes the nearest that one does."""
    return datetime.fromtimestamp(min(max(int(seconds or 0), 0), _LAST_SECOND), JST)


def _joined(commits: Iterator[Commit]) -> Iterator[Commit]:
    """Make one of the several answers that git gives for one merge: one for each parent."""
    last: Commit | None = None
    for commit in commits:
        if last is None:
            last = commit
        elif last.id == commit.id:
            known = {touch.path for touch in last.touches}
            more = tuple(touch for touch in commit.touches if touch.path not in known)
            last = replace(last, touches=last.touches + more)
        else:
            yield last
            last = commit
    if last is not None:
        yield last


def read_document_versions(root: Path, day: date, *, paths: tuple[str, ...] = ()) -> dict[str, str]:
    """Return path → blob id of every document as it was known on a day: the newest version with an author date on or before it.

    `paths` (files or folders) leaves only those. A path that is absent did not exist then. Events are not asked here (they carry `recorded`), nor seki.yaml, schema/ and
    profile/, which are read as they are now. 出典: cli.md の --as-of
    """
    versions: dict[str, str] = {}
    met = set[str]()
    for commit in read_history(root, paths=paths, merges=True):
        if commit.day > day:
            continue
        for touch in commit.touches:
            if touch.path in met or not _is_document_path(touch.path):
                continue
            met.add(touch.path)
            if touch.state != "D":
                versions[touch.path] = touch.new
    return versions


def _is_document_path(path: str) -> bool:
    place = locate(path)
    return place is not None and is_document(place.kinds[0])


def read_newest_author_day(root: Path, *, after: str = "") -> date | None:
    """Return the latest author date (JST) in the history, or None where there is none: on or after it every version holds.

    `after` is a commit whose answer is known already: only what came later is looked at. One that is gone from the history
    is passed over.
    """
    if not read_head(root):
        return None
    span = f"{after}..HEAD" if after else "HEAD"
    try:
        out = run_git(root, "log", "--format=%at", "--no-show-signature", "--no-color", "--end-of-options", span, "--")
    except GitFailed:
        if not after:
            raise
        return read_newest_author_day(root)
    newest = max((int(line) for line in out.split()), default=None)
    return None if newest is None else _when(newest).date()
