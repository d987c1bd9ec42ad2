"""間隔の決まった会議: when each was last held and by when the next one is due, in words and for programs."""

from collections.abc import Iterable
from typing import Any

from seki_cli.model.answer import Lines
from seki_cli.model.wareki import show_day
from seki_cli.rules.meeting_rhythm import Rhythm


def rhythm_view(rows: Iterable[Rhythm]) -> tuple[Lines, ...]:
    """Return a line for each kind of meeting that has an interval; nothing where none has."""
    lines = tuple(_line(row) for row in rows)
    return (Lines(title="■ 間隔の決まった会議", lines=lines),) if lines else ()


def rhythm_data(rows: Iterable[Rhythm]) -> list[dict[str, Any]]:
    """Return the same for programs. `held` 0: none was held yet; `due_on` null: nobody can say by when one is due."""
    return [
        {
            "kind": row.kind.id,
            "kind_name": row.kind.name,
            "every_months": row.kind.every_months,
            "held": row.held,
            "last": row.last,
            "recorded": row.recorded,
            "due_on": row.due_on,
            "days": row.days,
            "state": row.state,
            "planned": row.planned,
        }
        for row in rows
    ]


def _line(row: Rhythm) -> str:
    said = "" if row.recorded else "（開いた記録はまだありません）"
    last = f"前回 {show_day(row.last)}{said}" if row.last else "まだ開かれていません"
    due = f"次は {show_day(row.due_on)} まで" if row.due_on else "次の期限は決められません（会議の種類に since を書いてください）"
    late = f"　超過 {row.days} 日" if row.overdue else ""
    planned = f"　予定 {show_day(row.planned)}" if row.planned else ""
    return f"  {row.kind.name}（{row.kind.every_months} か月ごと）　{last}　{due}{late}{planned}"
