"""Corrections applied: the case as it reads once every mistake that somebody corrected is put right.

An event is written once and never rewritten; a mistake is corrected by a later event of the same kind (`corrects`). Every
other rule reads settled cases only, so that no rule has to think of corrections again.
出典: records.md（事象は一度だけ書き、訂正は新しい事象で行う）
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from seki_cli.model.case import Intake
from seki_cli.model.contact import Consent, Disclosure, Note, Referral
from seki_cli.model.plan import Decision, Placement
from seki_cli.model.record import Event
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.in_force import NARROWEST_FIRST

_E = TypeVar("_E", bound=Event)

EVENT_LISTS: Final = (
    "intakes",
    "screenings",
    "consents",
    "notes",
    "referrals",
    "referral_steps",
    "decisions",
    "monitorings",
    "placements",
    "evaluations",
    "closings",
    "disclosures",
)
_LOOSE: Final = ("同意", "一部同意")
_OPENS: Final = (Intake, Referral, Decision, Placement, Disclosure)


@dataclass(slots=True, kw_only=True)
class _Settled:
    """What came of one list: the events that count, the new names of the corrected ones, the corrections that contend."""

    kept: list[Event] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    contested: list[tuple[Event, ...]] = field(default_factory=list)


def settle_world(world: World) -> World:
    """Return the world with every case settled, each when somebody asks for it."""
    return replace(world, cases=world.folders.turned(settle))


def settle(case: CaseFile) -> CaseFile:
    """Return the case with its corrections applied, events in the order of acts (date, at, recorded, id), plans by version.

    - A corrected event is replaced by the correcting one, which keeps its own id; chains count by their end. References
      to any id of the chain still lead to what counts: `CaseFile.effective`.
    - `void: true` takes the record out, with all that its chain said before: it belonged elsewhere, and a family's words
      must not come back when the last of several corrections is voided. The voiding event is no act of the case.
      To void the voiding itself brings the record back; to void one of two contending corrections settles the two.
    - Two corrections of one record: until settled the narrower consent counts; of other records the one with the earlier
      day. A voiding that contends with a correction counts where the record would take something off the list of what
      is due (a note, a review, an answer, a closing), and not where the record puts something on it.
      `CaseFile.contested` holds the group, so that the gate withholds and reviews take the earliest day of all readings.
      On a day asked about each reading is taken whole: a correction dated after that day says that nothing has happened
      yet, and is no reason to believe the other one (`next_review`). Consents that are equally narrow all stand, each from
      its own day (`acts_in_force`).
    - A correction that points nowhere, at itself, at another kind of record or in a circle corrects nothing (`check` says
      so): the event stands as an act of its own, a voiding one is none.

    Settling a settled case changes nothing. 出典: records.md（訂正の訂正、二つの訂正）
    """
    changes: dict[str, Any] = {}
    aliases = dict(case.aliases)
    contested = list(case.contested)
    for name in EVENT_LISTS:
        events: tuple[Event, ...] = getattr(case, name)
        settled = _settle_list(events) if any(event.corrects for event in events) else _Settled(kept=list(events))
        changes[name] = tuple(sorted(settled.kept, key=lambda event: event.order) if len(settled.kept) > 1 else settled.kept)
        aliases |= settled.aliases
        contested += settled.contested
    changes["assessments"] = tuple(sorted(case.assessments, key=lambda record: (record.date, record.id)))
    changes["plans"] = tuple(sorted(case.plans, key=lambda plan: (plan.id, plan.version)))
    return replace(case, **changes, aliases=aliases, contested=tuple(contested))


def readings(events: Sequence[_E], contested: Iterable[Sequence[Event]], kind: type[_E]) -> list[list[tuple[_E, ...]]]:
    """Return, for each contested group of a kind, the ways to read it: each correction alone, or nothing where one voids.

    The first element is the part that nobody contests, as one reading. For rules that must not miss a day whichever
    correction turns out to be right.
    """
    groups = [[event for event in group if isinstance(event, kind)] for group in contested]
    groups = [group for group in groups if group]
    doubtful = {event.id for group in groups for event in group}
    sure = tuple(event for event in events if event.id not in doubtful)
    choices = [list(dict.fromkeys([() if _voids(event) else (event.id,) for event in group])) for group in groups]
    by_id = {event.id: event for group in groups for event in group}
    return [[sure], *([tuple(by_id[key] for key in choice) for choice in group] for group in choices)]


def _settle_list(events: Sequence[Event]) -> _Settled:
    corrections = _corrections(events)
    corrected_by: dict[str, list[Event]] = {}
    for event in events:
        if event.id in corrections:
            corrected_by.setdefault(corrections[event.id], []).append(event)
    settled = _Settled()
    for event in events:
        if event.id in corrections:
            continue
        options = _options(event, corrected_by)
        kept = [option for option in options if not _voids(option)]
        if len(options) > 1:
            settled.contested.append(tuple(options))
            kept = _stricter(options)
        settled.kept += kept
        if kept:
            chain = {event.id, *(key for key in corrections if _root(key, corrections) == event.id)}
            settled.aliases |= dict.fromkeys(chain - {option.id for option in kept}, kept[0].id)
    return settled


def _corrections(events: Sequence[Event]) -> dict[str, str]:
    """Return which event corrects which, leaving out what points nowhere, at itself or in a circle."""
    known = {event.id for event in events}
    found = {e.id: e.corrects.record for e in events if e.corrects and e.corrects.record in known}
    return {key: target for key, target in found.items() if not _circles(key, found)}


def _circles(start: str, corrections: Mapping[str, str]) -> bool:
    seen = {start}
    here = corrections.get(start)
    while here is not None and here not in seen:
        seen.add(here)
        here = corrections.get(here)
    return here == start


def _root(key: str, corrections: Mapping[str, str]) -> str:
    while key in corrections:
        key = corrections[key]
    return key


def _options(event: Event, corrected_by: Mapping[str, list[Event]]) -> list[Event]:
    """Return what may count in an event's place: the ends of its chains; a voiding event stands for nothing at all."""
    corrections = corrected_by.get(event.id, [])
    if not corrections:
        return [event]
    found: list[Event] = []
    withdrawn: list[Event] = []
    for correction in corrections:
        ends = _options(correction, corrected_by)
        if ends != [correction] and all(_voids(end) for end in ends):
            withdrawn += ends
        else:
            found += ends
    if found:
        return found
    return [event] if all(_voids(correction) for correction in corrections) else withdrawn[:1]


