"""How figures are shown: rows for programs, a list for the committee, a column for each month, the records behind a cell."""

from collections.abc import Sequence
from typing import Any, Final

from seki_cli.model.answer import Cell, Column, Lines, Table, View
from seki_cli.model.periods import Period
from seki_cli.model.wareki import show_day
from seki_cli.rules.indicators import Standing
from seki_cli.rules.measures import CHAPTERS
from seki_cli.rules.stats import Count, by_measure
from seki_cli.rules.stats_dimensions import dimensions_of, title_of
from seki_cli.rules.stats_facts import WAYS, Fact, Measure

BLANK: Final = "未入力"
AHEAD: Final = "これから"
_HEADING: Final = {m.id: chapter.title for chapter in CHAPTERS for m in chapter.measures}
_LEGEND: Final = "欄の意味と、もとになった記録: seki stats --explain 欄（例: seki stats --explain {cell}）"
_MARKS: Final = (
    "＋ はほかに未入力があること、未 は未入力だけであること、? は読めない記録があることを表します。空欄はこれからの期間です。"
)
_INDICATOR_COLUMNS: Final = (
    Column(key="id", title="指標"),
    Column(key="kind", title="区分"),
    Column(key="name", title="名前"),
    Column(key="target", title="目標"),
    Column(key="value", title="実績"),
    Column(key="difference", title="差"),
    Column(key="unit", title="単位"),
    Column(key="page", title="頁", spare=True),
    Column(key="cell", title="欄", spare=True),
    Column(key="note", title=""),
)
_NARROW: Final = "画面の幅が 100 字あれば、欄が全部出ます。内訳の欄は 項目/分け方=値 です。"
_MOST_COLUMNS: Final = 6
_UNSURE: Final = "? の付いた数は、読めない記録があるため不確かです。"


def build_items(counts: Sequence[Count]) -> list[dict[str, Any]]:
    """Return the figures for programs, one row for each."""
    return [_item(one) for one in counts]


def _item(one: Count) -> dict[str, Any]:
    measure = one.address.measure
    return {
        "id": one.address.text,
        "cell": one.address.text,
        "measure": measure.id,
        "name": measure.name,
        "way": measure.way,
        **dict(one.address.at),
        "label": "・".join(one.labels),
        "period": one.period.token,
        "value": one.value,
        "unit": measure.unit,
        "blank": _blank(one),
        "missing": one.missing,
        "records": _records(one),
        "uncertain": one.uncertain,
    }


def _blank(one: Count) -> str | None:
    """Return why there is no value; None where there is one, 0 included."""
    return None if one.value is not None else AHEAD if one.ahead else BLANK


def _records(one: Count) -> int:
    return len({fact.path for fact in one.facts if fact.path and fact.amount is not None})


def build_long_table(counts: Sequence[Count], by: Sequence[str]) -> Table:
    """Return the figures as one long list, for spreadsheets and pipes."""
    titles = (("cell", "欄"), ("measure", "項目"), ("name", "名前"), ("way", "数え方"), *((name, title_of(name)) for name in by))
    titles += (
        ("label", "内訳"),
        ("period", "期間"),
        ("value", "数"),
        ("unit", "単位"),
        ("blank", "数のないわけ"),
        ("missing", "未入力"),
    )
    titles += (("records", "記録"), ("uncertain", "不確か"))
    return Table(columns=tuple(Column(key=key, title=title) for key, title in titles), rows=tuple(build_items(counts)))


