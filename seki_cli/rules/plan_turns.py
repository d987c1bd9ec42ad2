"""What may be done with a plan as it stands: at which timing it may come before a meeting, who may end or decide it without one."""

from datetime import date
from typing import Final

from seki_cli.model.office import Office, in_span
from seki_cli.model.plan import PLAN_TIMINGS, Plan
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_state import CaseDay
from seki_cli.rules.plans import PlanState
from seki_cli.rules.tabled import Tabled

_OVER: Final = ("終結", "取下げ")
_NOT_BEGUN: Final = ("案", "付議中")
_STARTS: Final = ("策定", "変更")
_ENDS: Final = ("終結", "中断")


def may_be_written(now: CaseDay) -> Verdict:
    """Say whether a plan may be begun or written on in a case: not in one that is shut, where its draft would wait unseen.

    出典: 第3章3 ①（プラン策定時）・records.md（a closed case has no open plan）
    """
    if not now.shut:
        return YES
    if now.status == "統合":
        into = next((c.into for c in reversed(now.case.closings) if c.act == "統合"), "")
        return no("統合したケースです", because=now.case.head.path, remedy=f"統合先のケースに記録してください: {into}")
    remedy = f"もう一度始めるときは、先に再開してください（seki case reopen {now.case.id}）"
    return no(f"{now.status}したケースのプランは作れません", because=now.case.head.path, remedy=remedy)


def find_plan_of_policy(states: tuple[PlanState, ...], timing: str) -> Plan | None:
    """Return the one アウトリーチ等 draft of a case that a 方針 would let run before consent; None where there is not just one.

    Without it on the item a yes would decide nothing about the plan, and nobody would notice. 出典: 第3章2（第4号）・第3章3
    """
    drafts = [state for state in states if state.kind == "アウトリーチ等" and state.status == "案"]
    return (drafts[0].waiting or drafts[0].newest) if timing == "方針" and len(drafts) == 1 else None


