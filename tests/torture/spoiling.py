"""Spoiling good records at random: bytes flipped, cut, doubled, hostile tokens set in; and judging what the reader says of it."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from seki_cli.files.faults import TextFault
from seki_cli.files.schemas import find_faults, kinds, shape
from seki_cli.files.yaml_editor import build_text, edit_text
from seki_cli.files.yaml_faults import WORDS
from seki_cli.files.yaml_reader import read_tree, tidy_input
from torture.doors import marks_in
from torture.hostile import MARKS

ROOT: Final = Path(__file__).parents[2]
_MARK: Final = "".join(MARKS)
_TOKENS: Final = tuple(
    token if isinstance(token, bytes) else token.encode("utf-8")
    for token in (
        *"[]{},#&*!|>'\"%@`?:-~=\t\r\0\x1b\x7f　：｜＃－",
        *("\n", "\n\n", "  ", "\n  ", "- ", ": ", "? ", "---\n", "\n---\n", "\n...\n", "<<: ", "&a ", "*a", "!!str ", "!k "),
        *("|-\n", ">\n", "%YAML 1.1\n", "\u200b", "\u202e", "\u2028", "\ufeff", "か\u3099", "\\x1b", "\\ud800", "''", '""'),
        *(
            f"{_MARK}: {_MARK}\n",
            f"{_MARK}",
            f"'{_MARK}'",
            f"[{_MARK}]",
            f"{{{_MARK}: x}}",
            f"\n  {_MARK}",
            "yes",
            "1e3",
            "2025-02-30",
        ),
        *(
            "[" * 40,
            "- " * 40,
            "x" * 300,
            "9" * 400,
            "<<<<<<< HEAD\n",
            b"\xff",
            b"\x83\x65",
            b"\xe3\x80",
            b"\xed\xa0\x80",
            b"\xc0\xaf",
        ),
    )
)


@cache
def good_texts() -> tuple[bytes, ...]:
    """Return all good examples and the records of the sample."""
    folders = (ROOT / "tests" / "schemas" / "good", ROOT / "sample_cases")
    paths = [path for folder in folders for path in sorted(folder.rglob("*.yaml")) if path.name != "diary.yaml"]
    return tuple(path.read_bytes() for path in paths)


@cache
def secrets_of(data: bytes) -> tuple[str, ...]:
    """Return what a record says in words of its own: the beginnings of its longer texts, but for what a schema says too."""
    texts = [text for text in _texts(read_tree(data)) if len(text) >= 10 and not text.isascii()]
    return tuple(text[:8] for text in texts if text[:8] not in _of_the_schemas())


@cache
def _of_the_schemas() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "schemas").glob("*.json")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def spoilt(draw: random.Random, data: bytes) -> bytes:
    """Return a text with one to four things done to it."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        data = draw.choice((_flip, _cut, _double, _swap, _insert, _insert, _insert_in_value))(draw, data)
    return data


def _flip(draw: random.Random, data: bytes) -> bytes:
    if not data:
        return b"\xff"
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]


def _cut(draw: random.Random, data: bytes) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] if draw.random() < 0.3 else data[:at] + data[at + draw.choice((1, 2, 5, 30)) :]


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


def _double(draw: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))
    return b"\n".join(lines)


def _swap(draw: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    a, b = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def _insert(draw: random.Random, data: bytes) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + draw.choice(_TOKENS) + data[at:]


def _insert_in_value(draw: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    at = draw.randrange(len(lines))
    key, colon, _ = lines[at].partition(b": ")
    lines[at] = key + (colon or b": ") + draw.choice(_TOKENS)
    return b"\n".join(lines)


def wrong_with_reading(data: bytes, secrets: tuple[str, ...] = ()) -> tuple[bool, str]:
    """Read a text as `check` and the door for drafts do; return whether it is a record, and what went wrong."""
    try:
        value = read_tree(data)
        tidy, _ = tidy_input(data)
        if read_tree(tidy) != value and tidy == data:
            return False, "two answers"
    except TextFault as fault:
        tidy_input(data)
        lines = data.count(b"\n") + data.count(b"\r") + 1
        placed = fault.code in WORDS and 1 <= fault.line <= lines and fault.column >= 1
        return False, _wrong_words(fault.message + fault.remedy, secrets) or ("" if placed else "no place")
    return _judged(data, value, secrets)


def _judged(data: bytes, tree: dict[str, Any], secrets: tuple[str, ...]) -> tuple[bool, str]:
    kind = str(tree.get("schema") or "").partition("/")[0]
    kind = kind if kind in kinds() else "note"
    value = shape(tree, kind)
    told = [wrong for fault in find_faults(value, kind) if (wrong := _wrong_words(fault.message + fault.remedy, secrets))]
    if told:
        return False, told[0]
    try:
        written = build_text(value)
    except TextFault as fault:  # what was written densely may be too large as we write it
        return False, "" if fault.code == "SEKI001" and len(data) > 30_000 else fault.code
    if shape(read_tree(written.encode("utf-8")), kind) != value:
        return False, "what was written is not what was read"
    if edit_text(data.decode("utf-8"), tree) != data.decode("utf-8"):
        return False, "a text changes although nothing is changed"
    return not find_faults(value, kind), ""


def _wrong_words(said: str, secrets: tuple[str, ...]) -> str:
    if marks_in(said) or any(secret in said for secret in secrets):
        return "a value is told"
    return "more than one line" if "\n" in said or not said else ""


def spoil_all(many: int, seed: int) -> Iterator[tuple[bool, str]]:
    """Yield for so many spoilt texts whether it was still a record, and what went wrong."""
    draw = random.Random(seed)
    for _ in range(many):
        good = draw.choice(good_texts())
        data = spoilt(draw, good)
        try:
            yield wrong_with_reading(data, secrets_of(good))
        except Exception as error:  # noqa: BLE001 - whatever is raised is what this looks for
            yield False, f"{type(error).__name__}: {error} {data!r}"
