"""At a terminal: what a form shows stays on it; whatever way it ends, drafts lie in .git/seki, for their owner alone."""

from collections.abc import Callable

import pytest

from canaries.calls import CALLS, SAID, Say
from canaries.may_say import not_on_a_form, not_to_be_said
from canaries.room import Room
from canaries.share import share
from canaries.stage import Played

FORMS = [command for command, says in CALLS.items() if says[0].given and command not in ("case find", "registry staff")]
_LINES = (SAID,) * 5


def quiet(room: Room, command: str, words: str, played: Played, *, form: bool) -> None:
    """Assert that nothing left the terminal, and that on it stands only what is the person's to see."""
    asked = not_on_a_form(room.fixture.marks.found(played.err)) if form else room.fixture.marks.found(played.err)
    assert asked == set(), (command, words, played.err)
    assert [leak for leak in room.leaks(played) if leak[0] != "stderr"] == [], (command, words)
    found = room.fixture.marks.found(played.out)
    found = not_on_a_form(found) if form else not_to_be_said(command, words, found)
    assert found == set(), (command, words, played.out)


@pytest.mark.parametrize("command", CALLS)
def test_the_answer_alone(room: Room, command: str) -> None:
    say: Say = CALLS[command][0]
    door = []
    if say.given and command != "case find":
        door = ["--from", "given.yaml"]
        (room.desk / "given.yaml").write_text(say.given, encoding="utf-8")
        (room.desk / "given.yaml").chmod(0o600)
    if command == "case find":
        say = Say(words="{case}")
    played = room.play([*command.split(), *say.words.split(), *door], lines=(), day=say.day)
    assert played.code in (say.code, 130), played.err
    quiet(room, command, say.words, played, form=played.code == 130)


@pytest.mark.parametrize("command", FORMS)
def test_a_form_that_is_left(room: Room, command: str) -> None:
    say = CALLS[command][0]
    words = [*command.split(), *say.words.split()]
    for lines, ending in share(((_LINES, "interrupt"), (_LINES[:2], "kill"), ((), "close")), command, 1):
        played = room.play(words, lines=lines, day=say.day, ending=ending)
        assert played.code < 70 or played.code == 130, played.err
        quiet(room, command, say.words, played, form=True)


def test_what_was_typed_is_kept_when_the_terminal_dies_and_nowhere_else(room: Room) -> None:
    played = room.play("note add {case} --by sato", lines=("", "訪問", SAID, "", SAID), ending="kill")
    assert played.code == -9, (played.code, played.err)
    drafts = list((room.root / ".git" / "seki" / "drafts").iterdir())
    assert room.fixture.marks.found_in(path.read_text(encoding="utf-8") for path in drafts) == {("typed", "")}
    quiet(room, "note add", "", played, form=True)


@pytest.mark.parametrize(
    "text",
    ["", f"people:\n  - id: P1\n    role: {SAID}\n", f"{SAID}: '{SAID}\n", f"- {SAID}\n"],
    ids=["untouched", "wrong word", "torn", "a list"],
)
def test_in_the_editor(room: Room, text: str) -> None:
    room.written_by_editor(text)
    for _ in range(2):
        played = room.play("case edit {fourth} household --by sato", lines=("",), ending="interrupt")
        quiet(room, "case edit", "", played, form=True)
        assert "mode 600" in room.diary.read_text(encoding="utf-8")
    opened = [argv[-1] for argv, _ in played.started if argv[-1].endswith("edit.yaml")]
    assert all(path.startswith("/dev/shm/seki-") for path in opened)
    assert opened


def test_the_words_to_find_are_asked_for_and_not_said_again(room: Room) -> None:
    played = room.play("case find", lines=("秘田",))
    assert played.code == 0
    quiet(room, "case find", "", played, form=False)


def test_names_beside_what_is_due_only_where_somebody_sits(rooms: Callable[[], Room]) -> None:
    room = rooms()
    seen = room.play("due --names --within 365", lines=())
    assert room.fixture.marks.found(seen.out) == {("household", "people[].name")}
    assert room.leaks(seen) == []
    for more in ("", " --json", " --quiet", " --format csv"):
        piped = room.play(f"due --names --within 365{more}")
        assert (piped.code, room.fixture.marks.found(piped.out)) == (2, set())
