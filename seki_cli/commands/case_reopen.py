"""再開: a closed case is taken up again, with the new call that brought it back where there is one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.act import Written, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.case_close import named_agency, with_day
from seki_cli.commands.entry import Entry, default, join, read_entry
from seki_cli.commands.event import Draft, build_event, join_allowed, save_events, with_programme
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.interview import interview
from seki_cli.commands.lead import move_lead, told_of_lead
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse
from seki_cli.files.drafts import remove_draft
from seki_cli.model.answer import Answer
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.leaving import may_reopen
from seki_cli.rules.settle import settle

_INTAKE: Final = ("received_on", "agency", "method", "complaint", "variant", "programme")


def reopen_case(call: Call, typed: str, said: dict[str, Any], *, source: str, by: str) -> Answer:
    """Reopen a closed case, with its new 相談受付 (`intake:`) and a new 主担当 where they are told."""
    desk = fetch_near(call, typed)
    case = pick_case(call, desk.world, typed, writes=True)
    staff = who_i_am(call, desk.office, by)
    whole = read_entry(call, source)
    own = replace(whole, fields={key: value for key, value in whole.fields.items() if key != "intake"})
    said = {**said, "act": "再開", "next_lead": named_agency(call, desk, said.get("next_lead", ""))}

    def must_be_closed(fields: Mapping[str, Any]) -> None:
        _ask_state(call, desk, case, Entry(fields=dict(fields)))

    entry = join_allowed(call, desk, own, said, "closing", must_be_closed)
    must_be_closed(entry.fields)
    entry = with_day(call, entry, "再開の日", asks=not source)
    _ask_state(call, desk, case, entry)
    day = date.fromisoformat(str(entry.fields["date"]))
    if not source:
        entry = interview(call, desk, "closing", entry, keys=("reason", "next_lead"), case=case)
    closing = build_event(call, desk, case, "closing", entry, staff=staff)
    intake = _build_intake(call, desk, case, whole, closing)
    lead = named_agency(call, desk, str(closing.get("next_lead") or ""))
    heads = move_lead(desk, case, lead, day)
    also = (*((write_new("intake", intake, intake.entry),) if intake else ()), *heads)
    told = (
        *_told(call, desk, case, (write_new("closing", closing), *also)),
        *((told_of_lead(desk, lead, day),) if heads else ()),
    )
    answer = save_events(call, desk, case, "closing", (closing,), also=also, told=told)
    if intake and intake.entry.draft and not call.dry_run:
        remove_draft(call.root, intake.entry.draft)
    return answer


def _ask_state(call: Call, desk: Desk, case: CaseFile, entry: Entry) -> None:
    day = date.fromisoformat(str(entry.fields.get("date") or call.day))
    refuse_unless(desk, may_reopen(build_case_day(case, desk.world.meetings, desk.office, min(day, call.day))))


def _build_intake(call: Call, desk: Desk, case: CaseFile, whole: Entry, closing: Draft) -> Draft | None:
    """Return the new 相談受付, recorded after the 再開; None where none is told, or none is wanted at the terminal."""
    entry, staff = _intake_entry(call, case, whole), str(closing["recorded_by"])
    if entry is None:
        return None
    mine = my_agency(call, desk.office, staff)
    entry = join(call, desk.office, entry, {}, "intake")
    entry = default(entry, {"received_on": closing["date"], "agency": mine, "received_by": staff})
    entry = with_programme(call, desk, entry, str(entry.fields.get("agency") or ""), asks=False)
    if not whole.data:
        entry = interview(call, desk, "intake", entry, keys=_INTAKE, case=case)
    value = build_event(call, desk, case, "intake", entry, staff=staff, taken=(str(closing["id"]),))
    pick_agency(desk.office, str(value["agency"]), call.day)
    return value


def _intake_entry(call: Call, case: CaseFile, whole: Entry) -> Entry | None:
    if "intake" in whole.fields:
        if not isinstance(whole.fields["intake"], dict):
            raise Misuse(
                "intake: の下に項目がありません", where=whole.where(("intake",)), remedy="受付の項目を書くか、行を消してください"
            )
        return whole.sub("intake")
    if whole.data or call.asker is None or not call.asker.confirm("新しい相談の受付も、いま記録しますか"):
        return None
    return Entry(fields={}, draft=f"{'-'.join(call.words)}-{case.id}-intake")


def _told(call: Call, desk: Desk, case: CaseFile, written: tuple[Written, ...]) -> tuple[str, ...]:
    """Return how the case stands now: what it was before, less the plans, which only a meeting starts again."""
    world = desk.shelf.with_files({w.path: w.text.encode() for w in written}).world
    now = build_case_day(settle(world.case(case.id) or case), world.meetings, desk.office, call.day)
    lines = [f"{case.id} を再開しました。ケースの状態は「{now.status}」です。"]
    if any(state.status in ("終結", "中断") for state in now.plans):
        lines.append(f"終わったプランは戻りません。プランで支えるときは seki plan new {case.id} で作ってください。")
    return tuple(lines)
