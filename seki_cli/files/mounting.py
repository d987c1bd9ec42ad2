"""Whether the disk has been mounted anew since the last save: only then can a power cut have torn something."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from seki_cli.files.git import seki_folder

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_NAME: Final = "mounted"


def mounted_anew(root: Path) -> bool:
    """Say whether this machine was started, or the disk mounted, since `note_mounted` was last called here; True where nobody knows."""
    try:
        return (seki_folder(root) / _NAME).read_text(encoding="ascii", errors="replace") != _mark(root)
    except OSError:
        return True


def note_mounted(root: Path) -> None:
    """Note that all has been looked at since the disk was mounted. Not flushed: a note that a power cut loses is no harm."""
    with suppress(OSError):
        fd = os.open(seki_folder(root) / _NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(_mark(root))


def _mark(root: Path) -> str:
    """Return what differs after every start and every mounting. On macOS the device alone: a fresh look costs little there too."""
    boot = _BOOT.read_text(encoding="ascii").strip() if sys.platform == "linux" and _BOOT.exists() else ""
    return f"{boot} {root.stat().st_dev}\n"
