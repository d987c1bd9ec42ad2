"""The two corpora that lie beside the repository, where they do: yaml-test-suite and the Big List of Naughty Strings."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from seki_cli.files.faults import TextFault
from seki_cli.files.schemas import find_faults, shape
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree

CORPORA: Final = Path(__file__).parents[3] / "shared" / "corpora"
ABSENT: Final = "../shared/corpora がありません"
GOOD: Final = Path(__file__).parents[1] / "schemas" / "good"


@cache
def yaml_texts() -> tuple[str, ...]:
    """Return all texts of yaml-test-suite, good and bad; none where the corpus is absent."""
    import yaml

    marks = {ord("␣"): " ", ord("»"): "\t", ord("—"): "", ord("←"): "\r", ord("⇔"): "\ufeff", ord("↵"): ""}
    return tuple(
        part["yaml"].translate(marks).replace("∎\n", "")
        for path in sorted((CORPORA / "yaml-test-suite").glob("*.yaml"))
        for part in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts of everything
        if "yaml" in part
    )


@cache
def naughty_strings() -> tuple[str, ...]:
    """Return the naughty strings; none where the corpus is absent."""
    path = CORPORA / "naughty-strings" / "strings.json"
    return tuple(json.loads(path.read_text("utf-8"))) if path.is_file() else ()


@cache
def records_with_texts() -> tuple[tuple[str, dict[str, Any], tuple[tuple[str | int, ...], ...]], ...]:
    """Return of each kind the good example with most fields of free text, and the places of these fields."""
    best: dict[str, tuple[dict[str, Any], tuple[tuple[str | int, ...], ...]]] = {}
    for path in sorted(GOOD.glob("*.yaml")):
        tree = read_tree(path.read_bytes())
        kind = str(tree["schema"]).partition("/")[0]
        value = shape(tree, kind)
        places = tuple(place for place in _places(value) if _takes_any_text(value, place, kind))
        if places and len(places) > len(best.get(kind, ({}, ()))[1]):
            best[kind] = (value, places)
    return tuple((kind, value, places) for kind, (value, places) in best.items())


def _places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        yield at
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*at, name))


def _takes_any_text(value: dict[str, Any], place: tuple[str | int, ...], kind: str) -> bool:
    return not find_faults(_with(value, place, "(╯°□°）╯"), kind)


def _with(value: Any, place: tuple[str | int, ...], text: str) -> Any:
    if not place:
        return text
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    changed = {name: _with(inner, place[1:], text) if name == place[0] else inner for name, inner in pairs}
    return changed if isinstance(value, dict) else list(changed.values())


def wrong_with_text(kind: str, value: dict[str, Any], place: tuple[str | int, ...], text: str) -> str:
    """Write a record with a text in one of its fields and read it: the same text, or a refusal without it; say what is wrong."""
    changed = _with(value, place, text)
    try:
        written = build_text(changed)
    except TextFault as fault:
        return "it is told" if len(text) > 3 and text in fault.message + fault.remedy else ""
    read = shape(read_tree(written.encode("utf-8")), kind)
    if read != changed:
        return "another text"
    told = "".join(fault.message + fault.remedy for fault in find_faults(read, kind))
    return "it is told" if len(text) > 6 and text in told else ""
