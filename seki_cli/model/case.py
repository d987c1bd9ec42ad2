"""The head of a case, the household it is about, and how it began and was sorted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from seki_cli.model.record import DatedEvent, Event, Record

Role = Literal["本人", "世帯員", "別居家族", "親族", "知人"]
Variant = Literal["同意あり", "同意なし"]
Urgency = Literal["当日", "数日以内", "1か月以内", "通常", "不明"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """An agency that works on the case, with the member of staff where one is named."""

    agency: str
    staff: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another case that this one belongs with, and how."""

    case: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """The head of a case: who leads (主担当), since when, in which area (圏域)."""

    lead_agency: str = ""
    lead_since: date | None = None
    lead_staff: str = ""
    team: tuple[TeamMember, ...] = ()
    area: str = ""
    urgency: Urgency | None = None
    related: tuple[Related, ...] = ()
    continued_from: str = ""
    register_no: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A protection order on a person's whereabouts (支援措置): masks until it is lifted, an expired date does not lift it."""

    since: date | None = None
    until: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the household or close to it."""

    id: str
    role: Role
    name: str = ""
    kana: str = ""
    alias: str = ""
    sex: Literal["男性", "女性", "その他", "不明"] | None = None
    born: date | None = None
    born_year: int | None = None
    estimated: bool = False
    relation: str = ""
    living: Literal["同居", "別居", "施設", "入院", "所在不明", "死亡"] | None = None
    school_or_work: str = ""
    health: str = ""
    care_level: str = ""
    certificates: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    protected: Protected | None = None
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How two persons belong together, and how close they are."""

    kind: Literal["婚姻", "内縁", "離婚", "別居", "親子", "養親子", "きょうだい", "その他"]
    a: str
    b: str
    since: date | None = None
    until: date | None = None
    closeness: Literal["良好", "普通", "疎遠", "葛藤", "断絶", "過干渉"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A tie of a person to an agency, a resource or anything else that has a label (エコマップ)."""

    person: str
    agency: str = ""
    resource: str = ""
    label: str = ""
    strength: Literal["強い", "普通", "弱い", "葛藤"] | None = None
    flow: Literal["一方", "双方"] | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Household(Record):
    """The people of a case: the household is a subject of the law in its own right (社会福祉法第106条の4)."""

    people: tuple[Person, ...] = ()
    relations: tuple[Relation, ...] = ()
    ties: tuple[Tie, ...] = ()
    never_together: tuple[tuple[str, ...], ...] = ()

    def person(self, person_id: str) -> Person | None:
        """Return the person with this id, or None."""
        return next((person for person in self.people if person.id == person_id), None)

    @property
    def principals(self) -> tuple[str, ...]:
        """Return the ids of the 本人 (one in every sound record)."""
        return tuple(person.id for person in self.people if person.role == "本人")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who called, where it was not the person. Never on a paper."""

    name: str = ""
    relation: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """The complaint in three voices, kept apart: the person's, the family's, the agency's."""

    by_person: str = ""
    by_family: str = ""
    by_agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake(Event):
    """相談受付・申込票: the first call, or the one that reopened the case."""

    received_on: date
    agency: str
    method: str
    complaint: Complaint
    programme: str = ""
    received_by: str = ""
    route: str = ""
    caller: Caller | None = None
    variant: Variant | None = None
    no_consent_reason: str = ""
    worries: tuple[str, ...] = ()
    main_worry: str = ""
    wishes: str = ""
    hard_because: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """Return the day on which the consultation was received."""
        return self.received_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(DatedEvent):
    """対応結果・方針: what became of a consultation."""

    result: str
    staff: str = ""
    to_agency: str = ""
    fields: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedPerson:
    """What one person brings: issues, strengths, wishes."""

    person: str
    issues: tuple[str, ...] = ()
    strengths: str = ""
    wishes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPart:
    """One part of an assessment (住まい, 経済 …), with its source and whom it is about."""

    category: str
    text: str
    source: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """インテーク・アセスメントシート: a document until the next one."""

    date: date
    staff: str
    summary: str
    direction: str
    people: tuple[AssessedPerson, ...] = ()
    parts: tuple[AssessmentPart, ...] = field(default=())
    risk: str = ""
