"""What is counted of meetings: how often they met (回), what they took up (件), who came. 出典: 第3章3

回数 and 件数 are kept apart: one meeting with three cases is one 回 and three 件. A meeting whose day has passed and of which
nothing is recorded counts as 未入力, neither as held nor as 0.
"""

from collections.abc import Iterator
from typing import Any, Final

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import Decision
from seki_cli.model.world import CaseFile
from seki_cli.rules.stats_facts import Chapter, Fact, Ground, Measure, case_fact, said

_READS: Final = ("meeting", "decision")
_ITEM: Final = ("kind", "timing", "result", "reason", "turn", "to_agency")
_KIND_ONLY: Final = {"kind": "meeting"}
_KIND: Final = {**_KIND_ONLY, "reason": "code:basis"}

Decided = tuple[CaseFile, Decision]


def _decisions(ground: Ground) -> dict[str, list[Decided]]:
    """Return for each meeting the decisions it made, with their cases."""
    found: dict[str, list[Decided]] = {}
    for case in ground.world.cases:
        for decision in case.decisions:
            if decision.meeting:
                found.setdefault(decision.meeting, []).append((case, decision))
    return found


def _past(ground: Ground) -> Iterator[tuple[Meeting, list[Decided], bool]]:
    """Yield the meetings up to the day that were not called off: with their decisions, and whether anything says they met."""
    decided = _decisions(ground)
    for meeting in ground.world.meetings:
        if meeting.date > ground.day or meeting.called_off:
            continue
        made = decided.get(meeting.id, [])
        met = bool(made) or meeting.confirmed is not None or any(a.came for a in meeting.attendees)
        if met or meeting.date < ground.day:
            yield meeting, made, met


def _meeting_fact(meeting: Meeting, *, one: str = "", amount: int | None = 1, what: str = "", **words: Any) -> Fact:
    return Fact(
        day=meeting.date,
        path=meeting.path,
        record=meeting.id,
        one=one or meeting.id,
        amount=amount,
        what="" if amount is not None else what,
        said=said(kind=meeting.kind, agency=meeting.convenor, **words),
        extra=meeting.extra,
    )


def _held(ground: Ground) -> Iterator[Fact]:
    for meeting, _, met in _past(ground):
        bases = [item.basis for item in meeting.items]
        yield _meeting_fact(meeting, amount=1 if met else None, what="開いたかどうかの記録がない", reason=bases)


def _called_off(ground: Ground) -> Iterator[Fact]:
    return (_meeting_fact(meeting) for meeting in ground.world.meetings if meeting.called_off)


def _items(ground: Ground) -> Iterator[Fact]:
    """Every item that a meeting took up: by its decision; an item without one is 未入力, a decision without one counts too."""
    cases = {case.id: case for case in ground.world.cases}
    stepped = {(gap.id, step.meeting) for gap in ground.world.gaps for step in gap.steps if step.meeting}
    met_before: set[tuple[str, str]] = set()
    for meeting, made, _ in _past(ground):
        left = list(made)
        for item in meeting.items:
            pair = _decision_on(item, left)
            left = [other for other in left if other is not pair]
            if pair:
                yield _decision_fact(meeting, *pair, item, met_before)
            elif item.case:
                yield _undecided(meeting, item, cases.get(item.case))
            else:
                words: Any = {
                    "timing": item.timing,
                    "reason": item.basis,
                    "amount": 1 if (item.gap, meeting.id) in stepped else None,
                }
                yield _meeting_fact(meeting, one=item.gap, what="経過の記録がない", **words)
        for case, decision in left:
            yield _decision_fact(meeting, case, decision, None, met_before)
        met_before |= {(meeting.kind, case.id) for case, _ in made}


def _decision_on(item: Item, made: list[Decided]) -> Decided | None:
    fitting = [pair for pair in made if pair[0].id == item.case and pair[1].plan == item.plan]
    return max(fitting, key=lambda pair: pair[1].timing == item.timing, default=None)


def _decision_fact(meeting: Meeting, case: CaseFile, decision: Decision, item: Item | None, before: set[tuple[str, str]]) -> Fact:
    return case_fact(
        case,
        decision,
        meeting.date,
        kind=meeting.kind,
        timing=decision.timing,
        result=decision.result,
        reason=item.basis if item else "",
        turn="継続" if (meeting.kind, case.id) in before else "新規",
        to_agency=decision.present,
    )


