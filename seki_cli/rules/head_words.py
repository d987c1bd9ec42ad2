"""The free words in a meeting's head (place, chair, convenor), which could name somebody of whom nothing may be shown.

The head stands on every copy of the paper, above all items: its words must be fit for each of them, also for those of which
nothing is on the paper. 出典: records.md の門の規則4・7
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from seki_cli.model.agenda import AgendaHeader, Notice, Piece
from seki_cli.model.meeting import Meeting
from seki_cli.model.released import Released
from seki_cli.model.world import World
from seki_cli.rules.consent import Gate, release
from seki_cli.rules.gates import is_household_unread
from seki_cli.rules.masks import find_whereabouts
from seki_cli.rules.names import FarNames, build_keys, searchable, surnames_of
from seki_cli.rules.rooms import linked_cases

_TITLES: Final = {"place": "場所", "chair": "進行役", "convenor": "招集者"}


def guard_head(
    header: AgendaHeader, meeting: Meeting, world: World, gates: tuple[Gate, ...], far: FarNames
) -> tuple[AgendaHeader, tuple[Notice, ...]]:
    """Return the head without the free words that would give away somebody's home, school or name, and what to tell of them.

    An agency or a member of staff of the roll is the office's own word and is not searched. `gates`: those of all items.
    """
    found = []
    for name, title in _TITLES.items():
        word = str(getattr(header, name))
        if not word or not _is_free(name, meeting, world) or _is_fit(word, world, gates, far):
            continue
        header = _blanked(header, name)
        reason = (
            f"会議の{title}の欄に、この資料に出せない人の氏名か、支援措置のある人の居場所にあたる文字があります（資料では空欄）"
        )
        found.append(Notice(rule=7, reason=reason, remedy=f"会議の {name} を書き直してください", path=meeting.path))
    return header, tuple(found)


def _blanked(header: AgendaHeader, name: str) -> AgendaHeader:
    if name == "place":
        return replace(header, place="")
    return replace(header, chair="") if name == "chair" else replace(header, convenor="")


def _is_free(name: str, meeting: Meeting, world: World) -> bool:
    word = str(getattr(meeting, name))
    return bool(word) and world.office.agency(word) is None and not world.office.knows_staff(word)


def _is_fit(word: str, world: World, gates: Iterable[Gate], far: FarNames) -> bool:
    """Say whether a word may stand above all items; without any, whether it names nobody of any case."""
    gates = tuple(gates)
    if not gates:
        return not far.found_in(searchable(word), frozenset())
    piece = Piece(row="head", label="会議の欄", text=word)
    return all(_is_known(gate, world) and isinstance(release(_veil(gate, world, far), piece), Released) for gate in gates)


def _is_known(gate: Gate, world: World) -> bool:
    """Say whether it is known whose names must not appear: of a household that cannot be read nobody knows."""
    case = world.case(gate.room.item.case)
    return case is None or not is_household_unread(case)


def _veil(gate: Gate, world: World, far: FarNames) -> Gate:
    """Return an item's gate; for one of which nothing is released, a gate that searches for everybody it could be about."""
    if gate.shut is None:
        return gate
    case = world.case(gate.room.item.case)
    cases = (case, *linked_cases(case, world)) if case else ()
    names = tuple(build_keys(p, surnames_of(one.household.people)) for one in cases for p in one.household.people)
    people = (person for one in cases for person in one.household.people)
    return Gate(room=gate.room, names=names, far=far, whereabouts=find_whereabouts(people))
