"""Finding a case by what people say of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from seki_cli.model.case import Person
from seki_cli.model.fold import fold
from seki_cli.model.ids import fold_id
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.bonds import marked_same
from seki_cli.rules.case_state import case_status


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A case that fits, by which person and which mark; no value of the record."""

    case: str
    person: str
    where: str
    status: str
    lead: str
    same_as: tuple[str, ...] = ()


def may_stand_on_command_line(word: str) -> bool:
    """Say whether a word is an id, a date or a code: the only ones that may stand in a shell's history.

    Each of them has a digit in it; letters alone may be a name in Roman letters.
    """
    shaped = re.fullmatch("[A-Za-z0-9][A-Za-z0-9/#.:_-]*", fold_id(word)) is not None
    return (shaped and any(map(str.isdecimal, word))) or _is_day(word)


def _is_day(word: str) -> bool:
    try:
        return bool(parse_day(word, date(2000, 1, 1)))
    except ValueError:
        return False


def find_cases(world: World, words: str, day: date) -> tuple[Hit, ...]:
    """Return the cases in which every word fits one person or the head, by case id; no word gives nothing.

    A word fits a folded part of name, kana, alias, address, or the digits of a phone, a birth date in any spelling, or a
    part of a number.
    """
    sought = words.split()
    if not sought:
        return ()
    whole, same = fold(words), marked_same(world)
    hits = []
    for case in world.cases:
        for person, marks in _marks(case):
            fits = [[name for name, text in marks if _fits(word, text, day)] for word in sought]
            if not all(fits) and len(sought) > 1:
                fits = [[name for name, text in marks if whole and whole in fold(text)]]
            if all(fits):
                where = "・".join(dict.fromkeys(name for names in fits for name in names))
                status = case_status(case, world.meetings, world.office, day)
                lead, others = case.head.lead_agency, same.get(case.id, ())
                hits.append(Hit(case=case.id, person=person, where=where, status=status, lead=lead, same_as=others))
    return tuple(hits)


def _marks(case: CaseFile) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    head = case.head
    yield "", [("番号", case.id), ("台帳番号", head.register_no), *(("プラン番号", plan.id) for plan in case.plans)]
    for person in case.household.people:
        yield person.id, _person_marks(person)


def _person_marks(person: Person) -> list[tuple[str, str]]:
    return [
        ("氏名", person.name),
        ("ふりがな", person.kana),
        ("呼び名", person.alias),
        ("住所", person.address),
        ("電話", re.sub("[^0-9]", "", fold(person.phone))),
        ("生年月日", person.born.isoformat() if person.born else ""),
        ("生年", str(person.born_year or "")),
    ]


def _fits(word: str, text: str, day: date) -> bool:
    if not text:
        return False
    folded = fold(word)
    if folded and folded in fold(text):
        return True
    digits = re.sub("[^0-9]", "", folded)
    if len(digits) >= 4 and text.isdecimal() and digits in text:
        return True
    try:
        return parse_day(word, day).isoformat() == text
    except ValueError:
        return False
