"""A second opinion on what is due: slow, naive, written from records.md alone, by somebody who has not read the rules.

It shares no code with `seki_cli.rules` and takes the model's dataclasses as data only. Wherever a clever formula would
do, it walks through the days or through all candidates instead. The sentence of records.md that a piece follows stands
above it between guillemets «».
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

ONE_DAY = timedelta(days=1)
FAR = 366 * 4
"""How many days ahead a schedule is looked for: further than any schedule of the tests reaches."""

YES = ("適切", "修正のうえ適切", "承認")
PLAN_TIMINGS = ("策定", "変更", "終結", "中断")
LEADS_TO_A_MEETING = ("変更が必要", "終結を検討", "中断を検討")
RUNNING = ("実施中", "見直し", "同意前")
NARROWEST_FIRST = ("撤回", "拒否", "保留", "一部同意", "同意")
OPEN_REFERRAL = ("未回答", "保留", "受理", "対応中")
SHUT_CASE = ("統合", "終結", "中断", "対応終了")
LENGTH = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


# ---------------------------------------------------------------------------------------------------------- days, months


def length_of_month(year, month):
    """28, 29, 30 or 31."""
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    return 29 if month == 2 and leap else LENGTH[month]


def months_after(anchor, count):
    """«Months count from the anchor with clamping (1/31 + 1 = 2/28, + 2 = 3/31).» One month at a time, clamped at the end."""
    year, month = anchor.year, anchor.month
    for _ in range(count):
        month = month + 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(anchor.day, length_of_month(year, month)))


def days_from(first, count=FAR):
    """Every day from the first on."""
    for n in range(count):
        yield first + n * ONE_DAY


# ------------------------------------------------------------------------------------------------- what stands of a case


def order(event):
    """«Order of acts: `date`, then `at` (a time, optional), then `recorded`, then id.»"""
    return (event.day, event.at, event.recorded, event.id)


@dataclass
class Standing:
    """The acts that stand on a day, after the corrections, each list in the order of acts.

    `rival_consents`, `rival_reviews`: each act of the case once for every correction of it that may be the right one,
    whatever day it bears.
    """

    case: object
    day: date
    intakes: list = field(default_factory=list)
    screenings: list = field(default_factory=list)
    consents: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    referrals: list = field(default_factory=list)
    referral_steps: list = field(default_factory=list)
    decisions: list = field(default_factory=list)
    monitorings: list = field(default_factory=list)
    placements: list = field(default_factory=list)
    evaluations: list = field(default_factory=list)
    closings: list = field(default_factory=list)
    disclosures: list = field(default_factory=list)
    first_id: dict = field(default_factory=dict)
    rival_consents: list = field(default_factory=list)
    rival_reviews: list = field(default_factory=list)

    def same(self, one, other):
        """Two ids mean the same act where one is a correction (of a correction …) of the other."""
        return self.first_id.get(one, one) == self.first_id.get(other, other)

    def name(self, record):
        """The id under which a record was first written: what the rows carry, so that a correction does not rename them."""
        return self.first_id.get(record, record)


KINDS = (
    "intakes", "screenings", "consents", "notes", "referrals", "referral_steps", "decisions", "monitorings", "placements",
    "evaluations", "closings", "disclosures",
)  # fmt: skip


def first_ids(case):
    """Follow each correction back to the record that was written first."""
    corrected = {event.id: event.corrects.record for event in case.events() if event.corrects is not None}
    found = {}
    for event in case.events():
        name, seen = event.id, set()
        while name in corrected and name not in seen:
            seen.add(name)
            name = corrected[name]
        found[event.id] = name
    return found


def standing(case, day):
    """What stands of a case on a day.

    «An event is written once: a mistake is corrected by a new event of the same kind with `corrects` (void: it belonged
    elsewhere).» So a corrected event stands no longer, and a void correction is itself no act.
    «Two corrections of one record are a finding; until settled the stricter (consent) or the earlier date (reviews) counts.»
    Acts dated after the day have not happened yet. That does not settle which of two corrections is right: where one of
    them is such an act, the other is not the better for it, and in a reading that takes the later one nothing has happened.
    """
    result = Standing(case=case, day=day, first_id=first_ids(case))
    for kind in KINDS:
        events = list(getattr(case, kind))
        gone = {event.corrects.record for event in events if event.corrects is not None}
        left = [event for event in events if event.id not in gone and not (event.corrects and event.corrects.void)]
        if kind == "consents":
            left = result.rival_consents = narrowest_rivals(left, result.first_id)
        if kind == "monitorings":
            result.rival_reviews = left
            left = [review for review in left if review is min(rivals_of(review, left, result.first_id), key=order)]
        setattr(result, kind, sorted((event for event in left if event.day <= day), key=order))
    return result


def rivals_of(event, events, first_id):
    """The events that go back to the same record as this one, itself among them: only one of them can be right."""
    return [other for other in events if first_id[other.id] == first_id[event.id]]


def narrowest_rivals(consents, first_id):
    """«Until settled the stricter (consent) counts»: the narrower act, whatever day it bears.

    Of two alike nobody can say which is the stricter: one may begin later and the other end earlier. Both are kept, and
    `act_in_force` asks on each day which of them is.
    """
    kept = []
    for consent in consents:
        rivals = rivals_of(consent, consents, first_id)
        if NARROWEST_FIRST.index(consent.act) == min(NARROWEST_FIRST.index(rival.act) for rival in rivals):
            kept.append(consent)
    return kept


def choices(acts, events):
    """All ways to take one of the rival corrections of each record."""
    groups = {}
    for event in events:
        groups.setdefault(acts.name(event.id), []).append(event)
    return product(*groups.values())


def readings_of_reviews(acts):
    """All ways to take one of the rival corrections of each review, the rest of the case being the same.

    A correction is taken whole, with its day: one dated after the day says that the review has not been held yet.
    """
    for chosen in choices(acts, acts.rival_reviews):
        yield replace(acts, monitorings=sorted((review for review in chosen if review.day <= acts.day), key=order))


def strictness(consent):
    """The narrower act first; of two alike the one that ends earlier."""
    return (NARROWEST_FIRST.index(consent.act), consent.until or date.max, consent.id)


# -------------------------------------------------------------------------------------------------------------- consents


def act_in_force(acts, person, day):
    """«The act in force (latest date; on one day the narrowest, 撤回 first).»

    Where corrections contend that are alike, each is taken in its turn, and «the stricter counts» of what is then in force.
    """
    found = []
    for chosen in choices(acts, acts.rival_consents):
        mine = [consent for consent in chosen if consent.person == person and consent.day <= min(day, acts.day)]
        if mine:
            last_day = max(consent.day for consent in mine)
            found.append(min((consent for consent in mine if consent.day == last_day), key=strictness))
    return min(found, key=strictness) if found else None


def may_share(acts, person, day):
    """«... is 同意 or 一部同意, not expired.»"""
    act = act_in_force(acts, person, day)
    return act is not None and act.act in ("同意", "一部同意") and (act.until is None or day <= act.until)


def days_of_consents(acts):
    """From the first act of consent to the day itself."""
    if not acts.consents:
        return []
    first = min(consent.day for consent in acts.consents)
    return [first + n * ONE_DAY for n in range((acts.day - first).days + 1)]


def consent_ended_on(acts, person):
    """The first day of the present spell without consent, where there was a consent before; None otherwise.

    `until` is inclusive («a span, inclusive»), so a consent until 6/30 has ended on 7/1; a 撤回 of 6/10 ends it on 6/10.
    """
    ended, was_live = None, False
    for day in days_of_consents(acts):
        live = may_share(acts, person, day)
        if was_live and not live:
            ended = day
        if live:
            ended = None
        was_live = live
    return ended


def consent_came_on(acts, person):
    """The first day of the present spell with consent; None where there is none today."""
    came, was_live = None, False
    for day in days_of_consents(acts):
        live = may_share(acts, person, day)
        if live and not was_live:
            came = day
        if not live:
            came = None
        was_live = live
    return came


def principals(case):
    """The 本人."""
    return [person.id for person in case.household.people if person.role == "本人"]


def persons_of(case, plan):
    """Those a plan is about; nobody named: the 本人."""
    return list(plan.persons) or principals(case)


# -------------------------------------------------------------------------------------------------------------- meetings


def kind_needs_no_consent(meeting_id, meetings, office):
    """Whether this meeting is of a kind that needs no consent, on the meeting's day."""
    for meeting in meetings:
        if meeting.id == meeting_id:
            for kind in office.meetings:
                valid = (kind.since is None or kind.since <= meeting.date) and (kind.until is None or meeting.date <= kind.until)
                if kind.id == meeting.kind and valid:
                    return kind.consent == "not_required"
    return False


