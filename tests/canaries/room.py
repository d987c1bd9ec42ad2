"""A room of one's own for calls: a copy of the workspace, a home, a folder for temporary files, an editor that keeps a diary."""

import fcntl
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from canaries.household import DAY, Fixture
from canaries.stage import Played, Stage

Leak = tuple[str, frozenset[tuple[str, str]]]
MESSAGE: Final = re.compile(r"seki: [a-z]+( [a-z]+)?( [A-Za-z0-9/#_-]+)*")
AUTHOR: Final = "試験 係 shiken@example.jp"
_NO_FILES: Final = ("/dev/null", "/dev/tty")
_NOT_OURS: Final = ("LC_ALL", "COLUMNS", "LINES", "PYTEST_CURRENT_TEST")
_EDITOR: Final = """\
#!/bin/sh
printf '%s\\n' "$0" "$@" >> "{log}"
env >> "{log}"
stat -c 'mode %a %n' "$@" "$(dirname "$1")" >> "{log}"
[ -z "{text}" ] || cat "{text}" > "$1"
"""


@dataclass(slots=True, kw_only=True)
class Room:
    """Where a test plays: `desk` is the folder it sits in, `root` the workspace."""

    stage: Stage
    fixture: Fixture
    folder: Path

    def __post_init__(self) -> None:
        for name in ("desk", "home", "tmp", "bin"):
            (self.folder / name).mkdir(parents=True, mode=0o700)
        shutil.copytree(self.fixture.root, self.root, symlinks=True)
        self.written_by_editor("")

    @property
    def root(self) -> Path:
        """Return the workspace."""
        return self.folder / "daicho"

    @property
    def desk(self) -> Path:
        """Return the folder that calls are made in."""
        return self.folder / "desk"

    @property
    def diary(self) -> Path:
        """Return what the editor and the pager saw."""
        return self.folder / "bin" / "diary"

    def written_by_editor(self, text: str) -> None:
        """Let the editor leave this text; an empty one leaves what it was given."""
        script, source = self.folder / "bin" / "editor", self.folder / "bin" / "text"
        source.write_text(text, encoding="utf-8")
        script.write_text(_EDITOR.format(log=self.diary, text=source if text else ""), encoding="utf-8")
        script.chmod(0o700)

    def play(
        self, words: str | Iterable[str], *, given: str = "", lines: tuple[str, ...] | None = None, day: str = DAY, **more: str
    ) -> Played:
        """Play a call in this room; words in a text are parted at blanks and may name the fixture's numbers. UPPER: variables."""
        parted = words.split() if isinstance(words, str) else words
        spoken = [word.format(**self.fixture.ids) if "{" in word else word for word in parted]
        env = {key: value for key, value in os.environ.items() if key not in _NOT_OURS}
        env |= {"HOME": str(self.folder / "home"), "TMPDIR": str(self.folder / "tmp"), "LANG": "C.UTF-8", "TERM": "xterm"}
        env |= {"EDITOR": str(self.folder / "bin" / "editor"), "PAGER": str(self.folder / "bin" / "editor"), "COLUMNS": "400"}
        env |= {key: value for key, value in more.items() if key.isupper()}
        rest = {key: value for key, value in more.items() if not key.isupper()}
        there = () if "-C" in spoken or rest.get("program") else ("-C", str(self.root), "--as-of", day)
        return self.stage.play(*there, *spoken, cwd=self.desk, env=env, stdin=given, lines=lines, **rest)

    def leaks(self, played: Played) -> list[Leak]:
        """Return where a marker came out of a call beside its stdout, and what was written where nothing belongs."""
        marks = self.fixture.marks
        outside = [path for path in played.written if not self._is_ours(path)]
        found = {
            "stderr": marks.found(played.err),
            "argv of a child": marks.found_in(word for argv, _ in played.started for word in argv),
            "environment of a child": marks.found_in(f"{k}={v}" for _, env in played.started for k, v in env),
            "name of a file": marks.found_in((*played.written, *played.named)),
            "written outside": {("file", path) for path in outside},
        }
        return [(where, frozenset(what)) for where, what in found.items() if what]

    def _is_ours(self, path: str) -> bool:
        if path in _NO_FILES or not path.startswith("/"):  # a name alone stands in a folder that is held open
            return True
        return path.startswith((f"{self.root}/", f"{self.desk}/", "/dev/shm/seki-"))

    def traces(self) -> list[Leak]:
        """Return where a marker stays in the room when all is over: git's own words (its settings and reflogs are files of git), names, home, temporary files, modes."""
        marks = self.fixture.marks
        log = self._log()
        names = [path.relative_to(self.folder).as_posix() for path in self._all_files() if "objects" not in path.parts]
        inside = [path for path in (self.root / ".git").rglob("*") if path.is_file() and not self._holds_texts(path)]
        found = {
            "commit": marks.found(log),
            "name of a file": marks.found_in(names),
            "files of git": {(*what, path.name)[:2] for path in inside for what in marks.found(_text(path))},
            "temporary files": {("file", path.name) for path in (self.folder / "tmp").rglob("*")},
            "home": {("file", path.name) for path in (self.folder / "home").rglob("*")},
            "modes": {("mode", f"{mode:o} {path}") for path, mode in self._too_open()},
            "message": {("message", one) for one in _strange_messages(log)},
            "editor": marks.found_in(line for line in self._diary() if not line.startswith("mode ")),
            "modes of the editor's file": {("mode", line) for line in self._diary() if re.match("mode (?![67]00 )", line)},
        }
        return [(where, frozenset(what)) for where, what in found.items() if what]

    def _diary(self) -> list[str]:
        return self.diary.read_text(encoding="utf-8").splitlines() if self.diary.exists() else []

    def _all_files(self) -> Iterator[Path]:
        return (path for path in self.folder.rglob("*") if (self.folder / "bin") not in path.parents)

    def _holds_texts(self, path: Path) -> bool:
        """Say whether a file is there to hold what people wrote: objects, drafts, what was rescued or is kept during a save."""
        within = path.relative_to(self.root / ".git").parts
        return within[0] == "objects" or within[:2] in (("seki", "drafts"), ("seki", "rescued"))

    def _too_open(self) -> Iterator[tuple[Path, int]]:
        """Yield what others than its owner may read; git's own folder is closed as a whole."""
        for path in self._all_files():
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077 and not path.is_symlink() and ".git" not in path.relative_to(self.folder).parts[:-1]:
                yield path.relative_to(self.folder), mode
        for path in (self.root / ".git" / "seki").rglob("*"):
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077:
                yield path.relative_to(self.folder), mode

    def _log(self) -> str:
        """Return authors and messages of all commits that any name or reflog leads to, where there are more than in the fixture."""
        heads = [(root / ".git" / "logs" / "HEAD").read_bytes() for root in (self.root, self.fixture.root)]
        if heads[0] == heads[1] and not (self.root / ".git" / "refs" / "stash").exists():
            return ""
        words = ("log", "--all", "--reflog", "--format=%an %ae%n%cn %ce%n%B%x00")
        return subprocess.run(["git", "-C", self.root, *words], capture_output=True, text=True, check=True).stdout

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workspace's lock as somebody else's save would."""
        folder = self.root / ".git" / "seki"
        folder.mkdir(mode=0o700, exist_ok=True)
        with (folder / "lock").open("a+b") as file:
            (folder / "lock").chmod(0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _strange_messages(log: str) -> Iterator[str]:
    """Yield commits that say more than a verb and numbers, or are by somebody else than git's own user."""
    for commit in filter(None, (one.strip("\n") for one in log.split("\0"))):
        author, committer, subject, *body = commit.split("\n")
        if not MESSAGE.fullmatch(subject) or any(body):
            yield "a message that is not `seki: verb numbers`"
        if {author, committer} != {AUTHOR}:
            yield "another author"
