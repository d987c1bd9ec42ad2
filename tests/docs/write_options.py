"""Writes the table of options that completion reads, from the commands themselves."""

from collections.abc import Iterator

from seki_cli.commands.app import load_command
from seki_cli.commands.contents import ENTRIES

_BEGIN, _END = '_TABLE: Final = """\n', '"""\n'


def build_options_module(text: str) -> str:
    """Return seki_cli/commands/options.py with its table made anew; the rest stays as it is."""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    assert begin
    assert end
    return before + begin + "".join(f"{line}\n" for line in _lines()) + end + after


def _lines() -> Iterator[str]:
    for entry in ENTRIES:
        for option in load_command(entry).params if entry.place else ():
            if option.param_type_name == "option":
                value = f"{option.metavar} " if option.metavar else ""
                yield f"{entry.place} | {' '.join(option.opts)} | {value}| {option.help or ''}"
