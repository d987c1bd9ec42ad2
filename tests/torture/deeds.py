"""How every writing command is called when it is to be killed: what has to be there before, the words, what is handed in.

Most are the calls of the canaries; a new writing command that is not here fails tests/canaries/test_commands.py. `sync` is
killed in t2, where there is somebody to share with.
"""

from dataclasses import dataclass, replace
from typing import Final

from canaries.calls import CALLS, Say

SAVED: Final = "保存しました"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act. `said`: what it prints once it stands; `first`: acts that go before.

    `edited`: a file's words, old and new, as they were when the workspace was founded.
    """

    command: str
    say: Say
    said: str = SAVED
    first: tuple[str, ...] = ()
    edited: tuple[str, str, str] | None = None


_PLAIN: Final = (
    *("assess", "refer", "monitor", "place", "evaluate", "save", "case new", "case edit", "case screen", "case close"),
    *("case suspend", "case reopen", "case link", "person add", "note add", "consent add", "consent withdraw"),
    *("referral accept", "referral hold", "referral work", "referral decline", "referral finish", "referral cancel"),
    *("referral extend", "plan new", "plan revise", "plan drop", "plan decide", "meeting new", "meeting attend"),
    *("meeting move", "meeting cancel", "meeting record", "resource new", "resource verify", "gap new", "gap move"),
    "activity add",
)
"""Their first call of the canaries is an act that works."""

_OTHERS: Final = (
    Deed(command="agenda", say=CALLS["agenda"][5]),
    Deed(command="meeting add", say=CALLS["meeting add"][2]),
    Deed(command="registry staff", say=CALLS["registry staff"][1]),
    Deed(
        command="case unlink",
        say=replace(CALLS["case unlink"][0], code=0),
        first=("case link {case} {third} --how 同一 --by sato",),
    ),
    Deed(
        command="profile take",
        say=Say(words="codes/closing --force"),
        edited=("profile/codes/closing.yaml", "label: 一定の目処がついた", "label: 目処がついた"),
    ),
)

DEEDS: Final[dict[str, Deed]] = {
    deed.command: deed for deed in (*(Deed(command=command, say=CALLS[command][0]) for command in _PLAIN), *_OTHERS)
}
"""The acts on a workspace, by command."""

FOUNDING: Final = ("init", "demo")
"""These make a workspace where none was: killed, they leave none or a whole one."""

OF_THE_CLONE: Final = ("registry me",)
"""These change the settings of the clone and no record."""

WRITING: Final = frozenset({*DEEDS, *FOUNDING, *OF_THE_CLONE})
