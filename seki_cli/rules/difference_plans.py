"""プラン: new plans and versions, what differs in them, how they stand; the days that moved in them are told among 期日."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from seki_cli.model.plan import Plan
from seki_cli.rules.difference import Between, Change, because, one_line
from seki_cli.rules.plan_differences import PlanDifference, plan_differences
from seki_cli.rules.plans import plan_states
from seki_cli.rules.revision import is_withdrawn

Versions = tuple[Plan, ...]


def plan_changes(between: Between) -> Iterator[Change]:
    """Yield what changed about the plans of a case, plan by plan: its versions, how it stands, what is new in it."""
    before = {s.id: s.status for s in plan_states(between.then, between.meetings_then, between.office, between.moment.day)}
    after = {s.id: s.status for s in plan_states(between.now, between.meetings, between.office, between.day)}
    for known, versions in _plans(between):
        newest = versions[-1]
        yield from _versions(between, known, versions)
        was, status = before.get(newest.id, ""), after.get(newest.id, "")
        if status not in ("", was) and (was or status != "案"):
            said = f"{newest.kind}プラン {newest.id} は「{status}」になりました" + (f"（前は「{was}」）" if was else "")
            yield replace(_change(between, newest, "状態", said, "status"), day=None)
        for row in _rows(between, known, versions):
            if not row.moved:
                yield _change(between, newest, row.topic, _said(newest, row), *row.key)


def plan_day_changes(between: Between) -> Iterator[Change]:
    """Yield the days that moved in plans, goals' and the period's: how often, and why where the version says so."""
    for known, versions in _plans(between):
        for row in _rows(between, known, versions):
            if row.moved:
                said = _said(versions[-1], row) + because(versions[-1].change_reason)
                yield replace(_change(between, versions[-1], row.topic, said, *row.key), group="期日")


def _plans(between: Between) -> Iterator[tuple[Versions, Versions]]:
    """Yield each plan's versions then (none where it is new) and now."""
    for plan_id, group in groupby(between.now.plans, key=lambda plan: plan.id):
        yield tuple(plan for plan in between.then.plans if plan.id == plan_id), tuple(group)


def _rows(between: Between, known: Versions, versions: Versions) -> Iterator[PlanDifference]:
    """Yield what differs between the newest version then and now; nothing for a plan that is new as a whole.

    A version that was taken back (プラン取下げ) is no change: what it said never came to be.
    """
    folder = versions[-1].path.rpartition("/")[0]
    unread = any(path.startswith(folder) for path in between.then.unread)
    standing = tuple(plan for plan in versions if not is_withdrawn(between.now, plan)) or versions
    if known and not unread and known[-1] != standing[-1]:
        yield from plan_differences(known[-1], standing[-1], between.words, standing)


def _versions(between: Between, known: Versions, versions: Versions) -> Iterator[Change]:
    had = {plan.version: plan for plan in known}
    for plan in versions:
        if f"{plan.path}" in between.then.unread:
            continue
        if not known and plan.version == 1:
            yield _change(between, plan, "新規", f"{_name(plan)}ができました", "version")
        elif plan.version not in had:
            said = f"{_name(plan)}ができました" + because(plan.change_reason)
            yield _change(between, plan, "新しい版", said, "version")
        elif had[plan.version].content_hash != plan.content_hash:
            yield _change(between, plan, "書き直し", f"{_name(plan)}が書き直されました", "version")


def _change(between: Between, plan: Plan, kind: str, sentence: str, *key: str | int) -> Change:
    day = between.saved_on(plan.path) or (plan.made_on if plan.made_on > between.moment.day else None)
    return Change(group="プラン", kind=kind, sentence=sentence, record=plan.id, path=plan.path, day=day, key=key)


def _name(plan: Plan) -> str:
    return f"{plan.kind}プラン {plan.id} 第{plan.version}版"


def _said(plan: Plan, row: PlanDifference) -> str:
    return f"{plan.id}: {one_line(row.sentence)}".removesuffix("。")
