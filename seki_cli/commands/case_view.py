"""One screen that tells a colleague the case in a minute: who, who leads, consent, plans, next days, last notes, promises."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from seki_cli.model.answer import Cell, Column, Lines, Table, View
from seki_cli.model.case import Person
from seki_cli.model.contact import ALL, Consent
from seki_cli.model.days import age_on
from seki_cli.model.office import Office
from seki_cli.model.wareki import show_day_short
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.due import due_rows
from seki_cli.rules.in_force import acts_in_force, is_live
from seki_cli.rules.overview import build_row
from seki_cli.rules.plans import PlanState, plan_states
from seki_cli.rules.promises import open_todos
from seki_cli.rules.referrals import referral_states

_LAST_NOTES = 3


def build_show_views(world: World, case: CaseFile, day: date) -> tuple[View, ...]:
    """Return the sections of the screen, from the head to the open promises."""
    sections = (
        _head(world, case, day),
        Lines(title="■ 世帯", lines=tuple(_person(person, day) for person in case.household.people)),
        Lines(title="■ 同意", lines=_consents(case, world.office, day)),
        Lines(title="■ 相談", lines=_complaint(case)),
        Lines(title="■ プラン", lines=tuple(_plan(s) for s in plan_states(case, world.meetings, world.office, day))),
        Lines(title="■ 期限", lines=_due(world, case, day)),
        Lines(title="■ 宿題", lines=_todos(world, case, day)),
        Lines(title="■ つなぎ", lines=_referrals(case, world.office, day)),
        Lines(title="■ 最近の記録", lines=_notes(case, world.office)),
    )
    return tuple(section for section in sections if section.lines)


def build_show_data(world: World, case: CaseFile, day: date, values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the same for programs, with every record of the case by path."""
    states = plan_states(case, world.meetings, world.office, day)
    return {
        **build_row(world, case, day).data(),
        "plans": [
            {
                "id": s.id,
                "kind": s.kind,
                "status": s.status,
                "version": s.running.version if s.running else s.newest.version,
                "next_review": s.review.due_on if s.review else None,
            }
            for s in states
        ],
        "referrals": [
            {"id": s.referral.id, "status": s.status, "to_agency": s.referral.to_agency, "reply_by": s.reply_by}
            for s in referral_states(case, day)
        ],
        "records": {record.path: values.get(record.path, {}) for record in case.records() if record.path},
    }


def build_disclosure_views(case: CaseFile, office: Office) -> tuple[list[dict[str, Any]], tuple[View, ...]]:
    """Return the 提供台帳 of a case: rows for programs, and the list for people."""
    items = [
        {
            "id": d.id,
            "disclosure": d.id,
            "date": d.date,
            "to": d.to,
            "records": d.records,
            "ground": {k: v for k in ("consent", "meeting", "law", "referral") if (v := getattr(d.ground, k))},
            "copies": d.paper.copies if d.paper else None,
        }
        for d in case.disclosures
    ]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "date": d.date,
            "to": tuple(office.agency_name(agency) for agency in d.to),
            "records": len(d.records),
            "ground": d.ground.meeting or d.ground.consent or d.ground.referral or d.ground.law,
            "id": d.id,
        }
        for d in case.disclosures
    )
    titles = (("date", "日"), ("to", "出した先"), ("records", "記録の数"), ("ground", "根拠"), ("id", "記録番号"))
    columns = tuple(Column(key=key, title=title) for key, title in titles)
    return items, (Table(columns=columns, rows=rows, title="提供台帳", empty="提供の記録はありません。"),)


def _head(world: World, case: CaseFile, day: date) -> Lines:
    row = build_row(world, case, day)
    head = case.head
    since = f"（{show_day_short(head.lead_since)} から）" if head.lead_since else ""
    staff = f" 担当 {world.office.staff_name(head.lead_staff)}" if head.lead_staff else ""
    lines = [
        f"ケース {case.id}　{row.status}" + (f"　受付 {show_day_short(row.opened)}" if row.opened else ""),
        f"主担当 {row.lead_name or '（未定）'}{since}{staff}" + (f"　圏域 {head.area}" if head.area else ""),
    ]
    team = [world.office.agency_name(member.agency) + (f"（{member.role}）" if member.role else "") for member in head.team]
    lines += [f"チーム {'・'.join(team)}"] if team else []
    lines += [f"特徴 {'・'.join(row.flags)}"] if row.flags else []
    lines += ["※ 読めない記録があるため、表示は不確かです。"] if row.uncertain else []
    return Lines(lines=tuple(lines))


