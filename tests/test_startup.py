"""What a call loads before it answers: nothing heavy that it does not need, and a Ctrl-C meanwhile ends it calmly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from seki_cli.commands.contents import ENTRIES
from speaking import say

HEAVY = ("rich", "ruamel", "jsonschema", "jsonschema_rs", "jinja2", "pydantic", "msgspec", "yaml", "jpholiday", "rapidfuzz")
READING = {"yaml", "msgspec", "jsonschema", "jsonschema_rs"}
"""What reading every record takes: the parser, the builder of values, the judges of the schema."""

CLOSED_DAYS = {"jpholiday"}
"""What `due` asks whether the office is open on the day that something falls on."""

MAY_LOAD: dict[tuple[str, ...], set[str]] = {
    ("--version",): set(),
    ("--help",): set(),
    (): set(),
    ("dew",): set(),
    ("case", "--help"): set(),
    ("case", "new", "--help"): set(),
    ("due", "--help"): set(),
    ("due",): CLOSED_DAYS,
    ("due", "--head"): CLOSED_DAYS,
    ("case", "list"): set(),
    ("case", "list", "--head"): set(),
    ("case", "find", "R07-7"): set(),
    ("meeting", "propose", "shien"): {"msgspec"},
    ("stats",): {"msgspec"},
    ("check",): set(),
    ("check", "--strict"): READING | CLOSED_DAYS,
}
"""A call in a workspace that has been asked before, and what of HEAVY it may load: lists are answered without a record."""

ASKED: dict[tuple[str, ...], str] = {
    ("cas",): "plain,case",
    ("case", "sh"): "plain,show",
    ("case", "show", "R0"): "plain,R",
    ("case", "show", "--json", "R0"): "plain,R",
    ("plan", "show", ""): "plain,P-",
    ("case", "list", "--sta"): "plain,--status",
    ("note", "add", "--"): "plain,--from",
    ("plan", "new", "R07-7K3F9QX", "--ki"): "plain,--kind",
    ("resource", "list", "--for", ""): "plain,P-",
    ("meeting", "add", "--plan=P"): "plain,--plan=P-",
    ("schema", "ga"): "plain,gap",
    ("-",): "plain,--help",
}
"""A half-typed line, and how what is offered begins. Nothing heavy is ever needed for it."""

NOT_AT_A_TAB = {*HEAVY, "typer", "dataclasses", "inspect", "subprocess", "json"}
"""What no half-typed line needs: each takes a good part of the time in which `seki --version` answers."""

BUT_FOR: dict[tuple[str, ...], set[str]] = {("schema", "ga"): {"dataclasses", "inspect", "json"}}
"""A line that needs some of it all the same: the kinds of records are listed where the schemas are read."""

TELL = (
    f"print('LOADED', *[n for n in sys.modules if n in {NOT_AT_A_TAB!r} or n.startswith(('seki_cli', 'typer'))], file=sys.stderr)"
)
PLACES = {f"seki_cli.commands.{entry.place.partition('.')[0]}" for entry in ENTRIES if entry.place}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("start") / "daicho"
    assert say("init", str(root), "--sample").code == 0
    assert say("-C", str(root), "due").code == 0
    assert say("-C", str(root), "check").code == 0
    return root


def run(code: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, env=env, check=False)


def loaded(code: str, cwd: Path, **more: str) -> set[str]:
    """Return what a process of its own has loaded at its end."""
    done = run(f"import sys\n{code}\n{TELL}", cwd, **more)
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("LOADED")]
    return set(line.split()[1:])


def call(*words: str, cwd: Path) -> set[str]:
    return loaded(f"from seki_cli.main import main\nmain({list(words)!r})", cwd)


def asked(*words: str) -> dict[str, str]:
    """Return what a shell sets while somebody types these words."""
    return {"_SEKI_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(("seki", *words)), "COMP_CWORD": str(len(words))}


ASKING = "from seki_cli.main import run\ntry:\n    run()\nexcept SystemExit as end:\n    assert end.code == 0"


@pytest.mark.parametrize("words", MAY_LOAD, ids=" ".join)
def test_a_call_loads_nothing_heavy_that_it_does_not_need(words: tuple[str, ...], root: Path) -> None:
    assert call(*words, cwd=root) & set(HEAVY) <= MAY_LOAD[words]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_tab_is_answered_from_the_tables_alone(words: tuple[str, ...], root: Path) -> None:
    """Neither the library, nor a command, nor a rule: words and options of a command that writes as well as those of a question."""
    offered = run(ASKING, root, **asked(*words))
    assert offered.stdout.startswith(ASKED[words])
    found = loaded(ASKING, root, **asked(*words))
    assert found & (NOT_AT_A_TAB | PLACES) <= BUT_FOR.get(words, set())
    assert not any(name.startswith(("seki_cli.rules", "seki_cli.papers")) for name in found)


def test_the_version_needs_neither_the_library_nor_a_command(root: Path) -> None:
    found = call("--version", cwd=root)
    assert found & PLACES == set()
    assert not any(name.startswith(("typer", "seki_cli.rules", "seki_cli.files.yaml")) for name in found)


@pytest.mark.parametrize(
    ("words", "own"),
    [
        (("--help",), set()),
        (("case", "--help"), set()),
        (("dew",), set()),
        (("case", "shw"), set()),
        (("due",), {"due"}),
        (("due", "--help"), {"due"}),
        (("case", "close", "--help"), {"case_acts"}),
        (("referral", "list"), {"referral_list"}),
    ],
    ids=str,
)
def test_a_call_loads_its_own_command_and_no_other(words: tuple[str, ...], own: set[str], root: Path) -> None:
    assert call(*words, cwd=root) & PLACES == {f"seki_cli.commands.{name}" for name in own}


def test_a_command_has_its_rubbish_collected(root: Path) -> None:
    """Nothing is collected while modules load, which is quicker; a long check must not go on so."""
    code = "import gc, sys\nsys.argv = ['seki', *{words!r}]\nfrom seki_cli.main import run\n"
    code += "try:\n    run()\nfinally:\n    print('COLLECTS', gc.isenabled(), file=sys.stderr)"
    for words, collects in ((["due"], True), (["--version"], False)):
        assert f"COLLECTS {collects}" in run(code.format(words=words), root).stderr


# ---- Ctrl-C while it loads

MET = """
import sys
sys.argv = ["seki", *{words!r}]
met = []
class Meeting:
    def find_spec(self, name, path=None, target=None):
        met.append(name)
        if name == {stop!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Meeting())
