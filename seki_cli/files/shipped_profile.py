"""The profiles that seki is shipped with, read to be compared with the one a workspace took from them."""

from collections.abc import Mapping
from typing import Any

from seki_cli.errors import NotThere
from seki_cli.files.records import read_value
from seki_cli.files.resources import templates_folder


def read_shipped_profile(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the values of a shipped profile by the place of their files in a workspace (profile/agencies.yaml, seki.yaml).

    Raises NotThere (3) where seki is shipped with no profile of this name.
    """
    shipped = templates_folder() / "profiles"
    known = sorted(folder.name for folder in shipped.iterdir() if folder.is_dir())
    if name not in known:
        remedy = f"比べられるのは {'・'.join(known)} から作った台帳だけです（seki.yaml の profile）"
        raise NotThere("もとになった自治体設定が、この seki に付いていません", where="seki.yaml", remedy=remedy)
    home = shipped / name
    files = {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*.yaml"))}
    values = {path: read_value(path, data)[0] for path, data in files.items()}
    return {path: value for path, value in values.items() if value is not None}
