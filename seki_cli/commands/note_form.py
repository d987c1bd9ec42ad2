"""The form for a note: fact, view and action apart, the category that lets it be shared, and what comes next."""

from collections.abc import Callable
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.form import ask_day, ask_field
from seki_cli.files.drafts import read_draft, write_draft
from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.office import Office
from seki_cli.model.world import CaseFile


def draft_of_note(case_id: str) -> str:
    """Return the name under which a note to a case is kept until it is saved."""
    return f"note-add-{case_id}"


def ask_note(call: Call, asker: Asker, office: Office, case: CaseFile) -> dict[str, Any]:
    """Ask for a note. Only day, method and fact are needed; Enter passes over the rest.

    Every answer is kept as a draft at once, and the form goes on from there: a lost terminal loses nothing.
    """
    known = {field.key: field for field in schema_fields("note")}
    asked: dict[str, Callable[[], Any]] = {
        "date": lambda: ask_day(call, asker, "日付"),
        "method": lambda: ask_field(call, asker, office, known["method"]),
        "fact": lambda: ask_field(call, asker, office, known["fact"]),
        "view": lambda: _ask_more(asker, known["view"]),
        "action": lambda: _ask_more(asker, known["action"]),
        "about": lambda: _ask_about(asker, case),
        "category": lambda: _ask_category(asker, known["category"]),
        "next": lambda: _ask_next(call, asker),
    }
    fields = _begun(call, asker, case)
    for key, ask in asked.items():
        if not fields.get(key) and (answer := ask()):
            fields[key] = answer
            write_draft(call.root, draft_of_note(case.id), build_text(fields))
    return fields


def _begun(call: Call, asker: Asker, case: CaseFile) -> dict[str, Any]:
    """Return what was answered before a terminal was lost, where the person wants to go on from there."""
    kept = read_draft(call.root, draft_of_note(case.id))
    if kept is None or not asker.confirm("書きかけの記録があります。続きから始めますか"):
        return {}
    return dict(read_tree(kept.encode()))


def _ask_more(asker: Asker, field: SchemaField) -> str:
    return asker.text(f"{field.title}（なければ Enter）", about=field.description, long=True)


def _ask_about(asker: Asker, case: CaseFile) -> list[str]:
    if len(case.household.people) < 2:
        return []
    people = tuple(
        Option(value=p.id, label=f"{p.id} {p.name or p.alias or p.role}", search=(p.kana,)) for p in case.household.people
    )
    return [asker.choose("だれについて", people, default=people[0].value)]


def _ask_category(asker: Asker, field: SchemaField) -> str:
    """Ask for the category: without one a note can be shown only under a consent to everything."""
    nothing = Option(value="", label="付けない（「すべて」の同意があるときだけ資料に出せます）")
    return asker.choose(
        field.title, (*(Option(value=word, label=word) for word in field.choices), nothing), about=field.description
    )


def _ask_next(call: Call, asker: Asker) -> dict[str, str]:
    if asker.confirm("次の予定はない、でよいですか"):
        return {}
    following = {"date": ask_day(call, asker, "次の予定の日"), "what": asker.text("することは（なければ Enter）")}
    return {key: value for key, value in following.items() if value}
