"""世帯の人: who joins the household, or becomes known, after the case was opened."""

import secrets
from dataclasses import replace
from typing import Any, Final

from seki_cli.commands.act import Deed, carry_out, write_edited
from seki_cli.commands.call import Call
from seki_cli.commands.document import read_document
from seki_cli.commands.entry import Entry, finish, read_entries, settle_words, without_own
from seki_cli.commands.face import ByOpt, CaseArg, FromOpt
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.interview import interview
from seki_cli.commands.me import known_staff
from seki_cli.commands.offers import person_name
from seki_cli.commands.pick import pick_case
from seki_cli.errors import Misuse
from seki_cli.files.fields import schema_fields
from seki_cli.model.answer import Answer
from seki_cli.model.dialogue import Option
from seki_cli.model.ids import build_person_id
from seki_cli.model.world import CaseFile
from seki_cli.rules.duplicates import alike_findings, cases_like, find_alike, find_same_person, not_yet_linked

_FORM: Final = (
    *("role", "name", "kana", "relation", "sex", "born", "born_year", "estimated", "living", "school_or_work", "health"),
    *("care_level", "certificates", "issues", "address", "phone"),
)
_PARENTAL: Final = ("親子", "養親子")


def add(call: Call, case: CaseArg, from_: FromOpt = "", by: ByOpt = "") -> Answer:
    """後から分かった人、加わった人を世帯に加えます（番号は seki が付けます）。

    名前はオプションには書けません。端末で尋ねるか、--from で渡します。relations: に続柄の関係を、新しい人の側を空けて書けます。

    例: seki person add R07-7K3F9QX --from 孫.yaml
    """
    desk = fetch_near(call, case)
    found = pick_case(call, desk.world, case, writes=True)
    if by:
        known_staff(desk.office, by)
    household = read_document(desk, found, "household")
    taken = {person.id for person in found.household.people}
    added: list[str] = []
    entries: list[Entry] = []
    for came in read_entries(call, from_):
        row, relations = _split(call, desk, came, found, from_)
        person_id = _fresh_id({*taken, *added})
        added.append(person_id)
        entries.append(row)
        relations = [_whole(one, person_id) for one in relations]
        _judged(found, came, row, person_id, relations)
        household["people"] = [*household["people"], {"id": person_id, **row.fields}]
        household["relations"] = [*(household.get("relations") or []), *relations]
    value = {key: inner for key, inner in household.items() if inner not in ([], None)}
    return _save(call, desk, found, value, added, entries)


def _split(call: Call, desk: Desk, came: Entry, case: CaseFile, source: str) -> tuple[Entry, list[dict[str, Any]]]:
    """Return the person's own fields, settled and complete, and the relations that came with them."""
    relations = came.fields.get("relations") or []
    own = replace(came, fields={key: value for key, value in came.fields.items() if key != "relations"})
    entry = _settled(call, desk, without_own(own, {"id": ""}))
    if not source:
        call.must_ask("加える人の内容がありません", "--from ファイル（- は標準入力）で渡すか、端末で実行してください")
        entry = interview(call, desk, "household.people", entry, keys=_FORM, case=case)
        _ask_if_there(call, case, entry)
        relations = _ask_relation(call, case)
    if not entry.fields.get("role"):
        remedy = "role: に世帯員・別居家族・親族・知人のどれかを書いてください"
        raise Misuse("本人から見た立場（role）がありません", where=entry.where(("role",)), remedy=remedy)
    if not isinstance(relations, list) or not all(isinstance(row, dict) for row in relations):
        remedy = "- kind: 親子 と a: P1 のように並べてください（新しい人の側は空けます）"
        raise Misuse("relations: は関係の一覧です", where=came.where(("relations",)), remedy=remedy)
    bonds = settle_words(call, desk.office, replace(came, fields={"relations": relations}), "household")
    return entry, bonds.fields["relations"]


def _judged(case: CaseFile, came: Entry, entry: Entry, person_id: str, relations: list[dict[str, Any]]) -> None:
    """Refuse (2) what does not fit the form, by the line of what came in rather than by that of the household."""
    head = {"schema": "household/1", "case": case.id}
    row = {"id": person_id, **entry.fields}
    finish(replace(entry, within=2), "household", {**head, "people": [row]})
    finish(came, "household", {**head, "people": [row], "relations": relations})


def _settled(call: Call, desk: Desk, entry: Entry) -> Entry:
    """Return the row with its days and codes settled: they are known by their place in the whole household."""
    whole = settle_words(call, desk.office, replace(entry, fields={"people": [entry.fields]}, within=2), "household")
    return replace(whole, fields=whole.fields["people"][0])


def _fresh_id(taken: set[str]) -> str:
    while (person_id := build_person_id(secrets.randbelow)) in taken:
        pass
    return person_id


def _whole(relation: dict[str, Any], person_id: str) -> dict[str, Any]:
    """Return a relation with the new person at the end that was left open: b, the child's, where both are."""
    if relation.get("a") and relation.get("b"):
        return relation
    side = "b" if relation.get("a") or not relation.get("b") else "a"
    return {**relation, side: person_id}


def _ask_if_there(call: Call, case: CaseFile, entry: Entry) -> None:
    """Ask whether a person who looks like one of the household is really another."""
    same = find_same_person(case.household.people, entry.fields)
    asker = call.asker
    if same and asker and not asker.confirm(f"ふりがなと生年月日が {same} と同じです。別の人として加えますか"):
        raise KeyboardInterrupt


def _ask_relation(call: Call, case: CaseFile) -> list[dict[str, Any]]:
    """Ask for one relation of the new person to somebody of the household; most have one, and the rest can be edited in."""
    asker = call.must_ask("", "")
    fields = next(field.fields for field in schema_fields("household") if field.key == "relations")
    kinds = next(field.choices for field in fields if field.key == "kind")
    skip = Option(value="", label="書かない")
    kind = asker.choose("世帯の人との関係", (*(Option(value=word, label=word) for word in kinds), skip), default="")
    if not kind:
        return []
    people = tuple(Option(value=p.id, label=f"{p.id} {person_name(p)}", search=(p.kana,)) for p in case.household.people)
    other = asker.choose("だれとの関係ですか", people, default=people[0].value)
    if kind not in _PARENTAL:
        return [{"kind": kind, "a": other}]
    ways = (Option(value="a", label="新しく加える人が子"), Option(value="b", label="新しく加える人が親"))
    return [{"kind": kind, asker.choose("どちらが親ですか", ways): other}]


def _save(call: Call, desk: Desk, case: CaseFile, value: dict[str, Any], added: list[str], entries: list[Entry]) -> Answer:
    whole = finish(Entry(fields=value, name=case.household.path), "household", value)
    written = write_edited(desk.shelf, case.household.path, whole, entries[0])
    deed = Deed(
        verb="person add",
        subject=case.id,
        written=(written,),
        nouns={"case": case.id, "person": added[0] if len(added) == 1 else added},
        told=tuple(f"世帯の人 {person_id} を加えました。" for person_id in added),
        notes=entries[0].notes,
        draft=entries[0].draft,
    )
    new = whole["people"][-len(added) :]
    alike = find_alike(new, not_yet_linked(case, cases_like(new, desk.world)))
    answer = carry_out(call, desk, deed)
    found = alike_findings(alike, path=case.household.path, case=case.id)
    return replace(answer, findings=(*answer.findings, *found))
