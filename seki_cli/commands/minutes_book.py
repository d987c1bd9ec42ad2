"""The minutes while they are taken at a terminal: every answer is kept as a draft, and a lost terminal goes on from there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.files.drafts import read_draft, set_draft_aside, write_draft
from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.dialogue import Asker
from seki_cli.model.meeting import Meeting

_ASKING: Final = "asking"
_OPEN: Final[tuple[object, ...]] = (None, "", [], {}, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What has been answered so far (`whole`: came, items), under the name of its draft. `whole` alone grows."""

    call: Call
    asker: Asker
    name: str
    whole: dict[str, Any]

    def row(self, num: int) -> dict[str, Any]:
        """Return the answers on an item, to be filled in; begun here where there are none."""
        rows: list[dict[str, Any]] = self.whole.setdefault("items", [])
        found = next((row for row in rows if str(row.get("num")) == str(num)), None)
        if found is None:
            found = {"num": str(num)}
            rows.append(found)
        return found

    def keep(self, num: int = 0, key: str = "", *, halfway: bool = False) -> None:
        """Keep what stands: up to which question of which item, and whether in the middle of it."""
        self.whole.pop(_ASKING, None)
        mark = {_ASKING: {"num": str(num), "key": key, "halfway": "true" if halfway else "false"}} if num else {}
        write_draft(self.call.root, self.name, build_text({**self.whole, **mark}))
        self.whole.update(mark)

    def asking(self, num: int) -> tuple[str, bool]:
        """Return at which question of an item the terminal was lost, and whether in the middle of it."""
        mark = self.whole.get(_ASKING)
        if not isinstance(mark, Mapping) or str(mark.get("num")) != str(num):
            return "", False
        return str(mark.get("key", "")), str(mark.get("halfway")) == "true"

    def is_done(self, num: int) -> bool:
        """Say whether an item has been asked to its end."""
        begun = any(str(row.get("num")) == str(num) for row in self.whole.get("items", ()))
        return begun and not self.asking(num)[0]

    def minutes(self, nums: Collection[int]) -> dict[str, Any]:
        """Return the minutes of these items as `--from` would bring them: without what was passed over.

        What was answered on an item that has been taken off or recorded since stays in the draft and goes no further.
        """
        wanted = {str(num) for num in nums}
        mine = (row for row in self.whole.get("items", ()) if str(row.get("num")) in wanted)
        rows = [{key: value for key, value in row.items() if value not in _OPEN} for row in mine]
        rest = {key: value for key, value in self.whole.items() if key not in (_ASKING, "items")}
        return {**rest, "items": sorted(rows, key=lambda row: int(row["num"]))} if rows else rest


def open_book(call: Call, asker: Asker, meeting: Meeting) -> Book:
    """Return the book of a meeting: the one that a lost terminal left, where the person goes on with it, else an empty one."""
    name = draft_of_minutes(meeting)
    kept = read_draft(call.root, name)
    whole: dict[str, Any] = {}
    if kept is not None:
        whole = _taken_up(call, asker, name, kept)
    return Book(call=call, asker=asker, name=name, whole=whole)


def draft_of_minutes(meeting: Meeting) -> str:
    """Return the name under which the minutes of a meeting are kept until they are saved."""
    return f"meeting-record-{meeting.id}"


def _taken_up(call: Call, asker: Asker, name: str, kept: str) -> dict[str, Any]:
    try:
        whole = read_tree(kept.encode())
        rows = whole.get("items") or []
        if isinstance(rows, list) and all(isinstance(row, dict) and str(row.get("num", "")).isdecimal() for row in rows):
            if asker.confirm("書きかけの記録があります。続きから始めますか"):
                return {**whole, "items": rows}
            why = "前の下書きは {} に移しました。"
        else:
            why = "前の下書きは続けられない形なので、{} に移しました。"
    except TextFault:
        why = "前の下書きを読めないため、{} に移しました。"
    asker.say(why.format(set_draft_aside(call.root, name)))
    return {}
