"""A small invented world for the gate's tests: one household, one meeting of each sort, and short builders around them.

All people are invented. Facts stand in the tests; this file only spares them the fields that do not matter.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import count

from seki_cli.model.case import Case, Complaint, Household, Intake, Person
from seki_cli.model.contact import Consent, Note, ShareWith
from seki_cli.model.meeting import Attendee, Item, Meeting
from seki_cli.model.office import Agency, MeetingKind, Office, Posting
from seki_cli.model.plan import Decision, Goal, Issue, Monitoring, Plan, Point, Schedule, Span, Support, Todo
from seki_cli.model.world import CaseFile, World
from seki_cli.rules.agenda import Composed, compose_agenda
from seki_cli.rules.gates import far_names, open_gate
from seki_cli.rules.plan_pieces import find_version
from seki_cli.rules.rooms import build_room
from seki_cli.rules.settle import settle_world

JST = timezone(timedelta(hours=9))
CASE, OTHER = "R07-AAAAAAA", "R07-BBBBBBB"
PLAN = "P-AAAAAAA"
MEET = date(2025, 7, 15)
PRINT = date(2025, 7, 10)
ALL = "すべて"
POINTS = {
    "策定": ("本人の目標と支援方針",),
    "変更": ("現行プランの評価",),
    "終結": ("支援終結の評価",),
    "中断": ("支援中断の流れの確認",),
    "情報共有": ("気になる事例の共有",),
    "方針": ("支援方針の決定と共有",),
    "社会資源": ("社会資源の開発",),
}
KINDS = (
    MeetingKind(
        id="free", name="支援の会", bases=("社会福祉法第106条の6",), consent="not_required",
        decides=("情報共有", "方針", "緊急"), points=POINTS, secrecy="知り得た全てに守秘義務がある", marks=("取扱注意", "会議後回収"),
    ),
    MeetingKind(
        id="asks", name="重ねの会", bases=("実施要綱",), consent="required",
        decides=("策定", "変更", "終結", "中断", "社会資源"), points=POINTS, marks=("取扱注意",),
    ),
    MeetingKind(id="mixed", name="両方の会", consent="per_case", decides=("策定", "方針", "情報共有"), points=POINTS),
    MeetingKind(id="council", name="推進の会", consent="not_required", takes_cases=False, points=POINTS),
)  # fmt: skip
PLEDGED = date(2025, 4, 1)
OFFICE = Office(
    agencies=(
        Agency(id="chuo", name="中央包括", kind="地域包括支援センター"),
        Agency(id="shakyo", name="社協", kind="社会福祉協議会"),
        Agency(id="iryo", name="みなと病院", kind="医療機関"),
        Agency(id="zei", name="市税の部屋", also=("税務課",), kind="税務部局"),
    ),
    staff=tuple(
        Posting(id=f"s-{agency}", name=f"{agency}の職員", agency=agency, pledged_on=PLEDGED)
        for agency in ("chuo", "shakyo", "iryo", "zei")
    )
    + (Posting(id="s-new", name="新任", agency="iryo"),),
    meetings=KINDS,
)
_ids = count(1)


def rid() -> str:
    """A new record id; no test depends on which."""
    number = next(_ids)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "20250601-" + "".join(letters[number // 32**power % 32] for power in (3, 2, 1, 0))


def stamp(day: date = date(2025, 6, 1)) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=JST)


def event(kind: str, folder: str, **fields):
    """The fields every event has."""
    name = fields.pop("id", None) or rid()
    return {
        "schema": f"{kind}/1", "id": name, "case": CASE, "path": f"cases/R07/{CASE}/{folder}/{name}.yaml",
        "recorded": stamp(), "recorded_by": "s-chuo", **fields,
    }  # fmt: skip


def consent(
    person="P1", act="同意", *, agencies=ALL, excluded=(), categories=ALL, tax=False, day=date(2025, 6, 1), until=None, **more
):
    share = ShareWith(agencies=agencies, excluded=tuple(excluded)) if act in ("同意", "一部同意") else None
    fields = event(
        "consent",
        "consents",
        date=day,
        act=act,
        person=person,
        share_with=share,
        categories=categories,
        tax=tax,
        until=until,
        **more,
    )
    return Consent(**fields)


def note(fact="散歩に行った", **more):
    return Note(
        **event("note", "notes", **{"date": date(2025, 6, 20), "staff": "s-chuo", "method": "訪問", "fact": fact, **more})
    )


def intake(**more):
    base = {"received_on": date(2025, 6, 1), "agency": "chuo", "method": "電話", "complaint": Complaint(by_person="眠れない")}
    return Intake(**event("intake", "intakes", **{**base, **more}))


def plan(version=1, **more):
    base = {
        "schema": "plan/1", "id": PLAN, "case": CASE, "path": f"cases/R07/{CASE}/plans/{PLAN}/v{version}.yaml",
        "kind": "多機関協働", "version": version, "made_on": date(2025, 6, 25), "made_by": "s-chuo", "persons": ("P1",),
        "wish": "家で暮らしたい", "issues": (Issue(num=1, text="食事が足りない"),),
        "goals": (Goal(num=1, text="三食とる", due=date(2025, 12, 31), span="短期"),),
        "supports": (Support(what="配食の手配", agency="shakyo", issue=1, often="週3回"),),
        "cautions": "午前は避ける", "period": Span(since=date(2025, 7, 15), until=date(2026, 1, 14)),
        "monitoring": Schedule(every_months=1, first_date=date(2025, 8, 15), agency="chuo"), "categories": ALL,
    }  # fmt: skip
    return Plan(**{**base, **more})


def decision(**more):
    base = {"date": date(2025, 6, 10), "timing": "方針", "result": "承認"}
    return Decision(**event("decision", "decisions", **{**base, **more}))


def monitoring(**more):
    base = {"date": date(2025, 6, 20), "staff": "s-chuo", "plan": PLAN, "version": 1, "result": "継続"}
    return Monitoring(**event("monitoring", "monitorings", **{**base, **more}))


def point(**more):
    return Point(**{"point": "話し合ったこと", **more})


def todo(num=1, **more):
    return Todo(**{"num": num, "agency": "shakyo", "what": "見学の日を決める", **more})


P1 = Person(
    id="P1",
    role="本人",
    name="関野 一子",
    kana="セキノ イチコ",
    born=date(1970, 5, 5),
    address="関市若草通3丁目1番地",
    phone="0575-00-1234",
    health="糖尿病",
)
P2 = Person(
    id="P2",
    role="世帯員",
    name="関野 健太郎",
    kana="セキノ ケンタロウ",
    alias="けんちゃん",
    relation="長男",
    born=date(2000, 1, 1),
)


def case(**more):
    base = {
        "id": CASE,
        "head": Case(schema="case/1", id=CASE, path=f"cases/R07/{CASE}/case.yaml", lead_agency="chuo"),
        "household": household(P1, P2),
        "intakes": (intake(),),
    }
    return CaseFile(**{**base, **more})


def household(*people, **more):
    return Household(schema="household/1", case=CASE, path=f"cases/R07/{CASE}/household.yaml", people=people, **more)


def other_case(case_id, *people, **more):
    """A case beside the one in question, with its own household and nothing else."""
    rows = more.pop("never_together", ())
    return CaseFile(
        id=case_id,
        head=Case(schema="case/1", id=case_id, path=f"cases/R07/{case_id}/case.yaml", **more),
        household=Household(
            schema="household/1", case=case_id, path=f"cases/R07/{case_id}/household.yaml", people=people, never_together=rows
        ),
    )


def meeting(kind="asks", *, agencies=("chuo", "shakyo"), items=None, **more):
    base = {
        "schema": "meeting/1", "id": "M-20250715-AAAA", "path": "meetings/R07/M-20250715-AAAA/meeting.yaml", "date": MEET,
        "attendees": tuple(Attendee(agency=agency) for agency in agencies),
        "items": items if items is not None else (Item(num=1, case=CASE, timing="情報共有" if kind == "free" else "策定"),),
    }  # fmt: skip
    return Meeting(kind=kind, **{**base, **more})


def world(*cases, meetings=(), office=OFFICE, **more):
    return settle_world(World(office=office, cases=cases, meetings=meetings, **more))


def gate(the_world, the_meeting, *, day=PRINT, agency="", item=None):
    """The gate of one item, set up as the agenda does it."""
    item = item or the_meeting.items[0]
    kind = the_world.office.meeting_kind(the_meeting.kind, the_meeting.date)
    room = build_room(the_meeting, item, kind, the_world, day, agency=agency)
    the_case = the_world.case(item.case)
    version = find_version(the_case, item.plan, item.version) if the_case and item.plan else None
    return open_gate(room, the_world, the_case, version, far_names(the_world))


def compose(the_world, the_meeting, *, day=PRINT, agency="", past=None) -> Composed:
    return compose_agenda(the_world, the_meeting, day, agency=agency, past=past)


def shown_text(composed: Composed) -> str:
    """All the words of a paper, for looking for one."""
    paper = composed.paper.value
    pieces = [
        line.value for item in paper.items for line in (*item.head, *item.points, *(x for s in item.sections for x in s.lines))
    ]
    header = paper.header
    return "\n".join(
        [header.place, *header.members, *(m for item in paper.items for m in item.members), *(p.group + p.line for p in pieces)]
    )


def with_fields(record, **fields):
    return replace(record, **fields)
