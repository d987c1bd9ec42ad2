"""The names of people who may not be shown, looked for in every text that would be shown (rule 7 of the gate)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from seki_cli.model.case import Person
from seki_cli.model.fold import fold

_HONORIFIC: Final = f"(?:{'|'.join(fold(word) for word in ('さん', '君', 'くん', 'ちゃん', '氏', '様', 'さま'))})"
_BETWEEN_NAMES: Final = re.compile(r"[\s・･=＝.．,，]+")
_BETWEEN_ALIASES: Final = re.compile("[、,，/／;；|｜]+")
_KANA: Final = re.compile("[ぁ-ゖァ-ヺー]+")
_KATAKANA: Final = re.compile("[ァ-ヺー]+")
_NOT_WITHIN_KANA: Final = "(?<![ァ-ヺー])"
_LONG_ENOUGH: Final = 3
_NO_NAMES: Final = frozenset(
    fold(word)
    for word in (
        *(
            "匿名",
            "匿名希望",
            "不明",
            "不詳",
            "本人",
            "家族",
            "親族",
            "母",
            "父",
            "妻",
            "夫",
            "息子",
            "娘",
            "長男",
            "長女",
            "知人",
        ),
        *("近隣", "近所", "近隣住民", "隣人", "民生委員", "民生委員児童委員", "児童委員", "職員", "担当者", "相談員"),
        *("ケアマネ", "ケアマネジャー", "大家", "学校", "病院", "警察", "名乗らず"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText:
    """A text in the two forms in which it is searched: as written (NFKC), and folded over kana, bars and old kanji."""

    written: str
    folded: str


def searchable(text: str) -> SearchText:
    """Return the two forms of a text, without spaces and invisible characters. Only for comparing, never stored."""
    written = "".join(
        c for c in unicodedata.normalize("NFKC", text).casefold() if not c.isspace() and unicodedata.category(c)[0] not in "CM"
    )
    return SearchText(written=written, folded=fold(written))


@dataclass(frozen=True, slots=True, kw_only=True)
class NameKeys:
    """What is looked for of one person: anywhere as written, anywhere folded, only where kana begin, only before さん, 君, 氏."""

    person: str
    written: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()

    def without(self, known: Iterable["NameKeys"]) -> "NameKeys":
        """Return the same but for what is also a name of somebody who may be shown: it points to them."""
        known = tuple(known)
        return replace(
            self,
            written=tuple(key for key in self.written if not any(key in other.written for other in known)),
            folded=tuple(key for key in self.folded if not any(key in other.folded for other in known)),
            leading=tuple(key for key in self.leading if not any(key in other.leading for other in known)),
            addressed=tuple(key for key in self.addressed if not any(key in other.addressed for other in known)),
        )

    def found_in(self, text: SearchText) -> bool:
        """Say whether a text names this person."""
        if any(key in text.written for key in self.written) or any(key in text.folded for key in self.folded):
            return True
        if any(re.search(_NOT_WITHIN_KANA + re.escape(key), text.folded) for key in self.leading):
            return True
        return any(re.search(re.escape(key) + _HONORIFIC, text.folded) for key in self.addressed)


def build_keys(person: Person, surnames: tuple[str, ...] = ()) -> NameKeys:
    """Return what to look for of a person: whole name, given name, kana, aliases.

    A given name or alias of two letters or more is looked for anywhere, a given name of one letter only where somebody is
    addressed by it. Kana of three letters or more are found in either kana; shorter ones only where a word in kana begins,
    since あい would else be found in half of all Japanese texts (つきあい), or where somebody is addressed.
    `surnames` of the household split a name that was written without a space. 出典: records.md の門の規則7
    """
    keys = _Keys()
    for name in (_joined(person.name), *_given_names(person.name, surnames)):
        keys.take(name, short_anywhere=True)
    for reading in (_joined(person.kana), *_given_names(person.kana, ())):
        keys.take(reading, short_anywhere=_KATAKANA.fullmatch(reading) is not None)
    for alias in {person.alias, *_BETWEEN_ALIASES.split(person.alias)}:
        if len(_joined(alias)) >= 2:
            keys.take(_joined(alias), short_anywhere=True)
    return keys.build(person.id)


class _Keys:
    def __init__(self) -> None:
        self.written: list[str] = []
        self.folded: list[str] = []
        self.leading: list[str] = []
        self.addressed: list[str] = []

    def take(self, key: str, *, short_anywhere: bool) -> None:
        """Sort one spelling into the ways of looking for it."""
        forms = searchable(key)
        if not forms.folded:
            return
        only_kana = _KANA.fullmatch(forms.written) is not None
        if len(forms.folded) >= _LONG_ENOUGH or (len(forms.folded) == 2 and not only_kana):
            self.folded.append(forms.folded)
            return
        self.addressed.append(forms.folded)
        if len(forms.folded) == 2:
            self.leading.append(forms.folded)
        if short_anywhere and len(forms.written) >= 2:
            self.written.append(forms.written)

    def build(self, person: str) -> NameKeys:
        """Return what was collected, each spelling once."""
        written, folded, leading, addressed = (
            tuple(sorted(set(found))) for found in (self.written, self.folded, self.leading, self.addressed)
        )
        return NameKeys(person=person, written=written, folded=folded, leading=leading, addressed=addressed)


def _joined(name: str) -> str:
    return _BETWEEN_NAMES.sub("", unicodedata.normalize("NFKC", name))


def _given_names(name: str, surnames: tuple[str, ...]) -> tuple[str, ...]:
    parts = [part for part in _BETWEEN_NAMES.split(unicodedata.normalize("NFKC", name)) if part]
    if len(parts) == 1:
        return tuple(parts[0][len(key) :] for key in surnames if parts[0].startswith(key) and parts[0] != key)
    given = parts[1:]
    longer = [part for part in given if len(part) >= _LONG_ENOUGH] if len(given) > 1 else []
    return ("".join(given), *longer) if given else ()


def surnames_of(people: Iterable[Person]) -> tuple[str, ...]:
    """Return the surnames that those names of a household show that are written with a space."""
    split = [_BETWEEN_NAMES.split(unicodedata.normalize("NFKC", person.name).strip()) for person in people]
    return tuple(dict.fromkeys(parts[0] for parts in split if len(parts) > 1 and parts[0]))


def is_same_name(person: Person, people: Iterable[Person]) -> bool:
    """Say whether somebody of another case bears the name of one of these people: mostly the same person in two cases."""
    name, reading = _folded(person.name), _folded(person.kana)
    if name:
        return name in {_folded(other.name) for other in people}
    return bool(reading) and reading in {_folded(other.kana) for other in people}


def is_part_of_a_name(name: str, people: Iterable[Person]) -> bool:
    """Say whether a caller's name is no name at all (匿名, 母), or part of the name of one of these people."""
    folded = _folded(name)
    return not folded or folded in _NO_NAMES or any(folded in _folded(spelling) for p in people for spelling in (p.name, p.kana))


