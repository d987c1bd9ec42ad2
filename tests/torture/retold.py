"""The same workspace with other words in it: the whole history told again, every marked text put in another's place."""

import os
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

MARKED: Final = re.compile(
    r"^(?P<head>[ ]*(?:- )*(?:[A-Za-z_]+: )?)(?P<text>[^\n:#]*[ぁ-んァ-ン](?P<num>[0-9]{3})号)$", re.MULTILINE
)
_NAMED: Final = re.compile(r"^(?P<head>[ ]*name: )(?P<text>[^\n]+)$", re.MULTILINE)
_PRINT: Final = re.compile(r"^plan_hash: .*$", re.MULTILINE)
_NO_PRINT: Final = "plan_hash: " + "a1" * 32
_OF_OFFICE: Final = ("schema: agencies/", "schema: programmes/", "schema: meetings/")
_AUTHOR: Final = re.compile(rb"^(author|committer) .*? <[^>]*> (.*)$")
FIRST_NAME: Final = 500
"""From here on the names of agencies, programmes and meetings are numbered: in the office's own lists."""

Word = Callable[[int, str], str]
"""(number of a marked text, the text) → what stands there in the retold workspace."""


def retell(source: Path, target: Path, word: Word, author: str = "試験 係") -> None:
    """Write a workspace with the history of another one, each marked text replaced, by this author."""
    told = subprocess.run(["git", "-C", source, "fast-export", "--all"], capture_output=True, check=True).stdout
    target.mkdir(mode=0o700)
    git = ["git", "-C", str(target)]
    env = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}
    branch = subprocess.run(
        ["git", "-C", source, "branch", "--show-current"], capture_output=True, text=True, check=True
    ).stdout.strip()
    subprocess.run([*git, "init", "-q", "-b", branch], check=True, env=env)
    subprocess.run([*git, "fast-import", "--quiet", "--force"], input=b"".join(_retold(told, word, author)), check=True, env=env)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True, env=env)


def _retold(stream: bytes, word: Word, author: str) -> Iterator[bytes]:
    lines, of_blob = BytesIO(stream), False
    for line in iter(lines.readline, b""):
        if line.startswith(b"data "):
            data = lines.read(int(line[5:]))
            data = retold_text(data.decode(), word).encode("utf-8", "surrogatepass") if of_blob else data
            yield b"data %d\n%s" % (len(data), data)
            of_blob = False
            continue
        of_blob = of_blob or line == b"blob\n"
        found = _AUTHOR.match(line)
        yield b"%s %s <shiken@example.jp> %s\n" % (found[1], author.encode(), found[2]) if found else line


def retold_text(text: str, word: Word) -> str:
    """Return a record with other words. No print of a plan fits any more, so all are alike."""
    text = MARKED.sub(lambda found: found["head"] + quoted(word(int(found["num"]), found["text"])), _PRINT.sub(_NO_PRINT, text))
    if text.startswith(_OF_OFFICE):
        num = iter(range(FIRST_NAME + 100 * _OF_OFFICE.index(text[: text.index("/") + 1]), 1000))
        text = _NAMED.sub(lambda found: found["head"] + quoted(word(next(num), found["text"])), text)
    return text


def quoted(text: str) -> str:
    """Return a text as one line of YAML, whatever letters it holds."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter == "\n":
        return "\\n"
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn") or letter in "\u115f\u1160\u3164\uffa0":
        return f"\\U{ord(letter):08x}"
    return letter
