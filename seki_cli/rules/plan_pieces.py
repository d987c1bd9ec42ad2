"""What plans, and all that is recorded on them, are cut into for the gate.

About whom: the plan's persons; of a decision on no plan whomever it, or a point of it, names. Which category: the plan's own
for the plan, its reviews, evaluations and placements; a decision's own for its points and to-dos. None given: only under a
consent to everything. A record that names a plan and no version of it may be about any that there was on its day: all
their persons, all their categories. 出典: records.md の門の表（最後の行）
"""

from dataclasses import dataclass, replace
from datetime import date

from seki_cli.model.agenda import Need, Piece
from seki_cli.model.contact import ALL
from seki_cli.model.meeting import Resource
from seki_cli.model.office import Office
from seki_cli.model.plan import Decision, Evaluation, GoalProgress, Monitoring, Placement, Plan, Schedule, Support
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.promises import Promise
from seki_cli.rules.sources import source_of_point, source_of_writer

NO_AGENCIES = "機関の一覧が読めず、税務の機関の発言かどうか分かりません"
NO_SUCH_VERSION = "もとになるプランの版が見つからないか、読めません"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The names that a plan's pieces are written with: of agencies and staff, and of resources."""

    office: Office
    resources: tuple[Resource, ...] = ()

    def resource(self, resource_id: str) -> str:
        """Return a resource's name, or its id where the list does not know it."""
        return next((row.name for row in self.resources if row.id == resource_id), resource_id)

    def agent(self, agency: str, staff: str = "") -> str:
        """Return who acts: the agency's name, and the member of staff's where one is named."""
        named = [self.office.agency_name(agency)] if agency else []
        return " ".join([*named, *([self.office.staff_name(staff)] if staff else [])])


def categories_of(categories: Need) -> Need:
    """Return what a consent must cover for a record with these categories: none given means everything."""
    return categories or ALL


def find_version(case: CaseFile, plan_id: str, version: int | None) -> Plan | None:
    """Return a version of a plan, the newest where none is named; None if it is not there, or if nobody knows the newest."""
    if version is None and is_unread(case, plan_id):
        return None
    versions = [plan for plan in case.plans if plan.id == plan_id and version in (None, plan.version)]
    return versions[-1] if versions else None


def is_unread(case: CaseFile, plan_id: str) -> bool:
    """Say whether some version of a plan cannot be read: which of them is the newest nobody then knows."""
    return any(f"/plans/{plan_id}/" in path for path in case.unread)


def plan_pieces(plan: Plan, words: Words) -> dict[str, tuple[Piece, ...]]:
    """Return the pieces of one version of a plan, by the five parts of a plan and what goes with them."""
    sheet = Piece(label="", text="", persons=plan.persons, need=categories_of(plan.categories), record=plan.id, path=plan.path)
    scope = f"{plan.id} 第{plan.version}版（{show_day(plan.made_on)}作成）"
    return {
        "plan": (replace(sheet, label="プランの番号と版", caption="プラン", aside=scope),),
        "wish": _texts(sheet, ("wish", "本人の意向", plan.wish), ("wish_why", "意向が未確認の理由", plan.wish_why)),
        "issues": tuple(
            replace(sheet, label=f"課題{row.num}", text=row.text, caption=f"課題{row.num}", key=("issues", at, "text"))
            for at, row in enumerate(plan.issues)
        ),
        "goals": tuple(
            replace(
                sheet,
                label=f"目標{row.num}",
                text=row.text,
                caption=f"目標{row.num}",
                aside=f"{show_day(row.due)}まで" + (f"・{row.span}" if row.span else ""),
                key=("goals", at, "text"),
            )
            for at, row in enumerate(plan.goals)
        ),
        "supports": (*_support_pieces(sheet, plan, words), *_match_pieces(sheet, plan, words)),
        "cautions": _texts(sheet, ("cautions", "留意事項", plan.cautions)),
        "schedule": _schedule_pieces(sheet, plan, words),
        "change": _texts(sheet, ("change_reason", "変更の理由", plan.change_reason)),
    }


def _texts(sheet: Piece, *fields: tuple[str, str, str]) -> tuple[Piece, ...]:
    return tuple(replace(sheet, label=title, text=text, caption=title, key=(name,)) for name, title, text in fields if text)


def _support_pieces(sheet: Piece, plan: Plan, words: Words) -> list[Piece]:
    return [
        replace(
            sheet,
            label=f"支援{at + 1}",
            text="　".join(filter(None, (row.what, row.often))),
            caption=words.agent(row.agency, row.staff),
            aside=_support_scope(row),
            key=("supports", at, "what"),
        )
        for at, row in enumerate(plan.supports)
    ]


