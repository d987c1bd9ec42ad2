"""T5: eight people save in one clone at once while others read: everything is saved, one commit each, by whom it was.

出典: safety.md の T5
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from canaries.household import DAY, Fixture, keep
from speaking import Said, say
from torture.forks import copy_afresh, quick_ground, start, warm
from torture.judging import Before, before, git
from torture.naive import say_naively, told_of
from torture.row import Row

WRITERS: Final = 8
_STAFF: Final = ("sato", "goto", "hori", "mori")
_A_CASE_EACH: Final = 5
"""Every so many saves a writer opens a case: three files in one act, of which nobody may see half."""
_CASE: Final = "intake:\n  method: 電話\n  agency: chuo1\n  complaint:\n    by_person: {mark}\nhousehold:\n  people:\n    - id: P1\n      role: 本人\n      name: 架空 {mark}\n"
_NOTE: Final = "method: 電話\nfact: {mark}\n"
Speaker = Callable[..., Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """One save as its writer saw it: `paths` are the files that it was told of, none where it was refused."""

    writer: int
    mark: str
    paths: tuple[str, ...]
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came of it: the saves, what was wrong with them, and what the readers complained of."""

    saves: int
    lost: tuple[str, ...]
    reads: int


def write_together(fixture: Fixture, folder: Path, speak: Speaker, *, writers: int, each: int) -> Found:
    """Let so many writers save so many times each, and two readers read meanwhile; judge what stands at the end."""
    root = copy_afresh(fixture.root, folder / "daicho")
    was = before(root)
    over = folder / "over"
    over.unlink(missing_ok=True)
    readers = [
        start(_reader(root, over, look), folder / f"reader{n}") for n, look in enumerate((_look_with_seki, _look_with_git))
    ]
    cases = [fixture.ids[name] for name in ("fourth", "fifth", "third", "case")]
    forks = [
        start(
            _writer(root, speak, number, each, cases[number % len(cases)]),
            folder / f"writer{number}",
            env={"GIT_AUTHOR_NAME": _name(number), "GIT_COMMITTER_NAME": _name(number)},
        )
        for number in range(writers)
    ]
    ended = [fork.wait() for fork in forks]
    over.touch()
    read = [fork.wait() for fork in readers]
    saves = [Saved(**{**row, "paths": tuple(row["paths"])}) for one in ended for row in map(json.loads, one.out.splitlines())]
    lost = [*(f"writer {n}: {one.code} {one.err[-300:]}" for n, one in enumerate(ended) if one.code), *_judge(was, root, saves)]
    lost += [f"{writers * each - len(saves)} saves were not tried"] * (len(saves) != writers * each)
    seen = [line for one in read for line in one.out.splitlines()]
    lost += [line for line in seen if line != "read"]
    lost += [f"a reader broke: {one.code} {one.err[-300:]}" for one in read if one.code]
    return Found(saves=len(saves), lost=tuple(lost), reads=seen.count("read"))


def run(many: int, seed: int) -> Row:
    """Let eight writers save `many` times together."""
    return _row(many, say, "同じ複製に同時に保存")


def run_naive(many: int, seed: int) -> Row:
    """Let the twin try the same, a fifth as often."""
    return _row(max(WRITERS, many // 5), say_naively, "同じ複製に同時に保存")


def _row(many: int, speak: Speaker, what: str) -> Row:
    begun = time.monotonic()
    with quick_ground("seki-t5-") as folder:
        fixture = keep(folder / "canaries")
        warm(fixture.root, DAY)
        found = write_together(fixture, folder, speak, writers=WRITERS, each=max(1, many // WRITERS))
    if speak is say:
        print(*found.lost[:10], sep="\n", end="\n" if found.lost else "", file=sys.stderr)
    note = f"書き手 {WRITERS} 人、読み手 2 人が {found.reads} 回"
    return Row(test="T5", what=what, many=found.saves, lost=len(found.lost), seconds=time.monotonic() - begun, note=note)


def _name(number: int) -> str:
    return f"試験 係{number}"


def _writer(root: Path, speak: Speaker, number: int, each: int, case: str) -> Callable[[], None]:
    staff = _STAFF[number % len(_STAFF)]

    def job() -> None:
        for turn in range(each):
            mark = f"書き手{number}の{turn}番目"
            opens = turn % _A_CASE_EACH == 0
            words, given = (("case", "new"), _CASE) if opens else (("note", "add", case), _NOTE)
            call = ("-C", str(root), "--as-of", DAY, *words, "--by", staff, "--from", "-", "--json")
            said = speak(*call, stdin=given.format(mark=mark))
            data = told_of(said) if said.code == 0 else {}
            paths = _paths_of(data) if data else ()
            refusal = f"{said.code} {said.out[-300:]}{said.err[-300:]}" if said.code else ""
            print(json.dumps({"writer": number, "mark": mark, "paths": paths, "refusal": refusal}))

    return job


def _paths_of(data: dict[str, object]) -> tuple[str, ...]:
    path = str(data["path"])
    if not path.endswith("/case.yaml"):
        return (path,)
    folder = path.removesuffix("case.yaml")
    return (path, f"{folder}household.yaml", f"{folder}intakes/{data['intake']}.yaml")


def _reader(root: Path, over: Path, look: Callable[[Path], Iterator[str]]) -> Callable[[], None]:
    def job() -> None:
        while not over.exists():
            print(*look(root), "read", sep="\n")

    return job


def _look_with_seki(root: Path) -> Iterator[str]:
    """Read as the office does; a case without its intake is half of one."""
    for words in (("case", "list"), ("due", "--within", "365")):
        said = say("-C", str(root), "--as-of", DAY, *words, "--json")
        if said.code:
            yield f"{words[0]}: {said.code} {said.out[-200:]}{said.err[-200:]}"
        elif words[0] == "case":
            yield from ("a reader saw half a case" for row in said.items if not row["opened"] or not row["lead"])


def _look_with_git(root: Path) -> Iterator[str]:
    """Read as somebody does who knows git and nothing of seki; this git may even refresh the index."""
    for words in (("status", "--porcelain"), ("log", "--oneline", "-5")):
        done = subprocess.run(["git", "-C", root, *words], capture_output=True, check=False, env={**os.environ})
        if done.returncode:
            yield f"git {words[0]}: {done.stderr[-200:]!r}"


def _judge(was: Before, root: Path, saves: list[Saved]) -> Iterator[str]:
    """Yield every save that was refused, lost, doubled, mixed with another one or put under another name."""
    commits = git(root, "log", "--format=%x00%an", "--name-only", "--no-renames", f"{was.head}..HEAD").split("\0")[1:]
    of: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for commit in commits:
        author, *paths = filter(None, commit.split("\n"))
        for path in paths:
            of.setdefault(path, []).append((author, frozenset(paths)))
    for save in saves:
        if not save.paths:
            yield f"{save.mark}: not saved: {save.refusal}"
            continue
        for path in save.paths:
            if of.get(path) != [(_name(save.writer), frozenset(save.paths))]:
                yield f"{save.mark}: {path} is in {len(of.get(path, ()))} commits, or not alone, or by another"
                break
        if save.mark not in git(root, "show", f"HEAD:{save.paths[-1]}"):
            yield f"{save.mark}: not what was written"
    if git(root, "status", "--porcelain"):
        yield "the work tree is not HEAD"
    if len(commits) != sum(bool(save.paths) for save in saves):
        yield f"{len(commits)} commits"
