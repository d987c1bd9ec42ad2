"""A second count, by hand so to speak: reads the files of a 台帳 and counts again what `seki stats` counts.

It knows nothing of seki: stdlib and PyYAML only, corrections applied by its own few lines, every measure written from its
definition (docs/counting.md) and records.md in the plainest way. Run it on any 台帳 and compare by eye:

    python tests/oracles/recount.py 台帳 2025-04-01 2026-03-31 2025-09-01
"""

import sys
from datetime import date, timedelta
from pathlib import Path

import yaml

FOLDERS = {
    "intakes": "intake", "screenings": "screening", "assessments": "assessment", "consents": "consent", "notes": "note",
    "decisions": "decision", "monitorings": "monitoring", "placements": "placement", "evaluations": "evaluation",
    "closings": "closing", "disclosures": "disclosure",
}  # fmt: skip
YES = ("適切", "修正のうえ適切", "承認")
FOUR = ("策定", "変更", "終結", "中断")
UNSAID = "未入力"


# ---- reading


def read_workspace(root):
    """Return every YAML file of a 台帳 as a mapping, by its place. All scalars stay text."""
    found = {}
    for path in sorted(Path(root).rglob("*.yaml")):
        place = path.relative_to(root).as_posix()
        if place.split("/")[0] in ("cases", "meetings", "resources", "gaps", "activities", "profile"):
            found[place] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    return found


def kind_of(record):
    return record["schema"].split("/")[0]


def day_of(record):
    return date.fromisoformat(record.get("date") or record.get("received_on") or record.get("made_on"))


def true(value):
    return value in (True, "true")


class Books:
    """The files sorted: cases with their records, corrected; and what lies beside the cases."""

    def __init__(self, files, today):
        self.today = today
        self.cases, self.meetings, self.resources, self.gaps, self.activities, self.profile = {}, {}, {}, {}, {}, {}
        for place, record in files.items():
            parts = place.split("/")
            if parts[0] == "cases":
                self.cases.setdefault(parts[2], []).append(record)
            elif parts[0] == "profile":
                self.profile["/".join(parts[1:])] = record
            else:
                getattr(self, parts[0])[record["id"]] = record
        self.raw = {case: list(records) for case, records in self.cases.items()}
        self.cases = {case: settle(records) for case, records in self.cases.items()}

    def records(self, *kinds):
        """Yield (case, record) of every record of some kinds, case by case, in the order of acts."""
        for case, records in self.cases.items():
            for record in records:
                if kind_of(record) in kinds:
                    yield case, record

    def one(self, case, kind):
        return next((record for record in self.cases[case] if kind_of(record) == kind), {})

    def of(self, case, *kinds):
        return [record for record in self.cases[case] if kind_of(record) in kinds]

    def posted(self, staff, day):
        """Where somebody worked on a day."""
        for row in self.profile.get("staff.yaml", {}).get("staff") or []:
            if row["id"] == staff and row.get("since", "0") <= day.isoformat() <= row.get("until", "9"):
                return row.get("agency") or UNSAID
        return UNSAID

    def code(self, name, label):
        rows = (self.profile.get(f"codes/{name}.yaml") or {}).get("rows") or []
        for row in rows:
            if label in (row["code"], row["label"], *(row.get("also") or [])):
                return row["code"]
        return label or UNSAID

    def programmes(self, item):
        return {
            row["id"]: row
            for row in self.profile.get("programmes.yaml", {}).get("programmes") or []
            if row["item"].startswith(item)
        }


def settle(records):
    """Apply the corrections: a corrected event gives way to its correction, a voided one to nothing."""
    events = {(kind_of(r), r["id"]): r for r in records if "recorded" in r}
    by_target = {}
    for (kind, name), record in events.items():
        target = (kind, (record.get("corrects") or {}).get("record"))
        if target in events and target[1] != name:
            by_target.setdefault(target, []).append(record)
    corrections = [r["id"] for found in by_target.values() for r in found]
    kept = [r for r in records if "recorded" not in r]
    for key, record in events.items():
        if record["id"] not in corrections:
            stands = standing(key, events, by_target)
            kept += [stands] if stands else []
    return sorted(
        kept,
        key=lambda r: (
            r.get("date") or r.get("received_on") or r.get("made_on") or "",
            r.get("at", ""),
            r.get("recorded", ""),
            r.get("id", ""),
        ),
    )


