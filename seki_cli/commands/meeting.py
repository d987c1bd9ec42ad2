"""会議: made, filled with items and members, moved, looked at, recorded."""

import secrets
from datetime import date as Day
from typing import Annotated

import typer

from seki_cli.commands.act import Deed, carry_out, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import default, fill, finish, join, read_entry, without_own
from seki_cli.commands.face import ByOpt, FromOpt, MeetingArg
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.form import ask_missing
from seki_cli.commands.meeting_attend import change_attendance
from seki_cli.commands.meeting_file import read_meeting, refuse_called_off, save_meeting, write_meeting
from seki_cli.commands.meeting_item import also_on, build_item, put_item
from seki_cli.commands.meeting_move import cancel_meeting, closed_line, move_meeting
from seki_cli.commands.meeting_record import record_meeting
from seki_cli.commands.meeting_view import list_meetings, show_meeting
from seki_cli.commands.pick import pick_kind, pick_meeting
from seki_cli.model.answer import Answer
from seki_cli.model.ids import build_meeting_id
from seki_cli.model.wareki import parse_day
from seki_cli.rules.meeting_turns import find_chair
from seki_cli.rules.minutes import left_over


def new(
    call: Call,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="会議の種類（seki registry meetings で確認）")],
    date: Annotated[str, typer.Option("--date", metavar="D", help="開催日")] = "",
    from_: FromOpt = "",
) -> Answer:
    """会議を作ります。議長は、その日にその職にいる人（いなければ代理）が入ります。

    例: seki meeting new kaigi-b --date 2025-07-15
    """
    desk = fetch(call)
    entry = join(call, desk.office, read_entry(call, from_), {"date": date}, "meeting")
    day = parse_day(str(entry.fields["date"]), call.day) if entry.fields.get("date") else call.day
    row = pick_kind(desk.office, kind, day)
    previous = _previous(desk, row.id, day)
    defaults = {"convenor": row.convenor, "chair": find_chair(row, desk.office, day), "previous": previous}
    entry = default(fill(entry, {"kind": row.id}), defaults)
    known = {meeting.id for meeting in desk.world.meetings}
    while (meeting_id := build_meeting_id(day, secrets.randbelow)) in known:
        pass
    own = {"schema": "meeting/1", "id": meeting_id}
    entry = ask_missing(call, desk.office, without_own(entry, own), "meeting")
    written = write_new("meeting", finish(entry, "meeting", {**own, **entry.fields}), entry)
    told = (*closed_line(day), *_left_over(call, desk, previous))
    deed = Deed(
        verb="meeting new", subject=meeting_id, written=(written,), nouns={"meeting": meeting_id}, notes=entry.notes, told=told
    )
    return carry_out(call, desk, deed)


def _previous(desk: Desk, kind: str, day: Day) -> str:
    before = [m for m in desk.world.meetings if m.kind == kind and m.date < day and not m.called_off]
    return before[-1].id if before else ""


def _left_over(call: Call, desk: Desk, previous: str) -> tuple[str, ...]:
    """Return the line on what the meeting before this one left open, so that it comes onto this one's agenda."""
    last = desk.world.meeting(previous)
    rows = left_over(desk.world, last, call.day) if last else ()
    if not rows:
        return ()
    cases = "、".join(f"{case}（{count} 件）" for case, count in rows)
    return (f"前回（{previous}）の宿題が残っています: {cases}",)


