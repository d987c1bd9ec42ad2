"""The table of options and the commands themselves: what completion reads is what help says."""

from pathlib import Path

import pytest

from docs.write_options import build_options_module
from seki_cli.commands import options
from seki_cli.commands.app import load_command
from seki_cli.commands.contents import ENTRIES, Entry

COMMANDS = tuple(entry for entry in ENTRIES if entry.place)
REMAKE = "`make docs` で作り直してください"


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.place)
def test_the_table_says_what_a_command_takes(entry: Entry) -> None:
    taken = [one for one in load_command(entry).params if one.param_type_name == "option"]
    told = options.options_of(entry.place)
    assert [(one.names, one.value, one.about) for one in told] == [
        (tuple(one.opts), one.metavar or "", one.help or "") for one in taken
    ], REMAKE
    assert [one.is_flag for one in told] == [one.is_flag for one in taken]
    assert not any(one.secondary_opts or one.hidden or one.nargs != 1 for one in taken)


def test_the_table_is_as_generated_and_holds_nothing_else() -> None:
    text = Path(options.__file__).read_text("utf-8")
    assert build_options_module(text) == text, REMAKE


def test_a_command_that_is_not_there_has_no_options() -> None:
    assert options.options_of("case.ne") == options.options_of("") == ()
