"""What several clones should come to, reckoned without git and without a rule of seki: facts in dictionaries, merged key by key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

Fact = tuple[str, ...]
"""("house", case, person, field), ("head", case, field) or ("staff", id, field)."""

PROFILE: Final[Fact] = ("staff",)


@dataclass(slots=True)
class State:
    """What one place holds: facts of documents, the events by their paths, and of some of these what they mean."""

    facts: dict[Fact, str] = field(default_factory=dict)
    events: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    referred: set[tuple[str, str]] = field(default_factory=set)
    noted: set[tuple[str, str]] = field(default_factory=set)

    def copy(self) -> "State":
        """Return the same, to go on from."""
        return State(dict(self.facts), set(self.events), set(self.closed), set(self.referred), set(self.noted))


def find_choices(base: State, ours: State, theirs: State) -> set[Fact]:
    """Return what a person has to choose: the same fact changed to two values; the profile is one."""
    torn = {key for key in _keys(base, ours, theirs) if len(_three(key, base, ours, theirs)) == 3}
    return {PROFILE if key[0] == PROFILE[0] else key for key in torn}


def _three(key: Fact, base: State, ours: State, theirs: State) -> set[str | None]:
    one, other, was = (state.facts.get(key) for state in (ours, theirs, base))
    return {one, other, was} if one != other and was not in (one, other) else {was}


def _keys(*states: State) -> Iterable[Fact]:
    return {key for state in states for key in state.facts}


def merge(base: State, ours: State, theirs: State, chosen: dict[Fact, str]) -> State:
    """Return what the two become; `chosen` says whose value stays."""
    merged = State(
        events=ours.events | theirs.events,
        closed=ours.closed | theirs.closed,
        referred=ours.referred | theirs.referred,
        noted=ours.noted | theirs.noted,
    )
    sides = {"ours": ours, "theirs": theirs}
    for key in _keys(base, ours, theirs):
        whole = chosen.get(PROFILE) if key[0] == PROFILE[0] else chosen.get(key)
        value = sides[whole].facts.get(key) if whole else _merged(key, base, ours, theirs)
        if value is not None:
            merged.facts[key] = value
    return merged


def _merged(key: Fact, base: State, ours: State, theirs: State) -> str | None:
    one, other, was = (state.facts.get(key) for state in (ours, theirs, base))
    return other if one == was else one


def find_meaning(base: State, ours: State, theirs: State) -> set[tuple[str, str]]:
    """Return (what, case) for all that one closed while the other, who did not know, went on: a note, a referral left open."""
    found = set()
    for one, other in ((ours, theirs), (theirs, ours)):
        for case in one.closed - base.closed - other.closed:
            if any(of == case for of, _ in other.noted - base.noted):
                found.add(("noted", case))
            if any(of == case for of, _ in other.referred - base.referred):
                found.add(("referred", case))
    return found
