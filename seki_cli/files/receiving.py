"""What a push brings, read in the server's repository before git takes it: references, commits, texts.

The hook of a bare repository runs in it, without a work tree. Git keeps what is pushed apart until the hook says yes
(quarantine) and tells by its own variables where: these few, which seki else leaves out (files/git.py), are handed on here.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from seki_cli.errors import Blocked, Misuse
from seki_cli.files.git import GitFailed, run_git
from seki_cli.files.git_state import read_blobs
from seki_cli.files.paths import is_document, is_event, is_standing, locate
from seki_cli.files.records import build_record, read_value
from seki_cli.files.sources import LARGEST
from seki_cli.model.plan import Decision, Plan
from seki_cli.model.pushed import Nature, PushedCommit, RefUpdate, Touch

_HANDED: Final = ("GIT_DIR", "GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
_RAW: Final = ("diff-tree", "--stdin", "--root", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--always")
_SHA: Final = (40, 64)
_LARGEST_STANDING: Final = 1 << 20

Rows = Mapping[str, tuple[str, str, str]]
"""Path → (blob before, blob now, mode now) of one comparison; "" where it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """The repository that is pushed to, and the surroundings in which git lets what is pushed be seen."""

    root: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def git(self, *words: str, stdin: bytes = b"") -> bytes:
        """Run git here and return its stdout. Raises GitFailed."""
        return run_git(self.root, *words, stdin=stdin, env=self.env)


def read_receiving(folder: Path) -> Receiving:
    """Return the repository in which git started the hook. Raises Misuse (2) where this is no bare repository."""
    env = {name: os.environ[name] for name in _HANDED if name in os.environ}
    receiving = Receiving(root=folder, env=env)
    try:
        bare = receiving.git("rev-parse", "--is-bare-repository").strip() == b"true"
    except GitFailed:
        bare = False
    if not bare:
        raise Misuse(
            "これは、サーバーのリポジトリーの hook が呼ぶものです。手で動かす必要はありません。",
            remedy="サーバーは `seki init --server 場所` で作れます。",
        )
    return receiving


def build_updates(said: bytes) -> tuple[RefUpdate, ...]:
    """Return what git says on the hook's stdin: a line `old new ref` for each reference. Raises Misuse (2) for anything else."""
    updates = []
    for line in said.decode("utf-8", "surrogateescape").splitlines():
        old, _, rest = line.partition(" ")
        new, _, ref = rest.partition(" ")
        if not (_is_id(old) and _is_id(new) and ref):
            raise Misuse("git から受け取った行が読めません。", where="pre-receive", remedy="git 2.38 以上か確かめてください。")
        updates.append(RefUpdate(ref=ref, old=_id(old), new=_id(new)))
    return tuple(updates)


def _is_id(text: str) -> bool:
    return len(text) in _SHA and not text.strip("0123456789abcdef")


def _id(text: str) -> str:
    """Return an id as it stands, or "" for the one of zeros that says that nothing is there."""
    return text if text.strip("0") else ""


def is_forward(receiving: Receiving, update: RefUpdate) -> bool:
    """Say whether a reference moves on from where it is: what it named stays in its history."""
    if not update.old:
        return True
    try:
        receiving.git("merge-base", "--is-ancestor", update.old, update.new)
    except GitFailed as failed:
        if failed.returncode == 1:
            return False
        raise
    return True


def read_pushed_commits(receiving: Receiving, update: RefUpdate) -> tuple[PushedCommit, ...]:
    """Return the commits that a reference would bring, the oldest first, each compared with all its parents and ancestors."""
    new = [update.new, *([f"^{update.old}"] if update.old else [])]
    lines = receiving.git("rev-list", "--topo-order", "--reverse", "--parents", "--end-of-options", *new, "--")
    rows = [tuple(line.split()) for line in lines.decode("ascii").splitlines()]
    bases = {row: _read_bases(receiving, row[1:]) if len(row) > 2 else () for row in rows}
    asked = [words for row in rows for words in _comparisons(row, bases[row])]
    answers = _read_comparisons(receiving, asked)
    messages = _read_messages(receiving, [row[0] for row in rows])
    return tuple(_build_commit(row, [next(answers) for _ in _comparisons(row, bases[row])], messages[row[0]]) for row in rows)


def _read_messages(receiving: Receiving, commits: Iterable[str]) -> dict[str, str]:
    texts = read_texts(receiving, commits)
    return {commit: data.partition(b"\n\n")[2].decode("utf-8", "surrogateescape") for commit, data in texts}


