"""Whether a version of a plan may still be rewritten, or is frozen and followed by the next."""

from seki_cli.model.plan import Decision, Plan
from seki_cli.model.world import CaseFile


def decisions_on(case: CaseFile, plan: Plan) -> tuple[Decision, ...]:
    """Return the decisions that were taken on exactly this version, in the order of acts."""
    return tuple(d for d in case.decisions if d.plan == plan.id and d.version == plan.version)


def is_decided(case: CaseFile, plan: Plan) -> bool:
    """Say whether a version was before a meeting that decided on it: from then on it is frozen, whatever the result.

    So is a corrected text (修正のうえ適切, `after`): it runs from the day it was made, and no meeting names its number.
    出典: 第3章3（会議で適切性を判断したプランは、その版のまま残す。未確認）
    """
    on_plan = (d for d in case.decisions if d.plan == plan.id)
    corrected = bool(plan.after) and any(d.yes and d.id == case.effective(plan.after) for d in on_plan)
    return corrected or bool(decisions_on(case, plan))


def next_after(case: CaseFile, plan: Plan) -> str:
    """Return the decision after which the next version needs no further meeting (修正のうえ適切), or an empty text."""
    decided = decisions_on(case, plan)
    return decided[-1].id if decided and decided[-1].result == "修正のうえ適切" else ""
