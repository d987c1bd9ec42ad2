"""手入れ, by whoever may not open everything: told calmly, and nothing that is only closed is taken for torn."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from speaking import Desk

RUN = (sys.executable, "-P", "-c", "from seki_cli.main import run; run()")
CLOSED = ("config", "HEAD", "seki", "index", "objects", "refs", ".")


def without_rights() -> tuple[str, ...]:
    """Return what goes before a command so that modes hold for it: root without its privileges, anybody else as they are."""
    if os.geteuid():
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip(
            "開けないフォルダーの確かめは実行していません: root は何でも開けるため、権限を外す setpriv が要ります（root でなければ実行します）"
        )
    return ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs")


def doctor(root: Path, *words: str, home: Path | None = None) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "HOME": str(home or root.parent)}
    line = [*without_rights(), *RUN, "-C", str(root), "doctor", *words]
    return subprocess.run(line, capture_output=True, text=True, check=False, env=env)


def items_of(said: "subprocess.CompletedProcess[str]") -> dict[str, str]:
    return {item["id"]: item["state"] for item in json.loads(said.stdout)["data"]["items"]}


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_is_told_and_never_made_anew(desk: Desk, name: str) -> None:
    place = desk.root / ".git" / name
    config = (desk.root / ".git" / "config").read_bytes()
    (desk.root / ".git" / "seki").mkdir(exist_ok=True)
    mode = place.stat().st_mode
    place.chmod(0)
    try:
        said = doctor(desk.root, "--fix", "--json")
    finally:
        place.chmod(mode)
    assert said.returncode == 6, said.stderr
    assert items_of(said)["closed"] == "要対応"
    assert (desk.root / ".git" / "config").read_bytes() == config
    assert not (desk.root / ".git" / "seki" / "rescued").exists()


def test_what_is_closed_is_not_taken_for_torn(desk: Desk) -> None:
    """The settings hold where to share and who records: closed ones are not replaced by new ones."""
    config = desk.root / ".git" / "config"
    config.chmod(0)
    asked = "import sys, pathlib; from seki_cli.files.repository import find_torn; print(find_torn(pathlib.Path(sys.argv[1])))"
    line = [*without_rights(), sys.executable, "-P", "-c", asked, str(desk.root)]
    said = subprocess.run(line, capture_output=True, text=True, check=False)
    config.chmod(0o600)
    assert (said.stdout, "PermissionError" in said.stderr) == ("", True)


def test_a_workspace_that_is_closed_itself(desk: Desk) -> None:
    desk.root.chmod(0)
    said = doctor(desk.root)
    desk.root.chmod(0o700)
    assert (said.returncode, said.stdout) == (6, "")
    assert "開く権限がありません" in said.stderr


def test_a_closed_home_hides_nothing(desk: Desk, tmp_path: Path) -> None:
    """Whoever became another user by `su` keeps the home of the first."""
    home = tmp_path / "home"
    home.mkdir(mode=0)
    said = doctor(desk.root, "--json", home=home / "inner")
    home.chmod(0o700)
    assert items_of(said)["repository"] == "良い", said.stderr


@pytest.mark.skipif(
    os.geteuid() != 0, reason="ほかの利用者の台帳の確かめは実行していません: 持ち主を変えられるのは root だけです"
)
def test_a_workspace_of_another_user(desk: Desk) -> None:
    for path in (desk.root, *desk.root.rglob("*")):
        os.chown(path, 65534, 65534)
        path.chmod(0o755 if path.is_dir() else 0o644)
    said = doctor(desk.root, "--fix", "--json")
    assert (said.returncode, items_of(said)["owner"]) == (6, "要対応")
