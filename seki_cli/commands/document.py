"""A document of a case as it stands in its file, ready to be edited in place."""

from typing import Any

from seki_cli.commands.fetch import Desk
from seki_cli.errors import Unreadable
from seki_cli.files.paths import record_path
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.world import CaseFile


def read_document(desk: Desk, case: CaseFile, kind: str) -> dict[str, Any]:
    """Return the fields of a head (case) or a household. Unreadable (5) where the file is not there or cannot be read."""
    path = record_path(kind, case=case.id)
    data = desk.shelf.sources.files.get(path)
    if data is None or path in case.unread:
        raise Unreadable(
            "この記録は読めないため、書き足せません。何も書いていません",
            where=path,
            remedy="エディターでファイルを直し、seki check で確かめてください",
        )
    return read_tree(data)


def refuse_unread(case: CaseFile) -> None:
    """Raise Unreadable (5) where a file of a case cannot be read: what it leaves open could then not be known."""
    if case.unread:
        raise Unreadable(
            "読めない記録があるので、何が終わっていないかが分かりません。何も書いていません",
            where=case.unread[0],
            remedy="エディターでファイルを直し、seki check で確かめてください",
        )
