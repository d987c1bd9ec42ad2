"""A workspace with 関市's profile and a few invented members of staff, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from speaking import Desk, say

STAFF = """
- {id: sato, name: 佐藤 花, agency: chuo1, post: 社会福祉士, pledged_on: 2025-04-01, since: 2025-04-01}
- {id: goto, name: 後藤 実, agency: takikan, post: 相談支援包括化推進員, pledged_on: 2025-04-01, since: 2025-04-01}
- {id: hori, name: 堀 景子, agency: fukushi, post: 主査, pledged_on: 2025-04-01, since: 2025-04-01}
- {id: mori, name: 森 誠, agency: marugoto, post: 相談支援員, pledged_on: 2025-04-01, since: 2025-04-01}
- {id: ono, name: 大野 桂, agency: zeimu, post: 主任, pledged_on: 2025-04-01, since: 2025-04-01}
""".replace("{", "").replace("}", "")


def block(rows: str) -> str:
    """Return rows written on one line each as the block YAML that seki reads."""
    lines = []
    for row in filter(None, rows.splitlines()):
        first, *rest = row.removeprefix("- ").split(", ")
        lines += [f"- {first}", *(f"  {part}" for part in rest)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def office_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    patch = pytest.MonkeyPatch()
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        patch.setenv(name, "試験 係")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        patch.setenv(name, "shiken@example.jp")
    patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    root = tmp_path_factory.mktemp("office") / "daicho"
    made = say("init", str(root), "--as-of", "2025-04-01")
    assert made.code == 0, made.err
    added = say("-C", str(root), "--as-of", "2025-04-01", "registry", "staff", "add", "--from", "-", stdin=block(STAFF))
    assert added.code == 0, added.err
    patch.undo()
    return root


@pytest.fixture
def desk(office_made: Path, tmp_path: Path) -> Desk:
    root = tmp_path / "daicho"
    shutil.copytree(office_made, root, symlinks=True)
    return Desk(root, by="sato", day="2025-06-11")
