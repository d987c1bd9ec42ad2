"""任せきり: a つなぎ whose sender has recorded nothing in the case since it handed over.

The state's own review of the programme names it: cases are left to 多機関協働, whose work is to support the supporters.
出典: 第3章2（多機関協働事業は、主に支援者を支援する役割を担う）・第3章1（適切な関係機関等と連携しながら支援を行う）・数え方は未確認
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from seki_cli.model.office import Office
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile
from seki_cli.rules.promises import posted_at
from seki_cli.rules.referrals import ReferralState

Order = tuple[date, str, datetime, str]
"""The place of an act among the acts of a case: day, time of day, time of recording, id."""

_NOTHING_MORE: Final = ("情報提供",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long the agency that sent a つなぎ has been silent in the case.

    `last` is the day of its last record in the case, before the つなぎ or after; None where it never wrote any but the つなぎ itself.
    `days` counts from that record, or from the つなぎ where it is the later. `stalled`: it has recorded nothing since.
    """

    last: date | None = None
    days: int | None = None
    stalled: bool = False


def silence_of_sender(case: CaseFile, state: ReferralState, office: Office, day: date) -> Silence:
    """Return how the sender of a つなぎ stands in a settled case on a day.

    Stalled is a つなぎ that is still open (未回答 保留 受理 対応中), asks for more than 情報提供, was sent before the day, and since which the
    sending agency has recorded nothing; where it was accepted, nothing since the 受理, as a word said while the answer was
    awaited is no part in the work. An accepted 引継ぎ counts too: the lead has moved, what the sender knows has not. A record
    is one that somebody of that agency made or is named in as the one who acted: a note, a review, an answer, a sheet, a
    version of a plan. To have sat in a meeting is not one, nor is a paper handed out. Of a つなぎ that is closed nothing is asked.
    """
    if not state.open:
        return Silence()
    sender = state.referral.from_agency
    records = [(on, order) for on, order, agency in _records(case, office) if agency == sender and on <= day]
    own = state.referral.order
    last = max((on for on, order in records if order != own), default=None)
    taken = next((step.order for step in state.steps if step.step == "受理"), None)
    mark = max(own, taken) if taken else own
    spoken = any(order > mark if order else on >= mark[0] for on, order in records)
    asks = state.referral.ask not in _NOTHING_MORE and state.referral.date < day
    since = max(filter(None, (last, state.referral.date)))
    return Silence(last=last, days=(day - since).days, stalled=asks and not spoken)


def _records(case: CaseFile, office: Office) -> list[tuple[date, Order | None, str]]:
    """Return each record of a case with its day, its place in the order of acts (none for a document) and whose it is."""
    found: list[tuple[date, Order | None, str]] = []
    for event in case.events():
        if event.record_kind != "disclosure":
            found += [(event.day, event.order, agency) for agency in _agencies(event, office)]
    for sheet in case.assessments:
        found.append((sheet.date, None, posted_at(office, sheet.staff, sheet.date)))
    for plan in case.plans:
        found.append((plan.made_on, None, posted_at(office, plan.made_by, plan.made_on)))
    return found


def _agencies(event: Event, office: Office) -> set[str]:
    """Return the agencies of those who made a record or acted in it; who is only named for later (next, todos) did not."""
    acted = {getattr(event, "staff", ""), getattr(event, "received_by", ""), event.recorded_by}
    return {posted_at(office, staff, event.day) for staff in acted if staff} - {""}
