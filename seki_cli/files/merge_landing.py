"""Writing a merge: its commit in git's object store, and then the branch and the work tree moved on to it in one act.

The work tree comes last, through the journal that every save uses: whatever stops it, the workspace is as it was or as the
commit has it. 出典: safety.md の「Sync」
"""

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.act import Act, SavedAct
from seki_cli.files.durable import digest, disk_faults, flush_folder
from seki_cli.files.failpoints import failpoint
from seki_cli.files.git import git_folder, run_git
from seki_cli.files.git_commit import build_joined_commit, check_branch, is_blob, write_blob
from seki_cli.files.git_history import JST
from seki_cli.files.git_state import contains, read_head
from seki_cli.files.git_trees import opened_store
from seki_cli.files.journal import Journal, Move
from seki_cli.files.landing import missing_folders, move_of, read_current
from seki_cli.files.merge_result import Merge
from seki_cli.files.merge_trees import Difference, find_commit, read_differences, read_texts
from seki_cli.files.save import Writing, land
from seki_cli.model.verdict import Finding

BACKUPS: Final = "refs/seki/before-sync"
"""Under this name the commit stands that a workspace showed before each merge: nothing that was saved is ever out of reach."""

_NAMED: Final = 5


def write_merge(root: Path, merge: Merge, *, author_date: datetime, message: str) -> str:
    """Write the commit of a merge, flushed, and return its id; nothing shows it yet.

    It is theirs itself where ours has nothing of its own, and ours where it has all of theirs. Raises ValueError where
    something is still to be chosen, Blocked for git and disk.
    """
    if merge.choices or merge.clashes:
        raise ValueError("merge")
    if merge.forward or merge.nothing_new:
        return merge.theirs if merge.forward else merge.ours
    act = Act(message=message, changes=(), author_date=max(author_date, _read_newest(root, merge)))
    with disk_faults(), opened_store(root) as store:
        blobs = {path: _blob(root, merge, path, data) for path, data in merge.changes.items()}
        failpoint("merge-blobs-written")
        commit = build_joined_commit(root, store, act, (merge.ours, merge.theirs), blobs)
        failpoint("merge-written")
    return commit


def _read_newest(root: Path, merge: Merge) -> datetime:
    """Return the newest author date of what is joined, but none that is still to come.

    A merge that bore an older day than its parts would show on that day what was written later.
    """
    span = (merge.ours, merge.theirs, *(f"^{base}" for base in merge.bases))
    out = run_git(root, "log", "--format=%at", "--no-show-signature", "--no-color", "--end-of-options", *span, "--")
    now = time.time()
    return datetime.fromtimestamp(max((int(line) for line in out.split() if int(line) <= now), default=0), JST)


def _blob(root: Path, merge: Merge, path: str, data: bytes | None) -> str:
    return "" if data is None else merge.blobs.get(path) or write_blob(root, path, data)


def land_commit(writing: Writing, commit: str, message: str) -> SavedAct:
    """Move the branch and the work tree on from HEAD to a commit that follows it, whole or not at all.

    What HEAD showed stays within reach under refs/seki/before-sync/. Hand edits in other files are left as they are; raises
    Blocked (exit 6) with nothing written where one is in the way, naming the files.
    """
    root, lock_fd = writing.lock.root, writing.lock.fd
    with disk_faults():
        check_branch(root)
        commit, head = find_commit(root, commit), read_head(root)
        if contains(root, commit):
            return SavedAct(commit=head, paths=(), told=writing.told)
        _refuse_another_branch(root, head, commit)
        differences = read_differences(root, head, commit)
        data = _read_new(root, differences)
        moves = _moves(root, differences, data)
        placed = tuple(move.path for move in moves if not move.standing)
        landed = datetime.fromtimestamp(time.time(), JST)
        _flush_names_of_objects(root)
        _keep_head(root, head, landed, lock_fd)
        journal = Journal(
            message=message,
            author_date=landed.isoformat(timespec="seconds"),
            head=head,
            commit=commit,
            moves=moves,
            folders=missing_folders(root, placed),
        )
        land(root, journal, data, lock_fd)
    return SavedAct(commit=commit, paths=tuple(differences), told=writing.told)


def _refuse_another_branch(root: Path, head: str, commit: str) -> None:
    if run_git(root, "merge-base", "--all", head, commit).decode("ascii").split() != [head]:
        raise Blocked(
            "取り込みのあいだに、台帳が先へ進みました。何も書いていません。",
            where="HEAD",
            remedy="もう一度実行してください。",
        )


def _read_new(root: Path, differences: Mapping[str, Difference]) -> dict[str, bytes | None]:
    texts = read_texts(root, {path: d.new.blob for path, d in differences.items() if d.new.blob})
    return {path: texts.get(path) for path in differences}


def _moves(root: Path, differences: Mapping[str, Difference], data: Mapping[str, bytes | None]) -> tuple[Move, ...]:
    """Return the journal's lines; raise Blocked where a file's present bytes are neither the saved nor the coming ones."""
    moves, in_the_way = list[Move](), list[str]()
    for path, difference in differences.items():
        current, new = read_current(root, path), data[path]
        if current == new:
            moves.append(move_of(path, new, None, difference.new.blob, standing=True))
        elif not (is_blob(root, path, current, difference.old.blob) if current is not None else not difference.old.blob):
            in_the_way.append(path)
        else:
            before = None if current is None else digest(current)
            moves.append(move_of(path, new, before, difference.new.blob, standing=False))
    if in_the_way:
        raise _hand_edits(in_the_way)
    return tuple(moves)


def _hand_edits(paths: list[str]) -> Blocked:
    named = [Finding(code="", severity="error", message="", remedy="", path=path).place for path in sorted(paths)]
    more = f" ほか {len(named) - _NAMED} 件" if len(named) > _NAMED else ""
    return Blocked(
        "届いた変更が、保存していない手直しのあるファイルに及ぶため、取り込むのをやめました。何も書いていません。",
        where="、".join(named[:_NAMED]) + more,
        remedy="`seki save` で手直しを保存するか、元に戻してから、もう一度実行してください。",
    )


def _flush_names_of_objects(root: Path) -> None:
    """Wait until the names of all objects are on the disk: those that were fetched too, whose bytes alone git has flushed."""
    objects = git_folder(root) / "objects"
    for folder in (*sorted(place for place in objects.iterdir() if place.is_dir()), objects):
        flush_folder(folder)


def _keep_head(root: Path, head: str, now: datetime, lock_fd: int) -> None:
    """Give the commit that HEAD shows a name of its own before HEAD leaves it."""
    name = f"{BACKUPS}/{now:%Y%m%d-%H%M%S}-{head[:8]}"
    run_git(root, "update-ref", name, head, lock_fd=lock_fd)
    folder = git_folder(root) / BACKUPS
    for place in (folder, folder.parent, folder.parent.parent):
        flush_folder(place)
    failpoint("backup-kept")
