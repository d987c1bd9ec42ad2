"""会議を移す・取りやめる: another day asks for every consent anew, and nothing that was on the agenda is lost from sight."""

import unicodedata
from datetime import date
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, join, read_entry
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.meeting_file import read_meeting, refuse_called_off, save_meeting, write_meeting
from seki_cli.commands.pick import pick_meeting
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse, NotThere, Refused
from seki_cli.files.closed_days import is_closed
from seki_cli.model.answer import Answer
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.wareki import parse_day, show_day, show_day_with_weekday
from seki_cli.rules.meeting_turns import (
    find_chair,
    find_minutes,
    may_be_held_on,
    may_go_by_number,
    may_still_change,
    returned_items,
)
from seki_cli.rules.settle import settle_world

_MOVES: Final = ("date", "starts", "ends", "place", "chair")


def move_meeting(call: Call, typed: str, *, day: str, source: str) -> Answer:
    """Move a meeting to another day: the number stays, the day moves, and each item must be allowed on the new day."""
    desk = fetch(call)
    meeting = pick_meeting(call, desk.world, typed, writes=True)
    refuse_unless(desk, may_still_change(desk.world, meeting))
    entry = join(call, desk.office, read_entry(call, source), {"date": day}, "meeting")
    for key in entry.fields:
        if key not in _MOVES:
            remedy = "書けるのは date・starts・ends・place・chair です。議題は seki meeting add、出席者は attend で変えます"
            raise Misuse("会議を移すときに書けない項目名です", where=entry.where((key,)), remedy=remedy)
    if not entry.fields.get("date"):
        raise Misuse("いつに移すかが決まっていません", where="--date", remedy="--date 2025-07-22 の形で書いてください")
    to = parse_day(str(entry.fields["date"]), call.day)
    refuse_unless(desk, may_be_held_on(desk.world, meeting, to))
    chair = _chair_then(desk, meeting, to)
    value = {**read_meeting(desk, meeting), **chair, **entry.fields}
    told = (*_moved(desk, meeting, to), *_new_chair(desk, chair, entry), *(closed_line(to) if to != meeting.date else ()))
    return save_meeting(call, desk, meeting, write_meeting(desk, meeting, value, entry), told=told)


def cancel_meeting(call: Call, typed: str, *, item: str) -> Answer:
    """Call a meeting off, or take one item off its agenda; tell what waits for a meeting again because of it."""
    desk = fetch(call)
    meeting = pick_meeting(call, desk.world, typed, writes=True)
    if item:
        return _take_off(call, desk, meeting, item)
    if not meeting.called_off:
        refuse_unless(desk, may_still_change(desk.world, meeting))
    written = write_meeting(desk, meeting, {**read_meeting(desk, meeting), "called_off": "true"})
    told = (
        ()
        if meeting.called_off
        else (
            "会議を取りやめました。",
            *_returned(call, desk, written.path, written.text, meeting.items),
            *_to_be_collected(desk, meeting),
        )
    )
    return save_meeting(call, desk, meeting, written, told=told)


def _take_off(call: Call, desk: Desk, meeting: Meeting, typed: str) -> Answer:
    refuse_called_off(meeting)
    found = [item for item in meeting.items if str(item.num) == unicodedata.normalize("NFKC", typed).strip()]
    if not found:
        raise NotThere(
            "この番号の議題はありません", where=meeting.path, remedy=f"seki meeting show {meeting.id} で番号を確かめてください"
        )
    refuse_unless(desk, may_go_by_number(meeting))
    if minutes := find_minutes(desk.world, meeting, found[0]):
        remedy = "決定が違うときは seki case edit ケース 記録 で訂正の記録を作ってください"
        raise Refused(f"議題 {found[0].num} はもう記録されています", where=minutes, remedy=remedy)
    value = read_meeting(desk, meeting)
    value["items"] = [row for row in value.get("items") or [] if str(row.get("num")) != str(found[0].num)]
    if not value["items"]:
        del value["items"]
    written = write_meeting(desk, meeting, value)
    told = (
        f"議題 {found[0].num} を外しました。",
        *_returned(call, desk, written.path, written.text, tuple(found)),
        *(_to_be_collected(desk, meeting, found[0].case) if found[0].case else ()),
    )
    return save_meeting(call, desk, meeting, written, told=told, case=found[0].case)


def _moved(desk: Desk, meeting: Meeting, to: date) -> tuple[str, ...]:
    """Return what is told of a move: both days, and that the papers which went out bear the old one; nothing of the same day."""
    if to == meeting.date:
        return ()
    lines = [f"{show_day_with_weekday(meeting.date)} から {show_day_with_weekday(to)} に移しました（番号は変わりません）。"]
    if gone := _papers_out(desk, meeting):
        lines.append(
            f"前に出した資料は日付が古くなりました（提供台帳に {gone} 件）。seki agenda {meeting.id} -o で出し直してください。"
        )
    return tuple(lines)


def _papers_out(desk: Desk, meeting: Meeting, only: str = "") -> int:
    """Return how many papers of a meeting are in the 提供台帳, of one case or of all."""
    cases = (case for case in desk.world.cases if only in ("", case.id))
    return sum(act.ground.meeting == meeting.id and act.paper is not None for case in cases for act in case.disclosures)


def _to_be_collected(desk: Desk, meeting: Meeting, only: str = "") -> tuple[str, ...]:
    gone = _papers_out(desk, meeting, only)
    return (f"前に出した資料があります（提供台帳に {gone} 件）。配った先から回収してください。",) if gone else ()


def _chair_then(desk: Desk, meeting: Meeting, to: date) -> dict[str, str]:
    """Return the chair of the new day where the one who was proposed for the old day is another."""
    kinds = (desk.office.meeting_kind(meeting.kind, meeting.date), desk.office.meeting_kind(meeting.kind, to))
    old, new = (find_chair(kind, desk.office, day) if kind else "" for kind, day in zip(kinds, (meeting.date, to), strict=True))
    return {"chair": new} if new and new != meeting.chair and meeting.chair in ("", old) else {}


def _new_chair(desk: Desk, chair: dict[str, str], entry: Entry) -> tuple[str, ...]:
    if not chair or entry.fields.get("chair"):
        return ()
    return (f"議長をその日の {desk.office.staff_name(chair['chair'])} に改めました。",)


def closed_line(day: date) -> tuple[str, ...]:
    """Return the line that says that a day is one on which offices are closed."""
    return (f"（{show_day(day)} は休みの日です）",) if is_closed(day) else ()


def _returned(call: Call, desk: Desk, path: str, text: str, items: tuple[Item, ...]) -> tuple[str, ...]:
    after = settle_world(desk.shelf.with_files({path: text.encode()}).world)
    wait_days = desk.office.settings.intervals.wait_days
    lines = []
    for row in returned_items(after, items, call.day):
        about: Any = " ".join(filter(None, (row.item.case or row.item.gap, row.item.plan)))
        if row.waiting is None:
            lines.append(f"  議題 {row.item.num} {about}: 次の会議に加えるときは seki meeting add で加えてください")
        elif row.waiting.meeting is not None:
            lines.append(f"  議題 {row.item.num} {about}: {row.waiting.meeting.id} の議題にもなっています")
        else:
            due = show_day(row.waiting.due_on(wait_days))
            lines.append(f"  議題 {row.item.num} {about}: 会議待ちに戻りました（期限 {due}）")
    return tuple(lines)
