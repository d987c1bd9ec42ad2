"""Days moved, promises kept and broken since the last meeting, for the gate.

Every sentence is worked out from what this room may know and from nothing else (rule 8): a promise that a hidden record
keeps looks open here, so no paper says that somebody did nothing, only that no record of it is among what the paper may use.
出典: 第3章3（各関係機関の役割分担の確認・モニタリングの時期）
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from seki_cli.model.agenda import Piece
from seki_cli.model.contact import Note, ReferralStep
from seki_cli.model.plan import Decision, Monitoring
from seki_cli.model.record import Event
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.kept_promises import Ended, ended_promises, review_day_before
from seki_cli.rules.moved_days import MovedDay, find_todo, moved_replies, moved_reviews, moved_todos
from seki_cli.rules.pieces import note_pieces, referral_step_piece
from seki_cli.rules.plan_pieces import Words, decision_sheet, join_needs, monitoring_pieces, plan_pieces
from seki_cli.rules.plans import plan_states
from seki_cli.rules.promises import open_todos
from seki_cli.rules.sharing import subject_of
from seki_cli.rules.since import Since

_NO_RECORD: Final = "という記録は、この資料に使える範囲にはありません"
Dated = tuple[date, Piece]


def joint(case: CaseFile, one: Piece, other: Piece) -> Piece:
    """Return the sheet of a sentence that rests on two records: about the persons of both, asking for what both ask for."""
    persons = (*subject_of(case, one.persons), *subject_of(case, other.persons))
    return replace(
        one,
        persons=tuple(dict.fromkeys(persons)),
        need=join_needs(one.need, other.need),
        source=other.source or one.source,
        undecided=one.undecided or other.undecided,
    )


def promise_pieces(case: CaseFile, since: Since, words: Words) -> Iterator[Dated]:
    """Yield the to-dos whose day was moved, that were kept or that were taken back, by the day on which that was recorded."""
    known = since.known(case)
    moves = list(moved_todos(known, words.office))
    for move in moves:
        if since.new(move.act):
            yield from ((move.act.date, piece) for piece in _moved_todo(case, known, move, words))
    dues = {move.of: move.due for move in moves}
    for ended in ended_promises(known, words.office, since.day, dues):
        if ended.what == "宿題" and since.new(ended.by):
            yield from ((ended.by.day, piece) for piece in _ended_todo(case, known, ended, words))


def _moved_todo(case: CaseFile, known: CaseFile, move: MovedDay, words: Words) -> Iterator[Piece]:
    found = find_todo(known, move.of)
    if found is None or not isinstance(move.act, Decision):
        return
    act, todo = found
    sheet = joint(case, _sheet(case, move.act, words), decision_sheet(case, act))
    sheet = replace(sheet, label=f"宿題{todo.num}の期限の変更", key=("moved", move.at))
    was = f"{show_day(move.was)}から" if move.was else ""
    caption = f"{words.agent(todo.agency, todo.staff)}の宿題の期限が{was}{show_day(move.due)}に変わりました（{move.times}回目）"
    yield replace(sheet, caption=caption, text=todo.what)
    if move.why:
        yield replace(sheet, label=f"宿題{todo.num}の期限を変えた理由", caption="変えた理由", text=move.why)


def _ended_todo(case: CaseFile, known: CaseFile, ended: Ended, words: Words) -> Iterator[Piece]:
    found = find_todo(known, ended.promise.reference)
    if found is None:
        return
    act, todo = found
    sheet = joint(case, decision_sheet(case, act), _sheet(case, ended.by, words))
    sheet = replace(sheet, label=f"宿題{todo.num}のその後", key=("todos", act.todos.index(todo), "what"))
    what = "取り消されました" if ended.cancelled else "済みました"
    late = f"、期限から{ended.days_late}日後" if ended.days_late and not ended.cancelled else ""
    caption = f"{words.agent(todo.agency, todo.staff)}の宿題は{what}（{show_day(ended.by.day)}{late}）"
    yield replace(sheet, caption=caption, text=todo.what)
    if ended.why:
        yield replace(sheet, label=f"宿題{todo.num}を終えた理由", caption="理由", text=ended.why)


def _sheet(case: CaseFile, act: Event, words: Words) -> Piece:
    """Return what a record asks of the gate, without its words."""
    if isinstance(act, Note):
        return replace(note_pieces(act, words.office)[0], text="", group="", caption="", aside="", is_view=False)
    if isinstance(act, Monitoring):
        return replace(monitoring_pieces(case, act, words.office)[0], group="", caption="", aside="")
    if isinstance(act, Decision):
        return decision_sheet(case, act)
    return Piece(label="", text="", record=act.id, path=act.path, undecided="どの種類の記録か分かりません")


def review_day_pieces(case: CaseFile, act: Monitoring, since: Since, words: Words) -> tuple[Piece, ...]:
    """Return whether a review was held in time, and how often the next one has been put off by now."""
    known = since.known(case)
    if act not in known.monitorings:
        return ()
    sheet = replace(monitoring_pieces(case, act, words.office)[0], caption="", aside="", key=("date",))
    found = []
    due = review_day_before(known, act, since.meetings, words.office)
    if due is not None:
        days = (act.date - due).days
        when = f"から{days}日後" if days > 0 else "どおり" if days == 0 else "より前"
        found.append(replace(sheet, label="モニタリングの時期", caption="時期", aside=f"予定（{show_day(due)}）{when}"))
    times = next((move.times for move in moved_reviews(known, words.office) if move.act.id == act.id), 0)
    if times > 1:
        found.append(replace(sheet, label="次回を延ばした回数", caption="次回を延ばしたのは", aside=f"{times}回目"))
    return tuple(found)


def moved_reply_pieces(case: CaseFile, step: ReferralStep, since: Since, words: Words) -> tuple[Piece, ...]:
    """Return to which day the answer to a つなぎ was put off by this step, and how often so far."""
    move = next((move for move in moved_replies(since.known(case)) if move.act.id == step.id), None)
    if move is None:
        return ()
    was = f"{show_day(move.was)}から" if move.was else ""
    aside = f"つなぎの回答期限が{was}{show_day(move.due)}に変わりました（{move.times}回目）。"
    return (replace(referral_step_piece(step, words.office), label="つなぎの回答期限の変更", text="", caption="", aside=aside),)


def overdue_pieces(case: CaseFile, since: Since, words: Words) -> Iterator[Piece]:
    """Yield what should have been done by the day of printing and, as far as this room may know, is not."""
    known, by_id = since.known(case), {act.id: act for act in case.decisions}
    for row in open_todos(known, words.office, since.day):
        if row.due_on < since.day:
            sentence = f"{words.agent(row.agency, row.staff)}の宿題{row.part}は、期限（{show_day(row.due_on)}）を過ぎています（済んだ{_NO_RECORD}）。"
            sheet = decision_sheet(case, by_id[row.record])
            yield replace(sheet, label=f"宿題{row.part}の期限", aside=sentence, key=("todos",))
    for state in plan_states(known, since.meetings, words.office, since.day):
        meant = since.plan is None or since.plan.id == state.id
        if meant and state.running and state.review and state.review.due_on and state.review.due_on < since.day:
            sentence = f"モニタリングの予定（{show_day(state.review.due_on)}）を過ぎています（行った{_NO_RECORD}）。"
            sheet = plan_pieces(state.running, words)["plan"][0]
            yield replace(sheet, label="モニタリングの予定", caption="", aside=sentence)
