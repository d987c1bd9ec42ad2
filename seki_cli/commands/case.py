"""ケース: open, look, find, edit."""

from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.case_edit import edit_record
from seki_cli.commands.case_ledger import show_ledger
from seki_cli.commands.case_new import open_case
from seki_cli.commands.case_view import build_show_data, build_show_views
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt
from seki_cli.commands.fetch import answer, fetch_near
from seki_cli.commands.pick import pick_case
from seki_cli.model.answer import Answer


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
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case)
    if disclosures:
        return answer(call, desk, *show_ledger(call, desk, found), case=found.id)
    data = build_show_data(desk.world, found, call.day, desk.shelf.values)
    return answer(call, desk, data, build_show_views(desk.world, found, call.day), case=found.id)


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
