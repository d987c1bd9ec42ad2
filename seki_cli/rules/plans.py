"""How each plan of a case stands on a day: what runs, what waits for a meeting, what has ended.

A plan runs by the yes of a meeting and ends by one: 策定, 変更, 終結, 中断. State is derived from the decisions each time
it is asked for and stored nowhere. 出典: 第3章3（4つのタイミング）・records.md（States）
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.plan import PLAN_TIMINGS, Closing, Decision, Plan
from seki_cli.model.world import CaseFile
from seki_cli.rules.adjourned import find_adjourned
from seki_cli.rules.review import Course, Review, next_review
from seki_cli.rules.tabled import Tabled, plan_items, tabled_items

OUTREACH: Final = "アウトリーチ等"
RUNNING: Final = ("実施中", "見直し", "同意前")
STATUSES: Final = ("案", "付議中", *RUNNING, "中断", "終結", "取下げ")
_STARTS: Final = ("策定", "変更")
_ENDS: Final = ("終結", "中断")

Act = Decision | Closing


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """One plan on a day. `running` runs by `decided`; `waiting` is the newest version, where no meeting has judged it yet.

    `waits_since` is the day on which the first such version was made; `pending` a 継続審議 that no later decision has
    ended; `review` is there while the plan runs.
    """

    id: str
    kind: str
    status: str
    newest: Plan
    running: Plan | None = None
    decided: Decision | None = None
    review: Review | None = None
    waiting: Plan | None = None
    waits_since: date | None = None
    pending: Decision | None = None

    @property
    def running_now(self) -> bool:
        """Say whether the plan runs: 実施中, 見直し or 同意前."""
        return self.status in RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What every plan of one case is judged on."""

    case: CaseFile
    meetings: tuple[Meeting, ...]
    office: Office
    day: date
    tabled: tuple[Tabled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """What the acts on a plan have made of it so far."""

    decided: Decision | None = None
    before_consent: bool = False
    ended: str = ""


def plan_states(case: CaseFile, meetings: tuple[Meeting, ...], office: Office, day: date) -> tuple[PlanState, ...]:
    """Return every plan of a settled case as it stands on a day, by id.

    案 · 付議中 (on an item of a meeting still to come) · 同意前 · 実施中 · 見直し · 中断 · 終結 · 取下げ. A plan that runs is
    never 付議中: its reviews go on while a meeting is awaited. A version is there from the day it was made, or earlier if
    a decision names it; a plan with no version yet on the day is left out.
    """
    ground = _Ground(case=case, meetings=meetings, office=office, day=day, tabled=tabled_items(case, meetings, day))
    found = []
    for plan_id, group in groupby(case.plans, key=lambda plan: plan.id):
        named = {d.version for d in case.decisions if d.plan == plan_id and d.date <= day}
        versions = tuple(plan for plan in group if plan.made_on <= day or plan.version in named)
        if versions:
            found.append(_plan_state(ground, versions))
    return tuple(found)


def starts_before_consent(decision: Decision, meetings: tuple[Meeting, ...], office: Office) -> bool:
    """Say whether a decision on an アウトリーチ等 plan is a 方針 of a meeting that can do without consent.

    A meeting whose record or kind cannot be found is taken for one: better a review too many than one that nobody sees.
    出典: 第3章2（信頼関係の構築）・第3章3 会議内容②（支援方針の決定と共有、本人の同意がなくても可能）
    """
    if decision.timing != "方針" or not decision.meeting:
        return False
    meeting = next((m for m in meetings if m.id == decision.meeting), None)
    if meeting is None:
        return True
    kind = office.meeting_kind(meeting.kind, meeting.date) or office.meeting_kind(meeting.kind)
    return kind is None or kind.consent != "required"


def _plan_state(ground: _Ground, versions: tuple[Plan, ...]) -> PlanState:
    newest = versions[-1]
    acts = _acts(ground.case, newest.id, ground.day)
    policies = _policies(ground, acts) if newest.kind == OUTREACH else set()
    life, ran = _Life(), set[str]()
    for act in acts:
        ran |= {act.id} if life.decided else set()
        life = _lived(life, act, policies)
    answers = [act for act in acts if isinstance(act, Closing) or act.timing in PLAN_TIMINGS or act.id in policies]
    running = _version_decided(ground.case, life.decided, versions) if life.decided else None
    unjudged = _unjudged(ground.case, versions, answers, running, ran)
    items = plan_items(ground.tabled, newest.id)
    adjourned = find_adjourned(acts, answers, frozenset(ran))
    state = PlanState(
        id=newest.id,
        kind=newest.kind,
        status="",
        newest=newest,
        running=running,
        decided=life.decided,
        waiting=unjudged[-1] if unjudged else None,
        waits_since=unjudged[0].made_on if unjudged else None,
        pending=adjourned[0] if adjourned else None,
    )
    if running and life.decided:
        course = Course(plan=running, decided=life.decided, answers=answers, tabled_on=items[0].day if items else None)
        state = replace(state, review=next_review(ground.case, course, ground.day, ground.office.settings.intervals))
    discussed = any(decision.timing in PLAN_TIMINGS for decision in adjourned)
    return replace(state, status=_status(state, life, tabled=bool(items), discussed=discussed))


def _policies(ground: _Ground, acts: Sequence[Act]) -> set[str]:
    decisions = (act for act in acts if isinstance(act, Decision))
    return {act.id for act in decisions if starts_before_consent(act, ground.meetings, ground.office)}


def _acts(case: CaseFile, plan_id: str, day: date) -> tuple[Act, ...]:
    """Return the decisions of meetings on a plan and its withdrawals, in the order of acts. 支援決定 is the city's own."""
    decisions = [d for d in case.decisions if d.plan == plan_id and d.date <= day and d.timing != "支援決定"]
    withdrawals = [c for c in case.closings if c.plan == plan_id and c.date <= day and c.act == "プラン取下げ"]
    return tuple(sorted((*decisions, *withdrawals), key=lambda act: act.order))


def _lived(life: _Life, act: Act, policies: set[str]) -> _Life:
    """Return what a plan's life is after one more act.

    What runs by a yes at 策定 is ended by a meeting only: a withdrawal then takes back what waited, and the reviews go on.
    Before consent no meeting may end a plan, so there a withdrawal does.
    出典: 第3章3（全てのプランを対象に、終結・中断を判断する）
    """
    if isinstance(act, Closing):
        return life if life.decided and not life.before_consent else _Life(ended=life.ended or "取下げ")
    if not act.yes:
        return life
    if act.timing in _ENDS:
        return _Life(ended=act.timing)
    if act.timing in _STARTS:
        return _Life(decided=act, before_consent=life.before_consent and act.timing == "変更")
    if act.id in policies and (life.decided is None or life.before_consent):
        return _Life(decided=act, before_consent=True)
    return life


def _version_decided(case: CaseFile, decision: Decision, versions: Sequence[Plan]) -> Plan:
    """Return the version that runs by a yes: the corrected text where there is one, else the version decided on.

    修正のうえ適切: the next version with `after` runs without a further meeting, from the day it was made. Where the
    version decided on is not there (unreadable), the one before it lends its schedule: no review is dropped for that.
    """
    number = decision.version
    corrected = _corrected_text(case, decision, versions)
    if corrected:
        return corrected
    if number is None:
        fitting = [plan for plan in versions if plan.made_on <= decision.date]
    else:
        fitting = [plan for plan in versions if plan.version <= number]
    return fitting[-1] if fitting else versions[0]


def _corrected_text(case: CaseFile, decision: Decision, versions: Sequence[Plan]) -> Plan | None:
    if decision.result != "修正のうえ適切":
        return None
    later = (plan for plan in versions if plan.version > (decision.version or 0))
    return next((plan for plan in later if plan.after and case.effective(plan.after) == decision.id), None)


def _unjudged(
    case: CaseFile, versions: Sequence[Plan], answers: Sequence[Act], running: Plan | None, ran: set[str]
) -> list[Plan]:
    """Return the versions that no meeting has judged since they were written, nor anybody withdrawn.

    A 案 that was sent back and written anew under the same number waits again: its made_on is later than the decision.
    A no at 終結 or 中断 says nothing about a text that waits where the plan ran then (`ran`: the acts before which it did).
    """
    judged = running.version if running else 0
    for act in answers:
        written = [plan.version for plan in versions if plan.made_on <= act.date]
        if isinstance(act, Closing):
            judged = max([judged, *(version for version in written if act.version is None or version <= act.version)])
        elif act.timing in _ENDS and act.yes:
            judged = max([judged, *written])
        elif act.timing not in _ENDS and act.yes:
            judged = max(judged, _version_decided(case, act, versions).version, act.version or 0)
        elif act.timing not in _ENDS or act.id not in ran:
            judged = max([judged, *(version for version in written if act.version is None or version <= act.version)])
    return [plan for plan in versions if plan.version > judged]


def _status(state: PlanState, life: _Life, *, tabled: bool, discussed: bool) -> str:
    if state.decided:
        if life.before_consent:
            return "同意前"
        leads = state.review is not None and state.review.waits_since is not None
        return "見直し" if state.waiting or leads or discussed else "実施中"
    if life.ended and not state.waiting:
        return life.ended
    return "付議中" if tabled else "案"
