"""What is counted beyond the cases: アウトリーチ, 社会資源, 地域課題, 地域づくり. 出典: 第3章2（第2号・第3号・第4号）"""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import Any, Final

from seki_cli.model.contact import Note
from seki_cli.model.days import fiscal_year
from seki_cli.model.meeting import Activity, Gap
from seki_cli.model.office import in_span
from seki_cli.model.periods import Period, period_of, periods_within
from seki_cli.model.plan import Monitoring
from seki_cli.rules.stats_facts import Chapter, Fact, Facts, Ground, Measure, case_fact, said

_OUTREACH: Final = "第4号"
_REGION: Final = "第3号"
_DONE: Final = ("解決", "見送り")
_ACTIVITY: Final = ("programme", "agency")
_NOBODY_SAID: Final = "拠点のある事業（第3号）の、終わった月に記録が一つもない拠点は、その月を未入力とする（0 ではない）。最初の記録のある年度から数える。"


def _outreach(ground: Ground) -> Iterator[Fact]:
    programmes = {row.id for row in ground.world.office.programmes if row.item.startswith(_OUTREACH)}
    for case in ground.world.cases:
        records: list[Note | Monitoring] = [*case.notes, *case.monitorings]
        for record in records:
            if record.stage or record.programme in programmes:
                agency = ground.agency_of(record.staff, record.date)
                words: Any = {"agency": agency, "programme": record.programme, "method": record.method, "result": record.stage}
                yield case_fact(case, record, record.date, **words)


def _reached(ground: Ground) -> Iterator[Fact]:
    """The first record of outreach of each case."""
    firsts: dict[str, Fact] = {}
    for fact in sorted(_outreach(ground), key=lambda fact: (fact.day, fact.record)):
        firsts.setdefault(fact.case, fact)
    yield from firsts.values()


def _resources(ground: Ground) -> Iterator[Fact]:
    for row in ground.world.resources:
        if in_span(row, ground.day):
            words = said(kind=row.kind, area=row.area)
            yield Fact(day=ground.day, path=row.path, record=row.id, one=row.id, said=words, extra=row.extra)


def _gap_fact(gap: Gap, day: date, **words: Any) -> Fact:
    told = said(field=gap.field, area=gap.area, **words)
    return Fact(day=day, path=gap.path, record=gap.id, one=gap.id, said=told, extra=gap.extra)


def _noticed_on(gap: Gap) -> date | None:
    return gap.noticed.date if gap.noticed else min((step.date for step in gap.steps), default=None)


def _noticed(ground: Ground) -> Iterator[Fact]:
    for gap in ground.world.gaps:
        day = _noticed_on(gap)
        if day:
            yield _gap_fact(gap, day)


def _discussed(ground: Ground) -> Iterator[Fact]:
    kinds = {meeting.id: meeting.kind for meeting in ground.world.meetings}
    for gap in ground.world.gaps:
        for step in gap.steps:
            if step.meeting:
                yield _gap_fact(gap, step.date, kind=kinds.get(step.meeting, ""), result=step.status)


def _standing(ground: Ground) -> Iterator[Fact]:
    for gap in ground.world.gaps:
        noticed = _noticed_on(gap)
        steps = sorted((step for step in gap.steps if step.date <= ground.day), key=attrgetter("date"))
        status = steps[-1].status if steps else "気づき"
        if noticed and noticed <= ground.day and status not in _DONE:
            yield _gap_fact(gap, ground.day, result=status)


def _month_of(activity: Activity) -> Period:
    return period_of("month", activity.date or date.fromisoformat(f"{activity.month}-01"))


def _activities(what: str) -> Facts:
    def facts(ground: Ground) -> Iterator[Fact]:
        for row in ground.world.activities:
            day = row.date or _month_of(row).first
            words = said(programme=row.programme, agency=row.base)
            amount = getattr(row, what)
            missing = "" if amount is not None else "この項目が書かれていない"
            yield Fact(
                day=day, path=row.path, record=row.id, one=row.id, amount=amount, what=missing, said=words, extra=row.extra
            )
        yield from _silent(ground)

    return facts


def _silent(ground: Ground) -> Iterator[Fact]:
    """The months that have ended and for which a base of 地域づくり has recorded nothing at all: 未入力, never 0.

    出典: records.md（no file, or no key = 未入力; 0 = 0）・第3章2(3) の拠点の表
    """
    began = _began(ground)
    if began is None:
        return
    told = {(row.programme, row.base, _month_of(row).token) for row in ground.world.activities}
    for month in periods_within("month", began, ground.day):
        for programme in ground.world.office.programmes:
            if month.last >= ground.day or not programme.item.startswith(_REGION) or not in_span(programme, month.first):
                continue
            bases = {base.agency or base.name for base in programme.bases if in_span(base, month.first)}
            for base in sorted(bases):
                if (programme.id, base, month.token) not in told:
                    words = said(programme=programme.id, agency=base)
                    what = f"{programme.id} {base} の{month.title}の記録がない"
                    yield Fact(day=month.first, amount=None, what=what, said=words)


