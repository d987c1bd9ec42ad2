"""A new household beside a case that may be the same, line by line: for the eyes at a terminal, never for a file or a pipe."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk
from seki_cli.model.case import Person
from seki_cli.model.dialogue import Option
from seki_cli.model.fold import fold
from seki_cli.model.wareki import show_day
from seki_cli.model.width import width_of, wrapped
from seki_cli.rules.case_state import case_status
from seki_cli.rules.duplicates import MOST, Alike

OPEN: Final = "open"
"""What `ask_which` returns where the person goes on to open a new case."""

_ROWS: Final = (
    ("name", "氏名", ("氏名", "名が")),
    ("kana", "ふりがな", ("ふりがな", "名のふりがな", "旧姓")),
    ("born", "生年月日", ("生年",)),
    ("phone", "電話", ("電話",)),
    ("address", "住所", ("住所", "町名")),
)
"""The rows: key, title, and how the reasons begin that speak of it."""

_LABEL: Final = 10
_MARK: Final = 6
_GAP: Final = 2
_HIDDEN: Final = "（支援措置のため伏せています）"
_BLANK: Final = "（未記入）"


def show_beside(call: Call, desk: Desk, people: Sequence[Mapping[str, Any]], alike: Sequence[Alike]) -> None:
    """Show the new household beside each likely case, where somebody sits at a terminal and stdout is its screen."""
    for one in alike[:MOST] if call.asker else ():
        status = case_status(one.case, desk.world.meetings, desk.office, call.day)
        call.must_ask("", "").show(lambda width, one=one, status=status: side_by_side(people, one, status, width))  # type: ignore[misc]


def ask_which(call: Call, alike: Sequence[Alike]) -> str:
    """Return OPEN, or the id of the likely case to be looked at instead. The question names cases by id alone."""
    asker = call.must_ask("", "")
    for one in alike[:MOST]:
        asker.say(one.told)
    stop = (Option(value=one.case.id, label=f"開くのをやめて {one.case.id} を見る") for one in alike[:MOST])
    about = "開いても統合はしません。やめても、打ち込んだものは残ります。"
    return asker.choose("どうしますか", (Option(value=OPEN, label="新しく開く"), *stop), about=about)


def side_by_side(people: Sequence[Mapping[str, Any]], alike: Alike, status: str, width: int) -> list[str]:
    """Return the pair that agrees best in two columns, with who else lives there; a word says what agrees, not a colour."""
    pair = alike.pairs[0]
    new = next(told for told in people if told.get("id") == pair.new)
    old = next(person for person in alike.case.household.people if person.id == pair.old)
    other = {key: getattr(old, key) for key in (*(key for key, _, _ in _ROWS), "born_year", "estimated", "protected")}
    lines = ["", *_row("", f"新しい受付（{pair.new}）", f"{alike.case.id}（{pair.old}・{status}）", "", width)]
    lines.append("─" * ((width - 1) // 2))
    for key, title, begins in _ROWS:
        left, right = _cell(new, key), _cell(other, key)
        same = key == "name" and left == right != _BLANK
        mark = "同じ" if same or (key == "name" and _one_name(new, other)) else _mark(pair.reasons, begins)
        lines += _row(title, left, right, mark, width)
    mine = [told for told in people if told.get("id") != pair.new]
    theirs = [person for person in alike.case.household.people if person.id != pair.old]
    return [*lines, *_row("世帯", _others(mine), _others([_told(person) for person in theirs]), "", width)]


def _row(title: str, left: str, right: str, mark: str, width: int) -> Iterator[str]:
    """Yield the lines of one row: each side broken in its own column, Japanese letters counted as two."""
    room = max(8, (width - 1 - _LABEL - _GAP - _MARK) // 2)
    sides = [wrapped(side, room, 0) for side in (left, right)]
    for number in range(max(map(len, sides))):
        one, other = (side[number] if number < len(side) else "" for side in sides)
        first = number == 0
        line = _padded(title if first else "", _LABEL) + _padded(one, room + _GAP) + _padded(other, room + _GAP)
        yield (line + (mark if first else "")).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - width_of(text))


def _cell(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key)
    if key in ("phone", "address") and told.get("protected"):
        return _HIDDEN
    if key == "born":
        return _born(told)
    return str(value) if value else _BLANK


def _born(told: Mapping[str, Any]) -> str:
    if born := told.get("born"):
        return show_day(born if isinstance(born, date) else date.fromisoformat(str(born)))
    year = told.get("born_year")
    return f"{year}年{'ごろ' if told.get('estimated') else ''}" if year else _BLANK


def _one_name(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return bool(new.get("name")) and fold(str(new.get("name"))) == fold(str(old.get("name") or ""))


def _mark(reasons: Sequence[str], begins: tuple[str, ...]) -> str:
    """Return in a word whether a row agrees: 同じ or 近い; nothing where it does not."""
    found = [reason for reason in reasons if reason.startswith(begins)]
    return "" if not found else "同じ" if found[0].endswith("が同じ") and "一部" not in found[0] else "近い"


def _told(person: Person) -> Mapping[str, Any]:
    return {key: getattr(person, key) for key in ("id", "role", "name", "kana", "born", "born_year", "estimated")}


def _others(people: Sequence[Mapping[str, Any]]) -> str:
    """Return who else is in a household, in a few words each."""
    if not people:
        return "（ほかの人は書かれていません）"
    told = []
    for person in people:
        name = str(person.get("name") or person.get("kana") or "")
        year = str(person.get("born") or person.get("born_year") or "")[:4]
        told.append(" ".join(filter(None, (str(person.get("role") or ""), name, f"{year}年生" if year else ""))))
    return "、".join(told)
