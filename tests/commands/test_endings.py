"""How a call ends: every exit code by a situation that happens, with one calm message and nothing half done."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from carried import CALL, SECRETS, Household, carried
from seki_cli.files.lock import hold_lock
from seki_cli.main import main
from speaking import Said, say

SEKI = (sys.executable, "-c", "from seki_cli.main import run; run()")
NOTE = "method: 訪問\nfact: 話した\n"


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def head(home: Household) -> str:
    return subprocess.run(["git", "-C", home.desk.root, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout


def shell(
    home: Household, *words: str, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run seki as a process of its own, as a shell or cron would."""
    package = Path(__file__).parents[2]
    whole = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(package), **(env or {})}
    return subprocess.run([*SEKI, *words], input=stdin, capture_output=True, env=whole, cwd="/", timeout=60, check=False)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    folder = root / ".git" / "seki"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def calm(said: Said, code: int) -> None:
    assert said.code == code, said.out + said.err
    assert "Traceback" not in said.err
    assert said.err.strip()
    assert not any(word in said.err for word in SECRETS)


def test_1_only_from_check_and_exit_code(home: Household) -> None:
    assert home.desk.try_("due", "--exit-code").code == 1
    assert home.desk.on("2025-07-01").try_("due", "--exit-code").code == 0
    assert home.desk.try_("due").code == 0
    path = home.folder / "case.yaml"
    path.write_text(path.read_text().replace("lead_agency: chuo1", "lead_agency: nirgends"))
    assert home.desk.try_("check").code == 0
    assert home.desk.try_("check", "--strict").code == 1
    path = home.folder / "plans" / home.plan / "v1.yaml"
    path.write_text(path.read_text().replace("電話は午後にかける", "なし"))
    assert home.desk.try_("check").code == 1


def test_2_nobody_is_known_and_nothing_can_be_asked(home: Household) -> None:
    said = home.desk.try_("note", "add", home.case, "--from", "-", stdin=NOTE)
    calm(said, 2)
    assert "registry me" in said.err


def test_2_a_part_of_a_number_is_not_enough_to_write(home: Household) -> None:
    for typed in (home.case[4:8], home.case[4:]):
        calm(home.desk.try_("note", "add", typed, "--by", "sato", "--from", "-", stdin=NOTE), 2)
    calm(home.desk.try_("monitor", home.plan[2:6], "--by", "mori", "--result", "継続"), 2)
    calm(home.desk.try_("referral", "accept", f"{home.case}/{home.referral[-4:]}", "--by", "goto"), 2)
    assert home.desk.try_("case", "show", home.case[4:8].lower()).code == 0


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("case", "show", "R07-ZZZZZZZ"), "検査文字"),
        (("plan", "show", "P-ZZZZZZZ"), "検査文字"),
        (("meeting", "show", "M-20250715-ZZZZ"), "見つかりません"),
        (("case", "edit", "{case}", "20250101-ZZZZ"), "見つかりません"),
        (("referral", "accept", "{case}/20250101-ZZZZ"), "見つかりません"),
        (("note", "add", "{case}", "--by", "nobody"), "registry staff add"),
        (("registry", "me", "nobody"), "registry staff add"),
        (("refer", "{case}", "--by", "sato", "--to-agency", "nirgends"), "registry agencies"),
        (("due", "--agency", "chuo9"), "chuo1"),
        (("case", "list", "--lead", "nirgends"), "registry agencies"),
        (("consent", "show", "{case}", "--for", "nirgends"), "registry agencies"),
        (("meeting", "propose", "nirgends"), "juso"),
        (("check", "cases/R99"), "台帳の中に"),
        (("check", "/etc/passwd"), "台帳の中に"),
        (("check", "--explain", "SEKI999"), "番号"),
        (("init", "neu", "--profile", "nirgends"), "blank"),
        (("case", "new", "--resume", "--by", "sato"), ""),
    ],
)
def test_3_what_is_not_there(home: Household, words: tuple[str, ...], word: str) -> None:
    said = home.desk.try_(*home.spoken(words))
    if words[:2] == ("case", "new"):
        assert said.code in (2, 3)
        return
    calm(said, 3)
    assert word in said.err


def test_3_ids_one_slip_away_are_named(home: Household) -> None:
    letter = "A" if home.case[-1] != "A" else "B"
    swapped = home.case[:4] + home.case[5] + home.case[4] + home.case[6:]
    for typed in {home.case[:-1] + letter, swapped} - {home.case}:
        said = home.desk.try_("case", "show", typed)
        calm(said, 3)
        assert home.case in said.err


