"""Of a case that was read before, only what changed is read again; and nothing of it is missed on a later day."""

import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from index.test_doubts import alike
from index.turns import FIGURES, PROPOSED, Turns
from seki_cli.commands.standings_work import Earlier
from seki_cli.files.index import open_index
from seki_cli.files.index_key import index_key
from speaking import say

_NOTE = """schema: note/1
id: {id}
case: {case}
recorded: {day}T10:00:00+09:00
recorded_by: kojima
staff: kojima
date: {day}
method: 電話
fact: 架空の経過
next:
  date: {next}
  what: 電話
"""


@pytest.fixture
def turns(mould: Path, tmp_path: Path) -> Turns:
    shutil.copytree(mould, tmp_path / "daicho", symlinks=True)
    return Turns(tmp_path / "daicho", 1)


def write_note(case: Path, number: int, day: date) -> Path:
    name = f"{day:%Y%m%d}-AAA{number}"
    path = case / "notes" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(_NOTE.format(id=name, case=case.name, day=day, next=day + timedelta(days=number)), encoding="utf-8")
    return path


def all_alike(turns: Turns) -> None:
    alike(turns)
    for words in (*PROPOSED, *FIGURES):
        warm, cold = turns.warm_and_cold(*words, head=False)
        assert (warm.code, warm.out, warm.err) == (cold.code, cold.out, cold.err), words


@pytest.mark.parametrize("saved", [True, False])
def test_a_record_of_tomorrow_is_known_tomorrow(turns: Turns, *, saved: bool) -> None:
    """A case of which something is still to be known is not known whole: another file of it changes, and tomorrow comes."""
    cases = sorted(turns.root.glob("cases/*/*"))
    for case in cases:
        write_note(case, 1, turns.day + timedelta(days=1))
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    all_alike(turns)
    for case in cases:
        write_note(case, 2, turns.day)
    if saved:
        turns.git("add", "-A")
        turns.git("commit", "-q", "-m", "架空")
    all_alike(turns)
    turns.day += timedelta(days=1)
    all_alike(turns)
    assert say("-C", str(turns.root), "--as-of", turns.day.isoformat(), "case", "list").code == 0  # all notes can be read


def test_only_what_changed_is_read(turns: Turns) -> None:
    case = min(turns.root.glob("cases/R07/*"))
    all_alike(turns)
    index = open_index(turns.root, index_key())
    assert index
    assert {*Earlier(index=index).known({case.name}, turns.day)} == {case.name}
    index.close()
    write_note(case, 1, turns.day)
    code = (
        "import sys\nfrom seki_cli.files import records\n"
        "from seki_cli.main import main\n"
        f"main(['-C', {str(turns.root)!r}, '--as-of', {turns.day.isoformat()!r}, 'due'])\n"
        "print('READ', records.read_value.cache_info().currsize, file=sys.stderr)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    meetings = sum(case.name in path.read_text("utf-8") for path in turns.root.glob("meetings/*/*/meeting.yaml"))
    assert 1 <= int(told.split("READ ")[1]) <= 1 + meetings


@pytest.mark.parametrize("name", ["case.yaml", "household.yaml"])
def test_what_is_taken_away_is_missed(turns: Turns, name: str) -> None:
    case = min(turns.root.glob("cases/R07/*"))
    all_alike(turns)
    (case / name).unlink()
    all_alike(turns)
    write_note(case, 1, turns.day)
    all_alike(turns)
    turns.git("checkout", "-q", "--", ".")
    all_alike(turns)
    (case / name).write_text("schema: [\n", encoding="utf-8")
    all_alike(turns)
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空")
    all_alike(turns)
    write_note(case, 2, turns.day)
    all_alike(turns)
