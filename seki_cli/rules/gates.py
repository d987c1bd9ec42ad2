"""Setting up the gate for one item of a meeting: its room, who is kept apart, and which names must not appear."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from seki_cli.model.agenda import Piece
from seki_cli.model.case import Person
from seki_cli.model.meeting import Gap
from seki_cli.model.plan import Plan
from seki_cli.model.verdict import no
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.consent import Gate, Refusal, judge
from seki_cli.rules.masks import Apart, find_whereabouts, keep_apart, pairs_touching
from seki_cli.rules.names import (
    FarNames,
    NameKeys,
    build_keys,
    is_part_of_a_name,
    is_same_name,
    surnames_of,
    whole_forms,
)
from seki_cli.rules.rooms import Room, linked_cases
from seki_cli.rules.sharing import contested_consent, is_consenting, subject_of

BASIC = "基本情報"
_ROLL = "profile/staff.yaml"


def far_names(world: World) -> FarNames:
    """Return the whole names of everybody in every case, to be made once for a paper."""
    return FarNames(person for case in world.cases for person in case.household.people)


def open_gate(room: Room, world: World, case: CaseFile | None, plan: Plan | None, far: FarNames) -> Gate:
    """Return the gate for an item about a case; `plan` is the version that the item puts to the meeting, if any."""
    if case is None or is_household_unread(case):
        return Gate(room=room, shut=_shut(6, "ケースか世帯の記録が読めません", "`seki check` で記録を直してください"))
    gate = Gate(room=room, case=case, shut=_closed(room))
    if gate.shut:
        return gate
    linked = linked_cases(case, world)
    lost = _lost_plan(room, plan)
    subject = subject_of(case, plan.persons if plan else ())
    apart = keep_apart(pairs_touching(world, case), ((case.id, person) for person in subject), room.people)
    gate = replace(gate, apart=apart, shut=(lost if apart.pairs else None) or _together(apart, world))
    if gate.shut:
        return gate
    ended = _ended(room, case, subject) if lost is None else lost if room.needs_consent else None
    gate = replace(gate, ended=ended, blind=_blind(case, linked, world))
    return replace(
        gate,
        names=tuple(_hidden(gate, case, linked)),
        far=far,
        own_names=frozenset(form for person in case.household.people for form in whole_forms(person)),
        whereabouts=find_whereabouts((*case.household.people, *_people(linked))),
    )


def open_gap_gate(room: Room, world: World, gap: Gap | None, far: FarNames) -> Gate:
    """Return the gate for an item about a 地域課題: nobody may be named on it, least of all those it was noticed with."""
    if gap is None:
        return Gate(room=room, shut=_shut(6, "地域課題の記録が見つからないか、読めません", "`seki check` で記録を直してください"))
    shut = _nobody_there(room)
    origins = tuple(case for case in world.cases if _noticed_in(gap, case))
    names = (build_keys(p, surnames_of(case.household.people)) for case in origins for p in case.household.people)
    return Gate(
        room=room,
        shut=shut,
        names=tuple(names),
        far=far,
        whereabouts=find_whereabouts(_people(origins)),
    )


def _closed(room: Room) -> Refusal | None:
    if not room.kind.takes_cases:
        return _shut(1, "この種類の会議は個別の事例を扱いません", "事例を扱う会議に諮ってください")
    return _nobody_there(room)


def _lost_plan(room: Room, plan: Plan | None) -> Refusal | None:
    """Return why nobody knows whom an item is about: its plan's version is not there.

    Then nobody knows whose consent to discuss it is live, nor, where pairs are kept apart, whether both are on it. What else
    is recorded on the case is judged by itself.
    """
    if not room.item.plan or plan is not None:
        return None
    return _shut(6, "議題のプラン（版）が見つからないか、読めません", "`seki check` で記録を直してください")


def _blind(case: CaseFile, linked: tuple[CaseFile, ...], world: World) -> Refusal | None:
    """Return what cannot be read that tells who sits there (the roll), or whose names must not appear.

    Without the roll nobody knows to which agency somebody belongs by the day; without the links, who called, or a linked
    household, nobody knows all the names.
    """
    if roll := next((place for place in world.unread if place.startswith(_ROLL)), ""):
        reason = "職員の名簿が読めず、出席する職員がその日にどの機関の人か分かりません"
        return _shut(6, reason, "`seki check` で名簿を直してください", roll.partition(":")[0])
    unread = [path for path in case.unread if path == case.head.path or "/intakes/" in path]
    unread += [path for other in linked if is_household_unread(other) for path in other.unread]
    if not unread:
        return None
    reason = "伏せるべき氏名の分かる記録（ケースの見出し・受付・関係するケースの世帯）に、読めないものがあります"
    return _shut(6, reason, "`seki check` で記録を直してください", unread[0])


def _nobody_there(room: Room) -> Refusal | None:
    if room.agencies:
        return None
    remedy = "`seki meeting attend` で出席する機関を入れるか、議題の members を確かめてください"
    return _shut(0, "この議題の構成員に、資料を渡す相手がいません", remedy, room.meeting_path)


def _shut(rule: int, reason: str, remedy: str, because: str = "") -> Refusal:
    return Refusal(rule=rule, verdict=no(reason, because=because, remedy=remedy))


def _together(apart: Apart, world: World) -> Refusal | None:
    """Return why the pairs keep the whole item off the paper: two of one pair on it, or somebody unknown in a pair."""
    pair = apart.withheld_by
    if pair is not None:
        reason = "同席・同じ資料を避ける組（never_together）の二人が、この議題で一緒になります"
        remedy = "プランの対象者か出席者を分け、別の議題・別の会議にしてください"
        return Refusal(rule=4, verdict=no(reason, because=pair.path, key=pair.key, remedy=remedy))
    for pair in apart.pairs:
        for case_id, person in (pair.a, pair.b):
            case = world.case(case_id)
            if case is None or is_household_unread(case) or case.household.person(person) is None:
                reason = "同席・同じ資料を避ける組（never_together）の人が、記録から見つかりません"
                verdict = no(reason, because=pair.path, key=pair.key, remedy="その行の番号を確かめて直してください")
                return Refusal(rule=6, verdict=verdict)
    return None


def _ended(room: Room, case: CaseFile, subject: tuple[str, ...]) -> Refusal | None:
    """Where consent is needed and is not live, the item's head is all: no consent, nothing of the case. 出典: 第3章3 位置付け."""
    if not room.needs_consent:
        return None
    if not subject:
        return _shut(
            6, "誰の同意が要るのか、世帯の記録から分かりません", "`seki check` で記録を直してください", case.household.path
        )
    unread = next((path for path in case.unread if "/consents/" in path), None)
    if unread is not None:
        return _shut(6, "読めない同意の記録があり、撤回かもしれません", "`seki check` で記録を直してください", unread)
    for person in subject:
        for day in room.days:
            verdict = is_consenting(case, person, day)
            if not verdict:
                return Refusal(rule=6 if contested_consent(case, person, day) else 1, verdict=verdict)
    return None


