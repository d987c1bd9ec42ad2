"""What a terminal shows while a call takes long: nothing for a second, then one line, which goes away when it is done."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Final

from seki_cli.model.width import width_of
from seki_cli.streams import say

SILENCE: Final = 1.0
"""Seconds before anything is shown: who waits no longer than that needs no word."""

_BETWEEN: Final = 0.1
_BAR: Final = 20


@contextmanager
def showing(what: str) -> Iterator[None]:
    """Say what takes so long, on the terminal that stderr is, for as long as the block runs."""
    spoken: list[str] = []

    def speak() -> None:
        spoken.append(what)
        say(sys.stderr, f"\r… {what}")
        sys.stderr.flush()

    timer = Timer(SILENCE, speak)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        _wipe(spoken[-1] if spoken else "")


@contextmanager
def showing_bar(what: str, many: int) -> Iterator[Callable[[int], None]]:
    """Show how far something is, as a bar with a count; what is given is to be called with how many more are done.

    Drawn only when it is called, by the process and the thread that calls it: nothing of it is in the way of a fork.
    """
    begun = last = time.monotonic()
    ready, line = 0, ""

    def done(more: int) -> None:
        nonlocal ready, last, line
        ready += more
        now = time.monotonic()
        if now - begun >= SILENCE and (now - last >= _BETWEEN or not line):
            filled = _BAR * ready // max(many, 1)
            last, line = now, f"{what} [{'#' * filled}{'.' * (_BAR - filled)}] {ready:,}/{many:,}"
            say(sys.stderr, f"\r… {line}")
            sys.stderr.flush()

    try:
        yield done
    finally:
        _wipe(line)


def _wipe(line: str) -> None:
    if line:
        say(sys.stderr, "\r" + " " * (width_of(line) + 2) + "\r")
        sys.stderr.flush()
