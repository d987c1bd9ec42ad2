"""プランの議題: what an act on a plan does to the agendas of coming meetings on which it stands."""

from collections.abc import Callable
from datetime import date
from typing import Any

from seki_cli.commands.act import Written, write_edited
from seki_cli.commands.fetch import Desk
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.world import CaseFile
from seki_cli.rules.tabled import Tabled, plan_items, tabled_items

Row = dict[str, Any]


def move_items(desk: Desk, case: CaseFile, plan_id: str, version: int, day: date) -> tuple[Written, ...]:
    """Return the coming meetings with their items on a plan put on its new version: no meeting is to decide on an old text.

    A meeting that has decided on its item already is left as it was. 出典: 第3章3 ②（プラン変更内容の確認）
    """
    tabled = plan_items(tabled_items(case, desk.world.meetings, day), plan_id)
    older = tuple(one for one in tabled if one.item.version is not None and one.item.version < version)
    return _rewritten(desk, older, lambda row: {**row, "version": version})


def told_of_items(meetings: tuple[Written, ...], version: int) -> tuple[str, ...]:
    """Return the lines that tell which agendas have moved to the new version."""
    return tuple(f"会議 {written.id} の議題も v{version} に改めました。" for written in meetings)


def take_off(desk: Desk, tabled: tuple[Tabled, ...]) -> tuple[Written, ...]:
    """Return the coming meetings without these items; the numbers of the others stay as they are."""
    return _rewritten(desk, tabled, lambda _row: None)


def take_back(desk: Desk, gone: tuple[Tabled, ...], kept: tuple[Tabled, ...], version: int) -> tuple[Written, ...]:
    """Return the coming meetings without the items of a withdrawn version; what ends the plan there is about the running one."""
    stays = {one.item.timing for one in kept}

    def change(row: Row) -> Row | None:
        return {**row, "version": version} if row.get("timing") in stays else None

    moved = tuple(one for one in kept if one.item.version not in (None, version))
    return _rewritten(desk, (*gone, *moved), change)


def _rewritten(desk: Desk, tabled: tuple[Tabled, ...], change: Callable[[Row], Row | None]) -> tuple[Written, ...]:
    wanted = {(one.meeting.path, str(one.item.num)) for one in tabled}
    written = []
    for path in dict.fromkeys(one.meeting.path for one in tabled):
        value = read_tree(desk.shelf.sources.files[path])
        rows = [change(row) if (path, str(row.get("num"))) in wanted else row for row in value.get("items") or []]
        left = [row for row in rows if row is not None]
        rest = {key: inner for key, inner in value.items() if key != "items" or left}
        written.append(write_edited(desk.shelf, path, rest | ({"items": left} if left else {})))
    return tuple(written)
