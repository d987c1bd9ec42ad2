"""Files that git was told to overlook: where somebody ignores more than seki does, records may hide behind it."""

import os
from collections.abc import Iterable
from pathlib import Path

from seki_cli.files.clone_settings import IGNORED
from seki_cli.files.git import ask_git, git_folder, run_git
from seki_cli.files.paths import ROOMS


def may_hide_records(root: Path, changed: Iterable[str], *, own: bool) -> bool:
    """Say whether git may overlook a record. `own`: a folder of records is known to have rules of its own.

    `changed`: what is not saved; a new file of rules is among it.
    """
    if own or any(path.endswith(".gitignore") for path in changed):
        return True
    if _rules(root / ".gitignore") - set(IGNORED.splitlines()) or _rules(git_folder(root) / "info" / "exclude"):
        return True
    everywhere = ask_git(root, "config", "--get", "core.excludesFile")
    settings = os.environ.get("XDG_CONFIG_HOME") or f"{os.environ.get('HOME', '')}/.config"
    return bool(everywhere) or bool(_rules(Path(settings) / "git" / "ignore"))


def has_rules_below(root: Path) -> bool:
    """Say whether a folder of the workspace has saved rules of its own. Raises GitFailed."""
    return b"/.gitignore\0" in run_git(root, "ls-files", "-z", "--cached", "--", *ROOMS)


def read_ignored(root: Path) -> tuple[str, ...]:
    """Return the files in the work tree that git overlooks. Raises GitFailed."""
    out = run_git(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard")
    return tuple(os.fsdecode(path) for path in out.split(b"\0") if path)


def _rules(path: Path) -> set[bytes]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return set()
    return {line for line in lines if not line.startswith(b"#") and line.strip()}
