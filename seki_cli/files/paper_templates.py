"""The templates of papers: the office's own where the workspace has one, else those that come with seki."""

from pathlib import Path

from seki_cli.errors import NotThere
from seki_cli.files.resources import templates_folder


def read_template(root: Path, name: str) -> str:
    """Return a paper's template as text. `name` is a plain file name such as agenda.html.j2."""
    for path in (root / "templates" / name, templates_folder() / "papers" / name):
        if path.is_file() and not path.is_symlink():
            return path.read_text(encoding="utf-8")
    raise NotThere("資料のひな形がありません", where=name, remedy="seki を入れ直すか、台帳の templates/ にひな形を置いてください")
