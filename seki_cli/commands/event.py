"""Recording one event in a case: the steps that note, consent, monitoring, referral and their like have in common."""

from collections.abc import Callable, Mapping
from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, foot_of_event, head_of_event, new_record_id, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, fill, finish, read_entries, settle_words
from seki_cli.commands.fetch import Desk
from seki_cli.commands.form import ask_missing
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.files.fields import schema_fields
from seki_cli.model.answer import Answer
from seki_cli.model.world import CaseFile

Rule = Callable[[Mapping[str, Any]], None]
"""A rule asked before completeness: raises Refused (4) for fields that may not be recorded at all."""


def build_event(
    call: Call, desk: Desk, case: CaseFile, kind: str, entry: Entry, *, staff: str, taken: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a whole event of a case from what came in: words settled, what is missing asked for, validated."""
    entry = settle_words(call, desk.office, entry, kind)
    entry = ask_missing(call, desk.office, entry, kind)
    known = (*(event.id for event in case.events()), *(a.id for a in case.assessments), *taken)
    value = {**head_of_event(kind, new_record_id(call, known), case.id), **entry.fields, **foot_of_event(call, staff)}
    return finish(entry, kind, value)


def with_programme(call: Call, desk: Desk, entry: Entry, agency: str) -> Entry:
    """Return the entry with the agency's programme where it runs only one; where several, a terminal asks, else it stays open."""
    if entry.fields.get("programme") or not agency:
        return entry
    running = desk.office.programmes_of(agency, call.day)
    return fill(entry, {"programme": running[0].id}) if len(running) == 1 else entry


def record_events(
    call: Call,
    desk: Desk,
    case: CaseFile,
    kind: str,
    *,
    source: str,
    by: str = "",
    filled: Mapping[str, Any] | None = None,
    defaults: Mapping[str, Any] | None = None,
    rule: Rule | None = None,
) -> tuple[dict[str, Any], ...]:
    """Read the events that come in for one case and return them whole, not yet written.

    `filled` is what the command's name and options say, `defaults` what may be left open; the date always may, and staff
    and programme where the kind has them.
    """
    staff = who_i_am(call, desk.office, by)
    known = {field.key for field in schema_fields(kind)}
    values: list[dict[str, Any]] = []
    for came in read_entries(call, source):
        entry = fill(came, filled or {})
        entry = default(
            entry, {"date": call.day.isoformat(), **({"staff": staff} if "staff" in known else {}), **(defaults or {})}
        )
        entry = (
            with_programme(call, desk, entry, my_agency(call, desk.office, staff))
            if "programme" in known and kind != "referral"
            else entry
        )
        if rule:
            rule(entry.fields)
        values.append(build_event(call, desk, case, kind, entry, staff=staff, taken=tuple(str(v["id"]) for v in values)))
    return tuple(values)


def save_events(
    call: Call,
    desk: Desk,
    case: CaseFile,
    noun: str,
    values: tuple[dict[str, Any], ...],
    *,
    also: tuple[Written, ...] = (),
    told: tuple[str, ...] = (),
) -> Answer:
    """Write the events of one case as one act named after the command words."""
    written = tuple(write_new(str(value["schema"]).partition("/")[0], value) for value in values)
    ids = [str(value["id"]) for value in values]
    nouns = {"case": case.id, noun: ids[0] if len(ids) == 1 else ids}
    return carry_out(
        call, desk, Deed(verb=" ".join(call.words), subject=case.id, written=(*written, *also), nouns=nouns, told=told)
    )
