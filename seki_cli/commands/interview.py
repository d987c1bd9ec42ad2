"""The interview: walks a person at the terminal through the fields of a record, one question after the other."""

from dataclasses import replace
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.form import ask_day, ask_field
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.world import CaseFile


def interview(call: Call, desk: Desk, kind: str, entry: Entry, *, keys: tuple[str, ...], case: CaseFile | None = None) -> Entry:
    """Return the entry with the named fields of a kind asked for, where somebody can be asked; else the entry as it is.

    What the entry holds already is not asked. A required field is asked until it is answered, any other may be passed over
    with Enter. Every answer is kept at once under the entry's `draft`, and an earlier draft is offered: a lost terminal loses
    nothing.
    """
    asker = call.asker
    if asker is None:
        return entry
    draft = entry.draft or "-".join((*call.words, *((case.id,) if case else ())))
    kept = read_draft(call.root, draft)
    fields: dict[str, Any] = dict(entry.fields)
    if kept is not None and asker.confirm("書きかけの記録があります。続きから始めますか"):
        fields = {**read_tree(kept.encode()), **fields}
    known = {field.key: field for field in schema_fields(kind)}
    for key in keys:
        field = known[key]
        if fields.get(key) in (None, "", [], {}) and (answer := _ask(call, desk, field)):
            fields[key] = answer
            write_draft(call.root, draft, build_text(fields))
    return replace(entry, fields=fields, draft=draft)


def _ask(call: Call, desk: Desk, field: SchemaField) -> Any:
    asker = call.must_ask("", "")
    if field.required:
        return ask_field(call, asker, desk.office, field)
    if field.is_date:
        return (
            ask_day(call, asker, field.title, field.description)
            if not asker.confirm(f"{field.title}はない、でよいですか")
            else ""
        )
    if field.type in ("array", "object") or field.choices or field.codes:
        return ""
    return asker.text(f"{field.title}（なければ Enter）", about=field.description, long=field.is_long)
