"""地域づくり（第3号）: what the bases reported, and what is still 未入力. What writes stands in activity_add.py."""

from datetime import date
from typing import Annotated, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.pick import pick_programme
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.errors import Misuse
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table
from seki_cli.model.days import fiscal_year
from seki_cli.model.meeting import Activity
from seki_cli.model.office import Office
from seki_cli.model.periods import Period, parse_month, period_of, periods_within
from seki_cli.model.wareki import parse_fiscal_year, show_day_short
from seki_cli.model.world import World
from seki_cli.rules.activities import BaseMonth, base_months, month_of

UNSAID: Final = "未入力"
_NUMBERS: Final = (
    ("held", "開催回数"),
    ("participants", "参加者数"),
    ("agencies_present", "参加機関数"),
    ("new_resources", "新しい社会資源"),
)
_COLUMNS: Final = (
    Column(key="when", title="年月（日）"),
    Column(key="programme", title="事業"),
    Column(key="base_name", title="拠点"),
    *(Column(key=key, title=title) for key, title in _NUMBERS),
    Column(key="id", title="番号"),
)
_MISSING: Final = (
    Column(key="programme", title="事業"),
    Column(key="base_name", title="拠点"),
    Column(key="months", title="未入力の月"),
)
_FOR_PROGRAMS: Final = (
    *(
        Column(key=key, title=title)
        for key, title in (("id", "番号"), ("state", "様子"), ("programme", "事業"), ("base", "拠点"))
    ),
    *(Column(key=key, title=title) for key, title in (("month", "年月"), ("date", "年月日"), *_NUMBERS)),
)


def list_(
    call: Call,
    fy: Annotated[str, typer.Option("--fy", metavar="Y", help="年度（R7・2025。既定は今年度）")] = "",
    month: Annotated[str, typer.Option("--month", metavar="M", help="この月だけ（R7.8・2025-08・8）")] = "",
    programme: Annotated[str, typer.Option("--programme", metavar="P", help="事業（符号・名前・号）")] = "",
    base: Annotated[str, typer.Option("--base", metavar="A", help="拠点（機関の id か名前）")] = "",
) -> Answer:
    """地域づくりの実績を拠点と月ごとに並べ、まだ報告のない拠点を「未入力」と示します。0 は 0、書かれていない数は未入力です。

    拠点は、その月にその事業を行っていたもの（profile/programmes.yaml の第3号の事業と bases）です。
    終わっていない月は、報告があったものだけを並べます。

    例: seki activity list --month R7.8
    例: seki activity list --fy R7 --programme 第3号ニ
    """
    months = _months(call, fy, month)

    def tell(world: World, found: Standings) -> Answer:
        office = world.office
        wanted = pick_programme(office, programme, call.day).id if programme else ""
        rows = [row for row in base_months(world, months, call.day) if wanted in ("", row.programme)]
        rows = [row for row in rows if not base or _is_base(office, row, base)]
        items = [item for row in rows for item in _items(row)]
        data = {"since": months[0].token, "until": months[-1].token, "items": items, "missing": sum(row.missing for row in rows)}
        if call.format:
            return answer_list(call, found, data, (Table(columns=_FOR_PROGRAMS, rows=tuple(items)),))
        return answer_list(call, found, data, (_reported(office, rows), *_not_reported(office, rows)))

    return ask_world(call, tell)


def _months(call: Call, fy: str, month: str) -> tuple[Period, ...]:
    """Return the months that are asked for, none later than the call's. Misuse (2) where a year or month cannot be read."""
    try:
        year = parse_fiscal_year(fy) if fy else fiscal_year(call.day)
    except ValueError as error:
        raise Misuse(f"--fy が読めません。{error}", remedy="例: --fy R7") from None
    if month:
        try:
            return (parse_month(month, year),)
        except ValueError as error:
            raise Misuse(f"--month が読めません。{error}", remedy="例: --month R7.8") from None
    whole = period_of("fy", call.day.replace(year=year, month=4, day=1))
    return periods_within("month", whole.first, max(whole.first, min(whole.last, call.day)))


def _is_base(office: Office, row: BaseMonth, typed: str) -> bool:
    agency = office.agency(row.base)
    return typed.strip().lower() in (row.base.lower(), *((agency.name.lower(), *agency.also) if agency else ()))


def _items(row: BaseMonth) -> list[dict[str, Cell]]:
    """Return one item a report; one without an id where nothing was reported. A number that is not said is null, never 0."""
    head: dict[str, Cell] = {"programme": row.programme, "base": row.base, "month": row.month}
    if row.missing:
        return [{"id": "", "activity": "", "state": UNSAID, **head, "date": None, **{key: None for key, _ in _NUMBERS}}]
    return [
        {"id": one.id, "activity": one.id, "state": "報告あり", **head, "date": one.date, **_numbers(one)} for one in row.reports
    ]


def _numbers(one: Activity) -> dict[str, Cell]:
    return {key: getattr(one, key) for key, _ in _NUMBERS}


def _reported(office: Office, rows: list[BaseMonth]) -> Table:
    cells: list[dict[str, Cell]] = [
        {
            "when": one.date or _short(month_of(one)),
            "programme": row.programme,
            "base_name": office.agency_name(row.base),
            **{key: UNSAID if value is None else value for key, value in _numbers(one).items()},
            "id": one.id,
        }
        for row in rows
        for one in row.reports
    ]
    return Table(columns=_COLUMNS, rows=tuple(cells), title="■ 報告のあったもの", empty="報告はまだありません。")


def _short(month: str) -> str:
    """Return a month for people: R7.8."""
    return show_day_short(date.fromisoformat(f"{month}-01")).rpartition(".")[0]


def _not_reported(office: Office, rows: list[BaseMonth]) -> tuple[Table | Lines, ...]:
    """Return the bases that are silent, one row each with the months of which nothing is known."""
    silent: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.missing:
            silent.setdefault((row.programme, row.base), []).append(f"{int(row.month[5:])}月")
    if not silent:
        return (Lines(lines=("未入力の拠点はありません。",)),) if rows else ()
    cells: list[dict[str, Cell]] = [
        {"programme": programme, "base_name": office.agency_name(base), "months": tuple(months)}
        for (programme, base), months in silent.items()
    ]
    return (Table(columns=_MISSING, rows=tuple(cells), title="■ 未入力の拠点"),)
