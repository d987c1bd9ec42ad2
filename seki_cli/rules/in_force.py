"""Which consent of a person is in force on a day."""

from datetime import date
from typing import Final

from seki_cli.model.contact import Consent
from seki_cli.model.world import CaseFile

NARROWEST_FIRST: Final = ("撤回", "拒否", "保留", "一部同意", "同意")


def acts_in_force(case: CaseFile, person: str, day: date) -> tuple[Consent, ...]:
    """Return the acts of a person that hold on a day: of the latest day the narrowest, 撤回 first.

    Two equally narrow acts of one day both stand, so that only what both allow is allowed. Empty: no act at all.
    `case` must be settled (see rules/settle.py). Whether an act is still within its term is `is_live`'s question.
    出典: records.md の同意（その日からの全部を述べ、前のものに代わる）
    """
    acts = [consent for consent in case.consents if consent.person == person and consent.date <= day]
    if not acts:
        return ()
    latest = max(consent.date for consent in acts)
    of_the_day = [consent for consent in acts if consent.date == latest]
    narrowest = min(NARROWEST_FIRST.index(consent.act) for consent in of_the_day)
    return tuple(consent for consent in of_the_day if NARROWEST_FIRST.index(consent.act) == narrowest)


def is_live(consent: Consent, day: date) -> bool:
    """Say whether an act lets anything be shared on a day: 同意 or 一部同意, begun and not expired (until is inclusive)."""
    return consent.act in ("同意", "一部同意") and consent.date <= day and (consent.until is None or day <= consent.until)


def has_live_consent(case: CaseFile, person: str, day: date) -> bool:
    """Say whether a person's consent, full or in part, is in force on a day."""
    acts = acts_in_force(case, person, day)
    return bool(acts) and all(is_live(act, day) for act in acts)