def standing(key, events, by_target):
    record = events[key]
    corrections = by_target.get(key, [])
    if not corrections:
        return None if true((record.get("corrects") or {}).get("void")) else record
    correction = corrections[0]
    inner = (key[0], correction["id"])
    if true(correction["corrects"].get("void")):
        undone = by_target.get(inner)
        if not undone:
            return None
        if true(undone[0]["corrects"].get("void")):
            return record
    return standing(inner, events, by_target)


# ---- counting


class Tally:
    """Adds up: for each cell the distinct ones, the sum, and what was never written down."""

    def __init__(self, first, last, today):
        self.first, self.last, self.today = first, min(last, today), today
        self.cells = {}

    def add(self, measure, day, one, amount=1, **by):
        """Count one thing under its measure, and under each value of each dimension."""
        if not self.first <= day <= self.last:
            return
        keys = [measure]
        for name, values in by.items():
            listed = [values] if isinstance(values, str) else values
            keys += [f"{measure}/{name}={value}" for value in dict.fromkeys(v or UNSAID for v in listed or [UNSAID])]
        for key in keys:
            self.cells.setdefault(key, []).append((one, amount))

    def value(self, key, distinct=False):
        """Return (value, 未入力) of a cell: no value where nothing but 未入力 lies in it."""
        said = self.cells.get(key, [])
        known = [(one, amount) for one, amount in said if amount is not None]
        missing = len(said) - len(known)
        if said and not known:
            return None, missing
        return (len({one for one, _ in known}) if distinct else sum(int(amount) for _, amount in known)), missing


DISTINCT = (
    "intakes.new", "intakes.complex", "intakes.continued", "notes.cases", "consents.persons", "consents.reached", "referrals.cases",
    "outreach.cases", "outreach.new", "reviews.plans", "meetings.cases", "placements.started",
)  # fmt: skip
NEVER_EMPTY = ("activities.held", "activities.participants", "activities.agencies", "activities.new_resources")


def recount(files, first, last, today):
    """Return {cell without period: (value, 未入力)} for what was counted in a span of days, looked at from today."""
    books, tally = Books(files, today), Tally(first, last, today)
    for part in (front_door, continued, consents, referrals, plans, meetings, ends, region, activities):
        part(books, tally)
    found = {key: tally.value(key, key.split("/")[0] in DISTINCT) for key in tally.cells}
    for name in EVERYTHING:
        found.setdefault(name, (None if name in NEVER_EMPTY else 0, 0))
    return found


EVERYTHING = (
    "intakes.new", "intakes.complex", "intakes.again", "intakes.continued", "intakes.contacts", "screenings", "assessments", "notes",
    "notes.cases", "notes.minutes", "consents", "consents.persons", "consents.reached", "referrals", "referrals.cases", "referrals.declined",
    "outreach", "outreach.cases", "outreach.new", "plans.made", "plans.revised", "plans.judged", "plans.decided", "plans.approved",
    "plans.dropped", "reviews", "reviews.plans", "meetings", "meetings.cancelled", "meetings.cases", "meetings.items", "meetings.agencies",
    "meetings.people", "placements", "placements.started", "evaluations", "closings.closed", "closings.suspended", "closings.reopened",
    "closings.merged", "gaps.noticed", "gaps.discussed", "disclosures", *NEVER_EMPTY,
)  # fmt: skip


