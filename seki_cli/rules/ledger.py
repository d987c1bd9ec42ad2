"""提供台帳, read: who was told what, when and on which ground, whether somebody entered it or not.

The ledger has an entry for every paper, every recorded meeting and every つなぎ; older records, and those that people typed
by hand, may have none. Who has to be told of a withdrawal was told all the same, so what shows that somebody was told
counts like an entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import date as Day
from typing import Final, Literal

from seki_cli.model.case import Assessment, Intake
from seki_cli.model.contact import Ground, Note, Paper
from seki_cli.model.meeting import Meeting
from seki_cli.model.plan import Decision, Evaluation, Monitoring, Placement
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.in_force import acts_in_force, is_live
from seki_cli.rules.pieces import HOUSEHOLD
from seki_cli.rules.record_words import KIND_TITLES
from seki_cli.rules.rooms import needs_consent

SELF: Final = "本人"
"""What stands in the ledger where something was handed to the person, who is no agency."""

Rest = Literal["consent", "meeting", "law", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One telling: on which day to whom, which records, on which ground.

    `record` is the act it is known from: an entry of the ledger (`entered`), else the つなぎ or the decision that has none.
    """

    date: date
    to: tuple[str, ...]
    records: tuple[str, ...]
    ground: Ground
    record: str
    path: str
    order: tuple[Day, str, datetime, str]
    staff: str = ""
    paper: Paper | None = None
    entered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An agency that was told something, with each time, the earliest first."""

    agency: str
    shares: tuple[Share, ...]


def find_shares(case: CaseFile, meetings: tuple[Meeting, ...], day: date) -> tuple[Share, ...]:
    """Return every telling of a settled case that is known on a day, the earliest first.

    The entries of the ledger; each つなぎ that has none; each meeting that decided on the case and has none, whose room was
    told what it talked about. A つなぎ that was taken back (void) stands in the ledger only: what was told stays told, until
    somebody corrects the entry itself. 出典: records.md（提供台帳）・第3章3 守秘義務
    """
    found = [*_entries(case), *_referrals_without_entry(case), *_meetings_without_entry(case, meetings)]
    return tuple(sorted((share for share in found if share.date <= day), key=lambda share: share.order))


def _entries(case: CaseFile) -> Iterator[Share]:
    for row in case.disclosures:
        yield Share(
            date=row.date,
            to=row.to,
            records=row.records,
            ground=_as_it_is_now(case, row.ground),
            record=row.id,
            path=row.path,
            staff=row.staff,
            paper=row.paper,
            order=row.order,
        )


def _as_it_is_now(case: CaseFile, ground: Ground) -> Ground:
    """Return a ground with the numbers of the つなぎ and the consent that count now, where they were corrected since."""
    return replace(ground, consent=case.effective(ground.consent), referral=case.effective(ground.referral))


def _referrals_without_entry(case: CaseFile) -> Iterator[Share]:
    entered = {case.effective(row.ground.referral) for row in case.disclosures if row.ground.referral}
    for row in case.referrals:
        if row.id not in entered:
            ground = row.ground or Ground()
            yield Share(
                date=row.date,
                to=(row.to_agency,),
                records=(row.id, HOUSEHOLD),
                ground=Ground(consent=ground.consent, meeting=ground.meeting, law=ground.law, referral=row.id),
                record=row.id,
                path=row.path,
                staff=row.staff,
                entered=False,
                order=row.order,
            )


def _meetings_without_entry(case: CaseFile, meetings: tuple[Meeting, ...]) -> Iterator[Share]:
    entered = {row.ground.meeting for row in case.disclosures}
    by_id = {meeting.id: meeting for meeting in meetings}
    for row in case.decisions:
        meeting = by_id.get(row.meeting)
        if meeting is None or meeting.id in entered:
            continue
        away = {a.agency for a in meeting.attendees if a.came is False} - {a.agency for a in meeting.attendees if a.came}
        rooms = [meeting.audience(item) for item in meeting.items if item.case == case.id]
        came = tuple(dict.fromkeys(agency for room in rooms for agency in room if agency not in away))
        if came:
            yield Share(
                date=meeting.date,
                to=came,
                records=(row.id,),
                ground=Ground(meeting=meeting.id),
                record=row.id,
                path=row.path,
                entered=False,
                order=row.order,
            )


def rests_on(ground: Ground, case_id: str, world: World) -> Rest:
    """Say what lets something be told: a consent, a meeting that needs none, a law; nothing (empty) where nobody said.

    A meeting that needs consent is a consent: it takes nothing else up. One that nobody knows any more counts like it, so
    that nobody is left out who has to be told.
    """
    if ground.consent:
        return "consent"
    if ground.law:
        return "law"
    if not ground.meeting:
        return ""
    meeting = world.meeting(ground.meeting)
    kind = world.office.meeting_kind(meeting.kind, meeting.date) if meeting else None
    if meeting is None or kind is None:
        return "consent"
    items = [item for item in meeting.items if item.case == case_id]
    asks = any(needs_consent(kind, item) for item in items) if items else kind.consent != "not_required"
    return "consent" if asks else "meeting"


def told_about(case: CaseFile, person: str, world: World, day: date) -> tuple[Told, ...]:
    """Return the agencies that were told something about a person on consent, or on no ground at all, in order of time.

    What a meeting's paper holds of a person rests on that person's own consent of that day; with a つなぎ the household goes
    on the 本人's consent, whoever else lives there. What was told on a law, or in a meeting that needs no consent, is not
    among it: a withdrawal does not touch that. 出典: records.md（consent withdraw）・第3章3
    """
    found = []
    for share in find_shares(case, world.meetings, day):
        rest = rests_on(share.ground, case.id, world)
        if rest in ("consent", "") and any(concerns(case, name, person) for name in share.records):
            to = share.to if share.ground.consent or not rest else [a for a in share.to if _covered(case, person, a, share.date)]
            found.append(replace(share, to=tuple(to)))
    return told_by_agency(tuple(found))


def told_otherwise(case: CaseFile, world: World, day: date) -> tuple[Told, ...]:
    """Return the agencies that were told something on a law, or in a meeting that needs no consent, in order of time."""
    shares = find_shares(case, world.meetings, day)
    return told_by_agency(tuple(s for s in shares if rests_on(s.ground, case.id, world) in ("law", "meeting")))


def told_by_agency(shares: tuple[Share, ...]) -> tuple[Told, ...]:
    """Return tellings by the agency they went to, in order of time; what was handed to the person is left out."""
    found: dict[str, list[Share]] = {}
    for share in shares:
        for agency in share.to:
            if agency != SELF:
                found.setdefault(agency, []).append(share)
    return tuple(Told(agency=agency, shares=tuple(rows)) for agency, rows in found.items())


def _covered(case: CaseFile, person: str, agency: str, day: date) -> bool:
    acts = acts_in_force(case, person, day)
    return bool(acts) and all(is_live(act, day) and act.share_with and act.share_with.covers(agency) for act in acts)


def concerns(case: CaseFile, name: str, person: str) -> bool:
    """Say whether a record that the ledger names may tell something about a person (the table of the gate, read by record).

    `household#P2` is that person's part of the household alone. What nobody knows any more may be about anybody.
    """
    record, _, part = case.effective(name).partition("#")
    if record == HOUSEHOLD:
        return part in ("", person)
    found: Event | Assessment | None = next((event for event in case.events() if event.id == record), None)
    found = found or next((sheet for sheet in case.assessments if sheet.id == record), None)
    plan = next((plan for plan in reversed(case.plans) if plan.id == record), None)
    if plan is not None:
        return person in (plan.persons or case.household.principals)
    return found is None or person in (_persons_of(case, found) or case.household.principals)


def _persons_of(case: CaseFile, record: Event | Assessment) -> tuple[str, ...]:
    """Return whom a record is about; empty stands for the 本人."""
    if isinstance(record, Note):
        return record.about
    if isinstance(record, Intake):
        return tuple(p.id for p in case.household.people if p.role in ("本人", "世帯員"))
    if isinstance(record, Assessment):
        about = (person for part in record.parts for person in part.about)
        return tuple(dict.fromkeys((*case.household.principals, *(row.person for row in record.people), *about)))
    if isinstance(record, (Decision, Monitoring, Evaluation, Placement)):
        plan = next((plan for plan in reversed(case.plans) if plan.id == record.plan), None)
        named = (*record.about, *(p for point in record.points for p in point.about)) if isinstance(record, Decision) else ()
        return (*(plan.persons if plan else ()), *named)
    return ()


def what_was_told(case: CaseFile, records: tuple[str, ...]) -> tuple[str, ...]:
    """Return what kinds of record a telling held, each with how many, in the order of the entry: never a word of them."""
    kinds = {event.id: event.record_kind for event in case.events()} | {plan.id: "plan" for plan in case.plans}
    kinds |= {sheet.id: "assessment" for sheet in case.assessments} | {HOUSEHOLD: "household", case.id: "case"}
    parts: dict[str, list[str]] = {}
    for name in records:
        record, _, part = case.effective(name).partition("#")
        parts.setdefault(KIND_TITLES.get(kinds.get(record, ""), "ほかの記録"), []).append(part)
    return tuple(_counted(title, found) for title, found in parts.items())


def _counted(title: str, parts: list[str]) -> str:
    if title == KIND_TITLES[HOUSEHOLD]:
        return title if "" in parts else f"{title}（{'・'.join(parts)}）"
    return title if len(parts) == 1 else f"{title} {len(parts)}"
