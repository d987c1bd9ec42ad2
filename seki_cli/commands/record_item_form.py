"""One item of the minutes at a terminal: the to-dos so far, the result, what was said, what follows, who does what."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.fetch import Desk
from seki_cli.commands.minutes_book import Book
from seki_cli.commands.minutes_rule import find_plan, judge_result
from seki_cli.commands.offers import Sheet
from seki_cli.commands.question import ask_plain
from seki_cli.commands.record_todo_form import ask_open_todos
from seki_cli.commands.rows import ask_value, walk
from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.model.dialogue import Back, Option
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import YES
from seki_cli.model.world import CaseFile
from seki_cli.rules.promises import open_todos

_ENDS: Final = ("終結", "中断")
_OF_AN_END: Final = {
    "終結": ("next_lead", "next_lead_why", "followup_needed", "followup", "close_case"),
    "中断": ("attempts", "look_again", "resume_when", "close_case"),
}
_NEEDED: Final = ("result", "next_lead", "next_lead_why", "followup_needed", "followup", "attempts", "look_again")
_AREAS: Final = ("介護", "障害", "子ども", "困窮", "その他")


def ask_item(book: Book, desk: Desk, meeting: Meeting, item: Item, *, again: bool = False) -> None:
    """Ask for the minutes of one item and keep every answer; `<` goes back. `again`: every answer is offered anew."""
    about = item.case or item.gap
    book.asker.say(f"── 議題 {item.num} {item.timing} {about} {item.plan}".rstrip())
    case = desk.world.case(item.case) if item.case else None
    form = _Form(book=book, desk=desk, meeting=meeting, item=item, case=case)
    row = book.row(item.num)
    row |= {"case": item.case} if item.case else {}
    fields = form.fields()
    at, halfway = ("", False) if again else book.asking(item.num)
    keys = [field.key for field in fields]
    start = keys.index(at) + (not halfway) if at in keys else 0
    while True:
        try:
            walk(fields, form.is_wanted, form.ask, start=start)
            break
        except Back:
            book.asker.say("この議題の最初の質問です。")
            start = 0
    book.keep()


class _Form:
    """The questions on one item, and what has been answered to them."""

    __slots__ = ("book", "case", "desk", "item", "meeting")

    def __init__(self, *, book: Book, desk: Desk, meeting: Meeting, item: Item, case: CaseFile | None) -> None:
        self.book, self.desk, self.meeting, self.item, self.case = book, desk, meeting, item, case

    @property
    def row(self) -> dict[str, Any]:
        return self.book.row(self.item.num)

    def fields(self) -> tuple[SchemaField, ...]:
        """Return the questions in their order: those of a 地域課題, or of a decision on a case."""
        if self.item.gap:
            steps = next(field for field in schema_fields("gap") if field.key == "steps")
            known = {part.key: part for part in steps.fields}
            said = replace(known["text"], key="protocol", title="話し合われたこと", is_long=True)
            return (replace(known["status"], required=True), said)
        fields = {field.key: field for field in schema_fields("decision")}
        keys = ["moved", "result", "protocol", "points", *_OF_AN_END.get(self.item.timing, ()), "after_the_fact", "todos", "gaps"]
        return tuple(replace(fields[key], required=key in _NEEDED) for key in keys)

    def is_wanted(self, field: SchemaField) -> bool:
        """Say whether a question makes sense on this item after what has been answered."""
        row = self.row
        if field.key == "moved":
            return self._first_of_case() and bool(self.case and open_todos(self.case, self.desk.office, self.book.call.day))
        if field.key in _OF_AN_END.get(self.item.timing, ()):
            fits = {"next_lead_why": row.get("next_lead") == "なし", "followup": row.get("followup_needed") == "true"}
            return row.get("result") in YES and fits.get(field.key, True)
        if field.key == "after_the_fact":
            return row.get("result") in YES and self._may_have_happened()
        return True

    def ask(self, field: SchemaField) -> None:
        """Ask one question and keep the answer."""
        own: dict[str, Callable[[Sheet, SchemaField], Any]] = {
            "moved": self._ask_moved,
            "result": self._ask_result,
            "points": self._ask_points,
            "gaps": self._ask_gaps,
        }
        sheet = self._sheet()
        way = own.get(field.key) if not self.item.gap else None
        self.row[field.key] = way(sheet, field) if way else ask_value(sheet, field, self.row.get(field.key))
        self.book.keep(self.item.num, field.key)

    def _sheet(self) -> Sheet:
        def keep(key: str, value: Any) -> None:
            self.row[key] = value
            self.book.keep(self.item.num, key, halfway=True)

        return Sheet(
            call=self.book.call,
            asker=self.book.asker,
            world=self.desk.world,
            kind="gap" if self.item.gap else "decision",
            case=self.case,
            answers={"date": self.meeting.date.isoformat(), "timing": self.item.timing, **self.row},
            keep=keep,
        )

    def _first_of_case(self) -> bool:
        return next((item.num for item in self.meeting.items if item.case == self.item.case), 0) == self.item.num

    def _may_have_happened(self) -> bool:
        plan = find_plan(self.case, self.item) if self.case else None
        since = plan.period.since if plan else None
        return self.item.timing == "緊急" or (since is not None and since < self.meeting.date)

    def _ask_moved(self, sheet: Sheet, _field: SchemaField) -> Any:
        return ask_open_todos(sheet, self.case, list(self.row.get("moved") or ())) if self.case else []

    def _ask_result(self, sheet: Sheet, field: SchemaField) -> Any:
        while True:
            result = ask_value(sheet, field, self.row.get("result"))
            verdict = judge_result(self.desk, self.meeting, self.item, str(result))
            if verdict:
                return result
            sheet.asker.say(f"{verdict.reason}。{verdict.remedy}")

    def _ask_points(self, sheet: Sheet, field: SchemaField) -> Any:
        """Ask first what was said on the points that the office's own list has for this timing, then on any other."""
        rows = list(self.row.get("points") or ())
        kind = self.desk.office.meeting_kind(self.meeting.kind, self.meeting.date)
        listed = kind.points.get(self.item.timing, ()) if kind and not rows else ()
        parts = {part.key: part for part in field.fields}
        for point in listed:
            said = sheet.asker.text(
                f"検討事項「{point}」で話されたこと（なければ Enter）", about=parts["said"].description, long=True, back=True
            )
            if said:
                row: dict[str, Any] = {"point": point, "said": said}
                row |= {key: found for key in ("source", "category") if (found := ask_plain(sheet, parts[key], row=row))}
                rows.append(row)
                sheet.keep("points", rows)
        return ask_value(sheet, field, rows)

    def _ask_gaps(self, sheet: Sheet, field: SchemaField) -> Any:
        """Ask for the 地域課題 that were noticed: those that are known by choice, new ones by a text."""
        now = list(self.row.get("gaps") or ())
        known = [gap for gap in now if isinstance(gap, str)]
        rows: list[Any] = list(ask_value(sheet, field, known)) if self.desk.world.gaps else []
        rows += [gap for gap in now if not isinstance(gap, str)]
        options = tuple(Option(value=word, label=word) for word in _AREAS)
        while text := sheet.asker.text("新しく気づいた地域課題・足りない社会資源（なければ Enter）", about=_GAP_HELP, back=True):
            rows.append({"text": text, "field": sheet.asker.choose("どの分野の課題ですか", options)})
            sheet.keep("gaps", rows)
        return rows


_GAP_HELP: Final = "個人のことは書かずに、何が足りないかを書きます。地域課題の記録ができ、次の会議で取り上げられます。"
