"""The case folders as one value: what rules are given to think about."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from seki_cli.model.case import Assessment, Case, Household, Intake, Screening
from seki_cli.model.contact import Consent, Disclosure, Note, Referral, ReferralStep
from seki_cli.model.meeting import Activity, Gap, Meeting, Resource
from seki_cli.model.office import Office
from seki_cli.model.plan import Closing, Decision, Evaluation, Monitoring, Placement, Plan
from seki_cli.model.record import Event, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One case folder, every record parsed. Lists are in the order of acts; plans by id, then version.

    `unread`: paths of files of this folder that could not be read; whatever is derived is then uncertain.
    Two fields are filled when corrections have been applied (rules/settle.py): `aliases`, from the id of a corrected event
    to the id of the one that counts in its place, and `contested`, the groups of corrections (voiding ones included) of
    which only one can be true and nobody has yet said which.
    """

    id: str
    head: Case
    household: Household
    intakes: tuple[Intake, ...] = ()
    screenings: tuple[Screening, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    consents: tuple[Consent, ...] = ()
    notes: tuple[Note, ...] = ()
    referrals: tuple[Referral, ...] = ()
    referral_steps: tuple[ReferralStep, ...] = ()
    plans: tuple[Plan, ...] = ()
    decisions: tuple[Decision, ...] = ()
    monitorings: tuple[Monitoring, ...] = ()
    placements: tuple[Placement, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    closings: tuple[Closing, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    unread: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    contested: tuple[tuple[Event, ...], ...] = ()

    def effective(self, reference: str) -> str:
        """Return a reference (rid, rid#num, rid#followup1) with the id of the event that counts, where it was corrected."""
        record, mark, part = reference.partition("#")
        return self.aliases.get(record, record) + mark + part

    def events(self) -> Iterator[Event]:
        """Yield every event of the folder, kind by kind."""
        yield from self.intakes
        yield from self.screenings
        yield from self.consents
        yield from self.notes
        yield from self.referrals
        yield from self.referral_steps
        yield from self.decisions
        yield from self.monitorings
        yield from self.placements
        yield from self.evaluations
        yield from self.closings
        yield from self.disclosures

    def records(self) -> Iterator[Record]:
        """Yield every record of the folder, the head first."""
        yield self.head
        yield self.household
        yield from self.assessments
        yield from self.plans
        yield from self.events()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All that a day's question may need: the office, the cases by id, the meetings by day, the lists.

    `unread`: the paths of what lies outside the case folders and cannot be read.
    """

    office: Office
    cases: tuple[CaseFile, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    resources: tuple[Resource, ...] = ()
    gaps: tuple[Gap, ...] = ()
    activities: tuple[Activity, ...] = ()
    unread: tuple[str, ...] = ()

    def case(self, case_id: str) -> CaseFile | None:
        """Return the case with this id, or None."""
        return next((case for case in self.cases if case.id == case_id), None)

    def meeting(self, meeting_id: str) -> Meeting | None:
        """Return the meeting with this id, or None."""
        return next((meeting for meeting in self.meetings if meeting.id == meeting_id), None)
