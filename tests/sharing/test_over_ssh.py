"""seki sync over a real sshd on this machine: its own host key, its own key of the user, nothing of the machine's."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sharing.conftest import heads
from torture.clones import Town, git

SSHD = os.environ.get("SEKI_SSHD") or shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
NEEDED = [
    name
    for name, there in (("sshd", SSHD), ("ssh", shutil.which("ssh")), ("ssh-keygen", shutil.which("ssh-keygen")))
    if not there
]

pytestmark = pytest.mark.skipif(
    bool(NEEDED), reason=f"ssh での共有は実行していません: {'・'.join(NEEDED)} がありません（フォルダーでの共有は実行しています）"
)


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let an sshd of our own listen on the loopback alone; the client knows its host key and has one key."""
    for name in ("host", "user", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    settings = (
        f"Port {number}", "ListenAddress 127.0.0.1", f"HostKey {tmp_path}/host", f"AuthorizedKeysFile {tmp_path}/user.pub",
        "PasswordAuthentication no", "KbdInteractiveAuthentication no", "StrictModes no", "UsePAM no", "PidFile none", "PermitRootLogin prohibit-password",
    )  # fmt: skip
    (tmp_path / "sshd_config").write_text("\n".join(settings) + "\n")
    host = (tmp_path / "host.pub").read_text().split()[:2]
    (tmp_path / "known").write_text(f"[127.0.0.1]:{number} {' '.join(host)}\n")
    use(tmp_path, monkeypatch, "user", "known")
    log = (tmp_path / "log").open("wb")
    daemon = subprocess.Popen([str(SSHD), "-D", "-e", "-f", tmp_path / "sshd_config"], stderr=log)
    try:
        _wait(daemon, number, tmp_path / "log")
        yield number
    finally:
        daemon.terminate()
        daemon.wait(60)
        log.close()


def use(folder: Path, monkeypatch: pytest.MonkeyPatch, key: str, known: str) -> None:
    """Let ssh read these files and none of the machine's; the rest is what seki says to it."""
    config = folder / "ssh_config"
    config.write_text(f"Host *\n  IdentityFile {folder}/{key}\n  IdentitiesOnly yes\n  UserKnownHostsFile {folder}/{known}\n")
    wrapper = folder / "bin" / "ssh"
    wrapper.parent.mkdir(exist_ok=True)
    wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("ssh", path=os.defpath)} -F {config} "$@"\n')
    wrapper.chmod(0o700)
    if str(wrapper.parent) not in os.environ["PATH"]:
        monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")


def _wait(daemon: "subprocess.Popen[bytes]", number: int, log: Path) -> None:
    for _ in range(600):
        if daemon.poll() is not None:
            pytest.skip(f"ssh での共有は実行していません: sshd が始まりません（{log.read_text().strip().splitlines()[-1:]}）")
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", number)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("sshd does not listen")


def moved(town: Town, port: int) -> None:
    for name in ("a", "b"):
        git(town.root(name), "remote", "set-url", "origin", f"ssh://{getpass.getuser()}@127.0.0.1:{port}{town.hub}")


def test_two_clones_share_over_ssh(town: Town, port: int) -> None:
    moved(town, port)
    for name in ("a", "b"):
        town.add_note(name, town.cases[0])
    ends = [town.sync(name) for name in ("a", "b", "a")]
    assert [said.code for said in ends] == [0, 0, 0], ends
    assert len(heads(town)) == 1


def test_a_key_that_nobody_knows(town: Town, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(town, port)
    use(tmp_path, monkeypatch, "stranger", "known")
    said = town.sync("a")
    assert (said.code, "入ることを断られました" in said.err) == (6, True), said.err


def test_a_machine_that_nobody_has_looked_at(town: Town, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved(town, port)
    use(tmp_path, monkeypatch, "user", "nobody")
    said = town.sync("a")
    assert (said.code, "まだ確かめていません" in said.err) == (6, True), said.err


def test_a_folder_that_is_not_there(town: Town, port: int) -> None:
    moved(town, port)
    town.hub.rename(town.folder / "away")
    said = town.sync("a")
    assert (said.code, "共有先が見つかりません" in said.err) == (6, True), said.err
