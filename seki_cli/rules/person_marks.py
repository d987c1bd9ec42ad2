"""The marks by which a person may be known again, folded: how two offices write one name, one number, one house."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from seki_cli.model.case import Person
from seki_cli.model.fold import fold

_BIG: Final = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヲ", "アイウエオツヤユヨワカケジズオ")
_QUICK: Final = {
    **{code: chr(code + 0x60).translate(_BIG) for code in range(ord("ぁ"), ord("ゖ") + 1)},
    **{code: chr(code).translate(_BIG) for code in range(ord("ァ"), ord("ヶ") + 1)},
    **{ord(letter): None for letter in " \u3000・-ー－―‐"},
}
_VOWELS: Final = {
    letter: vowel
    for vowel, row in {
        "ア": "アカガサザタダナハバパマヤラワ",
        "イ": "イキギシジチヂニヒビピミリ",
        "ウ": "ウクグスズツヅヌフブプムユルヴ",
        "エ": "エケゲセゼテデネヘベペメレ",
        "オ": "オコゴソゾトドノホボポモヨロヲ",
    }.items()
    for letter in row
}
_LONG: Final = {("ア", "ア"), ("イ", "イ"), ("ウ", "ウ"), ("エ", "エ"), ("エ", "イ"), ("オ", "オ"), ("オ", "ウ")}
_BETWEEN: Final = re.compile(r"[\s・･,，、=＝.．]+")
_BARS: Final = re.compile("[-ーｰ－―‐‑‒–—−~〜]")
_ALL_KANA: Final = re.compile(r"[ァ-ヺー]+")
_V: Final = re.compile("ヴ([ァィェォ])")
_OF_V: Final = {"ァ": "バ", "ィ": "ビ", "ェ": "ベ", "ォ": "ボ"}
_SEVERAL: Final = re.compile(r"[/／、,，;；・]|または|と")
_LEAST_DIGITS: Final = 6
_NUMERALS: Final = {letter: number for number, letter in enumerate("〇一二三四五六七八九")}
_COUNTED: Final = re.compile("([〇一二三四五六七八九十]+)(?=丁目|番|号|条|[-‐－−ー])")
_STEPS: Final = re.compile(r"丁目|番地の|番地|番|号室|号|[のノ](?=\d)|[-ー‐‑‒–—−―~〜]")
_ENDS: Final = re.compile(r"\d{4}(?!\d)")
_DIGITS: Final = re.compile(r"\d+")
_TOWN: Final = re.compile(r"^(\D*)(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An address taken apart: the town as far as it is written, the numbers of the house and the flat in their order."""

    town: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is known of one person, folded. Words of a name in the order they are written; empty where nothing is known."""

    id: str
    kana: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    sex: str = ""
    born: date | None = None
    born_year: int | None = None
    estimated: bool = False
    phones: frozenset[str] = frozenset()
    house: House | None = None


_KNOWN: Final = tuple(field.name for field in fields(Person))


def build_marks(person: Person | Mapping[str, Any]) -> Marks:
    """Return the marks of a person, of a household that is there or of one that is about to be written.

    Of a person under a protection order (支援措置) neither address nor telephone is taken: that something agrees with them
    would tell where the person lives. 出典: 住民基本台帳事務における支援措置
    """
    told = dict(person) if isinstance(person, Mapping) else {key: getattr(person, key) for key in _KNOWN}
    name, kana = str(told.get("name") or ""), str(told.get("kana") or "")
    words = _words(name)
    if not kana and words and all(_ALL_KANA.fullmatch(word) for word in words):
        kana = name
    alias = str(told.get("alias") or "")
    born, year = _day(told.get("born")), told.get("born_year")
    hidden = bool(told.get("protected"))
    return Marks(
        id=str(told.get("id") or ""),
        kana=kana_words(kana),
        name=words,
        alias=tuple(dict.fromkeys((*_words(alias), *kana_words(alias)))),
        sex=str(told.get("sex") or ""),
        born=born,
        born_year=born.year if born else int(year) if year and str(year).isdecimal() else None,
        estimated=bool(told.get("estimated")) and not born,
        phones=frozenset() if hidden else phone_numbers(str(told.get("phone") or "")),
        house=None if hidden else read_house(str(told.get("address") or "")),
    )


def kana_words(text: str) -> tuple[str, ...]:
    """Return the words of a reading as they sound: おおの, おうの and ｵｰﾉ are オーノ, which おの is not."""
    return tuple(filter(None, map(_as_heard, _BETWEEN.split(unicodedata.normalize("NFKC", text)))))


def phone_numbers(text: str) -> frozenset[str]:
    """Return the telephone numbers in a text as digits, with the 0 that stands for +81. A row of one digit is no number."""
    plain = unicodedata.normalize("NFKC", text)
    found = set()
    for part in _SEVERAL.split(plain):
        digits = re.sub("[^0-9]", "", re.sub(r"^\s*(?:\+|00)81[-\s(]*0?", "0", part))
        if len(digits) >= _LEAST_DIGITS and len(set(digits)) > 1:
            found.add(digits)
    return frozenset(found)


def read_house(text: str) -> House | None:
    """Return an address taken apart (3丁目4番地の5, 三丁目４－５ and 3-4-5 are one); None where there is none."""
    if not text.strip():
        return None
    plain = unicodedata.normalize("NFKC", text)
    plain = _COUNTED.sub(lambda found: str(_counted(found.group(1))), plain)
    plain = plain.replace("大字", "").replace("字", "")
    town, rest = _TOWN.match(_STEPS.sub("-", plain)).groups()  # type: ignore[union-attr]
    town = fold(town).replace("ヶ", "ケ").replace("ガ", "ケ").replace("之", "ノ").replace("乃", "ノ")
    return House(town=town, numbers=tuple(_DIGITS.findall(rest)))


def quick_kana(text: str) -> str:
    """Return a reading's letters, cheaply: enough to pass over those who cannot be meant, never to say who is."""
    return unicodedata.normalize("NFKC", text).translate(_QUICK)


def quick_phones(text: str) -> list[str]:
    """Return, as cheaply, what the telephone numbers in a text may end in: the last four digits of each row of them."""
    return _ENDS.findall(unicodedata.normalize("NFKC", text))


def quick_house(text: str) -> tuple[str, ...]:
    """Return, as cheaply, the first two numbers of an address."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(_DIGITS.findall(_COUNTED.sub(lambda found: str(_counted(found.group(1))), plain))[:2])


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (fold(word) for word in _BETWEEN.split(unicodedata.normalize("NFKC", text)))))


def _as_heard(word: str) -> str:
    """Return one word of a reading as it sounds: small kana big, long vowels as a bar, ヴァ as バ."""
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in word.casefold())
    katakana = _V.sub(lambda found: _OF_V[found.group(1)], katakana).replace("ヴ", "ブ")
    heard, vowel = "", ""
    for letter in _BARS.sub("ー", katakana).translate(_BIG):
        if letter == "ー" or (vowel, letter) in _LONG:
            heard += "" if heard.endswith("ー") else "ー"
            continue
        heard += letter
        vowel = _VOWELS.get(letter, "")
    return heard


def _day(value: object) -> date | None:
    if isinstance(value, date) or not value:
        return value if isinstance(value, date) else None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _counted(kanji: str) -> int:
    """Return the number that is written in kanji, as in 十二丁目 or 一二番; below a hundred it may have a 十."""
    tens, ten, ones = kanji.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[letter]) for letter in kanji))
    return 10 * (_NUMERALS.get(tens, 1) if len(tens) < 2 else 1) + (_NUMERALS.get(ones, 0) if ones else 0)
