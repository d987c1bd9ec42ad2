"""番号つきの資料 in the meeting's file: noted when they go out, and when they come back."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from seki_cli.commands.act import Written
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.meeting_file import read_meeting, write_meeting
from seki_cli.commands.pick import pick_meeting
from seki_cli.errors import Misuse, NotThere
from seki_cli.model.agenda import AgendaPaper
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.meeting import Meeting, NumberedPaper, Printing
from seki_cli.model.office import Office
from seki_cli.rules.copies import joined_numbers, name_of_seat, next_printing, outstanding, papers_after, papers_returned


def note_printing(call: Call, desk: Desk, paper: AgendaPaper, digest: str) -> Written:
    """Return the meeting's file with the copies that a paper holds and with who was in the room of each of its items."""
    meeting = pick_meeting(call, desk.world, paper.header.meeting)
    made = Printing(num=0, date=call.day, meeting_date=meeting.date, agency=paper.agency, sha256=digest)
    printing = next_printing(meeting, made, paper.items)
    value = read_meeting(desk, meeting)
    value["papers"] = [paper_row(one) for one in papers_after(meeting.papers, paper.copies)]
    value["printed"] = [*(value.get("printed") or []), _printing_row(printing)]
    return write_meeting(desk, meeting, value)


def paper_row(paper: NumberedPaper) -> dict[str, Any]:
    """Return a copy as it stands in the meeting's file."""
    return {"num": paper.num, **({"to": paper.to} if paper.to else {}), **({"returned": True} if paper.returned else {})}


def _printing_row(printing: Printing) -> dict[str, Any]:
    day = printing.meeting_date
    return {
        "num": printing.num,
        "date": printing.date.isoformat(),
        **({"meeting_date": day.isoformat()} if day else {}),
        **({"agency": printing.agency} if printing.agency else {}),
        "sha256": printing.sha256,
        "room": list(printing.room),
        "items": [{"num": item.num, "room": list(item.room)} for item in printing.items],
    }


def read_returned(entry: Entry, meeting: Meeting) -> dict[int, bool]:
    """Return what the minutes say of copies that came back (`papers:`), by number; a copy that nobody made is NotThere (3)."""
    rows = entry.fields.get("papers") or []
    remedy = "- num: 資料番号 と returned: true の形で並べてください"
    if not isinstance(rows, list):
        raise Misuse("papers: は資料の一覧です", where=entry.where(("papers",)), remedy=remedy)
    found: dict[int, bool] = {}
    for place, row in enumerate(rows):
        where = entry.where(("papers", place))
        num = unicodedata.normalize("NFKC", str(row.get("num") or "")) if isinstance(row, Mapping) else ""
        said = str(row.get("returned", "true")).strip().lower() if isinstance(row, Mapping) else ""
        if not num.isdecimal() or said not in ("true", "false") or set(row) - {"num", "returned"}:
            raise Misuse("papers: の行の書き方が違います", where=where, remedy=remedy)
        if not any(paper.num == int(num) for paper in meeting.papers):
            known = f"seki meeting show {meeting.id} で資料番号を確かめてください"
            raise NotThere("この番号の資料はありません", where=where, remedy=known)
        found[int(num)] = said == "true"
    return found


def rows_returned(meeting: Meeting, returned: Mapping[int, bool]) -> dict[str, Any]:
    """Return the meeting's list of copies with what came back, where something is said of it."""
    return {"papers": [paper_row(paper) for paper in papers_returned(meeting.papers, returned)]} if returned else {}


def ask_returned(asker: Asker, meeting: Meeting, office: Office) -> list[dict[str, Any]]:
    """Ask which copies have not come back: Enter where all have. Whatever is not named is back."""
    options = tuple(
        Option(value=str(paper.num), label=f"{paper.num}　{name_of_seat(paper.to, office)}")
        for paper in meeting.papers
        if not paper.returned
    )
    if not options:
        return []
    asker.say("■ 資料の回収")
    away = asker.choose_several(
        "まだ戻っていない資料番号は（すべて戻っていれば Enter）", options, about="戻った番号は、会議の記録に回収済みと残ります。"
    )
    return [{"num": option.value, "returned": "true"} for option in options if option.value not in away]


def told_of_copies(meeting_id: str, papers: Iterable[NumberedPaper]) -> tuple[str, ...]:
    """Return the line on numbered copies that are still out after a meeting; nothing where none is."""
    made = tuple(papers)
    left = outstanding(made)
    if not left:
        return ()
    remedy = f"戻ったら seki meeting record {meeting_id} で記録してください"
    return (f"資料 {len(made)} 部のうち、{len(left)} 部が戻っていません（資料番号 {joined_numbers(left)}）。{remedy}",)