def build_list(counts: Sequence[Count], *, split: bool, narrow: bool) -> Table:
    """Return the figures of one period as a list with headings; what `split` tells apart stands below its total.

    On a narrow screen only the measures' own names stand as 欄: an address in two pieces could not be copied.
    """
    rows: list[dict[str, Cell]] = []
    heading = ""
    for one in counts:
        measure = one.address.measure
        if _HEADING[measure.id] != heading:
            heading = _HEADING[measure.id]
            rows.append({"name": f"【{heading}】"})
        inner = split and bool(one.address.at)
        label = "・".join(one.labels)
        rows.append(
            {
                "name": f"　　{label}" if inner else f"　{measure.name}",
                "label": label,
                "value": _said(one).rjust(7),
                "unit": measure.unit,
                "missing": f"{one.missing:>4}" if one.missing else "",
                "cell": one.address.text if not narrow else "" if inner else one.address.parts[0],
            }
        )
    labelled = not split and any(one.labels for one in counts)
    titles = [
        ("name", "項目"),
        *([("label", "内訳")] if labelled else []),
        ("value", "     数"),
        ("unit", "単位"),
        ("missing", "未入力"),
    ]
    columns = [*(Column(key=key, title=title) for key, title in titles), Column(key="cell", title="欄", spare=True)]
    return Table(columns=tuple(columns), rows=tuple(rows), empty="当てはまる項目はありません。")


def _said(one: Count) -> str:
    if one.value is None:
        return "" if one.ahead else BLANK
    return f"{one.value:,}{'?' if one.uncertain else ''}"


def build_wide_tables(counts: Sequence[Count], whole: Sequence[Count], *, narrow: bool) -> tuple[Table, ...]:
    """Return the figures with a column for each period, and one for the whole span where there is one.

    Twelve months go into two tables on a narrow screen, and the addresses are left out.
    """
    periods = list(dict.fromkeys(one.period for one in counts))
    if not narrow:
        return (_wide_table(counts, whole),)
    if len(periods) <= _MOST_COLUMNS:
        return (_without_cells(_wide_table(counts, whole)),)
    first, last = set(periods[:_MOST_COLUMNS]), set(periods[_MOST_COLUMNS:])
    return (
        _without_cells(_wide_table([one for one in counts if one.period in first], ())),
        *build_wide_tables([one for one in counts if one.period in last], whole, narrow=narrow),
    )


def _without_cells(table: Table) -> Table:
    return Table(columns=tuple(column for column in table.columns if column.key != "cell"), rows=table.rows)


def _wide_table(counts: Sequence[Count], whole: Sequence[Count]) -> Table:
    totals = {one.address.parts: one for one in whole}
    rows: list[dict[str, Cell]] = []
    for parts, row in by_measure(counts).items():
        measure = row[0].address.measure
        cells: dict[str, Cell] = {one.period.token: _short(one) for one in row}
        label = "・".join(row[0].labels)
        total = totals.get(parts)
        rows.append(
            {"name": measure.name, "label": label, "cell": "/".join(parts), "all": _short(total) if total else "", **cells}
        )
    periods = list(dict.fromkeys(one.period for one in counts))
    columns = [Column(key="name", title="項目")]
    columns += [Column(key="label", title="内訳")] if any(one.labels for one in counts) else []
    columns += [Column(key=period.token, title=period.short.rjust(4)) for period in periods]
    columns += [Column(key="all", title=f"  {whole[0].period.short}")] if whole else []
    return Table(columns=(*columns, Column(key="cell", title="欄", spare=True)), rows=tuple(rows))


def _short(one: Count) -> str:
    word = "" if one.ahead else "未" if one.value is None else f"{one.value:,}"
    more = ("＋" if one.missing and one.value is not None else "") + ("?" if one.uncertain and not one.ahead else "")
    return (word + more).rjust(5)


def title_line(period: Period | None, today: str, what: str = "集計") -> Lines:
    """Return the line above a table: what was counted, over which days, as of which day."""
    if period is None:
        return Lines(lines=(f"年度ごとの{what}（{today}現在）", ""))
    return Lines(lines=(f"{period.title}の{what}（{show_day(period.first)}〜{show_day(period.last)}、{today}現在）", ""))


def legend(counts: Sequence[Count], *, wide: bool, narrow: bool) -> Lines:
    """Return the lines below a table: how to read its marks, and how to see what a figure is made of."""
    lines = [_MARKS] if wide else [_UNSURE] if any(one.uncertain for one in counts) else []
    lines += [_NARROW] if narrow else []
    return Lines(lines=("", *lines, _LEGEND.format(cell=counts[0].address.text))) if counts else Lines(lines=())


