"""The questions that others ask of the schemas: types, order, words, limits; and what never gets into a message."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from seki_cli.errors import NotThere
from seki_cli.files import resources
from seki_cli.files.schemas import EXPLAINED, MOST_FAULTS, build_editor_schema, find_faults, kinds, ordered, read_schema, shape
from seki_cli.files.yaml_reader import read_tree

MARK = "ひみつ7QX"
NOTE: dict[str, Any] = {
    "schema": "note/1",
    "id": "20250703-GJ09",
    "case": "R07-M9S3468",
    "date": "2025-07-03",
    "staff": "s-mori",
    "method": "訪問",
    "fact": "会えた。",
    "recorded": "2025-07-03T16:12:00+09:00",
    "recorded_by": "s-mori",
}


def codes(value: dict[str, Any], kind: str = "note") -> list[tuple[str, tuple[str | int, ...]]]:
    return [(fault.code, fault.key) for fault in find_faults(value, kind)]


def test_types_come_from_the_schema_not_from_the_spelling() -> None:
    value = shape(
        {"minutes_spent": "45", "register_no": "45", "about": ["1"], "corrects": {"void": "true"}, "fact": "true"}, "note"
    )
    assert value == {"minutes_spent": 45, "register_no": "45", "about": ["1"], "corrects": {"void": True}, "fact": "true"}


@pytest.mark.parametrize("text", ["45.0", "４５", "4 5", "+45", "0x2d", "1_000", "9" * 40, "", "True"])
def test_what_is_no_integer_stays_text(text: str) -> None:
    assert shape({"minutes_spent": text}, "note") == {"minutes_spent": text}


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("-3", -3), ("007", 7)])
def test_what_is_an_integer_becomes_one(text: str, number: int) -> None:
    assert shape({"minutes_spent": text}, "note/1") == {"minutes_spent": number}


def test_empty_keys_are_left_out_at_every_depth_but_an_empty_item_stays_to_be_told() -> None:
    assert shape({"view": None, "next": {"date": None, "what": "x"}, "present": ["a", None]}, "note") == {
        "next": {"what": "x"},
        "present": ["a", None],
    }


def test_numbers_inside_lists_of_rows_are_shaped() -> None:
    value = shape({"goals": [{"num": "1"}], "use": {"sanka": "false"}, "categories": ["1"], "extra": {"n": "1"}}, "plan")
    assert value == {"goals": [{"num": 1}], "use": {"sanka": False}, "categories": ["1"], "extra": {"n": "1"}}


def test_order_is_the_schemas_and_unknown_keys_stand_last() -> None:
    mixed = {
        "zz": "1",
        "extra": {"b": "1", "a": "2"},
        "fact": "f",
        "next": {"what": "w", "date": "d"},
        "id": "i",
        "schema": "note/1",
    }
    got = ordered(mixed, "note")
    assert list(got) == ["schema", "id", "fact", "next", "extra", "zz"]
    assert list(got["next"]) == ["date", "what"]
    assert list(got["extra"]) == ["b", "a"]


def test_a_newer_version_is_the_only_fault() -> None:
    assert codes({"schema": "note/2", "anything": "new"}) == [("SEKI028", ("schema",))]


def test_another_kind_than_that_of_the_place_is_told_with_the_right_word() -> None:
    (fault,) = find_faults({**NOTE, "schema": "plan/1"}, "note")
    assert (fault.code, fault.key) == ("SEKI023", ("schema",))
    assert "note/1" in fault.remedy


@pytest.mark.parametrize("schema", ["nota/1", "", "note", "note/", "note/x", "note/1 ", "note/0"])
def test_a_schema_line_that_is_none_is_told(schema: str) -> None:
    assert [key for _, key in codes({**NOTE, "schema": schema})] == [("schema",)]


def test_a_kind_that_does_not_exist_is_told_or_raised() -> None:
    assert codes({}, "nota") == [("SEKI028", ("schema",))]
    assert shape({"a": None, "b": "1"}, "nota") == {"b": "1"}
    with pytest.raises(NotThere):
        read_schema("nota")
    with pytest.raises(NotThere):
        read_schema("../defs")


def test_a_condition_is_judged_only_where_its_field_is_there() -> None:
    decision = {**NOTE, "schema": "decision/1", "result": "承認"}
    for key in ("staff", "method", "fact"):
        del decision[key]
    assert codes(decision, "decision") == [("SEKI020", ("timing",))]
    assert codes({**decision, "timing": "方針"}, "decision") == []
    assert codes({**decision, "timing": "策定"}, "decision") == [
        ("SEKI020", (name,)) for name in ("plan", "version", "plan_hash")
    ]


def test_consent_shared_with_somebody_only_where_it_is_given() -> None:
    consent = {**NOTE, "schema": "consent/1", "person": "P1", "act": "撤回"}
    for key in ("staff", "method", "fact"):
        del consent[key]
    assert codes(consent, "consent") == []
    assert codes({**consent, "act": "一部同意"}, "consent") == [("SEKI020", ("share_with",)), ("SEKI020", ("categories",))]
    assert codes({**consent, "act": "意味不明"}, "consent") == [("SEKI023", ("act",))]


def test_one_place_one_fault() -> None:
    assert codes({**NOTE, "id": "x" * 500}) == [("SEKI024", ("id",))]
    assert codes({**NOTE, "fact": ""}) == [("SEKI025", ("fact",))]
    assert codes({**NOTE, "date": "2025-13-45"}) == [("SEKI024", ("date",))]
    assert codes({**NOTE, "source": ["本人"]}) == [("SEKI022", ("source",))]


def test_the_message_names_the_field_in_japanese_and_with_its_key() -> None:
    (fault,) = find_faults({**NOTE, "next": {"date": "明日"}}, "note")
    assert "「次回予定（next）」の「予定日（date）」" in fault.message
    (fault,) = find_faults({**NOTE, "present": ["本人", "x" * 99]}, "note")
    assert "「同席者（present）」2番目" in fault.message
    (fault,) = find_faults({**NOTE, "methd": "訪問"}, "note")
    assert "「対応方法（method）」" in fault.remedy


def test_every_code_told_is_explained() -> None:
    assert list(EXPLAINED) == [f"SEKI0{number}" for number in range(20, 30)]
    assert all(title and text.endswith("。") for title, text in EXPLAINED.values())


def marked(value: Any) -> Any:
    """Return a value whose every text and every unknown key is a marker that a message must not hold."""
    if isinstance(value, dict):
        return {name: marked(inner) for name, inner in value.items()} | {MARK: MARK}
    return [marked(inner) for inner in value] if isinstance(value, list) else MARK


@pytest.mark.parametrize("kind", kinds())
def test_no_message_holds_a_value_or_an_unknown_key(kind: str) -> None:
    for value in (MARK, {MARK: MARK}, [MARK], [[MARK]], [{MARK: MARK}], None, 7):
        spoilt = dict.fromkeys(read_schema(kind)["properties"], value) | {"schema": f"{kind}/1", MARK: MARK}
        faults = find_faults(spoilt, kind)
        assert faults
        told = "".join(fault.message + fault.remedy for fault in faults)
        assert MARK not in told


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["すべて", "本人", "2025-06-11", "true", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


GOOD = sorted((Path(__file__).parent / "good").glob("*.yaml"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_is_answered_as_a_plain_validator_would(data: st.DataObject) -> None:
    tree = read_tree(data.draw(st.sampled_from(GOOD)).read_bytes())
    kind = str(tree["schema"]).partition("/")[0]
    names = st.sampled_from(list(read_schema(kind)["properties"])) | st.text(max_size=5)
    value = shape(tree | data.draw(st.dictionaries(names, JSON, max_size=2)), kind)
    faults = find_faults(value, kind)
    plain = Draft202012Validator(build_editor_schema(kind), format_checker=FormatChecker(("date",)))
    assert plain.is_valid(value) == (faults == ())
    assert {fault.code for fault in faults} <= set(EXPLAINED)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"about": [{"a": str(number)} for number in range(20_000)]},
        {"about": [f"P{number}" for number in range(20_000)]},
        {"about": [["P1"]] * 20_000},
        {f"key{number}": "x" for number in range(20_000)},
        {"extra": {f"9{number}": "x" for number in range(20_000)}},
        {"fact": "あ" * 80_000 + "\n"},
        {"k" * 80_000: "x"},
    ],
    ids=["mappings", "ids", "lists", "keys", "names", "text", "one key"],
)
def test_a_file_made_to_hurt_is_answered_soon_and_briefly(spoilt: dict[str, Any]) -> None:
    start = time.perf_counter()
    faults = find_faults({**NOTE, **spoilt}, "note")
    assert time.perf_counter() - start < 1
    assert 1 <= len(faults) <= MOST_FAULTS
    assert all(len(fault.message + fault.remedy) < 600 for fault in faults)


@pytest.mark.parametrize("kind", kinds())
def test_a_schema_for_editors_stands_alone_and_judges_alike(kind: str) -> None:
    alone = build_editor_schema(kind)
    Draft202012Validator.check_schema(alone)
    assert "seki:defs" not in json.dumps(alone)
    assert {k: v for k, v in alone.items() if k in ("$id", "title", "required")} == {
        k: v for k, v in read_schema(kind).items() if k in ("$id", "title", "required")
    }


def test_what_is_handed_out_can_be_changed_without_harm() -> None:
    read_schema("note")["properties"].clear()
    build_editor_schema("note")["properties"].clear()
    assert "fact" in read_schema("note/1")["properties"]


def test_the_shipped_folders_are_found() -> None:
    assert (resources.schemas_folder() / "note.json").is_file()
    assert (resources.templates_folder() / "profiles" / "seki").is_dir()
    assert resources.sample_folder().is_dir()


def test_a_missing_folder_is_a_calm_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "seki_cli" / "files" / "resources.py"))
    with pytest.raises(NotThere) as stopped:
        resources.schemas_folder()
    assert stopped.value.remedy


def test_a_wheels_own_folder_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for folder in ("seki_cli/_data/schemas", "schemas"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "seki_cli" / "files" / "resources.py"))
    assert resources.schemas_folder() == tmp_path / "seki_cli" / "_data" / "schemas"
