"""What somebody else saved between a command's look and its save: where it bears on the act, the act is asked anew."""

from collections.abc import Iterable
from typing import Final

from seki_cli.commands.fetch import Desk
from seki_cli.errors import Blocked
from seki_cli.files.paths import locate

_TELL_NO_STATE: Final = frozenset({"note", "disclosure"})
"""Kinds on which no command's rule depends: two people may write them into one case at the same moment."""


def refuse_moved_on(before: Desk, now: Desk, paths: Iterable[str]) -> None:
    """Refuse (6) an act whose cases or whose office have changed since its command read and judged them.

    A command asks rules that no finding asks again (may this be sent; is it this referral's turn). They were asked of what
    stood then: a consent withdrawn in the next room while a form was filled in would not be heard. A note waits for nobody.
    """
    written = tuple(paths)
    if not any(_bears(path) for path in written):
        return
    near = {"profile", *map(_home, written)}
    old, new = (desk.shelf.texts_around(near) for desk in (before, now))
    for path in sorted(old.keys() | new.keys()):
        if _home(path) in near and path not in written and _bears(path) and old.get(path) != new.get(path):
            raise Blocked(
                "入力しているあいだに、ほかの人がこのケースか設定を変えました。何も書いていません。",
                where=path,
                remedy="もう一度実行してください。新しい内容が読み込まれます。",
            )


def _home(path: str) -> str:
    """Return the case folder a record lies in, or the room of the workspace."""
    parts = path.split("/")
    if parts[0] == "cases" and len(parts) > 3:
        return parts[2]
    return parts[0] if parts[0] == "profile" else path


def _bears(path: str) -> bool:
    """Say whether what may be done depends on a file."""
    place = locate(path)
    return place is None or not set(place.kinds) <= _TELL_NO_STATE
