"""The history of a case as a diary: each save in one plain sentence that tells what was done.

What was done, to which record, by which agency; never the name of anybody helped, nor a word of what was written: a diary
is read over shoulders. A file that cannot be read, or is gone, is told by its place alone.
出典: records.md（事象は一度だけ書き、訂正は新しい事象で行う。文書は git が版を持つ）
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from seki_cli.model.case import Case, Household
from seki_cli.model.contact import Disclosure
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.plan import Plan
from seki_cli.model.record import Event, Record
from seki_cli.rules.diary_acts import Counts, act_words
from seki_cli.rules.diary_documents import head_words, household_words, meeting_words, plan_words
from seki_cli.rules.record_words import KIND_TITLES

_FOLDERS: Final = {
    "case.yaml": "case",
    "household.yaml": "household",
    "intakes": "intake",
    "screenings": "screening",
    "assessments": "assessment",
    "consents": "consent",
    "notes": "note",
    "referrals": "referral",
    "plans": "plan",
    "decisions": "decision",
    "monitorings": "monitoring",
    "placements": "placement",
    "evaluations": "evaluation",
    "closings": "closing",
    "disclosures": "disclosure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One file in one save: its path within the case's folder (a meeting's is whole), git's letter, and the record before and after, if readable."""

    path: str
    letter: str
    before: Record | None = None
    after: Record | None = None


def tell_saves(saves: Iterable[tuple[Touched, ...]], office: Office, case: str) -> Iterator[str]:
    """Yield what each save did in one case, in one sentence, from the first save on: how often a day moved is counted.

    The meetings that have the case on their list are among what is touched; a save that did nothing to the case tells nothing.
    """
    counts = Counts()
    for touched in saves:
        rows = sorted(touched, key=lambda row: (isinstance(row.after, Case | Household | Disclosure), row.path))
        opening = any(row.path == "case.yaml" and row.letter == "A" for row in rows)
        parts = Counter(part for row in rows for part in _words(row, office, counts, case, opening=opening))
        said = [part if count == 1 else f"{part}（{count}件）" for part, count in parts.items()]
        yield "、".join([*(["ケースを開いた"] if opening else []), *said])


def meetings_of(case: str, meetings: Iterable[Meeting]) -> tuple[str, ...]:
    """Return the files of the meetings whose list a case is, or was, on."""
    return tuple(meeting.path for meeting in meetings if any(item.case == case for item in meeting.items))


def _words(row: Touched, office: Office, counts: Counts, case: str, *, opening: bool) -> Iterator[str]:
    if row.path.startswith("meetings/"):
        yield from meeting_words(row.before, row.after, case) if isinstance(row.after, Meeting) else ()
        return
    kind = _FOLDERS.get(row.path.split("/", 1)[0], "")
    title = KIND_TITLES.get(kind, "ほかのファイル")
    if row.letter == "D":
        yield f"{title}を削除"
    elif row.after is None:
        yield title + ("（読めない記録）を" if kind else "を") + ("記録" if row.letter == "A" else "変更")
    elif isinstance(row.after, Case):
        yield from () if opening else head_words(row.before, row.after, office)
    elif isinstance(row.after, Household):
        yield from () if opening else household_words(row.before, row.after)
    elif isinstance(row.after, Plan):
        yield from plan_words(row.before, row.after, counts)
    elif isinstance(row.after, Event) and row.letter == "A":
        yield from act_words(row.after, office, counts)
    elif isinstance(row.after, Event):
        yield f"{title} {row.after.id} を書き換えた"
    else:
        yield f"{title}を" + ("記録" if row.letter == "A" else "書き直した")
