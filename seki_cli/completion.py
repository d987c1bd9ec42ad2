"""The shell's door: says what may be typed next. Asked at every TAB, so it is quick and silent, and never fails."""

import sys
from collections.abc import Mapping, Sequence
from typing import Final

from seki_cli.commands.candidates import FILE, FOLDER, Candidate, find_candidates, find_shells, workspace_at
from seki_cli.hear import ABOUT, ASKED, overhear

_FORMATS: Final = ("table", "json", "csv", "tsv", "text", "md", "html")
_ALONE: Final = {"--version": "版を出す", "--install-completion": "TAB での補完を入れる"}


def answer_shell(asked: Mapping[str, str]) -> int:
    """Print what may stand in place of the word being typed, a line each: `plain,WORD` (zsh and fish with a tab and what it is).

    `file,` and `dir,` ask the shell for its own. Whatever goes wrong, nothing is said and the code is 0: a traceback in the
    middle of a line that somebody types would be worse than no help.
    """
    try:
        shell = asked.get(ASKED, "").rpartition("_")[2]
        words, typed, cut = _line(asked, shell)
        lines = [_shown(one, shell, cut) for one in candidates(words, typed, asked)]
        sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode())
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 -- see above
        return 0
    return 0


def candidates(words: Sequence[str], typed: str, env: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Return what may stand in place of `typed` after these words (the first is seki itself, left out)."""
    rest, folder, waiting = overhear(words)
    if waiting == "-C":
        return (Candidate(word=typed, kind=FOLDER),)
    if waiting:
        return tuple(Candidate(word=word) for word in _FORMATS if waiting == "--format" and word.startswith(typed))
    if rest[-1:] == ("--install-completion",):
        return find_shells(typed)
    found = find_candidates(rest, typed, lambda: workspace_at(folder or env.get("SEKI_WORKSPACE", "")))
    if typed.startswith("-") and "--" not in rest:
        more = {"--help": "説明を出す", **ABOUT, **({} if rest else _ALONE)}
        known = {one.word for one in found}
        found += tuple(Candidate(word=w, about=a) for w, a in more.items() if w.startswith(typed) and w not in known)
    return found


def _line(asked: Mapping[str, str], shell: str) -> tuple[list[str], str, int]:
    """Return the words before the one being typed, that word, and how many letters of it the shell takes for done.

    bash parts words at `=`: `--plan=P-` comes as three, and only what stands behind it is replaced.
    """
    words = asked.get("COMP_WORDS", "").split("\n")[1:]
    if shell == "fish":
        return words, asked.get("_SEKI_WORD", ""), 0
    place = int(asked.get("COMP_CWORD", "1")) - 1
    before, typed = words[:place], words[place] if place < len(words) else ""
    joined: list[str] = []
    cut = 0
    for word in [*before, typed]:
        if joined and (word == "=" or joined[-1].endswith("=")) and joined[-1].startswith("--"):
            cut = len(joined[-1]) + (word == "=")
            joined[-1] += word
        else:
            joined.append(word)
            cut = 0
    *before, typed = joined
    return before, typed, cut if shell == "bash" else 0


def _shown(one: Candidate, shell: str, cut: int) -> str:
    if one.kind in (FILE, FOLDER):
        return f"{one.kind},"
    about = one.about.replace("\t", " ").replace("\n", " ")
    return f"plain,{one.word[cut:]}" + (f"\t{about}" if about and shell in ("zsh", "fish") else "")
