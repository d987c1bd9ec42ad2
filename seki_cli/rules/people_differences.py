"""What differs between two states of a household, one row for each difference, for the paper of a meeting and for `diff`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from seki_cli.model.case import Household, Person, Relation, Tie
from seki_cli.model.wareki import show_day

FIELDS: Final = (
    ("role", "立場"),
    ("name", "氏名"),
    ("kana", "ふりがな"),
    ("alias", "呼び名"),
    ("sex", "性別"),
    ("born", "生年月日"),
    ("relation", "続柄"),
    ("living", "同居・別居"),
    ("school_or_work", "学校・職場"),
    ("health", "健康"),
    ("care_level", "要介護度"),
    ("certificates", "手帳"),
    ("issues", "課題と特性"),
    ("address", "住所"),
    ("phone", "電話"),
)
LIVING: Final = {
    "同居": "同居になりました",
    "別居": "別居になりました",
    "施設": "施設に入りました",
    "入院": "入院しました",
    "所在不明": "所在が分からなくなりました",
    "死亡": "亡くなりました",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """One field of one person that is there in both states and reads otherwise. Values as one text each, empty: none."""

    was: Person
    now: Person
    field: str
    title: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Return what happened to the field, without saying whose it is."""
        if self.field == "living" and self.after:
            return LIVING[self.after] + (f"（前は{self.before}）" if self.before else "")
        if not self.before:
            return f"{self.title}が記録されました: {self.after}"
        if not self.after:
            return f"{self.title}の記載がなくなりました（前は {self.before}）"
        return f"{self.title}が変わりました: {self.before} → {self.after}"


def new_people(then: Household, now: Household) -> tuple[Person, ...]:
    """Return who is in the household now and was not then, in the order of the record."""
    return tuple(person for person in now.people if then.person(person.id) is None)


def gone_people(then: Household, now: Household) -> tuple[Person, ...]:
    """Return who was in the household then and is no more, in the order of the record."""
    return tuple(person for person in then.people if now.person(person.id) is None)


def field_differences(then: Household, now: Household) -> Iterator[FieldDifference]:
    """Yield the fields that differ of those who are in both states, person by person."""
    for person in now.people:
        was = then.person(person.id)
        for name, title in FIELDS if was is not None else ():
            before, after = _text(was, name), _text(person, name)
            if was is not None and before != after:
                yield FieldDifference(was=was, now=person, field=name, title=title, before=before, after=after)


def _text(person: Person | None, name: str) -> str:
    value = getattr(person, name)
    if name == "born" and person is not None:
        year = f"{person.born_year}年" if person.born_year else ""
        return show_day(person.born) if person.born else f"{year}（推定）" if year and person.estimated else year
    return "・".join(value) if isinstance(value, tuple) else str(value or "").replace("\n", " ")


def protection_sentence(was: Person, now: Person) -> str:
    """Return what became of a person's protection order (支援措置) between two states; empty where nothing did."""
    if was.protected == now.protected:
        return ""
    if now.protected is None:
        return "支援措置（所在の保護）が外されました。所在を伏せなくなります"
    since = f"（{show_day(now.protected.since)}から）" if now.protected.since else ""
    if was.protected is None:
        return f"支援措置（所在の保護）が付きました{since}。所在を伏せます"
    return f"支援措置（所在の保護）の期間か根拠が変わりました{since}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BondDifference:
    """A relation or a tie that came, went or reads otherwise. `persons`: both ends of a relation, the one of a tie."""

    persons: tuple[str, ...]
    what: str
    said: str
    key: tuple[str | int, ...]


def relation_differences(then: Household, now: Household) -> Iterator[BondDifference]:
    """Yield the relations (婚姻, 離婚 …) that came, went, ended or became closer or more distant."""
    before = {(row.kind, row.a, row.b): row for row in then.relations}
    after = {(row.kind, row.a, row.b): row for row in now.relations}
    for at, row in enumerate(now.relations):
        was = before.get((row.kind, row.a, row.b))
        said = "が記録されました" if was is None else _relation_changed(was, row)
        if said:
            yield BondDifference(persons=(row.a, row.b), what=row.kind, said=said, key=("relations", at))
    for key in sorted(before.keys() - after.keys()):
        yield BondDifference(persons=key[1:], what=key[0], said="の記載がなくなりました", key=("relations",))


def _relation_changed(was: Relation, row: Relation) -> str:
    if was.until != row.until:
        return f"が{show_day(row.until)}で終わりました" if row.until else "が終わったという記載がなくなりました"
    if was.closeness != row.closeness:
        return f"の間柄が変わりました（{was.closeness or '記載なし'} → {row.closeness or '記載なし'}）"
    return ""


def tie_differences(then: Household, now: Household) -> Iterator[BondDifference]:
    """Yield the ties to agencies, resources and others that came, went or changed (エコマップ). `what` is an id or a label."""
    before = {_of(tie): tie for tie in then.ties}
    after = {_of(tie): tie for tie in now.ties}
    for at, tie in enumerate(now.ties):
        was = before.get(_of(tie))
        said = "とのつながりができました" if was is None else _tie_changed(was, tie)
        if said:
            yield BondDifference(persons=(tie.person,), what=_what(tie), said=said, key=("ties", at))
    for key in sorted(before.keys() - after.keys()):
        said = "とのつながりの記載がなくなりました"
        yield BondDifference(persons=(key[0],), what=_what(before[key]), said=said, key=("ties",))


def _tie_changed(was: Tie, tie: Tie) -> str:
    if was.until != tie.until and tie.until:
        return f"とのつながりが{show_day(tie.until)}で終わりました"
    if was.strength != tie.strength:
        return f"とのつながりが変わりました（{was.strength or '記載なし'} → {tie.strength or '記載なし'}）"
    return ""


def _of(tie: Tie) -> tuple[str, str]:
    return tie.person, _what(tie)


def _what(tie: Tie) -> str:
    return tie.agency or tie.resource or tie.label
