"""What is counted between agencies: つなぎ and its answers, 同意, 情報の提供. 出典: 第3章1（適切な関係機関等と連携）・第3章3"""

from collections.abc import Iterator
from typing import Any, Final

from seki_cli.model.contact import Consent
from seki_cli.model.world import CaseFile
from seki_cli.rules.in_force import acts_in_force, has_live_consent
from seki_cli.rules.referrals import ReferralState, referral_states
from seki_cli.rules.stalled import silence_of_sender
from seki_cli.rules.stats_facts import Chapter, Fact, Ground, Measure, case_fact

_ALLOWS: Final = ("同意", "一部同意")
_ANSWERS: Final = ("受理", "対応中", "完了", "辞退")
_SENT: Final = ("programme", "agency", "to_agency", "ask", "reason", "result", "on_time")


def _answer(state: ReferralState, ground: Ground) -> str:
    """Return how the answer to a referral stands: the first step by which the other side took a stand, against the day then asked."""
    due = state.referral.reply_by
    for step in state.steps:
        if step.step in _ANSWERS:
            return "期限内に返事" if step.date <= due else "期限後に返事"
        if step.step == "取下げ":
            return "返事の前に取下げ"
        due = step.reply_by or due
    return "返事待ち" if ground.day <= due else "期限を過ぎて返事なし"


