"""Editing: a document in place, an event by a new event that corrects it; checked before it is saved."""

from dataclasses import dataclass, replace
from typing import Any, Final

from seki_cli.commands.act import Deed, Written, carry_out, foot_of_event, new_record_id, write_edited, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.consent_ends import ending_lines, find_endings
from seki_cli.commands.editor import edited_entry
from seki_cli.commands.entry import EDITED, Entry, finish, read_entry, settle_words
from seki_cli.commands.event import nouns_of
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.lead import told_of_lead_left
from seki_cli.commands.me import who_i_am
from seki_cli.commands.pick import pick_case, pick_id
from seki_cli.commands.plan_day import refuse_unread_course
from seki_cli.commands.telling import correct_entry, told_of_entry
from seki_cli.errors import Misuse, NotThere, Refused, Unreadable
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.answer import Answer
from seki_cli.model.contact import Consent
from seki_cli.model.plan import Plan
from seki_cli.model.record import Event, Record
from seki_cli.model.world import CaseFile
from seki_cli.rules.steps import moved_the_lead


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """One record that is being edited: where it stands, how it read, and what came in for it."""

    call: Call
    desk: Desk
    case: CaseFile
    record: Record
    old: dict[str, Any]
    entry: Entry


_SEKIS_OWN: Final = ("schema", "id", "case", "recorded", "recorded_by", "corrects")


def edit_record(call: Call, typed_case: str, typed_record: str, *, source: str, by: str) -> Answer:
    """Edit one record of a case, by $EDITOR or with the fields that --from brings."""
    desk = fetch_near(call, typed_case)
    case = pick_case(call, desk.world, typed_case, writes=True)
    record = _pick_record(call, desk, case, typed_record)
    data = desk.shelf.sources.files.get(record.path)
    if data is None or record.path in case.unread:
        raise Unreadable(
            "この記録は読めないため、ここでは直せません",
            where=record.path,
            remedy="エディターでファイルを直し、seki check で確かめてください",
        )
    if isinstance(record, Plan):
        refuse_unread_course(case, record.id)
    old = read_tree(data)
    if source:
        came = read_entry(call, source)
        entry = replace(came, fields={**old, **came.fields})
    else:
        entry = edited_entry(call, _draft(record), data.decode())
    edit = _Edit(call=call, desk=desk, case=case, record=record, old=old, entry=entry)
    _keep_identity(edit)
    if isinstance(record, Event):
        return _correct(edit, record, by)
    settled = settle_words(call, desk.office, entry, record.record_kind)
    value = finish(settled, record.record_kind, settled.fields)
    return _save(edit, (write_edited(desk.shelf, record.path, value, settled),))


def _draft(record: Record) -> str:
    return f"edit-{record.record_kind}-{record.id or record.case}"


def _pick_record(call: Call, desk: Desk, case: CaseFile, typed: str) -> Record:
    """Return the record that is meant; one that a correction has replaced is refused (4) with the number of the other."""
    named: dict[str, Record] = {"case": case.head, "household": case.household}
    if typed in named:
        return named[typed]
    newest = {plan.id: plan for plan in case.plans}
    known: dict[str, Record] = {**newest, **{a.id: a for a in case.assessments}, **{e.id: e for e in case.events()}}
    raw = desk.shelf.world.case(case.id)
    written: dict[str, Record] = {event.id: event for event in raw.events()} if raw else {}
    if not known:
        raise NotThere("このケースにはまだ記録がありません", remedy="case か household を指定してください")
    record_id = pick_id(call, typed, list({**written, **known}), "記録", writes=True)
    if record_id in known:
        return known[record_id]
    instead = case.effective(record_id)
    remedy = "取り消した記録は直せません。新しく記録してください"
    if instead != record_id:
        remedy = f"訂正の後の記録を直してください: seki case edit {case.id} {instead}"
    raise Refused("この記録はもう訂正されています", where=written[record_id].path, remedy=remedy)


def _keep_identity(edit: _Edit) -> None:
    own = _SEKIS_OWN if not isinstance(edit.record, Event) else _SEKIS_OWN[:-1]
    for key in own:
        if edit.entry.fields.get(key) != edit.old.get(key):
            raise Refused(
                f"{key} は変えられません",
                where=edit.entry.where((key,)),
                remedy="元の値に戻してください。別のケースの記録なら訂正（void）で取り消します",
            )


def _correct(edit: _Edit, record: Event, by: str) -> Answer:
    """Write a new event of the same kind that takes the place of the old one."""
    call, kind = edit.call, record.record_kind
    settled = settle_words(call, edit.desk.office, edit.entry, kind)
    fields = {k: v for k, v in settled.fields.items() if k not in _SEKIS_OWN}
    corrects = _reason(edit)
    if not corrects.get("void") and fields == {k: v for k, v in edit.old.items() if k not in _SEKIS_OWN}:
        raise Misuse("変わったところがありません", where=record.path, remedy="直す項目を書き換えてください")
    staff = who_i_am(call, edit.desk.office, by)
    raw = edit.desk.shelf.world.case(edit.case.id) or edit.case
    value = {
        "schema": record.schema,
        "id": new_record_id(call, tuple(event.id for event in raw.events())),
        "case": edit.case.id,
        **fields,
        **foot_of_event(call, staff, raw),
        "corrects": {"record": record.id, **corrects},
    }
    stays = bool(corrects.get("void")) and moved_the_lead(edit.case, record)
    told = (told_of_lead_left(edit.desk, edit.case),) if stays else ()
    whole = finish(settled, kind, value)
    ledger = correct_entry(call, edit.desk, edit.case, record, whole)
    lines = (*told, *told_of_entry(edit.case, record, whole, ledger), *_told_of_consent(edit, record, whole))
    return _save(edit, (write_new(kind, whole, settled), *ledger), lines)


def _told_of_consent(edit: _Edit, record: Event, value: dict[str, Any]) -> tuple[str, ...]:
    """Return whom to tell where a corrected consent turns out to have allowed less than it said."""
    endings = find_endings(edit.call, edit.desk, edit.case, (value,)) if isinstance(record, Consent) else ()
    return tuple(line for ending in endings for line in ending_lines(edit.desk, edit.case, ending))


def _reason(edit: _Edit) -> dict[str, Any]:
    """Return why the old record is corrected, asked for where the text does not say; an earlier correction's reason is not it."""
    given = edit.entry.fields.get("corrects")
    fresh = isinstance(given, dict) and given != edit.old.get("corrects")
    corrects = {k: v for k, v in given.items() if v is not None} if isinstance(given, dict) and fresh else {}
    named = corrects.pop("record", edit.record.id)
    if named not in (edit.record.id, (edit.old.get("corrects") or {}).get("record")):
        where = edit.entry.where(("corrects", "record"))
        raise Misuse("corrects: の record が、直す記録と違います", where=where, remedy="record: の行を消してください")
    if not corrects.get("why"):
        asker = edit.call.must_ask("訂正の理由がありません", "corrects: の下に why: で理由を書いてください")
        while not (why := asker.text("訂正の理由")):
            asker.say("この項目は必要です。")
        corrects["why"] = why
    return corrects


def _save(edit: _Edit, written: tuple[Written, ...], told: tuple[str, ...] = ()) -> Answer:
    deed = Deed(
        verb="case edit",
        subject=edit.case.id,
        written=written,
        nouns={"case": edit.case.id, edit.record.record_kind: written[0].id, **nouns_of(written[1:])},
        told=told,
        notes=edit.entry.notes,
        draft=_draft(edit.record) if edit.entry.name == EDITED else "",
    )
    return carry_out(edit.call, edit.desk, deed)
