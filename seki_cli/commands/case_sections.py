"""The sections of the one screen of a case: what is overdue first, then who, what is allowed, what runs, what was said last.

The screen is for those who may read the case. At a terminal a section's lines are cut to a few of its own, so that the
whole stands on one screen; through a pipe they come whole.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from seki_cli.model.answer import Lines
from seki_cli.model.case import Person
from seki_cli.model.contact import ALL, Consent
from seki_cli.model.days import age_on
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision
from seki_cli.model.standing import DueRow
from seki_cli.model.wareki import show_day_short
from seki_cli.model.width import cut
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.bonds import bonds_of
from seki_cli.rules.due import due_rows
from seki_cli.rules.in_force import acts_in_force, is_live
from seki_cli.rules.plans import PlanState
from seki_cli.rules.promises import Promise, follow_ups, next_steps, open_todos
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.standings import build_row

_LAST_NOTES: Final = 3
_FAR: Final = timedelta(days=45)
_SHUT: Final = ("終結", "中断", "統合")
_SAID: Final = 60
_PROMISES: Final = ("宿題", "次回予定", "フォローアップ")


def head_section(world: World, case: CaseFile, day: date) -> Lines:
    """Return who leads, how the case stands, how it ended, and which cases belong with it."""
    row = build_row(case, world.meetings, world.office, day)
    head, office = case.head, world.office
    since = f"（{show_day_short(head.lead_since)} から）" if head.lead_since else ""
    staff = f"　担当 {office.staff_name(head.lead_staff)}" if head.lead_staff else ""
    urgency = [f"緊急性 {head.urgency}"] if head.urgency not in (None, "通常", "不明") else []
    lines = [
        f"ケース {case.id}　{row.status}" + (f"　受付 {show_day_short(row.opened)}" if row.opened else ""),
        f"主担当 {row.lead_name or '（未定）'}{since}{staff}" + (f"　圏域 {head.area}" if head.area else ""),
        *(_end(case, office, day) if row.status in _SHUT else ()),
    ]
    team = [office.agency_name(member.agency) + (f"（{member.role}）" if member.role else "") for member in head.team]
    lines += [f"チーム {'・'.join(team)}"] if team else []
    marks = [*([f"特徴 {'・'.join(row.flags)}"] if row.flags else []), *urgency]
    lines += ["　".join(marks)] if marks else []
    lines += list(bonds_of(world, case).lines())
    lines += ["※ 読めない記録があるため、表示は不確かです。"] if row.uncertain else []
    return Lines(lines=tuple(lines), most=2)


def due_section(world: World, case: CaseFile, day: date) -> Lines:
    """Return what is due, the overdue first, with the words of what was promised; what lies far ahead in one line."""
    rows = sorted((*_rows(world, case, day), *_promised(world.office, case, day)), key=lambda row: row[:2])  # then as promised
    near = [f"  {show_day_short(due)}{_state(due, day)} {kind}　{words}" for due, kind, words in rows if due <= day + _FAR]
    far = [f"{show_day_short(due)} {kind}" for due, kind, _ in rows if due > day + _FAR]
    after = [f"  その先: {'・'.join(dict.fromkeys(far))}"] if far else []
    return Lines(title="■ 期限・宿題", lines=(*near, *after), most=2)


def people_section(case: CaseFile, day: date) -> Lines:
    """Return the people of the household, a line each: whose whereabouts are protected is marked."""
    return Lines(title="■ 世帯", lines=tuple(_person(person, day) for person in case.household.people), most=2)


def consent_section(case: CaseFile, office: Office, day: date) -> Lines:
    """Return the acts of consent in force; people who said the same on the same day stand in one line."""
    acts = [
        (person.id, _consent(act, office, day)) for person in case.household.people for act in acts_in_force(case, person.id, day)
    ]
    said: dict[str, list[str]] = {}
    for person, words in acts:
        said.setdefault(words, []).append(person)
    lines = [f"  {'・'.join(people)} {words}" for words, people in said.items()]
    silent = [p.id for p in case.household.people if p.id not in {person for person, _ in acts} and p.role != "知人"]
    lines += [f"  {'・'.join(silent)} 同意の記録はありません。"] if silent else []
    return Lines(title="■ 同意", lines=tuple(lines), most=2)


def complaint_section(case: CaseFile) -> Lines:
    """Return the newest intake's complaint in its three voices."""
    if not case.intakes:
        return Lines(lines=())
    intake = case.intakes[-1]
    voices = (("本人", intake.complaint.by_person), ("家族", intake.complaint.by_family), ("機関", intake.complaint.by_agency))
    head = f"■ 相談（{show_day_short(intake.received_on)} {intake.method}{'・' + intake.variant if intake.variant else ''}）"
    return Lines(
        title=head, lines=tuple(f"  {voice}: {_flat(text)}" for voice, text in voices if text), most=1 if case.plans else 2
    )


def plan_section(states: tuple[PlanState, ...]) -> Lines:
    """Return the plans that go on, a line each, and how many are over."""
    over = ("終結", "中断", "取下げ")
    lines = [_plan(state) for state in states if state.status not in over]
    ended = [f"{state.id} {state.kind} {state.status}" for state in states if state.status in over]
    return Lines(title="■ プラン", lines=(*lines, *([f"  終わったもの: {'・'.join(ended)}"] if ended else [])), most=2)


