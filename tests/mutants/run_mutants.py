"""`make mutants`: each slip of the hand is made in a copy of seki, and the gate's own tests have to notice it.

One line a mutant: its clause, the file, the test that failed first, the seconds. A copy that cannot be imported proves nothing:
that is `invalid`, not killed. Ends with 1 where one survives or is invalid.

    python tests/mutants/run_mutants.py                  all of them
    python tests/mutants/run_mutants.py 1-until 4-text   those of some clauses
    python tests/mutants/run_mutants.py --by-hand        without the oracle: what the hand-made tests alone notice
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.mutants.clauses import CLAUSES
from tests.mutants.mutants import MUTANTS, Mutant

ROOT: Final = Path(__file__).resolve().parents[2]
COPIED: Final = ("seki_cli", "tests/conftest.py", "tests/rules", "tests/oracles", "templates", "schemas", "pyproject.toml")
HAND_MADE: Final = ("test_consent_gate.py", "test_consent_gate_*.py", "test_pieces.py", "test_agenda_rules*.py", "test_gate_*.py")
NEAREST: Final = {
    "rooms": "test_consent_gate_rooms.py", "masks": "test_consent_gate_masks.py", "names": "test_consent_gate_names.py",
    "pieces": "test_pieces.py", "plan_pieces": "test_pieces.py", "sources": "test_pieces.py", "gates": "test_consent_gate_names.py",
    "agenda": "test_consent_gate_worlds.py", "agenda_case": "test_consent_gate_worlds.py", "changes": "test_consent_gate_worlds.py",
    "since": "test_consent_gate_worlds.py",
}  # fmt: skip
"""Which tests are asked first about a file: the answer is the same, sooner."""

ORACLE: Final = "tests/oracles/test_gate_against_oracle.py"
"""The judge of its own; asked, with few worlds, only about what the hand-made tests let through: those say which clause it was."""

_NONE: Final = Mutant("-", "", "", "")
_PLAIN_IDS: Final = "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=True"
WORLDS: Final = "400"
PROCESSES: Final = 2
_OVER_THE_COPY: Final = """
import pathlib, sys, pytest, seki_cli
if not pathlib.Path(seki_cli.__file__).is_relative_to(sys.argv[1]):
    sys.exit("the copy is not what is imported")
sys.exit(pytest.main(sys.argv[2:]))
"""
_FAILED: Final = re.compile(r"^FAILED (?:tests/)?(.+?)(?: - .*)?$", re.MULTILINE)
_PYTEST_FAILED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a mutant. `word`: killed, SURVIVED or invalid; `by`: the first test that failed, or why it is invalid."""

    mutant: Mutant
    word: str
    by: str
    seconds: float


def gate_tests(root: Path = ROOT, about: str = "") -> tuple[str, ...]:
    """Return the gate's hand-made test files, each once, in an order that stays: first those nearest to a file of seki."""
    found = [path for pattern in HAND_MADE for path in sorted((root / "tests/rules").glob(pattern))]
    near = NEAREST.get(Path(about).stem, "")
    found.sort(key=lambda path: (path.name != near, path.name != "test_gate_clauses.py" if near else False))
    return tuple(str(path.relative_to(root)) for path in dict.fromkeys(found))


def make_copy(folder: Path, mutant: Mutant | None, source_root: Path = ROOT) -> None:
    """Write what the gate's tests need into a folder, with a mutant's edit made."""
    for name in COPIED:
        source, target = source_root / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)  # with what Python has compiled already: it goes by the day and size of the source
        else:
            shutil.copy2(source, target)
    if mutant is not None:
        path = folder / "seki_cli" / mutant.file
        path.write_text(edited(mutant, path.read_text("utf-8")), "utf-8")


def edited(mutant: Mutant, text: str) -> str:
    """Return a file's text with the edit made; the old text must be there exactly once."""
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.clause}: the old text stands {text.count(mutant.old)} times in {mutant.file}: {mutant.old}")
    return text.replace(mutant.old, mutant.new)


