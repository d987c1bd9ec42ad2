"""Small worlds for property tests: one case of a few plans over some months of 2025, told act by act.

A tale is told day by day: at each step an act that makes sense in the present state is drawn (a decision on a version that
exists, a review of a plan that runs), now and then one that does not. Days lean to the ends of months. `as_read_on` then
does what the reader of a day does: it leaves out what was recorded, made or put on an agenda later.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date, datetime, timedelta, timezone

from hypothesis import strategies as st

from seki_cli.model.case import Assessment, Case, Complaint, Household, Intake, Person, Screening
from seki_cli.model.contact import Consent, NextStep, Note, Referral, ReferralStep, ShareWith
from seki_cli.model.meeting import Item, Meeting
from seki_cli.model.office import Agency, CodeList, CodeRow, Intervals, MeetingKind, Office, Posting, Settings
from seki_cli.model.plan import (
    Attempt,
    Closing,
    Decision,
    FollowUp,
    Goal,
    Issue,
    Monitoring,
    Moved,
    Placement,
    Plan,
    Schedule,
    Span,
    Support,
    Todo,
)
from seki_cli.model.record import Correction
from seki_cli.model.world import CaseFile

JST = timezone(timedelta(hours=9))
FIRST, LAST = date(2025, 1, 15), date(2025, 9, 30)
LEAP_FIRST, LEAP_LAST = date(2023, 12, 15), date(2024, 6, 30)
"""The spans in which a world may lie: 2025, and the winter of a leap year."""
CASE = "R06-7K3F9QX"
PLANS = ("P-7K3F9QA", "P-8M4G0RB")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AGENCIES = ("chuo1", "himawari", "takikan", "fukushi")
STAFF = ("s1", "s2", "s3", "s4")
NO_CONSENT_KIND, CONSENT_KIND = "shien", "juso"


# ---------------------------------------------------------------------------------------------------------------- office


def build_office(intervals: Intervals | None = None, changed_on: date = date(2030, 4, 1)) -> Office:
    """Return an office with two kinds of meeting, a list of screening results and four people, one of whom moves.

    On `changed_on` the meeting that needs no consent becomes one that does, and a screening result a way to a meeting.
    """
    eve = changed_on - timedelta(days=1)
    return Office(
        settings=Settings(profile="test", intervals=intervals or Intervals()),
        agencies=tuple(Agency(id=name, name=name) for name in AGENCIES),
        staff=(
            Posting(id="s1", agency="chuo1"),
            Posting(id="s2", agency="chuo1", until=date(2025, 4, 30)),
            Posting(id="s2", agency="himawari", since=date(2025, 5, 1)),
            Posting(id="s3", agency="himawari"),
            Posting(id="s4", agency="takikan"),
        ),
        meetings=(
            MeetingKind(
                id=NO_CONSENT_KIND, name="支援会議", consent="not_required", decides=("情報共有", "方針", "緊急"), until=eve
            ),
            MeetingKind(
                id=NO_CONSENT_KIND, name="支援会議", consent="required", decides=("情報共有", "方針", "緊急"), since=changed_on
            ),
            MeetingKind(
                id=CONSENT_KIND,
                name="重層的支援会議",
                consent="required",
                decides=("策定", "変更", "終結", "中断", "社会資源"),
                takes_cases=True,
            ),
        ),
        codes={
            "screening": CodeList(
                list="screening",
                rows=(
                    CodeRow(code="info", label="情報提供・相談対応のみで終了", ends=True),
                    CodeRow(code="linked", label="他機関へつないで終了", ends=True),
                    CodeRow(code="meeting", label="支援会議に諮る", waits=True),
                    CodeRow(code="plan", label="プランを策定する", until=eve),
                    CodeRow(
                        code="plan", label="会議でプランを策定する", also=("プランを策定する",), waits=True, since=changed_on
                    ),
                ),
            )
        },
    )


OFFICE = build_office()


Choose = Callable[[int], int]
"""Return a number from 0 up to, not including, the argument; 0 is the plainest."""


def one_of(choose: Choose, options: Sequence):
    """Return one of the options."""
    return options[choose(len(options))]


def choose_office(choose: Choose) -> Office:
    """Return an office with intervals, and a day on which it changes its ways, of its own."""
    return build_office(
        Intervals(
            review_months=one_of(choose, [3, 1, 2, 6]),
            first_review_months=one_of(choose, [1, 2]),
            wait_days=one_of(choose, [14, 7]),
            todo_days=one_of(choose, [14, 10]),
            no_contact_days=one_of(choose, [60, 30]),
        ),
        changed_on=one_of(choose, [date(2030, 4, 1), date(2025, 4, 1), date(2024, 3, 1)]),
    )


# ------------------------------------------------------------------------------------------------------------------ days


def is_month_end(day: date) -> bool:
    """Say whether a day is one of the last of its month, where counting months goes wrong."""
    return (day + timedelta(days=4)).month != day.month


ALL_DAYS = [LEAP_FIRST + timedelta(days=n) for n in range((LAST - LEAP_FIRST).days + 1)]
MONTH_ENDS = [day for day in ALL_DAYS if is_month_end(day)]
GAPS = [0, 1, 3, 7, 10, 14, 20, 28, 30, 31, 45, 62]


def snap(choose: Choose, day: date, one_in: int = 4) -> date:
    """Move a day to an end of its month now and then."""
    if choose(one_in) == one_in - 1:
        later = [end for end in MONTH_ENDS if end >= day]
        if later:
            return one_of(choose, later[:4])
    return day


# ------------------------------------------------------------------------------------------------------------- the tale


@dataclass
class Tale:
    """What has been told so far, and what the teller remembers of it."""

    choose: Choose
    day: date
    last: date
    coherent: bool
    count: int = 0
    phase: dict[str, str] = dataclass_field(default_factory=dict)
    running: dict[str, int] = dataclass_field(default_factory=dict)
    records: dict[str, list] = dataclass_field(default_factory=dict)
    meetings: list[Meeting] = dataclass_field(default_factory=list)
    todos: list[str] = dataclass_field(default_factory=list)
    fulfillable: list[str] = dataclass_field(default_factory=list)

    def pick(self, *choices):
        """Draw one of the choices; the first is the plainest."""
        return one_of(self.choose, choices)

    def chance(self, one_in: int) -> bool:
        """Say yes once in so many times."""
        return self.choose(one_in) == one_in - 1

    def later(self, *gaps: int, snap_one_in: int = 4) -> date:
        """Return a day so many days from now, or the end of a month soon after it."""
        return snap(self.choose, self.day + timedelta(days=self.pick(*gaps)), snap_one_in)

    def go_on(self, *gaps: int, snap_one_in: int = 4) -> None:
        """Let some days pass, never beyond the last."""
        self.day = max(self.day, min(self.later(*gaps, snap_one_in=snap_one_in), self.last))

    def listed(self, kind: str) -> list:
        """Return the records of one kind so far."""
        return self.records.setdefault(kind, [])

    def head(self, schema: str) -> dict:
        """Return what every event starts with. Acts are recorded in the order in which they are told."""
        self.count += 1
        n = self.count
        letters = LETTERS[n // 32 % 32] + LETTERS[n % 32] + LETTERS[n * 7 % 32] + LETTERS[n * 13 % 32]
        late = 0 if not self.chance(12) else self.pick(1, 5, 20)
        minutes = 8 * 60 + n
        recorded = datetime(self.day.year, self.day.month, self.day.day, minutes // 60, minutes % 60, tzinfo=JST)
        return {
            "schema": schema,
            "id": f"{self.day:%Y%m%d}-{letters}",
            "case": CASE,
            "recorded": recorded + timedelta(days=late),
            "recorded_by": "s1",
            "at": self.pick("09:00", "14:00") if self.chance(15) else "",
        }

    def tell(self, kind: str, event) -> None:
        """Add a record."""
        self.listed(kind).append(event)

    def some_done(self) -> tuple[str, ...]:
        """Return what a note or a review fulfils."""
        if self.fulfillable and self.chance(3):
            return (self.pick(*self.fulfillable),)
        return ()


def tell_intake(tale: Tale) -> None:
    """受付, with or without consent."""
    tale.tell(
        "intakes",
        Intake(
            **tale.head("intake/1"),
            received_on=tale.day,
            agency="chuo1",
            method="来所",
            complaint=Complaint(by_agency="…"),
            variant=tale.pick(None, "同意なし", "同意あり"),
        ),
    )


def tell_screening(tale: Tale) -> None:
    """対応結果, by label or by code."""
    result = tale.pick("プランを策定する", "支援会議に諮る", "meeting", "情報提供・相談対応のみで終了", "linked")
    tale.tell("screenings", Screening(**tale.head("screening/1"), date=tale.day, result=result, staff="s1"))


def tell_consent(tale: Tale) -> None:
    """同意, 一部同意, 拒否, 保留, 撤回."""
    act = tale.pick("同意", "同意", "一部同意", "撤回", "拒否", "保留")
    allows = act in ("同意", "一部同意")
    until = tale.later(30, 31, 60, 90, 10, 0) if allows and tale.chance(2) else None
    tale.tell(
        "consents",
        Consent(
            **tale.head("consent/1"),
            date=tale.day,
            act=act,
            person="P1" if not tale.chance(6) else "P2",
            share_with=ShareWith(agencies="すべて") if allows else None,
            categories="すべて" if allows else (),
            until=until,
        ),
    )


def tell_note(tale: Tale) -> None:
    """支援経過記録, announcing the next contact now and then."""
    after = None
    head = tale.head("note/1")
    if tale.chance(2):
        on = tale.later(7, 1, 14, 31, 60, 0)
        after = NextStep(date=on, staff=tale.pick(*STAFF, ""), what="…")
    note = Note(**head, date=tale.day, staff=tale.pick(*STAFF), method="電話", fact="…", next=after, done=tale.some_done())
    tale.tell("notes", note)
    if after is not None:
        tale.fulfillable.append(note.id)


def tell_referral(tale: Tale) -> None:
    """つなぎ."""
    tale.tell(
        "referrals",
        Referral(
            **tale.head("referral/1"),
            date=tale.day,
            from_agency="chuo1",
            to_agency=tale.pick("takikan", "himawari"),
            ask=tale.pick("一緒に対応", "会議に諮る", "引継ぎ"),
            reasons=("その他",),
            reply_by=tale.later(14, 7, 30),
            staff="s1",
        ),
    )


ANSWERS = {
    "未回答": ("受理", "保留", "辞退", "期限変更", "取下げ", "対応中"),
    "保留": ("受理", "保留", "期限変更", "辞退"),
    "受理": ("対応中", "完了", "取下げ", "期限変更", "保留"),
    "対応中": ("完了", "取下げ"),
}


def tell_step(tale: Tale) -> None:
    """An answer to a referral."""
    open_ones = [(referral, status) for referral in tale.listed("referrals") if (status := answered(tale, referral)) in ANSWERS]
    if not open_ones:
        return tell_referral(tale)
    referral, status = tale.pick(*open_ones)
    step = tale.pick(*ANSWERS[status])
    moves = step == "期限変更" or (step == "保留" and tale.chance(2))
    tale.tell(
        "referral_steps",
        ReferralStep(
            **tale.head("referral_step/1"),
            date=tale.day,
            referral=referral.id,
            step=step,
            staff="s4",
            reply_by=tale.later(14, 7, 30) if moves else None,
        ),
    )
    return None


def answered(tale: Tale, referral: Referral) -> str:
    """Return what the teller remembers of the answers."""
    steps = [step.step for step in tale.listed("referral_steps") if step.referral == referral.id and step.step != "期限変更"]
    return steps[-1] if steps else "未回答"


def draw_schedule(tale: Tale) -> Schedule:
    """When a plan is reviewed: from a first day, without one, or on listed days."""
    who = tale.pick(("takikan", "s4"), ("chuo1", "s1"), ("himawari", ""))
    form = tale.pick("every", "first", "nothing", "dates", "first only", "every", "nothing")
    if form == "dates":
        days = {tale.later(-20, 0, 14, 31, 45, 62, 90, 120) for _ in range(tale.pick(1, 2, 3))}
        with_who = tale.chance(2)
        return Schedule(dates=tuple(sorted(days)), agency=who[0] if with_who else "", staff=who[1] if with_who else "")
    first = tale.later(31, 14, 0, 62, -40) if form.startswith("first") else None
    every = tale.pick(1, 2, 3) if form in ("every", "first") else None
    return Schedule(every_months=every, first_date=first, agency=who[0], staff=who[1])


def build_version(tale: Tale, plan_id: str, kind: str, number: int, after: str = "") -> Plan:
    """One version of a plan, whole."""
    until = tale.later(180, 90, 60)
    return Plan(
        schema="plan/1",
        id=plan_id,
        case=CASE,
        kind=kind,
        version=number,
        made_on=tale.day,
        made_by="s4",
        persons=tale.pick(("P1",), (), ("P1",), ("P1", "P2")),
        wish="…",
        issues=(Issue(num=1, text="…"),),
        goals=(Goal(num=1, text="…", due=until),),
        supports=(Support(what="…", agency="takikan"),),
        cautions="なし",
        period=Span(since=tale.day, until=until if not tale.chance(10) else None),
        monitoring=draw_schedule(tale),
        after=after,
    )


def tell_plan(tale: Tale) -> None:
    """A new plan, or the next version of one."""
    known = sorted({plan.id for plan in tale.listed("plans")})
    alive = [plan_id for plan_id in known if tale.phase[plan_id] in ("案", "実施中", "同意前")]
    if len(known) < len(PLANS) and (not alive or tale.chance(3)):
        plan_id = PLANS[len(known)]
        kind = tale.pick("多機関協働", "アウトリーチ等", "参加支援")
        tale.phase[plan_id] = "案"
        tale.tell("plans", build_version(tale, plan_id, kind, 1))
    elif alive:
        plan_id = tale.pick(*alive)
        newest = newest_version(tale, plan_id)
        tale.tell("plans", build_version(tale, plan_id, newest.kind, newest.version + 1))


def newest_version(tale: Tale, plan_id: str) -> Plan:
    """Return the newest version so far."""
    return max((plan for plan in tale.listed("plans") if plan.id == plan_id), key=lambda plan: plan.version)


def hold_meeting(tale: Tale, kind: str, item: Item | None) -> str:
    """A meeting of the day, with this item on it; an earlier one of the same day and kind is used again."""
    for place, meeting in enumerate(tale.meetings):
        if meeting.date == tale.day and meeting.kind == kind and not meeting.called_off:
            if item is not None and item not in meeting.items:
                tale.meetings[place] = replace(meeting, items=(*meeting.items, replace(item, num=len(meeting.items) + 1)))
            return meeting.id
    letters = LETTERS[len(tale.meetings) % 32]
    meeting = Meeting(
        schema="meeting/1",
        id=f"M-{tale.day:%Y%m%d}-{letters}QQ{'S' if kind == NO_CONSENT_KIND else 'J'}",
        kind=kind,
        date=tale.day,
        items=(item,) if item is not None else (),
    )
    tale.meetings.append(meeting)
    return meeting.id


def draw_todos(tale: Tale) -> tuple[Todo, ...]:
    """To-dos of a decision."""
    todos = []
    for number in range(1, tale.pick(1, 1, 2, 3)):
        agency, staff = tale.pick(("takikan", "s4"), ("himawari", ""), ("chuo1", "s1"))
        due = tale.later(7, 14, 31) if tale.chance(2) else None
        todos.append(Todo(num=number, agency=agency, staff=staff, what="…", due=due))
    return tuple(todos)


def draw_moved(tale: Tale) -> tuple[Moved, ...]:
    """What became of an earlier to-do."""
    if not tale.todos or not tale.chance(2):
        return ()
    act = tale.pick("完了", "延期", "取消", "担当変更")
    due = tale.later(14, 31) if act == "延期" else None
    agency, staff = tale.pick(("himawari", "s3"), ("chuo1", "")) if act == "担当変更" else ("", "")
    return (Moved(of=tale.pick(*tale.todos), act=act, due=due, why="…", agency=agency, staff=staff),)


def timings_that_make_sense(tale: Tale, plan_id: str) -> tuple[str, ...]:
    """Which timings a plan may come to a meeting with."""
    phase, newest = tale.phase[plan_id], newest_version(tale, plan_id)
    if not tale.coherent:
        return ("策定", "変更", "終結", "中断", "方針")
    if phase == "案":
        return ("策定", "方針") if newest.kind == "アウトリーチ等" else ("策定",)
    if phase == "同意前":
        return ("策定", "方針", "終結", "中断")
    if phase == "実施中":
        return ("変更", "終結", "中断") if newest.version > tale.running[plan_id] else ("終結", "中断")
    return ()


def tell_decision_on_plan(tale: Tale) -> None:
    """A meeting decides on a plan; 支援決定 of the city now and then."""
    known = sorted({plan.id for plan in tale.listed("plans")})
    possible = [(plan_id, timing) for plan_id in known for timing in timings_that_make_sense(tale, plan_id)]
    if not possible:
        return tell_plan(tale)
    plan_id, timing = tale.pick(*possible)
    newest = newest_version(tale, plan_id).version
    version = tale.running.get(plan_id, newest) if timing in ("終結", "中断") else newest
    result = tale.pick("適切", "適切", "承認", "修正のうえ適切", "差戻し", "継続審議", "その他")
    yes = result in ("適切", "承認", "修正のうえ適切")
    kind = NO_CONSENT_KIND if timing == "方針" else CONSENT_KIND
    meeting = hold_meeting(tale, kind, Item(num=1, case=CASE, plan=plan_id, version=version, timing=timing))
    followup, look_again, attempts = (), None, ()
    if yes and timing == "終結" and tale.chance(2):
        followup = tuple(FollowUp(date=tale.later(30, 90)) for _ in range(tale.pick(1, 2)))
    if yes and timing == "中断":
        look_again, attempts = tale.later(30, 90), (Attempt(date=tale.day),)
    moved = draw_moved(tale)
    decision = Decision(
        **tale.head("decision/1"),
        date=tale.day,
        meeting=meeting,
        timing=timing,
        plan=plan_id,
        version=version,
        result=result,
        todos=draw_todos(tale),
        moved=moved,
        followup=followup,
        attempts=attempts,
        look_again=look_again,
        close_case=yes and timing in ("終結", "中断") and tale.chance(2),
    )
    remember_decision(tale, decision)
    return None


def remember_decision(tale: Tale, decision: Decision) -> None:
    """Keep in mind what a decision opens: to-dos, follow-ups, a running plan, a corrected text."""
    tale.tell("decisions", decision)
    for todo in decision.todos:
        tale.todos.append(f"{decision.id}#{todo.num}")
        tale.fulfillable.append(f"{decision.id}#{todo.num}")
    for number in range(1, len(decision.followup) + 1):
        tale.fulfillable.append(f"{decision.id}#followup{number}")
    if decision.look_again is not None:
        tale.fulfillable.append(f"{decision.id}#look_again")
    if not decision.plan or not decision.yes:
        return
    if decision.timing in ("策定", "変更"):
        tale.phase[decision.plan], tale.running[decision.plan] = "実施中", decision.version
    elif decision.timing == "方針":
        tale.phase[decision.plan], tale.running[decision.plan] = "同意前", decision.version
    elif decision.timing in ("終結", "中断"):
        tale.phase[decision.plan] = decision.timing
    newest = newest_version(tale, decision.plan)
    corrects_text = decision.result == "修正のうえ適切" and decision.timing in ("策定", "変更", "方針")
    if corrects_text and decision.version == newest.version and tale.chance(2):
        tale.go_on(0, 1, 7)
        tale.tell("plans", build_version(tale, decision.plan, newest.kind, newest.version + 1, after=decision.id))
        tale.running[decision.plan] = newest.version + 1


def tell_decision_on_case(tale: Tale) -> None:
    """A meeting that needs no consent talks about the case."""
    timing = tale.pick("情報共有", "方針", "緊急")
    known = sorted({plan.id for plan in tale.listed("plans")})
    plan_id = tale.pick(*known) if known and timing != "方針" and tale.chance(4) else ""
    version = newest_version(tale, plan_id).version if plan_id else None
    meeting = hold_meeting(tale, NO_CONSENT_KIND, Item(num=1, case=CASE, plan=plan_id, version=version, timing=timing))
    moved = draw_moved(tale)
    remember_decision(
        tale,
        Decision(
            **tale.head("decision/1"),
            date=tale.day,
            meeting=meeting,
            timing=timing,
            plan=plan_id,
            version=version,
            result=tale.pick("承認", "適切", "その他", "継続審議"),
            todos=draw_todos(tale),
            moved=moved,
        ),
    )


def tell_support_decision(tale: Tale) -> None:
    """支援決定: the city's own decision on a plan that a meeting has said yes to."""
    running = [plan_id for plan_id, phase in tale.phase.items() if phase == "実施中"]
    if not running:
        return tell_decision_on_plan(tale)
    plan_id = tale.pick(*running)
    remember_decision(
        tale,
        Decision(
            **tale.head("decision/1"),
            date=tale.day,
            timing="支援決定",
            plan=plan_id,
            version=tale.running[plan_id],
            result="承認",
            todos=draw_todos(tale),
        ),
    )
    return None


