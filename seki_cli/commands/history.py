"""履歴: who did what in a case, as a diary; from git, without a name of anybody helped."""

from datetime import date
from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.face import CaseArg
from seki_cli.commands.fetch import answer, fetch
from seki_cli.commands.pick import pick_case
from seki_cli.errors import Misuse
from seki_cli.files.git_history import read_history
from seki_cli.model.answer import Answer, Cell, Column, Table
from seki_cli.model.wareki import parse_day
from seki_cli.rules.diary import build_sentence

_COLUMNS = tuple(Column(key=k, title=t) for k, t in (("date", "日"), ("who", "だれが"), ("what", "したこと"), ("commit", "保存")))


def history(
    call: Call, case: CaseArg, since: Annotated[str, typer.Option("--since", metavar="D", help="この日からの分だけ")] = ""
) -> Answer:
    """ケースの履歴を、だれがいつ何をしたかの順に見ます（訂正や期限の変更も残ります）。

    例: seki history R07-7K3F9QX --since 2025-07-01
    """
    desk = fetch(call)
    found = pick_case(call, desk.world, case)
    first = _day(call, since)
    folder = f"cases/{found.id[:3]}/{found.id}/"
    rows: list[dict[str, Cell]] = []
    for commit in read_history(call.root, paths=(folder.removesuffix("/"),)):
        mine = tuple((t.path.removeprefix(folder), t.state) for t in commit.touches if t.path.startswith(folder))
        meeting = commit.subject.startswith("seki: meeting record")
        day = commit.day
        if mine and day <= call.day and (first is None or day >= first):
            rows.append(
                {"date": day, "who": commit.author, "what": build_sentence(mine, meetings=meeting), "commit": commit.id[:10]}
            )
    rows.reverse()
    table = Table(columns=_COLUMNS, rows=tuple(rows), empty="この期間の保存はありません。")
    return answer(
        call,
        desk,
        {"case": found.id, "items": [{**r, "id": r["commit"], "case": found.id} for r in rows]},
        (table,),
        case=found.id,
    )


def _day(call: Call, since: str) -> date | None:
    try:
        return parse_day(since, call.day) if since else None
    except ValueError as error:
        raise Misuse(f"--since の日付が読めません。{error}", remedy="例: --since 2025-07-01") from None
