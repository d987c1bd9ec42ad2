"""TAB: commands, options and ids from folder names alone; quick, silent, and never a person's name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from carried import SECRETS, carried
from seki_cli.completion import candidates
from seki_cli.files.shell_setup import SHELLS, completion_script, write_completion
from speaking import say

CASES = ("R06-1111111", "R07-7K3F9QX", "R07-7M2P4RS")
HEAVY = ("rich", "ruamel", "jsonschema", "jinja2", "pydantic", "msgspec", "yaml", "jpholiday")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which nothing can be read but the names of files: every record is broken."""
    root = tmp_path / "daicho"
    names = [
        *(f"cases/{case[:3]}/{case}/case.yaml" for case in CASES),
        "cases/R07/R07-7K3F9QX/plans/P-7K3F9QX/v1.yaml",
        "cases/R07/R07-7K3F9QX/plans/P-9999999/v1.yaml",
        "cases/R07/R07-7K3F9QX/referrals/20250701-AAAA.yaml",
        "cases/R07/R07-7K3F9QX/decisions/20250715-BBBB.yaml",
        "cases/R07/覚え書き.txt",
        "meetings/R07/M-20250715-7KQ2/meeting.yaml",
        "gaps/G-7K3F9QX.yaml",
        "gaps/G-7K3F9QX.yaml.orig",
        "resources/S-7K3F9QX.yaml",
        "profile/staff.yaml",
        "seki.yaml",
    ]
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x00\xff: [\n")
    (root / "cases/R07/R07-7K3F9QX/case.yaml").chmod(0)
    return root


def ask(*words: str, cwd: Path, shell: str = "bash", env: dict[str, str] | None = None) -> list[str]:
    """Ask as a shell does, with the words of the line, the last being typed; return what is offered."""
    asked = {"COMP_WORDS": "\n".join(("seki", *words)), "COMP_CWORD": str(len(words)), "_SEKI_COMPLETE": f"complete_{shell}"}
    if shell == "fish":
        asked = {"COMP_WORDS": "\n".join(("seki", *words[:-1])), "_SEKI_WORD": words[-1], "_SEKI_COMPLETE": "complete_fish"}
    done = subprocess.run(
        [sys.executable, "-c", "from seki_cli.main import run; run()"],
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
        env={**os.environ, **asked, **(env or {}), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def offered(*words: str, root: Path | None = None, env: dict[str, str] | None = None) -> list[str]:
    """Return the words that may stand in place of the last one, asked in this process."""
    found = candidates(words[:-1], words[-1], {**({"SEKI_WORKSPACE": str(root)} if root else {}), **(env or {})})
    assert all(one.kind == "plain" for one in found)
    return sorted(one.word for one in found)


def words_of(lines: list[str]) -> list[str]:
    assert all(line.startswith("plain,") for line in lines), lines
    return [line.removeprefix("plain,").partition("\t")[0] for line in lines]


# ---- what is offered


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("case", "show", ""), CASES),
        (("case", "show", "r07-7"), CASES[1:]),
        (("case", "show", "Ｒ０７-7k"), CASES[1:2]),
        (("case", "show", "3F9"), CASES[1:2]),  # the only one that holds it
        (("case", "show", "7"), ()),  # two hold it, none begins so: nothing, or what was typed would be taken away
        (("case", "show", "R07-7K3F9QX", ""), ()),
        (("plan", "show", "P-"), ("P-7K3F9QX", "P-9999999")),
        (("meeting", "show", ""), ("M-20250715-7KQ2",)),
        (("meeting", "add", "M-20250715-7KQ2", "G"), ("G-7K3F9QX",)),
        (("meeting", "add", "M-20250715-7KQ2", "R06-1111111", "--plan", "P-7"), ("P-7K3F9QX",)),
        (("gap", "show", ""), ("G-7K3F9QX",)),
        (("gap", "move", "G-7K3F9QX", "--meeting", ""), ("M-20250715-7KQ2",)),
        (("gap", "new", "--decision", "R07-7"), ("R07-7K3F9QX/",)),
        (("gap", "new", "--decision", "R07-7K3F9QX/"), ("R07-7K3F9QX/20250715-BBBB",)),
        (("resource", "show", ""), ("S-7K3F9QX",)),
        (("resource", "list", "--for", "P-7"), ("P-7K3F9QX",)),
        (("referral", "accept", ""), ("R07-7K3F9QX/",)),
        (("referral", "accept", "r07-7k3f9qx/"), ("R07-7K3F9QX/20250701-AAAA",)),
        (("case", "edit", "R07-7K3F9QX", ""), ("20250701-AAAA", "20250715-BBBB")),
        (("--json", "case", "--head", "show", "R06"), ("R06-1111111",)),
        (("case", "show", "--as-of", "2025-07-01", "R06"), ("R06-1111111",)),
        (("--format", "c"), ("csv",)),
        (("--as-of", ""), ()),
        (("resour",), ("resource",)),
        (("gap", ""), ("list", "show", "new", "move")),
        (("gap", "list", "--st"), ("--status",)),
        (("plan", "show", "--j"), ("--json",)),
        (("--vers",), ("--version",)),
        (("--install-completion", "z"), ("zsh",)),
        (("nothing", ""), ()),
        (("nothing", "show", "R"), ()),
        (("case", "show", "--", "R06"), ("R06-1111111",)),
        (("case", "link", "R07-7K3F9QX", "R06"), ("R06-1111111",)),
        (("schema", "gap"), ("gap",)),
        (("note", "add", "R06-1111111", "--by", ""), ()),  # staff are people
        (("case", "list", "--lead", ""), ()),
    ],
)  # fmt: skip
def test_what_may_be_typed_next(root: Path, typed: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert offered(*typed, root=root) == sorted(expected)


def test_a_shell_hears_the_same(root: Path) -> None:
    assert words_of(ask("case", "show", "r07-7", cwd=root)) == list(CASES[1:])
    assert words_of(ask("resour", cwd=root)) == ["resource"]


def test_files_and_folders_are_the_shells_own(root: Path) -> None:
    assert ask("note", "add", "R06-1111111", "--from", "", cwd=root) == ["file,"]
    assert [one.kind for one in candidates(["-C"], "", {})] == ["dir"]
    assert [one.kind for one in candidates(["init"], "", {})] == ["dir"]
    assert [one.kind for one in candidates(["agenda", "M-20250715-7KQ2", "-o"], "", {})] == ["file"]


def test_the_workspace_is_the_one_that_is_meant(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    typed, found = ("case", "show", "R06"), ["R06-1111111"]
    monkeypatch.chdir(root / "cases/R07")
    assert offered(*typed) == found
    assert offered("-C", str(elsewhere), *typed, root=root) == []
    monkeypatch.chdir(elsewhere)
    assert offered(*typed) == []
    assert offered(*typed, root=root) == found
    assert offered("-C", str(root), *typed) == found
    assert offered(f"-C{root}", *typed) == found
    assert offered(f"-C={root}", *typed) == found
    assert offered("case", "show", "-C", str(root), "R06") == found
    assert offered("-C", "", *typed, root=root) == found


def test_a_value_behind_an_equals_sign(root: Path) -> None:
    bash = ("resource", "list", "--for", "=", "P-7")  # bash parts words there, and replaces the last part only
    assert words_of(ask(*bash, cwd=root)) == ["P-7K3F9QX"]
    assert words_of(ask("resource", "list", "--for=P-7", cwd=root, shell="zsh")) == ["--for=P-7K3F9QX"]
    assert words_of(ask("resource", "list", "--for=P-7", cwd=root, shell="fish")) == ["--for=P-7K3F9QX"]


def test_zsh_and_fish_are_told_what_a_word_is_for(root: Path) -> None:
    for shell in ("zsh", "fish"):
        (line,) = ask("regis", cwd=root, shell=shell)
        assert line.startswith("plain,registry\t事務所の登録簿")


# ---- what it never does


@pytest.mark.parametrize(
    "asked",
    [
        {"_SEKI_COMPLETE": "complete_bash"},
        {"_SEKI_COMPLETE": "complete_bash", "COMP_WORDS": "", "COMP_CWORD": "99"},
        {"_SEKI_COMPLETE": "complete_bash", "COMP_WORDS": "seki\n", "COMP_CWORD": "いち"},
        {"_SEKI_COMPLETE": "complete_nanika", "COMP_WORDS": "seki\ncase\n\x00" if os.name == "nt" else "seki\ncase\n'", "COMP_CWORD": "2"},
        {"_SEKI_COMPLETE": "complete_"},
    ],
)  # fmt: skip
def test_it_never_fails_and_never_complains(asked: dict[str, str], tmp_path: Path) -> None:
    call = [sys.executable, "-c", "from seki_cli.main import run; run()"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **asked}
    done = subprocess.run(call, capture_output=True, cwd=tmp_path, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Traceback" not in done.stdout


def test_nothing_heavy_is_loaded_and_no_record_opened(root: Path) -> None:
    code = (
        "import sys, builtins, os\n"
        "opened = []\n"
        f"sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' and {str(root)!r} in str(args[0]) else None)\n"
        "from seki_cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print('LOADED', [n for n in {HEAVY!r} if n in sys.modules], 'OPENED', opened, file=sys.stderr)"
    )
    env = {
        **os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "_SEKI_COMPLETE": "complete_bash",
        "COMP_WORDS": "seki\nplan\nshow\nP", "COMP_CWORD": "3",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env=env, check=True)
    assert done.stdout.splitlines() == ["plain,P-7K3F9QX", "plain,P-9999999"]
    assert done.stderr == "LOADED [] OPENED []\n"


def test_no_name_of_anybody_is_ever_offered(tmp_path: Path) -> None:
    home = carried(tmp_path)
    typed = (("case", "show", ""), ("case", "find", ""), ("consent", "show", home.case, "--for", ""), ("registry", "me", ""))
    found = [word for words in typed for word in offered(*words, root=home.desk.root)]
    assert found == [home.case]
    assert not any(name in word for name in (*SECRETS, "佐藤", "sato") for word in found)


# ---- putting it in place


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("shell", "script", "start"),
    [
        ("bash", ".bash_completions/seki.sh", ".bashrc"),
        ("zsh", ".zfunc/_seki", ".zshrc"),
        ("fish", ".config/fish/completions/seki.fish", ""),
    ],
)
def test_the_script_is_put_in_its_place_and_told(own_home: Path, shell: str, script: str, start: str) -> None:
    said = say("--install-completion", shell)
    assert said.code == 0
    assert str(own_home / script) in said.out
    assert (own_home / script).read_text() == completion_script(shell)
    assert not start or str(own_home / start) in said.out
    before = (own_home / start).read_bytes() if start else b""
    assert say("--install-completion", shell).code == 0
    assert not start or (own_home / start).read_bytes() == before  # the line is written once


def test_a_start_file_keeps_every_byte_it_has(own_home: Path) -> None:
    (own_home / ".bashrc").write_bytes(b"alias x='\xff'")
    say("--install-completion", "bash")
    assert (own_home / ".bashrc").read_bytes() == f"source '{own_home}/.bash_completions/seki.sh'\n".encode().join(
        (b"alias x='\xff'\n", b"")
    )


def test_the_shell_is_the_persons_own_where_none_is_named(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    monkeypatch.setenv("PATH", str(own_home))  # no ps here
    assert say("--install-completion", "--json").data["shell"] == "fish"
    monkeypatch.setenv("SHELL", "/bin/false")
    assert say("--install-completion").code == 2
    assert say("--install-completion=zsh", "--json").data["shell"] == "zsh"


@pytest.mark.parametrize("words", [("--install-completion", "tcsh"), ("--install-completion", "bash", "zsh")])
def test_a_shell_that_is_not_known_is_refused(own_home: Path, words: tuple[str, ...]) -> None:
    said = say(*words)
    assert said.code == 2
    assert "bash・zsh・fish" in said.err
    assert list(own_home.iterdir()) == []


def test_it_can_be_looked_at_first(own_home: Path) -> None:
    said = say("--install-completion", "bash", "--dry-run")
    assert said.code == 0
    assert "complete -F _seki_completion seki" in said.out
    assert list(own_home.iterdir()) == []


def test_a_home_that_cannot_be_written_is_told(own_home: Path) -> None:
    (own_home / ".bash_completions").write_text("")
    assert say("--install-completion", "bash").code == 6


# ---- in the shells themselves


@pytest.fixture
def shell_world(root: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a person at a terminal, with seki on the path and the completion put in place."""
    home, programs = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    programs.mkdir()
    seki = programs / "seki"
    seki.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'from seki_cli.main import run; run()' \"$@\"\n")
    seki.chmod(0o755)
    for shell in SHELLS:
        write_completion(shell, home)
    return {
        **os.environ, "HOME": str(home), "ZDOTDIR": str(home), "PATH": f"{programs}:{os.environ['PATH']}", "TERM": "xterm",
        "SEKI_WORKSPACE": str(root), "PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
        "PYTHONSAFEPATH": "1",
    }  # fmt: skip


def test_in_bash_a_tab_writes_the_word_on(shell_world: dict[str, str], tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    bash = pexpect.spawn("bash", ["-i"], env=shell_world, encoding="utf-8", timeout=30, cwd=str(tmp_path), dimensions=(40, 120))
    bash.sendline("bind 'set bell-style none'; PS1='READ''Y '")
    bash.expect("READY ")
    bash.send("seki case sh\t")
    bash.expect("seki case show ")
    bash.send("r06\t")
    bash.expect("R06-1111111 ")
    bash.send("\x15seki resource list --for=P-7\t")
    bash.expect("--for=P-7K3F9QX ")
    bash.send("\x15seki referral accept R07-7K\t")
    bash.expect("R07-7K3F9QX/")
    bash.send("\t")
    bash.expect("20250701-AAAA ")
    bash.close(force=True)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="not run: この機械に zsh がありません。zsh を使わなければ関わりません")
def test_in_zsh_a_tab_writes_the_word_on(shell_world: dict[str, str], tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    zsh = pexpect.spawn("zsh", ["-i"], env=shell_world, encoding="utf-8", timeout=30, cwd=str(tmp_path), dimensions=(40, 120))
    zsh.sendline("PS1='READ''Y '")
    zsh.expect("READY ")
    zsh.send("seki case show R06\t")
    zsh.expect("R06-1111111")
    zsh.send("\x15seki referral accept R07-7K\t")
    zsh.expect("R07-7K3F9QX/")
    zsh.send("\t")
    zsh.expect("20250701-AAAA")
    zsh.close(force=True)


@pytest.mark.skipif(shutil.which("fish") is None, reason="not run: この機械に fish がありません。fish を使わなければ関わりません")
def test_in_fish_the_words_are_offered(shell_world: dict[str, str], tmp_path: Path) -> None:
    asked = "complete -C 'seki case show R06'; complete -C 'seki --install-completion '; complete -C 'seki regis'"
    done = subprocess.run(["fish", "-c", asked], env=shell_world, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [line.partition("\t")[0] for line in done.stdout.split()[:5]][:5] == ["R06-1111111", "bash", "fish", "zsh", "registry"]
