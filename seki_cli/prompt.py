"""The ear: asks a person at the terminal, in Japanese, one line at a time."""

import errno
import locale
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from seki_cli.errors import Misuse
from seki_cli.model.dialogue import Back, Option
from seki_cli.model.fold import fold
from seki_cli.model.plain import visible
from seki_cli.model.width import columns, cut, width_of, wrapped

_MANY: Final = 12
_LARGEST: Final = 1 << 20  # an editor's text beyond this is no record
_LEAST: Final = 12  # what is offered is never cut shorter than this
_ROOM: Final = 10  # for the brackets and the beginning of an answer
_HELP: Final = ("?", "？")
_BACK: Final = ("<", "＜", "戻る", "もどる")
_NOTHING: Final = ("-", "－", "ー", "−")
_BETWEEN: Final = re.compile(r"[\s,，、・]+")
_YES: Final = ("", "y", "Y", "ｙ", "はい", "yes")
_NO: Final = ("n", "N", "ｎ", "いいえ", "no")
_NO_WAY_BACK: Final = "ここより前の質問には戻れません。"


class TerminalAsker:
    """Asks at the terminal. Readline is loaded so that a backspace takes a whole full-width letter."""

    def __init__(self) -> None:
        """Load line editing where the machine has it; what is typed here goes into no history."""
        if locale.setlocale(locale.LC_CTYPE) in ("C", "POSIX"):
            # Readline reads the environment anew for every line; in the bare C locale it drops Japanese letters
            os.environ["LC_ALL"] = "C.UTF-8"
        try:
            import readline
        except ImportError:
            return
        readline.set_auto_history(False)
        readline.clear_history()
        readline.set_completer(lambda _text, _state: None)

    def text(self, question: str, *, about: str = "", default: str = "", long: bool = False, back: bool = False) -> str:
        """Ask for a text; Enter takes the default; `?` tells more."""
        while True:
            answer = self._answer(question, default, back=back)
            if answer in _HELP:
                self.say(about or "この項目の説明はありません。")
            elif long and answer and answer not in _NOTHING:
                return "\n".join([answer, *self._more_lines()])
            else:
                return answer or default

    def choose(
        self, question: str, options: tuple[Option, ...], *, about: str = "", default: str = "", back: bool = False
    ) -> str:
        """Show the options with numbers and take a number, a label or a part of one; a long list only on `?`."""
        standing = next((o for o in options if o.value == default), None)
        asked = f"{question}（番号か言葉、? で{'一覧' if len(options) > _MANY else '説明'}）"
        if len(options) <= _MANY:
            self._list(options)
        while True:
            answer = self._answer(asked, _short(standing), back=back)
            if answer in _HELP:
                self.say(about or "番号を入力するか、言葉や読みの一部で絞り込めます。")
                self._list(options)
                continue
            found = _matching(answer, options) if answer or standing is None else (standing,)
            if len(found) == 1:
                self.say(f"  → {found[0].label}")
                return found[0].value
            self.say(_no_one(answer, found))
            self._list(tuple(o for o in options if o in found), options)

    def choose_several(
        self, question: str, options: tuple[Option, ...], *, about: str = "", default: tuple[str, ...] = (), back: bool = False
    ) -> tuple[str, ...]:
        """Take numbers, words or parts of them, several in a line or one line after the other, until an empty one."""
        asked = f"{question}（いくつでも・? で{'一覧' if len(options) > _MANY else '説明'}）"
        chosen, typed = [option for value in default for option in options if option.value == value], False
        if len(options) <= _MANY:
            self._list(options)
        while True:
            answer = self._answer(asked, "・".join(map(_short, chosen)), back=back)
            if not answer:
                return tuple(option.value for option in chosen)
            if answer in _HELP:
                self.say(f"{about or '番号を空白で区切って並べられます。'}もう一度えらぶと外れます。")
                self._list(options)
                continue
            picked = self._picked(answer, options)
            if picked and not typed:
                chosen, typed = picked, True
            else:
                chosen = [o for o in chosen if o not in picked] + [o for o in picked if o not in chosen]
            self.say("  → " + ("・".join(o.label for o in chosen) or "（なし）"))
            asked = "ほかに（Enter で終わり）"

    def confirm(self, question: str) -> bool:
        """Wait for Enter (yes) or n; anything else is no answer."""
        while (answer := self._line(f"{question}（はい は Enter・いいえ は n）", "")) not in (*_YES, *_NO):
            self.say("Enter か n で答えてください。")
        return answer in _YES

    def edit(self, text: str) -> str:
        """Open $EDITOR on a private copy; return what was left there. Misuse (2) where the editor fails or leaves no file."""
        import shlex
        import subprocess
        import tempfile

        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        with tempfile.TemporaryDirectory(prefix="seki-", dir=_private_folder()) as folder:
            path = Path(folder) / "edit.yaml"
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
            try:
                ended = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode
                left = _left_behind(path) if ended == 0 else b""
            except (OSError, ValueError):
                ended, left = 1, b""
            if ended != 0:
                raise Misuse("エディターが途中で終わったため、何も保存していません", remedy="EDITOR の設定を確認してください")
            return left.decode("utf-8", "surrogateescape")

    def say(self, line: str) -> None:
        """Say a line on stderr: stdout is for answers."""
        width = shutil.get_terminal_size().columns
        for told in line.split("\n"):
            for part in wrapped(visible(told), width):
                _write_error(part + "\n")

    def show(self, lines: Callable[[int], Sequence[str]]) -> None:
        """Show lines on the screen itself; names never go where stdout is a file or a pipe."""
        if sys.stdout.isatty():
            shown = "".join(f"{visible(line)}\n" for line in lines(shutil.get_terminal_size().columns))
            sys.stdout.write(_sayable(shown, sys.stdout.encoding))
            sys.stdout.flush()

    def _answer(self, question: str, default: str, *, back: bool) -> str:
        """Return what was typed; Back where the person wants to go back and may."""
        while (answer := self._line(question, default)) in _BACK:
            if back:
                raise Back
            self.say(_NO_WAY_BACK)
        return answer

    def _line(self, question: str, default: str) -> str:
        room = max(_LEAST, shutil.get_terminal_size().columns - width_of(question) - _ROOM)
        width = shutil.get_terminal_size().columns
        told = visible(f"{question}［{cut(default, room)}］:" if default else f"{question}:")
        *before, last = wrapped(told, width - 1, 0)
        for part in before:
            _write_error(part + "\n")
        shown = f"{last} "
        try:
            if sys.stdout.isatty():
                return input(_sayable(shown, sys.stdout.encoding)).strip().strip("\u3000")
            _write_error(shown)
            sys.stderr.flush()
            typed = sys.stdin.readline()
        except EOFError:
            raise KeyboardInterrupt from None
        if not typed:
            raise KeyboardInterrupt
        return typed.strip().strip("\u3000")

    def _more_lines(self) -> list[str]:
        lines: list[str] = []
        while line := self._line("  続き（空行で終わり）", ""):
            lines.append(line)
        return lines

    def _picked(self, answer: str, options: tuple[Option, ...]) -> list[Option]:
        """Return the options that a line names; a part that fits none or several is told and left out."""
        whole = _matching(answer, options)
        if len(whole) == 1:
            return list(whole)
        picked: list[Option] = []
        for word in filter(None, _BETWEEN.split(answer)):
            found = _matching(word, options)
            if len(found) == 1:
                picked += found
                continue
            self.say(_no_one(word, found))
            self._list(tuple(o for o in options if o in found), options)
        return list(dict.fromkeys(picked))

    def _list(self, shown: tuple[Option, ...], options: tuple[Option, ...] = ()) -> None:
        """Show options with the numbers that they have in the whole list, so that a number means one thing."""
        numbered = [f"{n:>2} {visible(o.label)}" for n, o in enumerate(options or shown, start=1) if o in shown]
        for line in columns(numbered, shutil.get_terminal_size().columns):
            _write_error(line + "\n")


