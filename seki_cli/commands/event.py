"""Recording one event in a case: the steps that note, consent, monitoring, referral and their like have in common."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, foot_of_event, head_of_event, new_record_id, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, finish, join, read_entries, read_entry, settle_words, without_own
from seki_cli.commands.fetch import Desk
from seki_cli.commands.form import ask_missing
from seki_cli.commands.interview import interview
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.errors import Misuse
from seki_cli.files.fields import schema_fields
from seki_cli.model.answer import Answer
from seki_cli.model.dialogue import Option
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile

Rule = Callable[[Mapping[str, Any]], None]
"""A rule asked before completeness: raises Refused (4) for fields that may not be recorded at all."""


class Draft(dict[str, Any]):
    """A whole record that is not written yet; it knows the entry it came from, so that a refusal can point there."""

    entry: Entry


def build_event(
    call: Call, desk: Desk, case: CaseFile, kind: str, entry: Entry, *, staff: str, taken: tuple[str, ...] = ()
) -> Draft:
    """Return a whole event of a case from what came in: words settled, what is missing asked for, validated."""
    known = (*(event.id for event in case.events()), *(a.id for a in case.assessments), *taken)
    head, foot = head_of_event(kind, new_record_id(call, known), case.id), foot_of_event(call, staff, case, behind=len(taken))
    entry = without_own(settle_words(call, desk.office, entry, kind), {**head, **foot})
    if kind == "decision" and isinstance(entry.fields.get("todos"), list):
        entry = replace(entry, fields={**entry.fields, "todos": numbered(entry.fields["todos"])})
    entry = ask_missing(call, desk.office, entry, kind, case)
    return finished_draft(entry, kind, {**head, **entry.fields, **foot})


def finished_draft(entry: Entry, kind: str, value: Mapping[str, Any]) -> Draft:
    """Return a whole record that knows its entry, validated. Misuse (2) with the place in the entry."""
    draft = Draft(finish(entry, kind, value))
    draft.entry = entry
    return draft


def numbered(todos: list[Any]) -> list[Any]:
    """Return a decision's to-dos with a number each: their own, else the next that none of them has."""
    taken = {str(row.get("num")) for row in todos if isinstance(row, dict)}
    free = iter(n for n in range(1, len(todos) + len(taken) + 1) if str(n) not in taken)
    return [row if not isinstance(row, dict) or row.get("num") else {**row, "num": next(free)} for row in todos]


def with_programme(call: Call, desk: Desk, entry: Entry, agency: str, *, asks: bool = True) -> Entry:
    """Return the entry with the agency's programme where it runs only one; where several, a terminal asks, else it stays open."""
    if entry.fields.get("programme") or not agency:
        return entry
    running = desk.office.programmes_of(agency, call.day)
    if len(running) == 1:
        return default(entry, {"programme": running[0].id})
    if not running or entry.data or call.asker is None or not asks:
        return entry
    options = (*(Option(value=row.id, label=f"{row.item} {row.name}") for row in running), Option(value="", label="決めない"))
    return default(entry, {"programme": call.asker.choose("どの事業として", options, about="決めなければ未入力として数えます。")})


def _interviewed(call: Call, desk: Desk, case: CaseFile, kind: str, entry: Entry, form: tuple[str, ...]) -> Entry:
    """Return the entry after its form: the day comes first, for who writes in the evening what was done in the morning."""
    known = {field.key for field in schema_fields(kind)}
    keys = dict.fromkeys(("date", *form, *(("programme",) if kind != "referral" else ())))
    return interview(call, desk, kind, entry, keys=tuple(key for key in keys if key in known), case=case)


def join_allowed(call: Call, desk: Desk, came: Entry, filled: Mapping[str, Any], kind: str, rule: Rule | None) -> Entry:
    """Return the entry with what the command says; what may not be recorded at all is refused before a word that is no word."""
    try:
        return join(call, desk.office, came, filled, kind)
    except Misuse:
        if rule:
            rule({**filled, **came.fields, "date": _day_of(call, came)})
        raise


def _day_of(call: Call, came: Entry) -> str:
    try:
        return parse_day(str(came.fields.get("date") or ""), call.day).isoformat()
    except ValueError:
        return call.day.isoformat()


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
    several: bool = True,
    form: tuple[str, ...] = (),
) -> tuple[Draft, ...]:
    """Read the events that come in for one case and return them whole, not yet written.

    `filled` is what the command's name and options say, `defaults` what may be left open; the date always may, and staff
    and programme where the kind has them. `several`: whether a list of them makes sense. `form`: the fields that a terminal asks
    for, one after the other, the day first, where nothing came by --from; what is required and still open is asked after them.
    """
    staff = who_i_am(call, desk.office, by)
    known = {field.key for field in schema_fields(kind)}
    values: list[Draft] = []
    for came in read_entries(call, source) if several else (read_entry(call, source),):
        asks = bool(form) and not source and call.asker is not None
        entry = join_allowed(call, desk, came, filled or {}, kind, rule)
        entry = default(entry, {**({"staff": staff} if "staff" in known else {}), **(defaults or {})})
        if "programme" in known and kind != "referral":
            entry = with_programme(call, desk, entry, my_agency(call, desk.office, staff), asks=not asks)
        today = {"date": call.day.isoformat()}
        if rule:
            rule(default(entry, today).fields)
        if asks:
            entry = _interviewed(call, desk, case, kind, entry, form)
        entry = default(entry, today)
        if rule and asks:
            rule(entry.fields)
        values.append(build_event(call, desk, case, kind, entry, staff=staff, taken=tuple(str(v["id"]) for v in values)))
    return tuple(values)


def nouns_of(written: tuple[Written, ...]) -> dict[str, Any]:
    """Return the entries of the 提供台帳 that an act writes besides, as the answer's data names them."""
    ids = [w.id for w in written if "/disclosures/" in w.path]
    return {"disclosure": ids[0] if len(ids) == 1 else ids} if ids else {}


def save_events(
    call: Call,
    desk: Desk,
    case: CaseFile,
    noun: str,
    values: tuple[dict[str, Any], ...],
    *,
    also: tuple[Written, ...] = (),
    told: tuple[str, ...] = (),
    draft: str = "",
    heard: bool = False,
) -> Answer:
    """Write the events of one case as one act named after the command words.

    `also`: what else the act writes, entries of the 提供台帳 told by their ids. `draft`: where a form kept the answers. `heard`: see
    `Deed`.
    """
    entries = [getattr(value, "entry", None) for value in values]
    written = tuple(
        write_new(str(value["schema"]).partition("/")[0], value, entry) for value, entry in zip(values, entries, strict=True)
    )
    ids = [str(value["id"]) for value in values]
    nouns = {"case": case.id, noun: ids[0] if len(ids) == 1 else ids, **nouns_of(also)}
    notes = tuple(dict.fromkeys(note for entry in entries if entry for note in entry.notes))
    verb = " ".join(call.words)
    kept = draft or next((entry.draft for entry in entries if entry and entry.draft), "")
    deed = Deed(
        verb=verb, subject=case.id, written=(*written, *also), nouns=nouns, told=told, notes=notes, draft=kept, heard=heard
    )
    return carry_out(call, desk, deed)
