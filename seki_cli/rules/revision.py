"""Whether a version of a plan may still be rewritten, or is frozen and followed by the next."""

from typing import Final

from seki_cli.model.plan import Decision, Plan
from seki_cli.model.world import CaseFile

_STARTS: Final = ("策定", "変更")


def decisions_on(case: CaseFile, plan: Plan) -> tuple[Decision, ...]:
    """Return the decisions that were taken on exactly this version, in the order of acts."""
    return tuple(d for d in case.decisions if d.plan == plan.id and d.version == plan.version)


def is_decided(case: CaseFile, plan: Plan) -> bool:
    """Say whether a version was before a meeting that decided on it: from then on it is frozen, whatever the result.

    So is a corrected text (修正のうえ適切, `after`): it runs from the day it was made, and no meeting names its number.
    出典: 第3章3（会議で適切性を判断したプランは、その版のまま残す。未確認）
    """
    return _is_corrected(case, plan) or bool(decisions_on(case, plan))


def _is_corrected(case: CaseFile, plan: Plan) -> bool:
    on_plan = (d for d in case.decisions if d.plan == plan.id)
    return bool(plan.after) and any(d.yes and d.id == case.effective(plan.after) for d in on_plan)


def is_withdrawn(case: CaseFile, plan: Plan) -> bool:
    """Say whether a version was taken back (プラン取下げ): it stays as it was, and what is written next is another version.

    One that runs by a yes at 策定 or 変更 is not: there a withdrawal takes back what waits, and the meeting's yes stands.
    """
    if _is_corrected(case, plan) or any(d.yes and d.timing in _STARTS for d in decisions_on(case, plan)):
        return False
    acts = (c for c in case.closings if c.act == "プラン取下げ" and c.plan == plan.id and plan.made_on <= c.date)
    return any(act.version is None or plan.version <= act.version for act in acts)


def corrected_texts(case: CaseFile) -> tuple[Plan, ...]:
    """Return the versions that run as a meeting had them corrected: no decision names them, so none keeps a print of them."""
    return tuple(plan for plan in case.plans if is_decided(case, plan) and not decisions_on(case, plan))


def next_after(case: CaseFile, plan: Plan) -> str:
    """Return the decision after which the next version needs no further meeting (修正のうえ適切), or an empty text."""
    decided = decisions_on(case, plan)
    return decided[-1].id if decided and decided[-1].result == "修正のうえ適切" else ""
