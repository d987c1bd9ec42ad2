"""Whether the kinds of meetings stand to each other as they say: one above another, a gate before a case, an interval kept."""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.office import MeetingKind, Office, in_span
from seki_cli.model.wareki import show_day
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.meeting_rhythm import Rhythm, calendar_of, rhythms
from seki_cli.rules.meetings import ENDS, has_passed_gate

_MEETINGS: Final = "profile/meetings.yaml"


@finding(
    "SEKI131",
    "間隔の決まった会議が、期限を過ぎても開かれていません",
    remedy="seki meeting new 種類 --date 日 で開くか、間隔（every_months）を直してください（seki registry meetings で前回と期限が分かります）",
    severity="warning",
    scope="world",
)
def meeting_not_held_in_time(facts: WorldFacts) -> Iterator[Fault]:
    """間隔（every_months）のある会議は、前回の日から、その月数のうちに開きます。一度も開いていなければ、種類の since から数えます。

    開かれない会議では、地域の課題も進み具合も見られないままになります。取りやめた会議は開いたことになりません。次の会議が
    もう決まっているときは、参考にとどめます。
    出典: 未確認（会議を開く間隔は市区町村の要綱による）
    """
    for row in rhythms(calendar_of(facts.world), facts.as_of):
        if row.overdue:
            yield Fault(
                path=row.path or _MEETINGS,
                key=("date",) if row.path else ("kinds", facts.office.meetings.index(row.kind), "every_months"),
                message=_late(row),
                severity="hint" if row.planned else None,
            )


def _late(row: Rhythm) -> str:
    due = f"{show_day(row.due_on)} までに開くはずの会議が、" if row.due_on else "会議が、"
    never = "まだ一度も開かれていません" if not row.held else "開かれていません"
    planned = f"（次は {show_day(row.planned)} の予定です）" if row.planned else ""
    return f"{due}{never}{planned}"


@finding(
    "SEKI132",
    "会議の上位（under）か入口（gate）の書き方が合いません",
    remedy="under には別の会議の符号（id）か会議体の名前を、gate には入口の要る会議にだけ「受理」を書いてください",
    scope="world",
)
def kind_at_odds_with_others(facts: WorldFacts) -> Iterator[Fault]:
    """会議の上位（under）は、一覧にある別の会議の符号か、会議体の名前です。入口（gate）のある会議は、事例を扱い、主催する機関が決まっています。

    上をたどって自分に戻る会議には、上位がありません。主催する機関のない会議の入口は、どのケースも通れません。
    出典: 会議の組み立ては市区町村のもの（profile の under・gate）
    """
    office = facts.office
    for n, kind in enumerate(office.meetings):
        if message := _above(kind, office):
            yield Fault(path=_MEETINGS, key=("kinds", n, "under"), message=message)
        elif _ends_above(kind, office):
            message = "上位の会議（under）が、この会議より先に終わります"
            yield Fault(path=_MEETINGS, key=("kinds", n, "under"), message=message, severity="warning")
        if message := _before(kind, office):
            yield Fault(path=_MEETINGS, key=("kinds", n, "gate"), message=message)


def _above(kind: MeetingKind, office: Office) -> str:
    """Return what is wrong with the meeting above; a name that is no id (日本語) is a body of its own and is not doubted."""
    upper = {row.id: row.under for row in office.meetings if row.under.isascii()}
    if not kind.under or not kind.under.isascii():
        return ""
    if kind.under not in {row.id for row in office.meetings}:
        return "上位の会議（under）が、会議の一覧にない符号です"
    seen, step = [kind.id], kind.under
    while step and step not in seen:
        seen.append(step)
        step = upper.get(step, "")
    return "上位の会議（under）をたどると、元の会議に戻ります" if step == kind.id else ""


def _ends_above(kind: MeetingKind, office: Office) -> bool:
    rows = [row for row in office.meetings if row.id == kind.under]
    open_end = any(row.until is None for row in rows)
    return bool(rows) and not open_end and (kind.until is None or all(row.until and row.until < kind.until for row in rows))


def _before(kind: MeetingKind, office: Office) -> str:
    if not kind.gate:
        return ""
    if not kind.takes_cases:
        return "個別の事例を扱わない会議に、入口（gate）があります"
    if office.agency(kind.convenor) is None:
        return "入口（gate）のある会議に、主催する機関（convenor）がありません"
    return ""


@finding(
    "SEKI134",
    "会議の入口（受理されたつなぎ）を通っていない議題です",
    remedy="主催する機関がつなぎを受理した記録（seki referral accept）を加えるか、議題から外してください（seki meeting cancel 会議 --item 番号）",
    severity="warning",
    scope="agenda",
)
def item_that_has_not_passed_the_gate(facts: WorldFacts) -> Iterator[Fault]:
    """入口（gate: 受理）のある会議の議題は、主催する機関がつなぎを受理したケースです。終結と中断は、入口を問いません。

    手で書き加えた議題や、受理の後で取り下げられたつなぎを見つけます。会議の日の状態で見ます。
    出典: 要請を受理した事例を扱う会議がある（profile の gate）
    """
    for meeting in facts.world.meetings:
        kind = facts.around.kind_of(meeting)
        if kind is None or not kind.gate or meeting.called_off:
            continue
        for place, item in enumerate(meeting.items):
            case = facts.settled.find(item.case)
            if case is not None and item.timing not in ENDS and not has_passed_gate(meeting, kind, case):
                yield at(meeting, key=("items", place, "case"))


def kinds_of_today(facts: WorldFacts) -> Iterator[tuple[int, MeetingKind]]:
    """Yield the kinds of meetings that there are on the day of looking, each with its place in the list."""
    for n, kind in enumerate(facts.office.meetings):
        if in_span(kind, facts.as_of):
            yield n, kind
