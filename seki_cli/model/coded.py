"""Which fields of which record hold labels of which code list of the office.

One table for the door that turns a code into its label and for the check that asks whether a label is on the list. The
lists themselves are the office's own and may be longer than any that was shipped.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from seki_cli.model.walk import Key, Path, find_values

CODED: Final[Mapping[str, tuple[tuple[Path, tuple[str, ...]], ...]]] = {
    "household": (
        (("people", "*", "care_level"), ("care_level",)),
        (("people", "*", "certificates", "*"), ("certificates",)),
        (("people", "*", "issues", "*"), ("issues",)),
    ),
    "intake": (
        (("route",), ("route",)),
        (("no_consent_reason",), ("no_consent_reason",)),
        (("worries", "*"), ("worries",)),
        (("main_worry",), ("worries",)),
        (("hard_because", "*"), ("hard_because",)),
        (("flags", "*"), ("flags",)),
    ),
    "screening": ((("result",), ("screening",)), (("flags", "*"), ("flags",))),
    "assessment": ((("people", "*", "issues", "*"), ("issues",)),),
    "note": ((("stage",), ("stages",)),),
    "referral": ((("reasons", "*"), ("hard_because",)),),
    "referral_step": ((("reason",), ("referral_reason",)),),
    "plan": ((("use", "others", "*"), ("use_others",)),),
    "monitoring": ((("changes", "*"), ("changes",)), (("stage",), ("stages",))),
    "evaluation": (
        (("occasion",), ("occasions",)),
        (("changes", "*"), ("changes",)),
        (("category",), ("closing", "suspension")),
    ),
    "closing": ((("reason",), ("closing", "suspension")),),
    "meeting": ((("items", "*", "basis"), ("basis",)),),
    "resource": ((("kind",), ("resource_kinds",)),),
    "agencies": ((("agencies", "*", "kind"), ("agency_kinds",)),),
    "meetings": ((("kinds", "*", "members", "*"), ("agency_kinds",)), (("kinds", "*", "bases", "*"), ("basis",))),
}
"""By kind of record: the path of the field and the list (or lists, either will do) that its word stands on."""

_BY_ACT: Final[Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]] = {
    ("closing", "act"): {"終結": ("closing",), "中断": ("suspension",), "再開": (), "統合": ()},
    ("evaluation", "judgement"): {"終結": ("closing",), "中断": ("suspension",)},
}


def coded_values(record_kind: str, value: Any) -> Iterator[tuple[Key, tuple[str, ...], str]]:
    """Yield the key, the names of the lists and the word of every coded field of a record, a parsed mapping or a dataclass.

    A closing's reason is sought where its act says (終結 → closing, 中断 → suspension), a 再開 or 統合 gives it in free
    words; an evaluation's category likewise by its judgement.
    """
    for path, lists in CODED.get(record_kind, ()):
        for key, word in find_values(value, path):
            named = _lists_by_act(record_kind, value, lists) if len(lists) > 1 else lists
            if named and isinstance(word, str) and word:
                yield key, named, word


def _lists_by_act(record_kind: str, value: Any, lists: tuple[str, ...]) -> tuple[str, ...]:
    for (kind, field), by_act in _BY_ACT.items():
        if kind == record_kind:
            for _, act in find_values(value, (field,)):
                return by_act.get(act, lists)
    return lists
