"""Whether a meeting may take up what stands on its agenda, and whether what it names is there."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from seki_cli.model.meeting import Attendee, Item, Meeting
from seki_cli.model.office import MeetingKind, Office, Posting
from seki_cli.model.walk import Key
from seki_cli.model.world import CaseFile
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.consent_days import consent_ended
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.in_force import has_live_consent
from seki_cli.rules.revision import is_withdrawn
from seki_cli.rules.rooms import needs_consent

_WITHOUT_CONSENT: Final = ("終結", "中断")


@finding(
    "SEKI097",
    "会議の種類が一覧にありません",
    remedy="種類の符号と日付を確かめてください（seki registry meetings）",
    scope="world",
)
def meeting_of_no_kind(facts: WorldFacts) -> Iterator[Fault]:
    """会議の種類は、その日に有効な、事務所の会議の一覧（profile/meetings.yaml）にあるものです。

    何を決められ、同意が要るかは種類が言います。種類の分からない会議には、何も見せられません。
    出典: 第3章3（会議の表）
    """
    for meeting in facts.world.meetings:
        if facts.around.kind_of(meeting) is None:
            yield at(meeting, key=("kind",))


@finding(
    "SEKI098",
    "会議の指すケース・プラン・地域課題・人・前回の会議がありません",
    remedy="番号を確かめて、会議の記録を直してください（seki meeting show 会議）",
    scope="agenda",
)
def meeting_of_what_is_not_there(facts: WorldFacts) -> Iterator[Fault]:
    """会議の記録は番号だけで書くので、番号が違うと別の世帯の議題になります。

    ケース、そのケースのプランと版、地域課題、出席する本人や家族、前回の会議を確かめます。
    出典: 第3章3（会議はプランごとに開く）
    """
    for meeting in facts.world.meetings:
        for place, item in enumerate(meeting.items):
            for field, message in _missing(facts, item):
                yield at(meeting, message, key=("items", place, field))
        for place, attendee in enumerate(meeting.attendees):
            if not _is_known_person(facts, attendee):
                yield at(meeting, "出席者の指す人がいません", key=("attendees", place, "person"))
        if meeting.previous and meeting.previous not in facts.around.meetings:
            yield at(meeting, "前回の会議がありません", key=("previous",))


def _missing(facts: WorldFacts, item: Item) -> Iterator[tuple[str, str]]:
    if item.gap and item.gap not in facts.around.things:
        yield "gap", "議題の指す地域課題がありません"
    if not item.case:
        return
    case = facts.around.cases.find(item.case)
    if case is None:
        yield "case", "議題の指すケースがありません"
    elif item.plan and not any(item.plan in path for path in case.unread):
        versions = [plan.version for plan in case.plans if plan.id == item.plan]
        if not versions:
            yield "plan", "議題の指すプランが、そのケースにありません"
        elif item.version is not None and item.version not in versions:
            yield "version", "議題の指すプランに、その版がありません"


def _is_known_person(facts: WorldFacts, attendee: Attendee) -> bool:
    if not attendee.person:
        return True
    case = facts.around.cases.find(attendee.case)
    return case is not None and (bool(case.unread) or case.household.person(attendee.person) is not None)


@finding(
    "SEKI099",
    "この種類の会議では扱えない議題です",
    remedy="その時期を決められる種類の会議に移すか、時期を直してください（seki registry meetings）",
    scope="agenda",
)
def item_for_another_kind_of_meeting(facts: WorldFacts) -> Iterator[Fault]:
    """議題の時期は、その種類の会議が決められるもの（decides）に限ります。個別のケースを扱わない会議もあります。

    決められない会議の「可」では、プランは動きません。
    出典: 第3章3（会議内容）
    """
    for meeting, kind in _held(facts):
        for place, item in enumerate(meeting.items):
            if item.case and not kind.takes_cases:
                yield at(meeting, "この種類の会議は、個別のケースを扱いません", key=("items", place, "case"))
            elif item.timing not in kind.decides and not _decided(facts, meeting, item):
                yield at(meeting, key=("items", place, "timing"))


def _held(facts: WorldFacts) -> Iterator[tuple[Meeting, MeetingKind]]:
    """Yield the meetings that are not called off and of a kind that is known."""
    for meeting in facts.world.meetings:
        kind = facts.around.kind_of(meeting)
        if kind is not None and not meeting.called_off:
            yield meeting, kind


def _decided(facts: WorldFacts, meeting: Meeting, item: Item) -> bool:
    """Say whether a yes on this item is recorded: then the fault stands with the decision, and only there."""
    case = facts.settled.find(item.case)
    decisions = case.decisions if case else ()
    return any(d.yes and d.meeting == meeting.id and d.timing == item.timing and d.plan == item.plan for d in decisions)


@finding(
    "SEKI100",
    "会議の日に有効な本人同意のないケースが、同意を要する会議の議題にあります",
    remedy="同意を得て記録するか（seki consent add ケース）、議題から外してください（seki meeting cancel 会議 --item 番号）",
    scope="agenda",
)
def case_without_consent_on_an_agenda(facts: WorldFacts) -> Iterator[Fault]:
    """同意を要する会議には、会議の日に、プランの対象の人（プランがなければ本人）すべての同意が有効なケースだけを出します。

    期限切れや撤回で同意が終わった後は、終結と中断だけを諮れます。議題ごとに決める種類の会議では、同意なしに取り上げる
    わけと根拠を議題に書きます。
    出典: 第3章3（本人同意を得た事例を取扱う）
    """
    for meeting, kind in _held(facts):
        for place, item in enumerate(meeting.items):
            case = facts.settled.find(item.case)
            if case is None or not needs_consent(kind, item) or _decided(facts, meeting, item):
                continue
            if not _may_be_taken_up(case, item, meeting.date):
                yield at(meeting, key=("items", place, "case"))


def _may_be_taken_up(case: CaseFile, item: Item, day: date) -> bool:
    plans = [plan for plan in case.plans if plan.id == item.plan and item.version in (None, plan.version)]
    persons = plans[-1].persons if plans else case.household.principals
    missing = tuple(person for person in persons if not has_live_consent(case, person, day))
    if not persons or not missing:
        return bool(persons)
    return item.timing in _WITHOUT_CONSENT and consent_ended(case, missing, day) is not None


@finding(
    "SEKI109",
    "これからの会議の議題が、プランの古い版を指しています",
    remedy="もう一度 seki meeting add で加えると、議題が新しい版に改まります。古い版を諮るなら、新しい版を取り下げてください（seki plan drop）",
    severity="warning",
    scope="agenda",
)
def item_with_an_older_version(facts: WorldFacts) -> Iterator[Fault]:
    """これからの会議の議題が指す版より新しい版があれば、会議は古い文を見て決めることになります。

    議題の版は、議題に加えたときのものです。seki plan revise は、これからの会議の議題も新しい版に改めます。手で直したときや、
    二人が別々に記録したときに、この食い違いが起こります。終結と中断では調べません。
    出典: 第3章3 ②（プラン変更内容の確認）
    """
    for meeting, _ in _held(facts):
        if meeting.date < facts.as_of:
            continue
        for place, item in enumerate(meeting.items):
            case = facts.settled.find(item.case)
            if case is None or item.version is None or item.timing in _WITHOUT_CONSENT or _answered(case, meeting, item):
                continue
            versions = (p for p in case.plans if p.id == item.plan and p.made_on <= facts.as_of and not is_withdrawn(case, p))
            if any(plan.version > item.version for plan in versions):
                yield at(meeting, key=("items", place, "version"))


def _answered(case: CaseFile, meeting: Meeting, item: Item) -> bool:
    said = (meeting.id, item.plan, item.timing)
    return any((d.meeting, d.plan, d.timing) == said for d in case.decisions)


@finding(
    "SEKI101",
    "守秘義務の確認が記録されていない出席者です",
    remedy="会議の前に説明して確認し、名簿の pledged_on に日付を書いてください（profile/staff.yaml）",
    severity="warning",
    scope="world",
)
def attendee_without_a_pledge(facts: WorldFacts) -> Iterator[Fault]:
    """会議に出る職員は、会議の日までに守秘義務を確認しています。名前のない機関は、その機関の職員のひとりで足ります。

    同意を要しない会議でひとりでも確認がなければ、資料には議題の番号と検討事項のほか何も載りません。来なかった人は
    調べません。
    出典: 第3章3 4.守秘義務（会議の出席者は、会議で知り得たすべての事項について守秘義務がある）・社会福祉法第106条の6
    """
    for meeting in facts.world.meetings:
        if meeting.called_off:
            continue
        for key, attendee in _seats(meeting):
            if attendee.came is not False and not _pledged(facts.office, attendee, meeting.date):
                yield at(meeting, key=key)


def _seats(meeting: Meeting) -> Iterator[tuple[Key, Attendee]]:
    """Yield who sits in the room, members who are named with an item only among them."""
    invited = {attendee.agency for attendee in meeting.attendees}
    yield from ((("attendees", place), attendee) for place, attendee in enumerate(meeting.attendees))
    for place, item in enumerate(meeting.items):
        for number, agency in enumerate(item.members):
            if agency not in invited:
                invited.add(agency)
                yield ("items", place, "members", number), Attendee(agency=agency)


def _pledged(office: Office, attendee: Attendee, day: date) -> bool:
    if office.agency(attendee.agency) is None:
        return True
    if attendee.staff:
        posting = office.posting(attendee.staff, day)
        return posting is None or _signed(posting, day)
    return any(_signed(row, day) for row in office.postings(attendee.agency, day))


def _signed(posting: Posting, day: date) -> bool:
    return posting.pledged_on is not None and posting.pledged_on <= day
