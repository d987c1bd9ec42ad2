"""Fetching: the shelf as a call sees it, settled for the rules, and an answer that does not hide what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.list_notes import day_notes, unsaved_note, unshared_notes
from seki_cli.commands.newer import newer_findings
from seki_cli.files.shelf import Shelf, read_near_shelf, read_shelf
from seki_cli.model.answer import Answer, View
from seki_cli.model.ids import CASE_ID, fold_id
from seki_cli.model.office import Office
from seki_cli.model.verdict import Finding
from seki_cli.model.world import World
from seki_cli.rules.check_history import clock_behind_the_history
from seki_cli.rules.settle import settle_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies before a command: the shelf as read, and the world with every correction applied."""

    shelf: Shelf
    world: World
    near: bool = False

    @property
    def office(self) -> Office:
        """Return the office of the profile."""
        return self.world.office

    def fetch_again(self, call: Call) -> "Desk":
        """Read anew what this desk was made of."""
        return fetch_near(call) if self.near else fetch(call)


def fetch(call: Call) -> Desk:
    """Read the workspace as it is known on the call's day."""
    with call.working("記録を読んでいます"):
        shelf = read_shelf(call.root, day=call.day, head=call.head)
    return Desk(shelf=shelf, world=settle_world(shelf.world))


def fetch_near(call: Call, *typed: str) -> Desk:
    """Read the workspace for a command about one case: every other case is read when something looks at it.

    `typed` is what somebody typed for its case: where it is a whole number, the folder is read at once with the rest.
    """
    near = tuple(case_id for case_id in map(fold_id, typed) if CASE_ID.fullmatch(case_id))
    with call.working("記録を読んでいます"):
        shelf = read_near_shelf(call.root, day=call.day, head=call.head, near=near)
    return Desk(shelf=shelf, world=settle_world(shelf.world), near=True)


def answer(
    call: Call,
    desk: Desk,
    data: Mapping[str, Any],
    views: tuple[View, ...],
    *,
    findings: tuple[Finding, ...] = (),
    case: str = "",
) -> Answer:
    """Return the answer of a question: with what could not be read (5), and lines on the day and on unsaved files.

    `case` limits what could not be read to one folder and what lies outside the folders, for questions about that case alone.
    """
    unread = tuple(desk.shelf.unread_of([case]) if case else desk.shelf.unread)
    return Answer(
        data=data,
        views=views,
        findings=(*map(desk.shelf.placed, findings), *newer_findings(desk.shelf), *clock_findings(call, desk.shelf), *unread),
        notes=day_notes(call) + unsaved_notes(desk.shelf) + unshared_notes(call),
        exit_code=5 if unread else 0,
    )


def clock_findings(call: Call, shelf: Shelf) -> tuple[Finding, ...]:
    """Return the warning that the clock is behind what is saved, where the clock was believed: what is due would be missed."""
    return tuple(clock_behind_the_history(call.day, shelf.sources.newest)) if call.by_clock else ()


def unsaved_notes(shelf: Shelf) -> tuple[str, ...]:
    """Return the line that counts files changed and not saved, where there are any."""
    return unsaved_note(len(shelf.sources.unsaved))
