"""プラン: drafted, revised, looked at."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from seki_cli.commands.act import Deed, Written, carry_out, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.editor import edited_entry
from seki_cli.commands.entry import EDITED, Entry, default, join, read_entry, settle_words, without_own
from seki_cli.commands.event import Draft, finished_draft
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, PlanArg, command, group
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.form import ask_missing
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_case, pick_plan, pick_word
from seki_cli.files.fields import choices_of
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer, Column, Lines, Paper, Table
from seki_cli.model.days import add_months
from seki_cli.model.ids import build_lettered_id
from seki_cli.model.plan import Plan
from seki_cli.model.world import CaseFile
from seki_cli.rules.plans import STATUSES as PLAN_STATUSES
from seki_cli.rules.plans import PlanState, plan_states
from seki_cli.rules.revision import is_decided, next_after

app = group("plan", "支援プランを作り、直し、見ます。")

_COLUMNS = (
    Column(key="id", title="プラン"),
    Column(key="case", title="ケース"),
    Column(key="kind", title="種別"),
    Column(key="version", title="版"),
    Column(key="status", title="状態"),
    Column(key="until", title="期間の終わり"),
    Column(key="next_review", title="次のモニタリング"),
)


@command(app, "new")
def new(
    call: Call,
    case: CaseArg,
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="多機関協働・参加支援・アウトリーチ等")] = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """プランの案（v1）を作ります。

    意向・課題・目標と達成時期・支援の内容・留意事項の 5 つと、期間、モニタリングの時期を書きます。
    端末では $EDITOR が開きます。

    例: seki plan new R07-7K3F9QX --kind 多機関協働 --from プラン.yaml
    """
    desk = fetch(call)
    found = pick_case(call, desk.world, case, writes=True)
    staff = who_i_am(call, desk.office, by)
    known = {plan.id for other in desk.world.cases for plan in other.plans}
    while (plan_id := build_lettered_id("P", secrets.randbelow)) in known:
        pass
    entry = join(call, desk.office, _plan_entry(call, desk, found, from_, kind), {"kind": kind, "version": 1}, "plan")
    entry = default(entry, _defaults(call, found, staff))
    draft = _finished(call, desk, entry, {"schema": "plan/1", "id": plan_id, "case": found.id})
    return _save(call, desk, found, plan_id, write_new("plan", draft, draft.entry), 1)


@command(app, "revise")
def revise(call: Call, plan: PlanArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """プランを直します。決定済みの版はそのまま残り、次の版ができます。案のうちは、その案を書き直します。

    --from には変える項目だけを書けば足ります。

    例: seki plan revise P-7K3F9QX --from 変更.yaml
    """
    desk = fetch(call)
    found, versions = pick_plan(call, desk.world, plan, writes=True)
    staff = who_i_am(call, desk.office, by)
    newest = versions[-1]
    text = desk.shelf.sources.files[newest.path].decode()
    old = read_tree(text.encode())
    came = read_entry(call, from_) if from_ else edited_entry(call, f"plan-{newest.id}", text)
    head: dict[str, Any] = {"schema": "plan/1", "id": newest.id, "case": found.id, "version": newest.version}
    if not is_decided(found, newest):
        draft = _finished(call, desk, _revised(came, old if from_ else {}, head), head)
        return _save(call, desk, found, newest.id, write_edited(desk.shelf, newest.path, draft, draft.entry), newest.version)
    made = {"made_on": call.day.isoformat(), "made_by": staff, "after": next_after(found, newest)}
    kept = {key: value for key, value in came.fields.items() if key not in made or value != old.get(key)}
    entry = _revised(replace(came, fields=kept), old if from_ else {}, {**head, "kind": newest.kind})
    entry = default(replace(entry, fields={k: v for k, v in entry.fields.items() if k in kept or k not in made}), made)
    draft = _finished(call, desk, entry, {**head, "kind": newest.kind, "version": newest.version + 1})
    return _save(call, desk, found, newest.id, write_new("plan", draft, draft.entry), newest.version + 1)


def _revised(came: Entry, old: Mapping[str, Any], own: Mapping[str, Any]) -> Entry:
    """Return the fields that came over those of the last version; which plan and version it is, nobody but seki says."""
    came = without_own(came, own)
    return replace(came, fields={**{key: value for key, value in old.items() if key not in own}, **came.fields})


@command(app, "show")
def show(call: Call, plan: PlanArg) -> Answer:
    """プランの全文と、決定・モニタリングの経過を見ます。

    例: seki plan show P-7K3F9QX
    """
    desk = fetch(call)
    found, versions = pick_plan(call, desk.world, plan)
    state = next(s for s in plan_states(found, desk.world.meetings, desk.office, call.day) if s.id == versions[0].id)
    rows = tuple(_course(found, versions))
    course = Table(columns=_COURSE, rows=rows, title="経過", empty="決定とモニタリングの記録はまだありません。")
    data = {**_row(found, state), "versions": [desk.shelf.values[v.path] for v in versions], "course": rows}
    texts = _texts(desk, state)
    views = (Table(columns=_COLUMNS, rows=(_row(found, state),)), course, *texts)
    return answer(call, desk, data, views, case=found.id)


@command(app, "list")
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
    desk = fetch(call)
    states = [(c, s) for c in desk.world.cases for s in plan_states(c, desk.world.meetings, desk.office, call.day)]
    rows = tuple(_row(c, s) for c, s in states if kind in ("", s.kind) and status in ("", s.status))
    items = [{**row, "plan": row["id"]} for row in rows]
    return answer(call, desk, {"items": items}, (Table(columns=_COLUMNS, rows=rows, empty="当てはまるプランはありません。"),))


def _texts(desk: Desk, state: PlanState) -> tuple[Paper | Lines, ...]:
    """Return the running version's text, and below it that of a newer one which still waits."""
    shown = [state.running or state.newest]
    shown += [state.newest] if state.newest.version != shown[0].version else []
    texts = [Paper(text=desk.shelf.sources.files[plan.path].decode()) for plan in shown]
    return (
        *texts[:1],
        *((Lines(title=f"── v{shown[1].version}（まだ決まっていない版）", lines=()), texts[1]) if len(shown) > 1 else ()),
    )


