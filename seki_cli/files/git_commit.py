"""One commit, made in git's object store from the tree of HEAD and nothing else, then shown by moving HEAD in one step.

Neither the index nor the work tree has a part in it: whatever somebody staged or is just editing cannot slip in, and a crash
before the last step leaves nothing but objects that nobody refers to. Measured against `git add` and `git commit` by two
writers in one clone: 41 of 80 records landed in another person's commit. 出典: safety.md
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seki_cli.errors import Blocked
from seki_cli.files.act import Act
from seki_cli.files.durable import flush_file, flush_folder
from seki_cli.files.failpoints import failpoint
from seki_cli.files.git import GitFailed, check_identity, git_folder, run_git
from seki_cli.files.git_trees import TreeStore
from seki_cli.files.objects import find_torn_among


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A commit that nothing shows yet, and the one it follows ("" for the first)."""

    commit: str
    head: str


class TornObjects(Blocked):
    """Objects of a commit stand torn in the store: once `files` are put aside, the same commit can be built."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        """Take the files of the torn objects."""
        super().__init__(
            "git の中の記録（object）が壊れています。何も書いていません。",
            where=".git/objects",
            remedy="`seki doctor --fix` を実行してから、もう一度やり直してください。",
        )
        self.files = files


def write_blob(root: Path, path: str, data: bytes) -> str:
    """Write a file's bytes into the object store and return the id. The office's clean filters (encryption) are applied."""
    return run_git(root, "hash-object", "-w", "--stdin", f"--path={path}", stdin=data).decode("ascii").strip()


def find_blob_id(root: Path, path: str, data: bytes) -> str:
    """Return the id that a file's bytes would have in git, writing nothing."""
    return run_git(root, "hash-object", "--stdin", f"--path={path}", stdin=data).decode("ascii").strip()


def is_blob(root: Path, path: str, data: bytes, blob: str) -> bool:
    """Say whether a file's bytes are what git has under a blob id; git is asked only where a clean filter may stand between."""
    plain = hashlib.new("sha1" if len(blob) == 40 else "sha256", b"blob %d\0" % len(data), usedforsecurity=False)
    plain.update(data)
    return plain.hexdigest() == blob or find_blob_id(root, path, data) == blob


def build_commit(root: Path, store: TreeStore, act: Act, blobs: Mapping[str, str]) -> Built | None:
    """Write the commit of an act over HEAD and return it; None where HEAD has these files already, so nothing is to be saved.

    Raises Blocked with the command to run where git does not know its user, GitFailed for all else.
    """
    head, old = store.read_head()
    tree = store.write_over(old, blobs)
    failpoint("trees-written")
    if tree == old:
        return None
    commit = _write_commit(root, act, tree, (head,) if head else (), signed=store.signs())
    _flush_objects(root, (*blobs.values(), *store.written, commit))
    failpoint("commit-written")
    return Built(commit=commit, head=head)


def build_joined_commit(root: Path, store: TreeStore, act: Act, parents: tuple[str, str], blobs: Mapping[str, str]) -> str:
    """Write the commit that joins two histories and return its id: the first parent's tree with these blobs over it."""
    tree = store.write_over(store.read_commit(parents[0])[1], blobs)
    commit = _write_commit(root, act, tree, parents, signed=store.signs())
    _flush_objects(root, (*blobs.values(), *store.written, commit))
    return commit


def _write_commit(root: Path, act: Act, tree: str, parents: tuple[str, ...], *, signed: bool) -> str:
    env = {"GIT_AUTHOR_DATE": f"@{act.git_date}"}
    if act.author is not None:
        name, email = act.author
        env |= {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email}
    # commit-tree alone forgets commit.gpgsign; a server that asks for signatures would refuse the push
    sign = ["-S"] if signed else []
    after = [word for parent in parents for word in ("-p", parent)]
    try:
        out = run_git(root, "commit-tree", *sign, *after, "-m", act.message, tree, env=env)
    except GitFailed:
        if act.author is None:
            check_identity(root)
        raise
    return out.decode("ascii").strip()


def _flush_objects(root: Path, ids: tuple[str, ...]) -> None:
    """Flush new objects and the folders of their names.

    mktree does not read core.fsync (seen in git 2.39), and no git flushes the names, which some file systems then lose. An
    object that an earlier power cut has torn is taken by git for written: so all are read back. Raises TornObjects.
    """
    objects = git_folder(root) / "objects"
    for oid in filter(None, ids):
        flush_file(objects / oid[:2] / oid[2:])
    for folder in sorted({oid[:2] for oid in ids if oid}):
        flush_folder(objects / folder)
    flush_folder(objects)
    if torn := find_torn_among(root, ids):
        raise TornObjects(torn)


def check_branch(root: Path) -> None:
    """Raise Blocked where HEAD is on no branch: what is saved there is lost from sight with the next `git switch`."""
    if not (git_folder(root) / "HEAD").read_bytes().startswith(b"ref: "):
        raise Blocked(
            "git がどの枝の上にもいません（detached HEAD）。ここで保存すると、あとで見えなくなります。",
            where=".git/HEAD",
            remedy="`git switch main` で枝に戻ってから、もう一度実行してください。",
        )


def move_head(root: Path, built: Built, message: str, lock_fd: int) -> None:
    """Show a built commit: HEAD moves from the one it was built on to it, in one step, or not at all. Raises Blocked.

    git compares and swaps under its own lock, so a commit that somebody else made meanwhile is never covered up.
    """
    old = built.head or "0" * len(built.commit)
    try:
        run_git(root, "update-ref", "--create-reflog", "-m", message, "HEAD", built.commit, old, lock_fd=lock_fd)
    except GitFailed as failed:
        if "but expected" in failed.stderr or "reference already exists" in failed.stderr:
            raise Blocked(
                "保存のあいだに、ほかの git の操作が台帳を進めました。何も書いていません。",
                where="HEAD",
                remedy="もう一度実行してください。",
            ) from failed
        raise


def flush_branch(root: Path) -> None:
    """Wait until the name of the branch's new file is on the disk: git flushes the file, not the folder it is renamed in."""
    branch = (git_folder(root) / "HEAD").read_text().removeprefix("ref: ").strip()
    flush_folder((git_folder(root) / branch).parent)
