"""Since when a person's consent has been in force, and when it ended."""

from dataclasses import dataclass
from datetime import date, timedelta

from seki_cli.model.contact import Consent
from seki_cli.model.world import CaseFile
from seki_cli.rules.in_force import acts_in_force, has_live_consent


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTurn:
    """A day on which consent came or ended, and the act that did it."""

    day: date
    act: Consent


def consent_came(case: CaseFile, persons: tuple[str, ...], day: date) -> ConsentTurn | None:
    """Return since when all these persons' consents have been in force without a gap; None if one is not in force.

    A renewal in time begins nothing new: who waits since the consent came has waited all that time. The last to consent
    counts, and no persons means the 本人. 出典: records.md（同意前のプランは、同意が得られたら策定の会議へ）
    """
    turns = [_came(case, person, day) for person in persons or case.household.principals]
    if not turns or None in turns:
        return None
    return max((turn for turn in turns if turn), key=lambda turn: turn.day)


def consent_ended(case: CaseFile, persons: tuple[str, ...], day: date) -> ConsentTurn | None:
    """Return when the first of these persons' consents ended, where it was in force once and is not on the day.

    The first day without it: of the act that took its place (撤回, 拒否, 保留), or after the last day of its term. None where
    nobody's consent has ended: that nobody consented at all is another rule's business. No persons means the 本人.
    出典: 第3章3（本人同意を得た事例を取扱う）・records.md（同意が終わったとき）
    """
    turns = [_ended(case, person, day) for person in persons or case.household.principals]
    return min((turn for turn in turns if turn), key=lambda turn: turn.day, default=None)


def _act_days(case: CaseFile, person: str, day: date) -> list[date]:
    return sorted({consent.date for consent in case.consents if consent.person == person and consent.date <= day}, reverse=True)


def _came(case: CaseFile, person: str, day: date) -> ConsentTurn | None:
    if not has_live_consent(case, person, day):
        return None
    days = _act_days(case, person, day)
    since = next(d for d in days if not has_live_consent(case, person, d - timedelta(days=1)))
    return ConsentTurn(day=since, act=acts_in_force(case, person, since)[0])


def _ended(case: CaseFile, person: str, day: date) -> ConsentTurn | None:
    if has_live_consent(case, person, day):
        return None
    following: date | None = None
    for since in _act_days(case, person, day):
        if has_live_consent(case, person, since):
            return _end(case, person, since, following)
        following = since
    return None


def _end(case: CaseFile, person: str, since: date, following: date | None) -> ConsentTurn:
    acts = acts_in_force(case, person, since)
    term = min((act.until for act in acts if act.until), default=None)
    if term is not None and (following is None or term < following):
        return ConsentTurn(day=term + timedelta(days=1), act=acts[0])
    day = following or since
    return ConsentTurn(day=day, act=acts_in_force(case, person, day)[0])
