"""Every good example, spoilt in every place in every way its schema forbids: each slip is one fault, at its place.

A required field left out, a word of a list misspelt, a type changed, a text too long, a number out of range, a key unknown.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seki_cli.files.resources import templates_folder
from seki_cli.files.schema_store import find_child, resolve
from seki_cli.files.schemas import find_faults, read_schema, shape
from seki_cli.files.yaml_reader import read_tree

HERE = Path(__file__).parent
PROFILE = templates_folder() / "profiles" / "seki"
# of the code lists one with every key of a row: they all have one schema
EXAMPLES = [
    *sorted((HERE / "good").glob("*.yaml")),
    *sorted((PROFILE / "profile").glob("*.yaml")),
    PROFILE / "seki.yaml",
    *sorted((PROFILE / "profile" / "codes").glob("[rs]*.yaml")),
]
MISSING, UNKNOWN, TYPE, WORD, FORM, LENGTH, RANGE, COUNT = (f"SEKI0{number}" for number in range(20, 28))
ABSENT = object()
# lists of the profile hold hundreds of rows that are all alike
ROWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    key: tuple[str | int, ...]
    value: Any
    codes: tuple[str, ...]


def slips(value: Any, schema: Any, key: tuple[str | int, ...] = ()) -> Iterator[Slip]:
    if isinstance(value, dict):
        yield from slips_of_mapping(value, schema, key)
    elif isinstance(value, list):
        yield from slips_of_list(value, schema, key)
        for place, item in enumerate(value[:ROWS]):
            yield from slips(item, find_child(schema, place), (*key, place))
    else:
        yield from slips_of_value(value, schema, key)


def slips_of_mapping(value: dict[str, Any], schema: Any, key: tuple[str | int, ...]) -> Iterator[Slip]:
    yield Slip(key=key, value="text", codes=(TYPE,)) if key else Slip(key=("zz",), value="text", codes=(UNKNOWN,))
    for name in schema.get("required", ()):
        if name in value:
            yield Slip(key=(*key, name), value=ABSENT, codes=(MISSING,))
    if schema.get("additionalProperties") is False:
        yield Slip(key=(*key, "unknown_key"), value="text", codes=(UNKNOWN,))
    for name, inner in value.items():
        yield from slips(inner, find_child(schema, name), (*key, name))


def slips_of_list(value: list[Any], schema: Any, key: tuple[str | int, ...]) -> Iterator[Slip]:
    limits = {**schema, **schema.get("then", {})}
    if "else" in schema or schema["type"] == "array":
        yield Slip(key=key, value="text", codes=(TYPE, WORD))
    yield Slip(key=key, value={"a": "b"}, codes=(TYPE,))
    if value and limits["maxItems"] <= 300:
        yield Slip(key=key, value=[value[0]] * (limits["maxItems"] + 1), codes=(COUNT,))
    if value and limits.get("uniqueItems") and len(value) < limits["maxItems"]:
        yield Slip(key=key, value=[*value, value[0]], codes=(COUNT,))
    if limits.get("minItems"):
        yield Slip(key=key, value=[], codes=(COUNT,))


def slips_of_value(value: Any, schema: Any, key: tuple[str | int, ...]) -> Iterator[Slip]:
    kind = schema.get("type")
    yield Slip(key=key, value={"a": "b"}, codes=(TYPE,))
    if kind == "integer":
        yield Slip(key=key, value=schema["maximum"] + 1, codes=(RANGE,))
        yield Slip(key=key, value=schema["minimum"] - 1, codes=(RANGE,))
        yield Slip(key=key, value="12人", codes=(TYPE,))
    elif kind == "boolean":
        yield from (Slip(key=key, value=word, codes=(TYPE,)) for word in ("yes", "True", "はい", 1))
    elif "enum" in schema or "const" in schema or "anyOf" in schema or "else" in schema:
        yield Slip(key=key, value=f"{value}違", codes=(WORD,))
        yield Slip(key=key, value=f"{value} ", codes=(WORD,))
    else:
        yield Slip(key=key, value="あ" * (schema["maxLength"] + 1), codes=(LENGTH, FORM))
        if "(?!" in schema.get("pattern", ""):
            yield Slip(key=key, value=f"{value}\n", codes=(FORM,))
        if schema.get("format") == "date":
            yield from (
                Slip(key=key, value=day, codes=(FORM,)) for day in ("2025-02-29", "20250601", "2025-6-1", "２０２５-06-01")
            )


def spoilt(value: dict[str, Any], slip: Slip) -> dict[str, Any]:
    changed = deepcopy(value)
    at: Any = changed
    for step in slip.key[:-1]:
        at = at[step]
    if slip.value is ABSENT:
        del at[slip.key[-1]]
    else:
        at[slip.key[-1]] = slip.value
    return changed


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_slip_is_one_fault_at_its_place(path: Path) -> None:
    tree = read_tree(path.read_bytes())
    kind = str(tree["schema"]).partition("/")[0]
    value, unseen, count = shape(tree, kind), [], 0
    for slip in slips(value, resolve(read_schema(kind))):
        count += 1
        faults = find_faults(spoilt(value, slip), kind)
        if [fault.key for fault in faults] != [slip.key] or faults[0].code not in slip.codes:
            unseen.append((slip, faults))
    assert count > 5
    assert unseen == []


@pytest.mark.parametrize("kind", ["note", "plan", "meeting", "household"])
def test_an_empty_key_is_an_absent_one(kind: str) -> None:
    faults = find_faults(shape({"schema": f"{kind}/1", "id": None, "people": None}, kind), kind)
    assert {fault.code for fault in faults} == {MISSING}
    required = set(read_schema(kind)["required"]) - {"schema"}
    assert {fault.key[0] for fault in faults} == required
