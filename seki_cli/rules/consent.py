"""The gate: may this piece be on this paper? The only place where anything becomes `Released`.

Eight rules, asked in an order in which the weightier reason is told first; in doubt a piece is withheld. What is withheld
goes to the coordinator's cover sheet with the rule, the record and the remedy, and leaves no trace on the paper.
出典: records.md の門・第3章3（本人同意を得た事例・守秘義務・税務情報）
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from seki_cli.model.agenda import AgendaPaper, Piece
from seki_cli.model.released import Released, Withheld
from seki_cli.model.verdict import Verdict, no
from seki_cli.model.world import CaseFile
from seki_cli.rules.masks import MASK, Apart, Whereabouts
from seki_cli.rules.names import FarNames, NameKeys, searchable
from seki_cli.rules.needs import needed_on
from seki_cli.rules.rooms import Room
from seki_cli.rules.sharing import TAX_REMEDY, Wanted, contested_consent, may_share, subject_of
from seki_cli.rules.sources import agency_of, from_an_agency, is_tax

_ALONE: Final = (
    "この人だけを対象者にしたプランを、別の議題で扱ってください。組でなくなったときは、世帯の never_together から外してください"
)
_DEPTH_OF_EVENTS: Final = 3
"""The slashes in the folder of a case's notes; a plan's versions lie one folder deeper, head and household one higher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A no of the gate: the number of its rule (0: no audience at all), and the verdict."""

    rule: int
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The gate as it stands for one item: its room, its case, and what must not appear. Made by rules/gates.py.

    `shut`: nothing of the item is released. `ended`: there is no live consent where one is needed; only the item's head is.
    `blind`: something cannot be read that no text of the case can be judged without; only its first row is released.
    """

    room: Room
    case: CaseFile | None = None
    apart: Apart = field(default_factory=Apart)
    shut: Refusal | None = None
    ended: Refusal | None = None
    blind: Refusal | None = None
    names: tuple[NameKeys, ...] = ()
    far: FarNames | None = None
    own_names: frozenset[str] = frozenset()
    whereabouts: tuple[Whereabouts, ...] = ()


def release(gate: Gate, piece: Piece) -> Released[Piece] | Withheld:
    """Let one piece through, masked where it must be, or say why not."""
    refusal = judge(gate, piece)
    if refusal is None and _is_masked(gate, piece):
        return Released(value=replace(piece, text=MASK))
    refusal = refusal or _search(gate, piece)
    if refusal is None:
        return Released(value=piece)
    return withhold(gate, piece, refusal)


def seal(paper: AgendaPaper) -> Released[AgendaPaper]:
    """Close a paper: its type lets no text of a case in that is not `Released` for the audience of its item."""
    return Released(value=paper)


def withhold(gate: Gate, piece: Piece, refusal: Refusal) -> Withheld:
    """Return the line of the cover sheet for a piece that was refused."""
    return Withheld(
        item=gate.room.item.num,
        piece=piece.label,
        rule=refusal.rule,
        reason=refusal.verdict.reason,
        remedy=refusal.verdict.remedy,
        case=gate.room.item.case,
        path=piece.path,
        because=refusal.verdict.because or piece.path,
        key=refusal.verdict.key if refusal.verdict.because else piece.key,
    )


def barred(gate: Gate) -> Refusal | None:
    """Return what keeps all but the first row of the table off the paper, whatever a piece says, or None."""
    refusal = gate.shut or gate.ended or gate.blind
    if refusal:
        return refusal
    if not gate.room.needs_consent and (gate.room.unpledged or gate.room.people):
        return Refusal(rule=2, verdict=_unpledged(gate.room) if gate.room.unpledged else _unbound(gate.room))
    return Refusal(rule=5, verdict=_strangers(gate.room)) if gate.case and gate.room.strangers else None