@pytest.mark.parametrize("folder", ["/", "/nonexistent"])
def test_3_no_workspace(folder: str) -> None:
    calm(say("-C", folder, "due"), 3)
    assert say("-C", folder, "due", "--json").envelope["error"]["kind"] == "not_there"


def test_4_a_rule_says_no_and_names_the_record_that_decides(home: Household) -> None:
    home.desk.as_("sato").on("2025-07-17").do("consent", "withdraw", home.case)
    desk = home.desk.on("2025-07-17")
    meeting = desk.do("meeting", "new", "juso", "--date", "2025-08-01")["meeting"]
    said = desk.try_("meeting", "add", meeting, home.case, "--timing", "変更")
    calm(said, 4)
    assert "consents/" in said.err
    calm(desk.try_("referral", "finish", f"{home.case}/{home.referral}", "--by", "goto"), 4)


def test_6_somebody_else_is_writing(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hold_lock.__wrapped__.__kwdefaults__, "patience", 0.2)
    with locked(home.desk.root):
        assert home.desk.try_("due").code == 0
        said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", stdin=NOTE)
    calm(said, 6)
    assert home.desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", stdin=NOTE).code == 0


def test_6_git_does_not_know_who_it_is(home: Household, tmp_path: Path) -> None:
    before = head(home)
    (tmp_path / "bare").mkdir()
    env = {"HOME": str(tmp_path / "bare"), "GIT_CONFIG_NOSYSTEM": "1", "EMAIL": "", "GIT_CONFIG_GLOBAL": "/dev/null"}
    said = shell(
        home, "-C", str(home.desk.root), "note", "add", home.case, "--by", "sato", "--from", "-", stdin=NOTE.encode(), env=env
    )
    assert said.returncode == 6, said.stderr.decode()
    assert "user.name" in said.stderr.decode()
    assert head(home) == before
    said = shell(home, "init", str(tmp_path / "neu"), env=env)
    assert said.returncode == 6
    assert not (tmp_path / "neu").exists()


def test_6_a_hand_edit_is_in_the_way(home: Household) -> None:
    path = home.folder / "case.yaml"
    path.write_text(path.read_text() + "# 手直し\n")
    said = home.desk.try_("case", "edit", home.case, "case", "--by", "sato", "--from", "-", stdin="urgency: 当日\n")
    calm(said, 6)
    assert "seki save" in said.err
    assert path.read_text().endswith("# 手直し\n")
    home.desk.do("meeting", "new", "juso", "--date", "2025-08-01")
    assert path.read_text().endswith("# 手直し\n")
    status = subprocess.run(["git", "-C", home.desk.root, "status", "--porcelain"], capture_output=True, text=True, check=True)
    assert status.stdout == f" M {path.relative_to(home.desk.root)}\n"


class Gone:
    """A stdin that fails when it is read."""

    encoding = "utf-8"

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.buffer = self

    def isatty(self) -> bool:
        return False

    def read(self, *_: object) -> bytes:
        raise self.error


