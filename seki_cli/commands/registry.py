"""登録簿: what the office has — agencies, programmes, staff, meetings, codes — and who I am."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from seki_cli.commands.act import Deed, carry_out, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, finish, read_entries, settle_words
from seki_cli.commands.face import FromOpt
from seki_cli.commands.fetch import Desk, fetch, fetch_near
from seki_cli.commands.form import agency_options, ask_day
from seki_cli.commands.me import SETTING, known_staff
from seki_cli.commands.pick import pick_agency
from seki_cli.commands.rhythm_view import rhythm_data, rhythm_view
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.errors import Blocked, Misuse, Unreadable
from seki_cli.files.git import git_folder, write_config
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table
from seki_cli.model.dialogue import Asker, Option
from seki_cli.model.fold import fold
from seki_cli.model.office import in_span
from seki_cli.model.world import World
from seki_cli.rules.meeting_rhythm import calendar_of, rhythms

WordArg = Annotated[str, typer.Argument(metavar="[WORD]", help="この言葉を含むものだけ")]
_ID = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
_STAFF = (
    ("id", "職員"),
    ("name", "氏名"),
    ("agency", "所属"),
    ("post", "職"),
    ("pledged_on", "守秘確認"),
    ("since", "から"),
    ("until", "まで"),
)
_AGENCIES = (("id", "機関"), ("name", "名前"), ("kind", "区分"), ("area", "圏域"), ("since", "から"), ("until", "まで"))
_PROGRAMMES = (
    ("id", "事業"),
    ("item", "号"),
    ("name", "名前"),
    ("function", "機能"),
    ("field", "分野"),
    ("owners", "所管課"),
    ("bases", "拠点"),
)
_MEETINGS = (
    ("id", "会議"),
    ("name", "名前"),
    ("consent", "同意"),
    ("decides", "決める時機"),
    ("convenor", "主催"),
    ("under", "上位"),
    ("gate", "入口"),
    ("every_months", "間隔（月）"),
)
_CODES = (("list", "一覧"), ("code", "コード"), ("label", "言葉"), ("since", "から"), ("until", "まで"))


def agencies(call: Call, word: WordArg = "", from_: FromOpt = "") -> Answer:
    """機関を一覧します。add と --from で加えます。

    例: seki registry agencies 包括
    例: seki registry agencies add --from 機関.yaml
    """
    if word == "add":
        return _add(call, "agencies", "agencies", from_, "agency")
    return ask_world(call, lambda world, found: _listed(call, found, world, world.office.agencies, _AGENCIES, word))


def programmes(call: Call, word: WordArg = "") -> Answer:
    """事業を、拠点と所管課とともに一覧します。

    例: seki registry programmes 第5号
    """
    return ask_world(call, lambda world, found: _listed(call, found, world, world.office.programmes, _PROGRAMMES, word))


def staff(call: Call, word: WordArg = "", from_: FromOpt = "") -> Answer:
    """職員名簿を見ます。add と --from で加えます（氏名は履歴に残さないよう、オプションでは渡せません）。

    例: seki registry staff
    例: seki registry staff add --from 職員.yaml
    """
    if word == "add":
        return _add(call, "staff", "staff", from_, "staff")
    return ask_world(call, lambda world, found: _listed(call, found, world, world.office.staff, _STAFF, word))


def meetings(call: Call, word: WordArg = "") -> Answer:
    """会議の種類と、それぞれが決められる時機を見ます。間隔の決まった会議は、前回と次の期限も出ます。

    例: seki registry meetings
    """

    def tell(world: World, found: Standings) -> Answer:
        listed = _listed(call, found, world, world.office.meetings, _MEETINGS, word)
        named = {row["id"] for row in listed.data["items"]}
        regular = tuple(one for one in rhythms(calendar_of(world), call.day) if one.kind.id in named)
        views = listed.views if call.format else (*listed.views, *rhythm_view(regular))
        return replace(listed, data={**listed.data, "regular": rhythm_data(regular)}, views=views)

    return ask_world(call, tell)


def codes(call: Call, word: WordArg = "") -> Answer:
    """コードの一覧を見ます。

    例: seki registry codes screening
    """

    def tell(world: World, found: Standings) -> Answer:
        rows = [{"list": name, **_row(row)} for name, listed in sorted(world.office.codes.items()) for row in listed.rows]
        exact = [row for row in rows if row["list"] == word]
        chosen = exact or [row for row in rows if _fits(row, word)]
        table = Table(columns=_columns(_CODES), rows=tuple(chosen), empty="当てはまるものはありません。")
        return answer_list(call, found, {"items": chosen}, (table,))

    return ask_world(call, tell)


def me(call: Call, staff_id: Annotated[str, typer.Argument(metavar="ID", help="職員 ID")]) -> Answer:
    """この台帳を使う自分を決めます（この複製だけの設定です）。

    例: seki registry me sato
    """
    desk = fetch_near(call)
    known = known_staff(desk.office, staff_id)
    posting = desk.office.posting(known, call.day)
    if not call.dry_run and not write_config(call.root, SETTING, known):
        raise _no_setting(call.root)
    where = f"（{desk.office.agency_name(posting.agency)}）" if posting else "（この日の所属は登録されていません）"
    said = f"記録者を {known} {where}にしました。" if not call.dry_run else "（--dry-run のため、設定していません）"
    return Answer(data={"staff": known, "path": "", "records": []}, views=(Lines(lines=(said,)),))


def _no_setting(root: Path) -> Blocked:
    """Return the refusal where git could not write its settings: another git is at it, was killed at it, or may not."""
    if (git_folder(root) / "config.lock").exists():
        remedy = "少し待ってもう一度実行してください。続くときは seki doctor --fix で片づきます"
        return Blocked("git の設定が、ほかの git に使われたままです", where=".git/config.lock", remedy=remedy)
    return Blocked("設定を書けませんでした", where=".git/config", remedy="ファイルの権限を確かめてください")


def _add(call: Call, kind: str, key: str, source: str, noun: str) -> Answer:
    """Add rows to the roll or the list of agencies; nothing that stands there is touched."""
    desk = fetch(call)
    value = _standing(desk, kind)
    came = read_entries(call, source) if source else (Entry(fields=_ask_row(call, desk, kind)),)
    ids = []
    rows = list(value.get(key) or [])
    for entry in came:
        if kind == "staff" and entry.fields.get("agency"):
            entry.fields["agency"] = pick_agency(desk.office, str(entry.fields["agency"]), call.day).id
        whole = settle_words(call, desk.office, entry.as_rows(kind, key), kind)
        finish(whole, kind, {"schema": f"{kind}/1", **whole.fields})
        row = whole.fields[key][0]
        _refuse_overlap(rows, row, entry.where(("id",)))
        rows.append(row)
        ids.append(str(row["id"]))
    new = finish(Entry(fields={}), kind, {"schema": f"{kind}/1", **value, key: rows})
    written = write_edited(desk.shelf, f"profile/{kind}.yaml", new) if value else write_new(kind, new)
    nouns = {noun: ids[0] if len(ids) == 1 else ids}
    notes = came[0].notes
    deed = Deed(verb=f"registry {kind} add", subject=" ".join(ids), written=(written,), nouns=nouns, notes=notes)
    return carry_out(call, desk, deed)


def _standing(desk: Desk, kind: str) -> dict[str, Any]:
    """Return the roll or list as it stands; empty where there is no file. Unreadable (5) where nothing can be added to it."""
    path = f"profile/{kind}.yaml"
    fault = next((f for f in desk.shelf.unread if f.path == path), None)
    if fault:
        raise Unreadable(f"{fault.message}（{fault.code}）", where=f"{path}:{fault.line}:{fault.column}", remedy=fault.remedy)
    return read_tree(desk.shelf.sources.files[path]) if path in desk.shelf.sources.files else {}


def _ask_row(call: Call, desk: Desk, kind: str) -> dict[str, Any]:
    """Ask for one row at the terminal: names come by this way only, never as an option."""
    asker = call.must_ask(
        "加える内容がありません",
        "--from ファイル（- は標準入力）で渡すか、端末で実行してください（id・name・agency・since など）",
    )
    row: dict[str, Any] = {
        "id": _ask_id(asker),
        "name": asker.text("氏名" if kind == "staff" else "名前"),
    }
    if kind == "staff":
        row["agency"] = asker.choose("所属", agency_options(call, desk.office))
        row["post"] = asker.text("職（なければ Enter）")
        if asker.confirm("守秘義務は確認済みですか"):
            row["pledged_on"] = ask_day(call, asker, "守秘義務を確認した日")
    else:
        kinds = (
            tuple(Option(value=r.label, label=r.label) for r in desk.office.codes["agency_kinds"].rows)
            if "agency_kinds" in desk.office.codes
            else ()
        )
        row["kind"] = asker.choose("区分", kinds) if kinds else asker.text("区分")
    row["since"] = ask_day(call, asker, "いつから")
    return {key: value for key, value in row.items() if value}


def _ask_id(asker: Asker) -> str:
    """Ask until it can be an id: at the end of the form the other answers would be lost with it."""
    while not _ID.fullmatch(typed := asker.text("ID（半角の英小文字と数字。例: sato）")):
        asker.say("半角の英小文字と数字（記号は - と _）で、40 文字までです。氏名は次に尋ねます。")
    return typed


def _refuse_overlap(rows: Iterable[dict[str, Any]], row: dict[str, Any], where: str) -> None:
    """Refuse a row whose id stands there already for days that overlap: one person is posted at one place on a day."""
    first, last = str(row.get("since") or "0000"), str(row.get("until") or "9999")
    for old in rows:
        if old.get("id") == row["id"] and first <= str(old.get("until") or "9999") and str(old.get("since") or "0000") <= last:
            raise Misuse(
                "同じ id の行と期間が重なります",
                where=where,
                remedy="前の行に until を入れてから（profile/ を直して seki save）加えてください",
            )


def _listed(
    call: Call, found: Standings, world: World, rows: Sequence[Any], titles: Sequence[tuple[str, str]], word: str
) -> Answer:
    name = world.office.agency_name
    plain = [row for row in map(_row, rows) if _fits({**row, "agency_name": name(row.get("agency") or "")}, word)]
    now = [row for row in rows if in_span(row, call.day)]
    cells = tuple({key: _cell(row.get(key)) for key, _ in titles} for row in plain)
    note = f"（きょう有効なもの {len(now)} 件・全 {len(rows)} 件）"
    views = (Table(columns=_columns(titles), rows=cells, empty="当てはまるものはありません。"), Lines(lines=(note,)))
    return answer_list(call, found, {"items": plain}, views if not call.format else views[:1])


def _row(row: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return _row(value) if hasattr(value, "__dataclass_fields__") else value


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return tuple(str(inner.get("agency") or inner.get("name")) if isinstance(inner, dict) else str(inner) for inner in value)
    return value if isinstance(value, str | int | bool) or value is None or hasattr(value, "isoformat") else str(value)


def _fits(row: dict[str, Any], word: str) -> bool:
    return not word or fold(word) in fold(" ".join(str(value) for value in row.values() if value))


def _columns(titles: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(key=key, title=title) for key, title in titles)