def front_door(books, tally):
    for case in books.cases:
        intakes = books.of(case, "intake")
        for num, intake in enumerate(intakes):
            day = day_of(intake)
            by = {"agency": intake["agency"], "programme": intake.get("programme", ""), "method": intake["method"]}
            if num == 0:
                flags = [flag for r in books.of(case, "intake", "screening") for flag in r.get("flags") or []]
                by |= {
                    "route": books.code("route", intake.get("route")),
                    "flag": [books.code("flags", flag) for flag in flags],
                    "area": books.one(case, "case").get("area", ""),
                    "age": age_band(books, case, day),
                    "result": intake.get("variant", ""),
                }
                tally.add("intakes.new", day, case, **by)
                if intake.get("hard_because"):
                    tally.add("intakes.complex", day, case)
            else:
                tally.add("intakes.again", day, case)
            tally.add("intakes.contacts", day, case, method=intake["method"], agency=intake["agency"])
        firsts = [r for r in books.of(case, "note", "monitoring") if outreach(books, r)]
        for num, record in enumerate(sorted(firsts, key=lambda r: (r["date"], r["id"]))):
            for name in ("outreach", "outreach.cases", *(["outreach.new"] if num == 0 else [])):
                tally.add(name, day_of(record), case, method=record.get("method", ""))
    for case, note in books.records("note"):
        day = day_of(note)
        agency = books.posted(note["staff"], day)
        by = {"method": note["method"], "agency": agency, "programme": note.get("programme", "")}
        tally.add("notes", day, case, **by)
        tally.add("notes.cases", day, case, **by)
        tally.add("notes.minutes", day, case, note.get("minutes_spent"), **by)
        tally.add("intakes.contacts", day, case, method=note["method"], agency=agency)
    for case, record in books.records("screening"):
        tally.add("screenings", day_of(record), case, result=books.code("screening", record["result"]))
    for case, record in books.records("assessment"):
        tally.add("assessments", day_of(record), case)


def outreach(books, record):
    return record.get("stage") or record.get("programme") in books.programmes("第4号")


def age_band(books, case, day):
    people = books.one(case, "household").get("people") or []
    person = next((p for p in people if p["role"] == "本人"), {})
    if person.get("born"):
        born = date.fromisoformat(person["born"])
        ages = [years(born, day)]
    elif person.get("born_year"):
        ages = [years(date(int(person["born_year"]), *end), day) for end in ((1, 1), (12, 31))]
    else:
        return UNSAID
    bands = {
        next(band for low, band in ((75, "75-"), (65, "65-74"), (40, "40-64"), (18, "18-39"), (0, "0-17")) if age >= low)
        for age in ages
    }
    return bands.pop() if len(bands) == 1 else "不明"


def years(born, day):
    """Attained at the end of the day before the birthday: so ask how old somebody is on the morrow."""
    morrow = day + timedelta(days=1)
    return max(0, morrow.year - born.year - ((morrow.month, morrow.day) < (born.month, born.day)))


def continued(books, tally):
    for case, records in books.cases.items():
        opened = min((day_of(r) for r in records if kind_of(r) == "intake"), default=None)
        for record in records:
            if kind_of(record) not in ("case", "household", "disclosure") and opened and opened < tally.first:
                tally.add("intakes.continued", day_of(record), case)


def consents(books, tally):
    for case in books.cases:
        people = books.one(case, "household").get("people") or []
        principals = [p["id"] for p in people if p["role"] == "本人"] or ["P1"]
        intakes, yes = books.of(case, "intake"), []
        for act in books.of(case, "consent"):
            tally.add("consents", day_of(act), case, result=act["act"])
            if act["act"] in ("同意", "一部同意"):
                tally.add("consents.persons", day_of(act), (case, act["person"]))
                yes += [act] if act["person"] in principals else []
        if yes and intakes and intakes[0].get("variant") == "同意なし":
            tally.add("consents.reached", day_of(yes[0]), case)


def referrals(books, tally):
    for case in books.cases:
        first = first_ids(books.raw[case])
        steps = [s for s in books.of(case, "referral_step") if day_of(s) <= books.today]
        for sent in books.of(case, "referral"):
            mine = [s for s in steps if first.get(s["referral"], s["referral"]) == first.get(sent["id"], sent["id"])]
            by = {"ask": sent["ask"], "agency": sent["from_agency"], "to_agency": sent["to_agency"]}
            by |= {
                "reason": [books.code("hard_because", reason) for reason in sent["reasons"]],
                "on_time": answered(sent, mine, books.today),
            }
            tally.add("referrals", day_of(sent), case, **by)
            tally.add("referrals.cases", day_of(sent), case)
            for step in mine:
                if step["step"] == "辞退" and day_of(sent) <= books.today:
                    tally.add("referrals.declined", day_of(step), case, reason=books.code("referral_reason", step.get("reason")))


