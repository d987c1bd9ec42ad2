"""The git binary, asked by argument lists only: one door for every room file that needs it.

The caller's own git surroundings are kept out. A hook or an outer repository sets GIT_DIR, GIT_INDEX_FILE and others, and
each of them could lead a record into another repository; so all GIT_* variables are dropped but the few that say who the
author is, where git's settings lie and how the network is reached. 出典: safety.md の git の節
"""

import os
import re
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from seki_cli.errors import Blocked

OLDEST: Final = (2, 38)
_KEPT: Final = frozenset(
    {
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_EXEC_PATH",
        "GIT_ASKPASS",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSL_CAINFO",
        "GIT_SSL_CAPATH",
        "GIT_SSL_CERT",
        "GIT_SSL_KEY",
    }
)
_ALWAYS: Final = (
    "core.quotepath=false",
    # an empty value would mean the root of the disk or the current folder, depending on git's version
    "core.hooksPath=/dev/null",
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    "core.safecrlf=false",
    "core.filesRefLockTimeout=1000",
    "gc.auto=0",
    "maintenance.auto=false",
    # a history that is read in stays one pack, flushed once
    "fastimport.unpackLimit=0",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    # a guessed name@host would stand in the history for ever
    "user.useConfigOnly=true",
)
ANOTHER_S: Final = "dubious ownership"
"""What git says in a folder that belongs to another user of the machine."""

_ASK_DOCTOR: Final = "`seki doctor` で様子を見て、`seki doctor --fix` で直せるところを直してください。"


class GitFailed(Blocked):
    """Git said no. `stderr` is for seki's own decisions and never shown: it may quote what was asked."""

    def __init__(self, command: str, returncode: int, stderr: str) -> None:
        """Take git's subcommand, its exit code and what it said; choose the sentence and the remedy from these."""
        message, remedy = _explain(stderr)
        super().__init__(message, where=f"git {command}", remedy=remedy)
        self.command = command
        self.returncode = returncode
        self.stderr = stderr


def _explain(stderr: str) -> tuple[str, str]:
    if "No space left on device" in stderr or "Disk quota exceeded" in stderr:
        return "保存できませんでした。ディスクに空きがありません。", "空きを作ってから、もう一度実行してください。"
    if ANOTHER_S in stderr:
        return (
            "台帳のフォルダの持ち主が、いまの利用者と違います。",
            "持ち主を直すか、納得のうえで `git config --global --add safe.directory <台帳>` を実行してください。",
        )
    if "not a git repository" in stderr:
        return "台帳の git が見つからないか、壊れています。", _ASK_DOCTOR
    if ".lock': File exists" in stderr:
        return "ほかの git の操作が台帳を使っています。", "それが終わってから、もう一度実行してください。"
    if any(said in stderr for said in ("Read-only file system", "Permission denied", "insufficient permission")):
        return "保存できませんでした。書き込みが許されていません。", "台帳のフォルダの権限を確かめてください。"
    return "git の操作ができませんでした。", _ASK_DOCTOR


def git_environment(root: Path) -> dict[str, str]:
    """Return the surroundings of every git that seki starts: no prompts, no outer repository, one language, no GIT_* of others.

    The ceiling stops git at the workspace's own folder: a workspace without .git must not use the repository around it.
    """
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or not name.startswith("GIT_")}
    kept.pop("LANGUAGE", None)
    return kept | {
        "LC_ALL": "C.UTF-8",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_DEFAULT_REF_FORMAT": "files",
        "GIT_CEILING_DIRECTORIES": str(root.resolve().parent),
    }


