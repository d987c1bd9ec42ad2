"""The lists of plans, つなぎ, meetings and what lies outside the cases: the same with and without the index, and no record opened."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.turns import LONG_LISTS, Turns
from speaking import say

_WATCH = """
import sys
seen = []
def watch(event, about):
    if event == "open" and isinstance(about[0], str) and about[0].endswith(".yaml"):
        seen.append(about[0])
    if event == "subprocess.Popen" and {"cat-file", "ls-tree", "diff-tree"} & set(map(str, about[1])):
        seen.append(str(about[1]))
sys.addaudithook(watch)
from seki_cli.main import main
code = main(sys.argv[1:])
sys.stdout.flush()
print(*seen, sep="\\n", file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "daicho"
    assert say("init", str(made), "--sample").code == 0
    return made


def _plan(root: Path) -> str:
    return min(place.name for place in root.glob("cases/*/*/plans/*"))


@pytest.mark.parametrize("seed", range(4))
def test_long_lists_are_the_same_with_and_without_the_index(root: Path, seed: int) -> None:
    turns = Turns(root, 4_100 + seed)
    fitting = ("resource", "list", "--for", _plan(root))
    for _ in range(8):
        turns.take()
        for words in (*turns.rng.sample(LONG_LISTS, 4), fitting):
            warm, cold = turns.warm_and_cold(*words, "--json", head=False)
            assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err), (words, turns.done)


def _opened(words: tuple[str, ...]) -> tuple[str, list[str]]:
    """Return what a call printed, and which records and blobs it opened."""
    done = subprocess.run([sys.executable, "-c", _WATCH, *words], capture_output=True, text=True, check=True)
    places = ("cases/", "meetings/", "resources/", "gaps/", "activities/", "cat-file")
    return done.stdout, [seen for seen in done.stderr.splitlines() if any(place in seen for place in places)]


def test_the_watch_sees_a_record_that_is_opened(root: Path) -> None:
    assert _opened(("-C", str(root), "--as-of", "2025-09-01", "plan", "show", _plan(root)))[1]


@pytest.mark.parametrize("words", [*LONG_LISTS, ("resource", "list", "--for", "")], ids=" ".join)
def test_a_long_list_opens_no_record_where_the_index_holds(root: Path, words: tuple[str, ...]) -> None:
    asked = tuple(word or _plan(root) for word in words)
    line = ("-C", str(root), "--as-of", "2025-09-01")
    assert say(*line, "due").code == 0
    told = say(*line, *asked)
    assert told.code == 0
    assert told.out.strip()
    assert _opened((*line, *asked)) == (told.out, [])
