"""The shipped schema files: reading them, following their references, and the form of a value that they describe."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from seki_cli.files.resources import schemas_folder

SHARED: Final = "defs"
SHARED_URI: Final = f"seki:{SHARED}/1"
Schema = Mapping[str, Any]
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is needed of a schema to give a value its types and its order, once and for all records of a kind.

    `keys` are in the schema's order; `rest` is the form of keys that are data themselves; `items` that of a list's items.
    """

    type: str = ""
    keys: Mapping[str, "Form"] = field(default_factory=dict)
    rest: "Form | None" = None
    items: "Form | None" = None


@lru_cache(maxsize=1)
def read_names() -> tuple[str, ...]:
    """Return the names of the kinds that have a schema, in the order of the alphabet."""
    return tuple(sorted(path.stem for path in schemas_folder().glob("*.json") if path.stem != SHARED))


@lru_cache(maxsize=64)
def read_shipped(name: str) -> dict[str, Any]:
    """Return one schema file, parsed once; whoever hands it on copies it first."""
    loaded: dict[str, Any] = json.loads((schemas_folder() / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=64)
def read_form(name: str) -> Form:
    """Return the form of a kind's values; an empty one where there is no such kind."""
    return _build_form(read_shipped(name)) if name in read_names() else Form()


def resolve(schema: Schema) -> Schema:
    """Return a schema with what its `$ref` points to; what stands beside the `$ref` wins (title, description)."""
    while "$ref" in schema:
        address, _, name = str(schema["$ref"]).partition("#/$defs/")
        if address != SHARED_URI:
            return schema
        beside = {key: inner for key, inner in schema.items() if key != "$ref"}
        schema = {**read_shipped(SHARED)["$defs"][name], **beside}
    return schema


def build_whole(schema: Any) -> Any:
    """Return a schema with every shared piece in the place of its `$ref`, under `allOf`: both still judge."""
    if isinstance(schema, list):
        return [build_whole(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    whole = {key: build_whole(part) for key, part in schema.items() if key != "$ref"}
    if "$ref" in schema:
        whole["allOf"] = [*whole.get("allOf", ()), build_whole(resolve({"$ref": schema["$ref"]}))]
    return whole


def find_child(schema: Schema, step: str | int) -> Schema | None:
    """Return the schema of one key or one item of what a schema describes, resolved; None where it says nothing."""
    schema = resolve(schema)
    found: Any = _items(schema) if isinstance(step, int) else schema.get("properties", {}).get(step, _rest(schema))
    return resolve(found) if isinstance(found, Mapping) else None


def _rest(schema: Schema) -> Any:
    patterned = schema.get("patternProperties")
    return next(iter(patterned.values())) if patterned else schema.get("additionalProperties")


def _items(schema: Schema) -> Any:
    """Return the schema of a list's items, also where a list is only one of two ways to write the value."""
    for way in (schema, schema.get("then", {}), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        resolved = resolve(way)
        if "items" in resolved:
            return resolved["items"]
    return None


def _build_form(schema: Schema) -> Form:
    schema = resolve(schema)
    rest, items = _rest(schema), _items(schema)
    kind = schema.get("type")
    return Form(
        type=kind if isinstance(kind, str) else "",
        keys={name: _build_form(inner) for name, inner in schema.get("properties", {}).items()},
        rest=_build_form(rest) if isinstance(rest, Mapping) else None,
        items=_build_form(items) if isinstance(items, Mapping) else None,
    )
