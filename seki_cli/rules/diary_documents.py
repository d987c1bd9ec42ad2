"""What became of a document in a save: the head of a case, its household, a version of a plan. Ids only, no names."""

from collections.abc import Iterator

from seki_cli.model.case import Case, Household
from seki_cli.model.meeting import Meeting
from seki_cli.model.office import Office
from seki_cli.model.plan import Plan
from seki_cli.model.record import Record
from seki_cli.model.wareki import show_day_short
from seki_cli.rules.diary_acts import Counts, from_to
from seki_cli.rules.people_differences import field_differences, gone_people, new_people


def head_words(before: Record | None, after: Case, office: Office) -> Iterator[str]:
    """Yield what changed in the head of a case: the lead, the team, the links to other cases."""
    if not isinstance(before, Case):
        yield "ケースの見出しを記録"
        return
    told = list(_head(before, after, office))
    yield from told or ["ケースの見出しを直した"]


def _head(before: Case, after: Case, office: Office) -> Iterator[str]:
    if before.lead_agency != after.lead_agency:
        yield f"主担当が{office.agency_name(after.lead_agency)}になった" if after.lead_agency else "主担当の記載を外した"
    elif before.lead_staff != after.lead_staff:
        yield "担当者を変えた"
    if {(row.agency, row.staff) for row in before.team} != {(row.agency, row.staff) for row in after.team}:
        yield "チームを変えた"
    was, now = ({row.case for row in head.related} for head in (before, after))
    for case in sorted(now - was):
        yield f"ケース {case} と結び付けた"
    for case in sorted(was - now):
        yield f"ケース {case} との結び付きを外した"


def household_words(before: Record | None, after: Household) -> Iterator[str]:
    """Yield who was added to a household or taken out, by id; protection set or lifted; else that the record was changed."""
    if not isinstance(before, Household):
        yield "世帯を記録"
        return
    told = []
    if new := [person.id for person in new_people(before, after)]:
        told.append(f"世帯に {'・'.join(new)} を加えた")
    if gone := [person.id for person in gone_people(before, after)]:
        told.append(f"世帯から {'・'.join(gone)} を外した")
    for person in after.people:
        was = before.person(person.id)
        if was is not None and (was.protected is None) != (person.protected is None):
            told.append(f"{person.id} の支援措置を" + ("外した" if person.protected is None else "付けた"))
    changed = dict.fromkeys(row.now.id for row in field_differences(before, after))
    if changed:
        told.append(f"世帯の {'・'.join(changed)} の記載を直した")
    yield from told or ["世帯の記録を直した"]


def plan_words(before: Record | None, after: Plan, counts: Counts) -> Iterator[str]:
    """Yield that a version was made or rewritten, and which goals' days moved, for the how manieth time."""
    name = f"プラン {after.id}"
    if isinstance(before, Plan):
        yield f"{name} 第{after.version}版を直した"
    elif after.version == 1:
        yield f"{after.kind}{name} を作った"
    else:
        yield f"{name} 第{after.version}版を作った（変更）"
    for goal in after.goals:
        key = f"{after.id}#{goal.num}"
        due = counts.days.get(key, goal.due)
        if due != goal.due:
            yield f"目標{goal.num}の期限を {from_to(due, goal.due)}変えた{counts.again(key)}"
        counts.days[key] = goal.due


def meeting_words(before: Record | None, after: Meeting, case: str) -> Iterator[str]:
    """Yield what became of a meeting that has a case on its list: its day moved, called off, the case taken off the list."""
    if not isinstance(before, Meeting) or not any(item.case == case for item in before.items):
        return
    if after.called_off and not before.called_off:
        yield f"会議 {after.id}（{show_day_short(before.date)}）が取りやめになった"
    elif not any(item.case == case for item in after.items):
        yield f"会議 {after.id} の議題から外した"
    if before.date != after.date:
        yield f"会議 {after.id} を {from_to(before.date, after.date)}移した"
