"""What is counted at the front door: 相談受付, 対応結果, アセスメント, 支援経過. 出典: 第3章2(1) 包括的相談支援"""

from collections.abc import Iterator
from typing import Any, Final

from seki_cli.model.case import Intake
from seki_cli.model.world import CaseFile
from seki_cli.rules.stats_facts import Chapter, Fact, Ground, Measure, case_fact

_INTAKE: Final = ("programme", "agency", "method", "result")
_NOTE: Final = ("programme", "agency", "method", "result")
_EVERYTHING: Final = (
    *("intake", "screening", "assessment", "consent", "note", "referral", "referral_step"),
    *("plan", "decision", "monitoring", "placement", "evaluation", "closing"),
)


def _intake(case: CaseFile, intake: Intake) -> Fact:
    return case_fact(
        case,
        intake,
        intake.received_on,
        programme=intake.programme,
        agency=intake.agency,
        method=intake.method,
        route=intake.route,
        result=intake.variant or "",
    )


def _first_intakes(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        if case.intakes:
            yield _intake(case, case.intakes[0])


def _complex_intakes(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        if case.intakes and case.intakes[0].hard_because:
            yield _intake(case, case.intakes[0])


def _later_intakes(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        yield from (_intake(case, intake) for intake in case.intakes[1:])


def _contacts(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        yield from (_intake(case, intake) for intake in case.intakes)
    yield from _notes(ground)


def _acts(ground: Ground) -> Iterator[Fact]:
    """Everything that somebody did for a case: what makes it one that went on in a period."""
    for case in ground.world.cases:
        for event in case.events():
            if event.record_kind != "disclosure":
                yield case_fact(case, event, event.day)
        yield from (case_fact(case, assessment, assessment.date) for assessment in case.assessments)
        yield from (case_fact(case, plan, plan.made_on) for plan in case.plans)


def _screenings(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for record in case.screenings:
            yield case_fact(
                case,
                record,
                record.date,
                result=record.result,
                agency=ground.agency_of(record.staff, record.date),
                to_agency=record.to_agency,
            )


def _assessments(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for record in case.assessments:
            yield case_fact(case, record, record.date, agency=ground.agency_of(record.staff, record.date))


def _notes(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for note in case.notes:
            agency = ground.agency_of(note.staff, note.date)
            words: Any = {"programme": note.programme, "agency": agency, "method": note.method, "result": note.stage}
            yield case_fact(case, note, note.date, **words)


def _minutes(ground: Ground) -> Iterator[Fact]:
    for case in ground.world.cases:
        for note in case.notes:
            agency = ground.agency_of(note.staff, note.date)
            words: Any = {"programme": note.programme, "agency": agency, "method": note.method, "result": note.stage}
            yield case_fact(case, note, note.date, amount=note.minutes_spent, **words)


INTAKES: Final = Chapter(
    title="相談受付",
    measures=(
        Measure(
            id="intakes.new",
            name="新規の相談",
            unit="件",
            way="実",
            means="最初の受付（いちばん早い受付日）が期間の中にあるケースを数える。世帯の人数にかかわらず1ケースを1件とする。"
            "統合したケースも、開いた日に1件と数える。機関は受け付けた機関、方法はそのときの相談方法、結果は同意あり・同意なしの別。",
            facts=_first_intakes,
            reads=("intake",),
            by=_INTAKE,
        ),
        Measure(
            id="intakes.complex",
            name="うち複雑化・複合化した相談",
            unit="件",
            way="実",
            means="新規の相談のうち、最初の受付に複雑化・複合化の理由が一つ以上書かれたケースを数える。書かれていないものは数えない"
            "（理由がないのか未入力かは、受付票からは分からない）。",
            facts=_complex_intakes,
            reads=("intake",),
            by=_INTAKE,
        ),
        Measure(
            id="intakes.again",
            name="再び受け付けた相談",
            unit="件",
            way="延",
            means="すでにあるケースの、2回目からの受付を数える。新規の相談には数えない。中断や終結の後に新しい番号で開いたケースは、"
            "ここではなく新規の相談に数える。",
            facts=_later_intakes,
            reads=("intake",),
            by=_INTAKE,
        ),
        Measure(
            id="intakes.continued",
            name="継続して支援したケース",
            unit="件",
            way="継続",
            means="期間の初日より前に開いたケースのうち、期間の中に記録（受付・対応結果・アセスメント・同意・支援経過・つなぎとその返事・"
            "プラン・決定・モニタリング・参加支援・評価・終結など）が一つでもあるものを数える。新規の相談とは重ならない。提供台帳だけの日は数えない。",
            facts=_acts,
            reads=_EVERYTHING,
        ),
        Measure(
            id="intakes.contacts",
            name="相談・支援の延べ回数",
            unit="回",
            way="延",
            means="受付と支援経過記録の件数を足したもの。日は受付日と支援経過の日。機関は、受付は受け付けた機関、支援経過は書かれた職員のその日の所属。",
            facts=_contacts,
            reads=("intake", "note"),
            by=("programme", "agency", "method"),
        ),
    ),
)
SORTING: Final = Chapter(
    title="対応結果・アセスメント",
    measures=(
        Measure(
            id="screenings",
            name="対応結果",
            unit="件",
            way="延",
            means="対応結果・方針の記録を、その日で数える。結果はコードで数える。機関は記録した職員のその日の所属、相手の機関はつなぎ先。",
            facts=_screenings,
            reads=("screening",),
            by=("agency", "to_agency", "result"),
            words={"result": "code:screening"},
            split="result",
        ),
        Measure(
            id="assessments",
            name="アセスメント",
            unit="件",
            way="延",
            means="アセスメントシートを、その日で数える。同じシートを書き直しても1件。機関は作った職員のその日の所属。",
            facts=_assessments,
            reads=("assessment",),
            by=("agency",),
        ),
    ),
)
NOTES: Final = Chapter(
    title="支援経過",
    measures=(
        Measure(
            id="notes",
            name="支援経過の記録",
            unit="回",
            way="延",
            means="支援経過記録を、その日で数える。機関は書かれた職員のその日の所属、結果はアウトリーチの段階。",
            facts=_notes,
            reads=("note",),
            by=_NOTE,
            words={"result": "code:stages"},
        ),
        Measure(
            id="notes.cases",
            name="支援経過のあったケース",
            unit="件",
            way="実",
            means="期間の中に支援経過記録が一つでもあるケースを数える。",
            facts=_notes,
            reads=("note",),
            by=_NOTE,
            words={"result": "code:stages"},
        ),
        Measure(
            id="notes.minutes",
            name="支援にかけた時間",
            unit="分",
            way="合計",
            means="支援経過記録の所要時間（分）を足す。書かれていない記録は 0 分とせず、未入力として別に数える。",
            facts=_minutes,
            reads=("note",),
            by=_NOTE,
            words={"result": "code:stages"},
        ),
    ),
)
