"""つなぐ前に: may an agency be told of a case by a つなぎ, what of it, and what the person must not tell.

出典: records.md（referral の ground・提供台帳）・第3章3 守秘義務
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from seki_cli.model.contact import ALL, Ground
from seki_cli.model.office import Office
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.in_force import acts_in_force
from seki_cli.rules.ledger import rests_on
from seki_cli.rules.pieces import HOUSEHOLD
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.sharing import Wanted, contested_consent, may_share

_NOT_ALLOWED: Final = "同意のない機関にはつなげません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What goes with a つなぎ.

    `records` is what the ledger names; `left_out` are those of the household who do not allow it; `only` the categories that the 本人 allows, empty where all or where nobody was asked; `unasked`: it rests on nothing.
    `hidden` are those of the household whose whereabouts nobody may learn (protected), whatever it rests on; `still_open` the
    つなぎ to the same agency that are open already.
    """

    records: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    unasked: bool = False
    hidden: tuple[str, ...] = ()
    still_open: tuple[str, ...] = ()


def may_refer(case: CaseFile, to_agency: str, ground: Ground, day: date, world: World) -> Verdict:
    """Say whether an agency may be told of a case by a つなぎ on a day. No agency: whether any at all may.

    What the 本人 has said decides: where an act is recorded (同意 that has run out or does not name the agency, 拒否, 保留,
    撤回), nothing goes to whom it does not cover. Where nothing is recorded yet (同意前), a person answers for it, as before.
    A つなぎ that rests on a law, or on a meeting that needs no consent, stated in the record, is none of it (法106条の6).
    """
    if _needs_none(case, ground, world):
        return _takes_up(case, ground, world)
    unread = next((path for path in case.unread if "/consents/" in path), None)
    if unread is not None:
        remedy = f"`seki check` で記録を直してからもう一度つないでください。{_otherwise()}"
        return no("読めない同意の記録があり、撤回かもしれません", because=unread, remedy=remedy)
    verdict = _principals_allow(case, to_agency, day, world.office)
    if not verdict:
        return _refused(case, verdict)
    return _stands(case, ground.consent, to_agency, day, world.office) if ground.consent else YES


def was_allowed(case: CaseFile, to_agency: str, ground: Ground, day: date, world: World) -> bool:
    """Say whether what was told on a consent, or by a つなぎ, was allowed on its day, by all that is known of it now.

    Milder than `may_refer` of the number that was stated: an act renewed or taken back since was the ground when it was told,
    as long as what the 本人 said by then covers the agency.
    """
    if _needs_none(case, ground, world):
        return True
    stated = next((act for act in case.consents if act.id == case.effective(ground.consent)), None)
    if stated and not _shares(case, stated.person, to_agency, day, world.office):
        return False
    return bool(_principals_allow(case, to_agency, day, world.office))


def _principals_allow(case: CaseFile, to_agency: str, day: date, office: Office) -> Verdict:
    for person in case.household.principals:
        if acts_in_force(case, person, day) or contested_consent(case, person, day):
            verdict = _shares(case, person, to_agency, day, office)
            if not verdict:
                return verdict
    return YES


def _needs_none(case: CaseFile, ground: Ground, world: World) -> bool:
    """Say whether something stated lets a case be told of without consent; a consent named beside it does not weaken it."""
    return rests_on(replace(ground, consent=""), case.id, world) in ("law", "meeting")


def _takes_up(case: CaseFile, ground: Ground, world: World) -> Verdict:
    """Say whether the meeting that lets a case be told of without consent has it on its agenda, where no law is stated.

    Any other meeting's number would open every case. 出典: 社会福祉法第106条の6
    """
    meeting = world.meeting(ground.meeting) if ground.meeting and not ground.law else None
    if meeting is None or (not meeting.called_off and any(item.case == case.id for item in meeting.items)):
        return YES
    remedy = f"会議の番号を確かめるか、先に議題に加えてください（seki meeting add 会議 {case.id}）"
    return no("根拠に書かれた会議は、このケースを議題にしていません", because=meeting.path, remedy=remedy)


