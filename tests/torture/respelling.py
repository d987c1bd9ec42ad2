"""Changing good and bad values at random, and at the very edges of what their schemas allow: for two judges to agree on."""

import random
import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from seki_cli.files.faults import TextFault
from seki_cli.files.resources import templates_folder
from seki_cli.files.schema_store import find_child, resolve
from seki_cli.files.schemas import kinds, read_schema, shape
from seki_cli.files.yaml_reader import read_tree

ROOT: Final = Path(__file__).parents[2]
Place = tuple[str | int, ...]

ODD: Final = (
    *("", " ", "\u3000", "text", "1", "true", "本人", "機関:chuo1", "2025-06-11", "P1", "\n", "a\nb", "\x00", "が", "🏳️‍🌈"),
    *(0, 1, -1, 2**31, 2**53 + 1, 10**15, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**30, -(10**400)),
    *(True, False, None, [], {}, [None], ["a"], [1, True], [[], []], {"a": "b"}, {"": ""}, {"a": {"b": []}}, [["P1"], ["P1"]]),
    *(5.0, 1.5, -0.0, 1e308, 1e-320, float("inf"), float("nan"), ("P1", "P2"), (), b"a", {1: 2}, {None: "a"}, "\ud800"),
)
"""What a field may hold that was never meant for it; the last of them no reader of YAML of ours would ever return."""

LETTERS: Final = (
    "a",
    "あ",
    "漢",
    "𠮷",
    "か\u3099",
    "葛\U000e0100",
    "👨\u200d👩\u200d👧",
    "e\u0301\u0323",
    " ",
    "\u3000",
    "\n",
    "\\",
)
DAYS: Final = (
    *(
        "2025-02-29",
        "2024-02-29",
        "1900-02-29",
        "2000-02-29",
        "2025-04-31",
        "2025-13-01",
        "2025-00-10",
        "2025-06-00",
        "0000-01-01",
    ),
    *("1799-12-31", "1800-01-01", "2199-12-31", "2200-01-01", "9999-12-31", "20250611", "2025-W24-3", "2025-162", "2025-6-11"),
    *("２０２５-06-11", "2025-06-11\n", " 2025-06-11", "2025-06-11 ", "2025‐06‐11", "+2025-06-11", "2025-06", "令和7年6月11日"),
)
MOMENTS: Final = (
    *("2025-06-11T23:59:60+09:00", "2025-06-11T24:00:00+09:00", "2025-06-11T14:03:22Z", "2025-06-11T14:03:22", "2025-06-11"),
    *("2025-02-30T14:03:22+09:00", "2025-06-11t14:03:22+09:00", "2025-06-11 14:03:22+09:00", "2025-06-11T14:03:22+09:00\n"),
    *("2025-06-11T14:03:22.5+09:00", "2025-06-11T14:03:22+24:00", "2025-06-11T14:03+09:00", "２０２５-06-11T14:03:22+09:00"),
)


@cache
def values() -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return every good example, bad example, shipped profile file and record of the sample: its kind and its shaped value."""
    folders = (ROOT / "tests" / "schemas", ROOT / "sample_cases", templates_folder() / "profiles")
    found: list[tuple[str, Mapping[str, Any]]] = []
    for path in (path for folder in folders for path in sorted(folder.rglob("*.yaml"))):
        try:
            tree = read_tree(path.read_bytes())
        except TextFault:
            continue
        kind = str(tree.get("schema") or path.stem).partition("/")[0].partition("-")[0]
        if kind in kinds():
            found.append((kind, shape(tree, kind)))
    return tuple(found)


@cache
def _of_kind() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Return the values by kind, but for the largest: what is to be changed thousands of times is to be small."""
    small = [(kind, value) for kind, value in values() if len(repr(value)) < 6_000]
    return {kind: tuple(value for other, value in small if other == kind) for kind in sorted({kind for kind, _ in small})}


