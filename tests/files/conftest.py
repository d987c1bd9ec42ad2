"""A workspace in a folder of its own, with a git that knows nothing of the one who runs the tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from seki_cli.files.founding import create_workspace
from tests.files.ledgers import HEAD, Ledger, act


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that flushes at once: each save flushes some twenty times, and a shared disk makes seconds of that."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="seki-test-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def alone(ground: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep out the settings, the identity and the language of the machine."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "LC_", "SEKI_")) or name in ("LANG", "LANGUAGE", "EMAIL", "XDG_CONFIG_HOME"):
            monkeypatch.delenv(name)
    home = ground / "home"
    home.mkdir()
    (home / "gitconfig").write_text("[user]\n\tname = 試験 太郎\n\temail = taro@example.jp\n[advice]\n\tdetachedHead = false\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return home


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one case, everything saved, made once: the tests take copies of it."""
    root = tmp_path_factory.mktemp("founded") / "台帳"
    files = {
        "seki.yaml": b"schema: seki/1\nprofile: seki\nformat: 1\n",
        "profile/staff.yaml": b"schema: staff/1\nstaff: []\n",
        **HEAD,
    }
    create_workspace(root, files, act("init", day="2025-04-01", author=("見本 一郎", "ichiro@example.jp")))
    return root


@pytest.fixture
def ledger(alone: Path, founded: Path, ground: Path) -> Ledger:
    """Return a workspace with one case, everything saved."""
    shutil.copytree(founded, ground / "台帳")
    return Ledger(root=ground / "台帳")
