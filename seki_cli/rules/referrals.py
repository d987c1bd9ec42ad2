"""How each つなぎ stands: a loop that must close, with a day by which an answer is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.contact import Referral, ReferralStep
from seki_cli.model.world import CaseFile

OPEN: Final = ("未回答", "保留", "受理", "対応中")
_MOVES_THE_DAY: Final = ("保留", "期限変更")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralState:
    """A referral as it stands on a day: its last step, the day by which an answer is due, all steps so far."""

    referral: Referral
    status: str
    reply_by: date
    steps: tuple[ReferralStep, ...] = ()

    @property
    def open(self) -> bool:
        """Say whether the loop is still open: not answered, on hold, accepted or being worked on."""
        return self.status in OPEN

    @property
    def answered(self) -> bool:
        """Say whether the other side has answered: any step but 保留 and 期限変更, which only move the day."""
        return any(step.step not in _MOVES_THE_DAY for step in self.steps)


def referral_states(case: CaseFile, day: date) -> tuple[ReferralState, ...]:
    """Return every referral of a settled case that was sent on or before the day, in the order of acts.

    The status is the last step's, 未回答 before any; 期限変更 moves the day and leaves the status as it is, 保留 moves
    the day where it names one, forward or back. A step that names a corrected referral follows the one that counts.
    出典: 第3章1（適切な関係機関等と連携）・records.md（回答待ち）
    """
    return tuple(_state(case, referral, day) for referral in case.referrals if referral.date <= day)


def _state(case: CaseFile, referral: Referral, day: date) -> ReferralState:
    steps = [s for s in case.referral_steps if s.date <= day and case.effective(s.referral) == referral.id]
    return ReferralState(
        referral=referral,
        status=next((step.step for step in reversed(steps) if step.step != "期限変更"), "未回答"),
        reply_by=_reply_by(referral, steps),
        steps=tuple(steps),
    )


def _reply_by(referral: Referral, steps: Sequence[ReferralStep]) -> date:
    moved = [step.reply_by for step in steps if step.step in _MOVES_THE_DAY and step.reply_by]
    return moved[-1] if moved else referral.reply_by