def respelt(many: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield so many changed values with their kinds, each kind as often as any other."""
    draw = random.Random(seed)
    names = list(_of_kind())
    for number in range(many):
        kind = names[number % len(names)]
        value = deepcopy(dict(draw.choice(_of_kind()[kind])))
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            _change(draw, value, read_schema_of(kind))
        yield kind, value


@cache
def read_schema_of(kind: str) -> Any:
    """Return the schema of a kind, its reference followed."""
    return resolve(read_schema(kind))


def _change(draw: random.Random, value: dict[str, Any], schema: Any) -> None:
    """Change one place of a value: mostly to the edge of what its schema says, else to anything, or its keys, or its order."""
    places = list(_places(value))
    if not places:
        return
    place = draw.choice(places)
    at: Any = value
    for step in place[:-1]:
        at = at[step]
    below: Any = schema
    for step in place:
        below = find_child(below, step) or {}
    what = draw.random()
    if what < 0.55:
        at[place[-1]] = draw.choice(list(_edges(draw, at[place[-1]], below)) or [at[place[-1]]])
    elif what < 0.75:
        at[place[-1]] = deepcopy(draw.choice(ODD))
    elif isinstance(at, dict):
        _change_keys(draw, at, place[-1])
    else:
        draw.choice((at.reverse, at.pop, lambda: at.append(deepcopy(at[0])), lambda: at.append(deepcopy(draw.choice(ODD)))))()


def _change_keys(draw: random.Random, at: dict[Any, Any], key: Any) -> None:
    new = draw.choice(
        (
            "unknown",
            "__proto__",
            "extra",
            f"{key} ",
            f"{key}\n",
            str(key).upper(),
            unicodedata.normalize("NFD", f"が{key}"),
            "1",
            "",
        )
    )
    inner = deepcopy(at[key])
    if draw.random() < 0.6:
        del at[key]
    if draw.random() < 0.6:
        at[new] = inner


def _places(value: Any, at: Place = ()) -> Iterator[Place]:
    if at:
        yield at
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*at, name))


def _edges(draw: random.Random, value: Any, schema: Any) -> Iterator[Any]:
    """Yield values on this side and on that of every limit that a schema sets here."""
    for way in (schema, *(schema.get(name, {}) for name in ("then", "else")), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        way = resolve(way)  # noqa: PLW2901 - the same way, its reference followed
        yield from _text_edges(draw, value, way)
        yield from _number_edges(way)
        yield from _list_edges(value, way)
        for word in (*way.get("enum", ()), *((way["const"],) if "const" in way else ())):
            yield word
            if isinstance(word, str):
                yield from (f"{word} ", unicodedata.normalize("NFD", word), word[:-1], f"{word}\n")


def _text_edges(draw: random.Random, value: Any, way: Any) -> Iterator[Any]:
    letter = draw.choice(LETTERS)
    for name in ("minLength", "maxLength"):
        for more in (-1, 0, 1):
            if 0 <= (many := way.get(name, -9) + more) <= 5_000:
                yield (letter * many)[:many]
                yield ("あ" * many)[len(letter) :] + letter
    if way.get("format") == "date":
        yield from DAYS
    if way.get("format") == "date-time":
        yield from MOMENTS
    if "pattern" in way and isinstance(value, str):
        wide = value.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
        yield from (f"{value}\n", f"\n{value}", value.lower(), value.upper(), wide, f"{value}\u2028", f"{value}0", value[1:])


def _number_edges(way: Any) -> Iterator[Any]:
    for name in ("minimum", "maximum"):
        if name in way:
            limit = way[name]
            yield from (limit - 1, limit, limit + 1, float(limit), limit + 0.5, str(limit), bool(limit))


def _list_edges(value: Any, way: Any) -> Iterator[Any]:
    if isinstance(value, list) and value:
        yield [value[0], *value]
        for name in ("minItems", "maxItems"):
            for more in (-1, 0, 1):
                if 0 <= (many := way.get(name, -9) + more) <= 300:
                    yield (value * (many // len(value) + 1))[:many]
                    if all(isinstance(item, str) for item in value):
                        yield [f"P{number}" for number in range(1, many + 1)]
    if isinstance(value, dict):
        for name in ("minProperties", "maxProperties"):
            for more in (-1, 0, 1):
                if 0 <= (many := way.get(name, -9) + more) <= 300:
                    yield {f"key_{number}": "x" for number in range(many)}
