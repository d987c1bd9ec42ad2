"""One invented case of a large workspace, from the day it was opened: its records, and the truth about what is due in it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from bench import words
from bench.town import FAMILIES, GIVEN
from seki_cli.model.days import add_months
from seki_cli.model.ids import build_record_id

_FAMILIES: Final = tuple(pair.split() for pair in FAMILIES.split(","))
_GIVEN: Final = tuple(pair.split() for pair in GIVEN.split(","))
_HOMES: Final = (
    (("本人", "", 78),),
    (("本人", "", 52), ("世帯員", "母", 81)),
    (("本人", "", 84), ("世帯員", "長男", 55)),
    (("本人", "", 38), ("世帯員", "長女", 12), ("世帯員", "長男", 8)),
    (("本人", "", 45), ("世帯員", "妻", 43), ("世帯員", "長女", 15), ("世帯員", "母", 76)),
)
_PARENT: Final = {"母": ("P{}", "P1"), "長男": ("P1", "P{}"), "長女": ("P1", "P{}")}
FINDINGS: Final = ("SEKI052", "SEKI054", "SEKI086")
"""What is wrong in one case in twenty: a person who is not there, a promise that is not there, a word from tax staff without consent."""

Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Case:
    """A case while it is written: its records by path within its folder, what is due in it, what is wrong with it.

    `due` holds (kind, day) of everything that is open, however far ahead. `notes` are written last: some keep a promise.
    """

    plan: str
    desk: str
    as_of: date
    dice: Random
    name: Callable[[date], str]
    id: str = ""
    opened: date = date.min
    files: dict[str, Row] = field(default_factory=dict)
    due: list[tuple[str, date]] = field(default_factory=list)
    finding: tuple[str, str] | None = None
    consent: str = ""
    taken: set[str] = field(default_factory=set)

    def open_on(self, day: date) -> None:
        """Give the case its day and its id."""
        self.opened, self.id = day, self.name(day)

    @property
    def staff(self) -> str:
        """Return who leads the case."""
        return f"{self.desk}-1"

    def event(self, kind: str, folder: str, day: date, by: str, /, **own: Any) -> str:
        """Add an act of a day and return its id."""
        rid = ""
        while not rid or rid in self.taken:
            rid = build_record_id(day, self.dice.randrange)
        self.taken.add(rid)
        head = {"schema": f"{kind}/1", "id": rid, "case": self.id}
        recorded = f"{day}T{self.dice.randint(15, 17)}:{self.dice.randint(10, 59)}:00+09:00"
        self.files[f"{folder}/{rid}.yaml"] = {**head, **own, "recorded": recorded, "recorded_by": by}
        return rid

    def some(self, texts: tuple[str, ...]) -> str:
        """Return one of several texts by dice."""
        return self.dice.choice(texts)


def open_case(case: Case) -> None:
    """Write what every case begins with: head, household, 受付, 同意."""
    programme, field_, area = words.DESKS[case.desk]
    head: Row = {"schema": "case/1", "id": case.id, "lead_agency": case.desk, "lead_since": str(case.opened)}
    case.files["case.yaml"] = {**head, "lead_staff": case.staff, **({"area": area} if area else {}), "urgency": "通常"}
    case.files["household.yaml"] = _household(case)
    worry = case.some(words.WORRIES)
    intake: Row = {
        "received_on": str(case.opened),
        "agency": case.desk,
        "method": case.some(words.METHODS),
        "programme": programme,
    }
    intake |= {"received_by": case.staff, "route": case.some(words.ROUTES), "variant": "同意あり"}
    intake |= {"complaint": {"by_person": case.some(words.COMPLAINTS)}, "worries": [worry], "main_worry": worry}
    intake |= {"hard_because": [case.some(words.HARD)], "fields": [field_], "flags": [case.some(words.FLAGS)]}
    case.event("intake", "intakes", case.opened, case.staff, **intake)
    day = case.opened + timedelta(days=case.dice.randint(0, 5))
    until = add_months(day, 24)
    consent: Row = {
        "date": str(day),
        "act": "同意",
        "person": "P1",
        "given_by": "本人",
        "how": "書面",
        "explained_by": case.staff,
    }
    consent |= {"share_with": {"agencies": "すべて"}, "categories": "すべて", "until": str(until)}
    consent |= {"evidence": f"同意書綴り {day:%Y-%m}"}
    case.consent = case.event("consent", "consents", day, case.staff, **consent)
    case.due.append(("同意期限", until))


def screen(case: Case, result: str) -> None:
    """Write the 対応結果, eight days after the opening."""
    day = case.opened + timedelta(days=8)
    field_ = words.DESKS[case.desk][1]
    case.event("screening", "screenings", day, case.staff, date=str(day), result=result, staff=case.staff, fields=[field_])


def refer(case: Case, day: date, *, answered: bool) -> str:
    """Write a つなぎ to those who coordinate, and its 受理 three days later; unanswered, it waits for its day."""
    reply_by = day + timedelta(days=14)
    own: Row = {"date": str(day), "from_agency": case.desk, "to_agency": "takikan", "ask": "一緒に対応"}
    own |= {"reasons": [case.some(words.HARD)], "reply_by": str(reply_by), "staff": case.staff}
    own |= {"request": case.some(words.FACTS), "ground": {"consent": case.consent}, "programme": "5"}
    referral = case.event("referral", "referrals", day, case.staff, **own)
    if answered:
        step(case, referral, "受理", day + timedelta(days=3))
    else:
        case.due.append(("回答待ち", reply_by))
    return referral


def step(case: Case, referral: str, word: str, day: date) -> None:
    """Write an answer to a つなぎ."""
    own = {"date": str(day), "referral": referral, "step": word, "staff": "takikan-1", "programme": "5"}
    case.event("referral_step", "referrals", day, "takikan-1", **own)


def plan(case: Case, made_on: date, since: date, first_review: date) -> str:
    """Write a 多機関協働プラン, reviewed every three months from a first day, and return its fingerprint."""
    until = add_months(since, 12)
    head: Row = {"schema": "plan/1", "id": case.plan, "case": case.id, "kind": "多機関協働", "version": 1}
    head |= {"made_on": str(made_on), "made_by": "takikan-1", "persons": ["P1"], "wish": case.some(words.WISHES)}
    picked = case.dice.sample(range(len(words.ISSUES)), 2)
    head["issues"] = [{"num": num, "text": words.ISSUES[one]} for num, one in enumerate(picked, start=1)]
    head["goals"] = [
        {"num": num, "text": case.some(words.GOALS), "due": str(until), "span": span} for num, span in ((1, "短期"), (2, "長期"))
    ]
    head["supports"] = [
        {"issue": 1, "what": case.some(words.SUPPORTS), "agency": case.desk, "staff": case.staff, "often": "月2回"},
        {"issue": 2, "what": case.some(words.SUPPORTS), "agency": "takikan", "staff": "takikan-1", "often": "月1回"},
    ]
    head |= {"cautions": "なし", "period": {"since": str(since), "until": str(until)}}
    head["monitoring"] = {"every_months": 3, "first_date": str(first_review), "agency": "takikan", "staff": "takikan-1"}
    head |= {"categories": ["基本情報", "世帯"], "use": {"sanka": False, "outreach": False}}
    case.files[f"plans/{case.plan}/v1.yaml"] = head
    text = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def decide(case: Case, timing: str, meeting: tuple[str, date], plan_hash: str, **own: Any) -> str:
    """Write what a meeting decided on the plan: a yes."""
    name, day = meeting
    head: Row = {"date": str(day), "meeting": name, "timing": timing, "plan": case.plan, "version": 1, "plan_hash": plan_hash}
    head |= {"result": "適切" if timing == "策定" else "承認", "protocol": case.some(words.POINTS)}
    head |= {"points": [{"point": "役割分担", "said": case.some(words.POINTS), "category": "世帯"}], "present": list(words.TABLE)}
    return case.event("decision", "decisions", day, "takikan-1", **head, categories=["基本情報", "世帯"], **own)


def review(case: Case, day: date, result: str) -> None:
    """Write a モニタリング that leaves the next day to the plan's schedule."""
    own: Row = {"date": str(day), "staff": "takikan-1", "plan": case.plan, "version": 1, "method": "訪問"}
    own["goals"] = [{"num": num, "progress": case.some(words.PROGRESS)} for num in (1, 2)]
    own |= {"changes": [case.some(words.CHANGES)], "person_view": case.some(words.WISHES), "result": result, "programme": "5"}
    case.event("monitoring", "monitorings", day, "takikan-1", **own)


