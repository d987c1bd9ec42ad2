"""One screen that tells a colleague the case in a minute: who, who leads, consent, plans, next days, last notes, promises."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from seki_cli.commands.case_sections import (
    complaint_section,
    consent_section,
    due_section,
    head_section,
    note_section,
    people_section,
    plan_section,
    referral_section,
)
from seki_cli.model.answer import View
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.bonds import bonds_of
from seki_cli.rules.plans import plan_states
from seki_cli.rules.referrals import referral_states
from seki_cli.rules.standings import build_row


def build_show_views(world: World, case: CaseFile, day: date) -> tuple[View, ...]:
    """Return the sections of the screen, from the head to the open promises."""
    office = world.office
    sections = (
        head_section(world, case, day),
        due_section(world, case, day),
        people_section(case, day),
        consent_section(case, office, day),
        plan_section(plan_states(case, world.meetings, office, day)),
        referral_section(case, office, day),
        complaint_section(case),
        note_section(case, office, day),
    )
    return tuple(section for section in sections if section.lines)


def build_show_data(world: World, case: CaseFile, day: date, values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the same for programs, with every record of the case by path."""
    states = plan_states(case, world.meetings, world.office, day)
    return {
        **build_row(case, world.meetings, world.office, day).data(),
        "continued_from": case.head.continued_from or None,
        "related": [{"case": row.case, "how": row.how} for row in bonds_of(world, case).related],
        "plans": [
            {
                "id": s.id,
                "kind": s.kind,
                "status": s.status,
                "version": s.running.version if s.running else s.newest.version,
                "next_review": s.review.due_on if s.review else None,
            }
            for s in states
        ],
        "referrals": [
            {"id": s.referral.id, "status": s.status, "to_agency": s.referral.to_agency, "reply_by": s.reply_by}
            for s in referral_states(case, day)
        ],
        "records": {record.path: values.get(record.path, {}) for record in case.records() if record.path},
    }
