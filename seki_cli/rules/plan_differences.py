"""What differs between two versions of a plan, one row for each difference, for the paper of a meeting and for `diff`.

The words of the plan stand apart from seki's own, so that the gate can search them for names.
出典: 第3章3（②プラン変更時: 本人の状況変化の確認、現行プランの評価、プラン変更内容の確認）
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from seki_cli.model.plan import Goal, Plan, Support
from seki_cli.model.wareki import show_day
from seki_cli.rules.plan_pieces import Words, schedule_text, span_text

_REWRITTEN: Final = (("wish", "本人の意向"), ("cautions", "留意事項"), ("why_not_existing", "既存の事業では難しい理由"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDifference:
    """One difference. `caption` and `aside` are seki's and the office's words, `text` the plan's own; `topic` what it is about.

    `named`: of the office's words those that anybody may choose, a resource's name.
    `moved`: a day was moved (from, to), and `times` how often so far, this time included.
    """

    topic: Literal["目標", "課題", "役割", "期間", "モニタリング", "対象", "参加先", "内容"]
    label: str
    key: tuple[str | int, ...]
    caption: str = ""
    text: str = ""
    aside: str = ""
    named: str = ""
    moved: bool = False
    times: int = 0

    @property
    def sentence(self) -> str:
        """Return the whole in one line, for those who may read the case."""
        words = f"{self.text}（{self.aside}）" if self.text and self.aside else self.text or self.aside
        return f"{self.caption}: {words}" if self.caption and words else self.caption or words


def plan_differences(old: Plan, new: Plan, words: Words, versions: tuple[Plan, ...] = ()) -> Iterator[PlanDifference]:
    """Yield what differs between two versions of one plan.

    `versions`: all that the reader may know of, the two included, to count how often a goal's day has been moved.
    """
    yield from _persons(old, new)
    yield from _goals(old, new, versions or (old, new))
    yield from _issues(old, new)
    yield from _supports(old, new, words)
    yield from _matches(old, new, words)
    yield from _spans(old, new, words)
    for name, title in _REWRITTEN:
        if getattr(old, name) != getattr(new, name):
            caption = f"{title}が書き改められました"
            yield PlanDifference(topic="内容", label=f"{title}の変更", key=(name,), caption=caption, text=getattr(new, name))


def goal_moves(versions: tuple[Plan, ...], num: int) -> int:
    """Return how often the day of a goal was moved over the versions of a plan, in their order."""
    days = [goal.due for plan in versions for goal in plan.goals if goal.num == num]
    return sum(1 for before, after in pairwise(days) if before != after)


def _persons(old: Plan, new: Plan) -> Iterator[PlanDifference]:
    for said, persons in (
        ("加わりました", set(new.persons) - set(old.persons)),
        ("外れました", set(old.persons) - set(new.persons)),
    ):
        if persons:
            aside = f"プランの対象に {'・'.join(sorted(persons))} が{said}。" if said == "加わりました" else ""
            aside = aside or f"プランの対象から {'・'.join(sorted(persons))} が{said}。"
            yield PlanDifference(topic="対象", label="プランの対象の変更", key=("persons",), aside=aside)


def _goals(old: Plan, new: Plan, versions: tuple[Plan, ...]) -> Iterator[PlanDifference]:
    before = {goal.num: goal for goal in old.goals}
    for at, goal in enumerate(new.goals):
        yield from _goal(before.get(goal.num), goal, ("goals", at), versions)
    for num in sorted(before.keys() - {goal.num for goal in new.goals}):
        caption = f"目標{num}がなくなりました"
        yield PlanDifference(topic="目標", label=f"目標{num}の変更", key=("goals",), caption=caption, text=before[num].text)


def _goal(was: Goal | None, goal: Goal, key: tuple[str | int, ...], versions: tuple[Plan, ...]) -> Iterator[PlanDifference]:
    label = f"目標{goal.num}の変更"
    if was is None:
        caption = f"目標{goal.num}が加わりました（{show_day(goal.due)}まで）"
        yield PlanDifference(topic="目標", label=label, key=key, caption=caption, text=goal.text)
        return
    if was.text != goal.text:
        yield PlanDifference(topic="目標", label=label, key=key, caption=f"目標{goal.num}が書き改められました", text=goal.text)
    if was.due != goal.due:
        times = goal_moves(versions, goal.num)
        aside = f"目標{goal.num}の達成時期が{show_day(was.due)}から{show_day(goal.due)}に変わりました{often(times)}。"
        yield PlanDifference(topic="目標", label=label, key=key, aside=aside, moved=True, times=times)


def often(times: int) -> str:
    """Return how often a day was moved, where it was more than once: nothing is said of the first time."""
    return f"（{times}回目）" if times > 1 else ""


def _issues(old: Plan, new: Plan) -> Iterator[PlanDifference]:
    before = {issue.num: issue.text for issue in old.issues}
    after = {issue.num: issue.text for issue in new.issues}
    for at, issue in enumerate(new.issues):
        if before.get(issue.num) != issue.text:
            said = "書き改められました" if issue.num in before else "加わりました"
            caption = f"課題{issue.num}が{said}"
            label = f"課題{issue.num}の変更"
            yield PlanDifference(topic="課題", label=label, key=("issues", at), caption=caption, text=issue.text)
    for num in sorted(before.keys() - after.keys()):
        caption = f"課題{num}がなくなりました"
        yield PlanDifference(topic="課題", label=f"課題{num}の変更", key=("issues",), caption=caption, text=before[num])


def _supports(old: Plan, new: Plan, words: Words) -> Iterator[PlanDifference]:
    before = {(row.agency, row.what): row for row in old.supports}
    after = {(row.agency, row.what): row for row in new.supports}
    for said, keys in (("が加わりました", after.keys() - before.keys()), ("がなくなりました", before.keys() - after.keys())):
        for agency, what in sorted(keys):
            caption = f"{words.agent(agency)}の役割{said}"
            yield PlanDifference(topic="役割", label="役割分担の変更", key=("supports",), caption=caption, text=what)
    for pair in sorted(before.keys() & after.keys()):
        if before[pair] != after[pair]:
            changed = _support_changed(before[pair], after[pair], words)
            caption = f"{words.agent(pair[0])}の役割が変わりました"
            text = "　".join(filter(None, (pair[1], after[pair].often)))
            key = ("supports",)
            yield PlanDifference(topic="役割", label="役割分担の変更", key=key, caption=caption, text=text, aside=changed)


def _support_changed(old: Support, new: Support, words: Words) -> str:
    """Return what changed about a role beside its rhythm, in seki's and the office's words."""
    parts = []
    if old.staff != new.staff:
        parts.append(f"担当 {words.office.staff_name(new.staff) if new.staff else '未定'}")
    if (old.since, old.until) != (new.since, new.until):
        parts.append(span_text(new.since, new.until) or "期間の定めなし")
    return "・".join(parts)


def _matches(old: Plan, new: Plan, words: Words) -> Iterator[PlanDifference]:
    before = {row.resource: row for row in old.matches}
    after = {row.resource: row for row in new.matches}
    for said, rows in (
        ("加わりました", [after[key] for key in after if key not in before]),
        ("なくなりました", [before[key] for key in before if key not in after]),
    ):
        for row in rows:
            caption = f"参加先 {words.resource(row.resource)} が{said}"
            named = words.resource(row.resource)
            yield PlanDifference(
                topic="参加先", label="参加先の変更", key=("matches",), caption=caption, text=row.what, named=named
            )


def _spans(old: Plan, new: Plan, words: Words) -> Iterator[PlanDifference]:
    if old.period != new.period:
        aside = f"プラン期間が{_said(old.period.since, old.period.until)}から、{_said(new.period.since, new.period.until)}に変わりました。"
        ends = old.period.until != new.period.until and old.period.until is not None
        yield PlanDifference(topic="期間", label="プラン期間の変更", key=("period",), aside=aside, moved=ends)
    if old.monitoring != new.monitoring:
        now = schedule_text(new.monitoring, words)
        aside = f"モニタリングの予定が変わりました（{now}）。" if now else "モニタリングの予定がなくなりました。"
        yield PlanDifference(topic="モニタリング", label="モニタリングの予定の変更", key=("monitoring",), aside=aside)


def _said(since: date | None, until: date | None) -> str:
    return f"「{span_text(since, until)}」" if since or until else "「定めなし」"
