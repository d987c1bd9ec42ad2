"""The one face of all commands: help, hoisted options, envelope, formats, and what is said to a slip of the hand."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from carried import QUESTIONS, Household, carried
from seki_cli.commands.contents import GROUPS
from speaking import say


def commands(*words: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command, as help lists them."""
    listed = say(*words, "-h").out.partition("\nコマンド:\n")[2]
    for name in re.findall(r"^  ([a-z]+)(?: |$)", listed, re.MULTILINE):
        if name in GROUPS and not words:
            yield from commands(name)
        else:
            yield (*words, name)


COMMANDS = tuple(commands())
LISTS = tuple(
    q
    for q in QUESTIONS
    if q[-1] in ("list", "propose", "juso") or q[:1] in {("due",), ("history",), ("registry",)} or "find" in q
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Household:
    return carried(tmp_path_factory.mktemp("face"))


def test_all_the_commands_are_found() -> None:
    assert len(COMMANDS) > 35
    assert {("case", "new"), ("due",), ("referral", "extend"), ("registry", "me")} <= set(COMMANDS)


@pytest.mark.parametrize("words", [(), *((group,) for group in sorted(GROUPS)), *COMMANDS], ids=" ".join)
def test_help_is_japanese_with_an_example_and_its_own_options_only(words: tuple[str, ...]) -> None:
    short, long = say(*words, "-h"), say(*words, "--help")
    assert (short.code, short.err) == (0, "")
    assert short.out == long.out
    assert short.out.startswith("使い方: seki")
    assert "例: seki" in short.out or words in {(group,) for group in GROUPS}
    rest = re.sub(r"<[^>]*>|\[[A-Z…|]+\]|[A-Z|/,-]{1,}", "", short.out)
    assert not re.search(r"\b(Usage|Options|Arguments|Commands|Show this|required|default|COMMAND)\b", rest)
    if words:
        for hoisted in ("--as-of", "--dry-run", "--no-commit", "--head"):
            assert not re.search(rf"^  {hoisted}", short.out, re.MULTILINE)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_example_in_help_is_a_line_that_the_command_takes(words: tuple[str, ...]) -> None:
    """Run every example's options past the parser, with --help at the end: a misspelt one would be refused."""
    for example in re.findall(r"例: (seki [^（\n]*)", say(*words, "-h").out):
        parts = example.partition("|")[0].split("#")[0].split()[1:]
        parts = [p for p in parts if p not in ("/srv/daicho", "-C")]
        said = say(*parts, "--help")
        assert said.code == 0, (example, said.err)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_the_envelope_is_the_same_for_every_question(home: Household, words: tuple[str, ...]) -> None:
    said = home.desk.try_(*home.spoken(words), "--json")
    assert said.code == 0, said.out
    assert said.err == ""
    told = said.envelope
    assert list(told) == ["seki_result", "command", "as_of", "exit_code", "data", "findings", "error"]
    assert (told["seki_result"], told["as_of"], told["exit_code"], told["error"]) == (1, "2025-07-16", 0, None)
    assert isinstance(told["data"], dict)
    assert tuple(told["command"]) == tuple(w for w in words[: 2 if words[0] in GROUPS else 1] if not w.startswith("-"))
    for finding in told["findings"]:
        assert list(finding) == ["code", "severity", "path", "line", "column", "case", "message", "remedy"]
        assert finding["severity"] in ("error", "warning", "hint")
    if words[0] != "schema":  # its patterns are written so
        assert not re.search(r"\\u[0-9a-f]{4}", said.out)


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_lists_hold_items_and_speak_as_table_csv_tsv(home: Household, words: tuple[str, ...]) -> None:
    words = home.spoken(words)
    items = home.desk.ask(*words).items
    as_csv = home.desk.try_(*words, "--format", "csv").out
    assert as_csv.startswith("\ufeff")
    assert as_csv.count("\n") == as_csv.count("\r\n")
    assert len(list(csv.reader(io.StringIO(as_csv, newline="")))) == len(items) + 1
    as_tsv = home.desk.try_(*words, "--format", "tsv").out
    assert "\r" not in as_tsv
    head, *rows = as_tsv.splitlines()
    assert len(rows) == len(items)
    assert all(row.count("\t") == head.count("\t") for row in rows)
    if words[0] in ("case", "plan", "referral", "meeting") and items:
        assert "id" in items[0]
        assert words[0] in items[0] or "case" in items[0]


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        (("case", "list"), "--json"), (("due",), "--json"), (("meeting", "show", "{meeting}"), "--json"),
    ],
)  # fmt: skip
def test_hoisted_options_stand_before_between_and_after(home: Household, words: tuple[str, ...], flag: str) -> None:
    words = home.spoken(words)
    day = ("--as-of", "2025-07-16")
    root = ("-C", str(home.desk.root))
    told = {
        say(*root, *day, flag, *words).out,
        say(*words, *root, flag, *day).out,
        say(words[0], *day, *words[1:], flag, *root).out,
        say(f"-C{home.desk.root}", "--as-of=2025-07-16", *words, "--format=json").out,
    }
    assert len(told) == 1
    json.loads(told.pop())


