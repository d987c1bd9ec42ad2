"""Fetching how all cases stand: from the index where it can be trusted, worked out from the records where not.

The index holds what HEAD's tree says, from one day until another. Cases that stand otherwise today, that a newer commit touches
or that have unsaved files are worked out anew. On a day before the newest commit, and wherever anything is doubtful, every
record is read. Here is what a warm list needs, which is little; the rest is in `standings_fresh`.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.list_notes import FORMAT, is_newer
from seki_cli.commands.standings import Asked, Standings
from seki_cli.files.git_state import Saved, begin_unsaved, read_saved
from seki_cli.files.index import Index, IndexDoubt, open_index
from seki_cli.files.index_key import index_key
from seki_cli.files.journal import journalled_paths
from seki_cli.model.answer import Answer

if TYPE_CHECKING:
    import subprocess

    from seki_cli.commands.unsaved import Changed

_TRIES: Final = 5
_READING: Final = "記録を読んでいます"


def _nothing(_index: Index) -> None:
    """Read nothing ahead."""


def ask_standings(call: Call, tell: Callable[[Standings], Answer], ahead: Callable[[Index], object] = _nothing) -> Answer:
    """Return what `tell` makes of how all cases stand as the call sees them.

    `ahead`: what `tell` will ask of the index, asked while git still looks for unsaved files; the index remembers it.
    Where the index turns out to make no sense, it is forgotten, and `tell` is asked once more with what the records say.
    """
    root = call.root
    try:
        with ExitStack() as opened:
            return tell(_fetch(root, call, opened, ahead))
    except IndexDoubt:
        from seki_cli.commands.standings_fresh import read_all
        from seki_cli.files.index_write import forget_index

        forget_index(root)
        return tell(read_all(Asked(root=root, day=call.day, saved=read_saved(root), head=call.head)))


def _fetch(root: Path, call: Call, opened: ExitStack, ahead: Callable[[Index], object]) -> Standings:
    """Return how all cases stand; read again where somebody saves meanwhile. The index is let go with `opened`."""
    for _ in range(_TRIES):
        before = read_saved(root), journalled_paths(root)
        begun = None if call.head else opened.enter_context(begin_unsaved(root))
        standings = _read(call, *before, begun, ahead)
        if standings.index:
            opened.callback(standings.index.close)
        if call.head or (read_saved(root), journalled_paths(root)) == before:
            break
    return standings


def _read(
    call: Call,
    saved: Saved,
    half: frozenset[str],
    begun: "subprocess.Popen[bytes] | None",
    ahead: Callable[[Index], object],
) -> Standings:
    root = call.root
    index = open_index(root, index_key()) if saved.tree else None
    if index and _is_newer(index.state.profile):
        index = None
    keep = call.day <= call.clock.date()
    changed: Changed | None = None
    if begun:
        with call.working(_READING):
            changed = _changed(root, index, saved, begun, ahead)
        if changed is None:
            index, keep = None, False
    unsaved = changed.unsaved if changed else frozenset[str]()
    dirty = (unsaved | changed.hidden) - half if changed else unsaved
    warm, known = _with_unsaved(root, index, dirty, half) if dirty else (index, "")
    if warm and _holds(warm, saved, call.day):
        return _as_kept(warm, len(unsaved))
    from seki_cli.commands.standings_fresh import find_standings

    asked = Asked(
        root=root,
        day=call.day,
        saved=saved,
        dirty=dirty,
        known=known,
        unsaved=len(unsaved),
        head=call.head,
        keep=keep,
        working=partial(call.working, _READING),
        counting=call.counting,
    )
    return find_standings(asked, index)


def _changed(
    root: Path, index: Index | None, saved: Saved, begun: "subprocess.Popen[bytes]", ahead: Callable[[Index], object]
) -> "Changed | None":
    """Return what git tells of unsaved files, and ask the index ahead while it looks."""
    from seki_cli.commands.unsaved import find_changed

    if index is None:
        return find_changed(root, ignoring=True, begun=begun)
    ahead(index)
    return find_changed(root, ignoring=index.state.ignoring, moved=index.state.tree != saved.tree, begun=begun)


def _with_unsaved(root: Path, index: Index | None, dirty: frozenset[str], half: frozenset[str]) -> tuple[Index | None, str]:
    """Return the index with what was kept of these unsaved files, where it was, and by what they are known again."""
    from seki_cli.files.index_unsaved import open_unsaved, print_of

    known = "" if half else print_of(root, dirty)
    return open_unsaved(root, index.state.key, known) if index and known else None, known


def _as_kept(index: Index, unsaved: int) -> Standings:
    state = index.state
    faults = tuple(found for _, found in index.faults())
    return Standings(fresh={}, index=index, faults=faults, unsaved=unsaved, newest=state.newest, profile=state.profile)


def _is_newer(profile: Mapping[str, Mapping[str, Any]]) -> bool:
    settings = profile.get("seki.yaml", {})
    return is_newer(int(settings.get("format") or FORMAT), str(settings.get("requires") or ""))


def _holds(index: Index, saved: Saved, day: date) -> bool:
    """Say whether all that an index says holds on a day as it is."""
    state = index.state
    past = state.newest is not None and state.newest > day
    return state.commit == saved.commit and state.tree == saved.tree and not past and not index.other_days(day)