def tell_review(tale: Tale) -> None:
    """モニタリング: on time, early, late, with or without a next date, leading to a meeting or not."""
    running = [plan_id for plan_id, phase in tale.phase.items() if phase in ("実施中", "同意前")]
    if not running and (tale.coherent or not tale.phase):
        return tell_decision_on_plan(tale)
    plan_id = tale.pick(*(running or sorted(tale.phase)))
    after = tale.later(31, 14, 0, 90, -10) if tale.chance(2) else None
    tale.tell(
        "monitorings",
        Monitoring(
            **tale.head("monitoring/1"),
            date=tale.day,
            staff=tale.pick(*STAFF),
            plan=plan_id,
            version=tale.running.get(plan_id, 1),
            result=tale.pick("継続", "継続", "継続", "変更が必要", "終結を検討", "中断を検討"),
            next_date=after,
            done=tale.some_done(),
        ),
    )
    return None


def tell_closing(tale: Tale) -> None:
    """終結, 中断, 再開, 統合 of the case, or プラン取下げ."""
    running = [plan_id for plan_id, phase in tale.phase.items() if phase in ("実施中", "同意前")]
    drafts = [plan_id for plan_id, phase in tale.phase.items() if phase == "案"]
    shut = [closing.act for closing in tale.listed("closings") if closing.act != "プラン取下げ"]
    if not tale.coherent or (running and tale.chance(6)):
        drafts += running
    if drafts and tale.chance(2):
        plan_id = tale.pick(*drafts)
        if tale.phase[plan_id] != "実施中":
            tale.phase[plan_id] = "取下げ"
        tale.tell("closings", Closing(**tale.head("closing/1"), date=tale.day, act="プラン取下げ", plan=plan_id))
        return
    if shut and shut[-1] in ("終結", "中断"):
        act = "再開"
    elif running and tale.coherent:
        tell_note(tale)
        return
    else:
        act = tale.pick("終結", "中断", "再開", "統合")
    head = tale.head("closing/1")
    followup, look_again = (), None
    if act == "終結" and tale.chance(2):
        followup = (FollowUp(date=tale.later(30, 90)),)
        tale.fulfillable.append(f"{head['id']}#followup1")
    promised = [decision for decision in tale.listed("decisions") if decision.followup or decision.look_again]
    if act in ("終結", "中断") and promised and tale.chance(2):
        # `case close` carries out what the meeting decided, and says it again.
        followup, look_again = promised[-1].followup, promised[-1].look_again
        if followup:
            tale.fulfillable.append(f"{head['id']}#followup1")
    elif act == "中断":
        look_again = tale.later(30, 90)
        tale.fulfillable.append(f"{head['id']}#look_again")
    tale.tell("closings", Closing(**head, date=tale.day, act=act, followup=followup, look_again=look_again))


