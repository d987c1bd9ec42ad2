"""台帳を作る: the profile, the schemas, the settings of the editor and of git."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.errors import Misuse, NotThere
from seki_cli.files.act import Act
from seki_cli.files.founding import create_workspace
from seki_cli.files.records import build_profile, read_value
from seki_cli.files.resources import sample_folder, templates_folder
from seki_cli.files.sample import commit_sample, read_diary
from seki_cli.files.schemas import build_editor_schema, kinds
from seki_cli.files.server import create_server
from seki_cli.files.sources import LARGEST
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.world import World
from seki_cli.rules.checks import find_office_findings

_PROFILE: Final = "seki"
_NEEDED: Final = (
    "seki.yaml",
    *(f"profile/{name}.yaml" for name in ("municipality", "programmes", "agencies", "staff", "meetings")),
)


def init(
    call: Call,
    folder: Annotated[str, typer.Argument(metavar="DIR", help="台帳を作るフォルダー（まだないか、空のもの）")],
    profile: Annotated[str, typer.Option("--profile", metavar="P", help="seki・blank・自治体の設定フォルダー")] = _PROFILE,
    sample: Annotated[bool, typer.Option("--sample", help="見本の台帳（架空の世帯）を入れます")] = False,
    server: Annotated[bool, typer.Option("--server", help="みんなで使う共有先（受け取り側のリポジトリー）を作ります")] = False,
) -> Answer:
    """台帳（git リポジトリー）を作ります。--server は、記録を確かめてから受け取る共有先を作ります。

    例: seki init 台帳
    例: seki init 見本 --sample
    例: seki init 台帳 --profile うちの設定
    例: seki init --server /srv/daicho.git
    """
    root = Path(folder)
    if server:
        return _server(call, root, alone=not sample and profile == _PROFILE)
    files = {} if sample else {**_profile_files(profile), **schema_files()}
    if call.dry_run:
        return Answer(data={"workspace": str(root.resolve()), "path": "", "records": []}, views=(Lines(lines=_planned(files)),))
    if sample:
        make_sample(root)
    else:
        message = "seki: init" if _is_shipped(profile) else "seki: init --profile"  # what an office edited was not shipped so
        create_workspace(root, files, Act(message=message, changes=(), author_date=call.recorded, author=call.author))
    shown = root.resolve()
    lines = (
        f"台帳を作りました: {shown}",
        "次に: seki -C <この場所> registry staff add で職員を登録し、seki registry me <職員ID> で自分を決めてください。",
    )
    doubts = () if sample or _is_shipped(profile) else _doubts(files, call.day)
    told = lines[:1] if sample else (lines[0], *doubts, *lines[1:])
    return Answer(data={"workspace": str(shown), "path": "", "records": []}, views=(Lines(lines=told),))


def _server(call: Call, root: Path, *, alone: bool) -> Answer:
    """Make the server's repository. What a workspace is filled with comes from the clones, so it goes with no other option."""
    if not alone:
        raise Misuse("--server は --sample・--profile と一緒に使えません", remedy="中身は、台帳から seki sync で送ります")
    data = {"server": str(root.resolve()), "path": "", "records": []}
    if call.dry_run:
        return Answer(data=data, views=(Lines(lines=("（--dry-run のため、作っていません）",)),))
    lines = (
        f"共有先を作りました: {create_server(root)}",
        "次に: 台帳のフォルダーで git remote add origin <この場所> として、seki sync で送ってください。ほかの人は git clone で写しを作ります。",
    )
    return Answer(data=data, views=(Lines(lines=lines),))


def _planned(files: Mapping[str, bytes]) -> tuple[str, ...]:
    return (*files, "（--dry-run のため、作っていません）")


def make_sample(root: Path) -> date:
    """Make a workspace with the invented households of the sample, committed in the order of their days.

    Returns the day on which the sample is meant to be looked at.
    """
    diary = read_diary(sample_folder())
    commit_sample(root, diary, schema_files())
    return diary.demo_day


def schema_files() -> dict[str, bytes]:
    """Return the schemas in force as the workspace keeps them for editors: each file stands alone."""
    return {
        f"schema/{kind}.json": (json.dumps(build_editor_schema(kind), ensure_ascii=False, indent=2) + "\n").encode()
        for kind in kinds()
    }


def _profile_files(profile: str) -> dict[str, bytes]:
    """Return a profile's files by their place in the workspace. `profile` is a shipped one's name or a folder. NotThere (3)."""
    ours = _is_shipped(profile)
    home = templates_folder() / "profiles" / profile if ours else Path(profile)
    if not home.is_dir():
        known = " ".join(sorted(path.name for path in (templates_folder() / "profiles").iterdir() if path.is_dir()))
        raise NotThere("この自治体設定は見つかりません", remedy=f"使える設定: {known}、または設定のフォルダー")
    paths = (home / "seki.yaml", *sorted((home / "profile").rglob("*.yaml")))
    wanted = {path.relative_to(home).as_posix(): _read_list(path) for path in paths if path.is_file()}
    if not ours:
        _refuse_faulty(home, wanted)
    return wanted


def _read_list(path: Path) -> bytes:
    """Return a file's bytes, cut just above what a list may be. Misuse (2) where it may not be read."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise Misuse(
            "自治体設定のファイルを開けません", where=path.name, remedy="ファイルの場所と読み取り権限を確認してください"
        ) from None


def _is_shipped(profile: str) -> bool:
    return profile.isidentifier() and (templates_folder() / "profiles" / profile).is_dir()


def _refuse_faulty(home: Path, files: Mapping[str, bytes]) -> None:
    """Refuse (2) a folder in which a list is missing or cannot be read: a workspace made of it could not be worked in."""
    missing = [name for name in _NEEDED if name not in files]
    if missing:
        raise Misuse(
            f"自治体設定のフォルダーに足りないファイルがあります: {' '.join(missing)}",
            where=str(home),
            remedy="seki.yaml と profile/ のあるフォルダーを指定してください。ない一覧は、付属の設定 blank から写せます",
        )
    for name, data in files.items():
        found = read_value(name, data)[1]
        if found:
            where = f"{name}:{found[0].line}:{found[0].column}"
            raise Misuse(f"自治体設定を読めません。{found[0].message}", where=where, remedy=found[0].remedy)


def _doubts(files: Mapping[str, bytes], day: date) -> tuple[str, ...]:
    """Return a line where the lists of a folder can be read and do not fit together: `profile check` shows each fault by its line."""
    ours = {name: data for name, data in files.items() if name == "seki.yaml" or name.startswith("profile/")}
    values = {name: value for name, data in ours.items() if (value := read_value(name, data)[0])}
    world = World(office=replace(build_profile(values), as_of=day))
    found = [one.severity for one in find_office_findings(world, day, dict.fromkeys(values, ""))]
    errors, warnings = found.count("error"), found.count("warning")
    if not errors and not warnings:
        return ()
    return (f"設定に誤り {errors} 件、注意 {warnings} 件があります。seki -C <この場所> profile check で場所を確かめてください。",)
