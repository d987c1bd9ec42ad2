"""The door: hears the command line, has the answer spoken, and names the ending."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typer
from typer.exceptions import TyperException

from seki_cli.commands import crash
from seki_cli.commands.app import GROUPS, built_command
from seki_cli.commands.call import Call
from seki_cli.commands.completion_setup import install_completion
from seki_cli.commands.today import now, wanted_day
from seki_cli.completion import answer_shell, is_asked
from seki_cli.errors import Misuse, SekiError
from seki_cli.hear import Heard, hear
from seki_cli.model.answer import Answer, Lines, Paper
from seki_cli.model.wareki import parse_day
from seki_cli.screen import Voice
from seki_cli.streams import check_delivered, ready_streams
from seki_cli.version import __version__

INTERRUPTED: Final = 130
_YEARS: Final = (1900, 2199)  # as records have them
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


def run() -> None:
    """Be the `seki` of the shell: run on sys.argv and leave with the exit code."""
    os.umask(0o077)
    ready_streams()
    if is_asked():
        sys.exit(answer_shell(os.environ))
    code = main(sys.argv[1:])
    try:
        check_delivered()
    except SekiError as lost:
        code = max(code, Voice(as_json=False, words=()).refuse(lost)) if code != INTERRUPTED else code
    sys.exit(code)


def main(argv: Sequence[str]) -> int:
    """Run one call and return its exit code; everything it says goes to stdout and stderr."""
    voice, folder = Voice(as_json="--json" in argv, words=()), ""
    try:
        heard = hear(argv)
        folder = heard.values.get("folder", "")
        voice = Voice(
            as_json="json" in heard.flags or heard.values.get("format") == "json",
            words=heard.words(GROUPS),
            format=heard.values.get("format", ""),
            quiet="quiet" in heard.flags,
        )
        call = build_call(heard, voice)
        voice.day = call.day
        return voice.speak(_answer(heard, call))
    except KeyboardInterrupt:
        return voice.interrupted(INTERRUPTED)
    except SekiError as error:
        return voice.refuse(error)
    except Exception as fault:  # noqa: BLE001 -- the one place that turns a fault of ours into a calm line
        return voice.refuse(crash.report(fault, voice.words, folder))


def _answer(heard: Heard, call: Call) -> Answer:
    if heard.rest == ("--version",):
        return Answer(data={"version": __version__}, views=(Lines(lines=(f"seki {__version__}",)),))
    if heard.rest and heard.rest[0].partition("=")[0] == "--install-completion":
        return install_completion(call, (*filter(None, heard.rest[0].split("=")[1:]), *heard.rest[1:]))
    command = built_command()
    try:
        answer = command(list(heard.rest), prog_name="seki", obj=call, standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError" and not call.as_json:
            return Answer(views=(Paper(text=_help_of(error)),), exit_code=Misuse.code)
        raise _misuse(error) from None
    if answer == INTERRUPTED:
        raise KeyboardInterrupt
    return answer if isinstance(answer, Answer) else Answer(exit_code=int(answer or 0))


def _misuse(error: TyperException) -> Misuse:
    """Return the library's complaint in our words; the value that was typed may be a name and is never repeated."""
    known = next((word for word in _MISUSE if word == type(error).__name__ or str(error).startswith(word)), "")
    message, remedy = _MISUSE.get(known, ("コマンドの書き方が正しくありません", "使い方は --help で確認できます"))
    return Misuse(_with_name(message, error), remedy=remedy)


def _help_of(error: TyperException) -> str:
    """Return the help of the group that was named without a command: who types `seki` alone wants to know what there is."""
    context = getattr(error, "ctx", None)
    return str(context.get_help()) if context else ""


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


def build_call(heard: Heard, voice: Voice) -> Call:
    """Turn what was heard into a Call: the folder, the day, the flags, and someone who asks where a terminal is."""
    wanted, clock = heard.values.get("as_of") or wanted_day(), now()
    try:
        day = parse_day(wanted, clock.date()) if wanted else clock.date()
    except ValueError as error:
        raise Misuse(f"--as-of（SEKI_TODAY）の日付が読めません。{error}", remedy="例: --as-of 2025-09-01") from None
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise Misuse("--as-of（SEKI_TODAY）の年が遠すぎます", remedy="例: --as-of 2025-09-01")
    folder = heard.values.get("folder") or os.environ.get("SEKI_WORKSPACE", "")
    return Call(
        words=voice.words,
        folder=Path(folder) if folder else None,
        day=day,
        clock=clock,
        by_clock=not wanted,
        as_json=voice.as_json,
        format=heard.values.get("format", ""),
        head="head" in heard.flags,
        dry_run="dry_run" in heard.flags,
        no_commit="no_commit" in heard.flags,
        quiet="quiet" in heard.flags,
        asker=voice.asker(),
        working=voice.working,
        on_terminal=sys.stdout.isatty(),
    )