def tell_placement(tale: Tale) -> None:
    """参加支援 at a resource: a record that opens nothing in `due`."""
    known = sorted({plan.id for plan in tale.listed("plans")})
    if not known:
        return tell_plan(tale)
    after = tale.later(7, 31) if tale.chance(2) else None
    tale.tell(
        "placements",
        Placement(**tale.head("placement/1"), date=tale.day, plan=known[0], resource="S-7K3F9QX", step="見学", next=after),
    )
    return None


def tell_assessment(tale: Tale) -> None:
    """アセスメント: a document with a day."""
    head = tale.head("assessment/1")
    tale.tell(
        "assessments",
        Assessment(schema="assessment/1", id=head["id"], case=CASE, date=tale.day, staff="s1", summary="…", direction="…"),
    )


def plan_meeting(tale: Tale) -> None:
    """A meeting that is put on the calendar ahead: held without a decision, still to come, or called off."""
    day = tale.later(7, 14, 31, 0)
    known = sorted({plan.id for plan in tale.listed("plans")})
    possible = [(plan_id, timing) for plan_id in known for timing in timings_that_make_sense(tale, plan_id)]
    if possible and not tale.chance(3):
        plan_id, timing = tale.pick(*possible)
        newest = newest_version(tale, plan_id).version
        version = tale.running.get(plan_id, newest) if timing in ("終結", "中断") else newest
        kind = NO_CONSENT_KIND if timing == "方針" else CONSENT_KIND
        item = Item(num=1, case=CASE, plan=plan_id, version=version, timing=timing)
    elif not tale.chance(6):
        kind, item = NO_CONSENT_KIND, Item(num=1, case=CASE, timing=tale.pick("情報共有", "方針", "緊急"))
    else:
        kind, item = CONSENT_KIND, Item(num=1, gap="G-7K3F9QX", timing="社会資源")
    tale.meetings.append(
        Meeting(
            schema="meeting/1",
            id=f"M-{day:%Y%m%d}-{LETTERS[len(tale.meetings) % 32]}RRR",
            kind=kind,
            date=day,
            items=(Item(num=2, case="R06-0000000", timing="緊急"), item) if tale.chance(3) else (item,),
            called_off=tale.chance(5),
        )
    )


