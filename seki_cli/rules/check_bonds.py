"""Whether cases that belong together say so on both sides, and whether one person stands in a household twice."""

from collections.abc import Iterator

from seki_cli.rules.case_facts import CaseFacts, build_case_facts
from seki_cli.rules.duplicates import find_same_person
from seki_cli.rules.findings import Fault, at, finding


@finding(
    "SEKI108",
    "続きの元のケースが、まだ開いています",
    remedy="どちらか一方に記録し、もう一方を終結してください（seki case close）。続きでないなら、関わりのあるケースとして結べます（seki case link）",
    severity="warning",
)
def goes_on_from_an_open_case(facts: CaseFacts) -> Iterator[Fault]:
    """「続きの元」（continued_from）にするのは、閉じたケースです。

    元のケースが開いたままか、後から再開されると、同じ世帯の記録が二つのケースに分かれ、期限も主担当も二つになります。
    続きのほうを閉じてあるときは、知らせません。
    出典: 未確認（一つの世帯に、開いたケースは一つ）
    """
    before = facts.around.cases.find(facts.case.head.continued_from)
    if before is None or facts.now.closed or before.id == facts.case.id:
        return
    if not build_case_facts(before, facts.around, facts.as_of).now.closed:
        yield at(facts.case.head, key=("continued_from",))


@finding(
    "SEKI113",
    "関わりのあるケースが、片方にしか書かれていません",
    remedy="seki case link で結び直すと、両方に書かれます。結ばないなら seki case unlink で外してください",
    severity="hint",
)
def bond_on_one_side_only(facts: CaseFacts) -> Iterator[Fault]:
    """関わりのあるケース（related）は、互いに相手を書きます。

    片方だけに書かれた関わりは、もう片方を開いた人に見えません。
    出典: seki の記録の決まり（related は両方の見出しに、一度に書く）
    """
    for place, row in enumerate(facts.case.head.related):
        other = facts.around.cases.find(row.case)
        if other is None or other.head.path in other.unread or other.id == facts.case.id:
            continue
        if not any(back.case == facts.case.id for back in other.head.related):
            yield at(facts.case.head, key=("related", place, "case"))


@finding(
    "SEKI114",
    "ふりがなと生年月日が同じ人が、世帯にふたりいます",
    remedy="同じ人なら、一方の記録をもう一方に書き足してから消してください（seki case edit ケース household）",
    severity="warning",
)
def one_person_twice(facts: CaseFacts) -> Iterator[Fault]:
    """世帯の人は、ひとりにひとつの番号です。

    同じ人に番号が二つあると、同意も経過も二つに分かれ、片方の番号では「同意がない」ことになります。
    出典: 第3章3（本人同意を得た事例）・seki の記録の決まり（household）
    """
    people = facts.case.household.people
    for place, person in enumerate(people):
        if find_same_person(people[:place], {"kana": person.kana, "born": person.born}):
            yield at(facts.case.household, key=("people", place, "kana"))
