"""A fault in seki itself: one calm line for the person, a report without records for those who mend it."""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from seki_cli.commands.today import now
from seki_cli.errors import SekiError
from seki_cli.files.drafts import write_report
from seki_cli.files.workspace import find_workspace
from seki_cli.version import __version__


def report(fault: Exception, command: Sequence[str], folder: str = "") -> SekiError:
    """Keep a redacted report in the workspace (`folder`: the one of -C) and return the line that names it. SEKI_DEBUG=1 shows the traceback as well.

    The report holds places in the program and the command words, never a message, an argument or a value: those may be
    a person's.
    """
    if os.environ.get("SEKI_DEBUG") == "1":
        traceback.print_exception(fault, file=sys.stderr)
    name = f"{now():%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"
    frames = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    chain = [type(fault).__name__, *([type(fault.__cause__).__name__] if fault.__cause__ else [])]
    lines = [
        f"seki {__version__}",
        f"python {sys.version.split()[0]} {sys.platform}",
        f"command {' '.join(command)}",
        *chain,
        *frames,
    ]
    try:
        write_report(find_workspace(Path(folder) if folder else Path.cwd()), name, "\n".join(lines) + "\n")
        where = f".git/seki/reports/{name}.txt"
    except (SekiError, OSError):
        where = " ← ".join(reversed(frames[-3:]))
    return SekiError(
        "seki の不具合で止まりました。保存済みの記録はそのままです。",
        where=where,
        remedy="同じ操作でまた起きるときは、この報告を開発者に送ってください（記録の内容は含みません）",
    )
