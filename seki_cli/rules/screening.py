"""対応結果: what a result may be recorded on a case as it stands, and what follows from it."""

from seki_cli.model.office import CodeRow, in_span
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.rules.case_state import CaseDay


def may_screen(now: CaseDay, row: CodeRow) -> Verdict:
    """Say whether a 対応結果 may be recorded: not on a case that is shut, and none that ends it while a plan is about.

    A result that ends the handling beside a plan would end nothing: the plan goes on, and the case with it. A つなぎ that
    waits for its answer is no hindrance: the handling ends when the loop closes.
    出典: 第3章2(1)（情報提供・必要な支援機関につなげる）・第3章3（全てのプランを対象に、終結・中断を判断する）
    """
    case = now.case
    if now.status == "統合":
        into = next((c.into for c in reversed(case.closings) if c.act == "統合"), "")
        return no("統合したケースです", because=case.head.path, remedy=f"統合先のケースに記録してください: {into}")
    if now.shut:
        remedy = f"もう一度始めるときは、先に再開してください（seki case reopen {case.id}）"
        return no(f"{now.status}したケースには、対応結果を記録できません", because=case.head.path, remedy=remedy)
    if not row.ends:
        return YES
    for state in now.plans:
        if state.running_now:
            remedy = "プランを終わらせるときは、「終結」か「中断」として会議に諮ってください（seki meeting add）"
            because = (state.running or state.newest).path
            return no(f"{state.status}のプランがあるので、対応を終える結果は記録できません", because=because, remedy=remedy)
    for state in now.plans:
        if state.status in ("案", "付議中"):
            remedy = f"プランの案を取り下げてから記録してください（seki plan drop {state.id}）"
            return no("プランの案があるので、対応を終える結果は記録できません", because=state.newest.path, remedy=remedy)
    return YES


def may_hand_on(now: CaseDay, row: CodeRow) -> Verdict:
    """Say whether a 対応結果 may name the agency it was handed on to: only one with which the handling ends here.

    Who goes on working on the case asks another agency by a つなぎ, whose answer is waited for. 出典: 第3章2(1)
    """
    if row.ends:
        return YES
    remedy = f"対応を続けながらつなぐときは、seki refer {now.case.id} で相手の返事を待ってください"
    return no("つなぎ先を書くのは、他機関へつないで対応を終えるときです", because="", remedy=remedy)


def consequences(now: CaseDay, row: CodeRow, to_agency: str) -> tuple[str, ...]:
    """Return what follows from the last 対応結果, in plain sentences, on a case as it stands after it."""
    case_id = now.case.id
    if row.waits:
        kinds = [
            kind for kind in now.office.meetings if kind.takes_cases and kind.consent != "required" and in_span(kind, now.day)
        ]
        words = " か ".join(f"seki meeting propose {kind.id}" for kind in kinds)
        more = f"（会議の候補: {words}）" if words else ""
        return (f"会議に諮るまで、期限一覧に「会議待ち」で出ます{more}。",)
    if not row.ends:
        return (f"ケースの状態は「{now.status}」です。",)
    lines = [f"ケースは「{now.status}」になりました。また相談があったら seki case reopen {case_id} で再開できます。"]
    if now.status == "支援中":
        lines = [f"ケースは「{now.status}」のままです。この後に再開や受付がなければ、プランが終わると「対応終了」になります。"]
    elif now.status == "つなぎ中":
        lines = [
            f"ケースは「{now.status}」のままです。つなぎの返事がそろうと「対応終了」になります（seki referral list --open）。"
        ]
    elif now.status != "対応終了":
        lines = [f"ケースは「{now.status}」のままです。この日より後に、別の記録（対応結果・受付・再開・プラン）があります。"]
    asked = any(state.open and state.referral.to_agency == to_agency for state in now.referrals)
    if to_agency and not asked:
        lines.append(f"つないだ先の返事を待つときは: seki refer {case_id} --to-agency {to_agency}")
    return tuple(lines)
