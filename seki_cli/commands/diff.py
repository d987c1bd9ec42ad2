"""前回からの変化: what changed in a case since a day or the last meeting, for those who may read the case."""

from collections import Counter
from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.face import CaseArg
from seki_cli.commands.fetch import Desk, answer, fetch_near
from seki_cli.commands.pick import pick_case
from seki_cli.errors import Misuse, NotThere
from seki_cli.files.past import read_last_days, read_past_documents
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.wareki import parse_day, show_day, show_day_short
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_changes import CaseHistory, Difference, case_changes
from seki_cli.rules.difference import GROUPS, Change
from seki_cli.rules.past import Moment, find_last_decision, moment_of

LAST_MEETING = "last-meeting"


def diff(
    call: Call,
    case: CaseArg,
    since: Annotated[
        str, typer.Option("--since", metavar="D", help="この日の終わりから（必須）。last-meeting と書けば前回の会議から")
    ] = "",
) -> Answer:
    """ケースの中で、ある日や前回の会議から変わったことを、文で並べます。

    人・機関・同意・プラン・期日・約束・記録の順です。後から記録された前の日のことも、そのことわりを付けて出ます。

    例: seki diff R07-7K3F9QX --since last-meeting
    例: seki diff R07-7K3F9QX --since R7.7.1
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case)
    moment, meeting = _moment(call, found, since)
    difference = _compare(call, desk, found, moment)
    rows = _numbered(difference.changes)
    items: list[dict[str, Any]] = [{"id": key, "case": found.id, **_item(change)} for key, change in rows]
    data = {"case": found.id, "since": moment.day, "meeting": meeting or None, "items": items}
    said = answer(call, desk, data, _views(call, found, moment, meeting, difference), case=found.id)
    lost = tuple(f"（{path} のその日の版は読めないため、比べていません）" for path in difference.unread)
    return Answer(
        data=said.data,
        views=said.views,
        findings=said.findings,
        notes=said.notes,
        warnings=(*said.warnings, *lost),
        exit_code=said.exit_code,
    )


def _moment(call: Call, case: CaseFile, since: str) -> tuple[Moment, str]:
    """Return the moment to compare with, and the meeting it is that of, if any."""
    if not since:
        raise Misuse(
            "いつからの変化かが要ります", remedy="--since に日付か last-meeting を指定してください（例: --since R7.7.1）"
        )
    if since == LAST_MEETING:
        decision = find_last_decision(case, call.day)
        if decision is None:
            raise NotThere(
                "このケースを扱った会議の記録は、まだありません", remedy="日付で指定してください（例: --since R7.7.1）"
            )
        return moment_of(decision), decision.meeting
    try:
        day = parse_day(since, call.day)
    except ValueError as error:
        raise Misuse(f"--since の日付が読めません。{error}", remedy="例: --since 2025-07-01、--since last-meeting") from None
    if day > call.day:
        raise Misuse("--since の日がまだ来ていません", remedy=f"{show_day(call.day)}までの日を指定してください")
    return Moment(day=day), ""


def _compare(call: Call, desk: Desk, case: CaseFile, moment: Moment) -> Difference:
    folder = f"cases/{case.id[:3]}/{case.id}"
    tabled = tuple(m.path for m in desk.world.meetings if any(item.case == case.id for item in m.items))
    with call.working("前の記録を読んでいます"):
        documents = read_past_documents(call.root, (folder, *tabled), moment.day)
        saved = read_last_days(call.root, folder)
    raw = desk.shelf.world.case(case.id) or case
    return case_changes(CaseHistory(world=desk.world, raw=raw, documents=documents, saved=saved), moment, call.day)


def _numbered(changes: tuple[Change, ...]) -> list[tuple[str, Change]]:
    """Return each change with an id of its own: its record, and the place in it where there is one."""
    seen: Counter[str] = Counter()
    rows = []
    for change in changes:
        key = f"{change.record}#{'/'.join(map(str, change.key))}" if change.key else change.record
        seen[key] += 1
        rows.append((key if seen[key] == 1 else f"{key}~{seen[key]}", change))
    return rows


def _item(change: Change) -> dict[str, Any]:
    return {
        "group": change.group,
        "kind": change.kind,
        "sentence": change.sentence,
        "date": change.day,
        "late": change.late,
        "record": change.record,
        "path": change.path,
    }


def _views(call: Call, case: CaseFile, moment: Moment, meeting: str, difference: Difference) -> tuple[Lines, ...]:
    start = f"{show_day(moment.day)}の会議（{meeting}）" if meeting else show_day(moment.day)
    head = Lines(lines=(f"ケース {case.id}　{start}から、{show_day(call.day)}までに変わったこと",))
    groups = [(group, [change for change in difference.changes if change.group == group]) for group in GROUPS]
    sections = tuple(Lines(title=f"■ {group}", lines=tuple(map(_line, rows))) for group, rows in groups if rows)
    return (head, *sections) if sections else (head, Lines(lines=("変わったことはありません。",)))


def _line(change: Change) -> str:
    day = f"{show_day_short(change.day)} " if change.day else ""
    late = "（後から記録）" if change.late and "後から記録" not in change.sentence else ""
    return f"  {day}{change.sentence}{late}"
