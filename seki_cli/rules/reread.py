"""Whether a record that stands on a printed paper reads otherwise now: corrected, taken out, or about others than it said.

出典: records.md（事象は新しい事象で訂正する・void は別のところの記録だったもの）
"""

from seki_cli.model.agenda import Piece
from seki_cli.model.world import CaseFile


def is_reread(line: Piece, before: CaseFile, now: CaseFile) -> bool:
    """Say whether the record of a printed line is another one now than it was when the paper was made. Both are settled.

    Of a plan's version counts whom it is about and its categories: its words are the person's to rewrite, and old ones do no
    harm. Whatever else stands in a document is asked of the gate field by field.
    """
    was, here = _events(before), _events(now)
    if line.record in was:
        return line.record not in here
    plans = {plan.path: (plan.persons, plan.categories) for plan in now.plans}
    return any(plan.path == line.path and plans.get(plan.path) != (plan.persons, plan.categories) for plan in before.plans)


def _events(case: CaseFile) -> frozenset[str]:
    return frozenset(event.id for event in case.events())
