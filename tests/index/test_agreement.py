"""Whatever becomes of a workspace, a list with the index says what it says without: no day, edit, branch or damage between."""

from pathlib import Path

import pytest

from index.turns import LISTS, Turns
from speaking import say


@pytest.mark.parametrize("seed", range(8))
def test_a_list_is_the_same_with_and_without_the_index(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:  # what came of unsaved files is kept at once, not two seconds after they were written
        monkeypatch.setattr("seki_cli.files.index_unsaved._SETTLED", 0)
    root = tmp_path / "daicho"
    assert say("init", str(root), "--sample").code == 0
    turns = Turns(root, seed)
    for _ in range(14):
        turns.take()
        for words in turns.rng.sample(LISTS, 2):
            head = turns.rng.random() < 0.3
            json = turns.rng.random() < 0.5
            warm, cold = turns.warm_and_cold(*words, *(("--json",) if json else ()), head=head)
            assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err), turns.done
