"""What git holds and what the work tree has beside it, for readers: HEAD, its files, their bytes, unsaved changes."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, Final

from seki_cli.files.durable import TEMP_GLOB
from seki_cli.files.git import GitFailed, ask_git, finish_git, run_git, seki_folder, start_git

if TYPE_CHECKING:
    import subprocess

_MOST_NAMED: Final = 1000
"""How many files one git is asked about by name: no system takes a command line of any length."""
_STATUS: Final = ("status", "--porcelain", "-z", "--no-renames", "-unormal", "--ignore-submodules=all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """What the work tree has and HEAD has not: `changed` stand there now, `gone` were taken away, `unmerged` are half merged."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    unmerged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What HEAD shows: a commit and its tree, both "" where nothing has been saved yet."""

    commit: str
    tree: str


def read_saved(root: Path) -> Saved:
    """Return the commit and the tree that HEAD shows, by one git."""
    try:
        commit, tree = run_git(root, "rev-parse", "HEAD^{commit}", "HEAD^{tree}").decode("ascii").split()
    except (GitFailed, ValueError):
        return Saved(commit=read_head(root), tree=read_head_tree(root))
    return Saved(commit=commit, tree=tree)


def has_links(root: Path, tree: str) -> bool:
    """Say whether a tree holds links or other repositories: no file of it stands there, but in the work tree something does."""
    listed = run_git(root, "ls-tree", "-r", "-z", "--full-tree", tree)
    return any(row.startswith((b"120000", b"160000")) for row in listed.split(b"\0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The paths that two trees do not have alike, and whether a link or another repository came in with them."""

    paths: tuple[str, ...] = ()
    links: bool = False


def read_difference(root: Path, old: str, new: str) -> Difference:
    """Return what a newer tree has otherwise than an older one. Raises GitFailed where one of them is gone."""
    if old == new:
        return Difference()
    parts = run_git(root, "diff-tree", "-r", "-z", "--raw", "--no-renames", old, new).split(b"\0")[:-1]
    modes = (about.split(b" ")[1] for about in parts[::2])
    return Difference(paths=tuple(map(os.fsdecode, parts[1::2])), links=any(mode in (b"120000", b"160000") for mode in modes))


def read_files_in(root: Path, tree: str, places: Iterable[str]) -> dict[str, str]:
    """Return path → blob id for the regular files of a tree that are one of these places or lie in one."""
    wanted, found = tuple(places), dict[str, str]()
    for start in range(0, len(wanted), _MOST_NAMED):
        named = wanted[start : start + _MOST_NAMED]
        found |= _read_tree(run_git(root, "ls-tree", "-r", "-z", "--full-tree", tree, "--", *named))
    return found


def read_head(root: Path) -> str:
    """Return the id of the commit that HEAD shows, or "" where nothing has been saved yet."""
    return ask_git(root, "rev-parse", "-q", "--verify", "HEAD^{commit}") or ""


def read_head_tree(root: Path) -> str:
    """Return the id of HEAD's tree, which changes whenever a saved file does, or "" where nothing has been saved yet."""
    return ask_git(root, "rev-parse", "-q", "--verify", "HEAD^{tree}") or ""


def read_files_of(root: Path, tree: str) -> dict[str, str]:
    """Return path → blob id for every regular file of a tree or commit; links and submodules are no records and left out."""
    return _read_tree(run_git(root, "ls-tree", "-r", "-z", "--full-tree", tree))


def _read_tree(listed: bytes) -> dict[str, str]:
    files: dict[str, str] = {}
    for row in listed.split(b"\0"):
        mode, _, rest = row.partition(b" ")
        if mode in (b"100644", b"100755"):
            head, _, path = rest.partition(b"\t")
            files[os.fsdecode(path)] = head[5:].decode("ascii")
    return files


def read_blobs(root: Path, ids: Iterable[str], *, env: Mapping[str, str] | None = None) -> Iterator[tuple[str, bytes | None]]:
    """Yield (id, bytes) in the order asked, through one git and without holding more than one in memory.

    An object that is missing or broken comes as None: one unreadable record must not stop the others. `env` is added to
    git's surroundings.
    """
    wanted = tuple(ids)
    if not wanted:
        return
    with start_git(root, "cat-file", "--batch", "--buffer", env=env, quiet=True) as process:
        if process.stdin is None or process.stdout is None:
            return
        feeder = Thread(target=_feed, args=(process.stdin, wanted), daemon=True)
        feeder.start()
        try:
            for blob in wanted:
                found = read_object(process.stdout)
                yield blob, None if found is None else found[1]
        finally:
            process.stdout.close()
            if feeder.is_alive():
                process.kill()
            feeder.join()
            with suppress(OSError):  # what a reader who left early did not wait for is still to be flushed, and nobody is there
                process.stdin.close()


def _feed(stdin: IO[bytes], ids: tuple[str, ...]) -> None:
    try:
        for start in range(0, len(ids), 1000):
            stdin.write("".join(f"{blob}\n" for blob in ids[start : start + 1000]).encode("ascii"))
        stdin.close()
    except OSError:
        return


def read_object(stdout: IO[bytes]) -> tuple[str, bytes] | None:
    """Return id and bytes of the next object that `cat-file --batch` answers with, or None where it is missing."""
    head = stdout.readline().split()
    if len(head) != 3:
        return None
    data = stdout.read(int(head[2]))
    stdout.read(1)
    return head[0].decode("ascii"), data


def read_unsaved(root: Path) -> Unsaved:
    """Return the files that are changed and not saved; a new folder comes as the files in it.

    Asked without pathspec and without -uall: either would bypass git's cache of untracked files (0.15 s become 0.3 s at
    10,000 cases). seki's own temporary files are left out. Raises GitFailed.
    """
    return finish_unsaved(root, begin_unsaved(root))


def begin_unsaved(root: Path) -> "subprocess.Popen[bytes]":
    """Ask git what is not saved, without waiting for the answer: `finish_unsaved` does."""
    return start_git(root, *_STATUS)


def finish_unsaved(root: Path, begun: "subprocess.Popen[bytes]") -> Unsaved:
    """Wait for what `begin_unsaved` asked, and return what `read_unsaved` does. Raises GitFailed."""
    out = _read_status(root, begun)
    changed, gone, unmerged = set[str](), set[str](), set[str]()
    for row in out.split(b"\0"):
        if not row:
            continue
        state, path = row[:2], os.fsdecode(row[3:])
        if state in (b"DD", b"AA") or b"U" in state:
            unmerged.add(path)
        if path.endswith("/"):
            changed.update(_files_under(root, path[:-1]))
        elif not _is_temp(path):
            (changed if os.path.lexists(root / path) else gone).add(path)
    return Unsaved(changed=tuple(sorted(changed)), gone=tuple(sorted(gone)), unmerged=tuple(sorted(unmerged)))


def _read_status(root: Path, begun: "subprocess.Popen[bytes]") -> bytes:
    """Return what git says of unsaved files, by an index made for this question alone where it refuses its own.

    A power cut leaves the index empty. It is a cache that the next write makes anew, and no question may wait for that.
    """
    try:
        return finish_git(begun, _STATUS[0])
    except GitFailed as failed:
        from tempfile import TemporaryDirectory

        try:
            with TemporaryDirectory(prefix="index-", dir=seki_folder(root)) as folder:
                beside = {"GIT_INDEX_FILE": f"{folder}/index"}
                run_git(root, "read-tree", "HEAD", env=beside)
                return run_git(root, *_STATUS, env=beside)
        except (OSError, GitFailed):
            raise failed from None


def _files_under(root: Path, folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(root / folder):
        if ".git" in folders or ".git" in files:
            folders.clear()
            continue
        within = os.path.relpath(place, root)
        yield from (f"{within}/{name}" for name in files if not _is_temp(name))


def _is_temp(path: str) -> bool:
    return fnmatchcase(path.rpartition("/")[2], TEMP_GLOB)


def contains(root: Path, commit: str) -> bool:
    """Say whether a commit is HEAD or an ancestor of it."""
    if not read_head(root):
        return False
    try:
        run_git(root, "merge-base", "--is-ancestor", commit, "HEAD")
    except GitFailed as failed:
        if failed.returncode == 1 or "Not a valid" in failed.stderr:
            return False
        raise
    return True


def read_blob_ids(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return path → blob id at HEAD for some files; those that HEAD has not are left out."""
    wanted = tuple(paths)
    if not wanted or not read_head(root):
        return {}
    if len(wanted) > _MOST_NAMED:
        saved = read_files_of(root, "HEAD")
        return {path: saved[path] for path in wanted if path in saved}
    rows = run_git(root, "ls-tree", "-z", "--full-tree", "HEAD", "--", *wanted).split(b"\0")
    parted = (row.partition(b"\t") for row in rows if row)
    return {os.fsdecode(path): head.split()[2].decode("ascii") for head, _, path in parted}
