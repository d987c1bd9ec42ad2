"""つなぎ: asking another agency, and the answers that close the loop."""

from datetime import timedelta
from hashlib import sha1
from typing import Annotated, Any

import typer

from seki_cli.commands.act import Written, write_edited
from seki_cli.commands.call import Call
from seki_cli.commands.event import record_events, save_events
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, ReferralArg, command, group
from seki_cli.commands.fetch import Desk, answer, fetch
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.commands.pick import pick_agency, pick_case, pick_receiver, pick_referral
from seki_cli.errors import Misuse, Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer, Column, Table
from seki_cli.model.contact import Referral, Step
from seki_cli.model.wareki import show_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.meetings import find_referral_ground
from seki_cli.rules.referrals import ReferralState, referral_states
from seki_cli.rules.steps import may_step

app = group("referral", "つなぎの回答と進み具合を扱います。")

ReasonOpt = Annotated[str, typer.Option("--reason", metavar="R", help="理由（コードか名前。seki registry codes で確認）")]
ReplyByOpt = Annotated[str, typer.Option("--reply-by", metavar="D", help="回答期限")]
NextOpt = Annotated[str, typer.Option("--next", metavar="D", help="次に動く日")]


def refer(
    call: Call,
    case: CaseArg,
    to_agency: Annotated[
        str, typer.Option("--to-agency", metavar="A", help="機関の id・名前、または事業（第5号・多機関協働 など）")
    ] = "",
    ask: Annotated[str, typer.Option("--ask", metavar="K", help="引継ぎ・一緒に対応・情報提供・協力・会議に諮る")] = "",
    reason: Annotated[list[str] | None, typer.Option("--reason", metavar="R", help="複雑化・複合化の理由（何度でも）")] = None,
    reply_by: ReplyByOpt = "",
    from_: FromOpt = "",
    by: ByOpt = "",
) -> Answer:
    """ケースを他の機関・多機関協働につなぎます。

    回答期限を書かなければ、事務所の日数（seki.yaml の reply_days）で入ります。

    例: seki refer R07-7K3F9QX --to-agency 第5号 --ask 引継ぎ --reason 複数分野にまたがる
    """
    desk = fetch(call)
    found = pick_case(call, desk.world, case, writes=True)
    staff = who_i_am(call, desk.office, by)
    receiver, programme = pick_receiver(desk.office, to_agency, call.day) if to_agency else (None, "")
    to = receiver.id if receiver else ""
    filled = {"to_agency": to, "ask": ask, "reasons": reason or [], "reply_by": reply_by, "programme": programme}
    defaults = _offered(call, desk, found, staff, to)
    values = record_events(call, desk, found, "referral", source=from_, by=by, filled=filled, defaults=defaults)
    for value in values:
        pick_agency(desk.office, str(value["to_agency"]), call.day)
        if value["to_agency"] == value["from_agency"]:
            raise Misuse("つなぎ元とつなぎ先が同じ機関です", where="to_agency", remedy="--to-agency に別の機関を指定してください")
    told = (
        ()
        if defaults["ground"] or not to
        else ("（つなぎ先への情報共有を認める同意は見つかりません。伝える範囲に気をつけてください）",)
    )
    return save_events(call, desk, found, "referral", values, told=told)


def _offered(call: Call, desk: Desk, case: CaseFile, staff: str, to_agency: str) -> dict[str, Any]:
    """Return what a referral says where nobody says otherwise: from us, an answer in so many days, on the consent that covers it."""
    household = desk.shelf.sources.files.get(case.household.path, b"")
    ground = find_referral_ground(case, to_agency, call.day) if to_agency else ""
    return {
        "from_agency": my_agency(call, desk.office, staff),
        "reply_by": (call.day + timedelta(days=desk.office.settings.intervals.reply_days)).isoformat(),
        "household": sha1(b"blob %d\0%s" % (len(household), household), usedforsecurity=False).hexdigest() if household else "",
        "ground": {"consent": ground} if ground else {},
    }


@command(app, "list")
def list_(
    call: Call,
    open_: Annotated[bool, typer.Option("--open", help="終わっていないものだけ")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="回答期限を過ぎたものだけ")] = False,
) -> Answer:
    """つなぎを一覧します。

    例: seki referral list --overdue
    """
    desk = fetch(call)
    states = [(case, state) for case in desk.world.cases for state in referral_states(case, call.day)]
    wanted = [
        (case, s)
        for case, s in states
        if (not open_ or s.open) and (not overdue or (s.status in ("未回答", "保留") and s.reply_by < call.day))
    ]
    rows = tuple(_row(case, state) for case, state in wanted)
    titles = (
        ("id", "つなぎ"), ("date", "日"), ("from_agency", "つなぎ元"), ("to_agency", "つなぎ先"),
        ("ask", "求めること"), ("status", "状態"), ("reply_by", "回答期限"),
    )  # fmt: skip
    columns = tuple(Column(key=key, title=title, spare=key == "from_agency") for key, title in titles)
    items = [{**row, "referral": state.referral.id} for row, (_, state) in zip(rows, wanted, strict=True)]
    return answer(call, desk, {"items": items}, (Table(columns=columns, rows=rows, empty="当てはまるつなぎはありません。"),))


