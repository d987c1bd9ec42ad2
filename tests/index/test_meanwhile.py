"""A list reads what is kept while git still looks for unsaved files, and waits for git all the same."""

import os
import shutil
import time
from datetime import datetime
from pathlib import Path

import pytest

from index.turns import Turns
from seki_cli.commands.call import Call
from seki_cli.commands.standings import Standings
from seki_cli.commands.standings_fetch import ask_standings
from seki_cli.commands.today import JST
from seki_cli.files.index import Index
from seki_cli.model.answer import Answer
from speaking import say

_GIT_THAT_WAITS = """#!/bin/sh
case " $* " in *" status "*)
  for _ in $(seq 300); do test -e "{there}" && break; sleep 0.05; done
  test -e "{there}" || touch "{late}" ;;
esac
exec {git} "$@"
"""


def test_the_index_is_read_while_git_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(tmp_path / "daicho", 1)
    assert say("init", str(turns.root), "--sample").code == 0
    assert say("-C", str(turns.root), "case", "list").code == 0
    changed = min(turns.root.glob("cases/*/*/case.yaml"))
    changed.write_text(changed.read_text("utf-8") + "tags:\n  - 手直し\n", encoding="utf-8")

    there, late, slow = tmp_path / "there", tmp_path / "late", tmp_path / "bin"
    slow.mkdir()
    (slow / "git").write_text(_GIT_THAT_WAITS.format(there=there, late=late, git=shutil.which("git")), encoding="utf-8")
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:{os.environ['PATH']}")
    now = datetime.now(JST)
    call = Call(words=("case", "list"), folder=turns.root, day=now.date(), clock=now)
    ahead: list[float] = []

    def read_ahead(index: Index) -> None:
        assert index.rows() is index.rows()
        ahead.append(time.monotonic())
        there.touch()

    def tell(found: Standings) -> Answer:
        assert ahead, "nothing was read ahead"
        return Answer(data={"unsaved": found.unsaved})

    assert ask_standings(call, tell, read_ahead).data == {"unsaved": 1}
    assert not late.exists(), "the index was read only after git had looked"