def items_to_come(acts, meetings):
    """(meeting, item) of this case, the earliest meeting first.

    A meeting of today is still to come, but not for an item that it has decided already. One called off is not.
    """
    found = []
    for meeting in sorted((m for m in meetings if m.date >= acts.day and not m.called_off), key=lambda m: m.date):
        for item in meeting.items:
            decided = any(
                (decision.meeting, decision.plan, decision.timing) == (meeting.id, item.plan, item.timing)
                for decision in acts.decisions
            )
            if item.case == acts.case.id and not decided:
                found.append((meeting, item))
    return found


def day_of_meeting_for_plan(acts, plan_id, meetings):
    """The day of the next meeting that has the plan on an item."""
    return next((meeting.date for meeting, item in items_to_come(acts, meetings) if item.plan == plan_id), None)


def day_of_meeting_for_case(acts, meetings):
    """The day of the next meeting that has the case on an item, with a plan or without."""
    return next((meeting.date for meeting, _ in items_to_come(acts, meetings)), None)


# ----------------------------------------------------------------------------------------------------- a plan, act by act


@dataclass
class Walked:
    """What became of a plan by the end of the day."""

    phase: str = "案"  # 案 実施中 同意前 終結 中断 取下げ
    decision: object = None  # the yes by which V runs
    version: int | None = None  # V
    ended_on: date | None = None


