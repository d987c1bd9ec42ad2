"""What a plan should be looked at for before its meeting, though no record is wrong: places, people, days, the parts' fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from seki_cli.model.meeting import Resource
from seki_cli.model.office import Office, in_span
from seki_cli.model.plan import Plan
from seki_cli.model.walk import Key
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.places import KIND
from seki_cli.rules.review import first_slot

_UNKNOWN: Final = "未確認"
_FRESH: Final = timedelta(days=365)
_REVISE: Final = "seki plan revise で直してください"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFacts:
    """A version of a plan, the day of its meeting and its timing; `taken`: how many others have places where it would place."""

    plan: Plan
    day: date
    timing: str
    office: Office
    resources: Mapping[str, Resource]
    taken: Mapping[str, int]


@finding(
    "SEKI116",
    "会議に諮る前に、プランで確かめることがあります",
    remedy=_REVISE,
    severity="warning",
    scope="plan",
)
def plan_not_fit_for_its_meeting(facts: ReadyFacts) -> Iterator[Fault]:
    """会議の日に、担う機関と職員がいて、参加先が開いていて、期間と目標と見直しの時期がかみ合っているかを確かめます。

    `seki plan check` だけが調べます。記録はまだ誤りではないので、`seki check` には出ません。ほかの指摘と合わせて見ます。
    出典: 第3章3 ①（プラン内容、各関係機関の役割分担の確認、モニタリングの時期の検討等）・第3章2(2) 参加支援・細部は未確認
    """
    if facts.timing != "方針" and facts.plan.wish.strip() == _UNKNOWN:
        remedy = f"本人に確かめて、{_REVISE}"
        yield at(facts.plan, "同意を得て諮るプランで、本人の意向が確かめられていません", key=("wish",), remedy=remedy)
    yield from _days(facts)
    yield from _fit_of_the_parts(facts.plan)
    yield from _agencies(facts)
    yield from _staff(facts)
    yield from _matches(facts)


def _days(facts: ReadyFacts) -> Iterator[Fault]:
    plan, until = facts.plan, facts.plan.period.until
    if until is None:
        return
    if until < facts.day:
        yield at(plan, "期間の終わりが、会議の日より前です", key=("period", "until"), severity="error")
        return
    for place, goal in enumerate(plan.goals):
        if goal.due > until:
            yield at(plan, "目標の達成時期が、期間の終わりより後です", key=("goals", place, "due"))
    slot = first_slot(plan.monitoring, facts.day, facts.day, facts.office.settings.intervals)
    if slot is not None and slot > until:
        yield at(plan, "期間のうちに、モニタリングの時期がありません", key=("monitoring",))


def _fit_of_the_parts(plan: Plan) -> Iterator[Fault]:
    helped = {support.issue for support in plan.supports}
    for place, issue in enumerate(plan.issues):
        if issue.num not in helped:
            remedy = f"{_REVISE}（支援の issue に課題の番号を書きます）"
            yield at(plan, "どの支援も、この課題を指していません", key=("issues", place), remedy=remedy)
    for place, support in enumerate(plan.supports):
        if support.issue is None:
            remedy = f"どの課題への支援かを issue に書くと、役割分担の表に課題とともに載ります（{_REVISE}）"
            yield at(plan, "支援が、どの課題へのものか書かれていません", key=("supports", place), remedy=remedy)


def _agencies(facts: ReadyFacts) -> Iterator[Fault]:
    for key, agency, _ in _who_acts(facts.plan):
        rows = [row for row in facts.office.agencies if row.id == agency]
        if rows and not any(in_span(row, facts.day) for row in rows):
            remedy = f"引き継ぐ機関に、{_REVISE}（seki registry agencies）"
            yield at(facts.plan, "会議の日には置かれていない機関です", key=(*key, "agency"), remedy=remedy, severity="error")


def _staff(facts: ReadyFacts) -> Iterator[Fault]:
    for key, agency, staff in _who_acts(facts.plan):
        if not staff or not facts.office.knows_staff(staff):
            continue
        posting = facts.office.posting(staff, facts.day)
        if posting is None:
            remedy = f"後を引き継ぐ職員に、{_REVISE}。名簿のほうが違うなら seki registry staff add"
            yield at(facts.plan, "会議の日に、どこにも配属されていない職員です", key=(*key, "staff"), remedy=remedy)
        elif agency and posting.agency != agency:
            remedy = f"異動なら、機関か職員を {_REVISE}"
            yield at(facts.plan, "職員の配属が、書かれた機関と違います", key=(*key, "staff"), remedy=remedy)


def _who_acts(plan: Plan) -> Iterator[tuple[Key, str, str]]:
    for place, support in enumerate(plan.supports):
        yield ("supports", place), support.agency, support.staff
    if plan.monitoring.agency or plan.monitoring.staff:
        yield ("monitoring",), plan.monitoring.agency, plan.monitoring.staff


def _matches(facts: ReadyFacts) -> Iterator[Fault]:
    plan = facts.plan
    if plan.kind == KIND and not plan.matches:
        yield at(plan, "参加支援のプランに、参加先（matches）がありません", key=("matches",))
    if plan.kind == KIND and not plan.why_not_existing.strip():
        message = "既存の事業では難しいわけ（why_not_existing）がありません"
        yield at(plan, message, key=("why_not_existing",))
    for place, match in enumerate(plan.matches):
        resource = facts.resources.get(match.resource)
        if resource is not None:
            yield from _place(facts, resource, ("matches", place, "resource"))


def _place(facts: ReadyFacts, resource: Resource, key: Key) -> Iterator[Fault]:
    plan = facts.plan
    if not in_span(resource, facts.day):
        remedy = f"開いている参加先に、{_REVISE}（seki resource list --for {plan.id}）"
        yield at(plan, "参加先が、会議の日には開いていません", key=key, remedy=remedy, severity="error")
        return
    if resource.capacity is not None and facts.taken.get(resource.id, 0) >= resource.capacity:
        remedy = f"空く見込みを受け入れ先に確かめるか、ほかの参加先を探してください（seki resource list --for {plan.id}）"
        yield at(plan, "参加先の定員がいっぱいです", key=key, remedy=remedy)
    if resource.verified is None or facts.day - resource.verified.date > _FRESH:
        remedy = f"受け入れ先に確かめて seki resource verify {resource.id} で記録してください"
        yield at(plan, "参加先が、この一年のうちに確かめられていません", key=key, remedy=remedy)
