"""同意が狭まったときに知らせること: whom to tell, which papers come back, which つなぎ to look at. Ids and agencies only."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from seki_cli.commands.act import write_new
from seki_cli.commands.call import Call
from seki_cli.commands.fetch import Desk
from seki_cli.model.wareki import show_day_short
from seki_cli.model.world import CaseFile
from seki_cli.rules.copies import joined_numbers, outstanding_of_item
from seki_cli.rules.ledger import Share, Told
from seki_cli.rules.settle import settle
from seki_cli.rules.withdrawing import Ending, Stopped, find_ending

_SAID: Final = {"撤回": "撤回", "拒否": "拒否", "保留": "同意の保留"}
_ENDS: Final = ("終結", "中断")


def find_endings(call: Call, desk: Desk, case: CaseFile, values: Sequence[Mapping[str, Any]]) -> tuple[Ending, ...]:
    """Return what acts of consent that are about to be written end, person by person."""
    written = (write_new("consent", value) for value in values)
    after = desk.shelf.with_files({w.path: w.text.encode() for w in written}).world.case(case.id) or case
    persons = dict.fromkeys(str(value["person"]) for value in values)
    found = (find_ending(case, settle(after), person, desk.world, call.day) for person in persons)
    return tuple(ending for ending in found if ending)


def ending_lines(desk: Desk, case: CaseFile, ending: Ending) -> Iterator[str]:
    """Yield what is told of one person's act, in the order in which somebody acts on it."""
    names = desk.office.agency_name
    yield from _to_tell(desk, case, ending)
    if ending.otherwise:
        yield f"同意によらずに渡した機関（会議・法令。{ending.act}では止まりません）: {'・'.join(map(names, ending.otherwise))}"
    if ending.only:
        yield f"これからの範囲は {'・'.join(ending.only)} だけです。前に渡した機関にも、ほかのことは使わないよう伝えてください。"
    if ending.tax_ends:
        yield "税情報は、これからは共有できません。"
    if ending.items:
        yield "これからの会議:"
        for stopped in ending.items:
            yield from _of_item(desk, ending, stopped)
    if ending.referrals:
        yield "開いているつなぎ（取り下げるときは seki referral cancel）:"
        for state in ending.referrals:
            yield f"  {case.id}/{state.referral.id}　{names(state.referral.to_agency)}　{state.status}"


def _to_tell(desk: Desk, case: CaseFile, ending: Ending) -> Iterator[str]:
    if not ending.tell:
        if ending.act == "撤回":
            yield "同意によって情報を渡した記録はありません。"
        return
    what = f"{_SAID.get(ending.act, ending.act)}を伝える先" if not ending.live else "共有先に入らなくなったことを伝える先"
    yield f"{what}（{ending.person} のことを渡した {len(ending.tell)} 機関）:"
    for told in ending.tell:
        yield f"  {desk.office.agency_name(told.agency)}　{_times(told)}"
    yield f"  渡したものは seki case show {case.id} --disclosures で見られます。"


def _times(told: Told) -> str:
    said = [f"{show_day_short(share.date)} {_way(share)}" for share in told.shares]
    return "・".join(said) if len(said) <= 2 else f"{said[0]}〜{said[-1]}（{len(said)} 回）"


def _way(share: Share) -> str:
    if share.paper is not None:
        return "資料"
    return "つなぎ" if share.ground.referral else "会議" if share.ground.meeting else "提供"


def _of_item(desk: Desk, ending: Ending, stopped: Stopped) -> Iterator[str]:
    meeting, item = stopped.meeting, stopped.item
    where = f"  {meeting.id}（{show_day_short(meeting.date)}）議題 {item.num}: "
    if stopped.effect == "none":
        yield f"{where}同意の要らない会議なので、資料は変わりません"
        return
    if stopped.effect == "part":
        what = "同意の範囲から外れた内容" if stopped.asks else "税情報（同意の要らない会議でも、同意なしでは載せません）"
        yield f"{where}{what}は載らなくなります"
    elif stopped.effect == "head":
        yield f"{where}資料は番号・時機・検討事項だけになります"
    elif stopped.outside:
        named = "・".join(map(desk.office.agency_name, stopped.outside))
        yield f"{where}{ending.person} のことは載らなくなります（外れた構成員: {named}）"
    else:
        yield f"{where}{ending.person} のことは載らなくなります"
    if stopped.effect == "head" and item.timing not in _ENDS:
        yield f"    議題から外すときは seki meeting cancel {meeting.id} --item {item.num}"
    if stopped.printed:
        days = "・".join(dict.fromkeys(show_day_short(share.date) for share in stopped.printed))
        left = outstanding_of_item(meeting, item.num)
        which = f"（まだ戻っていない資料番号 {joined_numbers(left)}）" if left else ""
        yield f"    {days} に出した資料は回収し{which}、seki agenda {meeting.id} -o で出し直してください"


def ending_data(ending: Ending) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "person": ending.person,
        "act": ending.act,
        "tell": [{"agency": told.agency, "shares": [share_data(share) for share in told.shares]} for told in ending.tell],
        "otherwise": list(ending.otherwise),
        "only": list(ending.only),
        "meetings": [
            {
                "meeting": stopped.meeting.id,
                "date": stopped.meeting.date,
                "num": stopped.item.num,
                "effect": stopped.effect,
                "outside": list(stopped.outside),
                "printed": [share.record for share in stopped.printed],
            }
            for stopped in ending.items
        ],
        "referrals": [
            {"referral": state.referral.id, "to_agency": state.referral.to_agency, "status": state.status}
            for state in ending.referrals
        ],
    }


def share_data(share: Share) -> dict[str, Any]:
    """Return one telling for programs: `disclosure` is its entry of the ledger, None where nobody entered it."""
    ground = {key: value for key in ("consent", "meeting", "law", "referral") if (value := getattr(share.ground, key))}
    return {
        "id": share.record,
        "disclosure": share.record if share.entered else None,
        "date": share.date,
        "to": list(share.to),
        "records": list(share.records),
        "ground": ground,
        "staff": share.staff or None,
        "copies": share.paper.copies if share.paper else None,
        "sha256": share.paper.sha256 if share.paper else None,
    }