def add(
    call: Call,
    meeting: MeetingArg,
    subject: Annotated[str, typer.Argument(metavar="CASE|GAP", help="ケース番号か地域課題の番号")],
    timing: Annotated[
        str, typer.Option("--timing", metavar="T", help="策定・変更・終結・中断・情報共有・方針・緊急・社会資源")
    ] = "",
    plan: Annotated[str, typer.Option("--plan", metavar="P", help="プラン番号（1 つだけなら省けます）")] = "",
    members: Annotated[str, typer.Option("--members", metavar="A,B", help="この議題に出る機関（既定は会議の出席機関）")] = "",
    from_: FromOpt = "",
) -> Answer:
    """会議に議題を加えます。同意を要する会議では、開催日に有効な本人同意がなければ断ります。

    もう入っている議題をもう一度加えると、構成員や説明者を言い直し、プランの新しい版に差し替えます。

    例: seki meeting add M-20250715-7KQ2 R07-7K3F9QX --timing 策定
    例: seki meeting add M-20250715-7KQ2 R07-7K3F9QX --members renkei,hokatsu
    """
    desk = fetch(call)
    found = pick_meeting(call, desk.world, meeting, writes=True)
    refuse_called_off(found)
    said = {"timing": timing, "plan": plan, "members": [m for m in members.replace("，", ",").split(",") if m]}
    entry = build_item(call, desk, found, subject, fill(read_entry(call, from_), said))
    value, told = put_item(call, read_meeting(desk, found), entry)
    if entry.fields.get("plan") and entry.fields.get("timing") == "方針" and not plan:
        told = (*told, f"待っているプラン {entry.fields['plan']} も、この議題で諮ります。")
    written = write_meeting(desk, found, value, entry)
    return save_meeting(
        call, desk, found, written, told=(*told, *also_on(desk, found, entry)), case=str(entry.fields.get("case", ""))
    )


def attend(
    call: Call,
    meeting: MeetingArg,
    agencies: Annotated[
        list[str],
        typer.Argument(metavar="AGENCY…", help="出席する機関（機関:職員ID とすると人まで。本人・家族は ケース番号#P1）"),
    ],
    off: Annotated[bool, typer.Option("--off", help="加える代わりに、出席者から外します")] = False,
) -> Answer:
    """会議に出席する機関や、同席する本人・家族を加えます。

    例: seki meeting attend M-20250715-7KQ2 hokatsu fukushika shokuan:tanaka
    例: seki meeting attend M-20250715-7KQ2 fukushika --off
    """
    return change_attendance(call, meeting, agencies, off=off)


def move(
    call: Call,
    meeting: MeetingArg,
    date: Annotated[str, typer.Option("--date", metavar="D", help="新しい開催日")] = "",
    from_: FromOpt = "",
) -> Answer:
    """会議を別の日に移します。番号は変わりません。新しい日に同意が切れている議題があれば断ります。

    開始・終了の時刻や場所も変えるときは、--from に starts・ends・place を書きます。

    例: seki meeting move M-20250715-7KQ2 --date 2025-07-22
    """
    return move_meeting(call, meeting, day=date, source=from_)


def cancel(
    call: Call,
    meeting: MeetingArg,
    item: Annotated[str, typer.Option("--item", metavar="NUM", help="会議はそのままで、この番号の議題だけを外します")] = "",
) -> Answer:
    """会議を取りやめます。議題のプランとケースは会議待ちに戻り、期限の一覧（seki due）に出ます。

    例: seki meeting cancel M-20250715-7KQ2
    例: seki meeting cancel M-20250715-7KQ2 --item 2
    """
    return cancel_meeting(call, meeting, item=item)


def list_(call: Call) -> Answer:
    """会議を一覧します。

    例: seki meeting list
    """
    return list_meetings(call)


def show(call: Call, meeting: MeetingArg) -> Answer:
    """会議の日時・出席者・議題と、記録した後はその結果と宿題の残りを見ます（名前は出ません）。

    例: seki meeting show M-20250715-7KQ2
    """
    return show_meeting(call, meeting)


def record(call: Call, meeting: MeetingArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """会議の出欠・結果・議事・宿題を記録します。議題ごとに決定が 1 件でき、プランや主担当が動きます。

    端末では議題ごとに尋ねます。途中で閉じても、同じコマンドで続きから始められます。

    例: seki meeting record M-20250715-7KQ2 --from 記録.yaml
    """
    return record_meeting(call, meeting, source=from_, by=by)
