"""The file of a meeting: how its writers take it up and put it back."""

from collections.abc import Mapping
from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, write_edited
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, finish
from seki_cli.commands.fetch import Desk
from seki_cli.errors import Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer
from seki_cli.model.meeting import Meeting


def read_meeting(desk: Desk, meeting: Meeting) -> dict[str, Any]:
    """Return a meeting's fields as they stand in its file, to be changed and put back."""
    return read_tree(desk.shelf.sources.files[meeting.path])


def write_meeting(desk: Desk, meeting: Meeting, value: Mapping[str, Any], entry: Entry | None = None) -> Written:
    """Return a meeting's file as it is to stand, validated (2), not yet written."""
    whole = finish(entry or Entry(fields={}), "meeting", value)
    return write_edited(desk.shelf, meeting.path, whole, entry)


def save_meeting(
    call: Call,
    desk: Desk,
    meeting: Meeting,
    written: Written,
    *,
    told: tuple[str, ...] = (),
    case: str = "",
) -> Answer:
    """Save a changed meeting as one act named after the command words."""
    nouns = {"meeting": meeting.id, **({"case": case} if case else {})}
    notes = written.entry.notes if written.entry else ()
    verb = " ".join(call.words)
    return carry_out(call, desk, Deed(verb=verb, subject=meeting.id, written=(written,), nouns=nouns, told=told, notes=notes))


def refuse_called_off(meeting: Meeting) -> None:
    """Refuse (4) to prepare a meeting that will not be held."""
    if meeting.called_off:
        raise Refused("取りやめた会議です", where=meeting.path, remedy="seki meeting new で会議を作ってください")
