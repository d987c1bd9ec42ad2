"""What stands otherwise in the work tree than it is saved: what everything that is kept between two calls has to ask first."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seki_cli.files.git import GitFailed
from seki_cli.files.git_state import finish_unsaved, read_unsaved
from seki_cli.files.ignored import has_rules_below, may_hide_records, read_ignored
from seki_cli.files.paths import is_record

if TYPE_CHECKING:
    import subprocess


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The record files that are not saved, and those that git was told to overlook."""

    unsaved: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def find_changed(
    root: Path, *, ignoring: bool, moved: bool = False, begun: "subprocess.Popen[bytes] | None" = None
) -> Changed | None:
    """Return what stands otherwise in the work tree than in HEAD, or None where git cannot say it as it would be read.

    `ignoring`: a folder of records may have rules of its own about what git does not see; `moved`: a commit may have brought
    some since that was known. `begun`: the git that was asked already (`begin_unsaved`), so that something else could be done
    meanwhile.
    """
    try:
        unsaved = finish_unsaved(root, begun) if begun else read_unsaved(root)
        changed = {*unsaved.changed, *unsaved.gone}
        own = ignoring or (moved and has_rules_below(root))
        hidden = read_ignored(root) if may_hide_records(root, changed, own=own) else ()
    except GitFailed:
        return None
    if any(".yaml/" in path for path in (*changed, *hidden)):  # a folder named like a record is told of where all is read
        return None
    return Changed(unsaved=frozenset(filter(is_record, changed)), hidden=frozenset(filter(is_record, hidden)))
