"""What a form offers to choose from: the words of the schema, the office's lists, the people and the records of the case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.files.fields import SchemaField
from seki_cli.model.case import Person
from seki_cli.model.coded import coded_values
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.office import Office, in_span
from seki_cli.model.wareki import show_day_short
from seki_cli.model.width import cut
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.promises import Promise, follow_ups, next_steps, open_todos

_WORDS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form that lies before a person: whom it asks, what it knows of the world, and what has been answered so far.

    `me` is the id of the one who writes. `answers` are those of the whole record; a row of a table is handed along beside it. `offered` are values that stand in
    brackets and are taken with Enter. `keep` is called with every finished row of a table.
    """

    call: Call
    asker: Asker
    world: World
    kind: str
    case: CaseFile | None = None
    me: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    offered: Mapping[str, Any] = field(default_factory=dict)
    keep: Callable[[str, Any], None] = lambda _key, _value: None

    @property
    def office(self) -> Office:
        """Return the office of the profile."""
        return self.world.office

    @property
    def day(self) -> date:
        """Return the day of the act, where the form knows it already, else today: lists are those of that day."""
        for key in ("date", "received_on", "made_on"):
            try:
                return date.fromisoformat(str(self.answers.get(key)))
            except ValueError:
                continue
        return self.call.day


def find_options(sheet: Sheet, field: SchemaField, row: Mapping[str, Any] | None = None) -> tuple[Option, ...] | None:
    """Return what a field can be chosen from; None where it is written freely. Empty where there is nothing to choose yet.

    `row` holds the answers of the row that is being filled in, where the field is one of a table.
    """
    if field.piece == "source":
        return (*_words(field), *_prefixed("機関:", agency_options(sheet.day, sheet.office)))
    if field.choices:
        return _words(field)
    if field.codes:
        return _coded(sheet, field)
    if field.piece == "slug" and field.key == "programme":
        return _programmes(sheet) or None
    if field.key == "issue" and row is not None:
        return _numbered(sheet.answers.get("issues"))
    offer = _OFFERS.get(field.piece)
    return offer(sheet, field, row or {}) if offer else None


def agency_options(day: date, office: Office) -> tuple[Option, ...]:
    """Return the agencies of the day as options."""
    rows = [row for row in office.agencies if in_span(row, day)]
    return tuple(Option(value=row.id, label=row.name, search=(row.id, *row.also)) for row in rows)


def person_name(person: Person) -> str:
    """Return how a person is called on this side of the gate: name, alias, or what they are in the household."""
    return person.name or person.alias or person.role


def promises_of(sheet: Sheet) -> tuple[tuple[Promise, str], ...]:
    """Return what is still promised in the case, the earliest first, with the words of the record it comes from."""
    case = sheet.case
    if case is None:
        return ()
    words = {f"{d.id}#{todo.num}": todo.what for d in case.decisions for todo in d.todos}
    words |= {note.id: note.next.what or "次回予定" for note in case.notes if note.next}
    promises = (
        *open_todos(case, sheet.office, sheet.call.day),
        *next_steps(case, sheet.office, sheet.call.day),
        *follow_ups(case, sheet.call.day),
    )
    return tuple((p, words.get(p.reference, "終わった後の確認")) for p in sorted(promises, key=lambda p: p.due_on))


def _words(field: SchemaField) -> tuple[Option, ...]:
    return tuple(Option(value=word, label=word, search=field.readings.get(word, ())) for word in field.choices)


def _coded(sheet: Sheet, field: SchemaField) -> tuple[Option, ...] | None:
    """Return the rows of the lists that a coded field stands on; which of them may hang on another answer (終結, 中断)."""
    asked = ["?"] if field.type == "array" else "?"
    named = [lists for key, lists, _ in coded_values(sheet.kind, {**sheet.answers, field.key: asked}) if key[0] == field.key]
    names = named[0] if named else () if len(field.codes) > 1 else field.codes
    rows = [row for name in names for row in (sheet.office.codes[name].rows if name in sheet.office.codes else ())]
    return (
        tuple(
            Option(
                value=row.label,
                label=row.label + (f"（{row.side}）" if row.side else ""),
                search=(row.code, row.label, *row.also),
            )
            for row in rows
            if in_span(row, sheet.day)
        )
        or None
    )


def _programmes(sheet: Sheet) -> tuple[Option, ...]:
    """Return the programmes of the day, those that the writer's own agency runs first."""
    office = sheet.office
    posting = office.posting(sheet.me, sheet.day)
    ours = {row.id for row in office.programmes_of(posting.agency, sheet.day)} if posting else set()
    rows = sorted((row for row in office.programmes if in_span(row, sheet.day)), key=lambda row: row.id not in ours)
    return tuple(
        Option(value=row.id, label=f"{row.item} {row.name}", search=(row.item, row.name, row.function, *row.also)) for row in rows
    )