def _undecided(meeting: Meeting, item: Item, case: CaseFile | None) -> Fact:
    return Fact(
        day=meeting.date,
        path=meeting.path,
        record=meeting.id,
        case=item.case,
        one=item.case,
        amount=None,
        what=f"議題{item.num}の決定の記録がない",
        said=said(kind=meeting.kind, timing=item.timing, result="", reason=item.basis, turn="", to_agency=""),
        file=case,
    )


def _case_items(ground: Ground) -> Iterator[Fact]:
    return (fact for fact in _items(ground) if fact.case)


def _agencies(ground: Ground) -> Iterator[Fact]:
    for meeting, _, _ in _past(ground):
        came: dict[str, list[bool | None]] = {}
        for one in meeting.attendees:
            if one.agency:
                came.setdefault(one.agency, []).append(one.came)
        for agency, told in came.items():
            if any(told) or None in told:
                amount, key = 1 if any(told) else None, f"{meeting.id}/{agency}"
                yield _meeting_fact(meeting, one=key, amount=amount, what="来たかどうかの記録がない", to_agency=agency)


def _people(ground: Ground) -> Iterator[Fact]:
    for meeting, _, _ in _past(ground):
        for num, one in enumerate(meeting.attendees):
            if one.came is not False:
                words: Any = {
                    "amount": 1 if one.came else None,
                    "to_agency": one.agency,
                    "result": "本人・家族" if one.case else "機関",
                }
                yield _meeting_fact(meeting, one=f"{meeting.id}#{num}", what="来たかどうかの記録がない", **words)


MEETINGS: Final = Chapter(
    title="会議",
    measures=(
        Measure(
            id="meetings",
            name="会議の開催回数",
            unit="回",
            way="延",
            means="中止でない会議のうち、開いたことが記録から分かるもの（決定がある、出席が記録されている、議事録が確かめられている）を、会議の日で数える。"
            "日が過ぎても何も記録のない会議は未入力。何件取り扱っても1回。種類は会議の種類、機関は招集した機関、理由は議題の根拠（一つの会議が"
            "二つの根拠に数えられることがあり、足し合わせない）。",
            facts=_held,
            reads=_READS,
            by=("kind", "agency", "reason"),
            words=_KIND,
            split="kind",
            of_case=False,
            source="第3章3",
        ),
        Measure(
            id="meetings.cancelled",
            name="中止した会議",
            unit="回",
            way="延",
            means="中止にした会議を、予定していた日で数える。",
            facts=_called_off,
            reads=("meeting",),
            by=("kind", "agency"),
            words=_KIND_ONLY,
            of_case=False,
        ),
        Measure(
            id="meetings.cases",
            name="会議で取り扱ったケース",
            unit="件",
            way="実",
            means="期間の中の会議で決定の記録があるケースを数える。同じケースを二度取り扱っても1件。議題にあって決定の記録がないものは未入力。"
            "種類は会議の種類、結果は会議の判断、理由は議題の根拠、相手の機関はその議題に出席した機関。",
            facts=_case_items,
            reads=_READS,
            by=_ITEM,
            words=_KIND,
            source="第3章3",
        ),
        Measure(
            id="meetings.items",
            name="会議で取り扱った議題",
            unit="件",
            way="延",
            means="期間の中の会議の議題を数える。ケースの議題は決定の記録で、地域課題の議題はその経過の記録で、取り扱ったことが分かる。"
            "記録のない議題は未入力。時機・結果・根拠・相手の機関の分け方は、会議で取り扱ったケースと同じ。",
            facts=_items,
            reads=(*_READS, "gap"),
            by=_ITEM,
            words=_KIND,
            split="timing",
            source="第3章3 ①〜④",
        ),
        Measure(
            id="meetings.agencies",
            name="会議に参加した機関",
            unit="機関",
            way="延",
            means="会議ごとに、だれか一人でも出席した機関を1と数えて足す。来たかどうかが書かれていない機関は未入力。相手の機関は参加した機関。",
            facts=_agencies,
            reads=_READS,
            by=("kind", "agency", "to_agency"),
            words=_KIND_ONLY,
            of_case=False,
        ),
        Measure(
            id="meetings.people",
            name="会議の出席者",
            unit="人",
            way="延",
            means="会議ごとに、出席した人を数えて足す。本人・家族も数え、結果で分けられる。来たかどうかが書かれていない人は未入力。"
            "平均は、会議の開催回数で割る。",
            facts=_people,
            reads=_READS,
            by=("kind", "agency", "to_agency", "result"),
            words=_KIND_ONLY,
            of_case=False,
        ),
    ),
)
