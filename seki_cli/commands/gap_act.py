"""地域課題: written down, and moved on from meeting to meeting."""

from dataclasses import replace
from typing import Annotated

import typer

from seki_cli.commands.act import Deed, carry_out, write_edited
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, default, fill, finish, join, read_entry, settle_words
from seki_cli.commands.face import FromOpt, GapArg
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.gap_new import build_gap
from seki_cli.commands.interview import interview
from seki_cli.commands.pick import pick_case, pick_gap, pick_meeting, pick_resource
from seki_cli.commands.refuse import refuse_unless
from seki_cli.errors import Misuse, NotThere, Refused
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer
from seki_cli.model.dialogue import Option
from seki_cli.model.ids import fold_id
from seki_cli.model.meeting import Gap
from seki_cli.model.wareki import parse_day
from seki_cli.rules.gaps import MOVES, may_move_gap

_FORM = ("text", "field", "area")


def new(
    call: Call,
    decision: Annotated[str, typer.Option("--decision", metavar="CASE/RID", help="気づいた決定（ケース番号/記録番号）")] = "",
    field: Annotated[str, typer.Option("--field", metavar="F", help="分野（介護・障害・子ども・困窮・その他）")] = "",
    area: Annotated[str, typer.Option("--area", metavar="A", help="圏域")] = "",
    from_: FromOpt = "",
) -> Answer:
    """地域課題（足りない社会資源）を書きとめます。ひとりの話ではなく、地域の言葉で書きます（氏名は書きません）。

    会議に諮るには seki meeting add で議題に加えます。会議の記録の中で書きとめることもできます。

    例: seki gap new --field 障害 --area 北部 --from 課題.yaml
    例: seki gap new --decision R07-7K3F9QX/20250715-7KQ2 --from 課題.yaml
    """
    desk = fetch(call)
    noticed = _noticed_in(call, desk, decision) if decision else None
    entry = join(call, desk.office, read_entry(call, from_), {"field": field, "area": area}, "gap")
    if not from_:
        entry = interview(call, desk, "gap", entry, keys=_FORM)
    written = build_gap(call, desk, entry, noticed=noticed)
    nouns = {"gap": written.id}
    deed = Deed(verb="gap new", subject=written.id, written=(written,), nouns=nouns, notes=entry.notes, draft=entry.draft)
    return carry_out(call, desk, deed)


def _noticed_in(call: Call, desk: Desk, typed: str) -> dict[str, str]:
    """Return what `noticed` says of a decision: its day, and case and record. NotThere (3) where there is no such decision."""
    typed_case, _, typed_rid = fold_id(typed).rpartition("/")
    if not typed_case:
        raise Misuse(
            "決定はケース番号とともに指定してください", where="--decision", remedy="例: --decision R07-7K3F9QX/20250715-7KQ2"
        )
    case = pick_case(call, desk.world, typed_case, writes=True)
    found = next((d for d in case.decisions if d.id == case.effective(typed_rid)), None)
    if found is None:
        known = " ".join(d.id for d in case.decisions[-5:]) or "まだありません"
        raise NotThere("このケースに、この番号の決定はありません", where="--decision", remedy=f"このケースの決定: {known}")
    return {"date": found.date.isoformat(), "decision": f"{case.id}/{found.id}"}


