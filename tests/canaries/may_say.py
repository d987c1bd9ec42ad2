"""Whose stdout may hold what: who asks for a record sees it; every other command speaks of numbers, days and kinds alone."""

from typing import Final

_CASE: Final = ("case", "household", "intake", "screening", "assessment", "note", "staff")
_ACTS: Final = ("plan", "decision", "monitoring", "placement", "evaluation", "closing", "referral", "referral_step")
_ALLOWED: Final = ("consent", "disclosure")

MAY_SAY: Final[dict[str, tuple[str, ...]]] = {
    "case show": (*_CASE, *_ACTS, *_ALLOWED),
    "plan show": ("plan",),
    "diff": (*_CASE, *_ACTS, "resource name", "consent corrects.why"),
    "agenda": (*_CASE, *_ACTS, "meeting"),
    "meeting show": ("meeting",),
    "resource list": ("resource",),
    "resource show": ("resource",),
    "gap list": ("gap",),
    "gap show": ("gap",),
    "registry staff": ("staff",),
}
"""By command. `kind` is every field of that kind, `kind path` one field. What is not named here holds no marker at all."""

BY_OPTION: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("stats", "--by extra.memo"): ("*",),
    ("agenda", "--cover"): (),
}
"""Where an option changes what may be said: figures by a field of the office's own stand by its values; the cover says nothing."""

NEVER_ON_PAPER: Final = (
    "consent",
    "intake caller.name",
    "intake caller.relation",
    "intake caller.phone",
    "decision protocol",
    "household people[].protected.ground",
    "case register_no",
    "case tags[]",
    "disclosure",
    "closing moved[].why",
)
"""What no paper for a meeting ever holds, whoever sits there; nor any field of the office's own, nor why something was corrected."""


def not_to_be_said(command: str, words: str, fields: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the fields that this call's stdout may not hold."""
    allowed = set(
        next(
            (said for (name, option), said in BY_OPTION.items() if name == command and option in words), MAY_SAY.get(command, ())
        )
    )
    if "--dry-run" in words:
        allowed |= {"*"}  # a record is shown to who is about to write it
    never = set(NEVER_ON_PAPER) if command == "agenda" else set()
    return {one for one in fields if not _in(one, allowed) or _in(one, never) or (never and _own(one[1]))}


ON_A_FORM: Final = ("typed", "household people[].name", "staff staff[].name")
"""What a form shows while it asks: who may be chosen, and what was typed into it."""


def not_on_a_form(fields: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of the fields that a form at a terminal does not show."""
    return {one for one in fields if not _in(one, set(ON_A_FORM))}


def _in(one: tuple[str, str], said: set[str]) -> bool:
    return bool({"*", one[0], " ".join(one)} & said)


def _own(path: str) -> bool:
    return path.startswith("extra") or path == "corrects.why"
