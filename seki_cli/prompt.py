"""The ear: asks a person at the terminal, in Japanese, one line at a time."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from seki_cli.errors import Misuse
from seki_cli.model.dialogue import Option
from seki_cli.model.fold import fold
from seki_cli.model.plain import visible

_MANY: Final = 12


class TerminalAsker:
    """Asks at the terminal. Readline is loaded so that a backspace takes a whole full-width letter."""

    def __init__(self) -> None:
        """Load line editing where the machine has it."""
        try:
            import readline  # noqa: F401 -- loading it is what makes input() edit lines
        except ImportError:
            return

    def text(self, question: str, *, about: str = "", default: str = "", long: bool = False) -> str:
        """Ask for a text; Enter takes the default; `?` tells more."""
        while True:
            answer = self._line(question, default)
            if answer in ("?", "？"):
                self.say(about or "この項目の説明はありません。")
            elif long and answer:
                return "\n".join([answer, *self._more_lines()])
            else:
                return answer or default

    def choose(self, question: str, options: tuple[Option, ...], *, about: str = "", default: str = "") -> str:
        """Show the options with numbers and take a number, a label or a part of one; a long list only on `?`."""
        offered = next((o.label for o in options if o.value == default), default)
        asked = f"{question}（番号か言葉、? で{'一覧' if len(options) > _MANY else '説明'}）"
        if len(options) <= _MANY:
            self._list(options)
        while True:
            answer = self._line(asked, offered) or offered
            if answer in ("?", "？"):
                self.say(about or "番号を入力するか、言葉の一部で絞り込めます。")
                self._list(options)
                continue
            found = _matching(answer, options)
            if len(found) == 1:
                self.say(f"  → {found[0].label}")
                return found[0].value
            self.say("当てはまるものが複数あります。" if found else "当てはまるものがありません。")
            self._list(tuple(o for o in options if o in found), options)

    def confirm(self, question: str) -> bool:
        """Wait for Enter (yes) or n."""
        return self._line(f"{question}（Enter で進む・n で取りやめ）", "") not in ("n", "N", "ｎ", "いいえ")

    def edit(self, text: str) -> str:
        """Open $EDITOR on a private copy; return what was left there. Misuse (2) where the editor fails."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        with tempfile.TemporaryDirectory(prefix="seki-", dir=_private_folder()) as folder:
            path = Path(folder) / "edit.yaml"
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
            if subprocess.run([*shlex.split(editor), str(path)], check=False).returncode != 0:
                raise Misuse("エディターが途中で終わったため、何も保存していません", remedy="EDITOR の設定を確認してください")
            return path.read_bytes().decode("utf-8", "surrogateescape")

    def say(self, line: str) -> None:
        """Say a line on stderr: stdout is for answers."""
        sys.stderr.write("\n".join(map(visible, line.split("\n"))) + "\n")

    def _line(self, question: str, default: str) -> str:
        shown = f"{question}［{default}］: " if default else f"{question}: "
        try:
            return input(shown).strip().strip("\u3000")
        except EOFError:
            raise KeyboardInterrupt from None

    def _more_lines(self) -> list[str]:
        lines: list[str] = []
        while line := self._line("  続き（空行で終わり）", ""):
            lines.append(line)
        return lines

    def _list(self, shown: tuple[Option, ...], options: tuple[Option, ...] = ()) -> None:
        """Show options with the numbers that they have in the whole list, so that a number means one thing."""
        for number, option in enumerate(options or shown, start=1):
            if option in shown:
                self.say(f"  {number:>2} {option.label}")


def _matching(answer: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    if answer.isdecimal() and 1 <= int(answer) <= len(options):
        return (options[int(answer) - 1],)
    exact = tuple(o for o in options if answer in (o.value, o.label))
    if exact or not answer:
        return exact
    sought = fold(answer)
    return tuple(o for o in options if any(sought in fold(word) for word in (o.label, o.value, *o.search)))


def _private_folder() -> str | None:
    """Return a folder in memory where there is one, so that an edited record leaves no trace on disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- a 0700 folder is made inside it
