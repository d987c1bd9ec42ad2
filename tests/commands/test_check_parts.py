"""A check in parts says byte for byte what a check with the whole workspace at hand says, whatever has befallen the workspace."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pytest

from bench.generate import AS_OF, generate
from seki_cli.commands import check_parts
from seki_cli.commands.call import Call
from seki_cli.commands.check_parts import check_in_parts
from seki_cli.commands.check_whole import check_whole
from seki_cli.commands.checked import Checked
from seki_cli.commands.fetch import fetch
from seki_cli.commands.today import JST
from seki_cli.files.parts import CasesOnDemand, read_parts
from seki_cli.model.world import Cases
from speaking import say

DAY: Final = date(2025, 9, 1)
MAKI, SEINO, TWIN, NOBODY = "R07-HPS06VC", "R06-8ABC3NN", "R06-7K3F9QX", "R07-N0B0DYX"


@pytest.fixture(scope="module")
def sample_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample") / "daicho"
    assert say("init", str(root), "--sample", "--as-of", str(DAY)).code == 0
    return root


@pytest.fixture
def root(sample_made: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_made, tmp_path / "daicho", symlinks=True)
    return tmp_path / "daicho"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts so small that what belongs together stands in several, in a workspace of two dozen cases."""
    monkeypatch.setattr(check_parts, "_CHUNK", 3)
    monkeypatch.setattr(check_parts, "_MANY", 4)


def call_of(root: Path, day: date = DAY, *, head: bool = False, by_clock: bool = False) -> Call:
    return Call(words=("check",), folder=root, day=day, clock=datetime(2025, 9, 1, 12, tzinfo=JST), head=head, by_clock=by_clock)


def in_parts(call: Call, *wanted: str, hands: int = 2) -> Checked | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "sched_getaffinity", lambda _pid: set(range(hands)))
        return check_in_parts(call, read_parts(call.root, day=call.day, head=call.head), wanted)


def agreed(call: Call, *wanted: str) -> set[str]:
    """Compare the two ways with two processes and with one, and return the codes that were found."""
    whole = check_whole(call, fetch(call), wanted, strict=False)
    for hands in (2, 1):
        assert in_parts(call, *wanted, hands=hands) == whole
    return {one.code for one in whole.findings}


def folder(root: Path, case: str) -> Path:
    return root / "cases" / case[:3] / case


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def first(root: Path, pattern: str) -> Path:
    return min(root.glob(pattern))


def nothing(root: Path) -> None:
    pass


def unreadable_files(root: Path) -> None:
    first(root, f"cases/*/{MAKI}/notes/*.yaml").write_text("schema: note/1\n  x: [", encoding="utf-8")
    first(root, f"cases/*/{MAKI}/case.yaml").write_text("", encoding="utf-8")
    first(root, f"cases/*/{SEINO}/household.yaml").unlink()
    first(root, "meetings/*/*/meeting.yaml").write_text("a: 1\na: 2\n", encoding="utf-8")
    first(root, "resources/*.yaml").write_bytes(b"\xff\xfe")
    first(root, "gaps/*.yaml").unlink()
    (folder(root, SEINO) / "notes" / "20250401-AAAA.yaml").symlink_to("/etc/passwd")
    change(first(root, f"cases/*/{SEINO}/plans/*/v1.yaml"), "version: 1", "version: 7")


def a_profile_that_cannot_be_read(root: Path) -> None:
    (root / "profile" / "staff.yaml").write_text("staff: [", encoding="utf-8")


def a_newer_workspace(root: Path) -> None:
    change(root / "seki.yaml", "format: 1", "format: 2")


def stray_files(root: Path) -> None:
    for place in ("cases", "cases/R07", f"cases/R07/{MAKI}", f"cases/R07/{MAKI}/notes", f"cases/R05/{MAKI}/notes", "meetings"):
        (root / place).mkdir(parents=True, exist_ok=True)
        (root / place / "memo.yaml").write_text("schema: note/1\n", encoding="utf-8")
        (root / place / "読む.yaml").write_text("schema: note/1\n", encoding="utf-8")
    (root / "cases" / "R07" / f"{NOBODY}.yaml").mkdir()
    (root / "cases" / "R09").symlink_to("R07")
    (root / "cases" / "R07" / NOBODY).symlink_to(MAKI)


