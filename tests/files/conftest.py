"""A workspace in a folder of its own, with a git that knows nothing of the one who runs the tests."""

import os
from pathlib import Path

import pytest

from seki_cli.files.founding import create_workspace
from tests.files.ledgers import HEAD, Ledger, act


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep out the settings, the identity and the language of the machine."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "LC_", "SEKI_")) or name in ("LANG", "LANGUAGE", "EMAIL", "XDG_CONFIG_HOME"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    (home / "gitconfig").write_text('[user]\n\tname = 試験 太郎\n\temail = taro@example.jp\n[advice]\n\tdetachedHead = false\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return home


@pytest.fixture
def ledger(alone: Path, tmp_path: Path) -> Ledger:
    """Return a workspace with one case, everything saved."""
    root = tmp_path / "台帳"
    files = {"seki.yaml": b"schema: seki/1\nprofile: seki\nformat: 1\n", "profile/staff.yaml": b"schema: staff/1\nstaff: []\n", **HEAD}
    create_workspace(root, files, act("init", day="2025-04-01"))
    return Ledger(root=root)
