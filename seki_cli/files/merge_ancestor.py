"""The state from which two histories parted: one commit, or, where each had merged the other, a virtual one made of several."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seki_cli.files.merge_fields import Torn
from seki_cli.files.merge_text import Texts, merge_ancestors
from seki_cli.files.merge_trees import Entry, find_bases, read_differences, read_texts
from seki_cli.files.paths import is_event, locate


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One file that ours and theirs have differently, and as it was before. `value`: what a virtual ancestor has in its place."""

    path: str
    base: Entry
    ours: Entry
    theirs: Entry
    value: dict[str, Any] | Torn | None = field(default=None, repr=False)

    @property
    def by_ours(self) -> bool:
        """Say whether ours changed the file."""
        return self.value is not None or self.ours != self.base

    @property
    def by_theirs(self) -> bool:
        """Say whether theirs changed the file."""
        return self.value is not None or self.theirs != self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """A commit, and the files that stand otherwise in a virtual ancestor: as they are in the commit, and as they are in it."""

    commit: str
    over: Mapping[str, tuple[Entry, Entry | dict[str, Any] | Torn]] = field(default_factory=dict, repr=False)


def read_ancestor(root: Path, bases: tuple[str, ...]) -> Ancestor:
    """Return the ancestor of two histories by their newest common commits.

    Several of them are merged like any two histories; on what they do not agree the ancestor is torn, so that neither side
    passes for the one that changed nothing.
    """
    first, *others = bases
    over: dict[str, tuple[Entry, Entry | dict[str, Any] | Torn]] = {}
    for other in others:
        for path, (stood, stands) in _merge_two(root, first, other).items():
            over[path] = (stood, stands if over.get(path, (stood, stands))[1] == stands else Torn())
    return Ancestor(commit=first, over=over)


def _merge_two(root: Path, one: str, two: str) -> dict[str, tuple[Entry, Entry | dict[str, Any] | Torn]]:
    bases = find_bases(root, one, two)
    if not bases:
        return {path: (d.old, Torn()) for path, d in read_differences(root, one, two).items()}
    over: dict[str, tuple[Entry, Entry | dict[str, Any] | Torn]] = {}
    both = []
    for sides in read_sides(root, read_ancestor(root, bases), one, two):
        if sides.by_ours and sides.by_theirs:
            both.append(sides)
        elif sides.by_theirs:
            over[sides.path] = (sides.ours, sides.theirs)
    readable = [sides for sides in both if is_merged_by_fields(sides.path) and sides.ours.blob and sides.theirs.blob]
    texts = read_side_texts(root, readable)
    for sides in both:
        made = merge_ancestors(texts[sides.path]) if sides.path in texts else Torn()
        over[sides.path] = (sides.ours, made)
    return over


def read_sides(root: Path, ancestor: Ancestor, ours: str, theirs: str) -> tuple[Sides, ...]:
    """Return every file in which ours and theirs differ, with what it was before, in the order of the paths."""
    mine, other = read_differences(root, ancestor.commit, ours), read_differences(root, ancestor.commit, theirs)
    found = []
    for path in sorted({*mine, *other, *ancestor.over}):
        known = mine.get(path) or other.get(path)
        stood = known.old if known else ancestor.over[path][0]
        our_entry = mine[path].new if path in mine else stood
        their_entry = other[path].new if path in other else stood
        if our_entry == their_entry:
            continue
        _, virtual = ancestor.over.get(path, (stood, stood))
        entry, value = (virtual, None) if isinstance(virtual, Entry) else (stood, virtual)
        found.append(Sides(path=path, base=entry, ours=our_entry, theirs=their_entry, value=value))
    return tuple(found)


def read_side_texts(root: Path, files: list[Sides]) -> dict[str, Texts]:
    """Return path → the three texts of documents that both sides have."""
    base = read_texts(root, {f.path: f.base.blob for f in files if f.base.blob and f.value is None})
    ours = read_texts(root, {f.path: f.ours.blob for f in files})
    theirs = read_texts(root, {f.path: f.theirs.blob for f in files})
    return {
        f.path: Texts(
            path=f.path,
            base=base.get(f.path) if f.value is None else f.value,
            ours=ours[f.path],
            theirs=theirs[f.path],
        )
        for f in files
    }


def is_merged_by_fields(path: str) -> bool:
    """Say whether two versions of a file are merged field by field: documents, the profile, seki.yaml."""
    place = locate(path)
    return place is not None and not is_event(place.kinds[0])
