"""The templates of papers: the office's own where the workspace has one, else those that come with seki."""

from pathlib import Path

from seki_cli.errors import NotThere, Unreadable
from seki_cli.files.resources import templates_folder


def read_template(root: Path, name: str) -> str:
    """Return a paper's template as text. `name` is a plain file name such as agenda.html.j2. Raises Unreadable (5), NotThere (3)."""
    for path in (root / "templates" / name, templates_folder() / "papers" / name):
        if path.is_file() and not path.is_symlink():
            try:
                return path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                remedy = "文字コード「UTF-8」で保存し直し、読む権限があるか確かめてください"
                raise Unreadable("資料のひな形を読めません", where=f"templates/{name}", remedy=remedy) from None
    raise NotThere("資料のひな形がありません", where=name, remedy="seki を入れ直すか、台帳の templates/ にひな形を置いてください")
