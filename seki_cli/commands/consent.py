"""同意: recorded act by act, and shown as what it allows on a day."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.consent_ends import ending_data, ending_lines, find_endings
from seki_cli.commands.consent_form import ask_consent
from seki_cli.commands.consent_words import consent_in_words
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt
from seki_cli.commands.fetch import Desk, answer, fetch_near
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.errors import Misuse
from seki_cli.model.answer import Answer, Column, Table
from seki_cli.model.ids import fold_id
from seki_cli.model.wareki import parse_day
from seki_cli.rules.consent_view import view_agencies, view_consents, view_contents, view_limits
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.withdrawing import ALLOWS

_COLUMNS = tuple(
    Column(key=key, title=title)
    for key, title in (
        ("person", "人"), ("act", "同意の状態"), ("shown", "見せられる"), ("categories", "範囲"), ("agencies", "共有先"),
        ("excluded", "除く先"), ("tax", "税情報"), ("until", "期限"), ("reason", "理由"), ("remedy", "変えるには"), ("record", "記録"),
    )
)  # fmt: skip
_ROW = ("person", "act", "shown", "categories", "agencies", "excluded", "tax", "until", "reason", "remedy")
_CONTENT = ("person", "contents", "shown", "reason", "remedy")
_SEEN = ("agency", "person", "contents", "tax")
_LIMIT = ("person", "reason", "remedy")
PersonOpt = Annotated[str, typer.Option("--person", metavar="P", help="世帯のだれの同意か（P1 など。既定は本人）")]


def add(call: Call, case: CaseArg, person: PersonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """同意・一部同意・拒否・保留を記録します。

    その日から認めることの全部を書きます。前の同意に書き足すのではなく、置き換わります。共有先から外れた機関があれば知らせます。

    例: seki consent add R07-7K3F9QX --from 同意.yaml
    """
    return _record(call, case, person, from_, by, {})


def withdraw(call: Call, case: CaseArg, person: PersonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """同意の撤回を記録します。撤回を伝える機関と、止まる会議資料・つなぎも知らせます。

    例: seki consent withdraw R07-7K3F9QX --person P1
    """
    return _record(call, case, person, from_, by, {"act": "撤回"})


def show(
    call: Call,
    case: CaseArg,
    for_: Annotated[str, typer.Option("--for", metavar="A", help="この機関に見せてよいかを見ます")] = "",
    on: Annotated[str, typer.Option("--on", metavar="D", help="この日について見ます（既定は今日）")] = "",
) -> Answer:
    """だれに何を見せてよいか、その理由と、何があれば変わるかを見ます。

    例: seki consent show R07-7K3F9QX --for zei --on 2025-07-15
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case)
    agency = pick_agency(desk.office, for_, call.day).id if for_ else None
    try:
        day = parse_day(on, call.day) if on else call.day
    except ValueError as error:
        raise Misuse(f"--on の日付が読めません。{error}", remedy="例: --on 2025-07-15") from None
    items = tuple(_plain(desk, row, _ROW) for row in view_consents(found, desk.office, agency, day))
    more = {
        "contents": tuple(_plain(desk, row, _CONTENT) for row in view_contents(found, desk.office, agency, day)),
        "may_see": tuple({name: getattr(row, name) for name in _SEEN} for row in view_agencies(found, desk.office, day)),
        "limits": tuple(_plain(desk, row, _LIMIT) for row in view_limits(desk.world, found)),
    }
    data = {"case": found.id, "on": day, "for": agency, "items": items, **more}
    table = Table(columns=_COLUMNS, rows=items, empty="同意の記録はありません。")
    return answer(call, desk, data, (table,) if call.format else consent_in_words(desk.office, data), case=found.id)


def _plain(desk: Desk, row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a row with the record that decided, as path:line."""
    record = desk.shelf.line_of(row.because, row.key) if row.because else ""
    return {**{name: getattr(row, name) for name in names}, "record": record}


def _record(call: Call, typed: str, person: str, source: str, by: str, filled: dict[str, Any]) -> Answer:
    desk = fetch_near(call, typed)
    case = pick_case(call, desk.world, typed, writes=True)
    principals = case.household.principals
    defaults: dict[str, Any] = {"person": principals[0]} if len(principals) == 1 else {}
    draft = ""
    if not source and call.asker is not None and not (filled and person):
        whose = fold_id(person) or str(defaults.get("person", "P1"))
        acts = acts_in_force(case, whose, call.day)
        asked = ask_consent(call, desk, case, {"person": whose, **filled}, acts[-1] if acts else None)
        defaults, draft = asked.fields, asked.draft
    values = record_events(
        call, desk, case, "consent", source=source, by=by, filled={"person": fold_id(person), **filled}, defaults=defaults
    )
    for value in values:
        if case.household.person(str(value["person"])) is None:
            raise Misuse(
                "この番号の人は世帯にいません", where="person", remedy=f"seki case show {case.id} で人の番号を確かめてください"
            )
    endings = find_endings(call, desk, case, values)
    told = tuple(line for ending in endings for line in ending_lines(desk, case, ending))
    heard = all(value["act"] not in ALLOWS for value in values)
    saved = save_events(call, desk, case, "consent", values, told=told, draft=draft, heard=heard)
    return replace(saved, data={**saved.data, "ends": [ending_data(ending) for ending in endings]})
