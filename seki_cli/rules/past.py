"""A case as it was known at an earlier moment, put together from what it is now and from its documents of that day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from seki_cli.model.case import Assessment, Case, Household
from seki_cli.model.plan import Decision, Plan
from seki_cli.model.record import Event, Record
from seki_cli.model.world import CaseFile
from seki_cli.rules.settle import EVENT_LISTS, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The end of a day; or, where a meeting's minutes were saved on it, that very time: what came after is new."""

    day: date
    after: datetime | None = None

    def knows(self, event: Event) -> bool:
        """Say whether an event had been recorded by then, whatever day it tells of."""
        recorded = event.recorded.date()
        if recorded == self.day and self.after is not None:
            return event.recorded <= self.after
        return recorded <= self.day


def find_last_decision(case: CaseFile, day: date) -> Decision | None:
    """Return what the last meeting that had the case decided, as far as its minutes are recorded; None if there is none."""
    held = [act for act in case.decisions if act.meeting and act.date <= day]
    return max(held, key=lambda act: act.order, default=None)


def moment_of(decision: Decision) -> Moment:
    """Return the moment of a meeting: its day's end, or the saving of its minutes where that was on the same day."""
    same = decision.recorded.date() == decision.date
    return Moment(day=decision.date, after=decision.recorded if same else None)


def build_past(case: CaseFile, documents: Mapping[str, Record | None], moment: Moment) -> CaseFile:
    """Return a case as it was known at a moment, settled.

    `case` is the case as read now, no correction applied yet; `documents` those of its folder on that day, by path. What
    could not be read then is listed in `unread`; a household that did not exist has no people.
    """
    there = [record for record in documents.values() if record is not None and record.path.startswith(_folder(case))]
    events: dict[str, Any] = {name: tuple(e for e in getattr(case, name) if moment.knows(e)) for name in EVENT_LISTS}
    heads = [record for record in there if isinstance(record, Case)]
    households = [record for record in there if isinstance(record, Household)]
    return settle(
        replace(
            case,
            head=heads[0] if heads else Case(schema="case/1", id=case.id, path=f"{_folder(case)}case.yaml"),
            household=households[0]
            if households
            else Household(schema="household/1", case=case.id, path=f"{_folder(case)}household.yaml"),
            assessments=tuple(record for record in there if isinstance(record, Assessment)),
            plans=tuple(record for record in there if isinstance(record, Plan)),
            unread=tuple(path for path, record in documents.items() if record is None and path.startswith(_folder(case))),
            **events,
        )
    )


def _folder(case: CaseFile) -> str:
    return f"cases/{case.id[:3]}/{case.id}/"
