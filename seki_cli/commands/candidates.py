"""What may be typed next: commands, options and ids, for the shell that asks while a person types. No record is opened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from seki_cli.commands.contents import Entry, entries_of
from seki_cli.commands.options import Option, options_of
from seki_cli.files.folder_names import read_ids, read_record_ids
from seki_cli.model.ids import fold_id

_IDS: Final[Mapping[str, tuple[str, ...]]] = {
    "CASE": ("case",),
    "CASE2": ("case",),
    "PLAN": ("plan",),
    "MEETING": ("meeting",),
    "GAP": ("gap",),
    "RESOURCE": ("resource",),
    "CASE|GAP": ("case", "gap"),
}
_WITHIN: Final[Mapping[str, tuple[str, ...]]] = {"CASE/REF": ("referrals",), "CASE/RID": ("decisions",)}
_BY_OPTION: Final[Mapping[str, str]] = {"--plan": "PLAN", "--meeting": "MEETING"}
_FILES: Final = ("FILE|-", "FILE", "[PATH…]")
_FOLDERS: Final = ("DIR", "[DIR]")
FILE, FOLDER, PLAIN = "file", "dir", "plain"
FindRoot = Callable[[], Path | None]
"""Looks for the workspace that the line is about, only where ids are wanted."""


class Candidate(NamedTuple):
    """One word that may follow, with what it is for; or (`file`, `dir`) the wish that the shell offers files or folders."""

    word: str
    about: str = ""
    kind: str = PLAIN


def find_candidates(words: Sequence[str], typed: str, find_root: FindRoot) -> tuple[Candidate, ...]:
    """Return what may stand in place of the word being typed; `words`: those of the line before it.

    `find_root` gives the workspace, where there is one: of it only names of folders and files are read, never a record and
    never the profile, so that nothing here can be a person's name. What commands and options there are is told from the two
    tables alone: no command's module is loaded.
    """
    listed, entry, rest = _place(words)
    if entry is None:
        return () if typed.startswith("-") else tuple(_words_of(listed, typed))
    if typed.startswith("-") or any(word.startswith("-") for word in rest):
        return _with_options(entry, rest, typed, find_root)
    return _argument(entry.takes, entry.many, rest, typed, find_root)


def find_shells(typed: str) -> tuple[Candidate, ...]:
    """Return the shells that begin so, for `--install-completion`."""
    from seki_cli.files.shell_setup import SHELLS

    return tuple(Candidate(word=word) for word in SHELLS if word.startswith(typed))


def workspace_at(folder: str) -> Path | None:
    """Return the workspace that a folder (-C, SEKI_WORKSPACE), else the place where one stands, belongs to; None if none."""
    from seki_cli.errors import SekiError
    from seki_cli.files.workspace import find_workspace

    try:
        return find_workspace(Path(folder).expanduser() if folder else Path.cwd())
    except (SekiError, OSError):
        return None


def _place(words: Sequence[str]) -> tuple[tuple[Entry, ...], Entry | None, list[str]]:
    """Follow the words through the table: the commands that may follow, or the one they lead to and the words behind it.

    Neither where no command is called so. No group takes an option of its own.
    """
    listed, ended = entries_of(""), False
    for number, word in enumerate(words):
        if word == "--" or (word.startswith("-") and not ended):
            ended = ended or word == "--"
            continue
        found = next((entry for entry in listed if entry.word == word), None)
        if found is None:
            return (), None, []
        if found.place:
            return (), found, [*(["--"] if ended else []), *words[number + 1 :]]
        listed = entries_of(word)
    return listed, None, []


def _with_options(entry: Entry, words: Sequence[str], typed: str, find_root: FindRoot) -> tuple[Candidate, ...]:
    """Return what may follow where options stand on the line."""
    options = options_of(entry.place)
    given, waiting = _walk(options, words)
    if waiting is not None:
        return _values(_asked_by(waiting), given, typed, find_root)
    if typed.startswith("-"):
        return _after_dash(options, given, typed, find_root)
    return _argument(entry.takes, entry.many, given, typed, find_root)


def _argument(takes: Sequence[str], many: bool, given: Sequence[str], typed: str, find_root: FindRoot) -> tuple[Candidate, ...]:
    if not takes or (len(given) >= len(takes) and not many):
        return ()
    return _values(takes[min(len(given), len(takes) - 1)], given, typed, find_root)


def _after_dash(options: Sequence[Option], given: Sequence[str], typed: str, find_root: FindRoot) -> tuple[Candidate, ...]:
    """Return the options that begin so; behind `--plan=` the values of that one, written with it."""
    name, equals, value = typed.partition("=")
    option = _option(options, name)
    if not equals or option is None:
        return tuple(_names_of_options(options, typed))
    found = _values(_asked_by(option), given, value, find_root)
    return tuple(Candidate(word=f"{name}={one.word}", about=one.about, kind=one.kind) for one in found)


def _walk(options: Sequence[Option], words: Sequence[str]) -> tuple[list[str], Option | None]:
    """Return the arguments that the words behind a command are, and the option that waits for its value."""
    waiting: Option | None = None
    only_arguments = False
    given: list[str] = []
    for word in words:
        if waiting is not None:
            waiting = None
        elif word == "--":
            only_arguments = True
        elif word.startswith("-") and not only_arguments:
            name, equals, _ = word.partition("=")
            option = _option(options, name)
            waiting = option if option is not None and not option.is_flag and not equals else None
        else:
            given.append(word)
    return given, waiting


def _option(options: Sequence[Option], name: str) -> Option | None:
    return next((option for option in options if name in option.names), None)


def _asked_by(option: Option) -> str:
    return next((_BY_OPTION[name] for name in option.names if name in _BY_OPTION), option.value)


def _names_of_options(options: Sequence[Option], typed: str) -> Iterator[Candidate]:
    for option in options:
        for name in option.names:
            if name.startswith(typed):
                yield Candidate(word=name, about=option.about)


def _words_of(listed: Sequence[Entry], typed: str) -> Iterator[Candidate]:
    for entry in listed:
        if entry.word.startswith(typed) and not entry.hidden:
            yield Candidate(word=entry.word, about=entry.about)


def _values(asked: str, given: Sequence[str], typed: str, find_root: FindRoot) -> tuple[Candidate, ...]:
    if asked in _FILES or asked in _FOLDERS:
        return (Candidate(word=typed, kind=FILE if asked in _FILES else FOLDER),)
    if asked == "[KIND]":
        from seki_cli.files.schema_store import read_names

        return tuple(Candidate(word=name) for name in read_names() if name.startswith(typed))
    root = find_root()
    return _names_of(root, asked, given, typed) if root is not None else ()


def _names_of(root: Path, asked: str, given: Sequence[str], typed: str) -> tuple[Candidate, ...]:
    """Return the ids that an argument or option asks for, from the names of folders and files."""
    if asked in _IDS:
        return _fitting([name for kind in _IDS[asked] for name in read_ids(root, kind)], typed)
    if asked in _WITHIN:
        return _in_case(root, typed, _WITHIN[asked])
    if asked.strip("[]") == "RECORD" and given:
        return _fitting([name for case in _cases(root, given[0]) for name in read_record_ids(root, case)], typed)
    return ()


def _cases(root: Path, typed: str) -> list[str]:
    found = [one.word for one in _fitting(list(read_ids(root, "case")), typed)]
    return found if len(found) == 1 else []


def _in_case(root: Path, typed: str, folders: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Return CASE/RECORD: first the cases that have such a record, and behind the slash the records of that one."""
    case, slash, record = typed.partition("/")
    if not slash:
        cases = [name for name in read_ids(root, "case") if read_record_ids(root, name, *folders)]
        return tuple(Candidate(word=f"{one.word}/") for one in _fitting(cases, case))
    return tuple(
        Candidate(word=f"{name}/{one.word}")
        for name in _cases(root, case)
        for one in _fitting(list(read_record_ids(root, name, *folders)), record)
    )


def _fitting(names: Sequence[str], typed: str) -> tuple[Candidate, ...]:
    """Return the ids that begin with what was typed, in any width and case; else the only one that holds it.

    Of several that hold it somewhere the shell would show their common beginning and take away what was typed.
    """
    sought = fold_id(typed) if typed else ""
    found = [name for name in names if name.startswith(sought)]
    if not found:
        holding = [name for name in names if sought in name]
        found = holding if len(holding) == 1 else []
    return tuple(Candidate(word=name) for name in found)
