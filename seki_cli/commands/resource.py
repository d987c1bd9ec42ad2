"""社会資源: listed, held against a plan, looked at. What writes stands in resource_new.py."""

from typing import Annotated, Any, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.face import ResourceArg
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.pick import pick_plan, pick_resource
from seki_cli.commands.standings import Standings, answer_list
from seki_cli.commands.standings_world import ask_world
from seki_cli.errors import Misuse
from seki_cli.model.answer import Answer, Cell, Column, Lines, Table, View
from seki_cli.model.fold import fold
from seki_cli.model.meeting import Resource
from seki_cli.model.office import Office, in_span
from seki_cli.model.wareki import show_day
from seki_cli.model.world import World
from seki_cli.rules.fitting import GRADES, fitting, is_stale, places_by_resource, resource_row
from seki_cli.rules.places import current_places

_COLUMNS: Final = (
    Column(key="id", title="社会資源"),
    Column(key="name", title="名称"),
    Column(key="kind", title="区分", spare=True),
    Column(key="area", title="圏域"),
    Column(key="capacity", title="定員", spare=True),
    Column(key="taken", title="参加中"),
    Column(key="free", title="空き"),
    Column(key="verified", title="確認日"),
    Column(key="state", title="様子"),
)
_FITS: Final = (
    Column(key="fit", title="見立て"),
    Column(key="id", title="社会資源"),
    Column(key="name", title="名称"),
    Column(key="because", title="合うところ"),
    Column(key="against", title="気をつけること"),
)
_FOR_PROGRAMS: Final = (
    *_FITS,
    *(Column(key=c.key, title=c.title) for c in _COLUMNS if c.key not in ("id", "name", "state")),
)


def list_(
    call: Call,
    for_: Annotated[str, typer.Option("--for", metavar="PLAN", help="このプランに合いそうな順に、わけとともに並べます")] = "",
    kind: Annotated[str, typer.Option("--kind", metavar="K", help="区分（コードか名前）")] = "",
    area: Annotated[str, typer.Option("--area", metavar="A", help="圏域")] = "",
    stale: Annotated[bool, typer.Option("--stale", help="1 年以上確かめていないものだけ")] = False,
    every: Annotated[bool, typer.Option("--all", help="終わったもの、まだ始まっていないものも出します")] = False,
) -> Answer:
    """社会資源を一覧します。--for PLAN で、プランに合いそうなものから順に、わけとともに並べます。

    向いている人（fits）の言葉を、対象の人の課題と特性・特徴・分野・情報の種別・あわせて使う制度と比べ、
    本人の意向・課題・目標の文の中に探します（文そのものは出しません）。丸ごとなければ、二字以上の漢字・カタカナの言葉か
    五字以上の同じ言い回しで探し、「通じる」と示します。圏域・空き・期間・確認の古さも見ます。
    合いそう＝当たる言葉がある、決め手なし＝ない、合わない＝向かない人に当たる・満員・開いていない。

    例: seki resource list --area 北部
    例: seki resource list --for P-7K3F9QX
    """

    def tell(world: World, found: Standings) -> Answer:
        label = _kind_label(call, world.office, kind)
        rows = [r for r in world.resources if label in ("", r.kind) and fold(area) in ("", fold(r.area))]
        rows = [r for r in rows if (is_stale(r, call.day) or not stale) and (every or for_ or in_span(r, call.day))]
        if for_:
            data, views = _fitting(call, world, for_, frozenset(r.id for r in rows))
            return answer_list(call, found, data, views)
        places = places_by_resource(world, call.day)
        items = [_row(call, r, len(places.get(r.id, ()))) for r in sorted(rows, key=lambda r: (r.kind, r.area, r.id))]
        table = Table(columns=_COLUMNS, rows=tuple(items), empty="当てはまる社会資源はありません。")
        return answer_list(call, found, {"items": items}, (table,))

    return ask_world(call, tell)


def _fitting(call: Call, world: World, typed: str, among: frozenset[str]) -> tuple[dict[str, Any], tuple[View, ...]]:
    """Return which of some 社会資源 may fit a plan, the likeliest first, as data and as what is shown."""
    case, versions = pick_plan(call, world, typed)
    fits = [fit for fit in fitting(world, case, versions[-1], call.day) if fit.resource.id in among]
    items = [fit.data() for fit in fits]
    columns = _FOR_PROGRAMS if call.format in ("csv", "tsv") else _FITS
    table = Table(columns=columns, rows=tuple(items), empty="当てはまる社会資源はありません。")
    counted = "・".join(f"{grade} {sum(fit.grade == grade for fit in fits)} 件" for grade in GRADES)
    note = Lines(lines=(f"（{versions[-1].id} v{versions[-1].version}。{counted}。言葉の一致だけで並べています）",))
    data = {"plan": versions[-1].id, "case": case.id, "version": versions[-1].version, "items": items}
    return data, (table,) if call.format else (table, note)


