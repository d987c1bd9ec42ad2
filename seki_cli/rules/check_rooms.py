"""Whether who leads a meeting was there to lead it, and whether a meeting it counts as another is one that it may be."""

import unicodedata
from collections.abc import Iterator

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import MeetingKind, Office, in_span
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.meeting_turns import posted_as


@finding(
    "SEKI117",
    "会議の議長が、その日には就いていません",
    remedy="議長（chair）を、その日の議長か代理に直してください（seki registry meetings、seki registry staff）",
    severity="warning",
    scope="world",
)
def chair_who_is_not_posted(facts: WorldFacts) -> Iterator[Fault]:
    """議長は、会議の日にその職にいる人です。異動や組織の改編の後に、前の議長の名前が残りがちです。

    職員の符号、機関の符号、名簿にある職名で書かれた議長を確かめます。名簿にない職名は確かめません。
    出典: 第3章3（会議の主催）・議長と代理の置き方は未確認
    """
    for meeting in facts.world.meetings:
        if meeting.chair and not meeting.called_off and _is_away(meeting, facts.office):
            yield at(meeting, key=("chair",))


def _is_away(meeting: Meeting, office: Office) -> bool:
    word = meeting.chair
    if any(word in (row.id, row.post) for row in office.staff):
        return not posted_as(word, office, meeting.date)
    rows = [row for row in office.agencies if row.id == word]
    return bool(rows) and not any(in_span(row, meeting.date) for row in rows)


@finding(
    "SEKI119",
    "この種類の会議が兼ねられない会議です",
    remedy="兼ねられる会議の名前（profile/meetings.yaml の may_join）で書いてください",
    scope="world",
)
def joined_with_what_it_may_not_join(facts: WorldFacts) -> Iterator[Fault]:
    """ほかの会議を兼ねられるのは、会議の種類の一覧に「兼ねられる会議」（may_join）として書いたものだけです。

    同意なしに情報を共有できるのは、守秘義務を課して開く会議として位置付けたときだけだからです。
    出典: 第3章3 5.その他（要保護児童対策地域協議会・生活困窮者自立支援調整会議・地域ケア会議）
    """
    for meeting in facts.world.meetings:
        kind = facts.around.kind_of(meeting)
        for place, item in enumerate(meeting.items if kind else ()):
            for number in unfit_joins(kind, item) if kind else ():
                yield at(meeting, key=("items", place, "with_other", number), remedy=_may_join(kind) if kind else "")


def unfit_joins(kind: MeetingKind, item: Item) -> tuple[int, ...]:
    """Return the places of those other meetings of an item that this kind of meeting may not stand for."""
    known = {_folded(word) for word in kind.may_join}
    return tuple(place for place, word in enumerate(item.with_other) if _folded(word) not in known)


def _may_join(kind: MeetingKind) -> str:
    return "兼ねられる会議: " + "・".join(kind.may_join) if kind.may_join else "この種類の会議は、ほかの会議を兼ねません"


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip()
