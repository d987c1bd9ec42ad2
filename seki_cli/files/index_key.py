"""What an index has to agree with: the format of its rows and the very seki that worked them out, schemas included."""

import os
import sys
from pathlib import Path
from typing import Final

from seki_cli.files.resources import schemas_folder
from seki_cli.version import __version__

_FORMAT: Final = 2
_ROOMS: Final = ("model", "rules", "files", "commands")


def index_key() -> str:
    """Return the key of this seki. A program file that was changed in place makes another one: nobody raises a version for it.

    So does whatever is installed beside it: a library may come to read something otherwise.
    """
    package = Path(__file__).parent.parent
    told = [f"{_FORMAT} {__version__} {sys.version}"]
    beside = (folder for folder in map(Path, sys.path) if folder.name.endswith("-packages") and folder.is_dir())
    told += [f"{folder} {folder.stat().st_mtime_ns}" for folder in beside]
    for folder in (*(package / room for room in _ROOMS), Path(str(schemas_folder()))):
        with os.scandir(folder) as entries:
            found = ((entry.name, entry.stat()) for entry in entries if entry.name.endswith((".py", ".json")))
            told += sorted(f"{name} {about.st_size} {about.st_mtime_ns}" for name, about in found)
    return "\n".join(told)
