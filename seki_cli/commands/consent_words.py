"""What `consent show` says in words: who may see what of whom, why, by which record, and what would change it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, Final

from seki_cli.model.answer import Lines
from seki_cli.model.contact import ALL
from seki_cli.model.office import Office
from seki_cli.model.wareki import show_day
from seki_cli.rules.consent_view import NEVER, ONLY_UNDER_ALL, TAX

_ONLY_CONSENT: Final = (
    "同意だけを見ています。会議ごとに出せるもの・伏せるものは、seki agenda 会議番号 --cover で確かめてください。"
)


def consent_in_words(office: Office, data: Mapping[str, Any]) -> tuple[Lines, ...]:
    """Return the consents of a household as short paragraphs: towards one agency, or towards each that they name."""
    to = f"　{office.agency_name(data['for'])} に対して" if data["for"] else ""
    people = [_of_person(office, data, tuple(rows)) for _, rows in groupby(data["items"], key=lambda item: item["person"])]
    agencies = () if data["for"] or not data["may_see"] else (_by_agency(office, data["may_see"]),)
    return (
        Lines(lines=(f"ケース {data['case']}　{show_day(data['on'])}{to}",)),
        *(paragraph for paragraphs in people for paragraph in paragraphs),
        *agencies,
        *_limits(data["limits"]),
        Lines(title="■ 同意のほかに", lines=(f"  「すべて」への同意があるときだけ: {ONLY_UNDER_ALL}", f"  資料には載らないもの: {NEVER}", f"  {_ONLY_CONSENT}")),
    )  # fmt: skip


def _of_person(office: Office, data: Mapping[str, Any], items: tuple[Mapping[str, Any], ...]) -> tuple[Lines, ...]:
    """Return each act in force as a paragraph, and under the last one what an agency may see by kind of record."""
    rows = [row for row in data["contents"] if row["person"] == items[0]["person"]] if data["for"] else []
    by_kind = [line for row in rows for line in _kind_of_record(row)] if len(rows) > 1 else []
    paragraphs = [_act(office, item) for item in items]
    last = paragraphs.pop()
    return (*paragraphs, Lines(title=last.title, lines=(*last.lines, *by_kind)))


def _act(office: Office, item: Mapping[str, Any]) -> Lines:
    """Return one act: may it be shown, what, to whom, until when, why, and what would change it."""
    names = office.agency_name
    until = f"〜{show_day(item['until'])}" if item["until"] else ""
    said = [
        ("範囲", "、".join(item["categories"])),
        ("共有先", "・".join(map(names, item["agencies"]))),
        ("除く先", "・".join(map(names, item["excluded"]))),
        ("税情報", "含む" if item["tax"] else ""),
        ("理由", item["reason"]),
        ("記録", item["record"]),
        ("変えるには", item["remedy"]),
    ]
    mark = "見せられます" if item["shown"] else "見せられません"
    return Lines(title=f"■ {item['person']}　{item['act']}{until}　{mark}", lines=tuple(f"  {k}: {v}" for k, v in said if v))


def _kind_of_record(row: Mapping[str, Any]) -> tuple[str, ...]:
    contents = "、".join({ALL: "「すべて」の同意が要るもの", TAX: "税情報"}.get(word, word) for word in row["contents"])
    if row["shown"]:
        return (f"  見せられるもの: {contents}",)
    return (
        f"  見せられないもの: {contents}",
        f"    理由: {row['reason']}",
        f"    記録: {row['record']}",
        f"    変えるには: {row['remedy']}",
    )


def _by_agency(office: Office, rows: tuple[Mapping[str, Any], ...]) -> Lines:
    """Return for each agency that a consent names what it may see of whom."""
    lines = []
    for agency, seen in groupby(rows, key=lambda row: str(row["agency"])):
        told = "　".join(f"{row['person']} {_seen(row)}" for row in seen)
        lines.append(f"  {office.agency_name(agency) if agency else 'そのほかの機関'}: {told}")
    return Lines(title="■ 機関ごとに見せられるもの", lines=tuple(lines))


def _seen(row: Mapping[str, Any]) -> str:
    return "、".join((*row["contents"], *((TAX,) if row["tax"] else ()))) or "なし"


def _limits(rows: tuple[Mapping[str, Any], ...]) -> tuple[Lines, ...]:
    if not rows:
        return ()
    lines = [
        line for row in rows for line in (f"  {row['reason']}", f"    記録: {row['record']}", f"    変えるには: {row['remedy']}")
    ]
    return (Lines(title="■ 同意があっても出さないもの", lines=tuple(lines)),)
