"""The interview: walks a person at the terminal through the fields of a record, one question after the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.me import find_me
from seki_cli.commands.offers import Sheet
from seki_cli.commands.rows import ask_value, is_asked, show_value, walk
from seki_cli.files.drafts import read_draft, set_draft_aside, write_draft
from seki_cli.files.faults import TextFault
from seki_cli.files.fields import SchemaField, schema_fields, schema_title
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Back
from seki_cli.model.world import CaseFile

_LONG_FORM: Final = 4
_SUBJECTS: Final = ("plan", "referral", "resource", "person")
_MARK: Final = re.compile(r"# ここまで: ([a-z_]+)(（途中）)?\n")
_OPEN: Final[tuple[Any, ...]] = (None, "", [], {}, ())
_SAID_AT_AN_END: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "next_lead": {"act": ("終結",)},
    "next_lead_why": {"next_lead": ("なし",)},
    "followup_needed": {"act": ("終結",)},
    "followup": {"followup_needed": ("true",)},
    "look_again": {"act": ("中断",)},
}
"""What the checks SEKI074 and SEKI075 want of a closing: whoever passed it over here would be refused at the very end."""
KEPT_SO_FAR: Final = "ここまでの内容は下書きに残っています。同じコマンドで続きから始められます。"


@dataclass(slots=True, kw_only=True)
class _Progress:
    """What has been answered so far, kept as a draft with every answer."""

    call: Call
    draft: str
    fields: dict[str, Any] = field(default_factory=dict)
    last: str = ""
    halfway: str = ""
    kept: bool = False

    def keep(self, key: str, value: Any, *, whole: bool = True) -> None:
        if value in _OPEN:
            self.fields.pop(key, None)
        else:
            self.fields[key] = value
        mark = f"# ここまで: {key}{'' if whole else '（途中）'}\n"
        write_draft(self.call.root, self.draft, mark + build_text(self.fields))
        self.kept = True


def interview(
    call: Call,
    desk: Desk,
    kind: str,
    entry: Entry,
    *,
    keys: tuple[str, ...],
    case: CaseFile | None = None,
) -> Entry:
    """Return the entry with the named fields of a kind asked for, where somebody can be asked; else the entry as it is.

    What the entry holds already is not asked. A required field is asked until it is answered, any other may be passed over
    with Enter; `?` explains, `<` goes back. Every answer is kept at once under the entry's `draft`, and an earlier draft is
    offered: a lost terminal loses nothing. A long form is shown whole before it is saved.
    """
    if call.asker is None:
        return entry
    progress = _Progress(call=call, draft=entry.draft or _draft_name(call, entry, case), fields=dict(entry.fields))
    sheet = Sheet(
        call=call,
        asker=call.asker,
        world=desk.world,
        kind=kind,
        case=case,
        me=find_me(call),
        answers=progress.fields,
        offered=entry.offered,
        keep=lambda key, rows: progress.keep(key, rows, whole=False),
    )
    _fill_in(sheet, progress, entry, keys)
    return replace(entry, fields=progress.fields, draft=progress.draft)


def _fill_in(sheet: Sheet, progress: _Progress, entry: Entry, keys: tuple[str, ...]) -> None:
    """Go through the whole form: an earlier draft, the questions, the look at all of it."""
    known = {known.key: known for known in schema_fields(sheet.kind)}
    fields = tuple(known[key] for key in keys if entry.fields.get(key) in _OPEN)
    try:
        _resume(sheet, progress, entry)
        _walk_through(sheet, progress, fields)
        if sum(is_asked(sheet, field) for field in fields) >= _LONG_FORM:
            _review(sheet, progress, tuple(known[key] for key in keys))
    except KeyboardInterrupt:
        if progress.kept:
            sheet.asker.say("")
            sheet.asker.say(KEPT_SO_FAR)
        raise
    for asked in fields:
        # whoever turned 同意 into 拒否 on the way back shares nothing
        if any(str(progress.fields.get(other, "")) not in words for other, words in asked.when.items()):
            progress.fields.pop(asked.key, None)


def _draft_name(call: Call, entry: Entry, case: CaseFile | None) -> str:
    """Return the name of a draft: the command and what it is about, so that no draft is taken for another plan's."""
    about = [str(entry.fields[key]) for key in _SUBJECTS if entry.fields.get(key)]
    return "-".join((*call.words, *((case.id,) if case else ()), *about)).replace("/", "-")


