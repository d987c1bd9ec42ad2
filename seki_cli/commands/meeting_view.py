"""Looking at meetings: the list, and one meeting with what came of its items."""

from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.pick import pick_meeting
from seki_cli.commands.rhythm_view import rhythm_data, rhythm_view
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.model.answer import Answer, Column, Lines, Table, View
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.wareki import show_day, show_day_with_weekday
from seki_cli.model.world import World
from seki_cli.rules.copies import name_of_seat, outstanding
from seki_cli.rules.meeting_rhythm import calendar_of, rhythms
from seki_cli.rules.meeting_turns import find_minutes
from seki_cli.rules.minutes import ItemResult, item_results

_COLUMNS = (
    Column(key="id", title="会議"),
    Column(key="kind_name", title="種類"),
    Column(key="date", title="日"),
    Column(key="starts", title="開始"),
    Column(key="items", title="議題"),
    Column(key="agencies", title="出席機関"),
    Column(key="state", title="状態"),
)
_CAME = {True: "出席", False: "欠席", None: ""}


def list_meetings(call: Call) -> Answer:
    """Return all meetings as a table."""

    def tell(world: World, found: Standings) -> Answer:
        decided = _decided(world)
        rows = tuple(_row(call, world, meeting, decided) for meeting in world.meetings)
        items = [{**row, "meeting": row["id"]} for row in rows]
        regular = rhythms(calendar_of(world), call.day)
        table = Table(columns=_COLUMNS, rows=rows, empty="会議はまだありません。")
        views: tuple[View, ...] = (table,) if call.format else (table, *rhythm_view(regular))
        return answer_list(call, found, {"items": items, "regular": rhythm_data(regular)}, views)

    return ask_world(call, tell)


def show_meeting(call: Call, typed: str) -> Answer:
    """Return one meeting: who leads it, who is to come or came, its items, and what each of them came to."""
    desk = fetch(call)
    found = pick_meeting(call, desk.world, typed)
    results = item_results(desk.world, found, call.day)
    seats = ((desk.office.agency_name(a.agency) if a.agency else f"{a.case} {a.person}", a) for a in found.attendees)
    people = [f"  {'　'.join(filter(None, (name, a.staff, a.role, _CAME[a.came])))}" for name, a in seats]
    items = [line for result in results for line in _item_lines(desk, result)]
    views = (
        Lines(lines=_head(call, desk, found)),
        Lines(title="■ 出席者", lines=tuple(people)),
        Lines(title="■ 議題", lines=tuple(items)),
        *([Lines(title="■ 番号つきの資料", lines=_copy_lines(desk, found))] if found.papers else []),
    )
    data = {"meeting": found.id, **desk.shelf.values[found.path], "results": [_result_data(r) for r in results if r.result]}
    data |= {"outstanding": outstanding(found.papers)} if found.papers else {}
    return answer(call, desk, data, views)


def _head(call: Call, desk: Desk, found: Meeting) -> tuple[str, ...]:
    name, row = desk.office.agency_name, _row(call, desk.world, found, _decided(desk.world))
    chair = name(found.chair) if desk.office.agency(found.chair) else desk.office.staff_name(found.chair)
    when = f"{show_day_with_weekday(found.date)} {found.starts}".rstrip()
    lines = [
        f"{found.id}　{row['kind_name']}　{when}　{row['state']}",
        f"場所 {found.place or '（未定）'}　主催 {name(found.convenor) or '（未定）'}　議長 {chair or '（未定）'}",
    ]
    if found.previous:
        lines.append(f"前回 {found.previous}")
    if found.confirmed:
        who = desk.office.staff_name(found.confirmed.staff) if found.confirmed.staff else ""
        lines.append(f"会議の確認 {show_day(found.confirmed.date)}　{who}".rstrip())
    return tuple(lines)


def _copy_lines(desk: Desk, found: Meeting) -> tuple[str, ...]:
    """Return each numbered copy with whom it went to and whether it came back, and the sum of them."""
    left = outstanding(found.papers)
    rows = [
        f"  {paper.num:>3}　{'回収' if paper.returned else '未回収'}　{name_of_seat(paper.to, desk.office)}"
        for paper in found.papers
    ]
    total = f"  渡した {len(found.papers)} 部　回収 {len(found.papers) - len(left)}　未回収 {len(left)}"
    return (*rows, total)


def _item_lines(desk: Desk, result: ItemResult) -> tuple[str, ...]:
    item = result.item
    return (_item_line(desk, item), *([f"     → {_came_to(result)}"] if result.result else []))


def _item_line(desk: Desk, item: Item) -> str:
    about = f"{item.case} {item.plan}{f' v{item.version}' if item.version else ''}".rstrip() if item.case else item.gap
    joined = f"　{'・'.join(item.with_other)}を兼ねる" if item.with_other else ""
    members = f"　出席 {'・'.join(map(desk.office.agency_name, item.members))}" if item.members else ""
    return f"  {item.num}. {item.timing}　{about}{joined}{members}"


def _came_to(result: ItemResult) -> str:
    made = result.decision
    if made is None:
        return result.status
    after = "（事後）" if made.after_the_fact else ""
    left = len(result.open_todos)
    often = sum(todo.moved_times for todo in result.open_todos)
    state = f"残り {left}{f'・延期 {often} 回' if often else ''}" if left else "すべて済み"
    todos = f"　宿題 {len(made.todos)}（{state}）" if made.todos else ""
    gaps = f"　地域課題 {' '.join(made.gaps)}" if made.gaps else ""
    return f"{made.result}{after}　決定 {made.id}{todos}{gaps}"


def _result_data(result: ItemResult) -> dict[str, Any]:
    made = result.decision
    return {
        "num": result.item.num,
        "case": result.item.case,
        "gap": result.item.gap,
        "decision": made.id if made else "",
        "result": result.result,
        "todos": len(made.todos) if made else 0,
        "open_todos": [todo.reference for todo in result.open_todos],
    }


def _row(call: Call, world: World, meeting: Meeting, decided: frozenset[str]) -> dict[str, Any]:
    kind = world.office.meeting_kind(meeting.kind, meeting.date)
    return {
        "id": meeting.id,
        "kind": meeting.kind,
        "kind_name": kind.name if kind else meeting.kind,
        "date": meeting.date,
        "starts": meeting.starts,
        "items": len(meeting.items),
        "attendees": len(meeting.attendees),
        "agencies": len({row.agency for row in meeting.attendees if row.agency}),
        "state": _state(call, world, meeting, decided),
    }


def _decided(world: World) -> frozenset[str]:
    """Return the ids of the meetings that a decision names: looked for once, however many meetings there are."""
    return frozenset(decision.meeting for case in world.cases for decision in case.decisions)


def _state(call: Call, world: World, meeting: Meeting, decided: frozenset[str]) -> str:
    minutes = [find_minutes(world, meeting, item) for item in meeting.items]
    if meeting.called_off:
        return "取りやめ"
    if any(minutes) or meeting.id in decided:
        return "記録済み" if all(minutes) else "記録の途中"
    return "予定" if meeting.date >= call.day else "記録待ち"
