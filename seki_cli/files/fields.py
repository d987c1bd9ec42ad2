"""The fields of a record as a form asks for them, read from its schema: title, explanation, choices, days."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from seki_cli.files.resources import schemas_folder
from seki_cli.files.schema_store import SHARED
from seki_cli.files.schemas import read_schema

_LONG: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaField:
    """One field: its key, the title people know it by, and what may be written in it. `codes` are names of code lists."""

    key: str
    title: str
    description: str = ""
    type: str = "string"
    choices: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_date: bool = False
    is_long: bool = False
    required: bool = False


def schema_fields(kind: str) -> tuple[SchemaField, ...]:
    """Return the top-level fields of a kind in the schema's order."""
    schema = _whole(kind)
    required = set(schema.get("required", ()))
    return tuple(_field(key, _resolved(part, schema), schema, key in required) for key, part in schema["properties"].items())


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


def _field(key: str, part: Mapping[str, Any], root: Mapping[str, Any], required: bool) -> SchemaField:
    items = _resolved(part.get("items", {}), root)
    return SchemaField(
        key=key,
        title=str(part.get("title", key)),
        description=str(part.get("description", "")),
        type=str(part.get("type", "string")),
        choices=tuple(part.get("enum") or items.get("enum") or ()),
        codes=tuple(part.get("x-codes", ())),
        is_date=part.get("format") == "date",
        is_long=int(part.get("maxLength", 0)) > _LONG,
        required=required,
    )


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


def _resolved(part: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with what its `$ref` points to, here or in the shared pieces; what stands beside the `$ref` wins."""
    while "$ref" in part:
        address, _, name = str(part["$ref"]).partition("#/$defs/")
        home = _shared() if address else root
        part = {**home["$defs"][name], **{key: inner for key, inner in part.items() if key != "$ref"}}
    return part


@lru_cache(maxsize=64)
def _whole(kind: str) -> dict[str, Any]:
    return read_schema(kind)


@lru_cache(maxsize=1)
def _shared() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((schemas_folder() / f"{SHARED}.json").read_text(encoding="utf-8"))
    return loaded
