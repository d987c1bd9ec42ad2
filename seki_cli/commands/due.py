"""期限: what is due on the day or overdue. The line that cron runs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, answer_list, office_of
from seki_cli.commands.standings_fetch import ask_standings
from seki_cli.commands.words import pick_word
from seki_cli.errors import Misuse
from seki_cli.files.closed_days import is_closed
from seki_cli.model.answer import Answer, Cell, Column, Table
from seki_cli.model.days import last_workday
from seki_cli.model.standing import DueRow
from seki_cli.rules.due_list import KINDS, DueFilter, due_state, last_day, sort_rows

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
    asked = {"kind": kind, "agency": agency, "staff": staff, "lead": lead}
    told = ask_standings(call, lambda found: _tell(call, found, asked, last_day(call.day, within), names=names))
    return replace(told, exit_code=1) if exit_code and told.data["items"] and told.exit_code == 0 else told


def _tell(call: Call, found: Standings, asked: Mapping[str, str], last: date, *, names: bool) -> Answer:
    wanted = _wanted(call, found, asked)
    items = [_item(call, row) for row in sort_rows(row for row in found.due(last) if wanted.fits(row))]
    called = {row.id: names for row, _, names in found.rows()} if names else {}
    table = Table(columns=(*_COLUMNS, _NAMES) if names else _COLUMNS, rows=tuple(_cells(item, called) for item in items))
    return answer_list(call, found, {"items": items}, (table,))


def _wanted(call: Call, found: Standings, asked: Mapping[str, str]) -> DueFilter:
    """Return what the list is narrowed to; the office's lists are looked at only where a name of theirs was typed."""
    kind = pick_word("--kind", asked["kind"], KINDS)
    if not any(asked[name] for name in ("agency", "staff", "lead")):
        return DueFilter(kind=kind)
    from seki_cli.commands.me import known_staff
    from seki_cli.commands.pick import pick_agency

    office = office_of(call, found)
    return DueFilter(
        kind=kind,
        agency=pick_agency(office, asked["agency"], call.day).id if asked["agency"] else "",
        staff=known_staff(office, asked["staff"]) if asked["staff"] else "",
        lead=pick_agency(office, asked["lead"], call.day).id if asked["lead"] else "",
    )


def _item(call: Call, row: DueRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "due_on": row.due_on,
        "days": (call.day - row.due_on).days,
        "workday": _workday(call, row.due_on),
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


def _workday(call: Call, due_on: date) -> date | None:
    """Return the last day before a closed one; to people it is told for what is still to come, and the calendar takes time."""
    if due_on < call.day and not call.as_json:
        return None
    return last_workday(due_on, is_closed) if is_closed(due_on) else None


def _cells(item: dict[str, Any], called: Mapping[str, tuple[str, ...]]) -> dict[str, Cell]:
    days = item["days"]
    said = f"{days}日超過" if days > 0 else "本日" if days == 0 else f"あと{-days}日"
    holiday = f"（{item['workday']:%m/%d} までに）" if item["workday"] and days <= 0 else ""
    cells: dict[str, Cell] = {
        **item,
        "days": said,
        "what": item["what"] + holiday + ("（読めない記録あり）" if item["uncertain"] else ""),
        "state": {"超過": "!", "本日": "*"}.get(item["state"], ""),
    }
    if called:
        cells["name"] = called.get(item["case"], ())
    return cells
