"""The form for a note: fact, view and action apart, the category that lets it be shared, and what comes next."""

from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.form import ask_day, ask_field
from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.office import Office
from seki_cli.model.world import CaseFile


def ask_note(call: Call, asker: Asker, office: Office, case: CaseFile) -> dict[str, Any]:
    """Ask for a note. Only day, method and fact are needed; Enter passes over the rest.

    Without a category a note can be shown only under a consent to everything, so it is asked for.
    """
    known = {field.key: field for field in schema_fields("note")}
    fields: dict[str, Any] = {"date": ask_day(call, asker, "日付")}
    fields["method"] = ask_field(call, asker, office, known["method"])
    fields["fact"] = ask_field(call, asker, office, known["fact"])
    for key in ("view", "action"):
        if said := asker.text(f"{known[key].title}（なければ Enter）", about=known[key].description, long=True):
            fields[key] = said
    if len(case.household.people) > 1:
        people = tuple(
            Option(value=p.id, label=f"{p.id} {p.name or p.alias or p.role}", search=(p.kana,)) for p in case.household.people
        )
        fields["about"] = [asker.choose("だれについて", people, default=people[0].value)]
    fields["category"] = _ask_category(asker, known["category"])
    if asker.confirm("次の予定はない、でよいですか"):
        return {key: value for key, value in fields.items() if value}
    following = {"date": ask_day(call, asker, "次の予定の日"), "what": asker.text("することは（なければ Enter）")}
    return {**fields, "next": {key: value for key, value in following.items() if value}}


def _ask_category(asker: Asker, field: SchemaField) -> str:
    nothing = Option(value="", label="付けない（「すべて」の同意があるときだけ資料に出せます）")
    return asker.choose(
        field.title, (*(Option(value=word, label=word) for word in field.choices), nothing), about=field.description
    )
