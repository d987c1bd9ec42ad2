"""プラン: drafted, revised, looked at."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import typer

from seki_cli.commands.act import Deed, Written, carry_out, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.editor import edited_entry
from seki_cli.commands.entry import EDITED, Entry, default, join, read_entry, settle_words, without_own
from seki_cli.commands.event import Draft, finished_draft
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, PlanArg
from seki_cli.commands.fetch import Desk, answer, fetch_near
from seki_cli.commands.form import ask_missing
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_case, pick_plan, pick_plan_state
from seki_cli.commands.plan_check import check_plan
from seki_cli.commands.plan_day import refuse_shut, refuse_unread_course
from seki_cli.commands.plan_end import decide_plan, drop_plan
from seki_cli.commands.plan_form import ask_plan
from seki_cli.commands.plan_item import move_items, told_of_items
from seki_cli.commands.refuse import refuse_unless
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.commands.words import pick_word
from seki_cli.errors import Misuse
from seki_cli.files.fields import choices_of
from seki_cli.files.schemas import shape
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer, Column, Lines, Paper, Table
from seki_cli.model.ids import build_lettered_id
from seki_cli.model.plan import Plan
from seki_cli.model.record import DatedEvent
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.plan_turns import may_revise
from seki_cli.rules.plans import STATUSES as PLAN_STATUSES
from seki_cli.rules.plans import PlanState, plan_states
from seki_cli.rules.revision import is_decided, is_withdrawn, next_after

_COLUMNS = (
    Column(key="id", title="プラン"),
    Column(key="case", title="ケース"),
    Column(key="kind", title="種別"),
    Column(key="version", title="版"),
    Column(key="status", title="状態"),
    Column(key="until", title="期間の終わり"),
    Column(key="next_review", title="次のモニタリング"),
)


def new(
    call: Call,
    case: CaseArg,
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="多機関協働・参加支援・アウトリーチ等")] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """プランの案（v1）を作ります。

    意向・課題・目標と達成時期・支援の内容・留意事項の 5 つと、期間、モニタリングの時期を書きます。
    端末では 1 問ずつ尋ねます（e でエディター）。

    例: seki plan new R07-7K3F9QX --kind 多機関協働 --from プラン.yaml
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case, writes=True)
    refuse_shut(call, desk, found)
    staff = who_i_am(call, desk.office, by)
    plan_id = _fresh_id(desk)
    entry = join(call, desk.office, _plan_entry(call, desk, found, from_, kind), {"kind": kind, "version": 1}, "plan")
    entry = default(entry, _defaults(call, found, staff))
    draft = _finished(call, desk, entry, {"schema": "plan/1", "id": plan_id, "case": found.id})
    return _save(call, desk, found, write_new("plan", draft, draft.entry), 1)


def _fresh_id(desk: Desk) -> str:
    while True:
        plan_id = build_lettered_id("P", secrets.randbelow)
        near = desk.world.folders.some(desk.world.folders.holding("plan", plan_id))
        if all(plan.id != plan_id for case in near for plan in case.plans):
            return plan_id


