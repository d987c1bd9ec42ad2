"""The repository as it stands, read for `seki doctor` without changing a byte, even where git itself refuses to answer."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from seki_cli.errors import SekiError
from seki_cli.files.clone_settings import HOOK, SETTINGS, read_local_settings
from seki_cli.files.git import GitFailed, ask_git, check_identity, git_folder, read_config, run_git
from seki_cli.files.git_index import index_is_sound
from seki_cli.files.git_state import read_head
from seki_cli.files.health_walk import count_bytes
from seki_cli.files.journal import JournalTorn, find_journal
from seki_cli.files.recover import HALF_DONE, find_stale_locks
from seki_cli.files.repository import find_missing_filter, find_torn
from seki_cli.model.health import GitFacts, ObjectFacts

_T = TypeVar("_T")
_BROKEN: Final = re.compile(r"^(?:missing \w+|error: [0-9a-f]{40,64}: |broken link)", re.MULTILINE)
_BRANCHES: Final = ("for-each-ref", "--format=%(objectname)", "refs/heads")


def read_git_facts(root: Path) -> GitFacts:
    """Return how the repository is; what cannot be asked counts as not there. Raises Blocked where there is no .git at all."""
    folder = git_folder(root)
    torn = _or(tuple[str, ...](), lambda: find_torn(root))
    known = _or(dict[str, str](), lambda: read_local_settings(root))
    return GitFacts(
        head=_head_state(root, torn),
        torn=torn,
        half=tuple((name, command) for name, command in HALF_DONE.items() if (folder / name).exists()),
        journal=_journal_state(root),
        stale_locks=len(find_stale_locks(root)),
        index_sound=_or(False, lambda: index_is_sound(root)),
        other_heads=_or(0, lambda: _other_heads(root)),
        settings=tuple(name for name, value in SETTINGS.items() if known.get(name.lower()) != value),
        untracked_cache=_or(True, lambda: _has_untracked_cache(folder / "index")),
        hook=_hook_state(folder),
        identity=_or(False, lambda: _has_identity(root)),
        staff=_or("", lambda: read_config(root, "seki.staff")),
        signs=_or(False, lambda: ask_git(root, "config", "--type=bool", "--get", "commit.gpgsign") == "true"),
        oddities=_oddities(root, folder, known),
        locked_crypt=_or(False, lambda: bool(find_missing_filter(root))),
    )


def _or(instead: _T, ask: Callable[[], _T]) -> _T:
    """Return what is asked, or `instead` where git or the disk cannot say: one broken thing must not hide the others."""
    try:
        return ask()
    except (SekiError, OSError, ValueError):
        return instead


def _has_identity(root: Path) -> bool:
    check_identity(root)
    return True


def _head_state(root: Path, torn: tuple[str, ...]) -> str:
    """Return 枝 (on a branch with saves), 空 (nothing saved yet), 離れている (detached) or 壊れている."""
    if torn:
        return "壊れている"
    with suppress(OSError):
        if not (git_folder(root) / "HEAD").read_bytes().startswith(b"ref: "):
            return "離れている"
    try:
        return "枝" if read_head(root) else "空"
    except GitFailed:
        return "壊れている"


def _journal_state(root: Path) -> str:
    """Return what an interrupted save was about (verb and ids), 読めない for a torn journal, "" where there is none."""
    try:
        journal = find_journal(root)
    except (JournalTorn, OSError):
        return "読めない"
    return "" if journal is None else journal.message.removeprefix("seki: ")


def _other_heads(root: Path) -> int:
    """Return how many other branches of this clone hold saves that the present one does not."""
    tips = set(run_git(root, *_BRANCHES).decode("ascii").split())
    merged = set(run_git(root, *_BRANCHES, "--merged=HEAD").decode("ascii").split())
    return len(tips - merged)


def _has_untracked_cache(index: Path) -> bool:
    return b"UNTR" in index.read_bytes()


def _hook_state(folder: Path) -> str:
    """Return seki (ours), 別 (the office's own), 動かない (ours, not executable) or なし."""
    hook = folder / "hooks" / "pre-commit"
    try:
        text = hook.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "なし"
    if not os.access(hook, os.X_OK):
        return "動かない"
    return "seki" if text == HOOK else "別"


def _oddities(root: Path, folder: Path, known: dict[str, str]) -> tuple[str, ...]:
    found = {
        "shallow": (folder / "shallow").exists(),
        "partial": any(name.endswith((".partialclonefilter", ".promisor")) for name in known),
        "alternates": (folder / "objects" / "info" / "alternates").exists(),
        "submodules": (root / ".gitmodules").exists(),
    }
    return tuple(name for name, there in found.items() if there)


def read_object_facts(root: Path) -> ObjectFacts:
    """Return what the object store holds and whether everything that the history names is there and whole (git fsck)."""
    counted = _or("", lambda: run_git(root, "count-objects", "-v").decode("ascii"))
    counts = {name: int(value) for name, _, value in (line.partition(": ") for line in counted.splitlines()) if value.isdecimal()}
    broken, checked = _fsck(root)
    return ObjectFacts(
        size=count_bytes(root / ".git"),
        loose=counts.get("count", 0),
        garbage=counts.get("garbage", 0),
        broken=broken,
        checked=checked,
    )


def _fsck(root: Path) -> tuple[int, bool]:
    words = ("fsck", "--full", "--no-dangling", "--no-progress", "--no-reflogs")
    try:
        run_git(root, *words)
    except GitFailed as failed:
        broken = len(_BROKEN.findall(failed.stderr)) + failed.returncode // 128
        return max(broken, 1), "fatal:" not in failed.stderr
    except (SekiError, OSError):
        return 0, False
    return 0, True
