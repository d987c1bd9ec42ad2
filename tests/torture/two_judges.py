"""The quick judge of values against the slow one: every yes of jsonschema-rs has to be one of jsonschema's."""

import time
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from seki_cli.files.schema_judges import accepts, find_errors, is_moment
from seki_cli.files.schemas import build_editor_schema, find_faults
from torture.respelling import respelt, values
from torture.row import Row

TORTURE: Final = 30_000

_LEAVES: Final = (str, int, bool, type(None))


def run(many: int, seed: int) -> Iterator[Row]:
    """Judge what lies beside the code as it is, and so many changed values."""
    yield judged_row("値の判定: 例と見本", list(values()))
    yield judged_row("値の判定: 変えた値", respelt(many, seed))


def run_naive(many: int, seed: int) -> Row:
    """Believe the quick judge as it comes out of its box: formats are not looked at, and a tuple is a list."""
    from jsonschema_rs import validator_for

    judges = cache(lambda kind: validator_for(build_editor_schema(kind)))
    began, lost = time.monotonic(), 0
    for kind, value in respelt(many, seed):
        try:
            lost += judges(kind).is_valid(value) != plain_judge(kind).is_valid(value)
        except ValueError:
            lost += 1
    return Row(test="JUDGES", what="箱から出したままの判定", many=many, lost=lost, seconds=time.monotonic() - began)


@cache
def plain_judge(kind: str) -> Draft202012Validator:
    """Return jsonschema as anybody would use it: the schema that editors get, and its own checker of formats."""
    checker = FormatChecker(("date",))
    checker.checks("date-time")(is_moment)
    return Draft202012Validator(build_editor_schema(kind), format_checker=checker)


def judged_row(what: str, some: Any) -> Row:
    """Judge some values: nothing may be let through that jsonschema refuses, nor refused that it accepts."""
    began, many, good, slow, wrong = time.monotonic(), 0, 0, 0, []
    for kind, value in some:
        many += 1
        quick, expected = accepts(value, kind), plain_judge(kind).is_valid(value)
        good += expected
        slow += expected and not quick
        if fault := _wrong(kind, value, quick=quick, expected=expected):
            wrong.append(fault)
    note = f"うち正しいもの {good:,}・遅い方に聞いた正しいもの {slow:,}"
    if not 0 < good < many:
        wrong.append("one side is never seen")
    told = "・".join([note, *wrong[:5]])
    return Row(test="JUDGES", what=what, many=many, lost=len(wrong), seconds=time.monotonic() - began, note=told)


def _wrong(kind: str, value: Any, *, quick: bool, expected: bool) -> str:
    if quick and not expected:
        return f"{kind}: let through"
    if expected and not quick and _is_ours(value):
        return f"{kind}: the quick one does not know it"
    if (next(iter(find_errors(value, kind)), None) is None) != expected:
        return f"{kind}: our jsonschema says something else"
    known = str(value.get("schema")) == f"{kind}/1"
    return f"{kind}: another answer" if known and (find_faults(value, kind) == ()) != expected else ""


def _is_ours(value: Any) -> bool:
    """Say whether a value could come from our reader: no other type and no number longer than it makes."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_ours(key) and _is_ours(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(_is_ours(inner) for inner in value)
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return type(value) in _LEAVES
