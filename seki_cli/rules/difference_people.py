"""人: who joined a household, left it, moved, fell ill, died, since a moment; names and ties; protection set or lifted."""

from collections.abc import Iterator

from seki_cli.rules.difference import Between, Change, person_words
from seki_cli.rules.masks import WHEREABOUTS
from seki_cli.rules.people_differences import (
    BondDifference,
    FieldDifference,
    field_differences,
    gone_people,
    new_people,
    protection_sentence,
    relation_differences,
    tie_differences,
)
from seki_cli.rules.pieces import HOUSEHOLD


def people_changes(between: Between) -> Iterator[Change]:
    """Yield what changed about the people of a case. Where the household could not be read then, nothing is compared."""
    then, now = between.then.household, between.now.household
    if then.path in between.then.unread or now.path in between.now.unread:
        return
    for person in new_people(then, now):
        how = "世帯に加わりました" if person.role in ("本人", "世帯員") else f"{person.role}として記録に加わりました"
        yield _change(between, "加入", f"{person_words(person)} が{how}", "people", person.id)
        if person.protected is not None:
            said = f"{person_words(person)} には支援措置（所在の保護）が付いています。所在を伏せます"
            yield _change(between, "支援措置", said, "people", person.id, "protected")
    for person in gone_people(then, now):
        yield _change(between, "離脱", f"{person_words(person)} が世帯の記録から外れました", "people", person.id)
    for row in field_differences(then, now):
        yield _change(between, _kind(row), f"{between.who(row.now.id)} {_said(row)}", "people", row.now.id, row.field)
    for person in now.people:
        was = then.person(person.id)
        if was is not None:
            yield from _marks(between, was.id)
    for bond in relation_differences(then, now):
        pair = " と ".join(between.who(end) for end in bond.persons)
        yield _change(between, "関係", f"{pair} の「{bond.what}」{bond.said}", *bond.key)
    for bond in tie_differences(then, now):
        yield _change(between, "つながり", f"{between.who(bond.persons[0])} の、{_end(between, bond)} {bond.said}", *bond.key)
    yield from _apart(between)


def _change(between: Between, kind: str, sentence: str, *key: str | int) -> Change:
    path = between.now.household.path
    return Change(group="人", kind=kind, sentence=sentence, record=HOUSEHOLD, path=path, day=between.saved_on(path), key=key)


def _kind(row: FieldDifference) -> str:
    if row.field == "role":
        return "立場"
    if row.field == "living":
        return {"死亡": "死亡", "施設": "施設", "入院": "入院"}.get(row.after, "同居・別居")
    return {"address": "転居", "name": "氏名"}.get(row.field, row.title)


def _said(row: FieldDifference) -> str:
    """Return the sentence about a field; where somebody is to be found is not repeated here, `case show` says it neither."""
    hidden = row.field in ("address", "phone") or (row.field in WHEREABOUTS and (row.was.protected or row.now.protected))
    if not hidden:
        return f"の{row.sentence}" if row.field != "living" or not row.after else f"が{row.sentence}"
    if not row.before or not row.after:
        return f"の{row.title}が{'記録されました' if row.after else '消されました'}"
    return f"の{row.title}が変わりました" + ("（転居）" if row.field == "address" else "")


def _marks(between: Between, person_id: str) -> Iterator[Change]:
    was, now = between.then.household.person(person_id), between.now.household.person(person_id)
    if was is None or now is None:
        return
    said = protection_sentence(was, now)
    if said:
        yield _change(between, "支援措置", f"{person_words(now)} の{said}", "people", now.id, "protected")
    if was.unconfirmed and not now.unconfirmed:
        yield _change(between, "確認", f"{person_words(now)} のことが確かめられました", "people", now.id, "unconfirmed")


def _end(between: Between, bond: BondDifference) -> str:
    if between.office.agency(bond.what):
        return between.office.agency_name(bond.what)
    return between.words.resource(bond.what)


def _apart(between: Between) -> Iterator[Change]:
    before, after = set(between.then.household.never_together), set(between.now.household.never_together)
    for said, rows in (("になりました", after - before), ("ではなくなりました", before - after)):
        for row in sorted(rows):
            pair = " と ".join(between.who(end) for end in row)
            yield _change(between, "同席", f"{pair} は、同席・同じ資料を避ける組{said}", "never_together")