def note(case: Case, day: date, **own: Any) -> str:
    """Write a 支援経過記録 by the lead; a long text now and then."""
    fact = case.some(words.OPENINGS) + case.some(words.FACTS)
    if case.dice.random() < 0.3:
        fact += f"\n{case.some(words.FACTS)}\n{case.some(words.FACTS)}"
    row: Row = {"date": str(day), "at": f"{case.dice.randint(9, 14):02}:{case.dice.choice(('00', '30'))}", "staff": case.staff}
    row |= {"method": case.some(words.METHODS), "fact": fact, "view": case.some(words.VIEWS), "action": case.some(words.ACTIONS)}
    row |= {"minutes_spent": case.dice.choice((20, 30, 60)), "about": ["P1"], "category": "世帯", "source": "本人"}
    row |= {"programme": words.DESKS[case.desk][0], **own}
    return case.event("note", "notes", day, case.staff, **row)


def fill(case: Case, until: date, wanted: int) -> None:
    """Write notes on days up to a day until the case has as many records as wanted, one at least; the last may have a fault."""
    span = max(1, (until - case.opened).days)
    missing = max(1, wanted - len(case.files)) - 1
    for day in sorted(case.opened + timedelta(days=case.dice.randrange(span)) for _ in range(missing)):
        note(case, day)
    code = case.finding[0] if case.finding else ""
    wrong: dict[str, Row] = {
        "SEKI052": {"about": ["P1", "P9"]},
        "SEKI054": {"done": [f"{case.opened:%Y%m%d}-0000#1"]},
        "SEKI086": {"source": "税務"},
    }
    rid = note(case, until, **wrong.get(code, {}))
    if code:
        case.finding = (code, f"notes/{rid}.yaml")


