"""What is said on the command line beside the command: options that every command understands, wherever they stand."""

import os
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from seki_cli.errors import Misuse

ASKED: Final = "_SEKI_COMPLETE"
"""What a shell sets to ask: complete_bash, complete_zsh, complete_fish. The line stands in COMP_WORDS, a word a line."""

_VALUES: Final = {"-C": "folder", "--as-of": "as_of", "--format": "format"}
_FLAGS: Final = {
    "--json": "json",
    "--head": "head",
    "--dry-run": "dry_run",
    "--no-commit": "no_commit",
    "--quiet": "quiet",
    "-q": "quiet",
}


ABOUT: Final = {
    "-C": "台帳の場所",
    "--as-of": "この日を今日として扱う",
    "--format": "table・json・csv・tsv など",
    "--json": "結果を JSON で出す",
    "--head": "保存済みの内容だけを読む",
    "--dry-run": "書き込まずに見せる",
    "--no-commit": "書くだけで保存しない",
    "--quiet": "補足の行を出さない",
}
"""The options that every command understands, in a few words, for the shell's completion."""


class Heard(NamedTuple):
    """The hoisted options and what is left for the command itself. No dataclass: a TAB would wait for that to load."""

    rest: tuple[str, ...]
    values: dict[str, str]
    flags: frozenset[str]

    def words(self, groups: frozenset[str]) -> tuple[str, ...]:
        """Return the command words: the first, and the second where the first is the name of a group."""
        plain = [word for word in self.rest if not word.startswith("-")]
        return tuple(plain[:2] if plain and plain[0] in groups else plain[:1])


def is_shell_asking() -> bool:
    """Say whether it is a shell that calls, while somebody types."""
    return os.environ.get(ASKED, "").startswith("complete_")


def hear(argv: Sequence[str]) -> Heard:
    """Take the options that every command understands out of the line, before or after the command words.

    What follows `--` belongs to the command. Misuse (2) where an option lacks its value: an empty one is a variable of a
    script that was never set, and must neither lead into another folder nor write a record without its content.
    """
    if "--from=" in argv or ("--from", "") in pairwise(argv):
        raise Misuse("--from に値がありません", remedy="--from の後にファイルの名前か - を続けてください")
    rest: list[str] = []
    values: dict[str, str] = {}
    flags: set[str] = set()
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name in _VALUES:
            taken = value if equals else next(words, None)
            if not taken:
                raise Misuse(f"{name} に値がありません", remedy=f"{name} の後に値を続けてください")
            values[_VALUES[name]] = taken
        elif word.startswith("-C") and len(word) > len("-C"):
            values["folder"] = word.removeprefix("-C")
        elif word in _FLAGS:
            flags.add(_FLAGS[word])
        else:
            rest.append(word)
    return Heard(rest=tuple(rest), values=values, flags=frozenset(flags))


def overhear(words: Sequence[str]) -> tuple[tuple[str, ...], str, str]:
    """Return a line that is still being typed without the options that every command understands; nothing is ever refused.

    With it the folder of -C, and the option whose value is being typed now (empty where none is).
    """
    rest: list[str] = []
    folder, waiting = "", ""
    only_arguments = False
    for word in words:
        name, equals, value = word.partition("=")
        if waiting:
            folder, waiting = (word if waiting == "-C" else folder), ""
        elif only_arguments or name not in (*_VALUES, *_FLAGS):
            only_arguments = only_arguments or word == "--"
            attached = word.startswith("-C") and len(word) > len("-C") and not only_arguments
            folder = word.removeprefix("-C") if attached else folder
            rest += [] if attached else [word]
        elif name in _VALUES:
            folder, waiting = (value if name == "-C" and equals else folder), ("" if equals else name)
    return tuple(rest), folder, waiting
