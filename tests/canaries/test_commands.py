"""T9: every command, as it works and as it fails, piped and at a terminal: no marker comes out beside the answer.

出典: safety.md の T9・product.md の「漏らさない」
"""

import re
from collections.abc import Callable

import pytest

from canaries.calls import CALLS, SAID, Say
from canaries.may_say import BY_OPTION, MAY_SAY, not_to_be_said
from canaries.room import Room
from canaries.share import share
from canaries.stage import Played
from docs.tree import Word, read_tree
from seki_cli.files.git_state import read_head
from torture.deeds import WRITING

COMMANDS = {one.words: one for one in read_tree(hidden=True) if not one.is_group}
_FILES = ("--from", "--output", "DIR", "[DIR]")
_FAULT = {"init": "extra.yaml", "demo": "extra.yaml"}
_OWN_GROUND = ("init", "demo", "receive")
"""These make a workspace and never look at the one of the room."""
_WRITES = ("registry staff", "save", "init", "demo", "case link", "meeting attend", "meeting cancel")
"""These write without that anything is handed in: what they did cannot be done twice in one room."""
_VALUE = re.compile(r"(?<=: )(?!秘語).+|(?<=- )(?!秘語)[^:]+$")
_LISTING = 4
"""So many values of what is handed in are made wrong, one after the other."""
HOSTILE = {
    "notes/20250901-AAAA.yaml": f"fact: '{SAID}\n",
    "notes/20250901-BBBB.yaml": f"schema: note/1\nmethod: {SAID}\n{SAID}: x\n",
    "notes/20250901-CCCC.yaml": f"schema: note/1\n{SAID}: 1\n{SAID}: 2\n",
    "consents/20250901-DDDD.yaml": f"schema: {SAID}/1\nid: {SAID}\n",
    "intakes/20250901-EEEE.yaml": f"- {SAID}\n- &a {SAID}\n",
}


def clean(room: Room, command: str, words: str, played: Played, *codes: int) -> set[tuple[str, str]]:
    """Assert that a call ended in one of these ways and that no marker came out where none may; return what stdout held."""
    assert not codes or played.code in codes, (command, words, played.code, played.out, played.err)
    assert room.leaks(played) == [], (command, words, played.err)
    found = room.fixture.marks.found(played.out)
    assert not_to_be_said(command, words, found) == set(), (command, words)
    return found


def words_of(command: str, say: Say, *more: str) -> list[str]:
    door = ["--from", "-"] if say.given and command != "case find" else []
    return [*command.split(), *say.words.split(), *door, *more]


def hand_in(room: Room, say: Say) -> None:
    """Write by hand what stands in the workspace before the call."""
    for path, text in say.hand:
        file = room.root / path.format(**room.fixture.ids)
        file.write_text(text.format(**room.fixture.ids), encoding="utf-8")
        file.chmod(0o600)


def test_every_command_has_its_calls() -> None:
    assert set(CALLS) == set(COMMANDS)


@pytest.mark.parametrize("command", CALLS)
def test_as_it_works(rooms: Callable[[], Room], command: str) -> None:
    room = rooms()
    first = CALLS[command][0]
    hand_in(room, first)
    if first.given and command != "case find":
        played = room.play(words_of(command, first, "--dry-run"), given=first.given, day=first.day)
        clean(room, command, "--dry-run", played, first.code)
    seen: set[tuple[str, str]] = set()
    for say in CALLS[command]:
        room = rooms() if say.anew else room
        hand_in(room, say)
        head = read_head(room.root)
        played = room.play(words_of(command, say), given=say.given, day=say.day)
        seen |= clean(room, command, say.words, played, say.code)
        assert read_head(room.root) == head or command in WRITING, "it writes: tests/torture/deeds.py has to kill it"
    room = room if not first.given and command not in _WRITES else rooms()
    hand_in(room, first)
    played = room.play(words_of(command, first, "--json"), given=first.given, day=first.day)
    seen |= clean(room, command, first.words, played, first.code)
    allowed = MAY_SAY.get(command) or any(said for (name, _), said in BY_OPTION.items() if name == command)
    assert bool(seen) == bool(allowed), "the table allows what is never said"


@pytest.mark.parametrize("command", CALLS)
def test_with_a_marker_for_every_word_it_takes(room: Room, command: str) -> None:
    say = CALLS[command][0]
    takes = [word for word in COMMANDS[command].takes if word.name not in _FILES and word.written not in _FILES]
    for words in (*_wrong_arguments(say, takes), *_wrong_options(say, takes)):
        played = room.play([*command.split(), *words, *(["--from", "-"] if say.given else [])], given=say.given, day=say.day)
        clean(room, command, " ".join(words), played)
        assert played.code < 70, (words, played.err)


def _wrong_arguments(say: Say, takes: list[Word]) -> list[list[str]]:
    spoken = say.words.split()
    places = range(min(sum(not word.is_option for word in takes), len(spoken)))
    return [[*spoken[:place], SAID, *spoken[place + 1 :]] for place in places] + [[*spoken, SAID]]


def _wrong_options(say: Say, takes: list[Word]) -> list[list[str]]:
    spoken = say.words.split()
    found = [[*spoken, f"--{SAID}"]]
    for word in takes:
        if word.is_option and " " in word.written:
            at = spoken.index(word.name) if word.name in spoken else -1
            rest = [*spoken[:at], *spoken[at + 2 :]] if at >= 0 else spoken
            found.append([*rest, word.name, SAID])
    return found


@pytest.mark.parametrize("command", [command for command, says in CALLS.items() if says[0].given and command != "case find"])
def test_with_something_wrong_in_what_is_handed_in(room: Room, command: str) -> None:
    say = CALLS[command][0]
    broken = share(
        [f"fact: '{SAID}\n", f"{SAID}: {SAID}\n", f"- {SAID}\n", f"{SAID}\n", f"{say.given}{SAID}: {SAID}\n"], command, 2
    )
    lines = say.given.splitlines()
    values = [n for n, line in enumerate(lines) if _VALUE.search(line)]
    wrong = [
        "\n".join([*lines[:n], _VALUE.sub(SAID, lines[n]), *lines[n + 1 :]]) + "\n"
        for n in values[:: max(1, len(values) // _LISTING)]
    ]
    for given in (*broken, *wrong):
        played = room.play(words_of(command, say), given=given, day=say.day)
        clean(room, command, say.words, played)
        assert played.code < 70, (given, played.err)


@pytest.mark.parametrize("command", CALLS)
def test_where_something_cannot_be_read_or_written(rooms: Callable[[], Room], command: str) -> None:
    room = rooms()
    say = CALLS[command][0]
    words = words_of(command, say)
    hand_in(room, say)
    played = room.play(words, given=say.given, day=say.day, fault=_FAULT.get(command, "household.yaml"), saying=SAID)
    clean(room, command, say.words, played, 70, say.code)
    if command in _OWN_GROUND:
        return
    if say.given:
        played = room.play(words, given=say.given, day=say.day, SEKI_TEST_BUILD="1", SEKI_FAILPOINT="temp-written:enospc")
        clean(room, command, say.words, played)
    for path, text in HOSTILE.items():
        file = room.root / room.fixture.ids["folder"] / path
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
    for more in share(([], ["--json"]), command, 1):
        played = room.play([*words, *more], given=say.given, day=say.day)
        clean(room, command, say.words, played)
        assert played.code < 70
