"""A paper is whole before it has a name, private, and nobody's older paper is written over unasked; a crash leaves none."""

import os
from pathlib import Path

import pytest

from seki_cli.files import outbox
from seki_cli.files.outbox import start_paper


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["nameless", "named"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "named":  # as on a system whose files cannot do without a name
        monkeypatch.setattr(outbox, "_OPEN_FILES", str(tmp_path / "not-there"))
    return tmp_path / "out" / "paper.html"


def test_it_gets_its_name_when_it_is_finished(target: Path) -> None:
    draft = start_paper(target, b"whole")
    assert not target.exists()
    draft.finish(target, force=False)
    assert target.read_bytes() == b"whole"
    assert target.stat().st_mode & 0o777 == 0o600
    assert names_in(target.parent) == [target.name]


def test_a_draft_that_is_dropped_leaves_nothing(target: Path) -> None:
    start_paper(target, b"whole").drop()
    assert names_in(target.parent) == []


@pytest.mark.parametrize("force", [True, False])
def test_an_older_paper_goes_only_by_force(target: Path, *, force: bool) -> None:
    start_paper(target, b"old").finish(target, force=False)
    draft = start_paper(target, b"new")
    if force:
        draft.finish(target, force=True)
    else:
        with pytest.raises(FileExistsError):
            draft.finish(target, force=False)
    assert target.read_bytes() == (b"new" if force else b"old")
    assert names_in(target.parent) == [target.name]


@pytest.mark.skipif(
    not hasattr(os, "O_TMPFILE"),
    reason="名前のない一時ファイルの確かめは実行していません: この OS にはありません（名前のある方法の試験は実行します）",
)
def test_whoever_dies_with_a_draft_in_hand_leaves_nothing(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        start_paper(tmp_path / "paper.html", b"whole")
        os._exit(0)
    os.waitpid(child, 0)
    assert names_in(tmp_path) == []
