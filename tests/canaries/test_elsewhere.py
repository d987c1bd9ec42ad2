"""Mail, the shell's completion, crash reports, a locked workspace, papers in out/: what else leaves or stays."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest

from canaries.calls import CALLS, SAID
from canaries.room import Room
from canaries.share import share
from docs.tree import read_tree

COMMANDS = {one.words: one for one in read_tree(hidden=True) if not one.is_group}
OPTIONS = {
    "a number or a code": "--by --person --plan --item --base --members --meeting --resource --decision --continued-from",
    "an agency of the profile": "--to-agency --agency --lead --for --next-lead --staff",
    "a day or a span": ("--reply-by --next-date --since --within --received-on --look-again --on --next --date --month --fy"),
    "a word of a list": (
        "--ask --reason --result --step --kind --method --route --variant --status --area --field --flag --how --timing "
        "--programme --by --explain --profile"
    ),
    "a count": "--held --participants --agencies-present --new-resources",
    "a file": "--from --output",
}
ARGUMENTS = {
    "a number": "CASE CASE2 PLAN RESOURCE MEETING CASE/REF GAP CASE|GAP [RECORD] ID",
    "a word of the profile": "[WORD] [KIND] [LIST] KIND AGENCY…",
    "a file or folder": "[PATH…] DIR [DIR]",
    "a dash": "[-]",
}


def test_nothing_on_the_command_line_takes_a_name_or_a_text() -> None:
    options = {word.name for one in COMMANDS.values() for word in one.takes if word.is_option and " " in word.written}
    arguments = {word.written for one in COMMANDS.values() for word in one.takes if not word.is_option}
    assert options == {name for names in OPTIONS.values() for name in names.split()}
    assert arguments == {name for names in ARGUMENTS.values() for name in names.split()}


@pytest.mark.parametrize("words", ["due --as-of {}", "case list --format {}", "{}", "{} {}", "case {}"])
def test_a_marker_where_every_command_understands_something(room: Room, words: str) -> None:
    played = room.play([word.replace("{}", SAID) for word in words.split()])
    assert played.code in (2, 3)
    assert [leak for leak in room.leaks(played) if leak[0] != "name of a file"] == []
    assert room.fixture.marks.found(played.out) == set()


@pytest.mark.parametrize("day", ["2025-07-20", "2025-09-01", "2026-07-01"])
def test_the_mail_of_the_night(room: Room, day: str) -> None:
    (room.root / room.fixture.ids["folder"] / "notes" / "20250720-AAAA.yaml").write_text(f"fact: '{SAID}\n", encoding="utf-8")
    (room.root / room.fixture.ids["folder"] / "notes" / "20250720-AAAA.yaml").chmod(0o600)
    played = room.play("due --quiet --within 365", day=day)
    assert played.code == 5
    assert room.fixture.ids["case"] in played.out
    assert room.fixture.marks.found(played.out + played.err) == set()
    assert room.leaks(played) == []


@pytest.mark.parametrize(
    "words", ["due --quiet --within 365", "check", "check --json", "case show {case}", "stats", "save", "doctor", "doctor --fix"]
)
def test_a_file_that_somebody_named_after_a_person(room: Room, words: str) -> None:
    folder = room.root / room.fixture.ids["folder"]
    for path in (folder / "notes" / f"{SAID}.yaml", folder / SAID / "a.yaml", room.root / "resources" / f"{SAID}.yaml"):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text("fact: x\n", encoding="utf-8")
        path.chmod(0o600)
    played = room.play(words, day="2025-07-20")
    assert played.code == 5
    assert SAID not in played.out + played.err
    for path in (folder / "notes" / f"{SAID}.yaml", folder / SAID / "a.yaml", room.root / "resources" / f"{SAID}.yaml"):
        path.unlink()
    (folder / SAID).rmdir()
    assert [leak for leak in room.leaks(played) if leak[0] != "name of a file"] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_the_shell_offers(room: Room, shell: str) -> None:
    for command, one in COMMANDS.items():
        if shell != "zsh" and shell not in share(("bash", "fish"), command, 1):
            continue  # both are offered the same by the same program
        spoken = CALLS[command][0].words.format(**room.fixture.ids).split()
        typed = [[*command.split(), ""], [*command.split(), *spoken, ""]] if shell != "zsh" else []
        typed += [[*command.split(), *spoken, w.name, ""] for w in one.takes if w.is_option] if shell == "zsh" else []
        for words in typed:
            line = ["seki", *words]
            env = {"_SEKI_COMPLETE": f"complete_{shell}", "COMP_WORDS": "\n".join(line), "COMP_CWORD": str(len(line) - 1)}
            played = room.play([], **env, SEKI_WORKSPACE=str(room.root))
            assert (played.code, played.err, room.fixture.marks.found(played.out)) == (0, "", set()), words


def test_a_fault_of_seki_leaves_a_report_without_a_word_of_a_record(room: Room) -> None:
    played = room.play("case show {case}", fault="household.yaml", saying=SAID)
    assert played.code == 70
    assert room.leaks(played) == []
    (report,) = (room.root / ".git" / "seki" / "reports").iterdir()
    assert room.fixture.marks.found(report.read_text(encoding="utf-8")) == set()
    assert "RuntimeError" in report.read_text(encoding="utf-8")


def test_a_locked_workspace(room: Room) -> None:
    with room.locked():
        played = room.play("note add {case} --by sato --from -", given=f"method: 電話\nfact: {SAID}\n")
    assert played.code == 6, played.err
    assert room.leaks(played) == []
    assert room.fixture.marks.found(played.out) == set()


def test_a_hand_edit_and_what_saves_it(room: Room) -> None:
    for words in ("note add {case} --by sato --from - --no-commit", "due", "case list --head", "save", "history {case}"):
        played = room.play(words, given=f"method: 電話\nfact: {SAID}\n")
        assert played.code == 0, played.err
        assert room.leaks(played) == []
        assert room.fixture.marks.found(played.out) == set()


def test_papers_in_out_are_for_their_owner(room: Room) -> None:
    for name, more in (("a.html", "--format html"), ("b.md", "--format md --for takikan"), ("deep/c.txt", "")):
        played = room.play(f"agenda {{next}} {more} -o {room.root}/out/{name} --by goto")
        assert played.code == 0, played.err
        assert room.leaks(played) == []
        assert (room.root / "out" / name).stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_mode & 0o777 for path in (room.root / "out", room.root / "out" / "deep")} == {0o700}


def test_a_save_that_dies_leaves_no_word_but_where_words_belong(rooms: Callable[[], Room]) -> None:
    for place in ("commit-written", "temp-written", "file-placed", "ref-moved"):
        room = rooms()
        env = {"SEKI_TEST_BUILD": "1", "SEKI_FAILPOINT": f"{place}:kill"}
        played = room.play("note add {case} --by sato --from -", given=f"method: 電話\nfact: {SAID}\n", **env)
        assert played.code == -9
        assert room.leaks(played) == []
        after = room.play("note add {case} --by sato --from -", given=f"method: 電話\nfact: {SAID}\n")
        assert after.code == 0, after.err
        assert room.leaks(after) == []


def test_what_two_clones_have_differently_is_shown_to_who_chooses_and_to_nobody_else(room: Room) -> None:
    """The values of an open choice stand on the terminal and in the envelope's data; no message, no name, no argument has them."""
    hub, other = room.folder / "hub.git", room.folder / "tmp" / "other"
    household = f"{room.fixture.ids['folder']}/household.yaml"
    for words in (
        ("init", "-q", "--bare", "-b", "main", hub),
        ("-C", room.root, "remote", "add", "origin", "../hub.git"),
        ("-C", room.root, "push", "-q", "origin", "HEAD:main"),
        ("clone", "-q", hub, other),
    ):
        subprocess.run(["git", *words], check=True)
    for root, word in ((other, "甲"), (room.root, "乙")):
        text = (root / household).read_text(encoding="utf-8")
        (root / household).write_text(re.sub(r"(    name: .*)", rf"\g<1>{word}{SAID}", text, count=1), encoding="utf-8")
        subprocess.run(["git", "-C", root, "commit", "-qam", "seki: case edit"], check=True)
    subprocess.run(["git", "-C", other, "push", "-q"], check=True)
    shutil.rmtree(other)
    for words in ("sync", "sync --dry-run"):
        played = room.play(words)
        assert played.code == (6 if words == "sync" else 0), played.err
        assert room.leaks(played) == []
        assert room.fixture.marks.found(played.out) == set()
    told = json.loads(room.play("sync --json").out)
    (choice,) = told["data"].pop("choices")
    assert SAID in choice["ours"]
    assert SAID in choice["theirs"]
    assert room.fixture.marks.found(json.dumps(told, ensure_ascii=False)) == set()
    played = room.play("sync", lines=("2",))
    assert played.code == 0, played.err
    assert SAID in played.out
    assert room.leaks(played) == []
    assert room.traces() == []
