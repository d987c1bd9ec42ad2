"""The form for a consent: what is allowed, to whom, of what, until when; the last act is offered as it stands."""

from typing import Any, Final

from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry
from seki_cli.commands.fetch import Desk
from seki_cli.commands.interview import interview
from seki_cli.model.contact import Consent
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile

_FORM: Final = ("date", "act", "given_by", "giver", "how", "share_with", "categories", "tax", "until", "evidence")


def ask_consent(call: Call, desk: Desk, case: CaseFile, known: dict[str, Any], last: Consent | None) -> Entry:
    """Ask for an act of consent; where it allows nothing, only how it was said is asked.

    A new act replaces the one before it whole, so what the last one allows is held out to be taken or changed.
    """
    if call.asker is None:
        return Entry(fields=known)
    if last is not None:
        call.asker.say(
            f"いまの記録: {last.act}（{show_day(last.date)}）。新しい記録は、その日からの全部を書き直すものになります。"
        )
    offered = {"given_by": "本人", "tax": "false", **(_offered(call, last) if last else {})}
    return interview(call, desk, "consent", Entry(fields=known, offered=offered), keys=_FORM, case=case)


def _offered(call: Call, last: Consent) -> dict[str, Any]:
    """Return what the last act said, as a file holds it; a date that has passed is no offer."""
    share = last.share_with
    offered: dict[str, Any] = {
        "given_by": last.given_by or "本人",
        "giver": last.giver,
        "how": last.how,
        "categories": last.categories if isinstance(last.categories, str) else list(last.categories),
        "tax": "true" if last.tax else "false",
        "until": last.until.isoformat() if last.until and last.until >= call.day else "",
    }
    if share is not None:
        agencies = share.agencies if isinstance(share.agencies, str) else list(share.agencies)
        offered["share_with"] = {"agencies": agencies, "except": list(share.excluded)}
    return {key: value for key, value in offered.items() if value}
