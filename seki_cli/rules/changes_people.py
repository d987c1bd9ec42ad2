"""What changed about the people and the team since the last meeting, for the gate: person by person and field by field.

Only what the paper shows of people anyway is told, under the consent of the very person and the field's own category. In
doubt nothing is said here: who left the household (nobody can be asked any more), where anybody is to be found, the day of a
birth, an earlier name, and of protected persons whatever could lead to them. The coordinator finds all of it in `seki diff`.
出典: 第3章3（②本人の状況変化の確認）・records.md の門の表
"""

from collections.abc import Iterator
from typing import Final

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Person
from seki_cli.model.world import CaseFile
from seki_cli.rules.people_differences import LIVING, FieldDifference, field_differences, new_people, relation_differences
from seki_cli.rules.pieces import BASIC, FAMILY, HOUSEHOLD, need_of_field
from seki_cli.rules.plan_pieces import Words

_TOLD: Final = frozenset({"role", "name", "sex", "relation", "living", "school_or_work", "health", "care_level", "certificates"})
_LEADS_TO: Final = frozenset({"living", "school_or_work"})


def people_pieces(case: CaseFile, then: CaseFile) -> Iterator[Piece]:
    """Yield who joined the household, and the fields and relations that read otherwise than at the last meeting."""
    now = case.household
    if not then.household.people or then.household.path in then.unread:
        return
    places = {person.id: at for at, person in enumerate(now.people)}
    for person in new_people(then.household, now):
        how = "世帯に加わりました" if person.role == "世帯員" else f"{person.role}として世帯の記録に加わりました"
        yield _piece(case, person, f"{person.id} が{how}。", ("people", places[person.id], "id"))
    for row in field_differences(then.household, now):
        if row.field in _TOLD and not (_guarded(row) and row.field in _LEADS_TO):
            yield _field(case, row, ("people", places[row.now.id], row.field))
    for bond in relation_differences(then.household, now):
        if all(person in places for person in bond.persons):
            yield Piece(
                label=f"{' と '.join(bond.persons)} の関係の変化",
                text=f"{'と'.join(bond.persons)}の「{bond.what}」{bond.said}",
                persons=bond.persons,
                need=FAMILY,
                record=HOUSEHOLD,
                path=now.path,
                key=bond.key,
            )


def _guarded(row: FieldDifference) -> bool:
    return row.was.protected is not None or row.now.protected is not None


def _piece(case: CaseFile, person: Person, sentence: str, key: tuple[str | int, ...]) -> Piece:
    return Piece(
        label=f"{person.id} の加入",
        text="",
        aside=sentence,
        persons=(person.id,),
        need=BASIC,
        record=HOUSEHOLD,
        path=case.household.path,
        key=key,
    )


def _field(case: CaseFile, row: FieldDifference, key: tuple[str | int, ...]) -> Piece:
    """Return a changed field: what it was and is now are the record's words, so that they are searched for names."""
    caption, text, who = (
        f"{row.now.id} の{row.title}の変化",
        f"{row.before or '記載なし'} → {row.after or '記載なし'}",
        row.now.id,
    )
    if row.field == "name":
        caption, text = f"{who} の氏名の記載が変わりました", ""
    elif row.field == "living" and row.after:
        caption, text = f"{who} が{LIVING[row.after]}", f"前は{row.before}" if row.before else ""
    ends = case.household.principals if row.field == "relation" else ()
    return Piece(
        label=f"{who} の{row.title}の変化",
        text=text,
        caption=caption if text else "",
        aside="" if text else f"{caption}。",
        persons=tuple(dict.fromkeys((who, *ends))),
        need=need_of_field(row.field),
        record=HOUSEHOLD,
        path=case.household.path,
        key=key,
    )


def team_pieces(case: CaseFile, then: CaseFile, words: Words) -> Iterator[Piece]:
    """Yield the agencies that joined or left the team. What they do for whom is the team's own word and stays out of it."""
    head, was = case.head, then.head
    if then.head.path in then.unread or not was.lead_agency:
        return
    before, after = ({row.agency: row for row in one.team} for one in (was, head))
    for said, agencies in (
        ("に加わりました", [a for a in after if a not in before]),
        ("から外れました", [a for a in before if a not in after]),
    ):
        for agency in agencies:
            aside = f"{words.agent(agency)}がチーム{said}。"
            yield Piece(row="lead", label="チームの変更", text="", aside=aside, path=head.path, key=("team",))
