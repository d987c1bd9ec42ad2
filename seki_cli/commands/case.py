"""ケース: open, look, find, edit."""

from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.case_edit import edit_record
from seki_cli.commands.case_ledger import show_ledger
from seki_cli.commands.case_new import open_case
from seki_cli.commands.case_view import build_show_data, build_show_views
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, command, group
from seki_cli.commands.fetch import answer, fetch
from seki_cli.commands.pick import pick_agency, pick_case, pick_word
from seki_cli.errors import Misuse
from seki_cli.files.fields import choices_of
from seki_cli.model.answer import Answer, Column, Table
from seki_cli.rules.case_state import STATUSES
from seki_cli.rules.find import find_cases, may_stand_on_command_line
from seki_cli.rules.overview import CaseFilter, list_cases

app = group("case", "ケースを開き、見て、探し、直します。")

_COLUMNS = (
    Column(key="id", title="ケース"),
    Column(key="status", title="状態"),
    Column(key="lead", title="主担当"),
    Column(key="area", title="圏域", spare=True),
    Column(key="programmes", title="事業", spare=True),
    Column(key="flags", title="特徴"),
    Column(key="next_due", title="次の期限"),
    Column(key="consent", title="本人同意"),
    Column(key="opened", title="受付日", spare=True),
)
_SAME = Column(key="same_as", title="同一のケース")
"""Shown where a case of the list is marked as the same as another."""


@command(app, "new")
def new(
    call: Call,
    from_: FromOpt = "",
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="受付機関の id か名前")] = "",
    received_on: Annotated[str, typer.Option("--received-on", metavar="D", help="受付日（既定は今日）")] = "",
    method: Annotated[str, typer.Option("--method", metavar="M", help="相談方法（来所・電話・訪問 …）")] = "",
    route: Annotated[str, typer.Option("--route", metavar="R", help="相談経路（コードか名前）")] = "",
    variant: Annotated[str, typer.Option("--variant", metavar="V", help="同意あり・同意なし")] = "",
    continued_from: Annotated[
        str, typer.Option("--continued-from", metavar="CASE", help="この閉じたケースの続きとして開きます")
    ] = "",
    resume: Annotated[bool, typer.Option("--resume", help="書きかけの下書きから続けます")] = False,
    by: ByOpt = "",
) -> Answer:
    """相談を受け付け、ケースを開きます。

    端末では受付日・機関・方法・相談内容の 4 つを尋ねます。答えは 1 つごとに下書きに残り、--resume で続けられます。

    例: seki case new
    例: seki case new --from 受付.yaml --agency hokatsu
    """
    options = {"received_on": received_on, "agency": agency, "method": method, "route": route, "variant": variant}
    options |= {"continued_from": continued_from}
    return open_case(call, from_, options, resume=resume, by=by)


@command(app, "list")
def list_(
    call: Call,
    status: Annotated[str, typer.Option("--status", metavar="S", help="状態（受付・つなぎ中・支援中 …）")] = "",
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="関わっている機関")] = "",
    area: Annotated[str, typer.Option("--area", metavar="A", help="圏域")] = "",
    field: Annotated[str, typer.Option("--field", metavar="F", help="分野（介護・障害・子ども・困窮・その他）")] = "",
    lead: Annotated[str, typer.Option("--lead", metavar="A", help="主担当の機関")] = "",
    flag: Annotated[str, typer.Option("--flag", metavar="F", help="特徴（8050問題・ヤングケアラー …）")] = "",
) -> Answer:
    """ケースを一覧します（名前は出ません）。

    例: seki case list --status 支援中 --lead renkei
    例: seki case list --format tsv | grep 8050
    """
    desk = fetch(call)
    wanted = CaseFilter(
        status=pick_word("--status", status, STATUSES),
        agency=pick_agency(desk.office, agency, call.day).id if agency else "",
        area=area,
        field=pick_word("--field", field, choices_of("intake", "fields")),
        lead=pick_agency(desk.office, lead, call.day).id if lead else "",
        flag=flag,
    )
    rows = list_cases(desk.world, call.day, wanted)
    items = [row.data() for row in rows]
    columns = (*_COLUMNS, *((_SAME,) if any(row.same_as for row in rows) else ()))
    table = Table(columns=columns, rows=tuple(row.cells() for row in rows), empty="当てはまるケースはありません。")
    return answer(call, desk, {"items": items}, (table,))


@command(app, "show")
def show(
    call: Call,
    case: CaseArg,
    disclosures: Annotated[
        bool, typer.Option("--disclosures", help="提供台帳（だれに何を、いつ、何を根拠に渡したか）を見ます")
    ] = False,
) -> Answer:
    """ケースを一画面で見ます。

    世帯・主担当・同意・相談・プラン・期限・宿題・つなぎ・最近の記録の順に出ます。

    例: seki case show R07-7K3F9QX
    """
    desk = fetch(call)
    found = pick_case(call, desk.world, case)
    if disclosures:
        return answer(call, desk, *show_ledger(call, desk, found), case=found.id)
    data = build_show_data(desk.world, found, call.day, desk.shelf.values)
    return answer(call, desk, data, build_show_views(desk.world, found, call.day), case=found.id)


@command(app, "find")
def find(
    call: Call,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[-]", help="- で標準入力から。引数に書けるのは番号・日付・コードだけです")
    ] = None,
) -> Answer:
    """名前・ふりがな・住所・電話・生年月日・番号でケースを探します。

    言葉は履歴に残らないよう、端末で尋ねるか標準入力から読みます。ひらがな・カタカナ・旧字・全角の違いは吸収します。

    例: seki case find
    例: seki case find - < 言葉.txt
    """
    desk = fetch(call)
    sought = _sought_words(call, words or [])
    hits = find_cases(desk.world, sought, call.day)
    keys = ("person", "where", "status", "lead", "same_as")
    rows = tuple({"id": hit.case, **{key: getattr(hit, key) for key in keys}} for hit in hits)
    items = [{**row, "case": row["id"]} for row in rows]
    titles = (("id", "ケース"), ("person", "人"), ("where", "一致したところ"), ("status", "状態"), ("lead", "主担当"))
    columns = tuple(Column(key=key, title=title) for key, title in titles) + ((_SAME,) if any(h.same_as for h in hits) else ())
    return answer(call, desk, {"items": items}, (Table(columns=columns, rows=rows, empty="見つかりませんでした。"),))


@command(app, "edit")
def edit(
    call: Call,
    case: CaseArg,
    record: Annotated[
        str, typer.Argument(metavar="[RECORD]", help="記録番号・case・household・プラン番号（既定は case）")
    ] = "case",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """記録をエディターで直します。保存の前に検査します。

    書き込み済みの記録（経過・同意など）は書き換えず、訂正の記録を新しく作ります。

    例: seki case edit R07-7K3F9QX household
    """
    return edit_record(call, case, record, source=from_, by=by)


def _sought_words(call: Call, words: list[str]) -> str:
    if words == ["-"] or (not words and call.asker is None):
        return call.read_stdin().decode("utf-8", "replace")
    if not words and call.asker is not None:
        return call.asker.text("探す言葉（氏名・ふりがな・住所・電話・生年月日）")
    if all(may_stand_on_command_line(word) for word in words):
        return " ".join(words)
    raise Misuse(
        "引数に書けるのは番号・日付・コードだけです",
        remedy="seki case find と打って尋ねられてから入力するか、標準入力から渡してください",
    )