def _support_scope(support: Support) -> str:
    parts = [f"課題{support.issue}"] if support.issue else []
    return "・".join([*parts, *filter(None, [span_text(support.since, support.until)])])


def span_text(since: date | None, until: date | None) -> str:
    """Return a span of days as people read it; nothing where both ends are open."""
    if since is None and until is None:
        return ""
    return f"{show_day(since) if since else ''}から{show_day(until) + 'まで' if until else ''}".removeprefix("から")


def _match_pieces(sheet: Piece, plan: Plan, words: Words) -> list[Piece]:
    found = [
        replace(
            sheet,
            label=f"参加先{at + 1}",
            text="　".join(filter(None, (row.what, row.often))),
            caption=f"参加先 {words.resource(row.resource)}",
            named=words.resource(row.resource),
            aside=span_text(row.since, None),
            key=("matches", at),
        )
        for at, row in enumerate(plan.matches)
    ]
    return [*found, *_texts(sheet, ("why_not_existing", "既存の事業では難しい理由", plan.why_not_existing))]


def _schedule_pieces(sheet: Piece, plan: Plan, words: Words) -> tuple[Piece, ...]:
    rows = (
        ("period", "プラン期間", span_text(plan.period.since, plan.period.until)),
        ("monitoring", "モニタリング", schedule_text(plan.monitoring, words)),
    )
    return tuple(replace(sheet, label=title, caption=title, aside=text, key=(name,)) for name, title, text in rows if text)


def schedule_text(schedule: Schedule, words: Words) -> str:
    """Return when and by whom a plan is reviewed, in one line."""
    days = "、".join(show_day(day) for day in schedule.dates)
    first = f"{show_day(schedule.first_date)}から" if schedule.first_date else ""
    every = f"{schedule.every_months}か月ごと" if schedule.every_months else ""
    who = words.agent(schedule.agency, schedule.staff)
    return "　".join(filter(None, (days or first + every, f"担当 {who}" if who else "")))


def _on_plan(case: CaseFile, versions: tuple[Plan, ...], record: str, path: str) -> Piece:
    """Return the sheet that a record on a plan is written on; undecidable where no version of it can be found."""
    if not versions:
        everybody = tuple(person.id for person in case.household.people)
        return Piece(label="", text="", persons=everybody, record=record, path=path, undecided=NO_SUCH_VERSION)
    persons = tuple(dict.fromkeys(person for plan in versions for person in plan.persons))
    need = join_needs(*(categories_of(plan.categories) for plan in versions))
    return Piece(label="", text="", persons=persons, need=need, record=record, path=path)


def join_needs(*needs: Need) -> Need:
    """Return what a consent must cover for something that rests on several records: what each of them asks."""
    words: dict[str, None] = {}
    for need in needs:
        if need == ALL:
            return ALL
        words |= dict.fromkeys(need)
    return tuple(words)


def monitoring_pieces(case: CaseFile, act: Monitoring, office: Office) -> tuple[Piece, ...]:
    """Return a review: its result with the goals' progress, and what was noted and what the person said."""
    sheet = replace(
        _on_plan(case, tuple(filter(None, (find_version(case, act.plan, act.version),))), act.id, act.path),
        source=source_of_writer(act.source, act.staff, act.date, office),
        group=f"{show_day(act.date)}　モニタリング",
    )
    result = f"「{act.result}」" + (f"　次回 {show_day(act.next_date)}" if act.next_date else "")
    return (
        replace(sheet, label="モニタリングの結果", caption="結果", aside=result, key=("result",)),
        *_progress_pieces(sheet, act.goals),
        *_texts(sheet, ("changes", "見られた変化", "・".join(act.changes)), ("person_view", "本人の受け止め", act.person_view)),
        *_texts(sheet, ("reason_if_moved", "次回を延ばした理由", act.reason_if_moved)),
    )


def _progress_pieces(sheet: Piece, goals: tuple[GoalProgress, ...]) -> tuple[Piece, ...]:
    return tuple(
        replace(
            sheet,
            label=f"目標{row.num}の達成状況",
            text=row.note,
            caption=f"目標{row.num}",
            aside=row.progress,
            key=("goals", at, "note"),
        )
        for at, row in enumerate(goals)
    )


