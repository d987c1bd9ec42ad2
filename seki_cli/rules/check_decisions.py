"""Whether a plan runs by a meeting that may decide it, on a day on which its persons allowed that."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from seki_cli.model.plan import PLAN_TIMINGS, Decision
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.consent_days import consent_ended
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.in_force import has_live_consent
from seki_cli.rules.promises import ended_references
from seki_cli.rules.rooms import needs_consent

_CITY: Final = "支援決定"
_WITHOUT_CONSENT: Final = ("終結", "中断")


@finding(
    "SEKI069",
    "決められる会議によらない決定です",
    remedy="その時期を決められる会議に諮り（seki registry meetings）、会議の番号が違うときは訂正の記録を追加してください",
)
def decision_by_no_fitting_meeting(facts: CaseFacts) -> Iterator[Fault]:
    """プランの策定・変更・終結・中断は、それを決められる種類の会議が「可」としたときだけ効きます。

    どの会議が何を決められるかは、会議の種類の表（decides）にあります。会議によらないのは自治体の支援決定だけです。
    出典: 第3章3（4つのタイミングで開催し、全てのプランを対象とする）
    """
    for decision in facts.case.decisions:
        if not decision.yes:
            continue
        if not decision.meeting:
            if decision.timing != _CITY:
                yield at(decision, "会議によらない決定です", key=("timing",))
            continue
        meeting = facts.meeting_of(decision)
        kind = facts.around.kind_of(meeting) if meeting else None
        if kind is not None and decision.timing not in kind.decides:
            yield at(decision, "この種類の会議が決められる時期ではありません", key=("timing",))


@finding(
    "SEKI070",
    "会議の日に有効な本人同意がない決定です",
    remedy="その日に同意があったなら同意を記録し、なかったなら、同意を得てから会議に諮り直してください",
)
def decision_without_consent(facts: CaseFacts) -> Iterator[Fault]:
    """同意を要する会議が「可」とした日に、プランの対象の人すべての同意が有効でなければなりません。

    同意のない決定は、支援を担う機関に見せられない決定です。同意が終わった後の終結と中断だけは、この会議に諮れます。
    出典: 第3章3（本人同意を得た事例を取扱う）
    """
    for decision in facts.case.decisions:
        if not decision.yes or not _consent_is_needed(facts, decision):
            continue
        persons = _persons(facts, decision)
        missing = [person for person in persons if not has_live_consent(facts.case, person, decision.date)]
        if not missing:
            continue
        ended = decision.timing in _WITHOUT_CONSENT and consent_ended(facts.case, tuple(missing), decision.date)
        if not ended:
            yield at(decision, key=("date",))


def _consent_is_needed(facts: CaseFacts, decision: Decision) -> bool:
    meeting, item = facts.meeting_of(decision), facts.item_of(decision)
    kind = facts.around.kind_of(meeting) if meeting else None
    if kind is None:
        return False
    if kind.consent == "per_case":
        return item is None or needs_consent(kind, item)
    return kind.consent == "required"


def _persons(facts: CaseFacts, decision: Decision) -> tuple[str, ...]:
    """Return whose consent a decision rests on: the plan's persons, else those it is about, else the 本人."""
    plan = facts.plan(decision.plan, decision.version) if decision.plan else None
    return (plan.persons if plan else ()) or decision.about or facts.case.household.principals


