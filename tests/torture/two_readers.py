"""Seki's reader against one on another parser, and its quick builder against its careful one: the same tree, or both refuse."""

import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from seki_cli.files.faults import TextFault
from seki_cli.files.resources import templates_folder
from seki_cli.files.yaml_careful import build_carefully
from seki_cli.files.yaml_quick import build_quickly
from seki_cli.files.yaml_reader import read_tree
from seki_cli.files.yaml_text import read_text
from torture.corpora import ABSENT, naughty_strings, yaml_texts
from torture.documents import documents
from torture.hostile import SMALL
from torture.row import Row
from torture.spoiling import good_texts, spoilt
from torture.twin_reader import BLANK_BLOCK, Refused, read_as_twin

TORTURE: Final = 20_000

_TESTS: Final = Path(__file__).parents[1]
_REFUSED: Final = "refused"


def run(many: int, seed: int) -> Iterator[Row]:
    """Read all files beside the code, both corpora, so many drawn documents, and a fifth as many spoilt records."""
    yield files_row()
    yield corpora_row()
    yield compared_row("YAML の読み: 引いた文書", documents(many, seed))
    yield compared_row("YAML の読み: こわした記録", spoilt_records(many // 5, seed))


def run_naive(many: int, seed: int) -> Row:
    """Read drawn documents with the loader that everybody uses."""
    began, lost = time.monotonic(), 0
    for data in documents(many // 10, seed):
        lost += _naive_tree(data) not in (_twin_tree(data), BLANK_BLOCK)
    return Row(test="READERS", what="いつもの読み手", many=many // 10, lost=lost, seconds=time.monotonic() - began)


def _naive_tree(data: bytes) -> Any:
    import yaml

    try:
        return yaml.safe_load(data)
    except (yaml.YAMLError, ValueError):
        return _REFUSED


def files_row(step: int = 1) -> Row:
    """Read the sample (or every so many of its files), the shipped profiles, every good and bad example, every hostile file."""
    paths = [
        *sorted((_TESTS.parent / "sample_cases").rglob("*.yaml"))[::step],
        *sorted(templates_folder().rglob("*.yaml")),
        *(path for folder in ("schemas", "files", "profiles") for path in sorted((_TESTS / folder).rglob("*.yaml"))),
    ]
    small = [data for data in (path.read_bytes() for path in paths) if len(data) < 60_000]
    hostile = [one.build(*own) for one in SMALL for own in (("20250716-H0ST", "R07-7K3F9QX"), ())]
    return compared_row("YAML の読み: 手もとのファイル", [*small, *hostile])


def corpora_row(step: int = 1) -> Row:
    """Read both corpora, each text alone, in a value and in a block."""
    if not yaml_texts() or not naughty_strings():
        return Row(test="READERS", what="YAML の読み: 二つのコーパス", many=0, lost=0, seconds=0, not_run=ABSENT)
    texts = [*yaml_texts()[::step], *naughty_strings()[::step]]
    some = [
        form.format(text).encode("utf-8", "surrogatepass") for text in texts for form in ("{}", "a: {}\n", "a: |-\n  {}\nb: c\n")
    ]
    return compared_row("YAML の読み: 二つのコーパス", some)


def spoilt_records(many: int, seed: int) -> Iterator[bytes]:
    """Yield so many good records of the examples and the sample, spoilt at random."""
    draw = random.Random(seed)
    short = [data for data in good_texts() if len(data) < 2_000]
    for _ in range(many):
        yield spoilt(draw, draw.choice(short))


def compared_row(what: str, some: Iterable[bytes]) -> Row:
    """Read some texts on all ways."""
    began, many, read, quick, beyond, wrong = time.monotonic(), 0, 0, 0, 0, []
    for data in some:
        many += 1
        ours, theirs = _our_tree(data), _twin_tree(data)
        read += ours != _REFUSED
        beyond += theirs == BLANK_BLOCK
        if ours != theirs and theirs != BLANK_BLOCK:
            wrong.append(f"another tree: {data[:60]!r}")
        way = _builders(data)
        quick += way == "quick"
        if way == "differ":
            wrong.append(f"the builders differ: {data[:60]!r}")
    if not (0 < read < many and quick):
        wrong.append("one side is never seen")
    note = f"うち読めたもの {read:,}（速い読み {quick:,}）・ruamel だけが断るもの {beyond}"
    told = "・".join([note, *wrong[:5]])
    return Row(test="READERS", what=what, many=many, lost=len(wrong), seconds=time.monotonic() - began, note=told)


def _our_tree(data: bytes) -> Any:
    try:
        return read_tree(data)
    except TextFault:
        return _REFUSED


def _twin_tree(data: bytes) -> Any:
    try:
        return read_as_twin(data)
    except Refused as refused:
        return BLANK_BLOCK if str(refused) == BLANK_BLOCK else _REFUSED


def _builders(data: bytes) -> str:
    """Say which builder read a text; `differ` where the quick one found a tree that the careful one does not give."""
    try:
        text = read_text(data)
    except TextFault:
        return "none"
    quickly = build_quickly(text)
    try:
        carefully: Any = build_carefully(text)
    except TextFault as fault:
        # a list that is no list of mappings is the reader's to refuse
        return "differ" if quickly is not None and fault.code != "SEKI016" else "none"
    if quickly is None:
        return "careful"
    return "quick" if quickly == carefully else "differ"
