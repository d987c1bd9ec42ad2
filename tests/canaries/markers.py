"""Markers: a word that looks Japanese and stands in one field alone, and how it is found again wherever it went."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

HERE: Final = "＊"
"""Stands in a record of the fixture for a marker; what follows it stands before the marker."""
_KANA: Final = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
_FOUND: Final = re.compile(r"[ぁ-んァ-ン]([0-9]{3})号")
_ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_OCTAL: Final = re.compile(r"(?:\\[0-7]{3})+")
_PERCENT: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


@dataclass(slots=True)
class Marks:
    """All markers of a fixture, by number, and days that are markers by their spellings."""

    by_num: dict[int, tuple[str, str]] = field(default_factory=dict)
    days: dict[str, tuple[str, str]] = field(default_factory=dict)

    def new(self, kind: str, path: str, before: str = "") -> str:
        """Return a marker for a field: `秘語ぬ017号`."""
        num = len(self.by_num) + 1
        self.by_num[num] = (kind, path)
        return f"{before or '秘語'}{_KANA[num % len(_KANA)]}{num:03}号"

    def put(self, kind: str, value: Any, path: str = "") -> Any:
        """Return a record with a marker of its own in each place that asks for one."""
        if isinstance(value, Mapping):
            open_names = path == "extra"
            return {
                key: self.put(kind, inner, f"{path}.{'*' if open_names else key}" if path else str(key))
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self.put(kind, inner, f"{path}[]") for inner in value]
        if isinstance(value, str) and value.startswith(HERE):
            return self.new(kind, path, value.removeprefix(HERE))
        return value

    def day(self, *spellings: str) -> str:
        """Take a day of birth for a marker, in all the spellings that seki knows; return the first."""
        for one in spellings:
            self.days[_plain(one)] = ("household", "people[].born_year" if "year" in spellings[0] else "people[].born")
        return spellings[0]

    @property
    def fields(self) -> set[tuple[str, str]]:
        """Return the fields that have a marker."""
        return {*self.by_num.values(), *self.days.values()}

    def found(self, text: str) -> set[tuple[str, str]]:
        """Return the fields whose markers stand in a text, whatever way it is broken, coloured or escaped."""
        plain = _plain(text)
        found = {self.by_num.get(int(num), ("?", num)) for num in _FOUND.findall(plain)}
        return found | {where for day, where in self.days.items() if re.search(rf"(?<![0-9]){day}(?![0-9])", plain)}

    def found_in(self, texts: Iterable[str]) -> set[tuple[str, str]]:
        """Return the same of several texts."""
        return {where for text in texts for where in self.found(text)}


def _plain(text: str) -> str:
    text = _ANSI.sub("", text)
    text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    text = _OCTAL.sub(lambda m: bytes(int(o, 8) for o in m[0][1:].split("\\")).decode("utf-8", "replace"), text)
    text = _PERCENT.sub(lambda m: bytes.fromhex(m[0].replace("%", "")).decode("utf-8", "replace"), text)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
