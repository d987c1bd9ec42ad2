"""The profiles that seki is shipped with, read to be compared with the one a workspace took from them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from seki_cli.errors import NotThere
from seki_cli.files.git_history import read_history
from seki_cli.files.git_state import read_blobs
from seki_cli.files.records import read_value
from seki_cli.files.resources import templates_folder

_FOUNDED: Final = "seki: init"


def read_shipped_profile(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the values of a shipped profile by the place of their files in a workspace (profile/agencies.yaml, seki.yaml).

    Raises NotThere (3) where seki is shipped with no profile of this name.
    """
    shipped = templates_folder() / "profiles"
    known = sorted(folder.name for folder in shipped.iterdir() if folder.is_dir())
    if name not in known:
        remedy = f"比べられるのは {'・'.join(known)} から作った台帳だけです（seki.yaml の profile）"
        raise NotThere("もとになった自治体設定が、この seki に付いていません", where="seki.yaml", remedy=remedy)
    return _values(read_shipped_texts(name))


def read_shipped_texts(name: str) -> Mapping[str, bytes]:
    """Return the files of a shipped profile as they are, by the same places."""
    home = templates_folder() / "profiles" / name
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*.yaml"))}


def read_first_profile(root: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the profile as `seki init` put it into a workspace, by the same places; nothing where the history does not tell.

    Held against it, what the office has changed since can be told from what a newer seki has. A file that somebody else
    brought in says nothing of that kind, and neither does a folder of the office's own: it may have been edited before.
    """
    founded = [
        touch
        for commit in read_history(root, paths=("profile",), states="A")
        if commit.subject == _FOUNDED
        for touch in commit.touches
    ]
    texts = dict(read_blobs(root, dict.fromkeys(touch.new for touch in founded)))
    found = ((touch.path, texts.get(touch.new)) for touch in founded)
    return _values({path: data for path, data in found if data is not None})


def _values(files: Mapping[str, bytes]) -> Mapping[str, Mapping[str, Any]]:
    values = {path: read_value(path, data)[0] for path, data in files.items()}
    return {path: value for path, value in values.items() if value is not None}
