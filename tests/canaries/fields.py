"""Every field of every record, as the schemas have it: each is either marked in the fixture or here by what it is."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

SCHEMAS: Final = Path(__file__).parents[2] / "schemas"
TABLE: Final = Path(__file__).parent / "fields.txt"
MARKED: Final = "印"
"""The word of fields.txt for a field that holds a marker in the fixture."""
OF_THE_OFFICE: Final = ("agencies", "codes", "extra", "indicators", "meetings", "municipality", "programmes", "seki")
"""What the office says of itself: nobody's life. The rolls of its staff (staff.yaml) hold names and are no exception."""


@lru_cache(maxsize=1)
def fields() -> dict[tuple[str, str], str]:
    """Return (kind, path) → the schema's own word for it, for every leaf of every kind."""
    found: dict[tuple[str, str], str] = {}
    for file in sorted(SCHEMAS.glob("*.json")):
        if file.stem not in ("defs", *OF_THE_OFFICE):
            for path, word in _leaves(_read(file.stem), ""):
                found[file.stem, path] = word
    return found


def table() -> dict[tuple[str, str], str]:
    """Return (kind, path) → what fields.txt says of it."""
    rows = [line.split(maxsplit=2) for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {(kind, path): said for kind, path, said in rows}


@lru_cache(maxsize=64)
def _read(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


def _leaves(node: dict[str, Any], path: str, word: str = "") -> Iterator[tuple[str, str]]:
    """Yield the leaves below a node; what is said by `$ref`, in a list, under any name or in one of several forms counts."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        yield from _leaves(_read("defs")["$defs"][name], path, name)
        return
    inner = [(f"{path}.{key}" if path else key, value) for key, value in node.get("properties", {}).items()]
    inner += [(f"{path}.*", value) for value in (node.get("additionalProperties"),) if isinstance(value, dict)]
    inner += [(f"{path}.*", value) for value in node.get("patternProperties", {}).values()]
    if isinstance(node.get("items"), dict):
        inner.append((f"{path}[]", node["items"]))
    for key, value in inner:
        yield from _leaves(value, key, word if key.endswith("[]") else "")
    if not inner or isinstance(node.get("type"), list):
        yield path, word or ("enum" if "enum" in node or "const" in node else str(node.get("type", "?")))
