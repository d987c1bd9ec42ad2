"""Which answer to a referral may follow which, and what an act that is taken back had moved."""

from datetime import date
from typing import Final

from seki_cli.model.contact import ReferralStep, Step
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision
from seki_cli.model.record import Event
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.plans import plan_states
from seki_cli.rules.referrals import ReferralState
from seki_cli.rules.review import first_slot

_CLOSED: Final = ("完了", "辞退", "取下げ")
_AFTER: Final[dict[str, tuple[str, ...]]] = {
    "受理": ("未回答", "保留"),
    "保留": ("未回答", "保留"),
    "辞退": ("未回答", "保留", "受理"),
    "期限変更": ("未回答", "保留"),
    "対応中": ("受理", "対応中"),
    "完了": ("受理", "対応中"),
    "取下げ": ("未回答", "保留", "受理", "対応中"),
}


def may_step(state: ReferralState, step: Step) -> Verdict:
    """Say whether a step may be recorded on a referral as it stands: the loop closes once, and in order.

    出典: 第3章1（関係機関等と連携しながら支援する）・手順の細部は未確認
    """
    if state.status in _AFTER[step]:
        return YES
    because = state.steps[-1].path if state.steps else state.referral.path
    if state.status in _CLOSED:
        reason, remedy = f"このつなぎは{state.status}で閉じています", "続きがあるときは seki refer で新しくつないでください"
    else:
        order = (
            "受理（accept）してから記録してください"
            if step in ("対応中", "完了")
            else "seki referral list で状態を確かめてください"
        )
        reason, remedy = f"{state.status}のつなぎに「{step}」は記録できません", order
    return no(reason, because=because, key=("step",) if state.steps else (), remedy=remedy)


def moved_the_lead(case: CaseFile, act: Event) -> bool:
    """Say whether the 主担当 of a settled case leads since this act: an accepted 引継ぎ, or an end that names who leads next.

    When such an act is taken back, the head still says so: nobody but a person knows who leads now.
    出典: records.md（受理 of an 引継ぎ sets lead_agency）
    """
    head = case.head
    if head.lead_since != act.day:
        return False
    if isinstance(act, ReferralStep):
        sent = next((one for one in case.referrals if one.id == case.effective(act.referral)), None)
        return bool(sent and act.step == "受理" and sent.ask == "引継ぎ" and sent.to_agency == head.lead_agency)
    return isinstance(act, Closing | Decision) and act.next_lead == head.lead_agency


def may_move(case: CaseFile, office: Office, plan_id: str, reviewed_on: date, next_date: date) -> Verdict:
    """Say whether a review may name a next day without a reason: not when it lies after the plan's own next day.

    A due day that moves quietly is how a review is missed. `case` must be settled. 出典: 第3章3 ①（モニタリングの時期の検討）
    """
    state = next((s for s in plan_states(case, (), office, reviewed_on) if s.id == plan_id), None)
    if state is None or state.running is None or state.decided is None:
        return YES
    slot = first_slot(state.running.monitoring, state.decided.date, reviewed_on, office.settings.intervals)
    if slot is None or next_date <= slot:
        return YES
    return no(
        f"次の日が予定（{show_day(slot)}）より後です。遅らせる理由が要ります",
        because=state.running.path,
        key=("monitoring",),
        remedy="reason_if_moved: に理由を書くか、予定の日までにしてください",
    )
