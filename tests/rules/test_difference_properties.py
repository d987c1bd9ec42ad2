"""Over drawn lives of a case: no promise vanishes between two days, and where nothing happened nothing has changed."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seki_cli.model.world import World
from seki_cli.rules.case_changes import CaseHistory, case_changes
from seki_cli.rules.past import Moment, build_past
from seki_cli.rules.promises import open_todos
from seki_cli.rules.settle import EVENT_LISTS, settle
from tests.oracles.worlds_strategy import worlds_on_a_day

worlds = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def history(drawn, since: date) -> CaseHistory:
    """What lies before somebody who asks on the drawn day what is new since another; documents as they were made."""
    raw, office, meetings, day = drawn
    read = {name: tuple(e for e in getattr(raw, name) if e.recorded.date() <= day) for name in EVENT_LISTS}
    folder = f"cases/{raw.id[:3]}/{raw.id}"
    raw = replace(
        raw,
        **read,
        head=replace(raw.head, path=f"{folder}/case.yaml"),
        household=replace(raw.household, path=f"{folder}/household.yaml"),
        assessments=tuple(replace(row, path=f"{folder}/assessments/{row.id}.yaml") for row in raw.assessments),
        plans=tuple(replace(row, path=f"{folder}/plans/{row.id}/v{row.version}.yaml") for row in raw.plans),
    )
    meetings = tuple(replace(row, path=f"meetings/{row.id}/meeting.yaml") for row in meetings)
    made = (*(row for row in raw.assessments if row.date <= since), *(row for row in raw.plans if row.made_on <= since))
    documents = {record.path: record for record in (raw.head, raw.household, *made, *meetings)}
    return CaseHistory(world=World(office=office, cases=(settle(raw),), meetings=meetings), raw=raw, documents=documents)


@worlds
@given(worlds_on_a_day(), st.integers(0, 120))
def test_no_to_do_vanishes(drawn, days):
    since, day = drawn[3] - timedelta(days=days), drawn[3]
    facts = history(drawn, since)
    moment = Moment(day=since)
    then = build_past(facts.raw, facts.documents, moment)
    now = facts.world.cases[0]
    standing = {f"{act.id}#{todo.num}" for act in now.decisions for todo in act.todos}
    told = {change.key[-1] for change in case_changes(facts, moment, day).changes if change.group == "約束" and change.key}
    open_then = {now.effective(row.reference) for row in open_todos(then, facts.world.office, since)} & standing
    ended_before = {
        now.effective(reference)
        for act in (*now.notes, *now.monitorings)
        if act.date <= day and then.effective(act.id) == act.id
        for reference in act.done
    }
    assert open_then - ended_before <= told


@worlds
@given(worlds_on_a_day())
def test_between_a_day_and_itself_only_open_promises_are_told(drawn):
    day = drawn[3]
    facts = history(drawn, day)
    kinds = {(change.group, change.kind) for change in case_changes(facts, Moment(day=day), day).changes}
    assert kinds <= {("約束", "期限超過"), ("約束", "これから")}
