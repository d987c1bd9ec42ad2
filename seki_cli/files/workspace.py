"""Where the workspace is, for every command."""

from pathlib import Path

from seki_cli.errors import Blocked, NotThere


def find_workspace(start: Path) -> Path:
    """Return the nearest folder with a seki.yaml, from `start` upwards, absolute and without links.

    Raises NotThere (exit 3) where there is none, Blocked (exit 6) where `start` may not be opened.
    """
    place = start.resolve()
    for folder in (place, *place.parents):
        try:
            if (folder / "seki.yaml").is_file():
                return folder
        except PermissionError as closed:  # a folder further up may well be closed: then no workspace lies around this one
            if folder == place:
                raise _closed(start) from closed
    raise NotThere(
        "台帳（seki.yaml のあるフォルダ）が見つかりません。",
        where=str(start),
        remedy="台帳のフォルダへ移るか `-C 台帳` を付けてください。はじめてなら `seki init 台帳` で作れます。",
    )


def _closed(start: Path) -> Blocked:
    return Blocked(
        "このフォルダーを開く権限がありません。",
        where=str(start),
        remedy="フォルダーの持ち主と権限を確かめてください。",
    )
