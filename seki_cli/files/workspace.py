"""Where the workspace is, for every command."""

from pathlib import Path

from seki_cli.errors import NotThere


def find_workspace(start: Path) -> Path:
    """Return the nearest folder with a seki.yaml, from `start` upwards, absolute and without links.

    Raises NotThere (exit 3) where there is none.
    """
    place = start.resolve()
    for folder in (place, *place.parents):
        if (folder / "seki.yaml").is_file():
            return folder
    raise NotThere(
        "台帳（seki.yaml のあるフォルダ）が見つかりません。",
        where=str(start),
        remedy="台帳のフォルダへ移るか `-C 台帳` を付けてください。はじめてなら `seki init 台帳` で作れます。",
    )
