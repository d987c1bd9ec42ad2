"""What may become of a workspace between two lists: edits, saves, branches, merges, broken files, a damaged index, other days."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from speaking import Said, say

PROPOSED: Final = (("meeting", "propose", "shien"), ("meeting", "propose", "重層的支援会議"))
FIGURES: Final = (
    ("stats",),
    ("stats", "--by", "month"),
    ("stats", "meetings", "--by", "kind"),
    ("stats", "--indicators", "--fy", "R7"),
    ("stats", "--explain", "cases.open"),
)
LONG_LISTS: Final = (
    ("plan", "list"),
    ("plan", "list", "--status", "実施中"),
    ("referral", "list"),
    ("referral", "list", "--stalled"),
    ("meeting", "list"),
    ("resource", "list"),
    ("gap", "list"),
    ("activity", "list", "--fy", "R7"),
    ("registry", "staff"),
    ("registry", "meetings"),
    ("registry", "codes", "screening"),
)
LISTS: Final = (
    ("due", "--within", "400"),
    ("due", "--kind", "モニタリング", "--lead", "renkei"),
    ("case", "list"),
    ("case", "list", "--status", "支援中"),
    ("case", "find", "-"),
    *PROPOSED,
    *FIGURES,
    *LONG_LISTS,
)
WORDS: Final = ("美", "2", "R07", "090")
FIRST: Final = date(2025, 9, 1)


class Turns:
    """A workspace, the day it is, and the chances that befall it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.rng, self.day = root, random.Random(seed), FIRST
        self.done: list[str] = []

    def take(self, turns: "tuple[Callable[[Turns], None], ...] | None" = None) -> None:
        """Let one thing happen."""
        deed = self.rng.choice(turns or TURNS)
        self.done.append(f"{deed.__name__} {self.day}")
        deed(self)

    def git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        who = ("-c", "user.name=shiken", "-c", "user.email=shiken@example.jp", "-c", "core.hooksPath=/dev/null")
        when = f"{self.day}T12:00:00+09:00"
        env = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": "/dev/null"}
        return subprocess.run(["git", "-C", self.root, *who, *words], capture_output=True, check=False, env=env)

    def any_file(self, pattern: str) -> Path | None:
        found = sorted(self.root.glob(pattern))
        return self.rng.choice(found) if found else None

    def ask(self, *words: str, head: bool) -> Said:
        more = ("--head",) if head else ()
        return say("-C", str(self.root), "--as-of", self.day.isoformat(), *more, *words, stdin=self.rng.choice(WORDS))

    def warm_and_cold(self, *words: str, head: bool) -> tuple[Said, Said]:
        """Ask with the index, and once more where there is none and none can be made."""
        state = self.rng.getstate()
        warm = self.ask(*words, head=head)
        self.rng.setstate(state)
        kept, away = self.root / ".seki", self.root.parent / "seki-away"
        if kept.exists():
            kept.rename(away)
        kept.write_text("")
        try:
            return warm, self.ask(*words, head=head)
        finally:
            kept.unlink()
            if away.exists():
                away.rename(kept)


def other_day(turns: Turns) -> None:
    turns.day += timedelta(days=turns.rng.choice((1, 1, 7, 30, 90, -1, -20)))


def edit_words(turns: Turns) -> None:
    """Change a word of a document without saving it."""
    if path := turns.any_file(turns.rng.choice(("cases/*/*/household.yaml", "cases/*/*/case.yaml", "meetings/*/*/meeting.yaml"))):
        path.write_text(path.read_text("utf-8") + f"# {turns.rng.random()}\n", "utf-8")


def change_a_day(turns: Turns) -> None:
    """Change a day in a record, unsaved: a due date, a term, a meeting's day."""
    path = turns.any_file(turns.rng.choice(("cases/*/*/*/*.yaml", "cases/*/*/plans/*/*.yaml", "meetings/*/*/meeting.yaml")))
    if path:
        text = path.read_text("utf-8", "replace")
        lines = [n for n, line in enumerate(text.split("\n")) if ": 2025-" in line or ": 2026-" in line]
        if lines:
            rows = text.split("\n")
            n = turns.rng.choice(lines)
            rows[n] = rows[n][:-5] + turns.rng.choice(("05-15", "09-30", "11-01", "12-28"))
            path.write_text("\n".join(rows), "utf-8")


