"""Two cases that may be one household: a hint for the person at the desk, never a merge."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from seki_cli.model.fold import fold
from seki_cli.model.world import CaseFile

EXPLAINED: Final = {
    "SEKI110": (
        "同じ世帯かもしれないケースがある",
        "ふりがなと生年月日、電話番号、ふりがなと住所のどれかが一致するケースがあります。知らせるだけで、統合はしません。",
    )
}


def find_alike(people: Iterable[Mapping[str, Any]], cases: tuple[CaseFile, ...]) -> tuple[tuple[CaseFile, tuple[str, ...]], ...]:
    """Return the cases that share a person's marks with these people, each with the names of the marks that agree.

    Kana with birth date, a phone number, or an address with kana: each folded, so that width and old forms do not hide it.
    `people` are mappings as a new household has them. 出典: 未確認（窓口の慣行）
    """
    new = [_marks(p.get("kana", ""), str(p.get("born") or ""), p.get("phone", ""), p.get("address", "")) for p in people]
    found = []
    for case in cases:
        agreed: set[str] = set()
        for person in case.household.people:
            old = _marks(person.kana, person.born.isoformat() if person.born else "", person.phone, person.address)
            for marks in new:
                agreed |= {name for name in marks.keys() & old.keys() if marks[name] == old[name]}
        if agreed:
            found.append((case, tuple(sorted(agreed))))
    return tuple(found)


def _marks(kana: str, born: str, phone: str, address: str) -> dict[str, str]:
    marks = {}
    if kana and born:
        marks["ふりがなと生年月日"] = fold(kana) + born
    if digits := re.sub("[^0-9]", "", fold(phone)):
        marks["電話番号"] = digits
    if kana and address:
        marks["ふりがなと住所"] = fold(kana) + fold(address)
    return marks
