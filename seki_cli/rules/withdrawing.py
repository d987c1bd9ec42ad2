"""同意が狭まったとき: who has to be told, and what it stops: papers, meetings to come, つなぎ that are still open.

出典: records.md（同意・提供台帳）・第3章3（本人同意を得た事例を取扱う）
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from seki_cli.model.contact import ALL, Consent, Ground
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.walk import Key
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.agenda import compose_agenda
from seki_cli.rules.in_force import acts_in_force, is_live
from seki_cli.rules.ledger import Share, Told, concerns, find_shares, rests_on, told_about, told_otherwise
from seki_cli.rules.plan_pieces import find_version
from seki_cli.rules.referrals import ReferralState, referral_states
from seki_cli.rules.rooms import needs_consent
from seki_cli.rules.sharing import subject_of
from seki_cli.rules.stale import judge_item
from seki_cli.rules.tabled import tabled_items

ALLOWS: Final = ("同意", "一部同意")
Effect = Literal["head", "person", "part", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """An item of a meeting still to come, and what becomes of its paper.

    `effect`: only the head is left (head), what is about this person is left out (person), some of it is (part: 税情報, what
    no category covers any more), nothing changes (none). `asks`: the item needs consent at all.
    `outside`: the members that the consent no longer covers, where it goes on for others. `printed`: papers that went out.
    """

    meeting: Meeting
    item: Item
    effect: Effect
    asks: bool = True
    outside: tuple[str, ...] = ()
    printed: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What an act of consent ends for one person. `act`: the word of the act now in force; `live`: it still allows something.

    `tell`: agencies told on consent that it no longer covers. `otherwise`: those told on a law, or in a meeting that needs
    none, whom it does not touch. `only`: the categories that are left, where there were more; `tax_ends`: 税情報 is no more
    among them.
    """

    person: str
    act: str
    live: bool
    tell: tuple[Told, ...] = ()
    otherwise: tuple[str, ...] = ()
    items: tuple[Stopped, ...] = ()
    referrals: tuple[ReferralState, ...] = ()
    only: tuple[str, ...] = ()
    tax_ends: bool = False


