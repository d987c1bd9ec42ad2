"""Whether the loops of つなぎ are kept moving and close once."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from seki_cli.model.contact import ReferralStep
from seki_cli.model.plan import Closing, Decision
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.promises import follow_ups, next_steps, open_todos
from seki_cli.rules.referrals import ReferralState

_CLOSES: Final = ("完了", "辞退", "取下げ")
_TAKEN: Final = ("受理", "対応中")


@finding(
    "SEKI079",
    "閉じたつなぎに、続きの記録があります",
    remedy="続きがあるなら新しくつなぎ（seki refer）、番号が違うなら訂正の記録を追加してください",
    severity="warning",
)
def step_after_the_end(facts: CaseFacts) -> Iterator[Fault]:
    """完了・辞退・取下げで閉じたつなぎは、そこで終わりです。

    続きを書くと、閉じたはずのつなぎがまた開き、どちらの返事が本当か分からなくなります。
    出典: 第3章1（関係機関等と連携しながら支援する）・手順の細部は未確認
    """
    for state in facts.now.referrals:
        closed = False
        for step in state.steps:
            if closed:
                yield at(step, key=("step",))
            closed = closed or step.step in _CLOSES


@finding(
    "SEKI080",
    "受けたつなぎに、次の日がどこにもありません",
    remedy="次の予定を記録するか（seki referral work --from、seki note add）、終わったなら完了にしてください",
    severity="warning",
)
def accepted_and_left_alone(facts: CaseFacts) -> Iterator[Fault]:
    """受理したまま完了していないつなぎには、次に動く日があるはずです。

    つなぎの返事の next、支援記録の次回予定、宿題、フォローアップ、モニタリング、これからの会議のどれかがあれば足ります。
    どれもないつなぎは、渡した側も受けた側も相手に任せたつもりになります。
    出典: 第3章1・seki の記録の決まり（受理したまま次の日がないつなぎ）
    """
    if facts.shut or _something_is_planned(facts):
        return
    for state in facts.now.referrals:
        if state.status in _TAKEN and not any(_names_a_day(step, facts.as_of) for step in state.steps):
            yield at(state.referral)


def _something_is_planned(facts: CaseFacts) -> bool:
    now, case, day = facts.now, facts.case, facts.as_of
    reviewed = any(state.review is not None and state.review.due_on for state in now.plans)
    promised = next_steps(case, facts.office, day) or open_todos(case, facts.office, day) or follow_ups(case, day)
    return bool(now.tabled or promised or reviewed)


def _names_a_day(step: ReferralStep, day: date) -> bool:
    return step.next is not None and step.next.date >= day


@finding(
    "SEKI081",
    "引継ぎを受理したのに、主担当が移っていません",
    remedy="主担当（lead_agency と lead_since）を直してください（seki case edit ケース）",
    severity="warning",
)
def handed_over_without_the_lead(facts: CaseFacts) -> Iterator[Fault]:
    """引継ぎを受理した機関が、その日から主担当です。その後で主担当が改めて移ったときは別です。

    主担当が移らないと、期限の知らせは元の機関に届き続けます。
    出典: 第3章1・seki の記録の決まり（引継ぎの受理は、同じ記録で主担当を移す）
    """
    taken = [(step.order, step, state) for state in facts.now.referrals for step in _acceptances(state)]
    if not taken:
        return
    _, step, state = max(taken, key=lambda one: one[0])
    head = facts.case.head
    ends: list[Decision | Closing] = [*facts.case.decisions, *facts.case.closings]
    handed_on = any(act.order > step.order and act.next_lead == head.lead_agency for act in ends)
    moved_since = handed_on or (head.lead_since is not None and head.lead_since > step.date)
    if head.lead_agency != state.referral.to_agency and not moved_since:
        yield at(head, key=("lead_agency",))


def _acceptances(state: ReferralState) -> Iterator[ReferralStep]:
    if state.referral.ask == "引継ぎ":
        yield from (step for step in state.steps if step.step == "受理")