def test_the_workspace_is_found_by_option_environment_or_place(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = home.desk.ask("case", "list").items
    inside = say("--as-of", "2025-07-16", "case", "list", "--json", cwd=home.folder)
    assert inside.items == wanted
    monkeypatch.setenv("SEKI_WORKSPACE", str(home.desk.root))
    monkeypatch.setenv("SEKI_TODAY", "令和7年7月16日")
    assert say("case", "list", "--json", cwd=Path("/")).items == wanted


def test_an_option_wins_over_the_environment(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKI_WORKSPACE", "/nowhere")
    monkeypatch.setenv("SEKI_TODAY", "2025-01-01")
    assert home.desk.ask("case", "list").envelope["as_of"] == "2025-07-16"


@pytest.mark.parametrize("words", [(), ("case",)])
def test_who_names_no_command_is_shown_what_there_is(words: tuple[str, ...]) -> None:
    said = say(*words)
    assert (said.code, said.err) == (2, "")
    assert "コマンド:" in said.out
    assert say(*words, "--json").envelope["error"]["kind"] == "misuse"


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("nosuch",), "このコマンドはありません"),
        (("case", "武芸昌平"), "このコマンドはありません"),
        (("case", "show"), "CASE"),
        (("case", "list", "--nosuch"), "--nosuch"),
        (("case", "list", "武芸昌平"), "引数が多すぎます"),
        (("due", "--within"), "--within"),
        (("due", "--within", "武芸昌平"), "--within"),
        (("due", "--within", "-1"), "--within"),
        (("--as-of",), "--as-of"),
        (("due", "--as-of", "武芸昌平"), "--as-of"),
        (("due", "--as-of", "2025-02-30"), "--as-of"),
        (("due", "--as-of", ""), "--as-of"),
        (("due", "-C", ""), "-C"),
        (("consent", "withdraw", "R07-ZZZZZZZ", "--from", ""), "--from"),
        (("due", "--as-of", "9999-12-31"), "--as-of"),
        (("due", "--as-of", "1873-01-01"), "--as-of"),
        (("case", "list", "--format", "武芸昌平"), "--format"),
        (("due", "--names"), "--names"),
    ],
)
def test_a_slip_is_answered_calmly_and_never_repeated(home: Household, words: tuple[str, ...], word: str) -> None:
    said = say("-C", str(home.desk.root), *words)
    assert said.code == 2, said.out + said.err
    assert said.out == ""
    assert word in said.err
    assert "次に: " in said.err
    assert "武芸" not in said.err
    assert "Error" not in said.err


@pytest.mark.parametrize("words", [(), ("nosuch",), ("case", "show"), ("due", "--within", "武芸昌平"), ("due", "--names")])
def test_a_slip_in_json(home: Household, words: tuple[str, ...]) -> None:
    said = say("-C", str(home.desk.root), "--json", *words)
    assert (said.code, said.envelope["exit_code"], said.data, said.err) == (2, 2, {}, "")
    assert set(said.envelope["error"]) == {"kind", "message", "where", "remedy"}
    assert said.envelope["error"]["kind"] == "misuse"
    assert "武芸" not in said.out


def test_a_spreadsheet_takes_no_text_for_a_formula(tmp_path: Path) -> None:
    home = carried(tmp_path)
    rows = "- id: evil\n  name: \"=1+1\"\n  agency: nishi\n- id: wide\n  name: ＝cmd\n  agency: nishi\n- id: at\n  name: '@x'\n  agency: nishi\n"
    assert home.desk.try_("registry", "staff", "add", "--from", "-", stdin=rows).code == 0
    cells = list(csv.reader(io.StringIO(home.desk.try_("registry", "staff", "--format", "csv").out.removeprefix("\ufeff"))))
    names = {row[0]: row[1] for row in cells}
    assert names["evil"] == "'=1+1"
    assert names["wide"].startswith("'")
    assert names["at"] == "'@x"


def test_version() -> None:
    assert re.fullmatch(r"seki \d+\.\d+\.\d+\n", say("--version").out)
    assert list(say("--version", "--json").data) == ["version"]
