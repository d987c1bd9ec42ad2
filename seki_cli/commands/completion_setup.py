"""補完: puts the shell's completion in place."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from seki_cli.commands.call import Call
from seki_cli.errors import Misuse
from seki_cli.files.shell_setup import SHELLS, completion_places, completion_script, write_completion
from seki_cli.model.answer import Answer, Lines, Paper


def install_completion(call: Call, words: Sequence[str]) -> Answer:
    """Put the completion for a shell in its place: the one named, else the one that seki was called from.

    Misuse (2) where it is none of those that are known; the named one is never guessed at.
    """
    shell = (words[0] if words else _shell_around()).strip().lower()
    if shell not in SHELLS or len(words) > 1:
        known = "・".join(SHELLS)
        raise Misuse(
            "補完を入れられるシェルではありません" if words else "お使いのシェルが分かりません",
            where="--install-completion",
            remedy=f"seki --install-completion のあとに {known} のどれかを書いてください",
        )
    home = Path.home()
    script, start = completion_places(shell, home)
    data = {"shell": shell, "path": str(script), "start": str(start) if start else "", "records": []}
    if call.dry_run:
        said = Lines(lines=(f"（--dry-run のため、書き込んでいません: {script}）",))
        return Answer(data=data, views=(Paper(text=completion_script(shell)), said))
    added = write_completion(shell, home)
    lines = [f"{shell} の補完を入れました: {script}"]
    if start:
        lines.append(f"{start} に、それを読む行を{'加えました' if added else '前に加えてあります'}。")
    lines.append("新しく開いた端末から、TAB でコマンドと番号を補えます（名前や中身は出ません）。")
    return Answer(data=data, views=(Lines(lines=tuple(lines)),))


def _shell_around() -> str:
    """Return the name of the shell that called, else of the person's own; empty where neither can be told."""
    try:
        asked = ["ps", "-o", "comm=", "-p", str(os.getppid())]
        around = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=5).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        around = ""
    named = (Path(name.lstrip("-")).name for name in (around, os.environ.get("SHELL", "")) if name)
    return next((name for name in named if name in SHELLS), "")
