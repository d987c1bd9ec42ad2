"""記録: what was written since a moment: how it came in and was sorted, notes by method, decisions, ends, corrections."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from seki_cli.model.case import Intake, Screening
from seki_cli.model.plan import Closing, Decision, Evaluation, Placement
from seki_cli.model.record import Event
from seki_cli.rules.difference import Between, Change, because, one_line, short
from seki_cli.rules.record_words import KIND_TITLES

_CLOSED: Final = {
    "終結": "ケースを終結しました",
    "中断": "ケースの支援を中断しました",
    "再開": "ケースを再開しました",
    "統合": "ケースを統合しました",
    "プラン取下げ": "プランを取り下げました",
}


def record_changes(between: Between) -> Iterator[Change]:
    """Yield what was recorded: acts one by one in their order, notes and what was handed out counted, corrections last."""
    now = between.now
    acts: list[Event] = [*now.intakes, *now.screenings, *now.decisions, *now.placements, *now.evaluations, *now.closings]
    for act in sorted((act for act in acts if between.is_new(act)), key=lambda act: act.order):
        kind, said = _act(between, act)
        yield between.tell("記録", kind, said, act)
    yield from _assessments(between)
    yield from _notes(between)
    yield from _handed_out(between)
    yield from _corrections(between)


def _act(between: Between, act: Event) -> tuple[str, str]:
    match act:
        case Intake():
            variant = f"（{act.variant}）" if act.variant else ""
            return "受付", f"{between.agent(act.agency)}が相談を受け付けました（{act.method}）{variant}"
        case Screening():
            to = f"（{between.agent(act.to_agency)}）" if act.to_agency else ""
            return "対応結果", f"対応結果は「{act.result}」{to}でした"
        case Decision():
            return _decision(between, act)
        case Closing():
            lead = f"。次の主担当は{between.agent(act.next_lead)}" if act.next_lead else ""
            plan = f"（{act.plan}）" if act.plan else f"（ケース {act.into} へ）" if act.into else ""
            why = f"（{act.reason}）" if act.reason else ""
            return act.act, f"{_CLOSED[act.act]}{plan}{why}{lead}"
    return _on_plan(between, act)


def _on_plan(between: Between, act: Event) -> tuple[str, str]:
    if isinstance(act, Placement):
        return "参加支援", f"参加支援「{act.step}」（{between.words.resource(act.resource)}、プラン {act.plan}）"
    if isinstance(act, Evaluation):
        return "評価", f"プラン {act.plan} を評価しました（{act.occasion}、判断は「{act.judgement}」）"
    return "記録", KIND_TITLES.get(act.record_kind, act.record_kind)


def _decision(between: Between, act: Decision) -> tuple[str, str]:
    meeting = next((meeting for meeting in between.meetings if meeting.id == act.meeting), None)
    kind = between.office.meeting_kind(meeting.kind, meeting.date) if meeting else None
    where = (
        f"{kind.name}（{act.meeting}）" if kind else f"会議（{act.meeting}）" if act.meeting else between.office.municipality.word
    )
    about = f"プラン {act.plan} 第{act.version}版の" if act.plan and act.version else f"プラン {act.plan} の" if act.plan else ""
    todos = f"。宿題 {len(act.todos)} 件" if act.todos else ""
    return "決定", f"{where}で、{about}「{act.timing}」は「{act.result}」でした{todos}"


def _assessments(between: Between) -> Iterator[Change]:
    before = {record.path: record for record in between.then.assessments}
    for record in between.now.assessments:
        if record.path not in between.then.unread and before.get(record.path) != record:
            said = f"アセスメント（{short(record.date)}）が" + ("書き直されました" if record.path in before else "加わりました")
            yield Change(
                group="記録",
                kind="アセスメント",
                sentence=said,
                record=record.id,
                path=record.path,
                day=between.saved_on(record.path),
            )


def _notes(between: Between) -> Iterator[Change]:
    notes = [note for note in between.now.notes if between.is_new(note)]
    if notes:
        last = notes[-1]
        late = [note for note in notes if between.tell("記録", "", "", note).late]
        said = f"支援経過が {len(notes)} 件書かれました（{_counted(note.method for note in notes)}）"
        if late:
            days = "・".join(dict.fromkeys(short(note.date) for note in late))
            said += f"。うち {len(late)} 件（{days} のこと）は後から記録"
        change = between.tell("記録", "支援経過", said, last)
        yield Change(
            group=change.group,
            kind=change.kind,
            sentence=said,
            record=last.id,
            path=last.path,
            day=last.date,
            late=len(late) == len(notes),
        )


def _counted(words: Iterable[str]) -> str:
    return "・".join(f"{word} {count}" for word, count in Counter(words).most_common())


def _handed_out(between: Between) -> Iterator[Change]:
    entries = [entry for entry in between.now.disclosures if between.is_new(entry)]
    if entries:
        to = "・".join(dict.fromkeys(between.office.agency_name(agency) for entry in entries for agency in entry.to))
        said = f"情報を提供しました（{to}、提供台帳 {len(entries)} 件）"
        yield between.tell("記録", "提供", said, entries[-1])


def _corrections(between: Between) -> Iterator[Change]:
    """What was corrected of the acts that had been known: these are no new acts, but what they say is no more what was said."""
    known = {event.id for event in between.then.events()} | set(between.then.aliases)
    for event in between.corrections:
        if event.corrects is not None and event.corrects.record in known:
            what = f"{KIND_TITLES.get(event.record_kind, event.record_kind)} {event.corrects.record}"
            said = f"{what} を取り消しました" if event.corrects.void else f"{what} を訂正しました"
            yield between.tell("記録", "訂正", f"{said}{because(one_line(event.corrects.why))}", event)