def revise(call: Call, plan: PlanArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """プランを直します。決定済みの版はそのまま残り、次の版ができます。案のうちは、その案を書き直します。

    --from には変える項目だけを書けば足ります。

    例: seki plan revise P-7K3F9QX --from 変更.yaml
    """
    desk = fetch_near(call)
    found, state = pick_plan_state(call, desk.world, plan, writes=True)
    refuse_unread_course(found, state.id)
    refuse_shut(call, desk, found)
    refuse_unless(desk, may_revise(found, state, call.day))
    staff = who_i_am(call, desk.office, by)
    newest = next(version for version in reversed(found.plans) if version.id == state.id)
    text = desk.shelf.sources.files[newest.path].decode()
    old = read_tree(text.encode())
    came = read_entry(call, from_) if from_ else edited_entry(call, f"plan-{newest.id}", text)
    head: dict[str, Any] = {"schema": "plan/1", "id": newest.id, "case": found.id, "version": newest.version}
    if not (is_decided(found, newest) or is_withdrawn(found, newest)):
        draft = _finished(call, desk, _revised(came, old if from_ else {}, head), head)
        return _save(call, desk, found, write_edited(desk.shelf, newest.path, draft, draft.entry), newest.version)
    made = {"made_on": call.day.isoformat(), "made_by": staff, "after": next_after(found, newest)}
    kept = {key: value for key, value in came.fields.items() if key not in made or value != old.get(key)}
    entry = _revised(replace(came, fields=kept), old if from_ else {}, {**head, "kind": newest.kind})
    entry = default(replace(entry, fields={k: v for k, v in entry.fields.items() if k in kept or k not in made}), made)
    draft = _finished(call, desk, entry, {**head, "kind": newest.kind, "version": newest.version + 1})
    refuse_unless(desk, may_revise(found, state, date.fromisoformat(str(draft["made_on"]))))
    _refuse_same(draft, old, newest.path)
    moved = move_items(desk, found, newest.id, newest.version + 1, call.day)
    return _save(call, desk, found, write_new("plan", draft, draft.entry), newest.version + 1, also=moved)


def _refuse_same(draft: Draft, old: Mapping[str, Any], path: str) -> None:
    """Refuse (2) a next version that says nothing new: it would wait for a meeting that has nothing to decide."""
    own = ("schema", "id", "case", "kind", "version", "made_on", "made_by", "after")
    texts = [{key: value for key, value in one.items() if key not in own} for one in (draft, shape(dict(old), "plan"))]
    if texts[0] == texts[1]:
        remedy = "変える項目を書いてください。同じ内容をもう一度諮るなら、わけを change_reason に書いてください"
        raise Misuse("前の版から変わったところがありません", where=path, remedy=remedy)


def _revised(came: Entry, old: Mapping[str, Any], own: Mapping[str, Any]) -> Entry:
    """Return the fields that came over those of the last version; which plan and version it is, nobody but seki says."""
    came = without_own(came, own)
    return replace(came, fields={**{key: value for key, value in old.items() if key not in own}, **came.fields})


def show(call: Call, plan: PlanArg) -> Answer:
    """プランの全文と、決定・モニタリングの経過を見ます。

    例: seki plan show P-7K3F9QX
    """
    desk = fetch_near(call)
    found, versions = pick_plan(call, desk.world, plan)
    state = next(s for s in plan_states(found, desk.world.meetings, desk.office, call.day) if s.id == versions[0].id)
    rows = tuple(_course(found, versions))
    course = Table(columns=_COURSE, rows=rows, title="経過", empty="決定とモニタリングの記録はまだありません。")
    data = {**_row(found, state), "versions": [desk.shelf.values[v.path] for v in versions], "course": rows}
    texts = _texts(desk, state)
    views = (Table(columns=_COLUMNS, rows=(_row(found, state),)), course, *texts)
    return answer(call, desk, data, views, case=found.id)


def list_(
    call: Call,
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="種別")] = "",
    status: Annotated[str, typer.Option("--status", metavar="S", help="状態（案・実施中 …）")] = "",
) -> Answer:
    """プランを一覧します。

    例: seki plan list --status 実施中
    """
    pick_word("--kind", kind, choices_of("plan", "kind"))
    pick_word("--status", status, PLAN_STATUSES)

    def tell(world: World, found: Standings) -> Answer:
        states = [(c, s) for c in world.cases for s in plan_states(c, world.meetings, world.office, call.day)]
        rows = tuple(_row(c, s) for c, s in states if kind in ("", s.kind) and status in ("", s.status))
        items = [{**row, "plan": row["id"]} for row in rows]
        return answer_list(
            call, found, {"items": items}, (Table(columns=_COLUMNS, rows=rows, empty="当てはまるプランはありません。"),)
        )

    return ask_world(call, tell)


def check(call: Call, plan: PlanArg) -> Answer:
    """プランを会議に諮れるかを確かめます。何も書き換えません。

    五つの部分、期間、モニタリング、会議の日の同意、参加先、機関と職員を見て、足りないものと直し方を並べます。

    例: seki plan check P-7K3F9QX
    """
    return check_plan(call, plan)


def drop(
    call: Call,
    plan: PlanArg,
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="理由（終結区分か中断区分のコードか名前）")] = "",
    off_agenda: Annotated[bool, typer.Option("--off-agenda", help="これからの会議の議題からも外します")] = False,
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """プランの案を取り下げます。会議待ちが終わります。

    実施中のプランは会議の決定でだけ終わります（待っている次の版だけは取り下げられます）。同意前のアウトリーチ等は取り下げて終えます。

    例: seki plan drop P-7K3F9QX --reason 本人の申出
    """
    return drop_plan(call, plan, {"reason": reason}, source=from_, by=by, off_agenda=off_agenda)


