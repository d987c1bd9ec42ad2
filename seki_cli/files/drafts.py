"""What somebody has typed and not saved yet: kept in .git/seki/drafts, so that no refusal and no lost terminal loses it."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from seki_cli.errors import Misuse
from seki_cli.files.durable import disk_faults, flush_folder, write_over
from seki_cli.files.git import seki_folder

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def _drafts_folder(root: Path) -> Path:
    folder = seki_folder(root) / "drafts"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _file_name(name: str) -> str:
    """Return the file name of a draft. Raises Misuse for a name that is not made of letters, digits and . _ - alone."""
    if not _NAME.fullmatch(name):
        raise Misuse("下書きの名前が正しくありません。", remedy="一覧に出る名前をそのまま使ってください。")
    return f"{name}.yaml"


def write_draft(root: Path, name: str, text: str) -> str:
    """Keep a draft, flushed, in the place of an older one of that name; return its path in the workspace, for the message.

    It lies inside .git (mode 0600), never in /tmp and never where git would take it along. Raises Blocked (exit 6).
    """
    file = _file_name(name)
    with disk_faults():
        write_over(_drafts_folder(root), file, text.encode("utf-8", "surrogatepass"))
    return f".git/seki/drafts/{file}"


def read_draft(root: Path, name: str) -> str | None:
    """Return a draft's text, or None where there is none."""
    try:
        data = (root / ".git" / "seki" / "drafts" / _file_name(name)).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return data.decode("utf-8", "replace")


def list_drafts(root: Path) -> tuple[str, ...]:
    """Return the names of all drafts, the latest written first."""
    try:
        files = [file for file in (root / ".git" / "seki" / "drafts").iterdir() if file.suffix == ".yaml"]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(file.stem for file in sorted(files, key=lambda file: (-file.stat().st_mtime_ns, file.name)))


def set_draft_aside(root: Path, name: str) -> str:
    """Give a draft another name, under which no form takes it up again; return its new path in the workspace.

    What somebody typed is never deleted because another thing is written now. Raises Blocked (exit 6).
    """
    folder = _drafts_folder(root)
    file = _file_name(name)
    number = 1
    while (aside := folder / f"{name}.{number}.yaml").exists():
        number += 1
    with disk_faults():
        (folder / file).rename(aside)
        flush_folder(folder)
    return f".git/seki/drafts/{aside.name}"


def remove_draft(root: Path, name: str) -> None:
    """Take a draft away once its content is saved; none there is no fault."""
    path = root / ".git" / "seki" / "drafts" / _file_name(name)
    with disk_faults(), suppress(FileNotFoundError):
        path.unlink()
        flush_folder(path.parent)


def write_report(root: Path, name: str, text: str) -> None:
    """Keep the report of a fault in seki itself, privately, beside the drafts. Raises OSError and Blocked."""
    folder = seki_folder(root) / "reports"
    folder.mkdir(mode=0o700, exist_ok=True)
    write_over(folder, f"{name}.txt", text.encode())