def _hidden(gate: Gate, case: CaseFile, linked: tuple[CaseFile, ...]) -> Iterator[NameKeys]:
    """Yield what to look for of everybody who may not be shown: here, in the linked cases, and whoever called."""
    people = case.household.people
    surnames = surnames_of(people)
    known = []
    for at, person in enumerate(people):
        probe = Piece(label=person.id, text="", persons=(person.id,), need=(BASIC,), path=case.household.path, key=("people", at))
        if judge(gate, probe) is None:
            known.append(build_keys(person, surnames))
        else:
            yield build_keys(person, surnames)
    for other in linked:
        theirs = surnames_of(other.household.people)
        for person in other.household.people:
            keys = replace(build_keys(person, theirs), person=f"{other.id}#{person.id}")
            if (other.id, person.id) in gate.apart.left_out:
                yield keys
            elif not is_same_name(person, people):
                yield keys.without(known)
    for intake in case.intakes:
        if intake.caller and not is_part_of_a_name(intake.caller.name, people):
            caller = Person(id="相談してきた人", role="知人", name=intake.caller.name)
            yield build_keys(caller, surnames).without(known)


def _people(cases: Iterable[CaseFile]) -> tuple[Person, ...]:
    return tuple(person for case in cases for person in case.household.people)


def _noticed_in(gap: Gap, case: CaseFile) -> bool:
    origin = gap.noticed.decision if gap.noticed else ""
    return any(gap.id in d.gaps or origin in (d.id, f"{case.id}/{d.id}") for d in case.decisions) or origin.startswith(case.id)


def is_household_unread(case: CaseFile) -> bool:
    """Say whether a household cannot be read: who belongs to it, and by which names, nobody then knows."""
    return f"{_folder(case)}/household.yaml" in case.unread


def _folder(case: CaseFile) -> str:
    return case.household.path.rpartition("/")[0] or f"cases/{case.id[:3]}/{case.id}"
