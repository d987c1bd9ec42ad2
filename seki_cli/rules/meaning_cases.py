"""What two people did to one case apart from each other, and cannot both have meant: its end, its lead, its number."""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.case import Assessment, Household, Intake, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.plan import Closing, Decision, Evaluation, Monitoring, Placement, Plan
from seki_cli.model.record import Record
from seki_cli.rules import check_apart
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.two_sides import CaseMerge, MergeFacts, Side

_WORK: Final = (Intake, Screening, Assessment, Note, Plan, Decision, Monitoring, Placement, Evaluation)
_STARTS: Final = (Plan, Referral, Monitoring, Placement, Assessment)
_ONE: Final = ("同一", "統合", "重複")
_ENDS: Final = ("終結", "中断", "再開", "統合")


@finding(
    "SEKI140",
    "一方が閉じたケースに、もう一方が記録を加えています",
    remedy="続けるならケースを再開し（seki case reopen ケース）、閉じたままなら、加わった記録を読んで知らせる先を確かめてください（seki case show ケース）",
    severity="warning",
    scope="meaning",
)
def closed_here_and_worked_on_there(facts: MergeFacts) -> Iterator[Fault]:
    """別々の場所で、一人がケースを閉じ、もう一人がそれを知らずに支援を続けると、二つは何ごともなく一つになります。

    閉じたケースの新しい経過は、誰の期限の一覧にも出ません。閉じたときに知らなかったことが書かれていないか、読んで決めます。
    開いたまま残るつなぎ・宿題・予定・議題は、それぞれの番号（SEKI076〜078、141）でも知らせます。
    出典: 第3章3（③支援終結を判断する時）・seki の決まり（合わせた後に意味を調べる）
    """
    for case in facts.shared:
        told = {fault.path for fault in check_apart.closed_case_with_something_ahead.run(case.merged)}
        for one, other in case.both_ways:
            if case.base.shut or not one.facts.shut or other.facts.shut or not case.merged.shut:
                continue
            for record in other.new(*_WORK):
                if record.path not in told:
                    yield at(record)
                    break


@finding(
    "SEKI142",
    "主担当が、二つの場所で別々の機関に移されています",
    remedy="どちらが主担当かを二つの機関と決め、主担当（lead_agency と lead_since）をそのとおりに直してください（seki case edit ケース）",
    scope="meaning",
)
def two_leads(facts: MergeFacts) -> Iterator[Fault]:
    """主担当はいつでも一つの機関です。ケースの見出し、引継ぎの受理、終わりの決定の「次の主担当」が、それを動かします。

    別々の場所で別の機関に移すと、両方の機関が自分だと思うか、どちらも思いません。決まるまでは、ケースの見出しにある機関を
    主担当として期限を知らせます。
    出典: 第3章1（受け止めた機関が、関係機関と連携しながら支援を行う）・seki の記録の決まり（引継ぎの受理）
    """
    for case in facts.shared:
        ours, theirs = (_lead_made(case, side) for side in (case.ours, case.theirs))
        if ours and theirs and ours != theirs:
            yield at(case.merged.case.head, key=("lead_agency",))


def _lead_made(case: CaseMerge, side: Side) -> str:
    """Return the agency that a side made the lead; no text where it left the lead alone."""
    named: list[Decision | Closing] = [act for act in side.new(Decision) if act.yes]
    named += side.new(Closing)
    said = [(act.order, act.next_lead) for act in named if act.next_lead]
    asked = {referral.id: referral for referral in side.facts.case.referrals if referral.ask == "引継ぎ"}
    for step in side.new(ReferralStep):
        referral = asked.get(side.facts.case.effective(step.referral))
        if step.step == "受理" and referral is not None:
            said.append((step.order, referral.to_agency))
    head = side.facts.case.head
    if not case.opened_apart and head.lead_agency != case.base.case.head.lead_agency:
        return head.lead_agency
    return max(said)[1] if said else ""


@finding(
    "SEKI149",
    "別々に受け付けた相談が、同じケース番号になっています",
    remedy="二つの受付が同じ世帯のことかを確かめ、違うときは後のほうを新しいケースとして受け付け直し（seki case new）、こちらの受付は取り消してください（seki case edit ケース 記録）",
    scope="meaning",
)
def one_number_for_two_cases(facts: MergeFacts) -> Iterator[Fault]:
    """ケース番号は偶然には重なりませんが、写した台帳や手で作ったフォルダーでは重なることがあります。

    重なると、二つの世帯の受付と経過が一つのフォルダーに入り、一方の世帯の話が、もう一方の世帯の会議資料に載ります。
    出典: seki の記録の決まり（混ざらない・合わせるたびに番号の重なりを調べる）
    """
    for case in facts.cases.values():
        if not case.opened_apart:
            continue
        ours, theirs = ({record.path for record in side.new(Intake)} for side in (case.ours, case.theirs))
        if ours != theirs:
            yield at(case.merged.case.head, key=("id",))


