"""断り: a rule's no becomes the refusal that a person reads, with the line that decided."""

from seki_cli.commands.fetch import Desk
from seki_cli.errors import Refused
from seki_cli.model.verdict import Verdict


def refuse_unless(desk: Desk, verdict: Verdict) -> None:
    """Raise Refused (4) with the line that decided, where a rule says no."""
    if not verdict:
        where = desk.shelf.line_of(verdict.because, verdict.key) if verdict.because else ""
        raise Refused(verdict.reason, where=where, remedy=verdict.remedy)