def judge(gate: Gate, piece: Piece) -> Refusal | None:
    """Return the first rule that refuses a piece by what it is, before its text is read (rule 7); None if none does."""
    if piece.row == "head":
        return gate.shut
    if piece.row == "lead":
        return gate.shut or gate.ended or _unread_head(gate)
    refusal = barred(gate)
    if refusal or piece.row == "common":
        return refusal
    if gate.case is None:
        return _undecided("どのケースの記載か分かりません")
    return _judge_personal(gate, gate.case, piece)


def _judge_personal(gate: Gate, case: CaseFile, piece: Piece) -> Refusal | None:
    persons = subject_of(case, piece.persons)
    return (
        _undecidable(gate.room, case, piece, persons)
        or _left_out(gate, case, persons)
        or (_without_consent(gate.room, case, piece, persons) if gate.room.needs_consent else None)
        or (_without_tax_consent(gate.room, case, persons) if is_tax(piece.source, gate.room.office) else None)
        or _not_for_the_family(gate.room, piece)
    )


def _undecidable(room: Room, case: CaseFile, piece: Piece, persons: tuple[str, ...]) -> Refusal | None:
    """Rule 6: what cannot be decided is withheld."""
    if piece.undecided:
        return _undecided(piece.undecided)
    agency = agency_of(piece.source)
    if agency and room.office.agency(agency) is None:
        return _undecided("情報源の機関が一覧になく、税務の機関かどうか分かりません", because=piece.path)
    unread = next((path for path in case.unread if _touches(path, piece.path)), None)
    if unread is not None:
        return _undecided("同じ種類の記録に読めないものがあり、訂正かもしれません", because=unread)
    if any(piece.record and piece.record == event.id for group in case.contested for event in group):
        return _undecided("この記録に訂正が二つあり、どちらか決められません", remedy="どちらか一方の訂正を取り消してください")
    if not persons or any(case.household.person(person) is None for person in persons):
        return _undecided("誰についての記載か、世帯の記録から分かりません", because=case.household.path)
    return None


def _touches(unread: str, path: str) -> bool:
    """An unreadable event may correct any other of its folder; a document (head, household, assessment, plan) only itself."""
    folder = path.rpartition("/")[0]
    holds_events = folder.count("/") == _DEPTH_OF_EVENTS and not folder.endswith("/assessments")
    return unread == path or (holds_events and unread.rpartition("/")[0] == folder)


def _undecided(reason: str, *, because: str = "", remedy: str = "") -> Refusal:
    remedy = remedy or "`seki check` で記録を直してください"
    return Refusal(rule=6, verdict=no(reason, because=because, remedy=remedy))


def _left_out(gate: Gate, case: CaseFile, persons: tuple[str, ...]) -> Refusal | None:
    """Rule 4: who must not stand beside those the item is about is left out of it."""
    out = next((person for person in persons if (case.id, person) in gate.apart.left_out), None)
    if out is None:
        return None
    pair = next(pair for pair in gate.apart.pairs if (case.id, out) in (pair.a, pair.b))
    reason = f"{out} は、この議題の人と同じ資料に載せない組（never_together）になっています"
    return Refusal(rule=4, verdict=no(reason, because=pair.path, key=pair.key, remedy=_ALONE))


def _without_consent(room: Room, case: CaseFile, piece: Piece, persons: tuple[str, ...]) -> Refusal | None:
    """Rule 1: for every person, on every day, the act in force covers the category and the whole audience."""
    for day, agencies in room.askings:
        wanted = Wanted(agencies=agencies, need=needed_on(piece, day))
        for person in persons:
            refusal = _asked(case, person, day, wanted, room)
            if refusal:
                return refusal
    return None


def _without_tax_consent(room: Room, case: CaseFile, persons: tuple[str, ...]) -> Refusal | None:
    """Rule 3: what tax staff know needs a consent that names it, in every meeting (第3章3 守秘義務の※)."""
    for day, agencies in room.askings:
        for person in persons:
            refusal = _asked(case, person, day, Wanted(agencies=agencies, tax=True), room)
            if refusal:
                return refusal
    return None


