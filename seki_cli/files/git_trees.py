"""The folders of one commit, read from HEAD and written anew in git's object store, level by level.

Only the folders on the way to a changed file are read and written: a save costs the same among ten cases and ten thousand.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import IO, Any, Final

from seki_cli.errors import Blocked
from seki_cli.files.durable import link_met
from seki_cli.files.git import GitFailed, start_git
from seki_cli.files.git_state import read_object

_TREE: Final = b"40000"
_FILE: Final = b"100644"

Entries = dict[bytes, tuple[bytes, str]]
"""Name → (mode, id): one folder as git keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeStore:
    """The gits that stand ready for the length of one act: one answers with objects, one writes trees, one says a setting.

    They are started together, because starting a git costs more than what it does here.
    """

    reader: "Popen[bytes]"
    writer: "Popen[bytes]"
    asked: "Popen[bytes]"
    written: list[str] = field(default_factory=list)
    known: dict[str, Entries] = field(default_factory=dict)

    def read_head(self) -> tuple[str, str]:
        """Return the ids of HEAD's commit and its tree, both "" where nothing has been saved yet."""
        return self.read_commit("HEAD")

    def read_commit(self, name: str) -> tuple[str, str]:
        """Return the ids of a commit and its tree, both "" where there is no such commit."""
        found = self._ask(name)
        if found is None:
            return "", ""
        commit, body = found
        return commit, body[5 : body.index(b"\n")].decode("ascii")

    def _ask(self, name: str) -> tuple[str, bytes] | None:
        stdin = _pipe(self.reader.stdin)
        stdin.write(f"{name}\n".encode())
        stdin.flush()
        return read_object(_pipe(self.reader.stdout))

    def signs(self) -> bool:
        """Say whether this office signs its commits (commit.gpgsign)."""
        return self.asked.communicate()[0].strip() == b"true"

    def read_tree(self, tree: str) -> Entries:
        """Return the entries of a tree, none for "". Raises Blocked where the object is missing."""
        if tree and tree not in self.known:
            found = self._ask(tree)
            if found is None:
                raise Blocked(
                    "git の中の記録が欠けています。",
                    where=".git/objects",
                    remedy="`seki doctor` で様子を見て、`seki doctor --fix` で直せるところを直してください。",
                )
            self.known[tree] = parse_tree(found[1], len(tree) // 2)
        return self.known[tree] if tree else {}

    def find_blob(self, tree: str, path: str) -> str:
        """Return the id that a path has in a tree, or "" where it is not there."""
        *folders, name = os.fsencode(path).split(b"/")
        for folder in folders:
            mode, tree = self.read_tree(tree).get(folder, (_TREE, ""))
            if mode != _TREE:
                return ""
        return self.read_tree(tree).get(name, (b"", ""))[1]

    def write_tree(self, entries: Entries) -> str:
        """Write a tree and return its id. Raises GitFailed."""
        rows = (b"%s %s %s\t%s\0" % (mode.zfill(6), _type(mode), oid.encode(), name) for name, (mode, oid) in entries.items())
        stdin = _pipe(self.writer.stdin)
        try:
            stdin.write(b"".join(rows) + b"\0")
            stdin.flush()
        except BrokenPipeError as error:
            raise self._failed() from error
        oid = _pipe(self.writer.stdout).readline().decode("ascii").strip()
        if not oid:
            raise self._failed()
        self.written.append(oid)
        return oid

    def write_over(self, tree: str, blobs: Mapping[str, str]) -> str:
        """Write the tree that has these blobs over an older tree and return its id; a blob "" takes its file away."""
        nested: dict[bytes, Any] = {}
        for path, blob in blobs.items():
            *folders, name = os.fsencode(path).split(b"/")
            inner = nested
            for folder in folders:
                inner = inner.setdefault(folder, {})
            inner[name] = blob
        return self._write_folder(tree, nested) or self.write_tree({})

    def _write_folder(self, tree: str, changes: Mapping[bytes, Any]) -> str:
        entries = dict(self.read_tree(tree))
        for name, change in changes.items():
            mode, oid = entries.get(name, (b"", ""))
            if mode and (mode == _TREE) != isinstance(change, dict):
                raise link_met(os.fsdecode(name))
            new = self._write_folder(oid, change) if isinstance(change, dict) else change
            if new:
                entries[name] = (_TREE if isinstance(change, dict) else _FILE, new)
            else:
                entries.pop(name, None)
        return self.write_tree(entries) if entries else ""

    def _failed(self) -> GitFailed:
        _, err = self.writer.communicate()
        return GitFailed("mktree", self.writer.returncode, err.decode("utf-8", "replace"))


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _type(mode: bytes) -> bytes:
    return {_TREE: b"tree", b"160000": b"commit"}.get(mode, b"blob")


def parse_tree(data: bytes, width: int) -> Entries:
    """Return the entries of a tree object's bytes; `width` is the length of an id in bytes (20 or 32)."""
    entries: Entries = {}
    place = 0
    while place < len(data):
        space = data.index(b" ", place)
        end = data.index(b"\0", space)
        entries[data[space + 1 : end]] = (data[place:space], data[end + 1 : end + 1 + width].hex())
        place = end + 1 + width
    return entries


@contextmanager
def opened_store(root: Path) -> Iterator[TreeStore]:
    """Open the object store for reading and writing trees."""
    with (
        start_git(root, "cat-file", "--batch", quiet=True) as reader,
        start_git(root, "mktree", "-z", "--batch", "--missing") as writer,
        start_git(root, "config", "--type=bool", "--get", "commit.gpgsign", quiet=True) as asked,
    ):
        yield TreeStore(reader=reader, writer=writer, asked=asked)
