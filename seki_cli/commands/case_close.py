"""Closing and suspending a case: what is open is dealt with, the lead moves and the case shuts in one act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from seki_cli.commands.act import Written
from seki_cli.commands.call import Call
from seki_cli.commands.dispose import (
    Disposal,
    Leaver,
    build_disposals,
    draft_of_disposals,
    moved_rows,
    settle_leftovers,
    split_entry,
    write_disposals,
)
from seki_cli.commands.document import refuse_unread
from seki_cli.commands.entry import Entry, default, read_entry
from seki_cli.commands.event import Draft, build_event, join_allowed, save_events
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.form import ask_day
from seki_cli.commands.interview import interview
from seki_cli.commands.lead import NOBODY, move_lead, told_of_lead
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.commands.refuse import refuse_unless
from seki_cli.files.drafts import remove_draft
from seki_cli.model.answer import Answer
from seki_cli.model.plan import Decision
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_state import CaseDay, build_case_day
from seki_cli.rules.leaving import find_last_end, leftovers, may_leave

_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "終結": ("reason", "next_lead", "next_lead_why", "followup_needed", "followup"),
    "中断": ("reason", "look_again", "next_lead", "next_lead_why"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What somebody wants: to close or to suspend which case, with which options, from which file, as whom."""

    act: str
    case: str
    said: Mapping[str, str]
    source: str
    by: str


def close_case(call: Call, case: str, said: Mapping[str, str], *, source: str, by: str) -> Answer:
    """Close a case (終結) that no plan keeps open, with all that it would leave behind, or not at all."""
    return _leave(call, _Wish(act="終結", case=case, said=said, source=source, by=by))


def suspend_case(call: Call, case: str, said: Mapping[str, str], *, source: str, by: str) -> Answer:
    """Suspend a case (中断) likewise, with the day on which somebody looks again."""
    return _leave(call, _Wish(act="中断", case=case, said=said, source=source, by=by))


def named_agency(call: Call, desk: Desk, typed: str) -> str:
    """Return the id of the agency meant by an option; なし stays as it is. NotThere (3)."""
    return typed if typed in ("", NOBODY) else pick_agency(desk.office, typed, call.day).id


def with_day(call: Call, entry: Entry, title: str, *, asks: bool) -> Entry:
    """Return the entry with its day: asked for at a terminal, as today's work may be of yesterday; else today."""
    day = call.day.isoformat()
    if asks and call.asker and not entry.fields.get("date"):
        day = ask_day(call, call.asker, title)
    return default(entry, {"date": day})


def _stands(call: Call, desk: Desk, case: CaseFile, entry: Entry) -> CaseDay:
    day = date.fromisoformat(str(entry.fields.get("date") or call.day))
    return build_case_day(case, desk.world.meetings, desk.office, min(day, call.day))


def _leave(call: Call, wish: _Wish) -> Answer:
    desk = fetch_near(call, wish.case)
    case = pick_case(call, desk.world, wish.case, writes=True)
    refuse_unread(case)
    staff = who_i_am(call, desk.office, wish.by)
    own, rows = split_entry(read_entry(call, wish.source))
    filled = {"act": wish.act, **wish.said, "next_lead": named_agency(call, desk, wish.said.get("next_lead", ""))}

    def must_be_open(fields: Mapping[str, Any]) -> None:
        refuse_unless(desk, may_leave(_stands(call, desk, case, Entry(fields=dict(fields))), wish.act))

    entry = join_allowed(call, desk, own, filled, "closing", must_be_open)
    asks = not wish.source
    must_be_open(entry.fields)
    entry = with_day(call, entry, f"{wish.act}の日", asks=asks)
    now = _stands(call, desk, case, entry)
    refuse_unless(desk, may_leave(now, wish.act))
    leaver = Leaver(call=call, desk=desk, case=case, staff=staff, day=date.fromisoformat(str(entry.fields["date"])))
    today = build_case_day(case, desk.world.meetings, desk.office, call.day)
    disposals = settle_leftovers(leaver, leftovers(today), rows, form=asks)
    entry = default(entry, _said_before(find_last_end(now, wish.act)))
    entry = _asked(leaver, now, entry, wish.act) if asks else entry
    return _save(replace(leaver, reason=str(entry.fields.get("reason") or "")), entry, disposals)


def _said_before(decision: Decision | None) -> dict[str, Any]:
    """Return what the meeting that ended the last plan said already, so that the closing can stand by itself."""
    if decision is None:
        return {}
    followup = [{"date": one.date.isoformat(), "how": one.how} for one in decision.followup]
    return {
        "next_lead": decision.next_lead,
        "next_lead_why": decision.next_lead_why,
        "followup_needed": decision.followup_needed,
        "followup": [{key: value for key, value in row.items() if value} for row in followup],
        "look_again": decision.look_again.isoformat() if decision.look_again else "",
    }


def _asked(leaver: Leaver, now: CaseDay, entry: Entry, act: str) -> Entry:
    """Ask at a terminal for what an end needs, what the last evaluation proposed held out."""
    proposed = next((e.proposes for e in reversed(now.case.evaluations) if e.proposes and e.date <= now.day), None)
    offered = {"next_lead": proposed.next_lead} if proposed and proposed.next_lead else {}
    return interview(leaver.call, leaver.desk, "closing", replace(entry, offered=offered), keys=_FORMS[act], case=leaver.case)


def _save(leaver: Leaver, entry: Entry, disposals: tuple[Disposal, ...]) -> Answer:
    call, desk, case = leaver.call, leaver.desk, leaver.case
    drafts = build_disposals(leaver, disposals)
    moved = moved_rows(disposals)
    entry = default(entry, {"moved": moved})
    taken = tuple(str(draft["id"]) for draft in drafts)
    closing = build_event(call, desk, case, "closing", entry, staff=leaver.staff, taken=taken)
    lead = str(closing.get("next_lead") or "")
    heads = move_lead(desk, case, named_agency(call, desk, lead), leaver.day)
    also = (*write_disposals(leaver, disposals, drafts), *heads)
    answer = save_events(call, desk, case, "closing", (closing,), also=also, told=_told(leaver, closing, disposals, heads))
    if disposals and call.asker and not call.dry_run:
        remove_draft(call.root, draft_of_disposals(leaver))
    return answer


def _told(leaver: Leaver, closing: Draft, disposals: tuple[Disposal, ...], heads: tuple[Written, ...]) -> tuple[str, ...]:
    act = str(closing["act"])
    lines = [f"{leaver.case.id} を{act}にしました。"]
    lines += [told_of_lead(leaver.desk, str(closing["next_lead"]), leaver.day)] if heads else []
    lines += [f"残っていた {len(disposals)} 件も、合わせて片づけました。"] if disposals else []
    days = [*(row["date"] for row in closing.get("followup") or ()), closing.get("look_again")]
    coming = sorted(str(day) for day in days if day)
    if coming:
        first = show_day(date.fromisoformat(coming[0]))
        lines.append(f"フォローアップ {len(coming)} 件は、閉じた後も期限一覧に出ます（最初は {first}）。")
    return tuple(lines)
