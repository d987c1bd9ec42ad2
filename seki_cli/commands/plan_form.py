"""The form for a plan's first version: the five parts, the period and the reviews, question by question or in the editor."""

from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.editor import edited_entry
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.interview import interview
from seki_cli.model.days import add_months
from seki_cli.model.world import CaseFile

_FORM: Final = (
    "kind", "persons", "wish", "wish_why", "issues", "goals", "supports", "cautions", "period", "monitoring", "categories",
    "matches", "why_not_existing",
)  # fmt: skip
_WAYS: Final = ("e", "E", "ｅ", "Ｅ")


def ask_plan(call: Call, desk: Desk, case: CaseFile, kind: str) -> Entry:
    """Ask for a plan at the terminal, or let the person write it in $EDITOR; what was begun in either is kept."""
    asker = call.must_ask("内容がありません", "--from ファイル（- は標準入力）で渡すか、端末で実行してください")
    months = desk.office.settings.intervals
    start: dict[str, Any] = {
        "kind": kind or "多機関協働",
        "persons": list(case.household.principals) or ["P1"],
        "period": {"since": call.day.isoformat(), "until": add_months(call.day, months.plan_months).isoformat()},
        "monitoring": {"every_months": months.review_months, "agency": case.head.lead_agency},
    }
    if asker.text("Enter で 1 問ずつ・e でエディターに書く", about="どちらで書いても、途中の内容は下書きに残ります。") in _WAYS:
        return edited_entry(call, f"plan-new-{case.id}", kind="plan", start=start)
    offered = {**start, "monitoring": {key: str(value) for key, value in start["monitoring"].items() if value}}
    entry = Entry(fields={"kind": kind} if kind else {}, draft=f"plan-form-{case.id}", offered=offered)
    return interview(call, desk, "plan", entry, keys=_FORM, case=case)
