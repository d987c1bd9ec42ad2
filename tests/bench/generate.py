"""A workspace of any size, made fast and always the same for a seed: invented households of two fiscal years.

    python -m bench.generate FOLDER CASES [SEED]

`seki init` makes it; git takes all records in one stream. The generator knows its own truth: every finding of `seki check`
and everything that is open, with its day.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import IO, Any, Final

from bench import words
from bench.lives import live
from bench.one_case import FINDINGS, Case
from bench.plain_yaml import write_yaml
from bench.town import FAMILIES, GIVEN
from seki_cli.model.days import fiscal_folder
from seki_cli.model.ids import build_case_id, build_lettered_id, build_meeting_id

AS_OF: Final = date(2025, 9, 2)
"""The day the workspace is looked at; nothing in it is saved later."""

SEED: Final = 829
VERSION: Final = 1
"""Of the generator: whoever keeps workspaces makes them anew when it changes."""

ONE_FINDING_IN: Final = 20
_ITEMS: Final = 8
_CASES_A_COMMIT: Final = 1_000
WHO: Final = "架空 記録 <kiroku@example.jp>"
_ENVIRONMENT: Final = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "架空 記録",
    "GIT_AUTHOR_EMAIL": "kiroku@example.jp",
    "GIT_COMMITTER_NAME": "架空 記録",
    "GIT_COMMITTER_EMAIL": "kiroku@example.jp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What lies in a generated workspace: how much, what `check` finds (code, path), what is open (kind, case, day)."""

    cases: tuple[str, ...]
    files: int
    findings: tuple[tuple[str, str], ...]
    due: tuple[tuple[str, str, str], ...]

    def due_by(self, day: date, kind: str = "") -> tuple[tuple[str, str, str], ...]:
        """Return what is due on a day or overdue, of one kind or of all."""
        return tuple(row for row in self.due if row[2] <= str(day) and kind in ("", row[0]))


@dataclass(slots=True, kw_only=True)
class Meetings:
    """The meetings of a workspace while its cases are written: eight items each, more of them on a day that needs more."""

    dice: Random
    of_day: dict[date, list[dict[str, Any]]]

    def meet(self, day: date, case: Case, timing: str) -> tuple[str, date]:
        """Put a case's plan on a meeting of a day."""
        held = self.of_day.setdefault(day, [])
        if not held or len(held[-1]["items"]) == _ITEMS:
            name = ""
            while not name or any(one["id"] == name for one in held):
                name = build_meeting_id(day, self.dice.randrange)
            held.append({"id": name, "items": []})
        items = held[-1]["items"]
        item = {"num": len(items) + 1, "case": case.id, "plan": case.plan, "version": 1, "timing": timing}
        items.append(item | {"presenter": "takikan-1", "minutes_allotted": 15})
        return held[-1]["id"], day


def generate(folder: Path, cases: int, seed: int = SEED) -> Truth:
    """Make a workspace of so many cases at a place where nothing is yet, and return what is true of it."""
    seki = Path(sys.executable).with_name("seki")
    _run([str(seki), "--as-of", str(AS_OF), "--quiet", "init", str(folder)])
    roll = (folder / "profile/staff.yaml").read_bytes() + _roll()
    stream = subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet", "--done"], stdin=subprocess.PIPE, env=environment()
    )
    assert stream.stdin is not None
    truth = write_records(stream.stdin, cases, seed, roll)
    stream.stdin.close()
    if stream.wait():
        raise RuntimeError("git fast-import")
    _run(["git", "-C", str(folder), "read-tree", "--reset", "-u", "HEAD"])
    for _ in range(2):
        _run(["git", "-C", str(folder), "status", "--porcelain", "-unormal"])
    return truth


