"""What an item about a case tells, section by section, before the gate has seen it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from seki_cli.model.agenda import Notice, Piece
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import Evaluation, Monitoring, Plan
from seki_cli.model.released import Released
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.changes import change_pieces, note_pieces_since
from seki_cli.rules.consent import Gate, judge, release
from seki_cli.rules.pieces import (
    assessment_pieces,
    complaint_pieces,
    household_pieces,
    intake_pieces,
    note_pieces,
    referral_piece,
    referral_step_piece,
    why_piece,
)
from seki_cli.rules.plan_pieces import (
    Words,
    decision_sheet,
    evaluation_pieces,
    monitoring_pieces,
    plan_pieces,
    todo_piece,
)
from seki_cli.rules.plans import plan_states
from seki_cli.rules.promises import open_todos
from seki_cli.rules.since import Since, find_last_meeting

_SHOWN_OF_A_PERSON: Final = frozenset(
    {"role", "name", "kana", "relation", "sex", "born", "living", "school_or_work", "health", "care_level", "certificates"}
)
"""Of a person's fields, what a meeting needs to know who is meant; an address or a telephone number it does not need."""

_LOOKS_BACK: Final = ("変更", "終結", "中断")

Draft = tuple[str, tuple[Piece, ...]]
"""A section before the gate: its title, and what would stand in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What an item about a case is written from. `plan` is the version that the item puts to the meeting.

    `past`: the case as it was on the day of the last meeting on it, where somebody has looked.
    """

    world: World
    meeting: Meeting
    item: Item
    case: CaseFile
    plan: Plan | None
    gate: Gate
    day: date
    past: CaseFile | None = None

    @property
    def words(self) -> Words:
        """Return the names that the pieces are written with."""
        return Words(office=self.world.office, resources=self.world.resources)

    @property
    def since(self) -> Since | None:
        """Return the last meeting on this case, as far as this room may know of it; None if there was none."""
        last = find_last_meeting(self.meeting, self.case.id, self.world.meetings)
        return Since(meeting=last, day=self.day, plan=self.plan) if last else None

    def admits(self, pieces: tuple[Piece, ...]) -> bool:
        """Say whether the gate admits any of a record's pieces, their texts unread."""
        return any(judge(self.gate, piece) is None for piece in pieces)

    def from_newest_shown(self, records: Sequence[tuple[Piece, ...]]) -> tuple[Piece, ...]:
        """Return the pieces of the newest record of which this room may see anything, and of those after it.

        What came later is withheld whole: the cover tells of it, and the paper reads as if it were not there (rule 8). The
        newest alone where nothing may be seen of any.
        """
        shown = [at for at, pieces in enumerate(records) if any(isinstance(release(self.gate, p), Released) for p in pieces)]
        return tuple(piece for pieces in records[shown[-1] if shown else -1 :] for piece in pieces)


def case_sections(facts: ItemFacts) -> tuple[Draft, ...]:
    """Return the sections of an item: with a plan the plan's five parts, without one the consultation.

    出典: 第3章3（主な検討事項①〜④、会議内容①〜③）
    """
    draft = _with_plan(facts, facts.plan) if facts.plan else _without_plan(facts)
    return tuple(section for section in (*draft, *_since_last_time(facts), *_todos(facts)) if section[1])


def _with_plan(facts: ItemFacts, plan: Plan) -> Iterator[Draft]:
    parts = plan_pieces(plan, facts.words)
    yield "対象の世帯", _people(facts)
    yield "取り上げる理由", _why(facts)
    yield "変更の理由", parts["change"]
    yield "本人の意向", parts["wish"]
    yield "解決すべき課題", parts["issues"]
    yield "目標と達成時期", parts["goals"]
    yield "支援方針と役割分担", (*_direction(facts), *parts["supports"])
    yield "留意事項", parts["cautions"]
    yield "プラン期間とモニタリング", (*parts["plan"], *parts["schedule"], *_next_review(facts, plan))
    if facts.item.timing in _LOOKS_BACK:
        yield "評価", _last_evaluation(facts, plan)


def _without_plan(facts: ItemFacts) -> Iterator[Draft]:
    intakes = [intake for intake in facts.case.intakes if intake.received_on <= facts.day]
    calls = [(*intake_pieces(one, facts.world.office), *complaint_pieces(facts.case, one)) for one in intakes]
    told = facts.from_newest_shown(calls)
    yield "受付", tuple(piece for piece in told if piece.key[:1] != ("complaint",))
    yield "訴え", tuple(piece for piece in told if piece.key[:1] == ("complaint",))
    yield "取り上げる理由", _why(facts)
    yield "関わっている人", _people(facts)
    yield "支援の方針", _direction(facts)
    since = facts.since
    title = f"前回の会議（{show_day(since.meeting.date)}）からの支援経過" if since else "支援経過"
    yield title, note_pieces_since(facts.case, since, facts.words, facts.day)


def _people(facts: ItemFacts) -> tuple[Piece, ...]:
    pieces = household_pieces(facts.case, facts.meeting.date)
    return tuple(piece for piece in pieces if piece.key[-1] in _SHOWN_OF_A_PERSON)


