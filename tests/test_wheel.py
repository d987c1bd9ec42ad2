"""A wheel in a fresh environment finds its schemas, templates and sample, and runs the demo, far from any checkout."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it where nothing of ours is, and return the script."""
    home = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", home / "dist", ROOT, cwd=home)
    (wheel,) = (home / "dist").glob("*.whl")
    venv.create(home / "env", with_pip=True)
    run(home / "env/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=home)
    return home / "env/bin/seki"


def bare_environment(home: Path) -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8"}


def test_the_installed_wheel_runs_the_demo_without_an_identity(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "demo", "mihon", cwd=tmp_path, env=bare_environment(tmp_path))
    assert (tmp_path / "mihon" / "seki.yaml").exists()
    assert "モニタリング" in done.stdout
    assert "保存しました" in done.stdout
    assert "重層的支援会議" in done.stdout


def test_the_installed_wheel_makes_an_empty_workspace(installed: Path, tmp_path: Path) -> None:
    env = bare_environment(tmp_path) | {
        f"GIT_{who}_{what}": "x@example.jp" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    run(installed, "init", "daicho", cwd=tmp_path, env=env)
    run(installed, "-C", "daicho", "check", cwd=tmp_path, env=env)
    assert (tmp_path / "daicho/schema/note.json").exists()
    assert (tmp_path / "daicho/profile/programmes.yaml").exists()
