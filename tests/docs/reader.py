"""A reader who sits down with one document, in a folder of their own, and types what it says."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pexpect

from docs.pages import RUN, Block, Learned, read_blocks

PROMPT = re.compile(r"(?P<question> *続き（空行で終わり）|(?!保存しました)\S.*): ?(?P<typed>[^:]*)")
DAY_LINE = re.compile(r"（.*の時点で見ています）")
SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one command said, as a reader of the document sees it: stdout, then stderr, without the line on the day."""

    code: int
    text: str


class Reader:
    """Runs the blocks of a document one after the other; folder, variables and `$?` carry over as in one shell."""

    def __init__(self, folder: Path, fixed: frozenset[str], programs: Path = Path(sys.executable).parent) -> None:
        """Take an empty folder, the ids of the sample, and the folder in which seki is found first."""
        self.home = folder
        self.learned = Learned(fixed)
        self.code = 0
        (folder / ".shell").write_text("")
        (folder / ".place").write_text(str(folder))
        self.environment = {
            "PATH": f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TZ": "Asia/Tokyo",
            "TERM": "dumb",
        }

    @property
    def place(self) -> Path:
        """Return the folder in which the reader stands now."""
        return Path((self.home / ".place").read_text().strip())

    def follow(self, page: Path) -> None:
        """Do all that a document says, and fail at the first thing that is not as it says."""
        for block in read_blocks(page):
            if "skip" in block.hint:
                assert block.hint["skip"], f"{page.name}:{block.line}: skip のわけがありません"
            elif "file" in block.hint:
                (self.place / block.hint["file"]).write_text(self.learned.put(block.text) + "\n", encoding="utf-8")
            elif "terminal" in block.hint:
                self._talk(block, f"{page.name}:{block.line}")
            elif block.language in RUN:
                self._block(block, f"{page.name}:{block.line}")

    def _block(self, block: Block, where: str) -> None:
        codes = []
        for command, shown in block.steps:
            said = self.run(command, strict=block.language == "sh")
            codes.append(said.code)
            assert said.code in (0, block.exit_code), f"{where}: $ {command}\n終了コード {said.code}\n{said.text}"
            if shown:
                same = self.learned.compare(shown, said.text)
                assert same, f"{where}: $ {command}\n--- 文書\n{self.learned.put(shown)}\n--- 実際\n{said.text}"
        assert block.exit_code in codes, f"{where}: 終了コード {block.exit_code} になるはずのコマンドがありません: {codes}"

    def run(self, command: str, *, strict: bool = False) -> Said:
        """Type one command."""
        first = "set -e" if strict else f"(exit {self.code})"
        done = subprocess.run(
            ["bash", "-c", f"{self._opening()}{first}\n{self.learned.put(command)}\n"],
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        self.code = done.returncode
        return Said(code=done.returncode, text=_as_seen(done.stdout + done.stderr))

    def _opening(self) -> str:
        """Return the lines by which a new shell stands where the last one stood, and leaves word of where it ends."""
        leave = f"leave() {{ code=$?; pwd > '{self.home}/.place'; export -p > '{self.home}/.shell'; exit $code; }}"
        return f"{leave}\ntrap leave EXIT\n. '{self.home}/.shell'\ncd '{self.place}'\n"

    def _talk(self, block: Block, where: str) -> None:
        """Hold a dialogue: wait for each line that is shown, and answer each question as it is shown."""
        command, *rest = block.text.split("\n")
        env = {**self.environment, "COLUMNS": "160", "LINES": "60"}
        script = self._opening() + self.learned.put(command.removeprefix("$ ")) + "\n"
        child = pexpect.spawn("bash", ["-c", script], env=env, encoding="utf-8", timeout=SECONDS, dimensions=(60, 160))
        for line in rest:
            asked = PROMPT.fullmatch(line)
            self._await(child, asked["question"] + ": " if asked else line, where)
            if asked:
                child.sendline(asked["typed"])
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == block.exit_code, f"{where}: 終了コード {child.exitstatus}"

    def _await(self, child: pexpect.spawn, line: str, where: str) -> None:
        if line.strip() in ("", "…"):
            return
        pattern, names = self.learned.line_pattern(line)
        try:
            child.expect(pattern)
        except (pexpect.EOF, pexpect.TIMEOUT):
            raise AssertionError(f"{where}: 「{line}」が出ません\n{child.before}") from None
        self.learned.known |= {word: child.match[group] for word, group in names.items()}


def _as_seen(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(line for line in lines if not DAY_LINE.fullmatch(line)).strip("\n")
