"""支援経過記録."""

from seki_cli.commands.call import Call
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, command, group
from seki_cli.commands.fetch import fetch
from seki_cli.commands.note_form import ask_note, draft_of_note
from seki_cli.commands.pick import pick_case
from seki_cli.model.answer import Answer

app = group("note", "支援経過を記録します。")


@command(app, "add")
def add(call: Call, case: CaseArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """支援経過記録を加えます（一度に何件でも）。

    事実・見立て・対応は分けて書きます。次回の予定を書くと期限一覧に出ます。

    例: seki note add R07-7K3F9QX --from 訪問.yaml
    """
    desk = fetch(call)
    found = pick_case(call, desk.world, case, writes=True)
    asked = ask_note(call, call.asker, desk.office, found) if not from_ and call.asker else {}
    values = record_events(call, desk, found, "note", source=from_, by=by, defaults=asked)
    return save_events(call, desk, found, "note", values, draft=draft_of_note(found.id) if asked else "")
