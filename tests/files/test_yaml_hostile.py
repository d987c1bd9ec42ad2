"""Whatever bytes come, the reader gives a tree or one fault, soon and small; and what it takes, every other reader takes alike."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_faults import WORDS
from seki_cli.files.yaml_reader import find_place, read_any, tidy_input
from torture.heavy import heavy_texts

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"
HOSTILE = Path(__file__).parent / "hostile"
MUTATIONS = 800

RECORD = build_text(
    {
        "schema": "note/1",
        "id": "20250611-7KQ2",
        "case": "R07-7K3F9QX",
        "recorded": "2025-06-11T14:03:22+09:00",
        "fact": "訪問した。\n「つらい」: と話す。\n\n　# 次は来週",
        "present": ["sato", "yes", "0501501"],
        "next": {"date": "2025-06-20", "staff": "sato", "what": "電話する: 夕方"},
        "about": ["P1", "P2"],
        "points": [{"num": 1, "said": "a"}, {"num": 2, "said": "b c"}],
        "extra": {},
    }
).encode("utf-8")


def tree_or_fault(data: bytes) -> Any:
    """Return the tree, or the code of the fault; anything else is raised and fails the test."""
    found: TextFault | None = None
    try:
        tree = read_any(data)
    except TextFault as fault:
        found = fault
    if found is None:
        assert all_plain(tree)
        return tree
    assert found.code in WORDS
    assert 1 <= found.line <= data.count(b"\n") + data.count(b"\r") + 1
    assert found.column >= 1
    return found.code


def all_plain(tree: Any) -> bool:
    if type(tree) is dict:
        return all(type(key) is str and all_plain(value) for key, value in tree.items())
    if type(tree) is list:
        return all(map(all_plain, tree))
    return tree is None or type(tree) is str


def as_told(node: Any) -> Any:
    """Turn another library's nodes into a tree by the same contract: text, and None for what is plain and empty."""
    kind = type(node).__name__
    if kind == "ScalarNode":
        return None if not node.style and node.value in {"", "~", "null"} else node.value
    if kind == "SequenceNode":
        return [as_told(item) for item in node.value]
    return {as_told(key): as_told(value) for key, value in node.value}


def other_readers(text: str) -> Iterator[Any]:
    yield as_told(yaml.compose(text, Loader=yaml.SafeLoader))
    for version in ((1, 1), (1, 2)):
        reader = ruamel.yaml.YAML(typ="safe", pure=True)
        reader.version = version
        yield as_told(reader.compose(text))


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"a: \xed\xa0\x80")
@settings(max_examples=300, deadline=None)
def test_any_bytes(data: bytes) -> None:
    tree_or_fault(data)
    find_place(data, ("a", 0))
    tree_or_fault(tidy_input(data)[0])


SIGNS = [*"ab:-?[]{},#&*!|>'\"%@` \n~=<.\\+1\t\r", "\n  ", "- ", ": ", "? ", "''", "key: ", "|-\n", ">\n", "あ", "：", "　"]


@given(st.lists(st.sampled_from([*SIGNS, "null", "\n---\n", "\n...\n", "\x1b", "\u200b", "\u2028", "date: ２"]), max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_heap_of_signs(signs: list[str]) -> None:
    data = "".join(signs).encode("utf-8")
    tree_or_fault(data)
    find_place(data, ("key",))
    tree_or_fault(tidy_input(data)[0])


def test_mutations_of_a_record() -> None:
    draw = random.Random(20250611)
    signs = [*(sign.encode() for sign in SIGNS), b"\xff", b"\x00", b"\x1b", b"\xe3\x80", b"\xe2\x80\xae"]
    taken = 0
    for _ in range(MUTATIONS):
        data = bytearray(RECORD)
        for _ in range(draw.randint(1, 4)):
            at, length = draw.randrange(len(data) + 1), draw.choice((0, 0, 1, 3, 20))
            data[at : at + length] = draw.choice((b"", *signs)) * draw.choice((1, 1, 1, 30))
        taken += not isinstance(tree_or_fault(bytes(data)), str)
    assert 30 < taken < MUTATIONS - 30


def suite() -> list[str]:
    folder = CORPORA / "yaml-test-suite"
    if not folder.is_dir():
        pytest.skip("not run: yaml-test-suite が ../shared/corpora にありません")
    texts = []
    for path in sorted(folder.glob("*.yaml")):
        for part in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader):
            if "yaml" in part:
                texts.append(part["yaml"].translate({ord("␣"): " ", ord("»"): "\t", ord("←"): "\r", ord("⇔"): "\ufeff"}))
                texts[-1] = texts[-1].replace("—", "").replace("↵", "").replace("∎\n", "")
    return texts


def test_yaml_test_suite() -> None:
    texts = suite()
    trees = [(text, tree_or_fault(text.encode("utf-8"))) for text in texts]
    taken = [(text, tree) for text, tree in trees if not isinstance(tree, str)]
    assert len(texts) > 150
    assert len(taken) > 30
    for text, tree in taken:
        assert all(other == tree for other in other_readers(text))
        assert tree_or_fault(f"---\n{text}".encode()) in (tree, "SEKI015")


def naughty() -> list[str]:
    path = CORPORA / "naughty-strings" / "strings.json"
    if not path.is_file():
        pytest.skip("not run: Big List of Naughty Strings が ../shared/corpora にありません")
    return json.loads(path.read_text("utf-8"))


def test_naughty_strings_as_files_and_as_values() -> None:
    for text in naughty():
        raw = text.encode("utf-8", "surrogatepass")
        for data in (raw, b"a: " + raw, b"a:\n  - " + raw, b"a: |-\n  " + raw, b'a: "' + raw + b'"'):
            tree_or_fault(data)


def test_naughty_strings_are_written_as_themselves_or_refused() -> None:
    texts, refused = naughty(), []
    for text in texts:
        try:
            built = build_text({"a": text, "b": [text, {"c": text}]})
        except TextFault as fault:
            refused.append(fault.code)
        else:
            assert read_any(built.encode("utf-8")) == {"a": text, "b": [text, {"c": text}]}
    assert set(refused) <= {"SEKI006", "SEKI007", "SEKI008", "SEKI009"}
    assert len(refused) < len(texts) / 10


@pytest.mark.parametrize("name", heavy_texts())
def test_a_heavy_text_is_answered(name: str) -> None:
    """How soon is told by the long form of T7: a test with a time limit fails where the machine is busy."""
    tree_or_fault(heavy_texts()[name])
    find_place(heavy_texts()[name], ("a", 3))


def test_the_billion_laughs_that_a_loader_would_follow() -> None:
    data = (HOSTILE / "SEKI013-billion-laughs.yaml").read_bytes()
    assert isinstance(yaml.safe_load(data), dict)  # the naive reader takes it, and whoever walks the result hangs
    assert tree_or_fault(data) == "SEKI013"


def test_what_a_loader_would_turn_into_something_else_stays_text() -> None:
    data = b"a: yes\nb: 14:00\nc: 0501501\nd: 2025-06-11\n"
    assert not all_plain(yaml.safe_load(data))
    assert tree_or_fault(data) == {"a": "yes", "b": "14:00", "c": "0501501", "d": "2025-06-11"}
