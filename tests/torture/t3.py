"""T3: the power goes while records are saved, on file systems of their own (ext4, xfs) in an image file.

The image file holds what the disk would: what the mounted file system keeps in memory is not in it. So a copy of the image,
taken while the writer stands still, is what a power cut leaves (the file system's own timers are put off, so that they do not
flush meanwhile). The copy is mounted, its journal replayed, and whatever was acknowledged before the copy has to be there.
What a drive itself does with writes that it has taken and not yet been told to flush is not played.
"""

import io
import os
import random
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from files.ledgers import CASE, HEAD, Ledger, act, edit, new, start_child
from seki_cli.files.founding import create_workspace
from seki_cli.files.save import save
from seki_cli.files.sources import read_sources
from torture.apart import rows_of
from torture.row import Row

HOUSEHOLD: Final = f"{CASE}/household.yaml"
DISKS: Final = {
    # the image's size, how it is made, how it is mounted: with its timers put off
    "ext4": (64, ("mkfs.ext4", "-q", "-F", "-b", "4096"), "commit=300"),
    "xfs": (320, ("mkfs.xfs", "-q", "-f"), "nouuid"),
}
_DAY: Final = date(2025, 6, 11)
A_CUT: Final = (0.01, 0.6)
ON_ONE_DISK: Final = 30
"""After so many cuts the disk is made anew: small workspaces, where a save takes its steps as quickly as it can."""


def run(many: int, seed: int) -> Iterator[Row]:
    """Cut the power so many times, half of them on each file system."""
    yield from rows_of("t3", many, seed)


def run_naive(many: int, seed: int) -> Iterator[Row]:
    """Cut the power of a twin that writes the file and calls git add and git commit, as git comes."""
    yield from rows_of("t3", min(many, 40), seed, "naive")


