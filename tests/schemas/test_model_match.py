"""The schemas and the dataclasses of model/ say the same, field by field, so that neither can drift away from the other."""

import types
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from seki_cli.files.schema_store import find_child, resolve
from seki_cli.files.schemas import kinds, read_schema
from seki_cli.model import case, contact, meeting, office, plan
from seki_cli.model.record import Record

RECORDS: dict[str, type[Record]] = {
    "case": case.Case,
    "household": case.Household,
    "intake": case.Intake,
    "screening": case.Screening,
    "assessment": case.Assessment,
    "consent": contact.Consent,
    "note": contact.Note,
    "referral": contact.Referral,
    "referral_step": contact.ReferralStep,
    "plan": plan.Plan,
    "decision": plan.Decision,
    "monitoring": plan.Monitoring,
    "placement": plan.Placement,
    "evaluation": plan.Evaluation,
    "closing": plan.Closing,
    "disclosure": contact.Disclosure,
    "meeting": meeting.Meeting,
    "resource": meeting.Resource,
    "gap": meeting.Gap,
    "activity": meeting.Activity,
}
PROFILE = {"seki", "municipality", "programmes", "agencies", "staff", "meetings", "codes", "indicators", "extra"}
# rows and files of the profile that have a dataclass, and where they stand in their schema
PROFILE_CLASSES: list[tuple[str, tuple[str | int, ...], type]] = [
    ("seki", (), office.Settings),
    ("municipality", (), office.Municipality),
    ("programmes", ("programmes", 0), office.Programme),
    ("agencies", ("agencies", 0), office.Agency),
    ("staff", ("staff", 0), office.Posting),
    ("meetings", ("kinds", 0), office.MeetingKind),
    ("codes", (), office.CodeList),
]
NEVER_IN_FILES = {"path", "content_hash"}
WITHOUT = {"household": {"id"}, "meeting": {"case"}, "resource": {"case"}, "gap": {"case"}, "activity": {"case"}}
# keys that a dataclass shared by two kinds has and one of the kinds has not
NOT_HERE = {("referral", "ground"): {"referral"}}
# required in files, though the dataclass gives a value to those who build one by hand
REQUIRED_IN_FILES = {"schema", "id", "case"}
# required by the schema for its own reasons: one person at least; a consent names whom it lets see; a plan has an end;
# a member of a team, an invited agency is somebody
STRICTER = {"household": {"people"}, "share_with": {"agencies"}, "period": {"since", "until"}}
# keys of the profile that are for people and papers only
BESIDE = {"seki": {"schema"}, "municipality": {"schema"}, "codes": {"schema"}}


def names(kind: type) -> dict[str, Any]:
    """Return the fields of a dataclass under the names they have in files."""
    hints = get_type_hints(kind)
    return {
        "except" if f.name == "excluded" else f.name: (f, hints[f.name]) for f in fields(kind) if f.name not in NEVER_IN_FILES
    }


def differences(kind: type, schema: Any, where: str, absent: set[str]) -> Iterator[str]:
    schema = resolve(schema)
    known = {name: told for name, told in names(kind).items() if name not in absent}
    if set(known) != set(schema["properties"]):
        yield f"{where}: {sorted(set(known) ^ set(schema['properties']))}"
    without_default = {name for name, (f, _) in known.items() if f.default is MISSING and f.default_factory is MISSING}
    stricter = STRICTER.get(where.rpartition("/")[2], set()) | REQUIRED_IN_FILES
    if not without_default <= set(schema.get("required", ())) <= without_default | stricter:
        yield f"{where}: required {sorted(without_default ^ set(schema.get('required', ())))}"
    for name, (_, hint) in known.items():
        child = find_child(schema, name)
        if child is not None:
            yield from mismatch(hint, child, f"{where}/{name}")


def mismatch(hint: Any, schema: Any, where: str) -> Iterator[str]:
    """Yield where a type and a schema do not mean the same values."""
    ways = [way for way in (get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)) if way is not type(None)]
    if len(ways) == 2:
        if schema["else"]["const"] not in get_args(ways[0]) or get_origin(ways[1]) is not tuple:
            yield f"{where}: two ways to write it"
        yield from mismatch(ways[1], schema["then"], where)
        return
    (way,) = ways
    kind, origin = schema.get("type"), get_origin(way)
    if is_dataclass(way):
        yield from differences(
            way, schema, where, NOT_HERE.get((where.split("/", maxsplit=1)[0], where.rpartition("/")[2]), set())
        )
    elif origin is tuple:
        yield from mismatch(get_args(way)[0], find_child(schema, 0), f"{where}/0") if kind == "array" else [f"{where}: no list"]
    elif origin is Literal:
        if list(get_args(way)) != schema.get("enum"):
            yield f"{where}: other words"
    elif origin is dict:
        if kind != "object":
            yield f"{where}: no mapping"
    elif way in (date, datetime):
        if schema.get("format") != {date: "date", datetime: "date-time"}[way]:
            yield f"{where}: no day"
    elif kind not in {str: ("string", None), int: ("integer",), bool: ("boolean",)}[way]:
        yield f"{where}: {kind} for {way}"


@pytest.mark.parametrize("name", RECORDS)
def test_the_schema_of_a_record_and_its_dataclass_say_the_same(name: str) -> None:
    assert list(differences(RECORDS[name], read_schema(name), name, WITHOUT.get(name, set()))) == []


@pytest.mark.parametrize(("name", "key", "kind"), PROFILE_CLASSES, ids=[name for name, _, _ in PROFILE_CLASSES])
def test_the_schema_of_the_profile_holds_what_its_dataclass_holds(name: str, key: tuple[str | int, ...], kind: type) -> None:
    schema: Any = read_schema(name)
    for step in key:
        schema = find_child(schema, step)
    assert set(schema["properties"]) - BESIDE.get(name, set()) == set(names(kind))
    assert {n for n, (f, _) in names(kind).items() if f.default is MISSING and f.default_factory is MISSING} <= set(
        schema["required"]
    )


def test_every_kind_is_compared() -> None:
    assert set(RECORDS) | PROFILE == set(kinds())
