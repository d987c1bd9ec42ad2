"""Which consent of a person is in force on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from seki_cli.model.contact import Consent
from seki_cli.model.world import CaseFile

NARROWEST_FIRST: Final = ("撤回", "拒否", "保留", "一部同意", "同意")


def acts_in_force(case: CaseFile, person: str, day: date) -> tuple[Consent, ...]:
    """Return the acts of a person that hold on a day: of the latest day the narrowest, 撤回 first.

    Two equally narrow acts of one day both stand, so that only what both allow is allowed. So do two equally narrow
    corrections of one act while they contend, each from its own day: neither ends what the other says, and what held
    before them holds until both have begun. Empty: no act at all.
    `case` must be settled (see rules/settle.py). Whether an act is still within its term is `is_live`'s question.
    出典: records.md の同意（その日からの全部を述べ、前のものに代わる・二つの訂正は狭いほう）
    """
    acts = [consent for consent in case.consents if consent.person == person and consent.date <= day]
    if not acts:
        return ()
    latest = max(_certain_days(case, acts), default=date.min)
    of_the_day = [consent for consent in acts if consent.date >= latest]
    narrowest = min(NARROWEST_FIRST.index(consent.act) for consent in of_the_day)
    return tuple(consent for consent in of_the_day if NARROWEST_FIRST.index(consent.act) == narrowest)


def _certain_days(case: CaseFile, acts: list[Consent]) -> Iterator[date]:
    """Yield from which days on these acts hold whichever of the contending corrections is right."""
    groups = [{event.id for event in group} for group in case.contested]
    known = {act.id: act.date for act in acts}
    yield from (day for act, day in known.items() if not any(act in group for group in groups))
    for group in groups:
        rivals = [consent.id for consent in case.consents if consent.id in group]
        if rivals and all(rival in known for rival in rivals):
            yield min(known[rival] for rival in rivals)


def is_live(consent: Consent, day: date) -> bool:
    """Say whether an act lets anything be shared on a day: 同意 or 一部同意, begun and not expired (until is inclusive)."""
    return consent.act in ("同意", "一部同意") and consent.date <= day and (consent.until is None or day <= consent.until)


def has_live_consent(case: CaseFile, person: str, day: date) -> bool:
    """Say whether a person's consent, full or in part, is in force on a day."""
    acts = acts_in_force(case, person, day)
    return bool(acts) and all(is_live(act, day) for act in acts)
