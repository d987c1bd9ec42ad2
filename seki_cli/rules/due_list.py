"""What a list of dues is: its kinds, its order, how far it looks ahead and what it is narrowed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from seki_cli.model.standing import DueRow

KINDS: Final = (
    "モニタリング",
    "プラン期限",
    "会議待ち",
    "回答待ち",
    "宿題",
    "次回予定",
    "同意期限",
    "フォローアップ",
    "連絡なし",
    "次の予定なし",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFilter:
    """What a list of dues is narrowed to; empty fields do not narrow. Agency and staff are those who have to act."""

    kind: str = ""
    agency: str = ""
    staff: str = ""
    lead: str = ""

    def fits(self, row: DueRow) -> bool:
        """Say whether a row is wanted."""
        return (
            self.kind in ("", row.kind)
            and self.agency in ("", row.agency)
            and self.staff in ("", row.staff)
            and self.lead in ("", row.lead)
        )


EVERYTHING: Final = DueFilter()


def due_state(due_on: date, day: date) -> str:
    """Return whether something is 超過, 本日 or 予定 on a day."""
    return "超過" if due_on < day else "本日" if due_on == day else "予定"


def last_day(day: date, within: int) -> date:
    """Return the last day that a list looks at: so many days ahead, and no further than days go."""
    return day + timedelta(days=max(0, min(within, (date.max - day).days)))


def sort_rows(rows: Iterable[DueRow]) -> tuple[DueRow, ...]:
    """Return rows in the order of the list: due_on, case, kind; then plan, record and phrase, so that it never varies."""
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.case, row.kind, row.plan, row.record, row.what)))