def evaluation_pieces(case: CaseFile, act: Evaluation, words: Words) -> tuple[Piece, ...]:
    """Return an evaluation: the judgement, the goals, what remains, and what it proposes for the time after."""
    sheet = replace(
        _on_plan(case, _versions_by(case, act.plan, act.date), act.id, act.path),
        source=source_of_writer("", act.staff, act.date, words.office),
        group=f"{show_day(act.date)}　評価",
    )
    proposed = act.proposes
    follow = "、".join(show_day(row.date) for row in proposed.followup) if proposed else ""
    lead = words.agent(proposed.next_lead) if proposed and proposed.next_lead else ""
    after = "　".join(filter(None, (f"フォローアップ {follow}" if follow else "", f"次の主担当 {lead}" if lead else "")))
    return (
        replace(sheet, label="総合判断", text=act.category, caption="総合判断", aside=act.judgement, key=("judgement",)),
        *_progress_pieces(sheet, act.goals),
        *_texts(sheet, ("changes", "見られた変化", "・".join(act.changes)), ("person_view", "本人の受け止め", act.person_view)),
        *_texts(sheet, ("remaining", "残された課題", act.remaining)),
        *((replace(sheet, label="終わった後の提案", caption="終わった後", aside=after, key=("proposes",)),) if after else ()),
    )


def placement_piece(case: CaseFile, act: Placement, words: Words) -> Piece:
    """Return a step of 参加支援 at a resource."""
    sheet = _on_plan(case, _versions_by(case, act.plan, act.date), act.id, act.path)
    source = source_of_writer("", act.staff, act.date, words.office)
    named = words.resource(act.resource)
    caption = f"{show_day(act.date)}　参加支援 {act.step}（{named}）"
    sheet = replace(sheet, source=source, caption=caption, named=named)
    return replace(sheet, label="参加支援の歩み", text=act.by_resource, key=("by_resource",))


def _versions_by(case: CaseFile, plan_id: str, day: date) -> tuple[Plan, ...]:
    """Return the versions of a plan that there were on a day; all where there were none yet, none where one cannot be read."""
    if is_unread(case, plan_id):
        return ()
    versions = tuple(plan for plan in case.plans if plan.id == plan_id)
    return tuple(plan for plan in versions if plan.made_on <= day) or versions


def version_on(case: CaseFile, plan_id: str, day: date) -> Plan | None:
    """Return the version of a plan that was the newest on a day; the first where all were made later.

    None where a version cannot be read: it might be the one.
    """
    if is_unread(case, plan_id):
        return None
    versions = [plan for plan in case.plans if plan.id == plan_id]
    made = [plan for plan in versions if plan.made_on <= day]
    return made[-1] if made else versions[0] if versions else None


def decision_sheet(case: CaseFile, act: Decision) -> Piece:
    """Return the sheet that a decision's points and to-dos are written on: the plan's persons, and those it names; its own needs.

    The table says the plan's persons, else those named. Whoever is named beside them is asked too: somebody marked on purpose
    as the one it is about is not talked of without being asked. 出典: records.md の門の規則1（全員）
    """
    plan = find_version(case, act.plan, act.version) if act.plan else None
    undecided = NO_SUCH_VERSION if act.plan and plan is None else ""
    persons = tuple(dict.fromkeys((*(plan.persons if plan else ()), *act.about)))
    need = categories_of(act.categories)
    return Piece(label="", text="", persons=persons, need=need, record=act.id, path=act.path, undecided=undecided)


def decision_pieces(case: CaseFile, act: Decision, office: Office) -> tuple[Piece, ...]:
    """Return a decision: its result, and each point with whose word it was. The protocol is never on a paper."""
    sheet = replace(decision_sheet(case, act), group=f"{show_day(act.date)}　会議の決定（{act.timing}）")
    points = tuple(
        replace(
            sheet,
            label=f"検討した点{at + 1}",
            text=f"{row.point}: {row.said}" if row.said else row.point,
            caption="検討",
            persons=tuple(dict.fromkeys((*sheet.persons, *row.about))) if act.plan else row.about or act.about,
            need=(row.category,) if row.category else sheet.need,
            source=source_of_point(row, office),
            key=("points", at),
            undecided=sheet.undecided or ("" if row.source or office.agencies else NO_AGENCIES),
        )
        for at, row in enumerate(act.points)
    )
    return (replace(sheet, label="会議の結果", caption="結果", aside=f"「{act.result}」", key=("result",)), *points)


def todo_piece(case: CaseFile, act: Decision, promise: Promise, words: Words) -> Piece:
    """Return an open to-do: who took on what at a meeting, and by when."""
    at, todo = next((at, todo) for at, todo in enumerate(act.todos) if str(todo.num) == promise.part)
    often = f"・延期{promise.moved_times}回" if promise.moved_times else ""
    return replace(
        decision_sheet(case, act),
        label=f"宿題{todo.num}",
        text=todo.what,
        caption=words.agent(promise.agency, promise.staff),
        aside=f"{show_day(promise.due_on)}まで{often}",
        key=("todos", at, "what"),
    )
