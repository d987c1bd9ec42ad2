"""Opening a consultation: head, household and intake in one act."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from seki_cli.commands.act import Deed, carry_out, foot_of_event, head_of_event, new_record_id, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.case_form import ask_intake, ask_of_namesakes
from seki_cli.commands.case_view import build_show_views
from seki_cli.commands.entry import Entry, default, join, read_entry, settle_words, without_own
from seki_cli.commands.event import Draft, finished_draft, with_programme
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.form import ask_missing
from seki_cli.commands.interview import KEPT_SO_FAR
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.commands.side_by_side import OPEN, ask_which, show_beside
from seki_cli.errors import Misuse, Refused
from seki_cli.files.drafts import read_draft, remove_draft
from seki_cli.files.paths import record_path
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.ids import build_case_id
from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.duplicates import MOST, Alike, alike_findings, cases_like, find_alike
from seki_cli.rules.leaving import may_continue

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
    try:
        return _opened(call, source, options, resume=resume, by=by)
    except KeyboardInterrupt:
        asker = call.asker if not source else None
        if asker and read_draft(call.root, DRAFT) is not None:
            asker.say("")
            asker.say(KEPT_SO_FAR)
        raise


def _opened(call: Call, source: str, options: dict[str, Any], *, resume: bool, by: str) -> Answer:
    desk = fetch_near(call)
    staff = who_i_am(call, desk.office, by)
    mine = my_agency(call, desk.office, staff)
    asked, continued_from = not source, options.pop("continued_from", "")
    if options.get("agency"):
        options["agency"] = pick_agency(desk.office, options["agency"], call.day).id
    whole = ask_intake(call, desk.office, DRAFT, options, mine, resume=resume) if asked else read_entry(call, source)
    _check_parts(whole)
    if asked:
        ask_of_namesakes(call, desk, DRAFT, whole)
    case_id = _fresh_id(call, desk)
    opening = _Opening(call=call, desk=desk, case_id=case_id, staff=staff, mine=mine)
    before = _continued(opening, whole, continued_from)
    intake = _build_intake(opening, whole.sub("intake"), options)
    household = _build_household(opening, whole)
    parts = {"case": _build_head(opening, whole, intake, before), "household": household, "intake": intake}
    alike = find_alike(household["people"], [case for case in cases_like(household["people"], desk.world) if case.id != before])
    if alike and not call.dry_run:
        show_beside(call, desk, household["people"], alike)
        if asked and (chosen := ask_which(call, alike)) != OPEN:
            return _look_instead(call, desk, chosen)
    deed = Deed(
        verb="case new",
        subject=case_id,
        written=tuple(write_new(kind, draft, draft.entry) for kind, draft in parts.items()),
        nouns={"case": case_id, "intake": intake["id"]},
        notes=whole.notes,
    )
    answer = carry_out(call, desk, deed)
    if asked and not call.dry_run:
        remove_draft(call.root, DRAFT)
    return _with_alike(answer, case_id, alike)


def _check_parts(whole: Entry) -> None:
    """Refuse (2) what is no part of an opening: a misspelt `household:` would else be left out without a word."""
    remedy = "intake: の下に受付の項目を書いてください（household: と case: は任意）"
    if "intake" not in whole.fields:
        raise Misuse("intake: がありません", where=whole.where(()), remedy=remedy)
    for key, part in whole.fields.items():
        if key not in ("intake", "household", "case"):
            raise Misuse("受付に書けない項目名です", where=whole.where((key,)), remedy=remedy)
        if not isinstance(part, dict) and (part or key == "intake"):
            raise Misuse(f"{key}: の下に項目がありません", where=whole.where((key,)), remedy=remedy)


def _fresh_id(call: Call, desk: Desk) -> str:
    while desk.world.case(case_id := build_case_id(call.day, secrets.randbelow)):
        pass
    return case_id


def _build_intake(new: _Opening, entry: Entry, options: dict[str, Any]) -> Draft:
    call, office = new.call, new.desk.office
    head, foot = head_of_event("intake", new_record_id(call), new.case_id), foot_of_event(call, new.staff)
    entry = without_own(join(call, office, entry, options, "intake"), {**head, **foot})
    entry = default(entry, {"received_on": call.day.isoformat(), "agency": new.mine, "received_by": new.staff})
    entry = with_programme(call, new.desk, entry, str(entry.fields.get("agency") or ""))
    entry = ask_missing(call, office, entry, "intake")
    pick_agency(office, str(entry.fields["agency"]), call.day)
    return finished_draft(entry, "intake", {**head, **entry.fields, **foot})


def _build_household(new: _Opening, whole: Entry) -> Draft:
    if whole.fields.get("household"):
        entry = settle_words(new.call, new.desk.office, whole.sub("household"), "household")
    else:
        entry = Entry(fields={}, data=whole.data, name=whole.name)
    people = entry.fields.get("people") or [{"role": "本人"}]
    if isinstance(people, list) and all(isinstance(person, dict) for person in people):
        people = _numbered(people)
    head = {"schema": "household/1", "case": new.case_id}
    return finished_draft(entry, "household", {**head, **without_own(entry, head).fields, "people": people})


def _numbered(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give P1 to the 本人 and P2… to the others, where the file names none."""
    taken = {person.get("id") for person in people}
    free = [f"P{n}" for n in range(1, 10) if f"P{n}" not in taken]
    ordered = sorted(range(len(people)), key=lambda i: people[i].get("role") != "本人")
    ids = {i: free.pop(0) for i in ordered if not people[i].get("id") and free}
    return [{**person, "id": person.get("id") or ids.get(i)} for i, person in enumerate(people)]


