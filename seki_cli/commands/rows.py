"""The parts of a form: an object walked field by field, a table filled row by row, with the way back to the question before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.offers import Sheet, find_options
from seki_cli.commands.question import ask_plain
from seki_cli.files.fields import SchemaField
from seki_cli.model.dialogue import Back, Option
from seki_cli.model.wareki import show_day_short
from seki_cli.model.width import cut
from seki_cli.rules.plans import plan_states

_SPARE: Final = frozenset({"since", "until"})
_INSTEAD: Final[Mapping[str, tuple[str, ...]]] = {"dates": ("every_months", "first_date")}
_WIDE: Final = 70
_NARROW: Final = 30
_NEEDED: Final = "この項目は必要です。"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How a row or an object is walked: its fields, the one that leads in, what stands before a question, how one ends."""

    parts: tuple[SchemaField, ...]
    entry: str = ""
    before: str = ""
    nothing: str = ""


def ask_value(sheet: Sheet, field: SchemaField, now: Any = None) -> Any:
    """Ask for any field of a form: a plain one, an object, a table. Returns "", {} or [] where it is passed over.

    Raises Back where the person wants the question before.
    """
    if field.is_table:
        goals = _goals_of_plan(sheet) if field.piece == "goal_progress" else {}
        return _ask_goals(sheet, field, goals, now) if goals else _ask_table(sheet, field, list(now or ()))
    if field.type == "object":
        return _ask_object(sheet, field, dict(now or {}))
    return ask_plain(sheet, field, now=now)


def is_asked(sheet: Sheet, field: SchemaField) -> bool:
    """Say whether a question makes sense: there is something to choose from, and the answers before call for it."""
    for other, words in field.when.items():
        if str(sheet.answers.get(other, "")) not in words:
            return False
    if _has_nothing(sheet, field, None):
        return False
    if field.key == "about" and sheet.case is not None:
        return len(sheet.case.household.people) > 1
    return field.type != "object" or bool(field.fields)


def _has_nothing(sheet: Sheet, field: SchemaField, row: Mapping[str, Any] | None) -> bool:
    """Say whether a field is to be chosen where there is nothing to choose from, and may be left open."""
    return not field.required and not field.fields and find_options(sheet, field, row) == ()


def walk(
    fields: tuple[SchemaField, ...],
    wanted: Callable[[SchemaField], bool],
    ask: Callable[[SchemaField], None],
    start: int = 0,
) -> None:
    """Ask one field after the other; Back leads to the nearest wanted one before, and out of the walk from the first."""
    place = start
    while place < len(fields):
        if wanted(fields[place]):
            try:
                ask(fields[place])
            except Back:
                before = [number for number in range(place) if wanted(fields[number])]
                if not before:
                    raise
                place = before[-1]
                continue
        place += 1


def show_value(sheet: Sheet, field: SchemaField, value: Any) -> str:
    """Return an answer as people read it, on one line or, for a table, a line for every row."""
    if field.is_table:
        numbered = [(row.get("num", n) if isinstance(row, Mapping) else n, row) for n, row in enumerate(value, start=1)]
        return "\n".join(f"{number}. {_show_row(sheet, field, row)}" for number, row in numbered)
    if isinstance(value, Mapping):
        parts = {part.key: part for part in field.fields}
        return "　".join(f"{parts[k].title} {show_value(sheet, parts[k], v)}" for k, v in value.items() if v and k in parts)
    if isinstance(value, list | tuple):
        return "・".join(_show_word(sheet, field, str(item)) for item in value)
    return _show_word(sheet, field, str(value))