def _shares(case: CaseFile, person: str, to_agency: str, day: date, office: Office) -> Verdict:
    return may_share(case, person, day, Wanted(agencies=(to_agency,) if to_agency else ()), office)


def _stands(case: CaseFile, stated: str, to_agency: str, day: date, office: Office) -> Verdict:
    """Say whether the consent that a つなぎ names is in force that day and covers the agency; one that is not there is no act."""
    act = next((act for act in case.consents if act.id == case.effective(stated)), None)
    if act is None:
        remedy = f"番号を確かめてください（seki consent show {case.id}）。{_otherwise()}"
        return no("根拠に書かれた同意の記録がありません", remedy=remedy)
    if act not in acts_in_force(case, act.person, day):
        remedy = f"有効な同意の番号にするか、ground を消してください（seki consent show {case.id}）"
        return no("根拠に書かれた同意は、その日に有効なものではありません", because=act.path, remedy=remedy)
    verdict = _shares(case, act.person, to_agency, day, office)
    return verdict or _refused(case, verdict)


def _refused(case: CaseFile, verdict: Verdict) -> Verdict:
    remedy = f"同意を得て `seki consent add {case.id}` で記録してからつないでください。{_otherwise()}"
    return no(_NOT_ALLOWED + verdict.reason, because=verdict.because, key=verdict.key, remedy=remedy)


def _otherwise() -> str:
    return (
        "法令（虐待の通告など）や同意の要らない会議によるときは、根拠を書いたファイルを --from で渡してください"
        "（1 行目に ground: 、2 行目に字下げして law: 法令と条、または meeting: 会議の番号）"
    )


def find_telling(case: CaseFile, referral: str, to_agency: str, ground: Ground, day: date, world: World) -> Telling:
    """Return what a つなぎ tells the agency, record by record: its own words, and the household as it was sent.

    The record of the つなぎ (what is asked, why, how urgent, the request) and `household.yaml`, whose state of that moment the
    つなぎ pins; nothing else goes with it: who hands over notes or a plan does so by a paper. A member of the household whose
    own act does not cover the agency is not told of; the ledger then names the others one by one (`household#P1`).
    On a law, or by a meeting that needs no consent, the whole household goes.
    """
    hidden = tuple(person.id for person in case.household.people if person.protected)
    states = (state for state in referral_states(case, day) if state.open and state.referral.id != referral)
    still_open = tuple(state.referral.id for state in states if state.referral.to_agency == to_agency)
    if _needs_none(case, ground, world):
        return Telling(records=(referral, HOUSEHOLD), hidden=hidden, still_open=still_open)
    people = tuple(person.id for person in case.household.people)
    out = tuple(person for person in people if not _may_be_told_of(case, person, to_agency, day, world.office))
    parts = (f"{HOUSEHOLD}#{person}" for person in people if person not in out)
    return Telling(
        records=(referral, *(parts if out else (HOUSEHOLD,))),
        left_out=out,
        only=_only(case, day),
        unasked=not ground.consent,
        hidden=tuple(person for person in hidden if person not in out),
        still_open=still_open,
    )


def _may_be_told_of(case: CaseFile, person: str, to_agency: str, day: date, office: Office) -> bool:
    if not acts_in_force(case, person, day) and not contested_consent(case, person, day):
        return True
    return bool(_shares(case, person, to_agency, day, office))


def _only(case: CaseFile, day: date) -> tuple[str, ...]:
    """Return the categories to which the acts of the 本人 that are in force keep what may be told; empty where they do not."""
    acts = [act for person in case.household.principals for act in acts_in_force(case, person, day)]
    limits = [act.categories for act in acts if act.categories != ALL]
    return tuple(word for word in limits[0] if all(word in limit for limit in limits)) if limits else ()
