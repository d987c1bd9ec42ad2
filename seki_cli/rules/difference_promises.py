"""期日 and 約束: days that were moved, how often and why; promises kept, broken and still open, since a moment."""

from collections.abc import Iterator
from datetime import date

from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Monitoring
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile
from seki_cli.rules.difference import Between, Change, because, one_line, short
from seki_cli.rules.kept_promises import Ended, ended_promises, review_day_before
from seki_cli.rules.moved_days import MovedDay, find_referral, find_todo, moved_replies, moved_reviews, moved_todos
from seki_cli.rules.plans import plan_states
from seki_cli.rules.promises import Promise, follow_ups, next_steps, open_todos


def moved_day_changes(between: Between) -> Iterator[Change]:
    """Yield the days that records moved, and the meetings that were moved or called off, in the order of acts."""
    now, office = between.now, between.office
    moves = [*moved_todos(now, office), *moved_reviews(now, office), *moved_replies(now)]
    for move in sorted((move for move in moves if between.is_new(move.act)), key=lambda move: move.act.order):
        key = ("moved", move.at) if move.what == "宿題" else ()
        yield between.tell("期日", move.what, _moved(between, move), move.act, *key)
    yield from _meetings(between)


def _moved(between: Between, move: MovedDay) -> str:
    often = f"（{move.times}回目）"
    was = f"{short(move.was)} から " if move.was else ""
    verb = "延ばしました" if move.later else "早めました"
    return f"{_what(between, move)}を {was}{short(move.due)} に{verb}{often}{because(move.why)}"


def _what(between: Between, move: MovedDay) -> str:
    if move.what == "宿題":
        found = find_todo(between.now, move.of)
        return f"宿題 {move.of}「{one_line(found[1].what)}」の期限" if found else f"宿題 {move.of} の期限"
    if move.what == "回答":
        referral = find_referral(between.now, move.of)
        return f"{between.agent(referral.to_agency)}へのつなぎ（{referral.ask}）の回答期限" if referral else "つなぎの回答期限"
    return f"プラン {move.of} の次のモニタリング"


def _meetings(between: Between) -> Iterator[Change]:
    then = {meeting.id: meeting for meeting in between.meetings_then}
    for meeting in between.meetings:
        if not any(item.case == between.now.id for item in meeting.items):
            continue
        said = _meeting(between, then.get(meeting.id), meeting)
        if said:
            day = between.saved_on(meeting.path)
            yield Change(group="期日", kind="会議", sentence=said, record=meeting.id, path=meeting.path, day=day, key=("date",))


def _meeting(between: Between, was: Meeting | None, meeting: Meeting) -> str:
    kind = between.office.meeting_kind(meeting.kind, meeting.date)
    name = f"{kind.name if kind else meeting.kind}（{meeting.id}）"
    if was is None or not any(item.case == between.now.id for item in was.items):
        held = any(act.meeting == meeting.id for act in between.now.decisions)
        return "" if held or meeting.called_off else f"{short(meeting.date)} の{name}の議題になりました"
    if meeting.called_off and not was.called_off:
        return f"{short(meeting.date)} の{name}は中止になりました"
    if meeting.date != was.date:
        return f"{name}の日が {short(was.date)} から {short(meeting.date)} に変わりました"
    return ""


def promise_changes(between: Between) -> Iterator[Change]:
    """Yield what was promised: kept since, taken back since, reviews held; then what is overdue and what is open now."""
    now, office, day = between.now, between.office, between.day
    dues = {move.of: move.due for move in moved_todos(now, office)}
    for ended in ended_promises(now, office, day, dues):
        if between.is_new(ended.by):
            kind = "取消" if ended.cancelled else "守られた"
            yield between.tell("約束", kind, _ended(between, ended), ended.by, ended.promise.reference)
    for act in now.monitorings:
        if between.is_new(act):
            yield from _held(between, act)
    waiting = [("宿題", row) for row in open_todos(now, office, day)]
    waiting += [("次回予定", row) for row in next_steps(now, office, day)]
    waiting += [("フォローアップ", row) for row in follow_ups(now, day)]
    waiting += [("モニタリング", row) for row in _reviews(between)]
    for late in (True, False):
        for what, promise in sorted(waiting, key=lambda pair: pair[1].due_on):
            if (promise.due_on < day) is late:
                yield _open(between, what, promise)


def _ended(between: Between, ended: Ended) -> str:
    what = _promise_words(between, ended.what, ended.promise)
    if ended.cancelled:
        return f"{what}は取り消されました{because(ended.why)}"
    if ended.what == "次回予定":
        return f"{what}は行われました{_lateness(ended.days_late)}"
    return f"{what}は済みました（期限 {short(ended.promise.due_on)}）{_lateness(ended.days_late)}"


def _lateness(days: int) -> str:
    return f"。{days}日の遅れです" if days else ""


def _promise_words(between: Between, what: str, promise: Promise) -> str:
    who = between.words.agent(promise.agency, promise.staff)
    by = f"{who}の" if who else ""
    if what == "宿題":
        found = find_todo(between.now, promise.reference)
        return f"{by}宿題 {promise.reference}「{one_line(found[1].what)}」" if found else f"{by}宿題 {promise.reference}"
    if what == "次回予定":
        note = next((note for note in between.now.notes if note.id == promise.record), None)
        said = one_line(note.next.what) if note and note.next else ""
        return f"{by}次回の予定 {short(promise.due_on)}" + (f"「{said}」" if said else "")
    if what == "モニタリング":
        return f"{by}プラン {promise.plan} のモニタリング"
    return f"{'再確認' if promise.part == 'look_again' else 'フォローアップ'}（{promise.reference}）"


def _held(between: Between, act: Monitoring) -> Iterator[Change]:
    due = review_day_before(between.now, act, between.meetings, between.office)
    if due is None:
        return
    days = (act.date - due).days
    how = f"予定（{short(due)}）より{days}日遅れて" if days > 0 else f"予定（{short(due)}）までに"
    yield between.tell(
        "約束", "遅れた" if days > 0 else "守られた", f"プラン {act.plan} のモニタリングを、{how}行いました", act, "date"
    )


def _reviews(between: Between) -> Iterator[Promise]:
    for state in plan_states(between.now, between.meetings, between.office, between.day):
        if state.running and state.review and state.review.due_on:
            schedule = state.running.monitoring
            yield Promise(
                due_on=state.review.due_on, record=state.id, plan=state.id, agency=schedule.agency, staff=schedule.staff
            )


def _open(between: Between, what: str, promise: Promise) -> Change:
    words, days = _promise_words(between, what, promise), (between.day - promise.due_on).days
    often = f"・延期 {promise.moved_times} 回" if promise.moved_times else ""
    day = "" if what == "次回予定" else short(promise.due_on)
    if days > 0:
        kind, said = "期限超過", f"{words}は、期限{f'（{day}{often}）' if day else ''}を{days}日過ぎています"
    else:
        kind, said = "これから", f"{words}は、これからです{f'（{day}まで{often}）' if day else ''}"
    path, found = _place(between.now, promise)
    key = ("open", promise.reference)
    return Change(group="約束", kind=kind, sentence=said, record=promise.record, path=path, day=found, key=key)


def _place(case: CaseFile, promise: Promise) -> tuple[str, date | None]:
    """Return the path and the day of the record that a promise comes from."""
    act: Event | None = next((act for act in case.events() if act.id == promise.record), None)
    if act is not None:
        return act.path, act.day
    plan = next((plan for plan in case.plans if plan.id == promise.record), None)
    return (plan.path if plan else ""), None