def show(call: Call, resource: ResourceArg) -> Answer:
    """社会資源の内容、いま参加しているケース（番号だけ）、参加先に挙げているプラン、確認の古さを見ます。

    例: seki resource show S-7K3F9QX
    """
    desk = fetch(call)
    found = pick_resource(call, desk.world, resource)
    places = current_places(desk.world, found.id, call.day)
    here: tuple[dict[str, Cell], ...] = tuple(
        {"id": p.case, "plan": p.plan, "since": p.since, "step": p.last.step, "on": p.last.date} for p in places
    )
    plans = tuple(_plans(desk, found))
    gaps = tuple(g.id for g in desk.world.gaps if any(found.id in step.resources for step in g.steps))
    row = _row(call, found, len(places))
    data = {**desk.shelf.values[found.path], **row, "places": here, "plans": plans, "gaps": gaps}
    columns = (("id", "ケース"), ("plan", "プラン"), ("since", "開始"), ("step", "最後の段階"), ("on", "その日"))
    named = (("id", "プラン"), ("case", "ケース"), ("version", "版"))
    views = (
        Lines(title=f"{found.id}　{found.name}", lines=tuple(_told(call, desk, found))),
        Table(
            columns=_columns(columns), rows=here, title="■ いま参加しているケース", empty="いま参加しているケースはありません。"
        ),
        Table(
            columns=_columns(named),
            rows=plans,
            title="■ 参加先に挙げているプラン",
            empty="参加先に挙げているプランはありません。",
        ),
        *((Lines(title="■ もとになった地域課題", lines=gaps),) if gaps else ()),
    )
    return answer(call, desk, data, views)


def _columns(titles: tuple[tuple[str, str], ...]) -> tuple[Column, ...]:
    return tuple(Column(key=key, title=title) for key, title in titles)


def _told(call: Call, desk: Desk, resource: Resource) -> list[str]:
    taken = len(current_places(desk.world, resource.id, call.day))
    row = _row(call, resource, taken)
    seats = f"{row['taken']} 人が参加中" + (
        f"・空き {row['free']}（定員 {resource.capacity}）" if resource.capacity is not None else "（定員は書かれていません）"
    )
    span = "".join((show_day(resource.since) if resource.since else "", "〜", show_day(resource.until) if resource.until else ""))
    lines = [
        ("区分", resource.kind),
        ("圏域", resource.area or "（書かれていません）"),
        ("向いている人", "・".join(resource.fits)),
        ("向かない人", "・".join(resource.not_for)),
        ("参加", seats),
        ("連絡先", resource.contact),
        ("期間", span if span != "〜" else ""),
        ("確認", _verified(call, desk, resource)),
    ]
    return [f"{title}: {text}" for title, text in lines if text]


def _verified(call: Call, desk: Desk, resource: Resource) -> str:
    mark = "（確認が古い。seki resource verify で確かめてください）" if is_stale(resource, call.day) else ""
    if resource.verified is None:
        return "まだ確認していません（seki resource verify で記録できます）"
    who = f"（{desk.office.staff_name(resource.verified.staff)}）" if resource.verified.staff else ""
    return f"{show_day(resource.verified.date)}{who}{mark}"


def _plans(desk: Desk, resource: Resource) -> list[dict[str, Cell]]:
    """Return the newest version of each plan that names a resource among its matches."""
    newest = {plan.id: (case, plan) for case in desk.world.cases for plan in case.plans}
    return [
        {"id": plan.id, "case": case.id, "version": plan.version}
        for case, plan in newest.values()
        if any(match.resource == resource.id for match in plan.matches)
    ]


def _row(call: Call, resource: Resource, taken: int) -> dict[str, Cell]:
    return {**resource_row(resource, taken, stale=is_stale(resource, call.day)), "state": _state(call, resource)}


def _state(call: Call, resource: Resource) -> str:
    if not in_span(resource, call.day):
        return "開始前" if resource.since and resource.since > call.day else "終了"
    return "" if not is_stale(resource, call.day) else "確認が古い" if resource.verified else "未確認"


def _kind_label(call: Call, office: Office, typed: str) -> str:
    """Return the label of a kind that was typed as code, label or other spelling. Misuse (2) where the list has no such word."""
    if not typed or "resource_kinds" not in office.codes:
        return typed
    codes = office.codes["resource_kinds"]
    row = codes.row(typed, call.day)
    if row is None:
        words = "・".join(r.label for r in codes.rows if in_span(r, call.day))
        raise Misuse("--kind に使えない言葉です", remedy=f"使える言葉: {words}")
    return row.label
