"""What may still be done with a meeting: whether it is recorded, whether it may be held on another day, who is in the chair."""

from dataclasses import dataclass, replace
from datetime import date

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import MeetingKind, Office, Posting, in_span
from seki_cli.model.verdict import YES, Verdict, no
from seki_cli.model.wareki import show_day
from seki_cli.model.world import World
from seki_cli.rules.case_state import build_case_day
from seki_cli.rules.meetings import may_add
from seki_cli.rules.plan_pieces import find_version
from seki_cli.rules.waiting import Waiting, waitings


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """An item that is off an agenda, and what waits for a meeting again because of it; nothing where it did not wait."""

    item: Item
    waiting: Waiting | None = None


def find_minutes(world: World, meeting: Meeting, item: Item) -> str:
    """Return the path of what records an item of a meeting: its decision, or the 地域課題 that it moved; none is an empty text."""
    if item.gap:
        paths = (g.path for g in world.gaps if g.id == item.gap and any(s.meeting == meeting.id for s in g.steps))
        return next(paths, "")
    case = world.case(item.case)
    made = (d for d in (case.decisions if case else ()) if d.meeting == meeting.id)
    return next((d.path for d in made if (d.timing, d.plan) == (item.timing, item.plan)), "")


def may_still_change(world: World, meeting: Meeting) -> Verdict:
    """Say whether a meeting may be moved or called off: only before anything of it is recorded, and once.

    What a meeting has decided moves plans, leads and reviews from its day on: that day is no longer anybody's to choose.
    出典: 第3章3（4つのタイミング）・records.md（決定の日は会議の日）
    """
    if meeting.called_off:
        return no(
            "取りやめた会議です", because=meeting.path, key=("called_off",), remedy="seki meeting new で会議を作ってください"
        )
    decided = (d.path for case in world.cases for d in case.decisions if d.meeting == meeting.id)
    moved = (gap.path for gap in world.gaps if any(step.meeting == meeting.id for step in gap.steps))
    for path in (*decided, *moved):
        remedy = "記録の日や会議が違うときは、seki case edit ケース 記録 で訂正の記録を作ってください"
        return no("もう記録された会議です", because=path, remedy=remedy)
    if any(row.came is not None for row in meeting.attendees):
        remedy = f"seki meeting record {meeting.id} で議題を記録してください"
        return no("出欠を記録した、開かれた会議です", because=meeting.path, key=("attendees",), remedy=remedy)
    return YES


def find_twin_items(meeting: Meeting) -> tuple[int, ...]:
    """Return the places of the items that bear the number of an earlier one: two clones each gave it to a case of theirs."""
    nums = [item.num for item in meeting.items]
    return tuple(place for place, num in enumerate(nums) if num in nums[:place])


def may_go_by_number(meeting: Meeting) -> Verdict:
    """Say whether the number of an item says which item: papers, minutes and what is taken off the agenda go by it."""
    twins = find_twin_items(meeting)
    if not twins:
        return YES
    remedy = "会議のファイルの items で後から加わった議題の num を空いた番号に直し、seki save で保存してください"
    return no(
        "同じ番号の議題が二つあり、番号ではどちらのことか決まりません",
        because=meeting.path,
        key=("items", twins[0], "num"),
        remedy=remedy,
    )


def may_be_held_on(world: World, meeting: Meeting, day: date) -> Verdict:
    """Say whether a meeting may be held on another day with all that stands on its agenda.

    Its kind must be there on that day, and each item is asked anew as if it were put on that day: a consent that is live
    today may have run out by then. 出典: 第3章3（本人の同意が得られている事例を取り扱う会議）
    """
    kind = world.office.meeting_kind(meeting.kind, day)
    if kind is None:
        reason = f"この種類の会議は、{show_day(day)} には行われていません"
        return no(
            reason,
            because="profile/meetings.yaml",
            remedy="別の日にするか、seki registry meetings で種類の期間を確かめてください",
        )
    refused = [
        (item, verdict) for item in meeting.items if item.case and not (verdict := _asked_anew(world, meeting, item, kind, day))
    ]
    if not refused:
        return YES
    first = refused[0][1]
    nums = "・".join(str(item.num) for item, _ in refused)
    off = f"議題から外すときは seki meeting cancel {meeting.id} --item {refused[0][0].num} です"
    reason = f"{show_day(day)} には諮れない議題があります（議題 {nums}）。{first.reason}"
    return no(reason, because=first.because, key=first.key, remedy=f"{first.remedy}。{off}")


def _asked_anew(world: World, meeting: Meeting, item: Item, kind: MeetingKind, day: date) -> Verdict:
    case = world.case(item.case)
    if case is None:
        return no("議題のケースが台帳にありません", because=meeting.path, remedy="seki check で確かめてください")
    plan = find_version(case, item.plan, item.version) if item.plan else None
    stated = bool(item.why.strip() and item.basis.strip())
    return may_add(replace(meeting, date=day), kind, case, item.timing, plan, stated=stated)


def returned_items(world: World, items: tuple[Item, ...], day: date) -> tuple[Returned, ...]:
    """Return for each item that came off an agenda what waits for a meeting again. `world` is as it is after that."""
    found = []
    for item in items:
        case = world.case(item.case) if item.case else None
        rows = waitings(build_case_day(case, world.meetings, world.office, day)) if case else ()
        found.append(Returned(item=item, waiting=next((row for row in rows if row.plan == item.plan), None)))
    return tuple(found)


def find_chair(kind: MeetingKind, office: Office, day: date) -> str:
    """Return who takes the chair of a kind of meeting on a day: the one who holds the post then, else the first deputy.

    The member of staff where the roll knows exactly one (the convenor's own before another agency's), else the post as the
    profile names it: a post that the roll does not know is not doubted.
    """
    for word in (kind.chair, *kind.deputies):
        holders = posted_as(word, office, day)
        own = [row for row in holders if row.agency == kind.convenor] or holders
        if holders:
            return own[0].id if len(own) == 1 else word
    return kind.chair


def posted_as(word: str, office: Office, day: date) -> list[Posting]:
    """Return those who are posted on a day under a word that is a member of staff's id or the name of a post."""
    return [row for row in office.staff if word and word in (row.id, row.post) and in_span(row, day)]
