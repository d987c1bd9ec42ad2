"""集計: figures with the records behind each, and the indicators of the plan."""

import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_fetch import ask_standings
from seki_cli.commands.standings_world import uncollected, world_of
from seki_cli.commands.stats_view import (
    build_explained,
    build_indicator_items,
    build_indicator_table,
    build_items,
    build_list,
    build_long_table,
    build_wide_tables,
    fact_table,
    legend,
    title_line,
)
from seki_cli.errors import Misuse
from seki_cli.model.answer import Answer, Lines, View
from seki_cli.model.days import fiscal_year
from seki_cli.model.office import Municipality
from seki_cli.model.periods import STEPS, Period, parse_month, period_of
from seki_cli.model.wareki import parse_fiscal_year, show_day
from seki_cli.rules.indicators import Indicator, judge_indicator
from seki_cli.rules.measures import CHAPTERS, MEASURES, find_measures
from seki_cli.rules.stats import Count, Figures, count, read_address, steps_within, tabulate
from seki_cli.rules.stats_dimensions import BY_ID, has_dimension
from seki_cli.rules.stats_facts import Measure, build_ground

_EXTRA_FILE: Final = "profile/extra.yaml"
_INDICATORS_FILE: Final = "profile/indicators.yaml"
_NONE_YET: Final = (
    "指標はまだ登録されていません。",
    "計画にある指標の表を見て profile/indicators.yaml に書き写すと、目標と実績がここに並びます。",
    "書き方はそのファイルの初めにあります。書いたら seki save で保存してください。",
)
_UNREAD: Final = ("指標の一覧が読めないため、並べられません。profile/indicators.yaml を直してください。",)
_WIDE: Final = 100
_COUNTING: Final = "数えています"
_SMALL: Final = "（1〜4 の小さい数は、ほかの情報と合わせると個人が分かることがあります。外に出す前に確かめてください）"


def stats(
    call: Call,
    word: Annotated[
        str, typer.Argument(metavar="[WORD]", help="この項目だけを数えます（intakes.new・plans・プラン …）。書かなければ全部")
    ] = "",
    fy: Annotated[str, typer.Option("--fy", metavar="R7", help="年度（既定は今年度）")] = "",
    month: Annotated[str, typer.Option("--month", metavar="M", help="月（2025-06・R7.6、6 ならその年度の6月）")] = "",
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="K", help="分け方（month・programme・agency …）。2つまで重ねられます")
    ] = None,
    explain: Annotated[str, typer.Option("--explain", metavar="CELL", help="この欄の数え方と、もとになった記録を出します")] = "",
    indicators: Annotated[bool, typer.Option("--indicators", help="成果指標・活動指標の目標と実績を並べます")] = False,
) -> Answer:
    """件数と回数を数えます。どの数も、もとになった記録まで戻れます。

    例: seki stats --fy R7
    例: seki stats intakes.new --by month --by agency
    例: seki stats --explain plans.decided/2025-06
    例: seki stats --indicators --fy R7
    """
    wanted = _wanted_by(by)
    if sum(map(bool, (word or wanted, explain, indicators))) > 1:
        raise Misuse("--explain・--indicators は、項目や --by と一緒に使えません", remedy="どれか一つにしてください")
    if indicators and month:
        raise Misuse("--indicators は年度ごとです", remedy="--month を外し、年度は --fy で選んでください")
    span = _span(call, fy, month)
    step = next((name for name in wanted if name in STEPS), "")
    asked = _Wanted(
        word=word,
        by=tuple(name for name in wanted if name != step),
        step=step,
        span=span,
        explain=explain,
        indicators=indicators,
    )
    with uncollected():
        return ask_standings(call, lambda found: _tell(call, found, asked))


