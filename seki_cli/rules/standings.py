"""Working out how a case stands: the one function behind every list, whether its answer is kept or asked for now."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from seki_cli.model.case import Person
from seki_cli.model.fold import fold
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.standing import CaseRow, DueRow, Marks, MeetingRow, Standing
from seki_cli.model.world import CaseFile
from seki_cli.rules.bonds import SAME
from seki_cli.rules.case_state import CaseDay, build_case_day, opened_on
from seki_cli.rules.due import due_rows_of
from seki_cli.rules.in_force import acts_in_force, is_live
from seki_cli.rules.propose import find_proposals


def build_standing(case: CaseFile, meetings: tuple[Meeting, ...], office: Office, day: date) -> Standing:
    """Return all that lists tell of a settled case on a day. `meetings`: those that concern it, or more."""
    now = build_case_day(case, meetings, office, day)
    due = due_rows_of(now)
    return Standing(
        row=_build_row(now, due),
        due=due,
        marks=tuple(_marks(case)),
        same=tuple(dict.fromkeys(row.case for row in case.head.related if row.how == SAME and row.case != case.id)),
        names=tuple(person.name or person.alias for person in case.household.people if person.role == "本人"),
        proposals=find_proposals(now),
        decided=tuple(dict.fromkeys(decision.meeting for decision in case.decisions)),
    )


def build_meeting_row(meeting: Meeting) -> MeetingRow:
    """Return a meeting as lists need it."""
    return MeetingRow(
        id=meeting.id,
        path=meeting.path,
        kind=meeting.kind,
        date=meeting.date,
        starts=meeting.starts,
        called_off=meeting.called_off,
        met=meeting.met,
    )


def build_row(case: CaseFile, meetings: tuple[Meeting, ...], office: Office, day: date) -> CaseRow:
    """Return one case's row in lists; which cases are marked as the same, the others say too (`mark_same`)."""
    now = build_case_day(case, meetings, office, day)
    return _build_row(now, due_rows_of(now))


def _build_row(now: CaseDay, due: tuple[DueRow, ...]) -> CaseRow:
    case = now.case
    programmes = [
        *(i.programme for i in case.intakes),
        *(n.programme for n in case.notes),
        *(m.programme for m in case.monitorings),
    ]
    return CaseRow(
        id=case.id,
        status=now.status,
        lead=case.head.lead_agency,
        lead_name=now.office.agency_name(case.head.lead_agency),
        area=case.head.area,
        programmes=tuple(dict.fromkeys(filter(None, programmes))),
        fields=tuple(dict.fromkeys(f for fields in _sorted_out(case, "fields") for f in fields)),
        flags=tuple(dict.fromkeys(f for flags in _sorted_out(case, "flags") for f in flags)),
        next_due=min((row.due_on for row in due), default=None),
        consent=consent_word(case, now.day),
        opened=opened_on(case),
        agencies=involved_agencies(case),
        uncertain=bool(case.unread),
    )


def _sorted_out(case: CaseFile, what: Literal["fields", "flags"]) -> list[tuple[str, ...]]:
    """Return what intakes and screenings say of the fields or flags of a case, in the order of acts."""
    if what == "fields":
        return [*(i.fields for i in case.intakes), *(s.fields for s in case.screenings)]
    return [*(i.flags for i in case.intakes), *(s.flags for s in case.screenings)]


def consent_word(case: CaseFile, day: date) -> str:
    """Return how the 本人's consent stands on a day: the act in force, 期限切れ, or なし."""
    words = []
    for person in case.household.principals or ("P1",):
        acts = acts_in_force(case, person, day)
        if not acts:
            words.append("なし")
        elif acts[0].act in ("同意", "一部同意") and not all(is_live(act, day) for act in acts):
            words.append("期限切れ")
        else:
            words.append(acts[0].act)
    return "・".join(dict.fromkeys(words))


def involved_agencies(case: CaseFile) -> tuple[str, ...]:
    """Return every agency that the case's records name as taking part, each once."""
    named = [case.head.lead_agency, *(member.agency for member in case.head.team)]
    named += [intake.agency for intake in case.intakes]
    named += [agency for r in case.referrals for agency in (r.from_agency, r.to_agency)]
    named += [support.agency for plan in case.plans for support in plan.supports]
    return tuple(dict.fromkeys(filter(None, named)))


def _marks(case: CaseFile) -> Iterator[Marks]:
    """Yield by what the case and each of its people are found, folded as words that are sought will be."""
    head = case.head
    own = (("番号", case.id), ("台帳番号", head.register_no), *(("プラン番号", plan.id) for plan in case.plans))
    for person, texts in (("", own), *((person.id, _person_marks(person)) for person in case.household.people)):
        yield Marks(person=person, texts=tuple((title, fold(text)) for title, text in texts if text))


def _person_marks(person: Person) -> tuple[tuple[str, str], ...]:
    return (
        ("氏名", person.name),
        ("ふりがな", person.kana),
        ("呼び名", person.alias),
        ("住所", person.address),
        ("電話", re.sub("[^0-9]", "", fold(person.phone))),
        ("生年月日", person.born.isoformat() if person.born else ""),
        ("生年", str(person.born_year or "")),
    )
