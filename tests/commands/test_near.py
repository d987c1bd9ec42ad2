"""A command about one case reads that case, and says and writes what it would if it had read them all.

Each call is played twice in the same folder, once with the near reader and once with the whole one in its place; ids and the
clock are the same both times. What it says, its exit code and every file it leaves must be the same to the byte.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canaries.calls import CALLS, Say
from canaries.household import Fixture, keep
from seki_cli.commands import fetch
from seki_cli.files.faults import TextFault
from seki_cli.files.near_cases import read_told
from seki_cli.files.near_files import NearFiles
from seki_cli.files.shelf import read_near_shelf, read_shelf
from seki_cli.files.yaml_editor import build_text
from seki_cli.files.yaml_reader import read_tree
from seki_cli.rules.case_checks import find_findings_across
from seki_cli.rules.checks import find_world_findings
from seki_cli.rules.duplicates import cases_like, find_alike, has_namesake
from speaking import Desk, say

NEAR = (
    *("assess", "refer", "monitor", "place", "evaluate", "history", "diff", "case new", "case show", "case edit", "case screen"),
    *("case close", "case suspend", "case reopen", "case link", "case unlink", "person add", "note add", "consent add"),
    *("consent withdraw", "consent show", "referral accept", "referral hold", "referral work", "referral decline"),
    *("referral finish", "referral cancel", "referral extend", "plan new", "plan revise", "plan show", "plan check", "plan drop"),
    "plan decide",
)
_NAMESAKE = """\
intake:
  method: 電話
  agency: chuo1
  complaint:
    by_person: ひとりで困っている
household:
  people:
    - id: P1
      role: 本人
      name: 青井 まさお
      kana: あおい まさお
      born: 1951-03-02
      phone: 0575-00-9911
