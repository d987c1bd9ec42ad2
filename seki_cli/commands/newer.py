"""A workspace that a newer seki has written: it is read as far as this one can, said so, and never written."""

from collections.abc import Collection
from typing import Final

from seki_cli.commands.list_notes import FORMAT, is_newer
from seki_cli.errors import Blocked, Unreadable
from seki_cli.files.shelf import Shelf
from seki_cli.model.verdict import Finding

_NEWER_KIND: Final = "SEKI028"


def newer_findings(shelf: Shelf) -> tuple[Finding, ...]:
    """Return the warning that this workspace asks for a newer seki, where it does: what is shown may lack something."""
    settings = shelf.office.settings
    key = "format" if settings.format > FORMAT else "requires"
    if not is_newer(settings.format, settings.requires):
        return ()
    found = Finding(
        code=_NEWER_KIND,
        severity="warning",
        message="この台帳は新しい seki のものです。読めるところだけを示しています",
        remedy="seki を新しくしてください。この seki では書き込めません",
        path="seki.yaml",
        key=(key,),
    )
    return (shelf.placed(found),)


def refuse_newer(shelf: Shelf, cases: Collection[str] = ()) -> None:
    """Raise Blocked (6) where a newer seki wrote this workspace or one of these cases, Unreadable (5) where nobody can tell."""
    found = newer_findings(shelf) + tuple(
        f for f in shelf.unread_of(cases) if f.code == _NEWER_KIND and (f.case in cases or not f.path.startswith("cases/"))
    )
    if found:
        raise Blocked(
            "この台帳は新しい seki のものなので、書き込めません。何も書いていません",
            where=f"{found[0].path}:{found[0].line}",
            remedy="seki を新しくしてください（読むことはできます）",
        )
    settings = next((f for f in shelf.unread_of(cases) if f.path == "seki.yaml"), None)
    if settings:
        raise Unreadable(
            f"台帳の設定が読めないので、書き込めません。{settings.message}",
            where=f"{settings.path}:{settings.line}:{settings.column}",
            remedy=settings.remedy,
        )
