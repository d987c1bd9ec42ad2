"""What waits for a kind of meeting, from which its agenda is made; and when that kind is to meet next, where it has an interval."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, answer_list, office_of
from seki_cli.commands.standings_fetch import ask_standings
from seki_cli.model.answer import Answer, Cell, Column, Table, View

if TYPE_CHECKING:
    from seki_cli.model.office import Office
    from seki_cli.rules.meeting_rhythm import Calendar

_COLUMNS: Final = tuple(
    Column(key=key, title=title)
    for key, title in (
        ("id", "ケース"),
        ("plan", "プラン"),
        ("timing", "時機"),
        ("since", "待ち始め"),
        ("why", "わけ"),
        ("lead", "主担当"),
    )
)


def propose(call: Call, kind: Annotated[str, typer.Argument(metavar="KIND", help="会議の種類")]) -> Answer:
    """この種類の会議を待っているプランとケースを、時機とともに一覧します。

    例: seki meeting propose kaigi-b
    """
    return ask_standings(call, lambda found: _tell(call, found, kind))


def _tell(call: Call, found: Standings, typed: str) -> Answer:
    from seki_cli.commands.pick import pick_kind
    from seki_cli.commands.rhythm_view import rhythm_data, rhythm_view
    from seki_cli.rules.meeting_rhythm import rhythms
    from seki_cli.rules.meetings import may_take_cases
    from seki_cli.rules.propose import sort_proposals

    office = office_of(call, found)
    kind = pick_kind(office, typed, call.day)
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"id": p.case, "plan": p.plan, "timing": p.timing, "since": p.since, "why": p.why, "lead": p.lead}
        for p in sort_proposals(found.proposals(kind.id))
    )
    regular = tuple(one for one in rhythms(_calendar(found, office), call.day) if one.kind.id == kind.id)
    taken = may_take_cases(kind)
    table = Table(columns=_COLUMNS, rows=rows, empty=f"{taken.reason}。" if not taken else "待っているものはありません。")
    views: tuple[View, ...] = (table,) if call.format else (table, *rhythm_view(regular))
    data = {"items": [{**r, "case": r["id"]} for r in rows], "regular": rhythm_data(regular)}
    return answer_list(call, found, data, views)


def _calendar(found: Standings, office: "Office") -> "Calendar":
    from seki_cli.rules.meeting_rhythm import Calendar

    return Calendar(office=office, meetings=found.meetings(), has_met=found.is_named)
