"""Whether what a record of a case points at is there: acts, plans, people, meetings, places, other cases."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from seki_cli.model.contact import Note
from seki_cli.model.named import PERSONS
from seki_cli.model.plan import Closing, Decision, Evaluation, Monitoring, Placement
from seki_cli.model.record import Record
from seki_cli.model.walk import Key, Path, find_values
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, at, finding

_ADD_CORRECTION: Final = "番号を確かめ、指す先が違うときは訂正の記録を追加してください（seki case edit ケース 記録）"

_CORRECT_IT: Final = "指す先が違うときは訂正の記録を追加してください（seki case edit ケース 記録）"
_LISTED: Final = {"会議": "seki meeting list ", "社会資源": "seki resource list --all ", "地域課題": "seki gap list "}

_RECORDS: Final[Mapping[str, tuple[tuple[Path, str], ...]]] = {
    "referral_step": ((("referral",), "referral"),),
    "plan": ((("after",), "decision"),),
    "referral": ((("ground", "consent"), "consent"),),
    "disclosure": ((("ground", "consent"), "consent"), (("ground", "referral"), "referral")),
}
_MUST_COUNT: Final[tuple[Path, ...]] = (("referral",), ("after",))
_ELSEWHERE: Final[Mapping[str, tuple[tuple[Path, str], ...]]] = {
    "household": ((("ties", "*", "resource"), "社会資源"),),
    "plan": ((("matches", "*", "resource"), "社会資源"),),
    "placement": ((("resource",), "社会資源"),),
    "decision": ((("meeting",), "会議"), (("gaps", "*"), "地域課題")),
    "referral": ((("ground", "meeting"), "会議"),),
    "disclosure": ((("ground", "meeting"), "会議"),),
}
_CASES: Final[Mapping[str, tuple[Path, ...]]] = {
    "case": (("related", "*", "case"), ("continued_from",)),
    "closing": (("into",),),
    "household": (("never_together", "*", "*"),),
}


@finding("SEKI050", "指している記録がありません", remedy=_ADD_CORRECTION)
def record_that_is_not_there(facts: CaseFacts) -> Iterator[Fault]:
    """つなぎへの返事・訂正後のプラン・根拠の同意・提供した記録が指す番号は、そのケースの中になければなりません。

    指す先のない返事は、どのつなぎの返事にもならず、つなぎは開いたまま残ります。取り消した（void）つなぎへの返事や、
    取り消した決定による版も同じです。提供台帳の行は、もとのつなぎが取り消されても、渡したことの控えとして残ります。
    出典: 第3章2（関係機関につなぐ）・seki の記録の決まり（記録をまたぐ規則）
    """
    for record in facts.case.records():
        for path, kind in _RECORDS.get(record.record_kind, ()):
            for key, rid in find_values(record, path):
                target = facts.written.get(rid)
                if target is None and not facts.is_unread(rid):
                    yield at(record, key=key)
                elif target is not None and target.record_kind != kind:
                    yield at(record, "指している番号の記録は、種類が違います", key=key)
                elif target is not None and path in _MUST_COUNT and facts.case.effective(rid) not in facts.counting:
                    yield at(record, "指している記録は取り消されています", key=key)
    for disclosure in facts.case.disclosures:
        for place, name in enumerate(disclosure.records):
            if not _was_there(facts, name):
                yield at(disclosure, key=("records", place))


def _was_there(facts: CaseFacts, name: str) -> bool:
    """Say whether a disclosed piece is known: an act, a document, a plan or one of its versions, a meeting, a gap, a place."""
    known = {facts.case.id, "case", "household", *(plan.id for plan in facts.case.plans)}
    return any(
        part in facts.written or part in known or part in facts.around.things or facts.is_unread(part)
        for part in re.split("[/#.]", name)
    )


@finding("SEKI051", "指しているプラン、または版がありません", remedy=_ADD_CORRECTION)
def plan_that_is_not_there(facts: CaseFacts) -> Iterator[Fault]:
    """決定・モニタリング・評価・参加支援・取下げの記録は、このケースにあるプランの、実在する版を指します。

    別のケースのプランを指した記録は、見直しの期限を動かさないまま消えたことになります。
    出典: 第3章3（会議はプランごとに4つのタイミングで開く）
    """
    case = facts.case
    acts: list[Decision | Monitoring | Evaluation | Placement | Closing] = [*case.decisions, *case.monitorings, *case.evaluations]
    acts += [*case.placements, *case.closings]
    for record in acts:
        if not record.plan or facts.is_unread(record.plan):
            continue
        versions = [plan.version for plan in case.plans if plan.id == record.plan]
        version = getattr(record, "version", None)
        if not versions:
            yield at(record, "指しているプランがこのケースにありません", key=("plan",))
        elif version is not None and version not in versions:
            yield at(record, "指しているプランに、その版がありません", key=("version",))


@finding(
    "SEKI052",
    "指している人が世帯にいません",
    remedy="人の番号を確かめるか、世帯に人を足してください（seki person add ケース）",
)
def person_that_is_not_there(facts: CaseFacts) -> Iterator[Fault]:
    """記録が指す人（P1 など）は、そのケースの世帯の記録にいなければなりません。

    いない人についての同意は誰の同意にもならず、いない人についての記録は、誰の同意があれば出せるかを決められません。
    出典: 社会福祉法第106条の4（本人とその世帯）・第3章3（本人同意を得た事例を取扱う）
    """
    if facts.is_unread("household"):
        return
    people = {person.id for person in facts.case.household.people}
    for record in facts.case.records():
        for path in PERSONS.get(record.record_kind, ()):
            for key, person in find_values(record, path):
                if person not in people:
                    yield at(record, key=key)
    for key, person in find_values(facts.case.household, ("never_together", "*", "*")):
        if "#" not in person and person not in people:
            yield at(facts.case.household, key=key)


@finding("SEKI053", "指している会議・社会資源・地域課題がありません", remedy=_ADD_CORRECTION)
def thing_that_is_not_there(facts: CaseFacts) -> Iterator[Fault]:
    """記録が指す会議・社会資源・地域課題は、台帳にあるものでなければなりません。

    決めた会議が分からない決定では、その会議に決める力があったか、同意が要ったかを確かめられません。
    出典: 第3章3（会議、社会資源の開発等に向けた取組）
    """
    for record in facts.case.records():
        for path, word in _ELSEWHERE.get(record.record_kind, ()):
            for key, name in find_values(record, path):
                if name not in facts.around.things:
                    yield at(
                        record,
                        f"指している{word}が台帳にありません",
                        key=key,
                        remedy=f"{_LISTED[word]}で番号を確かめ、{_CORRECT_IT}",
                    )


@finding("SEKI054", "果たした、または動かした予定が見つかりません", remedy=_ADD_CORRECTION)
def promise_that_is_not_there(facts: CaseFacts) -> Iterator[Fault]:
    """「果たした予定」（done）と「前の宿題」（moved）は、実在する次回予定・宿題・フォローアップ・再確認を指します。

    番号が違うと、本当の予定は果たされないまま期限の一覧に残り、誰も気づきません。
    出典: 第3章3③（フォローアップの必要性やその方法の確認）・seki の記録の決まり（done と moved）
    """
    for record, key, reference in _promises(facts):
        rid, _, part = reference.partition("#")
        if facts.is_unread(rid):
            continue
        kept = facts.written.get(rid)
        if kept is None or not any(_promises_it(one, part) for one in _chain(facts, kept)):
            yield at(record, key=key)


def _promises(facts: CaseFacts) -> Iterator[tuple[Record, Key, str]]:
    acts: list[Note | Monitoring] = [*facts.case.notes, *facts.case.monitorings]
    for record in acts:
        for place, reference in enumerate(record.done):
            yield record, ("done", place), reference
    for decision in facts.case.decisions:
        for place, moved in enumerate(decision.moved):
            yield decision, ("moved", place, "of"), moved.of
    for closing in facts.case.closings:
        for place, settled in enumerate(closing.moved):
            yield closing, ("moved", place, "of"), settled.of


def _chain(facts: CaseFacts, record: Record) -> Iterator[Record]:
    """Yield a record and all that corrected it, step by step: a to-do may have been added by the correction."""
    found, seen = [record], {record.id}
    for one in found:
        yield one
        for event in facts.raw.events():
            if event.corrects and event.corrects.record == one.id and event.id not in seen:
                found.append(event)
                seen.add(event.id)


def _promises_it(record: Record, part: str) -> bool:
    if not part:
        return getattr(record, "next", None) is not None
    if not isinstance(record, (Decision, Closing)):
        return False
    if part == "look_again":
        return record.look_again is not None
    if part.startswith("followup"):
        number = part.removeprefix("followup")
        return number.isdecimal() and 1 <= int(number) <= len(record.followup)
    return isinstance(record, Decision) and any(str(todo.num) == part for todo in record.todos)


@finding("SEKI055", "指しているケースがありません", remedy="ケース番号を確かめてください（seki case list）", severity="warning")
def case_that_is_not_there(facts: CaseFacts) -> Iterator[Fault]:
    """関連するケース・引き継いだ元・統合先・同席させない相手のケースは、この台帳にあるはずです。

    ほかの台帳のケースや、廃棄したケースのこともあるので、警告にとどめます。同席させない相手は、その世帯にいる人か
    どうかも確かめます。
    出典: seki の記録の決まり（related、into、never_together）
    """
    for record in facts.case.records():
        for path in _CASES.get(record.record_kind, ()):
            for key, name in find_values(record, path):
                case_id, mark, person = name.partition("#")
                if record.record_kind == "household" and not mark:
                    continue
                other = facts.around.cases.find(case_id)
                if other is None:
                    yield at(record, key=key)
                elif mark and other.household.person(person) is None:
                    yield at(record, "指している人が、そのケースの世帯にいません", key=key)
