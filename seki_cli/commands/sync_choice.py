"""The same field changed on both sides: both values are shown at a terminal, and a person says which one stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.files.fields import SchemaField, schema_fields, schema_title
from seki_cli.files.git_history import read_history
from seki_cli.files.merge import read_profile_choice
from seki_cli.files.merge_place import find_last_change, find_line
from seki_cli.files.merge_result import PROFILE, Choice, Key, Merge, own_part
from seki_cli.files.paths import locate
from seki_cli.files.yaml_editor import build_text
from seki_cli.model.dialogue import Option
from seki_cli.model.verdict import Finding
from seki_cli.model.wareki import show_day
from seki_cli.model.width import wrapped
from seki_cli.rules.check_sharing import OpenChoice, same_field_twice

_SIDES: Final = (("ours", "こちら"), ("theirs", "届いた方"))
_ABOUT: Final = "えらばなかった方の値も、履歴に残ります。やめるときは Ctrl-C です（何も書きません）。"
_WHOLE: Final = "  項目ごとには合わせられないので、全体をどちらかにします。どちらも読めるときは、違うところだけを示します。"
_NOTHING: Final = "（なし）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What a person has chosen so far, with the two values that were shown: asked anew once one of them has changed."""

    answers: tuple[tuple[Choice, str], ...] = ()

    def sides(self, choices: Sequence[Choice]) -> dict[tuple[str, Key], str]:
        """Return the side for each of these choices that was answered with the same two values before it."""
        return {(one.path, one.key): side for one in choices for known, side in self.answers if known == one}

    def answered(self, choice: Choice, side: str) -> "Settling":
        """Return the same with one answer more."""
        return Settling(answers=(*self.answers, (choice, side)))


def can_ask(call: Call) -> bool:
    """Say whether somebody sits there who sees both values: they are shown on the screen itself and nowhere else."""
    return call.asker is not None and call.on_terminal and not call.dry_run


def ask_side(call: Call, merge: Merge, choice: Choice) -> str:
    """Show both values with who gave them and when, and return the side that stays: ours or theirs.

    Of the profile all is shown in which the two differ: whoever takes one takes it with everything in it.
    """
    asker = call.must_ask("", "")
    shown = read_profile_choice(call.root, merge) if choice.path == PROFILE else choice
    asker.show(lambda width: _shown(call, merge, shown, width))
    options = tuple(Option(value=side, label=f"{title}を残す") for side, title in _SIDES)
    return asker.choose(f"{title_of(choice)}: どちらを残しますか", options, about=_ABOUT)


def open_findings(root: Path, choices: Sequence[Choice]) -> tuple[Finding, ...]:
    """Return a finding for each choice that nobody made, with its line here; its values stand in the envelope's data alone."""
    opened = (OpenChoice(path=one.path, title=title_of(one), case=_case_of(one.path)) for one in choices)
    places = (find_line(root, one.path, one.key) for one in choices)
    return tuple(found.placed(*place) for found, place in zip(same_field_twice(opened), places, strict=True))


def choice_data(choice: Choice) -> dict[str, Any]:
    """Return a choice as the envelope holds it, both values included."""
    return {"path": choice.path, "key": list(choice.key), "ours": _plain(choice.ours), "theirs": _plain(choice.theirs)}


def title_of(choice: Choice) -> str:
    """Return the record and the field as people know them: 世帯・構成員（P2）・電話."""
    if choice.path == PROFILE:
        return "自治体設定（profile/）"
    place = locate(choice.path)
    if place is None:
        return "ファイル"
    kind = place.kinds[0]
    titles = [schema_title(kind)]
    fields: tuple[SchemaField, ...] = schema_fields(kind)
    for part in choice.key:
        known = next((field for field in fields if field.key == part), None)
        if known is not None:
            titles.append(known.title)
            fields = known.fields
        elif part.isascii():  # what names a row: ids and numbers; a word in it may be one of the record's
            titles[-1] += f"（{part}）"
    return "・".join(titles)


def _case_of(path: str) -> str:
    place = locate(path)
    return place.case if place else ""


def _shown(call: Call, merge: Merge, choice: Choice, width: int) -> list[str]:
    head = " ".join(filter(None, (_case_of(choice.path), title_of(choice))))
    lines = ["", *wrapped(head, width - 1)]
    values = (choice.ours, choice.theirs)
    if not choice.key:
        lines += wrapped(_WHOLE, width - 1)
        values = (own_part(*values), own_part(*reversed(values)))
    for (side, title), value in zip(_SIDES, values, strict=True):
        lines += wrapped(f"  {title}{_last_touch(call, merge, side, choice)}", width - 1)
        for line in _text(value).rstrip("\n").split("\n"):
            lines += wrapped(f"    {line}", width - 1)
    return lines


def _last_touch(call: Call, merge: Merge, side: str, choice: Choice) -> str:
    """Return who gave a side's field its value since both had the same, and for which day; else who saved the file last."""
    base = merge.bases[0] if merge.bases else ""
    commit, value = (merge.ours, choice.ours) if side == "ours" else (merge.theirs, choice.theirs)
    revisions = f"{base}..{commit}" if base else commit
    if found := find_last_change(call.root, revisions, choice, value):
        return f"（{found.author}、{show_day(found.day)}）"
    last = next((one for one in read_history(call.root, revisions=revisions, paths=(choice.path,)) if one.touches), None)
    return f"（ファイルの最後の保存は {last.author}、{show_day(last.day)}）" if last else ""


def _text(value: object) -> str:
    if value is None or value == {}:
        return _NOTHING
    if isinstance(value, Mapping):
        return build_text(value)
    if isinstance(value, list | tuple):
        return "\n".join("- " + _text(one).rstrip("\n").replace("\n", "\n  ") for one in value) or _NOTHING
    return str(_plain(value))


def _plain(value: object) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
