"""The form at the terminal: asks for what a record still needs, field by field, in the schema's own words."""

from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.errors import Misuse
from seki_cli.files.fields import SchemaField, required_fields
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.office import Office, in_span
from seki_cli.model.wareki import parse_day, show_day

_FILLED_BY_SEKI: Final = frozenset({"schema", "id", "case", "recorded", "recorded_by"})


def ask_missing(call: Call, office: Office, entry: Entry, kind: str) -> Entry:
    """Return the entry with every required field that was missing asked for at the terminal.

    Where nobody can be asked it is a Misuse (2) that names all of them at once.
    """
    missing = [f for f in required_fields(kind) if f.key not in _FILLED_BY_SEKI and entry.fields.get(f.key) in (None, "", [], {})]
    if not missing:
        return entry
    if call.asker is None:
        names = "、".join(f"{field.title}（{field.key}）" for field in missing)
        raise Misuse(
            f"必要な項目がありません: {names}",
            where=entry.where(()),
            remedy="--from ファイル（- は標準入力）で渡すか、端末で実行してください",
        )
    fields = dict(entry.fields)
    for field in missing:
        fields[field.key] = ask_field(call, call.asker, office, field)
    return replace(entry, fields=fields)


def ask_field(call: Call, asker: Asker, office: Office, field: SchemaField, default: str = "") -> Any:
    """Ask for one field by its kind: a choice by number, a day in any spelling, or a text. Tables go to the file door."""
    choices = _choices(call, office, field)
    if choices and field.type == "array":
        return [asker.choose(field.title, choices, about=field.description, default=default)]
    if choices:
        return asker.choose(field.title, choices, about=field.description, default=default)
    if field.type in ("array", "object"):
        raise Misuse(
            f"{field.title}（{field.key}）は表なので、端末では尋ねられません",
            remedy="--from ファイル で渡してください（形は seki schema で確認できます）",
        )
    if field.is_date:
        return ask_day(call, asker, field.title, field.description)
    while not (text := asker.text(field.title, about=field.description, long=field.is_long, default=default)):
        asker.say("この項目は必要です。")
    return text


def ask_several(asker: Asker, title: str, options: tuple[Option, ...]) -> list[str]:
    """Ask for one or more of the options, one after the other, until the person says that it is enough."""
    enough = Option(value="", label="これで終わり")
    chosen: list[str] = []
    while True:
        left = tuple(o for o in options if o.value not in chosen)
        value = asker.choose(f"{title}（{len(chosen) + 1} つめ）", (*left, enough) if chosen else left)
        if not value:
            return chosen
        chosen.append(value)


def ask_day(call: Call, asker: Asker, title: str, about: str = "") -> str:
    """Ask for a day until one can be read; today is offered. Returns ISO text."""
    while True:
        typed = asker.text(title, about=about or "例: 2025-06-11、R7.6.11、今日、昨日", default="今日")
        try:
            day = parse_day(typed, call.day)
        except ValueError as error:
            asker.say(f"日付が読めません。{error}")
            continue
        asker.say(f"  → {show_day(day)}")
        return day.isoformat()


def agency_options(call: Call, office: Office) -> tuple[Option, ...]:
    """Return the agencies of the day as options."""
    rows = [row for row in office.agencies if in_span(row, call.day)]
    return tuple(Option(value=row.id, label=row.name, search=(row.id, *row.also)) for row in rows)


def _choices(call: Call, office: Office, field: SchemaField) -> tuple[Option, ...]:
    if field.choices:
        return tuple(Option(value=word, label=word) for word in field.choices)
    if field.key.endswith("agency"):
        return agency_options(call, office)
    rows = [
        row for name in field.codes for row in (office.codes[name].rows if name in office.codes else ()) if in_span(row, call.day)
    ]
    return tuple(Option(value=row.label, label=row.label, search=(row.code, *row.also)) for row in rows)
