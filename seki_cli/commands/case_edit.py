"""Editing: a document in place, an event by a new event that corrects it; checked before it is saved."""

from dataclasses import dataclass
from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, foot_of_event, new_record_id, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, finish, read_entry, settle_words
from seki_cli.commands.fetch import Desk, fetch
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_case, pick_id
from seki_cli.errors import Misuse, NotThere, Refused, Unreadable
from seki_cli.files.drafts import remove_draft, write_draft
from seki_cli.files.faults import TextFault
from seki_cli.files.yaml_reader import read_tree, tidy_input
from seki_cli.model.answer import Answer
from seki_cli.model.record import Event, Record
from seki_cli.model.world import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """One event that is being corrected: where it stands, and what came in for it."""

    call: Call
    desk: Desk
    case: CaseFile
    record: Event
    entry: Entry


_SEKIS_OWN = ("schema", "id", "case", "recorded", "recorded_by", "corrects")


def edit_record(call: Call, typed_case: str, typed_record: str, *, source: str, by: str) -> Answer:
    """Edit one record of a case, by $EDITOR or with the fields that --from brings."""
    desk = fetch(call)
    case = pick_case(call, desk.world, typed_case, writes=True)
    record = _pick_record(call, case, typed_record)
    data = desk.shelf.sources.files.get(record.path)
    if data is None:
        raise Unreadable(
            "この記録は読めないため、ここでは直せません",
            where=record.path,
            remedy="エディターでファイルを直し、seki check で確かめてください",
        )
    old = read_tree(data)
    if source:
        entry = read_entry(call, source)
        new = {**old, **entry.fields}
    else:
        entry = _edited(call, record, data.decode())
        new = entry.fields
    if isinstance(record, Event):
        edit = _Edit(call=call, desk=desk, case=case, record=record, entry=entry)
        return _correct(edit, old, new, by)
    _keep_identity(old, new)
    settled = settle_words(call, desk.office, Entry(fields=new, data=entry.data, name=entry.name), record.record_kind)
    value = finish(settled, record.record_kind, settled.fields)
    return _save(call, desk, case, record, write_edited(desk.shelf, record.path, value))


def _edited(call: Call, record: Record, text: str) -> Entry:
    """Let the person edit a copy; what cannot be read is kept as a draft and named with its line."""
    asker = call.must_ask("直した内容がありません", "端末で実行するか、--from で変える項目を渡してください")
    name = f"edit-{record.record_kind}-{record.id or record.case}"
    left, notes = tidy_input(asker.edit(text).encode("utf-8", "surrogateescape"))
    try:
        return Entry(fields=read_tree(left), data=left, name="編集した内容", notes=notes)
    except TextFault as fault:
        write_draft(call.root, name, left.decode("utf-8", "replace"))
        remedy = f"{fault.remedy}。書いた内容は下書き .git/seki/drafts/{name}.yaml に残しています"
        raise Misuse(fault.message, where=f"編集した内容:{fault.line}:{fault.column}", remedy=remedy) from None


def _pick_record(call: Call, case: CaseFile, typed: str) -> Record:
    named: dict[str, Record] = {"case": case.head, "household": case.household}
    if typed in named:
        return named[typed]
    newest = {plan.id: plan for plan in case.plans}
    known: dict[str, Record] = {**newest, **{a.id: a for a in case.assessments}, **{e.id: e for e in case.events()}}
    if not known:
        raise NotThere("このケースにはまだ記録がありません", remedy="case か household を指定してください")
    return known[pick_id(call, typed, list(known), "記録", writes=True)]


def _keep_identity(old: dict[str, Any], new: dict[str, Any]) -> None:
    for key in _SEKIS_OWN:
        if new.get(key) != old.get(key):
            raise Refused(
                f"{key} は変えられません",
                where=key,
                remedy="元の値に戻してください。別のケースの記録なら訂正（void）で取り消します",
            )


def _correct(edit: _Edit, old: dict[str, Any], new: dict[str, Any], by: str) -> Answer:
    """Write a new event of the same kind that takes the place of the old one."""
    call, record, kind = edit.call, edit.record, edit.record.record_kind
    fields = {k: v for k, v in new.items() if k not in _SEKIS_OWN}
    corrects = _reason(call, old, new)
    if not corrects.get("void") and fields == {k: v for k, v in old.items() if k not in _SEKIS_OWN}:
        raise Misuse("変わったところがありません", where=record.path, remedy="直す項目を書き換えてください")
    staff = who_i_am(call, edit.desk.office, by)
    came = Entry(fields=fields, data=edit.entry.data, name=edit.entry.name)
    settled = settle_words(call, edit.desk.office, came, kind)
    value = {
        "schema": record.schema,
        "id": new_record_id(call, tuple(event.id for event in edit.case.events())),
        "case": edit.case.id,
        **settled.fields,
        **foot_of_event(call, staff),
        "corrects": {"record": record.id, **corrects},
    }
    return _save(call, edit.desk, edit.case, record, write_new(kind, finish(settled, kind, value)))


def _reason(call: Call, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return why the old record is corrected, asked for where the text does not say; an earlier correction's reason is not it."""
    given = new.get("corrects")
    corrects = (
        {k: v for k, v in given.items() if k != "record"} if isinstance(given, dict) and given != old.get("corrects") else {}
    )
    if not corrects.get("why"):
        asker = call.must_ask("訂正の理由がありません", "corrects: の下に why: で理由を書いてください")
        corrects["why"] = asker.text("訂正の理由")
    return corrects


def _save(call: Call, desk: Desk, case: CaseFile, record: Record, written: Written) -> Answer:
    draft = f"edit-{record.record_kind}-{record.id or record.case}"
    try:
        deed = Deed(
            verb="case edit", subject=case.id, written=(written,), nouns={"case": case.id, record.record_kind: written.id}
        )
        answer = carry_out(call, desk, deed)
    except Refused:
        write_draft(call.root, draft, written.text)
        raise
    remove_draft(call.root, draft)
    return answer