def _began(ground: Ground) -> date | None:
    """Return the first day of the 年度 in which this office's records begin."""
    days = [case.intakes[0].received_on for case in ground.world.cases if case.intakes]
    days += [_month_of(row).first for row in ground.world.activities]
    days += [meeting.date for meeting in ground.world.meetings]
    return date(fiscal_year(min(days)), 4, 1) if days and min(days) <= ground.day else None


def _sum(what: str, name: str, unit: str, means: str) -> Measure:
    return Measure(
        id=f"activities.{what}",
        name=name,
        unit=unit,
        way="合計",
        means=f"{means}月ごとの記録はその月、催しごとの記録はその日で数える。書かれていない欄は未入力。{_NOBODY_SAID}機関は拠点。",
        facts=_activities({"agencies": "agencies_present"}.get(what, what)),
        reads=("activity",),
        by=_ACTIVITY,
        split="programme" if what == "held" else "",
        of_case=False,
        source="第3章2(3)",
    )


OUTREACH: Final = Chapter(
    title="アウトリーチ",
    measures=(
        Measure(
            id="outreach",
            name="アウトリーチの延べ回数",
            unit="回",
            way="延",
            means="支援経過とモニタリングのうち、アウトリーチの段階が書かれているか、事業が第4号のものを、その日で数える。結果は段階、機関は職員のその日の所属。",
            facts=_outreach,
            reads=("note", "monitoring"),
            by=("programme", "agency", "method", "result"),
            words={"result": "code:stages"},
            source="第3章2（第4号）",
        ),
        Measure(
            id="outreach.cases",
            name="アウトリーチをしたケース",
            unit="件",
            way="実",
            means="期間の中にアウトリーチの記録が一つでもあるケースを数える。",
            facts=_outreach,
            reads=("note", "monitoring"),
            by=("programme", "agency", "method", "result"),
            words={"result": "code:stages"},
            source="第3章2（第4号）",
        ),
        Measure(
            id="outreach.new",
            name="アウトリーチを始めたケース",
            unit="件",
            way="実",
            means="最初のアウトリーチの記録が期間の中にあるケースを数える。",
            facts=_reached,
            reads=("note", "monitoring"),
            by=("programme", "agency", "method", "result"),
            words={"result": "code:stages"},
            source="第3章2（第4号）",
        ),
    ),
)
REGION: Final = Chapter(
    title="社会資源・地域課題",
    measures=(
        Measure(
            id="resources",
            name="登録されている社会資源",
            unit="件",
            way="時点",
            means="その日に使える（開始日より後で終了日より前の）社会資源を数える。種類はコード、圏域は社会資源の圏域。",
            facts=_resources,
            reads=("resource",),
            by=("kind", "area"),
            words={"kind": "code:resource_kinds"},
            of_case=False,
        ),
        Measure(
            id="gaps.noticed",
            name="気づいた地域課題",
            unit="件",
            way="延",
            means="地域課題を、気づいた日（書かれていなければ経過の最初の日）で数える。分野と圏域は地域課題のもの。",
            facts=_noticed,
            reads=("gap",),
            by=("field", "area"),
            of_case=False,
            source="第3章3 会議内容③",
        ),
        Measure(
            id="gaps.discussed",
            name="会議で検討した地域課題",
            unit="件",
            way="延",
            means="地域課題の経過のうち会議の番号が書かれたものを、その経過の日で数える。種類は会議の種類、結果は経過の状況。",
            facts=_discussed,
            reads=("gap", "meeting"),
            by=("field", "area", "kind", "result"),
            words={"kind": "meeting"},
            of_case=False,
            source="第3章3 会議内容③",
        ),
        Measure(
            id="gaps.open",
            name="取り組んでいる地域課題",
            unit="件",
            way="時点",
            means="その日までに気づき、その日に解決・見送りになっていない地域課題を数える。結果はその日の状況（気づき・検討中・取組中）。",
            facts=_standing,
            reads=("gap",),
            by=("field", "area", "result"),
            of_case=False,
        ),
    ),
)
ACTIVITIES: Final = Chapter(
    title="地域づくり",
    measures=(
        _sum("held", "地域づくりの開催回数", "回", "書かれた開催回数を足す。開いていない月の 0 も記録である。"),
        _sum("participants", "地域づくりの参加者", "人", "書かれた参加者数（延べ）を足す。"),
        _sum("agencies", "地域づくりの参加機関", "機関", "書かれた参加機関数を足す（延べ）。"),
        _sum("new_resources", "地域づくりで生まれた社会資源", "件", "書かれた新しい社会資源の数を足す。"),
    ),
)
