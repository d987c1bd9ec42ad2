"""At which timing a plan may come before a meeting, as it stands: it starts once, changes by a new version, ends once."""

from typing import Final

from seki_cli.model.plan import PLAN_TIMINGS
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.rules.plans import PlanState

_OVER: Final = ("終結", "取下げ")
_NOT_BEGUN: Final = ("案", "付議中")
_STARTS: Final = ("策定", "変更")


def may_be_put(state: PlanState, timing: str) -> Verdict:
    """Say whether a plan may be put on an agenda at a timing. Whether consent allows it is another rule's question.

    A plan that runs has been judged at 策定 already, one that never ran cannot change, and one that has ended is over. One
    that never ran may still come at 終結 or 中断: where consent has ended there is no other way out for it.
    出典: 第3章3（重層的支援会議の4つのタイミング ①策定 ②変更 ③終結 ④中断）
    """
    because = state.decided.path if state.decided else state.newest.path
    if timing not in PLAN_TIMINGS:
        return YES
    if state.status in _OVER:
        remedy = "支援を続けるときは、新しいプランを作ってください（seki plan new）"
        return no(f"このプランは{state.status}です", because=because, remedy=remedy)
    if timing == "策定" and state.status in ("実施中", "見直し"):
        remedy = "内容を変えるときは seki plan revise で次の版を作り、「変更」で諮ってください"
        return no("このプランは策定を決めてあります", because=because, remedy=remedy)
    if timing == "変更" and state.status in _NOT_BEGUN:
        return no("まだ始まっていないプランなので、「変更」は諮れません", because=because, remedy="「策定」で諮ってください")
    return YES


def may_say_yes(state: PlanState, version: int, timing: str) -> Verdict:
    """Say whether a meeting's yes at 策定 or 変更 may fall on this version: not on the one that runs by an earlier yes.

    It would start the reviews anew from its own day, and a day that was due would move without a word.
    出典: 第3章3 ①（モニタリングの時期の検討）・records.md（Next review of plan P）
    """
    runs = state.running is not None and state.running.version == version and state.status in ("実施中", "見直し")
    if timing not in _STARTS or not runs:
        return YES
    because = state.decided.path if state.decided else state.newest.path
    remedy = "seki plan revise で次の版を作り、その版を議題にしてください。内容が変わらないなら結果は「その他」です"
    return no("この版はもう決定されて、実施中です", because=because, remedy=remedy)
