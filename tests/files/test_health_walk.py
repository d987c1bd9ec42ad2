"""Where a clone lies, told from what Linux and macOS say is mounted."""

from pathlib import Path

import pytest

from seki_cli.files.health_walk import build_mounts, find_network

LINUX = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/home /srv/home nfs4 rw 0 0
//files/share /mnt/my\\040share cifs rw 0 0
tmpfs /srv/home/fast tmpfs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
me@host:/x /mnt/ssh fuse.sshfs rw 0 0
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//me@files/share on /Volumes/my share (smbfs, nodev, nosuid, mounted by me)
"""


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        (LINUX, "/home/me/daicho", ""),
        (LINUX, "/srv/home/me/daicho", "nfs4"),
        (LINUX, "/srv/home", "nfs4"),
        (LINUX, "/srv/homes", ""),
        (LINUX, "/srv/home/fast/daicho", ""),
        (LINUX, "/mnt/my share/daicho", "cifs"),
        (LINUX, "/mnt/c/daicho", "9p"),
        (LINUX, "/mnt/ssh", "fuse.sshfs"),
        (MACOS, "/Users/me/daicho", ""),
        (MACOS, "/Volumes/my share/daicho", "smbfs"),
        ("", "/srv", ""),
    ],
)
def test_a_network_drive_is_known_by_what_is_mounted(text: str, place: str, kind: str) -> None:
    assert find_network(Path(place), build_mounts(text)) == kind
