"""Whether corrections lead somewhere, and whether an id means one thing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from seki_cli.model.record import Event, Record
from seki_cli.model.walk import Key
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, at, finding

_VOID_ONE: Final = "正しくないほうの訂正を取り消す記録（corrects に void: true）を追加してください"


@finding("SEKI082", "ひとつの記録に、訂正が二つあります", remedy=_VOID_ONE)
def two_corrections_of_one_record(facts: CaseFacts) -> Iterator[Fault]:
    """ひとつの記録の訂正は一つです。二人が別々の場所で訂正すると二つになります。

    どちらが正しいか決まるまで、同意は狭いほう、見直しや予定は早いほうとして扱い、会議資料には載せません。
    出典: seki の記録の決まり（事象は一度だけ書き、訂正は新しい事象で行う）
    """
    for group in facts.case.contested:
        last = max(group, key=lambda event: (event.recorded, event.id))
        yield at(last, key=("corrects", "record"))


@finding(
    "SEKI083",
    "訂正の指す記録がないか、種類が違います",
    remedy="訂正の指す番号を確かめ、取り消す記録（corrects に void: true）を追加してから、正しい訂正を追加してください",
)
def correction_of_nothing(facts: CaseFacts) -> Iterator[Fault]:
    """訂正は、同じケースの、同じ種類の、先に書かれた記録を指します。自分自身や、互いを指すこともありません。

    指す先のない訂正は何も訂正せず、新しい行為がもう一つあったことになります。
    出典: seki の記録の決まり（corrects）
    """
    for event in facts.raw.events():
        if event.corrects is None or facts.is_unread(event.corrects.record):
            continue
        target = facts.written.get(event.corrects.record)
        if target is None:
            yield at(event, "訂正の指す記録がありません", key=("corrects", "record"))
        elif target.record_kind != event.record_kind:
            yield at(event, "訂正の指す記録の種類が違います", key=("corrects", "record"))
        elif _comes_round(facts, event):
            yield at(event, "訂正が自分自身に戻ってきます", key=("corrects", "record"))


def _comes_round(facts: CaseFacts, event: Event) -> bool:
    seen: set[str] = set()
    here: Record | None = event
    while isinstance(here, Event) and here.corrects is not None and here.id not in seen:
        seen.add(here.id)
        here = facts.written.get(here.corrects.record)
    return here is not None and here.id == event.id


@finding(
    "SEKI084",
    "世帯に「本人」がひとりではありません",
    remedy="役割（role）が本人の人を、ひとりだけにしてください（seki case edit ケース household）",
)
def not_one_principal(facts: CaseFacts) -> Iterator[Fault]:
    """世帯の記録には、本人がちょうどひとりいます。ほかの人は世帯員・別居家族・親族・知人です。

    誰についてか書かれていない記録は本人についての記録とみなし、本人の同意で出せるかどうかを決めます。本人がいないか
    ふたりいると、決められません。
    出典: 第3章3（本人同意を得た事例）・seki の記録の決まり（household）
    """
    if not facts.is_unread("household") and len(facts.case.household.principals) != 1:
        yield at(facts.case.household, key=("people",))


@finding(
    "SEKI085",
    "同じ番号が二つあります",
    remedy="どちらかを新しい番号で作り直してください。書いた後の記録は、訂正の記録を追加します",
)
def one_number_twice(facts: CaseFacts) -> Iterator[Fault]:
    """記録の番号はケースの中で、人の番号は世帯の中で、課題・目標・宿題の番号はその記録の中で、一つずつです。

    番号が二つあると、返事や達成や同意が、どちらのものか分からなくなります。
    出典: seki の記録の決まり（番号）
    """
    records = [*facts.raw.assessments, *facts.raw.events()]
    for record in _again(records, (record.id for record in records)):
        yield at(record, "同じ番号の記録が、このケースにもう一つあります", key=("id",))
    for plan in _again(facts.raw.plans, ((plan.id, plan.version) for plan in facts.raw.plans)):
        yield at(plan, "同じ番号と版のプランが、もう一つあります", key=("version",))
    for record, key in _numbered_twice(facts):
        yield at(record, key=key)


def _again(items: Iterable[Record], numbers: Iterable[object]) -> list[Record]:
    """Return the items whose number another item before them has already."""
    seen: Counter[object] = Counter()
    found = []
    for item, number in zip(items, numbers, strict=True):
        if seen[number]:
            found.append(item)
        seen[number] += 1
    return found


def _numbered_twice(facts: CaseFacts) -> Iterator[tuple[Record, Key]]:
    household = facts.case.household
    yield from ((household, ("people", n, "id")) for n in _repeated(person.id for person in household.people))
    for plan in facts.case.plans:
        yield from ((plan, ("issues", n, "num")) for n in _repeated(issue.num for issue in plan.issues))
        yield from ((plan, ("goals", n, "num")) for n in _repeated(goal.num for goal in plan.goals))
    for decision in facts.case.decisions:
        yield from ((decision, ("todos", n, "num")) for n in _repeated(todo.num for todo in decision.todos))


def _repeated(numbers: Iterable[object]) -> Iterator[int]:
    """Yield the places of numbers that stand further up already."""
    seen: set[object] = set()
    for place, number in enumerate(numbers):
        if number in seen:
            yield place
        seen.add(number)
