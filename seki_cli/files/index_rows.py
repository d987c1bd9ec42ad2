"""How the index keeps rows, marks and findings: one line of JSON each, empty fields left out."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from seki_cli.model.standing import CaseRow, DueRow, Marks, MeetingRow, Proposal
from seki_cli.model.verdict import Finding


def plain(value: Any) -> dict[str, Any]:
    """Return the fields of a row or finding as they are kept; an empty one is left out."""
    return {one.name: found for one in fields(value) if (found := getattr(value, one.name)) not in ("", None, (), False, 0)}


def text_of(value: Any) -> str:
    """Return a value as the one line that is kept. TypeError where there is something in it that another day would show otherwise."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_day)


def _day(value: Any) -> Any:
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


_EMPTY_DUE: Final[Mapping[str, str]] = {"kind": "", "what": "", "record": ""}


def read_due(text: str) -> DueRow:
    """Return the row that a kept line stands for."""
    value = json.loads(text)
    value["due_on"] = date.fromisoformat(value["due_on"])
    return DueRow(**{**_EMPTY_DUE, **value})


_EMPTY_PROPOSAL: Final[Mapping[str, str]] = {"plan": "", "timing": "", "why": "", "lead": ""}


def read_proposal(text: str) -> Proposal:
    """Return the proposal that a kept line stands for."""
    value = json.loads(text)
    value["since"] = date.fromisoformat(value["since"])
    return Proposal(**{**_EMPTY_PROPOSAL, **value})


def read_meeting(text: str) -> MeetingRow:
    """Return the meeting that a kept line stands for."""
    value = json.loads(text)
    value["date"] = date.fromisoformat(value["date"])
    return MeetingRow(**value)


_EMPTY_ROW: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("status", "lead", "lead_name", "area", "consent"), ""),
    **dict.fromkeys(("programmes", "fields", "flags", "agencies"), ()),
    **dict.fromkeys(("next_due", "opened")),
    "uncertain": False,
}


def read_row(value: dict[str, Any]) -> CaseRow:
    """Return a case's row from its kept fields."""
    for name in ("next_due", "opened"):
        if name in value:
            value[name] = date.fromisoformat(value[name])
    for name in ("programmes", "fields", "flags", "agencies"):
        if name in value:
            value[name] = tuple(value[name])
    return CaseRow(**{**_EMPTY_ROW, **value})


def read_marks(text: str) -> tuple[Marks, ...]:
    """Return a case's marks from the kept line."""
    found = json.loads(text)
    return tuple(Marks(person=person, texts=tuple((title, text) for title, text in texts)) for person, texts in found)


def read_finding(text: str) -> Finding:
    """Return the finding that a kept line stands for."""
    value = json.loads(text)
    return Finding(**{"severity": "error", "remedy": "", "message": "", **value, "key": tuple(value.get("key", ()))})