def _folded(name: str) -> str:
    return searchable(_joined(name)).folded


class FarNames:
    """Whole names of people of all cases: one from another case in a text of this case is a name on the wrong paper.

    Only whole names and whole readings: a given name alone points to nobody among thousands. Built once for a paper, and
    looked up by their first two letters, so that thousands of names cost a text no more than a few.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        """Take everybody, those of the case in question too: `found_in` is told whom to leave out."""
        self._by_start: dict[str, list[str]] = {}
        for form in {form for person in people for form in whole_forms(person)}:
            self._by_start.setdefault(form[:2], []).append(form)

    def found_in(self, text: SearchText, but: frozenset[str]) -> bool:
        """Say whether a text holds a whole name other than those of `but` (the case's own people, whom rule 1 judges)."""
        folded = text.folded
        return any(
            form not in but and folded.startswith(form, at)
            for at in range(len(folded) - 1)
            for form in self._by_start.get(folded[at : at + 2], ())
        )


def whole_forms(person: Person) -> Iterator[str]:
    """Yield a person's whole name and whole reading, folded, where they are long enough to mean somebody."""
    for spelling in (person.name, person.kana):
        form = _folded(spelling)
        if len(form) >= _LONG_ENOUGH or (len(form) == 2 and not _KANA.fullmatch(form)):
            yield form
