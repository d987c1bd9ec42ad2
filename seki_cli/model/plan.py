"""Plans and all that is recorded on them: decisions, reviews, placements, evaluations, closings."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from seki_cli.model.record import DatedEvent, Record

PlanKind = Literal["多機関協働", "参加支援", "アウトリーチ等"]
Timing = Literal["策定", "変更", "終結", "中断", "情報共有", "方針", "緊急", "社会資源", "支援決定"]
Result = Literal["適切", "修正のうえ適切", "承認", "差戻し", "継続審議", "その他"]
YES: frozenset[str] = frozenset({"適切", "修正のうえ適切", "承認"})
PLAN_TIMINGS: frozenset[str] = frozenset({"策定", "変更", "終結", "中断"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of days, both ends included; an open end is None."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue to be solved (解決すべき課題)."""

    num: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal and the day by which it is to be reached (目標と達成時期)."""

    num: int
    text: str
    due: date
    span: Literal["長期", "短期"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Who does what for which issue (支援の種類と内容)."""

    what: str
    agency: str
    issue: int | None = None
    staff: str = ""
    often: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the plan is reviewed: every so many months from a first day, or on listed days."""

    every_months: int | None = None
    first_date: date | None = None
    agency: str = ""
    staff: str = ""
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Which of the other programmes the plan makes use of."""

    sanka: bool = False
    outreach: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """参加支援: a place for the person, what is done there, how often, from when."""

    resource: str
    what: str = ""
    often: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Record):
    """One version of a plan: a document while 案, frozen once decided."""

    kind: PlanKind
    version: int
    made_on: date
    made_by: str
    persons: tuple[str, ...]
    wish: str
    issues: tuple[Issue, ...]
    goals: tuple[Goal, ...]
    supports: tuple[Support, ...]
    cautions: str
    period: Span
    monitoring: Schedule
    wish_why: str = ""
    categories: Literal["すべて"] | tuple[str, ...] = ()
    use: Use | None = None
    change_reason: str = ""
    after: str = ""
    matches: tuple[Match, ...] = ()
    why_not_existing: str = ""
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point discussed, what was said, and whose word it was."""

    point: str
    said: str = ""
    source: str = ""
    category: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """What an agency took on at a meeting (宿題)."""

    num: int
    agency: str
    what: str
    staff: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of an earlier to-do (`of` is rid#num)."""

    of: str
    act: Literal["完了", "延期", "取消", "担当変更"]
    due: date | None = None
    why: str = ""
    agency: str = ""
    staff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A contact planned after closing."""

    date: date
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try to reach the person before suspending."""

    date: date
    how: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(DatedEvent):
    """What a meeting, or the city (支援決定), decided on a case."""

    timing: Timing
    result: Result
    meeting: str = ""
    plan: str = ""
    version: int | None = None
    plan_hash: str = ""
    protocol: str = ""
    points: tuple[Point, ...] = ()
    present: tuple[str, ...] = ()
    todos: tuple[Todo, ...] = ()
    moved: tuple[Moved, ...] = ()
    gaps: tuple[str, ...] = ()
    after_the_fact: bool = False
    categories: Literal["すべて"] | tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    next_lead: str = ""
    next_lead_why: str = ""
    followup_needed: bool | None = None
    followup: tuple[FollowUp, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    look_again: date | None = None
    resume_when: str = ""
    close_case: bool = False

    @property
    def yes(self) -> bool:
        """Say whether the result is one of the three that let the plan go ahead."""
        return self.result in YES


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalProgress:
    """How far one goal has come."""

    num: int
    progress: Literal["達成", "一部達成", "未達成", "判定不能"]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring(DatedEvent):
    """モニタリング: one review of a plan's running version."""

    staff: str
    plan: str
    version: int
    result: Literal["継続", "変更が必要", "終結を検討", "中断を検討"]
    method: str = ""
    goals: tuple[GoalProgress, ...] = ()
    changes: tuple[str, ...] = ()
    person_view: str = ""
    next_date: date | None = None
    reason_if_moved: str = ""
    stage: str = ""
    done: tuple[str, ...] = ()
    programme: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an evaluation proposes for the time after."""

    followup_needed: bool | None = None
    followup: tuple[FollowUp, ...] = ()
    next_lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(DatedEvent):
    """評価シート: what the plan achieved, and what should follow."""

    staff: str
    plan: str
    occasion: str
    judgement: Literal["終結", "継続", "再プラン", "中断"]
    goals: tuple[GoalProgress, ...] = ()
    changes: tuple[str, ...] = ()
    person_view: str = ""
    remaining: str = ""
    category: str = ""
    proposes: Proposal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(DatedEvent):
    """参加支援: one step at a resource."""

    plan: str
    resource: str
    step: Literal["見学", "体験", "開始", "定着確認", "中止", "終了"]
    staff: str = ""
    times: int | None = None
    by_resource: str = ""
    next: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of something that was still open when the case was closed (`of` is rid#num, or the rid of a note)."""

    of: str
    act: Literal["完了", "取消"]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(DatedEvent):
    """終結・中断・再開・統合 of a case, or プラン取下げ."""

    act: Literal["終結", "中断", "再開", "統合", "プラン取下げ"]
    reason: str = ""
    plan: str = ""
    version: int | None = None
    next_lead: str = ""
    next_lead_why: str = ""
    followup_needed: bool | None = None
    followup: tuple[FollowUp, ...] = ()
    look_again: date | None = None
    moved: tuple[Settled, ...] = ()
    into: str = ""
