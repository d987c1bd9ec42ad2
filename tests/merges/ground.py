"""Two clones of one workspace, in which two people work apart; then git merges them as it does by itself, and it is clean."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from carried import PLAN, carried
from seki_cli.files.merge import build_merge
from seki_cli.files.shelf import Shelf, read_shelf_of
from seki_cli.model.verdict import Finding
from seki_cli.rules.meaning import find_meaning
from speaking import Desk

DAY = "2025-07-22"
"""The day on which both work; the meeting of the day before and the one a week later are in every clone."""

FULL = "act: 同意\ngiven_by: 本人\nhow: 書面\nshare_with:\n  agencies: すべて\ncategories: すべて\nuntil: 2026-06-30\n"
CLOSE = "reason: 一定の目処がついた\nnext_lead: なし\nnext_lead_why: 自分で相談できる\nfollowup_needed: false\n"
NOTE = "method: 電話\nfact: 様子を聞いた\ncategory: 基本情報\n"
ROOM = ("takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of what lies in every clone.

    `run` has a running plan with a to-do, an open つなぎ and a note that announces a next step; `quiet` only a call and a
    consent; `handed` two 引継ぎ that wait for an answer; and a 案 (`draft`); `twice` two 案 of one kind on two meetings of the day; the plan `sent_back` of
    `returned` was sent back by a meeting; `shut` is closed. `coming` and `talk` are meetings to come.
    """

    run: str
    plan: str
    referral: str
    decision: str
    announced: str
    quiet: str
    quiet_consent: str
    handed: str
    first: str
    second: str
    twice: str
    one_plan: str
    other_plan: str
    one_meeting: str
    other_meeting: str
    sent_back: str
    returned: str
    coming: str
    talk: str
    draft: str
    shut: str


Act = Callable[["Clone"], object]


@dataclass(frozen=True, slots=True)
class Clone:
    """One of the two clones, and who works in it."""

    desk: Desk
    n: Numbers

    def do(self, *words: str, given: str = "") -> dict[str, object]:
        """Run one act, which must be saved."""
        return self.desk.do(*words, given=given)

    def on(self, day: str) -> "Clone":
        """Return the clone on another day."""
        return Clone(self.desk.on(day), self.n)

    def path(self, case: str, name: str) -> Path:
        """Return a file of a case folder."""
        return self.desk.root / "cases" / case[:3] / case / name

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file by hand, once, and save it."""
        file = self.desk.root / path
        text = file.read_text()
        assert text.count(old) >= 1, path
        file.write_text(text.replace(old, new, 1))
        self.do("save")


@dataclass(frozen=True, slots=True)
class Pair:
    """What one did and what the other did; `codes`: what has to be said of the two together (nothing where it is ordinary work)."""

    name: str
    ours: tuple[Act, ...]
    theirs: tuple[Act, ...]
    codes: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The four states of a merge."""

    base: Shelf
    ours: Shelf
    theirs: Shelf
    merged: Shelf

    @property
    def brought(self) -> tuple[Finding, ...]:
        """Return what the check of meaning says of it."""
        return find_meaning(self.base.world, self.ours.world, self.theirs.world, self.merged.world, self.merged.day)


