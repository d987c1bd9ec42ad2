"""The form at the terminal: asks for what a record still needs, field by field, in the schema's own words."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.me import find_me
from seki_cli.commands.offers import Sheet
from seki_cli.commands.offers import agency_options as agencies_of_day
from seki_cli.commands.rows import ask_value
from seki_cli.errors import Misuse
from seki_cli.files.fields import SchemaField, required_fields
from seki_cli.model.dialogue import Asker, Back, Option
from seki_cli.model.office import Office
from seki_cli.model.wareki import parse_day, show_day_with_weekday
from seki_cli.model.world import CaseFile, World

_FILLED_BY_SEKI: Final = frozenset({"schema", "id", "case", "recorded", "recorded_by"})


def ask_missing(call: Call, office: Office, entry: Entry, kind: str, case: CaseFile | None = None) -> Entry:
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
    sheet = Sheet(call=call, asker=call.asker, world=World(office=office), kind=kind, case=case, me=find_me(call), answers=fields)
    for field in missing:
        fields[field.key] = _insisting(call.asker, lambda field=field: ask_value(sheet, field))  # type: ignore[misc]
    return replace(entry, fields=fields)


def ask_field(call: Call, asker: Asker, office: Office, field: SchemaField, default: str = "") -> Any:
    """Ask for one field by what the schema says of it: a choice, a day in any spelling, a text, a table."""
    sheet = Sheet(call=call, asker=asker, world=World(office=office), kind="", me=find_me(call))
    return _insisting(asker, lambda: ask_value(sheet, field, default))


def ask_several(asker: Asker, title: str, options: tuple[Option, ...]) -> list[str]:
    """Ask for one or more of the options, in one line or one after the other, until the person says that it is enough."""
    while not (chosen := asker.choose_several(title, options)):
        asker.say("この項目は必要です。")
    return list(chosen)


def ask_day(call: Call, asker: Asker, title: str, about: str = "") -> str:
    """Ask for a day until one can be read; today is offered. Returns ISO text."""
    while True:
        typed = asker.text(title, about=about or "例: 2025-06-11、R7.6.11、今日、昨日、来週水曜、+14", default="今日")
        try:
            day = parse_day(typed, call.day)
        except ValueError as error:
            asker.say(f"{error}。")
            continue
        asker.say(f"  → {show_day_with_weekday(day)}")
        return day.isoformat()


def agency_options(call: Call, office: Office) -> tuple[Option, ...]:
    """Return the agencies of the day as options."""
    return agencies_of_day(call.day, office)


def _insisting(asker: Asker, ask: Callable[[], Any]) -> Any:
    """Return the answer of a question that stands alone: there is no question before it to go back to."""
    while True:
        try:
            return ask()
        except Back:
            asker.say("ここより前の質問には戻れません。")