def first_ids(records):
    """Return for each event the id of the one that its chain of corrections began with."""
    target = {r["id"]: r["corrects"]["record"] for r in records if r.get("corrects")}
    found = {}
    for name in target:
        here, seen = name, set()
        while here in target and here not in seen:
            seen.add(here)
            here = target[here]
        found[name] = here
    return found


def answered(sent, steps, today):
    due = date.fromisoformat(sent["reply_by"])
    for step in steps:
        if step["step"] in ("受理", "対応中", "完了", "辞退"):
            return "期限内に返事" if day_of(step) <= due else "期限後に返事"
        if step["step"] == "取下げ":
            return "返事の前に取下げ"
        due = date.fromisoformat(step["reply_by"]) if step.get("reply_by") else due
    return "返事待ち" if today <= due else "期限を過ぎて返事なし"


def plans(books, tally):
    for case in books.cases:
        versions = sorted(books.of(case, "plan"), key=lambda p: (p["id"], int(p["version"])))
        kinds = {p["id"]: p["kind"] for p in versions}
        seen = set()
        for plan in versions:
            tally.add("plans.revised" if plan["id"] in seen else "plans.made", day_of(plan), plan["id"], kind=plan["kind"])
            seen.add(plan["id"])
        for decision in books.of(case, "decision"):
            day, yes, kind = day_of(decision), decision["result"] in YES, kinds.get(decision.get("plan"), "")
            if decision["timing"] in FOUR:
                tally.add("plans.judged", day, case, result=decision["result"], timing=decision["timing"], kind=kind)
                if yes:
                    tally.add("plans.decided", day, case, timing=decision["timing"], kind=kind)
            if decision["timing"] == "支援決定" and yes:
                tally.add("plans.approved", day, case)
        for act in books.of(case, "closing"):
            if act["act"] == "プラン取下げ":
                tally.add("plans.dropped", day_of(act), case)
        for review in books.of(case, "monitoring"):
            for name in ("reviews", "reviews.plans"):
                tally.add(name, day_of(review), review["plan"], result=review["result"], kind=kinds.get(review["plan"], ""))


def meetings(books, tally):
    decided = {}
    for case, decision in books.records("decision"):
        if decision.get("meeting"):
            decided.setdefault(decision["meeting"], []).append((case, decision))
    discussed = {(gap["id"], step.get("meeting")) for gap in books.gaps.values() for step in gap.get("steps") or []}
    for meeting in books.meetings.values():
        day, kind, present = day_of(meeting), meeting["kind"], meeting.get("attendees") or []
        if true(meeting.get("called_off")):
            tally.add("meetings.cancelled", day, meeting["id"], kind=kind)
        made = list(decided.get(meeting["id"], []))
        met = made or meeting.get("confirmed") or any(true(one.get("came")) for one in present)
        if true(meeting.get("called_off")) or not (met or day < books.today):
            continue
        tally.add("meetings", day, meeting["id"], 1 if met else None, kind=kind)
        for item in meeting.get("items") or []:
            if "case" not in item:
                tally.add(
                    "meetings.items",
                    day,
                    item.get("gap"),
                    1 if (item.get("gap"), meeting["id"]) in discussed else None,
                    kind=kind,
                    timing=item["timing"],
                )
                continue
            fits = [d for d in made if d[0] == item["case"] and d[1].get("plan", "") == item.get("plan", "")]
            fits = [d for d in fits if d[1]["timing"] == item["timing"]] or fits
            if fits:
                made.remove(fits[0])
                take_up(tally, day, kind, *fits[0])
            else:
                for name in ("meetings.items", "meetings.cases"):
                    tally.add(name, day, item["case"], None, kind=kind, timing=item["timing"])
        for case, decision in made:
            take_up(tally, day, kind, case, decision)
        for agency in dict.fromkeys(one["agency"] for one in present if one.get("agency")):
            came = [one.get("came") for one in present if one.get("agency") == agency]
            if any(map(true, came)) or None in came:
                tally.add("meetings.agencies", day, (meeting["id"], agency), 1 if any(map(true, came)) else None, kind=kind)
        for num, one in enumerate(present):
            if one.get("came") is None or true(one["came"]):
                tally.add("meetings.people", day, (meeting["id"], num), 1 if true(one.get("came")) else None, kind=kind)


