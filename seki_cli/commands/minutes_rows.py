"""Which item each row of the minutes belongs to, and what may stand in them at all."""

import unicodedata
from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, settle_words
from seki_cli.commands.fetch import Desk
from seki_cli.commands.me import known_staff
from seki_cli.errors import Misuse, NotThere, Refused
from seki_cli.model.ids import fold_id
from seki_cli.model.meeting import Item, Meeting
from seki_cli.rules.meeting_turns import find_minutes

_KEYS: Final = ("came", "items", "papers", "confirmed")


def fit_rows(entry: Entry, meeting: Meeting) -> list[Item]:
    """Return the item that each row of the minutes belongs to; number and case must agree (4), and each item comes once (2)."""
    for key in entry.fields:
        if key not in _KEYS:
            remedy = "came: と items: の下に書いてください（資料の回収は papers:、会議の確認は confirmed: です）"
            raise Misuse("会議の記録に書けない項目名です", where=entry.where((key,)), remedy=remedy)
    rows = entry.fields.get("items") or []
    if not rows and not any(entry.fields.get(key) for key in _KEYS):
        raise Misuse("会議の記録の内容がありません", where=entry.where(()), remedy="came: と items: の下に書いてください")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Misuse("items: は議題の一覧です", where=entry.where(("items",)), remedy="- num: 1 の形で議題ごとに書いてください")
    found: list[Item] = []
    for number, row in enumerate(rows):
        found.append(_fit(entry, meeting, row, number, found))
    return found


def _fit(entry: Entry, meeting: Meeting, row: dict[str, Any], number: int, before: list[Item]) -> Item:
    fitting = [
        item
        for item in meeting.items
        if _num(row, item.num) == str(item.num)
        and fold_id(str(row.get("case") or item.case)) == item.case
        and fold_id(str(row.get("gap") or item.gap)) == item.gap
    ]
    named = [item for item in meeting.items if _num(row, "") == str(item.num)]
    if named and not fitting:
        raise Refused(
            "議題の番号と、ケース（地域課題）の番号が合いません",
            where=entry.where(("items", number)),
            remedy="seki meeting show で議題を確かめてください",
        )
    if len(fitting) != 1 or fitting[0] in before:
        raise Misuse(
            "どの議題の記録かが決まりません",
            where=entry.where(("items", number)),
            remedy="num: に議題の番号を、議題ごとに 1 回ずつ書いてください",
        )
    return fitting[0]


def _num(row: dict[str, Any], unsaid: int | str) -> str:
    return unicodedata.normalize("NFKC", str(row.get("num") or unsaid)).strip()


def refuse_recorded(desk: Desk, meeting: Meeting, rows: list[Item]) -> None:
    """Refuse (4) a second record of one item: the first stands, and is corrected where it is wrong."""
    for item in rows:
        if path := find_minutes(desk.world, meeting, item):
            rid = path.rpartition("/")[2].removesuffix(".yaml")
            edit = f"直すときは seki case edit {item.case} {rid} で訂正の記録を作ってください"
            raise Refused(
                f"議題 {item.num} はもう記録されています",
                where=path,
                remedy=edit if item.case else "続きは次の会議の議題にしてください",
            )


def read_confirmation(call: Call, desk: Desk, entry: Entry, meeting: Meeting, staff: str) -> dict[str, Any]:
    """Return who confirmed the minutes and when (会議の確認), as the meeting's file holds it; nothing where it is not said.

    Minutes are confirmed when there are some: on the day of the meeting or later, and not on a day still to come.
    """
    said = entry.fields.get("confirmed")
    if not said:
        return {}
    if not isinstance(said, dict):
        remedy = "confirmed: の下に date と staff を書いてください"
        raise Misuse("confirmed の形が違います", where=entry.where(("confirmed",)), remedy=remedy)
    inner = replace(entry, fields={"confirmed": dict(said)})
    fields = settle_words(call, desk.office, inner, "meeting").fields["confirmed"]
    try:
        who = known_staff(desk.office, str(fields.get("staff") or staff))
    except NotThere as error:
        raise NotThere(error.message, where=entry.where(("confirmed", "staff")), remedy=error.remedy) from None
    day = str(fields.get("date") or call.day.isoformat())
    if not meeting.date.isoformat() <= day <= call.day.isoformat():
        remedy = "会議の日から今日までの日付で書いてください"
        raise Refused("会議の確認の日が、会議より前か今日より後です", where=entry.where(("confirmed", "date")), remedy=remedy)
    return {"confirmed": {"date": day, "staff": who}}
