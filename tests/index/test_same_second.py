"""A folder that changes twice within a second: git compares folders by whole seconds, and a list may lack no case for it."""

import shutil
import time
from pathlib import Path

import pytest

from index.turns import Turns, by_command
from speaking import say


def init_and_copy_a_case(folder: Path) -> tuple[Turns, str]:
    """Make a workspace and put a copy of a case into it within the second in which git noted what lies there."""
    for attempt in range(30):
        turns = Turns(folder / f"daicho{attempt}", 1)
        assert say("init", str(turns.root), "--sample").code == 0
        case = min(turns.root.glob("cases/*/*/case.yaml")).parent
        made = int(case.parent.stat().st_ctime)
        copied = shutil.copytree(case, case.parent / f"{case.name[:4]}7K3F9QX")
        if int(case.parent.stat().st_mtime) == made:
            return turns, copied.name
    pytest.fail("init took more than a second each time")


def test_a_case_copied_in_within_the_second_of_the_note_is_listed(tmp_path: Path) -> None:
    turns, copied = init_and_copy_a_case(tmp_path)
    time.sleep(1 - time.time() % 1)
    by_command(turns)  # git's index is written anew in a later second, and with it what it has noted of folders
    for words in (("case", "list"), ("due", "--within", "400")):
        warm, cold = turns.warm_and_cold(*words, head=False)
        assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err)
    assert copied in turns.git("status", "--porcelain").stdout.decode()
