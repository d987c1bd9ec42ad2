"""つなぎの提供台帳: each つなぎ enters what it told whom, in the same act; a つなぎ that is corrected takes its entry along."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from seki_cli.commands.act import Written, foot_of_event, head_of_event, new_record_id, write_new
from seki_cli.commands.call import Call
from seki_cli.commands.entry import Entry, finish
from seki_cli.commands.fetch import Desk
from seki_cli.files.yaml_reader import read_tree
from seki_cli.model.contact import Disclosure, Ground, Referral
from seki_cli.model.record import Event
from seki_cli.model.wareki import parse_day
from seki_cli.model.world import CaseFile
from seki_cli.rules.referring import Telling, find_telling

_GROUNDS: Final = ("consent", "meeting", "law")


def ground_of(fields: Mapping[str, Any]) -> Ground:
    """Return the ground that a つなぎ states, as far as it can be read: an entry that is not judged yet may hold anything."""
    said = fields.get("ground")
    return Ground(**{key: str(said[key]) for key in _GROUNDS if said.get(key)}) if isinstance(said, Mapping) else Ground()


def telling_of(call: Call, desk: Desk, case: CaseFile, value: Mapping[str, Any]) -> Telling:
    """Return what goes with a whole つなぎ that is about to be written."""
    day = parse_day(str(value["date"]), call.day)
    return find_telling(case, str(value["id"]), str(value["to_agency"]), ground_of(value), day, desk.world)


def write_entries(call: Call, desk: Desk, case: CaseFile, values: Sequence[Mapping[str, Any]]) -> tuple[Written, ...]:
    """Return the entries of the 提供台帳 for つなぎ that are written in the same act, one for each."""
    taken = [event.id for event in case.events()] + [str(value["id"]) for value in values]
    entries: list[dict[str, Any]] = []
    for value in values:
        record_id = new_record_id(call, (*taken, *(str(entry["id"]) for entry in entries)))
        foot = foot_of_event(call, str(value["recorded_by"]), case, behind=len(values) + len(entries))
        fields = {**_said(value), "records": list(telling_of(call, desk, case, value).records), **foot}
        entries.append(_finished({**head_of_event("disclosure", record_id, case.id), **fields}))
    return tuple(write_new("disclosure", entry) for entry in entries)


def correct_entry(call: Call, desk: Desk, case: CaseFile, record: Event, value: Mapping[str, Any]) -> tuple[Written, ...]:
    """Return the corrected entry of a つなぎ that is being corrected, where it tells something else than before; else nothing.

    What the ledger says of a つなぎ is to whom, when, by whom and on which ground: a mistake in that stands in both. A つなぎ
    that is taken back (void) leaves its entry: what was told stays told, until somebody says otherwise of the entry itself.
    """
    entry = find_entry(case, record)
    if entry is None or value["corrects"].get("void"):
        return ()
    old = read_tree(desk.shelf.sources.files[entry.path])
    said = _said(value)
    if all(_plain(said.get(key)) == _plain(old.get(key)) for key in ("date", "at", "staff", "to")) and _same_ground(said, old):
        return ()
    taken = (*(event.id for event in case.events()), str(value["id"]))
    names = {name: str(value["id"]) for name in (record.id, entry.ground.referral)}
    fresh = {
        **{key: kept for key, kept in old.items() if key not in ("at", *said)},
        **said,
        "id": new_record_id(call, taken),
        "records": [names.get(name, name) for name in entry.records],
        **foot_of_event(call, str(value["recorded_by"]), case, behind=1),
        "corrects": {"record": entry.id, "why": value["corrects"]["why"]},
    }
    return (write_new("disclosure", _finished(fresh)),)


def find_entry(case: CaseFile, record: Event) -> Disclosure | None:
    """Return the entry of the 提供台帳 that a つなぎ made; None for any other record, and for a つなぎ without one."""
    if not isinstance(record, Referral):
        return None
    return next((row for row in case.disclosures if case.effective(row.ground.referral) == record.id), None)


def _said(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the ledger takes from a つなぎ."""
    at = {"at": value["at"]} if value.get("at") else {}
    ground = {**(value.get("ground") or {}), "referral": value["id"]}
    return {
        "date": value["date"],
        **at,
        "staff": value.get("staff") or value["recorded_by"],
        "to": [value["to_agency"]],
        "ground": ground,
    }


def _same_ground(said: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return {**said["ground"], "referral": ""} == {**old["ground"], "referral": ""}


def _plain(value: Any) -> Any:
    return [str(inner) for inner in value] if isinstance(value, list) else str(value or "")


def _finished(value: dict[str, Any]) -> dict[str, Any]:
    return finish(Entry(fields=value), "disclosure", value)


def told_of_entry(case: CaseFile, record: Event, value: Mapping[str, Any], corrected: tuple[Written, ...]) -> tuple[str, ...]:
    """Return what is said of the ledger when a つなぎ is corrected: its entry went along, or stays though the つなぎ is gone."""
    entry = find_entry(case, record)
    if entry is None or not (corrected or value["corrects"].get("void")):
        return ()
    if corrected:
        return ("提供台帳も合わせて訂正しました（前の宛先にも伝えていたときは、seki refer でそのつなぎも記録してください）。",)
    return (
        f"提供台帳 {entry.id} は残っています。伝えていなかったときは、seki case edit {case.id} {entry.id} で取り消してください。",
    )
