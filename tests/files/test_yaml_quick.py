"""The quick ways of the reader: what they take, what they leave to the careful ones, and that these say the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_careful import build_carefully
from seki_cli.files.yaml_quick import build_quickly
from seki_cli.files.yaml_reader import read_tree
from seki_cli.files.yaml_text import find_bad_character, looks_clean, read_text

ROOT = Path(__file__).parents[2]


def test_no_letter_that_is_refused_looks_clean() -> None:
    """All of Unicode: whatever this version of Python takes for printable."""
    for number in range(sys.maxunicode + 1):
        if find_bad_character(chr(number)) is not None:
            assert not looks_clean(f"訪問{chr(number)}した\n"), hex(number)


def test_ordinary_japanese_looks_clean() -> None:
    assert looks_clean("a: |-\n  　本人「つらい」。𠮷野・髙橋（ＡＢＣ）が①〜③、㈱、😀と言った。\n")
    assert not looks_clean("a: b\r\n")


@pytest.mark.parametrize("data", [b"%PDF: 1.7\n", b"GIF8: a\n", b"Rar!: b\n"])
def test_what_begins_like_a_file_of_another_kind_is_refused_though_its_letters_are_good(data: bytes) -> None:
    with pytest.raises(TextFault) as caught:
        read_text(data)
    assert caught.value.code == "SEKI003"


def test_nearly_every_record_of_the_sample_is_read_quickly() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "sample_cases").rglob("*.yaml"))]
    assert sum(build_quickly(text) is None for text in texts) < len(texts) / 100
    assert all(looks_clean(text) for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "a: 本人：つらい。　と話す\nb: ＡＢＣ：x\n",
        "a: |-\n  　字下げした文\n  fact：本文\n  b:c\n",
        "a: 'x：y'\nb: 14:00\nc: 2025-06-11T14:03:22+09:00\n",
        "a:\n  - https://example.org\n  - 機関:chuo1\n",
        "a: ''\nb: '~'\nc: null\nd:\n",
        "a:\n- b: c\n  d:\n  - e\n-\n  f\n",
        "a: [x, {y: z}]\n# 注 fact：x\n",
        "- a: b\n- c: d\n",
    ],
)
def test_what_is_good_beyond_doubt_is_read_quickly(text: str) -> None:
    tree = build_quickly(text)
    assert tree is not None
    assert tree == build_carefully(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x\n",
        "a: b\nc：d\n",
        "c：d\n",
        "a:\n  b：c\n",
        "a:\n  - b：c\n",
        "a:\n  x\n  b:c\n",
        "b:c\n",
        "ab12:30\n",
        "a:　b\n",
        "-　b\n",
        "a: ｜\n  x\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !b c\n",
        "<<: a\n",
        "? a\n: b\n",
        "a: [b, ?c]\n",
        'a: "\\u200b"\n',
        "---\na: b\n",
        "a: b\n...\nc\n",
        "%YAML 1.1\n---\na: b\n",
        "a: |-#x\n  b\n",
        "a: b\na: c\n",
        ": b\n",
        "null: b\n",
        f"{'k' * 101}: b\n",
        "[a]: b\n",
        "{a: b}: c\n",
        f"a: {'[' * 16}{']' * 16}\n",
        f"a: {'{b: ' * 16}{'}' * 16}\n",
        "a: [\n",
        f"a: {'x' * 50_000}\n",
        "".join(f"k{number}: |-\n  　x\n" for number in range(50)),
    ],
)
def test_any_doubt_is_left_to_the_careful_builder(text: str) -> None:
    assert build_quickly(text) is None


def test_without_the_scanner_in_c_the_answers_are_the_same() -> None:
    """As where PyYAML was built without libyaml."""
    text = "a: b\nc:\n  - d: |-\n      訪問\n"
    code = (
        "import sys; sys.modules['yaml._yaml'] = None\n"
        "from seki_cli.files.yaml_reader import read_tree\n"
        f"print(ascii(read_tree({text.encode()!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ascii(read_tree(text.encode()))
