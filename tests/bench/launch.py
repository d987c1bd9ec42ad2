"""Start one command, wait for it, and tell what it took, as JSON: seconds, CPU seconds, peak memory in KiB, exit code.

    python -I -S launch.py CAP STDIN COMMAND…

A program of its own because the peak of a process is never told smaller than the process that started it was: this one is
as small as Python is. Over CAP seconds the command is ended (and all it started): the code is null.
"""

import json
import os
import signal
import sys
import time

cap, given, *words = sys.argv[1:]
late: list[bool] = []
actions = [
    (os.POSIX_SPAWN_OPEN, 0, given, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
    (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
]
began = time.perf_counter()
child = os.posix_spawn(words[0], words, os.environ, file_actions=actions, setpgroup=0)


def end(*_: object) -> None:
    """End the command: it has had its time."""
    late.append(True)
    os.killpg(child, signal.SIGKILL)


signal.signal(signal.SIGALRM, end)
signal.setitimer(signal.ITIMER_REAL, float(cap))
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - began
code = None if late else os.waitstatus_to_exitcode(status)
print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss, "code": code}))
