"""Cases that may be about one person or one household: a hint for who sits at the desk, never a merge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from seki_cli.model.case import Person
from seki_cli.model.fold import fold
from seki_cli.model.verdict import Finding
from seki_cli.model.world import CaseFile, Look, World
from seki_cli.rules.likeness import Likeness, compare_people, near_days
from seki_cli.rules.name_likeness import compare_names
from seki_cli.rules.person_marks import Marks, build_marks, quick_house, quick_kana, quick_phones
from seki_cli.rules.spelling import closeness

EXPLAINED: Final = {
    "SEKI110": (
        "同じ人・同じ世帯かもしれないケースがある",
        (
            "世帯の人をひとりずつ、ほかのケースの人と比べます。ふりがな（全角と半角、かなの種類、長音、小さいかな、旧字は"
            "区別しません）、生年月日（1 字ちがい・入れかわり・元号ちがいも）、電話番号、住所のうち、いくつが合うかで決めます。"
            "きょうだいや双子は同じ人とは言いません。電話や住所だけが合うときは「同じ世帯かもしれない」と知らせます。"
            "「同一」などで結んであるケースは知らせません。知らせるだけで、統合はしません。"
        ),
    )
}
MOST: Final = 5
"""So many cases are told at most: whoever reads more reads none."""

TELL_APART: Final = ("born", "address", "phone")
"""What tells namesakes apart."""

_NAMESAKE: Final = 4.0
_QUICK_ENOUGH: Final = 0.85
_LAST_DIGITS: Final = 4
_FAMILY_AND_GIVEN: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A case that may be about one person or one household with a new one, with the pairs of persons that say so, best first."""

    case: CaseFile
    pairs: tuple[Likeness, ...]

    @property
    def one_person(self) -> bool:
        """Say whether a person of it may be a person of the new household; else only the household may be one."""
        return self.pairs[0].one_person

    @property
    def told(self) -> str:
        """Return what the hint says, without a value: whose persons agree, and in what."""
        if not self.one_person:
            reasons = dict.fromkeys(reason for pair in self.pairs for reason in pair.reasons)
            return f"同じ世帯かもしれないケースがあります: {self.case.id}（{'・'.join(reasons)}）"
        who = "、".join(f"{p.new} と相手の {p.old} は{'・'.join(p.reasons)}" for p in self.pairs if p.one_person)
        return f"同じ人かもしれないケースがあります: {self.case.id}（{who}）"


def _look_for(people: Sequence[Mapping[str, Any]]) -> Look:
    """Return the quick look that finds the households with anybody who may be one of these people, and some more.

    It asks of a whole household what `_may_be_meant` asks of one person.
    """
    quick = _build_quick(people, [build_marks(person) for person in people])
    days = {day.isoformat() for day in quick.days}

    def look(told: Mapping[str, Sequence[str]]) -> bool:
        return (
            not days.isdisjoint(told.get("born", ()))
            or any(not quick.phones.isdisjoint(quick_phones(phone)) for phone in told.get("phone", ()) if quick.phones)
            or any(quick_house(address) in quick.houses for address in told.get("address", ()) if quick.houses)
            or any(_read_alike(kana, quick) for kana in told.get("kana", ()))
            or any(_named_alike(name, quick) for name in told.get("name", ()))
        )

    return look


def cases_like(people: Sequence[Mapping[str, Any]], world: World) -> tuple[CaseFile, ...]:
    """Return the cases in which `find_alike` or `has_namesake` could find one of these people, and some more."""
    return world.folders.some(world.folders.meant(_look_for(people)))


def find_alike(people: Sequence[Mapping[str, Any]], cases: Iterable[CaseFile]) -> tuple[Alike, ...]:
    """Return the cases that may be about one person or household with these people, the likeliest first.

    `people` are mappings as a new household has them. Every person is compared with every person, whatever their numbers: P1
    here may be P2 there. One person is paired with one only, so that a household with twins meets itself as it should.
    """
    new = [build_marks(person) for person in people]
    quick = _build_quick(people, new)
    found = []
    for case in cases:
        old = [build_marks(person) for person in case.household.people if _may_be_meant(person, quick)]
        if pairs := _paired([compare_people(one, other) for one in new for other in old]):
            found.append(Alike(case=case, pairs=pairs))
    return tuple(sorted(found, key=lambda alike: (not alike.one_person, -_weight(alike.pairs), alike.case.id)))


