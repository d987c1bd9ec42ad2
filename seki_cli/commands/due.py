"""期限: what is due on the day or overdue. The line that cron runs."""

from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, answer, closed_around, fetch
from seki_cli.commands.me import known_staff
from seki_cli.commands.pick import pick_agency, pick_word
from seki_cli.errors import Misuse
from seki_cli.model.answer import Answer, Cell, Column, Table
from seki_cli.model.days import last_workday
from seki_cli.rules.due import KINDS, DueFilter, DueRow, due_items, due_state

_COLUMNS = (
    Column(key="due_on", title="期限"),
    Column(key="state", title=""),
    Column(key="days", title="日数"),
    Column(key="kind", title="種類"),
    Column(key="case", title="ケース"),
    Column(key="what", title="こと"),
    Column(key="agency", title="動く機関"),
    Column(key="staff", title="担当"),
)
_NAMES = Column(key="name", title="本人")


def due(
    call: Call,
    within: Annotated[int, typer.Option("--within", metavar="N", min=0, max=3660, help="N 日先までの予定も出します")] = 0,
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="種類（モニタリング・回答待ち・宿題 …）")] = "",
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="動く機関")] = "",
    staff: Annotated[str, typer.Option("--staff", metavar="ID", help="動く職員")] = "",
    lead: Annotated[str, typer.Option("--lead", metavar="A", help="主担当の機関")] = "",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="1 件でもあれば終了コード 1 にします")] = False,
    names: Annotated[bool, typer.Option("--names", help="本人の名前を添えます（端末でだけ）")] = False,
) -> Answer:
    """期限が来ている・過ぎている予定を一覧します。何もなければ何も出しません。

    例: seki due --within 14
    例: seki -C /srv/daicho due --quiet   （cron の 1 行）
    """
    if names and not call.on_terminal:
        raise Misuse(
            "--names は端末でだけ使えます", remedy="--names を外してください（メールやファイルに名前を残さないためです）"
        )
    desk = fetch(call)
    wanted = DueFilter(
        kind=pick_word("--kind", kind, KINDS),
        agency=pick_agency(desk.office, agency, call.day).id if agency else "",
        staff=known_staff(desk.office, staff) if staff else "",
        lead=pick_agency(desk.office, lead, call.day).id if lead else "",
    )
    rows = due_items(desk.world, call.day, within=within, wanted=wanted)
    items = _items(call, rows)
    table = Table(columns=(*_COLUMNS, _NAMES) if names else _COLUMNS, rows=tuple(_cells(desk, item, names) for item in items))
    told = answer(call, desk, {"items": items}, (table,))
    if exit_code and rows and told.exit_code == 0:
        from dataclasses import replace

        return replace(told, exit_code=1)
    return told


def _items(call: Call, rows: tuple[DueRow, ...]) -> list[dict[str, Any]]:
    if not rows:
        return []
    first, last = min(r.due_on for r in rows), max(r.due_on for r in rows)
    closed = closed_around(call, (call.day - first).days + 15, (last - call.day).days + 1)
    return [_item(call, row, closed) for row in rows]


def _item(call: Call, row: DueRow, closed: frozenset[Any]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "due_on": row.due_on,
        "days": (call.day - row.due_on).days,
        "workday": last_workday(row.due_on, closed) if row.due_on in closed else None,
        "state": due_state(row.due_on, call.day),
        "case": row.case,
        "plan": row.plan or None,
        "agency": row.agency,
        "staff": row.staff or None,
        "lead": row.lead,
        "what": row.what,
        "record": row.record,
        "uncertain": row.uncertain,
    }


def _cells(desk: Desk, item: dict[str, Any], names: bool) -> dict[str, Cell]:
    days = item["days"]
    said = f"{days}日超過" if days > 0 else "本日" if days == 0 else f"あと{-days}日"
    holiday = f"（{item['workday']:%m/%d} までに）" if item["workday"] and days <= 0 else ""
    cells: dict[str, Cell] = {
        **item,
        "days": said,
        "what": item["what"] + holiday + ("（読めない記録あり）" if item["uncertain"] else ""),
        "state": {"超過": "!", "本日": "*"}.get(item["state"], ""),
    }
    if names:
        case = desk.world.case(item["case"])
        cells["name"] = tuple(p.name or p.alias for p in case.household.people if p.role == "本人") if case else ()
    return cells