def _resume(sheet: Sheet, progress: _Progress, entry: Entry) -> None:
    """Offer what was answered before a terminal was lost. A draft that cannot be read is set aside and named."""
    kept = read_draft(sheet.call.root, progress.draft)
    if kept is None:
        return
    try:
        fields = read_tree(kept.encode())
    except TextFault:
        aside = set_draft_aside(sheet.call.root, progress.draft)
        sheet.asker.say(f"前の下書きを読めないため、{aside} に移しました。新しく書き始めます。")
        return
    if not sheet.asker.confirm("書きかけの記録があります。続きから始めますか"):
        aside = set_draft_aside(sheet.call.root, progress.draft)
        sheet.asker.say(f"前の下書きは {aside} に移しました。")
        return
    progress.fields |= {key: value for key, value in fields.items() if value not in _OPEN and entry.fields.get(key) in _OPEN}
    progress.kept = True
    if found := _MARK.match(kept):
        progress.last = found[1]
        progress.halfway = found[1] if found[2] else ""


def _walk_through(sheet: Sheet, progress: _Progress, fields: tuple[SchemaField, ...]) -> None:
    """Ask what is open, from where a resumed draft ends; what was answered before that is asked again only on the way back."""
    keys = [field.key for field in fields]
    still_open = [place for place, key in enumerate(keys) if progress.fields.get(key) in _OPEN]
    begin = keys.index(progress.last) + (not progress.halfway) if progress.last in keys else min(still_open, default=len(keys))
    # an earlier draft may have passed over what was refused at the end
    missing = (n for n in still_open if _is_needed(sheet, progress, fields[n]) and is_asked(sheet, fields[n]))
    begin = min(begin, min(missing, default=begin))
    while True:
        try:
            walk(fields, lambda field: is_asked(sheet, field), lambda field: _ask(sheet, progress, field), start=begin)
        except Back:
            sheet.asker.say("これが最初の質問です。")
            begin = 0
            continue
        return


def _ask(sheet: Sheet, progress: _Progress, field: SchemaField) -> None:
    now = progress.fields.get(field.key)
    if _is_needed(sheet, progress, field):
        field = replace(field, required=True)
    progress.keep(field.key, ask_value(sheet, field, sheet.offered.get(field.key) if now in _OPEN else now))


def _is_needed(sheet: Sheet, progress: _Progress, field: SchemaField) -> bool:
    """Say whether a field must be answered, for itself or after what was answered so far."""
    needed = {**field.needed_when, **(_SAID_AT_AN_END.get(field.key, {}) if sheet.kind == "closing" else {})}
    return field.required or any(str(progress.fields.get(other, "")) in words for other, words in needed.items())


def _review(sheet: Sheet, progress: _Progress, fields: tuple[SchemaField, ...]) -> None:
    """Show the whole form before it is saved; a number goes back to that question, Enter goes on."""
    while True:
        shown = tuple(f for f in fields if is_asked(sheet, f) or progress.fields.get(f.key) not in _OPEN)
        sheet.asker.say(f"── {schema_title(sheet.kind)}（保存の前の確認）")
        for number, line in enumerate(shown, start=1):
            _show_line(sheet, number, line, progress.fields)
        typed = sheet.asker.text("Enter で保存・番号でその項目を直す", about="番号を入れると、その質問に戻ります。")
        if not typed:
            return
        chosen = int(typed) if typed.isdecimal() else 0
        if not 1 <= chosen <= len(shown):
            sheet.asker.say("表にある番号を入れてください。")
            continue
        try:
            _ask(sheet, progress, shown[chosen - 1])
        except Back:
            continue


def _show_line(sheet: Sheet, number: int, field: SchemaField, answers: Mapping[str, Any]) -> None:
    value = answers.get(field.key)
    first, *rest = (show_value(sheet, field, value) if value not in _OPEN else "（なし）").split("\n")
    if field.is_table and value not in _OPEN:
        first, rest = "", [first, *rest]
    sheet.asker.say(f"{number:>2} {field.title}: {first}".rstrip())
    for line in rest:
        sheet.asker.say(f"     {line}")