def take_up(tally, day, kind, case, decision):
    for name in ("meetings.items", "meetings.cases"):
        tally.add(name, day, case, kind=kind, timing=decision["timing"])


def ends(books, tally):
    for case, act in books.records("placement"):
        tally.add("placements", day_of(act), case, result=act["step"])
        if act["step"] == "開始":
            tally.add("placements.started", day_of(act), case)
    for _, act in books.records("evaluation"):
        tally.add("evaluations", day_of(act), act["plan"], result=act["judgement"])
    for case, row in books.records("disclosure"):
        tally.add("disclosures", day_of(row), case, to_agency=row["to"])
    names = {"終結": "closings.closed", "中断": "closings.suspended", "再開": "closings.reopened", "統合": "closings.merged"}
    for case in books.cases:
        before = ""
        for act in books.of(case, "closing", "decision"):
            word = act.get("act") or (act["timing"] if true(act.get("close_case")) and act["result"] in YES else "")
            if word in names and (kind_of(act) == "closing" or word in ("終結", "中断")):
                if word != before:
                    tally.add(names[word], day_of(act), case)
                before = word


def region(books, tally):
    for gap in books.gaps.values():
        steps = gap.get("steps") or []
        noticed = (gap.get("noticed") or {}).get("date") or min((step["date"] for step in steps), default=None)
        if noticed:
            tally.add("gaps.noticed", date.fromisoformat(noticed), gap["id"], area=gap.get("area", ""))
        for step in steps:
            if step.get("meeting"):
                tally.add("gaps.discussed", date.fromisoformat(step["date"]), gap["id"])


def activities(books, tally):
    keys = {"held": "held", "participants": "participants", "agencies": "agencies_present", "new_resources": "new_resources"}
    told = set()
    for record in books.activities.values():
        month = record.get("month") or record["date"][:7]
        told.add((record["programme"], record.get("base", ""), month))
        day = date.fromisoformat(record.get("date") or f"{month}-01")
        for name, key in keys.items():
            tally.add(f"activities.{name}", day, record["id"], record.get(key), programme=record["programme"])
    for programme, month in silent_months(books, told):
        for name in keys:
            tally.add(f"activities.{name}", month, None, None, programme=programme)


def silent_months(books, told):
    """Yield (programme, first day) of every month that is over and of which a base of 第3号 has said nothing."""
    days = [day_of(books.of(case, "intake")[0]) for case in books.cases if books.of(case, "intake")]
    days += [date.fromisoformat(a.get("date") or f"{a['month']}-01") for a in books.activities.values()]
    days += [day_of(meeting) for meeting in books.meetings.values()]
    month = min(days, default=books.today)
    month = date(month.year - (month.month < 4), 4, 1)
    while next_month(month) - timedelta(days=1) < books.today:
        for programme, row in books.programmes("第3号").items():
            if within(row, month):
                for base in {b.get("agency") or b.get("name") for b in row.get("bases") or [] if within(b, month)}:
                    if (programme, base, f"{month:%Y-%m}") not in told:
                        yield programme, month
        month = next_month(month)


def next_month(first):
    return (first + timedelta(days=31)).replace(day=1)


def within(row, day):
    return row.get("since", "0") <= day.isoformat() <= row.get("until", "9")


if __name__ == "__main__":
    counted = recount(read_workspace(sys.argv[1]), *map(date.fromisoformat, sys.argv[2:5]))
    for cell, (value, missing) in sorted(counted.items()):
        print(cell, UNSAID if value is None else value, f"（未入力 {missing}）" if missing else "")
