"""Handing out a paper: the file that goes to people, and its entry in the 提供台帳, both or neither."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from seki_cli.commands.act import Deed, carry_out, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.copies import note_printing
from seki_cli.commands.disclosing import build_entries
from seki_cli.commands.fetch import Desk
from seki_cli.commands.me import who_i_am
from seki_cli.errors import Blocked, Misuse
from seki_cli.files.outbox import start_paper
from seki_cli.files.paper_templates import read_template
from seki_cli.model.agenda import AgendaPaper, Cover
from seki_cli.model.answer import Answer, Lines
from seki_cli.model.released import Released
from seki_cli.papers.agenda import render_agenda
from seki_cli.rules.copies import joined_numbers


def hand_out(
    call: Call, desk: Desk, paper: Released[AgendaPaper], sheet: Cover, *, form: str, output: str, force: bool, by: str
) -> Answer:
    """Write a paper for people and enter in the 提供台帳 what it holds, for whom.

    The file is complete on disk before the entry is saved, and gets its name only after: no paper without its entry.
    """
    if call.head:
        raise Misuse(
            "配る資料は --head では作れません（保存していない撤回などが見えません）",
            remedy="--head を外すか、seki save で保存してから出してください",
        )
    staff = who_i_am(call, desk.office, by)
    target = Path(output)
    _check_target(call.root, target, force=force)
    ending = "txt" if form == "text" else form
    data = render_agenda(paper, read_template(call.root, f"agenda.{ending}.j2"), form, draft=False).encode()
    digest = sha256(data).hexdigest()
    entries = build_entries(call, desk, paper, staff, {"paper": {"sha256": digest}})
    meeting = paper.value.header.meeting
    told = (f"資料: {target}", *_told(paper.value, sheet))
    listed = (note_printing(call, desk, paper.value, digest),) if paper.value.copies else ()
    deed = Deed(
        verb="agenda",
        subject=meeting,
        written=(*(write_new("disclosure", entry) for entry in entries), *listed),
        nouns={"meeting": meeting, "disclosure": [str(entry["id"]) for entry in entries]},
        told=told,
    )
    if call.dry_run:
        return carry_out(call, desk, deed)
    saved = _write_both(call, desk, deed, target, data, force=force)
    saved = replace(saved, data={**saved.data, "copies": [{"num": one.num, "to": one.to} for one in paper.value.copies]})
    return saved if listed else replace(saved, views=(Lines(lines=told),))


def _told(paper: AgendaPaper, sheet: Cover) -> tuple[str, ...]:
    """Return what is said of a paper: which copies it holds, why it is empty where it is, and how much was withheld."""
    nums = [copy.num for copy in paper.copies]
    listed = "" if paper.audience else "。終わりの 1 枚は回収表です（配布しません）"
    copies = f"資料番号 {joined_numbers(nums)}（{len(nums)} 部）{listed}"
    empty = "渡せる議題がないので、番号つきの資料はありません（配らないでください）"
    hidden = f"伏せたもの {len(sheet.withheld)} 件（seki agenda {paper.header.meeting} --cover で確かめられます）"
    return (copies if nums else empty, hidden)


def _check_target(root: Path, target: Path, *, force: bool) -> None:
    """Refuse (2) a place where a paper would cover something or come to lie among the records, from where git takes it along."""
    if target.is_dir():
        raise Misuse("書き出す先がフォルダーです", where=target.name, remedy="ファイルの名前まで書いてください")
    if target.exists() and not force:
        raise Misuse("このファイルはすでにあります", where=target.name, remedy="別の名前にするか、--force を付けてください")
    place = target.resolve()
    ours = place.is_relative_to(root / "out")
    if not ours and not place.parent.is_dir():
        raise Misuse("書き出す先のフォルダーがありません", where=target.name, remedy="フォルダーの名前を確かめてください")
    if place.is_relative_to(root) and not ours:
        remedy = "out/ の下か、台帳の外の場所を指定してください"
        raise Misuse("資料は台帳の記録の中には置けません", where=target.name, remedy=remedy)


def _write_both(call: Call, desk: Desk, deed: Deed, target: Path, data: bytes, *, force: bool) -> Answer:
    draft = start_paper(target, data)
    try:
        saved = carry_out(call, desk, deed)
    except BaseException:
        draft.drop()
        raise
    try:
        draft.finish(target, force=force)
    except OSError:
        remedy = "空きと権限を確かめ、--force でもう一度出してください"
        raise Blocked("資料のファイルを書けませんでした（提供台帳には記録しました）", where=target.name, remedy=remedy) from None
    return saved
