"""The profile's schemas: they say what the dataclasses hold, in Japanese, and refuse what is wrong without repeating it."""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seki_cli.files.schemas import find_faults, read_schema, shape
from seki_cli.model import office

KINDS = ("seki", "municipality", "programmes", "agencies", "staff", "meetings", "codes", "indicators", "extra")
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def subschemas(schema: Any, within: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield within, schema
        for key, inner in schema.items():
            if key in ("properties", "patternProperties"):
                for name, part in inner.items():
                    yield from subschemas(part, f"{within}/{name}")
            elif key in ("items", "additionalProperties", "propertyNames"):
                yield from subschemas(inner, f"{within}/{key}")
            elif key in ("anyOf", "oneOf", "allOf"):
                for part in inner:
                    yield from subschemas(part, f"{within}/{key}")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_sound_and_says_its_name(kind: str) -> None:
    schema = read_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"seki:{kind}/1"
    assert schema["properties"]["schema"]["const"] == f"{kind}/1"
    assert "schema" in schema["required"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained_in_japanese_and_bounded(kind: str) -> None:
    for where, part in subschemas(read_schema(kind)):
        if "properties" in part:
            assert part["additionalProperties"] is False, where
            for name, field in part["properties"].items():
                assert JAPANESE.search(field["title"]), f"{where}/{name}"
                assert JAPANESE.search(field["description"]), f"{where}/{name}"
        if part.get("type") == "string" and "enum" not in part and "const" not in part:
            assert part["maxLength"] <= 20000, where
        if part.get("type") == "array":
            assert part["maxItems"] <= 5000, where
        if part.get("type") == "integer":
            assert part["minimum"] <= part["maximum"], where
        for pattern in (part.get("pattern", ""), *part.get("patternProperties", {})):
            assert "\\d" not in pattern, where
            assert not pattern.endswith("$"), where
            assert not re.search(r"[*+}]\)[*+{?]", pattern), where


ROWS = {
    ("programmes", "programmes"): office.Programme,
    ("agencies", "agencies"): office.Agency,
    ("staff", "staff"): office.Posting,
    ("meetings", "kinds"): office.MeetingKind,
    ("codes", "rows"): office.CodeRow,
}


def names_of(cls: type) -> list[str]:
    return [field.name for field in fields(cls)]


@pytest.mark.parametrize(("place", "cls"), ROWS.items(), ids=str)
def test_rows_hold_the_keys_of_the_dataclasses_in_their_order(place: tuple[str, str], cls: type) -> None:
    kind, name = place
    row = read_schema(kind)["properties"][name]["items"]
    assert list(row["properties"]) == names_of(cls)


def test_other_keys_are_those_of_the_dataclasses_too() -> None:
    def keys(kind: str) -> list[str]:
        return [key for key in read_schema(kind)["properties"] if key != "schema"]

    assert keys("seki") == names_of(office.Settings)
    assert list(read_schema("seki")["properties"]["intervals"]["properties"]) == names_of(office.Intervals)
    assert sorted(keys("municipality")) == sorted(names_of(office.Municipality))
    assert keys("codes") == names_of(office.CodeList)
    bases = read_schema("programmes")["properties"]["programmes"]["items"]["properties"]["bases"]
    assert list(bases["items"]["properties"]) == names_of(office.Base)


def test_timings_are_those_of_the_shared_pieces() -> None:
    kind = read_schema("meetings")["properties"]["kinds"]["items"]["properties"]
    assert list(kind["points"]["properties"]) == list(kind["sources"]["properties"])
    assert len(kind["points"]["properties"]) == 9
    good = {"schema": "meetings/1", "kinds": [{**MEETING, "decides": list(kind["points"]["properties"])}]}
    assert find_faults(good, "meetings") == ()


MEETING = {"id": "kaigi", "name": "会議", "consent": "required", "takes_cases": True, "decides": ["策定"]}
CODE = {"schema": "codes/1", "list": "flags", "source": "未確認", "rows": [{"code": "01", "label": "甲"}]}
SETTINGS = {"schema": "seki/1", "profile": "seki", "format": 1, "requires": "0.1.0"}
INDICATOR = {"id": "a", "name": "件数", "kind": "活動", "by_hand": True}
FIELD = {"name": "rank", "label": "ランク", "kinds": ["case"], "type": "文字"}

GOOD = [
    SETTINGS,
    {**SETTINGS, "intervals": {"plan_months": 12, "todo_days": 7}, "tax_notes": "refuse", "retention_years": 5},
    {"schema": "municipality/1"},
    {"schema": "municipality/1", "name": "甲市", "code": "012345", "words": {"市": "町"}, "plan": {"revised": "2025-06-30"}},
    {"schema": "programmes/1", "programmes": [{"id": "2", "item": "第2号", "name": "参加支援", "bases": [{"name": "集会所"}]}]},
    {"schema": "agencies/1"},
    {"schema": "agencies/1", "agencies": [{"id": "a1", "name": "甲", "also": ["乙"], "until": "2025-03-31"}]},
    {
        "schema": "staff/1",
        "staff": [{"id": "yamada", "name": "山田 花子", "agency": "a1", "roles": ["保健師"], "pledged_on": "2025-04-01"}],
    },
    {
        "schema": "meetings/1",
        "kinds": [{**MEETING, "points": {"策定": ["目標"]}, "sources": {"策定": "未確認"}, "every_months": 1}],
    },
    {"schema": "meetings/1", "kinds": [{**MEETING, "consent": "per_case", "decides": []}]},
    CODE,
    {**CODE, "rows": [{"code": "01", "label": "甲", "side": "空きなし", "ends": True, "waits": False, "report": "国1-2"}]},
    {"schema": "indicators/1", "indicators": [{**INDICATOR, "targets": {"R07": "40", "R11": "12.5"}, "values": {"R07": "0"}}]},
    {"schema": "extra/1", "fields": [{**FIELD, "since": "2025-04-01"}]},
]
BAD = [
    ({**SETTINGS, "format": "一"}, "SEKI022"),
    ({**SETTINGS, "requires": "0.1"}, "SEKI024"),
    ({**SETTINGS, "requires": "0.1.0\n"}, "SEKI024"),
    ({**SETTINGS, "intervals": {"reply_days": 0}}, "SEKI026"),
    ({**SETTINGS, "intervals": {"reply_weeks": 2}}, "SEKI021"),
    ({**SETTINGS, "tax_notes": "黙認"}, "SEKI023"),
    ({"schema": "seki/1", "profile": "seki", "format": 1}, "SEKI020"),
    ({**SETTINGS, "schema": "seki/2"}, "SEKI028"),
    ({"schema": "municipality/1", "code": "０１２３４"}, "SEKI024"),
    ({"schema": "municipality/1", "plan": {"revised": "令和7年6月"}}, "SEKI024"),
    ({"schema": "municipality/1", "words": {"市": ""}}, "SEKI025"),
    ({"schema": "programmes/1", "programmes": [{"id": "2", "item": "第2号", "name": "甲", "bases": [{"operation": "委託"}]}]}, None),
    ({"schema": "programmes/1", "programmes": [{"id": "2", "item": "第2号", "name": "甲", "bases": [{"agency": "a", "operation": "外注"}]}]}, "SEKI023"),
    ({"schema": "programmes/1", "programmes": [{"id": "第2号", "item": "第2号", "name": "甲"}]}, "SEKI024"),
    ({"schema": "agencies/1", "agencies": [{"id": "a1"}]}, "SEKI020"),
    ({"schema": "agencies/1", "agencies": [{"id": "a1\n", "name": "甲"}]}, "SEKI024"),
    ({"schema": "agencies/1", "agencies": [{"id": "A1", "name": "甲"}]}, "SEKI024"),
    ({"schema": "agencies/1", "agencies": [{"id": "a1", "name": "甲", "since": "2025-02-29"}]}, "SEKI024"),
    ({"schema": "agencies/1", "agencies": [{"id": "a1", "name": "甲", "tel": "0"}]}, "SEKI021"),
    ({"schema": "staff/1", "staff": [{"id": "yamada", "name": "山田 花子"}]}, "SEKI020"),
    ({"schema": "meetings/1", "kinds": [{k: v for k, v in MEETING.items() if k != "consent"}]}, "SEKI020"),
    ({"schema": "meetings/1", "kinds": [{**MEETING, "consent": "いつか"}]}, "SEKI023"),
    ({"schema": "meetings/1", "kinds": [{**MEETING, "decides": ["開催"]}]}, "SEKI023"),
    ({"schema": "meetings/1", "kinds": [{**MEETING, "decides": ["策定", "策定"]}]}, "SEKI027"),
    ({"schema": "meetings/1", "kinds": [{**MEETING, "points": {"開催": ["甲"]}}]}, "SEKI021"),
    ({"schema": "meetings/1", "kinds": [{**MEETING, "takes_cases": "はい"}]}, "SEKI022"),
    ({**CODE, "source": None}, None),
    ({**CODE, "list": "../flags"}, "SEKI024"),
    ({**CODE, "rows": [{"label": "甲"}]}, "SEKI020"),
    ({**CODE, "rows": [{"code": "０１", "label": "甲"}]}, "SEKI024"),
    ({**CODE, "rows": [{"code": "01", "label": "甲", "side": "その他"}]}, "SEKI023"),
    ({"schema": "indicators/1", "indicators": [{"id": "a", "name": "件数", "kind": "活動"}]}, None),
    ({"schema": "indicators/1", "indicators": [{**INDICATOR, "targets": {"2025": "40"}}]}, "SEKI021"),
    ({"schema": "indicators/1", "indicators": [{**INDICATOR, "targets": {"R07": "四十"}}]}, "SEKI024"),
    ({"schema": "extra/1", "fields": [{**FIELD, "name": "ランク"}]}, "SEKI024"),
    ({"schema": "extra/1", "fields": [{**FIELD, "kinds": ["家計簿"]}]}, "SEKI023"),
    ({"schema": "extra/1", "fields": [{**FIELD, "kinds": []}]}, "SEKI027"),
]  # fmt: skip


def kind_of(value: dict[str, Any]) -> str:
    return str(value["schema"]).partition("/")[0]


@pytest.mark.parametrize("value", GOOD)
def test_good_files_are_accepted(value: dict[str, Any]) -> None:
    assert find_faults(value, kind_of(value)) == ()


@pytest.mark.parametrize(("value", "code"), BAD)
def test_bad_files_are_refused_in_japanese(value: dict[str, Any], code: str | None) -> None:
    faults = find_faults(value, kind_of(value))
    assert len(faults) == 1
    assert code in (None, faults[0].code)
    assert JAPANESE.search(faults[0].message)
    assert JAPANESE.search(faults[0].remedy)


def test_types_come_from_the_schema() -> None:
    tree = {"schema": "seki/1", "profile": "seki", "format": "1", "requires": "0.1.0", "intervals": {"reply_days": "14"}}
    shaped = shape(tree, "seki")
    assert (shaped["format"], shaped["intervals"]["reply_days"], shaped["requires"]) == (1, 14, "0.1.0")
    rows = [{"code": "01", "label": "true", "ends": "true"}]
    assert shape({**CODE, "rows": rows}, "codes")["rows"][0] == {"code": "01", "label": "true", "ends": True}
    kind = shape({"schema": "meetings/1", "kinds": [{**MEETING, "takes_cases": "false", "every_months": "2"}]}, "meetings")[
        "kinds"
    ][0]
    assert (kind["takes_cases"], kind["every_months"]) == (False, 2)
    targets = {"schema": "indicators/1", "indicators": [{**INDICATOR, "by_hand": "true", "targets": {"R07": "40"}}]}
    assert shape(targets, "indicators")["indicators"][0]["targets"] == {"R07": "40"}
