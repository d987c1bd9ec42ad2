"""支援経過記録."""

from typing import Final

from seki_cli.commands.call import Call
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt
from seki_cli.commands.fetch import fetch_near
from seki_cli.commands.pick import pick_case
from seki_cli.model.answer import Answer

_FORM: Final = ("method", "fact", "view", "action", "about", "category", "done", "next")


def add(call: Call, case: CaseArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """支援経過記録を加えます（一度に何件でも）。

    事実・見立て・対応は分けて書きます。次回の予定を書くと期限一覧に出ます。端末では 1 問ずつ尋ねます。

    例: seki note add R07-7K3F9QX --from 訪問.yaml
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case, writes=True)
    values = record_events(call, desk, found, "note", source=from_, by=by, form=_FORM)
    return save_events(call, desk, found, "note", values)