def build_explained(one: Count) -> tuple[dict[str, Any], tuple[View, ...]]:
    """Return a figure with its definition and the records it is made of."""
    measure = one.address.measure
    items = [_fact_item(fact) for fact in one.facts]
    data = {**_item(one), **_definition(measure), "since": one.period.first, "until": one.period.last, "items": items}
    told = "これからの期間です" if one.ahead else f"{_said(one)} {measure.unit}" if one.value is not None else BLANK
    missing = f"（ほかに未入力 {one.missing}）" if one.missing and one.value is not None else ""
    lines = (
        f"{measure.name}{_where(one)}: {told}{missing}",
        f"  欄: {one.address.text}",
        f"  期間: {one.period.title}（{show_day(one.period.first)}〜{show_day(one.period.last)}）",
        f"  数えるもの: {measure.means}",
        f"  数え方: {WAYS[measure.way]}。",
        f"  分け方（--by）: {' '.join(one.id for one in dimensions_of(measure))}",
        f"  出典: {measure.source}",
        *([f"  もとになった記録: {_records(one)} 件"] if one.value else []),
        *([f"  {_UNSURE}"] if one.uncertain else []),
        "",
    )
    return data, (Lines(lines=lines), fact_table(items))


def _where(one: Count) -> str:
    told = zip((name for name, _ in one.address.at), one.labels, strict=True)
    return "".join(f"・{title_of(name)} {label}" for name, label in told)


def _definition(measure: Measure) -> dict[str, Any]:
    by = tuple(one.id for one in dimensions_of(measure))
    return {"means": measure.means, "counting": WAYS[measure.way], "by": by, "source": measure.source}


def _fact_item(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.record,
        "date": fact.day,
        "case": fact.case or None,
        "record": fact.record or None,
        "path": fact.path or None,
        "value": fact.amount,
        "what": fact.what,
    }


def fact_table(items: Sequence[dict[str, Any]]) -> Table:
    """Return the records behind a figure as a list."""
    rows = [
        {**item, "value": BLANK if item["value"] is None else item["value"], "path": item["path"] or item["what"]}
        for item in items
    ]
    titles = (("date", "日"), ("case", "ケース"), ("value", "数"), ("path", "記録（ないときは、足りないもの）"))
    return Table(
        columns=tuple(Column(key=key, title=title) for key, title in titles),
        rows=tuple(rows),
        empty="この欄に当てはまる記録はありません。",
    )


def build_indicator_items(standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the indicators for programs."""
    return [
        {
            "id": one.indicator.id,
            "indicator": one.indicator.id,
            "name": one.indicator.name,
            "kind": one.indicator.kind,
            "unit": one.indicator.unit or None,
            "page": one.indicator.page or None,
            "cell": one.counted.address.text if one.counted else one.indicator.cell or None,
            "target": _plain(one.target),
            "value": _plain(one.value),
            "difference": _plain(one.difference),
            "missing": one.counted.missing if one.counted else 0,
            "records": _records(one.counted) if one.counted else None,
            "uncertain": bool(one.counted and one.counted.uncertain),
            "fault": one.fault or None,
        }
        for one in standings
    ]


def _plain(number: Any) -> int | float | None:
    return None if number is None else int(number) if number == int(number) else float(number)


def build_indicator_table(items: Sequence[dict[str, Any]]) -> Table:
    """Return the indicators as a list for people."""
    rows = []
    for item in items:
        shown = {key: _signed(item[key], key) for key in ("target", "value", "difference")}
        doubt = "?" if item["uncertain"] else ""
        note = item["fault"] or (f"未入力 {item['missing']}" if item["missing"] else "")
        rows.append({**item, **shown, "value": (shown["value"] or BLANK) + doubt, "note": note})
    return Table(columns=_INDICATOR_COLUMNS, rows=tuple(rows))


def _signed(number: float | None, key: str) -> str:
    if number is None:
        return ""
    return f"{number:+,}" if key == "difference" else f"{number:,}"
