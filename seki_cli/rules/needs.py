"""Which categories a consent must cover for a piece to be shown on a day."""

from datetime import date
from typing import Final

from seki_cli.model.agenda import Need, Piece
from seki_cli.model.case import Person
from seki_cli.model.days import age_on

OF_AGE: Final = 18
CHILD: Final = "子ども・教育"
WORK: Final = "就労"


def needed_on(piece: Piece, day: date) -> Need:
    """Return what a consent must cover; school or work depends on the person's age on that day.

    出典: records.md の門の表（18歳未満は子ども・教育、18歳からは就労、年齢が分からなければ両方）
    """
    if piece.age_of is None:
        return piece.need
    ages = ages_on(piece.age_of, day)
    if not ages:
        return (CHILD, WORK)
    kinds = {CHILD if age < OF_AGE else WORK for age in ages}
    return tuple(sorted(kinds))


def ages_on(person: Person, day: date) -> tuple[int, ...]:
    """Return how old a person is on a day; two ages where only the year of birth is known, none where nothing is."""
    if person.born is not None:
        return (age_on(person.born, day),)
    if person.born_year is None:
        return ()
    return tuple(sorted({age_on(date(person.born_year, month, last), day) for month, last in ((1, 1), (12, 31))}))
