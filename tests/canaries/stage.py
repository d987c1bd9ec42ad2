"""A stage on which one call of seki after the other is played by a process of its own, and everything that leaves it is seen.

Run as a program it reads requests (a line of JSON each) and answers them. Every call is a fork of this program, which has
the libraries in memory already: a real process with real descriptors, a real terminal where one is wanted, the umask 022 of
an ordinary shell, and an audit hook that tells what is started, what is opened for writing and what gets which name.
"""

import fcntl
import gc
import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_NAMES: Final = ("os.rename", "os.link", "os.symlink", "os.mkdir", "shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp")
_STARTS: Final = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn", "pty.spawn")
_LONGEST: Final = 60.0
_STILL: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What one call said, started, wrote and named. `typed` is what stood on its terminal, the echo of the person included."""

    code: int
    out: str
    err: str
    started: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = field(default=(), repr=False)
    written: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(slots=True)
class Stage:
    """The running program, from the side of a test. It has read this workspace on this day once, so that the next is quick."""

    root: Path
    day: str
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        paths = os.pathsep.join(str(Path(__file__).parents[n]) for n in (1, 2))
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(self.root), self.day],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def play(
        self,
        *words: str,
        cwd: Path,
        env: Mapping[str, str],
        stdin: str = "",
        lines: tuple[str, ...] | None = None,
        ending: str = "interrupt",
        fault: str = "",
        saying: str = "",
        program: str = "seki",
    ) -> Played:
        """Play one call: piped with `stdin`, or at a terminal where these `lines` are typed and, if it still asks, `ending` follows.

        `ending`: interrupt (Ctrl-C), close (Ctrl-D) or kill. `fault`: the first opening of a path that ends so raises an error
        that says `saying`. `program`: naive plays the twin that leaks.
        """
        assert self.process.stdin
        assert self.process.stdout
        asked = {"words": words, "cwd": str(cwd), "env": dict(env), "stdin": stdin, "lines": lines, "ending": ending}
        self.process.stdin.write(json.dumps({**asked, "fault": fault, "saying": saying, "program": program}).encode() + b"\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        events = [json.loads(line) for line in told["events"].splitlines()]
        return Played(
            code=told["code"],
            out=told["out"],
            err=told["err"],
            started=tuple((tuple(e["argv"]), tuple(sorted(e["env"].items()))) for e in events if "argv" in e),
            written=tuple(e["written"] for e in events if "written" in e),
            named=tuple(name for e in events for name in e.get("named", ())),
        )

    def close(self) -> None:
        """End the program."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


def _watch(log: int, fault: str, saying: str) -> None:
    armed = [bool(fault)]

    def tell(**event: Any) -> None:
        os.write(log, json.dumps(event).encode() + b"\n")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes):
            path = os.fsdecode(args[0])
            if armed[0] and path.endswith(fault):
                armed[0] = False
                raise RuntimeError(saying)
            if args[2] & _WRITES:
                tell(written=path)
        elif event in _STARTS:
            argv = args[1] if isinstance(args[1], list | tuple) else [args[1]]
            env = args[3] if len(args) > 3 and args[3] is not None else os.environ
            shown = {os.fsdecode(key): os.fsdecode(value) for key, value in env.items()}
            tell(argv=[os.fsdecode(word) for word in (args[0], *argv) if isinstance(word, str | bytes | Path)], env=shown)
        elif event in _NAMES:
            tell(named=[os.fsdecode(word) for word in args if isinstance(word, str | bytes)])

    sys.addaudithook(hook)


def _play_naive(words: list[str]) -> None:
    """Leak in every way that the watchers are there for, as a program without care would; the word comes on stdin."""
    word = sys.stdin.readline().strip()
    if "stderr" in words:
        sys.stderr.write(f"{word}は使えません\n")
    if "escaped" in words:
        sys.stderr.write(json.dumps(word))
    if "octal" in words:
        sys.stderr.write("".join(f"\\{byte:03o}" for byte in word.encode()))
    if "stdout" in words:
        sys.stdout.write(word)
    if "argv" in words:
        subprocess.run(["true", word], check=True)
    if "environment" in words:
        subprocess.run(["true"], check=True, env={**os.environ, "NAME": word})
    if "name" in words:
        Path(word).mkdir()
        Path(word).rmdir()
    if "tmp" in words:
        path = Path(os.environ["TMPDIR"]) / "seki.yaml"
        path.write_text("x", encoding="utf-8")
        path.unlink()
    sys.exit(0)


