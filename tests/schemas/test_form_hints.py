"""What schemas and lists say to the forms: a reading in kana for every word with kanji, conditions that name what is there."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from seki_cli.files.fields import SchemaField, schema_fields
from seki_cli.files.resources import schemas_folder, templates_folder
from seki_cli.files.yaml_reader import read_tree

KANJI = re.compile("[一-龠々]")
KANA = re.compile("[ぁ-ゖー0-9]+")
FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(schemas_folder().glob("*.json"))}
PROFILE = {"seki", "municipality", "programmes", "agencies", "staff", "meetings", "codes", "indicators", "extra"}
LISTS = [
    path
    for profile in sorted((templates_folder() / "profiles").iterdir())
    for path in (
        *sorted((profile / "profile" / "codes").glob("*.yaml")),
        *(profile / "profile" / f"{n}.yaml" for n in ("agencies", "programmes")),
    )
]


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for key, inner in schema.items():
            if key not in ("if", "not"):
                yield from nodes(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from nodes(inner)


@pytest.mark.parametrize("name", [name for name in FILES if name not in PROFILE])
def test_every_word_of_a_record_has_a_reading(name: str) -> None:
    for node in nodes(FILES[name]):
        readings = node.get("x-kana", {})
        assert set(readings) <= set(node.get("enum", ()))
        assert not [word for word in node.get("enum", ()) if KANJI.search(word) and word not in readings]
        assert all(KANA.fullmatch(said) for words in readings.values() for said in words.split())


@pytest.mark.parametrize("path", LISTS, ids=lambda path: f"{path.parts[-4 if 'codes' in path.parts else -3]}-{path.name}")
def test_every_row_of_a_list_can_be_found_by_its_reading(path: Any) -> None:
    tree = read_tree(path.read_bytes())
    rows = next((tree[key] for key in ("rows", "agencies", "programmes") if tree.get(key)), [])
    named = [(row.get("label") or row.get("name"), row.get("also") or []) for row in rows]
    assert not [name for name, also in named if KANJI.search(name) and not any(KANA.fullmatch(word) for word in also)]


def inner_fields(fields: tuple[SchemaField, ...]) -> Iterator[tuple[SchemaField, tuple[SchemaField, ...]]]:
    for field in fields:
        yield field, fields
        yield from inner_fields(field.fields)


@pytest.mark.parametrize("name", [name for name in FILES if name not in PROFILE | {"defs"}])
def test_a_condition_names_a_field_beside_it_and_words_that_it_may_hold(name: str) -> None:
    for field, beside in inner_fields(schema_fields(name)):
        known = {other.key: other for other in beside}
        for key, words in field.when.items():
            other = known[key]
            choices = {*other.choices, *(("true", "false") if other.type == "boolean" else ()), other.whole}
            free = not other.choices and other.type == "string"
            assert free or set(words) <= choices, f"{name}.{field.key}"