def _build_head(new: _Opening, whole: Entry, intake: Draft, before: str) -> Draft:
    entry = whole.sub("case") if whole.fields.get("case") else Entry(fields={}, data=whole.data, name=whole.name)
    if before:
        entry = replace(entry, fields={**entry.fields, "continued_from": before})
    agency = new.desk.office.agency(str(intake["agency"]), new.call.day)
    defaults = {"lead_agency": intake["agency"], "lead_since": intake["received_on"], "area": agency.area if agency else ""}
    if new.mine == intake["agency"]:
        defaults["lead_staff"] = str(intake.get("received_by", ""))
    entry = settle_words(new.call, new.desk.office, default(entry, defaults), "case")
    own = {"schema": "case/1", "id": new.case_id}
    return finished_draft(entry, "case", {**own, **without_own(entry, own).fields})


def _continued(new: _Opening, whole: Entry, option: str) -> str:
    """Return the id of the case that this one goes on from; it must be there (3) and closed (4). None is an empty text."""
    part = whole.fields.get("case") or {}
    typed = option or str(part.get("continued_from") or "")
    if not typed:
        return ""
    world = new.desk.world
    before = pick_case(new.call, world, typed, writes=True)
    case_id = before.id
    if part.get("continued_from") not in (None, "", typed, case_id):
        where = whole.where(("case", "continued_from"))
        raise Misuse("続きの元のケースが、オプションと入力で食い違っています", where=where, remedy="どちらか一方に直してください")
    verdict = may_continue(build_case_day(before, world.meetings, new.desk.office, new.call.day))
    if not verdict:
        raise Refused(verdict.reason, where=verdict.because, remedy=verdict.remedy)
    return case_id


def _look_instead(call: Call, desk: Desk, case_id: str) -> Answer:
    """Show the case that is there already. Nothing is opened, and what was typed stays as a draft."""
    found = pick_case(call, desk.world, case_id)
    told = "受付は保存していません。下書きは残っています。続けて開くなら seki case new --resume です。"
    views = (Lines(lines=(told, "")), *build_show_views(desk.world, found, call.day))
    return Answer(data={"case": case_id, "opened": False}, views=views)


def _with_alike(answer: Answer, case_id: str, alike: tuple[Alike, ...]) -> Answer:
    """Warn of cases that may be about the same people; all stand, nothing is merged."""
    if not alike:
        return answer
    found = alike_findings(alike, path=record_path("household", case=case_id), case=case_id)
    more = (f"（似たケースがほかに {len(alike) - MOST} 件あります。seki case find で探せます）",) if len(alike) > MOST else ()
    data = {**answer.data, "alike": [one.case.id for one in alike[:MOST]]}
    return replace(answer, findings=(*answer.findings, *found), warnings=(*answer.warnings, *more), data=data)
