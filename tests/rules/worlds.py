"""Small invented worlds for tests of rules: a record in a line, with sensible defaults.

Days are written as text ("2025-04-01"). Ids are made from the day and a letter for the kind (`20250401-D001` is a decision
of that day); a second record of the kind on one day needs `id=`. `case_file` sorts what it is given into a case folder as
the shelf would, `settled` applies the corrections too. Every person, agency and meeting here is invented.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from seki_cli.model.case import Assessment, Case, Complaint, Household, Intake, Person, Screening
from seki_cli.model.contact import Consent, Disclosure, Ground, NextStep, Note, Referral, ReferralStep, ShareWith
from seki_cli.model.meeting import Attendee, Item, Meeting
from seki_cli.model.office import CodeList, CodeRow, Intervals, MeetingKind, Office, Posting, Settings
from seki_cli.model.plan import (
    Closing,
    Decision,
    Evaluation,
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
from seki_cli.model.record import Correction, Event, Record
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.settle import settle

CASE = "R07-AAAAAAA"
OTHER_CASE = "R07-BBBBBBB"
PLAN = "P-AAAAAAA"
OTHER_PLAN = "P-BBBBBBB"
JST = timezone(timedelta(hours=9))

_LISTS = {
    Intake: "intakes",
    Screening: "screenings",
    Assessment: "assessments",
    Consent: "consents",
    Note: "notes",
    Referral: "referrals",
    ReferralStep: "referral_steps",
    Plan: "plans",
    Decision: "decisions",
    Monitoring: "monitorings",
    Placement: "placements",
    Evaluation: "evaluations",
    Closing: "closings",
    Disclosure: "disclosures",
}


def day(text: str | date | None) -> date | None:
    """Return a day from its ISO text; a date and None pass through."""
    return date.fromisoformat(text) if isinstance(text, str) else text


def rid(letter: str, on: str | date, num: int = 1) -> str:
    """Return the id that a record of this kind and day gets here: rid("D", "2025-04-01") is 20250401-D001."""
    return f"{day(on):%Y%m%d}-{letter}{num:03d}"


def office(*, staff=None, meetings=None, codes=None, **intervals) -> Office:
    """Return an office with two kinds of meeting, a few screening results and three people; intervals by name."""
    return Office(
        settings=Settings(profile="seki", intervals=Intervals(**intervals)),
        meetings=meetings
        or (
            MeetingKind(id="juso", name="重層的支援会議", consent="required", decides=("策定", "変更", "終結", "中断")),
            MeetingKind(id="shien", name="支援会議", consent="not_required", decides=("情報共有", "方針", "緊急")),
            MeetingKind(id="ryoho", name="個別の会議", consent="per_case", decides=("方針", "策定")),
        ),
        staff=staff
        or (
            Posting(id="tanaka", name="田中 花子", agency="chuo1"),
            Posting(id="ito", name="伊藤 一郎", agency="chuo1"),
            Posting(id="sato", name="佐藤 次郎", agency="takikan"),
        ),
        codes=codes
        or {
            "screening": CodeList(
                list="screening",
                rows=(
                    CodeRow(code="1", label="情報提供・相談対応のみで終了", ends=True),
                    CodeRow(code="2", label="継続支援し、プランを策定"),
                    CodeRow(code="3", label="支援会議で検討", waits=True),
                ),
            )
        },
    )


def intake(on, *, id="", variant="同意あり", agency="chuo1", **fields) -> Intake:
    """Return an intake; `on` is the day it was received."""
    return Intake(
        **_head("intake", id or rid("A", on), on, fields),
        received_on=day(on),
        agency=agency,
        method="電話",
        complaint=Complaint(by_person="（架空の相談）"),
        variant=variant,
        **fields,
    )


def screening(on, result="継続支援し、プランを策定", *, id="", **fields) -> Screening:
    """Return a 対応結果; the office here knows one that ends (情報提供・相談対応のみで終了), one that waits (支援会議で検討)."""
    return Screening(**_head("screening", id or rid("S", on), on, fields), date=day(on), result=result, **fields)


def assessment(on, *, id="", **fields) -> Assessment:
    """Return an assessment sheet."""
    fields = {"staff": "tanaka", "summary": "（架空）", "direction": "（架空）", **fields}
    return Assessment(**_place("assessment", id or rid("B", on)), date=day(on), **fields)


def consent(on, act="同意", person="P1", *, until=None, agencies="すべて", categories="すべて", id="", **fields) -> Consent:
    """Return an act of consent, by default a full one of the 本人 without a term."""
    fields = {"share_with": ShareWith(agencies=agencies), "categories": categories, **fields}
    head = _head("consent", id or rid("C", on), on, fields)
    return Consent(**head, date=day(on), act=act, person=person, until=day(until), **fields)


def note(on, *, staff="tanaka", next=None, next_staff="", done=(), id="", **fields) -> Note:
    """Return a note; `next` is the day it announces, `done` what it fulfils."""
    step = NextStep(date=day(next), staff=next_staff) if next else None
    fields = {"method": "訪問", "fact": "（架空の経過）", **fields}
    return Note(**_head("note", id or rid("N", on), on, fields), date=day(on), staff=staff, next=step, done=tuple(done), **fields)


def referral(on, *, reply_by, to_agency="takikan", ask="一緒に対応", id="", **fields) -> Referral:
    """Return a つなぎ from chuo1."""
    head = _head("referral", id or rid("R", on), on, fields)
    fields = {"from_agency": "chuo1", "reasons": ("複数分野にまたがる",), **fields}
    return Referral(**head, date=day(on), to_agency=to_agency, ask=ask, reply_by=day(reply_by), **fields)


def step(on, what, *, of, reply_by=None, id="", **fields) -> ReferralStep:
    """Return an answer to a referral: step("2025-06-10", "受理", of=rid("R", "2025-06-01"))."""
    head = _head("referral_step", id or rid("T", on), on, fields)
    return ReferralStep(**head, date=day(on), referral=of, step=what, reply_by=day(reply_by), **fields)


def plan(version=1, *, made_on="2025-04-01", id=PLAN, every=None, first=None, dates=(), until="2026-03-31", **fields) -> Plan:
    """Return one version of a plan of 多機関協働; its schedule by `every` (months), `first` (a day) or `dates`."""
    fields = {
        "kind": "多機関協働",
        "made_by": "sato",
        "persons": ("P1",),
        "wish": "（架空の意向）",
        "issues": (Issue(num=1, text="（架空の課題）"),),
        "goals": (Goal(num=1, text="（架空の目標）", due=day(until) or date(2026, 3, 31)),),
        "supports": (Support(issue=1, what="（架空の支援）", agency="chuo1"),),
        "cautions": "なし",
        "agency": "takikan",
        "staff": "sato",
        **fields,
    }
    schedule = Schedule(
        every_months=every,
        first_date=day(first),
        dates=tuple(map(day, dates)),
        agency=fields.pop("agency"),
        staff=fields.pop("staff"),
    )
    period = Span(since=day(made_on), until=day(until))
    head = _place("plan", id) | {"path": f"cases/{CASE[:3]}/{CASE}/plans/{id}/v{version}.yaml"}
    return Plan(**head, version=version, made_on=day(made_on), period=period, monitoring=schedule, **fields)


def outreach(version=1, **fields) -> Plan:
    """Return a version of an アウトリーチ等 plan."""
    return plan(version, **{"kind": "アウトリーチ等", **fields})


def decision(on, timing="策定", result="適切", *, plan=PLAN, version=1, id="", **fields) -> Decision:
    """Return a decision, by default the yes that makes version 1 of the plan run; plan="" for one on the case itself."""
    head = _head("decision", id or rid("D", on), on, fields)
    if not plan:
        version = None
    return Decision(**head, date=day(on), timing=timing, result=result, plan=plan, version=version, **fields)


def todo(num=1, *, due=None, agency="chuo1", staff="") -> Todo:
    """Return a to-do (宿題) for a decision's `todos`."""
    return Todo(num=num, agency=agency, what="（架空の宿題）", staff=staff, due=day(due))


