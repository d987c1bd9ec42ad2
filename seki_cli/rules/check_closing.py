"""Whether an end was prepared, and whether anything is left open behind it."""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.plan import Closing, Decision
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.promises import open_todos

_SAY_IT: Final = "書き足してください。保存した後なら、書き足した訂正の記録を追加します（seki case edit ケース 記録）"
_NOBODY: Final = "なし"


@finding(
    "SEKI073",
    "終結の決定の前に、評価がありません",
    remedy="評価を記録してください（seki evaluate プラン）。会議より前にした評価なら、その日付（date）で記録します",
)
def end_without_evaluation(facts: CaseFacts) -> Iterator[Fault]:
    """プランを終結するときは、支援の経過と成果を評価してから、会議が終結するかどうかを決めます。

    最後の策定・変更の決定より後、終結の決定の日までの評価を数えます。
    出典: 第3章3（会議内容②: プラン終結時においては支援の経過と成果を評価する）
    """
    for decision in facts.case.decisions:
        if not decision.yes or decision.timing != "終結" or not decision.plan:
            continue
        started = [d.date for d in facts.case.decisions if d.plan == decision.plan and _starts_before(d, decision)]
        evaluated = [e.date for e in facts.case.evaluations if e.plan == decision.plan and e.date <= decision.date]
        if not any(day >= max(started, default=day) for day in evaluated):
            yield at(decision, key=("timing",))


def _starts_before(one: Decision, end: Decision) -> bool:
    return one.yes and one.timing in ("策定", "変更") and one.order < end.order


@finding("SEKI074", "終結に、次の主担当かフォローアップの要否が書かれていません", remedy=_SAY_IT)
def end_without_handing_over(facts: CaseFacts) -> Iterator[Fault]:
    """終結するときは、次の主担当（いなければ「なし」とそのわけ）と、フォローアップの要否・日・方法を言い残します。

    言い残さない終結は、次に困ったときに誰も思い出さない終結です。会議の終結の決定に書いてあれば、ケースを閉じる
    記録に繰り返さなくてかまいません。
    出典: 第3章3③（フォローアップの必要性やその方法の確認）・次の主担当は未確認（重層事業の手引き）
    """
    ends = [d for d in facts.case.decisions if d.yes and d.timing == "終結"]
    for decision in ends:
        yield from _unsaid(decision, ())
    for closing in facts.case.closings:
        if closing.act == "終結":
            yield from _unsaid(closing, tuple(d for d in ends if d.date <= closing.date))


def _unsaid(act: Decision | Closing, said_before: tuple[Decision, ...]) -> Iterator[Fault]:
    acts = (act, *said_before)
    key = ("act",) if isinstance(act, Closing) else ("timing",)
    if not any(one.next_lead for one in acts):
        yield at(act, "終結に、次の主担当（いなければ「なし」）が書かれていません", key=key)
    elif act.next_lead == _NOBODY and not act.next_lead_why.strip():
        yield at(act, "次の主担当を「なし」とするわけ（next_lead_why）がありません", key=("next_lead",))
    if not any(one.followup or one.followup_needed is not None for one in acts):
        yield at(act, "終結に、フォローアップの要否（followup_needed）が書かれていません", key=key)
    elif act.followup_needed and not act.followup:
        yield at(act, "フォローアップが要るのに、日と方法（followup）がありません", key=("followup_needed",))


@finding("SEKI075", "中断に、連絡を試みた経過か再確認の日が書かれていません", remedy=_SAY_IT)
def suspension_without_a_way_back(facts: CaseFacts) -> Iterator[Fault]:
    """中断するときは、連絡を試みた経過（attempts）と、もう一度確かめる日（look_again）を書きます。

    日のない中断は、誰も見に行かない終わりになります。会議の中断の決定に日があれば、ケースを閉じる記録に繰り返さなくて
    かまいません。
    出典: 第3章3④（本人との連絡が完全に取れなくなった場合等における、支援中断）・原文はここで切れている
    """
    ends = [d for d in facts.case.decisions if d.yes and d.timing == "中断"]
    for decision in ends:
        if not decision.attempts:
            yield at(decision, "中断に、連絡を試みた経過（attempts）がありません", key=("timing",))
        if decision.look_again is None:
            yield at(decision, "中断に、再確認の日（look_again）がありません", key=("timing",))
    for closing in facts.case.closings:
        said = closing.look_again or any(d.look_again for d in ends if d.date <= closing.date)
        if closing.act == "中断" and not said:
            yield at(closing, "中断に、再確認の日（look_again）がありません", key=("act",))


@finding(
    "SEKI076",
    "閉じたケースに、閉じていないつなぎがあります",
    remedy="完了・辞退・取下げのいずれかで閉じてください（seki referral finish|decline|cancel ケース/つなぎ）",
)
def closed_case_with_an_open_referral(facts: CaseFacts) -> Iterator[Fault]:
    """閉じたケースは、ほかの機関を返事や支援の途中で待たせたままにしません。

    二人が別々の場所で記録したとき（一人は終結、一人はつなぎ）にも起こります。
    出典: 第3章1（適切な関係機関等と連携しながら支援する）
    """
    if facts.shut:
        for state in facts.now.referrals:
            if state.open:
                yield at(state.referral)


@finding(
    "SEKI077",
    "閉じたケースに、終わっていない宿題があります",
    remedy="果たしたなら経過の done に書き（seki note add）、要らなくなったなら会議で取消にするか、再開してから閉じ直してください",
)
def closed_case_with_an_open_todo(facts: CaseFacts) -> Iterator[Fault]:
    """閉じたケースに、会議で誰かが引き受けたままの宿題を残しません。

    宿題はケースを閉じても消えず、期限の一覧に出続けます。
    出典: 第3章3（各関係機関の役割分担の確認）
    """
    if facts.shut:
        decisions = {decision.id: decision for decision in facts.case.decisions}
        for todo in open_todos(facts.case, facts.office, facts.as_of):
            decision = decisions[todo.record]
            place = next(n for n, one in enumerate(decision.todos) if str(one.num) == todo.part)
            yield at(decision, key=("todos", place))


@finding(
    "SEKI078",
    "閉じたケースに、実施中のプランがあります",
    remedy="プランを終結か中断の会議に諮るか、ケースを再開してください（seki case reopen ケース）",
)
def closed_case_with_a_running_plan(facts: CaseFacts) -> Iterator[Fault]:
    """ケースを閉じるのは、実施中のプランが会議の決定で終わってからです。

    プランが動いているかぎり、モニタリングの期限は閉じたケースでも出続けます。
    出典: 第3章3（③支援終結を判断する時 ④支援中断を決定する時）
    """
    if facts.shut:
        for state in facts.now.plans:
            if state.running_now:
                yield at(state.running or state.newest)
