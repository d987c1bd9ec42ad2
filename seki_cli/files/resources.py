"""Where the files that are not Python lie: schemas, templates and sample cases, in a wheel or in a checkout."""

from pathlib import Path

from seki_cli.errors import NotThere


def schemas_folder() -> Path:
    """Return the folder of the JSON Schemas that this seki was shipped with."""
    return _shipped("schemas")


def templates_folder() -> Path:
    """Return the folder of the profiles and of the templates for papers."""
    return _shipped("templates")


def sample_folder() -> Path:
    """Return the folder of the sample cases (invented people)."""
    return _shipped("sample_cases")


def _shipped(name: str) -> Path:
    """Return a folder of the wheel (`seki_cli/_data`), else of the checkout the package stands in.

    A wheel's copy comes first: a folder that happens to be called `schemas` beside an installed package is not ours.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise NotThere(
        "seki に付いているはずのファイルが見つかりません。",
        where=f"seki_cli/_data/{name}",
        remedy="seki を入れ直してください（pip install --force-reinstall seki）。",
    )
