"""ケースの節目: 対応結果, 終結, 中断, 再開, and which cases belong together."""

from typing import Annotated

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.case_close import close_case, suspend_case
from seki_cli.commands.case_link import link_cases, unlink_cases
from seki_cli.commands.case_reopen import reopen_case
from seki_cli.commands.case_screen import screen_case
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt
from seki_cli.model.answer import Answer

"""The group `case`, to which this module adds."""

OtherArg = Annotated[str, typer.Argument(metavar="CASE2", help="もう一方のケース番号")]
NextLeadOpt = Annotated[str, typer.Option("--next-lead", metavar="A", help="次の主担当の機関（いなければ「なし」）")]


def screen(
    call: Call,
    case: CaseArg,
    result: Annotated[
        str, typer.Option("--result", metavar="R", help="対応結果（コードか名前。seki registry codes screening）")
    ] = "",
    to_agency: Annotated[str, typer.Option("--to-agency", metavar="A", help="他機関へつないで終えるときの、つないだ先")] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """対応結果（スクリーニング）を記録し、それで何が変わるかを知らせます。

    対応を終える結果なら、ケースは「対応終了」になります。会議に諮る結果なら、諮るまで期限一覧に出ます。

    例: seki case screen R07-7K3F9QX --result 02 --to-agency sodan
    """
    return screen_case(call, case, {"result": result, "to_agency": to_agency}, source=from_, by=by)


def close(
    call: Call,
    case: CaseArg,
    reason: Annotated[
        str, typer.Option("--reason", metavar="R", help="終結の理由（コードか名前。seki registry codes closing）")
    ] = "",
    next_lead: NextLeadOpt = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """プランの動いていないケースを終結します。

    開いたままのつなぎ・宿題・次の予定・プランの案・議題は、端末ではひとつずつ扱いを尋ねます。--from では dispose: に書きます。
    残っているものがあると何も書かず、書き足せる行を示します。次の主担当とフォローアップの要否も書きます。

    例: seki case close R07-7K3F9QX --from 終結.yaml
    """
    return close_case(call, case, {"reason": reason, "next_lead": next_lead}, source=from_, by=by)


def suspend(
    call: Call,
    case: CaseArg,
    reason: Annotated[
        str, typer.Option("--reason", metavar="R", help="中断の理由（コードか名前。seki registry codes suspension）")
    ] = "",
    look_again: Annotated[str, typer.Option("--look-again", metavar="D", help="もう一度確かめる日")] = "",
    next_lead: NextLeadOpt = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """プランの動いていないケースを中断します。もう一度確かめる日が要ります。

    連絡を試みた経過は、先に seki note add で記録しておきます。残っているものの扱いは case close と同じです。

    例: seki case suspend R07-7K3F9QX --reason 連絡不通 --look-again 2025-12-01
    """
    said = {"reason": reason, "look_again": look_again, "next_lead": next_lead}
    return suspend_case(call, case, said, source=from_, by=by)


def reopen(call: Call, case: CaseArg, next_lead: NextLeadOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """閉じたケースを再開します。新しい相談の受付（intake:）も、いっしょに記録できます。

    終わったプランは戻りません。閉じたときのフォローアップは、再開で役目を終えます。

    例: seki case reopen R07-7K3F9QX --next-lead hokatsu --from 再開.yaml
    """
    return reopen_case(call, case, {"next_lead": next_lead}, source=from_, by=by)


def link(
    call: Call,
    case: CaseArg,
    other: OtherArg,
    how: Annotated[str, typer.Option("--how", metavar="H", help="関わり方（コードか名前。seki registry codes related）")] = "",
    by: ByOpt = "",
) -> Answer:
    """二つのケースを、関わりのあるケースとして互いに結びます。「同一」でも、統合はしません。

    例: seki case link R07-7K3F9QX R07-0AB1CDK --how 親族
    """
    return link_cases(call, case, other, how, by=by)


def unlink(call: Call, case: CaseArg, other: OtherArg, by: ByOpt = "") -> Answer:
    """二つのケースの結びを、両方から外します。

    例: seki case unlink R07-7K3F9QX R07-0AB1CDK
    """
    return unlink_cases(call, case, other, by=by)
