"""What may be typed next: commands, options and ids, for the shell that asks while a person types. No record is opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from seki_cli.files.folder_names import read_ids, read_record_ids
from seki_cli.files.schema_store import read_names
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One word that may follow, with what it is for; or (`file`, `dir`) the wish that the shell offers files or folders."""

    word: str
    about: str = ""
    kind: str = PLAIN


def find_candidates(command: Any, words: Sequence[str], typed: str, root: Path | None) -> tuple[Candidate, ...]:
    """Return what may stand in place of the word being typed. `command`: the whole of seki; `words`: those before it.

    `root` is the workspace, where there is one: of it only names of folders and files are read, never a record and never the
    profile, so that nothing here can be a person's name.
    """
    node, given, waiting = _walk(command, words)
    if node is None:
        return ()
    if waiting is not None:
        return _values(_asked_by(waiting), given, typed, root)
    if typed.startswith("-"):
        return _after_dash(node, given, typed, root)
    if hasattr(node, "commands"):
        return tuple(_words_of(node, typed))
    arguments = [p for p in node.params if p.param_type_name == "argument"]
    asked = arguments[min(len(given), len(arguments) - 1)] if arguments else None
    if asked is None or (len(given) >= len(arguments) and asked.nargs != -1):
        return ()
    return _values(str(asked.metavar or ""), given, typed, root)


def _after_dash(node: Any, given: Sequence[str], typed: str, root: Path | None) -> tuple[Candidate, ...]:
    """Return the options that begin so; behind `--plan=` the values of that one, written with it."""
    name, equals, value = typed.partition("=")
    option = _option(node, name)
    if not equals or option is None:
        return tuple(_options(node, typed))
    found = _values(_asked_by(option), given, value, root)
    return tuple(Candidate(word=f"{name}={one.word}", about=one.about, kind=one.kind) for one in found)


def _walk(command: Any, words: Sequence[str]) -> tuple[Any, list[str], Any]:
    """Follow the words: return the command they lead to, the arguments it has been given, the option that waits for a value."""
    node, waiting, only_arguments = command, None, False
    given: list[str] = []
    for word in words:
        if waiting is not None:
            waiting = None
        elif word == "--":
            only_arguments = True
        elif word.startswith("-") and not only_arguments:
            name, equals, _ = word.partition("=")
            option = _option(node, name)
            waiting = option if option is not None and not option.is_flag and not equals else None
        elif hasattr(node, "commands"):
            node = node.commands.get(word)
            if node is None:
                return None, [], None
        else:
            given.append(word)
    return node, given, waiting


def _option(node: Any, name: str) -> Any:
    return next((p for p in node.params if p.param_type_name == "option" and name in p.opts), None)


def _asked_by(option: Any) -> str:
    return next((_BY_OPTION[name] for name in option.opts if name in _BY_OPTION), str(option.metavar or ""))


def _options(node: Any, typed: str) -> Iterator[Candidate]:
    for option in node.params:
        if option.param_type_name == "option":
            for name in option.opts:
                if name.startswith(typed):
                    yield Candidate(word=name, about=str(option.help or ""))


def _words_of(node: Any, typed: str) -> Iterator[Candidate]:
    for name in node.list_commands(None):
        if name.startswith(typed) and not node.commands[name].hidden:
            about = str(node.commands[name].help or "").replace("\b", "").strip().partition("\n")[0]
            yield Candidate(word=name, about=about)


def _values(asked: str, given: Sequence[str], typed: str, root: Path | None) -> tuple[Candidate, ...]:
    if asked in _FILES or asked in _FOLDERS:
        return (Candidate(word=typed, kind=FILE if asked in _FILES else FOLDER),)
    if asked == "[KIND]":
        return tuple(Candidate(word=name) for name in read_names() if name.startswith(typed))
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
