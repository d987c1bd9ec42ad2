"""The nightly job: the line of the README in an empty environment, on a machine that keeps another time than Japan."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from carried import Household, carried
from speaking import Desk, Said

ROOT = Path(__file__).parents[2]
LINE = re.search(r"(?m)^0 7 \* \* 1-5  (\S+/seki) -C /srv/daicho (.+)$", (ROOT / "README.md").read_text("utf-8"))
SEKI = (sys.executable, "-c", "from seki_cli.main import run; run()")


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return carried(tmp_path)


def at(
    home: Household, instant: str, *words: str, zone: str = "UTC", root: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run seki with nothing in its environment but the zone and, for a test build, the clock."""
    env = {"PYTHONPATH": str(ROOT), "TZ": zone, "SEKI_TEST_BUILD": "1", "SEKI_CLOCK": instant}
    words = ("-C", str(root or home.desk.root), *words)
    return subprocess.run([*SEKI, *words], capture_output=True, text=True, env=env, cwd="/", timeout=60, check=False)


def job(home: Household, instant: str, *more: str, **where: object) -> subprocess.CompletedProcess[str]:
    """Run the words of the README's line."""
    assert LINE
    return at(home, instant, *LINE[2].split(), *more, **where)  # type: ignore[arg-type]


MIDNIGHT = "2026-03-30T15:05:00+00:00"
"""Five past midnight of 31 March in Japan, still the day before in UTC."""


def test_the_day_is_that_of_japan_on_every_machine(home: Household) -> None:
    for zone in ("UTC", "America/Los_Angeles"):
        told = json.loads(job(home, MIDNIGHT, "--json", zone=zone).stdout)
        assert told["as_of"] == "2026-03-31"
    assert json.loads(job(home, "2026-03-30T14:59:59+00:00", "--json").stdout)["as_of"] == "2026-03-30"
    assert json.loads(job(home, "2026-03-31T15:00:00Z", "--json").stdout)["as_of"] == "2026-04-01"


def test_the_list_of_the_last_night_of_the_fiscal_year(home: Household) -> None:
    note = "method: 訪問\nfact: 話した\nnext:\n  date: 2026-03-31\n"
    home.desk.on("2026-03-02").do("note", "add", home.case, given=note)
    said = job(home, MIDNIGHT)
    assert (said.returncode, said.stderr) == (0, "")
    assert re.search(r"R8\.3\.31 +\* +本日 +次回予定", said.stdout)
    assert not re.search(r"R8\.3\.31 +\*", job(home, "2026-03-30T14:59:59+00:00").stdout)
    years = [
        json.loads(at(home, instant, "stats", "--json").stdout)["data"] for instant in (MIDNIGHT, "2026-03-31T15:05:00+00:00")
    ]
    assert [year["items"][0]["period"] for year in years] == ["R07", "R08"]


def test_a_shared_clone_counts_only_what_is_saved(home: Household, tmp_path: Path) -> None:
    clone = tmp_path / "shared"
    subprocess.run(["git", "clone", "-q", str(home.desk.root), str(clone)], check=True)
    path = next((clone / home.folder.relative_to(home.desk.root)).glob("notes/*.yaml"))
    text = re.sub("(?m)^id: .*$", "id: 20250720-4H2M", path.read_text("utf-8"))
    text = re.sub("(?m)^(date|recorded): 2025-..-..", r"\1: 2025-07-20", text) + "next:\n  date: 2025-08-15\n"
    path.with_name("20250720-4H2M.yaml").write_text(text, "utf-8")
    instant = "2025-08-14T22:00:00Z"
    saved, whole = job(home, instant, "--head", root=clone).stdout, job(home, instant, root=clone).stdout
    assert saved == job(home, instant).stdout
    assert saved.count("次回予定") + 1 == whole.count("次回予定")


@pytest.fixture
def on(home: Household, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Return a way to call seki, in this process, when the clock says so."""

    def call(instant: str, *words: str) -> Said:
        monkeypatch.setenv("SEKI_TEST_BUILD", "1")
        monkeypatch.setenv("SEKI_CLOCK", instant)
        return Desk(home.desk.root).try_(*words)

    return call


@pytest.mark.parametrize("words", [("due", "--quiet"), ("due",), ("case", "list"), ("check",), ("due", "--head", "--quiet")])
def test_a_clock_behind_the_last_save_is_told(on: Callable[..., Said], words: tuple[str, ...]) -> None:
    """The last save is of the middle of July; the clock has lost a month: what is due by then is not seen."""
    said = on("2025-06-15T22:00:00Z", *words)
    assert "SEKI165" in (said.out if words == ("check",) else said.err)
    assert said.code == 0
    assert "時計" in said.out + said.err


def test_whoever_writes_by_a_wrong_clock_is_told_too(on: Callable[..., Said], home: Household) -> None:
    said = on("2025-06-15T22:00:00Z", "registry", "me", "sato")
    words = ("note", "add", home.case, "--by", "sato", "--from", "-", "--dry-run")
    assert said.code == 0
    assert "SEKI165" not in home.desk.on("2025-07-20").try_(*words, stdin="method: 訪問\nfact: 話した\n").err
    assert "SEKI165" in on("2025-06-20T22:00:00Z", "meeting", "new", "juso", "--date", "2025-10-10").err


def test_a_day_that_was_named_is_believed(on: Callable[..., Said], home: Household) -> None:
    for words in (("--as-of", "2025-06-16"), ("--as-of", "昨日")):
        assert "SEKI165" not in on("2025-06-15T22:00:00Z", "due", "--quiet", *words).err
    assert "SEKI165" not in home.desk.on("2025-06-16").try_("due").err


def test_a_day_is_no_alarm_and_more_than_one_is(on: Callable[..., Said], home: Household) -> None:
    argv = ["git", "-C", str(home.desk.root), "log", "-1", "--format=%as"]
    last = date.fromisoformat(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip())
    told = [on(f"{last - timedelta(days=n)}T12:00:00+09:00", "due", "--json").envelope["findings"] for n in range(4)]
    assert [[one["code"] for one in findings] for findings in told] == [[], [], ["SEKI165"], ["SEKI165"]]


def test_the_clock_can_be_set_in_a_test_build_alone(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKI_CLOCK", "2001-01-01T00:00:00Z")
    assert Desk(home.desk.root).ask("due").envelope["as_of"] > "2026"
