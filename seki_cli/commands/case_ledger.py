"""提供台帳, shown: agency by agency what it was told, when, on which ground, by which paper."""

from collections.abc import Iterator
from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.consent_ends import share_data
from seki_cli.commands.fetch import Desk
from seki_cli.model.answer import Cell, Column, Lines, Table, View
from seki_cli.model.contact import Ground
from seki_cli.model.wareki import show_day_short
from seki_cli.model.world import CaseFile
from seki_cli.rules.ledger import SELF, Share, Told, find_shares, told_by_agency, what_was_told

_COLUMNS: Final = tuple(
    Column(key=key, title=title)
    for key, title in (
        ("date", "日"), ("to", "渡した先"), ("ground", "根拠"), ("what", "渡したもの"), ("copies", "部数"), ("paper", "資料"),
        ("id", "記録"), ("entered", "台帳"),
    )
)  # fmt: skip
_GROUNDS: Final = (("referral", "つなぎ"), ("meeting", "会議"), ("consent", "同意"), ("law", "法令"))
_SHORT: Final = 8
_NOTHING: Final = "情報を渡した記録はありません。"


def show_ledger(call: Call, desk: Desk, case: CaseFile) -> tuple[dict[str, Any], tuple[View, ...]]:
    """Return the 提供台帳 of a case, for programs and for people: agency by agency at the screen, row by row as a list.

    What was told without an entry (an older つなぎ, a meeting written by hand) stands among it and says so.
    """
    shares = find_shares(case, desk.world.meetings, call.day)
    given = told_by_agency(shares)
    data = {
        "case": case.id,
        "items": [share_data(share) for share in shares],
        "agencies": [
            {"agency": told.agency, "times": len(told.shares), "first": told.shares[0].date, "last": told.shares[-1].date}
            for told in given
        ],
    }
    if call.format:
        return data, (Table(columns=_COLUMNS, rows=tuple(_row(desk, case, share) for share in shares), empty=_NOTHING),)
    own = tuple(share for share in shares if SELF in share.to)
    blocks = (*given, *([Told(agency=SELF, shares=own)] if own else []))
    heading = Lines(lines=(f"提供台帳　ケース {case.id}", *(() if blocks else (_NOTHING,))))
    return data, (heading, *(_block(desk, case, told) for told in blocks))


def _block(desk: Desk, case: CaseFile, told: Told) -> Lines:
    name = SELF if told.agency == SELF else desk.office.agency_name(told.agency)
    lines = (line for share in told.shares for line in _lines(case, share))
    return Lines(title=f"■ {name}　{len(told.shares)} 回", lines=tuple(lines))


def _lines(case: CaseFile, share: Share) -> Iterator[str]:
    entry = f"台帳 {share.record}" if share.entered else "台帳に記載なし"
    yield f"  {show_day_short(share.date)}　{entry}　{_ground(share.ground)}" + (f"　資料 {_paper(share)}" if share.paper else "")
    yield f"    {'・'.join(what_was_told(case, share.records))}"


def _ground(ground: Ground) -> str:
    return "・".join(f"{word} {value}" for key, word in _GROUNDS if (value := getattr(ground, key)))


def _paper(share: Share) -> str:
    return f"{share.paper.copies} 部 {share.paper.sha256[:_SHORT]}" if share.paper else ""


def _row(desk: Desk, case: CaseFile, share: Share) -> dict[str, Cell]:
    return {
        "date": share.date,
        "to": tuple(SELF if agency == SELF else desk.office.agency_name(agency) for agency in share.to),
        "ground": _ground(share.ground),
        "what": what_was_told(case, share.records),
        "copies": share.paper.copies if share.paper else None,
        "paper": share.paper.sha256[:_SHORT] if share.paper else "",
        "id": share.record,
        "entered": share.entered,
    }
