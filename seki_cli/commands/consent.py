"""同意: recorded act by act, and shown as what it allows on a day."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.consent_form import ask_consent
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, command, group
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.pick import pick_agency, pick_case
from seki_cli.errors import Misuse
from seki_cli.model.answer import Answer, Column, Lines, Table
from seki_cli.model.ids import fold_id
from seki_cli.model.wareki import parse_day, show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.consent_view import view_consents
from seki_cli.rules.in_force import acts_in_force

app = group("consent", "同意を記録し、だれに何を見せてよいかを確かめます。")

_COLUMNS = tuple(
    Column(key=key, title=title)
    for key, title in (
        ("person", "人"), ("act", "同意の状態"), ("shown", "見せられる"), ("categories", "範囲"), ("agencies", "共有先"),
        ("tax", "税情報"), ("until", "期限"), ("reason", "理由"), ("remedy", "変えるには"), ("record", "記録"),
    )
)  # fmt: skip
PersonOpt = Annotated[str, typer.Option("--person", metavar="P", help="世帯のだれの同意か（P1 など。既定は本人）")]


@command(app, "add")
def add(call: Call, case: CaseArg, person: PersonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """同意・一部同意・拒否・保留を記録します。

    その日から認めることの全部を書きます。前の同意に書き足すのではなく、置き換わります。

    例: seki consent add R07-7K3F9QX --from 同意.yaml
    """
    return _record(call, case, person, from_, by, {})


@command(app, "withdraw")
def withdraw(call: Call, case: CaseArg, person: PersonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """同意の撤回を記録します。これまでに情報を出した先も知らせます。

    例: seki consent withdraw R07-7K3F9QX --person P1
    """
    return _record(call, case, person, from_, by, {"act": "撤回"})


@command(app, "show")
def show(
    call: Call,
    case: CaseArg,
    for_: Annotated[str, typer.Option("--for", metavar="A", help="この機関に見せてよいかを見ます")] = "",
    on: Annotated[str, typer.Option("--on", metavar="D", help="この日について見ます（既定は今日）")] = "",
) -> Answer:
    """だれに何を見せてよいか、その理由と、何があれば変わるかを見ます。

    例: seki consent show R07-7K3F9QX --for zeimu --on 2025-07-15
    """
    desk = fetch(call)
    found = pick_case(call, desk.world, case)
    agency = pick_agency(desk.office, for_, call.day).id if for_ else None
    try:
        day = parse_day(on, call.day) if on else call.day
    except ValueError as error:
        raise Misuse(f"--on の日付が読めません。{error}", remedy="例: --on 2025-07-15") from None
    rows = view_consents(found, desk.office, agency, day)
    items = [{**_plain(row), "record": desk.shelf.line_of(row.because, row.key) if row.because else ""} for row in rows]
    to = f"　{desk.office.agency_name(agency)} に対して" if agency else ""
    heading = Lines(lines=(f"ケース {found.id}　{show_day(day)}{to}",))
    table = Table(columns=_COLUMNS, rows=tuple(items), empty="同意の記録はありません。")
    views = (table,) if call.format else (heading, *(_in_words(desk, item) for item in items))
    return answer(call, desk, {"case": found.id, "on": day, "for": agency, "items": items}, views, case=found.id)


def _in_words(desk: Desk, item: Mapping[str, Any]) -> Lines:
    """Return one act as a short paragraph: may it be shown, what, to whom, until when, why, and what would change it."""
    names = desk.office.agency_name
    until = f"〜{show_day(item['until'])}" if item["until"] else ""
    said = [
        ("範囲", "・".join(item["categories"])),
        ("共有先", "・".join(map(names, item["agencies"]))),
        ("除く先", "・".join(map(names, item["excluded"]))),
        ("税情報", "含む" if item["tax"] else ""),
        ("理由", item["reason"]),
        ("記録", item["record"]),
        ("変えるには", item["remedy"]),
    ]
    mark = "見せられます" if item["shown"] else "見せられません"
    return Lines(title=f"■ {item['person']}　{item['act']}{until}　{mark}", lines=tuple(f"  {k}: {v}" for k, v in said if v))


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: getattr(row, name)
        for name in ("person", "act", "shown", "categories", "agencies", "excluded", "tax", "until", "reason", "remedy")
    }


def _record(call: Call, typed: str, person: str, source: str, by: str, filled: dict[str, Any]) -> Answer:
    desk = fetch(call)
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
    withdrawn = any(value["act"] == "撤回" for value in values)
    told = _to_tell(case, desk.office.agency_name) if withdrawn else ()
    return save_events(call, desk, case, "consent", values, told=told, draft=draft)


def _to_tell(case: CaseFile, name: Any) -> tuple[str, ...]:
    """Return the line that names whom the withdrawal has to be told: those who were given something."""
    given = dict.fromkeys(agency for d in case.disclosures for agency in d.to if agency != "本人")
    if not given:
        return ("これまでに情報を出した記録はありません。",)
    return ("撤回を伝える先（これまでに情報を出した機関）: " + "・".join(map(name, given)),)