def moved(of, act, *, due=None, agency="", staff="", why="話し合った") -> Moved:
    """Return what became of an earlier to-do, for a decision's `moved`."""
    return Moved(of=of, act=act, due=day(due), agency=agency, staff=staff, why=why)


def followup(on, how="電話") -> FollowUp:
    """Return a follow-up for a decision's or closing's `followup`."""
    return FollowUp(date=day(on), how=how)


def review(on, result="継続", *, next=None, plan=PLAN, version=1, staff="sato", done=(), id="", **fields) -> Monitoring:
    """Return a モニタリング; `next` is the day it sets for the next one."""
    head = _head("monitoring", id or rid("M", on), on, fields)
    fields = {"plan": plan, "version": version, "staff": staff, "done": tuple(done), **fields}
    return Monitoring(**head, date=day(on), result=result, next_date=day(next), **fields)


def evaluation(on, judgement="継続", *, id="", **fields) -> Evaluation:
    """Return an 評価シート."""
    fields = {"staff": "sato", "plan": PLAN, "occasion": "期間満了", **fields}
    return Evaluation(**_head("evaluation", id or rid("E", on), on, fields), date=day(on), judgement=judgement, **fields)


def placement(on, what="見学", *, id="", **fields) -> Placement:
    """Return a step of 参加支援."""
    fields = {"plan": PLAN, "resource": "S-AAAAAAA", **fields}
    return Placement(**_head("placement", id or rid("P", on), on, fields), date=day(on), step=what, **fields)


