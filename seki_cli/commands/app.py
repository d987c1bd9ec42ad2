"""The whole of seki as the library calls it: groups that list their commands from the table of contents and load one only when it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import cleandoc
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

from seki_cli.commands.contents import Entry, entries_of
from seki_cli.commands.face import SETTINGS, build_command, translated, unwrapped
from seki_cli.model.answer import Answer

_ABOUT: Final = """重層的支援体制整備事業の記録・つなぎ・会議・モニタリングを扱います。

どのコマンドにも使えるもの（前にも後ろにも書けます）:
  -C DIR          台帳の場所（既定は SEKI_WORKSPACE か、今いる場所から上）
  --as-of DATE    この日を「今日」として扱います
  --json          結果を JSON で出します（--format table|json|csv|tsv）
  --head          保存済みの内容だけを読みます
  --dry-run       書き込まずに、書くはずの内容を見せます
  --no-commit     ファイルに書くだけで、保存（コミット）しません
  --quiet         補足の行を出しません
それだけで使うもの:
  --version       版を出します
  --install-completion   TAB での補完を入れます（bash・zsh・fish）

例: seki due --within 7
例: seki case new"""


class _Loaded(Mapping[str, Any]):
    """The commands of a group by their words: a module is loaded when its command is taken out, not before."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._entries = {entry.word: entry for entry in entries}

    def __getitem__(self, word: str) -> Any:
        entry = self._entries[word]
        return load_command(entry) if entry.place else _group(word, word, entry.about)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class ListedGroup(TyperGroup):
    """A group of commands whose help speaks Japanese and lists them as the table of contents does."""

    def __init__(self, *, entries: tuple[Entry, ...], **attrs: Any) -> None:
        """Take the lines of the table that stand in this group, and the library's own settings."""
        super().__init__(**attrs)
        self.entries = entries
        self.commands = _Loaded(entries)  # type: ignore[assignment]  # nobody adds a command but the table

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- the library's signature
        """Return the words of the commands, in the order of the table."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands with stand-ins that know what the table says of them."""
        listed = [TyperCommand(e.word, help=unwrapped(e.about), hidden=e.hidden) for e in self.entries]
        TyperGroup(commands=listed).format_commands(ctx, formatter)

    def get_help(self, ctx: Any) -> str:
        """Return the help with the library's own words put into Japanese."""
        return translated(super().get_help(ctx))


def built_command() -> ListedGroup:
    """Return the whole of seki, ready to be called with words: built once a process, as tests and long sessions call it often."""
    return _group("", "seki", _ABOUT)


@cache
def load_command(entry: Entry) -> TyperCommand:
    """Return the command of a line of the table, its module loaded: what it takes, what it is called with, its help."""
    return build_command(entry.word, load_function(entry), hidden=entry.hidden)


def load_function(entry: Entry) -> Callable[..., Answer]:
    """Return the function behind a command's line of the table, its module loaded."""
    module, _, name = entry.place.partition(".")
    function: Callable[..., Answer] = getattr(import_module(f"seki_cli.commands.{module}"), name)
    return function


@cache
def _group(within: str, name: str, about: str) -> ListedGroup:
    return ListedGroup(
        entries=entries_of(within),
        name=name,
        help=cleandoc(unwrapped(about)),
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings=dict(SETTINGS),
    )
