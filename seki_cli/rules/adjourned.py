"""What was put off (継続審議) and has not been taken up again: it must not leave the list because something else was decided."""

from collections.abc import Sequence
from typing import Final

from seki_cli.model.plan import Closing, Decision

_QUESTION: Final = {"方針": "direction", "策定": "text", "変更": "text", "終結": "end", "中断": "end"}


def find_adjourned(
    acts: Sequence[Decision | Closing], answers: Sequence[Decision | Closing], ran_before: frozenset[str]
) -> tuple[Decision, ...]:
    """Return the 継続審議 on a plan that are still open, the earliest first.

    `acts` are the decisions and withdrawals of one plan in their order; `answers` those that settle its course; `ran_before`
    the ids of those before which the plan ran. Whether a plan's text is right and whether it should end are two questions:
    a no to the one leaves the other open while the plan runs, a yes to either settles both. A withdrawal settles all.
    出典: 第3章3（4つのタイミングのそれぞれで判断する）・細部は未確認
    """
    return tuple(a for n, a in enumerate(acts) if isinstance(a, Decision) and _is_open(a, acts[n + 1 :], answers, ran_before))


def _is_open(
    act: Decision, later: Sequence[Decision | Closing], answers: Sequence[Decision | Closing], ran_before: frozenset[str]
) -> bool:
    if act.result != "継続審議":
        return False
    if act not in answers:
        return not later
    return not any(_settles(other, act, other in answers, ran_before) for other in later)


def _settles(other: Decision | Closing, act: Decision, counts: bool, ran_before: frozenset[str]) -> bool:
    """Say whether a later act takes up what was put off, or puts it off anew."""
    if isinstance(other, Closing) or other.timing == act.timing:
        return True
    if not counts:
        return False
    asked, answered = _QUESTION[act.timing], _QUESTION[other.timing]
    if other.result == "継続審議":
        return asked == answered
    return (asked == "end") == (answered == "end") or other.yes or other.id not in ran_before
