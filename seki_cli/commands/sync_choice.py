"""The same field changed on both sides: both values are shown at a terminal, and a person says which one stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.files.fields import SchemaField, schema_fields, schema_title
from seki_cli.files.git_history import read_history
from seki_cli.files.merge_place import find_line
from seki_cli.files.merge_result import PROFILE, Choice, Key, Merge
from seki_cli.files.paths import locate
from seki_cli.files.yaml_editor import build_text
from seki_cli.model.dialogue import Option
from seki_cli.model.verdict import Finding
from seki_cli.model.wareki import show_day
from seki_cli.model.width import wrapped
from seki_cli.rules.check_sharing import OpenChoice, same_field_twice

_SIDES: Final = (("ours", "こちら"), ("theirs", "届いた方"))
_ABOUT: Final = "えらばなかった方の値も、履歴に残ります。やめるときは Ctrl-C です（何も書きません）。"
_NOTHING: Final = "（なし）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What a person has chosen so far, with the two values that were shown: asked anew once one of them has changed."""

    answers: tuple[tuple[Choice, str], ...] = ()

    def sides(self, choices: Sequence[Choice]) -> dict[tuple[str, Key], str]:
        """Return the side for each of these choices that was answered with the same two values before it."""
        return {(one.path, one.key): side for one in choices for known, side in self.answers if known == one}

    def of_profile(self) -> dict[tuple[str, Key], str]:
        """Return the side from which the profile comes whole, where that was chosen."""
        return {(known.path, known.key): side for known, side in self.answers if known.path == PROFILE}

    def answered(self, choice: Choice, side: str) -> "Settling":
        """Return the same with one answer more."""
        return Settling(answers=(*self.answers, (choice, side)))


def can_ask(call: Call) -> bool:
    """Say whether somebody sits there who sees both values: they are shown on the screen itself and nowhere else."""
    return call.asker is not None and call.on_terminal and not call.dry_run


def ask_side(call: Call, merge: Merge, choice: Choice) -> str:
    """Show both values with who changed the file last and when, and return the side that stays: ours or theirs."""
    asker = call.must_ask("", "")
    asker.show(lambda width: _shown(call, merge, choice, width))
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
    for (side, title), value in zip(_SIDES, (choice.ours, choice.theirs), strict=True):
        commit = merge.ours if side == "ours" else merge.theirs
        lines += wrapped(f"  {title}{_last_touch(call, merge, commit, choice.path)}", width - 1)
        for line in _text(value).rstrip("\n").split("\n"):
            lines += wrapped(f"    {line}", width - 1)
    return lines


def _last_touch(call: Call, merge: Merge, commit: str, path: str) -> str:
    """Return who saved the file last on a side since both had the same, and for which day; empty where nobody did."""
    base = merge.bases[0] if merge.bases else ""
    found = next(read_history(call.root, revisions=f"{base}..{commit}" if base else commit, paths=(path,)), None)
    return f"（{found.author}、{show_day(found.day)}）" if found else ""


def _text(value: object) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, Mapping):
        return build_text(value)
    if isinstance(value, list | tuple):
        return "\n".join("- " + _text(one).rstrip("\n").replace("\n", "\n  ") for one in value) or _NOTHING
    return str(_plain(value))


def _plain(value: object) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