def _short(option: Option | None) -> str:
    """Return how an option stands in the brackets of a question: without what its label explains."""
    return (option.label.partition("（")[0] or option.label) if option else ""


def _no_one(answer: str, found: tuple[Option, ...]) -> str:
    """Return why an answer does not name one option."""
    if not answer:
        return "この項目は必要です。"
    return "当てはまるものが複数あります。" if found else "当てはまるものがありません。? で一覧を見られます。"


def _matching(answer: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    if answer.isdecimal() and not answer.startswith(("0", "０")) and int(answer) <= len(options):
        return (options[int(answer) - 1],)
    exact = tuple(o for o in options if answer in (o.value, o.label))
    if exact or not answer:
        return exact
    sought = fold(answer)
    same = tuple(o for o in options if sought in {fold(word) for word in (o.label, o.value, *o.search)})
    if same or not sought:
        return same
    return tuple(o for o in options if any(sought in fold(word) for word in (o.label, o.value, *o.search)))


def _write_error(text: str) -> None:
    sys.stderr.write(_sayable(text, sys.stderr.encoding))


def _sayable(text: str, encoding: str | None) -> str:
    """Return text in which a letter that the terminal does not know is a mark instead of a crash."""
    return text.encode(encoding or "utf-8", "replace").decode(encoding or "utf-8", "replace")


def _left_behind(path: Path) -> bytes:
    """Return what an editor left, cut just above the largest input. Raises OSError where that is no file: a pipe would be waited for."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "no file")
        return file.read(_LARGEST + 1)


def _private_folder() -> str | None:
    """Return a folder in memory where there is one, so that an edited record leaves no trace on disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- a 0700 folder is made inside it
