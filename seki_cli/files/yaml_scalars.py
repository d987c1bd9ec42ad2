"""How a value is spelled in a file: plain, quoted or as a block, so that YAML 1.1, YAML 1.2 and people read the same text."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from seki_cli.files.yaml_faults import text_fault
from seki_cli.files.yaml_text import find_bad_character, find_slip

LONG_LINE: Final = 80

_WORDS: Final = frozenset(["~", "=", "<<", "null", "yes", "no", "on", "off", "y", "n", "true", "false", ".nan"])
_NUMBER: Final = re.compile(
    "[-+]?(?:"
    "0[bBoOxX][0-9a-fA-F_]+"
    "|(?:[0-9][0-9_]*(?:[.][0-9_]*)?|[.][0-9_]+)(?:[eE][-+]?[0-9]+)?"
    "|[0-9][0-9_]*(?::[0-9]{1,2})+(?:[.][0-9_]*)?"
    "|[.]inf)",
    re.IGNORECASE,
)
_TIME: Final = re.compile("[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_SIGNS: Final = (*",[]{}#&*!|>'\"%@`", "---", "...")


class Bare(str):
    """The text of a number, a yes or no, or a day: written plain although it is not text to every reader."""

    __slots__ = ()


def as_text(value: Any) -> Any:
    """Return a value as `read_tree` would give it back: fresh dicts and lists, text and None; what was no text is `Bare`.

    Raises TextFault where a text holds a character that no record may hold, TypeError for what has no place in a record.
    """
    if isinstance(value, Mapping):
        return {_checked(key): as_text(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_text(item) for item in value]
    return value if value is None or isinstance(value, Bare) else _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return Bare("true" if value else "false")
    if isinstance(value, int):
        return Bare(value)
    if isinstance(value, date):
        return Bare(value.isoformat())
    return _checked(value)


def _checked(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError(f"no record holds a {type(text).__name__}")
    bad = find_bad_character(text)
    if bad is not None or "\r" in text:
        raise text_fault(bad[0] if bad else "SEKI006")
    return str(text)


def may_be_plain(text: str) -> bool:
    """Say whether a text needs no quotes: every reader of YAML 1.1 and 1.2 takes it for this text, or for this very day."""
    if _DAY.fullmatch(text) or _MOMENT.fullmatch(text):
        return _is_a_day(text)
    if not text or text.lower() in _WORDS or _NUMBER.fullmatch(text) or _TIME.fullmatch(text):
        return False
    if text != text.strip() or "\n" in text or text.startswith(_SIGNS):
        return False
    if text[0] in "-?:" and text[1:2] in {"", " ", ",", "[", "]", "{", "}"}:
        return False
    return ": " not in text and " #" not in text and not text.endswith(":") and find_slip(text) is None


def may_be_block(text: str) -> bool:
    """Say whether a text is to stand as a block (`|-`), each of its lines as it is: several lines, or one long one."""
    if text[:1] in {"", " ", "\n"} or text.endswith((" ", "\n\n")):
        return False
    return "\n" in text or len(text) > LONG_LINE


def _is_a_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