def break_a_file(turns: Turns) -> None:
    if path := turns.any_file(
        turns.rng.choice(("cases/*/*/*/*.yaml", "meetings/*/*/meeting.yaml", "resources/*.yaml", "cases/*/*/case.yaml"))
    ):
        path.write_text(turns.rng.choice(("", "schema: note/1\n  x: [", "schema: nichts/1\n", "a: 1\na: 2\n")), "utf-8")


def take_a_file_away(turns: Turns) -> None:
    if path := turns.any_file(turns.rng.choice(("cases/*/*/*/*.yaml", "cases/*/*/household.yaml", "meetings/*/*/meeting.yaml"))):
        path.unlink()


def take_a_case_away(turns: Turns) -> None:
    cases = sorted(turns.root.glob("cases/*/*"))
    if len(cases) > 12:
        shutil.rmtree(turns.rng.choice(cases))


def copy_a_case(turns: Turns) -> None:
    """Put a folder under another number, as somebody who copies by hand does."""
    if path := turns.any_file("cases/*/*/case.yaml"):
        other = path.parent.parent / f"{path.parent.name[:4]}7K3F9QX"
        if not other.exists():
            shutil.copytree(path.parent, other)


def stray_file(turns: Turns) -> None:
    if path := turns.any_file("cases/*/*/case.yaml"):
        place = turns.rng.choice((path.parent / "notes", path.parent, path.parent.parent, turns.root / "meetings"))
        place.mkdir(exist_ok=True)
        (place / turns.rng.choice(("memo.yaml", "x.yaml", "読む.yaml"))).write_text("schema: note/1\n", "utf-8")


def change_the_profile(turns: Turns) -> None:
    path = turns.root / "seki.yaml"
    path.write_text(path.read_text("utf-8") + f"# {turns.rng.random()}\n", "utf-8")


def change_an_interval(turns: Turns) -> None:
    path = turns.root / "seki.yaml"
    text = path.read_text("utf-8")
    days = turns.rng.choice((20, 45, 90))
    lines = [line for line in text.split("\n") if "no_contact_days" not in line]
    if "intervals:" in text:
        lines.insert(next(n for n, line in enumerate(lines) if line.startswith("intervals:")) + 1, f"  no_contact_days: {days}")
    else:
        lines += ["intervals:", f"  no_contact_days: {days}", ""]
    path.write_text("\n".join(lines), "utf-8")


def change_a_kind(turns: Turns) -> None:
    """Let a kind of meeting meet every so many months, or take cases without consent."""
    path = turns.root / "profile" / "meetings.yaml"
    lines = [line for line in path.read_text("utf-8", "replace").split("\n") if not line.startswith("    every_months:")]
    kinds = [number for number, line in enumerate(lines) if line.startswith("  - id:")]
    for number in reversed(kinds):
        lines[number + 1 : number + 1] = [f"    every_months: {turns.rng.choice((1, 2, 6))}"]
    text = "\n".join(lines)
    if turns.rng.random() < 0.3:
        text = text.replace("consent: required", "consent: per_case", 1)
    path.write_text(text, "utf-8")


def name_a_meeting(turns: Turns) -> None:
    """Let a step of a 地域課題 name another meeting."""
    path, named = turns.any_file("gaps/*.yaml"), turns.any_file("meetings/*/*/meeting.yaml")
    if path and named:
        known = re.sub(r"meeting: M-\S+", f"meeting: {named.parent.name}", path.read_text("utf-8", "replace"), count=1)
        path.write_text(known, "utf-8")


def nobody_came(turns: Turns) -> None:
    """Let nothing but decisions and 地域課題 tell that the latest meetings were held."""
    for path in sorted(turns.root.glob("meetings/*/*/meeting.yaml"))[-8:]:
        text = path.read_text("utf-8", "replace")
        path.write_text(re.sub(r"(?m)^ +came: .*\n|^confirmed:\n(  .*\n)+", "", text), "utf-8")


def decided_elsewhere(turns: Turns) -> None:
    """Let a decision name another meeting."""
    path, named = turns.any_file("cases/*/*/decisions/*.yaml"), turns.any_file("meetings/*/*/meeting.yaml")
    if path and named:
        text = path.read_text("utf-8", "replace")
        path.write_text(re.sub(r"(?m)^meeting: \S+", f"meeting: {named.parent.name}", text), "utf-8")


