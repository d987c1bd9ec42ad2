"""地域課題・不足する社会資源: listed and looked at. What writes stands in gap_act.py."""

from datetime import date
from typing import Annotated, Any, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.face import GapArg
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.pick import pick_gap
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.commands.words import pick_word
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table
from seki_cli.model.fold import fold
from seki_cli.model.meeting import Gap
from seki_cli.model.wareki import show_day, show_day_short
from seki_cli.model.world import World
from seki_cli.rules.gaps import STATUSES, decisions_of, gap_since, gap_status, meetings_of, resources_of, steps_until

_COLUMNS: Final = (
    Column(key="id", title="地域課題"),
    Column(key="status", title="状況"),
    Column(key="since", title="その状況になった日"),
    Column(key="field", title="分野"),
    Column(key="area", title="圏域"),
    Column(key="meetings", title="会議", spare=True),
    Column(key="text", title="課題"),
)
_STEPS: Final = (
    Column(key="date", title="日"),
    Column(key="status", title="状況"),
    Column(key="meeting", title="会議"),
    Column(key="text", title="内容"),
    Column(key="resources", title="生まれた社会資源"),
)
_MEETINGS: Final = (
    Column(key="id", title="会議"),
    Column(key="date", title="日"),
    Column(key="kind_name", title="種類"),
    Column(key="num", title="議題"),
)


def list_(
    call: Call,
    status: Annotated[str, typer.Option("--status", metavar="S", help="状況（気づき・検討中・取組中・解決・見送り）")] = "",
    field: Annotated[str, typer.Option("--field", metavar="F", help="分野")] = "",
    area: Annotated[str, typer.Option("--area", metavar="A", help="圏域")] = "",
) -> Answer:
    """地域課題を、いまの状況とともに一覧します。

    例: seki gap list --status 検討中
    """
    wanted = pick_word("--status", status, STATUSES)

    def tell(world: World, found: Standings) -> Answer:
        rows = [
            row
            for gap in world.gaps
            if fold(field) in ("", fold(gap.field)) and fold(area) in ("", fold(gap.area))
            if wanted in ("", (row := _row(world, gap, call.day))["status"])
        ]
        rows.sort(key=lambda row: (STATUSES.index(row["status"]), row["since"] or call.day, row["id"]))
        table = Table(columns=_COLUMNS, rows=tuple(rows), empty="当てはまる地域課題はありません。")
        return answer_list(call, found, {"items": rows}, (table,))

    return ask_world(call, tell)


def show(call: Call, gap: GapArg) -> Answer:
    """地域課題の内容と、気づいたきっかけ、取組の経過、上がった会議、そこから生まれた社会資源を見ます。

    例: seki gap show G-7K3F9QX
    """
    desk = fetch(call)
    found = pick_gap(call, desk.world, gap)
    row = _row(desk.world, found, call.day)
    meetings, steps, origins, made = _meetings(desk, found), _steps(call, found), _origins(desk, found), _made(desk, found)
    data = {**desk.shelf.values[found.path], **row, "meetings": meetings, "decisions": origins, "resources": made}
    columns = _STEPS if any(step["resources"] for step in steps) else _STEPS[:-1]
    views = (
        Lines(title=f"{found.id}　{row['status']}", lines=tuple(_told(found, row))),
        Table(
            columns=columns, rows=steps, title="■ 取組の経過", empty="取組の経過はまだありません（seki gap move で加えます）。"
        ),
        Table(
            columns=_MEETINGS,
            rows=meetings,
            title="■ 上がった会議",
            empty="会議の議題にはまだなっていません（seki meeting add で加えます）。",
        ),
        Lines(
            title="■ 話に出た決定",
            lines=tuple(f"{o['id']}（{show_day_short(o['date'])}）" for o in origins) or ("（ありません）",),
        ),
        Lines(title="■ 生まれた社会資源", lines=tuple(f"{m['id']}　{m['name']}" for m in made) or ("（まだありません）",)),
    )
    return answer(call, desk, data, views)


def _meetings(desk: Desk, gap: Gap) -> tuple[dict[str, Cell], ...]:
    return tuple(
        {"id": m.id, "date": m.date, "kind_name": _kind_name(desk, m.kind, m.date), "num": item.num}
        for m, item in meetings_of(desk.world, gap)
    )


def _steps(call: Call, gap: Gap) -> tuple[dict[str, Cell], ...]:
    return tuple(
        {"date": s.date, "status": s.status, "meeting": s.meeting, "text": s.text, "resources": s.resources}
        for s in steps_until(gap, call.day)
    )


def _origins(desk: Desk, gap: Gap) -> tuple[dict[str, Any], ...]:
    found = decisions_of(desk.world, gap)
    return tuple({"id": f"{c.id}/{d.id}", "case": c.id, "date": d.date, "meeting": d.meeting} for c, d in found)


def _made(desk: Desk, gap: Gap) -> tuple[dict[str, str], ...]:
    names = {resource.id: resource.name for resource in desk.world.resources}
    return tuple({"id": rid, "name": names.get(rid, "（台帳にありません）")} for rid in resources_of(gap))


def _told(gap: Gap, row: dict[str, Any]) -> list[str]:
    noticed = ""
    if gap.noticed:
        noticed = show_day(gap.noticed.date) + (f"（決定 {gap.noticed.decision}）" if gap.noticed.decision else "")
    lines = [("課題", gap.text), ("分野", gap.field), ("圏域", gap.area), ("気づいた日", noticed)]
    if row["since"]:
        lines.append(("いまの状況", f"{row['status']}（{show_day(row['since'])}から）"))
    return [f"{title}: {text}" for title, text in lines if text]


def _row(world: World, gap: Gap, day: date) -> dict[str, Any]:
    return {
        "id": gap.id,
        "gap": gap.id,
        "status": gap_status(gap, day),
        "since": gap_since(gap, day),
        "noticed": gap.noticed.date if gap.noticed else None,
        "field": gap.field,
        "area": gap.area,
        "meetings": len(meetings_of(world, gap)),
        "text": gap.text,
    }


def _kind_name(desk: Desk, kind: str, on: date) -> str:
    row = desk.office.meeting_kind(kind, on)
    return row.name if row else kind
