"""What every schema in the folder keeps to, whoever wrote it: valid, in Japanese, bounded everywhere, patterns that are safe."""

import json
import keyword
import re
import time
from collections.abc import Iterator
from re import _parser  # the only parser of Python's own patterns
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seki_cli.files.resources import schemas_folder, templates_folder
from seki_cli.files.schema_store import SHARED_URI, find_child, resolve

FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(schemas_folder().glob("*.json"))}
KINDS = [name for name in FILES if name != "defs"]
PROFILE = {"seki", "municipality", "programmes", "agencies", "staff", "meetings", "codes", "indicators", "extra"}
RECORDS = [name for name in KINDS if name not in PROFILE]
EVENTS = {"intake", "screening", "consent", "note", "referral", "referral_step", "decision", "monitoring", "placement"}
EVENTS |= {"evaluation", "closing", "disclosure"}
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠々]")
CODE_LISTS = {"route", "worries", "issues", "flags", "no_consent_reason", "screening", "hard_because", "referral_reason",
              "changes", "closing", "suspension", "methods", "agency_kinds", "resource_kinds", "stages", "occasions", "certificates", "care_level", "use_others", "basis", "related"}  # fmt: skip
# words that YAML 1.1 reads as booleans: no key may be one of them
BOOLEANS = {"on", "off", "yes", "no", "y", "n", "true", "false", "null"}