def decide(
    call: Call,
    plan: PlanArg,
    result: Annotated[
        str, typer.Option("--result", metavar="R", help="適切・修正のうえ適切・承認・差戻し・継続審議・その他")
    ] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """自治体（市区町村）の支援決定を記録します。会議の決定とは別で、会議待ちは変わりません。

    例: seki plan decide P-7K3F9QX --result 承認
    """
    return decide_plan(call, plan, {"result": result}, source=from_, by=by)


def _texts(desk: Desk, state: PlanState) -> tuple[Paper | Lines, ...]:
    """Return the running version's text, and below it that of a newer one which still waits."""
    shown = [state.running or state.waiting or state.newest]
    shown += [state.waiting] if state.waiting and state.waiting.version != shown[0].version else []
    texts = [Paper(text=desk.shelf.sources.files[plan.path].decode()) for plan in shown]
    return (
        *texts[:1],
        *((Lines(title=f"── v{shown[1].version}（まだ決まっていない版）", lines=()), texts[1]) if len(shown) > 1 else ()),
    )


_COURSE = tuple(Column(key=k, title=t) for k, t in (("date", "日"), ("act", "こと"), ("result", "結果"), ("record", "記録")))


def _course(case: CaseFile, versions: tuple[Plan, ...]) -> list[dict[str, Any]]:
    """Return what happened to a plan, by day: versions, decisions, reviews, evaluations, places, a withdrawal."""
    plan_id = versions[0].id
    acts: list[tuple[DatedEvent, str, str]] = []
    acts += [(d, f"{d.timing}（v{d.version}）", d.result) for d in case.decisions if d.plan == plan_id]
    acts += [(m, "モニタリング", m.result) for m in case.monitorings if m.plan == plan_id]
    acts += [(e, "評価", e.judgement) for e in case.evaluations if e.plan == plan_id]
    acts += [(p, f"参加支援 {p.step}", p.resource) for p in case.placements if p.plan == plan_id]
    acts += [(c, c.act, c.reason) for c in case.closings if c.plan == plan_id]
    made = [{"date": v.made_on, "act": f"v{v.version} を作成", "result": "", "record": v.id} for v in versions]
    done = [{"date": act.date, "act": said, "result": result, "record": act.id} for act, said, result in sorted(acts, key=_order)]
    return sorted([*made, *done], key=lambda row: str(row["date"]))


def _order(act: tuple[DatedEvent, str, str]) -> tuple[Any, ...]:
    return act[0].order


def _row(case: CaseFile, state: PlanState) -> dict[str, Any]:
    shown = state.running or state.newest
    return {
        "id": state.id,
        "case": case.id,
        "kind": state.kind,
        "version": shown.version,
        "status": state.status,
        "until": shown.period.until,
        "next_review": state.review.due_on if state.review else None,
        "uncertain": bool(case.unread),
    }


def _defaults(call: Call, case: CaseFile, staff: str) -> dict[str, Any]:
    principals = list(case.household.principals)
    return {"made_on": call.day.isoformat(), "made_by": staff, "persons": principals if len(principals) == 1 else []}


def _plan_entry(call: Call, desk: Desk, case: CaseFile, source: str, kind: str) -> Entry:
    if source or call.asker is None:
        return read_entry(call, source)
    return ask_plan(call, desk, case, kind)


def _finished(call: Call, desk: Desk, entry: Entry, head: dict[str, Any]) -> Draft:
    entry = without_own(settle_words(call, desk.office, entry, "plan"), head)
    entry = ask_missing(call, desk.office, replace(entry, fields={**head, **entry.fields}), "plan")
    return finished_draft(entry, "plan", entry.fields)


def _save(call: Call, desk: Desk, case: CaseFile, written: Written, version: int, *, also: tuple[Written, ...] = ()) -> Answer:
    plan_id = written.id
    nouns = {"case": case.id, "plan": plan_id}
    told = (f"プラン {plan_id} は v{version} です。会議に諮るまでは案です。", *told_of_items(also, version))
    notes = written.entry.notes if written.entry else ()
    name = f"plan-new-{case.id}" if call.words[-1:] == ("new",) else f"plan-{plan_id}"
    draft = name if written.entry and written.entry.name == EDITED else written.entry.draft if written.entry else ""
    whole = (written, *also)
    deed = Deed(verb=" ".join(call.words), subject=plan_id, written=whole, nouns=nouns, told=told, notes=notes, draft=draft)
    return carry_out(call, desk, deed)