def versions_of(case, plan_id):
    """All versions of a plan by their number."""
    return {plan.version: plan for plan in case.plans if plan.id == plan_id}


def kind_of(case, plan_id):
    """The kind of a plan (that of its newest version)."""
    versions = versions_of(case, plan_id)
    return versions[max(versions)].kind


def is_direction_before_consent(case, decision, meetings, office):
    """«An アウトリーチ等 plan runs before consent from a 方針 decision of a meeting that needs none.»"""
    return (
        decision.timing == "方針"
        and bool(decision.plan)
        and kind_of(case, decision.plan) == "アウトリーチ等"
        and kind_needs_no_consent(decision.meeting, meetings, office)
    )


def decisions_on_plan(acts, plan_id, meetings, office):
    """The decisions that settle something about the plan itself: the four timings, and 方針 before consent."""
    return [
        decision
        for decision in acts.decisions
        if decision.plan == plan_id
        and (decision.timing in PLAN_TIMINGS or is_direction_before_consent(acts.case, decision, meetings, office))
    ]


def drops_of(acts, plan_id):
    """Each プラン取下げ of a plan."""
    return [closing for closing in acts.closings if closing.act == "プラン取下げ" and closing.plan == plan_id]


def walk_plan(acts, plan_id, meetings, office):
    """Go through the acts on one plan in their order and keep what it has become."""
    now = Walked()
    drops = drops_of(acts, plan_id)
    for act in sorted([*decisions_on_plan(acts, plan_id, meetings, office), *drops], key=order):
        if act in drops:
            # A plan that runs is ended by a meeting only («実施中 (a yes at 策定, not ended)», «a yes at 終結/中断 ends the
            # plan»): what is dropped then is what waited beside it. So with one that has ended.
            if now.phase in ("案", "同意前"):
                now = Walked(phase="取下げ", ended_on=act.day)
        elif act.result not in YES:
            continue
        elif act.timing == "策定":
            now = Walked(phase="実施中", decision=act, version=act.version)
        elif act.timing == "変更":
            # «A yes at 変更 replaces the running version.» Where none runs (策定 is missing, or the plan had ended) the records
            # are at odds: «V: its version with the latest yes (策定, 変更 …)» then has it run, so that no review is missed.
            # A plan that runs before consent runs on as such until its 策定.
            now = Walked(phase="同意前" if now.phase == "同意前" else "実施中", decision=act, version=act.version)
        elif act.timing in ("終結", "中断"):
            # «A yes at 終結/中断 ends the plan.»
            now = Walked(phase=act.timing, ended_on=act.day)
        elif act.timing == "方針" and now.phase != "実施中":
            now = Walked(phase="同意前", decision=act, version=act.version)
    if now.decision is not None:
        now.version = corrected_version(acts, plan_id, now, meetings, office)
    return now


def written_after(acts, plan, meetings, office):
    """The decision in whose wake this version was written (`after`), where it said 修正のうえ適切 and has the plan run."""
    for decision in decisions_on_plan(acts, plan.id, meetings, office):
        if plan.after and acts.same(plan.after, decision.id) and decision.result == "修正のうえ適切":
            return decision if decision.timing in ("策定", "変更", "方針") else None
    return None


def corrected_version(acts, plan_id, now, meetings, office):
    """«修正のうえ適切: the corrected text is the next version with `after: <decision>` and needs no further meeting.»"""
    version = now.version
    for number, plan in sorted(versions_of(acts.case, plan_id).items()):
        after = written_after(acts, plan, meetings, office)
        if after is not None and acts.same(after.id, now.decision.id):
            version = number
    return version


# ----------------------------------------------------------------------------------------------------------- next review


