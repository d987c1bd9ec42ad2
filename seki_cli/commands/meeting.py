"""会議: made, filled with items and members, looked at, recorded."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from seki_cli.commands.act import Deed, carry_out, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, fill, finish, join, read_entry, without_own
from seki_cli.commands.face import ByOpt, FromOpt, MeetingArg, command, group
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.form import ask_missing
from seki_cli.commands.meeting_item import build_item
from seki_cli.commands.meeting_record import record_meeting
from seki_cli.commands.pick import pick_agency, pick_kind, pick_meeting
from seki_cli.errors import NotThere, Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table
from seki_cli.model.ids import build_meeting_id
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.wareki import parse_day, show_day_with_weekday
from seki_cli.rules.propose import proposals

app = group("meeting", "会議を開き、議題と出席者を整え、記録します。")

_COLUMNS = (
    Column(key="id", title="会議"),
    Column(key="kind_name", title="種類"),
    Column(key="date", title="日"),
    Column(key="starts", title="開始"),
    Column(key="items", title="議題"),
    Column(key="attendees", title="出席機関"),
    Column(key="state", title="状態"),
)


@command(app, "new")
def new(
    call: Call,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="会議の種類（seki registry meetings で確認）")],
    date: Annotated[str, typer.Option("--date", metavar="D", help="開催日")] = "",
    from_: FromOpt = "",
) -> Answer:
    """会議を作ります。

    例: seki meeting new juso --date 2025-07-15
    """
    desk = fetch(call)
    entry = join(call, desk.office, read_entry(call, from_), {"date": date}, "meeting")
    day = parse_day(str(entry.fields["date"]), call.day) if entry.fields.get("date") else call.day
    row = pick_kind(desk.office, kind, day)
    defaults = {"convenor": row.convenor, "chair": row.chair, "previous": _previous(desk, row.id, day)}
    entry = default(fill(entry, {"kind": row.id}), defaults)
    known = {meeting.id for meeting in desk.world.meetings}
    while (meeting_id := build_meeting_id(day, secrets.randbelow)) in known:
        pass
    own = {"schema": "meeting/1", "id": meeting_id}
    entry = ask_missing(call, desk.office, without_own(entry, own), "meeting")
    written = write_new("meeting", finish(entry, "meeting", {**own, **entry.fields}), entry)
    deed = Deed(verb="meeting new", subject=meeting_id, written=(written,), nouns={"meeting": meeting_id}, notes=entry.notes)
    return carry_out(call, desk, deed)


def _previous(desk: Desk, kind: str, day: Any) -> str:
    before = [m for m in desk.world.meetings if m.kind == kind and m.date < day and not m.called_off]
    return before[-1].id if before else ""


@command(app, "add")
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

    例: seki meeting add M-20250715-7KQ2 R07-7K3F9QX --timing 策定
    """
    desk = fetch(call)
    found = pick_meeting(call, desk.world, meeting, writes=True)
    said = {"timing": timing, "plan": plan, "members": [m for m in members.replace("，", ",").split(",") if m]}
    entry = build_item(call, desk, found, subject, fill(read_entry(call, from_), said))
    value = _value(desk, found)
    value["items"] = [*(value.get("items") or []), entry.fields]
    return _save(call, desk, found, value, entry, case=str(entry.fields.get("case", "")))


@command(app, "attend")
def attend(
    call: Call,
    meeting: MeetingArg,
    agencies: Annotated[list[str], typer.Argument(metavar="AGENCY…", help="出席する機関（機関:職員ID とすると人まで）")],
) -> Answer:
    """会議に出席する機関を加えます。

    例: seki meeting attend M-20250715-7KQ2 chuo1 fukushi hellowork:tanaka
    """
    desk = fetch(call)
    found = pick_meeting(call, desk.world, meeting, writes=True)
    value = _value(desk, found)
    rows = [dict(row) for row in value.get("attendees") or []]
    for typed in agencies:
        name, _, staff = typed.replace("：", ":").partition(":")
        agency = pick_agency(desk.office, name, found.date)
        if staff and not desk.office.knows_staff(staff):
            raise NotThere("この職員は名簿にありません", remedy="seki registry staff add で登録してください")
        row = {"agency": agency.id, **({"staff": staff} if staff else {})}
        if not any(r.get("agency") == row["agency"] and r.get("staff", "") == row.get("staff", "") for r in rows):
            rows.append(row)
    value["attendees"] = rows
    return _save(call, desk, found, value)


