"""Merging two histories of a workspace, file by file and field by field, without touching anything: the answer is a value.

Git's own merge is not asked: it writes marks of conflict into records, guesses renames from one household to another, and
takes lines for facts. 出典: safety.md の「Sync」、records.md の一覧の鍵
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from seki_cli.files.merge_ancestor import Ancestor, Sides, is_merged_by_fields, read_ancestor, read_side_texts, read_sides
from seki_cli.files.merge_clashes import find_clashes, is_held_back, no_common_history
from seki_cli.files.merge_landing import land_commit, write_merge
from seki_cli.files.merge_result import PROFILE, Choice, Key, Merge, Settled, own_part
from seki_cli.files.merge_text import MergedText, merge_texts, tell_text
from seki_cli.files.merge_trees import find_bases, find_commit, read_differences, read_texts
from seki_cli.files.paths import locate

__all__ = ["PROFILE", "Choice", "Key", "Merge", "Settled", "build_merge", "land_commit", "read_profile_choice", "write_merge"]

Chosen = Mapping[tuple[str, Key], str]
_NOTHING: Final[Chosen] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """What is found out file by file: ids of files that stand as one side has them, merged texts, and what to tell or ask."""

    taken: dict[str, str] = field(default_factory=dict)
    merged: dict[str, bytes] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    comments: list[tuple[str, int]] = field(default_factory=list)


def build_merge(root: Path, ours: str, theirs: str, chosen: Chosen = _NOTHING) -> Merge:
    """Return the merge of theirs into ours, for `seki sync`; git's objects are read and nothing is written.

    `chosen` says for a path and key whose value stands, "ours" or "theirs": for what was asked, for any file as a whole (key
    ()), and for profile/ (PROFILE). While a choice is open, ours stands in its place in `changes`.

    A file that only one side changed is taken as that side has it. Documents, profile and seki.yaml that both changed are
    merged by fields. A version of a plan that both sides made is chosen whole and never renumbered: meetings, decisions and
    prints name it by its number; the text that is not chosen stays in the history of its side. A changed or deleted event is
    a clash: taking it would spread it, undoing it would write over somebody's words.
    """
    ours, theirs = find_commit(root, ours), find_commit(root, theirs)
    bases = find_bases(root, ours, theirs)
    if not bases:
        return Merge(ours=ours, theirs=theirs, bases=(), changes={}, clashes=(no_common_history(),))
    if theirs in bases:
        clashes = find_clashes(read_sides(root, Ancestor(commit=theirs), ours, theirs))  # what nobody could take from here
        return Merge(ours=ours, theirs=theirs, bases=bases, changes={}, clashes=clashes)
    files = read_sides(root, read_ancestor(root, bases), ours, theirs)
    clashes = find_clashes(files)
    gathered = _gather(root, tuple(sides for sides in files if not is_held_back(sides.path, clashes)), chosen)
    texts: dict[str, bytes | None] = dict(read_texts(root, {path: blob for path, blob in gathered.taken.items() if blob}))
    return Merge(
        ours=ours,
        theirs=theirs,
        bases=bases,
        changes={**{path: texts.get(path) for path in gathered.taken}, **gathered.merged},
        settled=tuple(gathered.settled),
        choices=_with_profile_as_one(gathered.choices),
        comments=tuple(gathered.comments),
        clashes=clashes,
        blobs={path: blob for path, blob in gathered.taken.items() if blob},
    )


def _gather(root: Path, files: Iterable[Sides], chosen: Chosen) -> _Gathered:
    gathered, both = _Gathered(), list[Sides]()
    profile = chosen.get((PROFILE, ()))
    if profile:
        gathered.settled.append(Settled(path=PROFILE, key=(), side=profile))
    for sides in files:
        whole = profile if profile and _in_profile(sides.path) else _chosen_whole(sides, chosen)
        if whole and not _in_profile(sides.path):
            gathered.settled.append(Settled(path=sides.path, key=(), side=whole))
        if whole == "theirs" or (not whole and not sides.by_ours):
            gathered.taken[sides.path] = sides.theirs.blob
        elif not whole and sides.by_theirs:
            both.append(sides)
    _gather_both(root, gathered, both, chosen)
    return gathered


def _chosen_whole(sides: Sides, chosen: Chosen) -> str:
    """Return the side that was chosen for a file as a whole; there is no such choice about an event."""
    may = locate(sides.path) is None or is_merged_by_fields(sides.path)
    return chosen.get((sides.path, ()), "") if may else ""


def _gather_both(root: Path, gathered: _Gathered, both: list[Sides], chosen: Chosen) -> None:
    """Merge what both sides changed: by fields where both have a document that began as one, else a person chooses."""
    fields = [s for s in both if is_merged_by_fields(s.path) and s.ours.blob and s.theirs.blob and _began_as_one(s)]
    texts = read_side_texts(root, fields)
    for sides in both:
        if sides.path not in texts:
            gathered.choices.append(_choice_whole(root, sides))
            continue
        keys = {key: side for (path, key), side in chosen.items() if path == sides.path and key}
        merged = merge_texts(texts[sides.path], keys)
        gathered.settled += merged.settled
        gathered.choices += merged.choices
        gathered.comments += merged.comments
        _put(gathered, texts[sides.path].ours, sides.path, merged)


def _put(gathered: _Gathered, ours: bytes, path: str, merged: MergedText) -> None:
    if merged.data is not None and merged.data != ours:
        gathered.merged[path] = merged.data


def _began_as_one(sides: Sides) -> bool:
    """Say whether a document had one beginning: two that were made apart under one name may speak of different things."""
    return bool(sides.base.blob) or sides.value is not None or _in_profile(sides.path)


def _choice_whole(root: Path, sides: Sides) -> Choice:
    texts = [read_texts(root, {sides.path: entry.blob} if entry.blob else {}) for entry in (sides.ours, sides.theirs)]
    ours, theirs = (tell_text(text.get(sides.path)) for text in texts)
    return Choice(path=sides.path, key=(), ours=ours, theirs=theirs)


def _in_profile(path: str) -> bool:
    return path.startswith(f"{PROFILE}/")


def _with_profile_as_one(choices: list[Choice]) -> tuple[Choice, ...]:
    """Return the open choices, those about profile/ made one: half of one office's rules and half of another's fit nobody."""
    inside = [choice for choice in choices if _in_profile(choice.path)]
    if not inside:
        return tuple(choices)
    ours = {f"{choice.path}:{'/'.join(choice.key)}": choice.ours for choice in inside}
    theirs = {f"{choice.path}:{'/'.join(choice.key)}": choice.theirs for choice in inside}
    rest = tuple(choice for choice in choices if not _in_profile(choice.path))
    return (*rest, Choice(path=PROFILE, key=(), ours=ours, theirs=theirs))


def read_profile_choice(root: Path, merge: Merge) -> Choice:
    """Return the choice of profile/ as a whole, for a profile whose merged rows do not fit: what each side has for itself."""
    found = {path: d for path, d in read_differences(root, merge.ours, merge.theirs).items() if _in_profile(path)}
    ours = read_texts(root, {path: d.old.blob for path, d in found.items() if d.old.blob})
    theirs = read_texts(root, {path: d.new.blob for path, d in found.items() if d.new.blob})
    sides = [{path: tell_text(texts[path]) for path in found if path in texts} for texts in (ours, theirs)]
    return Choice(path=PROFILE, key=(), ours=own_part(*sides), theirs=own_part(*reversed(sides)))