_COURSE = tuple(Column(key=k, title=t) for k, t in (("date", "日"), ("act", "こと"), ("result", "結果"), ("record", "記録")))


def _course(case: CaseFile, versions: tuple[Plan, ...]) -> list[dict[str, Any]]:
    plan_id = versions[0].id
    rows = [{"date": v.made_on, "act": f"v{v.version} を作成", "result": "", "record": v.id} for v in versions]
    rows += [
        {"date": d.date, "act": f"{d.timing}（v{d.version}）", "result": d.result, "record": d.id}
        for d in case.decisions
        if d.plan == plan_id
    ]
    rows += [
        {"date": m.date, "act": "モニタリング", "result": m.result, "record": m.id} for m in case.monitorings if m.plan == plan_id
    ]
    return sorted(rows, key=lambda row: (row["date"], row["record"]))


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
    months = desk.office.settings.intervals
    start = {
        "kind": kind or "多機関協働",
        "persons": list(case.household.principals) or ["P1"],
        "period": {"since": call.day.isoformat(), "until": add_months(call.day, months.plan_months).isoformat()},
        "monitoring": {"every_months": months.review_months, "agency": case.head.lead_agency},
    }
    return edited_entry(call, f"plan-new-{case.id}", kind="plan", start=start)


def _finished(call: Call, desk: Desk, entry: Entry, head: dict[str, Any]) -> Draft:
    entry = without_own(settle_words(call, desk.office, entry, "plan"), head)
    entry = ask_missing(call, desk.office, replace(entry, fields={**head, **entry.fields}), "plan")
    return finished_draft(entry, "plan", entry.fields)


def _save(call: Call, desk: Desk, case: CaseFile, plan_id: str, written: Written, version: int) -> Answer:
    nouns = {"case": case.id, "plan": plan_id}
    told = (f"プラン {plan_id} は v{version} です。会議に諮るまでは案です。",)
    notes = written.entry.notes if written.entry else ()
    name = f"plan-new-{case.id}" if call.words[-1:] == ("new",) else f"plan-{plan_id}"
    draft = name if written.entry and written.entry.name == EDITED else ""
    deed = Deed(verb=" ".join(call.words), subject=plan_id, written=(written,), nouns=nouns, told=told, notes=notes, draft=draft)
    return carry_out(call, desk, deed)
