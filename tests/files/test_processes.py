"""Work in parts, with real processes: the order, the bound, and that nobody is lost or left behind whatever happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seki_cli.files.processes import work_in_parts

PACKAGE = Path(__file__).parents[2]
HERE = os.getpid()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with two processors, whatever runs the tests; and at the end every child that was forked is seen off."""
    forked, fork = list[int](), os.fork

    def noted() -> int:
        pid = fork()
        forked.append(pid)
        return pid

    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(os, "fork", noted)
    yield
    for pid in forked:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def _in_a_child() -> bool:
    return os.getpid() != HERE


def _until(true: Callable[[], bool]) -> bool:
    """Wait for something that comes for certain, if it comes; the machine may be busy."""
    for _ in range(3000):
        if true():
            return True
        time.sleep(0.01)
    return False


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("many", [0, 1, 2, 3, 7, 500])
@pytest.mark.parametrize("hands", [1, 2, 3])
def test_results_stand_in_the_order_of_the_parts(many: int, hands: int) -> None:
    assert list(work_in_parts(lambda part: part * part, range(many), hands=hands)) == [n * n for n in range(many)]


def test_two_children_share_the_parts_and_this_process_does_none() -> None:
    pids = list(work_in_parts(lambda _part: os.getpid(), range(10)))
    assert pids == [pids[0], pids[1]] * 5
    assert len({*pids, HERE}) == 3


@pytest.mark.parametrize(("parts", "processors"), [((1,), 2), ((1, 2, 3), 1)])
def test_one_part_or_one_processor_is_done_here(parts: tuple[int, ...], processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {*range(processors)})
    assert {*work_in_parts(lambda _part: os.getpid(), parts)} == {HERE}


def test_a_result_of_any_size_crosses() -> None:
    assert [len(text) for text in work_in_parts(lambda part: b"x" * part, [0, 3_000_000, 1, 70_000])] == [0, 3_000_000, 1, 70_000]


def test_nobody_runs_far_ahead_of_who_takes_the_results(tmp_path: Path) -> None:
    def work(part: int) -> bytes:
        (tmp_path / str(part)).touch()
        return b"x" * 200_000

    results = work_in_parts(work, range(200))
    next(results)
    assert _until(lambda: len(list(tmp_path.iterdir())) >= 3)
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) <= 5
    assert sum(1 for _ in results) == 199


@pytest.mark.parametrize("victim", [0, 1, 6, 99])
def test_what_a_killed_child_does_not_bring_is_done_here(victim: int) -> None:
    def work(part: int) -> int:
        if part == victim and _in_a_child():
            os.kill(os.getpid(), signal.SIGKILL)
        return part

    assert list(work_in_parts(work, range(100))) == list(range(100))


def test_what_is_cut_off_in_the_middle_of_a_result_is_done_here() -> None:
    def work(part: int) -> tuple[int, bytes]:
        if part == 2 and _in_a_child():
            signal.setitimer(signal.ITIMER_REAL, 0.05)  # it falls while the pipe is full
        return os.getpid(), b"x" * (1_000_000 if part == 2 else part)

    results = work_in_parts(work, range(8))
    first = next(results)
    assert _until(lambda: not _is_alive(first[0]))
    rest = list(results)
    assert [len(text) for _, text in (first, *rest)] == [0, 1, 1_000_000, 3, 4, 5, 6, 7]
    assert [pid == HERE for pid, _ in rest] == [False, True, False, True, False, True, False]


def test_what_cannot_be_sent_is_done_here() -> None:
    made = list(work_in_parts(lambda part: lambda: part, range(6)))
    assert [one() for one in made] == list(range(6))


class Mishap(Exception):
    """An error that pickle could not carry: it asks for two words."""

    def __init__(self, what: str, where: int) -> None:
        super().__init__(what)
        self.where = where


def test_an_error_is_raised_here_as_itself_after_the_results_before_it() -> None:
    def work(part: int) -> int:
        if part == 5:
            raise Mishap("kaputt", part)
        return part

    results = work_in_parts(work, range(50))
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(Mishap, match="kaputt") as caught:
        next(results)
    assert caught.value.where == 5


def test_who_stops_taking_ends_the_children_at_once() -> None:
    def work(part: int) -> int:
        if part > 1:
            time.sleep(600)
        return os.getpid()

    results = work_in_parts(work, range(50))
    pids = next(results), next(results)
    results.close()
    assert not any(map(_is_alive, pids))


def test_no_child_where_the_system_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    before = sorted(Path("/dev/fd").iterdir())
    assert {*work_in_parts(lambda _part: os.getpid(), range(5))} == {HERE}
    assert sorted(Path("/dev/fd").iterdir()) == before


def test_a_child_keeps_nothing_open_but_its_pipe(tmp_path: Path) -> None:
    def work(_part: int) -> set[str]:
        return {str(handle.readlink()) for handle in list(Path("/proc/self/fd").iterdir()) if handle.is_symlink()}

    with (tmp_path / "lock").open("wb"):
        for held in work_in_parts(work, range(4)):
            assert {name.partition(":")[0] for name in held} <= {"/dev/null", "pipe"}
            assert sum(name.startswith("pipe:") for name in held) == 1


def _script(body: str) -> list[str]:
    lines = (
        "import atexit, os, sys, time",
        "from seki_cli.files import processes",
        "os.sched_getaffinity = lambda _pid: {0, 1}",
        body,
    )
    return [sys.executable, "-c", "\n".join(lines)]


def _start(body: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        _script(body),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )


SPOKEN = """
atexit.register(lambda: sys.stdout.write("end "))
sys.stdout.write("begun ")
def work(part):
    sys.stdout.write("child "); sys.stderr.write("child "); os.write(1, b"child "); os.write(2, b"child ")
    sys.stdout.flush()
    if part == 3 and os.getpid() != here: raise SystemExit(3)
    return part
here = os.getpid()
print(list(processes.work_in_parts(work, range(3))))
"""


def test_children_say_nothing_and_run_nothing_that_was_planned_for_the_end() -> None:
    child = _start(SPOKEN)
    out, err = child.communicate(timeout=60)
    assert (out, err, child.returncode) == ("begun [0, 1, 2]\nend ", "", 0)


LONG = """
def work(part):
    if part < 2: return os.getpid()
    time.sleep(600)
for pid in processes.work_in_parts(work, range(40)):
    print(pid, flush=True)
"""


@pytest.mark.parametrize("all_at_once", [True, False])
def test_ctrl_c_ends_the_children_at_once_and_leaves_none(all_at_once: bool) -> None:
    child = _start(LONG)
    assert child.stdout
    assert child.stderr
    pids = [int(child.stdout.readline()) for _ in range(2)]
    os.killpg(child.pid, signal.SIGINT) if all_at_once else child.send_signal(signal.SIGINT)
    assert child.wait(timeout=60) == -signal.SIGINT
    said = child.stderr.read()
    assert said.count("Traceback") == 1
    assert said.rstrip().endswith("KeyboardInterrupt")
    assert not any(map(_is_alive, pids))


BUSY = """
def work(part):
    if part > 1: time.sleep(0.05)
    return os.getpid()
for pid in processes.work_in_parts(work, range(100_000)):
    print(pid, flush=True)
"""


def test_a_killed_parent_leaves_none_behind() -> None:
    child = _start(BUSY)
    assert child.stdout
    pids = [int(child.stdout.readline()) for _ in range(2)]
    child.kill()
    child.wait(timeout=60)
    assert _until(lambda: not any(map(_is_alive, pids)))
