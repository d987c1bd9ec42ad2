"""Lists and figures from the index against the same from the records, whatever befalls a workspace in between."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from index.turns import LISTS, Turns
from speaking import Said, say
from torture.row import Row

TORTURE: Final = 1_000
_TURNS: Final = 25
_ASKED: Final = 2


def run(many: int, seed: int) -> Row:
    """Let so many things befall workspaces, 25 to each, and after every one ask two lists with the index and without."""
    began, asked, wrong = time.monotonic(), 0, list[str]()
    for turns in _workspaces(many, seed):
        turns.take()
        for words in turns.rng.sample(LISTS, _ASKED):
            asked += 1
            told = ("--json",) if turns.rng.random() < 0.5 else ()
            warm, cold = turns.warm_and_cold(*words, *told, head=turns.rng.random() < 0.3)
            if _heard(warm) != _heard(cold):
                wrong.append(f"{' '.join(words)}: {turns.done}")
    note = "・".join(wrong[:3])
    return Row(
        test="一覧", what="索引から答えた一覧と集計", many=asked, lost=len(wrong), seconds=time.monotonic() - began, note=note
    )


def run_naive(many: int, seed: int) -> Row:
    """Remember every answer by the commit and the day alone, as a cache is often written."""
    began, asked, lost = time.monotonic(), 0, 0
    known: dict[str, Said] = {}
    for turns in _workspaces(max(_TURNS, many // 20), seed):
        turns.take()
        for words in turns.rng.sample(LISTS[:3], _ASKED):
            asked += 1
            head = turns.git("rev-parse", "HEAD").stdout.decode().strip()
            told = turns.ask(*words, head=False)
            remembered = known.setdefault(json.dumps([str(turns.root), head, turns.day.isoformat(), words]), told)
            lost += _heard(remembered) != _heard(told)
    return Row(test="一覧", what="コミットと日だけで覚える控え", many=asked, lost=lost, seconds=time.monotonic() - began)


def _workspaces(many: int, seed: int) -> Iterator[Turns]:
    """Yield a workspace for every turn, a new one after so many."""
    for first in range(0, many, _TURNS):
        with tempfile.TemporaryDirectory(prefix="seki-lists-") as folder:
            root = Path(folder) / "daicho"
            made = say("init", str(root), "--sample")
            if made.code:
                raise RuntimeError(made.err)
            turns = Turns(root, seed + first)
            yield from (turns for _ in range(min(_TURNS, many - first)))


def _heard(said: Said) -> tuple[int, str, str]:
    return said.code, said.out, said.err
