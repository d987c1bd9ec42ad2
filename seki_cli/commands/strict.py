"""What only the history can tell of the records, for `check --strict`: one walk over it, and git's own look at its objects."""

from collections.abc import Iterator

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk
from seki_cli.files.history_audit import EventPast, read_broken_objects, read_events_past, read_hidden_files, read_texts_at
from seki_cli.files.paths import find_case_of_stray, locate
from seki_cli.model.record import Event
from seki_cli.model.verdict import Finding
from seki_cli.rules.check_history import (
    FirstSave,
    broken_in_git,
    changed_again,
    file_hidden_from_git,
    kept_versions,
    plan_unlike_its_decision,
    record_unlike_its_save,
)
from seki_cli.rules.check_text import changed_event


def find_in_history(call: Call, desk: Desk) -> tuple[Finding, ...]:
    """Return what is wrong between the records, the saves that brought them, the work tree and git's objects."""
    with call.working("履歴を調べています"):
        past = read_events_past(call.root)
        hidden = () if call.head else read_hidden_files(call.root)
        broken = read_broken_objects(call.root)
        plans = tuple(_plans(call, desk, past))
    return (
        *_rewritten(past),
        *(
            found
            for record in _events(desk)
            if (one := past.get(record.path))
            for found in record_unlike_its_save(record, _save(one))
        ),
        *(found for path in hidden for found in file_hidden_from_git(path, _case(path))),
        *broken_in_git(broken.paths, broken.any, broken.cut),
        *plans,
    )


def _rewritten(past: dict[str, EventPast]) -> Iterator[Finding]:
    for path, one in past.items():
        if one.changed or one.gone:
            found = changed_event(path, _kind(path), gone=one.gone)
            yield changed_again(found) if one.restored else found


def _events(desk: Desk) -> Iterator[Event]:
    return (event for case in desk.shelf.world.cases for event in case.events())


def _save(past: EventPast) -> FirstSave:
    return FirstSave(day=past.day, subject=past.subject, by_merge=past.by_merge)


def _plans(call: Call, desk: Desk, past: dict[str, EventPast]) -> Iterator[Finding]:
    """Yield the versions that are no longer as they were when a decision on them was saved."""
    written = {case.id: case for case in desk.shelf.world.cases}
    decided = [pair for case in desk.world.cases for pair in kept_versions(case, written[case.id]) if pair[1].path in past]
    places = [(past[decision.path].commit, plan.path) for plan, decision in decided]
    kept = read_texts_at(call.root, places)
    for (plan, _), place in zip(decided, places, strict=True):
        if place in kept:
            yield from plan_unlike_its_decision(plan, kept[place])


def _case(path: str) -> str:
    place = locate(path)
    return place.case if place else find_case_of_stray(path)


def _kind(path: str) -> str:
    place = locate(path)
    return place.kinds[0] if place else ""