ACTS = {
    "review": (tell_review, 5),
    "plan": (tell_plan, 3),
    "decide": (tell_decision_on_plan, 5),
    "note": (tell_note, 3),
    "consent": (tell_consent, 2),
    "talk": (tell_decision_on_case, 1),
    "meeting": (plan_meeting, 2),
    "referral": (tell_referral, 1),
    "step": (tell_step, 2),
    "screening": (tell_screening, 1),
    "closing": (tell_closing, 1),
    "intake": (tell_intake, 1),
    "support": (tell_support_decision, 1),
    "placement": (tell_placement, 1),
    "assessment": (tell_assessment, 1),
}


@dataclass(frozen=True)
class Theme:
    """What a tale is mostly about, so that the rare turns of one subject meet each other often enough."""

    acts: str
    beginnings: tuple[str, ...] = ("",)
    gaps: tuple[int, ...] = tuple(GAPS)
    snap_one_in: int = 4
    corrections: int = 0


EVERYTHING = " ".join(name for name, (_, weight) in ACTS.items() for _ in range(weight))
THEMES = (
    Theme(
        acts=EVERYTHING,
        beginnings=("", "plan decide", "plan decide review", "consent plan decide", "plan decide plan", "referral note"),
    ),
    Theme(
        acts="review review review review decide plan note meeting closing",
        beginnings=("plan decide review", "plan decide", "plan decide review plan decide"),
        snap_one_in=2,
    ),
    Theme(
        acts="review decide decide plan plan meeting closing talk",
        beginnings=("plan decide", "plan decide plan", "consent plan decide plan"),
        gaps=(0, 1, 0, 3, 14),
    ),
    Theme(acts="consent consent decide intake closing review plan", beginnings=("consent plan decide", "intake consent", "")),
    Theme(acts="screening screening closing intake referral talk step note consent", gaps=(0, 1, 7, 14, 31)),
    Theme(acts="closing closing decide consent note", beginnings=("consent plan decide decide", "closing", "plan decide")),
    Theme(acts="note note note review talk", beginnings=("talk", "note", "plan decide"), gaps=(0, 1, 7, 14, 31)),
    Theme(acts="referral step step step talk closing", beginnings=("referral",), gaps=(0, 1, 7, 14, 31)),
    Theme(acts=EVERYTHING + " review consent referral step", beginnings=("plan decide review", "consent consent"), corrections=4),
)