@finding(
    "SEKI153",
    "一方が同じ世帯のケースとして結んだ（まとめた）ケースに、もう一方が記録を加えています",
    remedy="どちらのケースに書くかを決め、もう一方で続きを書かないよう伝えてください（seki case show ケース）",
    severity="warning",
    scope="meaning",
)
def tied_here_and_worked_on_there(facts: MergeFacts) -> Iterator[Fault]:
    """二つのケースが同じ世帯のものと分かったら、記録はそれから一つのケースに書きます。

    結んだことを知らない人が、もう一つのケースでつなぎやプランを始めると、同意も期限も二つに分かれます。
    出典: 未確認（一つの世帯に、開いたケースは一つ）・第3章3（本人同意を得た事例）
    """
    for tie in facts.cases.values():
        known = {row.case for row in tie.base.case.head.related if row.how in _ONE}
        for one, other in (("ours", "theirs"), ("theirs", "ours")):
            side: Side = getattr(tie, one)
            tied = {row.case for row in side.facts.case.head.related if row.how in _ONE} - known
            tied |= {closing.into for closing in side.new(Closing) if closing.act == "統合"}
            for name in sorted(tied):
                if name in facts.cases:
                    there: Side = getattr(facts.cases[name], other)
                    yield from (at(record) for record in there.new(*_STARTS)[:1])


@finding(
    "SEKI157",
    "一方が廃棄した（消した）ケースに、もう一方が記録を加えています",
    remedy="廃棄のわけを確かめ、まだ要る記録なら廃棄を取りやめ、要らないなら加わった記録も廃棄してください（seki history ケース）",
    scope="meaning",
)
def gone_here_and_worked_on_there(facts: MergeFacts) -> Iterator[Fault]:
    """消したケースのフォルダーに新しい記録だけが加わると、見出しも世帯もない、誰のものか分からない記録が残ります。

    保存期間が過ぎて廃棄したケースなら、消したはずの世帯の話が戻ってきたことになります。
    出典: 個人情報の保護に関する法律（利用の必要がなくなったときの消去）・seki の記録の決まり（廃棄）
    """
    for case in facts.cases.values():
        for one, other in case.both_ways:
            if one.gone and other.wrote:
                yield at(other.wrote[-1])


@finding(
    "SEKI159",
    "ケースの終わりについて、二つの場所で違うことが記録されています",
    remedy="どちらが正しいかを二人で決め、正しくないほうを取り消す訂正の記録を追加してください（seki case edit ケース 記録）",
    scope="meaning",
)
def two_ends(facts: MergeFacts) -> Iterator[Fault]:
    """終結・中断・再開・統合・対応終了は、どれか一つがケースの今を決めます。別々の場所で別のことを記録すると、後のほうが勝ちます。

    どちらが後かは時計の進み具合で決まっただけかもしれません。中断なら再確認の日が、終結なら次の主担当が要ります。
    出典: 第3章3（③支援終結を判断する時 ④支援中断を決定する時）
    """
    for case in facts.shared:
        ours, theirs = (_ends(side) for side in (case.ours, case.theirs))
        if ours and theirs and ours[-1][0] != theirs[-1][0]:
            yield at(max(ours[-1], theirs[-1], key=lambda end: end[1].path)[1])
            continue
        for one, other in case.both_ways:
            ended = [screening for screening in one.new(Screening) if _ends_handling(one, screening)]
            started: tuple[Record, ...] = other.new(Plan, Referral)
            if ended and (started or any(not _ends_handling(other, screening) for screening in other.new(Screening))):
                message = "一方が対応を終えたケースで、もう一方が支援を続けています"
                yield at(ended[-1], message, severity="warning")


def _ends(side: Side) -> list[tuple[str, Record]]:
    acts: list[tuple[str, Closing | Decision]] = [(act.act, act) for act in side.new(Closing) if act.act in _ENDS]
    acts += [(act.timing, act) for act in side.new(Decision) if act.yes and act.close_case]
    return [(word, act) for word, act in sorted(acts, key=lambda end: end[1].order)]


def _ends_handling(side: Side, screening: Screening) -> bool:
    row = side.facts.office.code("screening", screening.result, screening.date)
    return bool(row and row.ends)


@finding(
    "SEKI155",
    "一方が止めた（伏せることにした）情報を、もう一方が渡しています",
    remedy="渡した先に連絡して、撤回や伏せることと回収を伝え、経過を記録してください（渡した先は seki case show ケース --disclosures）",
    scope="meaning",
)
def stopped_here_and_told_there(facts: MergeFacts) -> Iterator[Fault]:
    """撤回や拒否、支援措置を記録した人は、伝える先をその場の記録で数えます。別の場所で渡した先は、その中に入っていません。

    渡したときには渡してよかったものも、渡した先は撤回や伏せるべきことをまだ知りません。急いで伝えます。撤回の後に渡したものは
    SEKI137 が知らせます。
    出典: 第3章3 守秘義務・本人同意・住民基本台帳事務における支援措置
    """
    for case in facts.shared:
        for one, other in case.both_ways:
            every: tuple[Disclosure | Referral, ...] = (*other.new(Disclosure), *other.new(Referral))
            told = [record for record in every if not _on_other_ground(record)]
            stops = [consent.order for consent in one.new(Consent) if consent.act in ("撤回", "拒否")]
            late = [record for record in told if _hides_somebody(case, one) or any(record.order < stop for stop in stops)]
            yield from (at(record) for record in late[:1])


def _on_other_ground(record: Disclosure | Referral) -> bool:
    """Say whether something was told to the person alone, or on the ground of a law: there nobody has to be told."""
    ground = record.ground
    return (isinstance(record, Disclosure) and record.to == ("本人",)) or (ground is not None and bool(ground.law))


def _hides_somebody(case: CaseMerge, side: Side) -> bool:
    if not side.new(Household):
        return False
    before = {person.id for person in case.base.case.household.people if person.protected}
    return any(person.protected and person.id not in before for person in side.facts.case.household.people)
