"""What the server must refuse, made by plain git: refused with a sentence, nothing changed, no word of a record repeated.

All of them are judged as git has the hook judge them, and more than twenty-five are really pushed. The
same pushes go to a bare repository without the hook, which takes every one of them: it is the hook that refuses.
出典: safety.md の Sync
"""

from pathlib import Path

import pytest

from server.forbidden import FORBIDDEN
from server.ground import Ground, turned_back
from server.hands import MARK, references
from speaking import say

_BY_GIT = ("force", "main deleted", "a tag", "another branch", "a submodule", "an unrelated history merged in")
PUSHED = tuple(name for number, name in enumerate(FORBIDDEN) if number % 3 == 0 or name in _BY_GIT)


def seems_calm(lines: list[str], says: str) -> None:
    """Assert that a refusal is short, says what and what now, and repeats no word of a record."""
    said = "\n".join(lines)
    assert says in said, said
    assert "共有先は前のままです" in lines[0]
    assert 3 <= len(lines) <= 10
    assert any(line.startswith("  次に: ") for line in lines)
    assert MARK not in said


@pytest.mark.usefixtures("quarantine")
@pytest.mark.parametrize("name", FORBIDDEN)
def test_refused_with_a_sentence(ground: Ground, name: str) -> None:
    made, says = FORBIDDEN[name]
    said = say("receive", stdin=ground.hand.lines_for_hook(ground.server, *made(ground.hand)), cwd=ground.server)
    assert (said.code, said.out) == (4, "")
    seems_calm(said.err.splitlines(), says)


@pytest.mark.parametrize("name", PUSHED)
def test_a_push_changes_nothing(ground: Ground, name: str) -> None:
    made, says = FORBIDDEN[name]
    before = references(ground.server), _objects(ground.server)
    pushed = ground.hand.push(ground.server, *made(ground.hand))
    assert not pushed.taken
    seems_calm(pushed.lines, says)
    assert (references(ground.server), _objects(ground.server)) == before


def _objects(server: Path) -> list[str]:
    return sorted(path.name for path in (server / "objects").rglob("*"))


@pytest.mark.parametrize("name", PUSHED)
def test_a_server_without_the_hook_takes_it(ground: Ground, name: str) -> None:
    with turned_back(ground.naive):
        before = references(ground.naive)
        pushed = ground.hand.push(ground.naive, *FORBIDDEN[name][0](ground.hand))
        assert pushed.taken, pushed.said
        assert references(ground.naive) != before
