"""機関: who leads, the team, linked cases, what was handed on to whom and how that was answered, since a moment."""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.case import Case
from seki_cli.model.contact import ReferralStep
from seki_cli.model.record import Event
from seki_cli.rules.difference import Between, Change, because, short
from seki_cli.rules.moved_days import find_referral

ANSWERS: Final = {
    "受理": "受理しました",
    "保留": "保留にしました",
    "辞退": "辞退しました",
    "対応中": "対応中です",
    "完了": "完了しました",
    "取下げ": "取り下げました",
}
HEAD: Final = "case"
"""What stands for the head of a case among records, which bear ids."""


def agency_changes(between: Between) -> Iterator[Change]:
    """Yield what changed about the agencies of a case, the lead first, then the answers to referrals in the order of acts."""
    then, now = between.then.head, between.now.head
    if not {then.path, now.path} & {*between.then.unread, *between.now.unread}:
        yield from _lead(between, then, now)
        yield from _team(between, then, now)
        yield from _links(between, then, now)
    yield from _new_in_supports(between)
    acts: list[Event] = [*between.now.referrals, *between.now.referral_steps]
    for act in sorted((act for act in acts if between.is_new(act)), key=lambda act: act.order):
        yield from _answer(between, act) if isinstance(act, ReferralStep) else _sent(between, act.id)


def _head(between: Between, kind: str, sentence: str, *key: str) -> Change:
    path = between.now.head.path
    return Change(group="機関", kind=kind, sentence=sentence, record=HEAD, path=path, day=between.saved_on(path), key=key)


def _lead(between: Between, then: Case, now: Case) -> Iterator[Change]:
    if now.lead_agency and then.lead_agency != now.lead_agency:
        since = f"（{short(now.lead_since)} から）" if now.lead_since else ""
        before = f"{between.agent(then.lead_agency)}から{between.agent(now.lead_agency)}に変わりました"
        said = before if then.lead_agency else f"{between.agent(now.lead_agency)}になりました"
        yield _head(between, "主担当", f"主担当が{said}{since}", "lead_agency")
    elif then.lead_agency and not now.lead_agency:
        yield _head(between, "主担当", "主担当の記載がなくなりました", "lead_agency")
    if then.lead_staff != now.lead_staff and now.lead_staff:
        yield _head(between, "担当者", f"担当者が{between.office.staff_name(now.lead_staff)}になりました", "lead_staff")
    for name, title in (("area", "圏域"), ("urgency", "緊急度")):
        before, after = getattr(then, name) or "", getattr(now, name) or ""
        if before != after and then.lead_agency:
            yield _head(between, title, f"{title}が変わりました（{before or '記載なし'} → {after or '記載なし'}）", name)


def _team(between: Between, then: Case, now: Case) -> Iterator[Change]:
    before = {(row.agency, row.staff): row for row in then.team}
    after = {(row.agency, row.staff): row for row in now.team}
    for pair, row in after.items():
        role = f"（{row.role}）" if row.role else ""
        if pair not in before:
            yield _head(between, "チーム", f"{between.agent(*pair)}がチームに加わりました{role}", "team")
        elif before[pair].role != row.role:
            yield _head(between, "チーム", f"{between.agent(*pair)}のチームでの役割が変わりました{role}", "team")
    for pair in before:
        if pair not in after:
            yield _head(between, "チーム", f"{between.agent(*pair)}がチームから外れました", "team")


def _links(between: Between, then: Case, now: Case) -> Iterator[Change]:
    before = {row.case: row.how for row in then.related}
    after = {row.case: row.how for row in now.related}
    for case, how in after.items():
        if case not in before:
            yield _head(between, "関連", f"ケース {case} と結び付けました" + (f"（{how}）" if how else ""), "related")
    for case in before.keys() - after.keys():
        yield _head(between, "関連", f"ケース {case} との結び付きを外しました", "related")
    if now.continued_from and now.continued_from != then.continued_from:
        yield _head(between, "関連", f"ケース {now.continued_from} の続きとされました", "continued_from")


def _new_in_supports(between: Between) -> Iterator[Change]:
    """Agencies that a plan gives a part for the first time: whoever was on no version before."""
    before = {row.agency for plan in between.then.plans for row in plan.supports}
    told: set[str] = set()
    for plan in between.now.plans:
        for row in plan.supports:
            if row.agency not in before and row.agency not in told:
                told.add(row.agency)
                yield Change(
                    group="機関",
                    kind="支援",
                    sentence=f"{between.agent(row.agency)}が、プラン {plan.id} 第{plan.version}版で支援に加わりました",
                    record=plan.id,
                    path=plan.path,
                    day=plan.made_on,
                    key=("supports", row.agency),
                )


def _sent(between: Between, referral_id: str) -> Iterator[Change]:
    act = find_referral(between.now, referral_id)
    if act is not None:
        who = f"{between.agent(act.from_agency)}から{between.agent(act.to_agency)}へつなぎました（{act.ask}）"
        yield between.tell("機関", "つなぎ", f"{who}。回答期限は {short(act.reply_by)}", act)


def _answer(between: Between, act: ReferralStep) -> Iterator[Change]:
    if act.step == "期限変更":
        return
    referral = find_referral(between.now, between.now.effective(act.referral))
    if referral is None:
        yield between.tell("機関", "回答", f"つなぎへの答え: {act.step}（元のつなぎの記録が見つかりません）", act)
        return
    who = between.agent(referral.from_agency if act.step == "取下げ" else referral.to_agency)
    what = f"{short(referral.date)} のつなぎ（{referral.ask}）"
    said = f"{what}は{ANSWERS[act.step]}" if act.step == "対応中" else f"{what}を{ANSWERS[act.step]}"
    yield between.tell("機関", act.step, f"{who}が、{said}{because(act.reason)}", act)