def slots(plan, decided_on, office):
    """All slots of a version after its decision, in order, as far as FAR days ahead.

    «Slots: `dates`, or first_date + k × every_months (absent: review_months); without first_date the first is the decision
    + first_review_months. Only slots after V's decision count.» Months count from the anchor: first_date, or the decision.
    """
    schedule, intervals = plan.monitoring, office.settings.intervals
    if schedule.dates:
        everything = set(schedule.dates)
    else:
        every = schedule.every_months or intervals.review_months
        anchor = schedule.first_date or decided_on
        skip = 0 if schedule.first_date else intervals.first_review_months
        everything = {months_after(anchor, skip + k * every) for k in range(FAR // (28 * every))}
    return [day for day in days_from(decided_on + ONE_DAY) if day in everything]


def first_slot_after(all_slots, day):
    """The first slot that lies later than the day; None where none is left."""
    for slot in all_slots:
        if slot > day:
            return slot
    return None


def latest_review(acts, plan_id, decided_on):
    """«R: the latest monitoring of P on or after V's decision.»"""
    mine = [review for review in acts.monitorings if review.plan == plan_id and review.day >= decided_on]
    return max(mine, key=order) if mine else None


def meeting_after_review(acts, plan_id, review, meetings, office):
    """The first decision on the plan after a review that leads to a meeting, or the プラン取下げ that made it needless."""
    settled = [*decisions_on_plan(acts, plan_id, meetings, office), *drops_of(acts, plan_id)]
    for act in sorted(settled, key=order):
        if order(act) > order(review):
            return act
    return None


def next_review(acts, plan_id, meetings, office):
    """(モニタリング, due on) or (会議待ち, since), or None: the plan does not run, or its dates are used up.

    «Two corrections of one record …; until settled … the earlier date (reviews) counts»: the reading that asks for
    something on the earliest day, as `due` would show it. Of one day the review itself comes first, which nobody may miss.
    """
    found = [next_review_as_read(reading, plan_id, meetings, office) for reading in readings_of_reviews(acts)]
    found = [review for review in found if review is not None]

    def asked_for(review):
        if review[0] == "モニタリング":
            return (review[1], 0, review[1])
        # «会議待ち: day of the meeting it is on, else the day it began to wait + wait_days»
        waited = review[1] + office.settings.intervals.wait_days * ONE_DAY
        return (day_of_meeting_for_plan(acts, plan_id, meetings) or waited, 1, review[1])

    return min(found, key=asked_for) if found else None


def review_waits_for_meeting(acts, plan_id, meetings, office):
    """The last review of a running plan, where it leads to a meeting that has not been held; else None."""
    first = next_review(acts, plan_id, meetings, office)
    if first is None or first[0] != "会議待ち":
        return None
    for reading in readings_of_reviews(acts):
        if next_review_as_read(reading, plan_id, meetings, office) == first:
            return latest_review(reading, plan_id, walk_plan(reading, plan_id, meetings, office).decision.day)
    return None


def next_review_as_read(acts, plan_id, meetings, office):
    """The next review, each review having one reading only."""
    now = walk_plan(acts, plan_id, meetings, office)
    if now.decision is None:
        return None
    plan = versions_of(acts.case, plan_id)[now.version]
    decided_on = now.decision.day
    all_slots = slots(plan, decided_on, office)
    review = latest_review(acts, plan_id, decided_on)
    if review is None:
        # «No R: due on the first slot.»
        due_on = all_slots[0] if all_slots else None
    elif review.result in LEADS_TO_A_MEETING:
        # «R that leads to a meeting: 会議待ち since R instead; when that meeting leaves the plan running without a new
        # version, the first slot after its day.»
        held = meeting_after_review(acts, plan_id, review, meetings, office)
        if held is None:
            return ("会議待ち", review.day)
        due_on = first_slot_after(all_slots, held.day)
    elif review.next_date is not None and review.next_date > review.day:
        # «R with next_date (later than R): due on it.»
        due_on = review.next_date
    else:
        # «R without: the first slot after R's day.»
        due_on = first_slot_after(all_slots, review.day)
    return None if due_on is None else ("モニタリング", due_on)


def oracle_next_review(case, plan_id, meetings, office, day):
    """(kind, due_on) of the next review of one plan on a day, or None; of a 会議待ち the day since which it waits."""
    return next_review(standing(case, day), plan_id, meetings, office)


# ---------------------------------------------------------------------------------------------- waiting for a meeting


def is_end_of(decision, plan_id):
    """«A yes at 終結/中断 ends the plan.»"""
    return decision.plan == plan_id and decision.timing in ("終結", "中断") and decision.result in YES


def ran_before(acts, plan_id, meetings, office, decision):
    """Whether the plan was running when a decision on it was taken."""
    before = replace(
        acts,
        decisions=[other for other in acts.decisions if order(other) < order(decision)],
        closings=[closing for closing in acts.closings if order(closing) < order(decision)],
    )
    return walk_plan(before, plan_id, meetings, office).decision is not None


def versions_that_wait(acts, plan_id, meetings, office):
    """The newest versions that need a decision and have none, back to the last one that was settled.

    A waiting plan that is rewritten goes on waiting since its first draft: a new text does not move the day.
    """
    # 終結 and 中断 of a plan that runs judge the plan, not the text of a version that has yet to be agreed.
    decisions = [
        decision
        for decision in decisions_on_plan(acts, plan_id, meetings, office)
        if decision.timing not in ("終結", "中断") or not ran_before(acts, plan_id, meetings, office, decision)
    ]
    ends = [decision.day for decision in acts.decisions if is_end_of(decision, plan_id)]
    ends += [closing.day for closing in drops_of(acts, plan_id)]
    waiting = []
    for number, plan in sorted(versions_of(acts.case, plan_id).items()):
        decided = (
            any(decision.version == number for decision in decisions) or written_after(acts, plan, meetings, office) is not None
        )
        over = any(plan.made_on <= day for day in ends)
        waiting = [] if decided or over else [*waiting, plan]
    return waiting


def adjourned_decisions(acts, plan_id, meetings, office):
    """The decisions on the plan that say 継続審議 and are still to be taken up: «継続審議: theirs … until a decision».

    A meeting that does not end a running plan has said nothing about a text that waits, and a text that is sent back nothing
    about the end; a yes to either leaves nothing of the other.
    """
    taken = decisions_on_plan(acts, plan_id, meetings, office)
    for decision in taken:
        # A 方針 that is taken up again by a meeting of another kind has been taken up all the same.
        answers = [d for d in acts.decisions if d.plan == plan_id and d.timing == decision.timing]
        answers += drops_of(acts, plan_id)
        for other in taken:
            if other.result == "継続審議":
                answered = question_of(other) == question_of(decision)
            else:
                answered = (question_of(other) == "end") == (question_of(decision) == "end") or other.result in YES
                answered = answered or not ran_before(acts, plan_id, meetings, office, other)
            if answered:
                answers.append(other)
        if decision.result == "継続審議" and not any(order(answer) > order(decision) for answer in answers):
            yield decision


def question_of(decision):
    """What a meeting is asked about a plan: its direction before consent, its text, or its end."""
    return {"方針": "direction", "策定": "text", "変更": "text", "終結": "end", "中断": "end"}[decision.timing]


def adjourned_talks(acts, plan_id, meetings, office):
    """Talks that named the plan without deciding on it (情報共有, 方針 …), where they said 継続審議 and nothing came after."""
    settling = decisions_on_plan(acts, plan_id, meetings, office)
    named = [decision for decision in decisions_of_meetings(acts) if decision.plan == plan_id]
    dropped = drops_of(acts, plan_id)
    for talk in named:
        taken_up = any(order(other) > order(talk) for other in [*named, *dropped])
        if talk.result == "継続審議" and talk not in settling and not taken_up:
            yield talk


def ended_consent(acts, plan_id, meetings, office):
    """(day, record) since when a plan decided on with consent runs without; None otherwise.

    «When consent has ended, a plan may still be put on a meeting that needs consent at 終結 and 中断 only. Until then it
    stands in `due` as 会議待ち.»
    """
    now = walk_plan(acts, plan_id, meetings, office)
    if now.phase != "実施中":
        return None
    plan = versions_of(acts.case, plan_id)[now.version]
    ended = [(consent_ended_on(acts, person), person) for person in persons_of(acts.case, plan)]
    ended = [(day, person) for day, person in ended if day is not None]
    if not ended:
        return None
    since, person = min(ended)
    for decision in decisions_on_plan(acts, plan_id, meetings, office):
        later = order(decision) > order(now.decision) and decision.day >= since
        if decision.timing in ("終結", "中断") and later:
            return None
    return since, act_in_force(acts, person, since).id


def consent_came(acts, plan_id, meetings, office):
    """The day on which a plan that runs before consent began to wait for 策定; None where it does not wait.

    «When consent comes it goes to 策定.»
    """
    now = walk_plan(acts, plan_id, meetings, office)
    if now.phase != "同意前":
        return None
    plan = versions_of(acts.case, plan_id)[now.version]
    came = [consent_came_on(acts, person) for person in persons_of(acts.case, plan)]
    if not came or None in came:
        return None
    since = max(*came, plan.made_on)
    for decision in decisions_on_plan(acts, plan_id, meetings, office):
        later = order(decision) > order(now.decision) and decision.day >= since
        # «It goes to 策定»: a 変更 of the plan that runs before consent is not that word, whatever the meeting said to it.
        if decision.timing == "策定" and later:
            return None
    return since


def reasons_of_plan_to_wait(acts, plan_id, meetings, office):
    """All (since, record) for which a plan waits for a meeting."""
    reasons = []
    versions = versions_that_wait(acts, plan_id, meetings, office)
    if versions:
        reasons.append((versions[0].made_on, plan_id))
    review = review_waits_for_meeting(acts, plan_id, meetings, office)
    if review is not None:
        reasons.append((review.day, acts.name(review.id)))
    for decision in adjourned_decisions(acts, plan_id, meetings, office):
        reasons.append((decision.day, acts.name(decision.id)))
    for talk in adjourned_talks(acts, plan_id, meetings, office):
        reasons.append((talk.day, acts.name(talk.id)))
    ended = ended_consent(acts, plan_id, meetings, office)
    if ended is not None:
        reasons.append((ended[0], acts.name(ended[1])))
    came = consent_came(acts, plan_id, meetings, office)
    if came is not None:
        reasons.append((came, plan_id))
    return reasons


def decisions_of_meetings(acts):
    """All but 支援決定: that is the city's own act, and what waits for a meeting goes on waiting."""
    return [decision for decision in acts.decisions if decision.timing != "支援決定"]


def screenings_that_wait(acts, office):
    """The first of the last screenings that say so without a break: what was found last is what counts (as in 対応終了)."""
    run = []
    for screening in acts.screenings:
        if not screening_row(office, screening).waits:
            run = []
        elif not run or any(order(run[-1]) < order(decision) < order(screening) for decision in decisions_of_meetings(acts)):
            run = [screening]
    return run


def reasons_of_case_to_wait(acts, office):
    """All (since, record) for which the case itself, not a plan of it, waits for a meeting: until any decision on it.

    A closed case waits no longer: nobody would take it up, and nothing but a decision could take the row away.
    """
    if last_closing_act(acts) in ("統合", "終結", "中断"):
        return []
    candidates = screenings_that_wait(acts, office)
    candidates += [
        referral
        for referral in acts.referrals
        if referral.ask == "会議に諮る" and referral_status(acts, referral) in OPEN_REFERRAL
    ]
    candidates += [decision for decision in acts.decisions if not decision.plan and decision.result == "継続審議"]
    waiting = []
    for candidate in candidates:
        if not any(order(decision) > order(candidate) for decision in decisions_of_meetings(acts)):
            waiting.append((candidate.day, acts.name(candidate.id)))
    return waiting


# ---------------------------------------------------------------------------------------------------------------- states


def plan_status(acts, plan_id, meetings, office):
    """案 付議中 同意前 実施中 見直し 中断 終結 取下げ."""
    now = walk_plan(acts, plan_id, meetings, office)
    drafted_again = now.phase in ("終結", "中断", "取下げ") and versions_that_wait(acts, plan_id, meetings, office)
    if now.phase == "案" or drafted_again:
        # A new version drafted after the end (再プラン) makes the plan one that waits for its 策定 again.
        return "付議中" if day_of_meeting_for_plan(acts, plan_id, meetings) is not None else "案"
    if now.phase == "実施中":
        # «見直し (実施中 and a newer version waits, or the last review leads to a meeting)»
        versions = versions_that_wait(acts, plan_id, meetings, office)
        newer = [plan for plan in versions if plan.version > now.version]
        adjourned = [d for d in adjourned_decisions(acts, plan_id, meetings, office) if d.timing in PLAN_TIMINGS]
        waits = newer or adjourned
        return "見直し" if waits or review_waits_for_meeting(acts, plan_id, meetings, office) else "実施中"
    return now.phase


def oracle_plan_status(case, plan_id, meetings, office, day):
    """The status of one plan on a day."""
    return plan_status(standing(case, day), plan_id, meetings, office)


def plan_ids(case):
    """Every plan once."""
    return sorted({plan.id for plan in case.plans})


def steps_of(acts, referral):
    """The steps taken on a referral, in order."""
    return [step for step in acts.referral_steps if acts.same(step.referral, referral.id)]


def referral_status(acts, referral):
    """未回答 · 保留 · 受理 · 対応中 · 完了 · 辞退 · 取下げ: the last step, a moved date (期限変更) apart."""
    status = "未回答"
    for step in steps_of(acts, referral):
        if step.step != "期限変更":
            status = step.step
    return status


def oracle_referral_status(case, referral_id, day):
    """The status of one referral on a day; None where it has not been made yet."""
    acts = standing(case, day)
    for referral in acts.referrals:
        if acts.same(referral.id, referral_id):
            return referral_status(acts, referral)
    return None


def screening_row(office, screening):
    """The row of the list `screening` for a result (code, label or other spelling) on its day."""
    rows = [
        row
        for row in office.codes["screening"].rows
        if (row.since is None or row.since <= screening.day) and (row.until is None or screening.day <= row.until)
    ]
    for row in rows:
        if screening.result in (row.code, row.label):
            return row
    for row in rows:
        if screening.result in row.also:
            return row
    raise AssertionError(f"the strategies make no such result: {screening.result}")


def last_closing_act(acts):
    """The last of 終結 中断 再開 統合, as an act of its own or in one with a decision («where the item says close_case»)."""
    found = [(order(closing), closing.act) for closing in acts.closings if closing.act != "プラン取下げ"]
    found += [
        (order(decision), decision.timing)
        for decision in acts.decisions
        if decision.timing in ("終結", "中断") and decision.result in YES and decision.close_case
    ]
    return max(found)[1] if found else None


def handling_ended(acts, office):
    """«対応終了 (last screening ends it and no later intake or 再開)»"""
    if not acts.screenings:
        return False
    last = acts.screenings[-1]
    later_intake = any(order(intake) > order(last) for intake in acts.intakes)
    reopened = any(closing.act == "再開" and order(closing) > order(last) for closing in acts.closings)
    return screening_row(office, last).ends and not later_intake and not reopened


def before_consent(acts):
    """«同意前 (last intake 同意なし and 本人 has no consent in force)»"""
    if not acts.intakes or acts.intakes[-1].variant != "同意なし":
        return False
    return not any(may_share(acts, person, acts.day) for person in principals(acts.case))


def case_status(acts, meetings, office):
    """«First that fits.»"""
    last = last_closing_act(acts)
    if last in ("統合", "終結", "中断"):
        return last
    plans = [plan_status(acts, plan_id, meetings, office) for plan_id in plan_ids(acts.case)]
    if any(status in RUNNING for status in plans):
        return "支援中"
    if any(status in ("案", "付議中") for status in plans):
        return "プラン準備中"
    if any(referral_status(acts, referral) in OPEN_REFERRAL for referral in acts.referrals):
        return "つなぎ中"
    if handling_ended(acts, office):
        return "対応終了"
    return "同意前" if before_consent(acts) else "受付"


def oracle_case_status(case, meetings, office, day):
    """The status of the case on a day."""
    return case_status(standing(case, day), meetings, office)


# ------------------------------------------------------------------------------------------------------------------- due


@dataclass(frozen=True, order=True)
class Row:
    """One row of `due`. `record` is the id as first written, with #num where one record holds several facts."""

    kind: str
    due_on: date
    case: str
    plan: str
    agency: str
    staff: str
    record: str


def agency_of(office, staff, day):
    """Where somebody is posted on a day; empty where nowhere."""
    for posting in office.staff:
        valid = (posting.since is None or posting.since <= day) and (posting.until is None or day <= posting.until)
        if posting.id == staff and valid:
            return posting.agency
    return ""


def done_marks(acts):
    """Everything that a note or a monitoring says it fulfils, or a closing says is done or given up (its own `moved`).

    As (id as first written, what stands behind the #).
    """
    marks = set()
    for event in [*acts.notes, *acts.monitorings]:
        for mark in event.done:
            record, _, rest = mark.partition("#")
            marks.add((acts.name(record), rest))
    for closing in acts.closings:
        for settled in closing.moved:
            record, _, rest = settled.of.partition("#")
            marks.add((acts.name(record), rest))
    return marks


def lead_row(acts, kind, due_on, plan, record):
    """«All others the lead.»"""
    head = acts.case.head
    return Row(kind, due_on, acts.case.id, plan, head.lead_agency, head.lead_staff, record)


def rows_of_plans(acts, meetings, office):
    """モニタリング, プラン期限, and 会議待ち of plans."""
    wait = office.settings.intervals.wait_days
    for plan_id in plan_ids(acts.case):
        now = walk_plan(acts, plan_id, meetings, office)
        if now.decision is not None:
            plan = versions_of(acts.case, plan_id)[now.version]
            review = next_review(acts, plan_id, meetings, office)
            if review is not None and review[0] == "モニタリング":
                schedule = plan.monitoring
                if schedule.agency or schedule.staff:
                    yield Row("モニタリング", review[1], acts.case.id, plan_id, schedule.agency, schedule.staff, plan_id)
                else:
                    yield lead_row(acts, "モニタリング", review[1], plan_id, plan_id)
            if plan.period.until is not None:
                yield lead_row(acts, "プラン期限", plan.period.until, plan_id, plan_id)
        reasons = reasons_of_plan_to_wait(acts, plan_id, meetings, office)
        if reasons:
            # «One fact gives one row»: a plan waits for a meeting once, whatever brought it there, since the first reason.
            since, record = min(reasons)
            on = day_of_meeting_for_plan(acts, plan_id, meetings)
            yield lead_row(acts, "会議待ち", on or since + wait * ONE_DAY, plan_id, record)


def rows_of_case_waiting(acts, meetings, office):
    """会議待ち of a screening, a referral, a 継続審議 without a plan."""
    wait = office.settings.intervals.wait_days
    for since, record in reasons_of_case_to_wait(acts, office):
        on = day_of_meeting_for_case(acts, meetings)
        yield lead_row(acts, "会議待ち", on or since + wait * ONE_DAY, "", record)


def rows_of_referrals(acts):
    """«回答待ち: reply_by (moved by 保留, 期限変更) · until any other step · to_agency»"""
    for referral in acts.referrals:
        due_on, answered = referral.reply_by, False
        for step in steps_of(acts, referral):
            if step.step not in ("保留", "期限変更"):
                answered = True
            elif step.reply_by is not None:
                due_on = step.reply_by
        if not answered:
            yield Row("回答待ち", due_on, acts.case.id, "", referral.to_agency, "", acts.name(referral.id))


def rows_of_todos(acts, office):
    """«宿題: due, else decision + todo_days · until in done, or moved with 完了 取消 (延期 sets a new due) · the to-do's»"""
    marks = done_marks(acts)
    for decision in acts.decisions:
        for todo in decision.todos:
            me = (acts.name(decision.id), str(todo.num))
            due_on = todo.due or decision.day + office.settings.intervals.todo_days * ONE_DAY
            agency, staff, over = todo.agency, todo.staff, me in marks
            for other in acts.decisions:
                for moved in other.moved:
                    record, _, num = moved.of.partition("#")
                    if (acts.name(record), num) != me:
                        continue
                    if moved.act in ("完了", "取消"):
                        over = True
                    elif moved.act == "延期":
                        due_on = moved.due or due_on
                    elif moved.act == "担当変更":
                        agency, staff = moved.agency or agency, moved.staff
            if not over:
                yield Row("宿題", due_on, acts.case.id, decision.plan, agency, staff, "#".join(me))


def rows_of_announced(acts, office):
    """«次回予定: a note's next · until a note or monitoring names it in `done`, or the same staff or agency writes one for
    the case dated on or after it · next.staff and their agency that day»
    """
    marks = done_marks(acts)
    for note in acts.notes:
        if note.next is None:
            continue
        on, staff = note.next.date, note.next.staff or note.staff
        agency = agency_of(office, staff, on)
        over = (acts.name(note.id), "") in marks
        for other in [*acts.notes, *acts.monitorings]:
            same = other.staff == staff or agency_of(office, other.staff, other.day) == agency
            if other.id != note.id and other.day >= on and same:
                over = True
        if not over:
            yield Row("次回予定", on, acts.case.id, "", agency, staff, acts.name(note.id))


def rows_of_consents(acts, meetings, office):
    """«同意期限: until of the act in force, open cases»"""
    if case_status(acts, meetings, office) in SHUT_CASE:
        return
    for person in sorted({consent.person for consent in acts.consents}):
        act = act_in_force(acts, person, acts.day)
        if act.act in ("同意", "一部同意") and act.until is not None:
            yield lead_row(acts, "同意期限", act.until, "", acts.name(act.id))


def rows_of_follow_ups(acts):
    """«フォローアップ: each followup and look_again, closed cases too · until named in done, or 再開»

    «One fact gives one row»: what the decision and the closing that carries it out both say, the same contact on the same
    day, is one promise. Where one record says the same twice («each followup») those are two, and one kept leaves the
    other: its first is the first of the other record, its second the second.
    """
    marks = done_marks(acts)
    rows = {}
    for event in sorted([*acts.decisions, *acts.closings], key=order):
        promised = [(step.date, step.how, f"followup{number}") for number, step in enumerate(event.followup, start=1)]
        if event.look_again is not None:
            promised.append((event.look_again, "（もう一度見る日）", "look_again"))
        reopened = any(closing.act == "再開" and order(closing) > order(event) for closing in acts.closings)
        told = []
        for due_on, how, mark in promised:
            row = lead_row(acts, "フォローアップ", due_on, event.plan, f"{acts.name(event.id)}#{mark}")
            told.append((due_on, how))
            if not reopened:
                once_more = told.count((due_on, how))
                rows.setdefault((due_on, how, once_more), []).append((row, (acts.name(event.id), mark) in marks))
    for said in rows.values():
        if not any(kept for _, kept in said):
            yield said[0][0]


def rows_of_silence(acts, meetings, office):
    """«連絡なし: last note or monitoring + no_contact_days, while 支援中 つなぎ中 プラン準備中 同意前»"""
    if case_status(acts, meetings, office) not in ("支援中", "つなぎ中", "プラン準備中", "同意前"):
        return
    # Where nobody has written yet, the first call is the last contact: a case that was never taken up is silent as well.
    contacts = sorted([*acts.notes, *acts.monitorings], key=order) or acts.intakes
    if contacts:
        last = contacts[-1]
        due_on = last.day + office.settings.intervals.no_contact_days * ONE_DAY
        yield lead_row(acts, "連絡なし", due_on, "", acts.name(last.id))


NEXT_STEPS = ("モニタリング", "回答待ち", "宿題", "次回予定", "フォローアップ")


def last_record(acts):
    """(day, id) of the last record of a case: events, versions of plans, assessments."""
    dated = [(event.day, acts.name(event.id)) for kind in KINDS for event in getattr(acts, kind)]
    dated += [(plan.made_on, plan.id) for plan in acts.case.plans]
    dated += [(assessment.date, assessment.id) for assessment in acts.case.assessments]
    dated = [(day, record) for day, record in dated if day <= acts.day]
    return max(dated) if dated else None


def rows_of_nothing_planned(acts, meetings, office, rows):
    """«次の予定なし: an open case with none of モニタリング 回答待ち 宿題 次回予定 フォローアップ and on no meeting to come;
    due_on = its last record»
    """
    if case_status(acts, meetings, office) in SHUT_CASE:
        return
    if any(row.kind in NEXT_STEPS for row in rows):
        return
    if day_of_meeting_for_case(acts, meetings) is not None:
        return
    last = last_record(acts)
    if last is not None:
        yield lead_row(acts, "次の予定なし", last[0], "", last[1])


def oracle_due(case, meetings, office, day):
    """Every row that is open on the day, whatever its due_on, as a set of `Row`."""
    acts = standing(case, day)
    rows = [
        *rows_of_plans(acts, meetings, office),
        *rows_of_case_waiting(acts, meetings, office),
        *rows_of_referrals(acts),
        *rows_of_todos(acts, office),
        *rows_of_announced(acts, office),
        *rows_of_consents(acts, meetings, office),
        *rows_of_follow_ups(acts),
        *rows_of_silence(acts, meetings, office),
    ]
    rows += rows_of_nothing_planned(acts, meetings, office, rows)
    return set(rows)