def rows_apart(many: int, seed: int, *more: str) -> tuple[Row, ...]:
    """Do the cuts; the process has mounts of its own, which take their loop devices along when it ends."""
    return tuple(_row(kind, many // 2, random.Random(f"{seed} {kind}"), naive="naive" in more) for kind in DISKS)


def _row(kind: str, many: int, dice: random.Random, *, naive: bool) -> Row:
    what, start = f"電源断（{kind}）", time.monotonic()
    if reason := _why_not(kind):
        return Row(test="T3", what=what, many=0, lost=0, seconds=0, not_run=reason)
    wrong, acknowledged = list[str](), 0
    for begun in range(0, many, ON_ONE_DISK):
        with _a_disk(kind) as disk:
            for cut in disk.cuts(min(ON_ONE_DISK, many - begun), dice, _naive_writer if naive else _writer):
                acknowledged += cut.said
                if found := _judge(disk, cut, naive=naive):
                    wrong.append(found)
    note = "; ".join(dict.fromkeys(wrong[:3])) or f"保存しましたと言った延べ {acknowledged:,} 件はすべてあります"
    return Row(test="T3", what=what, many=many, lost=len(wrong), seconds=time.monotonic() - start, note=note)


def _why_not(kind: str) -> str:
    if os.geteuid() or not os.access("/dev/loop-control", os.W_OK):
        return "root と loop デバイスがありません"
    if shutil.which(DISKS[kind][1][0]) is None:
        return f"{DISKS[kind][1][0]} がありません"
    try:
        with _a_disk(kind):
            return ""
    except (subprocess.CalledProcessError, OSError):
        return f"ここでは {kind} のイメージを mount できません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a power cut left: a copy of the disk, and the number of the last save that had been acknowledged."""

    image: Path
    said: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A file system in an image file, with a workspace on it; `home` is outside of it."""

    kind: str
    home: Path

    @property
    def place(self) -> Path:
        return self.home / "disk"

    @property
    def after(self) -> Path:
        return self.home / "after"

    def mount(self, image: Path, place: Path) -> None:
        place.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", self.kind, "-o", f"loop,{DISKS[self.kind][2]}", image, place], check=True)

    def cuts(self, many: int, dice: random.Random, writer: Callable[[Ledger, Path], None]) -> Iterator[Cut]:
        """Yield a cut, and let the writer go on, so many times."""
        said = self.home / "said"
        said.write_text("0\n")
        ledger = Ledger(root=self.place / "台帳")
        child = start_child(lambda: (signal.alarm(0), os.setpgid(0, 0), writer(ledger, said)))
        with suppress(OSError):
            os.setpgid(child, child)
        try:
            for _ in range(many):
                time.sleep(dice.uniform(*A_CUT))
                os.killpg(child, signal.SIGSTOP)
                number = int(said.read_text().split()[-1])
                copy = self.home / "cut"
                subprocess.run(["cp", "--sparse=always", self.home / "image", copy], check=True)
                yield Cut(image=copy, said=number)
                os.killpg(child, signal.SIGCONT)
        finally:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)


@contextmanager
def _a_disk(kind: str) -> Iterator[Disk]:
    size, make, _ = DISKS[kind]
    quick = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(prefix="seki-cut-", dir=quick if os.access(quick, os.W_OK) else None))
    disk = Disk(kind=kind, home=home)
    try:
        with (home / "image").open("wb") as file:
            file.truncate(size << 20)
        subprocess.run([*make, home / "image"], check=True, capture_output=True)
        disk.mount(home / "image", disk.place)
        create_workspace(
            disk.place / "台帳", {"seki.yaml": b"schema: seki/1\nformat: 1\n", **HEAD}, act("init", day="2025-04-01")
        )
        os.sync()
        yield disk
    finally:
        for place in (disk.after, disk.place):
            if os.path.ismount(place):
                subprocess.run(["umount", "-l", place], check=False)
        shutil.rmtree(home, ignore_errors=True)


def _path(number: int) -> str:
    return f"{CASE}/notes/20250611-{number:04d}.yaml"


def _text(number: int) -> str:
    return f"schema: note/1\nfact: 来所 {number}\n"


def _writer(ledger: Ledger, said: Path) -> None:
    """Save one record after the other, each with a change of a document, and write down outside what was acknowledged."""
    with said.open("a") as log:
        for number in range(1, 10_000):
            household = edit(ledger, HOUSEHOLD, f"schema: household/1\n# {number}\n")
            save(ledger.root, act(f"note add {number}", new(_path(number), _text(number)), household))
            log.write(f"{number}\n")
            log.flush()


def _naive_writer(ledger: Ledger, said: Path) -> None:
    """Do the same as one does without care: plain files, git add, git commit, with git's own settings."""
    for name in ("core.fsync", "core.fsyncMethod"):
        ledger.git("config", "--unset", name)
    with said.open("a") as log:
        for number in range(1, 10_000):
            ledger.write(_path(number), _text(number).encode())
            ledger.write(HOUSEHOLD, f"schema: household/1\n# {number}\n".encode())
            ledger.git("add", "-A")
            ledger.git("commit", "-q", "--no-verify", "-m", f"seki: note add {number}")
            log.write(f"{number}\n")
            log.flush()


def _judge(disk: Disk, cut: Cut, *, naive: bool) -> str:
    """Return what is wrong on the disk after the cut, "" where nothing is."""
    try:
        disk.mount(cut.image, disk.after)
    except subprocess.CalledProcessError:
        return "the file system does not come back"
    try:
        ledger = Ledger(root=disk.after / "台帳")
        return (
            _lost(ledger, cut.said)
            if naive
            else _reads(ledger, cut.said) or _next_works(ledger) or _lost(ledger, cut.said) or _untidy(ledger)
        )
    except subprocess.CalledProcessError as error:
        return f"{error.cmd[1]}: {' '.join(error.stderr.decode().split())[:200]}"
    finally:
        subprocess.run(["umount", disk.after], check=True)


def _reads(ledger: Ledger, said: int) -> str:
    """Ask before anything is mended, as whoever opens a list first: questions mend nothing, and have to answer all the same."""
    files = read_sources(ledger.root, day=_DAY).files
    return (
        "" if all(files.get(_path(number)) == _text(number).encode() for number in range(1, said + 1)) else "a reader misses some"
    )


def _next_works(ledger: Ledger) -> str:
    """Save one more record, as the next person does who knows nothing of the cut."""
    try:
        save(ledger.root, act("note add next", new(_path(0), _text(0))))
    except Exception as error:  # noqa: BLE001
        return f"the next save does not work: {error}"
    return ""


def _lost(ledger: Ledger, said: int) -> str:
    packed = subprocess.run(["git", "archive", "HEAD", CASE], cwd=ledger.root, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        files = {one.name: file.read() for one in tar if (file := tar.extractfile(one)) is not None}
    household = files[HOUSEHOLD]
    numbers = sorted(int(path[-9:-5]) for path in files if "/notes/" in path and path != _path(0))
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) < said:
        return f"acknowledged {said}, there {len(numbers)}"
    if any(files[_path(number)] != _text(number).encode() for number in numbers):
        return "a record is not as it was written"
    wanted = f"# {numbers[-1]}\n" if numbers else "架空"
    return "" if wanted.encode() in household else "half of a save"


def _untidy(ledger: Ledger) -> str:
    if ledger.status() or ledger.litter():
        return f"left behind {ledger.status()} {ledger.litter()}"
    ledger.fsck()
    return ""
