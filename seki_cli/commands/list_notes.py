"""What stands beside a list: whether the workspace asks for a newer seki, whether the clock can be right, what is not saved."""

from datetime import date
from typing import Final

from seki_cli.commands.call import Call
from seki_cli.model.verdict import Finding
from seki_cli.model.wareki import show_day
from seki_cli.version import __version__

FORMAT: Final = 1
"""The format of workspaces that this seki knows (`format` in seki.yaml)."""


def is_newer(format_: int, requires: str) -> bool:
    """Say whether a workspace with these settings asks for a newer seki than this one."""
    return format_ > FORMAT or _version(requires) > _version(__version__)


def clock_doubt(call: Call, newest: date | None) -> tuple[Finding, ...]:
    """Return the warning that the clock is behind what is saved, where the clock was believed: what is due would be missed."""
    if not call.by_clock or newest is None or newest <= call.day:
        return ()
    from seki_cli.rules.check_history import clock_behind_the_history

    return tuple(clock_behind_the_history(call.day, newest))


def count_notes(call: Call, unsaved: int) -> tuple[str, ...]:
    """Return the lines on the day, on unsaved files and on saves that no other clone has seen."""
    return day_notes(call) + unsaved_note(unsaved) + unshared_notes(call)


def day_notes(call: Call) -> tuple[str, ...]:
    """Return the line that says that today is not the clock's day, where it is not."""
    return (f"（{show_day(call.day)} の時点で見ています）",) if call.past else ()


def unsaved_note(count: int) -> tuple[str, ...]:
    """Return the line that counts files changed and not saved, where there are any."""
    return (f"（保存していない変更が {count} 件あります。seki check で確かめて seki save で保存してください）",) if count else ()


def unshared_notes(call: Call) -> tuple[str, ...]:
    """Return the line that counts saves no other clone has seen, and since when; git is not asked where nobody reads it."""
    if call.quiet or call.as_json:
        return ()
    from seki_cli.files.unshared import read_unshared

    unshared = read_unshared(call.root)
    if unshared.since is None:
        return ()
    since = show_day(unshared.since)
    return (f"（まだ共有していない保存が {unshared.count} 件あります（{since}から）。seki sync で共有してください）",)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())
