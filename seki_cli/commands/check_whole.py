"""A check with the whole workspace at hand: of a past day, of the history, and where printed papers wait for their meeting."""

from seki_cli.commands.call import Call
from seki_cli.commands.checked import Checked, is_within, ordered
from seki_cli.commands.fetch import Desk, clock_findings
from seki_cli.commands.newer import newer_findings
from seki_cli.commands.rewritten import rewritten_by_hand
from seki_cli.commands.strict import find_in_history
from seki_cli.files.frozen_texts import read_first_prints
from seki_cli.model.verdict import Finding
from seki_cli.rules.check_history import is_news
from seki_cli.rules.check_plans import changed_text
from seki_cli.rules.checks import find_all
from seki_cli.rules.revision import corrected_texts


def check_whole(call: Call, desk: Desk, wanted: tuple[str, ...], *, strict: bool) -> Checked:
    """Return what a check says of the places that were asked about, from a desk with all records on it."""
    return Checked(
        files=sum(is_within(path, wanted) for path in desk.shelf.sources.files),
        unread=len({f.path for f in desk.shelf.unread if is_within(f.path, wanted)}),
        findings=ordered(_findings(call, desk, strict=strict), wanted),
        unsaved=len(desk.shelf.sources.unsaved),
    )


def _findings(call: Call, desk: Desk, *, strict: bool) -> tuple[Finding, ...]:
    rules = tuple(desk.shelf.placed(f) for f in find_all(desk.shelf.world, call.day))
    history = rewritten_by_hand(desk.shelf.root, desk.shelf.sources.unsaved, desk.shelf.unread)
    known = {(f.path, f.code) for f in (*rules, *history)}
    history += tuple(desk.shelf.placed(f) for f in (find_in_history(call, desk) if strict else ()) if is_news(f, known))
    texts = tuple(map(desk.shelf.placed, _rewritten_texts(desk, strict=strict)))
    asked = (*newer_findings(desk.shelf), *clock_findings(call, desk.shelf))
    return (*asked, *desk.shelf.unread, *rules, *history, *texts)


def _rewritten_texts(desk: Desk, *, strict: bool) -> tuple[Finding, ...]:
    """Return the corrected texts (修正のうえ適切) that are no longer as they were first saved: no decision keeps their print."""
    texts = {plan.path: plan for case in desk.world.cases for plan in corrected_texts(case)}
    asked = [path for path in texts if strict or path in desk.shelf.sources.unsaved]
    first = read_first_prints(desk.shelf.root, asked)
    return tuple(changed_text(texts[path]) for path, kept in first.items() if kept != texts[path].content_hash)
