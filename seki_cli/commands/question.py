"""One question of a form: asks for a field by what the schema says of it, and returns the answer as a file holds it."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from seki_cli.commands.offers import Sheet, find_options
from seki_cli.files.fields import SchemaField
from seki_cli.model.dialogue import Option
from seki_cli.model.wareki import parse_day, show_day_with_weekday

_NEEDED: Final = "この項目は必要です。"
_CLEAR: Final = ("-", "－", "ー", "−")
_BETWEEN: Final = re.compile(r"[、,，\n]+")
_CLOCK: Final = re.compile("([0-9]{1,2})(?:[:時])?([0-9]{2})?分?")
_TITLES: Final[Mapping[str, str]] = {"programme": "どの事業として", "about": "だれについて", "at": "時刻（例 14:30）"}
_NOTHING: Final[Mapping[str, str]] = {"category": "付けない（「すべて」の同意があるときだけ資料に出せます）"}
_YES_OR_NO: Final = (
    Option(value="true", label="はい", search=("yes", "y", "true")),
    Option(value="false", label="いいえ", search=("no", "n", "false")),
)
_DAY_HELP: Final = (
    "R7.6.11・令和7年6月11日・2025-06-11・今日・昨日・来週・来週水曜・月末・年度末・+14・2週間後・半年後 のように書けます。"
)


def ask_plain(
    sheet: Sheet,
    field: SchemaField,
    *,
    now: Any = None,
    row: Mapping[str, Any] | None = None,
    title: str = "",
    nothing: str = "",
) -> Any:
    """Ask for a field that is no table and no object; return "" (or an empty list) where it is passed over.

    `now` is the answer that stands so far: it is offered, and `-` takes it away where the field may be empty. `nothing` is
    the word for passing over a choice. Raises Back where the person wants the question before.
    """
    asked = title or _TITLES.get(field.key, field.title)
    options = find_options(sheet, field, row)
    if field.type == "array":
        return _ask_list(sheet, field, options, asked, now)
    if field.type == "boolean":
        return _ask_one(sheet, field, _YES_OR_NO, asked, now)
    if options:
        return _ask_one(sheet, field, options, asked, now, nothing=nothing)
    if field.is_date:
        return ask_date(sheet, field, asked + _pass(field, nothing), now)
    return _ask_text(sheet, field, asked + _pass(field, nothing), now, long=field.is_long and row is None)


def ask_date(sheet: Sheet, field: SchemaField, asked: str, now: Any = None) -> str:
    """Ask for a day in any spelling until one can be read, and say it with its weekday. Returns ISO text."""
    offered = now or ("今日" if field.required and field.key in ("date", "received_on", "made_on") else "")
    about = f"{field.description}{_DAY_HELP}"
    while True:
        typed = sheet.asker.text(asked, about=about, default=_as_day(str(offered)) if offered else "", back=True)
        if typed in _CLEAR and not field.required:
            return ""
        if not typed:
            if not field.required:
                return ""
            sheet.asker.say(_NEEDED)
            continue
        try:
            day = parse_day(typed, sheet.call.day)
        except ValueError as error:
            sheet.asker.say(f"{error}。")
            continue
        sheet.asker.say(f"  → {show_day_with_weekday(day)}")
        return day.isoformat()


def about_field(field: SchemaField) -> str:
    """Return what is told on `?`: what the field is, and an example."""
    example = f"例: {field.examples[0]}" if field.examples and field.examples[0] not in field.description else ""
    bounds = f"{field.least} から {field.most} までの数です。" if field.type == "integer" and field.most is not None else ""
    return " ".join(filter(None, (field.description, bounds, example)))


def _ask_one(sheet: Sheet, field: SchemaField, options: tuple[Option, ...], asked: str, now: Any, *, nothing: str = "") -> str:
    default = str(now or (sheet.me if field.piece == "staff" and field.required else ""))
    if default not in {option.value for option in options}:
        default = ""
    if not field.required:
        options = (*options, Option(value="", label=nothing or _NOTHING.get(field.piece, "決めない"), search=_CLEAR))
    while not (value := sheet.asker.choose(asked, options, about=field.description, default=default, back=True)):
        if not field.required:
            return ""
        sheet.asker.say(_NEEDED)
    return value


def _ask_list(sheet: Sheet, field: SchemaField, options: tuple[Option, ...] | None, asked: str, now: Any) -> Any:
    """Ask for a list: any number of the options, or words with 、 between them. 「すべて」 stands for the whole."""
    standing = tuple(map(str, now)) if isinstance(now, list | tuple) else (str(now),) if now else ()
    if options is None:
        return _ask_words(sheet, field, asked, standing)
    if field.whole:
        options = (Option(value=field.whole, label=field.whole), *options)
    if not standing and field.required and len(options) == 1:
        standing = (options[0].value,)
    if not standing and field.key == "about" and sheet.case:
        standing = sheet.case.household.principals
    asked += "" if standing or field.required else "（なければ Enter）"
    while True:
        chosen = sheet.asker.choose_several(asked, options, about=field.description, default=standing, back=True)
        if field.whole and field.whole in chosen:
            return field.whole
        if chosen or not field.required:
            return list(chosen)
        sheet.asker.say(_NEEDED)


def _ask_words(sheet: Sheet, field: SchemaField, asked: str, standing: tuple[str, ...]) -> list[str]:
    while True:
        typed = sheet.asker.text(
            f"{asked}（「、」で区切る{'' if field.required else '。なければ Enter'}）",
            about=about_field(field) + (_DAY_HELP if field.is_date else ""),
            default="、".join(standing),
            back=True,
        )
        words = [] if typed in _CLEAR else [word.strip() for word in _BETWEEN.split(typed) if word.strip()]
        try:
            taken = [_taken(sheet, field, word) for word in words]
        except ValueError as error:
            sheet.asker.say(str(error))
            continue
        if taken or not field.required:
            return list(dict.fromkeys(taken))
        sheet.asker.say(_NEEDED)


def _ask_text(sheet: Sheet, field: SchemaField, asked: str, now: Any, *, long: bool) -> str:
    while True:
        typed = sheet.asker.text(asked, about=about_field(field), default=str(now or ""), long=long, back=True)
        if not typed or (typed in _CLEAR and not field.required):
            if not field.required:
                return ""
            sheet.asker.say(_NEEDED)
            continue
        try:
            return _taken(sheet, field, typed)
        except ValueError as error:
            sheet.asker.say(str(error))


def _taken(sheet: Sheet, field: SchemaField, typed: str) -> str:
    """Return what was typed as a file holds it. Raises ValueError with a sentence that says what is wrong, never the value."""
    if field.is_date:
        try:
            return parse_day(typed, sheet.call.day).isoformat()
        except ValueError as error:
            raise ValueError(f"{error}。") from None
    if field.type == "integer":
        return _taken_number(field, typed)
    if field.piece == "clock":
        typed = _as_clock(typed)
    elif field.piece.endswith("_id") or field.piece in ("slug", "agency", "staff", "month"):
        typed = unicodedata.normalize("NFKC", typed).strip()
    if field.longest and len(typed) > field.longest:
        raise ValueError(f"長すぎます（{len(typed)} 文字）。{field.longest} 文字までで書いてください。")
    if field.pattern and not re.search(field.pattern, typed):
        raise ValueError(f"この書き方は使えません。{about_field(field)}")
    return typed


def _taken_number(field: SchemaField, typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed).strip()
    within = re.fullmatch("-?[0-9]{1,12}", plain) and (field.least is None or field.least <= int(plain))
    if not within or (field.most is not None and int(plain) > field.most):
        raise ValueError(f"{field.least} から {field.most} までの数で入れてください。")
    return str(int(plain))


def _as_clock(typed: str) -> str:
    """Return 14:30 for 14時30分, 1430, 14：30 or 14時; what is no time comes back as it is, for the schema's words."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    found = _CLOCK.fullmatch(plain)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else plain


def _as_day(text: str) -> str:
    try:
        return show_day_with_weekday(date.fromisoformat(text))
    except ValueError:
        return text


def _pass(field: SchemaField, nothing: str) -> str:
    return "" if field.required else "（終わりなら Enter）" if nothing else "（なければ Enter）"