def one_household_twice(root: Path) -> None:
    """Copy a folder by hand under another number, and write that number into every file."""
    shutil.copytree(folder(root, SEINO), folder(root, TWIN))
    for path in folder(root, TWIN).rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace(SEINO, TWIN), encoding="utf-8")


def kept_apart(root: Path) -> None:
    """Keep somebody of one case apart from somebody of another and have both sit in the next meeting, and one be spoken of."""
    with (folder(root, MAKI) / "household.yaml").open("a", encoding="utf-8") as file:
        file.write(f"never_together:\n  -   - P1\n      - {SEINO}#P1\n")
    meeting = root / "meetings" / "R07" / "M-20251111-NN5T" / "meeting.yaml"
    people = "".join(f"  - case: {case}\n    person: P1\n" for case in (MAKI, SEINO, NOBODY))
    nobody = f"{people}  - case: {MAKI}\n    person: P9\n"
    change(meeting, "attendees:\n", f"attendees:\n{nobody}")


def odd_items(root: Path) -> None:
    """Put on agendas what is not there, what waits elsewhere, what nobody agreed to and what this kind cannot decide."""
    rows = (
        (NOBODY, "plan: P-K72150X\n    version: 1\n    timing: 策定"),
        (SEINO, "plan: P-K72150X\n    version: 1\n    timing: 策定"),
        (SEINO, "plan: P-46F8DFD\n    version: 1\n    timing: 変更"),
        (SEINO, "plan: P-46F8DFD\n    version: 99\n    timing: 変更"),
        ("R05-FJSKCYC", "plan: P-K72150X\n    version: 1\n    timing: 策定"),
    )
    items = "".join(f"  - num: {n}\n    case: {case}\n    {rest}\n" for n, (case, rest) in enumerate(rows, 20))
    for name in ("M-20251021-*", "M-20251111-*"):
        change(first(root, f"meetings/R07/{name}/meeting.yaml"), "items:\n", f"items:\n{items}")


def links_to_nowhere(root: Path) -> None:
    linked = folder(root, "R07-S20GTKA") / "case.yaml"
    text = linked.read_text(encoding="utf-8")
    for known in sorted(path.name for path in root.glob("cases/*/*")):
        if known != "R07-S20GTKA":
            text = text.replace(known, NOBODY)
    linked.write_text(text, encoding="utf-8")
    gap = next(path for path in sorted(root.glob("gaps/*.yaml")) if "R06-R12H49G/20250513-8EZ0" in path.read_text("utf-8"))
    change(gap, "R06-R12H49G/20250513-8EZ0", "R06-R12H49G/20250513-8EZZ")