from seki_cli.main import run
try:
    run()
finally:
    if not {stop!r}:
        print("MET", *met, file=sys.stderr)
"""
"""seki, with a Ctrl-C at the moment at which a module begins to load; without one, what is loaded is told."""


def loading_order(words: tuple[str, ...], cwd: Path, **more: str) -> list[str]:
    """Return the modules that a call loads behind the door, in their order."""
    (line,) = [
        one for one in run(MET.format(words=list(words), stop=""), cwd, **more).stderr.splitlines() if one.startswith("MET ")
    ]
    names = line.split()[1:]
    return names[names.index("seki_cli.main") + 1 :]


def spread(names: list[str]) -> list[str]:
    """Return the first, the last and some between."""
    return [*names[:2], *names[2 :: len(names) // 8], names[-1]]


@pytest.mark.parametrize("words", [("--version",), ("due",), ("dew",), ("case", "new", "--help")], ids=" ".join)
def test_a_ctrl_c_while_it_loads_ends_calmly(words: tuple[str, ...], root: Path) -> None:
    names = loading_order(words, root)
    assert {"seki_cli.streams", "seki_cli.screen", "seki_cli.commands.call"} <= set(names)
    for name in spread(names):
        done = run(MET.format(words=list(words), stop=name), root)
        assert (done.returncode, done.stdout) == (130, ""), name
        assert done.stderr in ("", "\n中断しました。保存していないものは書き込まれていません。\n"), (name, done.stderr)


def test_a_ctrl_c_at_a_tab_says_nothing(root: Path) -> None:
    typed = asked("case", "list", "--")
    for name in spread(loading_order((), root, **typed)):
        done = run(MET.format(words=[], stop=name), root, **typed)
        assert (done.returncode, done.stdout, done.stderr) == (130, "", ""), name


def test_the_door_itself_loads_nothing_before_it_can_be_interrupted() -> None:
    """What `from seki_cli.main import run` loads, nobody can meet a Ctrl-C in: it is what Python has loaded anyway."""
    code = "import os, sys\nbefore = set(sys.modules)\nimport seki_cli.main\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"seki_cli", "seki_cli.main"}
