"""A reader of the same subset of YAML on another parser: ruamel's pure one, with rules of its own for what is refused.

It shares no code with seki's reader: what the one reads the other has to read, and to the same tree.
"""

import re
import unicodedata
from typing import Any, Final

from ruamel.yaml import YAML, YAMLError
from ruamel.yaml import events as ev
from ruamel.yaml import tokens as tk
from ruamel.yaml.error import MarkedYAMLError

BLANK_BLOCK: Final = "a block of blank lines, each longer than the one above"
"""What ruamel alone refuses: to libyaml, and to YAML 1.2 itself, there is nothing in such a block."""

_LARGEST: Final = 262_144
_DEEPEST: Final = 16
_MOST: Final = 50_000
_BLANK_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_BREAKS: Final = frozenset("\u2028\u2029")
_NO_VALUE: Final = ("", "~", "null")


class Refused(Exception):
    """A text that is no record, in one word of English."""


def read_as_twin(data: bytes) -> dict[str, Any]:
    """Return the mapping in a record's bytes; raise Refused for whatever is none."""
    text = _decoded(data)
    try:
        _refuse_tokens(text)
        return _Reading(text).read()
    except MarkedYAMLError as error:
        raise Refused(
            BLANK_BLOCK if "more indented follow up line" in str(error.problem or error.context) else "grammar"
        ) from None
    except (YAMLError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(f"grammar: {type(error).__name__}") from None


def _decoded(data: bytes) -> str:
    if len(data) > _LARGEST:
        raise Refused("size")
    if data[:4] in (b"%PDF", b"GIF8", b"Rar!"):
        raise Refused("no text")
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    for letter in set(text) - {"\n"}:
        if _is_refused(letter):
            raise Refused("letter")
    return text


def _is_refused(letter: str) -> bool:
    """Say whether a letter may not stand in a record: controls, formats, half letters, no letters, blank letters, tabs."""
    number = ord(letter)
    return (
        unicodedata.category(letter) in ("Cc", "Cf", "Cs")
        or letter in _BLANK_LETTERS | _BREAKS
        or number & 0xFFFE == 0xFFFE
        or 0xFDD0 <= number <= 0xFDEF
        or 0xE0000 <= number <= 0xE00FF
        or 0x2060 <= number <= 0x206F
    )


def _refuse_tokens(text: str) -> None:
    documents, ended = 0, None
    for token in YAML(typ="safe", pure=True).scan(text):
        if isinstance(token, tk.AnchorToken | tk.AliasToken | tk.TagToken | tk.DirectiveToken):
            raise Refused("sign")
        documents += isinstance(token, tk.DocumentStartToken)
        if isinstance(token, tk.KeyToken) and token.end_mark.index > token.start_mark.index:
            raise Refused("explicit key")
        if ended is not None and not isinstance(token, tk.StreamEndToken):
            raise Refused("behind the end")
        if isinstance(token, tk.DocumentEndToken):
            ended = token
    if documents > 1:
        raise Refused("documents")


class _Reading:
    """One text being read: an explicit stack of its own, from ruamel's events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.events = list(YAML(typ="safe", pure=True).parse(text))
        self.at = 0
        self.values = 0

    def read(self) -> dict[str, Any]:
        self.events = [
            event
            for event in self.events
            if not isinstance(event, ev.StreamStartEvent | ev.StreamEndEvent | ev.DocumentStartEvent | ev.DocumentEndEvent)
        ]
        if not self.events or not isinstance(self.events[0], ev.MappingStartEvent):
            raise Refused("no mapping")
        tree = self._node(0, flow=False)
        if not isinstance(tree, dict) or self.at != len(self.events):
            raise Refused("no mapping")
        return tree

    def _node(self, depth: int, *, flow: bool) -> Any:
        event = self.events[self.at]
        self.at += 1
        self.values += 1
        if self.values > _MOST:
            raise Refused("many")
        if isinstance(event, ev.ScalarEvent):
            return self._scalar(event, flow=flow)
        if depth >= _DEEPEST:
            raise Refused("deep")
        inner = flow or bool(event.flow_style)
        if isinstance(event, ev.SequenceStartEvent):
            items = []
            while not isinstance(self.events[self.at], ev.SequenceEndEvent):
                items.append(self._node(depth + 1, flow=inner))
            self.at += 1
            return items
        found: dict[str, Any] = {}
        while not isinstance(self.events[self.at], ev.MappingEndEvent):
            key = self._key(flow=inner)
            if key in found:
                raise Refused("twice")
            found[key] = self._node(depth + 1, flow=inner)
        self.at += 1
        return found

    def _key(self, *, flow: bool) -> str:
        event = self.events[self.at]
        self.at += 1
        if not isinstance(event, ev.ScalarEvent):
            raise Refused("key")
        key = self._scalar(event, flow=flow)
        if key is None or "\n" in key or len(key) > 100 or (key == "<<" and event.implicit[0]):
            raise Refused("key")
        return key

    def _scalar(self, event: Any, *, flow: bool) -> str | None:
        value = str(event.value)
        source = self.text[event.start_mark.index : event.end_mark.index]
        if event.style == '"' and any(_is_refused(letter) for letter in value if letter != "\n"):
            raise Refused("escaped letter")
        if event.style in ("|", ">") and re.match("[|>][-+0-9]*#", source):
            raise Refused("tight comment")
        if not event.implicit[0]:
            return value
        if value in _NO_VALUE:
            return None
        if flow and ("?" in value or value[:1] == ":" or value[-1:] == ":"):
            raise Refused("a sign in brackets that parsers take for different things")
        self._refuse_slips(event, source.rstrip("\n "))
        return value

    def _refuse_slips(self, event: Any, source: str) -> None:
        lines = source.split("\n")
        if len(lines) > 1 and re.fullmatch("[｜＞][-+0-9－＋ー−‐０-９]*[ \u3000]*", lines[0]):
            raise Refused("wide block")
        before = self.lines[event.start_mark.line][: event.start_mark.column]
        for number, line in enumerate(lines):
            if number == 0 and before.strip(" -"):
                continue
            if _is_slip(re.sub("^ *(?:- +)*-?(?=\u3000)|^ *(?:- +)*", "", line)):
                raise Refused("slip")


def _is_slip(line: str) -> bool:
    """Say whether a line begins like a key that a full-width sign, or a missing blank, made into text."""
    if line.startswith("\u3000"):
        return True
    word = ""
    for letter in line:
        if not (letter.isascii() and (letter.isalnum() or letter == "_")):
            break
        word += letter
    behind = line[len(word) : len(word) + 2]
    if not word or len(word) > 40 or word[0].isdigit():
        return False
    if behind[:1] == "：" or behind == ":\u3000":
        return True
    return word == word.lower() and behind[:1] == ":" and behind[1:] not in ("", " ", "/")