def find_ending(before: CaseFile, after: CaseFile, person: str, world: World, day: date) -> Ending | None:
    """Return what ends for a person between two states of a case, the acts of consent being the difference; None if nothing.

    An act that allows nothing (撤回 拒否 保留) puts everybody outside; one that allows something, those whom it does not cover
    and the act before it did, or who were told before there was any act at all. Nothing ends where the acts in force are the
    same as before: what is recorded late may be over already.
    """
    old, new = acts_in_force(before, person, day), acts_in_force(after, person, day)
    if not new or old == new:
        return None
    live = all(is_live(act, day) for act in new)
    told = told_about(before, person, world, day)
    reached = {one.agency for one in told}
    others = tuple(one.agency for one in told_otherwise(before, world, day) if one.agency not in reached)
    turn = _Turn(case=after, person=person, old=old, new=new, world=world, day=day)
    ending = Ending(
        person=person,
        act=new[0].act,
        live=live,
        tell=tuple(one for one in told if turn.leaves(one.agency)),
        otherwise=() if live else others,
        items=tuple(_items(turn)),
        referrals=tuple(state for state in referral_states(after, day) if _is_stopped(turn, state)),
        only=_only(old, new) if live else (),
        tax_ends=live and bool(old) and all(act.tax for act in old) and not all(act.tax for act in new),
    )
    return ending if not live or ending.tell or ending.items or ending.referrals or ending.only or ending.tax_ends else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A change of what one person allows: the acts in force before it and after it, on a day."""

    case: CaseFile
    person: str
    old: tuple[Consent, ...]
    new: tuple[Consent, ...]
    world: World
    day: date

    def lives(self, day: date) -> bool:
        """Say whether the new acts still allow something on a day."""
        return all(is_live(act, day) for act in self.new)

    def leaves(self, agency: str) -> bool:
        """Say whether an agency is outside now: under an act that still allows something, only if it was inside before."""
        if not self.lives(self.day):
            return True
        if all(act.share_with is not None and act.share_with.covers(agency) for act in self.new):
            return False
        return all(act.act in ALLOWS and act.share_with is not None and act.share_with.covers(agency) for act in self.old)


def _items(turn: _Turn) -> Iterator[Stopped]:
    """Yield the items of meetings to come that the turn touches; of those that need no consent, also that nothing changes."""
    for tabled in tabled_items(turn.case, turn.world.meetings, turn.day):
        meeting, item = tabled.meeting, tabled.item
        kind = turn.world.office.meeting_kind(meeting.kind, meeting.date)
        if kind is None:
            continue
        live = turn.lives(turn.day) and turn.lives(meeting.date)
        outside = tuple(agency for agency in meeting.audience(item) if turn.leaves(agency)) if live else ()
        asks = needs_consent(kind, item)
        if asks and (outside or not live):
            effect: Effect = "person" if live or turn.person not in _subject(turn.case, item) else "head"
            yield Stopped(meeting=meeting, item=item, effect=effect, outside=outside, printed=_printed(turn, meeting, outside))
        elif _shrinks(turn, meeting, item):
            yield Stopped(meeting=meeting, item=item, effect="part", asks=asks, printed=_printed(turn, meeting, ()))
        elif not asks and not live:
            yield Stopped(meeting=meeting, item=item, effect="none", asks=False)


def _shrinks(turn: _Turn, meeting: Meeting, item: Item) -> bool:
    """Say whether the turn takes something off the paper of an item, or out of the papers of it that people have.

    Where a meeting needs no consent that is 税情報 alone. 出典: records.md の門の規則3・第3章3 守秘義務の※
    """
    after = turn.world.with_case(turn.case)
    lines = [_lines(world, meeting, item, turn.day) for world in (turn.world, after)]
    lost = [sum(one.lost for one in judge_item(world, meeting, item, turn.day, then={})) for world in (turn.world, after)]
    return bool(lines[0] - lines[1]) or lost[1] > lost[0]


def _lines(world: World, meeting: Meeting, item: Item, day: date) -> set[tuple[str, Key]]:
    """Return what the paper of an item holds, as if it were printed on a day: by record and place, never the words."""
    items = compose_agenda(world, meeting, day).paper.value.items
    sections = (section for one in items if one.num == item.num for section in one.sections)
    return {(line.value.record, line.value.key) for section in sections for line in section.lines}


def _subject(case: CaseFile, item: Item) -> tuple[str, ...]:
    plan = find_version(case, item.plan, item.version) if item.plan else None
    return subject_of(case, plan.persons if plan else ())


def _printed(turn: _Turn, meeting: Meeting, outside: tuple[str, ...]) -> tuple[Share, ...]:
    """Return the papers of a meeting to come that went out and hold something of this person, to whom may no longer have it."""
    return tuple(
        share
        for share in find_shares(turn.case, (), turn.day)
        if share.paper is not None
        and share.ground.meeting == meeting.id
        and (not outside or set(outside) & set(share.to))
        and any(concerns(turn.case, name, turn.person) for name in share.records)
    )


def _is_stopped(turn: _Turn, state: ReferralState) -> bool:
    """Say whether an open つなぎ has lost what it rests on: it went on the 本人's consent, or on nothing."""
    if not state.open or turn.person not in turn.case.household.principals:
        return False
    ground = state.referral.ground or Ground()
    return rests_on(ground, turn.case.id, turn.world) in ("consent", "") and turn.leaves(state.referral.to_agency)


def _only(old: tuple[Consent, ...], new: tuple[Consent, ...]) -> tuple[str, ...]:
    """Return the categories that are left where the acts before allowed more; empty where nothing is lost."""
    if not old or any(act.act not in ALLOWS for act in old) or all(act.categories == ALL for act in new):
        return ()
    limits = [act.categories for act in new if act.categories != ALL]
    left = tuple(word for word in limits[0] if all(word in limit for limit in limits))
    before = [act.categories for act in old if act.categories != ALL]
    return left if not before or any(all(w in limit for limit in before) and w not in left for w in before[0]) else ()