@finding(
    "SEKI071",
    "決定が会議の記録と合いません",
    remedy="会議の番号・日付・議題を確かめ、決定が違うときは訂正の記録を追加してください（seki case edit ケース 記録）",
    severity="warning",
)
def decision_that_does_not_fit_its_meeting(facts: CaseFacts) -> Iterator[Fault]:
    """決定の会議にはそのケースの議題があり、決定の日は会議の日です。取りやめた会議は何も決めません。

    議題にないケースの決定は、別の世帯の決定を書き写したものかもしれません。
    出典: 第3章3（会議はプランごとに開く）・seki の記録の決まり（一議題に一決定）
    """
    made: set[tuple[str, str, str]] = set()
    for decision in sorted(facts.case.decisions, key=lambda decision: decision.order):
        meeting = facts.meeting_of(decision)
        if meeting is None:
            continue
        about = (decision.meeting, decision.timing, decision.plan)
        if about in made:
            yield at(decision, "同じ会議の同じ議題に、決定が二つあります", key=("meeting",), severity="error")
        made.add(about)
        item = facts.item_of(decision)
        if meeting.called_off:
            yield at(decision, "取りやめた会議の決定になっています", key=("meeting",))
        elif item is None:
            yield at(decision, "会議の議題に、このケースがありません", key=("meeting",))
        elif decision.timing in PLAN_TIMINGS and item.plan and item.plan != decision.plan:
            yield at(decision, "会議の議題のプランと、決定のプランが違います", key=("plan",))
        if decision.date != meeting.date:
            yield at(decision, "決定の日が、会議の日と違います", key=("date",))


@finding(
    "SEKI118",
    "前の宿題の扱いが、言い尽くされていません",
    remedy="延期には新しい期限（due）、担当変更には新しい担当（agency か staff）、延期と取消にはわけ（why）を書いてください",
)
def move_that_moves_nothing(facts: CaseFacts) -> Iterator[Fault]:
    """前の宿題を延期するなら新しい期限を、担当を変えるなら新しい担当を書きます。書かないと、何も動きません。

    わけのない延期と取消は警告です。だれも果たさない約束が、わけもなく先へ送られるのを見えるようにするためです。
    出典: 第3章3（各関係機関の役割分担の確認）・seki の記録の決まり（moved）
    """
    for decision in facts.case.decisions:
        for place, moved in enumerate(decision.moved):
            if moved.act == "延期" and moved.due is None:
                yield at(decision, "延期した宿題に、新しい期限（due）がありません", key=("moved", place, "due"))
            elif moved.act == "担当変更" and not (moved.agency or moved.staff):
                yield at(decision, "担当を変えた宿題に、新しい担当がありません", key=("moved", place, "agency"))
            elif moved.act in ("延期", "取消") and not moved.why.strip():
                yield at(
                    decision, f"{moved.act}した宿題に、わけ（why）がありません", key=("moved", place, "why"), severity="warning"
                )
    yield from _moves_of_what_has_ended(facts)


def _moves_of_what_has_ended(facts: CaseFacts) -> Iterator[Fault]:
    """Yield a move for each to-do that is put off or handed on though it was done or taken back before: nothing comes of it."""
    case = facts.case
    ended: set[str] = set()
    for decision in sorted(case.decisions, key=lambda decision: decision.order):
        ended |= ended_references(case, decision.date - timedelta(days=1))
        ended |= {case.effective(moved.of) for moved in decision.moved if moved.act in ("完了", "取消")}
        for place, moved in enumerate(decision.moved):
            if moved.act in ("延期", "担当変更") and case.effective(moved.of) in ended:
                message = "もう済んだ（取り消した）宿題を、延期か担当変更にしています。宿題は済んだままです"
                yield at(decision, message, key=("moved", place, "of"), severity="warning")


@finding(
    "SEKI130",
    "修正のうえ適切とされたプランの、直した文がまだありません",
    remedy="seki plan revise プラン で、会議で決まったとおりに直した版を作ってください（もう一度諮る必要はありません）",
    severity="warning",
)
def correction_that_nobody_wrote(facts: CaseFacts) -> Iterator[Fault]:
    """「修正のうえ適切」とされたら、次の日までに直した文を次の版として残します。

    それまでは直す前の文のまま動くので、支援する人が古い約束を見てしまいます。後の決定がその版に替わっていれば要りません。
    出典: 未確認（第3章3 の会議の後の事務）
    """
    for decision in facts.case.decisions:
        if decision.result != "修正のうえ適切" or not decision.plan or decision.timing not in ("策定", "変更", "方針"):
            continue
        written = any(facts.case.effective(plan.after) == decision.id for plan in facts.case.plans if plan.id == decision.plan)
        later = any(d.plan == decision.plan and d.yes and d.order > decision.order for d in facts.case.decisions)
        if not written and not later and decision.date < facts.as_of:
            yield at(decision, key=("result",))
