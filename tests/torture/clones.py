"""Several clones of one workspace around a bare repository: made, written in quickly, looked at with git alone."""

import hashlib
import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from seki_cli.files.act import Act, Change
from seki_cli.files.durable import digest
from seki_cli.files.save import save
from speaking import Said, say

DAY: Final = "2025-06-11"
JST: Final = timezone(timedelta(hours=9))
STAFF: Final = "- id: sato\n  name: 佐藤 花\n  agency: chuo1\n  post: 社会福祉士\n  pledged_on: 2025-04-01\n  since: 2025-04-01\n"
CASE: Final = """\
intake:
  method: 電話
  agency: chuo1
  complaint:
    by_family: 架空の相談です
household:
  people:
    - id: P1
      role: 本人
      name: {name}
      phone: 0575-00-0001
    - id: P2
      role: 世帯員
      name: 架空 太郎{number}
      phone: 0575-00-0002
"""
_NAMES: Final = ("架空 花子", "見本 松雄", "試験 梅代", "仮名 竹彦", "例示 桜")
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(slots=True, kw_only=True)
class Town:
    """A bare repository and its clones, each with its own author; `kept` is what was acknowledged: path → the bytes."""

    folder: Path
    cases: tuple[str, ...]
    kept: dict[str, bytes] = field(default_factory=dict)
    number: int = 0

    @property
    def hub(self) -> Path:
        """Return the place where they meet."""
        return self.folder / "hub.git"

    def root(self, name: str) -> Path:
        """Return a clone's folder."""
        return self.folder / name

    def add_note(self, name: str, case: str) -> str:
        """Save a new note in a clone and return its path."""
        return self.add_event(name, case, "note", f"staff: sato\nmethod: 電話\nfact: 架空の記録 {self.number}\n")

    def add_event(self, name: str, case: str, kind: str, fields: str) -> str:
        """Save a new event in a clone, as its commands do, and return its path."""
        self.number += 1
        record = f"20250611-{''.join(_LETTERS[self.number // 32**place % 32] for place in (3, 2, 1, 0))}"
        path = f"cases/{case[:3]}/{case}/{kind}s/{record}.yaml"
        head = f"schema: {kind}/1\nid: {record}\ncase: {case}\ndate: 2025-06-11\n"
        text = f"{head}{fields}recorded: 2025-06-11T10:00:00+09:00\nrecorded_by: sato\n"
        self.write(name, path, text.encode())
        self.kept[path] = text.encode()
        return path

    def write(self, name: str, path: str, data: bytes) -> None:
        """Save a file in a clone; what is there is replaced."""
        file = self.root(name) / path
        before = digest(file.read_bytes()) if file.exists() else None
        when = datetime(2025, 6, 11, 10, tzinfo=JST) + timedelta(seconds=self.number)
        act = Act(
            message=f"seki: note {self.number}",
            changes=(Change(path=path, data=data, before=before),),
            author_date=when,
            author=(f"試験 {name}", f"{name}@example.jp"),
        )
        save(self.root(name), act)

    def sync(self, name: str, *words: str) -> Said:
        """Let a clone share, as its shell does."""
        return say("-C", str(self.root(name)), "--as-of", DAY, "sync", *words)


def git(root: Path, *words: str) -> bytes:
    """Return what git says; a failure fails the test."""
    env = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True, env=env).stdout


def head(root: Path) -> str:
    """Return the commit that a repository's main shows."""
    return git(root, "rev-parse", "refs/heads/main").decode().strip()


def texts(root: Path) -> dict[str, str]:
    """Return path → blob id of all that a repository's main holds."""
    rows = git(root, "ls-tree", "-r", "-z", "refs/heads/main").split(b"\0")
    return {row.partition(b"\t")[2].decode(): row.split()[2].decode() for row in rows if row}


def read_files(root: Path, paths: tuple[str, ...]) -> dict[str, bytes]:
    """Return the bytes of some files as a repository's main holds them."""
    asked = "".join(f"refs/heads/main:{path}\n" for path in paths)
    said = subprocess.run(
        ["git", "-C", str(root), "cat-file", "--batch"], input=asked.encode(), capture_output=True, check=True
    ).stdout
    found = {}
    for path in paths:
        line, _, said = said.partition(b"\n")
        size = int(line.split()[2])
        found[path], said = said[:size], said[size + 1 :]
    return found


def found_town(folder: Path, names: tuple[str, ...], cases: int = 2) -> Town:
    """Make a workspace with some cases, share it by its first sync, and clone it for the others with plain git."""
    first = folder / names[0]
    folder.mkdir(exist_ok=True)
    _must(say("init", str(first), "--as-of", "2025-04-01"))
    desk = ("-C", str(first), "--as-of", DAY)
    _must(say(*desk, "registry", "staff", "add", "--from", "-", stdin=STAFF))
    made = [
        say(*desk, "case", "new", "--from", "-", "--by", "sato", "--json", stdin=CASE.format(name=name, number=number))
        for number, name in enumerate(_NAMES[:cases])
    ]
    assert all(one.code == 0 for one in made), made
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder / "hub.git"], check=True)
    git(first, "remote", "add", "origin", "../hub.git")
    town = Town(folder=folder, cases=tuple(one.data["case"] for one in made))
    _must(town.sync(names[0]))
    for name in names[1:]:
        subprocess.run(["git", "clone", "-q", folder / "hub.git", folder / name], check=True)
        git(folder / name, "remote", "set-url", "origin", "../hub.git")
    return town


def copy_town(town: Town, folder: Path) -> Town:
    """Return the same town in another folder: its clones find each other by the way from one to the next."""
    shutil.copytree(town.folder, folder, symlinks=True)
    return Town(folder=folder, cases=town.cases)


def _must(said: Said) -> None:
    assert said.code == 0, said.out + said.err


def find_faults(root: Path, wanted: dict[str, bytes]) -> list[str]:
    """Return what is wrong with a repository that should hold these records: lost, mixed, doubled, torn."""
    there = texts(root)
    names = Counter(path.rpartition("/")[2] for path in there)
    faults = [f"{root.name}: lost {path}" for path in wanted if path not in there]
    faults += [f"{root.name}: changed {path}" for path, data in wanted.items() if there.get(path, blob_id(data)) != blob_id(data)]
    faults += [f"{root.name}: doubled {path}" for path in wanted if names[path.rpartition("/")[2]] > 1]
    done = subprocess.run(["git", "-C", str(root), "fsck", "--strict", "--no-dangling"], capture_output=True, check=False)
    return [*faults, *([f"{root.name}: git fsck"] if done.returncode else [])]


def blob_id(data: bytes) -> str:
    """Return the id that git gives to these bytes, reckoned without git."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def left_behind(root: Path) -> list[str]:
    """Return what no finished sync may leave in a clone: temporary files, locks, a journal, files that git sees as changed."""
    litter = [path.name for path in root.rglob(".seki-*.tmp")]
    litter += [path.name for path in (root / ".git").rglob("*.lock") if "rescued" not in path.parts]
    litter += ["journal"] if (root / ".git/seki/journal").exists() else []
    return [*litter, *git(root, "status", "--porcelain", "-uall").decode().splitlines()]