def _show_row(sheet: Sheet, field: SchemaField, row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    known = {part.key: part for part in field.fields}
    parts = [show_value(sheet, known[key], value) for key, value in row.items() if key in known and key != "num" and value]
    return " ".join("　".join(parts).split("\n"))


def _show_word(sheet: Sheet, field: SchemaField, word: str) -> str:
    if field.is_date:
        try:
            return show_day_short(date.fromisoformat(word))
        except ValueError:
            return word
    if field.type == "boolean":
        return {"true": "はい", "false": "いいえ"}.get(word.lower(), word)
    label = next((o.label for o in find_options(sheet, field, {}) or () if o.value == word), word)
    return label.partition("（")[0] if field.piece == "staff" else label


def _ask_object(sheet: Sheet, field: SchemaField, now: dict[str, Any]) -> dict[str, Any]:
    """Walk the fields of an object. One that may be left out is entered by its first needed field, or by a question."""
    first = next((part for part in field.fields if part.required), None)
    entry = "" if field.required or first is None else first.key
    if not field.required and first is None and not now and not _is_wanted(sheet, field):
        return {}
    sheet.asker.say(f"■ {field.title}")
    while True:
        left = _walk_parts(sheet, _Way(parts=_entered_by(entry, field.fields), entry=entry), now)
        if left or not field.required:
            return {part.key: left[part.key] for part in field.fields if part.key in left}
        sheet.asker.say(_NEEDED)


def _is_wanted(sheet: Sheet, field: SchemaField) -> bool:
    yes, no = Option(value="true", label="はい", search=("y",)), Option(value="", label="いいえ", search=("n",))
    return bool(sheet.asker.choose(f"{field.title}を書きますか", (yes, no), about=field.description, back=True))


def _ask_table(sheet: Sheet, field: SchemaField, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fill a table row by row until the first question of a row is passed over; Back leads into the row before."""
    numbered = any(part.key == "num" for part in field.fields)
    parts = tuple(p for p in field.fields if not (p.key == "num" or (p.key in _SPARE and not p.required)))
    entry = next((part.key for part in parts if part.required), parts[0].key)
    parts = _entered_by(entry, parts)
    sheet.asker.say(f"■ {field.title}（1 件ずつ。最初の質問を Enter で通ると終わり）")
    for number, row in enumerate(rows, start=1):
        sheet.asker.say(f"  {number}. {_show_row(sheet, field, row)}")
    begun: dict[str, Any] = {}
    while True:
        place = len(rows) + 1
        try:
            needed = _needed(entry, parts) if field.required and not rows else parts
            way = _Way(parts=needed, entry=entry, before=f"({place}) ", nothing="これで終わり")
            row = _walk_parts(sheet, way, begun, from_end=bool(begun))
        except Back:
            if not rows:
                raise
            begun = rows.pop()
            continue
        begun = {}
        if row.get(entry):
            num = {"num": str(max((int(r.get("num", 0)) for r in rows), default=0) + 1)} if numbered else {}
            rows.append({**num, **{part.key: row[part.key] for part in field.fields if part.key in row}})
            sheet.keep(field.key, list(rows))
            sheet.asker.say(f"  → {place}. {cut(_show_row(sheet, field, rows[-1]), _WIDE)}")
        else:
            return rows


def _ask_goals(sheet: Sheet, field: SchemaField, goals: Mapping[str, str], now: Any) -> list[dict[str, Any]]:
    """Ask how far each goal of the plan has come; one that is passed over is left out."""
    answers: dict[str, Any] = {}
    for row in now or ():
        answers |= {f"{row.get('num')}.{key}": value for key, value in row.items()}
    known = {part.key: part for part in field.fields}
    parts: list[SchemaField] = []
    for num, text in goals.items():
        title = f"目標 {num}「{cut(text, _NARROW)}」"
        parts.append(replace(known["progress"], key=f"{num}.progress", title=title, required=False))
        note = replace(known["note"], key=f"{num}.note", title=f"目標 {num} の{known['note'].title}")
        parts.append(replace(note, when={f"{num}.progress": known["progress"].choices}))
    left = _walk_parts(sheet, _Way(parts=tuple(parts)), answers)
    return [
        {"num": num, **{key: left[f"{num}.{key}"] for key in ("progress", "note") if f"{num}.{key}" in left}}
        for num in goals
        if f"{num}.progress" in left
    ]


def _goals_of_plan(sheet: Sheet) -> dict[str, str]:
    """Return the goals of the version that is named, else of the one that runs: an evaluation names none."""
    plan, version = str(sheet.answers.get("plan", "")), str(sheet.answers.get("version", ""))
    found = [p for p in (sheet.case.plans if sheet.case else ()) if p.id == plan and version in ("", str(p.version))]
    states = (
        plan_states(sheet.case, sheet.world.meetings, sheet.world.office, sheet.call.day) if sheet.case and not version else ()
    )
    running = next((state.running for state in states if state.id == plan and state.running), None)
    chosen = running or (found[-1] if found else None)
    return {str(goal.num): goal.text for goal in chosen.goals} if chosen else {}


def _entered_by(entry: str, parts: tuple[SchemaField, ...]) -> tuple[SchemaField, ...]:
    """Return the fields with the one that leads in at the front: passing it over passes over the whole."""
    if not entry:
        return parts
    first = next(part for part in parts if part.key == entry)
    return (replace(first, required=False), *(part for part in parts if part.key != entry))


def _needed(entry: str, parts: tuple[SchemaField, ...]) -> tuple[SchemaField, ...]:
    """Return the same fields with an entry that may not be passed over: the first row of a table that must have one."""
    return tuple(replace(part, required=part.required or part.key == entry) for part in parts)


def _walk_parts(sheet: Sheet, way: _Way, begun: Mapping[str, Any], *, from_end: bool = False) -> dict[str, Any]:
    """Ask for the fields of an object or of one row; nothing more once the entry is passed over.

    `from_end`: whoever comes back from behind meets the last question first.
    """
    answers = dict(begun)

    def wanted(part: SchemaField) -> bool:
        if way.entry and part.key != way.entry and not answers.get(way.entry):
            return False
        if any(answers.get(other) for other in _INSTEAD.get(part.key, ())) or _has_nothing(sheet, part, answers):
            return False
        return all(str(answers.get(other, "")) in words for other, words in part.when.items())

    def ask(part: SchemaField) -> None:
        now = answers.get(part.key)
        if part.fields:
            answers[part.key] = ask_value(sheet, part, now)
        else:
            nothing = way.nothing if part.key == way.entry else ""
            answers[part.key] = ask_plain(sheet, part, now=now, row=answers, title=way.before + part.title, nothing=nothing)

    begin = max((n for n, part in enumerate(way.parts) if wanted(part)), default=0) if from_end else 0
    walk(way.parts, wanted, ask, start=begin)
    return {key: value for key, value in answers.items() if value}