# --------------------------------------------------------------------------------------------------- corrections, worlds


CORRECTED = (
    "monitorings", "notes", "decisions", "consents", "referrals", "referral_steps", "screenings", "closings", "placements",
)  # fmt: skip


def correct_something(tale: Tale) -> None:
    """Correct one event: another day, another result, or void; now and then a correction of the correction."""
    kinds = [kind for kind in CORRECTED if tale.listed(kind)]
    if not kinds:
        return
    kind = tale.pick(*kinds)
    corrected = {event.corrects.record for event in tale.listed(kind) if event.corrects}
    standing = [
        event for event in tale.listed(kind) if event.id not in corrected and not (event.corrects and event.corrects.void)
    ]
    if not standing:
        return
    wrong = tale.pick(*standing)
    tale.day = max(tale.day, wrong.day)
    head = tale.head(wrong.schema)
    head["recorded"] = max(head["recorded"], wrong.recorded + timedelta(minutes=1))
    void = tale.chance(4)
    changes = {"date": max(opened_on(tale), wrong.day - timedelta(days=tale.pick(0, 1, 10)))}
    if kind == "monitorings":
        changes["result"] = tale.pick("継続", "継続", "変更が必要")
        changes["next_date"] = tale.pick(wrong.next_date, changes["date"] + timedelta(days=20))
    if kind == "consents":
        changes["act"] = tale.pick(wrong.act, "撤回")
    if kind == "decisions":
        made = [plan.made_on for plan in tale.listed("plans") if (plan.id, plan.version) == (wrong.plan, wrong.version)]
        changes["date"] = max([changes["date"], *made])
    if kind == "decisions" and wrong.timing in ("策定", "変更"):
        changes["result"] = tale.pick(wrong.result, "差戻し", "適切")
    right = replace(wrong, **{**head, **changes, "corrects": Correction(record=wrong.id, why="…", void=void)})
    tale.tell(kind, right)
    if not void and tale.chance(2):
        correct_again(tale, kind, wrong, right)


