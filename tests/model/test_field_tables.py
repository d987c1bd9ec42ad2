"""The tables of coded and naming fields say what the schemas say, and walk mappings and dataclasses alike."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seki_cli.model.case import Complaint, Intake
from seki_cli.model.coded import CODED, coded_values
from seki_cli.model.contact import Consent, ShareWith
from seki_cli.model.named import ACTING, AGENCIES, PERSONS, PROGRAMMES, SOURCES, STAFF
from seki_cli.model.walk import EACH, find_texts, find_values
from seki_cli.model.walk import Path as Steps
from tests.rules.worlds import closing, consent, day, evaluation, intake

SCHEMAS = Path(__file__).parent.parent.parent / "schemas"
DEFS = json.loads((SCHEMAS / "defs.json").read_text(encoding="utf-8"))["$defs"]
KINDS = sorted(path.stem for path in SCHEMAS.glob("*.json") if path.stem != "defs")


def fields(node: dict[str, Any], at: Steps = ()) -> Iterator[tuple[Steps, dict[str, Any], str]]:
    """Yield every field of a schema: its path, what it says itself, the name of the part that it refers to."""
    name = node.get("$ref", "").rpartition("/")[2]
    yield at, node, name
    part = DEFS.get(name, {})
    for one in (node, part):
        for key, child in one.get("properties", {}).items():
            yield from fields(child, (*at, key))
        for key in ("items", "then"):
            if isinstance(one.get(key), dict):
                yield from fields(one[key], (*at, EACH) if key == "items" else at)


def found(kind: str, names: set[str]) -> set[Steps]:
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    return {at for at, _, name in fields(schema) if name in names}


def table(rows: Any, kind: str) -> set[Steps]:
    return set(rows.get(kind, ()))


@pytest.mark.parametrize("kind", KINDS)
def test_coded_fields_are_those_that_the_schema_names(kind: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    wanted = {
        ((*at, EACH) if node.get("type") == "array" else at, tuple(node["x-codes"]))
        for at, node, _ in fields(schema)
        if "x-codes" in node
    }
    assert set(CODED.get(kind, ())) == wanted


PROFILE = {"agencies", "staff", "programmes", "meetings", "indicators", "extra", "codes", "municipality", "seki"}
RECORDS = [kind for kind in KINDS if kind not in PROFILE]


@pytest.mark.parametrize("kind", RECORDS)
def test_naming_fields_are_those_that_the_schema_refers_to(kind: str) -> None:
    lead = {("lead_agency",)} if kind == "case" else set()
    to = {("to", EACH)} if kind == "disclosure" else set()
    assert table(AGENCIES, kind) | lead == found(kind, {"agency", "next_lead"}) | to
    assert table(STAFF, kind) == found(kind, {"staff"})
    assert table(PROGRAMMES, kind) == {at for at in found(kind, {"slug"}) if at[-1] == "programme"}
    assert table(SOURCES, kind) == found(kind, {"source"})
    itself = {("people", EACH, "id"), ("attendees", EACH, "person")}
    assert table(PERSONS, kind) == found(kind, {"person_id"}) - itself
    assert table(ACTING, kind) <= table(STAFF, kind)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (intake("2025-04-01", worries=("あれ", "これ"), main_worry="あれ"), [("worries", 0), ("worries", 1), ("main_worry",)]),
        ({"worries": ["あれ", "これ"], "main_worry": "あれ"}, [("worries", 0), ("worries", 1), ("main_worry",)]),
        ({"worries": None, "flags": "8050"}, []),
    ],
)
def test_both_forms_of_a_record_are_walked_alike(value, wanted) -> None:
    assert [key for key, _, _ in coded_values("intake", value)] == wanted


@pytest.mark.parametrize(
    ("kind", "value", "lists"),
    [
        ("closing", closing("2025-08-01", "終結", reason="い"), [("closing",)]),
        ("closing", {"act": "中断", "reason": "い"}, [("suspension",)]),
        ("closing", {"act": "プラン取下げ", "reason": "い"}, [("closing", "suspension")]),
        ("closing", {"act": "再開", "reason": "い"}, []),
        ("closing", {"act": "統合", "reason": "い"}, []),
        ("evaluation", evaluation("2025-08-01", "終結", occasion="", category="い"), [("closing",)]),
        ("evaluation", {"judgement": "継続", "category": "い"}, [("closing", "suspension")]),
        ("agencies", {"agencies": [{"kind": "い"}, {}]}, [("agency_kinds",)]),
        ("case", {"tags": ["い"]}, []),
    ],
)
def test_the_list_may_depend_on_the_act(kind, value, lists) -> None:
    assert [names for _, names, _ in coded_values(kind, value)] == lists


def test_except_is_found_under_its_name_in_the_file() -> None:
    path = ("share_with", "except", EACH)
    act: Consent = consent("2025-04-01", share_with=ShareWith(agencies="すべて", excluded=("a", "b")))
    assert list(find_values(act, path)) == [(("share_with", "except", 0), "a"), (("share_with", "except", 1), "b")]
    assert [key for key, _ in find_values({"share_with": {"except": ["a"]}}, path)] == [("share_with", "except", 0)]
    assert list(find_values(act, ("share_with", "agencies", EACH))) == []


def test_texts_are_found_wherever_they_stand_but_for_ids_and_fingerprints() -> None:
    record: Intake = intake("2025-04-01", wishes="い", extra={"memo": {"list": ["ろ", 3, None]}})
    texts = dict(find_texts(record))
    assert texts[("wishes",)] == "い"
    assert texts[("extra", "memo", "list", 0)] == "ろ"
    assert texts[("complaint", "by_person")] == Complaint(by_person="（架空の相談）").by_person
    assert {record.id, record.case, record.path, record.schema, record.recorded_by} & set(texts.values()) == set()
    assert day("2025-04-01") not in texts.values()
