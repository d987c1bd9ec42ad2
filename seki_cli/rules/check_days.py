"""Whether the days of the records follow each other as they must."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from seki_cli.model.case import Intake
from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Plan, Schedule
from seki_cli.model.record import Event, Record
from seki_cli.model.walk import Key, Path, find_values
from seki_cli.rules.case_facts import CaseFacts, Surroundings, own_day
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.plans import PlanState

_CORRECT_THE_DAY: Final = "日付を確かめ、違っていたら訂正の記録を追加してください（seki case edit ケース 記録）"

_PAST: Final[Mapping[str, tuple[Path, ...]]] = {
    "assessment": (("date",),),
    "plan": (("made_on",),),
    "decision": (("attempts", "*", "date"),),
    "meeting": (("confirmed", "date"),),
    "resource": (("verified", "date"),),
    "gap": (("noticed", "date"), ("steps", "*", "date")),
    "activity": (("date",),),
}
_SPANS: Final[Mapping[str, tuple[Path, ...]]] = {
    "household": (("people", "*", "protected"), ("relations", "*"), ("ties", "*")),
    "plan": (("period",), ("supports", "*")),
    "resource": ((),),
}
_AHEAD: Final[Mapping[str, tuple[Path, ...]]] = {
    "note": (("next", "date"),),
    "referral": (("reply_by",),),
    "referral_step": (("reply_by",), ("next", "date")),
    "decision": (("todos", "*", "due"), ("moved", "*", "due"), ("followup", "*", "date"), ("look_again",)),
    "monitoring": (("next_date",),),
    "placement": (("next",),),
    "evaluation": (("proposes", "followup", "*", "date"),),
    "closing": (("followup", "*", "date"), ("look_again",)),
}


@finding("SEKI056", "受付より前の日付です", remedy=_CORRECT_THE_DAY)
def act_before_the_opening(facts: CaseFacts) -> Iterator[Fault]:
    """ケースの記録は、いちばん早い受付の日より前にはありません。

    前の年の同じ月日に書いてしまった記録は、期限の計算からも一覧からも静かに外れます。受付の日のほうが違うときは、
    受付の記録を訂正します。
    出典: 第3章1（相談を受け止めることから始まる）・seki の記録の決まり（受付 ≦ どの行為 ≦ 今日）
    """
    opened = min((intake.received_on for intake in facts.case.intakes), default=None)
    if opened is None:
        return
    for record in facts.case.records():
        day = own_day(record)
        if day is not None and day < opened and not isinstance(record, Intake):
            yield at(record, key=_day_key(record))


@finding("SEKI057", "今日より後の日付です", remedy=_CORRECT_THE_DAY, scope="record")
def act_after_today(record: Record, _around: Surroundings, as_of: date) -> Iterator[Fault]:
    """済んだことの記録の日付は、今日より後にはなりません。

    予定は、次回予定・宿題・モニタリングの時期・会議として書きます。済んだことのように書くと、していない支援が数に入り、
    期限の一覧から消えます。
    出典: seki の記録の決まり（受付 ≦ どの行為 ≦ 今日）
    """
    if isinstance(record, Event) and record.day > as_of:
        yield at(record, key=_day_key(record))
    for path in _PAST.get(record.record_kind, ()):
        for key, day in find_values(record, path):
            if day > as_of:
                yield at(record, key=key)


@finding("SEKI058", "終わりが始まりより前です", remedy="始まりと終わりの日（時刻）を確かめて直してください", scope="record")
def end_before_the_beginning(record: Record, _around: Surroundings, _as_of: date) -> Iterator[Fault]:
    """期間の終わり（until）は始まり（since）より前になりません。同意の期限は同意の日より、会議の終了は開始より後です。

    逆さの期間はどの日にも当てはまらず、その同意や担当はなかったことになります。
    出典: seki の記録の決まり（since ≦ until）
    """
    for path in _SPANS.get(record.record_kind, ()):
        for key, span in find_values(record, path):
            if span.since and span.until and span.until < span.since:
                yield at(record, key=(*key, "until"))
    until = getattr(record, "until", None) if isinstance(record, Event) else None
    if isinstance(record, Event) and until is not None and until < record.day:
        yield at(record, "同意の期限が同意の日より前です", key=("until",), remedy=_CORRECT_THE_DAY)
    if isinstance(record, Meeting) and record.starts and record.ends and record.ends < record.starts:
        yield at(record, key=("ends",))


@finding("SEKI115", "これからの日が、その記録の日より前です", remedy=_CORRECT_THE_DAY)
def day_ahead_that_lies_behind(facts: CaseFacts) -> Iterator[Fault]:
    """回答期限・次回の予定・宿題の期日・フォローアップは、その記録の日か、それより後の日です。次回のモニタリングは後の日です。

    前の年の日を書いた回答期限は、その日から超過になります。モニタリングの日までの次回は、なかったものとして読まれ、
    見直しはプランの予定に戻ります。
    出典: 第3章3 ①（モニタリングの時期の検討等）・seki の記録の決まり（次回は、そのモニタリングより後）
    """
    for record in facts.case.records():
        if not isinstance(record, Event):
            continue
        for path in _AHEAD.get(record.record_kind, ()):
            for key, day in find_values(record, path):
                if day < record.day:
                    yield at(record, key=key)
                elif path == ("next_date",) and day == record.day:
                    yield at(record, "次回のモニタリングが、その記録の日より後ではありません", key=key)


@finding(
    "SEKI059",
    "決定の日までに過ぎている目標の時期、またはモニタリングの予定です",
    remedy="決定の後の日に直した版を作り（seki plan revise）、会議に諮ってください",
)
def day_passed_before_the_decision(facts: CaseFacts) -> Iterator[Fault]:
    """目標の達成時期とモニタリングの予定は、そのプランを動かした決定より後の日です。

    会議が延びたあいだに過ぎた予定は、初めから超過にならないよう飛ばされます。つまり、初回の見直しが黙って先に
    延びます。前の決定から引き継いだ目標や予定は、変更の決定より前でもかまいません。
    出典: 第3章3（プラン策定時: モニタリングの時期の検討等）・施行規則（目標と達成時期、未確認）
    """
    for state in facts.now.plans:
        plan, decided = state.running, state.decided
        if plan is None or decided is None:
            continue
        before = _decided_before(facts, state)
        known_goals = {(goal.num, goal.due) for earlier in before for goal in earlier.goals}
        known_days = {day for earlier in before for _, day in _listed(earlier.monitoring)}
        for place, goal in enumerate(plan.goals):
            if goal.due <= decided.date and (goal.num, goal.due) not in known_goals:
                yield at(plan, "目標の達成時期が、決定の日より後ではありません", key=("goals", place, "due"))
        for key, day in _listed(plan.monitoring):
            if day <= decided.date and day not in known_days:
                yield at(plan, "モニタリングの予定が、決定の日より後ではありません", key=key)


def _decided_before(facts: CaseFacts, state: PlanState) -> list[Plan]:
    """Return the versions of a plan that an earlier yes than the one in force made run."""
    earlier = {d.version for d in facts.case.decisions if d.plan == state.id and d.yes and d is not state.decided}
    return [plan for plan in facts.case.plans if plan.id == state.id and plan.version in earlier]


def _listed(schedule: Schedule) -> Iterator[tuple[Key, date]]:
    if schedule.dates:
        yield from ((("monitoring", "dates", place), day) for place, day in enumerate(schedule.dates))
    elif schedule.first_date:
        yield ("monitoring", "first_date"), schedule.first_date


@finding("SEKI060", "プランの作成日が、そのプランの決定より後です", remedy=_CORRECT_THE_DAY)
def plan_made_after_its_decision(facts: CaseFacts) -> Iterator[Fault]:
    """会議が決めるプランは、会議の日までに作られています。

    作成日が後なら、会議が見たのは別の版です。会議で直した版は「修正のうえ適切」の決定を after に書いて作ります。
    出典: 第3章3（関係機関が参加して合議のもとで適切性を判断する）
    """
    for decision in facts.case.decisions:
        plan = facts.plan(decision.plan, decision.version) if decision.plan and decision.version is not None else None
        if plan is not None and plan.made_on > decision.date:
            yield at(decision, key=("version",))


def _day_key(record: Record) -> Key:
    return ("received_on",) if isinstance(record, Intake) else ("made_on",) if isinstance(record, Plan) else ("date",)