def opened_on(tale: Tale) -> date:
    """Return the day of the first call."""
    return min(intake.received_on for intake in tale.listed("intakes"))


def correct_again(tale: Tale, kind: str, wrong, right) -> None:
    """A second correction of one record (from another clone): until settled the stricter or the earlier counts."""
    changes = {}
    if kind == "monitorings" and right.result == "継続" and right.next_date and right.next_date > right.date:
        changes = {"next_date": right.next_date + timedelta(days=tale.pick(5, -3, 31))}
        if changes["next_date"] <= right.date:
            return
    elif kind == "consents":
        changes = {"act": tale.pick("同意", "一部同意", "撤回")}
    if changes:
        head = tale.head(wrong.schema)
        head["recorded"] = max(head["recorded"], wrong.recorded + timedelta(minutes=2))
        again = {**head, "date": right.date, "corrects": Correction(record=wrong.id, why="…"), **changes}
        tale.tell(kind, replace(right, **again))


@dataclass(frozen=True)
class SmallWorld:
    """One case with its office and meetings, as it all lies there at the end."""

    case: CaseFile
    office: Office
    meetings: tuple[Meeting, ...]
    days: tuple[date, ...]


def order_of_acts(event):
    """Return the key of the order of acts: date, at, recorded, id."""
    return (event.day, event.at, event.recorded, event.id)


