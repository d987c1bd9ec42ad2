"""Opening a consultation: head, household and intake in one act."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from seki_cli.commands.act import Deed, carry_out, foot_of_event, head_of_event, new_record_id, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.case_form import ask_intake
from seki_cli.commands.entry import Entry, default, fill, finish, read_entry, settle_words
from seki_cli.commands.event import with_programme
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.form import ask_missing
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.commands.pick import pick_agency
from seki_cli.errors import Misuse
from seki_cli.files.drafts import remove_draft
from seki_cli.model.answer import Answer
from seki_cli.model.ids import build_case_id
from seki_cli.model.verdict import Finding
from seki_cli.rules.duplicates import find_alike

DRAFT = "case-new"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """What every part of an opening needs: the call, the desk, the new case's id, who records and at which agency."""

    call: Call
    desk: Desk
    case_id: str
    staff: str
    mine: str


def open_case(call: Call, source: str, options: dict[str, Any], *, resume: bool, by: str) -> Answer:
    """Open a consultation from a file or at the terminal, and write head, household and intake as one act."""
    desk = fetch(call)
    staff = who_i_am(call, desk.office, by)
    mine = my_agency(call, desk.office, staff)
    asked = not source
    if options.get("agency"):
        options["agency"] = pick_agency(desk.office, options["agency"], call.day).id
    whole = ask_intake(call, desk.office, DRAFT, options, mine, resume=resume) if asked else read_entry(call, source)
    if not isinstance(whole.fields.get("intake"), dict):
        raise Misuse(
            "intake: がありません",
            where=whole.name,
            remedy="intake: の下に受付の項目を書いてください（household: と case: は任意）",
        )
    case_id = _fresh_id(call, desk)
    opening = _Opening(call=call, desk=desk, case_id=case_id, staff=staff, mine=mine)
    intake = _build_intake(opening, whole.sub("intake"), options)
    household = _build_household(opening, whole)
    head = _build_head(opening, whole, intake)
    deed = Deed(
        verb="case new",
        subject=case_id,
        written=(write_new("case", head), write_new("household", household), write_new("intake", intake)),
        nouns={"case": case_id, "intake": intake["id"]},
        notes=whole.notes,
    )
    answer = carry_out(call, desk, deed)
    if asked and not call.dry_run:
        remove_draft(call.root, DRAFT)
    return _with_alike(answer, desk, household, case_id)


def _fresh_id(call: Call, desk: Desk) -> str:
    known = {case.id for case in desk.world.cases}
    while (case_id := build_case_id(call.day, secrets.randbelow)) in known:
        pass
    return case_id


def _build_intake(new: _Opening, entry: Entry, options: dict[str, Any]) -> dict[str, Any]:
    call, office = new.call, new.desk.office
    entry = default(fill(entry, options), {"received_on": call.day.isoformat(), "agency": new.mine, "received_by": new.staff})
    entry = settle_words(call, office, entry, "intake")
    entry = with_programme(call, new.desk, entry, str(entry.fields.get("agency") or ""))
    entry = ask_missing(call, office, entry, "intake")
    pick_agency(office, str(entry.fields["agency"]), call.day)
    head = head_of_event("intake", new_record_id(call), new.case_id)
    return finish(entry, "intake", {**head, **entry.fields, **foot_of_event(call, new.staff)})


def _build_household(new: _Opening, whole: Entry) -> dict[str, Any]:
    if isinstance(whole.fields.get("household"), dict):
        entry = settle_words(new.call, new.desk.office, whole.sub("household"), "household")
    else:
        entry = Entry(fields={}, data=whole.data, name=whole.name)
    people = entry.fields.get("people") or [{"role": "本人"}]
    if isinstance(people, list) and all(isinstance(person, dict) for person in people):
        people = _numbered(people)
    return finish(entry, "household", {"schema": "household/1", "case": new.case_id, **entry.fields, "people": people})


def _numbered(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give P1 to the 本人 and P2… to the others, where the file names none."""
    taken = {person.get("id") for person in people}
    free = [f"P{n}" for n in range(1, 10) if f"P{n}" not in taken]
    ordered = sorted(range(len(people)), key=lambda i: people[i].get("role") != "本人")
    ids = {i: free.pop(0) for i in ordered if not people[i].get("id") and free}
    return [{"id": person.get("id") or ids.get(i), **person} for i, person in enumerate(people)]


def _build_head(new: _Opening, whole: Entry, intake: dict[str, Any]) -> dict[str, Any]:
    entry = (
        whole.sub("case") if isinstance(whole.fields.get("case"), dict) else Entry(fields={}, data=whole.data, name=whole.name)
    )
    agency = new.desk.office.agency(str(intake["agency"]), new.call.day)
    defaults = {"lead_agency": intake["agency"], "lead_since": intake["received_on"], "area": agency.area if agency else ""}
    if new.mine == intake["agency"]:
        defaults["lead_staff"] = str(intake.get("received_by", ""))
    entry = settle_words(new.call, new.desk.office, default(entry, defaults), "case")
    return finish(entry, "case", {"schema": "case/1", "id": new.case_id, **entry.fields})


def _with_alike(answer: Answer, desk: Desk, household: dict[str, Any], case_id: str) -> Answer:
    """Warn of cases that may be the same household; both stand, nothing is merged."""
    alike = find_alike(household["people"], desk.world.cases)
    found = tuple(
        Finding(
            code="SEKI110",
            severity="warning",
            message=f"同じ世帯かもしれないケースがあります: {case.id}（{'・'.join(why)}が一致）",
            remedy=f"seki case show {case.id} と見比べてください。統合はしていません",
            path=case.household.path,
            case=case_id,
        )
        for case, why in alike
    )
    data = {**answer.data, "alike": [case.id for case, _ in alike]} if alike else answer.data
    return replace(answer, findings=(*answer.findings, *found), data=data)