def _read_bases(receiving: Receiving, parents: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(receiving.git("merge-base", "--all", *parents[:2]).decode("ascii").split())
    except GitFailed as failed:
        if failed.returncode == 1:
            return ()
        raise


def _comparisons(row: tuple[str, ...], bases: tuple[str, ...]) -> list[str]:
    """Return what git is asked about a commit: itself against each parent, then against each common ancestor of a merge."""
    commit, *parents = row
    return [f"{commit} {other}" for other in (*parents, *bases)] or [commit]


def _read_comparisons(receiving: Receiving, asked: list[str]) -> Iterator[Rows]:
    """Yield one answer for each question, in their order. Raises Blocked (6) where git answers something else."""
    tokens = iter(receiving.git(*_RAW, stdin="".join(f"{words}\n" for words in asked).encode("ascii")).split(b"\0"))
    found: list[tuple[str, dict[str, tuple[str, str, str]]]] = []
    for token in tokens:
        if token.startswith(b":"):
            _, mode, old, new, _ = token.decode("ascii").split(" ")
            path = os.fsdecode(next(tokens, b""))
            found[-1][1][path] = (_id(old), _id(new), mode if _id(new) else "")
        elif token:
            found.append((token.decode("ascii").strip(), {}))
    if [commit for commit, _ in found] != [words.split(" ")[0] for words in asked]:
        raise Blocked("送られた履歴を調べられませんでした。", where="git diff-tree", remedy="サーバーの git を確かめてください。")
    return iter([rows for _, rows in found])


def _build_commit(row: tuple[str, ...], answers: list[Rows], message: str) -> PushedCommit:
    commit, *parents = row
    count = max(len(parents), 1)
    here, before = answers[:count], answers[count:]
    touches = []
    for path in dict.fromkeys(path for rows in here for path in rows):
        _, new, mode = next(rows[path] for rows in here if path in rows)
        olds = tuple(rows[path][0] if path in rows else new for rows in here)
        ancestors = tuple(rows[path][0] if path in rows else new for rows in before)
        touches.append(Touch(path=path, nature=find_nature(path), mode=mode, new=new, olds=olds, bases=ancestors))
    return PushedCommit(id=commit, parents=tuple(parents), touches=tuple(touches), message=message)


def find_nature(path: str) -> Nature:
    """Return what a path of a workspace is for; "foreign" for what has no place in one."""
    place = locate(path)
    if place is None:
        return "standing" if is_standing(path) else "foreign"
    kind = place.kinds[0]
    if is_event(kind):
        return "event"
    if is_document(kind):
        return "plan" if kind == "plan" else "document"
    return "settings" if kind == "seki" else "profile"


def read_large(receiving: Receiving, touches: Sequence[Touch]) -> frozenset[str]:
    """Return the blobs that are longer than anything of their kind may be, without reading them."""
    most = {touch.new: _LARGEST_STANDING if touch.nature == "standing" else LARGEST for touch in touches}
    asked = "".join(f"{blob}\n" for blob in most).encode("ascii")
    rows = receiving.git("cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=asked).decode("ascii").splitlines()
    return frozenset(blob for blob, size in (row.split(" ") for row in rows) if not size.isdecimal() or int(size) > most[blob])


def read_texts(receiving: Receiving, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each blob with its bytes; one that git cannot give is an empty text, which is no record."""
    for blob, data in read_blobs(receiving.root, blobs, env=receiving.env):
        yield blob, data or b""


def read_values(receiving: Receiving, path: str, blobs: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return what the texts of one path say, by blob; one that is not there or cannot be read is left out."""
    wanted = dict.fromkeys(filter(None, blobs))
    values = {blob: read_value(path, data)[0] for blob, data in read_texts(receiving, wanted)}
    return {blob: value for blob, value in values.items() if value is not None}


def read_plan(receiving: Receiving, path: str, blob: str) -> Plan | None:
    """Return the version of a plan that a blob holds, or None where it cannot be read."""
    records = (build_record(path, value) for value in read_values(receiving, path, (blob,)).values())
    return next((record for record in records if isinstance(record, Plan)), None)


def read_decisions(receiving: Receiving, commit: str, case_folder: str) -> tuple[Decision, ...]:
    """Return the decisions on a case that can be read in a commit."""
    rows = receiving.git("ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{case_folder}/decisions/").split(b"\0")
    paths = {os.fsdecode(path): head.split()[2].decode("ascii") for head, _, path in (r.partition(b"\t") for r in rows if r)}
    texts = dict(read_texts(receiving, dict.fromkeys(paths.values())))
    values = {path: value for path, blob in paths.items() if (value := read_value(path, texts[blob])[0]) is not None}
    records = (build_record(path, value) for path, value in values.items())
    return tuple(record for record in records if isinstance(record, Decision))


def read_there(receiving: Receiving, commit: str, paths: Sequence[str]) -> frozenset[str]:
    """Return those of some paths that a commit has."""
    asked = "".join(f"{commit}:{path}\n" for path in paths).encode("ascii")
    rows = receiving.git("cat-file", "--batch-check=%(objecttype)", stdin=asked).decode("utf-8", "replace").splitlines()
    return frozenset(path for path, row in zip(paths, rows, strict=True) if row == "blob")


def read_settings(receiving: Receiving, commit: str) -> tuple[int, str]:
    """Return which format the workspace of a commit has and which seki it asks for at least."""
    value = read_value("seki.yaml", receiving.git("cat-file", "blob", f"{commit}:seki.yaml"))[0] or {}
    return value.get("format", 1), value.get("requires", "")
