"""Which other cases a case belongs with: the one it goes on from, those that go on from it, and those linked to it."""

from dataclasses import dataclass
from typing import Final

from seki_cli.model.case import Related
from seki_cli.model.world import CaseFile, World

SAME: Final = "同一"
"""The word that marks two cases as one household. It marks only; nothing is merged by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonds:
    """The other cases of a case, by id. `related` holds the rows of its own head and of any other that names it alone."""

    before: str
    after: tuple[str, ...]
    related: tuple[Related, ...]

    def lines(self) -> tuple[str, ...]:
        """Return what a screen says of them, one line for each."""
        told = [f"{self.before} の続き"] if self.before else []
        told += [f"続きのケース {case}" for case in self.after]
        return (*told, *(f"関わりのあるケース {row.case}" + (f"（{row.how}）" if row.how else "") for row in self.related))


def bonds_of(world: World, case: CaseFile) -> Bonds:
    """Return the other cases that a case belongs with. A link that stands on the other side only is told all the same."""
    own = {row.case: row for row in case.head.related}
    near = world.folders.some(world.folders.naming(frozenset({case.id})))
    for other in near:
        for row in other.head.related:
            if row.case == case.id and other.id != case.id:
                own.setdefault(other.id, Related(case=other.id, how=row.how))
    after = tuple(other.id for other in near if other.head.continued_from == case.id and other.id != case.id)
    return Bonds(before=case.head.continued_from, after=after, related=tuple(own[key] for key in sorted(own)))