"""
MORE: tuple[tuple[str, Say], ...] = (
    ("case show", Say(words="{part}")),
    ("case show", Say(words="R07", code=2)),
    ("case show", Say(words="R07-0000000", code=3)),
    ("case show", Say(words="ZZZ", code=3)),
    ("case show", Say(words="{case} --json")),
    ("case show", Say(words="{case} --head")),
    ("plan show", Say(words="{plan_part}")),
    ("plan show", Say(words="P-0000000", code=3)),
    ("plan show", Say(words="{plan} --json --head")),
    ("referral accept", Say(words="{waiting} --next 2025-09-20 --by sato")),
    ("referral accept", Say(words="20250101-0000 --next 2025-09-20 --by sato", code=3)),
    ("history", Say(words="{case}", day="2025-07-20")),
    ("case show", Say(words="{case}", day="2025-07-20")),
    ("note add", Say(words="{case} --by sato --dry-run", given="method: 電話\nfact: 話した\n")),
    ("note add", Say(words="{part} --by sato", given="method: 電話\nfact: 話した\n", code=2)),
    ("case new", Say(words="--by sato", given=_NAMESAKE)),
    ("case new", Say(words="--by sato --continued-from {other}", given=_NAMESAKE)),
    (
        "person add",
        Say(words="{case} --by sato", given="role: 世帯員\nname: 青井 まさお\nkana: あおい まさお\nborn: 1951-03-02\n"),
    ),
)
EVERY = tuple((name, one) for name in NEAR for one in CALLS[name]) + MORE


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Fixture:
    base = tmp_path_factory.getbasetemp()
    patch = pytest.MonkeyPatch()
    for who in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{who}_NAME", "試験 係")
        patch.setenv(f"GIT_{who}_EMAIL", "shiken@example.jp")
    fixture = keep((base.parent if base.name.startswith("popen-") else base) / "canaries")
    patch.undo()
    ids = fixture.ids
    return replace(fixture, ids={**ids, "part": ids["case"][4:9], "plan_part": ids["plan"][3:7]})


class Ground:
    """A copy of the workspace in which trouble can be made."""

    def __init__(self, root: Path, ids: dict[str, str]) -> None:
        self.root, self.ids = root, ids

    def folder(self, name: str) -> Path:
        case = self.ids[name]
        return self.root / "cases" / case[:3] / case

    def put(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add(self, path: Path, text: str) -> None:
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _unreadable_elsewhere(ground: Ground) -> None:
    ground.put(ground.folder("third") / "notes/20250801-ABCD.yaml", 'fact: "open\n')
    ground.put(ground.folder("fifth") / "household.yaml", "schema: household/1\npeople: [")
    ground.put(ground.root / "gaps/G-0000000.yaml", "schema: gap/1\n")


def _unreadable_here(ground: Ground) -> None:
    ground.put(ground.folder("case") / "notes/20250801-ABCD.yaml", 'fact: "open\n')
    ground.put(ground.folder("fourth") / "consents/20250801-ABCE.yaml", "schema: consent/9\n")
    ground.put(ground.folder("case") / "memo.yaml", "a: b\n")


def _unreadable_meeting(ground: Ground) -> None:
    meeting = next((ground.root / "meetings").rglob("meeting.yaml"))
    ground.add(meeting, "items: x\n")


def _folders_without_heads(ground: Ground) -> None:
    (ground.folder("other") / "case.yaml").unlink()
    (ground.folder("third") / "household.yaml").unlink()
    (ground.root / "cases/R07/R07-1111111/notes").mkdir(parents=True)
    (ground.root / "cases/R07/R07-2222222").mkdir()
    (ground.folder("fifth") / "case.yaml").unlink()
    (ground.folder("fifth") / "case.yaml").symlink_to("household.yaml")
    note = next((ground.folder("case") / "notes").iterdir()).read_text(encoding="utf-8")
    later = note.replace(ground.ids["case"], "R07-3333333").replace("recorded: 2025", "recorded: 2031")
    ground.put(ground.root / "cases/R07/R07-3333333/notes/20310801-ABCD.yaml", later)


def _strays(ground: Ground) -> None:
    third = ground.folder("third")
    for path in (
        "cases/README.yaml",
        "cases/R07/x.yaml",
        "cases/R07/odd/notes/20250801-ABCD.yaml",
        "cases/R01/R07-2222222/case.yaml",
    ):
        ground.put(ground.root / path, "a: b\n")
    ground.put(third / "memo.yaml", "a: b\n")
    ground.put(third / "notes/メモ.yaml", "a: b\n")
    (third / "notes/20250802-ABCD.yaml").mkdir()
    (ground.root / "cases/R07/R07-4444444").symlink_to(third)
    ground.put(ground.root / "cases/R07/R07-5555555", "a file\n")


def _bonds(ground: Ground) -> None:
    head = ground.folder("third") / "case.yaml"
    ground.add(head, f"related:\n  - case: {ground.ids['case']}\n    how: 同一\n")
    text = (ground.folder("fifth") / "case.yaml").read_text(encoding="utf-8")
    ground.put(
        ground.folder("fifth") / "case.yaml", f'{text}continued_from: "{ground.ids["case"].replace("-", chr(92) + "x2d")}"\n'
    )


def _twins(ground: Ground) -> None:
    """One plan in two cases, one referral's number in two cases, one person in two cases."""
    for name, there in (("plan", "third"), ("draft", "third")):
        old = next((ground.root / "cases").glob(f"*/*/plans/{ground.ids[name]}"))
        case = old.parts[-3]
        for version in old.iterdir():
            text = version.read_text(encoding="utf-8").replace(case, ground.ids[there])
            ground.put(ground.folder(there) / "plans" / old.name / version.name, text)
    waiting = ground.folder("case") / f"referrals/{ground.ids['waiting']}.yaml"
    text = waiting.read_text(encoding="utf-8").replace(ground.ids["case"], ground.ids["third"])
    ground.put(ground.folder("third") / "referrals" / waiting.name, text)
    people = (
        "people:\n  - id: P1\n    role: 本人\n    kana: あおい まさお\n    born: 1951-03-02\n    health: |\n      born: x\n"
        "  - id: P2\n    role: 世帯員\n    'kana': 'アオイ　マサヲ'\n    born: '1951-03-02'\n    phone: 0575-00-9911\n"
    )
    for name in ("fifth", "third"):
        ground.put(ground.folder(name) / "household.yaml", f"schema: household/1\ncase: {ground.ids[name]}\n{people}")


def _unsaved(ground: Ground) -> None:
    ground.add(ground.folder("case") / "case.yaml", "# 直した\n")
    ground.add(ground.folder("third") / "household.yaml", "# 直した\n")
    next((ground.folder("fifth") / "notes").iterdir()).unlink()


def _half_written(ground: Ground) -> None:
    """A save that was killed where its files are being placed."""
    env = {**os.environ, "SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": "file-placed:kill", "SEKI_CLOCK": "2025-08-31T10:00:00+09:00"}
    words = ("-C", str(ground.root), "meeting", "attend", ground.ids["next"], "nishi")
    run = (sys.executable, "-c", "from seki_cli.main import run; run()")
    subprocess.run([*run, *words], env=env, check=False, capture_output=True)
    assert (ground.root / ".git/seki/journal").exists()