def _person(person: Person, day: date) -> str:
    if person.born:
        age = f"{age_on(person.born, day)}歳（{show_day_short(person.born)} 生）"
    elif person.born_year:
        age = f"およそ{day.year - person.born_year}歳" if person.estimated else f"{person.born_year}年生"
    else:
        age = ""
    name = f"{person.name}（{person.kana}）" if person.name and person.kana else person.name or person.alias or "（名前は不明）"
    parts = [
        person.relation,
        age,
        person.living or "",
        person.care_level,
        person.school_or_work,
        person.health,
        "・".join(person.issues),
    ]
    marks = ("【所在を伏せる】" if person.protected else "") + ("【未確認】" if person.unconfirmed else "")
    return f"  {person.id} {person.role}　{name}{marks}　" + "　".join(filter(None, parts))


def _consents(case: CaseFile, office: Office, day: date) -> tuple[str, ...]:
    lines = []
    for person in case.household.people:
        acts = acts_in_force(case, person.id, day)
        lines += [f"  {person.id} {_consent(act, office, day)}" for act in acts]
    return tuple(lines) or ("  同意の記録はありません。",)


def _consent(act: Consent, office: Office, day: date) -> str:
    if act.act not in ("同意", "一部同意"):
        return f"{act.act}　{show_day_short(act.date)}"
    until = f"〜{show_day_short(act.until)}" if act.until else "〜（期限なし）"
    expired = "" if is_live(act, day) else "【期限切れ】"
    share = act.share_with
    if share is None:
        agencies = "（共有先の記載なし）"
    elif share.agencies == ALL:
        agencies = "すべての機関" + (f"（{'・'.join(map(office.agency_name, share.excluded))}を除く）" if share.excluded else "")
    else:
        agencies = "・".join(map(office.agency_name, share.agencies))
    categories = ALL if act.categories == ALL else "・".join(act.categories)
    tax = "　税情報を含む" if act.tax else ""
    return f"{act.act}{expired}　{show_day_short(act.date)}{until}　{agencies}　範囲: {categories}{tax}"


def _complaint(case: CaseFile) -> tuple[str, ...]:
    if not case.intakes:
        return ()
    intake = case.intakes[-1]
    voices = (
        ("本人", intake.complaint.by_person),
        ("家族", intake.complaint.by_family),
        ("機関", intake.complaint.by_agency),
    )
    lines = [f"  {show_day_short(intake.received_on)} {intake.method}　{intake.variant or ''}"]
    lines += [f"  {voice}: " + text.replace("\n", "\n      ") for voice, text in voices if text]
    return tuple(line for text in lines for line in text.split("\n"))


def _plan(state: PlanState) -> str:
    plan = state.running or state.newest
    period = f"{show_day_short(plan.period.since) if plan.period.since else ''}〜{show_day_short(plan.period.until) if plan.period.until else ''}"
    waiting = f"　v{state.newest.version} が会議待ち" if state.running and state.newest.version != state.running.version else ""
    review = state.review
    if review and review.waits_since:
        following = f"　モニタリングの結果が会議待ち（{show_day_short(review.waits_since)} から）"
    elif review and review.due_on:
        following = f"　次のモニタリング {show_day_short(review.due_on)}"
    else:
        following = ""
    return f"  {state.id} {state.kind} v{plan.version} {state.status}　期間 {period}{following}{waiting}"


def _due(world: World, case: CaseFile, day: date) -> tuple[str, ...]:
    rows = sorted(due_rows(case, world.meetings, world.office, day), key=lambda r: (r.due_on, r.kind))
    name = world.office.agency_name
    return tuple(
        f"  {show_day_short(row.due_on)}{'【超過】' if row.due_on < day else ''} {row.kind}　{row.what}　{name(row.agency)}"
        for row in rows
    )


def _todos(world: World, case: CaseFile, day: date) -> tuple[str, ...]:
    """Return the open to-dos with what was promised: on this screen, which is for those who may read the case."""
    words = {f"{d.id}#{todo.num}": todo.what for d in case.decisions for todo in d.todos}
    name = world.office.agency_name
    return tuple(
        f"  {promise.reference} {show_day_short(promise.due_on)}まで　{name(promise.agency)}　{words.get(promise.reference, '')}"
        for promise in open_todos(case, world.office, day)
    )


def _referrals(case: CaseFile, office: Office, day: date) -> tuple[str, ...]:
    return tuple(
        f"  {s.referral.id} {show_day_short(s.referral.date)} {office.agency_name(s.referral.from_agency)}→"
        f"{office.agency_name(s.referral.to_agency)}　{s.referral.ask}　{s.status}"
        + (f"　回答期限 {show_day_short(s.reply_by)}" if s.status in ("未回答", "保留") else "")
        for s in referral_states(case, day)
    )


def _notes(case: CaseFile, office: Office) -> tuple[str, ...]:
    lines: list[str] = []
    for note in reversed(case.notes[-_LAST_NOTES:]):
        lines.append(f"  {show_day_short(note.date)} {note.method}　{office.staff_name(note.staff)}")
        lines += [f"    {line}" for line in note.fact.split("\n")]
        lines += [f"    次回 {show_day_short(note.next.date)} {note.next.what}"] if note.next else []
    return tuple(lines)
