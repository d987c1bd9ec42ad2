"""主担当: the lead of a case moves in the same act as what moves it, so that nobody's case has no lead."""

from datetime import date
from typing import Final

from seki_cli.commands.act import Written, write_edited
from seki_cli.commands.document import read_document
from seki_cli.commands.fetch import Desk
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile

NOBODY: Final = "なし"
"""The answer that no agency takes the lead next: then the last lead stays in the head, so that follow-ups reach somebody."""


def move_lead(desk: Desk, case: CaseFile, agency: str, since: date) -> tuple[Written, ...]:
    """Return the head with a new 主担当 from a day on; nothing where it leads already, or where nobody takes over."""
    if agency in ("", NOBODY, case.head.lead_agency):
        return ()
    head = read_document(desk, case, "case")
    head.pop("lead_staff", None)
    return (write_edited(desk.shelf, case.head.path, {**head, "lead_agency": agency, "lead_since": since.isoformat()}),)


def told_of_lead(desk: Desk, agency: str, since: date) -> str:
    """Return the line that says who leads from now on."""
    return f"主担当を {desk.office.agency_name(agency)} に移しました（{show_day(since)} から）。"


def told_of_lead_left(desk: Desk, case: CaseFile) -> str:
    """Return the line that says that an act which moved the lead was taken back, and the lead was not."""
    name = desk.office.agency_name(case.head.lead_agency)
    return f"主担当は {name} のままです。戻すときは seki case edit {case.id} で見出しを直してください。"
