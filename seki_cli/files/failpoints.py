"""Named places where a test build can be made to die or to meet a full disk, so that every step of a save is proved."""

import errno
import os
import signal
from typing import Final

FAILPOINTS: Final = (
    "locked",
    "recovered",
    "verified",
    "blobs-written",
    "trees-written",
    "commit-written",
    "journal-written",
    "folder-made",
    "temp-written",
    "temps-written",
    "old-kept",
    "file-placed",
    "files-placed",
    "folders-flushed",
    "ref-moved",
    "ref-flushed",
    "index-refreshed",
    "kept-removed",
    "journal-removed",
    "undo-begun",
    "undo-done",
    "merge-blobs-written",
    "merge-written",
    "backup-kept",
)
"""All names, in the order of a save, then of its undoing, then what a merge adds; tests walk through them."""

SHARING: Final = ("fetched", "merged", "pushed")
"""What a sync adds between the steps of others, where no file of the workspace has been touched yet."""

_FAULTS: Final = {"enospc": errno.ENOSPC, "eio": errno.EIO, "erofs": errno.EROFS, "eacces": errno.EACCES}


def failpoint(name: str) -> None:
    """Do nothing, unless SEKI_TEST_BUILD=1 and SEKI_FAILPOINT=<name>[:kill|:stop|:enospc|:eio|:erofs|:eacces] name this place.

    `kill` (the default) and `stop` send the signal to this process; the others raise the OSError that the disk would.
    """
    wanted = os.environ.get("SEKI_FAILPOINT")
    if wanted is None or os.environ.get("SEKI_TEST_BUILD") != "1":
        return
    place, _, what = wanted.partition(":")
    if place != name:
        return
    if what in _FAULTS:
        raise OSError(_FAULTS[what], os.strerror(_FAULTS[what]))
    os.kill(os.getpid(), signal.SIGSTOP if what == "stop" else signal.SIGKILL)