def _agenda_of_nobody(ground: Ground) -> None:
    for meeting in (ground.root / "meetings").rglob("meeting.yaml"):
        text = meeting.read_text(encoding="utf-8")
        ground.put(meeting, text.replace(ground.ids["fifth"], "R07-0000000").replace(ground.ids["third"], "R07-0000000"))


TROUBLES: dict[str, tuple[Callable[[Ground], None], ...]] = {
    "none": (),
    "elsewhere": (_unreadable_elsewhere, _strays, _bonds),
    "here": (_unreadable_here, _unreadable_meeting, _unsaved),
    "heads": (_folders_without_heads,),
    "twins": (_twins,),
    "journal": (_half_written,),
    "nobody": (_agenda_of_nobody,),
}


def _whole(root: Path, *, day: Any, head: bool, near: Any = ()) -> Any:
    return read_shelf(root, day=day, head=head)


@pytest.fixture(scope="session")
def troubled(made: Fixture, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a maker of workspaces with a trouble in them, each made once."""

    @cache
    def make(trouble: str) -> Path:
        root = tmp_path_factory.mktemp(trouble) / "daicho"
        shutil.copytree(made.root, root, symlinks=True)
        for cause in TROUBLES[trouble]:
            cause(Ground(root, made.ids))
        return root

    return make


def _play(source: Path, root: Path, words: str, given: str) -> tuple[Any, ...]:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(source, root, symlinks=True)
    random.seed(1)
    said = say("-C", str(root), *words.split(), *(("--from", "-") if given else ()), stdin=given)
    files = {
        str(path.relative_to(root)): _seen(path)
        for path in root.rglob("*")
        if ".git" not in path.parts and ".seki-" not in path.name
    }
    log = subprocess.run(["git", "-C", str(root), "log", "-2", "--format=%T %at %s"], capture_output=True, text=True, check=True)
    return said.code, said.out, said.err, files, log.stdout


def _seen(path: Path) -> str:
    return f"link {path.readlink()}" if path.is_symlink() else "folder" if path.is_dir() else path.read_bytes().hex()


PLAYED = tuple((name, one, trouble) for trouble in TROUBLES for name, one in (EVERY if trouble == "elsewhere" else MORE))
"""Every command beside trouble in other cases, and with every other trouble the calls that find and read most."""


@pytest.mark.parametrize("played", PLAYED, ids=[f"{trouble}: {name} {one.words}" for name, one, trouble in PLAYED])
def test_the_near_reader_and_the_whole_one_say_and_write_the_same(
    made: Fixture, troubled: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, played: tuple[str, Say, str]
) -> None:
    name, call, trouble = played
    monkeypatch.setenv("SEKI_TEST_BUILD", "1")
    monkeypatch.setenv("SEKI_CLOCK", f"{call.day}T15:00:00+09:00")
    monkeypatch.setattr("secrets.randbelow", random.randrange)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", f"{call.day}T15:00:00+09:00")
    words = f"--as-of {call.day} {name} {call.words}".format(**made.ids)
    near = _play(troubled(trouble), tmp_path / "daicho", words, call.given)
    monkeypatch.setattr(fetch, "read_near_shelf", _whole)
    whole = _play(troubled(trouble), tmp_path / "daicho", words, call.given)
    assert near == whole
    if trouble == "none":
        assert near[0] == call.code


DAY = date(2025, 9, 1)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_whoever_goes_through_everything_finds_what_the_whole_reader_finds(troubled: Callable[[str], Path], trouble: str) -> None:
    root = troubled(trouble)
    for head in (False, True):
        near, whole = read_near_shelf(root, day=DAY, head=head), read_shelf(root, day=DAY, head=head)
        assert near.world.folders.ids() == whole.world.folders.ids()
        assert near.world == whole.world
        assert tuple(near.unread) == whole.unread
        assert dict(near.sources.files) == dict(whole.sources.files)
        assert dict(near.values) == dict(whole.values)
        assert (near.sources.unsaved, near.sources.head) == (whole.sources.unsaved, whole.sources.head)


@pytest.mark.parametrize("trouble", ["none", "twins", "heads"])
def test_what_is_said_of_a_file_of_a_case_needs_no_more_than_the_cases_that_bear_on_it(
    troubled: Callable[[str], Path], trouble: str
) -> None:
    near, whole = read_near_shelf(troubled(trouble), day=DAY), read_shelf(troubled(trouble), day=DAY)
    every = [found for found in find_world_findings(whole.world, DAY) if found.path.startswith("cases/")]
    said = [
        found
        for path in whole.sources.files
        if path.startswith("cases/")
        for found in find_findings_across(near.world, DAY, {path})
    ]
    assert sorted(said, key=repr) == sorted(every, key=repr)
    assert {found.code for found in every} == ({"SEKI106", "SEKI148"} if trouble == "twins" else set())


def test_one_case_is_read_and_no_other(troubled: Callable[[str], Path], made: Fixture) -> None:
    shelf = read_near_shelf(troubled("none"), day=DAY)
    assert shelf.world.case(made.ids["case"]) is not None
    assert isinstance(shelf.sources.files, NearFiles)
    assert shelf.sources.files.cases_read == {made.ids["case"]}


def test_what_is_read_late_is_as_it_was_at_the_beginning(made: Fixture, tmp_path: Path) -> None:
    shutil.copytree(made.root, tmp_path / "daicho", symlinks=True)
    desk = Desk(tmp_path / "daicho", by="sato", day="2025-09-01")
    whole, near = (read(desk.root, day=DAY) for read in (read_shelf, read_near_shelf))
    desk.do("note", "add", made.ids["case"], given="method: 電話\nfact: 後から\n")
    desk.do("case", "new", given=_NAMESAKE)
    desk.do("case", "edit", made.ids["third"], "case", given="tags:\n  - 後から\n")
    assert near.world.case(made.ids["case"]) == whole.world.case(made.ids["case"])
    assert near.world == whole.world
    assert read_near_shelf(desk.root, day=DAY).world == read_shelf(desk.root, day=DAY).world != whole.world


_WORDS = st.text(alphabet="あい青 0#:-'\"|>{}[]\\&*?!,~%@`\n　.", max_size=6)


def test_whoever_is_like_somebody_is_found_by_the_quick_look(tmp_path: Path) -> None:
    root = tmp_path / "daicho"
    assert say("init", str(root), "--sample").code == 0
    day = date(2026, 12, 1)
    near, whole = read_near_shelf(root, day=day).world, read_shelf(root, day=day).world
    told = [{"id": p.id, "role": p.role, "name": p.name, "kana": p.kana} for case in whole.cases for p in case.household.people]
    known = [{**one, "phone": "0575-00-0000"} for one in told if one["kana"]]
    every = [case for one in (*told, *known) for case in find_alike([one], whole.cases)]
    assert every == [case for one in (*told, *known) for case in find_alike([one], cases_like([one], near))]
    met = [has_namesake(one, whole.cases) for one in told]
    assert met == [has_namesake(one, cases_like([one], near)) for one in told]
    assert any(met)


_SEEN = ("kana", "name", "born", "address", "phone")
_PEOPLE = st.lists(st.dictionaries(st.sampled_from((*_SEEN, "note")), _WORDS), max_size=3)


@given(people=_PEOPLE, by_hand=st.booleans())
def test_a_quick_look_sees_what_the_reader_reads_or_leaves_it_to_the_reader(people: list[dict[str, str]], by_hand: bool) -> None:
    rows = [{"id": "P1", "role": "本人", **one} for one in people]
    lines = ("".join(f"{'  - ' if key == 'id' else '    '}{key}: {word}\n" for key, word in one.items()) for one in rows)
    text = (
        f"people:\n{''.join(lines)}" if by_hand else build_text({"schema": "household/1", **({"people": rows} if rows else {})})
    )
    told = read_told(text.encode())
    with suppress(TextFault, AttributeError):
        for one in read_tree(text.encode()).get("people") or []:
            assert told is None or all(one.get(key) in (None, "", *told.get(key, ())) for key in _SEEN)


@pytest.mark.parametrize(
    "text",
    [
        "people:\n  - id: P1\n    kana: あおい\n      まさお\n",
        "people:\n  - id: P1\n    kana:\n      あおい\n",
        "people:\n  - {id: P1, kana: あおい}\n",
        "people:\n  - id: P1\n    'kana': あおい\n",
        "people:\n  - id: P1\n    kana : あおい\n",
        'people:\n  - id: P1\n    kana: "\\u3042"\n',
        "people:\n  - id: P1\n    kana: あおい # 覚え\n",
        "people:\n  - id: P1\n    kana: |\n      あおい\n",
        "people:\r  - id: P1\r    kana: あおい\r",
    ],
)
def test_a_household_written_otherwise_is_read_as_a_whole(text: str) -> None:
    assert read_told(text.encode()) is None
