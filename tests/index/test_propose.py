"""What waits for a meeting, and when its kind is to meet next: the index says it as the records do."""

import json
from pathlib import Path

import pytest

from index.turns import AROUND_MEETINGS, PROPOSED, Turns, change_a_kind, save_all
from speaking import say


@pytest.mark.parametrize("seed", range(4))
def test_what_waits_is_the_same_with_and_without_the_index(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "daicho"
    assert say("init", str(root), "--sample").code == 0
    turns, proposed, rhythms = Turns(root, seed), 0, set[tuple[object, object]]()
    change_a_kind(turns)
    save_all(turns)
    for _ in range(20):
        turns.take(AROUND_MEETINGS)
        for words in PROPOSED:
            warm, cold = turns.warm_and_cold(*words, "--json", head=False)
            assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err), turns.done
            said = {"items": [], "regular": [], **json.loads(warm.out)["data"]}
            proposed += len(said["items"])
            rhythms |= {(row["held"], row["recorded"]) for row in said["regular"]}
    assert proposed
    assert len(rhythms) > 1
