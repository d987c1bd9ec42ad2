"""All that changed in a case since a moment, group by group: people, agencies, consents, plans, days, promises, records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from seki_cli.model.meeting import Meeting
from seki_cli.model.record import Record
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.difference import Between, Change, known_then
from seki_cli.rules.difference_agencies import agency_changes
from seki_cli.rules.difference_consents import consent_changes
from seki_cli.rules.difference_people import people_changes
from seki_cli.rules.difference_plans import plan_changes, plan_day_changes
from seki_cli.rules.difference_promises import moved_day_changes, promise_changes
from seki_cli.rules.difference_records import record_changes
from seki_cli.rules.past import Moment, build_past
from seki_cli.rules.plan_pieces import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHistory:
    """A case as it is now, as read (`raw`) and in its settled world, with what is needed to see it as it was.

    `documents`: those of its folder, and the meetings, as they stood at the moment, by path (None: unreadable then).
    `saved`: the day of the newest save of each file of the folder.
    """

    world: World
    raw: CaseFile
    documents: Mapping[str, Record | None]
    saved: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed, in the order in which it is told; `unread`: files that could not be read as they were then."""

    changes: tuple[Change, ...]
    unread: tuple[str, ...] = ()


def case_changes(history: CaseHistory, moment: Moment, day: date) -> Difference:
    """Return what changed in a case between a moment and a day: documents compared, events by when they were recorded."""
    then = build_past(history.raw, history.documents, moment)
    now = history.world.case(history.raw.id) or history.raw
    between = Between(
        then=then,
        now=now,
        moment=moment,
        day=day,
        words=Words(office=history.world.office, resources=history.world.resources),
        meetings=history.world.meetings,
        meetings_then=tuple(row for row in history.documents.values() if isinstance(row, Meeting)),
        saved=dict(history.saved),
        known=known_then(then, now),
        corrections=tuple(event for event in history.raw.events() if event.corrects and not moment.knows(event)),
    )
    changes = (
        *people_changes(between),
        *agency_changes(between),
        *consent_changes(between),
        *plan_changes(between),
        *plan_day_changes(between),
        *moved_day_changes(between),
        *promise_changes(between),
        *record_changes(between),
    )
    return Difference(changes=changes, unread=then.unread)