def _voids(event: Event) -> bool:
    return event.corrects is not None and event.corrects.void


def _stricter(options: Sequence[Event]) -> list[Event]:
    """Return what counts while corrections contend: the narrower consent, else what keeps more on the list of dues."""
    standing = [option for option in options if not _voids(option)]
    consents = [option for option in standing if isinstance(option, Consent)]
    if consents:
        narrowest = min(NARROWEST_FIRST.index(consent.act) for consent in consents)
        keep = [consent for consent in consents if NARROWEST_FIRST.index(consent.act) == narrowest]
        return [] if len(standing) < len(options) and keep[0].act in _LOOSE else list(keep)
    if not standing:
        return []
    first = min(standing, key=lambda event: (_first_day(event), event.order))
    return [first] if len(standing) == len(options) or _puts_on_the_list(first) else []


def _first_day(event: Event) -> str:
    """Return the first day that an event asks for something, as text; else its own day."""
    if isinstance(event, Referral):
        return event.reply_by.isoformat()
    if isinstance(event, Note):
        return event.next.date.isoformat() if event.next else "9999"
    return event.day.isoformat()


def _puts_on_the_list(event: Event) -> bool:
    if isinstance(event, Decision) and event.timing in ("終結", "中断"):
        return not event.yes
    return isinstance(event, _OPENS)
