"""プラン: whether it is fit to be put to its meeting; a question that changes nothing."""

from dataclasses import replace
from typing import Any

from seki_cli.commands.call import Call
from seki_cli.commands.fetch import answer, fetch_near
from seki_cli.commands.pick import pick_plan_state
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.verdict import Finding
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.plan_ready import Readiness, judge_readiness


def check_plan(call: Call, plan: str) -> Answer:
    """Return what stands between a plan and its meeting."""
    desk = fetch_near(call)
    case, state = pick_plan_state(call, desk.world, plan)
    judged = judge_readiness(desk.shelf.world, case.id, state.id, call.day)
    assert judged is not None, state.id
    findings = tuple(map(desk.shelf.placed, judged.findings))
    turn = judged.turn
    data = {
        "id": state.id,
        "plan": state.id,
        "case": case.id,
        "version": turn.plan.version,
        "timing": turn.timing,
        "meeting": turn.meeting.id or None,
        "on": turn.meeting.date,
        "ready": judged.ready and not case.unread,
        "items": [_row(finding) for finding in findings],
    }
    told = answer(
        call, desk, data, (Lines(title=_title(judged, case), lines=(_about(judged),)),), findings=findings, case=case.id
    )
    return replace(told, findings_are_answer=True)


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.code,
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "case": finding.case,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def _title(judged: Readiness, case: CaseFile) -> str:
    count = len(judged.findings)
    if case.unread:
        return "読めない記録があるので、会議に諮れるかどうかは確かではありません。"
    if judged.turn.timing is None:
        return "いま会議に諮るものはありません。"
    if not judged.ready:
        return "まだ会議に諮れません。次を直してください。"
    return "会議に諮れます。" + (f"確かめておくことが {count} 件あります。" if count else "")


def _about(judged: Readiness) -> str:
    turn = judged.turn
    what = f"{turn.plan.id} v{turn.plan.version}（{turn.plan.kind}）" + (f"の{turn.timing}" if turn.timing else "")
    kind = turn.kind.name if turn.kind else "会議"
    if turn.item is not None:
        where = f"{turn.meeting.id}（{kind}）の議題 {turn.item.num}"
    elif turn.known:
        where = f"次の{kind} {turn.meeting.id}（まだ議題にありません）"
    else:
        where = f"{kind}（日はまだ決まっていないので今日）"
    return f"{what}　{where}　{show_day(turn.meeting.date)} で確かめました。"