def save_all(turns: Turns) -> None:
    turns.git("add", "-A")
    turns.git("commit", "-q", "-m", "架空の保存")


def by_command(turns: Turns) -> None:
    if path := turns.any_file("cases/*/*/case.yaml"):
        say(
            *(
                "-C",
                str(turns.root),
                "--as-of",
                turns.day.isoformat(),
                "note",
                "add",
                path.parent.name,
                "--from",
                "-",
                "--by",
                "kojima",
            ),
            stdin="method: 電話\nfact: 架空の経過\nnext:\n  date: 2025-11-05\n  what: 電話\n",
        )


def put_back(turns: Turns) -> None:
    turns.git("checkout", "-q", "--", ".")


def clean(turns: Turns) -> None:
    turns.git("reset", "-q", "--hard")
    turns.git("clean", "-q", "-fd")


def go_back(turns: Turns) -> None:
    turns.git("reset", "-q", "--hard", f"HEAD~{turns.rng.choice((1, 1, 3))}")


def revert(turns: Turns) -> None:
    save_all(turns)
    turns.git("revert", "--no-edit", "HEAD")


def branch_off(turns: Turns) -> None:
    turns.git("switch", "-q", "-f", "-c", f"zweig{turns.rng.randrange(10**6)}", f"HEAD~{turns.rng.choice((0, 2, 5))}")


def back_to_main(turns: Turns) -> None:
    turns.git("switch", "-q", "-f", "main")


def merge(turns: Turns) -> None:
    save_all(turns)
    found = turns.git("branch", "--format=%(refname:short)").stdout.decode().split()
    turns.git("merge", "-q", "--no-edit", "-X", "ours", turns.rng.choice(found))
    turns.git("merge", "--abort")


def empty_commit(turns: Turns) -> None:
    turns.git("commit", "-q", "--allow-empty", "-m", "nichts")


def forget_the_index(turns: Turns) -> None:
    shutil.rmtree(turns.root / ".seki", ignore_errors=True)


def damage_the_index(turns: Turns) -> None:
    for path in sorted((turns.root / ".seki").glob("*")):
        data = path.read_bytes()
        at = turns.rng.randrange(len(data) + 1)
        path.write_bytes(turns.rng.choice((data[:at], b"", turns.rng.randbytes(300), data[:100])))


def half_a_save(turns: Turns) -> None:
    """Leave what a save that was killed leaves: its journal, and the work tree ahead of HEAD."""
    env = {
        **os.environ,
        "SEKI_TEST_BUILD": "1",
        "SEKI_FAILPOINT": turns.rng.choice(("journal-written", "file-placed", "files-placed", "ref-moved")),
    }
    case = turns.any_file("cases/*/*/case.yaml")
    if case:
        words = [
            "-C",
            str(turns.root),
            "--as-of",
            turns.day.isoformat(),
            "note",
            "add",
            case.parent.name,
            "--from",
            "-",
            "--by",
            "kojima",
        ]
        said = "method: 電話\nfact: 架空の経過\n"
        subprocess.run(
            [str(Path(sys.executable).with_name("seki")), *words], input=said.encode(), env=env, capture_output=True, check=False
        )


def ignore_more(turns: Turns) -> None:
    rules = turns.root / turns.rng.choice((".git/info/exclude", ".gitignore", "cases/.gitignore"))
    rules.parent.mkdir(exist_ok=True)
    with rules.open("a") as file:
        file.write("*x.yaml\nnotes/2*\n")


AROUND_MEETINGS: Final[tuple[Callable[[Turns], None], ...]] = (
    *(other_day, change_a_day, change_a_kind, name_a_meeting, nobody_came, decided_elsewhere, take_a_file_away),
    *(by_command, save_all, save_all, put_back),
)
TURNS: Final[tuple[Callable[[Turns], None], ...]] = (
    *(
        other_day,
        other_day,
        edit_words,
        change_a_day,
        change_a_day,
        break_a_file,
        take_a_file_away,
        take_a_case_away,
        copy_a_case,
    ),
    *(stray_file, change_the_profile, change_an_interval, save_all, save_all, by_command, by_command, put_back, clean, go_back),
    *(change_a_kind, name_a_meeting, nobody_came, decided_elsewhere),
    *(revert, branch_off, back_to_main, merge, empty_commit, forget_the_index, damage_the_index, half_a_save, ignore_more),
)
