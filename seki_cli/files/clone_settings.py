"""What every clone needs beside the records: git's settings, the hook, closed folders, and the files that editors read."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from seki_cli.files.durable import TEMP_GLOB
from seki_cli.files.git import GitFailed, git_folder, run_git, seki_folder
from seki_cli.files.paths import CASE_FOLDERS, PROFILE_FILES

SETTINGS: Final = {
    "core.untrackedCache": "true",
    "index.version": "4",
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    "core.quotepath": "false",
    "core.autocrlf": "false",
}
"""Git's settings of a clone. The fsync ones are for people who use plain git in it; seki's own commands bring them along."""

_ATTRIBUTES: Final = b"*.yaml -merge text eol=lf\n*.json text eol=lf\n"
IGNORED: Final = f"/.seki/\n/out/\n{TEMP_GLOB}\n".encode()
_EDITORS: Final = b"""root = true

[*.yaml]
charset = utf-8
end_of_line = lf
insert_final_newline = true
indent_style = space
indent_size = 2
"""
_REFERRALS: Final = b"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "if": {"properties": {"schema": {"type": "string", "pattern": "^referral_step/"}}, "required": ["schema"]},
  "then": {"$ref": "referral_step.json"},
  "else": {"$ref": "referral.json"}
}
"""
"""An editor knows one schema for a folder, and referrals/ holds two kinds."""

_A_WHILE: Final = 2.0
"""So many seconds old is a folder whose next change git cannot mistake for the one before."""

HOOK: Final = """#!/bin/sh
# git commit の前に、seki check で記録を確かめます。誤りや読めない記録があるあいだは commit しません（警告では止めません）。
if ! command -v seki >/dev/null 2>&1; then
  echo 'seki が見つからないため、記録を確かめずに commit します。' >&2
  exit 0
fi
seki -C "$(git rev-parse --show-toplevel)" check --quiet >&2 || exit 1
"""


def write_clone_settings(root: Path) -> tuple[str, ...]:
    """Set up a clone, new or fetched by plain `git clone`, and return what was amiss: names of settings, hook, folders.

    A hook that the office has written itself is left alone. Raises GitFailed, OSError.
    """
    amiss = list(write_git_settings(root))
    hook = git_folder(root) / "hooks" / "pre-commit"
    if not hook.exists():
        hook.parent.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(hook, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o700)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(HOOK)
        amiss.append("pre-commit")
    (root / "out").mkdir(mode=0o700, exist_ok=True)
    for folder in (root, root / "out", seki_folder(root)):
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
            amiss.append(folder.name)
    return tuple(amiss)


def write_git_settings(root: Path) -> tuple[str, ...]:
    """Set git's settings of this clone where they differ and return the names of those. Raises GitFailed."""
    known = read_local_settings(root)
    amiss = tuple(name for name, value in SETTINGS.items() if known.get(name.lower()) != value)
    for name in amiss:
        run_git(root, "config", "--local", name, SETTINGS[name])
    return amiss


def warm_index(root: Path) -> None:
    """Let git note in its index which folders hold nothing untracked: readers ask without locks and can note nothing.

    The notes hold for one place on one machine, so they are made where the workspace has come to lie. A fault is no harm:
    `git status` then looks everywhere.
    """
    _let_folders_age(root)
    with suppress(GitFailed):
        run_git(root, "status", "--porcelain", "-unormal", env={"GIT_OPTIONAL_LOCKS": "1"})


def _let_folders_age(root: Path) -> None:
    """Give folders that changed within this second an older time, so that git sees the next change of them.

    Git compares a folder with its note by whole seconds: what is put into it in the second in which the note was made would
    stay unseen for good once the index is written again, and a list would lack a case.
    """
    for place, folders, _ in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        with suppress(OSError):
            found, now = Path(place).stat(), time.time()
            if found.st_mtime >= int(now):
                os.utime(place, (found.st_atime, now - _A_WHILE))


def read_local_settings(root: Path) -> dict[str, str]:
    """Return the clone's own settings; asked without --local, git would answer with those that seki's commands bring along."""
    rows = run_git(root, "config", "--local", "-z", "--list").decode("utf-8", "replace").split("\0")
    return {name: value for name, _, value in (row.partition("\n") for row in rows)}


def build_standing_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that a new workspace holds beside the profile; `files` say which schemas editors can be sent to."""
    both = {"schema/referrals.json": _REFERRALS} if {"schema/referral.json", "schema/referral_step.json"} <= files.keys() else {}
    return {
        **both,
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": IGNORED,
        ".editorconfig": _EDITORS,
        ".vscode/settings.json": _editor_settings({**files, **both}),
    }


def _editor_settings(files: Mapping[str, bytes]) -> bytes:
    """Map every schema to the folder of its records."""
    schemas = {f"./{schema}": [glob] for name, glob in _globs() if (schema := f"schema/{name}.json") in files}
    settings = {"files.eol": "\n", "yaml.schemas": schemas}
    return (json.dumps(settings, ensure_ascii=False, indent=2) + "\n").encode()


def _globs() -> tuple[tuple[str, str], ...]:
    in_cases = ((folder if len(kinds) > 1 else kinds[0], f"cases/*/*/{folder}/*.yaml") for folder, kinds in CASE_FOLDERS.items())
    return (
        ("case", "cases/*/*/case.yaml"),
        ("household", "cases/*/*/household.yaml"),
        *in_cases,
        ("plan", "cases/*/*/plans/*/*.yaml"),
        ("meeting", "meetings/*/*/meeting.yaml"),
        ("resource", "resources/*.yaml"),
        ("gap", "gaps/*.yaml"),
        ("activity", "activities/*/*.yaml"),
        ("seki", "seki.yaml"),
        *((name, f"profile/{name}.yaml") for name in PROFILE_FILES),
        ("codes", "profile/codes/*.yaml"),
    )