def _row(case: CaseFile, state: ReferralState) -> dict[str, Any]:
    referral = state.referral
    return {
        "id": f"{case.id}/{referral.id}",
        "case": case.id,
        "date": referral.date,
        "from_agency": referral.from_agency,
        "to_agency": referral.to_agency,
        "ask": referral.ask,
        "status": state.status,
        "reply_by": state.reply_by,
        "uncertain": bool(case.unread),
    }


@command(app, "accept")
def accept(call: Call, referral: ReferralArg, next_: NextOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """つなぎを受理します。引継ぎを受理すると、主担当が移ります。

    例: seki referral accept R07-7K3F9QX/20250701-4H2M --next 2025-07-08
    """
    return _take_step(call, referral, "受理", {"next": {"date": next_} if next_ else {}}, from_, by)


@command(app, "hold")
def hold(call: Call, referral: ReferralArg, reply_by: ReplyByOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """回答を保留し、いつまでに答えるかを決めます。

    例: seki referral hold R07-7K3F9QX/20250701-4H2M --reply-by 2025-07-22
    """
    return _take_step(call, referral, "保留", {"reply_by": reply_by}, from_, by)


@command(app, "work")
def work(call: Call, referral: ReferralArg, next_: NextOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """受けたつなぎに取り組んでいることを記録します。

    例: seki referral work R07-7K3F9QX/20250701-4H2M --next 2025-08-01
    """
    return _take_step(call, referral, "対応中", {"next": {"date": next_} if next_ else {}}, from_, by)


@command(app, "decline")
def decline(call: Call, referral: ReferralArg, reason: ReasonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """理由を添えて辞退します。つないだ機関の期限一覧に残らないよう、次の手だても決めてください。

    例: seki referral decline R07-7K3F9QX/20250701-4H2M --reason 年齢・要件が対象外
    """
    return _take_step(call, referral, "辞退", {"reason": reason}, from_, by)


@command(app, "finish")
def finish(call: Call, referral: ReferralArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """つなぎの対応を終えます。

    例: seki referral finish R07-7K3F9QX/20250701-4H2M
    """
    return _take_step(call, referral, "完了", {}, from_, by)


@command(app, "cancel")
def cancel(call: Call, referral: ReferralArg, reason: ReasonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """つないだ側が、理由を添えて取り下げます。

    例: seki referral cancel R07-7K3F9QX/20250701-4H2M --reason 本人が希望しない
    """
    return _take_step(call, referral, "取下げ", {"reason": reason}, from_, by)


@command(app, "extend")
def extend(
    call: Call, referral: ReferralArg, reply_by: ReplyByOpt = "", reason: ReasonOpt = "", from_: FromOpt = "", by: ByOpt = ""
) -> Answer:
    """回答期限を変えます。理由と元の期限は記録に残ります。

    例: seki referral extend R07-7K3F9QX/20250701-4H2M --reply-by 2025-07-31 --reason 検討に時間がかかる
    """
    return _take_step(call, referral, "期限変更", {"reply_by": reply_by, "reason": reason}, from_, by)


def _take_step(call: Call, typed: str, step: Step, filled: dict[str, Any], source: str, by: str) -> Answer:
    desk = fetch(call)
    case, referral = pick_referral(call, desk.world, typed)
    state = next(s for s in referral_states(case, call.day) if s.referral.id == referral.id)
    verdict = may_step(state, step)
    if not verdict:
        raise Refused(verdict.reason, where=desk.shelf.line_of(verdict.because, verdict.key), remedy=verdict.remedy)
    said = {"step": step, "referral": referral.id, **filled}
    values = record_events(call, desk, case, "referral_step", source=source, by=by, filled=said, several=False)
    also = _move_lead(call, desk, case, referral) if step == "受理" and referral.ask == "引継ぎ" else ()
    told = (
        (f"主担当を {desk.office.agency_name(referral.to_agency)} に移しました（{show_day(call.day)} から）。",) if also else ()
    )
    return save_events(call, desk, case, "referral", values, also=also, told=told)


def _move_lead(call: Call, desk: Desk, case: CaseFile, referral: Referral) -> tuple[Written, ...]:
    """Return the head with the new 主担当: in the same act as the 受理 of a 引継ぎ, so that nobody's case has no lead."""
    if case.head.lead_agency == referral.to_agency:
        return ()
    head = read_tree(desk.shelf.sources.files[case.head.path])
    head.pop("lead_staff", None)
    return (
        write_edited(desk.shelf, case.head.path, {**head, "lead_agency": referral.to_agency, "lead_since": call.day.isoformat()}),
    )