def _sent(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for state in referral_states(case, ground.day):
            sent = state.referral
            yield case_fact(
                case,
                sent,
                sent.date,
                programme=sent.programme,
                agency=sent.from_agency,
                to_agency=sent.to_agency,
                ask=sent.ask,
                reason=sent.reasons,
                result=state.status,
                on_time=_answer(state, ground),
            )


def _declined(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for state in referral_states(case, ground.day):
            for step in state.steps:
                if step.step == "辞退":
                    row = ground.world.office.code("referral_reason", step.reason, step.date)
                    yield case_fact(
                        case,
                        step,
                        step.date,
                        programme=step.programme,
                        agency=state.referral.to_agency,
                        ask=state.referral.ask,
                        reason=step.reason,
                        result=row.side if row else "",
                    )


def _stalled(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for state in referral_states(case, ground.day):
            if silence_of_sender(case, state, ground.world.office, ground.day).stalled:
                sent = state.referral
                words: Any = {"agency": sent.from_agency, "to_agency": sent.to_agency, "ask": sent.ask, "result": state.status}
                yield case_fact(case, sent, ground.day, programme=sent.programme, **words)


def _consents(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        yield from (_consent(ground, case, act) for act in case.consents)


def _consent(ground: Ground, case: CaseFile, act: Consent) -> Fact:
    staff = act.explained_by or act.recorded_by
    words: Any = {"agency": ground.agency_of(staff, act.date), "method": act.how or "", "result": act.act}
    return case_fact(case, act, act.date, one=f"{case.id}#{act.person}", **words)


def _consenting(ground: Ground) -> Iterator[Fact]:
    return (fact for fact in _consents(ground) if fact.said["result"][0] in _ALLOWS)


def _won_over(ground: Ground) -> Iterator[Fact]:
    """The first 同意 or 一部同意 of the 本人 in each case that began without one."""
    for case in ground.world.cases:
        if not case.intakes or case.intakes[0].variant != "同意なし":
            continue
        principals = case.household.principals or ("P1",)
        acts = [act for act in case.consents if act.person in principals and act.act in _ALLOWS]
        if acts:
            yield _consent(ground, case, acts[0])


def _with_consent(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        opened = [intake for intake in case.intakes if intake.received_on <= ground.day]
        principals = case.household.principals or ("P1",)
        if opened and not ground.now(case).closed:
            acts = [act for person in principals for act in acts_in_force(case, person, ground.day)]
            live = all(has_live_consent(case, person, ground.day) for person in principals)
            words: Any = {"agency": case.head.lead_agency, "result": "あり" if live else "なし"}
            yield case_fact(case, acts[-1] if acts else case.head, ground.day, **words)


def _disclosures(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for row in case.disclosures:
            ground_of = (
                ("同意", row.ground.consent),
                ("会議", row.ground.meeting),
                ("法令", row.ground.law),
                ("つなぎ", row.ground.referral),
            )
            kinds = tuple(word for word, given in ground_of if given)
            agency = ground.agency_of(row.staff, row.date)
            yield case_fact(case, row, row.date, kind=kinds, to_agency=row.to, agency=agency)


REFERRALS: Final = Chapter(
    title="つなぎ",
    measures=(
        Measure(
            id="referrals",
            name="つなぎの件数",
            unit="件",
            way="延",
            means="つなぎを、送った日で数える。機関はつないだ機関、相手の機関はつなぎ先、事業はつなぎ先の事業、理由は複雑化・複合化の理由。"
            "結果はきょうの状態（未回答・保留・受理・対応中・完了・辞退・取下げ）。期限は最初の返事（受理・対応中・完了・辞退）が、"
            "そのときの回答期限（保留・期限変更で動いたものを含む）までに来たかどうか。",
            facts=_sent,
            reads=("referral", "referral_step"),
            by=_SENT,
            words={"reason": "code:hard_because"},
            split="on_time",
        ),
        Measure(
            id="referrals.cases",
            name="つないだケース",
            unit="件",
            way="実",
            means="期間の中につなぎを送ったケースを数える。分け方は、つなぎの件数と同じ。",
            facts=_sent,
            reads=("referral", "referral_step"),
            by=_SENT,
            words={"reason": "code:hard_because"},
        ),
        Measure(
            id="referrals.declined",
            name="辞退されたつなぎ",
            unit="件",
            way="延",
            means="辞退の返事を、その日で数える。機関は辞退した機関、結果は理由の側（本人側・機関側・対象外・空きなし）、理由はコードで数える。",
            facts=_declined,
            reads=("referral", "referral_step"),
            by=("programme", "agency", "ask", "reason", "result"),
            words={"reason": "code:referral_reason"},
        ),
        Measure(
            id="referrals.stalled",
            name="任せきりのつなぎ",
            unit="件",
            way="時点",
            means="その日にまだ閉じていないつなぎ（情報提供の依頼を除く）のうち、つないだ機関がその後（受理されたものは受理の後）ケースに何も"
            "記録していないものを数える。機関はつないだ機関、結果はその日の状態。",
            facts=_stalled,
            reads=("referral", "referral_step", "intake", "screening", "consent", "note", "monitoring", "assessment", "plan"),
            by=("programme", "agency", "to_agency", "ask", "result"),
        ),
    ),
)
CONSENTS: Final = Chapter(
    title="同意",
    measures=(
        Measure(
            id="consents",
            name="同意の記録",
            unit="件",
            way="延",
            means="同意・一部同意・拒否・保留・撤回の記録を、その日で数える。同じ人が二度同意すれば2件。機関は説明した職員"
            "（書かれていなければ記録した職員）のその日の所属、方法は書面・口頭・電子。",
            facts=_consents,
            reads=("consent",),
            by=("agency", "method", "result"),
            split="result",
        ),
        Measure(
            id="consents.persons",
            name="同意した人",
            unit="人",
            way="実",
            means="期間の中に同意または一部同意を記録した人を数える（本人以外の世帯員も数える）。後で撤回した人も数える。",
            facts=_consenting,
            reads=("consent",),
            by=("agency", "method", "result"),
        ),
        Measure(
            id="consents.reached",
            name="同意なしで始まり、同意に至ったケース",
            unit="件",
            way="実",
            means="最初の受付が同意なしのケースのうち、本人の最初の同意または一部同意が期間の中にあるものを数える。後の撤回は引かない。",
            facts=_won_over,
            reads=("consent", "intake"),
            by=("agency", "method", "result"),
        ),
        Measure(
            id="consents.live",
            name="対応中のケースの本人同意",
            unit="件",
            way="時点",
            means="その日に終わっていない（統合・終結・中断・対応終了でない）ケースを、本人の同意または一部同意がその日に有効か（あり・なし）で"
            "分けて数える。機関は主担当（いまの値）。",
            facts=_with_consent,
            reads=("consent", "intake", "screening", "closing", "decision", "plan"),
            by=("agency", "result"),
            split="result",
        ),
    ),
)
DISCLOSURES: Final = Chapter(
    title="情報の提供",
    measures=(
        Measure(
            id="disclosures",
            name="情報の提供（提供台帳）",
            unit="件",
            way="延",
            means="提供台帳の行を、その日で数える。一つの会議で三つのケースの資料を出せば3件、つなぎは一つで1件。"
            "種類は根拠（同意・会議・法令・つなぎ）で、つなぎの行は、もとになった同意や法令のほうにも出る。",
            facts=_disclosures,
            reads=("disclosure",),
            by=("agency", "to_agency", "kind"),
        ),
    ),
)
