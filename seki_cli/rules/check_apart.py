"""What stands twice where one is meant, or stands on after its ground is gone: what two people easily do apart."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Final

from seki_cli.model.contact import Consent, Note
from seki_cli.model.fold import fold
from seki_cli.model.plan import Closing, Decision, Monitoring
from seki_cli.rules.case_facts import CaseFacts, WorldFacts, build_case_facts
from seki_cli.rules.case_gists import CaseGist
from seki_cli.rules.case_state import opened_on
from seki_cli.rules.duplicates import not_yet_linked
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.leaving import leftovers

_LEFT: Final = {
    "次の予定": "閉じたケースに、次の予定が残っています",
    "プランの案": "閉じたケースに、プランの案が残っています",
    "会議の議題": "閉じたケースが、これからの会議の議題に残っています",
}
_SHUTS: Final = ("終結", "中断", "統合")


@finding(
    "SEKI141",
    "閉じたケースに、次の予定・プランの案・会議の議題が残っています",
    remedy="続けるならケースを再開し（seki case reopen ケース）、閉じたままなら、予定は果たした経過に書き（seki note add）、案は取り下げ（seki plan drop プラン）、議題は外してください（seki meeting cancel 会議 --item 番号）",
    severity="warning",
)
def closed_case_with_something_ahead(facts: CaseFacts) -> Iterator[Fault]:
    """ケースを閉じるときは、残る予定・案・議題の扱いを一つずつ決めます。閉じた後に残るのは、閉じたことを知らずに加わったものです。

    二人が別々の場所で記録したとき（一人は終結、一人は次の予定やプラン）に起こります。閉じたケースの予定は誰も見ません。
    閉じるより前の日に作ったままの案は、残っていても知らせません。
    出典: 第3章3（③支援終結を判断する時）・seki の記録の決まり（閉じるときに残りを決める）
    """
    for left in leftovers(facts.now) if facts.shut else ():
        if left.kind in _LEFT and not (left.since and left.since < _closed_on(facts)):
            yield Fault(path=left.path, case=facts.case.id, key=left.key, message=_LEFT[left.kind])


def _closed_on(facts: CaseFacts) -> date:
    """Return the day of the last act that shut a case."""
    shutting: list[Closing | Decision] = [act for act in facts.case.closings if act.act in _SHUTS]
    shutting += [act for act in facts.case.decisions if act.yes and act.close_case]
    return max((act.date for act in shutting if act.date <= facts.as_of), default=date.min)


@finding(
    "SEKI144",
    "同じ人の同じ日の同意が、食い違っています",
    remedy="本人に確かめ、正しくないほうを取り消す訂正の記録を追加してください（seki case edit ケース 記録）。決まるまでは狭いほうを使います",
    severity="warning",
)
def two_consents_of_one_day(facts: CaseFacts) -> Iterator[Fault]:
    """同意の記録は、その日からの全部を述べ、前のものに代わります。同じ日に二つあると、どちらが後の意思か決まりません。

    決まるまでは狭いほう（撤回・拒否・保留・一部同意・同意の順）だけが効き、同じ狭さなら両方が認めるものだけを渡せます。
    同意の後にその日のうちに撤回された、という順の記録は知らせません。
    出典: 第3章3（本人同意）・seki の記録の決まり（一日の中では、いちばん狭いもの）
    """
    doubted = {event.id for group in facts.case.contested for event in group}
    for first, second in combinations(facts.case.consents, 2):
        if (first.person, first.date) != (second.person, second.date) or doubted & {first.id, second.id}:
            continue
        if second.act != "撤回" and _said(first) != _said(second):
            yield at(second, key=("act",))


def _said(consent: Consent) -> tuple[object, ...]:
    return consent.act, consent.share_with, frozenset(consent.categories), consent.tax, consent.until


@finding(
    "SEKI152",
    "果たした（動かした）予定の元の記録が、取り消されています",
    remedy="取消しが正しいなら、果たしたことの記録を訂正し、予定が本当にあったなら、取消しを取り消してください（seki case edit ケース 記録）",
    severity="warning",
)
def built_on_what_was_voided(facts: CaseFacts) -> Iterator[Fault]:
    """「果たした予定」（done）と「前の宿題」（moved）は、取り消されていない記録の予定を指します。

    一人が決定や経過を取り消し、もう一人が別の場所でその宿題を果たすと、誰かが動いた宿題が、なかったことになります。
    出典: seki の記録の決まり（corrects の void と done）
    """
    acts: list[Note | Monitoring] = [*facts.case.notes, *facts.case.monitorings]
    for record in acts:
        for place, reference in enumerate(record.done):
            if _was_voided(facts, reference):
                yield at(record, key=("done", place))
    for decision in facts.case.decisions:
        for place, moved in enumerate(decision.moved):
            if _was_voided(facts, moved.of):
                yield at(decision, key=("moved", place, "of"))


def _was_voided(facts: CaseFacts, reference: str) -> bool:
    rid = reference.partition("#")[0]
    return rid in facts.written and facts.case.effective(rid) not in facts.counting


@finding(
    "SEKI148",
    "同じ人が、結ばれていない二つの開いたケースにいます",
    remedy="二つを見比べ（seki case show ケース）、同じ世帯なら一方に記録をまとめてもう一方を閉じるか（seki case close）、結んでください（seki case link ケース ケース --how 同一）",
    severity="warning",
    scope="world",
)
def one_household_opened_twice(facts: WorldFacts) -> Iterator[Fault]:
    """ふりがなと生年月日が同じ人（本人か世帯員）のいる二つのケースは、たいてい一つの世帯の相談を二度受けたものです。

    窓口が別々に受け付けると、同意も主担当も期限も二つになります。結んである（関わりのあるケース、続きの元）二つ、どちらかが
    閉じている二つは知らせません。受付のときに出る「同じ人かもしれない」（SEKI110）より確かなものだけです。
    出典: 未確認（一つの世帯に、開いたケースは一つ）・第3章1（受け止めた機関が、関係機関と連携する）
    """
    closed: dict[str, bool] = {}
    for people in _same_people(facts.gists):
        places = dict(people)
        cases = {case.id: (case, places[case.id]) for case in facts.around.cases.some(places)}
        for first, second in combinations(cases, 2):
            (one, _), (other, _) = cases[first], cases[second]
            if not not_yet_linked(one, (other,)):
                continue
            for case in (one, other):
                if case.id not in closed:
                    closed[case.id] = build_case_facts(case, facts.around, facts.as_of).now.closed
            if not (closed[first] or closed[second]):
                later = max((one, other), key=lambda case: (opened_on(case) or date.min, case.id))
                yield at(later.household, key=("people", cases[later.id][1], "kana"))


def _same_people(gists: Iterable[CaseGist]) -> Iterator[list[tuple[str, int]]]:
    """Yield the persons with one kana and one birth date, by case and place: whose day nobody shares is not looked at closely."""
    by_day: dict[date, list[tuple[str, int, str]]] = {}
    for gist in gists:
        for born, kana, place in gist.people:
            by_day.setdefault(born, []).append((gist.id, place, kana))
    for group in by_day.values():
        by_name: dict[str, list[tuple[str, int]]] = {}
        for case_id, place, kana in group if len(group) > 1 else ():
            by_name.setdefault(fold(kana), []).append((case_id, place))
        yield from (same for same in by_name.values() if len(same) > 1)