def start_git(
    root: Path, *args: str, env: Mapping[str, str] | None = None, lock_fd: int | None = None, quiet: bool = False
) -> "subprocess.Popen[bytes]":
    """Start git in a workspace with pipes at its ends, `env` added to its surroundings; `quiet` drops what it says on stderr.

    `lock_fd` is handed to git so that the workspace stays locked until this git has ended, even if seki is killed meanwhile.
    Raises Blocked where there is no git.
    """
    argv = ["git", *(word for setting in _ALWAYS for word in ("-c", setting)), *args]
    try:
        return subprocess.Popen(
            argv,
            cwd=root,
            env=git_environment(root) | dict(env or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
            umask=0o077,
            pass_fds=() if lock_fd is None else (lock_fd,),
        )
    except FileNotFoundError as error:
        if not root.is_dir():
            raise
        raise Blocked("git が見つかりません。", where="git", remedy="git 2.38 以上を入れてください。") from error


def run_git(
    root: Path, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, lock_fd: int | None = None
) -> bytes:
    """Run git to its end and return what it wrote to stdout. Raises GitFailed (exit 6) for any exit code but 0."""
    return finish_git(start_git(root, *args, env=env, lock_fd=lock_fd), args[0], stdin)


def finish_git(process: "subprocess.Popen[bytes]", command: str, stdin: bytes = b"") -> bytes:
    """Wait for a git that was started and return what it wrote to stdout. Raises GitFailed (exit 6) for any exit code but 0."""
    with process:
        out, err = process.communicate(stdin)
    if process.returncode != 0:
        raise GitFailed(command, process.returncode, err.decode("utf-8", "replace"))
    return out


def ask_git(root: Path, *args: str) -> str | None:
    """Return the one line that git answers, or None where it answers no (exit 1). Raises GitFailed for anything else."""
    try:
        return run_git(root, *args).decode("utf-8", "surrogateescape").rstrip("\n")
    except GitFailed as failed:
        if failed.returncode == 1:
            return None
        raise


@cache
def check_git_version() -> tuple[int, int]:
    """Return git's version for writers, asked once a run. Raises Blocked where git is missing or older than 2.38 (merge-tree)."""
    try:
        said = subprocess.run(["git", "version"], capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}).stdout
    except FileNotFoundError as error:
        raise Blocked("git が見つかりません。", where="git", remedy="git 2.38 以上を入れてください。") from error
    match = re.match(rb"git version ([0-9]+)\.([0-9]+)", said)
    found = (int(match[1]), int(match[2])) if match else (0, 0)
    if found < OLDEST:
        raise Blocked("git が古すぎます。", where="git version", remedy="git 2.38 以上を入れてください。")
    return found


def check_identity(root: Path) -> None:
    """Raise Blocked (exit 6) with the commands to run, where git does not know who its user is."""
    try:
        for who in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            run_git(root, "var", who)
    except GitFailed as failed:
        raise Blocked(
            "git に、記録した人の名前とメールアドレスがまだありません。",
            where="git config user.name, user.email",
            remedy='`git config --global user.name "…"` と `git config --global user.email "…"` を一度だけ実行してください。',
        ) from failed


def read_config(root: Path, name: str) -> str:
    """Return a setting of this clone (`seki.staff`), or "" where it is not set."""
    return ask_git(root, "config", "--get", name) or ""


def write_config(root: Path, name: str, value: str) -> bool:
    """Set a setting of this clone, which git keeps in .git/config and shares with nobody; say whether git could."""
    git_folder(root)
    try:
        run_git(root, "config", "--local", name, value)
    except GitFailed:
        return False
    return True


def git_folder(root: Path) -> Path:
    """Return the workspace's own .git folder. Raises Blocked where there is none, or only a pointer to a folder elsewhere.

    The lock, the journal and the drafts lie in it; in a linked worktree they would lie outside the workspace.
    """
    folder = root / ".git"
    if folder.is_dir() and not folder.is_symlink():
        return folder
    raise Blocked(
        "この台帳には git のフォルダ（.git）がありません。",
        where=".git",
        remedy="`seki init` で作った台帳、またはその clone で実行してください（git worktree では書けません）。",
    )


def seki_folder(root: Path) -> Path:
    """Return .git/seki, where lock, journal, drafts and rescued files lie, made with mode 0700 where it is missing."""
    folder = git_folder(root) / "seki"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