def promise(case: Case, day: date, on: date, *, silence: bool = True) -> None:
    """Write the last note of an open case: it names the next day, so that the case is not without a next step.

    `silence`: where contact is expected, sixty days after it the case is on the list again.
    """
    note(case, day, next={"date": str(on), "staff": case.staff, "what": "訪問"})
    case.due.append(("次回予定", on))
    if silence:
        case.due.append(("連絡なし", day + timedelta(days=60)))


def _household(case: Case) -> Row:
    dice = case.dice
    family, sound = dice.choice(_FAMILIES)
    address = f"関市{case.some(words.AREAS)}{dice.randint(1, 9)}番{dice.randint(1, 40)}号"
    names = dice.sample(_GIVEN, 5)
    people, relations = [], []
    for num, (role, relation, age) in enumerate(dice.choice(_HOMES), start=1):
        given, reading = names[num]
        born = date(case.as_of.year - age, 1, 1) + timedelta(days=dice.randrange(1500) - 750)
        row: Row = {"id": f"P{num}", "role": role, "name": f"{family} {given}", "kana": f"{sound} {reading}", "born": str(born)}
        row |= {"relation": relation, "living": "同居"} if relation else {"living": "同居", "address": address}
        people.append(row)
        if relation in _PARENT:
            a, b = (one.format(num) for one in _PARENT[relation])
            relations.append({"kind": "親子", "a": a, "b": b, "closeness": "普通"})
    people[0]["phone"] = f"0575-00-{dice.randrange(10_000):04}"
    whole: Row = {"schema": "household/1", "case": case.id, "people": people}
    return whole | ({"relations": relations} if relations else {})
