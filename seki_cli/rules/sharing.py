"""Whether a person's consent lets something be shared: with which agencies, of which categories, on which day."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from seki_cli.model.agenda import Need
from seki_cli.model.contact import ALL, Consent
from seki_cli.model.office import Office
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import CaseFile
from seki_cli.rules.in_force import NARROWEST_FIRST, acts_in_force, is_live

_ACT_SAYS: Final = {"撤回": "同意が撤回されています", "拒否": "同意が拒否されています", "保留": "同意の返事が保留になっています"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a consent would have to allow. `need`: categories, or すべて where only a consent to everything does."""

    agencies: tuple[str, ...]
    need: Need = ()
    tax: bool = False


def subject_of(case: CaseFile, persons: tuple[str, ...]) -> tuple[str, ...]:
    """Return whose consent is asked: the persons named, or the 本人 where nobody is."""
    return persons or case.household.principals


def contested_consent(case: CaseFile, person: str, day: date) -> Consent | None:
    """Return a correction of consents that competes with another and might be this person's act in force on a day.

    Nobody can say which of the two holds, so nothing rests on either. A later act that nobody contests settles it, and so
    does a narrower one of the same day.
    """
    rivals = [event for group in case.contested for event in group if isinstance(event, Consent) and not _voids(event)]
    doubtful = {event.id for event in rivals}
    mine = [act for act in case.consents if act.person == person and act.date <= day and act.id not in doubtful]
    sure = max((_strength(act) for act in mine), default=(date.min, 0))
    return next((event for event in rivals if event.person == person and sure <= _strength(event) and event.date <= day), None)


def _voids(act: Consent) -> bool:
    return act.corrects is not None and act.corrects.void


def _strength(act: Consent) -> tuple[date, int]:
    """Return by what one act prevails over another: the later day, of one day the narrower act."""
    return (act.date, -NARROWEST_FIRST.index(act.act))


def may_share(case: CaseFile, person: str, day: date, wanted: Wanted, office: Office) -> Verdict:
    """Say whether every act of a person that is in force on a day allows what is wanted; `because` is the act that does not.

    The act in force is the latest; of one day the narrowest, and what two equally narrow acts do not both allow is not
    allowed. `case` must be settled. 出典: records.md の門の規則1・3
    """
    doubtful = contested_consent(case, person, day)
    if doubtful is not None:
        remedy = "どちらか一方の訂正を取り消してください（seki case edit）"
        return no(f"{person} の同意に訂正が二つあり、どちらか決められません", because=doubtful.path, remedy=remedy)
    acts = acts_in_force(case, person, day)
    if not acts:
        return no(
            f"{person} の同意の記録がありません",
            because=case.household.path,
            key=_place_of(case, person),
            remedy=f"同意を得て `seki consent add {case.id}` で記録してください",
        )
    for act in acts:
        verdict = _allows(case, act, day, wanted, office)
        if not verdict:
            return verdict
    return YES


def is_consenting(case: CaseFile, person: str, day: date) -> Verdict:
    """Say whether a person's consent, full or in part, is live on a day, whatever it covers."""
    return may_share(case, person, day, Wanted(agencies=()), Office())


def _place_of(case: CaseFile, person: str) -> tuple[str | int, ...]:
    """Return where somebody stands in the household; nowhere where it does not know them."""
    return next((("people", at) for at, one in enumerate(case.household.people) if one.id == person), ())


def _again(case: CaseFile, act: Consent, day: date) -> str:
    """Return how a new act is recorded so that it counts: on the day of the act that stands in the way, the narrower one does."""
    when = "翌日からのものとして " if act.date == day else ""
    return f"取り直せたら、{when}`seki consent add {case.id}` で記録してください" + (
        "（同じ日の中では狭いほうが有効です）" if when else ""
    )


def _allows(case: CaseFile, act: Consent, day: date, wanted: Wanted, office: Office) -> Verdict:
    who = act.person
    again = _again(case, act, day)
    if not is_live(act, day):
        if act.act in _ACT_SAYS:
            return no(f"{who} の{_ACT_SAYS[act.act]}", because=act.path, key=("act",), remedy=again)
        return no(f"{who} の同意の期限が切れています", because=act.path, key=("until",), remedy=again)
    missing = [agency for agency in wanted.agencies if act.share_with is None or not act.share_with.covers(agency)]
    if missing:
        named = "・".join(office.agency_name(agency) for agency in missing)
        return no(
            f"{who} の同意の共有先に {named} が入っていません",
            because=act.path,
            key=("share_with",),
            remedy=f"その機関を共有先に加える同意を得るか、議題の構成員（members）から外してください。{again}",
        )
    if wanted.tax and not act.tax:
        return no(f"{who} の同意に税情報が入っていません", because=act.path, key=("tax",), remedy=TAX_REMEDY)
    return _covers(act, wanted.need, again)


TAX_REMEDY: Final = "本人から聞くか、証明書を出してもらってください。税情報も含めた同意を得られれば、その同意を記録してください"
"""What to do about tax information: ask the person, or a consent that names it. 出典: 第3章3 守秘義務の※・地方税法第22条"""


def _covers(act: Consent, need: Need, again: str) -> Verdict:
    if act.categories == ALL or need == ():
        return YES
    if need == ALL:
        return no(
            f"{act.person} の同意が「すべて」ではありません（この記載は「すべて」への同意があるときだけ出せます）",
            because=act.path,
            key=("categories",),
            remedy=f"記録に情報の区分を付けられるなら付けるか、「すべて」への同意を得てください。{again}",
        )
    missing = [category for category in need if category not in act.categories]
    if missing:
        words = "・".join(missing)
        return no(
            f"{act.person} の同意の範囲に「{words}」が入っていません",
            because=act.path,
            key=("categories",),
            remedy=f"「{words}」を含む同意を得てください。{again}",
        )
    return YES