def referral_section(case: CaseFile, office: Office, day: date) -> Lines:
    """Return the referrals that are open, a line each, and how many are over."""
    states = referral_states(case, day)
    lines = [
        f"  {s.referral.id} {show_day_short(s.referral.date)} {office.agency_name(s.referral.from_agency)}→"
        f"{office.agency_name(s.referral.to_agency)}　{s.referral.ask}　{s.status}"
        + (f"　回答期限 {show_day_short(s.reply_by)}" if s.status in ("未回答", "保留") else "")
        for s in states
        if s.open
    ]
    over = [f"{office.agency_name(s.referral.to_agency)}（{s.status}）" for s in states if not s.open]
    return Lines(title="■ つなぎ", lines=(*lines, *([f"  終わったもの: {'・'.join(over)}"] if over else [])), most=2)


def note_section(case: CaseFile, office: Office, day: date) -> Lines:
    """Return the last notes, the newest first."""
    notes = [note for note in case.notes if note.date <= day][-_LAST_NOTES:]
    lines = tuple(
        f"  {show_day_short(note.date)} {note.method}　{office.staff_name(note.staff)}: {_flat(note.fact)}"
        for note in reversed(notes)
    )
    return Lines(title="■ 最近の記録", lines=lines, most=2)


def _end(case: CaseFile, office: Office, day: date) -> Iterator[str]:
    """Yield how the case ended: the act, the reason, who has it in mind from now on."""
    ends: list[Decision | Closing] = [
        *(d for d in case.decisions if d.timing in _SHUT and d.yes),
        *(c for c in case.closings if c.act in _SHUT),
    ]
    last = max((end for end in ends if end.date <= day), key=lambda end: end.order, default=None)
    if last is None:
        return
    said = [last.act, last.reason] if isinstance(last, Closing) else [last.timing]
    said += [f"次の主担当 {office.agency_name(last.next_lead)}"] if last.next_lead else []
    said += ["フォローアップあり"] if last.followup_needed else []
    yield f"終わり方 {show_day_short(last.date)} {'　'.join(filter(None, said))}"


def _rows(world: World, case: CaseFile, day: date) -> Iterator[tuple[date, str, str]]:
    rows = [row for row in due_rows(case, world.meetings, world.office, day) if row.kind not in _PROMISES]

    def same(row: DueRow) -> tuple[date, str, str]:
        return row.due_on, row.kind, row.agency

    for (due_on, kind, agency), group in groupby(sorted(rows, key=lambda row: (*same(row), row.what)), key=same):
        whats = [row.what for row in group]
        if kind == "同意期限" and len(whats) > 1:
            whats = ["・".join(what.partition(" ")[0] for what in whats) + " の同意の期限"]
        yield due_on, kind, f"{'・'.join(whats)}　{world.office.agency_name(agency)}"


def _promised(office: Office, case: CaseFile, day: date) -> Iterator[tuple[date, str, str]]:
    """Yield what was promised, in the words of the record: here they may stand, the list of dues keeps them out."""
    words = {f"{d.id}#{todo.num}": todo.what for d in case.decisions for todo in d.todos}
    words |= {note.id: note.next.what for note in case.notes if note.next}
    kept: tuple[tuple[str, tuple[Promise, ...]], ...] = (
        ("宿題", open_todos(case, office, day)),
        ("次回予定", next_steps(case, office, day)),
        ("フォローアップ", follow_ups(case, day)),
    )
    for kind, promises in kept:
        for promise in promises:
            often = f"（{promise.moved_times} 回延期）" if promise.moved_times else ""
            who = office.agency_name(promise.agency or case.head.lead_agency)
            said = cut(_flat(words.get(promise.reference, "")), _SAID) or ("再確認" if promise.part == "look_again" else "")
            yield promise.due_on, kind, "　".join(filter(None, (f"{said}{often}", who, promise.reference)))


def _state(due_on: date, day: date) -> str:
    if due_on < day:
        return f"【{(day - due_on).days}日超過】"
    return "【本日】" if due_on == day else ""


def _person(person: Person, day: date) -> str:
    if person.born:
        age = f"{age_on(person.born, day)}歳（{show_day_short(person.born)}生）"
    elif person.born_year:
        age = f"およそ{day.year - person.born_year}歳" if person.estimated else f"{person.born_year}年生"
    else:
        age = ""
    name = f"{person.name}（{person.kana}）" if person.name and person.kana else person.name or person.alias or "（名前は不明）"
    marks = ("【所在を伏せる】" if person.protected else "") + ("【未確認】" if person.unconfirmed else "")
    parts = [person.relation, age, person.living or "", person.care_level, "・".join(person.issues)]
    parts += [person.school_or_work, _flat(person.health)]
    return f"  {person.id} {person.role}　{name}{marks}　" + "　".join(filter(None, parts))


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
        agencies = f"{len(share.agencies)}機関: {'・'.join(map(office.agency_name, share.agencies))}"
    categories = ALL if act.categories == ALL else "・".join(act.categories)
    tax = "　税情報を含む" if act.tax else ""
    return f"{act.act}{expired}　{show_day_short(act.date)}{until}　範囲: {categories}{tax}　{agencies}"


def _plan(state: PlanState) -> str:
    plan = state.running or state.newest
    span = "〜".join(show_day_short(end) if end else "" for end in (plan.period.since, plan.period.until))
    waiting = f"　v{state.waiting.version} が会議待ち" if state.running and state.waiting else ""
    review = state.review
    if review and review.waits_since:
        following = f"　モニタリングの結果が会議待ち（{show_day_short(review.waits_since)} から）"
    elif review and review.due_on:
        following = f"　次のモニタリング {show_day_short(review.due_on)}"
    else:
        following = ""
    return f"  {state.id} {state.kind} v{plan.version} {state.status}　期間 {span}{following}{waiting}"


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))
