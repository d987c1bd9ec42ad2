"""The form for a first call: four required answers, two that may be left open, a draft after each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.me import find_me
from seki_cli.commands.offers import Sheet
from seki_cli.commands.question import ask_plain
from seki_cli.commands.rows import walk
from seki_cli.errors import NotThere
from seki_cli.files.drafts import read_draft, set_draft_aside, write_draft
from seki_cli.files.faults import TextFault
from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Back, Option
from seki_cli.model.office import Office
from seki_cli.model.world import World
from seki_cli.rules.duplicates import TELL_APART, cases_like, has_namesake

_VOICES: Final = (
    Option(value="by_person", label="本人の言葉", search=("ほんにん",)),
    Option(value="by_family", label="家族の言葉", search=("かぞく",)),
    Option(value="by_agency", label="機関・周囲の見立て", search=("きかん",)),
)
_PERSON: Final = (
    SchemaField(key="name", title="本人の氏名（分からなければ Enter）", required=True, longest=80),
    SchemaField(key="kana", title="ふりがな（分からなければ Enter）", required=True, longest=80),
)
_FROM_A_FILE: Final = (
    "--from ファイル（- は標準入力）で渡すか、端末で実行してください（必要なのは受付日・機関・方法・相談内容の 4 つ）"
)


def ask_intake(call: Call, office: Office, draft: str, options: dict[str, Any], mine: str, *, resume: bool) -> Entry:
    """Ask what opens a consultation: 受付日, 受付機関, 方法, 相談内容; name and kana may be passed over with Enter.

    Every answer is kept as a draft at once, so that a lost terminal loses nothing (`--resume`).
    """
    asker = call.must_ask("受付の内容がありません", _FROM_A_FILE)
    whole = _start(call, draft, options, resume=resume)
    intake, person = whole["intake"], whole["household"]["people"][0]
    sheet = Sheet(call=call, asker=asker, world=World(office=office), kind="intake", me=find_me(call), answers=intake)
    known = {field.key: field for field in schema_fields("intake")}
    asks: dict[str, Callable[[], None]] = {
        "received_on": lambda: _put(intake, "received_on", ask_plain(sheet, known["received_on"], now=intake.get("received_on"))),
        "agency": lambda: _put(intake, "agency", ask_plain(sheet, known["agency"], now=intake.get("agency") or mine)),
        "method": lambda: _put(intake, "method", ask_plain(sheet, known["method"], now=intake.get("method"))),
        "complaint": lambda: _put(intake, "complaint", _ask_complaint(sheet, known["complaint"])),
        "name": lambda: _put(person, "name", _ask_person(sheet, _PERSON[0], person)),
        "kana": lambda: _put(person, "kana", _ask_person(sheet, _PERSON[1], person)),
    }
    fields = tuple(known[key] for key in asks if key in known) + _PERSON

    def ask(field: SchemaField) -> None:
        asks[field.key]()
        write_draft(call.root, draft, build_text(whole))

    _walk(sheet, tuple(f for f in fields if not intake.get(f.key) and not person.get(f.key)), ask)
    return Entry(fields=whole)


def ask_of_namesakes(call: Call, desk: Desk, draft: str, whole: Entry) -> None:
    """Ask for what tells namesakes apart, where there is one: a name alone makes nobody the same person, nor another."""
    person = whole.fields["household"]["people"][0]
    if not has_namesake(person, cases_like([person], desk.world)):
        return
    asker = call.must_ask("", "")
    asker.say("同じ名前か近い名前の人が、ほかのケースにいます。同じ人かを見分けるために尋ねます（分からなければ Enter）。")
    sheet = Sheet(call=call, asker=asker, world=desk.world, kind="household.people", me="", answers=person)
    people = next(field for field in schema_fields("household") if field.key == "people")

    def ask(field: SchemaField) -> None:
        _put(person, field.key, ask_plain(sheet, field, now=person.get(field.key)))
        write_draft(call.root, draft, build_text(whole.fields))

    _walk(sheet, tuple(field for field in people.fields if field.key in TELL_APART and not person.get(field.key)), ask)


def _walk(sheet: Sheet, fields: tuple[SchemaField, ...], ask: Callable[[SchemaField], None]) -> None:
    while True:
        try:
            walk(fields, lambda _field: True, ask)
        except Back:
            sheet.asker.say("これが最初の質問です。")
            continue
        return


def _put(part: dict[str, Any], key: str, value: Any) -> None:
    if value:
        part[key] = value
    else:
        part.pop(key, None)


def _ask_person(sheet: Sheet, field: SchemaField, person: dict[str, Any]) -> str:
    """Ask for what may be unknown at a first call: nothing typed is an answer too."""
    return sheet.asker.text(
        field.title, about="分かったときに seki case edit で書き足せます。", default=str(person.get(field.key, "")), back=True
    )


def _ask_complaint(sheet: Sheet, field: SchemaField) -> dict[str, str]:
    """Ask whose words they are and then for the words: the three voices are kept apart."""
    asker = sheet.asker
    while True:
        voice = asker.choose(
            "相談内容は、だれの言葉ですか",
            _VOICES,
            about="本人・家族・機関の言葉は分けて残します。",
            default="by_person",
            back=True,
        )
        words = replace(next(part for part in field.fields if part.key == voice), title="相談内容", required=True)
        try:
            return {voice: ask_plain(sheet, replace(words, description="聞いたとおりに書きます。空行で終わります。"))}
        except Back:
            continue


def _start(call: Call, draft: str, options: dict[str, Any], *, resume: bool) -> dict[str, Any]:
    """Return what was begun before, where the person wants to go on from there; else a new form with what options say."""
    fresh = {"intake": {k: v for k, v in options.items() if v}, "household": {"people": [{"id": "P1", "role": "本人"}]}}
    kept = read_draft(call.root, draft)
    if kept is None:
        if resume:
            raise NotThere("続きから始める下書きがありません", remedy="--resume を付けずに始めてください")
        return fresh
    asker = call.must_ask("書きかけの下書きがあります", "--resume で続けてください")
    try:
        whole = read_tree(kept.encode())
        _ = whole["intake"], whole["household"]["people"][0]
    except (TextFault, LookupError, TypeError):
        asker.say(f"前の下書きを読めないため、{set_draft_aside(call.root, draft)} に移しました。新しく書き始めます。")
        return fresh
    if resume or asker.confirm("書きかけの下書きがあります。続きから始めますか"):
        return whole
    asker.say(f"前の下書きは {set_draft_aside(call.root, draft)} に移しました。")
    return fresh
