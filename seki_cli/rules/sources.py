"""Whose word a piece of information is."""

from datetime import date
from typing import Final

from seki_cli.model.office import Office
from seki_cli.model.plan import Point
from seki_cli.rules.names import searchable

TAX: Final = "税務"
_AGENCY: Final = "機関"


def from_an_agency(source: str) -> bool:
    """Say whether a source is an agency (機関:<id>)."""
    return source.startswith(_AGENCY)


def agency_of(source: str) -> str:
    """Return the id of the agency whose word something is; empty where it is nobody's, or no agency is named."""
    return source.partition(":")[2] if from_an_agency(source) else ""


def word_of(agency: str) -> str:
    """Return the source of what an agency said."""
    return f"{_AGENCY}:{agency}" if agency else ""


def is_tax_agency(agency: str, office: Office) -> bool:
    """Say whether an agency is a tax department, in any of its rows: its kind says so, never its name or id."""
    return any(row.id == agency and TAX in row.kind for row in office.agencies)


def is_tax(source: str, office: Office) -> bool:
    """Say whether information comes from tax staff: said to, or the word of a tax department.

    出典: 第3章3 守秘義務の※（税務職員が有する納税者等の情報）・地方税法第22条
    """
    return source == TAX or (from_an_agency(source) and is_tax_agency(agency_of(source), office))


def source_of_point(point: Point, office: Office) -> str:
    """Return whose word a point is: what it says itself; else 税務 where a tax department is named as having said it."""
    if point.source:
        return point.source
    said = searchable(f"{point.said} {point.point}").folded
    spoke = any(
        searchable(name).folded in said
        for row in office.agencies
        if TAX in row.kind
        for name in (row.id, row.name, *row.also)
        if len(name) > 2
    )
    return TAX if spoke else ""


def source_of_writer(source: str, staff: str, day: date, office: Office) -> str:
    """Return a record's source; where it says none and tax staff wrote it, 税務: what they know comes from their office."""
    posting = office.posting(staff, day)
    return TAX if not source and posting is not None and is_tax_agency(posting.agency, office) else source
