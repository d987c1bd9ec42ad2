"""The ends of a call: stdin, stdout and stderr as the shell left them, made such that no closed or full end can break a save."""

import io
import os
import sys
from typing import Final, TextIO

from seki_cli.errors import Blocked

_ENDS: Final = (0, 1, 2)


class _End(io.FileIO):
    """An end that may go away while it is written to: what nobody takes any more is dropped.

    A reader who has seen enough (`| head -1`) is no fault. Whatever else goes wrong, a full disk above all, is kept in `lost`.
    """

    lost: OSError | None = None

    def write(self, data: object, /) -> int:
        """Write to the end, and go on as if it were there where it is not."""
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            pass
        except OSError as error:
            self.lost = error
        return memoryview(data).nbytes  # type: ignore[arg-type]


def ready_streams() -> None:
    """Make the three ends usable before anything is opened, for the one who starts seki.

    A number that the shell closed (`>&-`) would be given to the next file that is opened, and the answer, or a git that
    seki starts, would then write into a record or the lock. Letters that an end cannot show become marks.
    """
    for number in _ENDS:
        try:
            os.fstat(number)
        except OSError:
            taken = os.open(os.devnull, os.O_RDWR)
            if taken != number:
                os.dup2(taken, number)
                os.close(taken)
            os.set_inheritable(number, True)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = _ready(sys.stdout, 1), _ready(sys.stderr, 2)


def _ready(stream: TextIO | None, number: int) -> TextIO:
    if stream is not None and stream.isatty():
        stream.reconfigure(errors="replace")  # type: ignore[attr-defined]
        return stream
    encoding = stream.encoding if stream is not None else "utf-8"
    raw = io.BufferedWriter(_End(number, "wb", closefd=False))
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace", line_buffering=number == 2)


def say(out: TextIO, text: str) -> None:
    """Write text so that a letter the end does not know becomes a mark instead of a crash."""
    encoding = out.encoding or "utf-8"
    out.write(text.encode(encoding, "replace").decode(encoding, "replace"))


def check_delivered() -> None:
    """Raise Blocked (6) where stdout did not take the whole answer though somebody was still there: its disk is full."""
    sys.stdout.flush()
    end = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(end, _End) and end.lost is not None:
        raise Blocked(
            "結果を出力先に書ききれませんでした。出力の途中で切れています。",
            where="stdout",
            remedy="出力先のディスクの空きと権限を確かめてください。書き込むコマンドなら、台帳への保存は済んでいることがあります（seki history で確かめられます）",
        )
