"""Whether what was recorded rests on a consent: an intake that speaks of one, information from tax staff."""

from collections.abc import Iterator

from seki_cli.model.contact import Note
from seki_cli.model.plan import Decision, Monitoring
from seki_cli.model.record import Record
from seki_cli.model.walk import Key
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.in_force import acts_in_force, is_live
from seki_cli.rules.sources import is_tax, source_of_point, source_of_writer


@finding(
    "SEKI072",
    "「同意あり」の受付ですが、同意の記録がありません",
    remedy="同意の範囲と期限を聞き、記録してください（seki consent add ケース）",
    severity="hint",
)
def intake_with_consent_not_recorded(facts: CaseFacts) -> Iterator[Fault]:
    """受付票の「同意あり」だけでは、どの機関に何を見せてよいかが分かりません。

    会議資料は、同意の記録（共有先・区分・期限）だけを見て作られます。記録がないあいだは、何も載りません。
    出典: 第3章3（支援関係機関との情報共有について、本人同意を得た事例）
    """
    last = facts.case.intakes[-1] if facts.case.intakes else None
    if last is not None and last.variant == "同意あり" and not facts.raw.consents and not _unread_consents(facts):
        yield at(last, key=("variant",))


def _unread_consents(facts: CaseFacts) -> bool:
    return any("/consents/" in path for path in facts.raw.unread)


@finding(
    "SEKI086",
    "税務職員から得た情報ですが、税情報を含む同意がありません",
    remedy="税務職員から得た情報は、同意なしの共有が想定されていません。本人から聞くか、証明書を出してもらうことを検討してください",
    severity="warning",
)
def tax_information_without_consent(facts: CaseFacts) -> Iterator[Fault]:
    """税務職員が業務上知った納税者等の情報は、本人の同意なしに、同意の要らない会議でも共有することが想定されていません。

    その人の、税情報を含む有効な同意があるまで、この警告は続き、会議資料には載りません。事務所の設定で税務の記録を
    断る（tax_notes: refuse）ときは、誤りとして扱います。
    出典: 第3章3 守秘義務の※・地方税法第22条
    """
    refused = facts.office.settings.tax_notes == "refuse"
    for record, key, persons in _tax_pieces(facts):
        asked = persons or facts.case.household.principals
        if not asked or not all(_allows_tax(facts, person) for person in asked):
            yield at(record, key=key, severity="error" if refused else None)


def _tax_pieces(facts: CaseFacts) -> Iterator[tuple[Record, Key, tuple[str, ...]]]:
    """Yield everything that tax staff said or wrote, with the persons that it is about."""
    case, office = facts.case, facts.office
    acts: list[Note | Monitoring] = [*case.notes, *case.monitorings]
    for act in acts:
        if is_tax(source_of_writer(act.source, act.staff, act.date, office), office):
            plan = facts.plan(act.plan, act.version) if isinstance(act, Monitoring) else None
            about = act.about if isinstance(act, Note) else ()
            yield act, ("source",), plan.persons if plan else about
    for assessment in case.assessments:
        for place, part in enumerate(assessment.parts):
            if is_tax(source_of_writer(part.source, assessment.staff, assessment.date, office), office):
                yield assessment, ("parts", place, "source"), part.about
    for decision in case.decisions:
        for place, point in enumerate(decision.points):
            if is_tax(source_of_point(point, office), office):
                yield decision, ("points", place, "source"), point.about or _about(facts, decision)


def _about(facts: CaseFacts, decision: Decision) -> tuple[str, ...]:
    """Return whom a decision is about: its plan's persons, else those it names."""
    plan = facts.plan(decision.plan, decision.version) if decision.plan else None
    return plan.persons if plan else decision.about


def _allows_tax(facts: CaseFacts, person: str) -> bool:
    acts = acts_in_force(facts.case, person, facts.as_of)
    return bool(acts) and all(is_live(act, facts.as_of) and act.tax for act in acts)