@pytest.fixture
def failing(home: Household, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Return a way to call seki with a stdin that fails."""

    def call(error: BaseException, *words: str) -> Said:
        monkeypatch.setattr(sys, "stdin", Gone(error))
        code = main(["-C", str(home.desk.root), "case", "find", "-", *words])
        told = capsys.readouterr()
        return Said(code=code, out=told.out, err=told.err)

    return call


@pytest.mark.parametrize("data", [b"", bytes(2000)])
def test_a_cache_of_git_that_a_power_cut_left_empty_stops_nobody(home: Household, data: bytes) -> None:
    index = home.desk.root / ".git" / "index"
    index.write_bytes(data)
    asked = home.desk.try_("case", "list", "--json")
    assert (asked.code, asked.items[0]["status"]) == (0, "支援中")
    assert index.read_bytes() == data
    said = home.desk.try_("note", "add", home.case, "--by", "sato", "--from", "-", stdin=NOTE)
    assert said.code == 0, said.err
    assert index.read_bytes()[:4] == b"DIRC"
    assert subprocess.check_output(["git", "-C", home.desk.root, "status", "--porcelain"]) == b""


def test_6_git_is_no_longer_there(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        without.setenv("PATH", "/nonexistent")
        calm(home.desk.try_("due"), 6)
    (home.desk.root / ".git").rename(home.desk.root.parent / "git")
    for words in (("due",), ("history", home.case), ("note", "add", home.case, "--by", "sato", "--from", "-"), ("save",)):
        calm(home.desk.try_(*words, stdin=NOTE), 6)


def test_70_a_fault_of_ours_is_one_calm_line_and_a_report_without_records(
    home: Household, failing: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = failing(RuntimeError("武芸 昌平"))
    calm(said, 70)
    assert len(said.err.splitlines()) <= 3
    (report,) = (home.desk.root / ".git" / "seki" / "reports").iterdir()
    assert report.name.removesuffix(".txt") in said.err
    text = report.read_text()
    assert "command case find\n" in text
    assert "RuntimeError" in text
    assert not any(word in text for word in SECRETS)
    assert report.stat().st_mode & 0o077 == 0
    assert failing(RuntimeError("武芸"), "--json").envelope["error"]["kind"] == "fault"
    monkeypatch.setenv("SEKI_DEBUG", "1")
    assert "Traceback" in failing(RuntimeError("武芸")).err


def test_130_interrupted(failing: Callable[..., Said]) -> None:
    said = failing(KeyboardInterrupt())
    calm(said, 130)
    assert "中断しました" in said.err
    told = failing(KeyboardInterrupt(), "--json")
    assert (told.code, told.envelope["exit_code"], told.envelope["error"]["kind"]) == (130, 130, "interrupted")


def _wait_until_it_waits(pid: int) -> None:
    """Wait until a process has come to rest: it uses no more time of the processor (its start-up is over)."""
    used = ""
    for _ in range(120):
        time.sleep(0.5)
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        now = " ".join(fields[11:13])
        if now == used and int(fields[11]) > 0 and fields[0] == "S":
            return
        used = now


def test_130_by_a_signal_while_it_waits_for_input(home: Household) -> None:
    package = str(Path(__file__).parents[2])
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": package}
    process = subprocess.Popen(
        [*SEKI, "-C", str(home.desk.root), "case", "find", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    )
    _wait_until_it_waits(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err.decode()
    assert b"Traceback" not in err


def test_a_pipe_that_closes_early_leaves_no_traceback(home: Household) -> None:
    command = f"{sys.executable} -c 'from seki_cli.main import run; run()' -C {home.desk.root} schema note | head -1"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    said = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, env=env, timeout=60, check=False)
    assert said.returncode == 0, said.stderr.decode()
    assert said.stderr == b""


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp932"},
    ],
)
def test_a_terminal_that_does_not_know_every_letter(home: Household, env: dict[str, str]) -> None:
    for words in (("case", "show", home.case), ("nosuch",)):
        said = shell(home, "-C", str(home.desk.root), "--as-of", "2025-07-16", *words, env=env)
        assert said.returncode == (2 if words == ("nosuch",) else 0), said.stderr
        assert b"Traceback" not in said.stderr
    told = shell(home, "-C", str(home.desk.root), "--as-of", "2025-07-16", "case", "show", home.case, "--json", env=env)
    assert json.loads(told.stdout.decode("utf-8"))["data"]["status"] == "支援中"
    if env.get("PYTHONIOENCODING") == "cp932":
        said = shell(home, "-C", str(home.desk.root), "--as-of", "2025-07-16", "due", env=env)
        assert "回答待ち" in said.stdout.decode("cp932")


def test_the_line_of_cron(home: Household) -> None:
    """`seki -C DIR due --quiet` in an empty environment: nothing at all when nothing is due, else rows without a name."""
    env = {"SEKI_TODAY": "2025-07-12"}
    root = str(home.desk.root)
    quiet = shell(home, "-C", root, "due", "--quiet", env=env)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, b"", b"")
    due = shell(home, "-C", root, "due", "--quiet", env={"SEKI_TODAY": "2025-08-15"})
    assert (due.returncode, due.stderr) == (0, b"")
    told = due.stdout.decode("utf-8")
    assert "モニタリング" in told
    assert home.case in told
    assert not any(word in told for word in SECRETS)


def test_nothing_lies_open_to_others(home: Household) -> None:
    os.umask(0o022)
    said = home.desk.as_("sato").do("case", "new", given=CALL)
    home.desk.try_("agenda", home.meeting, "-o", str(home.desk.root / "out" / "shiryo.txt"), "--by", "goto")
    folder = home.desk.root / "cases" / said["case"][:3] / said["case"]
    for path in (folder, *folder.rglob("*"), home.desk.root / "out", home.desk.root / "out" / "shiryo.txt"):
        assert path.stat().st_mode & 0o077 == 0, path
