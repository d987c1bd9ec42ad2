"""What is counted where help leads: 参加支援, 評価, 終結, and the cases still open. 出典: 第3章2(2)・第3章3 ③④"""

from collections.abc import Iterator
from typing import Any, Final

from seki_cli.model.plan import Closing, Decision
from seki_cli.model.world import CaseFile
from seki_cli.rules.stats_facts import Chapter, Fact, Facts, Ground, Measure, case_fact

_CLOSING: Final = ("agency", "reason", "kind")


def _placements(ground: Ground) -> Iterator[Fact]:
    kinds = {resource.id: resource.kind for resource in ground.world.resources}
    for case in ground.world.cases:
        for act in case.placements:
            agency = ground.agency_of(act.staff, act.date)
            yield case_fact(case, act, act.date, agency=agency, kind=kinds.get(act.resource, ""), result=act.step)


def _started(ground: Ground) -> Iterator[Fact]:
    return (fact for fact in _placements(ground) if fact.said["result"] == ("開始",))


def _evaluations(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        kinds = {plan.id: plan.kind for plan in case.plans}
        for act in case.evaluations:
            agency = ground.agency_of(act.staff, act.date)
            words: Any = {"agency": agency, "kind": kinds.get(act.plan, ""), "result": act.judgement, "reason": act.occasion}
            yield case_fact(case, act, act.date, one=act.plan, **words)


def _turns(case: CaseFile) -> Iterator[tuple[str, Closing | Decision]]:
    """Yield the acts that changed how a case stands: closed twice in a row is closed once."""
    acts: list[tuple[str, Closing | Decision]] = [(act.act, act) for act in case.closings if act.act != "プラン取下げ"]
    acts += [(d.timing, d) for d in case.decisions if d.yes and d.close_case and d.timing in ("終結", "中断")]
    before = ""
    for word, act in sorted(acts, key=lambda turn: turn[1].order):
        if word != before:
            yield word, act
        before = word


def _ends(word: str) -> Facts:
    def facts(ground: Ground) -> Iterator[Fact]:
        for case in ground.world.cases:
            kinds = {plan.id: plan.kind for plan in case.plans}
            for turn, act in _turns(case):
                if turn == word:
                    lead, kind = case.head.lead_agency, kinds.get(act.plan, "")
                    yield case_fact(case, act, act.day, agency=lead, reason=_reason(case, act), kind=kind)

    return facts


def _reason(case: CaseFile, act: Closing | Decision) -> str:
    """Return why a case was closed; where a meeting closed it, what the last evaluation of that plan says."""
    if isinstance(act, Closing):
        return act.reason
    told = [e for e in case.evaluations if e.plan == act.plan and e.judgement == act.timing and e.date <= act.date]
    return told[-1].category if told else ""


def _open(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        if any(intake.received_on <= ground.day for intake in case.intakes) and not ground.now(case).closed:
            words: Any = {"agency": case.head.lead_agency, "result": ground.now(case).status}
            yield case_fact(case, case.head, ground.day, **words)


PLACEMENTS: Final = Chapter(
    title="参加支援",
    measures=(
        Measure(
            id="placements",
            name="参加支援の記録",
            unit="件",
            way="延",
            means="受け入れ先での見学・体験・開始・定着確認・中止・終了の記録を、その日で数える。記録1件が1件で、書かれた回数は足さない。"
            "機関は行った職員のその日の所属、種類は社会資源の種類。",
            facts=_placements,
            reads=("placement",),
            by=("agency", "kind", "result"),
            words={"kind": "code:resource_kinds"},
            split="result",
            source="第3章2(2) 参加支援",
        ),
        Measure(
            id="placements.started",
            name="受け入れ先での参加を始めたケース",
            unit="件",
            way="実",
            means="期間の中に「開始」の記録があるケースを数える。二つの受け入れ先で始めても1件。",
            facts=_started,
            reads=("placement",),
            by=("agency", "kind"),
            words={"kind": "code:resource_kinds"},
            source="第3章2(2) 参加支援",
        ),
    ),
)
EVALUATIONS: Final = Chapter(
    title="評価・終結",
    measures=(
        Measure(
            id="evaluations",
            name="評価",
            unit="件",
            way="延",
            means="評価シートを、その日で数える。結果は判断（終結・継続・再プラン・中断）、理由は評価の契機、機関は行った職員のその日の所属。",
            facts=_evaluations,
            reads=("evaluation", "plan"),
            by=("agency", "kind", "result", "reason"),
            words={"reason": "code:occasions"},
            split="result",
            source="第3章3（支援の経過と成果を評価し）",
        ),
        Measure(
            id="closings.closed",
            name="終結したケース",
            unit="件",
            way="延",
            means="ケースの終結を、その日で数える。会議の決定で同時にケースを閉じたものも、後から閉じたものも1件。プランだけの終結は数えない。"
            "理由は終結区分（会議で閉じたときは、そのプランの最後の評価の区分）、種類は閉じるもとになったプランの種類、機関は主担当（いまの値）。",
            facts=_ends("終結"),
            reads=("closing", "decision", "evaluation"),
            by=_CLOSING,
            words={"reason": "code:closing"},
            source="第3章3 ③",
        ),
        Measure(
            id="closings.suspended",
            name="中断したケース",
            unit="件",
            way="延",
            means="ケースの中断を、終結と同じように数える。理由は中断区分。",
            facts=_ends("中断"),
            reads=("closing", "decision", "evaluation"),
            by=_CLOSING,
            words={"reason": "code:suspension"},
            source="第3章3 ④",
        ),
        Measure(
            id="closings.reopened",
            name="再開したケース",
            unit="件",
            way="延",
            means="終結・中断の後の再開の記録を、その日で数える。新しい番号で開き直したケースは、新規の相談に数える。",
            facts=_ends("再開"),
            reads=("closing",),
            by=("agency",),
        ),
        Measure(
            id="closings.merged",
            name="ほかのケースに統合したケース",
            unit="件",
            way="延",
            means="統合の記録を、その日で数える。",
            facts=_ends("統合"),
            reads=("closing",),
            by=("agency",),
        ),
        Measure(
            id="cases.open",
            name="対応中のケース",
            unit="件",
            way="時点",
            means="その日までに受け付け、その日に統合・終結・中断・対応終了でないケースを数える。結果はその日の状態、機関は主担当（いまの値）。",
            facts=_open,
            reads=("intake", "screening", "consent", "referral", "referral_step", "plan", "decision", "monitoring", "closing"),
            by=("agency", "result"),
            split="result",
        ),
    ),
)
