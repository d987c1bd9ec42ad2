"""How much of this clone no other has seen: what every list says beneath it, so it is known by one question or none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked
from seki_cli.files.git import GitFailed, git_folder, run_git

_JST: Final = timezone(timedelta(hours=9), "JST")
_NAMED: Final = re.compile(rb'^\s*\[remote "([^"\n]+)"\]', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshared:
    """Saves of this clone that no other has seen: how many, and the day of the oldest (None where there is none)."""

    count: int = 0
    since: date | None = None


def read_unshared(root: Path) -> Unshared:
    """Return what is saved here and was never seen at the place where the clones meet; one git, none where there is no remote."""
    try:
        names = [found.decode() for found in _NAMED.findall((git_folder(root) / "config").read_bytes())]
    except (Blocked, OSError, UnicodeDecodeError):
        return Unshared()
    if not names:
        return Unshared()
    home = names[0] if len(names) == 1 else "origin" if "origin" in names else ""
    seen = f"--remotes={home}/*" if home else "--remotes"
    try:
        out = run_git(root, "log", "--format=%ct", "--no-show-signature", "--no-color", "HEAD", "--not", seen, "--")
    except GitFailed:
        return Unshared()
    return _count(int(line) for line in out.split())


def _count(seconds: Iterable[int]) -> Unshared:
    days = [datetime.fromtimestamp(one, _JST).date() for one in seconds]
    return Unshared(count=len(days), since=min(days, default=None))
