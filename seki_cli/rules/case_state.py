"""How a case stands on a day, in one word, derived from its records."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision
from seki_cli.model.world import CaseFile
from seki_cli.rules.in_force import has_live_consent
from seki_cli.rules.plans import PlanState, plan_states
from seki_cli.rules.referrals import ReferralState, referral_states
from seki_cli.rules.tabled import Tabled, tabled_items

CLOSED: Final = ("統合", "終結", "中断", "対応終了")
_SHUTS: Final = ("統合", "終結", "中断")
_MOVES_THE_CASE: Final = (*_SHUTS, "再開")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDay:
    """A settled case on a day, with all that other rules ask about it: plans, referrals, items still to come, status."""

    case: CaseFile
    office: Office
    day: date
    plans: tuple[PlanState, ...]
    referrals: tuple[ReferralState, ...]
    tabled: tuple[Tabled, ...]
    status: str

    @property
    def shut(self) -> bool:
        """Say whether an act has closed the case: 統合, 終結 or 中断."""
        return self.status in _SHUTS

    @property
    def closed(self) -> bool:
        """Say whether nobody works on the case any more: 統合, 終結, 中断 or 対応終了."""
        return self.status in CLOSED


def build_case_day(case: CaseFile, meetings: tuple[Meeting, ...], office: Office, day: date) -> CaseDay:
    """Return a settled case as it stands on a day. `meetings` may hold those of other cases too."""
    plans = plan_states(case, meetings, office, day)
    referrals = referral_states(case, day)
    return CaseDay(
        case=case,
        office=office,
        day=day,
        plans=plans,
        referrals=referrals,
        tabled=tabled_items(case, meetings, day),
        status=status_from(case, plans, referrals, office, day),
    )


def opened_on(case: CaseFile) -> date | None:
    """Return the day a settled case was opened, the earliest received_on; None where no intake can be read."""
    return min((intake.received_on for intake in case.intakes), default=None)


def case_status(case: CaseFile, meetings: tuple[Meeting, ...], office: Office, day: date) -> str:
    """Return the state of a settled case on a day, the first of these that fits.

    統合 · 終結 · 中断 (the last closing act) · 支援中 · プラン準備中 · つなぎ中 · 対応終了 · 同意前 · 受付.
    出典: 第3章2（相談・つなぎ・プラン・終結の流れ）・records.md（States）
    """
    return build_case_day(case, meetings, office, day).status


def status_from(
    case: CaseFile, plans: tuple[PlanState, ...], referrals: tuple[ReferralState, ...], office: Office, day: date
) -> str:
    """Return the state of a case whose plans and referrals on that day are known already; see `case_status`."""
    closing = last_closing_act(case, day)
    fits = (
        (closing, closing in _SHUTS),
        ("支援中", any(plan.running_now for plan in plans)),
        ("プラン準備中", any(plan.status in ("案", "付議中") for plan in plans)),
        ("つなぎ中", any(referral.open for referral in referrals)),
        ("対応終了", handling_ended(case, office, day)),
        ("同意前", _before_consent(case, day)),
    )
    return next((word for word, fit in fits if fit), "受付")


def last_closing_act(case: CaseFile, day: date) -> str:
    """Return the last act that closed or reopened the case: 終結, 中断, 統合, 再開, or nothing.

    A yes at 終結 or 中断 that says close_case closes the case in the same act.
    出典: 第3章3（③支援終結を判断する時 ④支援中断を決定する時）
    """
    acts: list[Closing | Decision] = [c for c in case.closings if c.date <= day and c.act in _MOVES_THE_CASE]
    acts += [d for d in case.decisions if d.date <= day and _closes_the_case(d)]
    last = max(acts, key=lambda act: act.order, default=None)
    if last is None:
        return ""
    return last.act if isinstance(last, Closing) else last.timing


def handling_ended(case: CaseFile, office: Office, day: date) -> bool:
    """Say whether the last 対応結果 ended the handling, and nobody came or reopened the case after it.

    Which results end it, the office's code list says (`ends`). 出典: 第3章2(1)（情報提供・必要な支援機関につなげる）
    """
    screenings = [screening for screening in case.screenings if screening.date <= day]
    if not screenings:
        return False
    last = screenings[-1]
    row = office.code("screening", last.result, last.date)
    came_back = any(intake.received_on <= day and intake.order > last.order for intake in case.intakes)
    reopened = any(c.act == "再開" and c.date <= day and c.order > last.order for c in case.closings)
    return bool(row and row.ends) and not came_back and not reopened


def _closes_the_case(decision: Decision) -> bool:
    return decision.yes and decision.close_case and decision.timing in ("終結", "中断")


def _before_consent(case: CaseFile, day: date) -> bool:
    intakes = [intake for intake in case.intakes if intake.received_on <= day]
    if not intakes or intakes[-1].variant != "同意なし":
        return False
    return not any(has_live_consent(case, person, day) for person in case.household.principals)
