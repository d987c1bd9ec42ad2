"""Two cases that may be one household: a hint for the person at the desk, never a merge."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from seki_cli.model.case import Person
from seki_cli.model.fold import fold
from seki_cli.model.verdict import Finding
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


def alike_findings(
    people: Iterable[Mapping[str, Any]], cases: tuple[CaseFile, ...], *, path: str, case: str
) -> tuple[Finding, ...]:
    """Return what is to be told of the cases that look like the same household as these people of `case`."""
    return tuple(
        Finding(
            code="SEKI110",
            severity="warning",
            message=f"同じ世帯かもしれないケースがあります: {alike.id}（{'・'.join(why)}が一致）",
            remedy=f"seki case show {alike.id} と見比べてください。統合はしていません",
            path=path,
            case=case,
        )
        for alike, why in find_alike(people, cases)
    )


def find_same_person(people: Iterable[Person], new: Mapping[str, Any]) -> str:
    """Return the id of the person of a household with the kana and the birth date of a new one; none is an empty text.

    Twins share the day and not the name. Without both nobody is taken for another. 出典: 未確認（窓口の慣行）
    """
    kana, born = fold(str(new.get("kana") or "")), str(new.get("born") or "")
    if not kana or not born:
        return ""
    return next((p.id for p in people if p.born and (fold(p.kana), p.born.isoformat()) == (kana, born)), "")


def _marks(kana: str, born: str, phone: str, address: str) -> dict[str, str]:
    marks = {}
    if kana and born:
        marks["ふりがなと生年月日"] = fold(kana) + born
    if digits := re.sub("[^0-9]", "", fold(phone)):
        marks["電話番号"] = digits
    if kana and address:
        marks["ふりがなと住所"] = fold(kana) + fold(address)
    return marks
