"""The gist of a case: the little that the checks beyond the cases have to know of every one, where nobody holds all of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.meeting import Gap
from seki_cli.model.world import CaseFile

_LIVES_THERE: Final = ("本人", "世帯員")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGist:
    """One case in few words, gathered while the cases pass by; whatever is found in it is looked at in the case itself.

    `plans`: the ids of its plans, for one plan in two cases. `people`: the birth day, the reading and the place in the household
    of who lives there, for one person in two cases. `noticed`: which of the decisions that gaps name may stand here.
    `apart`: somebody is to be kept apart from somebody.
    """

    id: str
    plans: tuple[str, ...] = ()
    people: tuple[tuple[date, str, int], ...] = ()
    noticed: tuple[str, ...] = ()
    apart: bool = False


def build_gist(case: CaseFile, wanted: Collection[str]) -> CaseGist:
    """Return the gist of a case as it was read. `wanted`: the decisions that gaps name (`named_decisions`)."""
    return CaseGist(
        id=case.id,
        plans=tuple(dict.fromkeys(plan.id for plan in case.plans)),
        people=tuple(
            (person.born, person.kana, place)
            for place, person in enumerate(case.household.people)
            if person.born and person.kana and person.role in _LIVES_THERE
        ),
        noticed=tuple(reference for reference in wanted if _may_hold(case, reference)),
        apart=bool(case.household.never_together),
    )


def named_decisions(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Return the decisions with which gaps were noticed, as they are written: with or without their case."""
    return tuple(dict.fromkeys(gap.noticed.decision for gap in gaps if gap.noticed and gap.noticed.decision))


def _may_hold(case: CaseFile, reference: str) -> bool:
    case_id, _, rid = reference.rpartition("/")
    if case_id not in ("", case.id):
        return False
    return any(decision.id == rid for decision in case.decisions) or rid in str(case.unread)
