"""What is recorded along the way: consents, notes, referrals, and what was handed out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from seki_cli.model.record import DatedEvent

Act = Literal["同意", "一部同意", "拒否", "保留", "撤回"]
Step = Literal["受理", "保留", "辞退", "対応中", "完了", "取下げ", "期限変更"]
Ask = Literal["引継ぎ", "一緒に対応", "情報提供", "協力", "会議に諮る"]
ALL: Literal["すべて"] = "すべて"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWith:
    """With whom a person lets the records be shared. `excluded` is the file's `except` (a keyword in Python)."""

    agencies: Literal["すべて"] | tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def covers(self, agency: str) -> bool:
        """Say whether this agency may be shown what the consent covers."""
        return agency not in self.excluded and (self.agencies == ALL or agency in self.agencies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(DatedEvent):
    """All that one person allows from this day on; it replaces the person's acts before it."""

    act: Act
    person: str
    given_by: str = ""
    giver: str = ""
    how: Literal["書面", "口頭", "電子"] | None = None
    explained_by: str = ""
    share_with: ShareWith | None = None
    categories: Literal["すべて"] | tuple[str, ...] = ()
    tax: bool = False
    until: date | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What a note announces: when, who, what."""

    date: date
    staff: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(DatedEvent):
    """支援経過記録: fact, view and action kept apart."""

    staff: str
    method: str
    fact: str
    view: str = ""
    action: str = ""
    minutes_spent: int | None = None
    present: tuple[str, ...] = ()
    next: NextStep | None = None
    about: tuple[str, ...] = ()
    category: str = ""
    source: str = ""
    programme: str = ""
    stage: str = ""
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what an agency is told something: a consent, a meeting, a law, a referral."""

    consent: str = ""
    meeting: str = ""
    law: str = ""
    referral: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(DatedEvent):
    """つなぎ: one agency asks another, with a day by which an answer is due."""

    from_agency: str
    to_agency: str
    ask: Ask
    reasons: tuple[str, ...]
    reply_by: date
    staff: str = ""
    urgency: str = ""
    request: str = ""
    ground: Ground | None = None
    household: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralStep(DatedEvent):
    """An answer to a referral, or what was done on it."""

    referral: str
    step: Step
    staff: str = ""
    reason: str = ""
    reply_by: date | None = None
    next: NextStep | None = None
    programme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that went out: its fingerprint and how many copies."""

    sha256: str
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(DatedEvent):
    """提供台帳: who was given which records, on which ground."""

    staff: str
    to: tuple[str, ...]
    records: tuple[str, ...]
    ground: Ground
    paper: Paper | None = None
