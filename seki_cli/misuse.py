"""What the library says of a line that it cannot take, in our words; loaded only when somebody has slipped."""

import re
from typing import Final

from typer.exceptions import TyperException

from seki_cli.errors import Misuse

_AN_OPTION: Final = re.compile("--?[a-z][a-z-]{0,29}")
_MISUSE: Final = {
    "NoSuchOption": ("知らないオプションがあります", "このコマンドのオプションは --help で確認できます"),
    "MissingParameter": ("必要な引数かオプションが足りません", "使い方は --help で確認できます"),
    "BadParameter": ("引数かオプションの値が正しくありません", "受け付ける値は --help で確認できます"),
    "NoArgsIsHelpError": ("コマンドが足りません", "使えるコマンドは --help で確認できます"),
    "BadOptionUsage": ("オプションに値がありません", "オプションの後に値を続けてください"),
    "No such command": ("このコマンドはありません", "使えるコマンドは --help で確認できます"),
    "Got unexpected extra": ("引数が多すぎます", "使い方は --help で確認できます"),
}


def misuse_of(error: TyperException) -> Misuse:
    """Return the library's complaint in our words; the value that was typed may be a name and is never repeated."""
    known = next((word for word in _MISUSE if word == type(error).__name__ or str(error).startswith(word)), "")
    message, remedy = _MISUSE.get(known, ("コマンドの書き方が正しくありません", "使い方は --help で確認できます"))
    return Misuse(_with_name(message, error), remedy=remedy)


def help_instead(error: TyperException) -> str:
    """Return the help of the group that was named without a command, else nothing: who types `seki` alone wants to know what there is."""
    context = getattr(error, "ctx", None)
    return str(context.get_help()) if context and type(error).__name__ == "NoArgsIsHelpError" else ""


def _with_name(message: str, error: TyperException) -> str:
    """Name the option or argument where the library knows it; never the value that was typed.

    An option that nobody knows is what was typed: it is named only where it is spelled as options are.
    """
    parameter = getattr(error, "param", None)
    typed = getattr(error, "option_name", "")
    name = typed if _AN_OPTION.fullmatch(typed) else ""
    if parameter is not None:
        name = (
            parameter.opts[0] if parameter.param_type_name == "option" else (parameter.metavar or parameter.human_readable_name)
        )
    return f"{message}: {name}" if name else message