def may_be_put(state: PlanState, timing: str) -> Verdict:
    """Say whether a plan may be put on an agenda at a timing. Whether consent allows it is another rule's question.

    A plan that runs has been judged at 策定 already, one that never ran cannot change, and one that has ended is over. One
    that never ran may still come at 終結 or 中断: where consent has ended there is no other way out for it.
    出典: 第3章3（4つのタイミング ①策定 ②変更 ③終結 ④中断）
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


def items_of_a_drop(state: PlanState, tabled: tuple[Tabled, ...]) -> tuple[Tabled, ...]:
    """Return the coming items that a withdrawal would leave without a plan: of one that goes on running, not those of its end."""
    if state.running is not None and state.status in ("実施中", "見直し"):
        return tuple(one for one in tabled if one.item.timing not in _ENDS)
    return tabled


def may_drop(state: PlanState, tabled: Tabled | None) -> Verdict:
    """Say whether a plan, or the version of it that waits, may be withdrawn without a meeting.

    What runs by a yes at 策定 is ended by a meeting only; there a withdrawal takes back the version that waits, and where none
    waits there is nothing to take back. `tabled`: an item of a coming meeting that would be left without its plan.
    出典: 第3章3（全てのプランを対象に、終結・中断を判断する）・records.md（プラン取下げ）
    """
    because = state.newest.path
    if state.status in (*_OVER, "中断"):
        return no(f"このプランは{state.status}です", because=because, remedy="取り下げるものはありません")
    if state.status in ("実施中", "見直し") and state.waiting is None:
        remedy = "終わらせるときは、「終結」か「中断」として会議に諮ってください（seki meeting add）"
        return no("実施中のプランは、会議の決定でだけ終わります", because=because, remedy=remedy)
    if tabled is not None:
        remedy = "議題からも外すときは、--off-agenda を付けてもう一度実行してください"
        return no(f"これからの会議（{tabled.meeting.id}）の議題にあります", because=tabled.meeting.path, remedy=remedy)
    return YES


def may_drop_on(case: CaseFile, state: PlanState, day: date) -> Verdict:
    """Say whether a withdrawal may bear a day: not one before what was last decided, reviewed or written on the plan.

    Of a day before them it would take nothing back, and the plan would run on although it was said to be withdrawn.
    出典: records.md（Order of acts）・第3章3（全てのプランを対象に、終結・中断を判断する）
    """
    known: list[tuple[date, str, str]] = [(d.date, d.path, "date") for d in case.decisions if d.plan == state.id]
    known += [(m.date, m.path, "date") for m in case.monitorings if m.plan == state.id]
    known += [(c.date, c.path, "date") for c in case.closings if c.plan == state.id]
    known += [(state.newest.made_on, state.newest.path, "made_on")]
    last, path, key = max(known, key=lambda one: one[0])
    if day >= last:
        return YES
    remedy = "その日か、それより後の日を date に書いてください（書かなければ今日です）"
    return no("取り下げる日より後に、このプランの記録があります", because=path, key=(key,), remedy=remedy)


def may_revise(case: CaseFile, state: PlanState, made_on: date) -> Verdict:
    """Say whether a plan may get a next version: not one that has ended, nor one made by the day of its 中断.

    A meeting that ends or suspends a plan has judged all that was written by then: such a version would wait for nothing.
    出典: 第3章3（③支援終結を判断する時 ④支援中断を決定する時）
    """
    ends = [d for d in case.decisions if d.plan == state.id and d.yes and d.timing in _ENDS]
    if state.status == "終結":
        remedy = "支援を続けるときは、新しいプランを作ってください（seki plan new）"
        return no("このプランは終結です", because=ends[-1].path if ends else state.newest.path, remedy=remedy)
    if state.status == "中断" and ends and made_on <= ends[-1].date:
        remedy = "中断を決めた日の翌日から作れます。作成日（made_on）を確かめてください"
        return no("中断を決めた日までの版は、会議に諮れません", because=ends[-1].path, remedy=remedy)
    return YES


def may_be_decided_by_the_city(case: CaseFile, state: PlanState, plan: Plan) -> Verdict:
    """Say whether the city's 支援決定 may be recorded on a version: of a plan that is not over, once for each version.

    Meeting first or decision first, municipalities differ; so neither is asked for.
    出典: 未確認（会議の対象は支援決定の済んでいない事例を含む。決定と会議の順は市町村による）
    """
    if state.status in (*_OVER, "中断"):
        remedy = "続ける支援には新しいプランを作ってください（seki plan new）"
        return no(f"このプランは{state.status}です", because=plan.path, remedy=remedy)
    made = [d for d in case.decisions if d.timing == "支援決定" and d.yes and (d.plan, d.version) == (plan.id, plan.version)]
    if made:
        remedy = f"決定を直すときは seki case edit {case.id} {made[-1].id} で訂正の記録を作ってください"
        return no(f"v{plan.version} の支援決定はもう記録されています", because=made[-1].path, remedy=remedy)
    return YES


def is_of_the_city(office: Office, agency: str, day: date) -> bool:
    """Say whether an agency is one of the city's own (所管課 of a programme): those decide, others may only write it down.

    出典: 第3章2（所管課）・支援決定を誰が行うかは未確認
    """
    return any(in_span(row, day) and agency in row.owners for row in office.programmes)


def may_be_evaluated(state: PlanState, then: PlanState | None) -> Verdict:
    """Say whether a plan may be evaluated: any that was not withdrawn, one that never ran on its way out included.

    `then` is how it stood on the day of the sheet: nobody evaluates a plan that is not written yet.
    出典: 第3章3（会議内容②: プラン終結時においては支援の経過と成果を評価する）
    """
    if then is None:
        remedy = "評価の日（date）を確かめてください"
        return no("その日には、まだ作られていないプランです", because=state.newest.path, key=("made_on",), remedy=remedy)
    if state.status == "取下げ":
        return no(
            "このプランは取下げです", because=state.newest.path, remedy="評価するプランの番号を確かめてください（seki plan list）"
        )
    return YES