def _why(facts: ItemFacts) -> tuple[Piece, ...]:
    return (why_piece(facts.item, facts.meeting.path),) if facts.item.why else ()


def _direction(facts: ItemFacts) -> tuple[Piece, ...]:
    known = [assessment for assessment in facts.case.assessments if assessment.date <= facts.day]
    sheets = (assessment_pieces(sheet, facts.words.office) for sheet in known)
    return facts.from_newest_shown([tuple(piece for piece in sheet if piece.key == ("direction",)) for sheet in sheets])


def _last_evaluation(facts: ItemFacts, plan: Plan) -> tuple[Piece, ...]:
    sheets = [evaluation_pieces(facts.case, act, facts.words) for act in facts.case.evaluations if _is_of(act, plan, facts.day)]
    return facts.from_newest_shown(sheets)


def _is_of(act: Evaluation | Monitoring, plan: Plan, day: date) -> bool:
    return act.plan == plan.id and act.date <= day


def _next_review(facts: ItemFacts, plan: Plan) -> tuple[Piece, ...]:
    """When the running plan is reviewed next, worked out from what this room may know and from nothing else (rule 8)."""
    known = visible_case(facts)
    meetings = _meetings_of(facts, known)
    state = next((s for s in plan_states(known, meetings, facts.world.office, facts.day) if s.id == plan.id), None)
    if state is None or state.running is None or not state.running_now or state.review is None:
        return ()
    due = state.review.due_on
    when = f"次のモニタリングは{show_day(due)}です。" if due else "モニタリングの結果、会議に諮ることになっています。"
    sheet = plan_pieces(state.running, facts.words)["plan"][0]
    return (replace(sheet, label="次のモニタリング", caption="", aside=when),) if due or state.review.waits_since else ()


def _since_last_time(facts: ItemFacts) -> Iterator[Draft]:
    since = facts.since
    if since is not None:
        known = visible_case(facts)
        since = replace(since, then=facts.past, visible=known, meetings=_meetings_of(facts, known))
        title = f"前回の会議（{show_day(since.meeting.date)}）から変わったこと"
        yield title, change_pieces(facts.case, since, facts.words)


def _meetings_of(facts: ItemFacts, known: CaseFile) -> tuple[Meeting, ...]:
    """Return the meetings that the decisions of a case name, and no other: which else took place is not for every room."""
    met = {decision.meeting for decision in known.decisions}
    return tuple(meeting for meeting in facts.world.meetings if meeting.id in met)


def _todos(facts: ItemFacts) -> Iterator[Draft]:
    """The open to-dos, open as far as this room may know: one that a record closes which it may not see stays on (rule 8)."""
    known = visible_case(facts)
    by_id = {decision.id: decision for decision in facts.case.decisions}
    may_know = {decision.id for decision in known.decisions}
    hidden = (row for row in open_todos(facts.case, facts.world.office, facts.day) if row.record not in may_know)
    rows = (*open_todos(known, facts.world.office, facts.day), *hidden)
    yield "済んでいない宿題", tuple(todo_piece(facts.case, by_id[row.record], row, facts.words) for row in rows)


def visible_case(facts: ItemFacts) -> CaseFile:
    """Return the case with only those acts and plans that the gate admits: for what is derived and put on the paper."""
    case, words, gate = facts.case, facts.words, facts.gate
    return replace(
        case,
        notes=tuple(note for note in case.notes if facts.admits(note_pieces(note, words.office))),
        plans=tuple(plan for plan in case.plans if facts.admits(plan_pieces(plan, words)["plan"])),
        decisions=tuple(act for act in case.decisions if judge(gate, decision_sheet(case, act)) is None),
        monitorings=tuple(act for act in case.monitorings if facts.admits(monitoring_pieces(case, act, words.office)[:1])),
        referrals=tuple(act for act in case.referrals if facts.admits((referral_piece(act, words.office),))),
        referral_steps=tuple(act for act in case.referral_steps if facts.admits((referral_step_piece(act, words.office),))),
        contested=(),
    )


def notices_of_item(facts: ItemFacts) -> tuple[Notice, ...]:
    """Return what the coordinator must know of an item though it withholds nothing by itself."""
    found = []
    if facts.item.plan and facts.plan is None:
        reason = "議題のプラン（版）が見つからないか、読めません。資料にはプランの内容がありません"
        found.append(
            Notice(
                item=facts.item.num, rule=6, reason=reason, remedy="`seki check` で記録を直してください", path=facts.meeting.path
            )
        )
    full = {row.reference for row in open_todos(facts.case, facts.world.office, facts.day)}
    for row in open_todos(visible_case(facts), facts.world.office, facts.day):
        if row.reference not in full:
            reason = f"宿題 {row.reference} は、この資料に出せない記録では済んだことになっています（資料には未了として載ります）"
            found.append(Notice(item=facts.item.num, rule=8, reason=reason, remedy="会議の席で口頭で補ってください"))
    return tuple(found)
