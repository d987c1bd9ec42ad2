"""The open to-dos of a case in the minutes: each is asked for, so that none is passed over without a word."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.offers import Sheet
from seki_cli.commands.question import ask_plain
from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.model.dialogue import Back, Option
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.promises import Promise, open_todos

_STAYS: Final = Option(value="", label="そのまま")
_ACTS: Final = (
    _STAYS,
    Option(value="完了", label="完了", search=("かんりょう", "済み")),
    Option(value="延期", label="延期", search=("えんき",)),
    Option(value="取消", label="取消", search=("とりけし",)),
    Option(value="担当変更", label="担当変更", search=("たんとうへんこう",)),
)
_ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "完了": (),
    "延期": ("due", "why"),
    "取消": ("why",),
    "担当変更": ("agency", "staff", "why"),
}
"""What each way of moving a to-do has to say; staff may be left open."""
_MAY_BE_OPEN: Final = ("staff",)


def ask_open_todos(sheet: Sheet, case: CaseFile, now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask of every open to-do of a case what became of it; return what moved, as `moved` of the decision holds it.

    `now` holds what was said of them before: it is offered again. Raises Back where the person wants the question before.
    """
    rows = open_todos(case, sheet.office, sheet.call.day)
    said = {str(row.get("of")): row for row in now}
    whats = {f"{d.id}#{todo.num}": todo.what for d in case.decisions for todo in d.todos}
    if rows:
        sheet.asker.say("■ 前の会議までの宿題（変わりがなければ Enter）")
    place = 0
    while place < len(rows):
        todo = rows[place]
        sheet.asker.say(f"  {_told(sheet, todo)}「{whats.get(todo.reference, '')}」")
        try:
            moved = _ask_one(sheet, todo, said.get(todo.reference, {}))
        except Back:
            if place == 0:
                raise
            place -= 1
            continue
        said.pop(todo.reference, None)
        said |= {todo.reference: moved} if moved else {}
        sheet.keep("moved", list(said.values()))
        place += 1
    return list(said.values())


def _told(sheet: Sheet, todo: Promise) -> str:
    who = sheet.office.agency_name(todo.agency) if todo.agency else ""
    staff = sheet.office.staff_name(todo.staff) if todo.staff else ""
    often = f"・延期 {todo.moved_times} 回" if todo.moved_times else ""
    return f"{todo.reference} {' '.join(filter(None, (who, staff)))} {show_day(todo.due_on)}まで{often}"


def _ask_one(sheet: Sheet, todo: Promise, now: Mapping[str, Any]) -> dict[str, Any]:
    act = sheet.asker.choose(f"宿題 {todo.part} はどうなりましたか", _ACTS, default=str(now.get("act", "")), back=True)
    if not act:
        return {}
    row: dict[str, Any] = {"of": todo.reference, "act": act}
    for key in _ASKED[act]:
        field = _part(key, required=key not in _MAY_BE_OPEN)
        if answer := ask_plain(sheet, field, now=now.get(key), row=row):
            row[key] = answer
    return row


def _part(key: str, *, required: bool) -> SchemaField:
    table = next(field for field in schema_fields("decision") if field.key == "moved")
    return replace(next(part for part in table.fields if part.key == key), required=required)
