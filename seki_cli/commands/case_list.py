"""ケースの一覧と検索: which cases there are and how they stand, without opening one."""

from collections.abc import Mapping
from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, answer_list, office_of
from seki_cli.commands.standings_fetch import ask_standings
from seki_cli.commands.words import pick_word
from seki_cli.errors import Misuse
from seki_cli.files.index import Index
from seki_cli.model.answer import Answer, Cell, Column, Table
from seki_cli.model.standing import STATUSES, CaseRow
from seki_cli.rules.case_list import CaseFilter, fitting_rows, mark_same
from seki_cli.rules.find import find_cases, may_stand_on_command_line

_COLUMNS = (
    Column(key="id", title="ケース"),
    Column(key="status", title="状態"),
    Column(key="lead", title="主担当"),
    Column(key="area", title="圏域", spare=True),
    Column(key="programmes", title="事業", spare=True),
    Column(key="flags", title="特徴"),
    Column(key="next_due", title="次の期限"),
    Column(key="consent", title="本人同意"),
    Column(key="opened", title="受付日", spare=True),
)
_SAME = Column(key="same_as", title="同一のケース")
"""Shown where a case of the list is marked as the same as another."""


def list_(
    call: Call,
    status: Annotated[str, typer.Option("--status", metavar="S", help="状態（受付・つなぎ中・支援中 …）")] = "",
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="関わっている機関")] = "",
    area: Annotated[str, typer.Option("--area", metavar="A", help="圏域")] = "",
    field: Annotated[str, typer.Option("--field", metavar="F", help="分野（介護・障害・子ども・困窮・その他）")] = "",
    lead: Annotated[str, typer.Option("--lead", metavar="A", help="主担当の機関")] = "",
    flag: Annotated[str, typer.Option("--flag", metavar="F", help="特徴（8050問題・ヤングケアラー …）")] = "",
) -> Answer:
    """ケースを一覧します（名前は出ません）。

    例: seki case list --status 支援中 --lead renkei
    例: seki case list --format tsv | grep 8050
    """
    asked = {"status": status, "agency": agency, "area": area, "field": field, "lead": lead, "flag": flag}
    return ask_standings(call, lambda found: _tell_list(call, found, asked), Index.rows)


def _tell_list(call: Call, found: Standings, asked: Mapping[str, str]) -> Answer:
    wanted = CaseFilter(
        status=pick_word("--status", asked["status"], STATUSES),
        agency=_agency(call, found, asked["agency"]),
        area=asked["area"],
        field=_field(asked["field"]),
        lead=_agency(call, found, asked["lead"]),
        flag=asked["flag"],
    )
    told = tuple(found.rows())
    rows = fitting_rows((row for row, _, _ in told), wanted, mark_same((row.id, same) for row, same, _ in told))
    items = [row.data() for row in rows]
    columns = (*_COLUMNS, *((_SAME,) if any(row.same_as for row in rows) else ()))
    table = Table(columns=columns, rows=tuple(row.cells() for row in rows), empty="当てはまるケースはありません。")
    return answer_list(call, found, {"items": items}, (table,))


def find(
    call: Call,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[-]", help="- で標準入力から。引数に書けるのは番号・日付・コードだけです")
    ] = None,
) -> Answer:
    """名前・ふりがな・住所・電話・生年月日・番号でケースを探します。

    言葉は履歴に残らないよう、端末で尋ねるか標準入力から読みます。ひらがな・カタカナ・旧字・全角の違いは吸収します。

    例: seki case find
    例: seki case find - < 言葉.txt
    """
    _ = call.root  # where there is no workspace, nobody is asked for words
    sought = _sought_words(call, words or [])
    return ask_standings(call, lambda found: _tell_found(call, found, sought), Index.marks)


def _tell_found(call: Call, found: Standings, sought: str) -> Answer:
    hits = find_cases(found.marks(), sought, call.day)
    told = {row.id: (row, same) for row, same, _ in found.rows()} if hits else {}
    same_as = mark_same((case, same) for case, (_, same) in told.items())
    rows = tuple(_hit(told[case][0], person, where, same_as.get(case, ())) for case, person, where in hits)
    items = [{**row, "case": row["id"]} for row in rows]
    titles = (("id", "ケース"), ("person", "人"), ("where", "一致したところ"), ("status", "状態"), ("lead", "主担当"))
    columns = tuple(Column(key=key, title=title) for key, title in titles) + (
        (_SAME,) if any(row["same_as"] for row in rows) else ()
    )
    return answer_list(call, found, {"items": items}, (Table(columns=columns, rows=rows, empty="見つかりませんでした。"),))


def _hit(row: CaseRow, person: str, where: str, same_as: tuple[str, ...]) -> dict[str, Cell]:
    return {"id": row.id, "person": person, "where": where, "status": row.status, "lead": row.lead, "same_as": same_as}


def _agency(call: Call, found: Standings, typed: str) -> str:
    if not typed:
        return ""
    from seki_cli.commands.pick import pick_agency

    return pick_agency(office_of(call, found), typed, call.day).id


def _field(typed: str) -> str:
    if not typed:
        return ""
    from seki_cli.files.fields import choices_of

    return pick_word("--field", typed, choices_of("intake", "fields"))


def _sought_words(call: Call, words: list[str]) -> str:
    if words == ["-"] or (not words and call.asker is None):
        return call.read_stdin().decode("utf-8", "replace")
    if not words and call.asker is not None:
        return call.asker.text("探す言葉（氏名・ふりがな・住所・電話・生年月日）")
    if all(may_stand_on_command_line(word) for word in words):
        return " ".join(words)
    raise Misuse(
        "引数に書けるのは番号・日付・コードだけです",
        remedy="seki case find と打って尋ねられてから入力するか、標準入力から渡してください",
    )
