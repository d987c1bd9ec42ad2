"""How a function becomes a command: every command is made here, so that all have one face."""

import functools
import gc
import inspect
from collections.abc import Callable
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

from seki_cli.model.answer import Answer

SETTINGS: Final = {"help_option_names": ["-h", "--help"]}
_JAPANESE: Final = (
    ("Usage: ", "使い方: "),
    ("\nArguments:\n", "\n引数:\n"),
    ("\nOptions:\n", "\nオプション:\n"),
    ("\nCommands:\n", "\nコマンド:\n"),
    ("Show this message and exit.", "この説明を表示します"),
    ("[required]", "（必須）"),
    ("[default: ", "［既定: "),
    ("[OPTIONS]", "［オプション］"),
    ("COMMAND [ARGS]...", "コマンド ［引数］"),
)

FromOpt = Annotated[str, typer.Option("--from", metavar="FILE|-", help="記録の内容を YAML ファイル（- は標準入力）から読みます")]
ByOpt = Annotated[str, typer.Option("--by", metavar="ID", help="この回だけ、記録者を職員 ID で指定します")]
CaseArg = Annotated[str, typer.Argument(metavar="CASE", help="ケース番号（一意なら一部でも可）")]
PlanArg = Annotated[str, typer.Argument(metavar="PLAN", help="プラン番号（一意なら一部でも可）")]
ReferralArg = Annotated[str, typer.Argument(metavar="CASE/REF", help="つなぎの番号（ケース番号/記録番号）")]
GapArg = Annotated[str, typer.Argument(metavar="GAP", help="地域課題の番号（一意なら一部でも可）")]
ResourceArg = Annotated[str, typer.Argument(metavar="RESOURCE", help="社会資源の番号（一意なら一部でも可）")]
MeetingArg = Annotated[str, typer.Argument(metavar="MEETING", help="会議番号（一意なら一部でも可）")]


def translated(text: str) -> str:
    """Return a help text with the library's own words put into Japanese."""
    for english, japanese in _JAPANESE:
        text = text.replace(english, japanese)
    return text


class JapaneseCommand(TyperCommand):
    """A command whose help speaks Japanese."""

    def get_help(self, ctx: Any) -> str:
        """Return the help with the library's own words put into Japanese."""
        return translated(super().get_help(ctx))


def build_command(name: str, function: Callable[..., Answer], *, hidden: bool = False) -> TyperCommand:
    """Return a command of a function whose first parameter is the Call; its docstring is the help, example included."""
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)

    @functools.wraps(function)
    def run(ctx: typer.Context, **options: Any) -> Answer:
        if not gc.isenabled():  # all is loaded, and stays
            gc.freeze()
            gc.enable()
        return function(ctx.obj, **options)

    run.__signature__ = inspect.Signature([context, *parameters])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in (context, *parameters)}
    text = unwrapped(inspect.getdoc(function) or "")
    app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
    app.command(name, cls=JapaneseCommand, help=text, context_settings=dict(SETTINGS), hidden=hidden)(run)
    built = typer.main.get_command(app)
    assert isinstance(built, TyperCommand)
    return built


def unwrapped(text: str) -> str:
    """Keep every paragraph as it is written: the library counts characters, not columns, and would wrap Japanese badly."""
    return "\n\n".join("\b\n" + paragraph for paragraph in text.split("\n\n"))