def _asked(case: CaseFile, person: str, day: date, wanted: Wanted, room: Room) -> Refusal | None:
    """Ask a person's consent: rule 6 where nobody can say which act holds, else 1, or 3 where tax information is wanted."""
    unread = next((path for path in case.unread if "/consents/" in path), None)
    if unread is not None:
        return _undecided("読めない同意の記録があり、撤回かもしれません", because=unread)
    verdict = may_share(case, person, day, wanted, room.office)
    if verdict:
        return None
    if contested_consent(case, person, day):
        return Refusal(rule=6, verdict=verdict)
    return Refusal(rule=3, verdict=replace(verdict, remedy=TAX_REMEDY)) if wanted.tax else Refusal(rule=1, verdict=verdict)


def _not_for_the_family(room: Room, piece: Piece) -> Refusal | None:
    """Rule 5: with the person or the family in the room, no 見立て, and nothing that an agency or an anonymous caller said."""
    if not room.family:
        return None
    if piece.is_view:
        reason = "本人・家族が同席するため、見立ては出せません"
    elif from_an_agency(piece.source) or piece.source == "匿名":
        reason = "本人・家族が同席するため、機関や匿名の人からの情報は出せません"
    else:
        return None
    remedy = "本人・家族が同席しない議題・会議で扱ってください"
    return Refusal(rule=5, verdict=no(reason, because=room.meeting_path, key=("attendees",), remedy=remedy))


def _unpledged(room: Room) -> Verdict:
    names = "・".join(dict.fromkeys(room.office.agency_name(lack.agency) for lack in room.unpledged))
    return no(
        f"守秘義務を確認した記録のない出席者がいます（{names}）。同意の要らない会議では、番号・時機・検討事項のほかは出せません",
        because="profile/staff.yaml",
        remedy="守秘義務を説明して確認した日を `seki registry staff` の pledged_on に記録してください",
    )


def _unbound(room: Room) -> Verdict:
    return no(
        "本人・家族は守秘義務を負わないため、同席する同意の要らない会議では、番号・時機・検討事項のほかは出せません",
        because=room.meeting_path,
        key=("attendees",),
        remedy="本人・家族が同席しない会議で扱うか、同意を得て、同意の要る会議で扱ってください",
    )


def _strangers(room: Room) -> Verdict:
    return no(
        "別のケースの人が同席するため、このケースのことは番号・時機・検討事項のほかは出せません",
        because=room.meeting_path,
        key=("attendees",),
        remedy="別の会議で扱ってください",
    )


def _unread_head(gate: Gate) -> Refusal | None:
    head = gate.case.head.path if gate.case else ""
    if gate.case is None or head not in gate.case.unread:
        return None
    return _undecided("ケースの見出し（case.yaml）が読めません", because=head)


def _is_masked(gate: Gate, piece: Piece) -> bool:
    if not piece.place_of or gate.case is None:
        return False
    person = gate.case.household.person(piece.place_of)
    return person is not None and person.protected is not None


def _search(gate: Gate, piece: Piece) -> Refusal | None:
    """Rule 7, and the half of rule 4 that lies in free text: names that may not be shown, places that are protected."""
    return next((refusal for word in (piece.text, piece.named) if word and (refusal := _search_one(gate, word))), None)


def _search_one(gate: Gate, word: str) -> Refusal | None:
    text = searchable(word)
    rewrite = "記録の文を書き直してください（事象は `seki case edit` で訂正）"
    place = next((where.person for where in gate.whereabouts if where.found_in(text)), None)
    if place is not None:
        reason = f"支援措置のある人（{place}）の住所・電話・学校・職場にあたる文字があります"
        return Refusal(rule=4, verdict=no(reason, remedy=rewrite))
    named = next((keys.person for keys in gate.names if keys.found_in(text)), None)
    if named is not None:
        return Refusal(rule=7, verdict=no(f"この資料に出せない人（{named}）の氏名にあたる文字があります", remedy=rewrite))
    if gate.far is not None and gate.far.found_in(text, gate.own_names):
        return Refusal(rule=7, verdict=no("別のケースの人の氏名にあたる文字があります", remedy=rewrite))
    return None
