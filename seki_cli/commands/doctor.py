"""手入れ: how this clone is, told line by line, and what can be put right without losing anything."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.list_notes import day_notes, is_newer
from seki_cli.errors import NotThere, SekiError
from seki_cli.files.health_git import read_git_facts, read_object_facts
from seki_cli.files.health_sharing import read_edit_facts, read_sharing_facts
from seki_cli.files.health_tools import read_tool_facts
from seki_cli.files.health_walk import read_access_facts, read_place_facts
from seki_cli.files.mend import Mended, mend
from seki_cli.files.shelf import read_shelf
from seki_cli.model.answer import Answer, Column, Lines, Table
from seki_cli.model.health import Item
from seki_cli.rules.health import judge_edits, judge_git, judge_objects, judge_sharing
from seki_cli.rules.health_place import judge_access, judge_place
from seki_cli.rules.health_tools import exit_code_of, judge_records, judge_tools, tell_sum, worst_first

_COLUMNS: Final = (
    Column(key="title", title="項目"),
    Column(key="state", title="状態"),
    Column(key="message", title="ようす"),
    Column(key="remedy", title="いま何をするか"),
)
_SHOWN: Final = ("id", "title", "state", "message", "remedy", "fixable")


def doctor(
    call: Call,
    fix: Annotated[
        bool, typer.Option("--fix", help="何も失わずに直せるところを直します（設定・権限・索引・詰め直しなど）")
    ] = False,
) -> Answer:
    """この複製のようすを調べ、いま何をすればよいかを示します。--fix のほかは、何も変えません。

    例: seki doctor
    例: seki doctor --fix
    """
    root = _find_clone(call)
    shut = judge_access(read_access_facts(root))
    mended: Mended | None = None
    if fix and not call.dry_run and not shut:
        with call.working("直せるところを直しています"):
            mended = mend(root)
    with call.working("台帳のようすを調べています"):
        items = (*shut, *_look_at_tools(call, root)) if shut else _look(call, root)
    table = Table(
        columns=_COLUMNS,
        rows=tuple({column.key: getattr(item, column.key) for column in _COLUMNS} for item in worst_first(items)),
    )
    data = {
        "items": [{key: value for key, value in asdict(item).items() if key in _SHOWN} for item in items],
        "done": list(mended.done) if mended else [],
        "not_done": list(mended.refused) if mended else [],
    }
    before = (Lines(lines=_told(mended)),) if mended is not None else ()
    views = (table,) if call.format else (*before, table, Lines(lines=(tell_sum(items),)))
    return Answer(data=data, views=views, notes=day_notes(call), exit_code=exit_code_of(items))


def _told(mended: Mended) -> tuple[str, ...]:
    done = mended.done or ("直すものはありませんでした。",)
    return (*done, *(f"できなかったこと: {said}" for said in mended.refused))


def _find_clone(call: Call) -> Path:
    """Return the workspace's folder, or the clone whose seki.yaml is gone: that is one of the things to be told."""
    try:
        return call.root
    except NotThere:
        here = (call.folder or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / ".git" / "seki").is_dir():
                return folder
        raise


def _look(call: Call, root: Path) -> tuple[Item, ...]:
    """Read every fact and have it judged; what one cannot be read never hides the others."""
    return (
        *judge_git(read_git_facts(root)),
        *judge_sharing(read_sharing_facts(root), call.clock.date()),
        *judge_edits(read_edit_facts(root)),
        judge_records(_count_unread(call, root)),
        *judge_objects(read_object_facts(root)),
        *judge_place(read_place_facts(root)),
        *_look_at_tools(call, root),
    )


def _look_at_tools(call: Call, root: Path) -> tuple[Item, ...]:
    tools = read_tool_facts(root, now=call.clock)
    return judge_tools(tools, newer=tools.format is not None and is_newer(tools.format, tools.requires))


def _count_unread(call: Call, root: Path) -> int | None:
    try:
        return len({finding.path for finding in read_shelf(root, day=call.day).unread})
    except (SekiError, OSError):
        return None