def build_case(tale: Tale) -> CaseFile:
    """Gather the tale into a case folder."""
    events = {
        kind: tuple(sorted(found, key=order_of_acts))
        for kind, found in tale.records.items()
        if kind not in ("plans", "assessments") and found
    }
    return CaseFile(
        id=CASE,
        head=Case(schema="case/1", id=CASE, case=CASE, lead_agency="chuo1", lead_staff=tale.pick("s1", "")),
        household=Household(
            schema="household/1",
            case=CASE,
            people=(Person(id="P1", role="本人"), Person(id="P2", role="世帯員")),
        ),
        assessments=tuple(tale.listed("assessments")),
        plans=tuple(sorted(tale.listed("plans"), key=lambda plan: (plan.id, plan.version))),
        unread=("notes/20250401-0000.yaml",) if tale.chance(15) else (),
        **events,
    )


def build_world(choose: Choose, several, *, corrections: bool = True, coherent: bool | None = None) -> SmallWorld:
    """Tell a world of one case over some months. `several` returns a list of some of the items it is given."""
    theme = one_of(choose, THEMES)
    first, last = one_of(choose, [(FIRST, LAST), (FIRST, LAST), (LEAP_FIRST, LEAP_LAST)])
    start = snap(choose, first + timedelta(days=choose(46)))
    sound = choose(5) != 4 if coherent is None else coherent
    tale = Tale(choose=choose, day=start, last=last, coherent=sound)
    tell_intake(tale)
    for name in (*one_of(choose, theme.beginnings).split(), *several(theme.acts.split())):
        tale.go_on(*theme.gaps, snap_one_in=theme.snap_one_in)
        ACTS[name][0](tale)
    if corrections and (theme.corrections or tale.chance(6)):
        for _ in range(1 + choose(theme.corrections or 2)):
            tale.go_on(0, 1, 7)
            correct_something(tale)
    case = build_case(tale)
    office = OFFICE if tale.chance(2) else choose_office(choose)
    return SmallWorld(case=case, office=office, meetings=tuple(sorted(tale.meetings, key=by_day)), days=days_of(case, tale))


def by_day(meeting: Meeting) -> tuple[date, str]:
    """Return the key by which meetings are listed."""
    return (meeting.date, meeting.id)


