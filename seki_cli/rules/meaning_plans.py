"""What two people did to the plans of one case apart from each other, and cannot both have meant."""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Decision, Evaluation, Monitoring, Placement, Plan
from seki_cli.model.record import Record
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.two_sides import CaseMerge, MergeFacts, Side

_STARTS: Final = ("策定", "変更")
_ENDS: Final = ("終結", "中断")
_OVER: Final = ("終結", "中断", "取下げ")


@finding(
    "SEKI143",
    "同じ種類のプランが、二つの場所で一つずつ作られています",
    remedy="二つを読み比べて一つにまとめ、要らないほうを取り下げてください（seki plan drop プラン）",
    severity="warning",
    scope="meaning",
)
def two_plans_made(facts: MergeFacts) -> Iterator[Fault]:
    """ひとつのケースで動くプランは、種類ごとに一つです。二人が別々に案を作ると、どちらも会議に出せてしまいます。

    二つとも決まった後では、一方を終結の会議に諮るほかありません（SEKI063）。案のうちなら、取り下げるだけで済みます。
    出典: 第3章2（多機関協働は事案全体の調整機能）・seki の記録の決まり（種類ごとに一つ）
    """
    for case in facts.shared:
        before = {plan.id for plan in case.base.case.plans}
        ours, theirs = (_made(side, before) for side in (case.ours, case.theirs))
        for kind in sorted(ours.keys() & theirs.keys()):
            if ours[kind].id != theirs[kind].id:
                yield at(max(ours[kind], theirs[kind], key=lambda plan: (plan.made_on, plan.id)), key=("kind",))


def _made(side: Side, before: set[str]) -> dict[str, Plan]:
    dropped = {state.id for state in side.facts.now.plans if state.status == "取下げ"}
    return {plan.kind: plan for plan in side.new(Plan) if plan.id not in before and plan.id not in dropped}


@finding(
    "SEKI145",
    "一方で新しい版を作ったプランの、前の版が、もう一方で決まっています",
    remedy="決まったのがどの版かを確かめ、新しい版がまだ要るなら変更の会議に諮り（seki meeting add）、要らないなら取り下げてください（seki plan drop プラン）",
    severity="warning",
    scope="meaning",
)
def decided_on_a_version_that_was_replaced(facts: MergeFacts) -> Iterator[Fault]:
    """会議が決めるのは、いちばん新しい版です。版を作ったことを知らない会議は、前の版を決めてしまいます。

    同じ日に作った版は、会議で直した版とも読めるので、記録だけを見ても分かりません（前の日までの版は SEKI067 が知らせます）。
    決まるまでは、会議が決めた版のとおりに支援とモニタリングを続けます。
    出典: 第3章3（プラン変更内容の確認）
    """
    for case in facts.shared:
        before = {(plan.id, plan.version) for plan in case.base.case.plans}
        for one, other in case.both_ways:
            for plan in one.new(Plan):
                decided = [d for d in other.new(Decision) if d.plan == plan.id and d.timing in _STARTS and d.yes]
                same_day = [d for d in decided if (d.version or 0) < plan.version and d.date <= plan.made_on]
                if same_day and not plan.after and (plan.id, plan.version) not in before:
                    yield at(same_day[-1], key=("version",))


@finding(
    "SEKI146",
    "一方で終えた（取り下げた）プランを、もう一方が進めています",
    remedy="終わりが正しいなら、進めた記録を取り消す訂正を追加し（seki case edit ケース 記録）、続けるなら、もう一度会議に諮ってください（seki meeting add）",
    scope="meaning",
)
def ended_here_and_carried_on_there(facts: MergeFacts) -> Iterator[Fault]:
    """終結・中断の決定や取下げで終わったプランは、モニタリングも新しい版も、新しい決定も持ちません。

    同じ日に一人が終え、一人が見直すと、記録だけを見ては前後が分かりません。終わったと知らない機関が支援を続けます。
    出典: 第3章3（③支援終結を判断する時 ④支援中断を決定する時）・脚注b（モニタリング）
    """
    for case in facts.shared:
        for one, other in case.both_ways:
            ended = _ended(case, one)
            went_on = [record for record in _work_on_plans(other) if getattr(record, "plan", record.id) in ended]
            yield from (at(record) for record in went_on[:1])
            for meeting, place in _new_items(case, other, ended):
                yield at(meeting, key=("items", place, "plan"))


