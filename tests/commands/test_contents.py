"""The table of contents and what stands behind it: every line is true, and no command is missing from it."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import seki_cli.commands
from seki_cli.commands.app import built_command, load_command, load_function
from seki_cli.commands.contents import ENTRIES, GROUPS, Entry, entries_of
from speaking import say

COMMANDS = tuple(entry for entry in ENTRIES if entry.place)
MODULES = {path.stem: path for path in Path(next(iter(seki_cli.commands.__path__))).glob("*.py")}
MANY_IN_ONE = {"demo"}
"""Commands that go through others: a demonstration of a day's work calls them one after the other."""


def words(entry: Entry) -> str:
    return f"{entry.group} {entry.word}".strip()


@pytest.mark.parametrize("entry", COMMANDS, ids=words)
def test_a_line_says_what_stands_behind_it(entry: Entry) -> None:
    function = load_function(entry)
    parameters = inspect.signature(function).parameters
    assert callable(function)
    assert next(iter(parameters)) == "call"
    assert entry.about == (inspect.getdoc(function) or "").partition("\n")[0]
    arguments = [p for p in load_command(entry).params if p.param_type_name == "argument"]
    assert entry.takes == tuple(str(p.metavar) for p in arguments)
    assert [p.nargs for p in arguments] == [1] * (len(arguments) - entry.many) + [-1] * entry.many


def test_every_command_stands_in_the_table() -> None:
    """A function that takes the Call and tells an example of itself means to be one: forgotten in the table, nobody could call it."""
    written = {
        f"{module}.{node.name}"
        for module, path in MODULES.items()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.args
        and node.args.args[0].arg == "call"
        and "例: seki " in (ast.get_docstring(node) or "")
    }
    hidden = {entry.place for entry in COMMANDS if entry.hidden}
    assert written | hidden == {entry.place for entry in COMMANDS}


def test_the_words_are_each_there_once_and_groups_hold_something() -> None:
    assert len({words(entry) for entry in ENTRIES}) == len(ENTRIES)
    assert {entry.group for entry in ENTRIES} == {"", *GROUPS}
    assert {entry.group for entry in ENTRIES if not entry.place} == {""}
    assert not any(entry.takes or entry.hidden for entry in ENTRIES if not entry.place)


def test_help_lists_the_table_in_its_order() -> None:
    for group in ("", *sorted(GROUPS)):
        listed = say(*filter(None, (group,)), "--help").out.partition("\nコマンド:\n")[2].splitlines()
        assert [line.split(maxsplit=1) for line in listed] == [[e.word, e.about] for e in entries_of(group) if not e.hidden]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_list_reads_as_if_all_its_commands_had_been_loaded(width: int) -> None:
    root = built_command()
    for node in (root, *(root.commands[group] for group in sorted(GROUPS))):
        context = typer.Context(node, terminal_width=width)
        ours, theirs = context.make_formatter(), context.make_formatter()
        node.format_commands(context, ours)
        TyperGroup.format_commands(node, context, theirs)
        assert ours.getvalue() == theirs.getvalue() != ""


def test_no_command_loads_another() -> None:
    places = {entry.place.partition(".")[0] for entry in COMMANDS}
    wrong = {}
    for module in sorted(places - MANY_IN_ONE):
        inside = vars(import_module(f"seki_cli.commands.{module}")).values()
        found = {getattr(value, "__module__", "") or "" for value in inside} | {
            value.__name__ for value in inside if inspect.ismodule(value)
        }
        others = {f"seki_cli.commands.{place}" for place in places - {module}} & found
        if others:
            wrong[module] = others
    assert wrong == {}
