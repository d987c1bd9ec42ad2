"""The doors by which a hostile text may come to seki, and what may be said at each: the right ending, one refusal, no value."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pexpect

from at_terminal import ended, open_terminal
from carried import Household
from speaking import Said, say
from torture.hostile import HEAVY, MARKS, SMALL, Hostile

PACKAGE: Final = Path(__file__).parents[2]
MEMORY: Final = 200 * 1024
"""How many KiB a call may take at its peak: the figure of safety."""
IDS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEASURED: Final = """\
import sys, time
from pathlib import Path
from seki_cli.main import main
began = time.process_time()
code = main(sys.argv[2:])
took = time.process_time() - began
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
Path(sys.argv[1]).write_text(f"{peak} {took}")
sys.exit(code)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one call said in a process of its own, its peak of memory in KiB and its time without the start of Python."""

    said: Said
    peak: int
    seconds: float


def measured(folder: Path, *words: str, stdin: bytes = b"") -> Measured:
    """Run one call in a fresh process; one that hangs is ended after a minute and fails by that."""
    told = folder / "peak.txt"
    ended = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(told), *words],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        timeout=60,
        check=False,
    )
    peak, seconds = told.read_text().split()
    said = Said(code=ended.returncode, out=ended.stdout.decode(), err=ended.stderr.decode())
    return Measured(said=said, peak=int(peak), seconds=float(seconds))


def marks_in(text: str) -> tuple[str, ...]:
    """Return the canaries that stand in a text, however it is spelled."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain += re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), plain)
    return tuple(mark for mark in MARKS if mark in plain)


def wrong_with(said: Said, *codes: int) -> str:
    """Return what is wrong with an answer; empty where it ended as it must, calmly and without a value."""
    if said.code not in codes:
        return f"exit {said.code}"
    if "Traceback" in said.out + said.err or "不具合" in said.err:
        return "a fault of our own"
    if marks_in(said.err) or (said.code and marks_in(said.out)):
        return f"a value is told: {marks_in(said.err + said.out)}"
    if said.code == 2 and said.err.count("次に: ") != 1:
        return "not one refusal"
    return "" if said.code == 0 or "次に: " in said.err or said.out else "no remedy"


def note_id(number: int) -> str:
    """Return the id of a hostile note by its number."""
    return f"20250716-{IDS[number // 1024 % 32]}{IDS[number // 32 % 32]}{IDS[number % 32]}0"


def lay_notes(home: Household, hostiles: tuple[Hostile, ...]) -> dict[str, Hostile]:
    """Put the hostile notes among the records of the household and return them by their path."""
    laid = {}
    for number, one in enumerate(hostiles):
        path = home.folder / "notes" / f"{note_id(number)}.yaml"
        path.write_bytes(one.build(note_id(number), home.case))
        laid[path.relative_to(home.desk.root).as_posix()] = one
    return laid


def lay_no_files(home: Household, elsewhere: Path) -> tuple[str, ...]:
    """Put into the place of notes what is no file: a pipe, a folder, links; and return their paths. A huge hole is a file."""
    notes = home.folder / "notes"
    os.mkfifo(notes / "20250716-ZZZ1.yaml")
    (notes / "20250716-ZZZ2.yaml").mkdir()
    elsewhere.write_text("schema: note/1\nfact: 金糸雀 kanaria42\n", encoding="utf-8")
    (notes / "20250716-ZZZ3.yaml").symlink_to(elsewhere)
    (notes / "20250716-ZZZ4.yaml").symlink_to(notes)
    (notes / "20250716-ZZZ5.yaml").symlink_to("/dev/zero")
    (notes / "20250716-ZZZ6.yaml").symlink_to("20250716-ZZZ6.yaml")
    return tuple(f"{notes.relative_to(home.desk.root).as_posix()}/20250716-ZZZ{n}.yaml" for n in range(1, 7))


def by_draft(home: Household, hostiles: tuple[Hostile, ...], folder: Path) -> Iterator[str]:
    """Give each by stdin, and by a file where it is long, to the door for drafts; yield what went wrong."""
    for one in hostiles:
        wanted = one.draft if one.draft is not None else (2 if one.code else 0)
        source, data = "-", one.build()
        if len(data) > 1000:
            (folder / "draft.yaml").write_bytes(data)
            source, data = str(folder / "draft.yaml"), b""
        words = ("note", "add", home.case, "--by", "sato", "--dry-run", "--from", source)
        if wrong := wrong_with(home.desk.try_(*words, stdin=data), wanted):
            yield f"--from {one.name}: {wrong}"


def by_editor(home: Household, hostiles: tuple[Hostile, ...], folder: Path) -> Iterator[str]:
    """Let an editor leave each in the place of a record that is to be corrected, at a terminal; yield what went wrong."""
    record = home.desk.do("note", "add", home.case, given="method: 電話\nfact: 話した\n")["note"]
    lines = (home.folder / "notes" / f"{record}.yaml").read_text(encoding="utf-8").splitlines()
    own = tuple(line for line in lines if line.split(":")[0] in ("schema", "id", "case", "recorded", "recorded_by"))
    for one in hostiles:
        (folder / "left.yaml").write_bytes(one.build_below(own))
        words = ("case", "edit", home.case, record, "--by", "sato", "--dry-run")
        child = open_terminal(home.desk.root, *words, day="2025-07-16", VISUAL=f"cp {folder / 'left.yaml'}")
        while (asked := child.expect(["続きから書きますか[^:]*:", "訂正の理由[^:]*:", pexpect.EOF])) < 2:
            child.sendline("n" if asked == 0 else "書き誤り")
        heard = str(child.before)
        said = Said(code=ended(child), out="", err=heard)
        wanted = (2, 4) if one.code and one.draft != 0 else (0, 2, 4)
        if said.code and (wrong := wrong_with(said, *wanted)):  # a screen may show what is right
            yield f"editor {one.name}: {wrong}"


def by_place(home: Household, hostiles: tuple[Hostile, ...], place: Path, *words: str) -> Iterator[str]:
    """Put each in the place of a file that the workspace needs (a list, the settings), ask, and put the file back."""
    kept = place.read_bytes() if place.exists() else None
    for one in hostiles:
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(one.build(note_id(0), home.case))
        if wrong := wrong_with(home.desk.try_(*words), 0, 2, 3, 4, 5, 6):
            yield f"{place.name} {one.name}: {wrong}"
    if kept is None:
        place.unlink()
    else:
        place.write_bytes(kept)


def by_profile(home: Household, hostiles: tuple[Hostile, ...], folder: Path) -> Iterator[str]:
    """Let `init --profile` be given a folder in which one list is hostile."""
    mine = folder / "settings"
    shutil.copytree(home.desk.root / "profile", mine / "profile")
    for one in hostiles:
        (mine / "seki.yaml").write_bytes((home.desk.root / "seki.yaml").read_bytes())
        (mine / "profile" / "staff.yaml").write_bytes(one.build(note_id(0), home.case))
        said = say("init", str(folder / "made"), "--profile", str(mine), "--dry-run")
        if wrong := wrong_with(said, 2):
            yield f"init --profile {one.name}: {wrong}"


ALL: Final = (*SMALL, *HEAVY)
