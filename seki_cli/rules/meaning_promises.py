"""What two people answered or promised on one case apart from each other, and cannot both have meant."""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.contact import Note, ReferralStep
from seki_cli.model.plan import Closing, Decision, Monitoring
from seki_cli.model.record import Event
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.two_sides import MergeFacts, Side

_GOES_ON: Final = frozenset({"受理", "対応中"})
_ENDS_A_TODO: Final = ("完了", "取消")
_NO_ANSWER: Final = "期限変更"


@finding(
    "SEKI150",
    "ひとつのつなぎに、二つの場所で食い違う返事が記録されています",
    remedy="相手の機関にどちらが本当かを確かめ、正しくないほうを取り消す訂正の記録を追加してください（seki case edit ケース 記録）",
    scope="meaning",
)
def two_answers_to_one_referral(facts: MergeFacts) -> Iterator[Fault]:
    """つなぎへの返事は一つです。一方が受理や対応を、もう一方が辞退や取下げを記録すると、どちらも自分の返事だと思います。

    後に記録したほうが今の状態になりますが、それは本当の返事とは限りません。取り下げたはずのつなぎで、相手が動き始めている
    ことがあります。受理と対応中のように続きとして読める二つは知らせません。
    出典: 第3章1（関係機関等と連携しながら支援する）・手順の細部は未確認
    """
    for case in facts.shared:
        ours, theirs = (_answers(side) for side in (case.ours, case.theirs))
        for referral in sorted(ours.keys() & theirs.keys()):
            mine, yours = ours[referral], theirs[referral]
            if mine.id != yours.id and mine.step != yours.step and not {mine.step, yours.step} <= _GOES_ON:
                yield at(max(mine, yours, key=lambda step: step.order), key=("step",))


def _answers(side: Side) -> dict[str, ReferralStep]:
    """Return the last answer that a side wrote to each referral."""
    steps = sorted(side.new(ReferralStep), key=lambda step: step.order)
    return {side.facts.case.effective(step.referral): step for step in steps if step.step != _NO_ANSWER}


@finding(
    "SEKI151",
    "ひとつの宿題・予定の扱いが、二つの場所で食い違っています",
    remedy="済んだのか、まだなのかを担当に確かめ、違うほうを取り消す訂正の記録を追加してください（seki case edit ケース 記録）",
    severity="warning",
    scope="meaning",
)
def two_fates_of_one_promise(facts: MergeFacts) -> Iterator[Fault]:
    """一方で果たした（取り消した）宿題を、もう一方の会議が延期したり担当を変えたりすると、宿題は済んだままです。

    会議で改めて引き受けた機関は、自分の番だと思っているのに、期限の一覧には出ません。別の日へ二通りに延ばしたときは、
    後の決定の日になります。
    出典: 第3章3（各関係機関の役割分担の確認）・seki の記録の決まり（done と moved）
    """
    for case in facts.shared:
        ours, theirs = (_fates(side) for side in (case.ours, case.theirs))
        for promise in sorted(ours.keys() & theirs.keys()):
            (mine, by_me), (yours, by_you) = ours[promise], theirs[promise]
            if by_me.id != by_you.id and mine != yours:
                yield at(max(by_me, by_you, key=lambda act: (isinstance(act, Decision), act.order)))


def _fates(side: Side) -> dict[str, tuple[object, Event]]:
    """Return what a side made of each promise, and by which record: kept, given up, or moved to a day or to somebody."""
    case = side.facts.case
    found: dict[str, tuple[object, Event]] = {}
    for decision in side.new(Decision):
        for moved in decision.moved:
            fate = moved.act if moved.act in _ENDS_A_TODO else (moved.act, moved.due, moved.agency, moved.staff)
            found[case.effective(moved.of)] = fate, decision
    for closing in side.new(Closing):
        found |= {case.effective(one.of): (one.act, closing) for one in closing.moved}
    kept: tuple[Note | Monitoring, ...] = (*side.new(Note), *side.new(Monitoring))
    for act in kept:
        found |= {case.effective(reference): ("完了", act) for reference in act.done}
    return found
