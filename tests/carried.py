"""Households of nobody's, carried by commands to the stage that a test needs; made once, copied for each test."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from speaking import Desk, say

STAFF = """\
- id: sato
  name: 佐藤 花
  agency: chuo1
  post: 社会福祉士
  pledged_on: 2025-04-01
  since: 2025-04-01
- id: goto
  name: 後藤 実
  agency: takikan
  pledged_on: 2025-04-01
  since: 2025-04-01
- id: hori
  name: 堀 景子
  agency: fukushi
  pledged_on: 2025-04-01
  since: 2025-04-01
- id: mori
  name: 森 誠
  agency: marugoto
  pledged_on: 2025-04-01
  since: 2025-04-01
- id: ono
  name: 大野 桂
  agency: zeimu
  pledged_on: 2025-04-01
  since: 2025-04-01
"""
CALL = """\
intake:
  method: 電話
  complaint:
    by_family: 弟が部屋から出ず、母の介護もひとりで担っている
household:
  people:
    - id: P1
      role: 本人
      name: 武芸 昌平
      kana: むげ しょうへい
      born: 1978-02-03
      phone: 0575-00-1234
      address: 架空町1-2
    - id: P2
      role: 世帯員
      name: 武芸 トミ
      kana: むげ とみ
      born: 1946-10-20
      relation: 母
"""
CONSENT = """\
act: 同意
given_by: 本人
how: 書面
share_with:
  agencies: すべて
categories: すべて
until: 2026-06-30
"""
PLAN = """\
wish: 朝起きて、少しずつ外に出たい
persons:
  - P1
issues:
  - num: 1
    text: 昼夜が逆転している
goals:
  - num: 1
    text: 週に一度、居場所に通う
    due: 2025-12-31
    span: 短期
supports:
  - issue: 1
    what: 居場所への同行
    agency: marugoto
    often: 週1回
cautions: 電話は午後にかける
period:
  since: 2025-07-15
  until: 2026-01-14
monitoring:
  every_months: 1
  agency: marugoto
  staff: mori
"""
SECRETS = ("武芸", "昌平", "トミ", "むげ", "架空町", "0575", "居場所", "昼夜", "部屋から", "ひとりで担", "外に出たい", "午後")
"""Words that stand only in records: none may be in a commit message, on stderr, in cron mail."""

QUESTIONS = (
    ("case", "list"), ("case", "show", "{case}"), ("case", "show", "{case}", "--disclosures"), ("case", "find", "{case}"),
    ("consent", "show", "{case}"), ("consent", "show", "{case}", "--for", "nishi", "--on", "2025-07-10"),
    ("referral", "list"), ("referral", "list", "--stalled"), ("plan", "list"), ("plan", "show", "{plan}"), ("plan", "check", "{plan}"), ("meeting", "list"), ("meeting", "show", "{meeting}"),
    ("meeting", "propose", "juso"), ("agenda", "{meeting}"), ("agenda", "{meeting}", "--cover"), ("due",), ("due", "--within", "90"),
    ("check",), ("check", "--strict"), ("check", "--explain", "SEKI050"), ("history", "{case}"),
    ("diff", "{case}", "--since", "last-meeting"), ("diff", "{case}", "--since", "2025-06-15"),
    ("resource", "list"), ("resource", "list", "--for", "{plan}"), ("gap", "list"), ("activity", "list"), ("profile", "check"), ("profile", "diff"),
    ("registry", "agencies"), ("registry", "programmes"), ("registry", "staff"), ("registry", "meetings"), ("registry", "codes"),
    ("schema",), ("schema", "note"), ("stats",), ("stats", "--explain", "notes"), ("stats", "--indicators"), ("--version",),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A case on its way: its numbers, and the desk of the one who works on it."""

    desk: Desk
    case: str
    intake: str = ""
    referral: str = ""
    plan: str = ""
    meeting: str = ""
    decision: str = ""

    @property
    def folder(self) -> Path:
        """Return the case's folder."""
        return self.desk.root / "cases" / self.case[:3] / self.case

    def spoken(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return command words with this household's numbers in place of {case}, {plan}, {meeting}, {referral}."""
        return tuple(w.format(case=self.case, plan=self.plan, meeting=self.meeting, referral=self.referral) for w in words)


@contextmanager
def _identity() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for who in ("AUTHOR", "COMMITTER"):
        patch.setenv(f"GIT_{who}_NAME", "試験 係")
        patch.setenv(f"GIT_{who}_EMAIL", "shiken@example.jp")
    patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    yield
    patch.undo()


@lru_cache(maxsize=1)
def _made() -> tuple[Path, Household]:
    folder = Path(tempfile.mkdtemp(prefix="seki-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = folder / "daicho"
    with _identity():
        made = say("init", str(root), "--as-of", "2025-04-01")
        assert made.code == 0, made.err
        added = say("-C", str(root), "--as-of", "2025-04-01", "registry", "staff", "add", "--from", "-", stdin=STAFF)
        assert added.code == 0, added.err
        desk = Desk(root, by="sato", day="2025-06-11")
        opened = desk.do("case", "new", given=CALL)
        case = opened["case"]
        desk.on("2025-06-20").do("note", "add", case, given="method: 訪問\nfact: 玄関で話した\ncategory: 基本情報\n")
        desk.on("2025-07-01").do("consent", "add", case, given=CONSENT)
        sent = desk.on("2025-07-01").do(
            "refer", case, "--to-agency", "takikan", "--ask", "一緒に対応", "--reason", "複数分野にまたがる"
        )
        goto = desk.as_("goto")
        plan = goto.on("2025-07-09").do("plan", "new", case, "--kind", "多機関協働", given=PLAN)["plan"]
        juso = goto.on("2025-07-09").do("meeting", "new", "juso", "--date", "2025-07-15")["meeting"]
        goto.on("2025-07-09").do("meeting", "attend", juso, "takikan:goto", "chuo1:sato", "marugoto:mori", "fukushi:hori")
        goto.on("2025-07-09").do("meeting", "add", juso, case, "--timing", "策定", "--plan", plan)
        minutes = f"came:\n  - agency: takikan\n  - agency: chuo1\n  - agency: marugoto\nitems:\n  - num: 1\n    case: {case}\n    result: 適切\n"
        recorded = goto.on("2025-07-15").do("meeting", "record", juso, given=minutes)
        subprocess.run(["git", "-C", root, "repack", "-adq"], check=True)  # a copy of few files is made quickly
    return root, Household(
        desk=goto.on("2025-07-16"),
        case=case,
        intake=opened["intake"],
        referral=sent["referral"],
        plan=plan,
        meeting=juso,
        decision=str(recorded["decision"]),
    )


def carried(folder: Path) -> Household:
    """Return a household whose plan runs since 2025-07-15, in a workspace of its own under `folder`; today is the day after."""
    root, home = _made()
    shutil.copytree(root, folder / "daicho", symlinks=True)
    desk = Desk(folder / "daicho", by=home.desk.by, day=home.desk.day)
    return Household(
        desk=desk,
        case=home.case,
        intake=home.intake,
        referral=home.referral,
        plan=home.plan,
        meeting=home.meeting,
        decision=home.decision,
    )