def move(
    call: Call,
    gap: GapArg,
    status: Annotated[str, typer.Option("--status", metavar="S", help="検討中・取組中・解決・見送り")] = "",
    date: Annotated[str, typer.Option("--date", metavar="D", help="動いた日（既定は会議の日か、今日）")] = "",
    meeting: Annotated[str, typer.Option("--meeting", metavar="MEETING", help="検討した会議")] = "",
    resource: Annotated[
        list[str] | None, typer.Option("--resource", metavar="RESOURCE", help="取組から生まれた社会資源（何度でも）")
    ] = None,
    from_: FromOpt = "",
) -> Answer:
    """地域課題の取組を一歩進めます。前の経過は残り、いまの状況は最後の一歩で決まります。

    例: seki gap move G-7K3F9QX --status 検討中 --meeting M-20250715-7KQ2
    例: seki gap move G-7K3F9QX --status 解決 --resource S-7K3F9QX --from 経過.yaml
    """
    desk = fetch(call)
    found = pick_gap(call, desk.world, gap, writes=True)
    came = _settled(call, desk, replace(read_entry(call, from_), within=2))
    held = meeting or str(came.fields.get("meeting") or "")
    made = [*(came.fields.get("resources") or []), *(resource or [])]
    said = {
        "status": status,
        "date": _settled(call, desk, Entry(fields={"date": date})).fields["date"] if date else "",
        "meeting": _held(call, desk, held) if held else "",
    }
    entry = _asked(call, fill(came, said))
    entry = default(entry, {"date": _default_day(call, desk, said["meeting"])})
    if made:
        ids = dict.fromkeys(pick_resource(call, desk.world, str(one), writes=True).id for one in made)
        entry = replace(entry, fields={**entry.fields, "resources": list(ids)})
    _ask_rule(call, desk, found, entry)
    return _save_step(call, desk, found, entry)


def _settled(call: Call, desk: Desk, entry: Entry) -> Entry:
    """Return a step with its days as ISO text: they are known by their place in the whole gap."""
    whole = settle_words(call, desk.office, replace(entry, fields={"steps": [entry.fields]}), "gap")
    return replace(entry, fields=whole.fields["steps"][0])


def _held(call: Call, desk: Desk, typed: str) -> str:
    """Return the meeting at which a step was made. Refused (4) where it was called off: nothing was made of anything there."""
    meeting = pick_meeting(call, desk.world, typed, writes=True)
    if meeting.called_off:
        remedy = "検討した会議の番号を確かめてください（seki meeting list）"
        raise Refused("取りやめた会議です", where=meeting.path, remedy=remedy)
    return meeting.id


def _default_day(call: Call, desk: Desk, meeting_id: str) -> str:
    meeting = desk.world.meeting(meeting_id)
    return (meeting.date if meeting else call.day).isoformat()


def _asked(call: Call, entry: Entry) -> Entry:
    """Return the step with its status, and at a terminal what was done. Misuse (2) where nobody says the status."""
    fields = dict(entry.fields)
    if not fields.get("status"):
        asker = call.must_ask("どの状況になったかが決まっていません", "--status " + "・".join(MOVES) + " から選んでください")
        fields["status"] = asker.choose("状況", tuple(Option(value=word, label=word) for word in MOVES))
    if call.asker and not entry.data and not fields.get("text"):
        fields["text"] = call.asker.text("何をしたか、何が決まったか（なければ Enter）", long=True)
    return replace(entry, fields={key: value for key, value in fields.items() if value not in ("", None)})


def _ask_rule(call: Call, desk: Desk, gap: Gap, entry: Entry) -> None:
    status = str(entry.fields["status"])
    if status not in MOVES:
        raise Misuse(
            "この状況には動かせません",
            where=entry.where(("steps", 0, "status")),
            remedy="--status " + "・".join(MOVES) + " から選んでください",
        )
    refuse_unless(desk, may_move_gap(gap, parse_day(str(entry.fields["date"]), call.day)))


def _save_step(call: Call, desk: Desk, gap: Gap, entry: Entry) -> Answer:
    value = read_tree(desk.shelf.sources.files[gap.path])
    value["steps"] = [*(value.get("steps") or []), entry.fields]
    written = write_edited(desk.shelf, gap.path, finish(entry, "gap", value), entry)
    told = (f"地域課題 {gap.id} は {entry.fields['status']} です。",)
    deed = Deed(verb="gap move", subject=gap.id, written=(written,), nouns={"gap": gap.id}, told=told, notes=entry.notes)
    return carry_out(call, desk, deed)
