"""No municipality is known by name to the code, the schemas or the templates of papers: only profiles, the sample and the manual are."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seki_cli.files.resources import templates_folder
from seki_cli.files.yaml_reader import read_tree

ROOT = Path(__file__).parent.parent
NAMES = ("関市", "支援会議", "重層的支援会議")
SOURCES = sorted((ROOT / "seki_cli").rglob("*.py"))
SCHEMAS = sorted((ROOT / "schemas").glob("*.json"))
PAPERS = sorted(path for path in (ROOT / "templates/papers").rglob("*") if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rows(name: str, key: str) -> list[dict[str, Any]]:
    return list(read_tree((templates_folder() / "profiles/seki/profile" / f"{name}.yaml").read_bytes())[key])


def slugs() -> frozenset[str]:
    """The ids of the first city's profile; those of a letter or a number only (`2`) are words of everybody's."""
    named = [
        row["id"]
        for name, key in (("agencies", "agencies"), ("programmes", "programmes"), ("meetings", "kinds"))
        for row in rows(name, key)
    ]
    return frozenset(slug for slug in named if len(slug) > 1)


def own_names() -> frozenset[str]:
    """What the city calls its agencies, areas, committee: nothing of it is a constant."""
    city = read_tree((templates_folder() / "profiles/seki/profile/municipality.yaml").read_bytes())
    agencies = rows("agencies", "agencies")
    words = [row[key] for row in agencies for key in ("name", "area") if len(row.get(key) or "") > 2]
    return frozenset({city["name"], city["code"], city["committee"], city["plan"]["title"], *words} - GENERAL)


GENERAL = {"多機関協働事業者"}
"""The name of a part that the law's programme has everywhere; the city calls an agency by it."""


def words_in(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9][a-z0-9_-]*", text))


def texts_of(path: Path) -> Iterator[str]:
    """Yield every text that stands in a module: constants, messages, help with its examples."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_lists_that_are_looked_for_are_not_empty() -> None:
    assert {"juso", "shien", "chuo1", "1-ha-kihon", "takikan"} <= slugs()
    assert {"関市", "中央第1", "福祉政策課"} <= own_names()
    assert (len(SOURCES) > 200, len(SCHEMAS) > 20, len(PAPERS) >= 6) == (True, True, True)


@pytest.mark.parametrize("path", [*SOURCES, *SCHEMAS, *PAPERS], ids=name_of)
def test_no_word_of_one_municipality(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [word for word in (*NAMES, *sorted(own_names())) if word in text] == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_id_of_one_municipality_is_typed_in_code_nor_in_its_help(path: Path) -> None:
    found = {word for text in texts_of(path) for word in words_in(text)}
    assert sorted(found & slugs()) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=name_of)
def test_no_id_of_one_municipality_is_an_example_in_a_schema(path: Path) -> None:
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")), ensure_ascii=False)
    assert sorted(words_in(text) & slugs()) == []


@pytest.mark.parametrize("path", PAPERS, ids=name_of)
def test_no_id_of_one_municipality_is_in_a_template(path: Path) -> None:
    assert sorted(words_in(path.read_text(encoding="utf-8")) & slugs()) == []
