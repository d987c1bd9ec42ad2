"""The door: hears the command line, has the answer spoken, and names the ending.

Nothing is loaded at the top but what Python has loaded already. The rest follows inside the functions: a call loads what it
needs and no more, and a Ctrl-C while it loads is met by `run` like any other.
"""

import os
import sys

TYPE_CHECKING = False  # as typing has it, which would have to be loaded first
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from seki_cli.commands.call import Call
    from seki_cli.hear import Heard
    from seki_cli.model.answer import Answer
    from seki_cli.screen import Voice

INTERRUPTED = 130
_YEARS = (1900, 2199)  # as records have them


def run() -> None:
    """Be the `seki` of the shell: run on sys.argv and leave with the exit code.

    Who presses Ctrl-C before anybody can speak gets the code of the interrupt and no word.
    """
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _run() -> int:
    import gc

    os.umask(0o077)
    gc.disable()  # what loads stays: to look through it for rubbish is a twentieth of the start. A command turns it on again
    from seki_cli.errors import SekiError
    from seki_cli.hear import is_shell_asking
    from seki_cli.streams import check_delivered, ready_streams

    ready_streams()
    if is_shell_asking():
        from seki_cli.completion import answer_shell

        return answer_shell(os.environ)
    code = main(sys.argv[1:])
    try:
        check_delivered()
    except SekiError as lost:
        from seki_cli.screen import Voice

        code = max(code, Voice(as_json=False, words=()).refuse(lost)) if code != INTERRUPTED else code
    return code


def main(argv: "Sequence[str]") -> int:
    """Run one call and return its exit code; everything it says goes to stdout and stderr."""
    from seki_cli.commands.contents import GROUPS
    from seki_cli.errors import SekiError
    from seki_cli.hear import hear
    from seki_cli.screen import Voice

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
        from seki_cli.commands import crash

        return voice.refuse(crash.report(fault, voice.words, folder))


def _answer(heard: "Heard", call: "Call") -> "Answer":
    from seki_cli.model.answer import Answer, Lines

    if heard.rest == ("--version",):
        from seki_cli.version import __version__

        return Answer(data={"version": __version__}, views=(Lines(lines=(f"seki {__version__}",)),))
    if heard.rest and heard.rest[0].partition("=")[0] == "--install-completion":
        from seki_cli.commands.completion_setup import install_completion

        return install_completion(call, (*filter(None, heard.rest[0].split("=")[1:]), *heard.rest[1:]))
    return _command_answer(heard, call)


def _command_answer(heard: "Heard", call: "Call") -> "Answer":
    """Have the library find the command and its options, and call it; what the library complains of is said in our words."""
    from typer.exceptions import Abort, TyperException

    from seki_cli.commands.app import built_command
    from seki_cli.errors import Misuse
    from seki_cli.model.answer import Answer, Paper

    try:
        answer = built_command()(list(heard.rest), prog_name="seki", obj=call, standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        from seki_cli.misuse import help_instead, misuse_of

        if not call.as_json and (text := help_instead(error)):
            return Answer(views=(Paper(text=text),), exit_code=Misuse.code)
        raise misuse_of(error) from None
    if answer == INTERRUPTED:
        raise KeyboardInterrupt
    return answer if isinstance(answer, Answer) else Answer(exit_code=int(answer or 0))


def build_call(heard: "Heard", voice: "Voice") -> "Call":
    """Turn what was heard into a Call: the folder, the day, the flags, and someone who asks where a terminal is."""
    from pathlib import Path

    from seki_cli.commands.call import Call
    from seki_cli.commands.today import now, wanted_day

    wanted, clock = heard.values.get("as_of") or wanted_day(), now()
    day = _parse_day(wanted, clock.date()) if wanted else clock.date()
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
        counting=voice.counting,
        on_terminal=sys.stdout.isatty(),
    )


def _parse_day(typed: str, today: "date") -> "date":
    from seki_cli.errors import Misuse
    from seki_cli.model.wareki import parse_day

    try:
        day = parse_day(typed, today)
    except ValueError as error:
        raise Misuse(f"--as-of（SEKI_TODAY）の日付が読めません。{error}", remedy="例: --as-of 2025-09-01") from None
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise Misuse("--as-of（SEKI_TODAY）の年が遠すぎます", remedy="例: --as-of 2025-09-01")
    return day
