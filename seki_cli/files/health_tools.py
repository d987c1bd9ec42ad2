"""The programs around a clone, and what wrote it, read for `seki doctor`."""

import platform
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from seki_cli.errors import SekiError
from seki_cli.files.git import OLDEST, check_git_version, run_git
from seki_cli.files.git_history import JST
from seki_cli.files.records import read_value
from seki_cli.files.shell_setup import SHELLS, completion_places
from seki_cli.model.health import ToolFacts
from seki_cli.version import __version__

_LARGEST: Final = 1 << 18


def read_tool_facts(root: Path, *, now: datetime) -> ToolFacts:
    """Return versions, the format of the workspace, and the newest author date of the history (None where git cannot say)."""
    git, newest = (0, 0), None
    format_, requires = _read_settings(root)
    with suppress(SekiError):
        git = check_git_version()
    with suppress(SekiError, OSError, ValueError, OverflowError):
        newest = datetime.fromtimestamp(int(run_git(root, "log", "-1", "--format=%at", "HEAD", "--")), JST)
    return ToolFacts(
        seki=__version__,
        python=platform.python_version(),
        git=git,
        oldest_git=OLDEST,
        format=format_,
        requires=requires,
        completion=_has_completion(),
        newest=newest,
        now=now,
    )


def _has_completion() -> bool:
    with suppress(OSError):  # the home of whoever called `su` may be closed
        return any(completion_places(shell, Path.home())[0].exists() for shell in SHELLS)
    return False


def _read_settings(root: Path) -> tuple[int | None, str]:
    """Return the format that seki.yaml says (None where it cannot be read) and the oldest seki that may write here."""
    place = root / "seki.yaml"
    try:
        value = read_value("seki.yaml", place.read_bytes()[:_LARGEST])[0] if place.is_file() else None
    except OSError:
        value = None
    return (None, "") if value is None else (int(value.get("format", 1)), str(value.get("requires") or ""))