def _be_the_call(asked: Mapping[str, Any], log: int) -> None:
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    os.umask(0o022)
    sys.argv = ["seki", *asked["words"]]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    code: int | str | None = 99
    try:
        from seki_cli.main import run

        _watch(log, asked["fault"], asked["saying"])
        if asked["program"] == "naive":
            _play_naive(asked["words"])
        run()
    except SystemExit as ended:
        code = ended.code
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


def _answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Fork a call, take in what it says, and type when it waits."""
    seated = asked["lines"] is not None
    log, log_end = os.pipe()
    ends = [pty.openpty(), pty.openpty()] if seated else [os.pipe(), os.pipe()]
    slaves, masters = ([e[1] for e in ends], [e[0] for e in ends])
    entry = None if seated else os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        if seated:
            fcntl.ioctl(slaves[0], termios.TIOCSCTTY, 0)
            for one in slaves:
                fcntl.ioctl(one, termios.TIOCSWINSZ, b"\x32\x00\x90\x01\x00\x00\x00\x00")
        os.dup2(slaves[0] if entry is None else entry[0], 0)
        os.dup2(slaves[0], 1)
        os.dup2(slaves[1], 2)
        os.closerange(3, log_end)
        os.closerange(log_end + 1, 256)
        _be_the_call(asked, log_end)
    for one in (*slaves, log_end):
        os.close(one)
    if entry is not None:
        os.close(entry[0])
        with suppress(BrokenPipeError):
            os.write(entry[1], asked["stdin"].encode())
        os.close(entry[1])
    heard = _listen(child, (masters[0], masters[1], log), list(asked["lines"] or ()) if seated else None, asked["ending"])
    for one in (*masters, log):
        os.close(one)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out, err, events = (heard[n].decode("utf-8", "replace") for n in range(3))
    return {"code": code, "out": out, "err": err, "events": events}


def _listen(child: int, sources: tuple[int, int, int], lines: list[str] | None, ending: str) -> list[bytearray]:
    heard, open_ones = [bytearray(), bytearray(), bytearray()], set(sources)
    end, still = time.monotonic() + _LONGEST, 0
    while open_ones and time.monotonic() < end:
        ready, _, _ = select.select(list(open_ones), [], [], _STILL)
        for one in ready:
            try:
                data = os.read(one, 65536)
            except OSError:
                data = b""
            if not data:
                open_ones.discard(one)
            heard[sources.index(one)] += data
        still = 0 if ready or lines is None or not _waits(child) else still + 1
        if still >= 3 and lines is not None:
            still = 0
            if lines:
                os.write(sources[0], lines.pop(0).encode() + b"\n")
            elif ending == "kill":
                os.kill(child, signal.SIGKILL)
            else:
                os.write(sources[0], b"\x03" if ending == "interrupt" else b"\x04")
    if open_ones:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return heard


def _waits(child: int) -> bool:
    """Say whether a call sleeps with nobody of its own at work: it waits for its terminal."""
    try:
        stat = Path(f"/proc/{child}/stat").read_text(encoding="utf-8", errors="replace")
        children = Path(f"/proc/{child}/task/{child}/children").read_text(encoding="ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "S" and not children


def _serve() -> None:
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(_answer(json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


def _warm(root: str, day: str) -> None:
    """Load what calls load and read a workspace once, so that a fork has it in memory."""
    import jinja2
    import jpholiday
    import rich.table
    import ruamel.yaml

    from seki_cli.main import main

    assert all((jinja2, jpholiday, rich.table, ruamel.yaml))
    out, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO())
    try:
        main(["-C", root, "--as-of", day, "check", "--quiet"])
    finally:
        sys.stdout = out
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _warm(*sys.argv[1:3])
    _serve()