def environment() -> dict[str, str]:
    """Return the environment of everything that is started: no settings of this machine, and an invented author."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "SEKI_"))}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**ours, **_ENVIRONMENT, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def build_cases(cases: int, seed: int, meetings: Meetings) -> Iterator[Case]:
    """Yield the cases of a workspace one by one, each drawn by dice of its own."""
    taken: set[str] = set()
    for number in range(cases):
        dice = Random(f"{seed}/{number}")
        fault = number % ONE_FINDING_IN == ONE_FINDING_IN // 2
        case = Case(
            plan=_fresh(taken, lambda dice=dice: build_lettered_id("P", dice.randrange)),
            desk=dice.choice(tuple(words.DESKS)),
            as_of=AS_OF,
            dice=dice,
            finding=(FINDINGS[number // ONE_FINDING_IN % len(FINDINGS)], "") if fault else None,
            name=lambda day, dice=dice: _fresh(taken, lambda: build_case_id(day, dice.randrange)),
        )
        live(case, meetings.meet)
        yield case


def _fresh(taken: set[str], draw: Callable[[], str]) -> str:
    name = draw()
    while name in taken:
        name = draw()
    taken.add(name)
    return name


def write_records(stream: IO[bytes], cases: int, seed: int, roll: bytes) -> Truth:
    """Write all records as `git fast-import` takes them, a thousand cases a commit, and return what is true of them."""
    meetings = Meetings(dice=Random(seed), of_day={})
    names, findings, due = [], [], []
    files = 0
    for number, case in enumerate(build_cases(cases, seed, meetings)):
        if number % _CASES_A_COMMIT == 0:
            stream.write(_commit(first=number == 0))
            if number == 0:
                stream.write(_file("profile/staff.yaml", roll))
        home = f"cases/{case.id[:3]}/{case.id}"
        for path, value in case.files.items():
            stream.write(_file(f"{home}/{path}", write_yaml(value)))
        names.append(case.id)
        files += len(case.files)
        due += [(kind, case.id, str(day)) for kind, day in case.due]
        if case.finding:
            findings.append((case.finding[0], f"{home}/{case.finding[1]}"))
    stream.write(_commit(first=False))
    for path, data in _meeting_files(meetings):
        stream.write(_file(path, data))
        files += 1
    stream.write(b"done\n")
    return Truth(cases=tuple(names), files=files, findings=tuple(sorted(findings)), due=tuple(sorted(due)))


def _meeting_files(meetings: Meetings) -> Iterator[tuple[str, bytes]]:
    for day, held in sorted(meetings.of_day.items()):
        for one in held:
            value: dict[str, Any] = {"schema": "meeting/1", "id": one["id"], "kind": "juso", "date": str(day)}
            value |= {"starts": "13:30", "ends": "16:30", "place": "市役所 会議室", "convenor": "takikan"}
            came = {"came": True} if day <= AS_OF else {}
            value["attendees"] = [{"agency": agency, "staff": f"{agency}-1", **came} for agency in words.TABLE]
            value["items"] = one["items"]
            if day <= AS_OF:
                value["confirmed"] = {"date": str(day), "staff": "takikan-1"}
            yield f"meetings/{fiscal_folder(day)}/{one['id']}/meeting.yaml", write_yaml(value)


def _roll() -> bytes:
    """Return the rows of the staff: two at every agency that does something here."""
    dice = Random(0)
    rows = []
    for agency in words.STAFFED:
        for number in (1, 2):
            name = f"{dice.choice(FAMILIES.split(',')).split()[0]} {dice.choice(GIVEN.split(',')).split()[0]}"
            row = {"id": f"{agency}-{number}", "name": name, "agency": agency, "post": "相談員"}
            rows.append(row | {"pledged_on": "2023-04-03", "since": "2023-04-01"})
    return write_yaml({"staff": rows}).partition(b"\n")[2]


def _commit(*, first: bool) -> bytes:
    who = f"{WHO} {int(_MORNING)} +0900".encode()
    head = b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata 0\n" % (who, who)
    return head + (b"from refs/heads/main^0\n" if first else b"")


_MORNING: Final = (AS_OF - date(1970, 1, 1)).total_seconds() - 3 * 3600
"""Six in the morning of the day, JST."""


def _file(path: str, data: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _run(words_: list[str]) -> bytes:
    return subprocess.run(words_, check=True, env=environment(), stdout=subprocess.PIPE).stdout


def write_truth(truth: Truth, path: Path) -> None:
    """Keep what is true of a workspace beside it."""
    path.write_text(json.dumps(asdict(truth), ensure_ascii=False), encoding="utf-8")


def read_truth(path: Path) -> Truth:
    """Return what was kept."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return Truth(
        cases=tuple(rows["cases"]),
        files=rows["files"],
        findings=tuple(map(tuple, rows["findings"])),
        due=tuple(map(tuple, rows["due"])),
    )


if __name__ == "__main__":
    made = generate(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:4]))
    print(f"{len(made.cases):,} 件のケース、{made.files:,} 件のファイル、指摘 {len(made.findings):,} 件")
