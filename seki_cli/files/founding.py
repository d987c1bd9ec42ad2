"""Making a workspace: a git repository with its profile, its settings for durability and editors, and its first commits.

It is made whole in a folder beside the wanted one and then renamed: a crash leaves nothing that looks like a workspace.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from seki_cli.files.act import Act, Change
from seki_cli.files.clone_settings import build_standing_files, warm_index, write_clone_settings
from seki_cli.files.git import check_git_version, check_identity, run_git
from seki_cli.files.git_state import read_head
from seki_cli.files.paths import split_path
from seki_cli.files.whole_folder import filled_whole


def create_workspace(root: Path, files: Mapping[str, bytes], first: Act, *, history: Iterable[Act] = ()) -> str:
    """Make a workspace at `root` from the profile's and the schemas' files and return the id of its newest commit.

    `first` gives message, date and author of the first commit; its files are `files` and seki's own (attributes, editor).
    `history` are further acts, one commit each, in this order: the sample's, whose commits carry the act's date throughout.
    Raises Misuse (2) where the folder is in use, Blocked (6) where an act without author meets a git without one, and for
    git and disk.
    """
    check_git_version()
    root = root.resolve()
    with filled_whole(root) as scratch:
        commit = _fill(scratch, files, first, history)
    warm_index(root)
    return commit


def _fill(scratch: Path, files: Mapping[str, bytes], first: Act, history: Iterable[Act]) -> str:
    run_git(scratch, "init", "-q", "-b", "main", "--template=", ".")
    write_clone_settings(scratch)
    whole = {**build_standing_files(files), **files}
    act = Act(
        message=first.message,
        changes=tuple(Change(path=path, data=data) for path, data in whole.items()),
        author_date=first.author_date,
        author=first.author,
    )
    _write_history(scratch, (act, *history))
    run_git(scratch, "read-tree", "--reset", "-u", "HEAD")
    return read_head(scratch)


def _write_history(root: Path, acts: Iterable[Act]) -> None:
    """Write many commits through one git, as one pack: a sample of 300 acts takes as long as three saves."""
    own: str | None = None
    stream = [b"feature done\n"]
    for act in acts:
        if act.author is None and own is None:
            check_identity(root)
            own = run_git(root, "var", "GIT_COMMITTER_IDENT").decode().rsplit(" ", 2)[0]
        stream += _commit_rows(act, own or "")
    stream.append(b"done\n")
    run_git(root, "fast-import", "--quiet", "--done", stdin=b"".join(stream))


def _commit_rows(act: Act, own: str) -> Iterator[bytes]:
    who = own if act.author is None else _signature(*act.author)
    message = f"{act.message}\n".encode()
    yield b"commit refs/heads/main\n"
    yield f"author {who} {act.git_date}\ncommitter {who} {act.git_date}\n".encode()
    yield b"data %d\n%s\n" % (len(message), message)
    for change in act.changes:
        path = os.fsencode("/".join(split_path(change.path)))
        if path.startswith(b'"'):
            raise ValueError("path")
        yield b"D %s\n" % path if change.data is None else b"M 100644 inline %s\ndata %d\n" % (path, len(change.data))
        yield change.data + b"\n" if change.data is not None else b""


def _signature(name: str, email: str) -> str:
    if any(mark in name + email for mark in "<>\n\0"):
        raise ValueError("author")
    return f"{name} <{email}>"
