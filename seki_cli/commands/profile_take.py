"""Taking a shipped list that is newer into the office's own profile: shown first, judged, and saved as one act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from seki_cli.commands.act import Deed, Written, carry_out, write_edited
from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.errors import NotThere, Refused, Unreadable
from seki_cli.files.shipped_profile import read_first_profile, read_shipped_profile, read_shipped_texts
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table
from seki_cli.rules.checks import find_all
from seki_cli.rules.profile_changes import ADDED, ProfileChange
from seki_cli.rules.profile_take import NEVER_TAKEN, Taking, Versions, take_list

_COLUMNS = (
    Column(key="id", title="一覧"),
    Column(key="came", title="取り入れられる行"),
    Column(key="left", title="こちらで変えたまま残る行"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profiles:
    """The three profiles by path: the office's as it stands, the shipped one, and what the office began with."""

    ours: Mapping[str, Mapping[str, Any]]
    shipped: Mapping[str, Mapping[str, Any]]
    began: Mapping[str, Mapping[str, Any]]


def take(
    call: Call,
    list_: Annotated[
        str, typer.Argument(metavar="[LIST]", help="一覧の名前（agencies・codes/flags …）。なければ取り入れられる一覧を出します")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="こちらで変えた項目も、付属の設定に合わせます")] = False,
) -> Answer:
    """新しい seki に付いている一覧を、この台帳の自治体設定に取り入れます。

    こちらにない行を加え、もらったときのままの項目を新しくします。こちらで加えた行・変えた項目・消した行は残し、
    どれを残したかを示します。覚え書き（# の行）もそのままです。先に --dry-run で見られます。

    例: seki profile take
    例: seki profile take codes/flags --dry-run
    """
    desk = fetch(call)
    profiles = _read(desk)
    if not list_:
        return _listed(call, desk, profiles)
    path = _picked(profiles, list_)
    fault = next((f for f in desk.shelf.unread if f.path == path), None)
    if fault:
        raise Unreadable(f"{fault.message}（{fault.code}）", where=f"{path}:{fault.line}:{fault.column}", remedy=fault.remedy)
    taking = _taken(profiles, path, force=force)
    written = _written(desk, path, taking)
    _refuse_what_breaks(call, desk, written)
    name = _name(path)
    items = {"came": [_item(one) for one in taking.came], "left": [_item(one) for one in taking.left]}
    deed = Deed(verb="profile take", subject=name, written=(written,), nouns={"list": name}, told=_told(taking))
    done = carry_out(call, desk, deed)
    views = (*done.views, Lines(lines=_told(taking))) if call.dry_run else done.views
    return replace(done, data={**done.data, **items}, views=views)


def _read(desk: Desk) -> _Profiles:
    shipped = read_shipped_profile(desk.office.settings.profile)
    return _Profiles(
        ours={path: value for path, value in desk.shelf.values.items() if path.startswith("profile/")},
        shipped={path: value for path, value in shipped.items() if path not in NEVER_TAKEN},
        began=read_first_profile(desk.shelf.root),
    )


def _name(path: str) -> str:
    return path.removeprefix("profile/").removesuffix(".yaml")


def _picked(profiles: _Profiles, typed: str) -> str:
    """Return the place of a list by its name. NotThere (3) with the names that are."""
    plain = _name(typed.strip().removeprefix("./"))
    found = next((path for path in profiles.shipped if _name(path) in (plain, f"codes/{plain}")), None)
    if found is None:
        known = "・".join(sorted(map(_name, profiles.shipped)))
        raise NotThere("取り入れられる一覧に、この名前はありません", where="LIST", remedy=f"使える名前: {known}")
    return found


def _taken(profiles: _Profiles, path: str, *, force: bool) -> Taking:
    ours, shipped = profiles.ours.get(path), profiles.shipped[path]
    if ours is None:
        return Taking(value=shipped, came=(ProfileChange(list=_name(path), path=path, change=ADDED),), left=())
    return take_list(path, Versions(ours=ours, shipped=shipped, began=profiles.began.get(path)), force=force)


def _written(desk: Desk, path: str, taking: Taking) -> Written:
    """Return the list as it will stand: what changes is set into the office's own text, a list it lacks comes whole."""
    if path in desk.shelf.sources.files:
        return write_edited(desk.shelf, path, taking.value)
    return Written(path=path, id="", text=read_shipped_texts(desk.office.settings.profile)[path].decode())


def _refuse_what_breaks(call: Call, desk: Desk, written: Written) -> None:
    """Refuse (4) a list with which records that are sound today would no longer be."""
    with call.working("記録を確かめています"):
        after = desk.shelf.with_files({written.path: written.text.encode()})
        before = {(f.path, f.code, f.key) for f in find_all(desk.shelf.world, call.day) if f.severity == "error"}
        new = [f for f in find_all(after.world, call.day) if f.severity == "error" and (f.path, f.code, f.key) not in before]
    if new:
        first = after.placed(new[0])
        more = f"（ほかに {len(new) - 1} 件）" if len(new) > 1 else ""
        raise Refused(
            f"取り入れると、今ある記録が合わなくなります: {first.message}{more}（{first.code}）",
            where=f"{first.path}:{first.line}",
            remedy=f"先にその記録を直すか、一覧を手で直して seki save で保存してください。{first.remedy}",
        )


def _listed(call: Call, desk: Desk, profiles: _Profiles) -> Answer:
    """List what could be taken; nothing is written."""
    unread = {finding.path for finding in desk.shelf.unread}
    items: list[dict[str, Cell]] = []
    for path in profiles.shipped:
        taking = _taken(profiles, path, force=False) if path not in unread else None
        if taking and (taking.came or taking.left):
            items.append({"id": _name(path), "list": _name(path), "came": len(taking.came), "left": len(taking.left)})
    name = desk.office.settings.profile
    table = Table(columns=_COLUMNS, rows=tuple(items), empty=f"付属の設定 {name} に、新しく取り入れるものはありません。")
    return answer(call, desk, {"profile": name, "items": items}, (table,))


def _item(change: ProfileChange) -> dict[str, Any]:
    return {"id": change.id, "since": change.since, "change": change.change, "fields": list(change.fields)}


def _told(taking: Taking) -> tuple[str, ...]:
    lines = [f"  {_row(one)} を" + ("加えました" if one.change == ADDED else "新しくしました") for one in taking.came]
    lines = [f"取り入れたもの {len(taking.came)} 件:", *lines] if lines else ["取り入れるものはありませんでした。"]
    if taking.left:
        lines.append(f"残したもの {len(taking.left)} 件（付属の設定に合わせるときは --force）:")
        lines += [f"  {_row(one)}" + ("" if one.fields else "（こちらで消した行）") for one in taking.left]
    return tuple(lines)


def _row(change: ProfileChange) -> str:
    since = f"（{change.since} から）" if change.since else ""
    fields = f" の {'・'.join(change.fields)}" if change.fields else ""
    return f"{change.id or change.list}{since}{fields}"
