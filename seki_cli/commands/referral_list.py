"""つなぎの一覧: which loops are open, overdue, or left to the other side alone."""

from typing import Annotated, Any, NamedTuple

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.model.answer import Answer, Column, Table
from seki_cli.model.office import Office
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.referrals import ReferralState, referral_states
from seki_cli.rules.stalled import silence_of_sender

_TITLES = (
    ("id", "つなぎ"), ("date", "日"), ("from_agency", "つなぎ元"), ("to_agency", "つなぎ先"),
    ("ask", "求めること"), ("status", "状態"), ("reply_by", "回答期限"),
)  # fmt: skip
_SILENCE = (("last_record", "つなぎ元の最後の記録"), ("silent_days", "記録のない日数"))


def list_(
    call: Call,
    open_: Annotated[bool, typer.Option("--open", help="終わっていないものだけ")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="回答期限を過ぎたものだけ")] = False,
    stalled: Annotated[bool, typer.Option("--stalled", help="つなぎ元がその後なにも記録していないもの（任せきり）だけ")] = False,
) -> Answer:
    """つなぎを一覧します。

    --stalled は、つないだ（受理されたなら、受理の）後に、つないだ側の機関が何も記録していない、終わっていないつなぎを、
    記録のない日の長い順に出します。会議への出席は記録に数えません。情報提供だけを求めたものは入りません。

    例: seki referral list --overdue
    例: seki referral list --stalled
    """
    return ask_world(call, lambda world, found: _tell(call, world, found, _Wanted(open_, overdue, stalled)))


class _Wanted(NamedTuple):
    """Which つなぎ are asked for."""

    open: bool
    overdue: bool
    stalled: bool


def _tell(call: Call, world: World, found: Standings, asked: _Wanted) -> Answer:
    rows = [_row(case, state, world.office, call) for case in world.cases for state in referral_states(case, call.day)]
    wanted = [
        row
        for row, opened, late in rows
        if (not asked.open or opened) and (not asked.overdue or late) and (not asked.stalled or row["stalled"])
    ]
    if asked.stalled:
        wanted.sort(key=lambda row: (-row["silent_days"], row["id"]))
    titles = (*_TITLES, *(_SILENCE if asked.stalled else ()))
    columns = tuple(Column(key=key, title=title, spare=_is_spare(key, asked.stalled)) for key, title in titles)
    items = [{**row, "referral": row["id"].partition("/")[2]} for row in wanted]
    table = Table(columns=columns, rows=tuple(wanted), empty="当てはまるつなぎはありません。")
    return answer_list(call, found, {"items": items}, (table,))


def _is_spare(key: str, stalled: bool) -> bool:
    return key in (("reply_by", "ask") if stalled else ("from_agency",))


def _row(case: CaseFile, state: ReferralState, office: Office, call: Call) -> tuple[dict[str, Any], bool, bool]:
    """Return one つなぎ as a row, with whether it is open and whether its answer is late."""
    referral = state.referral
    silence = silence_of_sender(case, state, office, call.day)
    row = {
        "id": f"{case.id}/{referral.id}",
        "case": case.id,
        "date": referral.date,
        "from_agency": referral.from_agency,
        "to_agency": referral.to_agency,
        "ask": referral.ask,
        "status": state.status,
        "reply_by": state.reply_by,
        "stalled": silence.stalled,
        "last_record": silence.last,
        "silent_days": silence.days,
        "uncertain": bool(case.unread),
    }
    return row, state.open, state.status in ("未回答", "保留") and state.reply_by < call.day
