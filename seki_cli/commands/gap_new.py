"""A new 地域課題: made whole from what came in, by `gap new` or within the minutes of a meeting."""

import secrets
from collections.abc import Mapping
from typing import Any

from seki_cli.commands.act import Written, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, fill, finish, settle_words, without_own
from seki_cli.commands.fetch import Desk
from seki_cli.commands.form import ask_missing
from seki_cli.model.ids import build_lettered_id


def build_gap(call: Call, desk: Desk, entry: Entry, *, noticed: Mapping[str, Any] | None = None) -> Written:
    """Return a new 地域課題 as it will stand in its file, not yet written; its number is the `id` of what is returned.

    `entry` holds the fields that came in (text, field, area …). `noticed` ({date, decision}) is what the act itself knows of
    how it came up, and must not be said otherwise by the entry (2); without any date it is the call's day. A text that is
    missing is asked for at a terminal, else it is a Misuse (2).
    出典: 第3章3（個々のニーズに対応する社会資源が不足していることを把握した場合には、地域の課題として検討する）
    """
    known = {gap.id for gap in desk.world.gaps}
    while (gap_id := build_lettered_id("G", secrets.randbelow)) in known:
        pass
    own = {"schema": "gap/1", "id": gap_id}
    entry = settle_words(call, desk.office, entry, "gap")
    if noticed:
        entry = fill(entry, {"noticed": noticed})
    there = entry.fields.get("noticed")
    if there is None or (isinstance(there, Mapping) and not there.get("date")):
        entry = default(entry, {"noticed": {}})
        entry = fill(entry, {"noticed": {"date": call.day.isoformat(), **(there or {})}})
    entry = ask_missing(call, desk.office, without_own(entry, own), "gap")
    return write_new("gap", finish(entry, "gap", {**own, **entry.fields}), entry)
