"""Whether what the bases of 地域づくり reported can be counted: of the right programme and base, once, not of the future."""

from collections.abc import Iterator
from datetime import date

from seki_cli.rules.activities import bases_in, beside, is_community_work, span_of, twins
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.findings import Fault, at, finding


@finding(
    "SEKI120",
    "同じ拠点の同じ月の実績が重なっています",
    remedy="どちらが正しいか確かめ、一つにまとめてください（activities/ のファイルを直して seki save）",
    scope="world",
)
def month_reported_twice(facts: WorldFacts) -> Iterator[Fault]:
    """拠点の一か月の実績は、事業ごとに一つです。

    二つあると、開催回数も参加者数も二倍に数えられます。同じ月に一か月分と催しの両方があるときは、催しの人数が一か月分にも
    入っているかもしれないので、参考として知らせます。
    出典: 第3章2(3)の表（地域づくり支援拠点）・seki の記録の決まり（一か月に一つ、または催しごと）
    """
    activities = facts.world.activities
    for activity in activities:
        if any(other.id < activity.id for other in twins(activities, activity)):
            yield at(activity, key=("month",))
        elif activity.date is not None and beside(activities, activity):
            yield at(activity, "同じ月に、この拠点の一か月分の実績もあります", key=("date",), severity="hint")


@finding(
    "SEKI121",
    "地域づくり（第3号）を、その時期に行っている拠点ではありません",
    remedy="事業と拠点を確かめてください（seki registry programmes 第3号）",
    severity="warning",
    scope="world",
)
def report_of_no_base(facts: WorldFacts) -> Iterator[Fault]:
    """地域づくりの実績は、第3号の事業を、その月（日）に行っている拠点が出します。

    一覧にない拠点や、終わった拠点の実績は、どの事業の数にも入りません。拠点が移ったときは、一覧の期間を直します。
    出典: 社会福祉法第106条の4第2項第3号・第3章2(3)の表
    """
    known = {row.id: row for row in facts.office.programmes}
    for activity in facts.world.activities:
        programme = known.get(activity.programme)
        if programme is not None and not is_community_work(programme):
            yield at(activity, "地域づくり（第3号）の事業ではありません", key=("programme",))
        elif programme is not None and activity.base not in _bases(facts, activity.programme, span_of(activity)):
            yield at(activity, key=("base",))


def _bases(facts: WorldFacts, programme: str, span: tuple[date, date]) -> set[str]:
    return {base for row, base in bases_in(facts.office, *span) if row.id == programme}


@finding("SEKI122", "まだ来ていない月の実績です", remedy="年月を確かめて直してください", scope="world")
def report_of_a_month_to_come(facts: WorldFacts) -> Iterator[Fault]:
    """実績は、始まった月のものだけです。

    先の月の 0 は「開かなかった」と読まれ、未入力の知らせも出なくなります。
    出典: seki の記録の決まり（書かない欄は未入力、0 は 0）
    """
    for activity in facts.world.activities:
        if activity.month and span_of(activity)[0] > facts.as_of:
            yield at(activity, key=("month",))
