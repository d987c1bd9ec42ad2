"""関わりのあるケース: two heads that name each other, written and taken away in one act."""

from typing import Any

from seki_cli.commands.act import Deed, Written, carry_out, write_edited
from seki_cli.commands.call import Call
from seki_cli.commands.document import read_document
from seki_cli.commands.entry import Entry, finish
from seki_cli.commands.fetch import Desk, fetch_near
from seki_cli.commands.me import known_staff
from seki_cli.commands.pick import pick_case
from seki_cli.errors import Misuse, Refused
from seki_cli.model.answer import Answer
from seki_cli.model.office import in_span
from seki_cli.model.world import CaseFile
from seki_cli.rules.bonds import SAME


def link_cases(call: Call, typed: str, typed_other: str, how: str, *, by: str = "") -> Answer:
    """Write into both heads that two cases belong together, and how."""
    desk = fetch_near(call, typed, typed_other)
    one, other = _pick_two(call, desk, (typed, typed_other), by)
    word = _word(call, desk, how)
    there = {_how(one, other.id), _how(other, one.id)}
    if there == {word}:
        raise Refused(f"もう「{word}」で結んであります", where=one.head.path, remedy="何もしなくてかまいません")
    if None not in there:
        remedy = f"結び直すときは、先に seki case unlink {one.id} {other.id} を実行してください"
        raise Refused("もう別の関わり方で結んであります", where=one.head.path, remedy=remedy)
    written = (_linked(desk, one, other.id, word), _linked(desk, other, one.id, word))
    told = (
        f"{one.id} と {other.id} を「{word}」で結びました。",
        *((f"目印だけで、統合はしていません。外すときは seki case unlink {one.id} {other.id} です。",) if word == SAME else ()),
    )
    return _save(call, desk, (one, other), written, told)


def unlink_cases(call: Call, typed: str, typed_other: str, *, by: str = "") -> Answer:
    """Take out of both heads that two cases belong together."""
    desk = fetch_near(call, typed, typed_other)
    one, other = _pick_two(call, desk, (typed, typed_other), by)
    pairs = ((one, other.id), (other, one.id))
    linked = [(case, named) for case, named in pairs if _how(case, named) is not None]
    if not linked:
        raise Refused(
            "この二つのケースは結ばれていません",
            where=one.head.path,
            remedy="seki case show で関わりのあるケースを確かめてください",
        )
    written = tuple(_linked(desk, case, named, None) for case, named in linked)
    return _save(call, desk, (one, other), written, (f"{one.id} と {other.id} の結びを外しました。",))


def _pick_two(call: Call, desk: Desk, typed: tuple[str, str], by: str) -> tuple[CaseFile, CaseFile]:
    """Return the two cases. Heads are signed by the commit alone; a name given by --by is still one of the roll (3)."""
    if by:
        known_staff(desk.office, by)
    one = pick_case(call, desk.world, typed[0], writes=True)
    other = pick_case(call, desk.world, typed[1], writes=True)
    if one.id == other.id:
        raise Misuse("同じケースどうしは結べません", where=one.id, remedy="2 つの違うケース番号を書いてください")
    return one, other


def _word(call: Call, desk: Desk, how: str) -> str:
    """Return the label of a way of belonging together. An office without the list knows 同一 only."""
    row = desk.office.code("related", how, call.day)
    if row:
        return row.label
    codes = desk.office.codes.get("related")
    rows = [f"{row.code} {row.label}" for row in codes.rows if in_span(row, call.day)] if codes else [SAME]
    if codes is None and how == SAME:
        return SAME
    known = "使える言葉: " + "・".join(rows)
    raise Misuse("関わり方（--how）がありません" if not how else "関わり方に使えない言葉です", where="--how", remedy=known)


def _how(case: CaseFile, other: str) -> str | None:
    return next((row.how for row in case.head.related if row.case == other), None)


def _linked(desk: Desk, case: CaseFile, other: str, how: str | None) -> Written:
    """Return the head with one row for the other case, or without any."""
    head = read_document(desk, case, "case")
    rows: list[dict[str, Any]] = [row for row in head.get("related") or [] if row.get("case") != other]
    if how is not None:
        kept: dict[str, Any] = next((row for row in head.get("related") or [] if row.get("case") == other), {})
        rows.append({**kept, "case": other, "how": how})
    value = {key: inner for key, inner in head.items() if key != "related"} | ({"related": rows} if rows else {})
    return write_edited(desk.shelf, case.head.path, finish(Entry(fields=value, name=case.head.path), "case", value))


def _save(
    call: Call, desk: Desk, cases: tuple[CaseFile, CaseFile], written: tuple[Written, ...], told: tuple[str, ...]
) -> Answer:
    ids = [case.id for case in cases]
    deed = Deed(verb=" ".join(call.words), subject=" ".join(ids), written=written, nouns={"case": ids}, told=told)
    return carry_out(call, desk, deed)