def _tell(call: Call, found: Standings, wanted: "_Wanted") -> Answer:
    with call.working(_COUNTING):
        ground = build_ground(world_of(call, found), call.day)
    figures = Figures(ground=ground, unread=tuple(fault.path for fault in found.faults))
    if wanted.explain:
        return _explained(call, found, figures, wanted.explain, wanted.span)
    if wanted.indicators:
        return _indicated(call, found, figures, wanted.span or period_of("fy", call.day))
    return _tabulated(call, found, figures, wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What was asked for: which measures, told apart by what, with a column for each step of which span.

    Or the records behind one figure (`explain`), or the indicators of the plan.
    """

    word: str
    by: tuple[str, ...]
    step: str
    span: Period | None
    explain: str = ""
    indicators: bool = False


def _wanted_by(given: Sequence[str] | None) -> tuple[str, ...]:
    typed = (unicodedata.normalize("NFKC", one).split(",") for one in given or ())
    names = tuple(dict.fromkeys(name.strip() for one in typed for name in one))
    names = tuple(name if name.startswith("extra.") else name.lower() for name in names)
    japanese = {one.title: one.id for one in BY_ID.values()}
    names = tuple(japanese.get(name, name) for name in names)
    for name in names:
        if name.removesuffix(".report") not in BY_ID and not name.startswith("extra."):
            raise Misuse("--by に使えない分け方です", remedy="使える分け方: " + " ".join(BY_ID))
    if len(names) > 2 or sum(name in STEPS for name in names) > 1:
        raise Misuse("--by が多すぎます", remedy="分け方は2つまで、そのうち month・quarter・fy は1つまでです")
    return names


def _span(call: Call, fy: str, month: str) -> Period | None:
    """Return the 年度 or the month that was asked for; None where none was."""
    try:
        year = parse_fiscal_year(fy) if fy else fiscal_year(call.day)
    except ValueError as error:
        raise Misuse(f"--fy が読めません。{error}", remedy="例: seki stats --fy R7") from None
    whole = period_of("fy", date(year, 4, 1)) if fy else None
    if not month:
        return whole
    try:
        found = parse_month(month, year)
    except ValueError as error:
        raise Misuse(f"--month が読めません。{error}", remedy="例: seki stats --month 2025-06") from None
    if whole and not whole.first <= found.first <= whole.last:
        raise Misuse("--month の月は、--fy の年度の中にありません", remedy="どちらか一方にしてください")
    return found


def _tabulated(call: Call, found: Standings, figures: Figures, wanted: _Wanted) -> Answer:
    span = wanted.span or period_of("fy", call.day)
    periods = steps_within(figures, wanted.step, wanted.span) if wanted.step else (span,)
    fitting, left_out = _measures(found, wanted)
    plain = not wanted.by and not wanted.step
    counts: list[Count] = []
    for measure in fitting:
        counts += tabulate(figures, measure, wanted.by, periods)
        counts += tabulate(figures, measure, (measure.split,), periods) if plain and measure.split else ()
    many = wanted.step == "fy" and wanted.span is None
    narrow = call.on_terminal and shutil.get_terminal_size().columns < _WIDE
    views: tuple[View, ...] = (title_line(None if many else span, show_day(call.day)),)
    if call.format in ("csv", "tsv"):
        views = (build_long_table(counts, wanted.by),)
    elif wanted.step:
        whole = [] if many or len(periods) == 1 else [one for m in fitting for one in tabulate(figures, m, wanted.by, (span,))]
        views += (*build_wide_tables(counts, whole, narrow=narrow), legend(counts, wide=True, narrow=narrow))
    else:
        views += (build_list(counts, split=plain, narrow=narrow), legend(counts, wide=False, narrow=narrow))
    data = {"period": None if many else span.token, "as_of": call.day, "by": wanted.by, "items": build_items(counts)}
    told = answer_list(call, found, data, views)
    notes = [f"（この分け方では数えない {left_out} 項目は出していません）"] if left_out else []
    notes += [_SMALL] if call.format in ("csv", "tsv") and any(_is_small(one) for one in counts) else []
    return replace(told, notes=(*told.notes, *notes))


def _measures(found: Standings, wanted: _Wanted) -> tuple[list[Measure], int]:
    """Return the measures that a word means and the dimensions fit, and how many were left out for not fitting."""
    meant = find_measures(wanted.word)
    if not meant:
        known = " ".join(dict.fromkeys(name.partition(".")[0] for name in MEASURES))
        titles = "・".join(chapter.title for chapter in CHAPTERS)
        raise Misuse("この項目はありません", remedy=f"使える項目: {known}（または {titles}）")
    kinds = {name: _extra_kinds(found, name) for name in wanted.by if name.startswith("extra.")}
    fitting = [m for m in meant if all(_fits(m, name, kinds.get(name)) for name in wanted.by)]
    if not fitting:
        raise Misuse("この項目は、その分け方では数えません", remedy="seki stats --explain 項目 で分け方を確かめてください")
    return fitting, len(meant) - len(fitting)


def _extra_kinds(found: Standings, name: str) -> frozenset[str]:
    """Return the kinds of records that one of the office's own fields may stand in."""
    rows: Any = found.profile.get(_EXTRA_FILE, {}).get("fields") or ()
    for row in rows:
        if f"extra.{row['name']}" == name:
            return frozenset(row.get("kinds", ()))
    known = " ".join(f"extra.{row['name']}" for row in rows)
    raise Misuse(
        "--by の独自項目がありません", where=_EXTRA_FILE, remedy=f"使えるもの: {known}" if known else "独自項目はまだありません"
    )


def _fits(measure: Measure, name: str, kinds: frozenset[str] | None) -> bool:
    if kinds is not None and not (kinds & set(measure.reads) or (measure.of_case and "case" in kinds)):
        return False
    return has_dimension(measure, name)


def _is_small(one: Count) -> bool:
    return one.address.measure.of_case and one.address.measure.unit in ("件", "人") and one.value in range(1, 5)


def _explained(call: Call, found: Standings, figures: Figures, cell: str, span: Period | None) -> Answer:
    try:
        address = read_address(cell, figures)
    except ValueError as error:
        first = cell.partition("/")[0].strip()
        near = () if first in MEASURES else find_measures(first.partition(".")[0])[:8]
        remedy = f"使える項目: {' '.join(m.id for m in near)}" if near else "例: seki stats --explain intakes.new/2025-06"
        raise Misuse(f"--explain の欄が読めません。{error}", remedy=remedy) from None
    if address.period and span:
        raise Misuse("期間が二つあります", remedy="欄の中の期間か、--fy・--month のどちらかにしてください")
    data, views = build_explained(count(figures, replace(address, period=address.period or span)))
    if call.format in ("csv", "tsv"):
        views = (fact_table(data["items"]),)
    return answer_list(call, found, data, views)


def _indicated(call: Call, found: Standings, figures: Figures, year: Period) -> Answer:
    rows: Any = found.profile.get(_INDICATORS_FILE, {}).get("indicators") or ()
    city = figures.ground.world.office.municipality
    standings = [judge_indicator(Indicator(**row), figures, year) for row in rows]
    items = build_indicator_items(standings)
    unread = _INDICATORS_FILE in figures.unread
    bare = items or call.format in ("csv", "tsv")
    views: tuple[View, ...] = (build_indicator_table(items) if bare else Lines(lines=_UNREAD if unread else _NONE_YET),)
    if call.format not in ("csv", "tsv") and items:
        views = (title_line(year, show_day(call.day), "指標"), *_plan_line(city), *views)
    told = answer_list(call, found, {"period": year.token, "plan": city.plan, "items": items}, views)
    faults = tuple(f"{_INDICATORS_FILE}: 指標 {one.indicator.id}: {one.fault}" for one in standings if one.fault)
    return replace(told, warnings=(*told.warnings, *faults))


def _plan_line(city: Municipality) -> tuple[Lines, ...]:
    """Return the line that says to which plan the indicators belong, from when to when, and who looks at them."""
    plan = city.plan
    if not plan.get("title"):
        return ()
    since, until = (show_day(date.fromisoformat(plan[key])) if plan.get(key) else "" for key in ("since", "until"))
    span = f"（{since or '始まりは書かれていません'}〜{until or '終わりは決まっていません'}）" if since or until else ""
    seen_by = f"　評価 {city.committee}" if city.committee else ""
    return (Lines(lines=(f"計画 {plan['title']}{span}{seen_by}", "")),)
