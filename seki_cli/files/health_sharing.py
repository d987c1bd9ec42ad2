"""What is only in this clone, read for `seki doctor`: saves that nobody else has, and edits that nobody has saved."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from seki_cli.errors import SekiError
from seki_cli.files.git import git_folder, run_git
from seki_cli.files.git_history import JST
from seki_cli.files.git_index import index_is_sound
from seki_cli.files.git_state import read_unsaved
from seki_cli.files.paths import locate
from seki_cli.files.unshared import read_unshared
from seki_cli.model.health import EditFacts, SharingFacts

_OURS: Final = frozenset({"seki.yaml", ".gitattributes", ".gitignore", ".editorconfig", ".vscode/settings.json"})
_UNKNOWN: Final = EditFacts(paths=(), foreign=0, known=False)


def read_sharing_facts(root: Path) -> SharingFacts:
    """Return how many saves the other clones have not yet, since when, and when something last came or went."""
    synced = _last_sync(git_folder(root))
    try:
        remote = bool(run_git(root, "remote").strip())
        unshared = read_unshared(root)
    except (SekiError, OSError):
        return SharingFacts(remote=False, count=0, since=None, synced=synced)
    return SharingFacts(remote=remote, count=unshared.count, since=unshared.since, synced=synced)


def _last_sync(folder: Path) -> datetime | None:
    """Return when git last noted something of a remote: after a fetch, after a push."""
    times = list[float]()
    for file in (folder / "FETCH_HEAD", *(folder / "logs" / "refs" / "remotes").rglob("*")):
        with suppress(OSError):
            if file.is_file():
                times.append(file.stat().st_mtime)
    return datetime.fromtimestamp(max(times), JST) if times else None


def read_edit_facts(root: Path) -> EditFacts:
    """Return what stands unsaved in the work tree. Files without a place in a workspace are counted, their names may be people's."""
    try:
        if not index_is_sound(root) and not (git_folder(root) / "seki").is_dir():
            return _UNKNOWN  # the folder would be made for the answer, and a question changes nothing
        unsaved = read_unsaved(root)
    except (SekiError, OSError):
        return _UNKNOWN
    every = sorted({*unsaved.changed, *unsaved.gone})
    placed = tuple(path for path in every if locate(path) or path in _OURS)
    return EditFacts(paths=placed, foreign=len(every) - len(placed))
