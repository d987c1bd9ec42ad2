"""提供台帳: who was given which records at which meeting, one entry for each case."""

from collections.abc import Mapping
from typing import Any

from seki_cli.commands.act import foot_of_event, head_of_event, new_record_id
from seki_cli.commands.call import Call
from seki_cli.commands.compose import compose
from seki_cli.commands.entry import Entry, finish
from seki_cli.commands.fetch import Desk
from seki_cli.model.agenda import AgendaPaper
from seki_cli.model.meeting import Meeting
from seki_cli.model.released import Released


def build_disclosures(
    call: Call, desk: Desk, meeting: Meeting, staff: str, facts: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Return the entries for a recorded meeting: what the released paper held, for those who came."""
    composed = compose(call, desk, meeting, meeting.date)
    common = tuple(item.num for item in meeting.items if not item.members)
    return build_entries(call, desk, composed.paper, staff, {**facts, "common": common})


def build_entries(
    call: Call, desk: Desk, paper: Released[AgendaPaper], staff: str, facts: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Return one entry for each case of which the paper holds something.

    `facts`: `came`, the agencies that were there (absent: all who get the paper); `besides`, those of them that nobody had
    invited, and `common`, the items in whose room they sat as these name no members of their own; `nums`, the items that are meant (absent:
    all); `taken`, ids in use by case; `paper`, its fingerprint: how many copies hold something of the case is counted here.
    """
    to: dict[str, dict[str, None]] = {}
    records: dict[str, dict[str, None]] = {}
    came = facts.get("came")
    for item in paper.value.items:
        given = [agency for agency in item.agencies if came is None or agency in came]
        given += [agency for agency in facts.get("besides", ()) if agency not in given and item.num in facts.get("common", ())]
        if item.case and item.held and given and item.num in facts.get("nums", (item.num,)):
            to.setdefault(item.case, {}).update(dict.fromkeys(given))
            records.setdefault(item.case, {}).update(dict.fromkeys(item.held))
    shared = {"staff": staff, "ground": {"meeting": paper.value.header.meeting}}
    entries = []
    for case, agencies in to.items():
        printed = {"paper": {**facts["paper"], "copies": _copies(paper.value, case)}} if facts.get("paper") else {}
        fields = {"to": list(agencies), "records": list(records[case]), **shared, **printed}
        entries.append(_entry(call, desk, case, fields, facts.get("taken", {})))
    return tuple(entries)


def _copies(paper: AgendaPaper, case: str) -> int:
    nums = {item.num for item in paper.items if item.case == case and item.held}
    return sum(not nums.isdisjoint(copy.items) for copy in paper.copies)


def _entry(call: Call, desk: Desk, case_id: str, fields: Mapping[str, Any], taken: Mapping[str, list[str]]) -> dict[str, Any]:
    case = desk.world.case(case_id)
    known = [event.id for event in case.events()] if case else []
    value = {
        **head_of_event("disclosure", new_record_id(call, [*known, *taken.get(case_id, ())]), case_id),
        "date": call.day.isoformat(),
        **fields,
        **foot_of_event(call, str(fields["staff"]), case),
    }
    return finish(Entry(fields=value), "disclosure", value)
