"""つなぎ: asking another agency, and the answers that close the loop."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha1
from typing import Annotated, Any, Final

import typer

from seki_cli.commands.call import Call
from seki_cli.commands.entry import default
from seki_cli.commands.event import Draft, finished_draft, record_events, save_events
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt, ReferralArg
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.form import ask_field
from seki_cli.commands.lead import move_lead, told_of_lead
from seki_cli.commands.me import my_agency, who_i_am
from seki_cli.commands.pick import pick_agency, pick_case, pick_receiver, pick_referral
from seki_cli.commands.refuse import refuse_unless
from seki_cli.commands.telling import ground_of, telling_of, write_entries
from seki_cli.errors import Misuse
from seki_cli.files.fields import schema_fields
from seki_cli.model.answer import Answer
from seki_cli.model.contact import Ground, Referral, Step
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.meetings import find_referral_ground
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.referring import Telling, may_refer, was_allowed
from seki_cli.rules.steps import may_step

ReasonOpt = Annotated[str, typer.Option("--reason", metavar="R", help="理由（コードか名前。seki registry codes で確認）")]
ReplyByOpt = Annotated[str, typer.Option("--reply-by", metavar="D", help="回答期限")]
_FORM: Final = ("ask", "reasons", "urgency", "request")
_GOES_ON: Final = ("受理", "対応中")
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

    回答期限を書かなければ、事務所の日数（seki.yaml の reply_days）で入ります。伝えたこと（つなぎと世帯の記録）は提供台帳に残ります。
    同意の記録があるときは、それが及ぶ機関にだけつなげます。

    例: seki refer R07-7K3F9QX --to-agency 第5号 --ask 引継ぎ --reason 複数分野にまたがる
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case, writes=True)
    staff = who_i_am(call, desk.office, by)
    to_agency = to_agency or (_ask_receiver(call, desk, found) if not from_ and call.asker else "")
    receiver, programme = pick_receiver(desk.office, to_agency, call.day) if to_agency else (None, "")
    to = receiver.id if receiver else ""
    filled = {"to_agency": to, "ask": ask, "reasons": reason or [], "reply_by": reply_by, "programme": programme}

    def must_be_allowed(fields: Mapping[str, Any]) -> None:
        _refuse_unless_allowed(call, desk, found, fields)

    defaults, form = _offered(call, desk, found, staff), () if ask and reason else _FORM
    values = record_events(
        call, desk, found, "referral", source=from_, by=by, filled=filled, defaults=defaults, rule=must_be_allowed, form=form
    )
    return _send(call, desk, found, values)


def _send(call: Call, desk: Desk, case: CaseFile, values: tuple[Draft, ...]) -> Answer:
    """Write つなぎ that are whole, each with its entry of the 提供台帳, as one act."""
    for value in values:
        pick_agency(desk.office, str(value["to_agency"]), call.day)
        if value["to_agency"] == value["from_agency"]:
            raise Misuse("つなぎ元とつなぎ先が同じ機関です", where="to_agency", remedy="--to-agency に別の機関を指定してください")
    sent = tuple(_with_ground(call, case, value) for value in values)
    told = dict.fromkeys(line for value in sent for line in _told(case, telling_of(call, desk, case, value)))
    ledger = write_entries(call, desk, case, sent)
    return save_events(call, desk, case, "referral", sent, also=ledger, told=tuple(told))


def _refuse_unless_allowed(call: Call, desk: Desk, case: CaseFile, fields: Mapping[str, Any]) -> None:
    """Refuse (4) to tell an agency of a case that the 本人 does not let it be told of, before anything that may be missing."""
    agency = desk.office.agency(str(fields.get("to_agency") or ""), call.day)
    day = parse_day(str(fields["date"]), call.day)
    refuse_unless(desk, may_refer(case, agency.id if agency else "", ground_of(fields), day, desk.world))


def _with_ground(call: Call, case: CaseFile, value: Draft) -> Draft:
    """Return a つなぎ with the consent that covers it on its day, where it states no ground of its own."""
    day = parse_day(str(value["date"]), call.day)
    ground = "" if value.get("ground") else find_referral_ground(case, str(value["to_agency"]), day)
    found = {"ground": {"consent": ground}}
    return finished_draft(default(value.entry, found), "referral", {**value, **found}) if ground else value


def _told(case: CaseFile, telling: Telling) -> Iterator[str]:
    """Yield what the person who refers should mind: what nobody allowed, and what the consent keeps back."""
    if telling.unasked:
        yield "（つなぎ先への情報共有を認める同意は見つかりません。伝える範囲に気をつけてください）"
    if telling.only:
        yield f"（同意の範囲は {'・'.join(telling.only)} です。ほかのことは伝えないでください）"
    if telling.left_out:
        yield f"（{'・'.join(telling.left_out)} の同意が及ばない機関です。その人のことは伝えないでください）"
    if telling.hidden:
        yield f"（{'・'.join(telling.hidden)} には支援措置があります。住所・電話・学校・職場は伝えないでください）"
    if telling.still_open:
        listed = "・".join(f"{case.id}/{record}" for record in telling.still_open)
        yield f"（同じ機関への開いているつなぎがほかにあります: {listed}。重ねて頼むのでなければ seki referral cancel で取り下げてください）"


def _ask_receiver(call: Call, desk: Desk, case: CaseFile) -> str:
    """Ask whom the case goes to before anything else: the answer decides on which ground it may be told."""
    field = next(field for field in schema_fields("referral") if field.key == "to_agency")
    asker = call.must_ask("", "")
    asker.say(f"ケース {case.id} をつなぎます。")
    return str(ask_field(call, asker, desk.office, field))


def _offered(call: Call, desk: Desk, case: CaseFile, staff: str) -> dict[str, Any]:
    """Return what a referral says where nobody says otherwise: from us, an answer in so many days, the household as it is."""
    household = desk.shelf.sources.files.get(case.household.path, b"")
    return {
        "from_agency": my_agency(call, desk.office, staff),
        "reply_by": (call.day + timedelta(days=desk.office.settings.intervals.reply_days)).isoformat(),
        "household": sha1(b"blob %d\0%s" % (len(household), household), usedforsecurity=False).hexdigest() if household else "",
    }


def accept(call: Call, referral: ReferralArg, next_: NextOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """つなぎを受理します。引継ぎを受理すると、主担当が移ります。

    例: seki referral accept R07-7K3F9QX/20250701-4H2M --next 2025-07-08
    """
    return _take_step(call, referral, "受理", {"next": {"date": next_} if next_ else {}}, from_, by)


def hold(call: Call, referral: ReferralArg, reply_by: ReplyByOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """回答を保留し、いつまでに答えるかを決めます。

    例: seki referral hold R07-7K3F9QX/20250701-4H2M --reply-by 2025-07-22
    """
    return _take_step(call, referral, "保留", {"reply_by": reply_by}, from_, by)


def work(call: Call, referral: ReferralArg, next_: NextOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """受けたつなぎに取り組んでいることを記録します。

    例: seki referral work R07-7K3F9QX/20250701-4H2M --next 2025-08-01
    """
    return _take_step(call, referral, "対応中", {"next": {"date": next_} if next_ else {}}, from_, by)


def decline(call: Call, referral: ReferralArg, reason: ReasonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """理由を添えて辞退します。つないだ機関の期限一覧に残らないよう、次の手だても決めてください。

    例: seki referral decline R07-7K3F9QX/20250701-4H2M --reason 年齢・要件が対象外
    """
    return _take_step(call, referral, "辞退", {"reason": reason}, from_, by)


def finish(call: Call, referral: ReferralArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """つなぎの対応を終えます。

    例: seki referral finish R07-7K3F9QX/20250701-4H2M
    """
    return _take_step(call, referral, "完了", {}, from_, by)


def cancel(call: Call, referral: ReferralArg, reason: ReasonOpt = "", from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """つないだ側が、理由を添えて取り下げます。

    例: seki referral cancel R07-7K3F9QX/20250701-4H2M --reason 本人が希望しない
    """
    return _take_step(call, referral, "取下げ", {"reason": reason}, from_, by)


def extend(
    call: Call, referral: ReferralArg, reply_by: ReplyByOpt = "", reason: ReasonOpt = "", from_: FromOpt = "", by: ByOpt = ""
) -> Answer:
    """回答期限を変えます。理由と元の期限は記録に残ります。

    例: seki referral extend R07-7K3F9QX/20250701-4H2M --reply-by 2025-07-31 --reason 検討に時間がかかる
    """
    return _take_step(call, referral, "期限変更", {"reply_by": reply_by, "reason": reason}, from_, by)


def _take_step(call: Call, typed: str, step: Step, filled: dict[str, Any], source: str, by: str) -> Answer:
    desk = fetch_near(call)
    case, referral = pick_referral(call, desk.world, typed, desk.shelf.world)
    state = next(s for s in referral_states(case, call.day) if s.referral.id == referral.id)
    refuse_unless(desk, may_step(state, step))
    said = {"step": step, "referral": referral.id, **filled}
    form = ("reason", "reply_by") if "reason" in filled and not filled["reason"] else ()
    values = record_events(call, desk, case, "referral_step", source=source, by=by, filled=said, several=False, form=form)
    also = move_lead(desk, case, referral.to_agency, call.day) if step == "受理" and referral.ask == "引継ぎ" else ()
    told: tuple[str, ...] = (told_of_lead(desk, referral.to_agency, call.day),) if also else ()
    told += tuple(_not_covered(call, desk, case, referral)) if step in _GOES_ON else ()
    return save_events(call, desk, case, "referral", values, also=also, told=told)


def _not_covered(call: Call, desk: Desk, case: CaseFile, referral: Referral) -> Iterator[str]:
    """Yield that an agency goes on with what it may no longer be told of: the act is recorded, the next word needs a consent."""
    agency = referral.to_agency
    if not was_allowed(case, agency, referral.ground or Ground(), call.day, desk.world):
        yield (
            f"（いまは、この機関に及ぶ同意がありません。話を進める前に確かめてください: seki consent show {case.id} --for {agency}）"
        )
