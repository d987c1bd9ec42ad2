"""The fields of a record as a form asks for them, read from its schema: title, explanation, choices, days, tables."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from seki_cli.files.resources import schemas_folder
from seki_cli.files.schema_store import SHARED
from seki_cli.files.schemas import read_schema

_LONG: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaField:
    """One field: its key, the title people know it by, and what may be written in it.

    `codes` are names of code lists. `piece` is the name of the shared piece that the field (or an item of the list that it
    is) refers to: agency, staff, person_id … say what it is about. `fields` are the fields of an object, or of every row of a
    list of objects. Where `type` is array, `choices`, `codes`, `piece`, `is_date`, `pattern` and the lengths are those of an
    item. `whole` is the word that may stand in place of a list (すべて). `readings` are the kana of the words in `choices`. `when`:
    the form asks for the field only where these other fields hold one of these words; `needed_when`: there it must be written.
    """

    key: str
    title: str
    description: str = ""
    type: str = "string"
    choices: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_date: bool = False
    is_long: bool = False
    required: bool = False
    piece: str = ""
    whole: str = ""
    fields: "tuple[SchemaField, ...]" = ()
    examples: tuple[str, ...] = ()
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pattern: str = ""
    longest: int = 0
    least: int | None = None
    most: int | None = None
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        """Say whether the field is a list whose items are rows of fields of their own."""
        return self.type == "array" and bool(self.fields)


def schema_fields(kind: str) -> tuple[SchemaField, ...]:
    """Return the top-level fields of a kind in the schema's order; of `household.people` those of one row of that list."""
    return _read_fields(kind)


def schema_title(kind: str) -> str:
    """Return the title of a kind as people know it: 支援経過記録."""
    home, _, part = kind.partition(".")
    return next(f.title for f in _read_fields(home) if f.key == part) if part else str(_whole(home).get("title", kind))


def choices_of(kind: str, key: str) -> tuple[str, ...]:
    """Return the words that a field of a kind may hold, where the schema lists them."""
    return next((field.choices for field in schema_fields(kind) if field.key == key), ())


def required_fields(kind: str) -> tuple[SchemaField, ...]:
    """Return the top-level fields that a record of this kind must have, in the schema's order."""
    return tuple(field for field in schema_fields(kind) if field.required)


def date_places(value: Mapping[str, Any], kind: str) -> tuple[tuple[str | int, ...], ...]:
    """Return the keys of every text in a value that the schema wants to be a day, so that other spellings can be read."""
    schema = _whole(kind)
    return tuple(_dates(value, schema, schema, ()))


@lru_cache(maxsize=64)
def _read_fields(kind: str) -> tuple[SchemaField, ...]:
    home, _, part = kind.partition(".")
    fields = _inner_fields(_whole(home))
    return next(field.fields for field in fields if field.key == part) if part else fields


def _inner_fields(part: Mapping[str, Any]) -> tuple[SchemaField, ...]:
    required, needed = set(part.get("required", ())), _conditions(part)
    built = (_field(key, inner, required=key in required) for key, inner in part.get("properties", {}).items())
    return tuple(replace(field, needed_when=needed[field.key]) if field.key in needed else field for field in built)


def _conditions(part: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return which fields must be written where which other field holds which words (`if` … `then required`)."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for way in part.get("allOf", ()):
        for key in way.get("then", {}).get("required", ()):
            for other, said in way.get("if", {}).get("properties", {}).items():
                found.setdefault(key, {})[other] = tuple(said.get("enum", (said["const"],) if "const" in said else ()))
    return found


def _field(key: str, part: Mapping[str, Any], *, required: bool = False) -> SchemaField:
    whole = _resolved(part)
    kinds = whole.get("type", "string")
    built = SchemaField(
        key=key,
        title=str(whole.get("title", key)),
        description=str(whole.get("description", "")),
        type=str(kinds) if isinstance(kinds, str) else "array",
        required=required,
        fields=_inner_fields(whole),
        **_bounds(part, whole),
    )
    if built.type != "array":
        return built
    way = whole.get("then", whole)
    item = _field(key, way.get("items", {}))
    taken = replace(item, title=built.title, description=built.description, type="array", required=required)
    return replace(
        taken,
        codes=built.codes or item.codes,
        piece=item.piece or built.piece,
        whole=str(whole.get("else", {}).get("const", "")),
        examples=built.examples or item.examples,
        when=built.when,
    )


def _bounds(part: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a schema says of a value: its words, lengths and bounds, and which shared piece it is."""
    words = next((way for way in whole.get("anyOf", ()) if "enum" in way), whole)
    readings = words.get("x-kana", {})
    return {
        "choices": tuple(words.get("enum", ())),
        "codes": tuple(whole.get("x-codes", ())),
        "is_date": whole.get("format") == "date",
        "is_long": int(whole.get("maxLength", 0)) > _LONG,
        "piece": str(part.get("$ref", "")).rpartition("/")[2],
        "examples": tuple(map(str, whole.get("examples", ()))),
        "readings": {word: tuple(said.split()) for word, said in readings.items()},
        "pattern": str(whole.get("pattern", "")),
        "longest": int(whole.get("maxLength", 0)),
        "least": whole.get("minimum"),
        "most": whole.get("maximum"),
        "when": {key: tuple(words) for key, words in whole.get("x-when", {}).items()},
    }


def _dates(
    value: Any, part: Mapping[str, Any], root: Mapping[str, Any], key: tuple[str | int, ...]
) -> Iterator[tuple[str | int, ...]]:
    part = _resolved(part, root)
    if isinstance(value, str) and part.get("format") == "date":
        yield key
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            for found in (known.get(name) for known in _property_maps(part)):
                if found is not None:
                    yield from _dates(inner, found, root, (*key, name))
                    break
    elif isinstance(value, list) and "items" in part:
        for number, inner in enumerate(value):
            yield from _dates(inner, part["items"], root, (*key, number))


def _property_maps(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield part.get("properties", {})
    for way in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        yield way.get("properties", {})


def _resolved(part: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Return a schema with what its `$ref` points to, here or in the shared pieces; what stands beside the `$ref` wins."""
    while "$ref" in part:
        address, _, name = str(part["$ref"]).partition("#/$defs/")
        home = _shared() if address or root is None else root
        part = {**home["$defs"][name], **{key: inner for key, inner in part.items() if key != "$ref"}}
    return part


@lru_cache(maxsize=64)
def _whole(kind: str) -> dict[str, Any]:
    return read_schema(kind)


@lru_cache(maxsize=1)
def _shared() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((schemas_folder() / f"{SHARED}.json").read_text(encoding="utf-8"))
    return loaded
