"""What changed in a case between a moment and now, in plain Japanese, for those who may read the case (`seki diff`).

Two states of one case are compared: documents as they stood, events by the day on which they were recorded, so that what
was written late about an earlier day is new too, and says so. Nothing of this goes on a paper: that is rules/changes.py.
出典: 第3章3（②プラン変更時: 本人の状況変化の確認・評価）
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from seki_cli.model.case import Person
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.record import Event
from seki_cli.model.wareki import show_day_short
from seki_cli.model.world import CaseFile
from seki_cli.rules.past import Moment
from seki_cli.rules.plan_pieces import Words

GROUPS: Final = ("人", "機関", "同意", "プラン", "期日", "約束", "記録")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that changed. `kind` is what sort of change it is, `record` and `key` where it stands.

    `day`: the day it happened, or on which the document was saved; None where nobody knows. `late`: it tells of a day that
    had passed already when the two states part, and was recorded after.
    """

    group: str
    kind: str
    sentence: str
    record: str
    path: str
    day: date | None = None
    key: tuple[str | int, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The two states of a case, both settled, and what is needed to tell of them. `meetings` are all meetings, as now.

    `meetings_then`: those on which the case stands, as they were then; `saved`: the day of the newest save by path;
    `known`: the ids of the events known then, as they count now; `corrections`: those recorded since, voiding ones too.
    """

    then: CaseFile
    now: CaseFile
    moment: Moment
    day: date
    words: Words
    meetings: tuple[Meeting, ...] = ()
    meetings_then: tuple[Meeting, ...] = ()
    saved: dict[str, date] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    corrections: tuple[Event, ...] = ()

    @property
    def office(self) -> Office:
        """Return the office of the profile."""
        return self.words.office

    def is_new(self, event: Event) -> bool:
        """Say whether an event of now stands for none that was known then: no act that was merely corrected since.

        One of a day still to come (a slip of the hand) has not happened yet.
        """
        return event.id not in self.known and event.day <= self.day

    def tell(self, group: str, kind: str, sentence: str, act: Event, *key: str | int) -> Change:
        """Return a change that rests on an event."""
        late = act.day <= self.moment.day and act.recorded.date() > self.moment.day
        return Change(group=group, kind=kind, sentence=sentence, record=act.id, path=act.path, day=act.day, key=key, late=late)

    def saved_on(self, path: str) -> date | None:
        """Return the day of the newest save of a document, where that lies between the two states."""
        day = self.saved.get(path)
        return day if day is not None and self.moment.day < day <= self.day else None

    def who(self, person_id: str) -> str:
        """Return how a person is spoken of on the coordinator's screen: id and name, as in `case show`."""
        person = self.now.household.person(person_id) or self.then.household.person(person_id)
        return person_words(person) if person else person_id

    def agent(self, agency: str, staff: str = "") -> str:
        """Return who acts, by name."""
        return self.words.agent(agency, staff) or "（機関の記載なし）"


def known_then(then: CaseFile, now: CaseFile) -> frozenset[str]:
    """Return the ids, as they count now, of all events that were known then, corrected ones included."""
    return frozenset(now.effective(known) for known in (*(event.id for event in then.events()), *then.aliases))


def person_words(person: Person) -> str:
    """Return a person's id with the name, or what they are called, where any is known; and how they belong."""
    name = person.name or person.alias
    return " ".join(filter(None, (person.id, name))) + (f"（{person.relation}）" if person.relation else "")


def short(day: date | None) -> str:
    """Return a day as lists write it."""
    return show_day_short(day) if day else "（日付なし）"


def one_line(text: str) -> str:
    """Return a text of a record in one line, in front of which a colon may stand."""
    return " ".join(text.split())


def because(why: str) -> str:
    """Return the reason as a sentence of its own, where one is recorded."""
    return f"。理由: {one_line(why)}" if why.strip() else ""