def days_of(case: CaseFile, tale: Tale) -> tuple[date, ...]:
    """Return the days worth asking about: those of the acts and the days around them, and those of the meetings."""
    opened = min(intake.recorded.date() for intake in case.intakes)
    seen = max(event.recorded.date() for event in case.events())
    told = {event.day for event in case.events()} | {plan.made_on for plan in case.plans} | {m.date for m in tale.meetings}
    told |= {consent.until for consent in case.consents if consent.until}
    around = {day + timedelta(days=n) for day in told for n in (-1, 0, 1)}
    around |= {max(told) + timedelta(days=n) for n in (30, 90)}
    return tuple(sorted((day for day in around if day >= opened), key=lambda day: (abs((day - seen).days), day)))


def as_read_on(world: SmallWorld, day: date, *, acts_ahead: bool = False) -> tuple[CaseFile, tuple[Meeting, ...]]:
    """Return what a reader sees on a day: nothing that was recorded, made or put on an agenda after it.

    `acts_ahead`: acts of later days lie there all the same (a slip of the hand): they have not happened yet.
    """
    case = world.case
    kinds = ("intakes", "screenings", "consents", "notes", "referrals", "referral_steps", "decisions", "monitorings")
    kinds += ("placements", "closings")
    seen = {kind: tuple(event for event in getattr(case, kind) if acts_ahead or event.recorded.date() <= day) for kind in kinds}
    plans = tuple(plan for plan in case.plans if plan.made_on <= day)
    seen["assessments"] = tuple(assessment for assessment in case.assessments if assessment.date <= day)
    have = {(plan.id, plan.version) for plan in plans}
    meetings = tuple(
        replace(meeting, items=tuple(item for item in meeting.items if not item.plan or (item.plan, item.version) in have))
        for meeting in world.meetings
    )
    return replace(case, plans=plans, **seen), meetings


def choose_day(choose: Choose, world: SmallWorld) -> tuple[CaseFile, Office, tuple[Meeting, ...], date]:
    """Return a world as it is read on one of its days, rather late than early: (case, office, meetings, day)."""
    day = one_of(choose, world.days[:3] if choose(2) else world.days)
    case, meetings = as_read_on(world, day, acts_ahead=choose(8) == 7)
    return case, world.office, meetings, day


@st.composite
def worlds_on_a_day(draw, most_acts: int = 14, **kwargs) -> tuple[CaseFile, Office, tuple[Meeting, ...], date]:
    """Draw a world and a day, for Hypothesis: it shrinks well but likes the plain."""

    def choose(count: int) -> int:
        return draw(st.integers(0, count - 1))

    def several(items: Sequence) -> list:
        return draw(st.lists(st.sampled_from(items), max_size=most_acts))

    return choose_day(choose, build_world(choose, several, **kwargs))


def random_world_on_a_day(seed: int, most_acts: int = 14, **kwargs) -> tuple[CaseFile, Office, tuple[Meeting, ...], date]:
    """Return the world and the day of a number: every choice alike, so that rare turns come up more often."""
    dice = random.Random(seed)

    def several(items: Sequence) -> list:
        return [dice.choice(items) for _ in range(dice.randint(0, most_acts))]

    return choose_day(dice.randrange, build_world(dice.randrange, several, **kwargs))


SAID = {
    "Intake": ("variant",),
    "Screening": ("result",),
    "Consent": ("act", "person", "until"),
    "Note": ("staff", "next", "done"),
    "Referral": ("to_agency", "ask", "reply_by"),
    "ReferralStep": ("referral", "step", "reply_by"),
    "Plan": ("kind", "version", "persons", "period", "monitoring", "after"),
    "Decision": ("timing", "result", "plan", "version", "meeting", "todos", "moved", "followup", "look_again", "close_case"),
    "Monitoring": ("staff", "plan", "result", "next_date", "done"),
    "Placement": ("plan", "step"),
    "Closing": ("act", "plan", "followup", "look_again"),
}


def retell(case: CaseFile, meetings: tuple[Meeting, ...], day: date) -> str:
    """Return a world in a few lines, for the report of a failed example."""
    told = [(event.day, event.at, event.recorded.isoformat(), event) for event in case.events()]
    told += [(plan.made_on, "", "", plan) for plan in case.plans]
    lines = [f"day {day}"]
    for on, at, _, record in sorted(told, key=lambda line: line[:3]):
        values = " ".join(f"{name}={getattr(record, name)}" for name in SAID[type(record).__name__] if getattr(record, name))
        corrects = getattr(record, "corrects", None)
        fixed = f" CORRECTS {corrects.record}{' void' if corrects.void else ''}" if corrects else ""
        lines.append(f"  {on} {at} {type(record).__name__} {record.id} {values}{fixed}")
    for meeting in meetings:
        items = " ".join(
            f"[{item.timing} {item.plan} v{item.version}]" if item.plan else f"[{item.timing}]" for item in meeting.items
        )
        lines.append(f"  {meeting.date} {meeting.kind} {meeting.id} {'called off ' if meeting.called_off else ''}{items}")
    return "\n".join(lines)
