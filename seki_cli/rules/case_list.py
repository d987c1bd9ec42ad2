"""What a list of cases is: what it is narrowed to, and which of its cases are marked as one household."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from seki_cli.model.standing import CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a list of cases is narrowed to; empty fields do not narrow."""

    status: str = ""
    agency: str = ""
    area: str = ""
    field: str = ""
    lead: str = ""
    flag: str = ""


def fitting_rows(rows: Iterable[CaseRow], wanted: CaseFilter, same: dict[str, tuple[str, ...]]) -> tuple[CaseRow, ...]:
    """Return the rows that fit, in the order they come in, each with the cases that are the same household (`mark_same`)."""
    return tuple(replace(row, same_as=same[row.id]) if row.id in same else row for row in rows if _fits(row, wanted))


def mark_same(marks: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return, by case, the cases that are marked as the same household, whichever side the mark stands on."""
    found: dict[str, set[str]] = {}
    for case_id, others in marks:
        for other in others:
            found.setdefault(case_id, set()).add(other)
            found.setdefault(other, set()).add(case_id)
    return {case_id: tuple(sorted(others)) for case_id, others in found.items()}


def _fits(row: CaseRow, wanted: CaseFilter) -> bool:
    return (
        wanted.status in ("", row.status)
        and wanted.area in ("", row.area)
        and wanted.lead in ("", row.lead)
        and (not wanted.agency or wanted.agency in row.agencies)
        and (not wanted.field or wanted.field in row.fields)
        and (not wanted.flag or wanted.flag in row.flags)
    )
