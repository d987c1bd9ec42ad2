"""The watchers see what they are there for: a twin without care leaks in each way, and each is caught."""

import subprocess
from collections.abc import Callable

import pytest

from canaries.calls import SAID
from canaries.room import Room

FOUND = {
    "stderr": "stderr",
    "escaped": "stderr",
    "octal": "stderr",
    "argv": "argv of a child",
    "environment": "environment of a child",
    "name": "name of a file",
    "tmp": "written outside",
}


@pytest.mark.parametrize("way", FOUND)
def test_each_way_out_is_watched(room: Room, way: str) -> None:
    played = room.play(way, given=f"{SAID}\n", program="naive")
    assert played.code == 0
    assert [where for where, _ in room.leaks(played)] == [FOUND[way]]


def test_stdout_is_heard(room: Room) -> None:
    assert room.fixture.marks.found(room.play("stdout", given=f"{SAID}\n", program="naive").out) == {("typed", "")}


@pytest.mark.parametrize(
    ("leave", "where"),
    [
        (lambda room: (room.folder / "tmp" / "x").touch(), "temporary files"),
        (lambda room: (room.folder / "home" / ".x").touch(), "home"),
        (lambda room: (room.root / ".git" / "x").write_text(SAID), "files of git"),
        (lambda room: (room.root / f"{SAID}.yaml").touch(), "name of a file"),
        (lambda room: (room.root / "open").mkdir(mode=0o755) or (room.root / "open").chmod(0o755), "modes"),
        (lambda room: _git(room, "config", "seki.staff", SAID), "files of git"),
        (lambda room: _git(room, "commit", "--allow-empty", "-qm", f"seki: note add {SAID}"), "commit"),
        (lambda room: _git(room, "commit", "--allow-empty", "-qm", "seki: note add x\n\nmore"), "message"),
        (
            lambda room: _git(room, "-c", "user.name=x", "commit", "--allow-empty", "-qm", "seki: save", "--author=x <x>"),
            "message",
        ),
        (lambda room: room.diary.write_text("/dev/shm/a\nmode 755 /dev/shm\n"), "modes of the editor's file"),
        (lambda room: room.diary.write_text(f"NAME={SAID}\n"), "editor"),
    ],
)
def test_each_trace_is_seen(
    stage: object, canaries: object, tmp_path: object, leave: Callable[[Room], object], where: str
) -> None:
    room = Room(stage=stage, fixture=canaries, folder=tmp_path / "room")  # type: ignore[arg-type, operator]
    assert room.traces() == []
    leave(room)
    assert where in [seen for seen, _ in room.traces()]


def _git(room: Room, *words: str) -> None:
    subprocess.run(["git", "-C", room.root, *words], check=True)
