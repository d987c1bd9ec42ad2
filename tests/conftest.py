"""What every test may lean on: a world of its own, where no setting of this machine is felt."""

import os
import signal
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings

# The daily run draws the same examples every time, so that it says the same on every machine; SEKI_EXAMPLES=5000 searches anew.
settings.register_profile(
    "seki", deadline=None, derandomize="SEKI_EXAMPLES" not in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("seki")
_OURS = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "試験 係",
    "GIT_AUTHOR_EMAIL": "shiken@example.jp",
    "GIT_COMMITTER_NAME": "試験 係",
    "GIT_COMMITTER_EMAIL": "shiken@example.jp",
    "NO_COLOR": "1",
}
_NOT_OURS = (
    "SEKI_WORKSPACE",
    "SEKI_TODAY",
    "SEKI_DEBUG",
    "SEKI_FAILPOINT",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "EDITOR",
    "VISUAL",
)


def leave_this_machine() -> None:
    """Leave this machine's settings behind, for this process and all that it starts."""
    os.environ.update(_OURS)
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    os.umask(0o077)
    with suppress(ValueError):  # a shell that starts jobs in the background lets them ignore Ctrl-C, and all that they start
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure() -> None:
    """Do so before any fixture runs, those of a session included."""
    leave_this_machine()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was not run and why, at the end, where it is read: a skipped test proves nothing."""
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", ()))
    if reasons:
        terminalreporter.section("実行していないもの", sep="-")
        for reason, many in reasons.most_common():
            terminalreporter.write_line(f"{many:>5} 件  {reason}")


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ")


@pytest.fixture(autouse=True)
def own_world(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give every test a home of its own and git an identity."""
    for name, value in _OURS.items():
        monkeypatch.setenv(name, value)
    for name in _NOT_OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path_factory.getbasetemp()))
    os.umask(0o077)