def closing(on, act="終結", *, plan="", look_again=None, id="", **fields) -> Closing:
    """Return a closing act of the case; act="プラン取下げ" with plan= withdraws a plan."""
    head = _head("closing", id or rid("K", on), on, fields)
    return Closing(**head, date=day(on), act=act, plan=plan, look_again=day(look_again), **fields)


def disclosure(on, *, to=("takikan",), records=(), id="", **fields) -> Disclosure:
    """Return a row of the 提供台帳."""
    head = _head("disclosure", id or rid("Y", on), on, fields)
    fields = {"staff": "tanaka", "ground": Ground(consent="20250401-C001"), **fields}
    return Disclosure(**head, date=day(on), to=tuple(to), records=tuple(records), **fields)


def correction(of: Event, *, id, void=False, recorded="", **changes) -> Event:
    """Return the event that corrects another: the same with `changes` (days as text), or with void=True none of it."""
    changes = {
        key: day(value) if key in {"date", "received_on", "next_date", "reply_by", "until"} else value
        for key, value in changes.items()
    }
    moment = datetime.fromisoformat(recorded) if recorded else of.recorded + timedelta(hours=1)
    corrects = Correction(record=of.id, why="（架空の訂正）", void=void)
    path = of.path.replace(of.id, id)
    return replace(of, id=id, path=path, recorded=moment, corrects=corrects, **changes)


def item(case=CASE, *, num=1, timing="策定", plan="", version=None, **fields) -> Item:
    """Return an item of a meeting, by default one on the case itself."""
    return Item(case=case, num=num, timing=timing, plan=plan, version=version, **fields)


def meeting(on, *items, id="", kind="juso", agencies=("chuo1", "takikan"), **fields) -> Meeting:
    """Return a meeting with its items: meeting("2025-05-20", item(plan=PLAN))."""
    key = id or f"M-{day(on):%Y%m%d}-AAAA"
    attendees = tuple(Attendee(agency=agency) for agency in agencies)
    path = f"meetings/R07/{key}/meeting.yaml"
    head = {"schema": "meeting/1", "id": key, "path": path, "attendees": attendees}
    return Meeting(**{**head, **fields}, kind=kind, date=day(on), items=tuple(items))


def person(id="P1", role="本人", **fields) -> Person:
    """Return a person of the household."""
    return Person(id=id, role=role, **fields)


def case_file(*records: Record, id=CASE, people=None, unread=(), lead="chuo1", lead_staff="tanaka", **head) -> CaseFile:
    """Return a case folder with these records, as read: every list in the order of acts, no correction applied."""
    lists: dict[str, list[Record]] = {name: [] for name in _LISTS.values()}
    for record in records:
        lists[_LISTS[type(record)]].append(record)
    for name, found in lists.items():
        keys = [(record.id, getattr(record, "version", None)) for record in found]
        assert len(keys) == len(set(keys)), f"two records of {name} have one id: give one an id="
    lists = {
        name: sorted(found, key=lambda r: r.order if isinstance(r, Event) else (r.id, getattr(r, "version", 0)))
        for name, found in lists.items()
    }
    folder = f"cases/{id[:3]}/{id}"
    return CaseFile(
        id=id,
        head=Case(schema="case/1", id=id, path=f"{folder}/case.yaml", lead_agency=lead, lead_staff=lead_staff, **head),
        household=Household(schema="household/1", case=id, path=f"{folder}/household.yaml", people=tuple(people or (person(),))),
        unread=tuple(unread),
        **{name: tuple(found) for name, found in lists.items()},
    )


def settled(*records: Record, **fields) -> CaseFile:
    """Return a case folder with these records and every correction applied, as rules want it."""
    return settle(case_file(*records, **fields))


def world(*cases: CaseFile, meetings=(), in_office=None) -> World:
    """Return a world of these cases, settled."""
    return World(office=in_office or office(), cases=tuple(map(settle, cases)), meetings=tuple(meetings))


def _place(kind: str, record: str) -> dict[str, str]:
    folder = f"cases/{CASE[:3]}/{CASE}/{kind}s"
    return {"schema": f"{kind}/1", "id": record, "case": CASE, "path": f"{folder}/{record}.yaml"}


def _head(kind: str, record: str, on: str | date, fields: dict) -> dict:
    """Return what every event carries; `recorded` (noon of the day) and `recorded_by` may be given in `fields`."""
    recorded = fields.pop("recorded", None) or f"{day(on)}T12:00:00+09:00"
    return {
        **_place(kind, record),
        "recorded": datetime.fromisoformat(recorded),
        "recorded_by": fields.pop("recorded_by", "tanaka"),
        "at": fields.pop("at", ""),
    }