@command(app, "list")
def list_(call: Call) -> Answer:
    """会議を一覧します。

    例: seki meeting list
    """
    desk = fetch(call)
    rows = tuple(_row(call, desk, meeting) for meeting in desk.world.meetings)
    items = [{**row, "meeting": row["id"]} for row in rows]
    return answer(call, desk, {"items": items}, (Table(columns=_COLUMNS, rows=rows, empty="会議はまだありません。"),))


@command(app, "show")
def show(call: Call, meeting: MeetingArg) -> Answer:
    """会議の日時・出席者・議題を見ます（名前は出ません）。

    例: seki meeting show M-20250715-7KQ2
    """
    desk = fetch(call)
    found = pick_meeting(call, desk.world, meeting)
    name = desk.office.agency_name
    lines = [
        f"{found.id}　{_row(call, desk, found)['kind_name']}　{show_day_with_weekday(found.date)} {found.starts}",
        f"場所 {found.place or '（未定）'}　主催 {name(found.convenor) or '（未定）'}",
    ]
    came = {True: "出席", False: "欠席", None: ""}
    people = [
        f"  {name(a.agency) if a.agency else f'{a.case} {a.person}'}　{a.staff}　{a.role}　{came[a.came]}".rstrip()
        for a in found.attendees
    ]
    items = [_item_line(desk, item) for item in found.items]
    views = (Lines(lines=tuple(lines)), Lines(title="■ 出席者", lines=tuple(people)), Lines(title="■ 議題", lines=tuple(items)))
    return answer(call, desk, {"meeting": found.id, **desk.shelf.values[found.path]}, views)


@command(app, "propose")
def propose(call: Call, kind: Annotated[str, typer.Argument(metavar="KIND", help="会議の種類")]) -> Answer:
    """この種類の会議を待っているプランとケースを、時機とともに一覧します。

    例: seki meeting propose juso
    """
    desk = fetch(call)
    row = pick_kind(desk.office, kind, call.day)
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"id": p.case, "plan": p.plan, "timing": p.timing, "since": p.since, "why": p.why, "lead": p.lead}
        for p in proposals(desk.world, row, call.day)
    )
    titles = (
        ("id", "ケース"),
        ("plan", "プラン"),
        ("timing", "時機"),
        ("since", "待ち始め"),
        ("why", "わけ"),
        ("lead", "主担当"),
    )
    table = Table(columns=tuple(Column(key=k, title=t) for k, t in titles), rows=rows, empty="待っているものはありません。")
    return answer(call, desk, {"items": [{**r, "case": r["id"]} for r in rows]}, (table,))


@command(app, "record")
def record(call: Call, meeting: MeetingArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """会議の出欠・結果・議事・宿題を記録します。議題ごとに決定が 1 件でき、プランや主担当が動きます。

    例: seki meeting record M-20250715-7KQ2 --from 記録.yaml
    """
    return record_meeting(call, meeting, source=from_, by=by)


def _item_line(desk: Desk, item: Item) -> str:
    about = f"{item.case} {item.plan}{f' v{item.version}' if item.version else ''}".rstrip() if item.case else item.gap
    members = f"　出席 {'・'.join(map(desk.office.agency_name, item.members))}" if item.members else ""
    return f"  {item.num}. {item.timing}　{about}{members}"


def _row(call: Call, desk: Desk, meeting: Meeting) -> dict[str, Any]:
    kind = desk.office.meeting_kind(meeting.kind, meeting.date)
    decided = any(d.meeting == meeting.id for case in desk.world.cases for d in case.decisions)
    state = "取りやめ" if meeting.called_off else "記録済み" if decided else "予定" if meeting.date >= call.day else "記録待ち"
    return {
        "id": meeting.id,
        "kind": meeting.kind,
        "kind_name": kind.name if kind else meeting.kind,
        "date": meeting.date,
        "starts": meeting.starts,
        "items": len(meeting.items),
        "attendees": len(meeting.attendees),
        "state": state,
    }


def _value(desk: Desk, meeting: Meeting) -> dict[str, Any]:
    return read_tree(desk.shelf.sources.files[meeting.path])


def _save(
    call: Call, desk: Desk, meeting: Meeting, value: Mapping[str, Any], entry: Entry | None = None, *, case: str = ""
) -> Answer:
    if meeting.called_off:
        raise Refused("取りやめた会議です", where=meeting.path, remedy="seki meeting new で会議を作ってください")
    whole = finish(entry or Entry(fields={}), "meeting", value)
    nouns = {"meeting": meeting.id, **({"case": case} if case else {})}
    written = write_edited(desk.shelf, meeting.path, whole, entry)
    return carry_out(call, desk, Deed(verb=" ".join(call.words), subject=meeting.id, written=(written,), nouns=nouns))
