"""Protected whereabouts, and people who must not stand on one paper (rule 4 of the gate)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from seki_cli.model.case import Person
from seki_cli.model.fold import fold
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.names import SearchText, searchable

MASK: Final = "（非開示）"
WHEREABOUTS: Final = frozenset({"address", "phone", "school_or_work"})
"""The fields of a person that tell where somebody is to be found."""

_PREFECTURE: Final = re.compile("^.{2,3}?[都道府県]")
_MUNICIPALITY: Final = re.compile("^.{1,6}?[市区町村]")
_BETWEEN: Final = re.compile(r"[\s・･、,，/／()（）]+")
_HOUSE_WORDS: Final = re.compile("丁目|番地ノ|番地|番|号|-")
_NOT_DIGITS: Final = re.compile("[^0-9]")
_KANJI_DIGITS: Final = str.maketrans("〇一二三四五六七八九", "0123456789")
_BEFORE_DIGITS: Final = re.compile(f"[{fold('の')}之](?=[0-9])")
_NO_PLACES: Final = frozenset(
    fold(word)
    for word in (
        *("株式会社", "有限会社", "合同会社", "社会福祉法人", "医療法人", "会社員", "正社員", "契約社員", "派遣社員", "公務員"),
        *(
            "パート",
            "アルバイト",
            "自営業",
            "内職",
            "日雇い",
            "在宅勤務",
            "休職中",
            "求職中",
            "退職済み",
            "小学校",
            "中学校",
            "高校",
        ),
        *("保育園", "幼稚園", "特別支援学校", "専門学校", "大学生", "高校生", "中学生", "小学生", "不登校", "勤務先", "通学先"),
    )
)
"""Words of a school or workplace that say what it is and not which one: alone they give no place away."""
_SHORTEST_ADDRESS: Final = 4
_SHORTEST_PHONE: Final = 7
_SHORTEST_PLACE: Final = 3

Ref = tuple[str, str]
"""A person anywhere: case id and person id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two people who must not be together, and where that is written."""

    a: Ref
    b: Ref
    path: str
    key: tuple[str | int, ...]

    def other(self, one: Ref) -> Ref | None:
        """Return the other of the two, or None where `one` is neither."""
        return self.b if one == self.a else self.a if one == self.b else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What the pairs do to one item: the pair that keeps the item off the paper, or those who are left out of it."""

    withheld_by: Pair | None = None
    left_out: frozenset[Ref] = frozenset()
    pairs: tuple[Pair, ...] = ()


def pairs_touching(world: World, case: CaseFile) -> tuple[Pair, ...]:
    """Return every never_together pair that names somebody of a case, from whichever household it stands in."""
    found = []
    for other in world.folders.some({case.id, *world.folders.naming(frozenset({case.id}))}):
        for at, row in enumerate(other.household.never_together):
            refs = [_ref(entry, other.id) for entry in row]
            found += [
                Pair(a=a, b=b, path=other.household.path, key=("never_together", at))
                for n, a in enumerate(refs)
                for b in refs[n + 1 :]
                if case.id in (a[0], b[0])
            ]
    return tuple(found)


def keep_apart(pairs: tuple[Pair, ...], subject: Iterable[Ref], in_room: Iterable[Ref]) -> Apart:
    """Return what never_together does to an item about `subject` while the people `in_room` sit there.

    Both in the plan's persons: the item is withheld. Else whoever is not among them is left out, both where neither is.
    Somebody in the room must not read about the other one either: that too withholds the item. 出典: records.md の門の規則4
    """
    asked, present = frozenset(subject), frozenset(in_room)
    left_out: set[Ref] = set()
    for pair in pairs:
        both = {pair.a, pair.b}
        if both <= asked or any(pair.other(one) in asked for one in present):
            return Apart(withheld_by=pair, pairs=pairs)
        left_out |= both - asked
    return Apart(left_out=frozenset(left_out), pairs=pairs)


def _ref(entry: str, case_id: str) -> Ref:
    far, _, person = entry.rpartition("#")
    return (far or case_id, person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a protected person is to be found, in the forms in which a text could give it away."""

    person: str
    addresses: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    phone: str = ""

    def found_in(self, text: SearchText) -> bool:
        """Say whether a text gives the place away, a phone number or a house number in any spelling."""
        if any(place in text.folded for place in self.places) or (
            self.phone and any(self.phone in _digits(form) for form in (text, _in_figures(text)))
        ):
            return True
        return bool(self.addresses) and any(address in _street(text) for address in self.addresses)


def find_whereabouts(people: Iterable[Person]) -> tuple[Whereabouts, ...]:
    """Return what to look for of the protected among some people.

    A protection order masks until it is lifted; an expired date does not lift it. The address is looked for with and without
    prefecture and municipality. 出典: records.md の門の規則4・住民基本台帳事務における支援措置
    """
    return tuple(_of(person) for person in people if person.protected is not None)


def _in_figures(text: SearchText) -> SearchText:
    """Return a text with its figures in kanji written as digits: 一丁目 is 1丁目."""
    return SearchText(written=text.written.translate(_KANJI_DIGITS), folded=text.folded.translate(_KANJI_DIGITS))


def _digits(text: SearchText) -> str:
    return _NOT_DIGITS.sub("", text.written)


def _street(text: SearchText) -> str:
    return _BEFORE_DIGITS.sub("", _HOUSE_WORDS.sub("", _in_figures(text).folded))


def _of(person: Person) -> Whereabouts:
    without_city = _MUNICIPALITY.sub("", _PREFECTURE.sub("", person.address.strip()))
    addresses = {_street(searchable(spelling)) for spelling in (person.address, without_city)}
    parts = (searchable(part).folded for part in _BETWEEN.split(person.school_or_work))
    named = next((part for part in parts if len(part) >= _SHORTEST_PLACE and part not in _NO_PLACES), "")
    places = {searchable(person.school_or_work).folded, named}
    phone = _digits(searchable(person.phone))
    return Whereabouts(
        person=person.id,
        addresses=tuple(sorted(word for word in addresses if len(word) >= _SHORTEST_ADDRESS)),
        places=tuple(sorted(word for word in places if len(word) >= _SHORTEST_PLACE)),
        phone=phone if len(phone) >= _SHORTEST_PHONE else "",
    )