def _numbered(rows: Any) -> tuple[Option, ...]:
    found = [row for row in rows or () if isinstance(row, Mapping) and row.get("num")]
    return tuple(Option(value=str(row["num"]), label=cut(str(row.get("text", "")), _WORDS)) for row in found)


def _agencies(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...]:
    return agency_options(sheet.day, sheet.office)


def _next_leads(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...]:
    return (*agency_options(sheet.day, sheet.office), Option(value="なし", label="なし（主担当を置かない）"))


def _staff(sheet: Sheet, _field: SchemaField, row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    """Return who is on the roll that day: the writer first, then those of the agency that the row or the form names."""
    near = row.get("agency") or sheet.answers.get("agency")
    rows = [posting for posting in sheet.office.staff if in_span(posting, sheet.day)]
    rows.sort(key=lambda posting: (posting.agency != near if near else False, posting.id != sheet.me))
    named = {
        posting.id: f"{posting.name or posting.id}（{posting.id}）{sheet.office.agency_name(posting.agency) if posting.agency else ''}"
        for posting in reversed(rows)
    }
    found = tuple(Option(value=posting.id, label=named.pop(posting.id)) for posting in rows if posting.id in named)
    return found or None


def _people(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    people = sheet.case.household.people if sheet.case else ()
    return (
        tuple(
            Option(value=p.id, label=f"{p.id} {person_name(p)}", search=tuple(filter(None, (p.kana, p.role, p.relation))))
            for p in people
        )
        or None
    )


def _resources(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    rows = [row for row in sheet.world.resources if in_span(row, sheet.day)]
    return tuple(Option(value=row.id, label=f"{row.name}（{row.id}）", search=(row.kind, row.area)) for row in rows) or None


def _plans(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    newest = {plan.id: plan for plan in (sheet.case.plans if sheet.case else ())}
    return tuple(Option(value=plan.id, label=f"{plan.id} {plan.kind} v{plan.version}") for plan in newest.values()) or None


def _meetings(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    names = {kind.id: kind.name for kind in sheet.office.meetings}
    rows = sorted(sheet.world.meetings, key=lambda meeting: meeting.date, reverse=True)
    return (
        tuple(Option(value=m.id, label=f"{show_day_short(m.date)} {names.get(m.kind, m.kind)}（{m.id}）") for m in rows) or None
    )


def _gaps(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    return tuple(Option(value=gap.id, label=f"{cut(gap.text, _WORDS)}（{gap.id}）") for gap in sheet.world.gaps)


def _cases(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    others = [case for case in sheet.world.cases if sheet.case is None or case.id != sheet.case.id]
    found = []
    for case in others:
        first = next((p for p in case.household.people if p.role == "本人"), None)
        found.append(
            Option(value=case.id, label=f"{case.id} {person_name(first) if first else ''}", search=(first.kana,) if first else ())
        )
    return tuple(found) or None


def _records(sheet: Sheet, field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...] | None:
    """Return the records that a field of this name can mean: the case's consents, referrals or decisions."""
    if sheet.case is None:
        return None
    rows: Iterable[tuple[str, date, str]] = {
        "consent": [(c.id, c.date, f"{c.act} {c.person}") for c in sheet.case.consents],
        "referral": [(r.id, r.date, f"{sheet.office.agency_name(r.to_agency)}へ {r.ask}") for r in sheet.case.referrals],
        "after": [(d.id, d.date, f"{d.timing} {d.result}") for d in sheet.case.decisions],
    }.get(field.key, ())
    return tuple(Option(value=rid, label=f"{show_day_short(day)} {what}（{rid}）") for rid, day, what in reversed(list(rows)))


def _promises(sheet: Sheet, _field: SchemaField, _row: Mapping[str, Any]) -> tuple[Option, ...]:
    return tuple(
        Option(value=p.reference, label=f"{show_day_short(p.due_on)}まで {cut(what, _WORDS)}（{p.reference}）")
        for p, what in promises_of(sheet)
    )


def _todos(sheet: Sheet, field: SchemaField, row: Mapping[str, Any]) -> tuple[Option, ...]:
    whole = {p.reference for p in open_todos(sheet.case, sheet.office, sheet.call.day)} if sheet.case else set()
    return tuple(option for option in _promises(sheet, field, row) if option.value in whole)


def _prefixed(before: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(Option(value=before + o.value, label=before + o.label, search=o.search) for o in options)


_Offer = Callable[[Sheet, SchemaField, Mapping[str, Any]], tuple[Option, ...] | None]
_OFFERS: Final[Mapping[str, _Offer]] = {
    "agency": _agencies,
    "agencies": _agencies,
    "next_lead": _next_leads,
    "staff": _staff,
    "person_id": _people,
    "resource_id": _resources,
    "plan_id": _plans,
    "meeting_id": _meetings,
    "gap_id": _gaps,
    "case_id": _cases,
    "record_id": _records,
    "todo_id": _todos,
    "done": _promises,
}
"""By the shared piece of the schema that a field refers to: what is offered for it."""