def nodes(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every subschema with its path; the names under properties, $defs and the like are not schemas."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for key, inner in schema.items():
        if key in ("properties", "patternProperties", "$defs"):
            for name, part in inner.items():
                yield from nodes(part, f"{path}/{key}/{name}")
        elif key in ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not"):
            yield from nodes(inner, f"{path}/{key}")
        elif key in ("anyOf", "oneOf", "allOf"):
            for place, part in enumerate(inner):
                yield from nodes(part, f"{path}/{key}/{place}")


EVERY = [(f"{name}{path}", node) for name, schema in FILES.items() for path, node in nodes(schema)]
# a condition judges what is described elsewhere: it bounds nothing itself
DESCRIBING = [(path, node) for path, node in EVERY if not re.search("/(if|not)(/|$)", path)]
PATTERNS = sorted({node["pattern"] for _, node in EVERY if "pattern" in node} | {
    pattern for _, node in EVERY for pattern in node.get("patternProperties", {})
})  # fmt: skip


def typed(node: dict[str, Any]) -> tuple[str, ...]:
    kind = node.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


@pytest.mark.parametrize("name", FILES)
def test_every_schema_is_a_schema_of_draft_2020_12_under_its_own_name(name: str) -> None:
    schema = FILES[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"seki:{name}/1"


@pytest.mark.parametrize("name", KINDS)
def test_every_schema_begins_with_schema_id_case(name: str) -> None:
    schema = FILES[name]
    names = list(schema["properties"])
    assert names[0] == "schema"
    assert "schema" in schema["required"]
    assert schema["properties"]["schema"]["const"] == f"{name}/1"
    head = [key for key in ("schema", "id", "case") if key in names]
    assert names[: len(head)] == head
    assert set(schema["required"]) <= set(names)


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_ends_with_extra_and_an_event_with_who_recorded_it(name: str) -> None:
    schema = FILES[name]
    names = list(schema["properties"])
    assert names[-1] == "extra"
    assert (names[-4:-1] == ["recorded", "recorded_by", "corrects"]) == (name in EVENTS)
    assert ({"recorded", "recorded_by"} <= set(schema["required"])) == (name in EVENTS)
    assert ("at" in names) == (name in EVENTS)


def test_every_reference_leads_somewhere() -> None:
    for path, node in EVERY:
        if "$ref" in node:
            address, _, name = node["$ref"].partition("#/$defs/")
            assert address == SHARED_URI, path
            assert name in FILES["defs"]["$defs"], path


def test_every_shared_piece_is_used() -> None:
    used = {node["$ref"].rpartition("/")[2] for _, node in EVERY if "$ref" in node}
    assert set(FILES["defs"]["$defs"]) - used <= {"activity_id"}


def test_every_field_has_a_title_and_a_description_in_japanese() -> None:
    bare = []
    for path, node in [(f"{name}", FILES[name]) for name in FILES] + DESCRIBING:
        for name, field in {**node.get("properties", {}), **node.get("patternProperties", {}), **node.get("$defs", {})}.items():
            told = resolve(field)
            if not (JAPANESE.search(told.get("title", "")) and JAPANESE.search(told.get("description", ""))):
                bare.append(f"{path}/{name}")
            elif "（" in told["title"] or not told["description"].endswith("。"):
                bare.append(f"{path}/{name}: a title without brackets, a description in whole sentences")
    assert bare == []
    assert all(JAPANESE.search(schema["title"]) and JAPANESE.search(schema["description"]) for schema in FILES.values())


def test_everything_is_bounded() -> None:
    free = []
    for path, node in DESCRIBING:
        kinds, fixed = typed(node), "enum" in node or "const" in node
        free += [path] if "string" in kinds and not fixed and "maxLength" not in node and "if" not in node else []
        free += [path] if "array" in kinds and not ({"maxItems", "items"} <= set(node) or "then" in node) else []
        free += [path] if "integer" in kinds and not {"minimum", "maximum"} <= set(node) else []
        free += [path] if "number" in kinds or "null" in kinds else []
        open_ended = node.get("additionalProperties") is not False
        free += [path] if "object" in kinds and open_ended and not {"maxProperties", "propertyNames"} <= set(node) else []
        for name, field in node.get("properties", {}).items():
            free += [f"{path}/{name}: no type"] if not typed(dict(resolve(field))) and "anyOf" not in resolve(field) else []
    assert free == []


def test_the_items_of_a_list_are_judged_before_doubles_are_looked_for() -> None:
    """Else jsonschema compares thousands of mappings pair by pair before it says that they are no texts."""
    for path, node in EVERY:
        if node.get("uniqueItems"):
            assert list(node).index("items") < list(node).index("uniqueItems"), path
            assert resolve(node["items"]).get("type") in ("string", "array"), path


def test_nothing_is_additional_but_extra() -> None:
    """In the profile keys can be data (words of a municipality); in records only the office's own fields are."""
    open_ended = [p for p, node in DESCRIBING if "object" in typed(node) and node.get("additionalProperties") is not False]
    assert [path for path in open_ended if path.partition("/")[0] not in PROFILE] == ["defs/$defs/extra"]


def test_dates_have_a_pattern_and_a_format() -> None:
    for path, node in EVERY:
        assert node.get("format") in (None, "date", "date-time"), path
        if "format" in node:
            assert "pattern" in node, path
    for path, node in DESCRIBING:
        for name, field in node.get("properties", {}).items():
            if name in ("date", "since", "until", "born", "made_on", "received_on", "reply_by", "due", "look_again", "next_date"):
                assert resolve(field).get("format") == "date", f"{path}/{name}"


def test_keys_are_safe_in_every_language() -> None:
    for path, node in DESCRIBING:
        for name in node.get("properties", {}):
            assert name.lower() not in BOOLEANS, path
            assert not keyword.iskeyword(name) or name == "except", path


def repeats(parsed: Any) -> Iterator[tuple[int, int, Any]]:
    """Yield (how often at most, depth of repeats around it, what) of every quantifier of a parsed pattern."""
    for kind, what in parsed:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = what
            yield int(high), 0, inner
            yield from ((most, depth + 1, part) for most, depth, part in repeats(inner))
        elif name == "SUBPATTERN":
            yield from repeats(what[3])
        elif name == "BRANCH":
            for way in what[1]:
                yield from repeats(way)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from repeats(what[1])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_plain_safe_and_whole(pattern: str) -> None:
    assert not re.search(r"\\[dDwWsSbB]", pattern), "these match full width, or mean different things in different languages"
    assert pattern.count("$") == pattern.count(r"$(?!\n)"), "a bare $ accepts a newline at the end"
    assert pattern.startswith("^") == pattern.endswith(r"$(?!\n)")
    assert pattern.startswith("^") or re.fullmatch(r"\[[^\]]+\]", pattern), "either the whole text, or one letter somewhere in it"
    found = list(repeats(_parser.parse(pattern)))
    assert all(depth == 0 for _, depth, _ in found), "no quantifier within a quantifier"
    assert sum(most > 999 for most, _, _ in found) <= 1, "two open quantifiers can trade letters with each other"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_quick_whatever_it_is_given(pattern: str) -> None:
    for letters in ("a", "0", "-", "あ", " ", "P1#", "R07-", "20250611-7KQ2#", "機関:"):
        hostile = letters * (250_000 // len(letters)) + "\n"
        start = time.perf_counter()
        re.search(pattern, hostile)
        assert time.perf_counter() - start < 0.2


def test_every_code_list_named_is_there() -> None:
    named = {name for _, node in EVERY for name in node.get("x-codes", ())}
    assert named
    assert named <= CODE_LISTS
    for profile in (templates_folder() / "profiles").iterdir():
        assert named <= {path.stem for path in (profile / "profile" / "codes").glob("*.yaml")}, profile.name


def test_a_field_of_a_code_list_is_a_short_text() -> None:
    for path, node in DESCRIBING:
        for name, field in node.get("properties", {}).items():
            if "x-codes" in field and path.partition("/")[0] not in PROFILE:
                item = find_child(field, 0) or resolve(field)
                assert (item["type"], item["maxLength"]) == ("string", 80), f"{path}/{name}"