def _ended(case: CaseMerge, side: Side) -> set[str]:
    before = {state.id for state in case.base.now.plans if state.status in _OVER}
    return {state.id for state in side.facts.now.plans if state.status in _OVER and state.id not in before}


def _work_on_plans(side: Side) -> tuple[Record, ...]:
    acts: tuple[Record, ...] = side.new(Plan, Monitoring, Placement)
    decided = tuple(d for d in side.new(Decision) if d.plan and d.timing not in _ENDS and d.yes)
    return (*acts, *decided)


def _new_items(case: CaseMerge, side: Side, plans: set[str]) -> Iterator[tuple[Meeting, int]]:
    """Yield the items of meetings to come that a side put a plan on, unless the agenda of the merged world has lost them."""
    known = {(m.id, item.plan, item.timing) for m in case.base.around.agendas.get(case.id, ()) for item in m.items}
    for meeting in side.meetings:
        for item in meeting.items:
            new = (meeting.id, item.plan, item.timing) not in known
            if item.plan in plans and new and item.timing not in _ENDS and meeting.date >= case.merged.as_of:
                merged = case.merged.around.meetings.get(meeting.id, meeting)
                yield merged, next((n for n, one in enumerate(merged.items) if one.plan == item.plan), 0)


@finding(
    "SEKI147",
    "同じプランの同じ時期の見直し（評価）が、二つの場所で違う結果になっています",
    remedy="どちらを正しいとするか二人で決め、もう一方を取り消す訂正の記録を追加してください（seki case edit ケース 記録）",
    scope="meaning",
)
def two_reviews_of_one_plan(facts: MergeFacts) -> Iterator[Fault]:
    """見直しの時期ごとに、モニタリングも評価も一つです。結果か次回の日が違う二つがあると、次の見直しが決まりません。

    決まるまでは、記録の順で後のほうの次回の日を使います。早いほうの日を逃さないよう、期限の一覧を見てください。
    出典: 脚注b（支援実施状況を定期的に評価して検証する）・seki の記録の決まり（見直しは早いほう）
    """
    for case in facts.shared:
        for mine in case.ours.new(Monitoring):
            for yours in case.theirs.new(Monitoring):
                if mine.id != yours.id and mine.plan == yours.plan and _differ(case, mine, yours):
                    yield at(max(mine, yours, key=lambda act: act.order), key=("result",))
        for first in case.ours.new(Evaluation):
            for second in case.theirs.new(Evaluation):
                if first.id != second.id and first.plan == second.plan and first.judgement != second.judgement:
                    yield at(max(first, second, key=lambda act: act.order), key=("judgement",))


def _differ(case: CaseMerge, one: Monitoring, other: Monitoring) -> bool:
    """Say whether two reviews answer one turn of the plan, and differ."""
    due = {state.id: state.review.due_on for state in case.base.now.plans if state.review}
    first, last = sorted((one.date, other.date))
    answers_one = due.get(one.plan) is None or (last - first).days < 28
    return answers_one and (one.result, one.next_date) != (other.result, other.next_date)


@finding(
    "SEKI158",
    "ひとつのプランについて、二つの場所で別の決定が記録されています",
    remedy="会議の記録を確かめ、正しくないほうを取り消す訂正の記録を追加してください（seki case edit ケース 記録）",
    scope="meaning",
)
def two_decisions_on_one_plan(facts: MergeFacts) -> Iterator[Fault]:
    """一つの時期の一つのプランについて会議が出す答えは一つです。別の会議で別の答えを出すと、後のほうが前を消します。

    同じ会議の同じ議題の二つの決定は SEKI071 が知らせます。ここでは、別の会議に出た同じプランの決定を知らせます。
    出典: 第3章3（会議はプランごとに、4つのタイミングで開く）
    """
    for case in facts.shared:
        for mine in case.ours.new(Decision):
            for yours in case.theirs.new(Decision):
                if mine.id == yours.id or not mine.plan or mine.plan != yours.plan or mine.meeting == yours.meeting:
                    continue
                if abs((mine.date - yours.date).days) < 28:
                    yield at(max(mine, yours, key=lambda act: act.order), key=("plan",))
