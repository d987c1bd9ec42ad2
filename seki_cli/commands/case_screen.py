"""対応結果・方針: how a consultation was sorted, and what follows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.act import write_new
from seki_cli.commands.call import Call
from seki_cli.commands.case_close import with_day
from seki_cli.commands.entry import Entry, default, read_entry
from seki_cli.commands.event import Draft, build_event, join_allowed, save_events
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.form import ask_field
from seki_cli.commands.interview import interview
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse
from seki_cli.files.fields import schema_fields
from seki_cli.model.answer import Answer
from seki_cli.model.office import CodeRow, in_span
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.screening import consequences, may_hand_on, may_screen
from seki_cli.rules.settle import settle

_REST: Final = ("fields", "flags")
_ANY: Final = CodeRow(code="", label="")


def screen_case(call: Call, typed: str, said: dict[str, Any], *, source: str, by: str) -> Answer:
    """Record a 対応結果 and tell what follows: the handling ended, a meeting to wait for, or the case goes on."""
    desk = fetch_near(call, typed)
    case = pick_case(call, desk.world, typed, writes=True)
    staff = who_i_am(call, desk.office, by)
    if said.get("to_agency"):
        said["to_agency"] = pick_agency(desk.office, said["to_agency"], call.day).id

    def must_be_open(fields: Mapping[str, Any]) -> None:
        refuse_unless(desk, may_screen(_stand(call, desk, case, Entry(fields=dict(fields))), _ANY))

    entry = default(join_allowed(call, desk, read_entry(call, source), said, "screening", must_be_open), {"staff": staff})
    must_be_open(entry.fields)
    entry = with_day(call, entry, "判断した日", asks=not source)
    now = _stand(call, desk, case, entry)
    entry = _with_result(call, desk, now, entry, asks=not source)
    row = _row(desk, entry, now.day)
    refuse_unless(desk, may_screen(now, row))
    if entry.fields.get("to_agency"):
        refuse_unless(desk, may_hand_on(now, row))
    if not source:
        keys = (*(("to_agency",) if row.ends else ()), *_REST)
        entry = interview(call, desk, "screening", _offering(case, entry), keys=keys, case=case)
    value = build_event(call, desk, case, "screening", entry, staff=staff)
    told = consequences(_after(call, desk, case, value), row, str(value.get("to_agency") or ""))
    return save_events(call, desk, case, "screening", (value,), told=told)


def _offering(case: CaseFile, entry: Entry) -> Entry:
    """Return the entry with the fields and flags of the last 対応結果 or call held out: few of them change by sorting."""
    acts = sorted((*case.intakes, *case.screenings), key=lambda act: act.order)
    last = {key: next((list(v) for act in reversed(acts) if (v := getattr(act, key))), []) for key in _REST}
    return replace(entry, offered={key: words for key, words in last.items() if words})


def _stand(call: Call, desk: Desk, case: CaseFile, entry: Entry) -> CaseDay:
    day = date.fromisoformat(str(entry.fields.get("date") or call.day))
    return build_case_day(case, desk.world.meetings, desk.office, min(day, call.day))


def _with_result(call: Call, desk: Desk, now: CaseDay, entry: Entry, *, asks: bool) -> Entry:
    if entry.fields.get("result"):
        return entry
    if not asks or call.asker is None:
        raise Misuse("対応結果（result）がありません", where=entry.where(("result",)), remedy=_known(desk, now.day))
    field = next(field for field in schema_fields("screening") if field.key == "result")
    return replace(entry, fields={**entry.fields, "result": ask_field(call, call.asker, desk.office, field)})


def _row(desk: Desk, entry: Entry, day: date) -> CodeRow:
    row = desk.office.code("screening", str(entry.fields["result"]), day)
    if row is None:
        raise Misuse("対応結果に使えない言葉です", where=entry.where(("result",)), remedy=_known(desk, day))
    return row


def _known(desk: Desk, day: date) -> str:
    codes = desk.office.codes.get("screening")
    rows = [row for row in codes.rows if in_span(row, day)] if codes else []
    return "使える言葉: " + "・".join(f"{row.code} {row.label}" for row in rows)


def _after(call: Call, desk: Desk, case: CaseFile, value: Draft) -> CaseDay:
    """Return the case as it will stand today with this record on it."""
    written = write_new("screening", value)
    world = desk.shelf.with_files({written.path: written.text.encode()}).world
    raw = world.case(case.id) or case
    return build_case_day(settle(raw), world.meetings, desk.office, call.day)
