"""Whether a plan is whole, fits its reviews and stays as it was decided."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from seki_cli.model.plan import Decision, Evaluation, Monitoring, Plan
from seki_cli.model.verdict import Finding
from seki_cli.rules.case_facts import CaseFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.plans import OUTREACH, starts_before_consent
from seki_cli.rules.review import LEADS_TO, first_slot

_REVISE: Final = "案のあいだはそのまま直し、決定の後は新しい版を作って会議に諮ってください（seki plan revise）"
_CORRECT: Final = "プランと番号を確かめ、違っていたら訂正の記録を追加してください（seki case edit ケース 記録）"
_STARTS: Final = ("策定", "変更")
_ENDS: Final = ("終結", "中断")
_OVER: Final = ("終結", "取下げ")


@finding("SEKI061", "プランに欠けている部分があります", remedy=_REVISE)
def plan_with_a_part_missing(facts: CaseFacts) -> Iterator[Fault]:
    """プランには、意向・課題・目標と時期・支援の内容・留意事項の五つと、期間と、モニタリングの時期があります。

    意向がまだ確かめられないときは「未確認」とそのわけを、留意事項がなければ「なし」と書きます。終わったプランは調べません。
    出典: 社会福祉法施行規則（プランの五項目、未確認）・第3章3（モニタリングの時期の検討等）
    """
    for plan in _plans_in_use(facts):
        for key, missing, words in _parts(plan):
            if missing:
                yield at(plan, f"プランに{words}がありません", key=(key,))


def _plans_in_use(facts: CaseFacts) -> Iterator[Plan]:
    """Yield the newest and the running version of every plan that is not over."""
    for state in facts.now.plans:
        if state.status not in _OVER:
            yield state.newest
            if state.running is not None and state.running is not state.newest:
                yield state.running


def _parts(plan: Plan) -> tuple[tuple[str, bool, str], ...]:
    schedule = plan.monitoring
    return (
        ("wish", not plan.wish.strip(), "本人の意向"),
        ("wish", plan.wish.strip() == "未確認" and not plan.wish_why.strip(), "意向が未確認であるわけ（wish_why）"),
        ("issues", not any(issue.text.strip() for issue in plan.issues), "解決すべき課題"),
        ("goals", not any(goal.text.strip() for goal in plan.goals), "目標と達成時期"),
        ("supports", not any(support.what.strip() for support in plan.supports), "支援の種類と内容"),
        ("cautions", not plan.cautions.strip(), "留意事項（なければ「なし」）"),
        ("period", plan.period.since is None or plan.period.until is None, "期間"),
        ("monitoring", not (schedule.dates or schedule.first_date or schedule.every_months), "モニタリングの時期"),
    )


@finding("SEKI062", "番号の指す課題、または目標がプランにありません", remedy=_CORRECT)
def number_that_is_not_in_the_plan(facts: CaseFacts) -> Iterator[Fault]:
    """支援の課題番号はプランの課題を、モニタリングと評価の目標番号はプランの目標を指します。

    番号がずれると、達成の数え方も、会議資料の役割分担の表もずれます。
    出典: 第3章3（目標、各関係機関の役割分担の確認）
    """
    for plan in _plans_in_use(facts):
        issues = {issue.num for issue in plan.issues}
        for place, support in enumerate(plan.supports):
            if support.issue is not None and support.issue not in issues:
                yield at(plan, "支援の指す課題の番号がプランにありません", key=("supports", place, "issue"), remedy=_REVISE)
    acts: list[Monitoring | Evaluation] = [*facts.case.monitorings, *facts.case.evaluations]
    for record in acts:
        version = record.version if isinstance(record, Monitoring) else None
        plans = [p for p in facts.case.plans if p.id == record.plan and version in (None, p.version)]
        goals = {goal.num for plan in plans for goal in plan.goals}
        for place, progress in enumerate(record.goals if plans else ()):
            if progress.num not in goals:
                yield at(record, "達成状況の指す目標の番号がプランにありません", key=("goals", place, "num"))


@finding(
    "SEKI063",
    "同じ種類のプランが、同時に二つ実施中です",
    remedy="一方を終結の会議に諮るか、一つのプランの新しい版にまとめてください",
)
def two_running_plans_of_a_kind(facts: CaseFacts) -> Iterator[Fault]:
    """実施中のプランは、ひとつのケースに、種類（多機関協働・参加支援・アウトリーチ等）ごとに一つです。

    二つあると、誰がどちらに沿って動くのかが決まらず、モニタリングの日も二重になります。
    出典: 第3章2（多機関協働は事案全体の調整機能）・seki の記録の決まり
    """
    running = sorted((state for state in facts.now.plans if state.running_now), key=lambda state: state.kind)
    for _, states in groupby(running, key=lambda state: state.kind):
        by_start = sorted(states, key=lambda state: (state.decided.date if state.decided else date.max, state.id))
        for state in by_start[1:]:
            yield at(state.newest, key=("kind",))


@finding("SEKI064", "実施中のプランに、次のモニタリングの予定が残っていません", remedy=_REVISE)
def no_review_left(facts: CaseFacts) -> Iterator[Fault]:
    """実施中のプランには、いつでも次のモニタリングの日があります。

    予定の日を並べたプラン（dates）は、最後の日が過ぎると、期限の一覧に二度と出てきません。モニタリングで次回の日を
    決めても、消えます。
    出典: 第3章3（モニタリングの時期の検討等）・脚注b（支援実施状況を定期的に評価して検証する）
    """
    for state in facts.now.plans:
        if state.running is not None and state.review is not None and state.review.none_left:
            yield at(state.running, key=("monitoring",))


@finding(
    "SEKI065",
    "プランが、決定の後に書き換えられています",
    remedy="git の履歴から決定の時の内容に戻し、変えたいことは新しい版にして会議に諮ってください（seki plan revise）",
)
def plan_changed_after_its_decision(facts: CaseFacts) -> Iterator[Fault]:
    """会議が決めた版は、決めた内容のまま残ります。変えるときは新しい版を作り、会議に諮ります。

    決定の記録は、決めた時の内容の控え（plan_hash）を持っています。控えと今の内容が違うと、会議が認めたものは
    誰にも分からなくなります。空白やコメントの違いは数えません。「修正のうえ適切」の後に直した版には控えがないので、
    はじめに保存した内容と比べます（保存した後に git で書き換えたものは --strict で調べます）。
    出典: 第3章3（プラン変更時にも会議を開く）
    """
    for plan in facts.case.plans:
        decisions = [d for d in facts.case.decisions if d.plan == plan.id and d.version == plan.version and d.yes]
        kept = [d.plan_hash.removeprefix("sha256:") for d in decisions if d.plan_hash]
        if plan.content_hash and any(not plan.content_hash.startswith(hash_) for hash_ in kept):
            yield at(plan)


def changed_text(plan: Plan) -> Finding:
    """Return the same finding for a corrected text without a print; those who can read its first saved text ask for it."""
    return plan_changed_after_its_decision.found(at(plan))


@finding("SEKI066", "実施中でないプラン、または動いていない版へのモニタリングです", remedy=_CORRECT, severity="warning")
def review_of_a_plan_that_did_not_run(facts: CaseFacts) -> Iterator[Fault]:
    """モニタリングは、その日に動いているプランの、動いている版について記録します。

    案のままのプランや終わったプランへのモニタリングは、本当に動いているプランの見直しを果たしません。
    出典: 脚注b（モニタリングは、支援が提供されているかを定期的に評価すること）
    """
    for monitoring in facts.case.monitorings:
        if facts.plan(monitoring.plan, None) is None or facts.is_unread(monitoring.plan):
            continue
        start = _start_in_force(facts, monitoring)
        if start is None:
            yield at(monitoring, "モニタリングの日に、そのプランは実施中ではありません", key=("plan",))
        elif not _is_version_of(facts, start, monitoring):
            yield at(monitoring, "モニタリングの版が、その日に動いていた版と違います", key=("version",))


def _start_in_force(facts: CaseFacts, monitoring: Monitoring) -> Decision | None:
    """Return the yes by which the plan ran on the day of a review. An end on that very day is taken to come after it."""
    found: Decision | None = None
    for decision in facts.case.decisions:
        if decision.plan != monitoring.plan or not decision.yes or decision.date > monitoring.date:
            continue
        if decision.timing in _ENDS and decision.date < monitoring.date:
            found = None
        elif _starts(facts, decision):
            found = decision
    return found


def _starts(facts: CaseFacts, decision: Decision) -> bool:
    if decision.timing in _STARTS:
        return True
    plan = facts.plan(decision.plan, None)
    meetings = tuple(filter(None, (facts.meeting_of(decision),)))
    return plan is not None and plan.kind == OUTREACH and starts_before_consent(decision, meetings, facts.office)


def _is_version_of(facts: CaseFacts, start: Decision, monitoring: Monitoring) -> bool:
    if start.version in (None, monitoring.version):
        return True
    corrected = facts.plan(monitoring.plan, monitoring.version)
    if corrected is None or (corrected.after and facts.case.effective(corrected.after) == start.id):
        return True
    before = (d for d in facts.case.decisions if d.plan == monitoring.plan and d.yes and d.order < start.order)
    return start.date == monitoring.date and any(d.version == monitoring.version for d in before)


@finding(
    "SEKI067",
    "決定の時に、もう新しい版がありました",
    remedy="どの版を決めたかを確かめ、版が違うときは訂正の記録を追加してください（seki case edit ケース 記録）",
)
def decision_on_a_superseded_version(facts: CaseFacts) -> Iterator[Fault]:
    """策定と変更の会議が決めるのは、その日の前までに作られた版のうち、いちばん新しいものです。

    古い版を決めた記録は、たいてい版の書き間違いで、古い予定でモニタリングが動きます。会議の日に作った版は、会議で
    直したものかもしれないので、新しい版に数えません。
    出典: 第3章3（プラン変更内容の確認）
    """
    for decision in facts.case.decisions:
        if not decision.yes or decision.timing not in _STARTS or decision.version is None:
            continue
        later = (p for p in facts.case.plans if p.id == decision.plan and p.version > decision.version)
        if any(plan.made_on < decision.date for plan in later):
            yield at(decision, key=("version",))


@finding(
    "SEKI068",
    "次回のモニタリングを遅らせたわけがありません",
    remedy="遅らせたわけ（reason_if_moved）を書いた訂正の記録を追加してください（seki case edit ケース 記録）",
)
def review_moved_without_a_reason(facts: CaseFacts) -> Iterator[Fault]:
    """次回の日が、プランの予定で次にあたる日より後なら、わけを書きます。

    黙って先に延びた見直しこそ、見落としのもとだからです。早めるとき、会議に諮る結果のときは要りません。
    出典: 第3章3（モニタリングの時期の検討等）・seki の記録の決まり（reason_if_moved）
    """
    for monitoring in facts.case.monitorings:
        if monitoring.next_date is None or monitoring.reason_if_moved.strip() or monitoring.result in LEADS_TO:
            continue
        start, plan = _start_in_force(facts, monitoring), facts.plan(monitoring.plan, monitoring.version)
        if start is None or plan is None:
            continue
        slot = first_slot(plan.monitoring, start.date, monitoring.date, facts.office.settings.intervals)
        if slot is not None and monitoring.next_date > slot:
            yield at(monitoring, key=("next_date",))