def gaps_noticed_anywhere(root: Path) -> None:
    for path in root.glob("gaps/*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("decision: R06-055QXPN/", "decision: "), encoding="utf-8")


def unsaved_edits(root: Path) -> None:
    change(first(root, f"cases/*/{MAKI}/notes/*.yaml"), "schema: note/1", "# von Hand\nschema: note/1")
    first(root, f"cases/*/{SEINO}/intakes/*.yaml").unlink()
    for path in root.glob("cases/*/*/plans/*/*.yaml"):
        if "\nafter:" in path.read_text(encoding="utf-8"):
            path.write_text(path.read_text(encoding="utf-8").replace("。", "、と手で直した。"), encoding="utf-8")
    shutil.rmtree(folder(root, "R07-BTRSY2M"))


def half_a_save(root: Path) -> None:
    """Leave what a save that was killed leaves: its journal, and the work tree ahead of HEAD."""
    env = {**os.environ, "SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": "files-placed"}
    words = ["-C", str(root), "--as-of", str(DAY), "case", "link", MAKI, SEINO, "--how", "同一", "--by", "kojima"]
    call = [sys.executable, "-c", "from seki_cli.main import run; run()", *words]
    here = str(Path(__file__).parents[2])
    done = subprocess.run(call, env={**env, "PYTHONPATH": here}, capture_output=True, check=False)
    assert done.returncode < 0, done.stderr
    assert SEINO in (folder(root, MAKI) / "case.yaml").read_text(encoding="utf-8")
    shutil.rmtree(folder(root, MAKI))


TROUBLES: Final[tuple[tuple[Callable[[Path], None], set[str]], ...]] = (
    (nothing, set()),
    (unreadable_files, {"SEKI040", "SEKI044", "SEKI045"}),
    (a_profile_that_cannot_be_read, set()),
    (a_newer_workspace, {"SEKI028"}),
    (stray_files, {"SEKI043"}),
    (one_household_twice, {"SEKI106", "SEKI148"}),
    (kept_apart, {"SEKI154", "SEKI098"}),
    (odd_items, {"SEKI098", "SEKI099", "SEKI156"}),
    (links_to_nowhere, {"SEKI055", "SEKI105"}),
    (gaps_noticed_anywhere, set()),
    (unsaved_edits, {"SEKI089", "SEKI065"}),
    (half_a_save, set()),
)


@pytest.mark.parametrize(("trouble", "codes"), TROUBLES, ids=lambda one: getattr(one, "__name__", ""))
def test_both_ways_agree_on_every_kind_of_trouble(trouble: Callable[[Path], None], codes: set[str], root: Path) -> None:
    trouble(root)
    assert codes <= agreed(call_of(root))


def test_a_decision_that_cannot_be_read_is_not_missing_to_the_gap_it_was_noticed_in(root: Path) -> None:
    (folder(root, "R06-R12H49G") / "decisions" / "20250513-8EZ0.yaml").write_text("", encoding="utf-8")
    assert "SEKI105" not in agreed(call_of(root))


def test_both_ways_agree_on_all_the_trouble_at_once_saved_or_not(root: Path) -> None:
    for trouble, _ in reversed(TROUBLES):
        if trouble is not half_a_save:
            trouble(root)
    unsaved = agreed(call_of(root, by_clock=True))
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    subprocess.run(["git", "-C", root, "-c", "core.hooksPath=/dev/null", "commit", "-qm", "alles"], check=True)
    later = date(2030, 1, 1)
    assert agreed(call_of(root, later)) - unsaved
    shutil.rmtree(root / "cases")
    assert agreed(call_of(root, later, head=True)) - agreed(call_of(root, later))


@pytest.mark.parametrize(
    "wanted", [("cases/R07",), (f"cases/R06/{SEINO}/notes",), ("meetings",), ("profile", "seki.yaml"), (".",), ("gaps",)]
)
def test_both_ways_agree_on_the_places_that_were_asked_about(wanted: tuple[str, ...], root: Path) -> None:
    for trouble in (one_household_twice, kept_apart, odd_items, stray_files):
        trouble(root)
    agreed(call_of(root), *wanted)


def test_a_past_day_and_printed_papers_take_the_whole_workspace(root: Path) -> None:
    assert in_parts(call_of(root, date(2025, 6, 1))) is None
    change(
        first(root, "meetings/R07/M-20251111-*/meeting.yaml"),
        "items:\n",
        f"printed:\n  - num: 1\n    date: 2025-09-01\n    sha256: {'0' * 64}\n    items:\n      - num: 1\n        room: [takikan]\nitems:\n",
    )
    assert in_parts(call_of(root)) is None
    assert "SEKI135" in say("-C", str(root), "--as-of", str(DAY), "check").out


def test_both_ways_agree_on_a_generated_workspace(tmp_path: Path) -> None:
    generate(tmp_path / "daicho", 30)
    assert agreed(call_of(tmp_path / "daicho", AS_OF))


def test_who_saves_meanwhile_has_it_done_again(root: Path) -> None:
    call = call_of(root)
    parts = read_parts(root, day=DAY)
    one_household_twice(root)
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    env = {**os.environ, "GIT_AUTHOR_DATE": f"{DAY}T00:00:00+0900"}
    subprocess.run(["git", "-C", root, "-c", "core.hooksPath=/dev/null", "commit", "-qm", "meanwhile"], check=True, env=env)
    assert check_in_parts(call, parts, ()) == check_whole(call, fetch(call), (), strict=False)


def test_cases_are_read_when_they_are_asked_for_and_few_stay(root: Path) -> None:
    cases = Cases(CasesOnDemand(read_parts(root, day=DAY)))
    whole = fetch(call_of(root)).shelf.world.cases
    assert cases.find(NOBODY) is None
    assert cases.find(MAKI) is cases.find(MAKI) is not None
    assert MAKI in cases.ids()
    assert cases.ids() == tuple(case.id for case in whole)
    assert [cases.find(case.id) for case in whole] == list(whole) == list(cases)
    assert {*cases.naming(frozenset({MAKI})), *cases.holding("plan", MAKI), *cases.meant(bool)} >= {*cases.ids()}
