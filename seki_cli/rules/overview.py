"""A case in one row: what a list of cases tells without naming anybody."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from seki_cli.model.answer import Cell
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.bonds import marked_same
from seki_cli.rules.case_state import case_status, opened_on
from seki_cli.rules.due import due_rows
from seki_cli.rules.in_force import acts_in_force, is_live


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a list of cases is narrowed to; empty fields do not narrow."""

    status: str = ""
    agency: str = ""
    area: str = ""
    field: str = ""
    lead: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as lists show it, on a day."""

    id: str
    status: str
    lead: str
    lead_name: str
    area: str
    programmes: tuple[str, ...]
    fields: tuple[str, ...]
    flags: tuple[str, ...]
    next_due: date | None
    consent: str
    opened: date | None
    agencies: tuple[str, ...]
    uncertain: bool
    same_as: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return the row for programs."""
        return {
            "id": self.id,
            "case": self.id,
            "status": self.status,
            "lead": self.lead,
            "area": self.area,
            "programmes": self.programmes,
            "fields": self.fields,
            "flags": self.flags,
            "next_due": self.next_due,
            "consent": self.consent,
            "opened": self.opened,
            "uncertain": self.uncertain,
            "same_as": self.same_as,
        }

    def cells(self) -> dict[str, Cell]:
        """Return the row for a table."""
        return {
            "id": self.id,
            "status": self.status + ("（不確か）" if self.uncertain else ""),
            "lead": self.lead,
            "area": self.area,
            "programmes": self.programmes,
            "flags": self.flags,
            "next_due": self.next_due,
            "consent": self.consent,
            "opened": self.opened,
            "same_as": self.same_as,
        }


def list_cases(world: World, day: date, wanted: CaseFilter) -> tuple[CaseRow, ...]:
    """Return the cases that fit, in the order of their ids."""
    same = marked_same(world)
    rows = (replace(build_row(world, case, day), same_as=same.get(case.id, ())) for case in world.cases)
    return tuple(row for row in rows if _fits(row, wanted))


def build_row(world: World, case: CaseFile, day: date) -> CaseRow:
    """Return one case's row."""
    due = due_rows(case, world.meetings, world.office, day)
    programmes = [
        *(i.programme for i in case.intakes),
        *(n.programme for n in case.notes),
        *(m.programme for m in case.monitorings),
    ]
    return CaseRow(
        id=case.id,
        status=case_status(case, world.meetings, world.office, day),
        lead=case.head.lead_agency,
        lead_name=world.office.agency_name(case.head.lead_agency),
        area=case.head.area,
        programmes=tuple(dict.fromkeys(filter(None, programmes))),
        fields=tuple(dict.fromkeys(f for fields in _sorted_out(case, "fields") for f in fields)),
        flags=tuple(dict.fromkeys(f for flags in _sorted_out(case, "flags") for f in flags)),
        next_due=min((row.due_on for row in due), default=None),
        consent=consent_word(case, day),
        opened=opened_on(case),
        agencies=involved_agencies(case),
        uncertain=bool(case.unread),
    )


def _sorted_out(case: CaseFile, what: Literal["fields", "flags"]) -> list[tuple[str, ...]]:
    """Return what intakes and screenings say of the fields or flags of a case, in the order of acts."""
    if what == "fields":
        return [*(i.fields for i in case.intakes), *(s.fields for s in case.screenings)]
    return [*(i.flags for i in case.intakes), *(s.flags for s in case.screenings)]


def consent_word(case: CaseFile, day: date) -> str:
    """Return how the 本人's consent stands on a day: the act in force, 期限切れ, or なし."""
    words = []
    for person in case.household.principals or ("P1",):
        acts = acts_in_force(case, person, day)
        if not acts:
            words.append("なし")
        elif acts[0].act in ("同意", "一部同意") and not all(is_live(act, day) for act in acts):
            words.append("期限切れ")
        else:
            words.append(acts[0].act)
    return "・".join(dict.fromkeys(words))


def involved_agencies(case: CaseFile) -> tuple[str, ...]:
    """Return every agency that the case's records name as taking part, each once."""
    named = [case.head.lead_agency, *(member.agency for member in case.head.team)]
    named += [intake.agency for intake in case.intakes]
    named += [agency for r in case.referrals for agency in (r.from_agency, r.to_agency)]
    named += [support.agency for plan in case.plans for support in plan.supports]
    return tuple(dict.fromkeys(filter(None, named)))


def _fits(row: CaseRow, wanted: CaseFilter) -> bool:
    return (
        wanted.status in ("", row.status)
        and wanted.area in ("", row.area)
        and wanted.lead in ("", row.lead)
        and (not wanted.agency or wanted.agency in row.agencies)
        and (not wanted.field or wanted.field in row.fields)
        and (not wanted.flag or wanted.flag in row.flags)
    )
