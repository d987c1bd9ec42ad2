"""履歴: who did what in a case, as a diary; from git, without a name of anybody helped."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.face import CaseArg
from seki_cli.commands.fetch import Desk, answer, fetch_near
from seki_cli.commands.pick import pick_case
from seki_cli.errors import Misuse
from seki_cli.files.git_history import Commit, read_history
from seki_cli.files.past import read_touched
from seki_cli.model.answer import Answer, Cell, Column, Table
from seki_cli.model.record import Record
from seki_cli.model.wareki import parse_day
from seki_cli.rules.diary import Touched, meetings_of, tell_saves

_COLUMNS = tuple(Column(key=k, title=t) for k, t in (("date", "日"), ("who", "だれが"), ("what", "したこと"), ("commit", "保存")))


def history(
    call: Call, case: CaseArg, since: Annotated[str, typer.Option("--since", metavar="D", help="この日からの分だけ")] = ""
) -> Answer:
    """ケースの履歴を、だれがいつ何をしたかの順に見ます（訂正や期限の変更も残ります）。

    例: seki history R07-7K3F9QX --since 2025-07-01
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case)
    first = _day(call, since)
    rows: list[dict[str, Cell]] = [
        {"date": commit.day, "who": commit.author, "what": what, "commit": commit.id[:10]}
        for commit, what in _told(call, desk, found.id)
        if first is None or commit.day >= first
    ]
    table = Table(columns=_COLUMNS, rows=tuple(rows), empty="この期間の保存はありません。")
    items = [{**row, "id": row["commit"], "case": found.id} for row in rows]
    return answer(call, desk, {"case": found.id, "items": items}, (table,), case=found.id)


def _told(call: Call, desk: Desk, case: str) -> Iterator[tuple[Commit, str]]:
    """Yield each save that touches the case, the first one first, with what it did: counted from the beginning on."""
    folder = f"cases/{case[:3]}/{case}/"
    paths = (folder.removesuffix("/"), *meetings_of(case, desk.world.meetings))
    commits = [commit for commit in read_history(call.root, paths=paths) if commit.day <= call.day]
    records = read_touched(call.root, commits)
    told = [(commit, _touched(commit, folder, records)) for commit in reversed(commits)]
    said = tell_saves((touched for _, touched in told), desk.office, case)
    yield from ((commit, what) for (commit, _), what in zip(told, said, strict=True) if what)


def _touched(commit: Commit, folder: str, records: Mapping[tuple[str, str], Record | None]) -> tuple[Touched, ...]:
    """Return what a save did to the files of one case's folder, and to the meetings that it was asked about."""
    return tuple(
        Touched(
            path=touch.path.removeprefix(folder),
            letter=touch.state,
            before=records.get((touch.path, touch.old)),
            after=records.get((touch.path, touch.new)),
        )
        for touch in commit.touches
        if touch.path.startswith((folder, "meetings/"))
    )


def _day(call: Call, since: str) -> date | None:
    try:
        return parse_day(since, call.day) if since else None
    except ValueError as error:
        raise Misuse(f"--since の日付が読めません。{error}", remedy="例: --since 2025-07-01") from None
