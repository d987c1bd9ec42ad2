"""A `seki` that a reader of the documents need not wait for: each call is a fork of a program that has loaded seki already.

To load it takes longer than most answers, and the pages call it some four hundred times. A call is a process of its own as
ever, with the reader's folder, variables and ends: pipes, files, exit codes are those of the shell. At a terminal the
installed `seki` is called: there the process counts.
"""

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

INSTALLED = Path(sys.executable).with_name("seki")
ASKING = """#!{python} -IS
import json, os, socket, sys
if os.isatty(0):
    os.execv({installed!r}, [{installed!r}, *sys.argv[1:]])
umask = os.umask(0o077)
call = {{"argv": sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd(), "umask": umask}}
with socket.socket(socket.AF_UNIX) as door:
    door.connect({door!r})
    socket.send_fds(door, [b"3"], [0, 1, 2])
    door.sendall(json.dumps(call).encode())
    door.shutdown(socket.SHUT_WR)
    told = door.recv(16)
sys.exit(int(told) if told else 70)
"""


@contextmanager
def warm_seki() -> Iterator[Path]:
    """Yield a folder for the front of PATH in which a `seki` stands that answers at once, until it is left."""
    with TemporaryDirectory(prefix="docs-") as name:
        folder = Path(name)
        door, program = folder / "door", folder / "seki"
        program.write_text(ASKING.format(python=sys.executable, installed=str(INSTALLED), door=str(door)), encoding="utf-8")
        program.chmod(0o700)
        env = {**os.environ, "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(
            [sys.executable, __file__, door], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env
        ) as serving:
            assert serving.stdin
            assert serving.stdout
            assert serving.stdout.readline() == b"ready\n"
            yield folder
            serving.stdin.close()


def _load() -> None:
    """Load what calls load; nothing is read, so that no call knows anything of the one before it."""
    from seki_cli.commands.contents import ENTRIES

    places = {f"seki_cli.commands.{entry.place.partition('.')[0]}" for entry in ENTRIES if entry.place}
    for module in (
        *sorted(places),
        "yaml",
        "msgspec",
        "jsonschema",
        "jsonschema_rs",
        "jinja2",
        "jpholiday",
        "rich.table",
        "ruamel.yaml",
    ):
        with suppress(ModuleNotFoundError):  # jsonschema_rs is not on every machine
            import_module(module)


def _serve(place: str) -> None:
    """Fork a call for everyone who knocks, until stdin is closed."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen(16)
        print("ready", flush=True)
        while True:
            ready, _, _ = select.select([door, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            asking, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _be_called(asking)
            asking.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _be_called(asking: socket.socket) -> None:
    """Be one call of seki, from its words to its exit code, which is told to who asked."""
    code: object = 70
    try:
        _, ends, _, _ = socket.recv_fds(asking, 1, 3)
        with asking.makefile("rb") as whole:
            call = json.loads(whole.read())
        for number, end in enumerate(ends):
            os.dup2(end, number)
            os.close(end)
        _stand_in_place(call)
        from seki_cli.main import run

        run()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        asking.sendall(str(code).encode())
        os._exit(0)


def _stand_in_place(call: Mapping[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(call["env"])
    time.tzset()
    os.chdir(call["cwd"])
    os.umask(call["umask"])
    sys.argv = [str(INSTALLED), *call["argv"]]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    _load()
    _serve(sys.argv[1])
