"""The commands of seki as its own application knows them: what docs/commands.md has to tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from seki_cli.commands.app import built_command

SHARED = ("--from", "--by", "--help")
"""Options that many commands have alike: the document tells them once, at its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One argument or option: how it is written, its longest name, and what its help says."""

    name: str
    written: str
    help: str
    is_option: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its words (`case new`), whether it is a group, its help, and what it takes."""

    words: str
    is_group: bool
    help: str
    takes: tuple[Word, ...]


@lru_cache(maxsize=2)
def read_tree(*, hidden: bool = False) -> tuple[Command, ...]:
    """Return every group and command, in the order of the help; with `hidden` also those that only programs call."""
    return tuple(_walk(built_command(), (), hidden))


def _walk(command: Any, words: tuple[str, ...], hidden: bool) -> Iterator[Command]:
    if command.hidden and not hidden:
        return
    inner = getattr(command, "commands", None)
    if words:
        takes = tuple(_word(p) for p in command.params)
        text = (command.help or "").replace("\b\n", "")
        yield Command(words=" ".join(words), is_group=inner is not None, help=text, takes=takes)
    for name, one in (inner or {}).items():
        yield from _walk(one, (*words, name), hidden)


def _word(parameter: Any) -> Word:
    if parameter.param_type_name == "argument":
        written = parameter.metavar or parameter.human_readable_name
        return Word(name=written, written=written, help=parameter.help or "", is_option=False)
    names = ", ".join(sorted(parameter.opts, key=len))
    value = f" {parameter.metavar}" if parameter.metavar and not parameter.is_flag else ""
    return Word(name=max(parameter.opts, key=len), written=names + value, help=parameter.help or "", is_option=True)
