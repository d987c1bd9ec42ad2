"""Answering a check from the one before, where neither a commit nor a day nor a file came between."""

from dataclasses import dataclass
from datetime import date

from seki_cli.commands.call import Call
from seki_cli.commands.checked import Checked
from seki_cli.commands.unsaved import find_changed
from seki_cli.files.git_state import Saved, read_saved
from seki_cli.files.ignored import has_rules_below
from seki_cli.files.index_key import index_key
from seki_cli.files.journal import journalled_paths
from seki_cli.files.kept_check import keep_check, read_check


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A moment at which all that a check looks at is saved, and what its answer rests on besides: day, clock and seki itself.

    What git does not count as a change (a pipe, an empty folder, a file that may not be read) is not seen here; `--strict`
    looks at every file each time.
    """

    saved: Saved
    day: date
    by_clock: bool
    head: bool
    key: str

    def about(self) -> dict[str, str]:
        """Return all of it as what is written down."""
        day = f"{self.day} {self.by_clock} {self.head}"
        return {"commit": self.saved.commit, "tree": self.saved.tree, "day": day, "key": self.key}


def recall(call: Call) -> Checked | None:
    """Return what a check of the whole workspace found before, where it would find the same now; None in any doubt."""
    root = call.root
    saved = read_saved(root)
    about = _quiet(call, saved).about()
    kept = read_check(root, about) if saved.tree else None
    if kept is None:
        return None
    files, unread, findings, ignoring = kept
    if not _is_quiet(call, ignoring=ignoring) or read_saved(root) != saved:
        return None
    return Checked(files=files, unread=unread, findings=findings, unsaved=0)


def find_quiet(call: Call) -> Quiet | None:
    """Return the moment, where all that a check looks at is saved: before one begins whose result may be kept."""
    saved = read_saved(call.root)
    return _quiet(call, saved) if saved.tree and _is_quiet(call, ignoring=True) else None


def keep(call: Call, before: Quiet | None, checked: Checked) -> None:
    """Keep what a check found that began at a quiet moment, where it is that moment still."""
    if before is None or find_quiet(call) != before:
        return
    counts = checked.files, checked.unread
    keep_check(call.root, before.about(), counts, checked.findings, ignoring=has_rules_below(call.root))


def _quiet(call: Call, saved: Saved) -> Quiet:
    return Quiet(saved=saved, day=call.day, by_clock=call.by_clock, head=call.head, key=index_key())


def _is_quiet(call: Call, *, ignoring: bool) -> bool:
    if call.head:
        return True
    with call.working("変わったところを探しています"):
        changed = find_changed(call.root, ignoring=ignoring)
    return changed is not None and not changed.unsaved and not changed.hidden and not journalled_paths(call.root)