def git(root: Path, *words: str) -> str:
    """Run git in a clone, as where no seki is found that a hook could ask; it must succeed."""
    plain = ["git", "-c", "core.hooksPath=/dev/null", "-C", root]
    done = subprocess.run([*plain, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@lru_cache(maxsize=1)
def clones() -> tuple[Clone, Clone, str]:
    """Return the two clones, made once, and the commit at which they part."""
    folder = Path(tempfile.mkdtemp(prefix="seki-merges-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home = carried(folder / "one")
    numbers = _fill(home.desk, home.case, home.plan, home.referral)
    root = home.desk.root
    git(root, "repack", "-adq")
    git(folder, "clone", "-q", str(root), str(folder / "two"))
    ours, theirs = (Clone(Desk(one, by=by, day=DAY), numbers) for one, by in ((root, "goto"), (folder / "two", "sato")))
    return ours, theirs, git(root, "rev-parse", "HEAD")


@cache
def work(side: int, acts: tuple[Act, ...]) -> str:
    """Let one of the two work from where they part; return the commit."""
    clone, base = clones()[side], clones()[2]
    assert isinstance(clone, Clone)
    git(clone.desk.root, "reset", "-q", "--hard", str(base))
    git(clone.desk.root, "clean", "-fdqx", "-e", ".seki")
    for act in acts:
        act(clone)
    assert git(clone.desk.root, "status", "--porcelain") == ""
    return git(clone.desk.root, "rev-parse", "HEAD")


def part(pair: Pair) -> tuple[Path, str, str, str]:
    """Let both work apart; return the clone that has both branches, where they part, ours and theirs."""
    mine, yours = work(0, pair.ours), work(1, pair.theirs)
    ours, theirs, base = clones()
    root = ours.desk.root
    git(theirs.desk.root, "reset", "-q", "--hard", yours)
    git(root, "fetch", "-q", str(theirs.desk.root), "HEAD")
    return root, base, mine, yours


def merge(pair: Pair) -> Merged:
    """Let both work, merge the one into the other with plain git, which must find nothing to ask, and read the four states."""
    root, base, mine, yours = part(pair)
    git(root, "reset", "-q", "--hard", mine)
    git(root, "merge", "-q", "--no-edit", yours)
    states = [_read(root, commit) for commit in (base, mine, yours, "HEAD")]
    return Merged(base=states[0], ours=states[1], theirs=states[2], merged=states[3])


def merge_by_fields(pair: Pair) -> Merged:
    """Let both work and merge as `seki sync` does, which must find nothing to ask; nothing is written."""
    root, base, mine, yours = part(pair)
    joined = build_merge(root, mine, yours)
    assert joined.choices == ()
    assert joined.clashes == ()
    ours = _read(root, mine)
    return Merged(base=_read(root, base), ours=ours, theirs=_read(root, yours), merged=ours.with_files(joined.changes))


def _read(root: Path, commit: str) -> Shelf:
    return read_shelf_of(root, commit, day=date.fromisoformat(DAY))


def _fill(desk: Desk, run: str, plan: str, referral: str) -> Numbers:
    """Put the cases of the pairs beside the household that is there already."""
    desk = desk.as_("sato").on("2025-07-16")
    announced = desk.do("note", "add", run, given=NOTE + "next:\n  date: 2025-08-05\n  what: 電話する\n")["note"]
    quiet, quiet_consent = _opened(desk, "静")
    handed, _ = _opened(desk, "渡")
    first, second = (_handed(desk, handed, agency) for agency in ("takikan", "marugoto"))
    twice, _ = _opened(desk, "二")
    plans = [str(desk.do("plan", "new", twice, "--kind", "多機関協働", given=_plan())["plan"]) for _ in range(2)]
    meetings = [_meeting(desk, DAY) for _ in range(2)]
    for meeting, made in zip(meetings, plans, strict=True):
        desk.do("meeting", "add", meeting, twice, "--timing", "策定", "--plan", made)
    returned, sent_back = _sent_back(desk)
    coming, talk = _meeting(desk, "2025-07-29"), _meeting(desk, "2025-08-05", "shien")
    draft = str(desk.do("plan", "new", handed, "--kind", "多機関協働", given=_plan())["plan"])
    shut, _ = _opened(desk, "閉")
    desk.do("case", "close", shut, given=CLOSE)
    shared = _meeting(desk, "2025-07-18", "shien")
    desk.do("meeting", "add", shared, run, "--timing", "情報共有")
    minutes = "came:\n  - agency: takikan\n  - agency: chuo1\nitems:\n  - num: 1\n    result: その他\n    todos:\n"
    minutes += "      - agency: chuo1\n        what: 居場所に電話する\n        due: 2025-07-31\n"
    decision = desk.on("2025-07-18").do("meeting", "record", shared, given=minutes)["decision"]
    return Numbers(
        run=run, plan=plan, referral=referral, decision=str(decision), announced=str(announced), quiet=quiet,
        quiet_consent=quiet_consent, handed=handed, first=first, second=second, twice=twice, one_plan=plans[0],
        other_plan=plans[1], one_meeting=meetings[0], other_meeting=meetings[1], sent_back=sent_back, returned=returned, coming=coming, talk=talk, draft=draft, shut=shut,
    )  # fmt: skip


def _sent_back(desk: Desk) -> tuple[str, str]:
    case, _ = _opened(desk, "戻")
    plan = str(desk.do("plan", "new", case, "--kind", "多機関協働", given=_plan())["plan"])
    first = _meeting(desk, "2025-07-16")
    desk.do("meeting", "add", first, case, "--timing", "策定", "--plan", plan)
    desk.do("meeting", "record", first, given="came:\n  - agency: takikan\nitems:\n  - num: 1\n    result: 差戻し\n")
    return case, plan


def call(name: str, kana: str, born: str = "1980-01-01") -> str:
    """Return a first call about somebody invented."""
    person = (
        f"    - id: P1\n      role: 本人\n      name: {name}\n      kana: {kana}\n      born: {born}\n      address: 架空町9-9\n"
    )
    child = f"    - id: P2\n      role: 世帯員\n      name: 架空 {name[-1]}子\n      born: 2010-05-05\n"
    return f"intake:\n  method: 電話\n  complaint:\n    by_person: 家賃のこと\nhousehold:\n  people:\n{person}{child}"


def _plan() -> str:
    return PLAN.replace("2025-07-15", "2025-07-23").replace("2026-01-14", "2026-01-22")


def _opened(desk: Desk, letter: str) -> tuple[str, str]:
    days = {"静": "1981-01-01", "渡": "1982-02-02", "二": "1983-03-03", "閉": "1984-04-04", "戻": "1985-05-05"}
    kana = {"静": "かくう しずか", "渡": "よそごと わたる", "二": "ためし ふたば", "閉": "みほん とじこ", "戻": "たとえ もどる"}
    case = str(desk.do("case", "new", given=call(f"架空 {letter}", kana[letter], days[letter]))["case"])
    return case, str(desk.do("consent", "add", case, given=FULL)["consent"])


def _handed(desk: Desk, case: str, agency: str) -> str:
    words = ("--to-agency", agency, "--ask", "引継ぎ", "--reason", "複数分野にまたがる")
    return str(desk.do("refer", case, *words)["referral"])


def _meeting(desk: Desk, day: str, kind: str = "juso") -> str:
    meeting = str(desk.do("meeting", "new", kind, "--date", day)["meeting"])
    desk.do("meeting", "attend", meeting, *ROOM)
    return meeting
