"""A call whose ends are not as they should be: closed, full, gone, or of a terminal that does not know every letter."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from canaries.calls import CALLS, Say
from canaries.household import DAY, Fixture
from seki_cli.main import run


def _close(number: int) -> Callable[[], None]:
    def close() -> None:
        os.close(number)
        setattr(sys, ("stdin", "stdout", "stderr")[number], None)

    return close


def _full() -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def _gone() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    os.dup2(writer, 1)


def _all_gone() -> None:
    _gone()
    os.dup2(1, 2)


def _letters(encoding: str) -> Callable[[], None]:
    def speak() -> None:
        sys.stdout = open(1, "w", encoding=encoding, closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding=encoding, errors="backslashreplace", closefd=False)  # noqa: SIM115

    return speak


ENDS: Final[dict[str, Callable[[], None]]] = {
    "as they are": lambda: None,
    "stdin closed": _close(0),
    "stdout closed": _close(1),
    "stderr closed": _close(2),
    "stdout full": _full,
    "reader gone": _gone,
    "both readers gone": _all_gone,
    "ascii": _letters("ascii"),
    "latin-1": _letters("latin-1"),
    "cp932": _letters("cp932"),
}
"""What is done to the ends before the call begins, as a shell or cron would have left them."""


_ONLY_READ: Final = (
    *("due", "check", "history", "diff", "stats", "schema", "list", "show", "find", "propose"),
    *("agencies", "programmes", "meetings", "codes", "agenda"),
)
"""Questions, which need no copy of the workspace."""


def play_at(fixture: Fixture, command: str, end: str) -> list[str]:
    """Play a command as it works, in a copy of the workspace, at such ends; return what went wrong, in words without texts."""
    say = CALLS[command][0]
    with tempfile.TemporaryDirectory(prefix="t10-") as folder:
        root = fixture.root
        if command.rsplit(maxsplit=1)[-1] not in _ONLY_READ:
            root = Path(folder) / "daicho"
            shutil.copytree(fixture.root, root, symlinks=True)
        for path, text in say.hand:
            (root / path.format(**fixture.ids)).write_text(text.format(**fixture.ids), encoding="utf-8")
        code, err = forked(_words(command, say, root, fixture), say.given, Path(folder), ENDS[end])
    right = {say.code, 6} if end == "stdout full" else {say.code}
    nothing_came = end == "stdin closed" and say.given
    wrong = [f"{command} ({end}): exit {code}"] if code not in right and not (nothing_came and code < 70) else []
    return [*wrong, *([f"{command} ({end}): traceback"] if "Traceback" in err or "Error" in err else [])]


def _words(command: str, say: Say, root: Path, fixture: Fixture) -> list[str]:
    door = ["--from", "-"] if say.given and command != "case find" else []
    words = [word.format(**fixture.ids) for word in (*command.split(), *say.words.split())]
    return ["-C", str(root), "--as-of", say.day or DAY, *words, *door]


def forked(words: list[str], given: str, folder: Path, end: Callable[[], None]) -> tuple[int, str]:
    """Return the exit code and the stderr of a call in a process of its own, at these ends."""
    for name, text in (("in", given), ("out", ""), ("err", "")):
        (folder / name).write_text(text, encoding="utf-8")
    child = os.fork()
    if child == 0:
        code: object = 99
        try:
            os.chdir(folder)
            for number, name in enumerate(("in", "out", "err")):
                os.dup2(os.open(folder / name, os.O_RDWR), number)
            sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            sys.argv = ["seki", *words]
            end()
            run()
        except SystemExit as ended:
            code = ended.code
        finally:
            os._exit(code if isinstance(code, int) else 98)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, (folder / "err").read_text("utf-8", "replace")
