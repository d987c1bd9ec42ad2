"""Work in parts on two processes: whoever reads ten thousand cases has the answers of the parts in their order, as they come."""

import fcntl
import gc
import os
import pickle
import signal
import struct
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, Final, NoReturn, TypeVar

HANDS: Final = 2
"""So many processes work at the most: an office's machine has other things to do, and each holds its own memory."""

_LENGTH: Final = struct.Struct(">Q")
_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hand:
    """A child at work: who it is, and the end of the pipe by which its results come."""

    pid: int
    results: BufferedReader


def work_in_parts(
    work: Callable[[_Part], _Result], parts: Sequence[_Part], *, hands: int = HANDS
) -> Generator[_Result, None, None]:
    """Yield `work(part)` for every part, in the order of the parts, worked out on so many processes as there are hands.

    The children are forked: `work` sees what this process holds now, and only results (which pickle has to know) cross. Each
    child does every n-th part and waits while its pipe is full, so that nobody runs far ahead of who takes the results. With
    one part or one processor all is done here. So is whatever a child does not bring, be it that it was killed, that `work`
    raised there or that its result cannot be sent: then an error is raised here, as itself. What is left off (Ctrl-C, an
    error, `close()`) ends the children at once; where this process is killed, they find nobody to write to. `work` should
    change nothing, in memory or on disk, that a second turn would not bear.
    """
    many = min(hands, len(parts), _processors())
    if many < 2:
        yield from map(work, parts)
        return
    children: list[_Hand | None] = []
    done = False
    try:
        with _interrupts_waiting() as before:
            children.extend(_fork(work, parts[first::many], before) for first in range(many))
        for number, part in enumerate(parts):
            text = _next_result(children, number % many)
            yield work(part) if text is None else pickle.loads(text)  # noqa: S301 -- see the import
        done = True
    finally:
        for child in filter(None, children):
            _part_with(child, done=done)


def _processors() -> int:
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _next_result(children: list[_Hand | None], which: int) -> bytes | None:
    """Return what a child sends next; None where it sends nothing more, and then it is parted with."""
    child = children[which]
    if child is None:
        return None
    head = child.results.read(_LENGTH.size)
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else -1
    text = child.results.read(size) if size >= 0 else b""
    if len(text) == size:
        return text
    children[which] = None
    _part_with(child, done=False)
    return None


def _part_with(child: _Hand, *, done: bool) -> None:
    """See a child off: at once where it is not done."""
    if not done:
        with suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGKILL)
    child.results.close()
    with suppress(ChildProcessError):
        os.waitpid(child.pid, 0)


@contextmanager
def _interrupts_waiting() -> Iterator[set[int]]:
    """Have a Ctrl-C wait until every child is known here, and is safe there; give what was waiting before."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield {int(number) for number in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _fork(work: Callable[[Any], object], parts: Iterable[Any], before: set[int]) -> _Hand | None:
    """Set a child to work; None where the system gives none."""
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    try:
        pid = os.fork()
    except OSError:
        os.close(reading)
        return None
    else:
        if pid == 0:
            _work_and_leave(work, parts, writing, before)
    finally:
        os.close(writing)
    return _Hand(pid=pid, results=os.fdopen(reading, "rb"))


def _work_and_leave(work: Callable[[Any], object], parts: Iterable[Any], writing: int, before: set[int]) -> NoReturn:
    """Be the child: send the result of each part and leave without a word, whatever happens.

    It keeps nothing of its parent's open (a lock would outlive who holds it, a terminal would be spoken to) but its own pipe,
    runs nothing that the parent has planned for its end, and never tidies away what the parent made: an object that closes
    its file as it goes would close another that has come to the same number.
    """
    try:
        gc.freeze()
        for known in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(known) is not signal.SIG_IGN:
                signal.signal(known, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        pipe = _let_go_of_all_but(writing)
        for part in parts:
            text = pickle.dumps(work(part), protocol=pickle.HIGHEST_PROTOCOL)
            _send(pipe, _LENGTH.pack(len(text)) + text)
        os._exit(0)
    finally:
        os._exit(1)


def _let_go_of_all_but(pipe: int) -> int:
    kept = fcntl.fcntl(pipe, fcntl.F_DUPFD_CLOEXEC, 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    for handle in [int(name) for name in os.listdir("/dev/fd")]:  # noqa: PTH208 -- names alone, as few objects as can be
        if handle > 2 and handle != kept:
            with suppress(OSError):
                os.close(handle)
    return kept


def _send(pipe: int, text: bytes) -> None:
    rest = memoryview(text)
    while rest:
        rest = rest[os.write(pipe, rest) :]
