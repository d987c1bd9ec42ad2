"""Whether the agendas of the meetings to come fit each other and the people who are to sit there."""

from collections.abc import Iterator

from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.plan import PLAN_TIMINGS
from seki_cli.model.world import CaseFile, World, cases_in_hand
from seki_cli.rules.case_facts import WorldFacts
from seki_cli.rules.findings import Fault, at, finding
from seki_cli.rules.masks import keep_apart, pairs_touching
from seki_cli.rules.tabled import tabled_items


@finding(
    "SEKI154",
    "同席を避ける組（never_together）の二人が、これからの会議で一緒になります",
    remedy="一人を出席者から外すか（seki meeting attend 会議 人 --off）、議題を別の会議に移してください（seki meeting cancel 会議 --item 番号）",
    severity="warning",
    scope="world",
)
def apart_and_yet_together(facts: WorldFacts) -> Iterator[Fault]:
    """同席を避けることにした二人は、同じ会議に出ず、一人がいる場でもう一人の話もしません。

    一人が世帯の記録に組を書き、もう一人が別の場所で出席者や議題を加えると起こります。資料はその議題を伏せますが、部屋で会う
    ことまでは止められません。
    出典: 第3章3（守秘義務）・seki の記録の決まり（never_together）
    """
    apart = facts.around.cases.some(gist.id for gist in facts.gists if gist.apart)
    world = World(office=facts.office, cases=cases_in_hand(apart))
    for meeting in facts.world.meetings if apart else ():
        present = [(one.case, one.person) for one in meeting.attendees if one.person and one.came is not False]
        if not present or meeting.called_off or meeting.date < facts.as_of:
            continue
        for place, one in enumerate(meeting.attendees):
            case = facts.around.cases.find(one.case) if one.person else None
            pairs = pairs_touching(world, case) if case else ()
            if any(pair.other((one.case, one.person)) in present for pair in pairs):
                yield at(meeting, key=("attendees", place, "person"))
        for place, item in enumerate(meeting.items):
            case = facts.settled.find(item.case)
            if case and keep_apart(pairs_touching(world, case), _subject(case, item), present).withheld_by:
                yield at(meeting, "同席を避ける組の一人がいる場で、もう一人の議題を扱います", key=("items", place, "case"))


def _subject(case: CaseFile, item: Item) -> list[tuple[str, str]]:
    plans = [plan for plan in case.plans if plan.id == item.plan and item.version in (None, plan.version)]
    return [(case.id, person) for person in (plans[-1].persons if plans else case.household.principals)]


@finding(
    "SEKI156",
    "同じプランの同じ時期の議題が、これからの二つの会議にあります",
    remedy="どちらの会議で諮るかを決め、もう一方の議題から外してください（seki meeting cancel 会議 --item 番号）",
    severity="warning",
    scope="agenda",
)
def one_item_on_two_agendas(facts: WorldFacts) -> Iterator[Fault]:
    """プランの策定・変更・終結・中断は、一つの会議に諮ります。二つの会議に出すと、答えも二つになります。

    二人が別々に議題を加えたときに起こります。先の会議が決めた後の議題は、何を諮るのか分からないまま残ります。
    出典: 第3章3（会議はプランごとに、4つのタイミングで開く）
    """
    for case in filter(None, map(facts.settled.find, facts.around.agendas)):
        seen: set[tuple[str, str]] = set()
        for tabled in tabled_items(case, facts.around.agendas.get(case.id, ()), facts.as_of):
            about = (tabled.item.plan, tabled.item.timing)
            if tabled.item.plan and tabled.item.timing in PLAN_TIMINGS and about in seen:
                yield _at_item(tabled.meeting, tabled.item)
            seen.add(about)


def _at_item(meeting: Meeting, item: Item) -> Fault:
    return at(meeting, key=("items", meeting.items.index(item), "plan"))