def run(mutant: Mutant | None, tests: Iterable[str] = (), source_root: Path = ROOT, *, oracle: bool = False) -> Outcome:
    """Run the gate's tests (or some of them) over a copy with a mutant in it; without one, over a plain copy.

    `oracle`: what the tests let through is put to the oracle too.
    """
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="seki-mutant-") as name:
        folder = Path(name).resolve()
        try:
            make_copy(folder, mutant, source_root)
        except ValueError as stale:
            return Outcome(mutant=mutant or _NONE, word="invalid", by=str(stale), seconds=0.0)
        word, by = _judged(folder, tuple(tests) or gate_tests(folder, mutant.file if mutant else ""))
        if word == "SURVIVED" and oracle and (folder / ORACLE).exists():
            word, by = _judged(folder, (ORACLE,), SEKI_EXAMPLES=WORLDS)
    return Outcome(mutant=mutant or _NONE, word=word, by=by, seconds=time.monotonic() - start)


def _judged(folder: Path, tests: tuple[str, ...], **more: str) -> tuple[str, str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SEKI_"))},
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }
    options = ("-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-o", _PLAIN_IDS, "--rootdir", str(folder))
    done = subprocess.run(
        [sys.executable, "-c", _OVER_THE_COPY, str(folder), *options, *tests],
        cwd=folder, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    failed = _FAILED.search(done.stdout)
    if done.returncode == 0:
        return "SURVIVED", ""
    if done.returncode != _PYTEST_FAILED or failed is None:
        lines = (done.stdout + done.stderr).strip().splitlines()
        return "invalid", next((line for line in lines if line.startswith(("ERROR", "E "))), lines[-1] if lines else "")
    return "killed", failed.group(1)


def chosen(names: Iterable[str]) -> tuple[Mutant, ...]:
    """Return the mutants of some clauses (by the beginning of their ids); all where none is named."""
    wanted = tuple(names)
    return tuple(mutant for mutant in MUTANTS if not wanted or mutant.clause.startswith(wanted))


def _outcomes(mutants: tuple[Mutant, ...], source_root: Path, *, oracle: bool) -> Iterator[Outcome]:
    with ThreadPoolExecutor(PROCESSES) as pool:
        yield from pool.map(lambda mutant: run(mutant, source_root=source_root, oracle=oracle), mutants)


def main(names: Sequence[str] = ()) -> int:
    """Print the table, and return 1 where a mutant survives or says nothing.

    Everything is measured on one snapshot, so that nobody who edits meanwhile kills a mutant.
    """
    wanted = [name for name in names if name != "--by-hand"]
    oracle = wanted == list(names)
    with tempfile.TemporaryDirectory(prefix="seki-snapshot-") as name:
        snapshot = Path(name).resolve()
        make_copy(snapshot, None)
        plain = run(None, source_root=snapshot, oracle=oracle)
        if plain.word != "SURVIVED":
            print(f"the gate's tests fail without any mutant: {plain.word} {plain.by}")
            return 1
        return _told(chosen(wanted), snapshot, oracle=oracle)


def _told(mutants: tuple[Mutant, ...], snapshot: Path, *, oracle: bool) -> int:
    start = time.monotonic()
    print(f"{'clause':<26} {'mutant':<24} {'sec':>5}  killed by")
    counts: dict[str, int] = {}
    for at, outcome in enumerate(_outcomes(mutants, snapshot, oracle=oracle), 1):
        counts[outcome.word] = counts.get(outcome.word, 0) + 1
        by = outcome.by if outcome.word == "killed" else f"{outcome.word} {outcome.by}\n    {_shown(outcome.mutant)}"
        print(f"{outcome.mutant.clause:<26} {at:>3} {outcome.mutant.file:<20} {outcome.seconds:5.1f}  {by}", flush=True)
    seconds = time.monotonic() - start
    covered = len({mutant.clause for mutant in mutants})
    print(f"\n{covered} of {len(CLAUSES)} clauses, {len(mutants)} mutants: {counts.get('killed', 0)} killed,", end=" ")
    print(f"{counts.get('SURVIVED', 0)} survived, {counts.get('invalid', 0)} invalid, in {seconds:.0f} seconds")
    return int(counts.get("killed", 0) != len(mutants))


def _shown(mutant: Mutant) -> str:
    return f"{mutant.old!r} -> {mutant.new!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