def has_namesake(person: Mapping[str, Any], cases: Iterable[CaseFile]) -> bool:
    """Say whether anybody has the name of a person of whom too little else is known to tell the two apart."""
    new = build_marks(person)
    if new.born or not (new.kana or new.name):
        return False
    quick = _build_quick([person], [new])
    near = (one for case in cases for one in case.household.people if _may_be_meant(one, quick))
    return any(compare_names(new, build_marks(one)).weight >= _NAMESAKE for one in near)


def alike_findings(alike: Sequence[Alike], *, path: str, case: str) -> tuple[Finding, ...]:
    """Return what is to be told of the cases that look like one with `case`, the likeliest of them."""
    return tuple(
        Finding(
            code="SEKI110",
            severity="warning",
            message=one.told,
            remedy=f"seki case show {one.case.id} と見比べてください。同じなら seki case link {case} {one.case.id} --how 同一 "
            "で目印を付けられます（統合はしません）",
            path=path,
            case=case,
        )
        for one in alike[:MOST]
    )


def not_yet_linked(case: CaseFile, cases: Iterable[CaseFile]) -> tuple[CaseFile, ...]:
    """Return the other cases that nobody has tied to this one yet: of those that are, somebody has already thought."""
    own = {case.id, case.head.continued_from, *(row.case for row in case.head.related)}
    return tuple(
        other
        for other in cases
        if other.id not in own and case.id not in (other.head.continued_from, *(row.case for row in other.head.related))
    )


def find_same_person(people: Iterable[Person], new: Mapping[str, Any]) -> str:
    """Return the id of the person of a household with the kana and the birth date of a new one; none is an empty text.

    Twins share the day and not the name. Without both nobody is taken for another. 出典: 未確認（窓口の慣行）
    """
    kana, born = fold(str(new.get("kana") or "")), str(new.get("born") or "")
    if not kana or not born:
        return ""
    return next((p.id for p in people if p.born and (fold(p.kana), p.born.isoformat()) == (kana, born)), "")


def _weight(pairs: Iterable[Likeness]) -> float:
    return sum(pair.weight for pair in pairs if pair.one_person) or max(pair.weight for pair in pairs)


def _paired(compared: Iterable[Likeness]) -> tuple[Likeness, ...]:
    """Return the pairs that say something, the best first, each person in one pair at most."""
    taken: set[tuple[str, str]] = set()
    kept = []
    for pair in sorted(compared, key=lambda pair: (not pair.one_person, -pair.weight)):
        ends = {("new", pair.new), ("old", pair.old)}
        if (pair.one_person or pair.one_household) and not ends & taken:
            taken |= ends
            kept.append(pair)
    return tuple(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quick:
    """What a person must share with one of the new people to be looked at closely: anything of it is enough."""

    readings: tuple[str, ...]
    words: frozenset[str]
    names: frozenset[str]
    days: frozenset[date]
    phones: frozenset[str]
    houses: frozenset[tuple[str, ...]]


def _build_quick(people: Sequence[Mapping[str, Any]], new: Sequence[Marks]) -> _Quick:
    kana = [[quick_kana(word) for word in str(told.get("kana") or told.get("name") or "").split()] for told in people]
    addresses = [str(told.get("address") or "") for told in people]
    return _Quick(
        readings=tuple({"".join(words) for words in kana if words}),
        words=frozenset(word for words in kana for word in (words[1:] if len(words) == _FAMILY_AND_GIVEN else words)),
        names=frozenset(word for marks in new for word in (*marks.name[-1:], "".join(marks.name))),
        days=frozenset(day for marks in new if marks.born for day in near_days(marks.born)),
        phones=frozenset(number[-_LAST_DIGITS:] for marks in new for number in marks.phones),
        houses=frozenset(quick_house(address) for address in addresses if address),
    )


def _may_be_meant(person: Person, quick: _Quick) -> bool:
    """Say cheaply whether a person is worth a close look: ten thousand households are passed over in a moment."""
    if person.born and person.born in quick.days:
        return True
    if person.phone and quick.phones and not quick.phones.isdisjoint(quick_phones(person.phone)):
        return True
    if person.address and quick.houses and quick_house(person.address) in quick.houses:
        return True
    if not person.kana:
        return bool(person.name) and _named_alike(person.name, quick)
    return _read_alike(person.kana, quick)


def _read_alike(kana: str, quick: _Quick) -> bool:
    words = [quick_kana(word) for word in kana.split()]
    whole = "".join(words)
    return not quick.words.isdisjoint(words) or any(closeness(whole, reading) >= _QUICK_ENOUGH for reading in quick.readings)


def _named_alike(name: str, quick: _Quick) -> bool:
    words = [fold(word) for word in name.replace("・", " ").split()]
    return not quick.names.isdisjoint((*words, "".join(words)))
