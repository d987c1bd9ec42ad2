"""The place where the clones of one workspace meet: found, asked for what is new, given what is ours.

Nothing here touches the work tree or HEAD: fetching fills the object store and the name under refs/remotes, sending moves
the branch over there in one step or not at all. Neither needs the lock of the workspace, so that nobody waits for a network.
"""

import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seki_cli.files.durable import flush_folder
from seki_cli.files.git import GitFailed, git_folder, run_git, write_config
from seki_cli.files.git_commit import check_branch
from seki_cli.files.remote_words import explain_fetch, explain_push, gone_branch, no_remote, other_branch, shallow
from seki_cli.files.rescue import put_aside

_SSH: Final = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
"""Asks nothing (a passphrase belongs to the agent) and gives up on a machine that does not answer."""

_GRACE: Final = 0.5
_LEFT: Final = 10.0
_STALE: Final = "止まった git の鍵ファイルが残っていたため、わきに置きました。"
_SLOW: Final = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60")
_CHECKED: Final = ("-c", "fetch.fsckObjects=true", "-c", "fetch.recurseSubmodules=false")
_OVERTAKEN: Final = re.compile(
    r"\[rejected\].*\((?:fetch first|non-fast-forward|stale info)\)"
    r"|\[remote rejected\].*\((?:cannot lock ref|failed to update ref|failed to lock|reference already exists|incorrect old)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Where this clone meets the others: git's name of the place, the branch that is shared there, its folder if it is one."""

    name: str
    branch: str
    own_ssh: bool = False
    folder: Path | None = None

    @property
    def there(self) -> str:
        """Return the branch's whole name over there."""
        return f"refs/heads/{self.branch}"

    @property
    def seen(self) -> str:
        """Return the name under which this clone remembers what it last saw there."""
        return f"refs/remotes/{self.name}/{self.branch}"


def read_remote(root: Path) -> Remote:
    """Return the place to share with: the branch's upstream, else the only remote, else `origin`.

    Raises Blocked with the commands to run where there is none, and where HEAD is on no branch or the clone is a shallow one.
    """
    check_branch(root)
    if (git_folder(root) / "shallow").exists():
        raise shallow()
    known = _read_settings(root)
    branch = _branch(root)
    names = sorted({name[7:-4] for name in known if name.startswith("remote.") and name.endswith(".url")})
    chosen = known.get(f"branch.{branch}.remote", "")
    if chosen not in names:
        chosen = names[0] if len(names) == 1 else "origin" if "origin" in names else ""
        upstream = ""
    else:
        upstream = known.get(f"branch.{branch}.merge", "")
    if not chosen:
        raise no_remote(several=bool(names))
    own = "core.sshcommand" in known or bool({"GIT_SSH", "GIT_SSH_COMMAND"} & os.environ.keys())
    folder = _find_folder(root, known[f"remote.{chosen}.url"])
    return Remote(name=chosen, branch=upstream.removeprefix("refs/heads/") or branch, own_ssh=own, folder=folder)


def _find_folder(root: Path, url: str) -> Path | None:
    """Return the folder that a remote is, where it lies on this machine: on a disk, a stick, a mounted share."""
    place = root / url.removeprefix("file://")
    return next((folder for folder in (place, place / ".git") if (folder / "refs").is_dir()), None)


def _read_settings(root: Path) -> dict[str, str]:
    rows = run_git(root, "config", "-z", "--list").decode("utf-8", "surrogateescape").split("\0")
    return {name: value for name, _, value in (row.partition("\n") for row in rows)}


def fetch_remote(root: Path, remote: Remote) -> str:
    """Fetch what is new and return the commit that stands there now, or "" where nothing was shared yet.

    Only what follows on what was seen before is taken: a history that was turned back is refused. What came is on the disk
    when this returns. Raises Blocked in words for people; the records of this clone are as they were.
    """
    before = _read_seen(root, remote)
    words = ("--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", remote.name)
    try:
        run_git(root, *_SLOW, *_CHECKED, "fetch", *words, f"{remote.there}:{remote.seen}", env=_surroundings(remote))
    except GitFailed as failed:
        if "couldn't find remote ref" not in failed.stderr:
            raise explain_fetch(failed, remote.name, remote.seen) from failed
        _check_nothing_there(root, remote, before)
        return ""
    after = _read_seen(root, remote)
    if after != before:
        _flush_fetched(root, remote)
    return after


def _check_nothing_there(root: Path, remote: Remote, before: str) -> None:
    """Raise Blocked unless the place is empty indeed: a branch that was there once, or another one, is no beginning."""
    if before:
        raise gone_branch(remote.name, remote.seen)
    try:
        heads = run_git(root, *_SLOW, "ls-remote", "--heads", remote.name, env=_surroundings(remote))
    except GitFailed as failed:
        raise explain_fetch(failed, remote.name, remote.seen) from failed
    if heads.strip():
        raise other_branch(remote.name, remote.branch)


def push_commit(root: Path, remote: Remote, commit: str) -> bool:
    """Send a commit and say whether the place took it: False where somebody was quicker, who has to be fetched first.

    Never by force. Raises Blocked in words for people; what the rules over there said of it is among them.
    """
    try:
        run_git(root, *_SLOW, "push", "--quiet", remote.name, f"{commit}:{remote.there}", env=_surroundings(remote))
    except GitFailed as failed:
        if _OVERTAKEN.search(failed.stderr):
            return False
        raise explain_push(failed, remote.name) from failed
    if _read_seen(root, remote) != commit:  # a remote without a line on what to fetch
        run_git(root, "update-ref", remote.seen, commit)
    _flush_names(root, remote)
    return True


def _surroundings(remote: Remote) -> dict[str, str]:
    return {} if remote.own_ssh else {"GIT_SSH_COMMAND": _SSH}


def _read_seen(root: Path, remote: Remote) -> str:
    return run_git(root, "for-each-ref", "--format=%(objectname)", remote.seen).decode("ascii").strip()


def _flush_fetched(root: Path, remote: Remote) -> None:
    """Wait until what came is on the disk under its names: git flushes the objects, not the folders they are named in."""
    objects = git_folder(root) / "objects"
    for folder in sorted(path for path in objects.iterdir() if path.is_dir()):
        flush_folder(folder)
    flush_folder(objects)
    _flush_names(root, remote)


def _flush_names(root: Path, remote: Remote) -> None:
    flush_folder((git_folder(root) / remote.seen).parent)


def find_backup(root: Path, commit: str) -> str:
    """Return the name under which a commit is kept since a sync moved on from it, "" where there is none."""
    words = (f"--points-at={commit}", "--sort=-refname", "--count=1", "--format=%(refname)", "refs/seki/before-sync")
    return run_git(root, "for-each-ref", *words).decode("utf-8", "replace").strip()


def read_changed(root: Path, old: str, new: str) -> tuple[str, ...]:
    """Return the paths that two commits do not have alike, sorted; "" stands for a commit without any file."""
    if not old:
        out = run_git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", new)
    else:
        out = run_git(root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)
    return tuple(sorted(os.fsdecode(path) for path in out.split(b"\0") if path))


def remember_upstream(root: Path, remote: Remote) -> None:
    """Let plain git know too where the branch is shared, so that `git status` says how far this clone is; a fault is no harm."""
    known = _read_settings(root)
    for key, value in (("remote", remote.name), ("merge", remote.there)):
        name = f"branch.{_branch(root)}.{key}"
        if name not in known:
            write_config(root, name, value)


def _branch(root: Path) -> str:
    return (git_folder(root) / "HEAD").read_text().strip().removeprefix("ref: refs/heads/")


def clear_left_locks(root: Path) -> tuple[str, ...]:
    """Put aside the locks that a killed fetch or sending left on git's names, and return a sentence for each, for stderr.

    Called where no other sync and no save of this clone is at work; a git that a person started lets go within moments.
    """
    folder = git_folder(root)
    left = [path for part in ("remotes", "seki") for path in (folder / "refs" / part).rglob("*.lock")]
    left += [path for path in (folder / "config.lock",) if path.exists()]
    give_up = time.monotonic() + _GRACE
    while left and time.monotonic() < give_up:
        time.sleep(0.02)
        left = [path for path in left if path.exists()]
    for path in left:
        put_aside(root, path, _STALE)
    return (_STALE,) * len(left)


def is_locked_there(remote: Remote) -> bool:
    """Say whether the branch is locked in a folder that is shared: somebody sends just now, or was killed while sending."""
    lock = _lock_there(remote)
    return lock is not None and lock.exists()


def clear_lock_there(remote: Remote) -> None:
    """Put aside a lock on the branch in a folder that is shared, once it has stood too long for a git that is still alive.

    The git over there holds it for moments; who pulled the stick or the plug does not come back for it.
    """
    lock = _lock_there(remote)
    with suppress(OSError):
        if lock is not None and time.time() - lock.stat().st_mtime >= _LEFT:
            lock.rename(lock.parents[2] / f"stale-{time.strftime('%Y%m%d-%H%M%S')}-{lock.name}")


def _lock_there(remote: Remote) -> Path | None:
    return remote.folder / f"{remote.there}.lock" if remote.folder else None
